"""A quantity as a person typed it, and what it means in canonical units.

Only :mod:`symbioaudit.units` makes these from text; everything below reads
:attr:`Amount.canonical` and never converts (DESIGN §4).
"""

from __future__ import annotations

from dataclasses import dataclass

from symbioaudit.model.enums import AmountKind, Basis, Missing, Per


@dataclass(frozen=True, slots=True)
class Span:
    """Low, best and high of a number; equal when it is exact; an open bound is ``None``."""

    best: float | None = None
    low: float | None = None
    high: float | None = None

    def scaled(self, factor: float) -> Span:
        """Return the span multiplied by a positive ``factor``."""
        return Span(*(None if v is None else v * factor for v in (self.best, self.low, self.high)))


@dataclass(frozen=True, slots=True)
class Via:
    """A property or calendar fact that a conversion used, with its source."""

    name: str  # density, ncv, moisture, hours_per_year, shifts_per_year, period …
    value: float
    unit: str
    source: str


@dataclass(frozen=True, slots=True)
class Amount:
    """An amount as typed, parsed and canonical.

    ``value`` is in the unit ``unit`` per ``per`` as entered; ``canonical`` is in
    ``canonical_unit`` (t, GJ, m3, kW, degC, RUB … or per year: t/a, GJ/a, m3/a, RUB/a).
    A blank with a reason has ``missing`` set and no numbers. ``gap`` names what a
    conversion lacked (``density``, ``calendar`` …): then ``canonical`` is None.
    """

    text: str
    kind: AmountKind = AmountKind.EXACT
    value: Span | None = None
    unit: str | None = None  # key of units' table, e.g. thousand_m3
    per: Per | None = None
    basis: Basis | None = None
    dimension: str | None = None  # e.g. mass_per_year
    canonical: Span | None = None
    canonical_unit: str | None = None
    missing: Missing | None = None
    via: tuple[Via, ...] = ()
    gap: str | None = None

    @property
    def number(self) -> float | None:
        """Best canonical value, or None when blank or not convertible."""
        return self.canonical.best if self.canonical else None

    @property
    def is_estimate(self) -> bool:
        """True where the number must be shown as an estimate."""
        soft = self.kind is not AmountKind.EXACT
        return soft or self.basis in {Basis.ESTIMATED, Basis.DESIGN, Basis.LITERATURE}
