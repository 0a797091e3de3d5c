"""The pages of results: which tables each has, from the results of this moment."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Final

from symbioaudit.analysis.results import LIGHTS, Balance, Quantity
from symbioaudit.base.i18n import N_, _
from symbioaudit.services.figures import Figure, Row, Table, View
from symbioaudit.units import NBSP, format_number

LAYERS: Final = {"mass": N_("mass"), "water": N_("water"), "energy": N_("energy")}
TOTAL: Final = N_("Total")


def tables_of(page: str, view: View) -> tuple[Table, ...]:
    """The tables of one page of results.

    Raises:
        KeyError: there is no such page.
    """
    return tuple(MAKERS[page](view))


def _overview(view: View) -> Iterator[Table]:
    r = view.results
    head: tuple[tuple[str, Quantity], ...] = (
        (_("Purchased energy"), r.energy_total.energy),
        (_("Coal equivalent"), r.energy_total.tce),
        (_("Cost of energy"), r.energy_total.cost),
        (_("Landfill share of wastes"), r.landfill_share),
        (_("Payment for negative impact"), r.nvos_total),
        (_("Cost of losses"), r.losses[-1].loss_total if r.losses else Quantity(None, "RUB/a")),
        (_("Greenhouse gases, scope 1"), r.ghg_scope1),
        (_("Greenhouse gases, scope 2"), r.ghg_scope2),
        (_("Share of amounts with evidence"), r.quality.evidence_coverage),
        (_("Share of mass that is estimated"), r.quality.estimated_mass_share),
    )
    rows = tuple(Row((Figure(name), view.shown(q))) for name, q in head)
    yield Table(_("The audit in ten numbers"), (_("What"), _("Value")), rows)
    yield _closures(view, [b for b in r.balances if b.process is None])
    yield _spots(view, limit=5)


def _closures(view: View, balances: Iterable[Balance]) -> Table:
    columns = (
        _("Balance"),
        _("In"),
        _("Out"),
        _("Stock change"),
        _("Not accounted for"),
        _("Judgement"),
    )
    rows = tuple(
        Row(
            (
                Figure(f"{b.name or _('the site')}: {_(LAYERS[b.layer])}"),
                view.shown(b.total_in),
                view.shown(b.total_out),
                view.shown(b.stock_change),
                view.shown(b.imbalance_share),
                Figure(_(LIGHTS[b.light]), None, b.light.value),
            ),
            ("process", b.process, "") if b.process else None,
        )
        for b in balances
    )
    return Table(_("Closure of balances"), columns, rows, _("No streams have amounts yet."))


def _balances(view: View) -> Iterator[Table]:
    yield _closures(view, view.results.balances)
    for b in view.results.balances:
        if b.process is None and b.lines:
            yield Table(
                f"{_('Lines of the balance')}: {_(LAYERS[b.layer])}",
                (_("Stream"), _("Side"), _("Amount")),
                tuple(
                    Row(
                        (
                            Figure(line.label),
                            Figure(
                                {"in": _("in"), "out": _("out"), "stock": _("stock")}[line.side]
                            ),
                            view.shown(line.quantity),
                        ),
                        (*line.record, "quantity") if line.record else None,
                    )
                    for line in b.lines
                ),
            )


def _energy(view: View) -> Iterator[Table]:
    r = view.results
    columns = (
        _("Carrier"),
        _("As measured"),
        _("Energy"),
        _("Coal equivalent"),
        _("Cost"),
        _("Share"),
    )
    every = [(row, False) for row in r.energy] + ([(r.energy_total, True)] if r.energy else [])
    rows = tuple(
        Row(
            (
                Figure(_(TOTAL) if total else view.say(row.label)),
                Figure("") if total else view.shown(row.native),
                view.shown(row.energy),
                view.shown(row.tce),
                view.shown(row.cost),
                Figure("") if total else view.shown(row.share),
            ),
            strong=total,
        )
        for row, total in every
    )
    title = f"{_('Energy by carrier')} ({view.say(r.coefficient_set)})"
    yield Table(title, columns, rows, _("No energy carriers yet: fill in form F07."))


def _waste(view: View) -> Iterator[Table]:
    r = view.results
    columns = (
        _("Waste or by-product"),
        _("FKKO"),
        _("Class"),
        _("Amount"),
        _("Route"),
        _("Cost"),
        _("Payment"),
        _("True cost, per t"),
    )
    rows = tuple(
        Row(
            (
                Figure(w.name),
                Figure(w.fkko or "—"),
                Figure("—" if w.hazard_class is None else str(w.hazard_class)),
                view.shown(w.quantity),
                Figure(_route(view, w.route)),
                view.shown(w.cost),
                view.shown(w.nvos),
                view.shown(w.true_cost),
            ),
            ("stream", w.stream_id, "quantity"),
        )
        for w in r.waste
    )
    yield Table(_("Wastes and by-products"), columns, rows, _("No wastes yet: fill in form F09."))
    classes = {str(k) if k else _("not set"): q for k, q in r.waste_by_class.items()}
    yield _sums(view, _("By class"), _("Class"), classes)
    routes = {_route(view, key): q for key, q in r.waste_by_route.items()}
    yield _sums(view, _("By route"), _("Route"), routes)


def _route(view: View, key: str | None) -> str:
    return view.pack.text("routes", key).render(view.lang) if key and key != "unknown" else "—"


def _sums(view: View, title: str, column: str, sums: Mapping[str, Quantity]) -> Table:
    rows = tuple(Row((Figure(name), view.shown(q))) for name, q in sums.items())
    return Table(title, (column, _("Amount")), rows)


def _flows(view: View) -> Iterator[Table]:
    r = view.results
    for title, flows, empty in (
        (_("Water taken"), r.water_in, _("No water yet: fill in form F08.")),
        (_("Wastewater"), r.wastewater, _("No wastewater yet: fill in form F10.")),
        (_("Emissions into the air"), r.emissions, _("No emissions yet: fill in form F11.")),
    ):
        rows = tuple(
            Row(
                (Figure(f.name), view.shown(f.quantity), view.shown(f.cost)),
                ("stream", f.record_id, "quantity"),
            )
            for f in flows
        )
        yield Table(title, (_("Name"), _("Amount"), _("Cost")), rows, empty)


def _heat(view: View) -> Iterator[Table]:
    columns = (
        _("Source"),
        _("Temperature"),
        _("Power"),
        _("Energy"),
        _("Recoverable"),
        _("Fit for"),
    )
    rows = tuple(
        Row(
            (
                Figure(h.name),
                view.shown(h.t_available),
                view.shown(h.power),
                view.shown(h.energy),
                view.shown(h.recoverable),
                Figure(view.say(h.usability_label)),
            ),
            ("stream", h.stream_id, ""),
        )
        for h in view.results.heat
    )
    yield Table(_("Waste heat and cold"), columns, rows, _("No waste heat yet: fill in form F12."))


def _indicators(view: View) -> Iterator[Table]:
    rows = tuple(
        Row((Figure(view.say(i.label)), view.shown(i.quantity))) for i in view.results.indicators
    )
    yield Table(_("Indicators"), (_("Indicator"), _("Value")), rows)


def _spots(view: View, limit: int | None = None) -> Table:
    columns = (_("Stream"), _("Score"), _("Cost"), _("Mass"), _("Cumulative"))
    rows = tuple(
        Row(
            (
                Figure(s.name),
                _score(s.score.value, s.score, view.lang),
                view.shown(s.cost),
                view.shown(s.mass),
                Figure(f"{format_number(100 * s.cumulative, view.lang, 0)}{NBSP}%"),
            ),
            (*s.record, ""),
            strong=s.in_pareto,
        )
        for s in view.results.hot_spots[:limit]
    )
    return Table(
        _("Hot spots (in bold: the first 80 %)"),
        columns,
        rows,
        _("No hot spots yet: wastes and costs are missing."),
    )


def _losses(view: View) -> Iterator[Table]:
    columns = (
        _("Quantity centre"),
        _("Material"),
        _("Energy"),
        _("System"),
        _("Waste management"),
        _("Losses"),
        _("Loss ratio"),
    )
    last = len(view.results.losses) - 1
    rows = tuple(
        Row(
            (
                Figure(row.name or _(TOTAL)),
                *(
                    view.shown(q)
                    for q in (
                        row.material,
                        row.energy,
                        row.system,
                        row.waste_management,
                        row.loss_total,
                        row.loss_ratio,
                    )
                ),
            ),
            ("process", row.process, "") if row.process else None,
            strong=n == last,
        )
        for n, row in enumerate(view.results.losses)
    )
    yield Table(
        _("Cost of losses (ISO 14051)"),
        columns,
        rows,
        _("No quantity centres yet: mark them in form F05."),
    )


def _ghg(view: View) -> Iterator[Table]:
    r = view.results
    rows = [
        Row(
            (
                Figure(str(g.scope)),
                Figure(view.say(g.label)),
                view.shown(g.activity),
                view.shown(g.emission),
            ),
            (*g.record, "") if g.record else None,
        )
        for g in r.ghg
    ]
    rows += [
        Row((Figure(str(n)), Figure(_(TOTAL)), Figure(""), view.shown(q)), strong=True)
        for n, q in ((1, r.ghg_scope1), (2, r.ghg_scope2))
    ]
    yield Table(
        _("Greenhouse gases (avoided emissions are never netted here)"),
        (_("Scope"), _("Source"), _("Activity"), _("Emission")),
        tuple(rows),
    )


def _quality(view: View) -> Iterator[Table]:
    q, lang = view.results.quality, view.lang
    index = q.index.value  # a mean of scores from 1 to 5, not a share
    head = (
        Row((Figure(_("Index of the audit")), _score(index, q.index, lang))),
        *(
            Row((Figure(name), view.shown(value)))
            for name, value in (
                (_("Required answers given"), q.completeness),
                (_("Amounts with evidence"), q.evidence_coverage),
                (_("Estimated share of mass"), q.estimated_mass_share),
            )
        ),
    )
    yield Table(f"{_('Data quality')}: {q.grade}", (_("What"), _("Value")), head)
    yield _pedigree(view)


def _score(value: float | None, quantity: Quantity, lang: str) -> Figure:
    return Figure("—" if value is None else format_number(value, lang, 2), quantity)


def _pedigree(view: View) -> Table:
    columns = (
        _("Record"),
        _("Grade"),
        "GSD²",
        _("Reliability"),
        _("Completeness"),
        _("Period"),
        _("Geography"),
        _("Technology"),
    )
    rows = tuple(
        Row(
            (
                Figure(row.name),
                Figure(row.grade),
                Figure(format_number(row.gsd2, view.lang, 2)),
                *(Figure(str(score)) for score in row.scores),
            ),
            (*row.record, "quantity"),
        )
        for row in view.results.quality.rows
    )
    return Table(_("Pedigree of amounts"), columns, rows)


def _economics(view: View) -> Iterator[Table]:
    columns = (_("Measure"), _("Investment"), _("Saving"), _("Payback"), _("NPV"), _("IRR"))
    rows = tuple(
        Row(
            (
                Figure(o.name),
                *(view.shown(q) for q in (o.capex, o.saving, o.payback, o.npv, o.irr)),
            ),
            ("opportunity", o.record_id, ""),
        )
        for o in view.results.opportunities
    )
    yield Table(_("Economics of measures"), columns, rows, _("No measures yet: fill in form F19."))


def _problems(view: View) -> Iterator[Table]:
    words = {e.value: e.text.render(view.lang) for e in view.pack.enums.get("severities", ())}
    rows = tuple(
        Row(
            (
                Figure(words.get(p.severity.value, p.severity.value), None, p.severity.value),
                Figure(view.say(p.text)),
            ),
            p.record,
        )
        for p in view.results.problems
    )
    yield Table(_("Remarks"), (_("Severity"), _("What")), rows, _("Nothing to remark."))


MAKERS: Final[Mapping[str, Callable[[View], Iterator[Table]]]] = {
    "overview": _overview,
    "balances": _balances,
    "energy": _energy,
    "waste": _waste,
    "flows": _flows,
    "heat": _heat,
    "indicators": _indicators,
    "hotspots": lambda view: iter((_spots(view),)),
    "losses": _losses,
    "ghg": _ghg,
    "quality": _quality,
    "economics": _economics,
    "problems": _problems,
}
