"""The start of the window: the list before the libraries, and a file that cannot be opened."""

from __future__ import annotations

import shutil
import sqlite3
import threading
from pathlib import Path

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from benchmarks.window import BARE, HEAVY, OURS, start, workspace
from symbioaudit.ui.home import Home
from symbioaudit.ui.session import Place, Session
from symbioaudit.ui.window import Window
from tests.ui.driver import WAIT


def test_the_list_is_shown_before_any_heavy_library(tmp_path: Path) -> None:
    """The bound is loose for a busy machine; the benchmark states the ratio."""
    file = workspace(tmp_path)
    code = OURS.format(heavy=HEAVY, path=str(file))
    pairs = [(start(BARE, tmp_path / "b"), start(code, tmp_path / "s")) for _turn in range(2)]
    assert [ours[2] for _bare, ours in pairs] == ["", ""]
    assert min(ours[0] for _b, ours in pairs) < 4 * min(bare[0] for bare, _o in pairs)


def opened_home(qtbot: QtBot, session: Session) -> tuple[Window, Home]:
    window = Window(session)
    qtbot.addWidget(window)
    window.show_place(Place("home"))
    window.show()
    assert isinstance(window.page, Home)
    return window, window.page


def test_an_audit_chosen_before_the_file_is_open_opens_when_it_is(
    qtbot: QtBot, session: Session, workspace_file: Path
) -> None:
    window, home = opened_home(qtbot, session)
    seen: list[str] = []
    session.opened.connect(lambda _path: seen.append("opened"))
    session.audit_opened.connect(lambda: seen.append("audit"))
    with qtbot.waitSignal(session.glanced, timeout=WAIT):
        session.open(workspace_file)
    assert home.model.rowCount() == 1
    assert seen == []
    with qtbot.waitSignal(session.audit_opened, timeout=WAIT):
        home.list.setFocus()
        qtbot.keyClick(home.list, Qt.Key.Key_Return)
    assert seen == ["opened", "audit"]
    window.close()


def test_the_list_goes_when_the_file_turns_out_damaged(
    qtbot: QtBot, session: Session, workspace_file: Path
) -> None:
    raw = sqlite3.connect(workspace_file)
    raw.execute("PRAGMA writable_schema=ON")
    raw.execute("UPDATE sqlite_master SET rootpage = 99999 WHERE name = 'change'")
    raw.commit()
    raw.close()
    window, home = opened_home(qtbot, session)
    with qtbot.waitSignal(session.failed, timeout=WAIT) as refusal:
        session.open(workspace_file)
    assert refusal.args[0].code == "SA-5002"
    assert home.model.rowCount() == 0
    assert session.path is None
    window.close()


def test_a_file_of_a_newer_program_is_refused_and_not_touched(
    qtbot: QtBot, session: Session, workspace_file: Path, tmp_path: Path
) -> None:
    raw = sqlite3.connect(workspace_file)
    raw.execute("PRAGMA user_version=99000")
    raw.close()
    kept = Path(shutil.copy(workspace_file, tmp_path / "kept"))
    window, home = opened_home(qtbot, session)
    with qtbot.waitSignal(session.failed, timeout=WAIT) as refusal:
        session.open(workspace_file)
    assert refusal.args[0].code == "SA-5003"
    assert home.model.rowCount() == 0
    assert workspace_file.read_bytes() == kept.read_bytes()
    window.close()


def test_opening_does_not_wait_for_a_picture_that_never_comes(
    qtbot: QtBot, session: Session, workspace_file: Path
) -> None:
    with qtbot.waitSignal(session.opened, timeout=WAIT):
        session.open(workspace_file)
    assert threading.active_count() < 8
