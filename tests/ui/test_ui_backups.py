"""Rolling backups of the window: half an hour of work makes one, and typing goes on meanwhile."""

from __future__ import annotations

import threading

import pytest
from pytestqt.qtbot import QtBot

from symbioaudit.services import backups
from symbioaudit.services.backups import list_backups
from symbioaudit.services.workspace import open_workspace
from symbioaudit.storage.reader import records
from symbioaudit.ui.backups import EVERY
from symbioaudit.ui.session import Place
from symbioaudit.ui.window import Window
from tests.ui.driver import WAIT, type_into


def test_a_change_starts_the_half_hour_and_its_end_makes_a_copy(
    qtbot: QtBot, audit: Window
) -> None:
    timer, path = audit.backups.timer, audit.session.path
    assert path is not None
    timer.stop()
    audit.show_place(Place("form:F02", field="kpp"))
    type_into(qtbot, audit, "kpp", "770701001")
    assert timer.isActive()
    assert timer.interval() == EVERY == 30 * 60 * 1000
    timer.stop()
    timer.timeout.emit()
    qtbot.waitUntil(lambda: bool(list_backups(path)), timeout=WAIT)
    with open_workspace(list_backups(path)[0].path, read_only=True) as copy:
        assert [one.kpp for one in records(copy, "enterprise")] == ["770701001"]
    assert not timer.isActive(), "a file that nobody changes is not copied again"


def test_typing_does_not_wait_for_the_copy(
    qtbot: QtBot, audit: Window, monkeypatch: pytest.MonkeyPatch
) -> None:
    go_on, begun = threading.Event(), threading.Event()

    def slow(_path: object) -> None:
        begun.set()
        go_on.wait(WAIT / 1000)

    monkeypatch.setattr(backups, "roll_backup", slow)
    audit.backups.make()
    qtbot.waitUntil(begun.is_set, timeout=WAIT)
    audit.show_place(Place("form:F02", field="kpp"))
    type_into(qtbot, audit, "kpp", "770701001")
    assert audit.session.live is not None
    assert audit.session.live.enterprise.kpp == "770701001"
    assert not go_on.is_set()
    go_on.set()


def test_a_full_disk_is_said_calmly_and_tried_again(
    qtbot: QtBot, audit: Window, monkeypatch: pytest.MonkeyPatch
) -> None:
    from symbioaudit.storage.errors import NO_ROOM_FOR_BACKUP

    def full(path: object) -> None:
        raise NO_ROOM_FOR_BACKUP(path=path, free=10, need=900)

    monkeypatch.setattr(backups, "roll_backup", full)
    audit.backups.timer.stop()
    with qtbot.waitSignal(audit.session.told, timeout=WAIT):
        audit.backups.make()
    assert "свободно 10 МБ, нужно 900 МБ" in audit.statusBar().currentMessage()
    assert audit.backups.timer.isActive()
