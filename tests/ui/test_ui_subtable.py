"""The editor of a table inside a card."""

from __future__ import annotations

import pytest
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from symbioaudit.services.lines import lines_of, table_edit
from symbioaudit.ui.table.subtable import TableEditor
from symbioaudit.ui.window import Window
from tests.ui.grid_driver import Typist, clip


def editor_of(qtbot: QtBot, window: Window, code: str) -> TableEditor:
    assert window.session.pack is not None
    form = window.session.pack.forms["F09"]
    field = form.field(code)
    assert field is not None
    editor = TableEditor(window.session, form, field)
    qtbot.addWidget(editor)
    editor.show()
    editor.activateWindow()
    editor.view.setFocus()
    qtbot.waitUntil(editor.view.hasFocus)
    return editor


def test_lines_are_typed_and_committed(
    qtbot: QtBot, audit: Window, qtmodeltester: ModelTester
) -> None:
    editor = editor_of(qtbot, audit, "composition")
    qtmodeltester.check(editor.model)
    hand = Typist(qtbot, audit)
    with qtbot.waitSignal(editor.committed):
        hand.type("SiO2")
        hand.keys("Tab", "Tab", "Tab")
        hand.type("45 %")
        hand.key("Enter")
    (line,) = editor.value()
    assert line["component"] == "SiO2"
    assert line["share"].number == pytest.approx(0.45)
    live = audit.session.live
    assert live is not None
    record = next(r for r in live.of("stream") if r.category == "waste")
    audit.session.apply("Change a field", [table_edit(record, "composition", editor.value())])
    hand.settle()
    assert lines_of(live.get("stream", record.id), "composition") == editor.value()
    editor.set_value(lines_of(live.get("stream", record.id), "composition"))
    assert editor.value() == (line,)


def test_what_cannot_be_read_stays_and_is_said(qtbot: QtBot, audit: Window) -> None:
    editor = editor_of(qtbot, audit, "composition")
    clip("CaO\t\t\tмного\nMgO\t\t10 %\t12 %\n")
    hand = Typist(qtbot, audit)
    hand.key("Ctrl+V")
    assert [line["component"] for line in editor.value()] == ["CaO", "MgO"]
    assert "«много»" in editor.said.text()
    assert editor.model.shown(0, 3).text == "много"
    editor.view.go_to(0, 3)
    hand.key("Esc")
    assert editor.model.shown(0, 3).text == ""
    assert not editor.said.isVisible()


def test_months_have_names_and_twelve_rows(
    qtbot: QtBot, audit: Window, qtmodeltester: ModelTester
) -> None:
    from PySide6.QtCore import Qt

    editor = editor_of(qtbot, audit, "monthly")
    qtmodeltester.check(editor.model)
    assert editor.model.rowCount() == 12
    assert editor.model.headerData(0, Qt.Orientation.Vertical) == "январь"
    hand = Typist(qtbot, audit)
    clip("\n".join(["8 %"] * 11 + ["12 %"]) + "\n")
    hand.key("Ctrl+V")
    rows = editor.value()
    assert [row["month"] for row in rows] == list(range(1, 13))
    assert sum(row["value"].number for row in rows) == pytest.approx(1)


def test_tab_is_no_trap(qtbot: QtBot, audit: Window) -> None:
    from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

    frame = QWidget()
    qtbot.addWidget(frame)
    column = QVBoxLayout(frame)
    editor = editor_of(qtbot, audit, "npk")
    after = QLineEdit(frame)
    column.addWidget(editor)
    column.addWidget(after)
    frame.show()
    frame.activateWindow()
    editor.view.setFocus()
    qtbot.waitUntil(editor.view.hasFocus)
    Typist(qtbot, audit).key("Tab")
    assert after.hasFocus()
