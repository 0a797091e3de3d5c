"""The table of streams through keys: typing, moving, blanks with a reason, rows, undo, refusals."""

from __future__ import annotations

import pytest
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from symbioaudit.model.enums import Basis, Missing
from symbioaudit.ui.grid.page import GridPage
from symbioaudit.ui.session import Place
from symbioaudit.ui.window import Window
from tests.ui.grid_driver import WAIT, Typist, clip, column_of, grid, texts


@pytest.fixture
def hand(qtbot: QtBot, audit: Window) -> Typist:
    return Typist(qtbot, audit)


@pytest.fixture
def page(audit: Window) -> GridPage:
    return grid(audit, "F09")


def streams(page: GridPage) -> list:
    live = page.session.live
    assert live is not None
    return [r for r in live.of("stream") if page.form.takes(r)]


def add_rows(hand: Typist, page: GridPage, *lines: str) -> None:
    """Rows by a paste below the last."""
    page.view.go_to(page.model.filled_rows(), 0)
    clip("\n".join(lines) + "\n")
    hand.key("Ctrl+V")
    hand.settle()


def test_the_model_keeps_the_rules_of_qt(
    hand: Typist, page: GridPage, qtmodeltester: ModelTester
) -> None:
    qtmodeltester.check(page.model)
    add_rows(hand, page, "Зола\tОтход", "Шлам\tОтход")
    hand.key("Ctrl+Delete")
    hand.settle()
    page.model.sort_by("name")
    qtmodeltester.check(page.model)


def test_typing_into_the_spare_row_adds_a_record_as_one_step(hand: Typist, page: GridPage) -> None:
    before = len(streams(page))
    page.view.go_to(page.model.filled_rows(), 0)
    hand.type("Зола уноса")
    hand.key("Tab")
    assert texts(page, "name")[-1] == "Зола уноса"  # shown before it is written
    hand.settle()
    assert [r.name for r in streams(page)][before:] == ["Зола уноса"]
    assert streams(page)[-1].category == "waste"
    hand.window.undo()
    hand.settle()
    assert len(streams(page)) == before
    assert page.model.filled_rows() == before


def test_a_whole_row_without_waiting(hand: Typist, page: GridPage) -> None:
    page.view.go_to(page.model.filled_rows(), 0)
    hand.type("Шлак")
    hand.keys("Tab")
    hand.type("п")  # побочный продукт
    hand.keys("Tab", "Tab")
    hand.type("~12 т/мес")
    hand.key("Tab")
    hand.type("р")  # расчёт
    hand.key("Tab")
    hand.type("прод")
    hand.key("Tab")
    hand.type("15 тыс. руб/год")
    hand.key("Enter")
    hand.settle()
    made = streams(page)[-1]
    assert (made.name, made.category, made.route) == ("Шлак", "by_product", "sale")
    assert made.quantity.text == "~12 т/мес"
    assert made.quantity.number == pytest.approx(144)
    assert made.quantity.basis is Basis.CALCULATED
    assert made.cost.number == pytest.approx(15_000)
    at = page.view.currentIndex()
    assert (at.row(), at.column()) == (page.model.filled_rows(), 0)  # Enter: next row, first column


def test_the_canonical_value_stands_beside_the_typed_one(hand: Typist, page: GridPage) -> None:
    page.view.go_to(0, column_of(page.model, "quantity"))
    hand.type("10–14 т/мес")
    said = page.view.cells.hint
    assert said is not None
    assert said.isVisible()
    assert said.said.text() == "= 120–168\u00a0т/год"
    hand.key("Enter")
    hand.settle()
    shown = page.model.shown(0, column_of(page.model, "quantity"))
    assert (shown.text, shown.note) == ("10–14 т/мес", "= 120–168\u00a0т/год")
    assert shown.role == "estimate"


def test_an_unreadable_text_stays_in_its_cell_with_its_reason(hand: Typist, page: GridPage) -> None:
    column = column_of(page.model, "quantity")
    old = page.model.shown(0, column).text
    page.view.go_to(0, column)
    hand.type("12 кВт")
    assert page.view.cells.hint is not None
    assert page.view.cells.hint.said.property("role") == "error"
    hand.key("Enter")
    hand.settle()
    shown = page.model.shown(0, column)
    assert (shown.text, shown.role) == ("12 кВт", "error")
    assert page.unread.isVisible()
    assert "12 кВт" in page.unread.texts()[0]
    assert streams(page)[0].quantity.text == old
    page.view.go_to(0, column)
    hand.key("F2")
    assert page.view.cells.editor is not None
    assert page.view.cells.editor.text() == "12 кВт"
    hand.key("Esc")
    hand.key("Esc")
    assert page.model.shown(0, column).text == old
    assert not page.unread.isVisible()


