"""The platform through the terminal: connect, push, status, receipts by file; kills in the middle of a push."""

from __future__ import annotations

import json
import os
import random
import signal
import stat
import subprocess
import sys
import threading
from dataclasses import replace
from pathlib import Path

import pytest

from symbioaudit.base.errors import Exit
from symbioaudit.base.writing import write_private
from symbioaudit.cli import program
from symbioaudit.cli.run import run
from symbioaudit.exchange import keys
from symbioaudit.services import identity, platforms
from symbioaudit.services.snapshots import save_snapshot
from symbioaudit.services.workspace import open_workspace
from tests.sync.benches import HubProcess, fit
from tests.sync.proxy import FaultProxy, Loop, Plan

SECRET = "четыре длинных слова"


@pytest.fixture
def home(hub: HubProcess, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A consultant known to the hub, with one audit in the workspace."""
    monkeypatch.setenv("SYMBIOAUDIT_WORKSPACE", str(tmp_path / "w.symbio"))
    monkeypatch.setenv("SYMBIOAUDIT_IDENTITY_PASSWORD", SECRET)
    monkeypatch.setenv("SYMBIOAUDIT_TOKEN", hub.token)
    write_private(identity.identity_file(), keys.locked(hub.key, SECRET.encode()))
    shown = fit(3, random.randrange(10**9))
    shown = replace(shown, audit=replace(shown.audit, number="2026-7"))
    with open_workspace(tmp_path / "w.symbio") as workspace:
        save_snapshot(workspace, shown)
    return tmp_path


def call(*words: object) -> int:
    return run(program, [str(word) for word in words])


def connect(url: str) -> int:
    """Set the platform; processes of their own find the token in the file."""
    return call("sync", "connect", "--server", url, "--token-in-file", "--yes")


def told(capsys: pytest.CaptureFixture[str], *words: object) -> list[dict[str, object]]:
    capsys.readouterr()
    call(*words, "--json")
    found: list[dict[str, object]] = json.loads(capsys.readouterr().out)
    return found


def test_from_connecting_to_a_receipt(
    home: Path, hub: HubProcess, capsys: pytest.CaptureFixture[str]
) -> None:
    assert call("sync", "push", "2026-7") == Exit.REFUSED  # no platform yet: frozen and kept
    assert told(capsys, "sync", "status")[0]["state"] == "frozen"
    assert call("sync", "connect", "--server", hub.url) == Exit.FAILED  # nobody to ask
    assert not platforms.is_connected()
    assert connect(hub.url) == Exit.DONE
    assert stat.S_IMODE(platforms.connection_file().stat().st_mode) == 0o600
    assert call("sync", "push", "2026-7") == Exit.DONE
    (item,) = told(capsys, "sync", "status", "2026-7")
    assert (item["state"], item["sent"], item["problems"]) == ("accepted", item["size"], [])
    assert call("sync", "push") == Exit.DONE  # nothing waits
    assert call("receipt", "list") == Exit.DONE
    assert "accepted by the platform" in capsys.readouterr().out


def test_a_refusal_names_record_and_field(
    home: Path, hub: HubProcess, capsys: pytest.CaptureFixture[str]
) -> None:
    connect(hub.url)
    assert call("sync", "push", "2026-7", "--unsigned") == Exit.FAILED
    (item,) = told(capsys, "sync", "status")
    assert item["state"] == "rejected"
    problems = item["problems"]
    assert isinstance(problems, list)
    assert problems[0]["code"] == "SA-9502"
    capsys.readouterr()
    assert call("--lang", "ru", "sync", "status") == Exit.DONE
    assert "отклонён" in capsys.readouterr().out


def test_held_exported_paused_and_cancelled(
    home: Path, hub: HubProcess, capsys: pytest.CaptureFixture[str]
) -> None:
    assert call("sync", "push", "--hold", "2026-7") == Exit.DONE
    (item,) = told(capsys, "sync", "status")
    name = str(item["package"])[:10]
    assert call("sync", "pause", name) == Exit.DONE
    connect(hub.url)
    assert call("sync", "push") == Exit.FAILED  # held back: it still waits
    assert told(capsys, "sync", "status")[0]["sent"] == 0
    assert call("sync", "resume", name) == Exit.DONE
    assert call("sync", "first", name) == Exit.DONE
    assert call("sync", "export", name, home / "usb.zip") == Exit.DONE
    assert call("package", "verify", home / "usb.zip") == Exit.DONE
    assert call("sync", "export", name, home / "usb.zip") == Exit.REFUSED  # it exists
    assert call("sync", "cancel", name) == Exit.REFUSED  # it may have arrived
    assert call("sync", "cancel", "zzz") == Exit.REFUSED


def test_the_token_is_nowhere_in_the_workspace_or_the_log(home: Path, hub: HubProcess) -> None:
    connect(hub.url)
    call("sync", "push", "2026-7")
    own = platforms.connection_file()
    others = [p for p in home.rglob("*") if p.is_file() and p != own]
    assert own.read_bytes().count(hub.token.encode()) == 1
    assert [p for p in others if hub.token.encode() in p.read_bytes()] == []


def test_pull_brings_the_catalogue_as_a_suggestion(
    home: Path, hub: HubProcess, capsys: pytest.CaptureFixture[str]
) -> None:
    connect(hub.url)
    capsys.readouterr()
    assert call("sync", "pull", "--out", home / "pulled", "--json") == Exit.DONE
    pulled = json.loads(capsys.readouterr().out)
    assert pulled["new"] is True
    assert set(pulled["counts"]) >= {"plants"}
    from symbioaudit.services.matching import read_catalogue

    read_catalogue(Path(pulled["catalogue"]))
    call("sync", "pull", "--out", home / "pulled", "--json")
    assert json.loads(capsys.readouterr().out)["new"] is False


def test_killed_again_and_again_it_arrives_once(
    home: Path, hub: HubProcess, loop: Loop, capsys: pytest.CaptureFixture[str]
) -> None:
    (home / "report.pdf").write_bytes(random.Random(5).randbytes(600_000))
    call("sync", "push", "--hold", "2026-7", "--report", home / "report.pdf")
    rng = random.Random(11)
    plan = Plan([], rng)
    running: list[subprocess.Popen[bytes]] = []
    plan.hooks["sender"] = lambda: os.kill(running[-1].pid, signal.SIGKILL)
    with FaultProxy(loop, hub.port, plan) as proxy:
        connect(proxy.url)
        codes = []
        for at in (1, 2, 3, 5, 4):
            plan.words[:] = ["pass"] * at + ["kill_sender"]
            running.append(
                subprocess.Popen(
                    [sys.executable, "-m", "symbioaudit", "sync", "push"],
                    stdout=subprocess.DEVNULL,
                    stderr=subprocess.DEVNULL,
                )
            )
            codes.append(running[-1].wait(60))
        assert -signal.SIGKILL in codes
        plan.words.clear()
        assert call("sync", "push") == Exit.DONE
    (item,) = told(capsys, "sync", "status")
    assert item["state"] == "accepted"
    assert hub.registered(str(item["package"])) == 1


def test_watching_sends_until_it_is_told_to_stop(home: Path, hub: HubProcess) -> None:
    call("sync", "push", "--hold", "2026-7")
    connect(hub.url)
    watcher = subprocess.Popen([sys.executable, "-m", "symbioaudit", "sync", "watch"])
    ticker = threading.Event()
    for _n in range(600):
        ticker.wait(0.05)
        with open_workspace(home / "w.symbio", read_only=True) as workspace:
            from symbioaudit.services import outbox

            if outbox.items(workspace)[0].state == "accepted":
                break
    watcher.send_signal(signal.SIGINT)
    assert watcher.wait(60) == Exit.DONE
