"""What is published of a whole network beside what the program computes from its parts. Nothing is fitted:
the difference is said, part by part."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from symbioaudit.analysis.symbiosis.money import Range, Worth
from symbioaudit.analysis.symbiosis.recall import Link, Network
from symbioaudit.analysis.symbiosis.sides import Market, Want
from symbioaudit.base.i18n import N_, Message
from symbioaudit.methodology import Pack
from symbioaudit.methodology.symbiosis import Reported
from symbioaudit.services.matching import Marketplace

COUNTED = N_(
    "{counted} of {all} exchanges have a published amount and a factor of what they replace; only these are summed."
)
NO_AMOUNT = N_("{n} exchanges have no published amount: {names}.")
NO_FACTOR = N_("{n} exchanges have an amount but no factor for it: {names}.")
NOT_FITTED = N_(
    "The rest is not estimated: published totals also hold what the sources do not break down."
)


@dataclass(frozen=True, slots=True)
class PartOfTotal:
    """One exchange: its amount and what it avoids, or what is lacking."""

    link: Link
    name: str
    worth: Worth


@dataclass(frozen=True, slots=True)
class Total:
    """Published figures of a network, the parts, their sum, and the difference in words."""

    network: Network
    parts: tuple[PartOfTotal, ...]
    avoided: Range
    moved: float  # t/a of the parts with a mass
    water: float  # m3/a
    published: tuple[Reported, ...]
    notes: tuple[Message, ...]


def totals(network: Network, pack: Pack) -> Total:
    """Sums over the real links of a network."""
    parts = tuple(_parts(network, pack))
    known = [p.worth.avoided for p in parts if p.worth.avoided is not None]
    avoided = Range(sum(r.low for r in known), sum(r.high for r in known))
    return Total(
        network,
        parts,
        avoided,
        _sum(parts, "t/a"),
        _sum(parts, "m3/a"),
        network.totals,
        tuple(_notes(parts)),
    )


def _parts(network: Network, pack: Pack) -> Iterator[PartOfTotal]:
    market = network.market
    wants = tuple(
        Want(id=f"link:{n}", party=k.plant, name="", use=k.use, origin="activity")
        for n, k in enumerate(network.links)
    )
    place = Marketplace(Market(market.parties, market.haves, wants), pack)
    numbers = {h.id: n for n, h in enumerate(market.haves)}
    counted: set[str] = set()
    for n, link in enumerate(network.links):
        if link.have in counted:  # one stream to several takers is counted once
            continue
        counted.add(link.have)
        match = place.matcher.match(numbers[link.have], n)
        yield PartOfTotal(link, match.have.name, place.told(match).worth)


def _sum(parts: tuple[PartOfTotal, ...], unit: str) -> float:
    found = [p.worth.quantity for p in parts if p.worth.unit == unit and p.worth.quantity]
    return float(np.sum(found)) if found else 0.0


def _notes(parts: tuple[PartOfTotal, ...]) -> Iterator[Message]:
    counted = [p for p in parts if p.worth.avoided is not None]
    yield Message(COUNTED, {"counted": len(counted), "all": len(parts)})
    blank = [p.name for p in parts if p.worth.quantity is None]
    if blank:
        yield Message(NO_AMOUNT, {"n": len(blank), "names": "; ".join(blank)})
    bare = [p.name for p in parts if p.worth.quantity is not None and p.worth.avoided is None]
    if bare:
        yield Message(NO_FACTOR, {"n": len(bare), "names": "; ".join(bare)})
    if blank or bare:
        yield Message(NOT_FITTED)


def totals_json(total: Total) -> dict[str, Any]:
    """As plain data."""
    return {
        "network": total.network.id,
        "published": [
            {
                "what": r.what,
                "value": r.value,
                "high": r.high,
                "unit": r.unit,
                "year": r.year,
                "source": r.source,
            }
            for r in total.published
        ],
        "computed": {
            "avoided_tco2e": {"low": total.avoided.low, "high": total.avoided.high},
            "moved_t": total.moved,
            "water_m3": total.water,
        },
        "parts": [
            {
                "have": p.link.have,
                "to": p.link.plant,
                "name": p.name,
                "quantity": p.worth.quantity,
                "unit": p.worth.unit,
                "avoided": None
                if p.worth.avoided is None
                else [p.worth.avoided.low, p.worth.avoided.high],
                "substitution": p.worth.substitution,
                "lacks": list(p.worth.lacks),
            }
            for p in total.parts
        ],
        "notes": [{lang: n.render(lang) for lang in ("ru", "en")} for n in total.notes],
    }
