"""Our end of the wire: tus 1.0 uploads, receipts, keys and files of a platform, over httpx.

https://tus.io/protocols/resumable-upload, version 1.0.0, with the extensions creation, checksum and
termination. Redirects are never followed and an answer that does not speak the protocol is none.
"""

from __future__ import annotations

import base64
import contextlib
import socket
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha1, sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Self
from urllib.parse import urljoin

from symbioaudit.exchange import answers
from symbioaudit.exchange import errors as e
from symbioaudit.exchange.answers import Reply

if TYPE_CHECKING:
    import httpx

VERSION: Final = "1.0.0"
BODY: Final = "application/offset+octet-stream"
SMALL: Final = 64 * 1024  # bytes of an answer that carries no file
LARGEST_ANSWER: Final = 16 << 20
HASHES: Final = {"sha256": sha256, "sha1": sha1}
CONNECT_TIME: Final = 15.0  # s
ANSWER_TIME: Final = 60.0  # s: an overloaded server, a satellite


@dataclass(frozen=True, slots=True)
class Abilities:
    """What a server says of itself: largest upload in bytes, and the checksum that both know."""

    largest: int | None = None
    checksum: str | None = None


@dataclass(frozen=True, slots=True)
class Told:
    """What the platform says of a package: its receipt, that it is being taken in, or nothing."""

    document: bytes | None = None
    waiting: bool = False


