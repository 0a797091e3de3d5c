"""What the closing of an audit is judged by: potential, priorities, sums after interactions, risks.

A score whose parts are not all known has no value, only the least and the most that it can be:
what is unknown is never counted as zero.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from symbioaudit.analysis.results import Label, Quantity

UNKNOWN = Quantity(None, "")


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a score: 0–100 from what was measured, with its weight in the whole."""

    id: str
    label: Label
    weight: float
    score: Quantity  # 0–100
    measure: Quantity  # what it was scored from


@dataclass(frozen=True, slots=True)
class Score:
    """A weighed score, 0–100. ``low`` and ``high`` are what it can be; equal where all is known."""

    parts: tuple[Part, ...] = ()
    total: Quantity = UNKNOWN
    low: float = 0.0
    high: float = 100.0

    @property
    def known(self) -> bool:
        """At least one part is known."""
        return any(part.score.value is not None for part in self.parts)

    @property
    def middle(self) -> float:
        """Where to put it in an order."""
        return (self.low + self.high) / 2


@dataclass(frozen=True, slots=True)
class Measure:
    """One opportunity: its priority (F-63), the cross-check (F-64), what it saves in a year."""

    record_id: str
    name: str
    priority: Score
    closeness: Quantity  # TOPSIS, 0–1
    savings: Mapping[str, Quantity]  # mass, energy, water, ghg, money, capex


@dataclass(frozen=True, slots=True)
class Counted:
    """What of a measure is in the sum: ``share`` 0 with a reason, or less than 1 for an overlap."""

    record_id: str
    name: str
    share: float
    why: Label | None = None


@dataclass(frozen=True, slots=True)
class Together:
    """Sums over the measures that go together: plain, and after interactions."""

    plain: Mapping[str, Quantity] = field(default_factory=dict)
    after: Mapping[str, Quantity] = field(default_factory=dict)
    counted: tuple[Counted, ...] = ()


@dataclass(frozen=True, slots=True)
class RiskRow:
    """One risk (F-66): rank now and after its measure, and the bands that they fall into."""

    record_id: str
    name: str
    probability: int | None
    impact: int | None
    rank: Quantity
    band: str | None
    residual_probability: int | None
    residual_impact: int | None
    residual: Quantity
    residual_band: str | None
    needs_measure: bool  # the rank asks for one and there is none


@dataclass(frozen=True, slots=True)
class Outlook:
    """All of it, for one audit."""

    potential: Score = Score()
    readiness: Score = Score()
    quadrants: tuple[str, ...] = ()  # the quadrants that are possible; one where it is certain
    measures: tuple[Measure, ...] = ()  # the first is the most urgent
    together: Together = Together()
    risks: tuple[RiskRow, ...] = ()
