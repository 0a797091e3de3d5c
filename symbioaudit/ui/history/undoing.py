"""Undo and redo of the window: by name, at the place that changed, never behind another audit's back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QMessageBox

from symbioaudit.base.i18n import N_, _, language, translate
from symbioaudit.ui.history.common import data_of, place_of, words_of
from symbioaudit.ui.history.flash import flash

if TYPE_CHECKING:
    from symbioaudit.model.changes import Changes
    from symbioaudit.services.history import Upcoming

UNDO_NAMED = N_("Undo: {name}")
REDO_NAMED = N_("Redo: {name}")
NOTHING_HERE = N_("Nothing of this audit is left to undo.")
NOTHING_AGAIN = N_("Nothing of this audit is left to do again.")
ELSEWHERE = N_("The newest change was made in another audit: {name}.")


class Undoing(QObject):
    """Names the two buttons and commands, follows what they did."""

    def __init__(self, window: Any) -> None:
        """``window``: the main window, which owns this."""
        super().__init__(window)
        self.window = window
        self.question: QMessageBox | None = None
        session = window.session
        session.upcoming_changed.connect(self.refresh)
        session.replayed.connect(self._show)
        session.elsewhere.connect(self._ask)

    def refresh(self) -> None:
        """Write the names anew and say what is possible."""
        session, window = self.window.session, self.window
        for name, upcoming in (("undo", session.next_undo), ("redo", session.next_redo)):
            action = window.actions_by_id[name]
            action.setEnabled(upcoming is not None and not session.read_only)
            named = self.named(upcoming) if upcoming is not None else ""
            pattern = UNDO_NAMED if name == "undo" else REDO_NAMED
            plain = _("Undo") if name == "undo" else _("Redo")
            text = _(pattern).format(name=named) if named else plain
            action.setText(text)
            window.top.name_step(name, text, named, enabled=action.isEnabled())

    def named(self, upcoming: Upcoming) -> str:
        """What a step is called."""
        from symbioaudit.services.history import title_of

        session, step = self.window.session, upcoming.step
        if session.live is None or session.pack is None or upcoming.elsewhere:
            return translate(step.name, language())
        known = {item.id: data_of(session, item.id) for item in step.changes[:1]}
        return title_of(step, words_of(session), {k: v for k, v in known.items() if v})

    def _show(self, changes: Changes) -> None:
        """Go to what has changed and let it glow."""
        from symbioaudit.services.history import spot_of

        spot = spot_of(changes.fields)
        place = place_of(self.window.session, *spot) if spot else None
        if spot is None or place is None:
            return
        self.window.show_place(place)
        flash(self.window.page, spot[2])
        self.window.page.on_replayed(changes)

    def _ask(self, upcoming: Upcoming, redo: Any) -> None:
        """The next step belongs to another audit: it is done only when somebody says so."""
        session = self.window.session
        told = _(NOTHING_AGAIN) if redo else _(NOTHING_HERE)
        session.told.emit(told)
        box = QMessageBox(QMessageBox.Icon.Question, "SymbioAudit", told, parent=self.window)
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        box.setInformativeText(_(ELSEWHERE).format(name=self.named(upcoming)))
        text = _("Do it again there") if redo else _("Undo it there")
        yes = box.addButton(text, QMessageBox.ButtonRole.AcceptRole)
        box.setDefaultButton(box.addButton(_("Leave it"), QMessageBox.ButtonRole.RejectRole))
        act = session.redo if redo else session.undo
        yes.clicked.connect(lambda: act(anywhere=True))
        box.setModal(False)
        self.question = box
        box.open()
