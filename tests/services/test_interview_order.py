"""What is asked first is that on which most of the results hangs; who is asked what lies in the pack."""

from __future__ import annotations

from symbioaudit.base.ids import new_id
from symbioaudit.methodology import load_pack
from symbioaudit.model.enums import Category, Direction, Kind
from symbioaudit.model.records import Stream
from symbioaudit.services.audits import list_audits
from symbioaudit.services.interviews import asks
from symbioaudit.services.live import LiveAudit
from symbioaudit.services.operations import create_many
from symbioaudit.services.snapshots import load_snapshot
from symbioaudit.services.workspace import Workspace


def with_wastes(workspace: Workspace) -> tuple[LiveAudit, list[str]]:
    audit = list_audits(workspace)[0].id
    made = [
        Stream(
            id=new_id(), audit_id=audit, name=f"Отход {n}", kind=Kind.MATERIAL,
            direction=Direction.OUT, category=Category.WASTE,
        )
        for n in range(3)
    ]  # fmt: skip
    create_many(workspace, made)
    return LiveAudit(load_snapshot(workspace, audit)), [one.id for one in made]


def test_the_heaviest_record_is_asked_first(workspace: Workspace) -> None:
    live, (first, second, third) = with_wastes(workspace)
    pack = load_pack(live.audit.pack_id)
    weights = {first: 0.01, second: 0.9, third: 0.4}
    order = [a.record for a in asks(live, pack, "ecologist", weights) if a.record in weights]
    assert order[0] == second
    assert order.index(second) < order.index(third) < order.index(first)


def test_amounts_come_before_words_of_one_record(workspace: Workspace) -> None:
    live, (first, *_rest) = with_wastes(workspace)
    pack = load_pack(live.audit.pack_id)
    own = [a for a in asks(live, pack, "ecologist", {first: 0.9}) if a.record == first]
    field = pack.forms["F09"].field
    kinds = [bool((item := field(a.field)) and item.is_amount) for a in own]
    assert kinds == sorted(kinds, reverse=True)
    assert any(kinds)


def test_a_question_weighs_as_its_step(workspace: Workspace) -> None:
    live, wastes = with_wastes(workspace)
    pack = load_pack(live.audit.pack_id)
    weights = dict.fromkeys(wastes, 0.0) | {s.id: 0.0 for s in live.of("stream")}
    found = asks(live, pack, "ecologist", weights)
    questions = [a for a in found if a.question]
    depth = live.audit.depth.value
    hours = {s.number: s.data["hours"][depth] for s in pack.steps}
    shown = [hours.get(a.step, 0) for a in questions]
    assert shown == sorted(shown, reverse=True)
    assert found[0].question


def test_a_role_is_asked_about_its_departments(workspace: Workspace) -> None:
    live, wastes = with_wastes(workspace)
    pack = load_pack(live.audit.pack_id)
    assert not {a.record for a in asks(live, pack, "finance")} & set(wastes)
    assert set(wastes) <= {a.record for a in asks(live, pack, "ecologist")}
