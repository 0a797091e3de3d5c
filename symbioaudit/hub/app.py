"""The ASGI application of a hub; its OpenAPI 3.1 document is at ``/openapi.json``."""

from __future__ import annotations

import logging
import os
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Final

from fastapi import FastAPI, Request, Response
from fastapi.responses import JSONResponse, RedirectResponse
from sqlalchemy.exc import DBAPIError
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers, MutableHeaders
from starlette.staticfiles import StaticFiles
from starlette.types import Message, Receive, Send

from symbioaudit.hub import catalogue, operating, receiving, tus
from symbioaudit.hub.hub import Hub
from symbioaudit.hub.uploads import UploadProblem

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
OVERRIDES: Final = {"PATCH", "DELETE", "HEAD"}
Asgi = Callable[..., Awaitable[None]]
log = logging.getLogger("symbioaudit.hub")


class Gate:
    """What every request passes: the method tus lets be named in a header, and safe headers of answers."""

    def __init__(self, app: Asgi) -> None:
        self.app = app

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Change the method before anybody routes by it; add headers to the answer."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        named = Headers(scope=scope).get("X-HTTP-Method-Override", "").upper()
        if scope["method"] == "POST" and named in OVERRIDES:
            scope = {**scope, "method": named}
        kept = scope["path"].startswith(("/page", "/catalogue"))

        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in SAFE.items():
                    headers.setdefault(name, value)
                if not kept:
                    headers.setdefault("Cache-Control", "no-store")
            await send(message)

        await self.app(scope, receive, sending)


def application(hub: Hub) -> FastAPI:
    """The application that serves this hub."""

    @asynccontextmanager
    async def life(_app: FastAPI) -> AsyncIterator[None]:
        await run_in_threadpool(hub.start)
        yield
        await run_in_threadpool(hub.stop)

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
    for router in (tus.router, receiving.router, catalogue.router, operating.router):
        app.include_router(router)
    app.mount("/page", StaticFiles(directory=PAGE, html=True), name="page")
    app.add_api_route("/", _home, include_in_schema=False)
    app.add_middleware(Gate)
    return app


async def _home() -> Response:
    return RedirectResponse("/page/")


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
    hub = open_hub(Path(os.environ[FOLDER]))
    hub.listing.warm()
    return application(hub)
