"""The eight RECP families asked of each hot spot, and whether each hot spot has an option or a reason why none."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from symbioaudit.analysis.facts import Facts
from symbioaudit.analysis.opportunities.proposals import NOT, Proposal
from symbioaudit.analysis.results import HotSpot
from symbioaudit.base.i18n import Text
from symbioaudit.forms.session import field_value, plain
from symbioaudit.formula import compile_expression
from symbioaudit.model.records import Opportunity, Stream

REJECTED: Final = "rejected"


@dataclass(frozen=True, slots=True)
class Asked:
    """One question of a family; ``sure`` False where it is not known whether it applies."""

    id: str
    text: Text
    sure: bool


@dataclass(frozen=True, slots=True)
class Family:
    """One family at one hot spot."""

    id: str
    title: Text
    questions: tuple[Asked, ...]
    options: tuple[str, ...]  # opportunities of this family about the spot
    declined: tuple[tuple[str, str], ...]  # rejected ones with their reasons

    @property
    def seen(self) -> bool:
        """Somebody has looked at the spot from this family."""
        return bool(self.options or self.declined)


@dataclass(frozen=True, slots=True)
class SpotOptions:
    """A hot spot seen from all families."""

    stream_id: str
    name: str
    families: tuple[Family, ...]
    technologies: tuple[str, ...]  # that fit or may fit
    options: tuple[str, ...]  # opportunities that still stand, of any family or of none
    reasons: tuple[str, ...]  # why there is none: of the rejected ones

    @property
    def settled(self) -> bool:
        """It has an option or a written reason why none."""
        return bool(self.options or self.reasons)


def spot_options(
    facts: Facts, spots: Sequence[HotSpot], found: Sequence[Proposal]
) -> tuple[SpotOptions, ...]:
    """The hot spots of the Pareto part, the gravest first."""
    return tuple(_spot(facts, spot, found) for spot in spots if spot.in_pareto)


def _spot(facts: Facts, spot: HotSpot, found: Sequence[Proposal]) -> SpotOptions:
    stream = facts.snapshot.by_id[spot.record[1]]
    assert isinstance(stream, Stream)
    about = {stream.id, stream.from_process} - {None}
    measures = [o for o in facts.snapshot.opportunities if about & {o.stream_id, o.process_id}]
    asked = {item["family"]: item["questions"] for item in facts.pack.families}
    families = tuple(
        _family(entry.value, entry.text, asked.get(entry.value, ()), stream, measures)
        for entry in facts.pack.enums["opportunity_families"]
    )
    fitting = tuple(p.technology.id for p in found if p.stream_id == stream.id and p.verdict != NOT)
    standing = tuple(m.id for m in measures if m.status != REJECTED)
    reasons = (m.properties.get("rejected_reason") for m in measures if m.status == REJECTED)
    why = tuple(str(reason) for reason in reasons if reason)
    return SpotOptions(stream.id, spot.name, families, fitting, standing, why)


def _family(
    key: str,
    title: Text,
    questions: Sequence[Mapping[str, Any]],
    stream: Stream,
    measures: Sequence[Opportunity],
) -> Family:
    own = [m for m in measures if m.family is not None and m.family.value == key]
    standing = tuple(m.id for m in own if m.status != REJECTED)
    declined = tuple(
        (m.id, str(m.properties.get("rejected_reason") or "")) for m in own if m.status == REJECTED
    )
    return Family(key, title, tuple(_asked(questions, stream)), standing, declined)


def _asked(questions: Sequence[Mapping[str, Any]], stream: Stream) -> Iterator[Asked]:
    for one in questions:
        applies: Any = True
        if one.get("when"):
            rule = compile_expression(one["when"])
            applies = rule.evaluate({n: plain(field_value(stream, n)) for n in rule.names})
        if applies is None or applies:
            text = Text(one["text"]["ru"], one["text"]["en"])
            yield Asked(one["id"], text, applies is not None)
