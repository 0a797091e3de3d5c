"""The working calendar of a site: how hours, shifts and days of work make a year."""

from __future__ import annotations

from dataclasses import dataclass

from symbioaudit.model.records import Site


@dataclass(frozen=True, slots=True)
class Calendar:
    """Shifts a day, hours a shift, days a week, weeks a year; what is unknown stays None."""

    shifts_per_day: float | None = None
    hours_per_shift: float | None = None
    days_per_week: float | None = None
    weeks_per_year: float | None = None

    @property
    def days_per_year(self) -> float | None:
        """Working days a year."""
        return _product(self.days_per_week, self.weeks_per_year)

    @property
    def shifts_per_year(self) -> float | None:
        """Shifts a year."""
        return _product(self.shifts_per_day, self.days_per_year)

    @property
    def hours_per_year(self) -> float | None:
        """Working hours a year."""
        return _product(self.hours_per_shift, self.shifts_per_year)


def _product(a: float | None, b: float | None) -> float | None:
    return None if a is None or b is None else a * b


def calendar_of(site: Site) -> Calendar:
    """The calendar that a site's form holds."""
    return Calendar(
        site.shifts_per_day, site.hours_per_shift, site.days_per_week, site.weeks_per_year
    )
