"""The layered layout: nothing overlaps, links run to the right, the same graph the same picture."""

from __future__ import annotations

import random
import time
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from symbioaudit.services.layout import Layered, layered

NAMES = [f"n{i}" for i in range(12)]
sizes_of = st.dictionaries(
    st.sampled_from(NAMES), st.tuples(st.floats(10, 200), st.floats(10, 120)), min_size=1
)


@st.composite
def graphs(draw: st.DrawFn, *, acyclic: bool = False):
    sizes = draw(sizes_of)
    keys = sorted(sizes)
    pairs = st.tuples(st.sampled_from(keys), st.sampled_from(keys))
    links = draw(st.lists(pairs, max_size=30))
    return sizes, [p for p in links if p[0] < p[1]] if acyclic else links


def overlapping(placed: Layered, sizes: dict[str, tuple[float, float]]) -> list[tuple[str, str]]:
    def apart(a: str, b: str) -> bool:
        (ax, ay), (bx, by) = placed.at[a], placed.at[b]
        (aw, ah), (bw, bh) = sizes[a], sizes[b]
        slack = 1e-6
        return (
            ax + aw <= bx + slack
            or bx + bw <= ax + slack
            or ay + ah <= by + slack
            or by + bh <= ay + slack
        )

    return [(a, b) for a, b in combinations(placed.at, 2) if not apart(a, b)]


@given(graphs())
def test_every_node_is_placed_and_none_overlaps(graph) -> None:
    sizes, links = graph
    placed = layered(sizes, links)
    assert set(placed.at) == set(sizes)
    assert overlapping(placed, sizes) == []
    assert min(y for _x, y in placed.at.values()) >= -1e-6


@given(graphs(acyclic=True))
def test_links_without_circles_run_to_the_right(graph) -> None:
    sizes, links = graph
    placed = layered(sizes, links)
    assert not placed.back
    for source, target in links:
        assert placed.at[source][0] + sizes[source][0] < placed.at[target][0]


@given(graphs())
def test_only_links_of_circles_run_back(graph) -> None:
    sizes, links = graph
    placed = layered(sizes, links)
    for source, target in links:
        if source != target and (source, target) not in placed.back:
            assert placed.at[source][0] < placed.at[target][0]
    for source, target in placed.back:
        assert _reaches(target, source, links)


def _reaches(start: str, end: str, links: list[tuple[str, str]]) -> bool:
    seen, queue = {start}, [start]
    for key in queue:
        for source, target in links:
            if source == key and target not in seen:
                seen.add(target)
                queue.append(target)
    return end in seen


@given(graphs())
def test_the_same_graph_gives_the_same_picture(graph) -> None:
    sizes, links = graph
    assert layered(sizes, links) == layered(dict(sizes), list(links))


def test_a_chain_is_a_straight_line() -> None:
    sizes = dict.fromkeys("abcd", (100.0, 40.0))
    placed = layered(sizes, [("a", "b"), ("b", "c"), ("c", "d")], across=50)
    assert [placed.at[key] for key in "abcd"] == [(0, 0), (150, 0), (300, 0), (450, 0)]


def test_crossed_links_are_uncrossed() -> None:
    sizes = dict.fromkeys(("a", "b", "x", "y"), (10.0, 10.0))
    placed = layered(sizes, [("a", "y"), ("b", "x")])
    assert (placed.at["a"][1] < placed.at["b"][1]) == (placed.at["y"][1] < placed.at["x"][1])


def test_a_link_to_nowhere_is_refused() -> None:
    with pytest.raises(KeyError):
        layered({"a": (1.0, 1.0)}, [("a", "ghost")])


def test_time_grows_about_linearly() -> None:
    small, large = _seconds(250), _seconds(1000)
    assert large < 1.0
    assert large / small < 16  # four times the nodes; quadratic would be 16 and more


def _seconds(count: int) -> float:
    chance = random.Random(1)
    keys = [f"p{i}" for i in range(count)]
    links = [(keys[max(0, i - chance.randint(1, 12))], keys[i]) for i in range(1, count)] * 1
    links += [(keys[max(0, i - chance.randint(1, 12))], keys[i]) for i in range(1, count)]
    sizes = dict.fromkeys(keys, (180.0, 70.0))
    taken = []
    for _again in range(3):
        begun = time.perf_counter()
        layered(sizes, links)
        taken.append(time.perf_counter() - begun)
    return min(taken)
