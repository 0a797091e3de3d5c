"""The network of a workspace as a graph, and the test of the matching on real networks."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Any

from symbioaudit.analysis.symbiosis import recall
from symbioaudit.analysis.symbiosis.matching import Match
from symbioaudit.analysis.symbiosis.rules import Rules
from symbioaudit.methodology import Pack
from symbioaudit.methodology.symbiosis import Symbiosis
from symbioaudit.services.matching import Marketplace

SIZE = 900.0
MARGIN = 160.0
NODE = 7.0


@dataclass(frozen=True, slots=True)
class Tested:
    """One set of rankings: what was ranked, how, and what came out."""

    group: str  # own: plants of the network; pool: of all networks; activities: their activities
    way: str  # matching, with_uses, code, lot
    found: recall.Found


def edges_of(place: Marketplace, most: int = 3) -> list[Match]:
    """The best matches of each have that go on as an idea."""
    least = float(place.rules.match["least_score"])
    return [m for m in place.matches(most=most) if m.open and m.score >= least]


def network_json(place: Marketplace, edges: Sequence[Match]) -> dict[str, Any]:
    """Nodes, edges, chains, joint resources, bridges, aggregates."""
    market = place.market
    return {
        "nodes": [
            {"id": p.id, "name": p.name, "activities": list(p.activities), "lat": p.lat, "lon": p.lon}
            for p in market.parties.values()
        ],
        "edges": [_edge(m) for m in edges],
        "chains": [
            {"plants": list(c.plants), "resources": [m.resource for m in c.links],
             "score": round(c.score, 2), "cascade": c.cascade}
            for c in place.chains(edges)
        ],
        "joint": [
            {"resource": j.resource, "plants": sorted({h.party for h in j.haves}),
             "totals": dict(j.totals), "unknown": j.unknown}
            for j in place.joints()
        ],
        "bridges": [
            {"have": b.have.id, "technology": b.technology, "product": b.product,
             "to": b.match.receiver.id, "score": round(b.match.score, 2)}
            for b in place.bridges()
        ],
        "aggregates": [
            {"want": a.want, "haves": [m.have.id for m in a.matches], "filled": round(a.filled, 4)}
            for a in place.aggregates(edges)
        ],
    }  # fmt: skip


def _edge(m: Match) -> dict[str, Any]:
    return {
        "from": m.donor.id,
        "to": m.receiver.id,
        "have": m.have.id,
        "name": m.have.name,
        "resource": m.resource,
        "score": round(m.score, 2),
        "confidence": round(m.confidence, 3),
        "typical": m.want.typical,
        "distance_km": None if m.distance is None else round(m.distance, 3),
    }


def network_svg(place: Marketplace, edges: Sequence[Match]) -> str:
    """A drawing: plants on a circle, arrows as wide as their score; what is only typical is dashed."""
    touched = {p for m in edges for p in (m.donor.id, m.receiver.id)}
    parties = [p for p in place.market.parties.values() if p.id in touched]
    spots = {p.id: _spot(n, len(parties)) for n, p in enumerate(parties)}
    lines = [_arrow(m, *spots[m.donor.id], *spots[m.receiver.id]) for m in edges]
    dots = [_dot(p.name, *spots[p.id]) for p in parties]
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {SIZE:g} {SIZE:g}" '
        'font-family="sans-serif" font-size="13">'
        '<defs><marker id="tip" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="7" markerHeight="7" '
        'markerUnits="userSpaceOnUse" orient="auto"><path d="M0 0L8 4L0 8z" fill="#2f6f5e"/></marker></defs>'
    )
    return "\n".join([head, *lines, *dots, "</svg>", ""])


def _spot(n: int, count: int) -> tuple[float, float]:
    turn = 2 * math.pi * n / max(count, 1) - math.pi / 2
    radius = SIZE / 2 - MARGIN
    return SIZE / 2 + radius * math.cos(turn), SIZE / 2 + radius * math.sin(turn)


def _arrow(m: Match, x1: float, y1: float, x2: float, y2: float) -> str:
    bend = 0.15
    cx = (x1 + x2) / 2 + (y2 - y1) * bend
    cy = (y1 + y2) / 2 - (x2 - x1) * bend
    away = math.hypot(x2 - cx, y2 - cy) or 1.0
    ex, ey = x2 - (x2 - cx) / away * (NODE + 3), y2 - (y2 - cy) / away * (NODE + 3)
    dash = ' stroke-dasharray="6 4"' if m.want.typical else ""
    title = escape(f"{m.donor.name} → {m.receiver.name}: {m.have.name}, {m.score:.0f}")
    return (
        f'<path d="M{x1:.1f} {y1:.1f}Q{cx:.1f} {cy:.1f} {ex:.1f} {ey:.1f}" fill="none" stroke="#2f6f5e" '
        f'stroke-opacity="0.7" stroke-width="{0.8 + m.score / 40:.2f}" marker-end="url(#tip)"{dash}>'
        f"<title>{title}</title></path>"
    )


def _dot(name: str, x: float, y: float) -> str:
    anchor = "start" if x > SIZE / 2 + 1 else "end" if x < SIZE / 2 - 1 else "middle"
    dx = 12 if anchor == "start" else -12 if anchor == "end" else 0
    dy = -12 if anchor == "middle" and y < SIZE / 2 else 22 if anchor == "middle" else 4
    return (
        f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{NODE:g}" fill="#123f35"/>'
        f'<text x="{x + dx:.1f}" y="{y + dy:.1f}" text-anchor="{anchor}">{escape(name)}</text>'
    )


# Real networks


def read_networks(paths: Iterable[Path]) -> list[recall.Network]:
    """Real networks out of files."""
    from symbioaudit.exchange import catalogue

    return [n for path in paths for n in catalogue.read_networks(path)]


def tested(networks: Sequence[recall.Network], pack: Pack, *, pool: bool) -> list[Tested]:
    """The matching on real networks, each without its own precedents, beside chance and code equality."""
    library, rules = pack.symbiosis, Rules.of(pack)
    left = [recall.without(library, [n]) for n in networks]
    out = _own(networks, left, rules)
    if pool and len(networks) > 1:
        out += _pooled(networks, left, rules)
    return out


def _own(
    networks: Sequence[recall.Network], left: Sequence[Symbiosis], rules: Rules
) -> list[Tested]:
    pairs = list(zip(networks, left, strict=True))
    ranked = {
        way: [
            r for n, lib in pairs for r in recall.rankings(n, lib, rules, uses=way == "with_uses")
        ]
        for way in ("matching", "with_uses")
    }
    ranked["code"] = [r for n, lib in pairs for r in recall.by_code(n, lib)]
    ranked["lot"] = recall.by_lot(ranked["matching"])
    return [Tested("own", way, recall.summed(found)) for way, found in ranked.items()]


def _pooled(
    networks: Sequence[recall.Network], left: Sequence[Symbiosis], rules: Rules
) -> list[Tested]:
    ranked = {
        way: recall.rank_in_pool(networks, left, rules, uses=way == "with_uses")
        for way in ("matching", "with_uses")
    }
    pool = recall.pooled(networks)
    ranked["lot"] = recall.by_lot(ranked["matching"])
    kinds = [(p.activities or (p.business,))[0] for p in pool.market.parties.values()]
    by_kind = {way: recall.by_activity(found, kinds) for way, found in ranked.items()}
    rows = [Tested("pool", way, recall.summed(found)) for way, found in ranked.items()]
    code = recall.by_code(pool, recall.without(left[0], networks))
    rows.append(Tested("pool", "code", recall.summed(code)))
    return rows + [Tested("activities", w, recall.summed(found)) for w, found in by_kind.items()]


def tested_json(rows: Sequence[Tested]) -> list[dict[str, Any]]:
    """The figures as plain data."""
    return [
        {
            "group": t.group,
            "way": t.way,
            "recall": {str(k): round(v, 4) for k, v in t.found.recall.items()},
            "mean_reciprocal_rank": round(t.found.reciprocal, 4),
            "links": t.found.links,
            "streams": t.found.streams,
            "plants": round(t.found.plants, 1),
        }
        for t in rows
    ]
