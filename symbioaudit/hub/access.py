"""Who asks: the token of a request, how often, in which role."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Final, cast

from fastapi import HTTPException, Request, Security
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from starlette.concurrency import run_in_threadpool

from symbioaudit.hub import members
from symbioaudit.hub.members import Caller

if TYPE_CHECKING:
    from symbioaudit.hub.hub import Hub

_bearer = HTTPBearer(auto_error=False, description="The token that “hub keys add” printed")
Documented = dict[int | str, dict[str, Any]]
_DETAIL: Final = {"type": "object", "properties": {"detail": {}}, "required": ["detail"]}
TEXTS: Final = {
    400: "The request cannot be read",
    401: "No key, or one that the hub does not know",
    403: "The key may not do this",
    404: "There is none",
    409: "It is not possible as things are",
    416: "The range begins after the end",
    422: "A parameter or the body is not valid",
    429: "Too many requests; see Retry-After",
    503: "The database does not answer; see Retry-After",
    507: "The hub's disk has no room",
}


def documented(*statuses: int) -> Documented:
    """What a route may answer besides its success."""
    return {
        status: {
            "description": TEXTS[status],
            "content": {"application/json": {"schema": _DETAIL}},
        }
        for status in (400, 401, 403, 422, 429, 503, *statuses)
    }


def hub_of(request: Request) -> Hub:
    """The hub that this application serves."""
    return cast("Hub", request.app.state.hub)


async def anyone(
    request: Request, given: Annotated[HTTPAuthorizationCredentials | None, Security(_bearer)]
) -> Caller:
    """A caller with an open key, within the limit of requests.

    Raises:
        HTTPException: 401 no key or a closed one, 429 too many requests.
    """
    hub = hub_of(request)
    caller = None
    if given is not None:
        caller = await run_in_threadpool(members.caller_of, hub.database, given.credentials)
    if caller is None:
        _slow_down(hub, request.client.host if request.client else "")
        raise HTTPException(401, "key unknown", {"WWW-Authenticate": "Bearer"})
    _slow_down(hub, caller.fingerprint)
    return caller


async def consultant(caller: Annotated[Caller, Security(anyone)]) -> Caller:
    """A caller who may send packages."""
    if caller.role != "consultant":
        raise HTTPException(403, "not a consultant's key")
    return caller


async def operator(caller: Annotated[Caller, Security(anyone)]) -> Caller:
    """A caller who may look into the quarantine and the queue."""
    if caller.role != "operator":
        raise HTTPException(403, "not an operator's key")
    return caller


def _slow_down(hub: Hub, who: str) -> None:
    wait = hub.rates.wait(who)
    if wait:
        raise HTTPException(429, "too many requests", {"Retry-After": str(wait)})
