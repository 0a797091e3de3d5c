"""F-54…F-58 of each measure: from what was typed, else from what its changed streams save."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from symbioaudit.analysis.facts import Facts, computed, field, label_of, name_of
from symbioaudit.analysis.formulas import finance
from symbioaudit.analysis.opportunities.cashflow import (
    Case,
    equivalent_annuity,
    one_off_costs,
    paid_back,
)
from symbioaudit.analysis.opportunities.changes import changes_of
from symbioaudit.analysis.opportunities.effects import Effect, effect
from symbioaudit.analysis.opportunities.sensitivity import Span, span_of
from symbioaudit.analysis.results import Label, OpportunityRow, Quantity, Source
from symbioaudit.base.i18n import N_, Message, Text
from symbioaudit.model.records import Opportunity
from symbioaudit.units import format_quantity

NOT_UNIQUE: Final = N_("not unique: the cash flows change their sign more than once")
ROOTS: Final = N_("not unique: the cash flows change their sign more than once; roots {roots}")
NO_IRR: Final = N_("there is none")
NO_RATE: Final = N_("the discount rate is not stated")
NO_LIFE: Final = N_("it is not stated how many years it works")
SYMBOLS: Final = {"price_level": "k", "price_growth": "g"}
IS: Final = ("I", "S")  # investment and saving, as the formulas name them


@dataclass(frozen=True, slots=True)
class Economics:
    """One measure: its row, the case behind it (None where something is not known), ranges that were entered."""

    row: OpportunityRow
    case: Case | None
    spans: Mapping[str, Span]


def effects(facts: Facts) -> Mapping[str, Effect]:
    """What the measures with changed streams do, by the measure's id."""
    found = {}
    for measure in facts.snapshot.opportunities:
        changed = changes_of(measure, facts.snapshot.by_id)
        if changed.changes or changed.gaps:
            found[measure.id] = effect(facts, changed.changes, changed.gaps)
    return found


def opportunities(facts: Facts, changed: Mapping[str, Effect]) -> tuple[OpportunityRow, ...]:
    """F-54…F-58 for each opportunity with an investment and a saving."""
    return tuple(economics(facts, o, changed.get(o.id)).row for o in facts.snapshot.opportunities)


def economics(facts: Facts, measure: Opportunity, changed: Effect | None) -> Economics:
    """One measure under the audit's discount rate."""
    capex = facts.money(measure, "capex", "RUB", "I")
    gross, from_changes = _gross(facts, measure, changed)
    running = facts.money(measure, "opex_change", "RUB/a", "O")
    net = _net(_at_level(measure, gross), running)
    rate = field(facts.snapshot.audit, "discount_rate", unit="1", symbol="r")
    case = _case(measure, capex, gross, running, rate)
    spans = _spans(measure, case, capex, gross, running, rate) if case else {}
    row = _row(measure, capex, net, rate, case, from_changes)
    return Economics(row, case, spans)


def _gross(facts: Facts, measure: Opportunity, changed: Effect | None) -> tuple[Quantity, bool]:
    """What was typed; where nothing was, what the changed streams save."""
    typed = facts.money(measure, "saving_money", "RUB/a", "S")
    if typed.value is None and measure.saving_money is None and changed is not None:
        return changed.saved("money"), True
    return typed, False


def _at_level(measure: Opportunity, gross: Quantity) -> Quantity:
    """The saving at the level of prices that is expected."""
    level = _of(measure, "price_level")
    if gross.value is None or level.value is None:
        return gross
    value = gross.value * level.value
    return computed(value, gross.unit, "F-54", "S·k", (gross, level), symbols=("S", "k"))


def _net(gross: Quantity, running: Quantity) -> Quantity:
    if gross.value is None or running.value is None:
        return gross
    return computed(gross.value - running.value, gross.unit, "F-54", "S − O", (gross, running))


def _case(
    measure: Opportunity, capex: Quantity, gross: Quantity, running: Quantity, rate: Quantity
) -> Case | None:
    if capex.value is None or gross.value is None:
        return None
    price, growth = (_of(measure, code) for code in ("price_level", "price_growth"))
    return Case(
        capex=capex.value,
        saving=gross.value,
        running=running.value or 0.0,
        life=float(measure.life_years or 0.0),
        rate=rate.value,
        price=1.0 if price.value is None else price.value,
        growth=growth.value or 0.0,
        one_off=one_off_costs(measure),
    )


