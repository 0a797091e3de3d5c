"""Elimination of flows that nobody measured (V. Václavek, Chem. Eng. Sci. 24 (1969) 947; matrix form
after S. Narasimhan, C. Jordache, Data Reconciliation and Gross Error Detection, 2000, ch. 3)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

TINY: Final = 1e-9
Row = dict[int, float]  # column → coefficient; balances touch few flows each


@dataclass(frozen=True, slots=True)
class Reduced:
    """Balances without unknown flows, and unknown flows that follow from known ones."""

    checks: tuple[Row, ...]  # independent rows over known flows only
    follows: dict[int, Row]  # unknown flow → its value as a sum over known flows


def eliminate(rows: Sequence[Sequence[float]], unknown: Sequence[int]) -> Reduced:
    """Split A·x = 0 by which flows are unknown (column numbers)."""
    work = [{n: v for n, v in enumerate(row) if v} for row in rows]
    pivots = _reduce(work, unknown)
    blind = set(unknown)
    follows: dict[int, Row] = {}
    for column, index in pivots.items():
        row = work[index]
        if not (blind & row.keys()) - {column}:
            follows[column] = {n: -v / row[column] for n, v in row.items() if n != column}
    taken = set(pivots.values())
    return Reduced(_independent([row for n, row in enumerate(work) if n not in taken]), follows)


def _reduce(work: list[Row], columns: Sequence[int]) -> dict[int, int]:
    """Gauss–Jordan in place; returns column → number of its pivot row."""
    pivots: dict[int, int] = {}
    for column in columns:
        free = (n for n in range(len(work)) if n not in pivots.values())
        best = max(free, key=lambda n: abs(work[n].get(column, 0.0)), default=None)
        if best is None or abs(work[best].get(column, 0.0)) <= TINY:
            continue
        pivots[column] = best
        for n, row in enumerate(work):
            if n != best and abs(row.get(column, 0.0)) > TINY:
                work[n] = _less(row, work[best], row[column] / work[best][column])
    return pivots


def _less(row: Row, other: Row, share: float) -> Row:
    """``row − share·other`` without what has become nothing."""
    both = row.keys() | other.keys()
    made = {n: row.get(n, 0.0) - share * other.get(n, 0.0) for n in both}
    return {n: v for n, v in made.items() if abs(v) > TINY}


def _independent(rows: Sequence[Row]) -> tuple[Row, ...]:
    kept: list[Row] = []
    reduced: list[tuple[int, Row]] = []
    for row in rows:
        rest = row
        for column, other in reduced:
            if column in rest:
                rest = _less(rest, other, rest[column] / other[column])
        if rest:
            reduced.append((max(rest, key=lambda n: abs(rest[n])), rest))
            kept.append(row)
    return tuple(kept)