class Platform:
    """A platform that we may talk to. Use as a context manager; no thread shares one.

    ``ca``: a file of certificate authorities besides those of the system. ``uploads``: path of the tus
    endpoint (other servers of the protocol have it elsewhere).
    """

    def __init__(
        self,
        server: str,
        token: str = "",
        *,
        ca: Path | None = None,
        uploads: str = "/uploads",
        timeout: float = ANSWER_TIME,
    ) -> None:
        self.server = answers.checked_address(server)
        self._endpoint = self.server + uploads
        self._client = _client(ca, timeout)
        self._token = token
        self._abilities: Abilities | None = None
        self._line: Any = None  # the connection in use

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_exc: object) -> None:
        self._client.close()

    def abort(self) -> None:
        """Cut the line, from another thread: a call that waits for an answer fails at once."""
        line = self._line.get_extra_info("socket") if self._line is not None else None
        if line is not None:
            with contextlib.suppress(OSError):
                socket.socket.shutdown(line, socket.SHUT_RDWR)

    def _trace(self, event: str, info: Mapping[str, Any]) -> None:
        if event in {"connection.connect_tcp.complete", "connection.start_tls.complete"}:
            self._line = info["return_value"]

    def abilities(self) -> Abilities:
        """Ask once what the server can do."""
        if self._abilities is None:
            reply = self._ask("OPTIONS", self._endpoint)
            answers.refuse(reply, self.server)
            self._check_spoken(reply, (200, 204))
            spoken = _words(reply.headers.get("tus-extension"))
            known = _words(reply.headers.get("tus-checksum-algorithm"))
            checksum = next((name for name in HASHES if name in known), None)
            self._abilities = Abilities(
                _number(reply.headers.get("tus-max-size")),
                checksum if "checksum" in spoken else None,
            )
        return self._abilities

    def create(self, size: int, metadata: Mapping[str, str]) -> str:
        """Announce an upload of ``size`` bytes; its address on this server.

        Raises:
            SymbioError: SA-7050…7057.
        """
        largest = self.abilities().largest
        if largest and size > largest:
            raise e.TOO_LARGE_FOR_IT(size=_mib(size))
        headers = {"Upload-Length": str(size), "Upload-Metadata": _packed(metadata)}
        reply = self._ask("POST", self._endpoint, headers=headers)
        answers.refuse(reply, self.server, _mib(size))
        self._check_spoken(reply, (201,))
        place = reply.headers.get("location")
        if not place:
            raise e.ODD_ANSWER(server=self.server, reason=e.NO_PLACE)
        url = urljoin(self._endpoint, place)
        if not answers.same_place(url, self.server):
            raise e.REDIRECTED(server=self.server, other=url[:200])
        return url

    def offset(self, url: str, size: int) -> int | None:
        """How many bytes of an upload the server has; None where it does not know the upload any more.

        Raises:
            SymbioError: SA-7050…7057.
        """
        reply = self._ask("HEAD", url)
        if reply.status in {404, 410} and not reply.is_page:
            return None
        answers.refuse(reply, self.server)
        self._check_spoken(reply, (200, 204))
        return self._offset(reply, size)

    def send(
        self, url: str, offset: int, length: int, pieces: Iterable[bytes], size: int, digest: str
    ) -> int | None:
        """Send ``length`` bytes from ``offset`` on; the new offset, or None where it must be asked for.

        ``digest`` is the value for ``Upload-Checksum``, empty where the server knows none.

        Raises:
            SymbioError: SA-7050…7057; what the server has got must be asked for then.
        """
        headers = {
            "Content-Type": BODY,
            "Content-Length": str(length),
            "Upload-Offset": str(offset),
            **({"Upload-Checksum": digest} if digest else {}),
        }
        reply = self._ask("PATCH", url, headers=headers, content=pieces)
        if reply.status in {404, 409, 410} and not reply.is_page:
            return None
        answers.refuse(reply, self.server, _mib(size))
        self._check_spoken(reply, (204,))
        return self._offset(reply, size)

    def checksum(self, content: bytes) -> str:
        """The checksum of a piece as the server wants it; empty where it knows none of ours."""
        name = self.abilities().checksum
        if name is None:
            return ""
        return f"{name} {base64.b64encode(HASHES[name](content).digest()).decode()}"

    def remove(self, url: str) -> None:
        """Give an upload up; that it is gone already is no fault."""
        reply = self._ask("DELETE", url)
        if reply.status not in {404, 410}:
            answers.refuse(reply, self.server)

    def receipt(self, package: str) -> Told:
        """What the platform says of a package by its hash; the document is not verified yet.

        Raises:
            SymbioError: SA-7050…7057.
        """
        reply = self._ask("GET", f"{self.server}/receipts/{package}", limit=LARGEST_ANSWER)
        if reply.status == 404 and not reply.is_page:
            return Told()
        answers.refuse(reply, self.server)
        if reply.status == 202:
            return Told(waiting=True)
        if reply.status != 200:
            raise answers.odd(reply, self.server)
        return Told(reply.body)

    def keys(self) -> bytes:
        """The public keys that the platform says are its own: whether to trust them is for a person."""
        reply = self._ask("GET", f"{self.server}/keys", limit=SMALL)
        answers.refuse(reply, self.server)
        if reply.status != 200:
            raise answers.odd(reply, self.server)
        return reply.body

    @contextlib.contextmanager
    def file(
        self, path: str, headers: Mapping[str, str]
    ) -> Iterator[tuple[Reply, Iterator[bytes]]]:
        """The head of an answer and its bytes as they come, for files of any size.

        Raises:
            SymbioError: SA-7050, SA-7053.
        """
        with (
            self._errors(),
            self._client.stream(
                "GET", self.server + path, headers={**self._headers(), **headers}
            ) as answer,
        ):
            yield Reply(answer.status_code, _lower(answer.headers)), answer.iter_raw()

    def _ask(
        self,
        method: str,
        url: str,
        *,
        headers: Mapping[str, str] | None = None,
        content: Iterable[bytes] | None = None,
        limit: int = SMALL,
    ) -> Reply:
        sent = {**self._headers(), "Tus-Resumable": VERSION, **(headers or {})}
        with (
            self._errors(),
            self._client.stream(
                method, url, headers=sent, content=content, extensions={"trace": self._trace}
            ) as answer,
        ):
            body = self._read(answer.iter_raw(), limit)
            return Reply(answer.status_code, _lower(answer.headers), body)

    def _read(self, pieces: Iterator[bytes], limit: int) -> bytes:
        body = bytearray()
        for piece in pieces:
            body += piece
            if len(body) > limit:
                raise e.ODD_ANSWER(server=self.server, reason=e.TOO_LONG)
        return bytes(body)

    @contextlib.contextmanager
    def _errors(self) -> Iterator[None]:
        import httpx

        try:
            yield
        except (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError, OSError) as fault:
            slow = isinstance(fault, httpx.TimeoutException)
            raise answers.network_fault(fault, self.server, slow=slow) from fault

    def _headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self._token}"} if self._token else {}

    def _check_spoken(self, reply: Reply, expected: tuple[int, ...]) -> None:
        """A good answer carries the mark of the protocol; a page of somebody's Wi-Fi does not."""
        if reply.status not in expected:
            # 200 where the protocol gives 201 or 204 is what gateways answer in the platform's place.
            if reply.status == 200 and "tus-resumable" not in reply.headers:
                raise e.PORTAL(server=self.server)
            raise answers.odd(reply, self.server)
        if reply.headers.get("tus-resumable") != VERSION:
            raise e.PORTAL(server=self.server)

    def _offset(self, reply: Reply, size: int) -> int:
        found = _number(reply.headers.get("upload-offset"))
        if found is None or found > size:
            raise e.ODD_ANSWER(server=self.server, reason=e.PAST_END)
        return found


def _client(ca: Path | None, timeout: float) -> httpx.Client:
    import ssl

    import httpx

    trusted = ssl.create_default_context()
    if ca is not None:
        trusted.load_verify_locations(cafile=ca)
    return httpx.Client(
        verify=trusted,
        follow_redirects=False,
        timeout=httpx.Timeout(timeout, connect=min(CONNECT_TIME, timeout)),
        headers={"Accept-Encoding": "identity", "User-Agent": "SymbioAudit"},
    )


def _lower(headers: Any) -> dict[str, str]:
    return {str(name).lower(): str(value) for name, value in headers.items()}


def _packed(metadata: Mapping[str, str]) -> str:
    return ",".join(
        f"{key} {base64.b64encode(value.encode()).decode()}" for key, value in metadata.items()
    )


def _words(text: str | None) -> set[str]:
    return {word.strip() for word in (text or "").split(",")}


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) <= 15 else None


def _mib(size: int) -> float:
    return size / (1 << 20)
