"""What the tables of symbiosis are written with: the audit in memory, its pack, the language."""

from __future__ import annotations

from dataclasses import dataclass, replace

from symbioaudit.analysis.results import Quantity
from symbioaudit.methodology import Pack
from symbioaudit.services.figures import Figure, shown
from symbioaudit.services.live import LiveAudit
from symbioaudit.units import format_number


@dataclass(frozen=True, slots=True)
class Words:
    """What tables are written with: the audit in memory, its pack, the language, what counts as an estimate."""

    live: LiveAudit
    pack: Pack
    lang: str
    mark: float

    def number(self, quantity: Quantity) -> Figure:
        """A number as a cell; bounds of what is not known are no interval of an estimate and stay out of it."""
        return shown(replace(quantity, low=None, high=None), self.lang, self.mark)

    def plain(self, quantity: Quantity, places: int = 0) -> Figure:
        """A number without a unit, its range in the hint."""
        if quantity.value is None:
            return self.number(quantity)
        plain = replace(quantity, low=None, high=None)
        return Figure(format_number(quantity.value, self.lang, places), plain)


def words_of(live: LiveAudit, pack: Pack, lang: str) -> Words:
    """Words for the present audit."""
    return Words(live, pack, lang, float(pack.thresholds["estimated_mark"]))
