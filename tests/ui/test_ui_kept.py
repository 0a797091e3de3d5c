"""What is typed and not yet taken outlives a crash: the files of that moment are opened anew."""

from __future__ import annotations

import shutil
from pathlib import Path

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from symbioaudit.services.unread import file_of, load, save
from symbioaudit.ui.capture.interview import KEY, InterviewPage
from symbioaudit.ui.session import Place
from symbioaudit.ui.window import Window
from tests.ui.driver import field, settled, type_into, type_text
from tests.ui.grid_driver import Typist, grid

WAIT = 20_000


def kept(qtbot: QtBot, window: Window, count: int) -> None:
    """So many texts lie beside the workspace; with none there is no file."""
    path = window.session.path
    assert path is not None
    qtbot.waitUntil(lambda: len(load(path)) == count, timeout=WAIT)
    assert file_of(path).exists() is bool(count)


def crash_and_open(qtbot: QtBot, window: Window, folder: Path) -> None:
    """The files as they lie on the disk now, opened in their own place; nothing is closed before."""
    session = window.session
    assert session.path is not None
    assert session.live is not None
    settled(qtbot, session)
    folder.mkdir()
    audit = session.live.audit_id
    for file in session.path.parent.glob(f"{session.path.name}*"):
        if file.is_file():
            shutil.copy(file, folder)
    with qtbot.waitSignal(session.opened, timeout=WAIT):
        session.open(folder / session.path.name)
    with qtbot.waitSignal(session.results_ready, timeout=WAIT):
        session.open_audit(audit)


def test_an_unread_cell_outlives_a_crash(qtbot: QtBot, audit: Window, tmp_path: Path) -> None:
    page = grid(audit, "F09")
    hand = Typist(qtbot, audit)
    codes = [column.code for column in page.model.columns]
    column = codes.index("quantity")
    page.view.go_to(0, column)
    before = page.model.shown(0, column).text
    hand.type("две машины")
    hand.key("Enter")
    kept(qtbot, audit, 1)
    crash_and_open(qtbot, audit, tmp_path / "after")
    page = grid(audit, "F09")
    assert page.model.shown(0, column).text == "две машины"
    assert any("две машины" in text for text in page.unread.texts())
    page.view.go_to(0, column)
    hand.key("Esc")
    assert page.model.shown(0, column).text == before
    kept(qtbot, audit, 0)


def test_an_unread_field_of_a_card_outlives_a_crash(
    qtbot: QtBot, audit: Window, tmp_path: Path
) -> None:
    audit.show_place(Place("form:F03"))
    type_into(qtbot, audit, "site_area", "много")
    kept(qtbot, audit, 1)
    crash_and_open(qtbot, audit, tmp_path / "after")
    audit.show_place(Place("form:F03"))
    assert field(audit, "site_area").text() == "много"
    type_into(qtbot, audit, "site_area", "12 га")
    kept(qtbot, audit, 0)


def test_a_half_typed_answer_outlives_a_crash(qtbot: QtBot, audit: Window, tmp_path: Path) -> None:
    def opened() -> InterviewPage:
        audit.show_place(Place("interview"))
        page = audit.page
        assert isinstance(page, InterviewPage)
        page.role.setCurrentIndex(page.role.findData("ecologist"))
        rows = [page.list.item(n).data(KEY) for n in range(page.list.count())]
        page.list.setCurrentRow(next(n for n, key in enumerate(rows) if key.startswith("Q")))
        return page

    page = opened()
    key = page._key
    type_text(page.answer, "две машины в неде")
    kept(qtbot, audit, 1)
    crash_and_open(qtbot, audit, tmp_path / "after")
    page = opened()
    assert page._key == key
    assert page.answer.text() == "две машины в неде"
    qtbot.keyClick(page.answer, Qt.Key.Key_End)
    type_text(page.answer, "лю")
    qtbot.keyClick(page.answer, Qt.Key.Key_Return)
    settled(qtbot, audit.session)
    kept(qtbot, audit, 0)


def test_a_damaged_file_of_kept_texts_stops_nobody(tmp_path: Path) -> None:
    path = tmp_path / "w.symbio"
    for text in ("", "{", "[[1]]", '[["a"]]', "null", "[null, []]"):
        file_of(path).write_text(text, encoding="utf-8")
        assert load(path) == {}
    assert save(path, {})
    assert not file_of(path).exists()
