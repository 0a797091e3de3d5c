"""Routes about what plants offer and want: rows, the signed file for laptops, matches, sums by region."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Request, Response, Security
from fastapi.responses import FileResponse
from pydantic import BaseModel
from starlette.concurrency import run_in_threadpool

from symbioaudit.hub.access import anyone, consultant, documented, hub_of, operator
from symbioaudit.hub.market import Filter
from symbioaudit.hub.members import Caller

router = APIRouter(tags=["catalogue"])
Anyone = Annotated[Caller, Security(anyone)]
Consultant = Annotated[Caller, Security(consultant)]
Operator = Annotated[Caller, Security(operator)]
UUID = "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"
MOMENT = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?(\+00:00|Z)?"
Class = Annotated[str | None, Query(alias="class", max_length=64, pattern="^[a-z0-9_.-]*$")]
Region = Annotated[
    str | None, Query(pattern="^[0-9]{2}$", description="Two digits of the tax service")
]
Side = Annotated[Literal["have", "want"] | None, Query()]
Since = Annotated[
    str | None, Query(pattern=f"^{MOMENT}$", description="Changed later, ISO 8601, UTC")
]
Limit = Annotated[int, Query(ge=1, le=500)]
PageAfter = Annotated[
    str | None, Query(pattern=f"^{MOMENT} {UUID}$", description="“next” of a page")
]
MatchAfter = Annotated[
    str | None,
    Query(pattern=rf"^\d{{1,3}}(\.\d{{1,20}})? {UUID} {UUID}$", description="“next” of a page"),
]


class Resource(BaseModel):
    """One offer or want as far as its owner lets it be seen."""

    id: str
    side: Literal["have", "want"]
    resource: str | None
    title: dict[str, str] | None
    region: str
    level: str
    name: str | None
    plant: str | None
    kind: str
    quantity: float | None
    unit: str | None
    lat: float | None
    lon: float | None
    changed_at: str


class Gone(BaseModel):
    """What is no longer offered or wanted."""

    id: str
    side: Literal["have", "want"]
    gone_at: str


class Resources(BaseModel):
    """A page of the catalogue; ``gone`` on the first page of what changed since a moment."""

    items: list[Resource]
    gone: list[Gone]
    next: str | None


class Matches(BaseModel):
    """A page of matches, best first."""

    items: list[dict[str, Any]]
    next: str | None


class Sum(BaseModel):
    """A sum of at least k enterprises; without a class it is the total of the region."""

    region: str
    side: str
    unit: str
    resource: str | None
    total: bool
    quantity: float
    enterprises: int


@router.get("/resources", summary="Offers and wants", responses=documented())
async def resources(
    request: Request,
    _caller: Anyone,
    resource: Class = None,
    region: Region = None,
    side: Side = None,
    since: Since = None,
    after: PageAfter = None,
    limit: Limit = 100,
) -> Resources:
    """Rows in the order of their change."""
    hub, wanted = hub_of(request), Filter(resource, region, side, since, after, limit)
    rows, cursor = await run_in_threadpool(hub.showing.page, wanted)
    gone: list[dict[str, Any]] = []
    if since and not after:
        gone = await run_in_threadpool(hub.showing.gone, since, wanted)
    return Resources(
        items=[Resource(resource=row["class"], **row) for row in rows],
        gone=[Gone(**row) for row in gone],
        next=cursor,
    )


_FILE = {
    "content": {"application/json": {"schema": {"type": "object"}}},
    "headers": {"ETag": {"schema": {"type": "string"}}},
}


@router.get(
    "/catalogue",
    response_class=Response,
    summary="The signed catalogue for laptops, a file that can be resumed",
    responses={
        **documented(416, 507),
        200: _FILE,
        206: {"description": "A part of the file", "content": {"application/json": {}}},
        304: {"description": "The file is the one of If-None-Match"},
        416: {"description": "The range begins after the end", "content": {"text/plain": {}}},
    },
)
async def catalogue(
    request: Request,
    _caller: Anyone,
    resource: Class = None,
    region: Region = None,
    side: Side = None,
) -> Response:
    """Ranges by ``Range`` with ``If-Range``; ``If-None-Match`` asks for what is new only."""
    path = await run_in_threadpool(hub_of(request).publishing.file, Filter(resource, region, side))
    tag = f'"{path.stem}"'
    if tag in request.headers.get("If-None-Match", ""):
        return Response(status_code=304, headers={"ETag": tag})
    return FileResponse(path, media_type="application/json", headers={"ETag": tag})


@router.get("/matches", summary="Matches of the caller's own audits", responses=documented())
async def matches(
    request: Request, caller: Consultant, after: MatchAfter = None, limit: Limit = 100
) -> Matches:
    """Best first; of the other side only what its owner lets be seen."""
    showing = hub_of(request).showing
    rows, cursor = await run_in_threadpool(showing.matches_of, caller.fingerprint, limit, after)
    return Matches(items=rows, next=cursor)


@router.get("/matches/all", summary="All matches, for the operator", responses=documented())
async def all_matches(
    request: Request, _caller: Operator, after: MatchAfter = None, limit: Limit = 100
) -> Matches:
    """Best first, both sides as others see them."""
    rows, cursor = await run_in_threadpool(hub_of(request).showing.all_matches, limit, after)
    return Matches(items=rows, next=cursor)


@router.get(
    "/aggregates", summary="Sums by region of at least k enterprises", responses=documented()
)
async def aggregates(request: Request, _caller: Anyone) -> list[Sum]:
    """Complementary suppression: a total minus the rest gives no enterprise away."""
    hub = hub_of(request)
    found = await run_in_threadpool(hub.showing.sums, hub.settings.least_in_aggregate)
    return [
        Sum(
            region=x.region, side=x.side, unit=x.unit, resource=x.resource or None,
            total=x.resource is None, quantity=x.quantity, enterprises=x.enterprises,
        )
        for x in found
    ]  # fmt: skip
