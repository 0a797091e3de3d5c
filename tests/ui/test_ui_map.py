"""The process map by real mouse and keys: tie, retie, add, rename, move, delete, undo, save, print."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QAccessible, QImage, QWheelEvent
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from symbioaudit.model.enums import Category, Direction
from symbioaudit.ui.flows import bar
from symbioaudit.ui.flows.export import ask_path, print_to, save_picture
from symbioaudit.ui.flows.page import MapPage
from symbioaudit.ui.flows.popup import NameEditor, NewFlow
from symbioaudit.ui.session import Place
from symbioaudit.ui.window import Window
from tests.ui.driver import WAIT, settled, type_text
from tests.ui.plant import build_plant

LEFT = Qt.MouseButton.LeftButton


class Map:
    """The page with the test plant on it."""

    def __init__(self, qtbot: QtBot, window: Window) -> None:
        self.qtbot, self.window = qtbot, window
        self.ids = build_plant(qtbot, window)
        window.resize(1600, 1000)
        window.show_place(Place("map"))
        assert isinstance(window.page, MapPage)
        self.page = window.page
        self.page.view.fit()

    def record(self, entity: str, name: str):
        assert self.window.session.live is not None
        return self.window.session.live.get(entity, self.ids[name])

    def at(self, pos: QPointF) -> QPoint:
        return self.page.view.mapFromScene(pos)

    def node(self, name: str):
        return self.page.scene.nodes[self.ids[name]]

    def middle(self, name: str) -> QPointF:
        return self.node(name).sceneBoundingRect().center()

    def outside(self) -> QPointF:
        frame = self.page.scene.frame
        return QPointF(frame.center().x(), frame.top() - 8)

    def drag(self, start: QPointF, end: QPointF) -> None:
        """Press, move in steps, let go, on the viewport."""
        port = self.page.view.viewport()
        a, b = self.at(start), self.at(end)
        QTest.mousePress(port, LEFT, pos=a)
        for step in range(1, 6):
            QTest.mouseMove(port, a + (b - a) * step / 5)
        QTest.mouseRelease(port, LEFT, pos=b)

    def popup(self) -> NewFlow:
        shown = [p for p in self.page.view.findChildren(NewFlow) if p.isVisible()]
        assert len(shown) == 1
        return shown[0]

    def undo(self) -> None:
        self.window.undo()
        settled(self.qtbot, self.window.session)

    def streams(self) -> tuple:
        assert self.window.session.live is not None
        return self.window.session.live.of("stream")


@pytest.fixture
def plan(qtbot: QtBot, audit: Window) -> Map:
    return Map(qtbot, audit)


def test_a_flow_is_dragged_from_port_to_process_and_named(plan: Map) -> None:
    before = len(plan.streams())
    plan.drag(plan.node("Дробление").port("out"), plan.middle("Упаковка"))
    popup = plan.popup()
    assert popup.kind.currentText().startswith("Полупродукт")
    type_text(popup.name, "Мелочь")
    plan.qtbot.keyClick(popup.name, Qt.Key.Key_Return)
    settled(plan.qtbot, plan.window.session)
    assert len(plan.streams()) == before + 1
    made = plan.streams()[-1]
    assert (made.name, made.direction) == ("Мелочь", Direction.INTERNAL)
    assert made.from_process == plan.ids["Дробление"]
    assert made.to_process == plan.ids["Упаковка"]
    assert plan.page.scene.chosen_arrows() == [made.id]
    plan.undo()
    assert len(plan.streams()) == before


def test_a_drag_over_the_border_makes_an_output_or_an_input(plan: Map) -> None:
    for side, name, direction in (("out", "Брак", Direction.OUT), ("in", "Глина", Direction.IN)):
        plan.drag(plan.node("Обжиг").port(side), plan.outside())
        popup = plan.popup()
        type_text(popup.name, name)
        plan.qtbot.mouseClick(popup.add, LEFT)
        settled(plan.qtbot, plan.window.session)
        assert plan.streams()[-1].name == name
        assert plan.streams()[-1].direction is direction


def test_a_named_flow_is_kept_when_another_page_comes(plan: Map) -> None:
    plan.drag(plan.node("Обжиг").port("out"), plan.outside())
    type_text(plan.popup().name, "Недожог")
    plan.window.go_home()
    settled(plan.qtbot, plan.window.session)
    assert plan.streams()[-1].name == "Недожог"


def test_escape_and_a_drop_on_empty_ground_make_nothing(plan: Map) -> None:
    before = plan.streams()
    frame = plan.page.scene.frame
    plan.drag(plan.node("Обжиг").port("out"), frame.bottomLeft() + QPointF(6, -6))
    assert plan.page.view.findChild(NewFlow, "new-flow") is None
    plan.drag(plan.node("Обжиг").port("out"), plan.outside())
    popup = plan.popup()
    type_text(popup.name, "Ничего")
    plan.qtbot.keyClick(popup.name, Qt.Key.Key_Escape)
    settled(plan.qtbot, plan.window.session)
    assert plan.streams() == before


def test_the_end_of_an_arrow_is_dragged_to_another_process(plan: Map) -> None:
    arrow = plan.page.scene.arrows[plan.ids["Щебень"]]
    plan.page.scene.choose([arrow.arrow.id])
    plan.drag(arrow.handle("target"), plan.middle("Гашение"))
    settled(plan.qtbot, plan.window.session)
    assert plan.record("stream", "Щебень").to_process == plan.ids["Гашение"]
    plan.undo()
    assert plan.record("stream", "Щебень").to_process == plan.ids["Обжиг"]


def test_an_untied_flow_is_dragged_to_its_process(plan: Map) -> None:
    arrow = plan.page.scene.arrows[plan.ids["Лом"]]
    plan.drag(arrow.handle("target"), plan.middle("Обжиг"))
    settled(plan.qtbot, plan.window.session)
    scrap = plan.record("stream", "Лом")
    assert scrap.to_process == plan.ids["Обжиг"]
    assert (scrap.direction, scrap.category) == (Direction.IN, Category.AUXILIARY)


def test_double_click_on_empty_ground_adds_a_process_there(plan: Map) -> None:
    free = plan.page.scene.frame.bottomLeft() + QPointF(8, -8)
    QTest.mouseDClick(plan.page.view.viewport(), LEFT, pos=plan.at(free))
    editor = plan.page.view.viewport().findChild(NameEditor)
    assert editor is not None
    type_text(editor, "Склад")
    plan.qtbot.keyClick(editor, Qt.Key.Key_Return)
    settled(plan.qtbot, plan.window.session)
    assert plan.window.session.live is not None
    made = plan.window.session.live.of("process")[-1]
    assert made.name == "Склад"
    assert made.properties["map_x"] == pytest.approx(free.x(), abs=2 / plan.page.view.zoom)
    assert plan.page.scene.chosen_nodes() == [made.id]


def test_keys_add_choose_rename_and_open(plan: Map) -> None:
    view = plan.page.view
    view.setFocus()
    plan.page.scene.choose([plan.ids["Дробление"]])
    plan.qtbot.keyClick(view, Qt.Key.Key_Right)
    assert plan.page.scene.chosen_nodes() == [plan.ids["Обжиг"]]
    plan.qtbot.keyClick(view, Qt.Key.Key_F2)
    editor = view.viewport().findChild(NameEditor)
    assert editor is not None
    assert editor.text() == "Обжиг"
    type_text(editor, "Печь")
    plan.qtbot.keyClick(editor, Qt.Key.Key_Return)
    settled(plan.qtbot, plan.window.session)
    assert plan.record("process", "Обжиг").name == "Печь"
    assert plan.window.page is plan.page
    type_text(view, "т")  # the key of N in the Russian layout
    fresh = [e for e in view.viewport().findChildren(NameEditor) if e.isVisible()]
    type_text(fresh[0], "Весы")
    plan.window.page.leave()  # going elsewhere loses nothing
    settled(plan.qtbot, plan.window.session)
    assert plan.window.session.live is not None
    assert plan.window.session.live.of("process")[-1].name == "Весы"
    plan.page.scene.choose([plan.ids["Обжиг"]])
    plan.qtbot.keyClick(view, Qt.Key.Key_Return)
    assert plan.window.place == Place("form:F05", "process", plan.ids["Обжиг"])


def test_a_flow_is_tied_by_keyboard_alone(plan: Map) -> None:
    view = plan.page.view
    plan.page.scene.choose([plan.ids["Гашение"]])
    plan.qtbot.keyClick(view, Qt.Key.Key_L)
    popup = plan.popup()
    type_text(popup.name, "Пар")
    popup.kind.setFocus()
    plan.qtbot.keyClick(popup.kind, Qt.Key.Key_Down)
    popup.target.setFocus()
    while popup.target.currentText() != "Упаковка":
        plan.qtbot.keyClick(popup.target, Qt.Key.Key_Down)
    assert popup.kind.currentText().startswith("Полупродукт")
    plan.qtbot.keyClick(popup.target, Qt.Key.Key_Return)
    settled(plan.qtbot, plan.window.session)
    assert plan.streams()[-1].name == "Пар"
    assert plan.streams()[-1].direction is Direction.INTERNAL


def test_moving_several_processes_is_one_step_of_undo(plan: Map) -> None:
    a, b = plan.ids["Дробление"], plan.ids["Обжиг"]
    plan.page.scene.choose([a, b])
    shown = plan.page.scene.shown()
    grip = plan.node("Обжиг").pos() + QPointF(60, 20)
    plan.drag(grip, grip + QPointF(0, 60))
    settled(plan.qtbot, plan.window.session)
    now = plan.page.scene.shown()
    assert now[a][1] - shown[a][1] == pytest.approx(60, abs=4)
    assert now[b][1] - shown[b][1] == pytest.approx(now[a][1] - shown[a][1])
    for name in ("Дробление", "Обжиг", "Гашение", "Упаковка"):
        place = plan.record("process", name).properties
        assert (place["map_x"], place["map_y"]) == now[plan.ids[name]]
    plan.undo()
    assert "map_x" not in plan.record("process", "Обжиг").properties
    assert plan.page.scene.shown() == shown


def test_arranging_is_kept_and_undone(plan: Map) -> None:
    button = next(
        b for b in plan.page.bar.findChildren(QWidget) if b.accessibleName() == "Разложить"
    )
    plan.qtbot.mouseClick(button, LEFT)
    settled(plan.qtbot, plan.window.session)
    assert plan.record("process", "Упаковка").properties["map_x"] > 0
    plan.undo()
    assert "map_x" not in plan.record("process", "Упаковка").properties


def test_a_deleted_process_leaves_its_flows_and_comes_back_whole(plan: Map) -> None:
    said: list[str] = []
    plan.window.session.told.connect(said.append)
    plan.page.scene.choose([plan.ids["Обжиг"]])
    plan.qtbot.keyClick(plan.page.view, Qt.Key.Key_Delete)
    settled(plan.qtbot, plan.window.session)
    assert plan.record("process", "Обжиг") is None
    assert plan.record("stream", "Щебень").to_process is None
    assert "5 записей" in said[-1]
    assert plan.page.scene.arrows[plan.ids["Щебень"]].arrow.target is None
    plan.undo()
    assert plan.record("stream", "Щебень").to_process == plan.ids["Обжиг"]


def test_lights_follow_what_is_typed_elsewhere(plan: Map) -> None:
    from symbioaudit.services.operations import Update
    from symbioaudit.units import parse

    node = plan.node("Упаковка")
    assert node.lights["mass"].light.value == "green"
    amount = parse("600 т/год", locale="ru")
    with plan.qtbot.waitSignal(plan.window.session.results_ready, timeout=WAIT):
        edit = Update("stream", plan.ids["Пушонка"], {"quantity": amount})
        plan.window.session.apply("Change a record", [edit])
    assert plan.node("Упаковка").lights["mass"].light.value == "red"
    row = plan.page.processes.row_of(plan.ids["Упаковка"])
    assert "%" in str(plan.page.processes.data(plan.page.processes.index(row)))


def test_zoom_by_wheel_and_keys_and_pan_by_space(plan: Map) -> None:
    view = plan.page.view
    start = view.zoom
    spot = QPointF(view.viewport().rect().center())
    wheel = QWheelEvent(
        spot, view.viewport().mapToGlobal(spot), QPoint(), QPoint(0, 240), Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.ControlModifier, Qt.ScrollPhase.NoScrollPhase, False,  # noqa: FBT003
    )  # fmt: skip
    QApplication.sendEvent(view.viewport(), wheel)
    assert view.zoom == pytest.approx(start * 1.44)
    type_text(view, "-")
    assert view.zoom == pytest.approx(start * 1.2)
    type_text(view, "++++")
    before = view.horizontalScrollBar().value()
    QTest.keyPress(view, Qt.Key.Key_Space)
    QTest.mousePress(view.viewport(), LEFT, pos=QPoint(300, 200))
    QTest.mouseMove(view.viewport(), QPoint(250, 200))
    QTest.mouseRelease(view.viewport(), LEFT, pos=QPoint(250, 200))
    QTest.keyRelease(view, Qt.Key.Key_Space)
    assert view.horizontalScrollBar().value() == before + 50
    type_text(view, "0")
    assert view.zoom == pytest.approx(start)


def test_the_lists_say_the_map_and_choose_on_it(plan: Map, qtmodeltester: ModelTester) -> None:
    page = plan.page
    qtmodeltester.check(page.processes)
    qtmodeltester.check(page.flows)
    accessible = QAccessible.queryAccessibleInterface(page.process_list)
    names = [
        accessible.child(n).text(QAccessible.Text.Name) for n in range(accessible.childCount())
    ]
    assert any(name.startswith("Обжиг: входов 2, выходов 3") for name in names), names
    page.process_list.setFocus()
    page.process_list.setCurrentIndex(page.processes.index(0))
    plan.qtbot.keyClick(page.process_list, Qt.Key.Key_Down)
    chosen = page.scene.chosen_nodes()
    assert chosen == [page.process_list.currentIndex().data(int(Qt.ItemDataRole.UserRole))]
    assert page.flows.rowCount() == 5
    plan.qtbot.keyClick(page.process_list, Qt.Key.Key_Return)
    assert plan.window.place == Place("form:F05", "process", chosen[0])


def test_everything_has_an_accessible_name(plan: Map) -> None:
    plan.drag(plan.node("Обжиг").port("out"), plan.outside())
    kinds = ("QPushButton", "QComboBox", "QLineEdit", "QListView", "MapView")
    for widget in plan.page.findChildren(QWidget):
        if widget.metaObject().className() in kinds and not isinstance(widget.parent(), QLineEdit):
            assert widget.accessibleName(), widget


def test_the_picture_is_not_blank_and_files_hold_the_names(plan: Map, tmp_path: Path) -> None:
    shown = plan.page.view.grab().toImage()
    colours = {
        shown.pixel(x, y) for x in range(0, shown.width(), 3) for y in range(0, shown.height(), 3)
    }
    assert len(colours) > 20
    svg, png = tmp_path / "карта 'цеха'.svg", tmp_path / "карта.png"
    save_picture(plan.page.scene, svg, "Карта")
    root = ET.parse(svg).getroot()
    assert root.tag.endswith("svg")
    words = " ".join(text for text in root.itertext())
    assert "Обжиг" in words
    assert "Известняк" in words
    save_picture(plan.page.scene, png, "Карта")
    image = QImage(str(png))
    area = plan.page.scene.inked()
    assert image.width() >= 2400
    assert image.width() / image.height() == pytest.approx(
        (area.width() + 24) / (area.height() + 24), rel=0.01
    )


def test_a_dark_window_still_writes_light_pictures(plan: Map, tmp_path: Path) -> None:
    plan.window.session.settings.set("theme", "dark")
    plan.qtbot.waitUntil(lambda: plan.window.page is not plan.page, timeout=WAIT)
    page = plan.window.page
    assert isinstance(page, MapPage)
    save_picture(page.scene, tmp_path / "m.png", "m")
    assert QImage(str(tmp_path / "m.png")).pixelColor(3, 3).lightness() > 200
    shown = page.view.grab().toImage()
    assert shown.pixelColor(3, 3).lightness() < 80


def test_saving_asks_for_a_file_and_says_where_or_why_not(
    plan: Map, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[str] = []
    plan.window.session.told.connect(said.append)
    for answer in (
        tmp_path / "m.svg",
        tmp_path / "none" / "m.svg",
        tmp_path / "none" / "m.png",
        None,
    ):
        monkeypatch.setattr(bar, "ask_path", lambda *_a, own=answer: own)
        bar.save(plan.page, plan.page.scene, "m")
    assert (tmp_path / "m.svg").stat().st_size > 1000
    assert [text.partition(":")[0] for text in said] == [
        "Рисунок сохранён", "Рисунок не сохранён", "Рисунок не сохранён",
    ]  # fmt: skip


def test_a_name_without_an_ending_gets_the_chosen_one(
    plan: Map, monkeypatch: pytest.MonkeyPatch
) -> None:
    from PySide6.QtWidgets import QFileDialog

    answers = {("x/карта", "PNG (*.png)"): "карта.png", ("x/карта", "SVG (*.svg)"): "карта.svg"}
    for answer, name in answers.items():
        monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_a, own=answer: own)
        found = ask_path(plan.page, "карта")
        assert found is not None
        assert found.name == name


def test_the_map_prints_on_one_page(plan: Map, tmp_path: Path) -> None:
    printer = QPrinter()
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(tmp_path / "m.pdf"))
    print_to(plan.page.scene, printer)
    import pypdfium2

    with pypdfium2.PdfDocument(tmp_path / "m.pdf") as paper:
        assert len(paper) == 1
        text = paper[0].get_textpage().get_text_bounded()
    assert "Обжиг" in text


def test_an_audit_without_processes_says_how_to_begin(qtbot: QtBot, audit: Window) -> None:
    audit.show_place(Place("map"))
    page = audit.page
    assert isinstance(page, MapPage)
    assert "Дважды щёлкните" in page.hint.text()
    assert page.hint.isVisible()
    assert len(page.scene.arrows) == 10  # nothing is hidden: all flows stand untied


def test_tablet_mode_gives_ports_a_finger_can_hit(plan: Map) -> None:
    plan.window.session.settings.set("tablet", True)  # noqa: FBT003
    plan.qtbot.waitUntil(lambda: plan.window.page is not plan.page, timeout=WAIT)
    page = plan.window.page
    assert isinstance(page, MapPage)
    plan.page = page
    page.view.fit()
    off = QPointF(18 / page.view.zoom, 0)
    plan.drag(plan.node("Обжиг").port("out") + off, plan.outside())
    assert plan.popup().isVisible()
    assert all(b.height() >= 44 for b in page.bar.findChildren(QWidget) if b.isVisible())
