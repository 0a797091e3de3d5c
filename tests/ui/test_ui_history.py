"""Undo by name across restarts, history, time machine, bin, comparison: by keys and mouse."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLineEdit, QToolButton
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from symbioaudit.base.settings import Settings
from symbioaudit.ui.history.bin import BinPage
from symbioaudit.ui.history.common import place_of
from symbioaudit.ui.history.compare import ComparePage
from symbioaudit.ui.history.flash import Glow
from symbioaudit.ui.history.page import HistoryPage
from symbioaudit.ui.history.rows import RowTable
from symbioaudit.ui.history.section import FieldHistory
from symbioaudit.ui.history.unconfirmed import UnconfirmedPage
from symbioaudit.ui.home import Home
from symbioaudit.ui.session import Place, Session
from symbioaudit.ui.window import Window
from tests.ui.driver import WAIT, field, settled, type_into, type_text

FORM = Place("form:F02")


def plant_name(window: Window) -> Any:
    assert window.session.live is not None
    return window.session.live.enterprise.name_short


def retyped(qtbot: QtBot, window: Window, text: str) -> Any:
    """Type a name of the enterprise; returns what it was before."""
    window.show_place(FORM)
    before = plant_name(window)
    type_into(qtbot, window, "name_short", text)
    assert plant_name(window) == text
    return before


def press(qtbot: QtBot, button: QToolButton, window: Window) -> None:
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    settled(qtbot, window.session)


def test_the_buttons_say_what_they_would_do(qtbot: QtBot, audit: Window) -> None:
    before = retyped(qtbot, audit, "Известь-2")
    top = audit.top
    assert top.undo_button.toolTip() == (
        "Отменить: изменить поле «Краткое наименование» — Известь-2"
    )
    assert not top.redo_button.isEnabled()
    audit.show_place(Place("settings"))
    press(qtbot, top.undo_button, audit)
    assert plant_name(audit) == before
    assert audit.place == Place("form:F02", "enterprise", audit.place.record, "name_short")
    assert field(audit, "name_short").findChild(Glow) is not None
    assert "Краткое наименование" in top.redo_button.toolTip()
    press(qtbot, top.redo_button, audit)
    assert plant_name(audit) == "Известь-2"


def test_ctrl_z_takes_back_typing_first(qtbot: QtBot, audit: Window) -> None:
    before = retyped(qtbot, audit, "Первое")
    editor = field(audit, "name_short")
    editor.setFocus()
    editor.setCursorPosition(len(editor.text()))
    type_text(editor, " и второе")
    assert editor.text() == "Первое и второе"
    qtbot.keyClick(editor, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    settled(qtbot, audit.session)
    assert editor.text() == "Первое"
    assert plant_name(audit) == "Первое"
    qtbot.keyClick(editor, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    settled(qtbot, audit.session)
    assert plant_name(audit) == before


@pytest.fixture
def anew(qtbot: QtBot, settings: Settings, workspace_file: Path) -> Iterator[Any]:
    """Open the same file again in a new window, as after a restart."""
    made: list[Session] = []

    def again() -> Window:
        session = Session(settings)
        made.append(session)
        window = Window(session)
        qtbot.addWidget(window)
        window.show_place(Place("home"))
        window.show()
        with qtbot.waitSignal(session.opened, timeout=WAIT):
            session.open(workspace_file)
        with qtbot.waitSignal(session.results_ready, timeout=WAIT):
            session.open_audit(settings["last_audit"])
        settled(qtbot, session)
        return window

    yield again
    for session in made:
        session.close()


def test_redo_after_a_restart(qtbot: QtBot, audit: Window, anew: Any) -> None:
    before = retyped(qtbot, audit, "До перезапуска")
    audit.undo()
    settled(qtbot, audit.session)
    audit.close()
    second = anew()
    assert plant_name(second) == before
    assert second.actions_by_id["redo"].isEnabled()
    assert "Краткое наименование" in second.top.redo_button.toolTip()
    second.redo()
    settled(qtbot, second.session)
    assert plant_name(second) == "До перезапуска"
    assert "Краткое наименование" in second.top.undo_button.toolTip()


def test_another_audits_change_is_not_undone_unasked(qtbot: QtBot, audit: Window) -> None:
    before = retyped(qtbot, audit, "Наш")

    def elsewhere(workspace: Any) -> None:
        from symbioaudit.services.audits import new_audit

        new_audit(workspace, name="Чужой завод")

    audit.session.read(elsewhere, lambda _none: None)
    settled(qtbot, audit.session)
    audit.undo()
    settled(qtbot, audit.session)
    assert plant_name(audit) == before
    audit.undo()  # the loading of this audit itself
    settled(qtbot, audit.session)
    assert audit.session.live is None


def test_when_only_another_audit_is_left_it_asks(qtbot: QtBot, audit: Window) -> None:
    session = audit.session

    def make(workspace: Any) -> str:
        from symbioaudit.services.audits import new_audit

        return new_audit(workspace, name="Пустой").id

    session.make_audit(make)
    qtbot.waitUntil(lambda: plant_name(audit) == "Пустой", timeout=WAIT)
    settled(qtbot, session)
    from symbioaudit.services.history import Upcoming

    assert session.next_undo is not None
    session.elsewhere.emit(Upcoming(session.next_undo.step, "another"), False)  # noqa: FBT003
    box = audit.undoing.question
    assert box is not None
    assert box.isVisible()
    assert not box.isModal() or box.windowModality() is not Qt.WindowModality.ApplicationModal
    leave = box.defaultButton()
    qtbot.mouseClick(leave, Qt.MouseButton.LeftButton)
    settled(qtbot, session)
    assert plant_name(audit) == "Пустой"


def history_of(qtbot: QtBot, window: Window, place: Place | None = None) -> HistoryPage:
    window.show_place(place or Place("history"))
    settled(qtbot, window.session)
    page = window.page
    assert isinstance(page, HistoryPage)
    return page


def test_the_history_says_who_what_and_from_what(
    qtbot: QtBot, audit: Window, qtmodeltester: ModelTester
) -> None:
    before = retyped(qtbot, audit, "Новое имя")
    page = history_of(qtbot, audit)
    first = page.model.rows[0]
    assert first.cells[3] == "Краткое наименование"
    assert first.cells[4] == f"{before} → Новое имя"
    qtmodeltester.check(page.model)
    every = len(page.model.rows)
    assert every > 5
    type_text(page.text, "новое имя")
    assert 1 <= len(page.model.rows) < every
    page.table.setFocus()
    page.table.go_to(0)
    page.table.activated.emit(page.model.index(0, 0))
    assert audit.place.page == "form:F02"
    assert audit.place.field == "name_short"


def test_the_time_machine_shows_what_was(qtbot: QtBot, audit: Window) -> None:
    before = retyped(qtbot, audit, "Потом")
    page = history_of(qtbot, audit)
    assert page.slider.value() == page.slider.maximum() > 0
    page.slider.setFocus()
    qtbot.keyClick(page.slider, Qt.Key.Key_Left)
    qtbot.waitUntil(lambda: bool(page.then.rows), timeout=WAIT)
    assert any(row.cells[3] == before for row in page.then.rows)
    assert f"{before} → Потом" in page.since.toPlainText()
    assert plant_name(audit) == "Потом"  # nothing was changed by looking
    qtbot.mouseClick(page.today, Qt.MouseButton.LeftButton)
    assert not page.then.rows


def test_a_field_has_its_own_history(qtbot: QtBot, audit: Window) -> None:
    retyped(qtbot, audit, "Раз")
    retyped(qtbot, audit, "Два")
    editor = field(audit, "name_short")
    audit.page.setFocus()
    editor.setFocus()
    section = audit.context.findChild(FieldHistory)
    assert isinstance(section, FieldHistory)
    qtbot.waitUntil(lambda: len(section.lines) >= 2, timeout=WAIT)
    assert section.lines[0].what == "Раз → Два"
    qtbot.keyClick(
        editor,
        Qt.Key.Key_H,
        Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier,
    )
    settled(qtbot, audit.session)
    page = audit.page
    assert isinstance(page, HistoryPage)
    assert {row.thing.place[2] for row in page.model.rows} <= {"", "name_short"}
    assert any(row.cells[4] == "Раз → Два" for row in page.model.rows)


def test_many_come_back_from_the_bin_in_one_step(qtbot: QtBot, audit: Window) -> None:
    from symbioaudit.base.ids import new_id
    from symbioaudit.model.records import Process
    from symbioaudit.services.operations import Create, Delete

    session = audit.session
    assert session.live is not None
    ids = [new_id(), new_id(), new_id()]
    made = [
        Create(Process(id=i, audit_id=session.live.audit_id, name=f"Участок {i[-4:]}")) for i in ids
    ]
    session.apply("Add records", made)
    session.apply("Delete a record", [Delete("process", i) for i in ids])
    settled(qtbot, session)
    audit.show_place(Place("bin"))
    settled(qtbot, session)
    page = audit.page
    assert isinstance(page, BinPage)
    assert len(page.model.rows) == 3
    page.table.setFocus()
    qtbot.keyClick(page.table, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    assert page.restore.text() == "Вернуть (3)"
    qtbot.keyClick(page.table, Qt.Key.Key_Return)
    settled(qtbot, session)
    assert all(session.live.get("process", i) for i in ids)
    assert not page.model.rows
    audit.undo()
    settled(qtbot, session)
    assert not any(session.live.get("process", i) for i in ids)


def cloned(qtbot: QtBot, window: Window) -> None:
    window.show_place(Place("home"))
    home = window.page
    assert isinstance(home, Home)
    qtbot.waitUntil(lambda: home.model.rowCount() == 1, timeout=WAIT)
    with qtbot.waitSignal(window.session.audit_opened, timeout=WAIT):
        qtbot.mouseClick(home.clone, Qt.MouseButton.LeftButton)
    settled(qtbot, window.session)


def test_values_of_last_year_are_grey_until_confirmed(qtbot: QtBot, window: Window) -> None:
    cloned(qtbot, window)
    live = window.session.live
    assert live is not None
    record = live.of("stream")[0]
    place = place_of(window.session, "stream", record.id)
    assert place is not None
    window.show_place(place)
    settled(qtbot, window.session)
    qtbot.waitUntil(lambda: bool(window.page.findChild(QLineEdit, "field-name")), timeout=WAIT)
    editor = field(window, "name")
    qtbot.waitUntil(lambda: bool(editor.property("carried")), timeout=WAIT)
    editor.setFocus()
    qtbot.keyClick(editor, Qt.Key.Key_F9)
    settled(qtbot, window.session)
    assert "carried_from" not in live.get("stream", record.id).properties
    qtbot.waitUntil(lambda: not field(window, "name").property("carried"), timeout=WAIT)


def test_many_are_confirmed_in_one_step(qtbot: QtBot, window: Window) -> None:
    cloned(qtbot, window)
    window.show_place(Place("unconfirmed"))
    page = window.page
    assert isinstance(page, UnconfirmedPage)
    n = len(page.model.rows)
    assert n > 3
    page.table.selectAll()
    qtbot.keyClick(page.table, Qt.Key.Key_F9)
    settled(qtbot, window.session)
    assert not page.model.rows
    window.undo()
    settled(qtbot, window.session)
    assert len(page.model.rows) == n


def test_the_clone_is_compared_with_its_source(
    qtbot: QtBot, window: Window, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cloned(qtbot, window)
    live = window.session.live
    assert live is not None
    record = live.of("stream")[0]
    place = place_of(window.session, "stream", record.id)
    assert place is not None
    window.show_place(place)
    settled(qtbot, window.session)
    qtbot.waitUntil(lambda: bool(window.page.findChild(QLineEdit, "field-name")), timeout=WAIT)
    qtbot.waitUntil(lambda: field(window, "name").text() == record.name, timeout=WAIT)
    type_into(qtbot, window, "name", "Камень № 2")
    window.show_place(Place("compare"))
    page = window.page
    assert isinstance(page, ComparePage)
    qtbot.waitUntil(lambda: "Камень № 2" in page.text.toPlainText(), timeout=WAIT)
    assert f"{record.name} → Камень № 2" in page.text.toPlainText()
    qtbot.mouseClick(page.copy, Qt.MouseButton.LeftButton)
    assert QApplication.clipboard().text() == page.text.toPlainText()
    target = tmp_path / "сравнение.txt"
    monkeypatch.setattr(
        "symbioaudit.ui.history.compare.QFileDialog.getSaveFileName",
        lambda *_a, **_k: (str(target), ""),
    )
    qtbot.mouseClick(page.save, Qt.MouseButton.LeftButton)
    assert "Камень № 2" in target.read_text(encoding="utf-8")


@pytest.mark.parametrize("page_id", ["history", "compare", "merge", "claims", "unconfirmed", "bin"])
def test_pages_name_their_widgets_and_take_the_keyboard(
    qtbot: QtBot, audit: Window, page_id: str
) -> None:
    from PySide6.QtWidgets import QAbstractButton, QComboBox, QLineEdit, QPlainTextEdit, QSlider

    audit.show_place(Place(page_id))
    settled(qtbot, audit.session)
    for kind in (QAbstractButton, QComboBox, QLineEdit, QPlainTextEdit, QSlider, RowTable):
        for widget in audit.page.findChildren(kind):
            if widget.focusPolicy() is not Qt.FocusPolicy.NoFocus and widget.isVisible():
                text = widget.text() if isinstance(widget, QAbstractButton) else ""
                assert widget.accessibleName() or text, widget
