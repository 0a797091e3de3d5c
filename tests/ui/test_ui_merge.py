"""Merging a colleague's file by keyboard; second answers decided in the same list."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from symbioaudit.services import operations
from symbioaudit.services.workspace import open_workspace
from symbioaudit.storage import reader
from symbioaudit.ui.history.claims import ClaimsPage
from symbioaudit.ui.history.merge import MergePage
from symbioaudit.ui.session import Place
from symbioaudit.ui.window import Window
from tests.ui.driver import WAIT, settled


@pytest.fixture
def colleague(workspace_file: Path, tmp_path: Path) -> Path:
    """Boris's copy, edited on his laptop."""
    path = Path(shutil.copy(workspace_file, tmp_path / "Борис.symbio"))
    with open_workspace(path, actor="Борис") as theirs:
        streams = reader.records(theirs, "stream")
        operations.record(theirs, "stream", streams[0].id, {"name": "Имя Бориса"})
        operations.record(theirs, "stream", streams[1].id, {"name": "Второе Бориса"})
        operations.record(theirs, "stream", streams[2].id, {"note": "видел сам"})
    return path


def edited(qtbot: QtBot, window: Window) -> list[Any]:
    live = window.session.live
    assert live is not None
    streams = list(live.of("stream"))
    for stream, name in ((streams[0], "Моё имя"), (streams[1], "Моё второе")):
        window.session.apply(
            "Change a field", [operations.Update("stream", stream.id, {"name": name})]
        )
    settled(qtbot, window.session)
    return streams


def dropped(qtbot: QtBot, window: Window, path: Path) -> MergePage:
    window.show_place(Place("merge"))
    page = window.page
    assert isinstance(page, MergePage)
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path))])
    event = QDropEvent(
        QPointF(5, 5),
        Qt.DropAction.CopyAction,
        mime,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    page.dropEvent(event)
    qtbot.waitUntil(lambda: page.proposal is not None, timeout=WAIT)
    return page


def test_a_colleagues_file_is_merged_by_keys(
    qtbot: QtBot, audit: Window, colleague: Path, qtmodeltester: ModelTester
) -> None:
    streams = edited(qtbot, audit)
    page = dropped(qtbot, audit, colleague)
    table = page.conflicts.table
    qtmodeltester.check(page.conflicts.model)
    assert page.conflicts.model.rowCount() == 2
    assert "Борис" in page.conflicts.model.rows[0].cells[4]
    qtbot.keyClick(table, Qt.Key.Key_2)
    qtbot.keyClick(table, Qt.Key.Key_3)
    assert page.conflicts.open() == 0
    assert page.conflicts.model.rows[0].cells[5] == "их"
    qtbot.keyClick(table, Qt.Key.Key_Backspace)
    assert page.conflicts.open() == 1
    qtbot.keyClick(table, Qt.Key.Key_3)
    qtbot.mouseClick(page.join, Qt.MouseButton.LeftButton)
    settled(qtbot, audit.session)
    live = audit.session.live
    assert live is not None
    decided = {live.get("stream", streams[n].id).name for n in (0, 1)}
    assert decided in ({"Имя Бориса", "Моё второе"}, {"Моё имя", "Второе Бориса"})
    assert live.get("stream", streams[2].id).note == "видел сам"
    assert len(live.of("claim")) == 1
    audit.undo()
    settled(qtbot, audit.session)
    assert live.get("stream", streams[0].id).name == "Моё имя"
    assert live.get("stream", streams[1].id).name == "Моё второе"
    assert live.get("stream", streams[2].id).note != "видел сам"
    assert not live.of("claim")


def test_second_answers_are_decided_in_one_step(
    qtbot: QtBot, audit: Window, colleague: Path
) -> None:
    streams = edited(qtbot, audit)
    page = dropped(qtbot, audit, colleague)
    assert "не решены" in page.rest.text()
    qtbot.mouseClick(page.join, Qt.MouseButton.LeftButton)  # what is not decided is kept twice
    settled(qtbot, audit.session)
    audit.show_place(Place("claims"))
    claims = audit.page
    assert isinstance(claims, ClaimsPage)
    assert claims.list.model.rowCount() == 2
    first: Any = claims.list.model.rows[0].thing
    qtbot.keyClick(claims.list.table, Qt.Key.Key_2)
    qtbot.keyClick(claims.list.table, Qt.Key.Key_1)
    qtbot.mouseClick(claims.decide, Qt.MouseButton.LeftButton)
    settled(qtbot, audit.session)
    live = audit.session.live
    assert live is not None
    names = [live.get("stream", streams[n].id).name for n in (0, 1)]
    assert sum("Бориса" in name for name in names) == 1
    assert first.theirs.split("  ·  ")[0] in names
    assert not claims.list.model.rows
    audit.undo()
    settled(qtbot, audit.session)
    assert [live.get("stream", streams[n].id).name for n in (0, 1)] == ["Моё имя", "Моё второе"]


def test_a_file_that_is_no_audit_is_refused(qtbot: QtBot, audit: Window, tmp_path: Path) -> None:
    bad = tmp_path / "заметки.json"
    bad.write_text("{}", encoding="utf-8")
    audit.show_place(Place("merge"))
    page = audit.page
    assert isinstance(page, MergePage)
    with qtbot.waitSignal(audit.session.failed, timeout=WAIT):
        page.look_at(bad)
    assert page.choose.isEnabled()
    assert not page.join.isEnabled()
