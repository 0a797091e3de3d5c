"""The pack's numbers for matching, checked once and at hand."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from symbioaudit.base.i18n import Text
from symbioaudit.methodology import Pack

PARTS: Final = (
    "similarity", "quality", "quantity", "distance", "timing", "economics", "evidence",
)  # fmt: skip
NAMED: Final = ("contaminants", "licence_kinds")
UNGROUPED: Final = "chemical"  # the farthest of the groups stands where the class is not known


@dataclass(frozen=True, slots=True)
class Rules:
    """``match`` and ``matching`` of the pack's scoring; factors of transport, None where the pack has none."""

    match: Mapping[str, Any]
    matching: Mapping[str, Any]
    transport_money: float | None = None  # money per t·km
    transport_co2: float | None = None  # t CO2e per t·km
    names: Mapping[str, Text] = field(default_factory=dict)  # of substances and licences

    @classmethod
    def of(cls, pack: Pack, region: str | None = None, year: int | None = None) -> Rules:
        """From a pack."""

        def value(name: str) -> float | None:
            found = pack.factors.find(name, region=region, year=year)
            return found.value if found else None

        money, carbon = value("freight.road.cost"), value("freight.road.co2")
        names = {entry.value: entry.text for enum in NAMED for entry in pack.enums.get(enum, ())}
        return cls(pack.scoring["match"], pack.scoring["matching"], money, carbon, names)

    def said(self, keys: Iterable[str]) -> Text:
        """Keys of substances or licences as a list inside a sentence."""
        texts = [self.names.get(key, Text(key, key)) for key in keys]
        return Text(", ".join(t.ru for t in texts), ", ".join(t.en for t in texts))

    @property
    def weights(self) -> tuple[float, ...]:
        """Weights in the order of :data:`PARTS`."""
        return tuple(float(self.match["weights"][name]) for name in PARTS)

    @property
    def unknown(self) -> float:
        """Best guess of a part that nobody knows."""
        return float(self.matching["unknown"])

    def scale(self, group: str | None) -> float:
        """d₀ of a group of resources, km."""
        known = self.match["distances"]
        return float(known.get(group or UNGROUPED, known[UNGROUPED]))

    def reach(self, group: str | None) -> float:
        """Farthest distance at which a pair is looked at, km."""
        own = self.matching["reach_km"].get(group)
        return float(own) if own else self.scale(group) * float(self.matching["reach"])

    @property
    def empty(self) -> float:
        """Share of empty running of lorries."""
        return float(self.matching["economy"]["empty"])
