"""A loaded pack: steps, closed lists, factors, formulas, thresholds; frozen."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from symbioaudit.base.i18n import Text
from symbioaudit.forms import FormDef
from symbioaudit.methodology.symbiosis import Symbiosis


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the methodology (METHODOLOGY 4.2)."""

    id: str
    number: int
    title: Text
    purpose: Text
    forms: tuple[str, ...]
    later: bool = False
    data: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class EnumEntry:
    """One value of a closed list; extra keys (hierarchy, placement …) are in ``data``."""

    value: str
    text: Text
    data: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Factor:
    """One factor with all that makes it trustworthy: unit, source, year, region, validity."""

    id: str
    title: Text
    value: float
    unit: str
    source: str
    year: int | None = None
    region: str | None = None
    valid_until: date | None = None
    verified: bool = False
    note: str | None = None

    def citation(self) -> str:
        """Source with year and region, as printed in the annex of factors."""
        return ", ".join(str(part) for part in (self.source, self.year, self.region) if part)

    def expired(self, on: date) -> bool:
        """True when the factor was no longer valid on that day."""
        return self.valid_until is not None and on > self.valid_until


class FactorSet(Mapping[str, tuple[Factor, ...]]):
    """Factors by id; one id may have versions by region and year."""

    def __init__(self, factors: tuple[Factor, ...]) -> None:
        self._by_id: dict[str, tuple[Factor, ...]] = {}
        for factor in factors:
            self._by_id[factor.id] = (*self._by_id.get(factor.id, ()), factor)

    def __getitem__(self, key: str) -> tuple[Factor, ...]:
        return self._by_id[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._by_id)

    def __len__(self) -> int:
        return len(self._by_id)

    def find(
        self, factor_id: str, *, region: str | None = None, year: int | None = None
    ) -> Factor | None:
        """The version for this region (else the federal one), the newest not after ``year``."""
        versions = self._by_id.get(factor_id, ())
        own = [f for f in versions if f.region == region] if region else []
        fitting = own or [f for f in versions if f.region is None]
        dated = [f for f in fitting if year is None or f.year is None or f.year <= year]
        return max(dated or fitting, key=lambda f: f.year or 0, default=None)


@dataclass(frozen=True, slots=True)
class FormulaDef:
    """A formula that can be called alone: its symbols with units, its source, its published examples."""

    id: str
    title: Text
    expression: str
    source: str
    inputs: Mapping[str, Mapping[str, Any]]
    outputs: Mapping[str, Mapping[str, Any]]
    examples: tuple[Mapping[str, Any], ...] = ()
    empirical: bool = False  # holds in its declared units only (a fitted constant stands in it)


@dataclass(frozen=True, slots=True, eq=False)
class Pack:
    """A methodology pack of one version, with the regional overlay already applied."""

    id: str
    version: str
    hash: str
    title: Text
    data: Mapping[str, Any]  # pack.yaml
    steps: tuple[Step, ...]
    forms: Mapping[str, FormDef]
    enums: Mapping[str, tuple[EnumEntry, ...]]
    questions: tuple[Mapping[str, Any], ...]
    factors: FactorSet
    indicators: tuple[Mapping[str, Any], ...]
    formulas: Mapping[str, FormulaDef]
    scoring: Mapping[str, Any]
    risks: Mapping[str, Any]
    thresholds: Mapping[str, Any]
    report: Mapping[str, Any]
    release: Mapping[str, Any]  # what a draft, an upload and the platform need
    overlay: str | None = None
    overlay_version: str | None = None
    overlay_data: Mapping[str, Any] = field(default_factory=dict)
    library: Callable[[], Symbiosis] = Symbiosis  # reads what the pack knows of symbiosis, once

    @property
    def symbiosis(self) -> Symbiosis:
        """Resource classes, precedents, technologies, sectors, substitutions; the user's own entries among
        them (``origin`` says which). Read at the first call; bind it to a name where it is used often."""
        from symbioaudit.methodology.own import with_own

        return with_own(self.library())

    def entry(self, enum: str, value: str | None) -> EnumEntry | None:
        """The entry of a closed list, or None."""
        return next((x for x in self.enums.get(enum, ()) if x.value == value), None)

    def offered(self, enum: str) -> tuple[EnumEntry, ...]:
        """The values that can be chosen now: those that no overlay has disabled."""
        return tuple(x for x in self.enums.get(enum, ()) if not x.data.get("disabled"))

    def text(self, enum: str, value: str) -> Text:
        """What people read for a value; the value itself when the list does not know it."""
        found = self.entry(enum, value)
        return found.text if found else Text(value, value)
