"""Pages of results and of the report: the numbers shown are the numbers computed, and each says where it is from."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from symbioaudit.services.figures import view_of
from symbioaudit.services.packages import verify_package
from symbioaudit.services.result_tables import MAKERS, tables_of
from symbioaudit.ui.closing.report import ReportPage
from symbioaudit.ui.results.page import TITLES, ResultsPage
from symbioaudit.ui.session import Place
from symbioaudit.ui.window import Window
from symbioaudit.units import format_quantity
from tests.ui.driver import WAIT, settled, type_into


def page_of(window: Window, kind: str) -> ResultsPage:
    window.show_place(Place(kind))
    page = window.page
    assert isinstance(page, ResultsPage)
    return page


def texts(page: ResultsPage) -> str:
    return "\n".join(
        str(model.data(model.index(row, column)))
        for model in page.models
        for row in range(model.rowCount())
        for column in range(model.columnCount())
    )


@pytest.mark.parametrize("kind", list(MAKERS))
def test_each_page_is_made_and_its_models_are_sound(
    qtbot: QtBot, audit: Window, qtmodeltester: ModelTester, kind: str
) -> None:
    assert set(MAKERS) == set(TITLES)
    page = page_of(audit, kind)
    assert page.models
    for model in page.models:
        qtmodeltester.check(model)
    shown = texts(page)
    assert "None" not in shown
    assert "Quantity(" not in shown


def test_the_numbers_shown_are_the_results(qtbot: QtBot, audit: Window) -> None:
    r = audit.session.results
    shown = texts(page_of(audit, "balances"))
    mass = next(b for b in r.balances if b.process is None and b.layer == "mass")
    assert format_quantity(mass.total_in.value, mass.total_in.unit, "ru") in shown
    shown = texts(page_of(audit, "energy"))
    assert format_quantity(r.energy_total.energy.value, "GJ/a", "ru") in shown
    shown = texts(page_of(audit, "ghg"))
    assert format_quantity(r.ghg_scope1.value, r.ghg_scope1.unit, "ru") in shown
    shown = texts(page_of(audit, "waste"))
    assert all(w.name in shown for w in r.waste)


def test_a_blank_is_a_dash_and_never_a_zero(qtbot: QtBot, audit: Window) -> None:
    session = audit.session
    assert session.live is not None
    assert session.pack is not None
    view = view_of(session.results, session.live, session.pack)
    blanks = 0
    for kind in MAKERS:
        for table in tables_of(kind, view):
            for row in table.rows:
                for cell in row.cells:
                    if cell.quantity is not None and cell.quantity.value is None:
                        assert cell.text == "—"
                        blanks += 1
    assert blanks


def test_a_click_on_a_number_says_where_it_comes_from(qtbot: QtBot, audit: Window) -> None:
    page = page_of(audit, "ghg")
    view, model = page.views[0], page.models[0]
    index = model.index(0, 3)
    page.area.ensureWidgetVisible(view)
    place = view.visualRect(index).center()
    qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=place)
    told = page.origin.words()
    assert "F-50" in told
    assert model.figure(index).text in told


def test_enter_goes_to_the_record_of_a_row(qtbot: QtBot, audit: Window) -> None:
    page = page_of(audit, "waste")
    view = page.views[0]
    view.setFocus()
    view.setCurrentIndex(page.models[0].index(0, 0))
    qtbot.keyClick(view, Qt.Key.Key_Return)
    assert audit.place.page in ("form:F09", "form:F11")
    assert audit.place.record == audit.session.results.waste[0].stream_id


def test_old_numbers_turn_grey_until_the_new_ones_come(qtbot: QtBot, audit: Window) -> None:
    page = page_of(audit, "overview")
    audit.show_place(Place("form:F02", field="employees"))
    type_into(qtbot, audit, "employees", "77")
    assert page.models[0].stale  # nobody looks: nothing is filled in vain
    page_of(audit, "overview")
    qtbot.waitUntil(lambda: not page.models[0].stale, timeout=WAIT)


def report_of(window: Window) -> ReportPage:
    window.show_place(Place("report"))
    page = window.page
    assert isinstance(page, ReportPage)
    return page


def test_the_draft_is_on_the_screen_and_saved_as_it_is(
    qtbot: QtBot, audit: Window, tmp_path: Path
) -> None:
    page = report_of(audit)
    qtbot.mouseClick(page.build, Qt.MouseButton.LeftButton)
    sheets = page.sheets
    qtbot.waitUntil(
        lambda: bool(sheets.labels) and not sheets.labels[0].pixmap().isNull(), timeout=3 * WAIT
    )
    first = sheets.labels[0].pixmap().toImage()
    colours = {
        first.pixel(x, y) for x in range(0, first.width(), 7) for y in range(0, first.height(), 7)
    }
    assert len(colours) > 3
    page.save_copy(tmp_path / "отчёт.pdf")
    assert (tmp_path / "отчёт.pdf").read_bytes() == page.pdf.read_bytes()  # type: ignore[union-attr]
    assert [p.name for p in tmp_path.glob("*отчёт*")] == ["отчёт.pdf"]
    audit.show_place(Place("form:F02", field="employees"))
    type_into(qtbot, audit, "employees", "77")
    assert "изменился" in page.state.text()


def test_a_stopped_report_leaves_nothing(qtbot: QtBot, audit: Window) -> None:
    page = report_of(audit)
    page.build_report()
    page._stop.set()
    qtbot.waitUntil(page.build.isEnabled, timeout=3 * WAIT)
    assert page.pdf is None
    assert not page.sheets.labels


def test_workbook_and_package_are_written_and_verified(
    qtbot: QtBot, audit: Window, tmp_path: Path
) -> None:
    page = report_of(audit)
    with qtbot.waitSignal(audit.session.told, timeout=3 * WAIT):
        page.write_workbook(tmp_path / "отчёт.xlsx")
    page.write_package(tmp_path / "пакет.zip")
    settled(qtbot, audit.session)
    assert (tmp_path / "отчёт.xlsx").stat().st_size > 10_000
    verdict = verify_package(tmp_path / "пакет.zip")
    assert audit.session.live is not None
    assert verdict.snapshot.audit.id == audit.session.live.audit_id
    assert "проверен" in page.state.text()


def test_a_file_that_cannot_be_written_is_said(qtbot: QtBot, audit: Window, tmp_path: Path) -> None:
    page = report_of(audit)
    with qtbot.waitSignal(audit.session.failed, timeout=WAIT) as refusal:
        page.write_workbook(tmp_path / "нет такой папки" / "x.xlsx")
    assert refusal.args[0].code == "SA-1003"


def test_only_pages_in_sight_are_pictures(qtbot: QtBot, audit: Window) -> None:
    page = report_of(audit)
    page.build_report()
    sheets = page.sheets
    qtbot.waitUntil(lambda: bool(sheets.drawn()), timeout=3 * WAIT)
    assert len(sheets.labels) > 10
    assert max(sheets.drawn()) < 5
    bar = sheets.verticalScrollBar()
    bar.setValue(bar.maximum())
    last = len(sheets.labels) - 1
    qtbot.waitUntil(lambda: not sheets.labels[last].pixmap().isNull(), timeout=WAIT)
    assert 0 not in sheets.drawn()
    assert sheets.labels[0].pixmap().isNull()
