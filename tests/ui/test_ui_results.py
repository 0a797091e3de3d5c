"""Charts, origins as a tree, live sections and the choice of coefficients: by keys and mouse, against the results."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from symbioaudit.analysis.results import Derivation
from symbioaudit.services.chart_parts import REST, Chart
from symbioaudit.services.charts import MAKERS, charts_of
from symbioaudit.services.figures import View, view_of
from symbioaudit.services.result_tables import tables_of
from symbioaudit.ui.results.chart import ChartView
from symbioaudit.ui.results.energy import EnergyPage
from symbioaudit.ui.results.page import ResultsPage
from symbioaudit.ui.results.pane import NODE
from symbioaudit.ui.results.remarks import RemarksPage
from symbioaudit.ui.results.section import Bearing
from symbioaudit.ui.session import Place
from symbioaudit.ui.window import Window
from tests.ui.driver import WAIT, settled, type_into


def view(window: Window) -> View:
    session = window.session
    assert session.live is not None
    assert session.pack is not None
    return view_of(session.results, session.live, session.pack)


def page_of(window: Window, kind: str) -> ResultsPage:
    window.show_place(Place(kind))
    page = window.page
    assert isinstance(page, ResultsPage)
    return page


def chart_of(window: Window, kind: str) -> tuple[ResultsPage, ChartView]:
    page = page_of(window, kind)
    assert page.charts, kind
    page.charts[0].setFocus(Qt.FocusReason.TabFocusReason)
    return page, page.charts[0]


def drawn(charts: tuple[Chart, ...]) -> list[str]:
    return [
        s.text
        for chart in charts
        for row in chart.rows
        for s in row.segments
        if s.quantity is not None and s.series != REST
    ]


@pytest.mark.parametrize("kind", ["balances", "energy", "waste", "ghg", "hotspots"])
def test_a_chart_shows_the_numbers_of_its_table(audit: Window, kind: str) -> None:
    source = view(audit)
    told = {c.text for t in tables_of(kind, source) for row in t.rows for c in row.cells}
    shown = drawn(charts_of(kind, source))
    assert shown
    assert set(shown) <= told


def test_every_chart_has_words_for_those_who_do_not_see_it(audit: Window) -> None:
    seen = 0
    for kind in MAKERS:
        for chart in page_of(audit, kind).charts:
            assert chart.accessibleName() == chart.chart.title
            assert all(
                s.text in chart.accessibleDescription()
                for r in chart.chart.rows
                for s in r.segments
            )
            seen += 1
    assert seen >= 6


def test_arrows_walk_the_bars_and_tell_where_each_comes_from(qtbot: QtBot, audit: Window) -> None:
    page, chart = chart_of(audit, "balances")
    qtbot.keyClick(chart, Qt.Key.Key_Down)
    assert chart.current == 0
    first = page.origin.words()
    assert "F-02" in first
    qtbot.keyClick(chart, Qt.Key.Key_Down)
    assert chart.current == 1
    assert page.origin.words() != first
    qtbot.keyClick(chart, Qt.Key.Key_End)
    assert chart.current == len(chart.plot.marks) - 1
    qtbot.keyClick(chart, Qt.Key.Key_Home)
    assert page.origin.words() == first


def test_a_click_on_a_bar_chooses_it_and_enter_goes_to_its_record(
    qtbot: QtBot, audit: Window
) -> None:
    page, chart = chart_of(audit, "hotspots")
    last = len(chart.plot.marks) - 1
    centre = chart.plot.marks[last].box.center().toPoint() + QPoint(3, 3)
    qtbot.mouseClick(chart, Qt.MouseButton.LeftButton, pos=centre)
    assert chart.current == last
    assert "F-62" in page.origin.words()
    qtbot.keyClick(chart, Qt.Key.Key_Return)
    assert audit.place.record == audit.session.results.hot_spots[last].record[1]


def test_the_pareto_line_is_the_packs_and_the_curve_ends_at_the_whole(audit: Window) -> None:
    (chart,) = charts_of("hotspots", view(audit))
    assert audit.session.pack is not None
    assert chart.limit == audit.session.pack.scoring["hot_spot"]["pareto"]
    reached = [row.reached for row in chart.rows]
    assert reached == sorted(reached)
    assert reached[-1] == pytest.approx(1.0)


def test_a_picture_is_copied_with_its_numbers_and_written_as_svg_and_png(
    qtbot: QtBot, audit: Window, tmp_path: Path
) -> None:
    from symbioaudit.ui.flows.export import save_picture

    _page, chart = chart_of(audit, "balances")
    qtbot.keyClick(chart, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    kept = QApplication.clipboard().mimeData()
    assert kept.hasImage()
    assert all(m.segment.text in kept.text() for m in chart.plot.marks)
    for name in ("график.svg", "график.png"):
        save_picture(chart.drawing(), tmp_path / name, chart.chart.title)
    assert "<svg" in (tmp_path / "график.svg").read_text(encoding="utf-8")
    picture = QImage(str(tmp_path / "график.png"))
    assert picture.width() >= 2400
    colours = {
        picture.pixel(x, y)
        for x in range(0, picture.width(), 9)
        for y in range(0, picture.height(), 9)
    }
    assert len(colours) > 5


def test_the_origin_is_a_tree_whose_leaves_go_to_their_fields(qtbot: QtBot, audit: Window) -> None:
    results = audit.session.results
    row, made = next(
        (n, i.quantity.derivation)
        for n, i in enumerate(results.indicators)
        if i.quantity.value is not None and i.quantity.derivation
    )
    assert isinstance(made, Derivation)
    page = page_of(audit, "indicators")
    table = page.views[-1]
    table.setFocus()
    table.setCurrentIndex(page.models[-1].index(row, 1))
    tree = page.origin.tree
    top = [tree.topLevelItem(n).data(0, NODE) for n in range(tree.topLevelItemCount())]  # type: ignore[union-attr]
    assert [n.symbol for n in top] == [s.symbol for s in made.inputs]
    assert any(n.inside for n in top)
    leaves = [item for item in page.origin.items() if item.data(0, NODE).link]
    assert {item.data(0, NODE).link for item in leaves} == {
        s.record for s in made.leaves() if s.record
    }
    settled(qtbot, audit.session)
    assert all("." in item.text(3) for item in leaves)  # who and when, from the journal
    tree.setFocus()
    tree.setCurrentItem(leaves[-1])
    entity, record, field = leaves[-1].data(0, NODE).link
    qtbot.keyClick(tree, Qt.Key.Key_Return)
    assert (audit.place.entity, audit.place.record, audit.place.field) == (entity, record, field)


def test_a_factor_tells_its_source_year_region_and_unit(qtbot: QtBot, audit: Window) -> None:
    page = page_of(audit, "ghg")
    page.views[0].setCurrentIndex(page.models[0].index(0, 3))
    factors = [
        item.data(0, NODE)
        for item in page.origin.items()
        if not item.data(0, NODE).link and not item.data(0, NODE).inside
    ]
    assert factors
    assert all(node.origin.count(" · ") >= 3 for node in factors)


def test_charts_grow_pale_until_the_new_numbers_come(qtbot: QtBot, audit: Window) -> None:
    _page, chart = chart_of(audit, "balances")
    audit.show_place(Place("form:F02", field="employees"))
    type_into(qtbot, audit, "employees", "78")
    assert chart.stale
    page_of(audit, "balances")
    qtbot.waitUntil(lambda: not chart.stale, timeout=WAIT)


def test_the_coefficients_are_chosen_on_the_page_and_undone(qtbot: QtBot, audit: Window) -> None:
    page = page_of(audit, "energy")
    assert isinstance(page, EnergyPage)
    session = audit.session
    before = session.results.energy_total.tce.value
    assert page.sets.currentData() == "energy_content"
    with qtbot.waitSignal(session.results_ready, timeout=WAIT):
        page.sets.setFocus()
        qtbot.keyClick(page.sets, Qt.Key.Key_Down)
    assert session.live is not None
    assert session.live.audit.coefficient_set == "statistics"
    assert session.results.energy_total.tce.value != before
    assert session.results.coefficient_set.render("ru") in page.models[0].table.title
    with qtbot.waitSignal(session.results_ready, timeout=WAIT):
        session.undo()
    assert session.results.energy_total.tce.value == before
    assert page.sets.currentData() == "energy_content"


def test_remarks_are_sifted_by_severity(qtbot: QtBot, audit: Window) -> None:
    page = page_of(audit, "problems")
    assert isinstance(page, RemarksPage)
    problems = audit.session.results.problems
    assert page.models[0].rowCount() == len(problems)
    for n in range(1, page.filter.count()):
        page.filter.setFocus()
        qtbot.keyClick(page.filter, Qt.Key.Key_Down)
        wanted = page.filter.itemData(n)
        assert page.models[0].rowCount() == sum(p.severity.value == wanted for p in problems)


def test_the_panel_tells_what_the_record_in_front_does(qtbot: QtBot, audit: Window) -> None:
    session = audit.session
    row = session.results.ghg[0]
    assert row.record is not None
    (section,) = audit.context.findChildren(Bearing)
    audit.show_place(Place("form:F07", *row.record, "quantity"))
    session.focused.emit(Place("form:F07", *row.record, "quantity"))
    amount = view(audit).shown(row.emission).text
    qtbot.waitUntil(lambda: any(amount in line.text for line in section.lines), timeout=WAIT)
    assert section.isVisible()
    assert not section.stale
    number = next(n for n, line in enumerate(section.lines) if line.page == "ghg")
    section.text.linkActivated.emit(str(number))
    assert audit.place.page == "ghg"


def test_the_panel_is_grey_while_older_than_the_record(qtbot: QtBot, audit: Window) -> None:
    session = audit.session
    (section,) = audit.context.findChildren(Bearing)
    row = session.results.ghg[0]
    assert row.record is not None
    session.focused.emit(Place("form:F07", *row.record, "quantity"))
    qtbot.waitUntil(lambda: bool(section.lines), timeout=WAIT)
    from symbioaudit.services.operations import Update

    with qtbot.waitSignal(session.changed, timeout=WAIT):
        session.apply("Edit", [Update(*row.record, {"name": "Другое имя"})])
    assert section.stale
    qtbot.waitUntil(lambda: not section.stale, timeout=WAIT)
