"""The main window: top bar, rail of steps, the page in the centre, the context panel; actions and keys."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QByteArray, Qt, QTimer
from PySide6.QtGui import QAction, QCloseEvent, QKeySequence
from PySide6.QtWidgets import (
    QDialog,
    QMainWindow,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from symbioaudit.base.errors import SymbioError
from symbioaudit.base.i18n import _, language, set_language
from symbioaudit.ui.backups import RollingBackups
from symbioaudit.ui.capture.buttons import add_buttons
from symbioaudit.ui.closing.signedbar import SignedBar
from symbioaudit.ui.commands import COMMANDS
from symbioaudit.ui.context import ContextPanel
from symbioaudit.ui.history.section import FieldHistory
from symbioaudit.ui.history.undoing import Undoing
from symbioaudit.ui.page import Page
from symbioaudit.ui.pages import make_page, speaks_of
from symbioaudit.ui.rail import Rail
from symbioaudit.ui.results.section import Bearing
from symbioaudit.ui.session import Place, Session
from symbioaudit.ui.theme import apply_look, look, look_of
from symbioaudit.ui.topbar import TopBar

if TYPE_CHECKING:
    from symbioaudit.ui.capture.setup import Capture

MESSAGE_FOR: Final = 8000  # ms
RAIL, CENTRE, CONTEXT = 230, 760, 290
LOCKED: Final = ("SA-5050", "SA-5051")  # the workspace is encrypted; the password was wrong


class Window(QMainWindow):
    """One window on one workspace."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session
        self.setMinimumSize(900, 600)
        self.actions_by_id: dict[str, QAction] = {}
        self.place = Place("home")
        self._pages: dict[str, Page] = {}
        self._build()
        self._make_actions()
        self.undoing = Undoing(self)
        self.backups = RollingBackups(session)
        self._connect()
        self.retranslate()
        self._restore_geometry()

    # -- building ----------------------------------------------------------------

    def _build(self) -> None:
        self.top = TopBar(self.session, self)
        self.signed_bar = SignedBar(self.session, self)
        self.rail = Rail(self.session, self)
        self.stack = QStackedWidget(self)
        self.context = ContextPanel(self.session, self)
        self.context.add_section(Bearing(self.session, self.context))
        self.context.add_section(FieldHistory(self.session, self.context))
        self.splitter = QSplitter(Qt.Orientation.Horizontal, self)
        for part in (self.rail, self.stack, self.context):
            self.splitter.addWidget(part)
        self.splitter.setStretchFactor(1, 1)
        self.splitter.setChildrenCollapsible(False)
        self._size_parts()
        whole = QWidget(self)
        column = QVBoxLayout(whole)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.top)
        column.addWidget(self.signed_bar)
        column.addWidget(self.splitter, 1)
        self.setCentralWidget(whole)
        self.statusBar().setSizeGripEnabled(False)
        self.capture_buttons = add_buttons(self.session, self.top)

    @cached_property
    def capture(self) -> Capture:
        """Quick capture, drops, the watched folder: made when the file is open or when first asked for."""
        from symbioaudit.ui.capture.setup import Capture

        return Capture(self.session, self, self.context)

    def _size_parts(self) -> None:
        now = look()
        self.rail.setMinimumWidth(now.px(RAIL))
        self.splitter.setSizes([now.px(RAIL), now.px(CENTRE), now.px(CONTEXT)])

    def _make_actions(self) -> None:
        for name, (_text, key, method) in COMMANDS.items():
            action = QAction(self)
            if key:
                action.setShortcut(QKeySequence(key))
            action.triggered.connect(_caller(getattr(self, method)))
            self.addAction(action)
            self.actions_by_id[name] = action
        self.actions_by_id["redo"].setShortcuts(
            [QKeySequence("Ctrl+Shift+Z"), QKeySequence("Ctrl+Y")]
        )
        self.actions_by_id["capture"].setShortcuts([QKeySequence("Ctrl+Space"), QKeySequence("F8")])

    def _connect(self) -> None:
        session = self.session
        session.go.connect(self.show_place)
        session.opened.connect(lambda _path: self.capture)
        session.audit_opened.connect(self._audit_opened)
        session.audit_closed.connect(self._audit_closed)
        session.failed.connect(self._show_failure)
        session.command.connect(lambda name: self.actions_by_id[name].trigger())
        session.told.connect(lambda text: self.statusBar().showMessage(text, MESSAGE_FOR))
        session.settings.watch(self._setting_changed)

    def retranslate(self) -> None:
        """Write every text of the frame anew."""
        for name, (text, _key, _method) in COMMANDS.items():
            self.actions_by_id[name].setText(_(text))
        self.setWindowTitle(self._title())
        self.top.retranslate()
        self.signed_bar.retranslate()
        self.rail.retranslate()
        self.context.retranslate()
        self.undoing.refresh()

    def _title(self) -> str:
        live = self.session.live
        if live is None:
            return "SymbioAudit"
        name = live.enterprise.name_short or live.enterprise.name_full or live.audit.title or "—"
        return f"{name} — SymbioAudit"

    # -- pages -------------------------------------------------------------------

    def show_place(self, place: Place) -> None:
        """Bring a page to the front and take it to a record or a field."""
        old = self._pages.get(self.place.page)
        if old is not None and place.page != self.place.page:
            old.leave()
        page = self._pages.get(place.page)
        if page is None:
            page = make_page(place.page, self.session)
            page.setObjectName(f"page-{place.page}")
            self._pages[place.page] = page
            self.stack.addWidget(page)
        self.place = place
        self.stack.setCurrentWidget(page)
        self.rail.mark(place.page)
        self.context.setVisible(speaks_of(place.page))
        self.context.show_field(place)
        page.arrive(place)

    @property
    def page(self) -> Page:
        """The page in front."""
        found = self.stack.currentWidget()
        assert isinstance(found, Page)
        return found

    def _drop_pages(self) -> None:
        for page in self._pages.values():
            self.stack.removeWidget(page)
            page.deleteLater()
        self._pages.clear()

    def _audit_opened(self) -> None:
        self._drop_pages()
        self.rail.refill()
        self.setWindowTitle(self._title())
        self.show_place(Place(self.rail.first_page()))

    def _audit_closed(self) -> None:
        self._drop_pages()
        self.rail.refill()
        self.setWindowTitle(self._title())
        self.show_place(Place("home"))

    # -- commands ----------------------------------------------------------------

    def open_palette(self) -> None:
        """Go to any step, field, stream or command by a few letters."""
        from symbioaudit.ui.palette import Palette

        Palette(self.session, self, self.actions_by_id).open()

    def undo(self) -> None:
        """Take back the newest operation, wherever it was made."""
        self.page.leave()
        self.session.undo()

    def redo(self) -> None:
        """Do again what was undone."""
        self.page.leave()
        self.session.redo()

    def open_field_history(self) -> None:
        """All changes of the focused field; without one, of the audit."""
        if self.session.live is None:
            return
        focused = self.context.place
        here = focused if focused.page == self.place.page else Place("")
        self.show_place(Place("history", here.entity, here.record, here.field))

    def confirm_record(self) -> None:
        """What was taken over from the last visit and stands in front is still true."""
        from symbioaudit.ui.forms.record import RecordForm

        cards = [card for card in self.page.findChildren(RecordForm) if card.isVisible()]
        confirm = getattr(self.page, "confirm_record", None)
        for call in [confirm] if confirm else [card.confirm_record for card in cards[:1]]:
            call()

    def go_home(self) -> None:
        """The list of audits; the open audit stays open."""
        self.show_place(Place("home"))

    def go_settings(self) -> None:
        """The page of settings."""
        self.show_place(Place("settings"))

    def open_help(self) -> None:
        """The manual at what is in front."""
        if self.place.page != "help":
            field = self.context.field_shown(self.place.page)
            self.show_place(Place("help", entity=self.place.page, field=field))

    def open_tour(self) -> None:
        """Show the parts of the window one after another."""
        from symbioaudit.ui.help.tour import Tour

        for other in self.findChildren(Tour):
            other.finish()
        Tour(self).go(1)

    def open_capture(self) -> None:
        """Catch a note, a number, a photo."""
        self.capture.open_panel()

    def paste_photo(self) -> None:
        """The picture or the files of the clipboard, tied to what is in front."""
        self.capture.paste()

    def next_page(self) -> None:
        """The next page of the rail."""
        self._step(1)

    def previous_page(self) -> None:
        """The page before in the rail."""
        self._step(-1)

    def _step(self, by: int) -> None:
        order = self.rail.order()
        if self.place.page in order:
            at = order.index(self.place.page) + by
            if 0 <= at < len(order):
                self.show_place(Place(order[at]))

    def flip_theme(self) -> None:
        """Dark to light and back."""
        self.session.settings.set("theme", "light" if look().theme == "dark" else "dark")

    def flip_language(self) -> None:
        """Russian to English and back."""
        self.session.settings.set("language", "en" if language() == "ru" else "ru")

    def open_about(self) -> None:
        """Versions and licences."""
        from symbioaudit.ui.about import About

        About(self).open()

    # -- settings ----------------------------------------------------------------

    def _setting_changed(self, key: str) -> None:
        if key == "language":
            set_language(self.session.settings["language"] or None)
            self.retranslate()
            self.session.language_changed.emit(language())
            self._remake()
        elif key in ("theme", "scale", "tablet"):
            from PySide6.QtWidgets import QApplication

            app = QApplication.instance()
            assert isinstance(app, QApplication)
            apply_look(app, look_of(self.session.settings))
            self._size_parts()
            self._remake()

    def _remake(self) -> None:
        """Make the pages anew in the new language or look, at the same place."""
        place = self.place
        self.page.leave()
        QTimer.singleShot(0, lambda: self._show_anew(place))

    def _show_anew(self, place: Place) -> None:
        self._drop_pages()
        self.rail.refill()
        self.show_place(place)

    # -- trouble, closing ----------------------------------------------------------

    def _show_failure(self, error: SymbioError) -> None:
        from symbioaudit.ui.dialogs import ask_password, tell_error

        path = error.params.get("path")
        if error.code not in LOCKED or not isinstance(path, Path):
            tell_error(self, error)
            return
        said = error.what.render()
        if password := ask_password(self, f"{said}\n{_('Password of the workspace')}"):
            self.session.unlock(path, password)

    def _restore_geometry(self) -> None:
        kept = self.session.settings["geometry"]
        if not kept or not self.restoreGeometry(QByteArray.fromBase64(kept.encode())):
            self.resize(1280, 800)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Commit what stands in editors, finish the queue, close the file."""
        if self._pages.get(self.place.page):
            self.page.leave()
        if self.signed_bar.keeps_open():
            event.ignore()
            return
        geometry = bytes(self.saveGeometry().toBase64().data()).decode()
        self.session.settings.set("geometry", geometry)
        for dialog in self.findChildren(QDialog):
            dialog.close()
        self.session.close()
        event.accept()


def _caller(method: Callable[[], object]) -> Callable[..., None]:
    def call(*_args: object) -> None:
        method()

    return call
