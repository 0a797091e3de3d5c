"""What others may see of the registry: rows, the catalogue file for laptops, partners of matches, sums.

Open records are told whole. Of matchable ones neither name, enterprise nor exact place is told: the name of
the class stands for the name, a place to half a degree for the place, two digits for the amount. Aggregated
ones appear in sums only.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import sqlalchemy as sa

from symbioaudit.analysis.symbiosis.classify import digits
from symbioaudit.hub import tables as t
from symbioaudit.hub.aggregates import Sum, cells_of, published, rounded
from symbioaudit.hub.database import Database
from symbioaudit.hub.listing import Listing
from symbioaudit.model.enums import Confidentiality

OPEN: Final = Confidentiality.OPEN.value
SEEN: Final = (Confidentiality.MATCHABLE.value, OPEN)
GRID: Final = 0.5  # degrees: some 55 km, the place of what is told without its place
BANDS: Final = (10, 25, 50, 100, 200, 400, 800, 1600, 3200)  # km
UNITS: Final = {"t/a", "m3/a", "GJ/a"}
SHARED: Final = ("kind", "monthly", "continuity", "temperature", "estimated", "resource")
OF_HAVE: Final = ("contaminants", "hazard_class", "legal_status", "batch")
OF_WANT: Final = ("forbidden", "batch", "distance_max", "licences")
MONEY: Final = {
    "have": ("disposal", "preparation", "price"),
    "want": ("price", "price_max", "treatment"),
}
FIELDS: Final = ("class", "region", "id", "side", "level", "name", "kind", "quantity", "unit", "lat", "lon", "changed_at", "body")  # fmt: skip
Row = Mapping[str, Any] | sa.RowMapping


@dataclass(frozen=True, slots=True)
class Filter:
    """Which rows are asked for."""

    resource: str | None = None
    region: str | None = None
    side: str | None = None
    since: str | None = None
    after: str | None = None  # cursor: (changed_at, id) of the last row of the page before
    limit: int = 100


@dataclass(frozen=True)
class Showing:
    """Reads the registry for others."""

    database: Database
    listing: Listing

    def page(self, wanted: Filter) -> tuple[list[dict[str, Any]], str | None]:
        """Rows in the order of their change, and the cursor of the next page."""
        r = t.resources
        order = (r.c.changed_at, r.c.id)
        query = self._query(wanted).order_by(*order).limit(wanted.limit + 1)
        if wanted.after:
            moment, _space, last = wanted.after.partition(" ")
            query = query.where(sa.tuple_(*order) > sa.tuple_(sa.literal(moment), sa.literal(last)))
        with self.database.reading() as connection:
            rows = list(connection.execute(query).mappings())
        more = rows[wanted.limit - 1] if len(rows) > wanted.limit else None
        cursor = f"{more['changed_at']} {more['id']}" if more else None
        return [self.entry(row) for row in rows[: wanted.limit]], cursor

    def gone(self, since: str, wanted: Filter) -> list[dict[str, Any]]:
        """What was seen before and is no longer there."""
        g = t.tombstones
        query = sa.select(g.c.record, g.c.side, g.c.gone_at).where(
            g.c.gone_at > since, g.c.level.in_(SEEN)
        )
        for column, value in (
            ("region", wanted.region),
            ("class", wanted.resource),
            ("side", wanted.side),
        ):
            query = query.where(g.c[column] == value) if value is not None else query
        with self.database.reading() as connection:
            rows = connection.execute(query.order_by(g.c.gone_at, g.c.record).limit(10_000)).all()
        return [{"id": row.record, "side": row.side, "gone_at": row.gone_at} for row in rows]

    def _query(self, wanted: Filter) -> sa.Select[Any]:
        r, p = t.resources, t.enterprises
        plant = (p.c.name.label("plant"), p.c.okved, r.c.site, r.c.enterprise)
        query = (
            sa.select(*(r.c[name] for name in FIELDS), *plant)
            .join_from(r, p, p.c.id == r.c.enterprise)
            .where(r.c.shown, r.c.level.in_(SEEN))
        )
        for column, value in (
            ("region", wanted.region),
            ("class", wanted.resource),
            ("side", wanted.side),
        ):
            query = query.where(r.c[column] == value) if value is not None else query
        return query.where(r.c.changed_at > wanted.since) if wanted.since else query

    def entry(self, row: Row) -> dict[str, Any]:
        """One row as others see it."""
        whole = row["level"] == OPEN
        lat, lon = place_of(row)
        return {
            "id": row["id"],
            "side": row["side"],
            "class": row["class"] or None,
            "title": self.title(row["class"]),
            "region": row["region"],
            "level": row["level"],
            "name": row["name"] if whole else None,
            "plant": row["plant"] if whole else None,
            "kind": row["kind"],
            "quantity": quantity_of(row),
            "unit": row["unit"] or None,
            "lat": lat,
            "lon": lon,
            "changed_at": row["changed_at"],
        }

    def title(self, resource: str) -> dict[str, str] | None:
        """The name of a class in both languages."""
        found = self.listing.tools.library.resources.get(resource)
        return {"ru": found.title.ru, "en": found.title.en} if found else None

    # The catalogue file

    def catalogue(self, wanted: Filter) -> tuple[dict[str, Any], str]:
        """The catalogue as laptops read it, and the moment of its newest row."""
        r = t.resources
        with self.database.reading() as connection:
            rows = list(connection.execute(self._query(wanted).order_by(r.c.id)).mappings())
        plants: dict[str, dict[str, Any]] = {}
        sides: dict[str, list[dict[str, Any]]] = {"have": [], "want": []}
        for row in rows:
            plant = self._plant(row)
            plants[plant["id"]] = plant
            sides[row["side"]].append(self._item(row, plant["id"]))
        body = {
            "schema": "symbioaudit/catalogue-1.0",
            "id": f"hub {wanted.region or 'all'}",
            "plants": [plants[key] for key in sorted(plants)],
            "haves": sides["have"],
            "wants": sides["want"],
        }
        return body, max((row["changed_at"] for row in rows), default="")

    def _plant(self, row: Row) -> dict[str, Any]:
        """The plant of an open record; of others a plant of their own that nobody can tell apart."""
        lat, lon = place_of(row)
        place = {} if lat is None or lon is None else {"lat": lat, "lon": lon}
        if row["level"] != OPEN:
            return {"id": f"plant of {row['id']}", "name": "—", **place}
        activities = {"activities": [row["okved"]]} if row["okved"] else {}
        return {"id": row["site"], "name": row["plant"], **activities, **place}

    def _item(self, row: Row, plant: str) -> dict[str, Any]:
        body, side, whole = json.loads(row["body"]), row["side"], row["level"] == OPEN
        title = self.title(row["class"])
        item: dict[str, Any] = {
            "id": row["id"],
            "plant": plant,
            "name": row["name"] if whole or not title else title["ru"],
        }
        if not whole and not title:
            item["name"] = "—"
        if row["class"]:
            item["resource"] = row["class"]
        item |= {k: v for k, v in body.get("codes", {}).items() if v and digits(v)}
        own = OF_HAVE if side == "have" else OF_WANT
        names = (*SHARED, *own, *(MONEY[side] if whole else ()))
        item |= {name: body[name] for name in names if body.get(name) is not None}
        item |= _amount(body, row, whole=whole) | _quality(body, side)
        return {k: v for k, v in item.items() if v is not None and k in _ALLOWED[side]}

    # Sums

    def sums(self, least: int) -> list[Sum]:
        """What may be told of the regions."""
        r, p = t.resources, t.enterprises
        names = (r.c.region, r.c.side, r.c.unit, r.c["class"], p.c.inn)
        query = (
            sa.select(*names, sa.func.sum(r.c.quantity).label("quantity"))
            .join_from(r, p, p.c.id == r.c.enterprise)
            .where(r.c.shown, r.c.quantity.is_not(None), r.c.unit != "")
            .group_by(*names)
        )
        with self.database.reading() as connection:
            return published(cells_of(connection.execute(query).mappings()), least)

    # Matches

    def matches_of(
        self, sender: str, limit: int, after: str | None
    ) -> tuple[list[dict[str, Any]], str | None]:
        """Matches of one consultant's audits, best first; the other side as far as its owner lets it be seen."""
        mine = sa.select(t.audits.c.audit).where(t.audits.c.sender == sender)
        m = t.matches
        query = sa.select(m).where(sa.or_(m.c.have_audit.in_(mine), m.c.want_audit.in_(mine)))
        with self.database.reading() as connection:
            own = set(connection.execute(mine).scalars())
            rows, cursor = _paged(connection, query, limit, after)
            sides = self._both(connection, rows)
        told = [self._told(row, sides, own) for row in rows if _both_there(row, sides)]
        return told, cursor

    def all_matches(self, limit: int, after: str | None) -> tuple[list[dict[str, Any]], str | None]:
        """Matches as an operator sees them: both sides as others see them."""
        with self.database.reading() as connection:
            rows, cursor = _paged(connection, sa.select(t.matches), limit, after)
            sides = self._both(connection, rows)
        return [self._told(row, sides, set()) for row in rows if _both_there(row, sides)], cursor

    def _both(self, connection: sa.Connection, rows: Sequence[Row]) -> dict[str, Row]:
        ids = {row[side] for row in rows for side in ("have", "want")}
        query = self._query(Filter()).add_columns(t.resources.c.audit)
        found = connection.execute(query.where(t.resources.c.id.in_(sorted(ids)))).mappings()
        return {row["id"]: row for row in found}

    def _told(self, row: Row, sides: Mapping[str, Row], own: set[str]) -> dict[str, Any]:
        body = json.loads(row["body"])
        both = {side: sides[row[side]] for side in ("have", "want")}
        whole = all(s["audit"] in own or s["level"] == OPEN for s in both.values())
        return {
            "score": round(row["score"], 1 if whole else 0),
            "low": round(body["low"], 1 if whole else 0),
            "high": round(body["high"], 1 if whole else 0),
            "confidence": round(body["confidence"], 2 if whole else 1),
            "distance_km": body["distance"] if whole else None,
            "distance_up_to_km": band(body["distance"]),
            "gates": body["gates"],
            "parts": {
                k: [round(x, 3 if whole else 1) for x in v] for k, v in body["parts"].items()
            },
            **{
                name: self._own(each) if each["audit"] in own else self.entry(each)
                for name, each in both.items()
            },
        }

    def _own(self, row: Row) -> dict[str, Any]:
        """The caller's own side, with its record."""
        entity, record = json.loads(row["body"]).get("record") or ("", "")
        return {
            "id": row["id"],
            "audit": row["audit"],
            "entity": entity,
            "record": record,
            "name": row["name"],
            "class": row["class"] or None,
            "title": self.title(row["class"]),
            "region": row["region"],
            "quantity": row["quantity"],
            "unit": row["unit"] or None,
        }


