"""The Sankey diagrams: layers, scopes, labels apart, derivation by mouse and keys, files, empty states."""

from __future__ import annotations

from itertools import combinations
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from symbioaudit.ui.context import ContextPanel
from symbioaudit.ui.flows.export import save_picture
from symbioaudit.ui.flows.note import Note
from symbioaudit.ui.flows.sankey import SankeyPage
from symbioaudit.ui.session import Place
from symbioaudit.ui.window import Window
from tests.ui.driver import WAIT
from tests.ui.plant import build_plant


@pytest.fixture
def ids(qtbot: QtBot, audit: Window) -> dict[str, str]:
    found = build_plant(qtbot, audit)
    audit.resize(1600, 1000)
    audit.show_place(Place("sankey"))
    return found


def page_of(window: Window) -> SankeyPage:
    assert isinstance(window.page, SankeyPage)
    return window.page


def band_of(page: SankeyPage, group: str) -> int:
    return next(n for n, r in enumerate(page.diagram.picture.ribbons) if r.group == group)


def spot(page: SankeyPage, number: int) -> QPoint:
    band = page.diagram.bands[number]
    start = band.path.pointAtPercent(0)
    return page.view.mapFromScene(start.x() + 4, band.path.boundingRect().top() + 3)


@pytest.mark.parametrize("width", [400, 738, 1600])
def test_labels_never_overlap(audit: Window, ids: dict[str, str], width: int) -> None:
    page = page_of(audit)
    page.diagram.show_picture(page.diagram.picture, width)
    assert len(page.diagram.labels) == len(page.diagram.picture.nodes)
    for one, other in combinations(page.diagram.labels, 2):
        assert not one.box.intersects(other.box), (one.lines, other.lines)
    whole = page.diagram.sceneRect()
    assert all(whole.contains(label.box) for label in page.diagram.labels)
    assert all(whole.contains(band.path.boundingRect()) for band in page.diagram.bands)


def test_hovering_a_ribbon_tells_its_derivation(
    qtbot: QtBot, audit: Window, ids: dict[str, str]
) -> None:
    page = page_of(audit)
    number = band_of(page, "waste")
    QTest.mouseMove(page.view.viewport(), QPoint(2, 2))
    QTest.mouseMove(page.view.viewport(), spot(page, number))
    qtbot.waitUntil(lambda: page.chosen == number, timeout=WAIT)
    assert "Дробление → Отход" in page.note.heading.text()
    assert "внесено «~4800 т/год»" in page.note.body.text()
    assert "оценка" in page.note.body.text()
    panel = audit.findChild(ContextPanel)
    assert panel is not None
    assert panel.findChild(Note) is page.note
    assert page.note.isVisible()
    audit.show_place(Place("map"))
    assert not page.note.isVisible()


def test_a_click_goes_to_the_flow(audit: Window, ids: dict[str, str]) -> None:
    page = page_of(audit)
    number = band_of(page, "waste")
    QTest.mouseClick(page.view.viewport(), Qt.MouseButton.LeftButton, pos=spot(page, number))
    assert audit.place == Place("form:F09", "stream", ids["Отсев"])


def test_keys_walk_the_ribbons_in_words(
    qtbot: QtBot, audit: Window, ids: dict[str, str], qtmodeltester: ModelTester
) -> None:
    page = page_of(audit)
    qtmodeltester.check(page.words)
    page.list.setFocus()
    page.list.setCurrentIndex(page.words.index(0))
    qtbot.keyClick(page.list, Qt.Key.Key_Down)
    assert page.chosen == 1
    assert [b.number for b in page.diagram.bands if b.isSelected()] == [1]
    assert page.note.heading.text()
    record = page.diagram.picture.ribbons[1].records[0]
    qtbot.keyClick(page.list, Qt.Key.Key_Return)
    assert (audit.place.entity, audit.place.record) == record


def test_what_is_unknown_is_hatched_and_nobody_typed_it(audit: Window, ids: dict[str, str]) -> None:
    page = page_of(audit)
    number = band_of(page, "unknown")
    assert page.diagram.bands[number].unknown
    page.point(number)
    assert "Этого никто не вносил" in page.note.body.text()


def test_layers_and_scope(qtbot: QtBot, audit: Window, ids: dict[str, str]) -> None:
    page = page_of(audit)
    water = next(b for b in page.layers.buttons() if b.text() == "Вода")
    qtbot.mouseClick(water, Qt.MouseButton.LeftButton)
    assert page.diagram.picture.unit == "m3/a"
    assert "1 поток без количества" in page.lacking.text()
    assert water.isChecked()
    mass = page.layers.buttons()[0]
    qtbot.mouseClick(mass, Qt.MouseButton.LeftButton)
    page.scope.setFocus()
    qtbot.keyClick(page.scope, Qt.Key.Key_Down)
    assert page.process == ids["Дробление"]
    qtbot.waitUntil(lambda: len(page.diagram.picture.ribbons) < 5, timeout=WAIT)
    sides = {node.label: node.kind for node in page.diagram.picture.nodes}
    assert sides["Обжиг"] == "out"


def test_empty_states_are_honest(qtbot: QtBot, audit: Window) -> None:
    audit.show_place(Place("sankey"))
    page = page_of(audit)
    page.show_layer("water")
    assert page.empty.isVisible()
    assert "Внесите входы и выходы" in page.empty.text()
    assert not page.view.isVisible()
    page.show_layer("mass")
    assert page.view.isVisible()


def test_the_diagram_is_not_blank_and_its_files_parse(
    audit: Window, ids: dict[str, str], tmp_path: Path
) -> None:
    page = page_of(audit)
    shown = page.view.grab().toImage()
    seen = {
        shown.pixel(x, y) for x in range(0, shown.width(), 3) for y in range(0, shown.height(), 3)
    }
    assert len(seen) > 20
    save_picture(page.diagram, tmp_path / "s.svg", "Санкей")
    root = ET.parse(tmp_path / "s.svg").getroot()
    words = " ".join(root.itertext())
    assert "Обжиг" in words
    assert "штриховка" in words
    assert sum(1 for _ in root.iter("{http://www.w3.org/2000/svg}path")) >= len(page.diagram.bands)
    save_picture(page.diagram, tmp_path / "s.png", "Санкей")
    assert QImage(str(tmp_path / "s.png")).width() >= 2400


def test_ribbons_grow_with_what_is_typed(qtbot: QtBot, audit: Window, ids: dict[str, str]) -> None:
    from symbioaudit.services.operations import Update
    from symbioaudit.units import parse

    page = page_of(audit)
    amount = parse("9600 т/год", locale="ru")
    with qtbot.waitSignal(audit.session.results_ready, timeout=WAIT):
        audit.session.apply(
            "Change a record", [Update("stream", ids["Отсев"], {"quantity": amount})]
        )
    waste = page.diagram.picture.ribbons[band_of(page, "waste")]
    assert waste.value == pytest.approx(9600)
    assert not waste.estimated
