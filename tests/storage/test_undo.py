"""Undo and redo over random work: each takes back exactly what was done, also after a restart."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.synthetic import amount, snapshot
from symbioaudit.base.errors import SymbioError
from symbioaudit.base.ids import new_id
from symbioaudit.model import records as r
from symbioaudit.model.changes import Changes
from symbioaudit.model.enums import Category, Direction, Kind, Missing
from symbioaudit.services import operations as op
from symbioaudit.services.audits import delete_audit
from symbioaudit.services.snapshots import save_snapshot
from symbioaudit.services.workspace import Workspace, check_workspace, open_workspace
from symbioaudit.storage.reader import records, state_hash

TEXTS = st.one_of(st.none(), st.text(st.characters(exclude_categories=["Cs"]), max_size=12))
VALUES = st.one_of(
    TEXTS, st.booleans(), st.integers(-5, 5), st.floats(-2, 2),
    st.builds(lambda v: amount(v, "t/a", "mass_per_year"), st.floats(0, 1e6)),
)  # fmt: skip
FIELDS = st.dictionaries(
    st.sampled_from(["name", "note", "fkko", "properties.shape", "properties.x.y"]),
    TEXTS,
    max_size=3,
)
PROPERTIES = st.dictionaries(st.sampled_from(["properties.shape", "properties.rows"]), VALUES)
COMMANDS = st.one_of(
    st.tuples(st.just("change"), st.integers(0, 9), st.one_of(FIELDS, PROPERTIES)),
    st.tuples(st.just("reason"), st.integers(0, 9), st.sampled_from(list(Missing))),
    st.tuples(st.just("create"), st.integers(0, 9), st.none()),
    st.tuples(st.just("delete"), st.integers(0, 9), st.none()),
    st.tuples(st.just("process"), st.integers(0, 9), st.none()),
    st.tuples(st.just("audit"), st.integers(0, 9), st.none()),
    st.tuples(st.just("restore"), st.integers(0, 9), st.none()),
)


def new_stream(ws: Workspace, audit_id: str, where: int, _how: Any) -> Changes:
    parent = records(ws, "stream")[where % 3].id
    fresh = r.Stream(
        id=new_id(), audit_id=audit_id, direction=Direction.IN, kind=Kind.WATER,
        category=Category.WATER, part_of=parent,
    )  # fmt: skip
    return op.create(ws, fresh)


def some_stream(ws: Workspace, where: int) -> str:
    streams = records(ws, "stream")
    return str(streams[where % len(streams)].id)


def restored(ws: Workspace, _audit_id: str, where: int, _how: Any) -> Changes:
    gone = op.bin_of(ws)[where]
    return op.restore(ws, gone.entity, gone.id)


WORK: dict[str, Callable[[Workspace, str, int, Any], Changes]] = {
    "create": new_stream,
    "restore": restored,
    "audit": lambda ws, audit_id, _where, _how: delete_audit(ws, audit_id),
    "process": lambda ws, _a, _w, _h: op.delete(ws, "process", records(ws, "process")[0].id),
    "delete": lambda ws, _a, where, _h: op.delete(ws, "stream", some_stream(ws, where)),
    "change": lambda ws, _a, where, how: op.record(ws, "stream", some_stream(ws, where), how),
    "reason": lambda ws, _a, where, how: op.record(
        ws, "stream", some_stream(ws, where), {"reasons.quantity": how, "quantity": None}
    ),
}


def perform(ws: Workspace, audit_id: str, what: str, where: int, how: Any) -> str:
    """Do one command; what the rules refuse changes nothing. Returns the operation's id."""
    try:
        return WORK[what](ws, audit_id, where, how).operation
    except (SymbioError, IndexError, ZeroDivisionError):
        return ""


@settings(max_examples=40, deadline=None)
@given(st.lists(COMMANDS, max_size=14))
def test_undo_takes_back_and_redo_does_again(commands: list[tuple[str, int, Any]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path, start = Path(folder) / "w.symbio", snapshot(3)
        ws = open_workspace(path)
        save_snapshot(ws, start)
        states = [state_hash(ws)]
        for what, where, how in commands:
            before = states[-1]
            if perform(ws, start.audit.id, what, where, how):
                states.append(state_hash(ws))
            else:
                assert state_hash(ws) == before
        for expected in reversed(states[:-1]):
            op.undo(ws)
            assert state_hash(ws) == expected
        ws.close()
        ws = open_workspace(path)
        for expected in states[1:]:
            op.redo(ws)
            assert state_hash(ws) == expected
        for _ in states:
            op.undo(ws)
        assert not any(records(ws, entity) for entity in r.ENTITIES)
        assert all(check.ok for check in check_workspace(ws))
        ws.close()


def test_something_new_ends_what_could_be_redone(workspace: Workspace) -> None:
    stream = records(workspace, "stream")[0]
    op.record(workspace, "stream", stream.id, {"name": "A"})
    op.undo(workspace)
    op.record(workspace, "stream", stream.id, {"name": "B"})
    with pytest.raises(SymbioError, match="SA-5012"):
        op.redo(workspace)
    assert op.get(workspace, "stream", stream.id).name == "B"
    op.undo(workspace)
    assert op.get(workspace, "stream", stream.id).name == stream.name


def test_nothing_to_undo_is_said(path: Path) -> None:
    with open_workspace(path) as fresh:
        with pytest.raises(SymbioError, match="SA-5011"):
            op.undo(fresh)
        with pytest.raises(SymbioError, match="SA-5012"):
            op.redo(fresh)


def test_undo_is_itself_in_the_journal(workspace: Workspace) -> None:
    stream = records(workspace, "stream")[0]
    op.record(workspace, "stream", stream.id, {"name": "Новое"}, "уточнено на обходе")
    op.undo(workspace)
    entries = op.history(workspace, "stream", stream.id, "name")
    assert [(x.kind, x.old, x.new) for x in entries] == [
        ("do", None, stream.name),
        ("do", stream.name, "Новое"),
        ("undo", "Новое", stream.name),
    ]
    assert entries[1].reason == "уточнено на обходе"
    assert entries[1].actor == "Анна"
