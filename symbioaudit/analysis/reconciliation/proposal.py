"""F-06: the proposal of a reconciliation, with flags; the typed numbers stay as they are."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from symbioaudit.analysis.formulas.reconcile import Matrix, inverse
from symbioaudit.analysis.reconciliation.elimination import Row, eliminate
from symbioaudit.analysis.reconciliation.network import Flow, Network
from symbioaudit.analysis.results import Label
from symbioaudit.base.i18n import N_, Message

GROSS: Final = 2.0  # F-06: a flow that must move by more than 2σ
LEAST_OF_LARGEST: Final = 1e-9  # of the largest variance: below that a flow moves by nothing anyway
REFINED: Final = 3  # rounds of iterative refinement: variances differ by many orders
NORMAL_95: Final = 1.6449  # quantile of the standard normal distribution, one side

NOTHING_TO_CHECK = N_(
    "no balance can check the amounts: there is nothing to reconcile, measure what is listed below"
)
CONSISTENT = N_("the amounts agree with the balances within their uncertainty")
INCONSISTENT = N_(
    "the amounts disagree with the balances by more than their uncertainty explains: look at the flagged ones first"
)


@dataclass(frozen=True, slots=True)
class Adjusted:
    """One known flow: as stated, as it would have to be, and by how many σ it moved."""

    flow: Flow
    value: float
    deviation: float  # after reconciliation
    gross: bool  # F-06: moved by more than 2σ
    test: float = 0.0  # |change| over its own σ (R.S.H. Mah, A.C. Tamhane, AIChE J. 28 (1982) 828)
    suspect: bool = False  # the largest test of an inconsistent balance: look here first

    @property
    def change(self) -> float:
        """Proposed less stated value."""
        return self.value - (self.flow.value or 0.0)

    @property
    def moved(self) -> float:
        """Change in standard deviations of the stated value."""
        return abs(self.change) / self.flow.deviation if self.flow.deviation else 0.0


@dataclass(frozen=True, slots=True)
class Derived:
    """An unknown flow that follows from the others; a negative one shows that something is wrong."""

    flow: Flow
    value: float
    deviation: float


@dataclass(frozen=True, slots=True)
class Proposal:
    """The reconciliation of one layer. ``objective`` is Σ((x̂−x)/σ)²; ``limit`` its 95 % quantile."""

    network: Network
    adjusted: tuple[Adjusted, ...]
    derived: tuple[Derived, ...]
    verdict: Label
    objective: float = 0.0
    limit: float = 0.0
    freedom: int = 0
    open: tuple[Flow, ...] = field(default=())  # unknown, and following from nothing


def proposals(found: Iterable[Network]) -> tuple[Proposal, ...]:
    """A proposal for each network."""
    return tuple(propose(network) for network in found)


def propose(network: Network) -> Proposal:
    """Least change of the known flows (weights 1/σ²) that closes every balance without unknown flows.

    Flows of no uncertainty do not move. A balance that only such flows could close is left out.
    """
    flows = network.flows
    unknown = [n for n, flow in enumerate(flows) if flow.value is None]
    reduced = eliminate(network.rows, unknown)
    variance = _levelled([flow.deviation**2 for flow in flows])
    checks = [row for row in reduced.checks if any(variance[n] for n in row)]
    values = [flow.value or 0.0 for flow in flows]
    moves, left = _moves(checks, values, variance)
    fitted = {n: values[n] + m for n, m in moves.items()}
    objective = sum(m * m / variance[n] for n, m in moves.items() if variance[n])
    limit = chi_square_95(len(checks)) if checks else 0.0
    return Proposal(
        network,
        tuple(_adjusted(flows, fitted, left, variance)),
        tuple(_derived(flows, reduced.follows, fitted, values, variance)),
        _verdict(len(checks), objective, limit),
        objective,
        limit,
        len(checks),
        tuple(flows[n] for n in unknown if n not in reduced.follows),
    )


def _levelled(variance: Sequence[float]) -> list[float]:
    """Variances within the span that floating point can tell apart; a certain flow stays certain."""
    least = LEAST_OF_LARGEST * max(variance, default=0.0)
    return [max(v, least) if v else 0.0 for v in variance]


def _verdict(freedom: int, objective: float, limit: float) -> Message:
    if not freedom:
        return Message(NOTHING_TO_CHECK)
    return Message(CONSISTENT if objective <= limit else INCONSISTENT)


def _moves(
    checks: Sequence[Row], values: Sequence[float], variance: Sequence[float]
) -> tuple[dict[int, float], dict[int, float]]:
    """By flow: −V·Aᵀ(A·V·Aᵀ)⁻¹·A·x, and the diagonal of V·Aᵀ(A·V·Aᵀ)⁻¹·A·V, which the variance loses."""
    if not checks:
        return {}, {}
    scale, upside = _inverse(checks, variance)
    touches: dict[int, list[tuple[int, float]]] = defaultdict(list)
    for index, row in enumerate(checks):
        for n, v in row.items():
            touches[n].append((index, v * scale[index]))
    moves = dict.fromkeys(touches, 0.0)
    for _again in range(REFINED):
        rests = [
            k * sum(v * (values[n] + moves[n]) for n, v in row.items())
            for k, row in zip(scale, checks, strict=True)
        ]
        pull = [sum(a * r for a, r in zip(row, rests, strict=True)) for row in upside]
        for n, mine in touches.items():
            moves[n] -= variance[n] * sum(v * pull[i] for i, v in mine)
    taken = {
        n: variance[n] ** 2 * sum(v * w * upside[i][k] for i, v in mine for k, w in mine)
        for n, mine in touches.items()
    }
    return moves, taken


def _inverse(checks: Sequence[Row], variance: Sequence[float]) -> tuple[list[float], Matrix]:
    """Scales of the rows that bring the diagonal of A·V·Aᵀ to one, and the inverse of what is scaled."""
    scale = [1 / math.sqrt(sum(v * v * variance[n] for n, v in row.items())) for row in checks]
    rows = [{n: v * k for n, v in row.items()} for row, k in zip(checks, scale, strict=True)]
    return scale, inverse(
        [
            [
                sum(v * other[n] * variance[n] for n, v in row.items() if n in other)
                for other in rows
            ]
            for row in rows
        ]
    )


def _adjusted(
    flows: Sequence[Flow],
    fitted: Mapping[int, float],
    taken: Mapping[int, float],
    variance: Sequence[float],
) -> Iterable[Adjusted]:
    changes = {n: abs(value - (flows[n].value or 0.0)) for n, value in fitted.items()}
    tests = {n: c / math.sqrt(taken[n]) if taken[n] > 0 else 0.0 for n, c in changes.items()}
    worst = max(tests.values(), default=0.0)
    for n, value in fitted.items():
        after = min(flows[n].deviation, math.sqrt(max(variance[n] - taken[n], 0.0)))
        gross = changes[n] > GROSS * flows[n].deviation > 0
        suspect = tests[n] > GROSS and tests[n] >= worst * (1 - 1e-6)
        yield Adjusted(flows[n], value, after, gross, tests[n], suspect)


def _derived(
    flows: Sequence[Flow],
    follows: Mapping[int, Row],
    fitted: Mapping[int, float],
    values: Sequence[float],
    variance: Sequence[float],
) -> Iterable[Derived]:
    for n, row in follows.items():
        value = sum(v * fitted.get(k, values[k]) for k, v in row.items())
        yield Derived(flows[n], value, math.sqrt(sum(v * v * variance[k] for k, v in row.items())))


def chi_square_95(freedom: int) -> float:
    """95 % quantile of χ² (E.B. Wilson, M.M. Hilferty, PNAS 17 (1931) 684)."""
    share = 2 / (9 * freedom)
    return freedom * float((1 - share + NORMAL_95 * math.sqrt(share)) ** 3)
