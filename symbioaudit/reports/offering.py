"""What a report says of symbiosis: rows made by the service that matches, in the language of the report.

A report computes nothing; names of other enterprises that may not be told are masked before matching.
"""

from __future__ import annotations

from dataclasses import dataclass

from symbioaudit.analysis.results import Quantity


@dataclass(frozen=True, slots=True)
class SideRow:
    """One have or want of the plant."""

    name: str
    resource: str  # class of resources; empty: not recognised
    amount: Quantity
    level: str  # who may see it
    matches: int
    score: Quantity | None  # of the best match
    missing: str
    record: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True)
class PartCell:
    """One part of a score, 0–1, with its weight."""

    id: str
    title: str
    weight: float
    low: float
    best: float
    high: float


@dataclass(frozen=True, slots=True)
class MatchRow:
    """One match; gates are (name, verdict, note)."""

    resource: str
    gives: bool
    partner: str
    kind: str
    gates: tuple[tuple[str, str, str], ...]
    score: Quantity
    confidence: float
    exchanged: Quantity
    gain_own: Quantity
    gain_partner: Quantity
    carbon: Quantity
    distance: Quantity
    parts: tuple[PartCell, ...]
    text: str
    ask: tuple[str, ...]  # what to find out first
    open: bool
    taken: bool  # in work as a record of F20


@dataclass(frozen=True, slots=True)
class FitRow:
    """One technology for one stream."""

    stream: str
    technology: str
    product: str
    kind: str  # proven, innovative, breakthrough
    kind_text: str
    trl: str
    verdict: str  # fits, open, fails
    verdict_text: str
    speaks_for: str
    against: str
    check: str
    source: str


@dataclass(frozen=True, slots=True)
class ChainRow:
    """One chain, or a bridge over a technology."""

    text: str
    links: int
    score: float
    cascade: bool


@dataclass(frozen=True, slots=True)
class JointRow:
    """The same resource at several plants."""

    resource: str
    plants: int
    totals: str


@dataclass(frozen=True, slots=True)
class WorkRow:
    """A match in work (F20)."""

    status: str
    since: str
    resource: str
    partner: str
    score: float | None
    ends_with: str
    stage: str  # idea, discussion …


@dataclass(frozen=True, slots=True)
class Offering:
    """All of it."""

    haves: tuple[SideRow, ...] = ()
    wants: tuple[SideRow, ...] = ()
    matches: tuple[MatchRow, ...] = ()
    fits: tuple[FitRow, ...] = ()
    chains: tuple[ChainRow, ...] = ()
    joints: tuple[JointRow, ...] = ()
    work: tuple[WorkRow, ...] = ()
