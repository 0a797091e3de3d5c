"""Reference fields offer only the records that fit; a fitting record wins over another of its name."""

from __future__ import annotations

from symbioaudit.base.ids import new_id
from symbioaudit.methodology import load_pack
from symbioaudit.model.enums import Category, Direction, Kind
from symbioaudit.model.records import Stream
from symbioaudit.services.audits import list_audits
from symbioaudit.services.entries import Desk, fitting_names, read_entry
from symbioaudit.services.live import LiveAudit
from symbioaudit.services.operations import create_many
from symbioaudit.services.snapshots import load_snapshot
from symbioaudit.services.workspace import Workspace


def stream(audit: str, name: str, kind: Kind, direction: Direction, category: Category) -> Stream:
    return Stream(
        id=new_id(), audit_id=audit, name=name, kind=kind, direction=direction, category=category
    )


def desk(workspace: Workspace) -> tuple[Desk, dict[str, str]]:
    audit = list_audits(workspace)[0].id
    gas = stream(audit, "Газ", Kind.ENERGY, Direction.IN, Category.ENERGY_CARRIER)
    other = stream(audit, "Газ", Kind.ENERGY, Direction.OUT, Category.WASTE_HEAT)
    dust = stream(audit, "Пыль", Kind.MATERIAL, Direction.OUT, Category.WASTE)
    create_many(workspace, (gas, other, dust))
    live = LiveAudit(load_snapshot(workspace, audit))
    found = Desk(live, load_pack(live.audit.pack_id))
    return found, {"gas": gas.id, "heat": other.id, "dust": dust.id}


def test_only_fitting_records_are_offered(workspace: Workspace) -> None:
    own, ids = desk(workspace)
    item = own.pack.forms["F12"].field("replaced_source")
    assert item is not None
    assert item.target_filter == {"kind": ("energy",), "direction": ("in",)}
    assert fitting_names(own.live, item) == {ids["gas"]: "Газ"}


def test_a_fitting_record_wins_and_another_can_still_be_named(workspace: Workspace) -> None:
    own, ids = desk(workspace)
    form = own.pack.forms["F12"]
    record = own.live.get("stream", ids["heat"])
    assert read_entry(own, form, "replaced_source", "газ", record).value == ids["gas"]
    assert read_entry(own, form, "replaced_source", "Пыль", record).value == ids["dust"]


def test_two_others_of_one_name_are_not_guessed(workspace: Workspace) -> None:
    own, ids = desk(workspace)
    again = stream(own.live.audit_id, "Пыль", Kind.MATERIAL, Direction.OUT, Category.WASTE)
    create_many(workspace, (again,))
    live = LiveAudit(load_snapshot(workspace, own.live.audit_id))
    form = own.pack.forms["F12"]
    entry = read_entry(
        Desk(live, own.pack), form, "replaced_source", "Пыль", live.get("stream", ids["heat"])
    )
    assert not entry.ok