_COMMON: Final = {"id", "plant", "name", "kind", "resource", "fkko", "ewc", "okpd2", "amount", "unit", "monthly", "continuity", "temperature", "estimated", "batch"}  # fmt: skip
_ALLOWED: Final = {
    "have": _COMMON | {"hazard_class", "legal_status", "values", "contaminants", "disposal", "preparation", "price"},
    "want": _COMMON | {"quality", "forbidden", "price", "price_max", "treatment", "distance_max", "licences"},
}  # fmt: skip


def place_of(row: Row) -> tuple[float | None, float | None]:
    """Where it is, as far as it may be told."""
    lat, lon = row["lat"], row["lon"]
    if lat is None or lon is None or row["level"] == OPEN:
        return lat, lon
    return round(lat / GRID) * GRID, round(lon / GRID) * GRID


def quantity_of(row: Row) -> float | None:
    """How much, as far as it may be told."""
    value = row["quantity"]
    return value if value is None or row["level"] == OPEN else rounded(value, 2)


def band(distance: float | None) -> int | None:
    """The least of some round distances that is not shorter."""
    if distance is None:
        return None
    return next((edge for edge in BANDS if distance <= edge), 20_000)


def _amount(body: Row, row: Row, *, whole: bool) -> dict[str, Any]:
    span = body.get("amount")
    if not span or row["unit"] not in UNITS:
        return {}
    ends = {"low": span.get("low"), "best": span["best"], "high": span.get("high")}
    known = {k: span["best"] if v is None else v for k, v in ends.items()}
    if not whole:
        known = {k: rounded(v, 2) for k, v in known.items()}
    return {"amount": known, "unit": row["unit"]} if min(known.values()) >= 0 else {}


def _quality(body: Row, side: str) -> dict[str, Any]:
    if side == "have":
        values = [
            {"parameter": name, "value": span["best"]}
            for name, span in sorted(body.get("values", {}).items())
        ]
        return {"values": values} if values else {}
    return {"quality": body["quality"]} if body.get("quality") else {}


def _paged(
    connection: sa.Connection, query: sa.Select[Any], limit: int, after: str | None
) -> tuple[Sequence[Row], str | None]:
    m = t.matches
    if after:
        score, have, want = (*after.split(" "), "", "")[:3]
        later = sa.and_(m.c.score == float(score), sa.tuple_(m.c.have, m.c.want) > sa.tuple_(sa.literal(have), sa.literal(want)))  # fmt: skip
        query = query.where(sa.or_(m.c.score < float(score), later))
    query = query.order_by(m.c.score.desc(), m.c.have, m.c.want).limit(limit + 1)
    rows = list(connection.execute(query).mappings())
    last = rows[limit - 1] if len(rows) > limit else None
    cursor = f"{last['score']!r} {last['have']} {last['want']}" if last else None
    return rows[:limit], cursor


def _both_there(row: Row, sides: Mapping[str, Row]) -> bool:
    return row["have"] in sides and row["want"] in sides
