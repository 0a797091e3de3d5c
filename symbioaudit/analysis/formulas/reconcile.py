"""F-06: least change of measured flows that makes the balances close."""

from __future__ import annotations

from collections.abc import Sequence

Matrix = list[list[float]]


def reconciled(
    measured: Sequence[float], deviations: Sequence[float], balances: Sequence[Sequence[float]]
) -> list[float]:
    """F-06: x̂ = x − V·Aᵀ·(A·V·Aᵀ)⁻¹·A·x with V = diag σ²; one row of ``balances`` per balance (A·x = 0)."""
    variance = [s * s for s in deviations]
    weighed = [[a * v for a, v in zip(row, variance, strict=True)] for row in balances]
    left = [[_dot(row, other) for other in balances] for row in weighed]
    right = [_dot(row, measured) for row in balances]
    multipliers = solve(left, right)
    return [
        x - sum(m * row[n] for m, row in zip(multipliers, weighed, strict=True))
        for n, x in enumerate(measured)
    ]


def gross_errors(
    measured: Sequence[float], fitted: Sequence[float], deviations: Sequence[float]
) -> list[int]:
    """F-06: numbers (from 1) of flows that had to move by more than 2σ."""
    rows = zip(measured, fitted, deviations, strict=True)
    return [n for n, (x, y, s) in enumerate(rows, 1) if abs(y - x) > 2 * s]


def solve(left: Matrix, right: Sequence[float]) -> list[float]:
    """Solve a small linear system by elimination with pivoting.

    Raises:
        ValueError: the balances are not independent.
    """
    rows = [[*row, value] for row, value in zip(left, right, strict=True)]
    size = len(rows)
    for column in range(size):
        pivot = max(range(column, size), key=lambda r: abs(rows[r][column]))
        if abs(rows[pivot][column]) < 1e-12:
            raise ValueError("A·V·Aᵀ is singular")
        rows[column], rows[pivot] = rows[pivot], rows[column]
        for other in range(size):
            if other != column:
                share = rows[other][column] / rows[column][column]
                rows[other] = [
                    a - share * b for a, b in zip(rows[other], rows[column], strict=True)
                ]
    return [rows[n][size] / rows[n][n] for n in range(size)]


def inverse(matrix: Matrix) -> Matrix:
    """Inverse of a small symmetric matrix by Gauss–Jordan with pivoting.

    Raises:
        ValueError: the balances are not independent.
    """
    size = len(matrix)
    rows = [[*row, *(float(n == k) for k in range(size))] for n, row in enumerate(matrix)]
    for column in range(size):
        pivot = max(range(column, size), key=lambda r: abs(rows[r][column]))
        if abs(rows[pivot][column]) < 1e-12:
            raise ValueError("A·V·Aᵀ is singular")
        rows[column], rows[pivot] = rows[pivot], rows[column]
        top = rows[column][column]
        rows[column] = [v / top for v in rows[column]]
        for other in range(size):
            share = rows[other][column]
            if other != column and share:
                rows[other] = [
                    a - share * b for a, b in zip(rows[other], rows[column], strict=True)
                ]
    return [row[size:] for row in rows]


def _dot(a: Sequence[float], b: Sequence[float]) -> float:
    return sum(x * y for x, y in zip(a, b, strict=True))