def test_letters_that_fit_nothing_of_a_list_say_so_at_once(hand: Typist, page: GridPage) -> None:
    page.view.go_to(0, column_of(page.model, "route"))
    hand.type("пр")
    hint = page.view.cells.hint
    assert hint is not None
    assert hint.list.item(0).text() == "Продажа"
    assert hint.said.text() == ""
    hand.type("ъ")
    assert "нет в списке" in hint.said.text()
    hand.key("Esc")


def test_unread_texts_outlive_the_page(qtbot: QtBot, hand: Typist, page: GridPage) -> None:
    column = column_of(page.model, "quantity")
    page.view.go_to(0, column)
    hand.type("много")
    hand.key("Enter")
    hand.settle()
    hand.window.flip_theme()
    qtbot.waitUntil(lambda: hand.window.page is not page, timeout=WAIT)
    again = hand.window.page
    assert isinstance(again, GridPage)
    assert again.model.shown(0, column).text == "много"
    hand.window.flip_theme()


def test_escape_takes_back_what_is_being_typed(hand: Typist, page: GridPage) -> None:
    old = texts(page, "name")
    page.view.go_to(0, 0)
    hand.type("другое")
    hand.key("Esc")
    assert page.view.cells.editor is None
    assert texts(page, "name") == old


@pytest.mark.parametrize(
    ("stroke", "missing"),
    [
        ("Alt+N", Missing.NOT_APPLICABLE),
        ("Alt+R", Missing.REFUSED),
        ("Alt+M", Missing.TO_BE_MEASURED),
        ("Ctrl+1", Missing.UNKNOWN),
    ],
)
def test_a_blank_says_why_it_is_blank(
    hand: Typist, page: GridPage, stroke: str, missing: Missing
) -> None:
    column = column_of(page.model, "cost")
    page.view.go_to(0, column)
    hand.key(stroke)
    hand.settle()
    assert streams(page)[0].cost is None
    assert streams(page)[0].reasons["cost"] is missing
    shown = page.model.shown(0, column)
    assert shown.text not in ("", "0")
    assert shown.role == "muted"


def test_a_question_mark_says_unknown_and_delete_blanks_without_a_zero(
    hand: Typist, page: GridPage
) -> None:
    column = column_of(page.model, "quantity")
    page.view.go_to(0, column)
    hand.type("?")
    hand.settle()
    assert streams(page)[0].reasons["quantity"] is Missing.UNKNOWN
    assert streams(page)[0].quantity is None
    hand.key("Delete")
    hand.settle()
    assert streams(page)[0].reasons == {}
    assert page.model.shown(0, column).text == ""
    hand.window.undo()
    hand.settle()
    assert streams(page)[0].reasons["quantity"] is Missing.UNKNOWN


def test_what_a_record_cannot_be_without_is_not_blanked(hand: Typist, page: GridPage) -> None:
    page.view.go_to(0, column_of(page.model, "category"))
    hand.key("Delete")
    hand.settle()
    assert streams(page)[0].category == "waste"
    assert "нельзя оставить пустым" in page.unread.texts()[0]


def test_fill_down_and_one_text_into_many_cells_are_one_step(hand: Typist, page: GridPage) -> None:
    add_rows(hand, page, "Зола", "Шлам", "Пыль")
    route = column_of(page.model, "route")
    last = page.model.filled_rows() - 1
    page.view.go_to(last - 2, route)
    hand.type("обез")
    hand.key("Enter")
    hand.settle()
    page.view.go_to(last - 2, route)
    hand.keys("Shift+Down", "Shift+Down", "Ctrl+D")
    hand.settle()
    assert [r.route for r in streams(page)[-3:]] == ["neutralisation"] * 3
    hand.window.undo()
    hand.settle()
    assert [r.route for r in streams(page)[-3:]] == ["neutralisation", None, None]
    page.view.go_to(last - 2, route)  # undo went to what it changed
    hand.keys("Shift+Down", "Shift+Down")
    hand.type("прод")
    hand.key("Ctrl+Enter")
    hand.settle()
    assert [r.route for r in streams(page)[-3:]] == ["sale"] * 3


