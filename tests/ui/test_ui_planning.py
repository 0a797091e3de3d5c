"""Closing the day: what only the plant can tell, readiness, risks, measures and the plan, by keys and mouse."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QApplication
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from symbioaudit.base.ids import new_id
from symbioaudit.model import records as r
from symbioaudit.model.enums import Missing
from symbioaudit.services.operations import Create
from symbioaudit.ui.closing.board import Board
from symbioaudit.ui.closing.leaving import LeavingPage
from symbioaudit.ui.closing.readiness import ReadinessPage
from symbioaudit.ui.closing.register import RegisterPage
from symbioaudit.ui.closing.risks import RisksPage
from symbioaudit.ui.closing.roadmap import MIME, RoadmapPage
from symbioaudit.ui.session import Place
from symbioaudit.ui.window import Window
from symbioaudit.units import parse
from tests.ui.driver import WAIT, settled, type_text

PAGES = {
    "leaving": LeavingPage,
    "readiness": ReadinessPage,
    "risks": RisksPage,
    "register": RegisterPage,
    "roadmap": RoadmapPage,
}


def page_of(qtbot: QtBot, window: Window, name: str) -> Any:
    window.show_place(Place(name))
    page = window.page
    assert isinstance(page, PAGES[name])
    if isinstance(page, LeavingPage):
        qtbot.waitUntil(lambda: page.found is not None, timeout=WAIT)
    return page


def add(qtbot: QtBot, window: Window, *records: r.Record) -> None:
    session = window.session
    with qtbot.waitSignal(session.results_ready, timeout=WAIT):
        session.apply("Add records", [Create(record) for record in records])
    settled(qtbot, session)


def computed(qtbot: QtBot, window: Window, act: Any) -> None:
    with qtbot.waitSignal(window.session.results_ready, timeout=WAIT):
        act()
    settled(qtbot, window.session)


def risk(window: Window, name: str, p: int | None, c: int | None) -> r.Risk:
    assert window.session.live is not None
    return r.Risk(
        id=new_id(), audit_id=window.session.live.audit_id, name=name, probability=p, impact=c
    )


def measure(window: Window, name: str, **values: Any) -> r.Opportunity:
    assert window.session.live is not None
    for code, dimension in (("capex", "money"), ("saving_money", "money_per_year")):
        if code in values:
            values[code] = parse(values[code], locale="ru", dimension=dimension)
    audit_id = window.session.live.audit_id
    return r.Opportunity(id=new_id(), audit_id=audit_id, name=name, status="proposed", **values)


def of(window: Window, entity: str) -> tuple[Any, ...]:
    assert window.session.live is not None
    return window.session.live.of(entity)


def words(board: Board) -> list[list[str]]:
    return [[cell.text for cell in row.cells] for row in board.figures.table.rows]


# ── before you leave ──────────────────────────────────────────────────────────────────────


def test_nothing_is_called_complete_before_it_was_looked_at(qtbot: QtBot, audit: Window) -> None:
    audit.show_place(Place("leaving"))
    page = audit.page
    assert isinstance(page, LeavingPage)
    assert page.found is None
    assert page.empty.isHidden()
    qtbot.waitUntil(lambda: page.found is not None, timeout=WAIT)
    assert page.lines() or page.board.figures.rowCount()


def test_the_largest_effect_stands_first_and_enter_goes_to_the_field(
    qtbot: QtBot, audit: Window
) -> None:
    page = page_of(qtbot, audit, "leaving")
    assert page.found is not None
    weights = [float(line.effect.split("\xa0")[0].replace(",", ".")) for line in page.found.lists["onsite"] if line.effect]  # fmt: skip
    assert weights == sorted(weights, reverse=True)
    assert weights[0] > weights[-1]
    assert "массы" in " ".join(line.effect for line in page.found.lists["onsite"])
    assert f"· {len(page.found.lists['onsite'])}" in page.tabs.tabText(0)
    point = page.found.lists["onsite"][0].point
    assert point is not None
    went: list[Place] = []
    audit.session.go.connect(went.append)
    qtbot.keyClick(page.board, Qt.Key.Key_Return)
    assert (went[0].record, went[0].field) == (point.id, point.field)


@pytest.mark.parametrize(
    ("letter", "key", "why"),
    [("m", Qt.Key.Key_M, Missing.TO_BE_MEASURED), ("r", Qt.Key.Key_R, Missing.REFUSED)],
)
def test_one_key_says_why_and_the_line_goes(
    qtbot: QtBot, audit: Window, letter: str, key: Qt.Key, why: Missing
) -> None:
    page = page_of(qtbot, audit, "leaving")
    blank = next(n for n, line in enumerate(page.found.lists["onsite"]) if not line.estimated)
    page.board.setCurrentIndex(page.board.figures.index(blank, 0))
    line = page.lines()[0]
    before = len(page.found.lists["onsite"])
    old = page.found
    computed(qtbot, audit, lambda: qtbot.keyClick(page.board, key))
    record = audit.session.live.get(line.point.entity, line.point.id)  # type: ignore[union-attr]
    assert record.reasons[line.point.field] is why
    qtbot.waitUntil(lambda: page.found is not old, timeout=WAIT)
    assert len(page.found.lists["onsite"]) == before - 1
    computed(qtbot, audit, audit.session.undo)
    record = audit.session.live.get(line.point.entity, line.point.id)  # type: ignore[union-attr]
    assert line.point.field not in record.reasons


def test_a_step_counts_as_complete_with_a_reason_typed_in_the_page(
    qtbot: QtBot, audit: Window
) -> None:
    page = page_of(qtbot, audit, "leaving")
    page.tabs.setCurrentIndex(2)
    step = page.found.lists["final"][0].step
    page.board.setCurrentIndex(page.board.figures.index(0, 0))
    page.board.setFocus()
    qtbot.keyClick(page.board, Qt.Key.Key_O)
    assert page.reason.isVisible()
    type_text(page.reason.line, "Документы придут почтой")
    old = page.found
    computed(qtbot, audit, lambda: qtbot.keyClick(page.reason.line, Qt.Key.Key_Return))
    qtbot.waitUntil(lambda: page.found is not old, timeout=WAIT)
    assert (step, "Документы придут почтой") in page.found.overrides
    assert step not in {line.step for line in page.found.lists["final"]}
    assert "Документы придут почтой" in page.overrides.text()


# ── readiness ─────────────────────────────────────────────────────────────────────────────


def test_twelve_digits_answer_twelve_statements(qtbot: QtBot, audit: Window) -> None:
    page = page_of(qtbot, audit, "readiness")
    assert len(page.cards) == 12
    assert audit.session.results.outlook.readiness.high == 100
    for digit in "321043214321":
        qtbot.keyClick(QApplication.focusWidget(), digit)
    qtbot.waitUntil(lambda: len(_answers(audit)) == 12, timeout=WAIT)
    settled(qtbot, audit.session)
    assert len(of(audit, "readiness")) == 1
    assert [_answers(audit)[f"s{n}"] for n in range(1, 13)] == [int(d) for d in "321043214321"]
    total = sum(int(d) for d in "321043214321") / 48 * 100
    qtbot.waitUntil(lambda: audit.session.results.readiness.value == pytest.approx(total), timeout=WAIT)  # fmt: skip
    assert "54" in page.scores.text()  # 26 of 48


def _answers(window: Window) -> dict[str, Any]:
    record = next(iter(of(window, "readiness")), None)
    return {k: v for k, v in record.properties.items() if "_" not in k} if record else {}


def test_an_extreme_mark_asks_for_its_reason_and_a_click_answers_too(
    qtbot: QtBot, audit: Window
) -> None:
    page = page_of(qtbot, audit, "readiness")
    card = page.cards["s1"]
    qtbot.mouseClick(card.buttons[4], Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: card.buttons[4].isChecked() and card.comment.isVisible(), timeout=WAIT)
    assert card.comment.property("problem") == "warning"
    card.comment.setFocus()
    type_text(card.comment, "Есть приказ")
    qtbot.keyClick(card.comment, Qt.Key.Key_Return)
    settled(qtbot, audit.session)
    assert next(iter(of(audit, "readiness"))).properties["s1_comment"] == "Есть приказ"
    assert not card.comment.property("problem")


def test_the_unknown_parts_of_the_potential_say_why(qtbot: QtBot, audit: Window) -> None:
    page = page_of(qtbot, audit, "readiness")
    rows = words(page.potential)
    assert len(rows) == 7
    assert all(row[-1] for row in rows if row[1] == "—")
    assert not [row for row in rows if row[1] == "0" and row[-1]]
    page.potential.setCurrentIndex(page.potential.figures.index(0, 1))
    assert "F-60" in page.origin.words()


# ── risks ─────────────────────────────────────────────────────────────────────────────────


def test_two_digits_rate_a_risk_and_one_undo_takes_both_back(qtbot: QtBot, audit: Window) -> None:
    add(qtbot, audit, risk(audit, "Донор остановит линию", None, None))
    page = page_of(qtbot, audit, "risks")
    page.board.select_record(of(audit, "risk")[0].id)
    qtbot.keyClick(page.board, "2")
    assert "2" in page.state.text()
    computed(qtbot, audit, lambda: qtbot.keyClick(page.board, "3"))
    one = of(audit, "risk")[0]
    assert (one.probability, one.impact) == (2, 3)
    assert words(page.board)[0][3].startswith("6 ")
    qtbot.keyClick(page.board, "к")
    page.rate_residual()
    qtbot.keyClick(page.board, "1")
    computed(qtbot, audit, lambda: qtbot.keyClick(page.board, "2"))
    one = of(audit, "risk")[0]
    assert (one.residual_probability, one.residual_impact) == (1, 2)
    for _turn in range(2):
        computed(qtbot, audit, audit.session.undo)
    one = of(audit, "risk")[0]
    assert (one.probability, one.impact, one.residual_impact) == (None, None, None)


def point(place: QPointF | None) -> QPoint:
    assert place is not None
    return place.toPoint()


def test_a_risk_is_dragged_to_another_cell_and_a_cell_filters(qtbot: QtBot, audit: Window) -> None:
    add(qtbot, audit, risk(audit, "Первый", 1, 1), risk(audit, "Второй", 3, 3))
    page = page_of(qtbot, audit, "risks")
    matrix = page.matrix
    mark = next(m for m in matrix.matrix.marks if m.name == "Первый")
    start, end = point(matrix.place_of(mark)), matrix.rect_of((2, 3)).center().toPoint()

    def drag() -> None:
        qtbot.mousePress(matrix, Qt.MouseButton.LeftButton, pos=start)
        qtbot.mouseMove(matrix, (start + end) / 2)
        qtbot.mouseMove(matrix, end)
        qtbot.mouseRelease(matrix, Qt.MouseButton.LeftButton, pos=end)

    computed(qtbot, audit, drag)
    first = next(one for one in of(audit, "risk") if one.name == "Первый")
    assert (first.probability, first.impact) == (2, 3)
    qtbot.mouseClick(matrix, Qt.MouseButton.LeftButton, pos=matrix.rect_of((3, 3)).bottomRight().toPoint() - QPoint(6, 6))  # fmt: skip
    assert [row[1] for row in words(page.board)] == ["Второй"]
    matrix.setFocus()
    qtbot.keyClick(matrix, Qt.Key.Key_Escape)
    assert len(words(page.board)) == 2
    computed(qtbot, audit, audit.session.undo)
    first = next(one for one in of(audit, "risk") if one.name == "Первый")
    assert (first.probability, first.impact) == (1, 1)


def test_usual_risks_are_offered_and_taken_one_by_one(qtbot: QtBot, audit: Window) -> None:
    page = page_of(qtbot, audit, "risks")
    assert of(audit, "risk") == ()
    offered = page.usual.count()
    assert offered == len(audit.session.pack.risks["starters"])  # type: ignore[union-attr]
    page.usual.setFocus()
    computed(qtbot, audit, lambda: qtbot.keyClick(page.usual, Qt.Key.Key_Return))
    assert len(of(audit, "risk")) == 1
    assert page.usual.count() == offered - 1


# ── opportunities ─────────────────────────────────────────────────────────────────────────


def test_the_register_shows_economics_and_a_status_with_its_day(
    qtbot: QtBot, audit: Window
) -> None:
    one = measure(audit, "Рекуператор", capex="1200 тыс. руб", saving_money="600 тыс. руб/год")
    bare = measure(audit, "Без цифр")
    add(qtbot, audit, one, bare)
    page = page_of(qtbot, audit, "register")
    row = next(row for row in words(page.board) if row[1] == "Рекуператор")
    assert row[4].startswith("2")  # years to pay back
    blank = next(row for row in words(page.board) if row[1] == "Без цифр")
    assert blank[4:9] == ["—"] * 5  # nothing known, nothing claimed
    page.board.select_record(one.id)
    computed(qtbot, audit, lambda: qtbot.keyClick(page.board, Qt.Key.Key_S))
    record = audit.session.live.get("opportunity", one.id)  # type: ignore[union-attr]
    assert record.status == "selected"
    assert record.properties["status_on"]
    qtbot.keyClick(page.board, Qt.Key.Key_X)
    type_text(page.reason.line, "Нет места у печи")
    computed(qtbot, audit, lambda: qtbot.keyClick(page.reason.line, Qt.Key.Key_Return))
    record = audit.session.live.get("opportunity", one.id)  # type: ignore[union-attr]
    assert (record.status, record.properties["rejected_reason"]) == ("rejected", "Нет места у печи")
    assert one.id not in {c.record_id for c in audit.session.results.outlook.together.counted}


def test_a_hot_spot_gets_a_measure_or_a_written_reason(qtbot: QtBot, audit: Window) -> None:
    page = page_of(qtbot, audit, "register")
    spots = page.spots.count()
    assert spots
    page.tabs.setCurrentIndex(3)
    page.spots.setCurrentRow(0)
    page.spots.setFocus()
    qtbot.keyClick(page.spots, Qt.Key.Key_Return)
    type_text(page.reason.line, "Уже замкнуто")
    computed(qtbot, audit, lambda: qtbot.keyClick(page.reason.line, Qt.Key.Key_Return))
    (made,) = of(audit, "opportunity")
    assert (made.status, made.properties["rejected_reason"]) == ("rejected", "Уже замкнуто")
    assert page.spots.count() < spots


def test_a_bubble_and_its_row_are_chosen_together(qtbot: QtBot, audit: Window) -> None:
    first = measure(audit, "Один", complexity=1, capex="1 руб", saving_money="10 руб/год")
    second = measure(audit, "Два", complexity=3)
    add(qtbot, audit, first, second)
    page = page_of(qtbot, audit, "register")
    bubble = next(b for b in page.chart.bubbles if b.record_id == second.id)
    place = page.chart.place_of(bubble).toPoint()
    qtbot.mouseClick(page.chart, Qt.MouseButton.LeftButton, pos=place)
    assert page.board.link()[1] == second.id
    page.chart.setFocus()
    qtbot.keyClick(page.chart, Qt.Key.Key_Right)
    assert page.board.link()[1] == first.id


# ── the plan ──────────────────────────────────────────────────────────────────────────────


def test_one_key_makes_an_action_of_a_measure_and_of_a_risk(qtbot: QtBot, audit: Window) -> None:
    add(qtbot, audit, measure(audit, "Рекуператор"), risk(audit, "Зима", 2, 2))
    page = page_of(qtbot, audit, "register")
    computed(qtbot, audit, lambda: qtbot.keyClick(page.board, Qt.Key.Key_A))
    page = page_of(qtbot, audit, "risks")
    computed(qtbot, audit, lambda: qtbot.keyClick(page.board, Qt.Key.Key_A))
    actions = of(audit, "action")
    assert {a.linked_item for a in actions} == {of(audit, "opportunity")[0].id, of(audit, "risk")[0].id}  # fmt: skip
    assert [a.number for a in actions] == [1, 2]
    assert all(a.cost is None for a in actions)  # a blank cost is not a free action
    page = page_of(qtbot, audit, "roadmap")
    assert page.sources.count() == 0
    assert "✗" in page.rules.text().splitlines()[0]


def test_an_action_goes_to_another_horizon_by_digit_and_by_drag(
    qtbot: QtBot, audit: Window
) -> None:
    add(qtbot, audit, measure(audit, "Рекуператор"))
    page = page_of(qtbot, audit, "roadmap")
    page.sources.setFocus()
    computed(qtbot, audit, lambda: qtbot.keyClick(page.sources, Qt.Key.Key_Return))
    quick, medium, long_ = page.lists.values()
    assert quick.count() == 1
    quick.setCurrentRow(0)
    computed(qtbot, audit, lambda: qtbot.keyClick(quick, "2"))
    assert (quick.count(), medium.count()) == (0, 1)
    assert of(audit, "action")[0].horizon == "medium"
    mime = QMimeData()
    mime.setData(MIME, of(audit, "action")[0].id.encode())
    event = QDropEvent(QPointF(5, 5), Qt.DropAction.MoveAction, mime, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)  # fmt: skip
    computed(qtbot, audit, lambda: long_.dropEvent(event))
    assert of(audit, "action")[0].horizon == "long"
    computed(qtbot, audit, audit.session.undo)
    assert medium.count() == 1
    assert page.timeline.bars[0].end is None


@pytest.mark.parametrize("name", list(PAGES))
def test_tables_of_the_closing_are_sound(
    qtbot: QtBot, audit: Window, qtmodeltester: ModelTester, name: str
) -> None:
    add(qtbot, audit, measure(audit, "Рекуператор"), risk(audit, "Зима", 2, 2))
    page = page_of(qtbot, audit, name)
    for board in page.findChildren(Board):
        qtmodeltester.check(board.figures)
        assert "None" not in str(words(board))