def _of(measure: Opportunity, code: str) -> Quantity:
    return field(measure, code, unit="1", symbol=SYMBOLS[code])


def _spans(
    measure: Opportunity,
    case: Case,
    capex: Quantity,
    gross: Quantity,
    running: Quantity,
    rate: Quantity,
) -> Mapping[str, Span]:
    """The ranges that were entered; nothing is assumed where none was."""
    given = {
        "capex": capex, "saving": gross, "running": running, "rate": rate,
        "price": _of(measure, "price_level"), "growth": _of(measure, "price_growth"),
    }  # fmt: skip
    spans = {
        name: span_of(q.value, (q.low, q.high)) for name, q in given.items() if q.value is not None
    }
    life = [measure.properties.get(code) for code in ("life_low", "life_high")]
    ends = [float(end) for end in life if isinstance(end, int | float) and end > 0]
    return spans | {"life": span_of(case.life, ends)} if case.life else spans


def _row(
    measure: Opportunity,
    capex: Quantity,
    saving: Quantity,
    rate: Quantity,
    case: Case | None,
    from_changes: bool,
) -> OpportunityRow:
    parts, used = (capex, saving), _sources(measure, rate)
    flows = case.flows() if case and case.life else []
    first = case.yearly() if case else 0.0
    simple = finance.simple_payback(case.capex, first) if case else None
    dated = bool(flows) and rate.value is not None
    r = rate.value or 0.0
    value = finance.npv(r, flows) if dated else None
    roots = finance.irr_roots(flows) if flows else []
    root = roots[0] if len(roots) == 1 else None
    gap = _gap(case, rate) if not dated else None

    def made(value: float | None, unit: str, formula: str, expression: str) -> Quantity:
        return computed(value, unit, formula, expression, parts, symbols=IS, sources=used, gap=gap)

    return OpportunityRow(
        measure.id,
        name_of(measure),
        capex,
        saving,
        computed(simple, "a", "F-54", "I/S", parts, symbols=IS),
        made(value, capex.unit, "F-55", "Σ CF/(1 + r)^t"),
        computed(root, "1", "F-56", "NPV(r) = 0", parts, symbols=IS),
        _irr_note(flows, roots),
        made(paid_back(flows, r) if dated else None, "a", "F-57", "Σ CF/(1 + r)^t = I"),
        made(_index(value, case), "1", "F-58", "PV/I"),
        made(_annuity(value, r, case), saving.unit, "F-58", "NPV·CRF"),
        tuple(roots),
        from_changes,
    )


def _gap(case: Case | None, rate: Quantity) -> Label | None:
    if case is None:
        return None
    return Message(NO_RATE if rate.value is None else NO_LIFE)


def _irr_note(flows: list[float], roots: list[float]) -> Label | None:
    if not flows or (len(roots) == 1 and finance.sign_changes(flows) == 1):
        return None
    if len(roots) > 1:
        return Message(ROOTS, {"roots": Text(*(_listed(roots, lang) for lang in ("ru", "en")))})
    return Message(NOT_UNIQUE if finance.sign_changes(flows) > 1 else NO_IRR)


def _listed(roots: list[float], lang: str) -> str:
    return "; ".join(format_quantity(100 * root, "percent", lang) for root in roots)


def _index(value: float | None, case: Case | None) -> float | None:
    if value is None or case is None:
        return None
    return finance.profitability_index(value + case.capex, case.capex)


def _annuity(value: float | None, rate: float, case: Case | None) -> float | None:
    return None if value is None or case is None else equivalent_annuity(value, rate, case.life)


def _sources(measure: Opportunity, rate: Quantity) -> list[Source]:
    """What else stands behind the discounted figures: rate, years, prices, one-off costs."""
    out = list(rate.derivation.inputs) if rate.derivation else []
    if measure.life_years:
        place = ("opportunity", measure.id, "life_years")
        out.append(Source("n", float(measure.life_years), "a", label_of(measure), record=place))
    for code in ("price_level", "price_growth"):
        found = _of(measure, code)
        out.extend(found.derivation.inputs if found.derivation else ())
    for year, cost in one_off_costs(measure):
        place = ("opportunity", measure.id, "one_off_costs")
        out.append(Source(f"C{year}", cost, "RUB", label_of(measure), record=place))
    return out
