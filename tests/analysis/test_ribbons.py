"""Geometry of flow diagrams: small ribbons gathered, nothing lost, nothing on top of each other."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations, pairwise

from hypothesis import given
from hypothesis import strategies as st

from symbioaudit.analysis.results import SankeyLink
from symbioaudit.analysis.ribbons import (
    OTHER,
    Frame,
    Place,
    bands,
    gathered,
    is_inner,
    lay_out,
    node_kind,
)

NODES = ("in:raw", "in:energy", "p1", "p2", "p3", "p4", "out:waste", "out:product", "unknown")
LABEL = 24.0


@dataclass(frozen=True)
class Node:
    key: str
    kind: str


def sided(pair: tuple[str, str]) -> bool:
    source, target = pair
    return node_kind(source) != "out" and node_kind(target) != "in" and source != target


links_of = st.lists(
    st.builds(
        lambda pair, value, group, soft: SankeyLink(
            *pair, "x", value, group, soft, ("stream", "s")
        ),
        st.tuples(st.sampled_from(NODES), st.sampled_from(NODES)).filter(sided),
        st.floats(0.01, 1e6),
        st.sampled_from(("raw", "waste")),
        st.booleans(),
    ),
    min_size=1,
    max_size=40,
)


@given(links_of, st.integers(1, 10))
def test_gathering_loses_no_amount_and_no_record(links: list[SankeyLink], most: int) -> None:
    whole = gathered(links, 10_000)
    few = gathered(links, most)
    assert sum(len(r.records) for r in whole) == len(links)
    between = sum(
        r.value for r in whole[most:] if {node_kind(r.source), node_kind(r.target)} == {"process"}
    )
    kept, total = sum(r.value for r in few), sum(r.value for r in whole)
    assert total - between - 1e-6 * total <= kept <= total * (1 + 1e-9)
    for ribbon in few:
        if OTHER in (ribbon.source, ribbon.target):
            assert ribbon.source != ribbon.target


@given(links_of)
def test_nodes_and_labels_of_a_column_do_not_overlap(links: list[SankeyLink]) -> None:
    ribbons = gathered(links, 30)
    keys = sorted({key for r in ribbons for key in (r.source, r.target)})
    nodes = [Node(key, node_kind(key)) for key in keys]
    layout = lay_out(nodes, ribbons, Frame(10.0, lambda most: 60.0 * most, lambda _p, _c: LABEL))
    count = len(layout.columns)
    for column in layout.columns:
        for one, other in combinations(sorted(column, key=lambda p: p.top), 2):
            assert _lower(one, count) <= _upper(other, count) + 1e-6
    for number, ribbon in enumerate(ribbons):
        sides = {node_kind(ribbon.source), node_kind(ribbon.target)}
        if number not in layout.back and "unknown" not in sides:
            assert layout.places[ribbon.source].column < layout.places[ribbon.target].column


def _upper(place: Place, count: int) -> float:
    if is_inner(place, count):
        return place.top - LABEL
    return min(place.top, place.top + place.tall / 2 - LABEL / 2)


def _lower(place: Place, count: int) -> float:
    side = 0.0 if is_inner(place, count) else place.top + place.tall / 2 + LABEL / 2
    return max(place.top + place.tall, side)


@given(links_of)
def test_bands_fill_their_nodes_without_overlap(links: list[SankeyLink]) -> None:
    ribbons = gathered(links, 30)
    keys = sorted({key for r in ribbons for key in (r.source, r.target)})
    nodes = [Node(key, node_kind(key)) for key in keys]
    layout = lay_out(nodes, ribbons, Frame(10.0, lambda _m: 400.0, lambda _p, _c: LABEL))
    found = bands(layout, ribbons)
    assert sorted(b.number for b in found) == list(range(len(ribbons)))
    for key in keys:
        leaving = sorted(
            (b.start, ribbons[b.number].value) for b in found if ribbons[b.number].source == key
        )
        for (start, value), (after, _value) in pairwise(leaving):
            assert start + value * layout.scale <= after + 1e-6
