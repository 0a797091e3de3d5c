"""Routes about what was sent: receipts, the hub's keys, its health."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, HTTPException, Path, Request, Response, Security
from starlette.concurrency import run_in_threadpool

from symbioaudit.hub import registry
from symbioaudit.hub.access import Documented, anyone, documented, hub_of
from symbioaudit.hub.members import Caller

router = APIRouter(tags=["receipts"])
Anyone = Annotated[Caller, Security(anyone)]
Hash = Annotated[str, Path(pattern="^[0-9a-f]{64}$", description="SHA-256 of the tag manifest")]


@router.get(
    "/receipts/{package}",
    response_class=Response,
    summary="The signed receipt of a package",
    responses={
        **documented(404),
        200: {"content": {"application/json": {"schema": {"type": "object"}}}},
        202: {"description": "Being taken in; ask again after Retry-After"},
    },
)
async def receipt(package: Hash, request: Request, caller: Anyone) -> Response:
    """200 with the receipt, 202 while this package is being taken in."""
    hub = hub_of(request)
    sender = None if caller.role == "operator" else caller.fingerprint
    found = await run_in_threadpool(registry.receipt_of, hub.database, package, sender)
    if found:
        return Response(found, media_type="application/json")
    if await run_in_threadpool(registry.is_waiting, hub.database, package, caller.fingerprint):
        return Response(status_code=202, headers={"Retry-After": "1"})
    raise HTTPException(404, "no receipt")


_TEXT: Documented = {200: {"content": {"text/plain": {"schema": {"type": "string"}}}}}


@router.get("/keys", response_class=Response, summary="Public keys of this hub", responses=_TEXT)
async def keys(request: Request) -> Response:
    """A file of trusted keys: the key that signs receipts, and the one that packages are closed for."""
    return Response(hub_of(request).public_keys, media_type="text/plain; charset=utf-8")


_BUSY: Documented = {503: documented()[503]}


@router.get("/health", summary="Whether the hub works", responses=_BUSY)
async def health(request: Request) -> dict[str, str | int]:
    """Asks the database one question."""
    hub = hub_of(request)
    return {"status": "ok", "waiting": await run_in_threadpool(hub.waiting)}


@router.get(
    "/metrics",
    response_class=Response,
    summary="Counters, Prometheus text format",
    responses={**_TEXT, **_BUSY},
)
async def metrics(request: Request) -> Response:
    """Counters, times and gauges."""
    hub = hub_of(request)
    waiting = await run_in_threadpool(hub.waiting)
    text = hub.metrics.text({"waiting": float(waiting)})
    return Response(text, media_type="text/plain; version=0.0.4")
