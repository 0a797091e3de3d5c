"""The frame of the window: home, palette, language, look, files taken in, trouble."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QMessageBox
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from symbioaudit.base.settings import SETTINGS, Settings
from symbioaudit.services.workspace import open_workspace
from symbioaudit.ui.app import crash_handler
from symbioaudit.ui.cards import AuditList
from symbioaudit.ui.home import Home
from symbioaudit.ui.importing import ImportPage, Lines
from symbioaudit.ui.palette import Palette, Target, best
from symbioaudit.ui.session import Place, Session
from symbioaudit.ui.theme import colours, look
from symbioaudit.ui.window import Window
from tests.ui.driver import WAIT, settled, type_text

ROOT = Path(__file__).resolve().parents[2]


def home_of(window: Window) -> Home:
    page = window.page
    assert isinstance(page, Home)
    return page


def test_a_new_audit_takes_a_name_and_enter(qtbot: QtBot, window: Window) -> None:
    home = home_of(window)
    qtbot.waitUntil(lambda: home.model.rowCount() == 1, timeout=WAIT)
    home.name.setFocus()
    type_text(home.name, "Стекольный завод")
    type_text(home.inn, "7707083893")
    with qtbot.waitSignal(window.session.audit_opened, timeout=WAIT):
        qtbot.keyClick(home.inn, Qt.Key.Key_Return)
    assert window.session.live is not None
    assert window.session.live.enterprise.name_short == "Стекольный завод"
    assert window.place.page == "form:F01"
    assert "Стекольный завод" in window.windowTitle()


def test_a_wrong_inn_is_said_and_nothing_is_made(qtbot: QtBot, window: Window) -> None:
    home = home_of(window)
    type_text(home.name, "Завод")
    type_text(home.inn, "7707083894")
    qtbot.keyClick(home.inn, Qt.Key.Key_Return)
    settled(qtbot, window.session)
    assert "ИНН" in home.trouble.text()
    assert home.model.rowCount() == 1


def test_last_years_audit_is_cloned(qtbot: QtBot, window: Window) -> None:
    home = home_of(window)
    qtbot.waitUntil(lambda: home.model.rowCount() == 1, timeout=WAIT)
    with qtbot.waitSignal(window.session.audit_opened, timeout=WAIT):
        qtbot.mouseClick(home.clone, Qt.MouseButton.LeftButton)
    live = window.session.live
    assert live is not None
    assert live.of("stream")
    window.go_home()
    qtbot.waitUntil(lambda: home_of(window).model.rowCount() == 2, timeout=WAIT)


def test_cards_learn_their_progress(
    qtbot: QtBot, window: Window, qtmodeltester: ModelTester
) -> None:
    home = home_of(window)
    qtbot.waitUntil(
        lambda: home.model.rowCount() > 0 and home.model.next_without_progress() is None,
        timeout=WAIT,
    )
    qtmodeltester.check(home.model)
    qtmodeltester.check(AuditList())
    assert "Производство" in str(home.model.data(home.model.index(0)))


def test_the_demo_opens(qtbot: QtBot, window: Window) -> None:
    with qtbot.waitSignal(window.session.audit_opened, timeout=WAIT):
        qtbot.mouseClick(home_of(window).demo, Qt.MouseButton.LeftButton)
    assert window.session.live is not None
    assert window.session.live.of("stream")


def test_a_dropped_questionnaire_is_shown_then_taken_in(
    qtbot: QtBot, window: Window, qtmodeltester: ModelTester
) -> None:
    window.show_place(Place("import"))
    page = window.page
    assert isinstance(page, ImportPage)
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(ROOT / "examples" / "coke.xlsx"))])
    event = QDropEvent(
        QPointF(5, 5),
        Qt.DropAction.CopyAction,
        mime,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    page.dropEvent(event)
    qtbot.waitUntil(lambda: page.incoming is not None, timeout=WAIT)
    assert "опросный лист" in page.state.text()
    qtmodeltester.check(page.findings)
    with qtbot.waitSignal(window.session.audit_opened, timeout=WAIT):
        qtbot.mouseClick(page.take, Qt.MouseButton.LeftButton)
    assert window.session.live is not None
    assert "Кокс" in window.session.live.enterprise.name_short


def test_a_broken_file_is_refused_with_words(qtbot: QtBot, window: Window, tmp_path: Path) -> None:
    bad = tmp_path / "битый файл.xlsx"
    bad.write_bytes(b"PK\x03\x04 not a workbook")
    window.show_place(Place("import"))
    page = window.page
    assert isinstance(page, ImportPage)
    with qtbot.waitSignal(window.session.failed, timeout=WAIT) as refusal:
        page.look_at(bad)
    assert refusal.args[0].code.startswith("SA-")
    assert not page.take.isEnabled()
    assert page.choose.isEnabled()


def test_the_palette_finds_a_field_by_word_beginnings(qtbot: QtBot, audit: Window) -> None:
    palette = Palette(audit.session, audit, audit.actions_by_id)
    palette.show()
    type_text(palette.query, "огрн")
    assert "ОГРН" in palette.list.item(0).text()
    qtbot.keyClick(palette.query, Qt.Key.Key_Return)
    assert audit.place.page == "form:F02"
    assert audit.place.field == "ogrn"
    editor = audit.page.findChild(QLineEdit, "field-ogrn")
    qtbot.waitUntil(editor.hasFocus, timeout=WAIT)


def test_the_palette_prefers_beginnings_of_words() -> None:
    targets = [Target("Прочие отходы"), Target("Отходы"), Target("Неотходное"), Target("Вода")]
    assert [t.title for t in best("отход", targets)] == ["Отходы", "Прочие отходы", "Неотходное"]
    assert best("отходы вода", targets) == []


def test_the_palette_runs_commands(qtbot: QtBot, audit: Window) -> None:
    palette = Palette(audit.session, audit, audit.actions_by_id)
    palette.show()
    type_text(palette.query, "настройки")
    qtbot.keyClick(palette.query, Qt.Key.Key_Return)
    assert audit.place.page == "settings"


@pytest.mark.parametrize("scale", [100, 200])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_look_changes_at_run_time_and_keeps_the_place(
    qtbot: QtBot, audit: Window, theme: str, scale: int
) -> None:
    audit.show_place(Place("form:F02"))
    settings = audit.session.settings
    settings.set("tablet", value=True)
    settings.set("theme", theme)
    settings.set("scale", scale)
    qtbot.waitUntil(lambda: look().scale == scale and look().theme == theme, timeout=WAIT)
    qtbot.waitUntil(lambda: audit.stack.count() == 1, timeout=WAIT)
    assert audit.place.page == "form:F02"
    editor = audit.page.findChild(QLineEdit, "field-inn")
    qtbot.waitUntil(lambda: editor.isVisible() and editor.height() >= 44, timeout=WAIT)


def test_contrast_of_texts() -> None:
    for name in ("light", "dark"):
        c = colours(name)
        for role in ("text", "muted", "error", "warning", "hint", "estimate", "blocker"):
            for ground in ("window", "surface"):
                assert contrast(c[role], c[ground]) >= 4.5, (name, role, ground)
        assert contrast(c["on_accent"], c["accent"]) >= 4.5


def contrast(one: str, two: str) -> float:
    """Ratio of relative luminances (WCAG 2.1)."""
    light, dark = sorted((luminance(one), luminance(two)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def luminance(colour: str) -> float:
    parts = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_settings_survive_a_broken_file(tmp_path: Path) -> None:
    path = tmp_path / "s.json"
    kept = Settings(path)
    kept.set("scale", 150)
    assert Settings(path)["scale"] == 150
    path.write_text('{"scale": 999, "theme": 7, "foreign": 1}', encoding="utf-8")
    assert Settings(path)["scale"] == 100
    path.write_text("{broken", encoding="utf-8")
    assert all(Settings(path)[item.key] == item.default for item in SETTINGS)
    with pytest.raises(ValueError, match="scale"):
        kept.set("scale", 99)


def test_a_file_that_somebody_writes_in_opens_for_reading(
    qtbot: QtBot, session: Session, workspace_file: Path
) -> None:
    with open_workspace(workspace_file):
        window = Window(session)
        qtbot.addWidget(window)
        window.show_place(Place("home"))
        window.show()
        with qtbot.waitSignal(session.opened, timeout=WAIT):
            session.open(workspace_file)
        assert session.read_only
        home = home_of(window)
        qtbot.waitUntil(lambda: not home.name.isEnabled(), timeout=WAIT)
        assert "чтение" in window.top.saved.text()


def test_an_error_of_our_own_is_said_and_logged(
    qtbot: QtBot, audit: Window, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    logged: list[BaseException] = []
    monkeypatch.setattr("symbioaudit.base.log.log_bug", logged.append)
    hook = crash_handler(audit.session)
    audit.session.crashed.disconnect()
    hook(ZeroDivisionError, ZeroDivisionError("x"), None)
    assert logged
    box = QApplication.activeModalWidget() or audit.findChild(QMessageBox)
    assert isinstance(box, QMessageBox)
    assert "SA-1000" in box.informativeText()
    box.close()


def test_models_of_the_import_page(qtmodeltester: ModelTester) -> None:
    qtmodeltester.check(Lines())


def test_closing_commits_what_is_being_typed(
    qtbot: QtBot, audit: Window, workspace_file: Path
) -> None:
    audit.show_place(Place("form:F02", field="kpp"))
    editor = audit.page.findChild(QLineEdit, "field-kpp")
    editor.setFocus()
    type_text(editor, "770701001")
    audit.close()
    with open_workspace(workspace_file, read_only=True) as workspace:
        from symbioaudit.storage.reader import records

        assert records(workspace, "enterprise")[0].kpp == "770701001"
