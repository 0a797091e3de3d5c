"""tus 1.0 over HTTP: core, creation (with upload), checksum, termination, expiration.

https://tus.io/protocols/resumable-upload, version 1.0.0."""

from __future__ import annotations

from datetime import UTC, datetime
from email.utils import format_datetime
from typing import Annotated, Final

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import PlainTextResponse
from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect

from symbioaudit.base.errors import SymbioError
from symbioaudit.hub.access import consultant, hub_of
from symbioaudit.hub.members import Caller
from symbioaudit.hub.uploads import ALGORITHMS, Part, Upload, UploadProblem, Uploads, metadata_of

VERSION: Final = "1.0.0"
EXTENSIONS: Final = "creation,creation-with-upload,checksum,termination,expiration"
BODY: Final = "application/offset+octet-stream"
BUFFER: Final = 1 << 20
Sender = Annotated[Caller, Depends(consultant)]
router = APIRouter(prefix="/uploads", tags=["uploads"])

_BYTES = {"content": {BODY: {"schema": {"type": "string", "format": "binary"}}}}
_PROBLEMS = {
    status: {"description": text, "content": {"text/plain": {"schema": {"type": "string"}}}}
    for status, text in {
        400: "A header is missing or malformed",
        401: "No key, or one that the hub does not know",
        403: "The key may not do this",
        404: "No such upload of this key",
        409: "Upload-Offset is not where the upload is",
        410: "The upload expired",
        412: "Another version of the protocol",
        413: "Larger than the hub takes, or than was announced",
        415: "Not application/offset+octet-stream",
        422: "A header cannot be read",
        423: "The upload is being written by another request",
        429: "Too many requests or uploads; see Retry-After",
        460: "The checksum differs; the bytes were dropped",
        503: "The database does not answer; see Retry-After",
        507: "The hub's disk has no room",
    }.items()
}


def _header(name: str, text: str, *, needed: bool = False, **schema: object) -> dict[str, object]:
    return {
        "name": name, "in": "header", "required": needed, "description": text,
        "schema": {"type": "string", **schema},
    }  # fmt: skip


_RESUMABLE = _header("Tus-Resumable", "Version of the protocol", needed=True, enum=[VERSION])
_LENGTH = _header("Upload-Length", "Bytes of the whole", needed=True, pattern="^[0-9]{1,15}$")
_OFFSET = _header("Upload-Offset", "Where these bytes begin", needed=True, pattern="^[0-9]{1,15}$")
_CHECKSUM = _header("Upload-Checksum", "sha1 or sha256, a space, base 64")
_METADATA = _header("Upload-Metadata", "filename, package (hash of the tag manifest), sha256 (of the file): a key, a space, base 64, separated by commas")  # fmt: skip


def _spoken_as(*headers: dict[str, object], body: bool = False) -> dict[str, object]:
    """Headers and body of an operation, for the document."""
    found: dict[str, object] = {"parameters": [_RESUMABLE, *headers]}
    return found | ({"requestBody": _BYTES} if body else {})


def _documented(*statuses: int) -> dict[int | str, dict[str, object]]:
    return {
        status: dict(_PROBLEMS[status]) for status in (400, 401, 403, 412, 422, 429, 503, *statuses)
    }


@router.options("", status_code=204, response_class=Response, summary="What the server speaks")
async def options(request: Request) -> Response:
    """Version, extensions, limits."""
    settings = hub_of(request).settings
    return Response(
        status_code=204,
        headers={
            "Tus-Resumable": VERSION,
            "Tus-Version": VERSION,
            "Tus-Extension": EXTENSIONS,
            "Tus-Max-Size": str(settings.max_package),
            "Tus-Checksum-Algorithm": ",".join(ALGORITHMS),
        },
    )


@router.post(
    "",
    status_code=201,
    response_class=Response,
    summary="Begin an upload",
    responses=_documented(409, 413, 415, 423, 460, 507),
    openapi_extra=_spoken_as(_LENGTH, _METADATA, _CHECKSUM, body=True),
)
async def create(request: Request, caller: Sender) -> Response:
    """Bytes may come along."""
    _spoken(request)
    hub = hub_of(request)
    settings, uploads = hub.settings, hub.uploads
    length = _number(request, "Upload-Length")
    if length > settings.max_package:
        raise UploadProblem(413, "too large")
    metadata = metadata_of(request.headers.get("Upload-Metadata"))
    if await run_in_threadpool(uploads.open_of, caller.fingerprint) >= settings.max_open_uploads:
        raise UploadProblem(429, "too many uploads")
    upload = await run_in_threadpool(uploads.begin, length, caller.fingerprint, metadata)
    offset = 0
    if request.headers.get("Content-Type") == BODY:
        try:
            offset = await _take(request, uploads, upload, 0)
        except UploadProblem:
            uploads.forget(upload)  # nobody was told where it is
            raise
    if offset == upload.length:
        await run_in_threadpool(hub.finished, upload)
    where = f"{request.url.path.rstrip('/')}/{upload.id}"
    return Response(status_code=201, headers={**_state(uploads, upload, offset), "Location": where})


