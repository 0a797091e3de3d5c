"""An audit typed by the keyboard alone, in Russian: from the list of audits to streams, with no mouse and no calls."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pypdfium2 as pdfium
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QFileDialog, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from symbioaudit.model.enums import Missing
from symbioaudit.services.packages import verify_package
from symbioaudit.services.workspace import open_workspace
from symbioaudit.storage.reader import records
from symbioaudit.ui.closing.report import ReportPage
from symbioaudit.ui.grid.page import GridPage
from symbioaudit.ui.palette import Palette
from symbioaudit.ui.window import Window
from tests.ui.driver import WAIT, settled, type_text
from tests.ui.grid_driver import column_of

CTRL = Qt.KeyboardModifier.ControlModifier
TABS = 200  # more than any page has


class Hands:
    """Presses keys where the focus is, as a person does."""

    def __init__(self, qtbot: QtBot, window: Window) -> None:
        self.qtbot = qtbot
        self.window = window

    @property
    def focus(self) -> QWidget:
        """Where the keys go."""
        return QApplication.focusWidget() or self.window

    def press(
        self, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier
    ) -> None:
        """One key."""
        self.qtbot.keyClick(self.focus, key, modifier)
        settled(self.qtbot, self.window.session)

    def type(self, text: str) -> None:
        """A text and Enter."""
        type_text(self.focus, text)
        self.press(Qt.Key.Key_Return)

    def tab_to(self, wanted: Callable[[QWidget], bool]) -> None:
        """Tab until the focus is there."""
        passed = []
        for _press in range(TABS):
            if wanted(self.focus):
                return
            passed.append(f"{type(self.focus).__name__} {self.focus.objectName()}")
            self.press(Qt.Key.Key_Tab)
        raise AssertionError(f"Tab comes only to {passed[:30]}")

    def tab_to_field(self, code: str) -> None:
        """Tab to a field of the card."""
        self.tab_to(lambda w: w.objectName() == f"field-{code}")

    def go(self, words: str) -> None:
        """Ctrl+K, some letters, Enter."""
        self.press(Qt.Key.Key_K, CTRL)
        palette = self.window.findChild(Palette)
        self.qtbot.waitUntil(palette.isVisible, timeout=WAIT)
        type_text(palette.query, words)
        self.qtbot.keyClick(palette.query, Qt.Key.Key_Return)
        settled(self.qtbot, self.window.session)
        # No window manager here gives the focus back to the window when the palette is gone.
        self.qtbot.waitUntil(lambda: self.window.findChild(Palette) is None, timeout=WAIT)
        self.window.activateWindow()
        self.qtbot.waitUntil(self.window.isActiveWindow, timeout=WAIT)

    def save_with(self, button: str, path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """Tab to a button and Space; the system's dialog answers with ``path``."""
        self.tab_to(lambda w: isinstance(w, QPushButton) and w.text() == button)
        answer = lambda *_args, **_more: (str(path), "")  # noqa: E731
        monkeypatch.setattr(QFileDialog, "getSaveFileName", answer)
        self.press(Qt.Key.Key_Space)
        self.qtbot.waitUntil(path.is_file, timeout=3 * WAIT)
        settled(self.qtbot, self.window.session)

    def go_to_field(self, words: str, code: str) -> None:
        """Ctrl+K to a field, until the cursor is in it."""
        self.go(words)
        self.qtbot.waitUntil(lambda: self.focus.objectName() == f"field-{code}", timeout=WAIT)


def text_of(pdf: Path) -> str:
    """What a reader of the file reads."""
    document = pdfium.PdfDocument(pdf)
    try:
        words = " ".join(page.get_textpage().get_text_range() for page in document)
        return " ".join(words.split())
    finally:
        document.close()


def test_a_whole_audit_by_the_keyboard_alone(
    qtbot: QtBot, window: Window, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hands = Hands(qtbot, window)
    settled(qtbot, window.session)
    hands.tab_to(lambda w: w.objectName() == "new-name")
    type_text(hands.focus, "Завод строительной извести")
    hands.press(Qt.Key.Key_Tab)
    with qtbot.waitSignal(window.session.audit_opened, timeout=WAIT):
        hands.type("7707083893")
    live = window.session.live
    assert live is not None

    hands.go_to_field("огрн", "ogrn")
    hands.type("1027700132195")
    hands.tab_to_field("employees")
    hands.type("340")
    hands.tab_to_field("turnover")
    hands.press(Qt.Key.Key_3, CTRL)
    assert live.enterprise.ogrn == "1027700132195"
    assert live.enterprise.employees == 340
    assert live.enterprise.reasons["turnover"] is Missing.REFUSED

    for words, name, amount in (("сырьё и материалы", "Известняк", "14 тыс. т/мес"),):
        hands.go(words)
        before = len(live.of("stream"))
        table = window.page
        assert isinstance(table, GridPage)
        hands.press(Qt.Key.Key_N, CTRL)
        settled(qtbot, window.session)
        for letter in name:  # the first one opens the editor that gets the rest
            type_text(hands.focus, letter)
        for _column in range(table.model.columnCount()):
            hands.press(Qt.Key.Key_Tab)
            if table.view.currentIndex().column() == column_of(table.model, "quantity"):
                break
        for letter in amount:
            type_text(hands.focus, letter)
        hands.press(Qt.Key.Key_Return)
        settled(qtbot, window.session)
        assert len(live.of("stream")) == before + 1

    named = {s.name: s for s in live.of("stream")}
    assert named["Известняк"].quantity.number == 168_000

    hands.go("отчёт и пакет")
    report = window.page
    assert isinstance(report, ReportPage)
    hands.tab_to(lambda w: w is report.build)
    hands.press(Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: report.pdf is not None and report.build.isEnabled(), timeout=3 * WAIT)
    hands.save_with("Сохранить PDF…", tmp_path / "отчёт.pdf", monkeypatch)
    hands.save_with("Сохранить пакет…", tmp_path / "пакет.zip", monkeypatch)
    text = text_of(tmp_path / "отчёт.pdf")
    for typed in ("Завод строительной извести", "7707083893", "Известняк", "168 000"):
        assert typed in text, typed
    inside = verify_package(tmp_path / "пакет.zip").snapshot
    assert [s.name for s in inside.streams] == ["Известняк"]
    assert inside.enterprise.ogrn == "1027700132195"

    hands.press(Qt.Key.Key_H, CTRL)
    assert window.place.page == "home"
    file = window.session.path
    window.close()
    assert file is not None
    with open_workspace(file) as workspace:
        stored = {s.name for s in records(workspace, "stream")}
        assert "Известняк" in stored


def test_the_keys_leave_a_line_that_is_being_typed_whole(qtbot: QtBot, audit: Window) -> None:
    hands = Hands(qtbot, audit)
    hands.go_to_field("кпп", "kpp")
    type_text(hands.focus, "770701001")
    hands.press(Qt.Key.Key_PageDown, CTRL)
    assert audit.session.live is not None
    assert audit.session.live.enterprise.kpp == "770701001"
