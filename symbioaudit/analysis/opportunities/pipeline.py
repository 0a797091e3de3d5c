"""Where a match or a measure stands and what is missing before it goes on (METHODOLOGY 4.4, 4.5)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from symbioaudit.analysis.facts import Facts, name_of
from symbioaudit.base.i18n import Text
from symbioaudit.forms.session import field_value, plain
from symbioaudit.formula import compile_expression
from symbioaudit.model.records import Match, Opportunity


@dataclass(frozen=True, slots=True)
class Criterion:
    """One thing that must be so; None: nobody has said."""

    text: Text
    met: bool | None
    fields: tuple[str, ...]  # where to say it


@dataclass(frozen=True, slots=True)
class Standing:
    """One match or measure: its status, since when, what the next one needs."""

    record: tuple[str, str]  # (entity, id)
    name: str
    status: str
    since: date | None  # as entered; the journal knows it too
    next: str | None
    exit: Text | None  # the exit criterion in words
    criteria: tuple[Criterion, ...]
    aside: bool  # on hold or rejected

    @property
    def missing(self) -> tuple[Criterion, ...]:
        """What is not so yet, or not said."""
        return tuple(one for one in self.criteria if one.met is not True)

    @property
    def ready(self) -> bool:
        """It could go on."""
        return self.next is not None and not self.missing


def standings(facts: Facts) -> tuple[Standing, ...]:
    """One for each match, in the order of the audit."""
    rules = facts.pack.risks["pipeline"]
    return tuple(
        _standing(facts, match, rules, _pair(facts, match), match.properties.get("status_date"))
        for match in facts.snapshot.matches
    )


def measure_standings(facts: Facts) -> tuple[Standing, ...]:
    """One for each measure; none where the methodology has no stages for them."""
    rules: Mapping[str, Any] | None = facts.pack.risks.get("measures")
    if rules is None:
        return ()
    return tuple(
        _standing(facts, one, rules, name_of(one), one.properties.get("status_on"))
        for one in facts.snapshot.opportunities
    )


def _pair(facts: Facts, match: Match) -> str:
    stream = facts.snapshot.by_id.get(match.stream_id or "")
    names = (getattr(stream, "name", None), match.partner)
    return " → ".join(str(name) for name in names if name) or match.id


def _standing(
    facts: Facts, record: Match | Opportunity, rules: Mapping[str, Any], name: str, since: Any
) -> Standing:
    order = list(rules["order"])
    status = record.status or order[0]
    place = order.index(status) if status in order else None
    entry = facts.pack.entry(rules["statuses"], status)
    said = entry.data if entry else {}
    return Standing(
        (record.entity, record.id),
        name,
        status,
        _day(since),
        order[place + 1] if place is not None and place + 1 < len(order) else None,
        Text(said["exit_ru"], said["exit_en"]) if "exit_ru" in said else None,
        tuple(_criterion(record, one) for one in (rules.get("criteria") or {}).get(status, ())),
        status in rules["aside"],
    )


def _criterion(record: Match | Opportunity, rule: Mapping[str, Any]) -> Criterion:
    expression = compile_expression(rule["expr"])
    names = tuple(sorted(expression.names))
    value = expression.evaluate({name: plain(field_value(record, name)) for name in names})
    text = Text(rule["text"]["ru"], rule["text"]["en"])
    return Criterion(text, None if value is None else bool(value), names)


def _day(value: Any) -> date | None:
    if isinstance(value, date):
        return value
    try:
        return date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None
