"""What a report of one enterprise may say of others: their names, exact places and money stay with the consultant.

A record that is private or may be seen only in sums is left out; one that may be matched is told without a name;
an open one is told whole.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
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
SHARED: Final = frozenset({Confidentiality.OPEN, Confidentiality.MATCHABLE})
GRID: Final = 0.1  # degrees: about ten kilometres


def shared_market(
    others: Iterable[Snapshot], pack: Pack, tools: Tools, lang: str
) -> tuple[Market, Mapping[str, str]]:
    """What the other audits of the workspace let a stranger know, and what their plants and resources are called."""
    parties: dict[str, Party] = {}
    haves: list[Have] = []
    wants: list[Want] = []
    names: dict[str, str] = {}
    for snapshot in others:
        market = offers.market_of([snapshot])
        every: tuple[Have | Want, ...] = (*market.haves, *market.wants)
        levels = {s.id: level_of(s, snapshot, pack) for s in every}
        given = [_shared(h) for h in market.haves if levels[h.id] in SHARED]
        needed = [_shared(w) for w in market.wants if levels[w.id] in SHARED]
        if given or needed:
            party = market.parties[snapshot.site.id]
            opened = set(levels.values()) == {Confidentiality.OPEN}
            parties[party.id] = party if opened else _blurred(party)
            if not opened:
                names[party.id] = _nameless(party, tools, lang)
            haves += given
            wants += needed
            names |= {s.id: _class_of(s, tools, lang) for s in (*given, *needed) if levels[s.id] is not Confidentiality.OPEN}  # fmt: skip
    return Market(parties, tuple(haves), tuple(wants)), names


def level_of(side: Have | Want, snapshot: Snapshot, pack: Pack) -> Confidentiality:
    """The record's own level, else that of its form."""
    record = snapshot.by_id.get(side.record[1]) if side.record else None
    form = next((f for f in pack.forms.values() if record is not None and f.takes(record)), None)
    own = side.confidentiality or (form.confidentiality if form else None)
    return Confidentiality(own or Confidentiality.PRIVATE)


def _shared(side: Any) -> Any:
    """A side without money: prices stay with the consultant even where the record is open."""
    if isinstance(side, Have):
        return replace(side, disposal=None, preparation=None, price=None)
    return replace(side, price=None, price_max=None, treatment=None)


def _class_of(side: Have | Want, tools: Tools, lang: str) -> str:
    """By its class instead of its name."""
    classes = tools.classifier.of(side)
    return tools.library.resources[classes[0].resource].title.render(lang) if classes else "…"


def _blurred(party: Party) -> Party:
    lat, lon = (None if v is None else _coarse(v) for v in (party.lat, party.lon))
    return replace(party, lat=lat, lon=lon)


def _nameless(party: Party, tools: Tools, lang: str) -> str:
    codes = [code for text in party.activities for code in codes_in(text)]
    title = sector_title(codes[0], tools) if codes else None
    business = translate(UNKNOWN_KIND, lang)
    if codes:
        of_kind = translate(OF_KIND, lang).format(code=dotted(codes[0]))
        business = f"{_lower(title.render(lang))}, {of_kind}" if title else of_kind
    return translate(NAMELESS, lang).format(business=business)


def _coarse(degrees: float) -> float:
    return round(math.floor(degrees / GRID + 0.5) * GRID, 1)


def _lower(text: str) -> str:
    """Inside a sentence a title begins small."""
    return text[:1].lower() + text[1:]
