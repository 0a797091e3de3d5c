"""Hot spots (F-62), data quality (F-70, F-71), readiness (F-61), economics of opportunities (F-54…F-58)."""

from __future__ import annotations

from collections.abc import Iterable

from symbioaudit.analysis.facts import Facts, computed, field, name_of
from symbioaudit.analysis.formulas import finance, priority
from symbioaudit.analysis.formulas.quality import geometric_deviation
from symbioaudit.analysis.results import (
    HotSpot,
    OpportunityRow,
    Quality,
    QualityRow,
    Quantity,
    WasteRow,
)
from symbioaudit.base.i18n import N_, Message
from symbioaudit.forms import FormSession
from symbioaudit.model.amount import Amount
from symbioaudit.model.enums import Kind
from symbioaudit.model.records import Opportunity, Product, Stream

NOT_UNIQUE = N_("not unique: the cash flows change their sign more than once")
NO_IRR = N_("there is none")
NO_RATE = N_("the discount rate is not stated")


def hot_spots(facts: Facts, wastes: Iterable[WasteRow]) -> tuple[HotSpot, ...]:
    """F-62: ranked wastes with the Pareto part that makes up 80 % of the score."""
    items = list(wastes)
    weights = facts.pack.scoring["hot_spot"]["weights"]
    costs = [_cost(row) for row in items]
    top_cost = max((c for c in costs if c), default=0.0)
    top_mass = max((row.quantity.value or 0.0 for row in items), default=0.0)
    scored = []
    for row, cost in zip(items, costs, strict=True):
        score = weights["cost"] * (cost / top_cost if top_cost and cost else 0.0)
        score += weights["mass"] * ((row.quantity.value or 0.0) / top_mass if top_mass else 0.0)
        score += weights["hazard"] * priority.hazard(row.hazard_class)
        score += weights["hierarchy"] * priority.hierarchy_gap(row.hierarchy)
        score += weights["regulation"] * (1.0 if row.nvos.value else 0.0)
        scored.append((score, row))
    scored.sort(key=lambda pair: (-pair[0], pair[1].stream_id))
    return tuple(_spots(scored, facts.pack.scoring["hot_spot"]["pareto"]))


def _cost(row: WasteRow) -> float:
    return (row.cost.value or 0.0) + (row.nvos.value or 0.0)


def _spots(scored: list[tuple[float, WasteRow]], limit: float) -> Iterable[HotSpot]:
    everything = sum(score for score, _row in scored)
    before = 0.0
    for score, row in scored:
        reached = before + score
        share = reached / everything if everything else 0.0
        yield HotSpot(
            ("stream", row.stream_id),
            row.name,
            _score(score, row),
            row.cost,
            row.quantity,
            share,
            bool(everything) and before / everything < limit,
        )
        before = reached


def _score(score: float, row: WasteRow) -> Quantity:
    """The score with those of its inputs that are known: an unknown cost ranks as none."""
    parts = {"C": row.cost, "НВОС": row.nvos, "m": row.quantity}
    known = {symbol: q for symbol, q in parts.items() if q.value is not None}
    return computed(score, "1", "F-62", "Σ w·rank", tuple(known.values()), symbols=tuple(known))


def quality(facts: Facts) -> Quality:
    """Pedigree of every quantified stream and product, weighted by mass; completeness of the forms."""
    rows, weights = [], []
    items: list[Stream | Product] = [*facts.counted_streams, *facts.snapshot.products]
    for record in items:
        amount = record.output if isinstance(record, Product) else record.quantity
        if amount is not None and amount.number is not None:
            rows.append(_pedigree(facts, record, amount))
            weights.append(
                abs(amount.number) if getattr(record, "kind", None) is Kind.MATERIAL else 0.0
            )
    heavy = sum(weights)
    plain = [w / heavy for w in weights] if heavy else [1 / max(len(rows), 1)] * len(rows)
    index = sum(r.index * w for r, w in zip(rows, plain, strict=True)) if rows else None
    filled, required = _completeness(facts)
    return Quality(
        rows=tuple(rows),
        index=computed(index, "1", "F-71", "Σ w·mean(scores)"),
        grade=_grade(facts, index) if index is not None else "—",
        completeness=computed(
            filled / required if required else None, "1", "F-71", "filled/required"
        ),
        quantified=len(rows),
        streams=len(items),
        estimated_mass_share=_estimated_share(items),
        evidence_coverage=_evidence(facts, items),
    )


def _pedigree(facts: Facts, record: Stream | Product, amount: Amount) -> QualityRow:
    rules = facts.pack.thresholds["quality"]
    basis = amount.basis.value if amount.basis else "estimated"
    reliability = int(rules["reliability_of_basis"][basis])
    scores = (max(reliability, 3) if amount.is_estimate else reliability, 1, 1, 1, 1)
    names = ("reliability", "completeness", "temporal", "geographical", "technological")
    factors = [
        rules["pedigree"][name][score - 1] for name, score in zip(names, scores, strict=True)
    ]
    index = sum(scores) / len(scores)
    return QualityRow(
        (record.entity, record.id),
        name_of(record),
        scores,
        geometric_deviation(factors, rules["basic_uncertainty"]),
        index,
        _grade(facts, index),
    )


