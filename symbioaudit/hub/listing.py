"""Rows of the catalogue from an audit: what is offered and wanted, as far as its owner lets it be seen.

The sides are those that the laptop matches (:mod:`symbioaudit.analysis.symbiosis.offers`); a record keeps
the level its owner marked, else that of the form it belongs to.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, Final

from symbioaudit.analysis.symbiosis import offers
from symbioaudit.analysis.symbiosis.classify import Classified, Classifier, digits
from symbioaudit.analysis.symbiosis.desk import KIND_GROUPS, Tools
from symbioaudit.analysis.symbiosis.rules import Rules
from symbioaudit.analysis.symbiosis.sides import Have, Party, Side, Want
from symbioaudit.analysis.symbiosis.words import stems
from symbioaudit.exchange.market import public_id
from symbioaudit.methodology import Pack, load_pack
from symbioaudit.model.codec import to_json
from symbioaudit.model.enums import Confidentiality
from symbioaudit.model.snapshot import COLLECTIONS, Snapshot

HAVE: Final = "have"
WANT: Final = "want"
MORE: Final = (
    1.15  # a circle of 1 000 km is wider than its degrees at the middle, up to 75° of latitude
)
WORDS: Final = 8  # of a name without a class, by which it can be met
Row = dict[str, Any]


class _Remembering(Classifier):
    """Classifies the same name with the same codes once."""

    def of(self, side: Side) -> tuple[Classified, ...]:
        """The classes of a side, from memory where it was seen."""
        key = (side.name, side.codes, side.resource, side.kind)
        found = self._seen.get(key)
        if found is None:
            if len(self._seen) > 200_000:
                self._seen.clear()
            found = self._seen[key] = super().of(side)
        return found

    @cached_property
    def _seen(self) -> dict[Any, tuple[Classified, ...]]:
        return {}


class RegistryTools(Tools):
    """The laptop's tools, with a memory; words weigh as in the library, whatever else is in the registry."""

    @cached_property
    def classifier(self) -> Classifier:
        """Names to classes."""
        return _Remembering(self.library)


@dataclass(frozen=True)
class Listing:
    """Makes rows; one for a hub."""

    pack_id: str

    @cached_property
    def pack(self) -> Pack:
        """The methodology of the registry."""
        return load_pack(self.pack_id, None)

    @cached_property
    def tools(self) -> RegistryTools:
        """What the laptop matches with."""
        plain = Tools(self.pack.symbiosis, Rules.of(self.pack))
        return RegistryTools(plain.library, plain.rules, rarity=plain.classifier.rarity)

    def warm(self) -> None:
        """Load the methodology now, not with the first package."""
        self.tools.classifier.classes(self.pack_id)
        assert self._forms

    def rows(self, shown: Snapshot) -> Iterator[tuple[Row, list[Row]]]:
        """A row of ``resources`` and its rows of ``resource_keys`` for each have and want."""
        levels = self._levels(shown)
        party = offers.party_of(shown)
        for side, found in ((HAVE, offers.haves_of(shown)), (WANT, offers.wants_of(shown))):
            for each in found:
                entity, record = each.record or ("", "")
                own = replace(each, id=public_id(shown.audit.id, record))
                yield self.row(side, own, party, levels.get((entity, record)))

    def row(
        self, side: str, each: Have | Want, party: Party, level: str | None
    ) -> tuple[Row, list[Row]]:
        """The rows of one side; where nobody said how far it may be seen, sums alone are told."""
        classes = self.tools.classifier.of(each)
        amount = each.amount.best if each.amount else None
        row: Row = {
            "class": classes[0].resource if classes else "",
            "id": each.id,
            "side": side,
            "level": level or Confidentiality.AGGREGATED.value,
            "name": each.name,
            "kind": each.kind,
            "quantity": amount,
            "unit": each.unit,
            "lat": party.lat,
            "lon": party.lon,
            "body": json.dumps(to_json(each), ensure_ascii=False, separators=(",", ":")),
        }
        if row["level"] == Confidentiality.AGGREGATED.value:
            return row, []
        shared = {name: row[name] for name in ("side", "id", "lat", "lon")}
        shared |= {"reach": self._reach(each, classes), "spread": _spread(party.lat)}
        return row, [{**shared, "key": key} for key in sorted(set(self.keys(each, classes)))]

    def keys(self, each: Side, classes: tuple[Classified, ...]) -> Iterator[str]:
        """What it can meet others by: classes, leading digits of codes; without a class its words."""
        yield from (f"class:{c.resource}" for c in classes)
        for system, length in self._shortest.items():
            code = digits(getattr(each.codes, system))
            if len(code) >= length:
                yield f"{system}:{code[:length]}"
        if not classes:
            yield from (f"word:{s}"[:80] for s in sorted(set(stems(each.name)))[:WORDS])

    @cached_property
    def _shortest(self) -> dict[str, int]:
        levels = self.tools.rules.matching["code_digits"]
        return {system: min(map(int, found)) for system, found in levels.items() if found}

    def _reach(self, each: Have | Want, classes: tuple[Classified, ...]) -> float | None:
        if isinstance(each, Want):
            return each.distance_max
        library = self.tools.library.resources
        group = library[classes[0].resource].group if classes else KIND_GROUPS.get(each.kind)
        return self.tools.rules.reach(group)

    def _levels(self, shown: Snapshot) -> dict[tuple[str, str], str]:
        found: dict[tuple[str, str], str] = {}
        for entity in ("stream", "product", "resource", "want"):
            for record in getattr(shown, COLLECTIONS[entity]):
                form = next((f for f in self._forms if f.takes(record)), None)
                level = record.confidentiality or (form.confidentiality if form else None)
                found[entity, record.id] = str(level or Confidentiality.AGGREGATED.value)
        return found

    @cached_property
    def _forms(self) -> tuple[Any, ...]:
        return tuple(self.pack.forms.values())

    def relatives(self) -> list[Row]:
        """Rows of ``relatives``: which classes of wants a class of haves can meet."""
        takers = self.tools.takers
        return [
            {"class": f"class:{name}", "other": f"class:{other}"}
            for name in sorted(self.tools.library.resources)
            for other in sorted(takers.relatives(name))
        ]


def _spread(lat: float | None) -> float | None:
    """Degrees of longitude of one kilometre at a latitude, a little more than true."""
    return None if lat is None else MORE / (111.0 * max(math.cos(math.radians(lat)), 0.01))
