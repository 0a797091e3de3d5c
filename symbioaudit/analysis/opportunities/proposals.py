"""Technologies that fit the audited streams, with reasons for and against; proposals, a person decides."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from symbioaudit.analysis import waste
from symbioaudit.analysis.facts import Facts, name_of
from symbioaudit.analysis.opportunities.effects import levels_of
from symbioaudit.analysis.results import HotSpot, Label
from symbioaudit.analysis.symbiosis.classify import HEAT, Classified, Classifier
from symbioaudit.analysis.symbiosis.sides import SideCodes
from symbioaudit.base.i18n import N_, Message, Text
from symbioaudit.forms.session import field_value, plain
from symbioaudit.formula import compile_expression
from symbioaudit.methodology.symbiosis import Symbiosis, Technology
from symbioaudit.methodology.technologies import Class, technology_class
from symbioaudit.model.amount import Amount
from symbioaudit.model.enums import Category, Direction
from symbioaudit.model.records import Opportunity, Stream
from symbioaudit.units import format_quantity

FITS, OPEN, NOT = "fits", "open", "not"
ORDER: Final = {FITS: 0, OPEN: 1, NOT: 2}
CLASSES: Final[Mapping[Class, int]] = {"proven": 0, "innovative": 1, "breakthrough": 2}
OUTPUTS: Final = frozenset(
    {Category.WASTE, Category.BY_PRODUCT, Category.WASTEWATER, Category.WASTE_HEAT, Category.EMISSION}
)  # fmt: skip
ENUMS: Final = ("stream_natures", "physical_states", "carriers", "heat_source_media")
PARENT: Final = 0.8  # a technology for the wider class is less surely one for this resource
MATURE: Final = 9
MOST_KNOWN: Final = 3  # precedents that are named

READ: Final = N_("the stream is read as “{resource}”: {why}")
MEETS: Final = N_("meets the conditions: {facts}")
FAILS: Final = N_("does not meet the conditions: {facts}")
ASK: Final = N_("to find out: {fields}")
PROVEN: Final = N_("proven: runs at full scale in Russia")
ABROAD: Final = N_("at full scale abroad, not in Russia")
NOT_KNOWN: Final = N_("it is not known whether it runs in Russia")
PILOT: Final = N_("maturity in the world: TRL {trl}")
HOT_SPOT: Final = N_("the stream is a hot spot of the site")
COSTS: Final = N_("getting rid of it costs {cost} today")
LOW_ROUTE: Final = N_("today: {route}")
KNOWN: Final = N_("the resource is used elsewhere: {precedents}")
PUBLISHED: Final = N_("published: {value} ({source})")
FROM_MEMORY: Final = N_("the entry is not verified in its source")
NO_AMOUNT: Final = N_("the amount of the stream is not known")
KEPT: Final = N_("the stream is marked as not offered; a use inside the plant remains possible")


@dataclass(frozen=True, slots=True)
class Proposal:
    """One technology for one stream."""

    technology: Technology
    stream_id: str
    stream: str
    verdict: str  # fits, open: something is not known, not
    kind: Class
    resource: str  # class that the stream is read as
    confidence: float  # of that, 0–1
    reasons: tuple[Label, ...]
    against: tuple[Label, ...]
    unknown: tuple[str, ...]  # fields of the stream to find out
    taken: tuple[str, ...]  # opportunities that speak of it already
    score: float = 0.0  # of the hot spot, 0 where it is none


def proposals(facts: Facts, library: Symbiosis, spots: Sequence[HotSpot]) -> tuple[Proposal, ...]:
    """Technologies for the outputs of the site: hot spots first, then what fits surest."""
    desk = _Desk(facts, library, {spot.record[1]: spot for spot in spots})
    found = [
        one
        for stream in facts.counted_streams
        if stream.direction is Direction.OUT and stream.category in OUTPUTS
        for one in desk.of(stream)
    ]
    return tuple(sorted(found, key=_order))


def _order(one: Proposal) -> tuple[Any, ...]:
    place = (one.technology.id, one.stream_id)
    return ORDER[one.verdict], -one.score, CLASSES[one.kind], -one.confidence, *place


class _Desk:
    """What every stream is compared with."""

    def __init__(self, facts: Facts, library: Symbiosis, spots: Mapping[str, HotSpot]) -> None:
        self.facts, self.library, self.spots = facts, library, spots
        self.classifier = Classifier(library)
        self.costs = {row.stream_id: row for row in waste.rows(facts)}
        self.by_class: dict[str, list[Technology]] = {}
        for technology in library.technologies:
            for name in technology.resources:
                self.by_class.setdefault(name, []).append(technology)

    def of(self, stream: Stream) -> Iterator[Proposal]:
        """The technologies of the classes that a stream is read as, each once by its surest class."""
        best: dict[str, tuple[float, Technology, Classified]] = {}
        for found in self._classes(stream):
            for share, technology in self._for_class(found.resource):
                sure = share * found.confidence
                if technology.id not in best or best[technology.id][0] < sure:
                    best[technology.id] = (sure, technology, found)
        for sure, technology, found in best.values():
            yield self._proposal(stream, technology, found, sure)

    def _classes(self, stream: Stream) -> tuple[Classified, ...]:
        codes = SideCodes(stream.fkko or "", stream.ewc or "", stream.okpd2 or "")
        found = self.classifier.classes(stream.name or "", codes)
        if stream.category is not Category.WASTE_HEAT:
            return found
        heat = tuple(c for c in found if self.library.resources[c.resource].group in HEAT)
        return heat or found

    def _for_class(self, name: str) -> Iterator[tuple[float, Technology]]:
        yield from ((1.0, technology) for technology in self.by_class.get(name, ()))
        parent = self.library.resources[name].parent
        yield from ((PARENT, technology) for technology in self.by_class.get(parent or "", ()))

    def _proposal(
        self, stream: Stream, technology: Technology, found: Classified, sure: float
    ) -> Proposal:
        names, values, holds = _judged(technology, stream)
        unknown = tuple(name for name in names if values[name] is None) if holds is None else ()
        verdict = FITS if holds else NOT if holds is False else OPEN
        spot = self.spots.get(stream.id)
        kind = technology_class(technology, self.facts.pack.scoring["technology"])
        title = self.library.resources[found.resource].title
        reasons = [
            Message(READ, {"resource": title, "why": found.why}),
            *([Message(MEETS, {"facts": self._facts(stream, names)})] if holds and names else []),
            *([Message(PROVEN)] if kind == "proven" else []),
            *self._gains(stream, spot),
            *self._elsewhere(technology, found.resource),
        ]
        against = [
            *([Message(FAILS, {"facts": self._facts(stream, names)})] if holds is False else []),
            *([Message(ASK, {"fields": self._labels(stream, unknown)})] if unknown else []),
            *self._doubts(stream, technology),
        ]
        taken = tuple(o.id for o in self.facts.snapshot.opportunities if _speaks(o, technology, stream))  # fmt: skip
        score = (spot.score.value or 0.0) if spot else 0.0
        return Proposal(
            technology, stream.id, name_of(stream), verdict, kind, found.resource, sure,
            tuple(reasons), tuple(against), unknown, taken, score,
        )  # fmt: skip

    def _gains(self, stream: Stream, spot: HotSpot | None) -> Iterator[Label]:
        if spot is not None and spot.in_pareto:
            yield Message(HOT_SPOT)
        row = self.costs.get(stream.id)
        if row is None:
            return
        if row.cost.value:
            yield Message(COSTS, {"cost": _figure(row.cost.value, row.cost.unit)})
        if row.route and levels_of(self.facts).get(row.route, 9.0) <= 1:
            yield Message(LOW_ROUTE, {"route": self.facts.pack.text("routes", row.route)})

    def _elsewhere(self, technology: Technology, resource: str) -> Iterator[Label]:
        known = [p for p in self.library.precedents if p.resource == resource][:MOST_KNOWN]
        if known:
            texts = [_two(p.donor.name, p.receiver.name) for p in known]
            yield Message(KNOWN, {"precedents": _listed(texts)})
        for figure in technology.economics:
            value, unit = float(figure["value"]), str(figure.get("unit", ""))
            told = Text(*(format_quantity(value, unit, lang) for lang in ("ru", "en")))
            source = ", ".join(str(figure[k]) for k in ("source", "year") if figure.get(k))
            yield Message(PUBLISHED, {"value": told, "source": source})

    def _doubts(self, stream: Stream, technology: Technology) -> Iterator[Label]:
        yield from technology.against
        if technology.in_russia is None:
            yield Message(NOT_KNOWN)
        elif not technology.in_russia:
            yield Message(ABROAD)
        low, high = technology.trl
        if low < MATURE:
            yield Message(PILOT, {"trl": str(low) if low == high else f"{low}–{high}"})
        if stream.quantity is None or stream.quantity.number is None:
            yield Message(NO_AMOUNT)
        if stream.offer in ("no", "internal"):
            yield Message(KEPT)
        if not technology.verified:
            yield Message(FROM_MEMORY)

    def _facts(self, stream: Stream, names: Sequence[str]) -> Text:
        return _listed(
            [_fact(self._label(stream, n), field_value(stream, n), self.facts) for n in names]
        )

    def _labels(self, stream: Stream, names: Sequence[str]) -> Text:
        return _listed([self._label(stream, name) for name in names])

    def _label(self, stream: Stream, name: str) -> Text:
        """What the form of the stream calls a field, else any form."""
        forms = [form for form in self.facts.pack.forms.values() if form.entity == "stream"]
        forms.sort(key=lambda form: not form.takes(stream))
        found = (form.field(name) for form in forms)
        return next((f.label for f in found if f is not None), Text(name, name))


def _judged(
    technology: Technology, stream: Stream
) -> tuple[tuple[str, ...], Mapping[str, Any], bool | None]:
    """(fields that the predicate names, their values, whether it holds)."""
    if not technology.applies:
        return (), {}, True
    expression = compile_expression(technology.applies)
    names = tuple(sorted(expression.names))
    values = {name: plain(field_value(stream, name)) for name in names}
    holds = expression.evaluate(values)
    return names, values, None if holds is None else bool(holds)


def _speaks(measure: Opportunity, technology: Technology, stream: Stream) -> bool:
    return measure.technology_id == technology.id and measure.stream_id in (None, stream.id)


def _fact(label: Text, value: Any, facts: Facts) -> Text:
    """A field with its value as people read it; an amount as it was typed."""
    if isinstance(value, Amount):
        return _said(label, Text(value.text, value.text))
    known = (facts.pack.entry(enum, str(plain(value))) for enum in ENUMS)
    entry = next((entry for entry in known if entry is not None), None)
    text = "—" if value is None else str(plain(value))
    return _said(label, entry.text if entry else Text(text, text))


def _said(label: Text, value: Text) -> Text:
    return Text(f"{label.ru}: {value.ru}", f"{label.en}: {value.en}")


def _figure(value: float, unit: str) -> Text:
    return Text(*(format_quantity(value, unit, lang) for lang in ("ru", "en")))


def _two(first: Text, second: Text) -> Text:
    return Text(f"{first.ru} → {second.ru}", f"{first.en} → {second.en}")


def _listed(texts: Sequence[Text]) -> Text:
    unique = list(dict.fromkeys(texts))
    return Text("; ".join(t.ru for t in unique), "; ".join(t.en for t in unique))