def _grade(facts: Facts, index: float) -> str:
    rules = facts.pack.thresholds["quality"]
    return next(
        (str(name) for name, limit in rules["grades"] if index <= limit), str(rules["worst"])
    )


def _completeness(facts: Facts) -> tuple[int, int]:
    filled = required = 0
    for form in facts.pack.forms.values():
        for record in facts.snapshot.of(form.entity):
            if form.takes(record):
                done, wanted = FormSession(form, record, facts.snapshot.audit.depth).progress()
                filled, required = filled + done, required + wanted
    return filled, required


def _estimated_share(items: list[Stream | Product]) -> Quantity:
    amounts = [
        r.output if isinstance(r, Product) else r.quantity
        for r in items
        if getattr(r, "kind", None) in (Kind.MATERIAL, "product")
    ]
    known = [a for a in amounts if a is not None and a.number is not None]
    mass = sum(abs(a.number or 0.0) for a in known)
    soft = sum(abs(a.number or 0.0) for a in known if a.is_estimate)
    return computed(soft / mass if mass else None, "1", "F-71", "Σ m_est/Σ m")


def _evidence(facts: Facts, items: list[Stream | Product]) -> Quantity:
    linked = {
        link.split("/")[1] for e in facts.snapshot.evidence for link in e.links if "/" in link
    }
    covered = sum(record.id in linked for record in items)
    return computed(covered / len(items) if items else None, "1", "F-71", "n/N")


def readiness(facts: Facts) -> Quantity:
    """F-61: sum of the statements over the most they can give, 0–100; unknown until all are answered."""
    rules = facts.pack.scoring["readiness"]
    for record in facts.snapshot.readiness:
        values = [record.properties.get(code) for code in rules["statements"]]
        numbers = [int(v) for v in values if isinstance(v, int | str) and str(v).isdigit()]
        if len(numbers) == len(values):
            score = priority.readiness(numbers, rules["scale_max"])
            return computed(score, "1", "F-61", "R = Σs/(s_max·n)·100")
    return Quantity(None, "1")


IS = ("I", "S")  # investment and saving, as the formulas name them


def opportunities(facts: Facts) -> tuple[OpportunityRow, ...]:
    """F-54…F-58 for each opportunity with an investment and a saving."""
    rate = field(facts.snapshot.audit, "discount_rate", unit="1", symbol="r")
    return tuple(_economics(facts, item, rate) for item in facts.snapshot.opportunities)


def _economics(facts: Facts, item: Opportunity, rate: Quantity) -> OpportunityRow:
    capex = facts.money(item, "capex", "RUB", "I")
    gross, running = (
        facts.money(item, "saving_money", "RUB/a", "S"),
        facts.money(item, "opex_change", "RUB/a", "O"),
    )
    saving = gross
    if gross.value is not None and running.value is not None:
        saving = computed(
            gross.value - running.value, gross.unit, "F-54", "S − O", (gross, running)
        )
    known = capex.value is not None and saving.value is not None
    simple = finance.simple_payback(capex.value or 0.0, saving.value or 0.0) if known else None
    years = int(item.life_years or 0)
    flows = [saving.value or 0.0] * years
    all_flows = [-(capex.value or 0.0), *flows]
    has_life, has_rate = known and years > 0, rate.value is not None
    r = rate.value or 0.0
    dated = has_life and has_rate
    value = finance.npv(r, all_flows) if dated else None
    root = finance.irr(all_flows) if has_life else None
    parts = (capex, saving)
    gap = None if has_rate else Message(NO_RATE)
    note = (
        Message(NOT_UNIQUE)
        if finance.sign_changes(all_flows) > 1
        else Message(NO_IRR)
        if has_life and root is None
        else None
    )
    later = finance.discounted_payback(r, flows, capex.value or 0.0) if dated else None
    index = (
        finance.profitability_index((value or 0.0) + (capex.value or 0.0), capex.value or 0.0)
        if dated
        else None
    )
    return OpportunityRow(
        item.id,
        name_of(item),
        capex,
        saving,
        computed(simple, "a", "F-54", "I/S", parts, symbols=IS),
        computed(value, capex.unit, "F-55", "Σ CF/(1 + r)^t", parts, symbols=IS, gap=gap),
        computed(root, "1", "F-56", "NPV(r) = 0", parts, symbols=IS),
        note,
        computed(later, "a", "F-57", "Σ CF/(1 + r)^t = I", parts, symbols=IS, gap=gap),
        computed(index, "1", "F-58", "PV/I", parts, symbols=IS, gap=gap),
    )
