"""The ASGI application of a hub; its OpenAPI 3.1 document is at ``/openapi.json``."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI
from starlette.concurrency import run_in_threadpool

from symbioaudit.hub import receiving, tus
from symbioaudit.hub.hub import Hub
from symbioaudit.hub.uploads import Upload, UploadProblem


def application(hub: Hub) -> FastAPI:
    """The application that serves this hub."""

    @asynccontextmanager
    async def life(_app: FastAPI) -> AsyncIterator[None]:
        hub.start()
        yield
        await run_in_threadpool(hub.stop)

    async def finished(upload: Upload) -> None:
        await run_in_threadpool(hub.finished, upload)

    app = FastAPI(
        title="SymbioAudit hub",
        version="1.0.0",
        summary="Takes audit packages in exactly once and answers with signed receipts",
        lifespan=life,
    )
    app.state.hub = hub
    app.add_exception_handler(UploadProblem, tus.problem)
    app.include_router(tus.routes(hub.settings, hub.uploads, finished))
    app.include_router(receiving.router)
    return app
