"""Rows of a table: the first column stays in sight, evidence is counted, what is undone glows."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt
from pytestqt.qtbot import QtBot

from symbioaudit.base.ids import new_id
from symbioaudit.model.records import Evidence
from symbioaudit.services.operations import Create
from symbioaudit.ui.capture.photos import PhotosPage
from symbioaudit.ui.window import Window
from tests.ui.grid_driver import Typist, grid

WAIT = 20_000


def test_the_first_column_stays_in_sight(qtbot: QtBot, audit: Window) -> None:
    page = grid(audit, "F09")
    hand = Typist(qtbot, audit)
    page.view.go_to(0, 0)
    assert not page.frozen.isVisible()
    hand.key("End")
    assert page.view.horizontalScrollBar().value() > 0
    assert page.frozen.isVisible()
    assert page.frozen.width() == page.view.columnWidth(0)
    name = page.frozen.indexAt(QPoint(5, 5))
    assert (name.row(), name.column()) == (0, 0)
    for _n in range(page.model.columnCount() - 2):  # back, cell by cell, never under the column
        hand.key("Left")
        now = page.view.currentIndex()
        assert page.view.visualRect(now).left() >= page.frozen.reach()
    qtbot.mouseClick(page.frozen.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(5, 5))
    assert page.view.currentIndex().column() == 0
    assert page.view.hasFocus()
    hand.key("Home")
    assert not page.frozen.isVisible()


def test_rows_with_evidence_have_a_clip_that_opens_it(qtbot: QtBot, audit: Window) -> None:
    page = grid(audit, "F09")
    record = page.model.record(0)
    live = audit.session.live
    assert live is not None
    links = (f"stream/{record.id}/quantity", f"stream/{record.id}")
    proof = Evidence(id=new_id(), audit_id=live.audit_id, file_name="весы.jpg", links=links)
    audit.session.apply("Add evidence", [Create(proof)])
    hand = Typist(qtbot, audit)
    hand.settle()
    assert page.model.headerData(0, Qt.Orientation.Vertical) == "1 ⊕1"
    page.view.go_to(0, 0)
    page.view.setFocus()
    hand.key("Ctrl+E")
    assert isinstance(audit.page, PhotosPage)


def test_what_is_undone_glows_in_its_cell(qtbot: QtBot, audit: Window) -> None:
    page = grid(audit, "F09")
    hand = Typist(qtbot, audit)
    column = [c.code for c in page.model.columns].index("name")
    page.view.go_to(0, column)
    hand.type("Пыль печная")
    hand.key("Enter")
    hand.settle()
    assert not page.model.shown(0, column).glow
    hand.key("Ctrl+Z")
    hand.settle()
    assert page.model.shown(0, column).glow
    assert not page.model.shown(0, (column + 1) % page.model.columnCount()).glow
    qtbot.waitUntil(lambda: not page.model.shown(0, column).glow, timeout=WAIT)
