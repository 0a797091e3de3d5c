"""Sums by region that give no single enterprise away.

A sum is published when at least k enterprises stand behind it. In each region the sums of the classes and
their total are told; what is held back is at least two sums of at least k enterprises together, so that the
total minus what is published is itself a sum that may be told. Published numbers have three digits, so that
two states of the registry do not give away the one enterprise between them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from math import floor, log10
from typing import Any, Final

DIGITS: Final = 3
Group = tuple[str, str, str]  # region, side, unit


@dataclass(frozen=True, slots=True)
class Cell:
    """One sum: of a class in a region, of one side and unit."""

    region: str
    side: str
    unit: str
    resource: str  # class, "" where it is not known
    quantity: float
    enterprises: frozenset[str]


@dataclass(frozen=True, slots=True)
class Sum:
    """What is published of a cell, or of a region's total (``resource`` None)."""

    region: str
    side: str
    unit: str
    resource: str | None
    quantity: float
    enterprises: int


def published(cells: Iterable[Cell], least: int) -> list[Sum]:
    """The sums that may be told, and the total of each region where that may be told too."""
    groups: dict[Group, list[Cell]] = defaultdict(list)
    for cell in cells:
        groups[cell.region, cell.side, cell.unit].append(cell)
    found = []
    for _group, each in sorted(groups.items()):
        found += _of_group(sorted(each, key=lambda c: c.resource), least)
    return found


def _of_group(cells: list[Cell], least: int) -> list[Sum]:
    open_ = {c.resource for c in cells if len(c.enterprises) >= least}
    while not _hidden_enough([c for c in cells if c.resource not in open_], least) and open_:
        by_size = {c.resource: (len(c.enterprises), c.quantity) for c in cells}
        open_.remove(min(open_, key=lambda name: (by_size[name], name)))
    hidden = [c for c in cells if c.resource not in open_]
    sums = [_sum(c, c.resource) for c in cells if c.resource in open_]
    everybody = frozenset[str]().union(*(c.enterprises for c in cells))
    if len(everybody) >= least and _hidden_enough(hidden, least):
        first = cells[0]
        total = sum(c.quantity for c in cells)
        whole = Cell(first.region, first.side, first.unit, "", total, everybody)
        sums.append(_sum(whole, None))
    return sums


def _hidden_enough(hidden: list[Cell], least: int) -> bool:
    """Nothing is hidden, or several sums of several enterprises together."""
    behind = frozenset[str]().union(*(c.enterprises for c in hidden))
    return not hidden or (len(hidden) >= 2 and len(behind) >= least)


def _sum(cell: Cell, resource: str | None) -> Sum:
    quantity, n = rounded(cell.quantity), len(cell.enterprises)
    return Sum(cell.region, cell.side, cell.unit, resource, quantity, n)


def rounded(value: float, digits: int = DIGITS) -> float:
    """A number to its leading digits."""
    return 0.0 if value == 0 else round(value, digits - 1 - floor(log10(abs(value))))


def cells_of(rows: Iterable[Any]) -> list[Cell]:
    """Cells from rows (region, side, unit, class, inn, quantity): one row for each enterprise."""
    sums: dict[tuple[str, str, str, str], dict[str, float]] = defaultdict(dict)
    for row in rows:
        key = (str(row["region"]), str(row["side"]), str(row["unit"]), str(row["class"]))
        who = str(row["inn"])
        sums[key][who] = sums[key].get(who, 0.0) + float(row["quantity"])
    return [Cell(*key, sum(who.values()), frozenset(who)) for key, who in sums.items()]
