"""The ASGI application of a hub; its OpenAPI 3.1 document is at ``/openapi.json``."""

from __future__ import annotations

import logging
import os
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, Final

from fastapi import FastAPI, Request, Response
from fastapi.responses import JSONResponse
from sqlalchemy.exc import DBAPIError
from starlette.concurrency import run_in_threadpool
from starlette.staticfiles import StaticFiles

from symbioaudit.hub import catalogue, operating, receiving, tus
from symbioaudit.hub.hub import Hub
from symbioaudit.hub.uploads import Upload, UploadProblem

FOLDER: Final = "SYMBIOAUDIT_HUB"  # names the folder for processes that serve it together
PAGE: Final = Path(__file__).with_name("page")
SAFE: Final = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
}
Asgi = Callable[..., Awaitable[None]]
log = logging.getLogger("symbioaudit.hub")


class MethodOverride:
    """X-HTTP-Method-Override of tus, for networks that let neither PATCH nor DELETE through."""

    def __init__(self, app: Asgi) -> None:
        self.app = app

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        """Change the method before anybody routes by it."""
        if scope["type"] == "http" and scope["method"] == "POST":
            named = dict(scope["headers"]).get(b"x-http-method-override", b"").upper()
            if named in (b"PATCH", b"DELETE", b"HEAD"):
                scope = {**scope, "method": named.decode()}
        await self.app(scope, receive, send)


def application(hub: Hub) -> FastAPI:
    """The application that serves this hub."""

    @asynccontextmanager
    async def life(_app: FastAPI) -> AsyncIterator[None]:
        await run_in_threadpool(hub.start)
        yield
        await run_in_threadpool(hub.stop)

    async def finished(upload: Upload) -> None:
        await run_in_threadpool(hub.finished, upload)

    app = FastAPI(
        title="SymbioAudit hub",
        version="1.0.0",
        summary="Takes audit packages in exactly once and answers with signed receipts",
        lifespan=life,
        docs_url=None,  # its page would load scripts from elsewhere
        redoc_url=None,
    )
    app.state.hub = hub
    app.add_exception_handler(UploadProblem, tus.problem)
    app.add_exception_handler(DBAPIError, _database_fault)
    app.include_router(tus.routes(hub.settings, hub.uploads, finished))
    for router in (receiving.router, catalogue.router, operating.router):
        app.include_router(router)
    app.mount("/page", StaticFiles(directory=PAGE, html=True), name="page")
    app.middleware("http")(_guarded)
    app.add_middleware(MethodOverride)
    return app


async def _guarded(
    request: Request, call_next: Callable[[Request], Awaitable[Response]]
) -> Response:
    """Headers that keep a browser from running or loading anything foreign."""
    answer = await call_next(request)
    for name, value in SAFE.items():
        answer.headers.setdefault(name, value)
    return answer


async def _database_fault(_request: Request, fault: Exception) -> Response:
    """A database that is full, locked or gone: try again later, nothing was half done."""
    log.error("the database failed", extra={"fault": type(fault).__name__})
    full = "full" in str(getattr(fault, "orig", "")) or _state(fault) == "53100"
    headers = {"Retry-After": "5", "Tus-Resumable": tus.VERSION}
    detail = "the disk refuses" if full else "the database does not answer"
    return JSONResponse({"detail": detail}, 507 if full else 503, headers=headers)


def _state(fault: Exception) -> str:
    return getattr(getattr(fault, "orig", None), "sqlstate", None) or ""


def from_environment() -> FastAPI:
    """The application of the folder that the environment names: one of several processes."""
    from symbioaudit.hub.folder import open_hub
    from symbioaudit.hub.logs import to_json_lines

    to_json_lines()
    return application(open_hub(Path(os.environ[FOLDER])))
