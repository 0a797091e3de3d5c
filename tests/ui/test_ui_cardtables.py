"""Tables inside a card: typed by keys, pasted, summed, undone as one step, kept when they cannot be read."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from symbioaudit.services.lines import lines_of, table_edit
from symbioaudit.ui.grid.page import GridPage
from symbioaudit.ui.session import Place
from symbioaudit.ui.table.subtable import TableEditor
from symbioaudit.ui.window import Window
from tests.ui.grid_driver import Typist, clip, grid

WAIT = 20_000


def waste(window: Window) -> str:
    live = window.session.live
    assert live is not None
    return str(next(r.id for r in live.of("stream") if r.category == "waste"))


def table_of(qtbot: QtBot, window: Window, code: str, form: str = "F09") -> TableEditor:
    """The table of the card of the first waste, with the cursor in it."""
    page = grid(window, form, waste(window), code)
    editor = page.card.rows[code].editor
    assert isinstance(editor, TableEditor)
    qtbot.waitUntil(editor.view.hasFocus, timeout=WAIT)
    return editor


def held(window: Window, code: str) -> tuple[dict[str, object], ...]:
    live = window.session.live
    assert live is not None
    return tuple(dict(x) for x in lines_of(live.get("stream", waste(window)), code))


def test_a_route_split_is_typed_summed_and_undone(qtbot: QtBot, audit: Window) -> None:
    editor = table_of(qtbot, audit, "current_route")
    before = held(audit, "current_route")
    hand = Typist(qtbot, audit)
    hand.key("Ctrl+A")
    hand.key("Ctrl+Delete")
    hand.settle()
    assert held(audit, "current_route") == ()
    hand.key("Home")
    hand.type("захор")
    hand.key("Tab")
    hand.type("70")
    hand.key("Enter")
    hand.settle()
    assert [line["share"].number for line in held(audit, "current_route")] == [pytest.approx(0.7)]  # type: ignore[attr-defined]
    assert "70\u00a0% из 100\u00a0%" in editor.sums.text()
    assert "не хватает: 30\u00a0%" in editor.sums.text()
    page = audit.page
    assert isinstance(page, GridPage)
    said = page.card.rows["current_route"].said  # the rule of the form, in its place
    qtbot.waitUntil(lambda: "100" in said.text(), timeout=WAIT)
    assert editor.view.property("problem") == "error"
    hand.key("Ctrl+Z")
    hand.settle()
    assert len(held(audit, "current_route")) == 1  # the share is taken back, the route is not
    assert "share" not in held(audit, "current_route")[0]
    for _n in range(2):
        qtbot.waitUntil(editor.view.hasFocus, timeout=WAIT)
        hand.key("Ctrl+Z")
        hand.settle()
    assert held(audit, "current_route") == before


def test_a_pasted_block_is_one_step(qtbot: QtBot, audit: Window) -> None:
    editor = table_of(qtbot, audit, "composition")
    before = held(audit, "composition")
    hand = Typist(qtbot, audit)
    editor.view.go_to(editor.model.filled_rows(), 0)
    clip("CaO\t\t\t60 %\nMgO\t\t\t38 %\nSiO2\t\t\t2 %\n")
    hand.key("Ctrl+V")
    hand.settle()
    assert [x["component"] for x in held(audit, "composition")][-3:] == ["CaO", "MgO", "SiO2"]
    hand.key("Ctrl+Z")
    hand.settle()
    assert held(audit, "composition") == before
    assert editor.value() == before


def test_fast_typing_is_not_disturbed_by_its_echo(qtbot: QtBot, audit: Window) -> None:
    editor = table_of(qtbot, audit, "composition")
    hand = Typist(qtbot, audit)
    editor.view.go_to(editor.model.filled_rows(), 0)
    for name in ("Fe", "Cu", "Zn", "Ni", "Pb"):
        hand.type(name)
        hand.key("Enter")
    hand.settle()
    names = [x["component"] for x in held(audit, "composition")]
    assert names[-5:] == ["Fe", "Cu", "Zn", "Ni", "Pb"]
    assert editor.view.currentIndex().row() == editor.model.filled_rows()


def test_what_cannot_be_read_waits_in_its_record(qtbot: QtBot, audit: Window) -> None:
    editor = table_of(qtbot, audit, "composition")
    hand = Typist(qtbot, audit)
    row = editor.model.filled_rows()
    editor.view.go_to(row, 0)
    hand.type("CaO")
    hand.keys("Tab", "Tab", "Tab")
    hand.type("много")
    hand.key("Enter")
    hand.settle()
    page = grid(audit, "F09")
    assert any("много" in text for text in page.unread.texts())
    page.view.go_to(page.model.filled_rows(), 0)  # the spare row: no record
    qtbot.waitUntil(lambda: page.card.record_id == "", timeout=WAIT)
    page.go_to(waste(audit))
    qtbot.waitUntil(lambda: page.card.record_id == waste(audit), timeout=WAIT)
    assert editor.model.shown(row, 3).text == "много"


def test_columns_of_an_imported_audit_are_kept(qtbot: QtBot, audit: Window) -> None:
    live = audit.session.live
    assert live is not None
    record = live.get("stream", waste(audit))
    lines = ({"component": "CaO", "grade": "A1"},)
    audit.session.apply("Change a field", [table_edit(record, "composition", lines)])
    Typist(qtbot, audit).settle()
    editor = table_of(qtbot, audit, "composition")
    qtbot.waitUntil(lambda: editor.value() == lines, timeout=WAIT)
    assert "grade" in editor.strangers.text()
    editor.view.go_to(0, 0)
    hand = Typist(qtbot, audit)
    hand.type("MgO")
    hand.key("Enter")
    hand.settle()
    assert held(audit, "composition") == ({"component": "MgO", "grade": "A1"},)


def test_months_come_from_the_total_and_from_a_bill(qtbot: QtBot, audit: Window) -> None:
    from PySide6.QtCore import Qt
    from PySide6.QtWidgets import QPushButton

    editor = table_of(qtbot, audit, "monthly")
    even, bill = (b for b in editor.findChildren(QPushButton) if b.text())
    qtbot.mouseClick(even, Qt.MouseButton.LeftButton)
    Typist(qtbot, audit).settle()
    found = held(audit, "monthly")
    assert len(found) == 12
    assert sum(x["value"].number for x in found) == pytest.approx(1, abs=1e-12)  # type: ignore[attr-defined]
    assert {x["value"].basis.value for x in found} == {"estimated"}  # type: ignore[attr-defined]
    assert "100\u00a0% из 100\u00a0%" in editor.sums.text()
    names = ["янв", "фев", "мар", "апр", "май", "июн", "июл", "авг", "сен", "окт", "ноя", "дек"]
    clip("\n".join(f"{name} 2025\t{10 * (n + 1)} т" for n, name in enumerate(names)))
    qtbot.mouseClick(bill, Qt.MouseButton.LeftButton)
    Typist(qtbot, audit).settle()
    found = held(audit, "monthly")
    assert found[11]["value"].number == pytest.approx(120 / 780, abs=1e-4)  # type: ignore[attr-defined]
    assert sum(x["value"].number for x in found) == pytest.approx(1, abs=1e-12)  # type: ignore[attr-defined]


def test_a_card_of_one_record_has_its_tables(qtbot: QtBot, audit: Window) -> None:
    audit.show_place(Place("form:F03", field="neighbours"))
    hand = Typist(qtbot, audit)
    view = audit.page.findChild(TableEditor, "field-neighbours")
    assert isinstance(view, TableEditor)
    qtbot.waitUntil(view.view.hasFocus, timeout=WAIT)
    hand.type("Соседний завод")
    hand.key("Enter")
    hand.settle()
    assert audit.session.live is not None
    (line,) = lines_of(audit.session.live.site, "neighbours")
    assert line["name"] == "Соседний завод"
