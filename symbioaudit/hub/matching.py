"""Matches over the registry: candidates by one set-based query, scores by the laptop's own matcher.

The query joins keys of haves to keys of wants within one region of the haves and, through bounds of latitude
and longitude, what is within reach of them; an engine that spreads ``resource_keys`` by its key never moves
more than the partitions that meet. Every have is matched as a whole: its best few of all its candidates, so
that it makes no difference in which order packages came.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import sqlalchemy as sa

from symbioaudit.analysis.symbiosis.desk import Desk, Ints
from symbioaudit.analysis.symbiosis.gates import gates
from symbioaudit.analysis.symbiosis.matching import BEST, Matcher, Scored
from symbioaudit.analysis.symbiosis.parts import Part
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
        return self.match(self.haves())

    def haves(self) -> list[str]:
        """Everything that is offered, in an order that keeps together what meets the same wants."""
        query = sa.select(t.resources.c.id).where(t.resources.c.side == "have", t.resources.c.shown)
        query = query.order_by(t.resources.c["class"], t.resources.c.region, t.resources.c.id)
        with self.database.reading() as connection:
            return list(connection.execute(query).scalars())

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
            mine, theirs = zip(*pairs, strict=True) if pairs else ((), ())
            sides = self._sides(connection, {*mine, *theirs})
        rows = self._scored(sides, mine, theirs)

        def write(connection: sa.Connection) -> None:
            connection.execute(sa.delete(t.matches).where(t.matches.c.have.in_(haves)))
            there = self._sides(
                connection, {row[side] for row in rows for side in ("have", "want")}
            )
            left = [row for row in rows if row["have"] in there and row["want"] in there]
            insert_many(connection, t.matches, left)  # what was withdrawn meanwhile is left out

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

    def _scored(
        self, sides: dict[str, Any], mine: Sequence[str], theirs: Sequence[str]
    ) -> list[Row]:
        """The best matches of each have, as rows."""
        market, numbers = market_of(sides[key] for key in sorted(sides))
        i, j = (
            np.fromiter((numbers.get(key, -1) for key in ids), np.int64, len(ids))
            for ids in (mine, theirs)
        )
        there = (i >= 0) & (j >= 0)
        i, j = i[there], j[there]
        if not len(i):
            return []
        matcher = Matcher(Desk(market, self.listing.tools))
        near = matcher.blocking.near(i, j)
        scored = matcher.scored(i[near], j[near])
        least = float(self.listing.tools.rules.match["least_score"])
        kept = [n for places in matcher.top(BEST, scored).values() for n in places]
        kept = [n for n in kept if scored.best[n] >= least]
        return _rows(matcher, scored, np.array(kept, dtype=np.int64), sides)


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


def _rows(matcher: Matcher, scored: Scored, kept: Ints, sides: dict[str, Any]) -> list[Row]:
    """Rows of the matches at these places of the scores, all parts of all of them at once."""
    i, j, market = scored.i[kept], scored.j[kept], matcher.desk.market
    parts = matcher.parts.all(i, j, scored.similarity[kept])
    distances = matcher.desk.distance(i, j)
    found = []
    for n, place in enumerate(kept.tolist()):
        have, want = market.haves[i[n]], market.wants[j[n]]
        verdicts = gates(have, want, market.parties[want.party], matcher.desk.rules)
        body = {
            "low": round(float(scored.low[place]), 3),
            "high": round(float(scored.high[place]), 3),
            "confidence": round(_confidence(parts, n, matcher), 4),
            "distance": None if np.isnan(distances[n]) else round(float(distances[n]), 3),
            "gates": {gate.name: gate.verdict for gate in verdicts},
            "parts": {
                name: [round(float(x[n]), 4) for x in (p.low, p.best, p.high)]
                for name, p in parts.items()
            },
        }
        found.append(
            {
                "region": sides[have.id].region,
                "have": have.id,
                "want": want.id,
                "have_audit": sides[have.id].audit,
                "want_audit": sides[want.id].audit,
                "score": round(float(scored.best[place]), 6),
                "body": json.dumps(body, separators=(",", ":")),
            }
        )
    return found


def _confidence(parts: Mapping[str, Part], n: int, matcher: Matcher) -> float:
    """The weight of what is known, 0–1."""
    weights = matcher.desk.rules.weights
    certain = (1 - (p.high[n] - p.low[n]) for p in parts.values())
    return float(sum(w * c for w, c in zip(weights, certain, strict=True)) / sum(weights))
