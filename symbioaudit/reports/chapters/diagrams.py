"""Flow diagrams of a readable size: small ribbons of one side and group are put together."""

from __future__ import annotations

from collections.abc import Iterable

from symbioaudit.analysis.results import Sankey
from symbioaudit.analysis.ribbons import OTHER, gathered, node_kind
from symbioaudit.reports.context import Context
from symbioaudit.reports.numbers import unit_text
from symbioaudit.reports.tree import BarChart, FlowDiagram, FlowLink, FlowNode, Series

MOST_BARS = 15
MOST_LINKS = 30


def shortlist(ctx: Context, chart: BarChart) -> BarChart:
    """A chart that fits a page: bars of one name are one, the smallest are put together."""
    names = list(dict.fromkeys(chart.labels))
    rows = {name: [i for i, label in enumerate(chart.labels) if label == name] for name in names}
    if len(names) > MOST_BARS:
        size = {name: sum(_bar(chart, i) for i in rows[name]) for name in names}
        largest = sorted(names, key=lambda name: (-size[name], name))[: MOST_BARS - 1]
        rest = [i for name in names if name not in largest for i in rows[name]]
        rows = {name: rows[name] for name in names if name in largest}
        rows[ctx.t("other_bars", n=len(names) - len(largest))] = rest
    series = tuple(
        Series(
            s.name,
            tuple(_known_sum([s.values[i] for i in places]) for places in rows.values()),
            tuple(any(s.estimated[i] for i in places) for places in rows.values())
            if s.estimated
            else (),
        )
        for s in chart.series
    )
    return BarChart(tuple(rows), series, chart.unit)


def _bar(chart: BarChart, index: int) -> float:
    return sum(abs(s.values[index] or 0.0) for s in chart.series)


def _known_sum(values: Iterable[float | None]) -> float | None:
    known = [v for v in values if v is not None]
    return sum(known) if known else None


def diagram(ctx: Context, sankey: Sankey) -> FlowDiagram:
    """The picture of one layer."""
    kept = gathered(sankey.links, MOST_LINKS)
    used = {key for link in kept for key in (link.source, link.target)}
    nodes = tuple(
        FlowNode(key, _node_label(ctx, sankey, key), node_kind(key)) for key in sorted(used)
    )
    groups = {link.group: ctx.word("categories", link.group) for link in kept}
    return FlowDiagram(
        nodes=nodes,
        links=tuple(
            FlowLink(k.source, k.target, k.value, k.group, k.label, k.estimated) for k in kept
        ),
        unit=unit_text(sankey.unit, ctx.lang),
        groups=groups,
        legend_estimated=ctx.t("legend.estimated"),
        legend_unknown=ctx.t("legend.unknown"),
    )


def _node_label(ctx: Context, sankey: Sankey, key: str) -> str:
    if key == OTHER:
        return ctx.t("other")
    label = sankey.nodes.get(key)
    if label is not None:
        return ctx.say(label)
    return ctx.name(key) or ctx.word("categories", key.partition(":")[2]) or key
