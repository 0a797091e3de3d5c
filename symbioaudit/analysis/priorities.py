"""F-63, the priority of an opportunity by its five parts, and F-64, TOPSIS over the same parts as a cross-check."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any, Final

from symbioaudit.analysis.facts import Facts, computed, field, label_of
from symbioaudit.analysis.formulas import priority
from symbioaudit.analysis.opportunities.effects import Effect
from symbioaudit.analysis.results import Measure, OpportunityRow, Part, Quantity, Score, Source
from symbioaudit.analysis.riskrank import rank_of
from symbioaudit.analysis.scores import on_line, title, weighed
from symbioaudit.base.i18n import N_, Message
from symbioaudit.model.records import Opportunity, Risk

# what a measure saves → field of form F19, its unit
SAVINGS: Final[Mapping[str, tuple[str, str]]] = {
    "mass": ("saving_mass", "t/a"),
    "energy": ("saving_energy", "GJ/a"),
    "water": ("saving_water", "m3/a"),
    "ghg": ("saving_co2", "tCO2e/a"),
}
NEVER: Final = N_("it never pays back: nothing is saved in money")
NO_SAVING: Final = N_("no saving of mass, energy, water or greenhouse gases is stated")
NO_TOTAL: Final = N_("the site's own totals are unknown")
NOT_JUDGED: Final = N_("neither the maturity of the technology nor the complexity is stated")
NO_RISK: Final = N_("no risk is linked with it")
NOT_COMPLETE: Final = N_("compared only where all five parts are known")
ALL_TIED: Final = N_("all of them are equal by one of the two")
TOO_FEW: Final = N_("there is nothing to compare with")


def measures(
    facts: Facts,
    rows: Sequence[OpportunityRow],
    changed: Mapping[str, Effect],
    totals: Mapping[str, Quantity],
    readiness: Score,
) -> tuple[Measure, ...]:
    """Every opportunity with its priority, the most urgent first."""
    records = {item.id: item for item in facts.snapshot.opportunities}
    risks = {risk.id: risk for risk in facts.snapshot.risks}
    judged = []
    for row in rows:
        item = records[row.record_id]
        saved = savings(item, row, changed.get(item.id))
        parts = {
            "economy": _economy(facts, row),
            "environment": _environment(facts, saved, totals),
            "feasibility": _feasibility(facts, item),
            "risk": _risk(risks.get(str(item.properties.get("risk_id")))),
            "readiness": (readiness.total, readiness.total),
        }
        judged.append((item, row, saved, _weigh(facts, parts)))
    close = closeness(facts, [score for _i, _r, _s, score in judged])
    made = [
        Measure(item.id, row.name, score, near, saved, _computed(item, row, changed))
        for (item, row, saved, score), near in zip(judged, close, strict=True)
    ]
    years = {row.record_id: row.payback.value for row in rows}
    return tuple(
        sorted(made, key=lambda m: (-m.priority.middle, _late(years[m.record_id]), m.record_id))
    )


def _late(years: float | None) -> float:
    """Of two of the same priority the one that pays back sooner comes first."""
    return math.inf if years is None else years


def savings(
    item: Opportunity, row: OpportunityRow, changed: Effect | None = None
) -> dict[str, Quantity]:
    """What the measure saves in a year, as typed, else by its changed streams; and what it costs."""
    found = {
        key: changed.saved(key)
        if changed is not None and getattr(item, code) is None
        else field(item, code, unit=unit, symbol="Δ")
        for key, (code, unit) in SAVINGS.items()
    }
    return {**found, "money": row.saving, "capex": row.capex}


def _computed(
    item: Opportunity, row: OpportunityRow, changed: Mapping[str, Effect]
) -> frozenset[str]:
    """The savings that were computed from changed streams."""
    if item.id not in changed:
        return frozenset()
    found = {key for key, (code, _unit) in SAVINGS.items() if getattr(item, code) is None}
    return frozenset(found | ({"money"} if row.from_changes else set()))


def _weigh(facts: Facts, parts: Mapping[str, tuple[Quantity, Quantity]]) -> Score:
    rules = facts.pack.scoring["priority"]
    made = [
        Part(name, title(rules, name), float(weight), *parts[name])
        for name, weight in rules["weights"].items()
    ]
    return weighed(made, "F-63", "S = Σ w·s/100")


def _economy(facts: Facts, row: OpportunityRow) -> tuple[Quantity, Quantity]:
    payback = row.payback
    saves = row.saving.value
    if payback.value is None and saves is not None and saves <= 0 and row.capex.value is not None:
        parts = (row.capex, row.saving)
        return computed(0.0, "", "F-63", "q·0", parts, gap=Message(NEVER)), payback
    return on_line(payback, facts.pack.scoring["priority"]["payback"], "F-63"), payback


def _environment(
    facts: Facts, saved: Mapping[str, Quantity], totals: Mapping[str, Quantity]
) -> tuple[Quantity, Quantity]:
    """The largest share of the site's own total that the measure saves."""
    shares = [
        computed(_over(saved[key], totals[key]), "1", "F-63", "Δ/Σ", (saved[key], totals[key]))
        for key in SAVINGS
        if saved[key].value is not None
    ]
    known = [share for share in shares if share.value is not None]
    if not known:
        gap = Message(NO_TOTAL if shares else NO_SAVING)
        return Quantity(None, "", gap=gap), Quantity(None, "1", gap=gap)
    largest = max(known, key=lambda share: share.value or 0.0)
    line = facts.pack.scoring["priority"].get("environment")
    return on_line(largest, line, "F-63"), largest


