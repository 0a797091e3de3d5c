"""The journal rebuilds what the audit was after every operation, through undo, redo and the bin."""

from __future__ import annotations

import itertools
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from benchmarks.synthetic import snapshot
from symbioaudit.base.errors import SymbioError
from symbioaudit.base.ids import new_id
from symbioaudit.model import records as r
from symbioaudit.model.snapshot import Snapshot
from symbioaudit.services import audits, history, operations, timemachine
from symbioaudit.services.snapshots import load_snapshot, save_snapshot
from symbioaudit.services.workspace import Workspace, open_workspace

ACTIONS = st.lists(
    st.tuples(
        st.sampled_from(["name", "shape", "site", "add", "delete", "undo", "redo", "other"]),
        st.integers(0, 5),
        st.text("абв", max_size=3),
    ),
    max_size=14,
)
files = itertools.count()


def act(workspace: Workspace, audit: Snapshot, action: tuple[str, int, str], other: str) -> None:
    what, which, text = action
    streams = load_snapshot(workspace, audit.audit.id).streams
    stream = streams[which % len(streams)] if streams else None
    if what == "add":
        operations.create(workspace, r.Process(id=new_id(), audit_id=audit.audit.id, name=text))
    elif what == "site":
        operations.record(workspace, "site", audit.site.id, {"name": text or None})
    elif what == "other":
        operations.create(workspace, r.Process(id=new_id(), audit_id=other, name=text))
    elif what == "undo":
        operations.undo(workspace)
    elif what == "redo":
        operations.redo(workspace)
    elif stream is not None and what == "delete":
        operations.delete(workspace, "stream", stream.id)
    elif stream is not None:
        field = "name" if what == "name" else "properties.shape"
        operations.record(workspace, "stream", stream.id, {field: text or None})


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(actions=ACTIONS)
def test_every_moment_is_what_it_was(tmp_path: Path, actions: list[tuple[str, int, str]]) -> None:
    audit = snapshot(4)
    with open_workspace(tmp_path / f"{next(files)}.symbio") as workspace:
        save_snapshot(workspace, audit)
        other = audits.new_audit(workspace, name="Другой").id
        seen: dict[int, Snapshot] = {}
        for action in actions:
            try:
                act(workspace, audit, action, other)
            except SymbioError:
                continue  # nothing to undo, nothing to redo
            try:
                now = load_snapshot(workspace, audit.audit.id)
            except SymbioError:
                break  # the audit itself was undone
            steps = history.steps_of(workspace, audit.audit.id, whole=True)
            seen[steps[-1].seq] = now
        steps = history.steps_of(workspace, audit.audit.id, whole=True)
        for seq, was in seen.items():
            assert timemachine.snapshot_at(steps, audit.audit.id, seq) == was
        assert timemachine.snapshot_at(steps, audit.audit.id, 0) is None


def test_moments_by_day_and_by_revision(workspace: Workspace, audit: Snapshot) -> None:
    made = r.SignOff(id=new_id(), audit_id=audit.audit.id, revision=1)
    operations.create(workspace, made)
    operations.record(workspace, "audit", audit.audit.id, {"title": "после подписи"})
    steps = history.steps_of(workspace, audit.audit.id, whole=True)
    signed = timemachine.seq_of_revision(steps, 1)
    assert timemachine.seq_of_revision(steps, 2) == 0
    was = timemachine.snapshot_at(steps, audit.audit.id, signed)
    assert was is not None
    assert was.signoffs == (made,)
    assert was.audit.title != "после подписи"
    days = timemachine.moments(steps)
    assert timemachine.seq_before(steps, days[-1].day) == steps[-1].seq
    assert timemachine.seq_before(steps, "2001-01-01") == 0


def test_undo_stays_in_the_open_audit(workspace: Workspace, audit: Snapshot) -> None:
    own = audit.audit.id
    stream = audit.streams[0]
    operations.record(workspace, "stream", stream.id, {"name": "Шлам"})
    other = audits.new_audit(workspace, name="Другой")
    undo, redo = history.upcoming(workspace, own)
    assert redo is None
    assert undo is not None
    assert not undo.elsewhere
    assert [c.new for c in undo.step.changes] == ["Шлам"]
    operations.undo(workspace, undo.step.seq)
    assert load_snapshot(workspace, own).streams[0] == stream
    assert audits.find_audit(workspace, other.id)
    _undo, redo = history.upcoming(workspace, own)
    assert redo is not None
    operations.redo(workspace, redo.step.seq)
    assert load_snapshot(workspace, own).streams[0].name == "Шлам"
    empty, _ = history.upcoming(workspace, other.id)
    assert empty is not None
    assert not empty.elsewhere


def test_what_is_newer_elsewhere_is_told(workspace: Workspace, audit: Snapshot) -> None:
    other = audits.new_audit(workspace, name="Другой")
    made = history.upcoming(workspace, other.id)[0]
    assert made is not None
    operations.undo(workspace, made.step.seq)
    operations.redo(workspace, made.step.seq)
    operations.record(workspace, "audit", audit.audit.id, {"title": "Мой"})
    blank, _ = history.upcoming(workspace, new_id())
    assert blank is not None
    assert blank.elsewhere == audit.audit.id


def test_an_early_step_with_later_ones_on_it_is_refused(
    workspace: Workspace, audit: Snapshot
) -> None:
    stream = audit.streams[0]
    operations.record(workspace, "stream", stream.id, {"name": "раз"})
    first: Any = history.upcoming(workspace, audit.audit.id)[0]
    operations.record(workspace, "stream", stream.id, {"name": "два"})
    before = load_snapshot(workspace, audit.audit.id)
    with pytest.raises(SymbioError, match="SA-5033"):
        operations.undo(workspace, first.step.seq)
    assert load_snapshot(workspace, audit.audit.id) == before
