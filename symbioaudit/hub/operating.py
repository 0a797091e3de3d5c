"""Routes of the operator: queue, quarantine, owners of audits, consent, the map of regions."""

from __future__ import annotations

import json
from typing import Annotated, Any, Literal

import sqlalchemy as sa
from fastapi import APIRouter, HTTPException, Path, Query, Request, Security
from pydantic import BaseModel, Field
from starlette.concurrency import run_in_threadpool

from symbioaudit.hub import registry
from symbioaudit.hub import tables as t
from symbioaudit.hub.access import anyone, documented, hub_of, operator
from symbioaudit.hub.database import Database
from symbioaudit.hub.members import Caller

router = APIRouter(tags=["operator"])
Operator = Annotated[Caller, Security(operator)]
Anyone = Annotated[Caller, Security(anyone)]
Hash = Annotated[str, Path(pattern="^[0-9a-f]{64}$", description="SHA-256 of the file")]
Audit = Annotated[str, Path(pattern="^[0-9a-f-]{36}$")]
SHOWN = 50  # reasons of one package that are listed


class Waiting(BaseModel):
    """A finished upload that was not taken in yet."""

    upload: str
    sender: str
    finished_at: str


class Reason(BaseModel):
    """Why a record was not taken."""

    entity: str
    id: str
    field: str | None
    code: str
    text: dict[str, str]


class Held(BaseModel):
    """A file in quarantine."""

    content: str
    sender: str
    audit: str
    size: int
    received_at: str
    problems: list[Reason]
    settled_at: str | None
    settled_by: str | None
    settled_how: str | None


class Settlement(BaseModel):
    """What the operator decided: close the case, or have the file judged anew when it comes again."""

    how: Annotated[str, Field(min_length=1, max_length=2000)]
    again: bool = False


class NewOwner(BaseModel):
    """The consultant who goes on with an audit."""

    fingerprint: Annotated[str, Field(min_length=4, max_length=64)]


class Withdrawal(BaseModel):
    """An audit that is out of the catalogue."""

    audit: str
    withdrawn_at: str


class Region(BaseModel):
    """What a region has, for the map."""

    region: str
    name: dict[str, str]
    enterprises: int
    haves: int
    wants: int
    lat: float | None
    lon: float | None


class Done(BaseModel):
    """How many rows were changed."""

    changed: int


@router.get("/queue", summary="Uploads that wait to be taken in", responses=documented())
async def queue(request: Request, _caller: Operator) -> list[Waiting]:
    """The oldest first."""
    names = ("upload", "sender", "finished_at")
    query = sa.select(*(t.waiting.c[n] for n in names)).order_by(t.waiting.c.finished_at).limit(500)
    rows = await run_in_threadpool(_all, hub_of(request).database, query)
    return [Waiting(**row) for row in rows]


@router.get("/quarantine", summary="What was refused, with reasons", responses=documented())
async def quarantine(
    request: Request, _caller: Operator, state: Annotated[Literal["open", "all"], Query()] = "open"
) -> list[Held]:
    """The newest first."""
    query = sa.select(t.quarantine).order_by(t.quarantine.c.received_at.desc()).limit(200)
    if state == "open":
        query = query.where(t.quarantine.c.settled_at.is_(None))
    rows = await run_in_threadpool(_all, hub_of(request).database, query)
    return [_held(row) for row in rows]


def _held(row: dict[str, Any]) -> Held:
    problems = json.loads(bytes(row["receipt"]))["receipt"]["problems"][:SHOWN]
    return Held(**{**row, "problems": [Reason(**p) for p in problems]})


@router.post("/quarantine/{content}", summary="Settle a refused file", responses=documented(404))
async def settle(content: Hash, settlement: Settlement, request: Request, caller: Operator) -> Done:
    """The file and its reasons stay; the note says who decided what."""
    how, again = settlement.how, settlement.again
    database = hub_of(request).database
    changed = await run_in_threadpool(
        lambda: registry.settle(database, content, caller.name, how, again=again)
    )
    if not changed:
        raise HTTPException(404, "nothing of this hash is in quarantine")
    return Done(changed=changed)


@router.post("/audits/{audit}/owner", summary="Hand an audit over", responses=documented(404))
async def hand_over(audit: Audit, owner: NewOwner, request: Request, _caller: Operator) -> Done:
    """From now on the other consultant sends its revisions."""
    database = hub_of(request).database
    if not await run_in_threadpool(registry.hand_over, database, audit, owner.fingerprint):
        raise HTTPException(404, "no such audit or no such open key")
    return Done(changed=1)


@router.post("/audits/{audit}/withdrawal", summary="Withdraw consent", responses=documented(404))
async def withdraw(audit: Audit, request: Request, caller: Anyone) -> Withdrawal:
    """By the consultant of the audit or the operator: its data leave the catalogue at once."""
    hub = hub_of(request)
    who = None if caller.role == "operator" else caller.fingerprint
    moment = await run_in_threadpool(registry.withdraw, hub.database, audit, who)
    if moment is None:
        raise HTTPException(404, "no such audit of this key")
    await run_in_threadpool(hub.ingest.forget_files, audit)
    return Withdrawal(audit=audit, withdrawn_at=moment)


@router.get("/regions", summary="The map: what each region has", responses=documented())
async def regions(request: Request, _caller: Operator) -> list[Region]:
    """Regions with anything in them."""
    hub, r = hub_of(request), t.resources
    query = (
        sa.select(
            r.c.region,
            sa.func.count(sa.distinct(r.c.enterprise)).label("enterprises"),
            sa.func.sum(sa.case((r.c.side == "have", 1), else_=0)).label("haves"),
            sa.func.sum(sa.case((r.c.side == "want", 1), else_=0)).label("wants"),
            sa.func.avg(r.c.lat).label("lat"),
            sa.func.avg(r.c.lon).label("lon"),
        )
        .where(r.c.shown)
        .group_by(r.c.region)
        .order_by(r.c.region)
    )
    rows = await run_in_threadpool(_all, hub.database, query)
    names = {x.value: x.text for x in hub.listing.pack.enums.get("regions", ())}
    return [
        Region(**row, name={"ru": n.ru, "en": n.en} if (n := names.get(row["region"])) else {})
        for row in rows
    ]


def _all(database: Database, query: sa.Select[Any]) -> list[dict[str, Any]]:
    with database.reading() as connection:
        return [dict(row) for row in connection.execute(query).mappings()]
