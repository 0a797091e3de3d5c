"""The balance helper: published reconciliation, unknown flows, what to measure, seeded totals."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from symbioaudit.analysis.reconciliation.elimination import eliminate
from symbioaudit.analysis.reconciliation.measuring import next_measurements
from symbioaudit.analysis.reconciliation.network import Flow, Network
from symbioaudit.analysis.reconciliation.proposal import chi_square_95, propose
from symbioaudit.analysis.reconciliation.spread import spreads
from symbioaudit.methodology import load_pack

# Heat exchanger with a bypass: splitter, exchanger, bypass valve, mixer.
BYPASS = (
    (1.0, -1.0, -1.0, 0.0, 0.0, 0.0),
    (0.0, 1.0, 0.0, -1.0, 0.0, 0.0),
    (0.0, 0.0, 1.0, 0.0, -1.0, 0.0),
    (0.0, 0.0, 0.0, 1.0, 1.0, -1.0),
)
MEASURED = (101.91, 64.45, 34.65, 64.20, 36.44, 98.88)


def _network(
    values: tuple[float | None, ...], rows: tuple[tuple[float, ...], ...], deviation: float = 1.0
) -> Network:
    sides = ("in", *("internal" for _ in values[2:]), "out")
    flows = tuple(
        Flow(
            ("stream", str(n), "raw_material"),
            f"F{n}",
            side,
            value,
            deviation if value is not None else 0.0,
        )
        for n, (value, side) in enumerate(zip(values, sides, strict=True))
    )
    return Network("mass", "t/a", flows, rows, tuple(str(n) for n in range(len(rows))))


def test_the_published_bypass_is_reconciled() -> None:
    """S. Narasimhan, C. Jordache, Data Reconciliation and Gross Error Detection (2000), table 1-1."""
    found = propose(_network(MEASURED, BYPASS))
    fitted = [round(a.value, 2) for a in sorted(found.adjusted, key=lambda a: a.flow.key)]
    assert fitted == [100.22, 64.50, 35.72, 64.50, 35.72, 100.22]
    assert found.freedom == 4
    assert not any(a.gross for a in found.adjusted)


def test_unknown_flows_follow_or_stay_open() -> None:
    """Bypass side unmeasured: it follows from splitter and mixer; two unknown parallel flows do not."""
    found = propose(_network((101.91, 64.45, None, 64.20, None, 98.88), BYPASS))
    assert {d.flow.name for d in found.derived} == {"F2", "F4"}
    assert found.freedom == 2
    follows = found.derived[0]
    best = {a.flow.name: a.value for a in found.adjusted}
    assert follows.value == pytest.approx(best["F0"] - best["F1"])
    blind = propose(_network((101.91, None, None, None, None, 98.88), BYPASS))
    assert not blind.derived
    assert {f.name for f in blind.open} == {"F1", "F2", "F3", "F4"}
    assert [round(a.value, 3) for a in blind.adjusted] == [100.395, 100.395]


def test_a_gross_error_is_flagged_and_nothing_is_overwritten() -> None:
    values = (100.0, 64.0, 36.0, 64.0, 46.0, 100.0)
    network = _network(values, BYPASS)
    found = propose(network)
    assert [a.flow.name for a in found.adjusted if a.suspect] == ["F4"]
    assert "F4" in [a.flow.name for a in found.adjusted if a.gross]
    assert found.objective > found.limit
    assert tuple(f.value for f in network.flows) == values


def test_without_a_whole_balance_nothing_is_proposed() -> None:
    found = propose(_network((None, 64.0, 36.0, None, None, None), BYPASS))
    assert "reconcile" in found.verdict.render("en")
    assert not found.adjusted
    assert {d.flow.name for d in found.derived} == {"F0", "F3", "F4", "F5"}


@example([1.0, 1.0, 1.0, 1.0, 526078.0, 1.0], [0.5] * 6)
@given(
    st.lists(st.floats(1, 1e6), min_size=6, max_size=6),
    st.lists(st.floats(0.01, 0.5), min_size=6, max_size=6),
)
def test_a_proposal_closes_every_balance_and_never_adds_doubt(
    values: list[float], shares: list[float]
) -> None:
    network = _network(tuple(values), BYPASS)
    flows = tuple(
        replace(f, deviation=(f.value or 0) * s) for f, s in zip(network.flows, shares, strict=True)
    )
    found = propose(replace(network, flows=flows))
    fitted = {a.flow.key: a.value for a in found.adjusted}
    for row in BYPASS:
        rest = sum(sign * fitted[f.key] for sign, f in zip(row, flows, strict=True) if sign)
        assert abs(rest) <= 1e-6 * max(values)
    assert all(a.deviation <= a.flow.deviation * (1 + 1e-9) for a in found.adjusted)


@given(
    st.lists(st.lists(st.sampled_from([-1.0, 0.0, 1.0]), min_size=5, max_size=5), max_size=4),
    st.sets(st.integers(0, 4)),
)
def test_elimination_keeps_only_what_known_flows_say(
    rows: list[list[float]], unknown: set[int]
) -> None:
    found = eliminate(rows, sorted(unknown))
    assert all(not unknown & row.keys() for row in found.checks)
    assert all(not unknown & row.keys() for row in found.follows.values())
    assert len(found.checks) + len(found.follows) <= len(rows)


def test_quantiles_of_chi_square() -> None:
    """Tables: χ²(0.95) of 1, 2, 5, 10, 30 is 3.841, 5.991, 11.070, 18.307, 43.773."""
    for freedom, table in ((1, 3.841), (2, 5.991), (5, 11.070), (10, 18.307), (30, 43.773)):
        assert chi_square_95(freedom) == pytest.approx(table, rel=0.03)


def test_the_worst_known_and_the_unknown_come_first() -> None:
    thresholds = load_pack("is-screening-ru", None).thresholds
    network = _network((100.0, 60.0, 40.0), ((1.0, -1.0, -1.0),))
    doubts = (1.0, 0.5, 20.0)
    flows = tuple(replace(f, deviation=d) for f, d in zip(network.flows, doubts, strict=True))
    found = next_measurements((propose(replace(network, flows=flows)),), thresholds)
    assert [m.flow.name for m in found] == ["F2"]
    assert 0.9 < found[0].removes <= 1
    assert found[0].how.render("ru")
    blind = _network((100.0, 60.0, None, 30.0), ((1.0, -1.0, -1.0, -1.0), (1.0, -1.0, 0.0, -1.0)))
    assert next_measurements((propose(blind),), thresholds)


def test_totals_have_an_interval_that_is_the_same_each_time() -> None:
    network = _network((100.0, 60.0, 40.0), ((1.0, -1.0, -1.0),), deviation=5.0)
    first, second = spreads((network,)), spreads((network,))
    assert first == second
    entering = next(s for s in first if s.what == "in")
    assert entering.best == 100.0
    # A lognormal of 5 % has its interval of 95 % at about ±1.96σ.
    sigma = math.sqrt(math.log1p(0.05**2))
    assert entering.low == pytest.approx(100 * math.exp(-1.96 * sigma), rel=0.01)
    assert entering.high == pytest.approx(100 * math.exp(1.96 * sigma), rel=0.01)
    rest = next(s for s in first if s.what == "rest")
    assert rest.low < rest.best < rest.high
    assert sum(share for _f, share in rest.causes) == pytest.approx(1)
