"""``audit sign|signoffs|reopen`` and ``package preview`` at the door of the command line."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from symbioaudit.cli import program
from symbioaudit.cli.run import run
from symbioaudit.services import operations
from symbioaudit.services.snapshots import save_snapshot
from symbioaudit.services.workspace import open_workspace
from tests.services.matching import plant, stream

AUDIT = plant(stream("Шлам", fkko="35111101204"), stream("Зола"))


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A workspace with one audit."""
    path = tmp_path / "w.symbio"
    with open_workspace(path, actor="Анна") as workspace:
        save_snapshot(workspace, AUDIT)
    return path


def said(capsys: pytest.CaptureFixture[str], file: Path, *words: str) -> tuple[int, Any]:
    code = run(program, ["--lang", "ru", "--workspace", str(file), *words])
    out = capsys.readouterr()
    return code, json.loads(out.out) if "--json" in words and out.out else out.out + out.err


def test_sign_refuse_reopen_sign_again(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    audit = AUDIT.audit.id
    by = ("--by", "Петрова", "--role", "директор", "--remark", "Уточнить воду")
    code, found = said(capsys, file, "audit", "sign", audit, *by, "--json")
    assert (code, found["revision"], found["remarks"]) == (0, 1, ["Уточнить воду"])
    code, told = said(capsys, file, "audit", "sign", audit, *by)
    assert code == 3
    assert "SA-8095" in told
    code, told = said(capsys, file, "workspace", "undo")
    assert code == 3
    assert "SA-5090" in told
    _code, found = said(capsys, file, "audit", "signoffs", audit, "--json")
    assert found["signoffs"][-1]["unchanged"] == {"state": True, "pack": True, "results": True}
    code, told = said(capsys, file, "audit", "reopen", audit, "--reason", "опечатка")
    assert code == 0
    assert "черновик" in told
    with open_workspace(file, actor="Анна") as workspace:
        operations.record(workspace, "stream", AUDIT.streams[0].id, {"name": "Шлам 2"})
    _code, told = said(capsys, file, "audit", "signoffs", audit)
    assert "r1" in told
    assert "изменился" in told
    said(capsys, file, "audit", "sign", audit, *by)
    code, told = said(capsys, file, "audit", "compare", f"{audit}@r1", f"{audit}@r2")
    assert code == 0
    assert "Шлам → Шлам 2" in told


def test_preview_says_what_would_leave(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, found = said(capsys, file, "package", "preview", AUDIT.audit.id, "--json")
    assert code == 0
    assert {f["name"] for f in found["files"]} == {
        "data/audit.json",
        "data/disclosure.json",
        "data/streams.csv",
    }
    assert found["records"] == sum(g["leaving"] for g in found["groups"] if g["id"] not in {"F01", "F02", "F03"})  # fmt: skip
    code, told = said(capsys, file, "package", "preview", AUDIT.audit.id)
    assert code == 0
    assert "data/audit.json" in told
    assert "Согласия предприятия нет" in told
