"""A real network from a file as a workspace: a plant, an audit and its streams for each of its plants."""

from __future__ import annotations

from typing import Final

from symbioaudit.analysis.symbiosis.recall import Network
from symbioaudit.analysis.symbiosis.sides import Have, Party, Side, Want
from symbioaudit.base.i18n import N_
from symbioaudit.base.ids import new_id
from symbioaudit.methodology.loader import DEFAULT_PACK
from symbioaudit.model import records as r
from symbioaudit.model.amount import Amount
from symbioaudit.model.enums import Basis, Category, Direction, Kind
from symbioaudit.model.snapshot import Snapshot
from symbioaudit.services.audits import next_number, pinned
from symbioaudit.services.snapshots import save_snapshot
from symbioaudit.services.workspace import Workspace
from symbioaudit.units import parse

PLANT: Final = N_("Take in the plants of a network")
KINDS: Final = {
    "material": (Category.BY_PRODUCT, Kind.MATERIAL), "gas": (Category.EMISSION, Kind.MATERIAL),
    "water": (Category.WASTEWATER, Kind.WATER), "heat": (Category.WASTE_HEAT, Kind.ENERGY),
    "energy": (Category.BY_PRODUCT, Kind.ENERGY),
}  # fmt: skip
UNITS: Final = {
    "t/a": ("т/год", "mass_per_year"),
    "m3/a": ("м³/год", "volume_per_year"),
    "GJ/a": ("ГДж/год", "energy_per_year"),
}
ORIGIN: Final = (
    "Пример по публикациям, не действующее предприятие. Источник: {source}.",
    "An example after publications, not a plant at work. Source: {source}.",
)


def take_in(workspace: Workspace, network: Network) -> list[str]:
    """Make an audit for each plant; returns their ids.

    Raises:
        SymbioError: the workspace is read-only or not in order.
    """
    made = []
    for party in network.market.parties.values():
        snapshot = _snapshot(workspace, network, party)
        save_snapshot(workspace, snapshot, PLANT)
        made.append(snapshot.audit.id)
    return made


def _snapshot(workspace: Workspace, network: Network, party: Party) -> Snapshot:
    plant = r.Enterprise(
        id=new_id(),
        name_short=party.name,
        okved_main=party.activities[0] if party.activities else None,
        okved_other=party.activities[1:],
    )
    site = r.Site(
        id=new_id(), enterprise_id=plant.id, name=party.name, lat=party.lat, lon=party.lon
    )
    audit = pinned(
        r.Audit(
            id=new_id(),
            enterprise_id=plant.id,
            site_id=site.id,
            number=next_number(workspace),
            title=f"{network.title}: {party.name}",
            pack_id=DEFAULT_PACK,
            pack_version="",
            properties={
                "data_origin": ORIGIN[0].format(source=network.source),
                "data_origin_en": ORIGIN[1].format(source=network.source),
            },
        )
    )
    market = network.market
    streams = tuple(_stream(audit.id, h) for h in market.haves if h.party == party.id)
    wants = tuple(_want(audit.id, w) for w in market.wants if w.party == party.id)
    return Snapshot(plant, site, audit, streams=streams, wants=wants)


def _stream(audit_id: str, have: Have) -> r.Stream:
    category, kind = KINDS.get(have.kind, KINDS["material"])
    return r.Stream(
        id=new_id(),
        audit_id=audit_id,
        direction=Direction.OUT,
        kind=kind,
        category=category,
        name=have.name,
        quantity=_amount(have),
        okpd2=have.codes.okpd2 or None,
        ewc=have.codes.ewc or None,
        fkko=have.codes.fkko or None,
        temperature=_degrees(have.temperature),
        offer="now",
    )


def _want(audit_id: str, want: Want) -> r.Want:
    supply = _degrees(want.temperature)
    return r.Want(
        id=new_id(),
        audit_id=audit_id,
        name=want.name,
        category=want.kind,
        amount=_amount(want),
        properties={"t_supply": supply} if supply else {},
    )


def _degrees(value: float | None) -> Amount | None:
    if value is None:
        return None
    return parse(_text(value) + " °C", dimension="temperature", basis=Basis.LITERATURE)


def _amount(side: Side) -> Amount | None:
    if side.amount is None or side.amount.best is None or side.unit not in UNITS:
        return None
    unit, dimension = UNITS[side.unit]
    low, high = side.amount.low, side.amount.high
    exact = low is None or high is None or low == high
    number = _text(side.amount.best) if exact else f"{_text(low or 0)}–{_text(high or 0)}"
    return parse(f"{number} {unit}", dimension=dimension, basis=Basis.LITERATURE)


def _text(value: float) -> str:
    return f"{value:.12g}".replace(".", ",")
