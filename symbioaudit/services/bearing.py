"""What one record means for the results: its balances, its share, its quality, its cost, its remarks, what it feeds."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from symbioaudit.analysis.results import LIGHTS, Balance, Quantity
from symbioaudit.base.i18n import N_, _
from symbioaudit.services.figures import Link, View
from symbioaudit.services.result_tables import LAYERS
from symbioaudit.units import NBSP, format_number

MOST: Final = 6  # remarks that are told; the page of remarks has them all
STREAM: Final = N_("Balance of {layer}, {place}: {share} of {side}")
SIDES: Final = {"in": N_("what goes in"), "out": N_("what comes out"), "stock": N_("stock change")}
CLOSES: Final = N_("Balance of {layer}: {share} not accounted for, {verdict}")
UNJUDGED: Final = N_("Balance of {layer}: {verdict}")


@dataclass(frozen=True, slots=True)
class Line:
    """One thing to say; ``page`` is the page of results, ``link`` the field that it leads to."""

    text: str
    role: str = ""
    page: str = ""
    link: Link | None = None


def bearing_of(view: View, entity: str, record_id: str) -> tuple[Line, ...]:
    """Everything the results say about a record, the balances first; empty where they say nothing."""
    return tuple(_all(view, entity, record_id))


def _all(view: View, entity: str, record_id: str) -> Iterator[Line]:
    if entity == "process":
        yield from _of_process(view, record_id)
    else:
        yield from _shares(view, record_id)
        yield from _quality(view, record_id)
        yield from _money_and_gas(view, record_id)
        yield from _fed(view, record_id)
    yield from _remarks(view, record_id)


def _closure(view: View, balance: Balance) -> Line:
    share, verdict = view.shown(balance.imbalance_share), _(LIGHTS[balance.light])
    text = _(UNJUDGED if balance.imbalance_share.value is None else CLOSES)
    said = text.format(layer=_(LAYERS[balance.layer]), share=share.text, verdict=verdict)
    return Line(said, balance.light.value, "balances")


def _of_process(view: View, record_id: str) -> Iterator[Line]:
    for balance in view.results.balances:
        if balance.process == record_id and balance.lines:
            yield _closure(view, balance)
    for row in view.results.losses:
        if row.process == record_id:
            cost = view.shown(row.loss_total).text
            yield Line(_("Cost of losses: {cost}").format(cost=cost), "", "losses")


def _shares(view: View, record_id: str) -> Iterator[Line]:
    for balance in view.results.balances:
        for line in balance.lines:
            if line.record is None or line.record[1] != record_id:
                continue
            whole = balance.total_in if line.side == "in" else balance.total_out
            share = _share(view, line.quantity, whole)
            place = balance.name or _("the site")
            if line.side in ("in", "out") and share:
                layer = _(LAYERS[balance.layer])
                said = _(STREAM).format(
                    layer=layer, place=place, share=share, side=_(SIDES[line.side])
                )
                yield Line(said, "", "balances")
            elif line.quantity.value is None and line.quantity.gap is not None:
                yield Line(line.quantity.gap.render(view.lang), "warning", "balances")
            yield _closure(view, balance)
            break


def _share(view: View, part: Quantity, whole: Quantity) -> str:
    if part.value is None or not whole.value:
        return ""
    sign = "≈ " if part.rests_on_estimates(view.results.estimated_mark) else ""
    return f"{sign}{format_number(100 * part.value / whole.value, view.lang)}{NBSP}%"


def _quality(view: View, record_id: str) -> Iterator[Line]:
    for row in view.results.quality.rows:
        if row.record[1] == record_id:
            gsd2 = format_number(row.gsd2, view.lang, 2)
            text = _("Quality of the amount: {grade}, GSD² {gsd2}").format(
                grade=row.grade, gsd2=gsd2
            )
            yield Line(text, "", "quality")


def _money_and_gas(view: View, record_id: str) -> Iterator[Line]:
    r = view.results
    for place, spot in enumerate(r.hot_spots, 1):
        if spot.record[1] == record_id:
            text = _("Hot spot {n} of {all}").format(n=place, all=len(r.hot_spots))
            yield Line(text, "warning" if spot.in_pareto else "", "hotspots")
    for waste in r.waste:
        if waste.stream_id == record_id and waste.true_cost.value is not None:
            cost = view.shown(waste.true_cost).text
            yield Line(_("True cost: {cost}").format(cost=cost), "", "waste")
    for gas in r.ghg:
        if gas.record and gas.record[1] == record_id:
            text = _("Greenhouse gases, scope {scope}: {amount}")
            yield Line(
                text.format(scope=gas.scope, amount=view.shown(gas.emission).text), "", "ghg"
            )
    for heat in r.heat:
        if heat.stream_id == record_id:
            text = _("Recoverable heat: {amount}").format(amount=view.shown(heat.recoverable).text)
            yield Line(text, "", "heat")
    for measure in r.opportunities:
        if measure.record_id == record_id:
            text = _("Payback: {time}").format(time=view.shown(measure.payback).text)
            yield Line(text, "", "economics")


def _fed(view: View, record_id: str) -> Iterator[Line]:
    """Indicators and totals that rest on the record."""
    fed = [
        view.say(item.label)
        for item in view.results.indicators
        if _rests_on(item.quantity, record_id)
    ]
    if fed:
        yield Line(_("Feeds: {names}").format(names=", ".join(_few(fed))), "", "indicators")


def _rests_on(quantity: Quantity, record_id: str) -> bool:
    made = quantity.derivation
    return made is not None and any(s.record and s.record[1] == record_id for s in made.leaves())


def _few(names: Iterable[str]) -> list[str]:
    known = list(names)
    return known if len(known) <= MOST else [*known[:MOST], "…"]


def _remarks(view: View, record_id: str) -> Iterator[Line]:
    found = [p for p in view.results.problems if p.record and p.record[1] == record_id]
    for problem in found[:MOST]:
        role = "error" if problem.severity.value == "blocker" else problem.severity.value
        yield Line(view.say(problem.text), role, "", problem.record)
    if len(found) > MOST:
        more = _("and {n} more remarks").format(n=len(found) - MOST)
        yield Line(more, "muted", "problems")