def test_rows_are_added_duplicated_and_sent_to_the_bin(hand: Typist, page: GridPage) -> None:
    before = [r.name for r in streams(page)]
    page.view.go_to(0, 0)
    hand.key("Ctrl+N")
    hand.type("Новый")
    hand.key("Enter")
    hand.settle()
    assert [r.name for r in streams(page)] == [*before, "Новый"]
    page.view.go_to(len(before), 0)
    hand.key("Ctrl+Shift+D")
    hand.settle()
    assert [r.name for r in streams(page)] == [*before, "Новый", "Новый"]
    hand.keys("Ctrl+Delete")
    hand.settle()
    assert [r.name for r in streams(page)] == [*before, "Новый"]
    assert page.model.filled_rows() == len(before) + 1
    hand.window.undo()
    hand.settle()
    assert texts(page, "name") == [*before, "Новый", "Новый"]


def test_movement_as_in_a_spreadsheet(hand: Typist, page: GridPage) -> None:
    add_rows(hand, page, "Зола", "Шлам")
    view, last_column = page.view, page.model.columnCount() - 1

    def at() -> tuple[int, int]:
        return view.currentIndex().row(), view.currentIndex().column()

    view.go_to(0, 0)
    hand.key("End")
    assert at() == (0, last_column)
    hand.key("Tab")
    assert at() == (1, 0)
    hand.key("Ctrl+Down")
    assert at() == (page.model.filled_rows() - 1, 0)
    hand.key("Ctrl+Home")
    assert at() == (0, 0)
    hand.key("Enter")
    hand.key("Shift+Enter")
    assert at() == (0, 0)
    hand.key("Ctrl+End")
    assert at() == (page.model.filled_rows(), last_column)
    view.go_to(0, 0)
    hand.keys("Shift+Right", "Shift+Down")
    assert view.selected_cells() == [(0, 0), (0, 1), (1, 0), (1, 1)]
    hand.key("Shift+Up")
    assert view.selected_cells() == [(0, 0), (0, 1)]


def test_the_russian_keyboard_gives_the_same_commands(hand: Typist, page: GridPage) -> None:
    from PySide6.QtCore import QEvent, Qt
    from PySide6.QtGui import QKeyEvent

    from symbioaudit.ui.table.keys import stroke

    key = QKeyEvent(QEvent.Type.KeyPress, ord("В"), Qt.KeyboardModifier.ControlModifier, "")
    assert stroke(key) == "Ctrl+D"


def test_sorting_by_the_head_and_back_to_the_order_of_entry(hand: Typist, page: GridPage) -> None:
    add_rows(hand, page, "Ёлка 10\tОтход\t\t5 т/год", "Елка 2\tОтход\t\t7 т/год", "Абразив")
    entered = texts(page, "name")
    column = column_of(page.model, "name")
    page.headers.sort(column)
    assert texts(page, "name")[:3] == ["Абразив", "Елка 2", "Ёлка 10"]
    page.headers.sort(column)
    assert texts(page, "name")[-1] == "Абразив"
    page.headers.sort(column)
    assert texts(page, "name") == entered
    page.headers.sort(column_of(page.model, "quantity"))
    assert texts(page, "quantity")[:2] == ["5 т/год", "7 т/год"]
    assert texts(page, "quantity")[-1] == ""  # a blank is last, never a zero


def test_the_filter_box(qtbot: QtBot, hand: Typist, page: GridPage) -> None:
    add_rows(hand, page, "Зола уноса\tОтход\t\t12 т/мес", "Шлам\tОтход\t\t?", "Пыль\tОтход")
    quantity = column_of(page.model, "quantity")
    for text, names in (
        ("зола", ["Зола уноса"]),
        ("отход унос", ["Зола уноса"]),
        (">140", None),
        ("=", ["Пыль"]),
        ("?", ["Шлам"]),
        ("=Пыль", ["Пыль"]),
        (">11 т/мес", None),
    ):
        page.view.go_to(0, quantity)
        hand.key("Ctrl+F")
        hand.type(text)
        hand.key("Enter")
        if names is None:
            assert texts(page, "quantity")
            assert all(
                r.quantity.number > 130
                for r in map(page.model.record, range(page.model.filled_rows()))
            )
        else:
            assert texts(page, "name") == names, text
    hand.key("Ctrl+F")
    hand.key("Esc")
    assert len(texts(page, "name")) == len(streams(page))


