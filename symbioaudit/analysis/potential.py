"""F-60, the technical potential of the enterprise, F-61 statement by statement, and the quadrant of both."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from symbioaudit.analysis.facts import NOTHING, Facts, computed, label_of, tonnes, total
from symbioaudit.analysis.results import HeatRow, LossRow, Part, Quantity, Score, Source
from symbioaudit.analysis.scores import FULL, on_line, title, weighed
from symbioaudit.base.i18n import N_, Message
from symbioaudit.model.enums import Category
from symbioaudit.model.records import Readiness, Record

OFFERED: Final = frozenset({"now", "later"})  # values of the list “offers” that make a Have card
OFFERABLE: Final = frozenset({Category.WASTE, Category.BY_PRODUCT})
NO_OFFERS: Final = N_("nobody has said yet what is offered to partners")
NO_LIBRARY: Final = N_("the streams have not been compared with the library of known uses")
NO_BAT: Final = N_("no level of the best available technology is stated to compare with")


def potential(facts: Facts, heat: Iterable[HeatRow], losses: Sequence[LossRow]) -> Score:
    """F-60 from its seven parts; what nobody has asked is unknown, not nothing."""
    rules = facts.pack.scoring["potential"]
    measures: dict[str, Quantity] = {
        "mass_offered": _offered(facts),
        "cost_of_losses": _losses(facts, losses),
        "library_use": Quantity(None, "1", gap=Message(NO_LIBRARY)),
        "waste_heat": total([row.recoverable for row in heat], "MWh/a", "F-27"),
        "bat_gap": Quantity(None, "1", gap=Message(NO_BAT)),
        "wants": _counted(facts.snapshot.wants),
        "other_resources": _counted(facts.snapshot.resources),
    }
    lines: Mapping[str, Any] = rules["breakpoints"]
    parts = [
        _part(rules, name, weight, measures.get(name, Quantity(None, "")), lines.get(name))
        for name, weight in rules["weights"].items()
    ]
    return weighed(parts, "F-60", "P = Σ w·q/100")


def _part(rules: Mapping[str, Any], name: str, weight: float, measure: Quantity, line: Any) -> Part:
    score = on_line(measure, line, "F-60") if line else Quantity(None, "", gap=measure.gap)
    return Part(name, title(rules, name), float(weight), score, measure)


def _offered(facts: Facts) -> Quantity:
    """t/a of wastes and by-products that are offered; zero only where each was asked for and refused."""
    asked = [s for s in facts.counted_streams if s.category in OFFERABLE]
    answers = [s.properties.get("offer") for s in asked]
    offered = [tonnes(s) for s, a in zip(asked, answers, strict=True) if a in OFFERED]
    if not offered and (not answers or any(not isinstance(a, str) for a in answers)):
        return Quantity(None, "t/a", gap=Message(NO_OFFERS))
    return total(offered, "t/a", "F-60", "Σ m", nothing=0.0)


def _losses(facts: Facts, losses: Sequence[LossRow]) -> Quantity:
    """Cost of losses of the site over its turnover."""
    turnover = facts.money(facts.snapshot.enterprise, "turnover", "RUB/a", "T")
    lost = losses[-1].loss_total if losses else Quantity(None, facts.unit("RUB/a"))
    share = None
    if lost.value is not None and turnover.value:
        share = lost.value / turnover.value
    return computed(share, "1", "F-60", "C_loss/T", (lost, turnover))


def _counted(records: Sequence[Record]) -> Quantity:
    """How many cards there are; none at all means that nobody asked."""
    if not records:
        return Quantity(None, "1", gap=Message(NOTHING))
    sources = [Source("n", 1.0, "1", label_of(r), record=(r.entity, r.id, "name")) for r in records]
    return computed(float(len(records)), "", "F-60", "Σ 1", sources=sources)


def readiness_parts(facts: Facts) -> Score:
    """F-61 with its statements: each answer as a share of the scale."""
    rules = facts.pack.scoring["readiness"]
    codes, most = rules["statements"], float(rules["scale_max"])
    record = next(iter(facts.snapshot.readiness), None)
    form = facts.pack.forms[rules["form"]]
    parts = []
    for code in codes:
        found = form.field(code)
        label = found.label if found else Message(code)
        answer = _answer(record, code, label)
        score = None if answer.value is None else answer.value / most * FULL
        parts.append(
            Part(
                code,
                label,
                FULL / len(codes),
                computed(score, "", "F-61", "s/s_max·100", (answer,)),
                answer,
            )
        )
    return weighed(parts, "F-61", "R = Σs/(s_max·n)·100")


def _answer(record: Readiness | None, code: str, label: Any) -> Quantity:
    value = record.properties.get(code) if record else None
    if record is None or isinstance(value, bool) or not str(value).isdigit():
        return Quantity(None, "", gap=Message(N_("not answered yet")))
    number = float(str(value))
    source = Source("s", number, "", label, record=(record.entity, record.id, code))
    return computed(number, "", "F-61", "s", sources=[source])


def quadrants(facts: Facts, across: Score, up: Score) -> tuple[str, ...]:
    """The quadrants in which the enterprise can be: one where the bounds settle it."""
    rules = facts.pack.scoring["quadrant"]
    if not (across.known and up.known):
        return ()
    sides = [_sides(across, rules["potential"]), _sides(up, rules["readiness"])]
    return tuple(f"{one}_{two}" for one in sides[0] for two in sides[1])


def _sides(score: Score, limit: float) -> tuple[str, ...]:
    return tuple(
        side
        for side, possible in (("high", score.high >= limit), ("low", score.low < limit))
        if possible
    )