@router.head(
    "/{upload_id}",
    response_class=Response,
    summary="How far an upload is",
    responses=_documented(404, 410),
    openapi_extra=_spoken_as(),
)
async def head(upload_id: str, request: Request, caller: Sender) -> Response:
    """The offset and the length."""
    _spoken(request)
    uploads = hub_of(request).uploads
    upload = uploads.find(upload_id, caller.fingerprint)
    headers = _state(uploads, upload, uploads.offset(upload))
    return Response(
        headers={**headers, "Upload-Length": str(upload.length), "Cache-Control": "no-store"}
    )


@router.patch(
    "/{upload_id}",
    status_code=204,
    response_class=Response,
    summary="Send bytes from an offset on",
    responses=_documented(404, 409, 410, 413, 415, 423, 460, 507),
    openapi_extra=_spoken_as(_OFFSET, _CHECKSUM, body=True),
)
async def patch(upload_id: str, request: Request, caller: Sender) -> Response:
    """What has no checksum stays as far as it came."""
    _spoken(request)
    uploads = hub_of(request).uploads
    if request.headers.get("Content-Type") != BODY:
        raise UploadProblem(415, f"the body must be {BODY}")
    upload = uploads.find(upload_id, caller.fingerprint)
    offset = await _take(request, uploads, upload, _number(request, "Upload-Offset"))
    if offset == upload.length:
        await run_in_threadpool(hub_of(request).finished, upload)
    return Response(status_code=204, headers=_state(uploads, upload, offset))


@router.delete(
    "/{upload_id}",
    status_code=204,
    response_class=Response,
    summary="Give an upload up",
    responses=_documented(404, 410),
    openapi_extra=_spoken_as(),
)
async def delete(upload_id: str, request: Request, caller: Sender) -> Response:
    """Its bytes are gone."""
    _spoken(request)
    uploads = hub_of(request).uploads
    uploads.forget(uploads.find(upload_id, caller.fingerprint))
    return Response(status_code=204, headers={"Tus-Resumable": VERSION})


def _spoken(request: Request) -> None:
    if request.headers.get("Tus-Resumable") != VERSION:
        raise UploadProblem(412, f"Tus-Resumable must be {VERSION}")


def _number(request: Request, name: str) -> int:
    text = request.headers.get(name, "")
    if not text.isascii() or not text.isdigit() or len(text) > 15:
        raise UploadProblem(400, f"{name} must be a whole number")
    return int(text)


def _state(uploads: Uploads, upload: Upload, offset: int) -> dict[str, str]:
    ends = datetime.fromtimestamp(uploads.expires_at(upload), UTC)
    return {
        "Tus-Resumable": VERSION,
        "Upload-Offset": str(offset),
        "Upload-Expires": format_datetime(ends, usegmt=True),
    }


async def _take(request: Request, uploads: Uploads, upload: Upload, offset: int) -> int:
    """Write the body; a sender that is cut off leaves what has come. Returns the new offset."""
    try:
        with uploads.writing(upload, offset, request.headers.get("Upload-Checksum")) as part:
            await _pour(request, part)
            return offset + part.written
    except ClientDisconnect:
        return uploads.offset(upload)
    except (OSError, SymbioError) as fault:
        raise UploadProblem(507, "the disk refuses") from fault


async def _pour(request: Request, part: Part) -> None:
    """Hand the body over in large pieces; what came before the sender was cut off is not lost."""
    waiting = bytearray()
    try:
        async for chunk in request.stream():
            waiting += chunk
            if len(waiting) >= BUFFER:
                await run_in_threadpool(part.write, bytes(waiting))
                waiting.clear()
    finally:
        part.write(bytes(waiting))


async def problem(_request: Request, fault: Exception) -> Response:
    """A protocol problem as an answer."""
    assert isinstance(fault, UploadProblem)
    headers = {"Tus-Resumable": VERSION, "Tus-Version": VERSION}
    if fault.status in {423, 429, 503, 507}:
        headers["Retry-After"] = "5"
    return PlainTextResponse(fault.word, fault.status, headers=headers)
