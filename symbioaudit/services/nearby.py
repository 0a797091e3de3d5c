"""Partners by distance and direction from the site: what a map without a network needs."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from symbioaudit.analysis.symbiosis.sides import Party
from symbioaudit.base.i18n import N_, _
from symbioaudit.services.figures import Figure, Row, Table
from symbioaudit.services.prospects import PATTERN, Prospect, Prospects
from symbioaudit.units import format_number, format_quantity

WINDS: Final = (
    N_("north"), N_("north-east"), N_("east"), N_("south-east"), N_("south"), N_("south-west"), N_("west"),
    N_("north-west"),
)  # fmt: skip
STEPS: Final = (0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 20.0, 50.0, 100.0, 200.0, 500.0, 1000.0, 2000.0, 5000.0, 10000.0, 20000.0)  # fmt: skip
RINGS: Final = 5


@dataclass(frozen=True, slots=True)
class Spot:
    """One partner. ``bearing`` is in degrees from north, None with the distance where a place is not known."""

    id: str
    name: str
    distance: float | None  # km
    bearing: float | None
    score: float  # the best
    gives: int  # matches where the audited plant gives
    takes: int
    best: Prospect


def spots(found: Prospects) -> tuple[Spot, ...]:
    """Every partner that is a real plant, the nearest first, those without a place last."""
    by_partner: dict[str, list[Prospect]] = {}
    for p in found.matches:
        if p.kind != PATTERN:
            by_partner.setdefault(p.partner.id, []).append(p)
    made = [_spot(found.own, items) for items in by_partner.values()]
    far = math.inf
    return tuple(
        sorted(made, key=lambda s: (far if s.distance is None else s.distance, -s.score, s.name))
    )


def _spot(own: Party, items: list[Prospect]) -> Spot:
    partner, best = items[0].partner, items[0]
    return Spot(
        partner.id,
        partner.name,
        best.match.distance,
        bearing(own, partner),
        best.match.score,
        sum(p.gives for p in items),
        sum(not p.gives for p in items),
        best,
    )


def bearing(start: Party, end: Party) -> float | None:
    """Direction on the great circle, degrees from north, clockwise."""
    if None in (start.lat, start.lon, end.lat, end.lon):
        return None
    lat1, lon1, lat2, lon2 = (
        math.radians(v or 0.0) for v in (start.lat, start.lon, end.lat, end.lon)
    )
    x = math.sin(lon2 - lon1) * math.cos(lat2)
    y = math.cos(lat1) * math.sin(lat2) - math.sin(lat1) * math.cos(lat2) * math.cos(lon2 - lon1)
    return math.degrees(math.atan2(x, y)) % 360


def rings(distances: Iterable[float]) -> tuple[float, ...]:
    """Round distances for the rings, km: the last one holds all."""
    far = max(distances, default=1.0)
    last = next((n for n, step in enumerate(STEPS) if step >= far), len(STEPS) - 1)
    return STEPS[max(0, last - RINGS + 1) : last + 1]


def radius(distance: float, around: tuple[float, ...]) -> float:
    """Where a distance lies between the middle (0) and the last ring (1): even steps from ring to ring."""
    before, share = 0.0, 1 / len(around)
    for number, ring in enumerate(around):
        if distance <= ring:
            return (number + (distance - before) / (ring - before)) * share
        before = ring
    return 1.0


def wind(degrees: float) -> str:
    """The direction in words."""
    return _(WINDS[round(degrees / 45) % 8])


def table(found: Prospects, items: Iterable[Spot]) -> Table:
    """Partners as a list."""
    columns = (_("Partner"), _("Away"), _("Direction"), _("Best score"), _("Gives to it"), _("Takes from it"), _("Best match"))  # fmt: skip
    rows = tuple(_row(found, s) for s in items)
    empty = _("No partners yet: audits of other plants or a catalogue bring them.")
    return Table(_("Partners"), columns, rows, empty)


def _row(found: Prospects, s: Spot) -> Row:
    lang = found.lang
    away = (
        format_quantity(s.distance, "km", lang, 1 if s.distance < 10 else 0)
        if s.distance is not None
        else "—"
    )
    cells = (
        Figure(s.name),
        Figure(away, role="" if s.distance is not None else "muted"),
        Figure(wind(s.bearing) if s.bearing is not None else "—"),
        Figure(format_number(s.score, lang, 0)),
        Figure(str(s.gives or "—")),
        Figure(str(s.takes or "—")),
        Figure(s.best.match.have.name),
    )
    return Row(cells, ("partner", s.id, ""))
