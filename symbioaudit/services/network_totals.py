"""What is published of a whole network beside what the program computes from its parts. Nothing is fitted:
the difference is said, part by part."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from symbioaudit.analysis.symbiosis.money import Range, Worth
from symbioaudit.analysis.symbiosis.recall import Link, Network, Published
from symbioaudit.analysis.symbiosis.sides import Market, Want
from symbioaudit.base.i18n import N_, Message
from symbioaudit.methodology import Pack
from symbioaudit.services.matching import Marketplace

COUNTED: Final = N_(
    "{counted} of {all} exchanges have a published amount and a factor of what they replace; only these are summed."
)
NO_AMOUNT: Final = N_("Without a published amount ({n}): {names}.")
NO_FACTOR: Final = N_("With an amount, but without a factor for it ({n}): {names}.")
IMPLIED: Final = N_(
    "“{name}”: the published effect is {low:.3f} to {high:.3f} tCO2e a unit moved; the pack’s factor and k give "
    "{our_low:.3f} to {our_high:.3f}."
)
DIFFERS: Final = N_(
    "They differ because they count different things that the product replaces (its energy alone, or its raw "
    "materials and their making too); neither is changed to fit."
)
NOT_FITTED: Final = N_(
    "The rest is not estimated: published totals also hold what the sources do not break down."
)
APART: Final = 0.1  # relative difference from which it is explained


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
    published: tuple[Published, ...]
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
        (*_notes(parts), *_implied(network, parts)),
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


def _implied(network: Network, parts: tuple[PartOfTotal, ...]) -> Iterator[Message]:
    """Where an effect is published for one exchange: what it means per unit, beside what we compute."""
    by_have = {p.link.have: p for p in parts}
    for published in network.totals:
        part = by_have.get(published.of or "")
        figure = published.figure
        if part is None or figure.what != "co2_avoided":
            continue
        ours, moved = part.worth.avoided, part.worth.quantity
        if ours is not None and moved:
            high = figure.value if figure.high is None else figure.high
            ends = {"low": figure.value / moved, "high": high / moved}
            own = {"our_low": ours.low / moved, "our_high": ours.high / moved}
            yield Message(IMPLIED, {"name": part.name, **ends, **own})
            above, below = own["our_low"] / ends["high"] - 1, ends["low"] / own["our_high"] - 1
            if max(above, below) > APART:
                yield Message(DIFFERS)


def totals_json(total: Total) -> dict[str, Any]:
    """As plain data."""
    return {
        "network": total.network.id,
        "published": [
            {
                "what": p.figure.what,
                "value": p.figure.value,
                "high": p.figure.high,
                "unit": p.figure.unit,
                "year": p.figure.year,
                "of": p.of,
                "source": p.figure.source,
            }
            for p in total.published
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