def test_totals_count_what_has_no_amount(qtbot: QtBot, hand: Typist, page: GridPage) -> None:
    add_rows(
        hand,
        page,
        "А\tПобочный продукт\t\t10 т/год",
        "Б\tПобочный продукт\t\t~2,5 т/год",
        "В\tПобочный продукт",
    )
    qtbot.waitUntil(lambda: "строка без количества" in page.footer.totals.text(), timeout=WAIT)
    said = page.footer.totals.text().replace("\u00a0", " ")
    assert "Побочный продукт: ~12,5 т/год + 1 строка без количества" in said
    assert "Отход: 250 т/год" in said
    last = page.model.filled_rows() - 1
    page.view.go_to(last - 2, column_of(page.model, "quantity"))
    hand.keys("Shift+Down", "Shift+Down")
    qtbot.waitUntil(lambda: "Σ" in page.footer.selection.text(), timeout=WAIT)
    assert page.footer.selection.text().replace("\u00a0", " ").endswith("Σ 12,5 т/год")


def test_totals_know_of_rows_that_a_filter_hides(
    qtbot: QtBot, hand: Typist, page: GridPage
) -> None:
    from symbioaudit.services.operations import Update

    add_rows(hand, page, "А\tОтход\t\t10 т/год")
    hidden = streams(page)[0]
    hand.key("Ctrl+F")
    hand.type("нет такого")
    hand.key("Enter")
    qtbot.waitUntil(lambda: page.model.filled_rows() == 0, timeout=WAIT)
    hand.window.session.apply("Change a field", [Update("stream", hidden.id, {"quantity": None})])
    hand.settle()
    hand.key("Ctrl+F")
    hand.key("Esc")
    wanted = "Отход: 10\u00a0т/год + 1 строка без количества"
    qtbot.waitUntil(lambda: wanted in page.footer.totals.text(), timeout=WAIT)


def test_columns_are_chosen_and_remembered(hand: Typist, page: GridPage) -> None:
    hand.key("Ctrl+Shift+C")
    assert page.chooser is not None
    hand.type("плотн")
    item = next(
        page.chooser.list.item(row)
        for row in range(page.chooser.list.count())
        if not page.chooser.list.item(row).isHidden()
    )
    from PySide6.QtCore import Qt

    item.setCheckState(Qt.CheckState.Checked)
    assert page.model.columns[-1].code == "density"
    page.view.horizontalHeader().resizeSection(0, 333)
    page.headers._keep()
    hand.key("Ctrl+Shift+C")
    other = GridPage(hand.window.session, page.form)
    assert [c.code for c in other.model.columns] == [c.code for c in page.model.columns]
    assert other.view.columnWidth(0) == 333
    other.deleteLater()


def test_the_card_follows_the_row_and_folds(qtbot: QtBot, hand: Typist, page: GridPage) -> None:
    add_rows(hand, page, "Зола")
    page.view.go_to(page.model.filled_rows() - 1, 0)
    wanted = streams(page)[-1].id
    qtbot.waitUntil(lambda: page.card.record_id == wanted, timeout=WAIT)
    hand.key("F4")
    assert page.card_area.isHidden()
    hand.key("F4")
    assert not page.card_area.isHidden()


def test_a_change_made_elsewhere_repaints_only_its_row(hand: Typist, page: GridPage) -> None:
    add_rows(hand, page, "Зола", "Шлам")
    painted: list[tuple[int, int]] = []
    page.model.dataChanged.connect(lambda top, low: painted.append((top.row(), low.row())))
    from symbioaudit.services.operations import Update

    record = streams(page)[-1]
    hand.window.session.apply("Change a field", [Update("stream", record.id, {"name": "Ил"})])
    hand.settle()
    last = page.model.filled_rows() - 1
    assert set(painted) == {(last, last)}
    assert texts(page, "name")[-1] == "Ил"


def test_an_empty_audit_and_a_reader_only(qtbot: QtBot, hand: Typist) -> None:
    page = grid(hand.window, "F14")
    assert page.model.filled_rows() == 0
    hand.type("Щебень")
    hand.key("Enter")
    hand.settle()
    assert texts(page, "name") == ["Щебень"]


def test_every_grid_form_opens(audit: Window) -> None:
    assert audit.session.pack is not None
    forms = [form for form in audit.session.pack.forms.values() if form.mode == "grid"]
    assert len(forms) > 15
    for form in forms:
        page = grid(audit, form.id)
        assert page.model.columnCount() > 0
        for row in range(page.model.rowCount()):
            for column in range(page.model.columnCount()):
                page.model.shown(row, column)


def test_a_problem_link_leads_to_the_cell(audit: Window) -> None:
    page = grid(audit, "F09")
    record = streams(page)[0]
    audit.show_place(Place("form:F09", "stream", record.id, "quantity"))
    assert page.view.currentIndex().column() == column_of(page.model, "quantity")
