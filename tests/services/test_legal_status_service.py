"""Advice on the legal status of a stream of a workspace: found by id or name, printed in both languages."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from symbioaudit.base.errors import Exit, SymbioError
from symbioaudit.cli import program
from symbioaudit.cli.run import run
from symbioaudit.model.enums import Category, LegalStatus
from symbioaudit.model.snapshot import Snapshot
from symbioaudit.services.legal_status import status_advice
from symbioaudit.services.snapshots import save_snapshot
from symbioaudit.services.workspace import Workspace


@pytest.fixture
def ash(workspace: Workspace, audit: Snapshot) -> str:
    """Id of a stream that is a waste of class IV."""
    waste = next(s for s in audit.streams if s.category is Category.WASTE)
    named = replace(waste, name="Золошлак ТЭЦ", fkko="61140001204", legal_status=LegalStatus.WASTE)
    others = tuple(replace(s, name="Поток") for s in audit.streams if s.id != waste.id)
    save_snapshot(workspace, replace(audit, streams=(named, *others)))
    return waste.id


def test_a_stream_is_found_by_its_id_its_name_and_a_piece(workspace: Workspace, ash: str) -> None:
    for text in (ash, "золошлак тэц", ash[-8:]):
        assert status_advice(workspace, text).stream.id == ash


def test_none_and_several_are_told_apart(workspace: Workspace, ash: str) -> None:
    with pytest.raises(SymbioError) as none:
        status_advice(workspace, "лунный грунт")
    assert none.value.code == "SA-8090"
    with pytest.raises(SymbioError) as several:
        status_advice(workspace, "Поток")
    assert several.value.code == "SA-8091"


def test_the_advice_names_rule_licence_and_documents(workspace: Workspace, ash: str) -> None:
    found = status_advice(workspace, ash).advice
    assert found.rule is not None
    assert (found.rule.id, found.licence_required, found.certain) == ("class_3_4", True, True)
    assert [met for _d, met in found.documents][:2] == [False, True]


@pytest.mark.parametrize("lang", ["ru", "en"])
def test_the_terminal_prints_advice_and_says_that_it_is_one(
    workspace: Workspace, ash: str, path: Path, lang: str, capsys: pytest.CaptureFixture[str]
) -> None:
    workspace.close()
    args = ["--lang", lang, "--workspace", str(path), "status-advice", ash]
    assert run(program, args) == Exit.DONE
    shown = capsys.readouterr().out
    assert {"ru": "Это совет, а не заключение", "en": "Advice, not a verdict"}[lang] in shown
    assert run(program, [*args, "--json"]) == Exit.DONE
    data = json.loads(capsys.readouterr().out)
    assert (data["rule"], data["status"], data["certain"]) == ("class_3_4", "waste", True)
    assert data["basis"][0]["article"]
