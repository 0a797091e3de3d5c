"""What a chart of results is made of, without any drawing: rows of segments, each with the quantity behind it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from symbioaudit.analysis.results import Quantity
from symbioaudit.services.figures import Link, View
from symbioaudit.units import unit_label

REST: Final = "rest"  # series of what nobody accounts for: hatched
LEAD: Final = ""  # series of a segment that only moves the next one: not drawn


@dataclass(frozen=True, slots=True)
class Segment:
    """One piece of a bar. ``value`` None: unknown, drawn as a hatched stub."""

    label: str
    value: float | None
    text: str
    series: str  # colours it; see ``Chart.legend``
    quantity: Quantity | None = None
    link: Link | None = None
    estimated: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """One bar with its name and a remark at its end."""

    label: str
    segments: tuple[Segment, ...]
    note: str = ""
    role: str = ""  # colours the remark
    first: bool = False  # a group of bars begins here
    reached: float | None = None  # cumulative share, 0–1


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart; ``limit`` is the cumulative share that a dashed line marks."""

    title: str
    rows: tuple[Row, ...]
    legend: tuple[tuple[str, str], ...] = ()  # (series, its name)
    unit: str = ""
    limit: float | None = None
    grid: bool = False  # cells of scores instead of bars
    heads: tuple[str, ...] = ()  # of the columns of a grid
    left_out: int = 0  # rows that only the table has

    @property
    def largest(self) -> float:
        """The longest bar."""
        return max((length(row) for row in self.rows), default=0.0)


def length(row: Row) -> float:
    """The length of a bar in the chart's unit; what is unknown has none."""
    return sum(abs(s.value or 0.0) for s in row.segments)


def segment(
    view: View, label: str, quantity: Quantity, series: str, link: Link | None = None
) -> Segment:
    """A quantity of the results as a piece of a bar."""
    figure = view.shown(quantity)
    soft = figure.role == "estimate"
    return Segment(label, quantity.value, figure.text, series, quantity, link, soft)


def unit(view: View, unit: str) -> str:
    """The unit of an axis in words."""
    return "%" if unit == "1" else unit_label(unit, view.lang)
