"""The row of buttons over a drawing, and what both drawings do with files and paper."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QPushButton, QWidget

from symbioaudit.base.i18n import _
from symbioaudit.ui.flows.canvas import Canvas
from symbioaudit.ui.flows.export import Drawing, ask_path, ask_print, save_picture
from symbioaudit.ui.session import Session
from symbioaudit.ui.wrapping import WrapLayout


class Bar(QWidget):
    """Buttons from left to right."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.row = WrapLayout(self)

    def button(
        self, text: str, call: Callable[[], object], *, name: str = "", main: bool = False
    ) -> QPushButton:
        """One more button; ``name`` tells what a sign means."""
        made = QPushButton(text, self)
        made.setAccessibleName(name or text)
        made.setToolTip(name)
        if main:
            made.setProperty("role", "main")
        made.clicked.connect(lambda _checked=False: call())
        self.row.addWidget(made)
        return made

    def zooms(self, view: Canvas) -> None:
        """Nearer, away, everything."""
        self.button("−", view.zoom_out, name=_("Smaller (−)"))
        self.button("+", view.zoom_in, name=_("Larger (+)"))
        self.button(_("Fit"), view.fit, name=_("Show everything (0)"))

    def outputs(self, drawing: Drawing, parent: QWidget, save_call: Callable[[], object]) -> None:
        """To a file and to paper."""
        self.button(_("Save the picture"), save_call)
        self.button(_("Print"), lambda: ask_print(drawing, parent))


def save(page: QWidget, drawing: Drawing, name: str) -> None:
    """Ask for a file and write the picture; says where it is, or that the disk refused."""
    session: Session = page.session  # type: ignore[attr-defined]
    path = ask_path(page, name)
    if path is None:
        return
    try:
        save_picture(drawing, path, name)
    except OSError as fault:
        reason = fault.strerror or str(fault)
        session.told.emit(_("The picture is not saved: {reason}").format(reason=reason))
    else:
        session.told.emit(_("The picture is saved: {path}").format(path=path))


def say_refused(session: Session, name: str) -> None:
    """A flow cannot be tied like this."""
    text = _("“{name}” stays as it was: a flow needs two different ends, one of them a process.")
    session.told.emit(text.format(name=name))
