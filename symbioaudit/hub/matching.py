"""Matches over the registry: candidates by one set-based query, scores by the laptop's own matcher.

The query joins keys of haves to keys of wants within one region of the haves and, through bounds of latitude
and longitude, what is within reach of them; an engine that spreads ``resource_keys`` by its key never moves
more than the partitions that meet. Every have is matched as a whole: its best few of all its candidates, so
that it makes no difference in which order packages came.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import sqlalchemy as sa

from symbioaudit.analysis.symbiosis.desk import Desk
from symbioaudit.analysis.symbiosis.matching import BEST, Match, Matcher
from symbioaudit.analysis.symbiosis.sides import Have, Market, Party, Want
from symbioaudit.hub import tables as t
from symbioaudit.hub.database import Database, insert_many
from symbioaudit.hub.listing import Listing, Row
from symbioaudit.model.codec import from_json

BATCH: Final = 500  # haves that are matched at a time
AUDITS: Final = 20  # audits that are matched at a time

_CANDIDATES: Final = """
SELECT DISTINCT h.id AS have, w.id AS want
FROM resource_keys h
JOIN relatives r ON r.class = h.key
JOIN resource_keys w ON w.key = r.other AND w.side = 'want'
WHERE h.side = 'have' AND {chosen} AND {near}
UNION
SELECT DISTINCT h.id AS have, w.id AS want
FROM resource_keys h
JOIN resource_keys w ON w.key = h.key AND w.side = 'want'
WHERE h.side = 'have' AND h.key NOT LIKE 'class:%' AND {chosen} AND {near}
"""
# Bounds around the circle of reach, never inside it: the exact distance is looked at afterwards.
_NEAR: Final = """
h.site <> w.site
AND (h.lat IS NULL OR w.lat IS NULL OR (
    ABS(w.lat - h.lat) <= COALESCE(w.reach, h.reach) / 111.0
    AND (COALESCE(w.reach, h.reach) > 1000 OR ABS(h.lat) > 75
         OR ABS(w.lon - h.lon) <= COALESCE(w.reach, h.reach) * h.spread
         OR ABS(w.lon - h.lon) > 270)))
