"""Flow diagrams of a readable size: small ribbons of one side and group are put together."""

from __future__ import annotations

from collections.abc import Iterable

from symbioaudit.analysis.results import Sankey, SankeyLink
from symbioaudit.reports.context import Context
from symbioaudit.reports.numbers import unit_text
from symbioaudit.reports.tree import BarChart, FlowDiagram, FlowLink, FlowNode, Series

MOST_BARS = 15
MOST_LINKS = 30
OTHER = "other"


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
    links = _merged(sankey.links)
    kept = links[:MOST_LINKS]
    rest = links[MOST_LINKS:]
    if rest:
        kept = _merged((*kept, *(_to_other(link) for link in rest)))
    used = {key for link in kept for key in (link.source, link.target)}
    nodes = tuple(
        FlowNode(key, _node_label(ctx, sankey, key), _node_kind(key)) for key in sorted(used)
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


def _merged(links: Iterable[SankeyLink]) -> list[SankeyLink]:
    """One ribbon per pair of nodes, group and certainty; the widest first."""
    found: dict[tuple[str, str, str, bool], SankeyLink] = {}
    for link in links:
        if link.value <= 0 or link.source == link.target:
            continue
        key = (link.source, link.target, link.group, link.estimated)
        old = found.get(key)
        value = link.value + (old.value if old else 0.0)
        label = old.label if old else link.label
        found[key] = SankeyLink(link.source, link.target, label, value, link.group, link.estimated)
    return sorted(found.values(), key=lambda k: (-k.value, k.source, k.target, k.group))


def _to_other(link: SankeyLink) -> SankeyLink:
    """A small ribbon between two ``other`` nodes of its sides."""

    def side(key: str) -> str:
        kind = _node_kind(key)
        return key if kind in {"in", "out", "unknown"} else f"process:{OTHER}"

    return SankeyLink(
        side(link.source), side(link.target), "", link.value, link.group, link.estimated
    )


def _node_kind(key: str) -> str:
    if key.startswith("in:"):
        return "in"
    if key.startswith("out:"):
        return "out"
    return "unknown" if key == "unknown" else "process"


def _node_label(ctx: Context, sankey: Sankey, key: str) -> str:
    if key == f"process:{OTHER}":
        return ctx.t("other")
    label = sankey.nodes.get(key)
    if label is not None:
        return ctx.say(label)
    return ctx.name(key) or ctx.word("categories", key.partition(":")[2]) or key
