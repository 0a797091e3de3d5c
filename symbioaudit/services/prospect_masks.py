"""What a report of one enterprise may say of others: their names, exact places and money stay with the consultant.

A record that is private or may be seen only in sums is left out; one that may be matched is told without a name;
an open one is told whole.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any, Final

from symbioaudit.analysis.symbiosis import offers
from symbioaudit.analysis.symbiosis.desk import Tools
from symbioaudit.analysis.symbiosis.sides import Have, Market, Party, Want
from symbioaudit.analysis.symbiosis.taking import codes_in
from symbioaudit.base.i18n import N_, translate
from symbioaudit.methodology import Pack
from symbioaudit.model.enums import Confidentiality
from symbioaudit.model.snapshot import Snapshot
from symbioaudit.services.patterns import dotted, sector_title

NAMELESS: Final = N_("Enterprise ({business})")
OF_KIND: Final = N_("OKVED2 {code}")
UNKNOWN_KIND: Final = N_("activity not stated")
GRID: Final = 0.1  # degrees: about ten kilometres


def shared_market(others: Iterable[Snapshot], pack: Pack, tools: Tools, lang: str) -> Market:
    """What the other audits of the workspace let a stranger know."""
    parties: dict[str, Party] = {}
    haves: list[Have] = []
    wants: list[Want] = []
    for snapshot in others:
        market = offers.market_of([snapshot])
        own_haves = list(_shared(market.haves, snapshot, pack, tools, lang))
        own_wants = list(_shared(market.wants, snapshot, pack, tools, lang))
        if own_haves or own_wants:
            party = market.parties[snapshot.site.id]
            every: tuple[Have | Want, ...] = (*market.haves, *market.wants)
            opened = all(_is_open(s, snapshot, pack) for s in every)
            parties[party.id] = party if opened else _nameless(party, tools, lang)
            haves += own_haves
            wants += own_wants
    return Market(parties, tuple(haves), tuple(wants))


def _shared(sides: Sequence[Any], snapshot: Snapshot, pack: Pack, tools: Tools, lang: str) -> Any:
    for side in sides:
        level = level_of(side, snapshot, pack)
        if level is Confidentiality.OPEN:
            yield side
        elif level is Confidentiality.MATCHABLE:
            yield _masked(side, tools, lang)


def _is_open(side: Have | Want, snapshot: Snapshot, pack: Pack) -> bool:
    return level_of(side, snapshot, pack) is Confidentiality.OPEN


def level_of(side: Have | Want, snapshot: Snapshot, pack: Pack) -> Confidentiality:
    """The record's own level, else that of its form."""
    record = snapshot.by_id.get(side.record[1]) if side.record else None
    form = next((f for f in pack.forms.values() if record is not None and f.takes(record)), None)
    own = side.confidentiality or (form.confidentiality if form else None)
    return Confidentiality(own or Confidentiality.PRIVATE)


def _masked(side: Any, tools: Tools, lang: str) -> Any:
    """By its class instead of its name, without money; classes were read before the name went."""
    classes = tools.classifier.of(side)
    title = tools.library.resources[classes[0].resource].title.render(lang) if classes else ""
    resource = side.resource or (classes[0].resource if classes else None)
    if isinstance(side, Have):
        return replace(side, name=title or "…", resource=resource, disposal=None, preparation=None, price=None)  # fmt: skip
    return replace(side, name=title or "…", resource=resource, price=None, price_max=None, treatment=None)  # fmt: skip


def _nameless(party: Party, tools: Tools, lang: str) -> Party:
    codes = [code for text in party.activities for code in codes_in(text)]
    title = sector_title(codes[0], tools) if codes else None
    business = translate(UNKNOWN_KIND, lang)
    if codes:
        of_kind = translate(OF_KIND, lang).format(code=dotted(codes[0]))
        business = f"{_lower(title.render(lang))}, {of_kind}" if title else of_kind
    name = translate(NAMELESS, lang).format(business=business)
    lat, lon = (None if v is None else _coarse(v) for v in (party.lat, party.lon))
    return replace(party, name=name, business="", lat=lat, lon=lon)


def _coarse(degrees: float) -> float:
    return round(math.floor(degrees / GRID + 0.5) * GRID, 1)


def _lower(text: str) -> str:
    """Inside a sentence a title begins small."""
    return text[:1].lower() + text[1:]