"""


@dataclass(frozen=True)
class Matching:
    """Looks for matches of what changed, or of everything."""

    database: Database
    listing: Listing

    def catch_up(self) -> int:
        """Match the audits that are due; how many there were."""
        with self.database.reading() as connection:
            rows = connection.execute(sa.select(t.due).order_by(t.due.c.since).limit(AUDITS)).all()
        if not rows:
            return 0
        self.publish_relatives()
        audits = [row.audit for row in rows]
        self.match(self._touched(audits))

        def settled(connection: sa.Connection) -> None:
            for row in rows:  # what changed again meanwhile stays due
                same = (t.due.c.audit == row.audit, t.due.c.since == row.since)
                connection.execute(sa.delete(t.due).where(*same))

        self.database.write(settled)
        return len(rows)

    def everything(self) -> int:
        """Match every have, class by class and region by region; how many matches there are."""
        self.publish_relatives()
        query = sa.select(t.resources.c.id).where(t.resources.c.side == "have", t.resources.c.shown)
        query = query.order_by(t.resources.c["class"], t.resources.c.region, t.resources.c.id)
        with self.database.reading() as connection:
            haves = list(connection.execute(query).scalars())
        return self.match(haves)

    def publish_relatives(self) -> None:
        """Keep the table of related classes as the methodology has it."""
        wanted = {(row["class"], row["other"]) for row in self.listing.relatives()}
        with self.database.reading() as connection:
            held = {(row[0], row[1]) for row in connection.execute(sa.select(t.relatives))}
        if held == wanted:
            return

        def write(connection: sa.Connection) -> None:
            connection.execute(sa.delete(t.relatives))
            connection.execute(sa.insert(t.relatives), self.listing.relatives())

        self.database.write(write)

    def _touched(self, audits: Sequence[str]) -> list[str]:
        """Haves of these audits, and those that could meet a want of theirs."""
        own = sa.select(t.resources.c.id).where(
            t.resources.c.audit.in_(audits), t.resources.c.side == "have"
        )
        with self.database.reading() as connection:
            found = set(connection.execute(own).scalars())
            pairs = connection.execute(candidates("w.audit IN :chosen"), {"chosen": list(audits)})
            found |= {row.have for row in pairs}
        return sorted(found)

    def match(self, haves: Sequence[str]) -> int:
        """Replace the matches of these haves; how many there are now."""
        total = 0
        for start in range(0, len(haves), BATCH):
            total += self._batch(list(haves[start : start + BATCH]))
        return total

    def _batch(self, haves: list[str]) -> int:
        with self.database.reading() as connection:
            pairs = connection.execute(candidates("h.id IN :chosen"), {"chosen": haves}).all()
            sides = self._sides(connection, {*haves, *(p.want for p in pairs)})
        rows = self._scored(sides, [(p.have, p.want) for p in pairs])

        def write(connection: sa.Connection) -> None:
            connection.execute(sa.delete(t.matches).where(t.matches.c.have.in_(haves)))
            insert_many(connection, t.matches, rows)

        self.database.write(write)
        return len(rows)

    def _sides(self, connection: sa.Connection, ids: set[str]) -> dict[str, Any]:
        """Rows of what is shown, by id."""
        names = ("id", "side", "region", "audit", "site", "lat", "lon", "body")
        found: dict[str, Any] = {}
        wanted = sorted(ids)
        for start in range(0, len(wanted), 5000):
            query = sa.select(*(t.resources.c[n] for n in names)).where(
                t.resources.c.id.in_(wanted[start : start + 5000]), t.resources.c.shown
            )
            found |= {row.id: row for row in connection.execute(query)}
        return found

    def _scored(self, sides: dict[str, Any], pairs: Iterable[tuple[str, str]]) -> list[Row]:
        """The best matches of each have, as rows."""
        market, numbers = market_of(sides.values())
        there = [(numbers[a], numbers[b]) for a, b in pairs if a in sides and b in sides]
        if not there:
            return []
        matcher = Matcher(Desk(market, self.listing.tools))
        i, j = (np.array(x, dtype=np.int64) for x in zip(*sorted(there), strict=True))
        near = matcher.blocking.near(i, j)
        scored = matcher.scored(i[near], j[near])
        least = float(self.listing.tools.rules.match["least_score"])
        found = []
        for places in matcher.top(BEST, scored).values():
            for n in places:
                if scored.best[n] >= least:
                    match = matcher.match(int(scored.i[n]), int(scored.j[n]))
                    found.append(_row(match, sides))
        return found


def candidates(chosen: str) -> sa.TextClause:
    """The query for candidate pairs; ``chosen`` limits it to some haves, wants, audits, or a region."""
    text = _CANDIDATES.format(chosen=chosen, near=_NEAR)
    query = sa.text(text)
    return query.bindparams(sa.bindparam("chosen", expanding=True)) if ":chosen" in text else query


def market_of(rows: Iterable[Any]) -> tuple[Market, dict[str, int]]:
    """The market of some rows, and the number of each have and want in it."""
    parties: dict[str, Party] = {}
    haves: list[Have] = []
    wants: list[Want] = []
    numbers: dict[str, int] = {}
    for row in rows:
        parties.setdefault(row.site, Party(row.site, "", lat=row.lat, lon=row.lon))
        body = {**json.loads(row.body), "party": row.site}
        if row.side == "have":
            numbers[row.id] = len(haves)
            haves.append(from_json(Have, body))
        else:
            numbers[row.id] = len(wants)
            wants.append(from_json(Want, body))
    return Market(parties, tuple(haves), tuple(wants)), numbers


def _row(match: Match, sides: dict[str, Any]) -> Row:
    have, want = sides[match.have.id], sides[match.want.id]
    body = {
        "low": round(match.low, 3),
        "high": round(match.high, 3),
        "confidence": round(match.confidence, 4),
        "distance": None if match.distance is None else round(match.distance, 3),
        "gates": {g.name: g.verdict for g in match.gates},
        "parts": {p.name: [round(x, 4) for x in (p.low, p.best, p.high)] for p in match.parts},
    }
    return {
        "region": have.region,
        "have": have.id,
        "want": want.id,
        "have_audit": have.audit,
        "want_audit": want.audit,
        "score": round(match.score, 6),
        "body": json.dumps(body, separators=(",", ":")),
    }
