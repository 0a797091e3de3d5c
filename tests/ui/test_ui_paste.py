"""Blocks from spreadsheets pasted into the table: what is read, what stays, one step of undo."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from symbioaudit.ui.grid.page import GridPage
from symbioaudit.ui.window import Window
from tests.ui.grid_driver import Typist, clip, column_of, grid, texts


@pytest.fixture
def hand(qtbot: QtBot, audit: Window) -> Typist:
    return Typist(qtbot, audit)


@pytest.fixture
def page(audit: Window) -> GridPage:
    return grid(audit, "F09")


BLOCK = (
    "Зола уноса\tОтход\t61140001204\t~12 т/мес\tИзмерено прибором\tПродажа\r\n"
    "Шлам\tОтход\t\tмного\t\tна Луну\r\n"
    '"Пыль\nциклона"\tПобочный продукт\t\t3 т/смену\t\t?\tлишнее\r\n'
)


def test_a_block_from_a_spreadsheet(hand: Typist, page: GridPage) -> None:
    before = page.model.filled_rows()
    page.view.go_to(before, 0)
    clip(BLOCK)
    hand.key("Ctrl+V")
    hand.settle()
    rows = [page.model.record(row) for row in range(before, page.model.filled_rows())]
    assert [r.name for r in rows] == ["Зола уноса", "Шлам", "Пыль\nциклона"]
    assert rows[0].quantity.number == pytest.approx(144)
    assert rows[0].quantity.basis == "measured"
    assert rows[2].category == "by_product"
    assert rows[2].reasons["route"] == "unknown"
    shown = {text.partition(": ")[2].partition(" — ")[0] for text in page.unread.texts()}
    assert {"«много»", "«на Луну»"} <= shown
    assert page.model.shown(before + 1, column_of(page.model, "quantity")).text == "много"
    assert "не прочитано" in page.said.text()
    hand.window.undo()
    hand.settle()
    assert page.model.filled_rows() == before  # all of it was one step
    assert not page.unread.isVisible()


def test_over_rows_that_are_there(hand: Typist, page: GridPage) -> None:
    page.view.go_to(0, column_of(page.model, "quantity"))
    clip("7 т/год\n8 т/год\n")
    hand.key("Ctrl+V")
    hand.settle()
    assert texts(page, "quantity") == ["7 т/год", "8 т/год"]
    assert page.model.filled_rows() == 2


def test_one_cell_into_every_selected_one(hand: Typist, page: GridPage) -> None:
    test_over_rows_that_are_there(hand, page)
    page.view.go_to(0, column_of(page.model, "quantity"))
    hand.key("Shift+Down")
    clip("9 т/год")
    hand.key("Ctrl+V")
    hand.settle()
    assert texts(page, "quantity") == ["9 т/год", "9 т/год"]


def test_what_is_cut_comes_back_by_paste(hand: Typist, page: GridPage) -> None:
    quantity, category = (column_of(page.model, code) for code in ("quantity", "category"))
    old = page.model.shown(0, quantity).text
    page.view.go_to(0, category)
    hand.keys("Shift+Right", "Shift+Right", "Ctrl+C")
    assert QGuiApplication.clipboard().text().split("\t")[2].strip() == old
    page.view.go_to(0, quantity)
    hand.key("Ctrl+X")
    hand.settle()
    assert page.model.shown(0, quantity).text == ""
    hand.key("Ctrl+V")
    hand.settle()
    assert page.model.shown(0, quantity).text == old


def test_a_list_of_the_unread_leads_to_the_cell(hand: Typist, page: GridPage) -> None:
    page.view.go_to(0, column_of(page.model, "quantity"))
    clip("много\n")
    hand.key("Ctrl+V")
    hand.settle()
    page.view.go_to(1, 0)
    page.unread.list.itemActivated.emit(page.unread.list.item(0))
    at = page.view.currentIndex()
    assert (at.row(), at.column()) == (0, column_of(page.model, "quantity"))
    hand.key("F2")
    editor = page.view.cells.editor
    assert editor is not None
    editor.selectAll()
    hand.type("5 т/год")
    hand.key("Enter")
    hand.settle()
    assert not page.unread.isVisible()
    assert page.model.shown(0, column_of(page.model, "quantity")).text == "5 т/год"


def test_a_long_block_is_one_step(qtbot: QtBot, hand: Typist, page: GridPage) -> None:
    before = page.model.filled_rows()
    page.view.go_to(before, 0)
    clip("".join(f"Поток {n}\tОтход\t\t{n} т/год\n" for n in range(1, 701)))
    hand.key("Ctrl+V")
    hand.settle()
    assert page.model.filled_rows() == before + 700
    hand.window.undo()
    hand.settle()
    assert page.model.filled_rows() == before
