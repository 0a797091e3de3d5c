"""The pages of results as charts: which each has, from the results of this moment."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Final

from symbioaudit.analysis.facts import computed
from symbioaudit.analysis.results import (
    LIGHTS,
    Balance,
    GhgRow,
    HeatRow,
    Indicator,
    LossRow,
    Quantity,
)
from symbioaudit.base.i18n import N_, _
from symbioaudit.services.chart_parts import LEAD, REST, Chart, Row, Segment, length, segment
from symbioaudit.services.chart_parts import unit as unit_of
from symbioaudit.services.figures import Link, View
from symbioaudit.services.result_tables import LAYERS
from symbioaudit.units import NBSP, format_number

MOST: Final = 40  # rows of one chart; the table below has them all
SHOWN: Final = 20  # rows of a chart of sources
SCORES: Final = 5  # a pedigree goes from 1, the best, to 5


def charts_of(page: str, view: View) -> tuple[Chart, ...]:
    """The charts of one page of results; those that would be empty are left out."""
    maker = MAKERS.get(page)
    return tuple(c for c in maker(view) if c.rows) if maker else ()


# -- balances ------------------------------------------------------------------------------


def _balances(view: View) -> Iterator[Chart]:
    legend = (("in", _("In")), ("out", _("Out")), ("stock", _("Stock change")), (REST, _(MISSING)))
    for layer, name in LAYERS.items():
        found = [b for b in view.results.balances if b.layer == layer and _says_anything(b)]
        # Processes that miss most come first after the site: they are what one looks for.
        found.sort(key=lambda b: (b.process is not None, -abs(b.imbalance_share.value or 0.0)))
        rows = tuple(row for b in found[: MOST // 2] for row in _sides(view, b))
        title = _("Balance of {layer}").format(layer=_(name))
        unit = unit_of(view, found[0].total_in.unit) if found else ""
        yield Chart(title, rows, legend, unit, left_out=max(0, len(found) - MOST // 2))


MISSING: Final = N_("Not accounted for")


def _says_anything(balance: Balance) -> bool:
    return balance.total_in.value is not None or balance.total_out.value is not None


def _sides(view: View, b: Balance) -> Iterator[Row]:
    """What goes in; below it what comes out, with what is missing hatched."""
    link: Link | None = ("process", b.process, "") if b.process else None
    name = b.name or _("the site")
    rest = b.imbalance.value
    gone = segment(view, _(MISSING), b.imbalance, REST, link)
    ins = [segment(view, _("In"), b.total_in, "in", link)]
    outs = [segment(view, _("Out"), b.total_out, "out", link)]
    if b.stock_change.value:
        outs.append(segment(view, _("Stock change"), b.stock_change, "stock", link))
    if rest:
        (outs if rest > 0 else ins).append(gone)
    share = view.shown(b.imbalance_share).text
    verdict = _(LIGHTS[b.light])
    known = b.imbalance_share.value is not None
    note = " · ".join((ins[0].text, share, verdict) if known else (ins[0].text, verdict))
    yield Row(name, tuple(ins), note, b.light.value, first=True)
    yield Row("", tuple(outs), outs[0].text)


# -- energy, wastes, heat, gases -------------------------------------------------------------


def _energy(view: View) -> Iterator[Chart]:
    legend = (("in", _("Bought")), ("out", _("Sold")))
    rows = tuple(
        Row(view.say(e.label), (segment(view, view.say(e.label), e.energy, side),), first=True)
        for e in view.results.energy
        for side in ("out" if e.sold else "in",)
    )
    yield _ranked(Chart(_("Energy by carrier"), rows, legend, unit_of(view, "GJ/a")), SHOWN)


def _ranked(chart: Chart, most: int) -> Chart:
    rows = sorted(chart.rows, key=lambda row: -length(row))
    left = max(0, len(rows) - most)
    return Chart(chart.title, tuple(rows[:most]), chart.legend, chart.unit, left_out=left)


def _waste(view: View) -> Iterator[Chart]:
    routes: dict[str, str] = {}
    for key in view.results.waste_by_route:
        routes[key] = (
            _("not set") if key == "unknown" else view.pack.text("routes", key).render(view.lang)
        )
    rows = [
        Row(name, (segment(view, name, view.results.waste_by_route[key], "waste"),), first=True)
        for key, name in routes.items()
    ]
    unit = unit_of(view, "t/a")
    yield _ranked(Chart(_("Wastes by route"), tuple(rows), (), unit), MOST)
    classes = tuple(
        Row(name, (segment(view, name, quantity, "waste"),), first=True)
        for key, quantity in view.results.waste_by_class.items()
        for name in (f"{_('Class')} {key}" if key else _("Class not set"),)
    )
    yield Chart(_("Wastes by hazard class"), classes, (), unit)


def _heat(view: View) -> Iterator[Chart]:
    legend = (("heat", _("Recoverable")), ("stock", _("Not recoverable")))
    by_class: dict[str, list[HeatRow]] = {}
    for row in view.results.heat:
        by_class.setdefault(row.usability, []).append(row)
    order = [str(c["id"]) for c in view.pack.thresholds["heat_classes"]] + ["unknown"]
    rows = tuple(
        Row(
            view.say(by_class[key][0].usability_label),
            tuple(s for h in by_class[key] for s in _recovered(view, h)),
            _count(by_class[key]),
            first=True,
        )
        for key in reversed(order)  # the hottest is of most use
        if key in by_class
    )
    yield Chart(_("Waste heat by temperature class"), rows, legend, unit_of(view, "MWh/a"))


def _recovered(view: View, h: HeatRow) -> Iterator[Segment]:
    link: Link = ("stream", h.stream_id, "")
    if h.recoverable.value is None or h.energy.value is None:
        yield segment(view, h.name, h.energy, REST if h.energy.value is None else "stock", link)
        return
    yield segment(view, h.name, h.recoverable, "heat", link)
    left = h.energy.value - h.recoverable.value
    lost = computed(left, h.energy.unit, "F-20", "Q − Q_rec", (h.energy, h.recoverable))
    yield segment(view, h.name, lost, "stock", link)


def _count(rows: Sequence[HeatRow]) -> str:
    blank = sum(h.energy.value is None for h in rows)
    return _("{n} without an amount").format(n=blank) if blank else ""


def _ghg(view: View) -> Iterator[Chart]:
    legend = (("scope1", _("Scope 1")), ("scope2", _("Scope 2")))
    r, unit = view.results, unit_of(view, "tCO2e/a")
    scopes = []
    for scope, whole in ((1, r.ghg_scope1), (2, r.ghg_scope2)):
        found = [g for g in r.ghg if g.scope == scope]
        if found:
            pieces = tuple(_gas(view, g) for g in _largest(found))
            name = _("Scope {n}").format(n=scope)
            scopes.append(Row(name, pieces, view.shown(whole).text, first=True))
    yield Chart(_("Greenhouse gases by scope"), tuple(scopes), legend, unit)
    rows = tuple(Row(_source(view, g), (_gas(view, g),), first=True) for g in _largest(r.ghg))
    left = max(0, len(rows) - SHOWN)
    yield Chart(_("Greenhouse gases by source"), rows[:SHOWN], legend, unit, left_out=left)


def _largest(rows: Iterable[GhgRow]) -> list[GhgRow]:
    return sorted(rows, key=lambda g: -(g.emission.value or 0.0))


def _gas(view: View, g: GhgRow) -> Segment:
    link: Link | None = (*g.record, "") if g.record else None
    return segment(view, _source(view, g), g.emission, f"scope{g.scope}", link)


def _source(view: View, g: GhgRow) -> str:
    """The carrier, and the stream that it is where that has a name of its own."""
    label = view.say(g.label)
    name = view.live.names(g.record[0]).get(g.record[1], "") if g.record else ""
    return label if not name or name == label else f"{label} ({name})"


# -- money ------------------------------------------------------------------------------------


def _spots(view: View) -> Iterator[Chart]:
    spots = view.results.hot_spots
    rows = tuple(
        Row(
            s.name,
            (
                Segment(
                    s.name,
                    s.score.value,
                    "—" if s.score.value is None else format_number(s.score.value, view.lang, 2),
                    "in" if s.in_pareto else "stock",
                    s.score,
                    (*s.record, ""),
                    s.score.rests_on_estimates(view.results.estimated_mark),
                ),
            ),
            f"{format_number(100 * s.cumulative, view.lang, 0)}{NBSP}%",
            first=True,
            reached=s.cumulative,
        )
        for s in spots[:SHOWN]
    )
    limit = float(view.pack.scoring["hot_spot"]["pareto"])
    share = f"{format_number(100 * limit, view.lang, 0)}{NBSP}%"
    legend = (("in", _("in the first {share} of the score").format(share=share)),
              ("stock", _("the others")))  # fmt: skip
    title = _("Pareto of hot spots: score and its cumulative share")
    yield Chart(title, rows, legend, limit=limit, left_out=max(0, len(spots) - SHOWN))


def loss_parts(row: LossRow) -> tuple[tuple[str, str, Quantity], ...]:
    """(series, name, cost): the parts that add up to the cost of losses; of energy and system cost the lost
    share λ (F-41)."""
    lam = row.loss_ratio
    return (
        ("raw_material", N_("Material"), row.material),
        ("energy_carrier", N_("Energy"), _lost(row.energy, lam, "C_E")),
        ("auxiliary", N_("System"), _lost(row.system, lam, "C_S")),
        ("waste", N_("Waste management"), row.waste_management),
    )


def _lost(cost: Quantity, lam: Quantity, symbol: str) -> Quantity:
    known = cost.value is not None and lam.value is not None
    value = (cost.value or 0.0) * (lam.value or 0.0) if known else None
    return computed(value, cost.unit, "F-41", f"λ·{symbol}", (lam, cost), symbols=("λ", symbol))


def _losses(view: View) -> Iterator[Chart]:
    found = view.results.losses
    unit = unit_of(view, found[-1].loss_total.unit) if found else ""
    legend = tuple((series, _(name)) for series, name, _q in loss_parts(found[-1])) if found else ()
    if found and found[-1].loss_total.value is not None:
        yield Chart(_("How the cost of losses adds up"), _steps(view, found[-1]), legend, unit)
    centres = [row for row in found[:-1] if row.loss_total.value is not None]
    centres.sort(key=lambda row: -(row.loss_total.value or 0.0))
    rows = tuple(
        Row(
            row.name,
            tuple(
                segment(view, _(name), q, series, ("process", row.process or "", ""))
                for series, name, q in loss_parts(row)
                if q.value is not None
            ),
            view.shown(row.loss_total).text,
            first=True,
        )
        for row in centres[:SHOWN]
    )
    left = max(0, len(centres) - SHOWN)
    yield Chart(_("Cost of losses by quantity centre"), rows, legend, unit, left_out=left)


def _steps(view: View, row: LossRow) -> tuple[Row, ...]:
    """A waterfall: each part begins where the one before ends; the total from zero."""
    rows, before = [], 0.0
    for series, name, quantity in loss_parts(row):
        piece = segment(view, _(name), quantity, series)
        lead = (Segment("", before, "", LEAD),) if before else ()
        rows.append(Row(_(name), (*lead, piece), piece.text, first=True))
        before += quantity.value or 0.0
    total = segment(view, _("Total"), row.loss_total, "loss")
    return (*rows, Row(_("Total"), (total,), total.text, first=True))


# -- indicators and quality ---------------------------------------------------------------------


def _indicators(view: View) -> Iterator[Chart]:
    """Indicators of one unit share an axis; those that stand alone are in the table only."""
    by_unit: dict[str, list[Indicator]] = {}
    for item in view.results.indicators:
        if item.quantity.value is not None:
            by_unit.setdefault(item.quantity.unit, []).append(item)
    for unit in sorted(by_unit, key=lambda u: (u != "1", u)):
        own = by_unit[unit]
        if len(own) < 2:
            continue
        rows = tuple(
            Row(
                view.say(i.label),
                (segment(view, view.say(i.label), i.quantity, "in"),),
                first=True,
            )
            for i in own
        )
        yield Chart(f"{_('Indicators')}, {unit_of(view, unit)}", rows, (), unit_of(view, unit))


def _quality(view: View) -> Iterator[Chart]:
    heads = (_("Reliability"), _("Completeness"), _("Period"), _("Geography"), _("Technology"))
    found = sorted(view.results.quality.rows, key=lambda row: (-row.index, row.name))
    rows = tuple(
        Row(
            q.name,
            tuple(
                Segment(
                    head, float(score), str(score), f"score{score}", None, (*q.record, "quantity")
                )
                for head, score in zip(heads, q.scores, strict=True)
            ),
            q.grade,
            first=True,
        )
        for q in found[:MOST]
    )
    legend = tuple(
        (f"score{n}", {1: _("1, the best"), SCORES: _("5, the worst")}.get(n, str(n)))
        for n in range(1, SCORES + 1)
    )
    title = _("Quality of amounts, the worst first")
    left = max(0, len(found) - MOST)
    yield Chart(title, rows, legend, grid=True, heads=heads, left_out=left)


MAKERS: Final[Mapping[str, Callable[[View], Iterator[Chart]]]] = {
    "balances": _balances,
    "energy": _energy,
    "waste": _waste,
    "heat": _heat,
    "indicators": _indicators,
    "hotspots": _spots,
    "losses": _losses,
    "ghg": _ghg,
    "quality": _quality,
}
