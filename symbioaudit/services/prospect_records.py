"""A match that a person takes into work becomes a record of form F20, with its gates, score and figures as they are
now; what is not known stays blank."""

from __future__ import annotations

from typing import Any, Final

from symbioaudit.analysis.symbiosis.explain import spoken
from symbioaudit.base import clock
from symbioaudit.base.ids import new_id
from symbioaudit.model.amount import Amount
from symbioaudit.model.enums import Basis
from symbioaudit.model.records import Match, Want
from symbioaudit.services.operations import Create
from symbioaudit.services.prospects import PATTERN, Prospect, Prospects
from symbioaudit.units import parse

UNITS: Final = {
    "t/a": ("т/год", "mass_per_year"),
    "m3/a": ("м³/год", "volume_per_year"),
    "GJ/a": ("ГДж/год", "energy_per_year"),
}
DIGITS: Final = 6  # of a number that is written down: what is computed is not known better


def taken_into_work(p: Prospect, found: Prospects, audit_id: str) -> tuple[Create, ...]:
    """The record of the match; for an input without a card of F14 the card comes with it."""
    made: list[Create] = []
    stream_id = want_id = None
    record = p.record
    if p.gives:
        stream_id = record[1] if record and record[0] == "stream" else None
    elif record and record[0] == "want":
        want_id = record[1]
    elif record and record[0] == "stream":
        card = _card(p, record[1], audit_id)
        want_id = card.id
        made.append(Create(card))
    match = Match(
        id=new_id(),
        audit_id=audit_id,
        stream_id=stream_id,
        want_id=want_id,
        partner=p.partner.name,
        status="idea",
        score=round(p.match.score, 1) if p.match.open else None,
        properties=_properties(p, found),
    )
    return (*made, Create(match))


def _card(p: Prospect, stream_id: str, audit_id: str) -> Want:
    return Want(
        id=new_id(),
        audit_id=audit_id,
        name=p.own.name or None,
        category=p.own.kind,
        linked_input=stream_id,
        amount=_amount(p.own.amount.best if p.own.amount else None, p.own.unit),
    )


def _properties(p: Prospect, found: Prospects) -> dict[str, Any]:
    out: dict[str, Any] = {
        "status_date": clock.now().date().isoformat(),
        "note": spoken(p.told.sentences, found.lang),
    }
    for gate in p.match.gates:
        out[f"gate_{gate.name}"] = gate.verdict
        out[f"gate_{gate.name}_note"] = gate.note.render(found.lang)
    known = found.precedents(p)
    if p.kind == PATTERN or known:
        names = [k.name.render(found.lang) + " → " + k.receiver.name.render(found.lang) for k in known[:1]]  # fmt: skip
        out["library_pattern"] = names[0] if names else p.partner.name
    return {key: value for key, value in {**out, **_figures(p, found)}.items() if value is not None}


def _figures(p: Prospect, found: Prospects) -> dict[str, Amount | None]:
    worth, money = p.told.worth, found.place.currency
    carbon = worth.avoided.middle if worth.avoided else None
    return {
        "quantity": _amount(worth.quantity, worth.unit),
        "distance": _typed(p.match.distance, "км", "length"),
        "surplus_donor": _typed(worth.surplus_donor, f"{money}/год", "money_per_year"),
        "surplus_receiver": _typed(worth.surplus_receiver, f"{money}/год", "money_per_year"),
        "avoided_co2": _typed(carbon, "т CO₂-экв/год", "ghg_mass_per_year"),
    }


def _amount(value: float | None, unit: str) -> Amount | None:
    if unit not in UNITS:
        return None
    word, dimension = UNITS[unit]
    return _typed(value, word, dimension)


def _typed(value: float | None, unit: str, dimension: str) -> Amount | None:
    """A computed number as if it had been typed."""
    if value is None:
        return None
    number = f"{value:.{DIGITS}g}"
    if "e" in number:
        number = f"{float(number):.0f}"
    return parse(f"{number.replace('.', ',')} {unit}", dimension=dimension, basis=Basis.CALCULATED)
