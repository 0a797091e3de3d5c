"""One input of a computed number as a person reads it: typed by whom, or a factor with its source."""

from __future__ import annotations

from dataclasses import dataclass

from symbioaudit.analysis.results import Source
from symbioaudit.services.live import LiveAudit
from symbioaudit.units import format_quantity


@dataclass(frozen=True, slots=True)
class Origin:
    """One typed field or factor behind a number."""

    name: str
    value: str  # canonical, formatted
    typed: str  # as typed, or the factor's source and year
    author: str
    is_factor: bool
    estimated: bool
    record: tuple[str, str, str] | None


def origin_of(one: Source, live: LiveAudit, lang: str) -> Origin:
    """The input of a derivation, in words."""
    value = "" if one.value is None else format_quantity(one.value, one.unit, lang)
    author = (live.author(one.record[1]) or "") if one.record else ""
    name = one.label.render(lang)
    return Origin(
        name, value, one.citation or "", author, bool(one.factor), one.estimated, one.record
    )
