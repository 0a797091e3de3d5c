"""Every kind of record, every field: out of the codec, the file and audit.json as it went in."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from benchmarks.synthetic import snapshot
from symbioaudit.base.errors import SymbioError
from symbioaudit.base.ids import new_id
from symbioaudit.exchange import audit_json
from symbioaudit.model import records as r
from symbioaudit.model.codec import field_types, from_json, to_json
from symbioaudit.model.enums import AuditStatus
from symbioaudit.model.snapshot import COLLECTIONS, Snapshot
from symbioaudit.services import operations as op
from symbioaudit.services.snapshots import load_snapshot, save_snapshot
from symbioaudit.services.workspace import Workspace, check_workspace, open_workspace
from symbioaudit.storage.reader import state_hash
from symbioaudit.storage.schema import REFERENCES, plain_type
from tests.storage.strategies import record_of

BASE = snapshot(2)
LINKS = {
    "enterprise_id": BASE.enterprise.id, "site_id": BASE.site.id, "audit_id": BASE.audit.id,
    "process_id": BASE.processes[0].id, "from_process": BASE.processes[0].id,
    "to_process": BASE.processes[0].id, "stream_id": BASE.streams[0].id,
    "linked_input": BASE.streams[1].id, "part_of": BASE.streams[1].id,
}  # fmt: skip
ALL = sorted(r.ENTITIES)


def fresh(entity: str) -> st.SearchStrategy[Any]:
    """A record with a new id that fits into the audit of ``BASE``."""
    linked = {n: v for n, v in LINKS.items() if n in field_types(r.ENTITIES[entity])}
    return st.builds(new_id).flatmap(lambda made: record_of(entity, id=made, **linked))


@pytest.mark.parametrize("entity", ALL)
@settings(max_examples=25, deadline=None)
@given(data=st.data())
def test_the_codec_loses_nothing(entity: str, data: st.DataObject) -> None:
    made = data.draw(fresh(entity))
    written = json.loads(json.dumps(to_json(made), allow_nan=False))
    back = from_json(r.ENTITIES[entity], written)
    assert to_json(back) == to_json(made)
    assert from_json(r.ENTITIES[entity], to_json(back)) == back
    for name in field_types(type(made)):
        mine, theirs = getattr(made, name), getattr(back, name)
        assert mine == theirs or not mine or name == "properties", name


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    """One workspace for all examples; each undoes what it did."""
    with open_workspace(tmp_path_factory.mktemp("w") / "w.symbio") as workspace:
        # Thousands of commits, no power cut: nobody need wait for the disk.
        workspace._connection.connection.execute("PRAGMA synchronous=OFF")
        save_snapshot(workspace, BASE)
        yield workspace


@pytest.mark.parametrize("entity", ALL)
@settings(
    max_examples=3,
    deadline=None,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],  # a failing example is small enough
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(data=st.data())
def test_made_changed_binned_restored_undone_redone(
    opened: Workspace, entity: str, data: st.DataObject
) -> None:
    """The whole life of a record, with the whole state compared at each step."""
    one, other = data.draw(fresh(entity)), data.draw(fresh(entity))
    if isinstance(one, r.Audit):  # a signed one is guarded: see tests/services/test_signoff.py
        one, other = (replace(x, status=AuditStatus.DRAFT) for x in (one, other))
    fields = {
        n: getattr(other, n)
        for n in field_types(type(other))
        if n not in {"id", "audit_id", *REFERENCES}
    }
    states = [state_hash(opened)]
    steps = [
        lambda: op.create(opened, one),
        lambda: op.record(opened, entity, one.id, fields),
        lambda: op.delete(opened, entity, one.id),
        lambda: op.restore(opened, entity, one.id),
    ]
    done = 0
    for number, step in enumerate(steps):
        if step().operation:
            done += 1
            states.append(state_hash(opened))
        if number == 0:
            assert to_json(op.get(opened, entity, one.id)) == to_json(one)
        elif number != 2:
            found, wanted = to_json(op.get(opened, entity, one.id)), to_json(other)
            assert {k: v for k, v in found.items() if k in fields and k != "reasons"} == {
                k: v for k, v in wanted.items() if k in fields and k != "reasons"
            }
    for expected in reversed(states[:-1]):
        op.undo(opened)
        assert state_hash(opened) == expected
    for expected in states[1:]:
        op.redo(opened)
        assert state_hash(opened) == expected
    for _ in range(done):
        op.undo(opened)
    assert state_hash(opened) == states[0]


def test_after_all_that_the_journal_still_tells_the_state(opened: Workspace) -> None:
    assert all(check.ok for check in check_workspace(opened))


def naughty(shared: Path) -> list[str]:
    found: list[str] = json.loads((shared / "cases/badinput/blns.json").read_text(encoding="utf-8"))
    return [*found, "\x00", "a\x00b", "\ufeff", "\u2028", "=1+1", "'; DROP TABLE stream; --"]


def texts(entity: str) -> list[str]:
    """The fields of an entity that hold free text."""
    hints = field_types(r.ENTITIES[entity])
    return [
        n for n, h in hints.items() if plain_type(h) is str and n != "id" and n not in REFERENCES
    ]


def with_text(record: Any, text: str) -> Any:
    """Every free text of a record, and texts inside its properties."""
    inside = {"t": text, "rows": ({"a": text, "b": (text,)},)}
    return replace(record, properties=inside, **dict.fromkeys(texts(record.entity), text))


def filled(strings: list[str]) -> Snapshot:
    """An audit in which every text field of every entity holds every string."""
    whole = replace(
        BASE,
        enterprise=with_text(BASE.enterprise, strings[0]),
        site=with_text(BASE.site, strings[-1]),
        audit=with_text(BASE.audit, strings[len(strings) // 2]),
    )
    for entity, name in COLLECTIONS.items():
        cls = r.ENTITIES[entity]
        # What a record cannot do without: links, a revision, texts that are replaced at once.
        known = {**dict.fromkeys(texts(entity), ""), **LINKS, "revision": 1}
        required = {n: v for n, v in known.items() if n in field_types(cls)}
        kept = getattr(BASE, name)
        blank = kept[0] if kept else None
        made = []
        for text in strings:
            start = replace(blank, id=new_id()) if blank else cls(id=new_id(), **required)
            made.append(with_text(start, text))
        whole = replace(whole, **{name: (*kept, *made)})
    return whole


def test_every_naughty_string_in_every_text_comes_back(shared: Path, tmp_path: Path) -> None:
    """Into the file, out of it, into audit.json, out of it: equal, character by character."""
    whole = filled([s for s in naughty(shared) if s])
    with open_workspace(tmp_path / "w.symbio") as opened:
        save_snapshot(opened, whole)
        stored = load_snapshot(opened, whole.audit.id)
    for entity in ("enterprise", "site", "audit", *COLLECTIONS):
        assert list(map(to_json, stored.of(entity))) == list(map(to_json, whole.of(entity))), entity
    carried = audit_json.load(audit_json.dump(stored))
    for entity in ("enterprise", "site", "audit", *COLLECTIONS):
        assert list(map(to_json, carried.of(entity))) == list(map(to_json, whole.of(entity))), (
            entity
        )


def test_enterprise_site_and_audit_take_every_naughty_string(
    shared: Path, workspace: Workspace, audit: Snapshot
) -> None:
    ids = {"enterprise": audit.enterprise.id, "site": audit.site.id, "audit": audit.audit.id}
    strings = [s for s in naughty(shared) if s]
    for start in range(0, len(strings), 6):
        for entity, one in ids.items():
            names = texts(entity)
            values = dict(zip(names, strings[start : start + 6] * len(names), strict=False))
            op.record(workspace, entity, one, values)
            found = op.get(workspace, entity, one)
            assert {n: getattr(found, n) for n in values} == values


def test_half_of_a_character_is_refused_with_its_field(
    workspace: Workspace, audit: Snapshot
) -> None:
    before = state_hash(workspace)
    with pytest.raises(SymbioError, match="SA-5010") as caught:
        op.record(workspace, "stream", audit.streams[0].id, {"name": "x\ud800"})
    assert caught.value.params["field"] == "name"
    assert state_hash(workspace) == before
