"""Puts quick capture, drops, the watched folder and the section of evidence into a window.

Made after the first picture, or when first asked for: what it loads must not hold the start up.
"""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from symbioaudit.ui.capture.drops import Drops
from symbioaudit.ui.capture.panel import QuickPanel
from symbioaudit.ui.capture.section import ProofSection
from symbioaudit.ui.capture.watch import Watch
from symbioaudit.ui.context import ContextPanel
from symbioaudit.ui.session import Session


class Capture:
    """What the window keeps of all this."""

    def __init__(self, session: Session, window: QWidget, context: ContextPanel) -> None:
        self.session = session
        self.panel = QuickPanel(session, window)
        self.drops = Drops(session, window)
        self.watch = Watch(session)
        self.section = ProofSection(session, context)
        context.add_section(self.section)
        session.language_changed.connect(self.retranslate)

    def retranslate(self, *_args: object) -> None:
        """Write the texts anew."""
        self.panel.retranslate()
        self.section.retranslate()

    def open_panel(self) -> None:
        """Open the panel, or close it."""
        self.panel.open_panel()

    def paste(self) -> None:
        """A picture of the clipboard, tied to what is in front, or into the open panel."""
        self.drops.paste(self.panel.target())