def _over(part: Quantity, whole: Quantity) -> float | None:
    if part.value is None or not whole.value or part.unit != whole.unit:
        return None
    return part.value / whole.value


def _feasibility(facts: Facts, item: Opportunity) -> tuple[Quantity, Quantity]:
    """The mean of what is known: maturity of the technology, complexity of the change."""
    rules = facts.pack.scoring["priority"]
    stated = {"trl": item.trl, "complexity": item.complexity}
    scores = [
        on_line(_stated(item, code, value), rules.get(code), "F-63")
        for code, value in stated.items()
        if value is not None
    ]
    known = [s for s in scores if s.value is not None]
    if not known:
        unknown = Quantity(None, "", gap=Message(NOT_JUDGED))
        return unknown, unknown
    mean = sum(s.value or 0.0 for s in known) / len(known)
    made = computed(mean, "", "F-63", "(q₁ + q₂)/n", known)
    return made, made


def _stated(item: Opportunity, code: str, value: float) -> Quantity:
    source = Source(code, float(value), "", label_of(item), record=("opportunity", item.id, code))
    return computed(float(value), "", "F-63", code, sources=[source])


def _risk(risk: Risk | None) -> tuple[Quantity, Quantity]:
    """By the rank that is left after the measure against it, else by the rank as it is."""
    if risk is None:
        unknown = Quantity(None, "", gap=Message(NO_RISK))
        return unknown, unknown
    rank = rank_of(risk, residual=True)
    if rank.value is None:
        rank = rank_of(risk)
    score = None if rank.value is None else priority.risk_score(rank.value)
    return computed(score, "", "F-63", "100 − 100·(R − 1)/8", (rank,)), rank


def closeness(facts: Facts, scores: Sequence[Score]) -> list[Quantity]:
    """F-64 over those whose parts are all known; at least two, else there is nothing to compare."""
    weights: Mapping[str, Any] = facts.pack.scoring["priority"]["weights"]
    full = [i for i, score in enumerate(scores) if score.total.value is not None]
    out = [Quantity(None, "", gap=Message(NOT_COMPLETE)) for _score in scores]
    if len(full) < 2:
        return [
            Quantity(None, "", gap=Message(TOO_FEW)) if i in full else blank
            for i, blank in enumerate(out)
        ]
    matrix = [[part.score.value or 0.0 for part in scores[i].parts] for i in full]
    found = priority.topsis(matrix, [float(w) for w in weights.values()])
    for i, value in zip(full, found, strict=True):
        parts = [part.score for part in scores[i].parts]
        out[i] = computed(value, "", "F-64", "C = d⁻/(d⁺ + d⁻)", parts)
    return out


def agreement(found: Sequence[Measure]) -> Quantity:
    """How far F-63 and F-64 put the measures in the same order: Kendall's τ over those that have both."""
    both = [
        m for m in found if m.priority.total.value is not None and m.closeness.value is not None
    ]
    if len(both) < 2:
        return Quantity(None, "1", gap=Message(TOO_FEW))
    first = [m.priority.total.value or 0.0 for m in both]
    second = [m.closeness.value or 0.0 for m in both]
    tau = priority.kendall(first, second)
    gap = Message(ALL_TIED) if tau is None else None
    parts = [q for m in both for q in (m.priority.total, m.closeness)]
    return computed(tau, "1", "F-64.tau", "τ", parts, gap=gap)
