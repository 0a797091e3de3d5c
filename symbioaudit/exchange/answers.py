"""What an answer over HTTP means for us: a network's own page, a way elsewhere, a refusal, a pause.

An answer is believed only where it speaks the protocol; status 200 alone is nothing.
"""

from __future__ import annotations

import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlsplit

from symbioaudit.base.errors import SymbioError
from symbioaudit.base.i18n import Message
from symbioaudit.exchange import errors as e

SIGN_IN: Final = 511  # RFC 6585: the network wants somebody to sign in
LATER: Final = frozenset({408, 423, 425, 429, 460})  # come again; 460: the bytes came damaged
LOCAL: Final = frozenset({"localhost", "127.0.0.1", "::1"})


@dataclass(frozen=True, slots=True)
class Reply:
    """Status, headers (lower case) and the first bytes of an answer."""

    status: int
    headers: Mapping[str, str]
    body: bytes = b""

    @property
    def is_page(self) -> bool:
        """True for a page meant for eyes."""
        return "html" in self.headers.get("content-type", "").lower()


def checked_address(text: str) -> str:
    """The address of a platform without a trailing slash.

    Raises:
        SymbioError: SA-7060, no address, or one over which a token could be read by others.
    """
    try:
        parts = urlsplit(text.strip())
        host, _port = parts.hostname, parts.port
    except ValueError as fault:
        raise e.BAD_ADDRESS(text=text[:200]) from fault
    safe = parts.scheme == "https" or (parts.scheme == "http" and host in LOCAL)
    if not safe or not host or parts.username or parts.query or parts.fragment:
        raise e.BAD_ADDRESS(text=text[:200])
    return text.strip().rstrip("/")


def same_place(url: str, server: str) -> bool:
    """Whether an address lies on the server that we know."""
    ours, theirs = urlsplit(server), urlsplit(url)
    return (ours.scheme, ours.netloc) == (theirs.scheme, theirs.netloc)


def refuse(reply: Reply, server: str, size: float = 0.0) -> None:
    """Raise what an answer means, unless it may be one of the platform.

    Raises:
        SymbioError: SA-7051 a network's page, SA-7052 sent elsewhere, SA-7054, SA-7055, SA-7057.
    """
    if reply.status == SIGN_IN or (reply.is_page and reply.status < 500):
        raise e.PORTAL(server=server)
    if 300 <= reply.status < 400:
        target = urlsplit(reply.headers.get("location", ""))
        raise e.REDIRECTED(server=server, other=(target.netloc or target.path or "?")[:200])
    if reply.status in {401, 403, 407}:
        raise e.NOT_LET_IN(status=reply.status)
    if reply.status == 413:
        raise e.TOO_LARGE_FOR_IT(size=size)
    if reply.status in LATER or reply.status >= 500:
        asked = reply.headers.get("retry-after", "")
        raise e.BUSY(status=reply.status, pause=int(asked) if asked.isdecimal() else 0)


def odd(reply: Reply, server: str) -> SymbioError:
    """The error for a status that the protocol does not give here."""
    return e.ODD_ANSWER(server=server, reason=Message(e.STATUS, {"status": reply.status}))


def network_fault(fault: BaseException, server: str, *, slow: bool) -> SymbioError:
    """The error for a call that brought no answer at all."""
    for link in _chain(fault):
        if isinstance(link, ssl.SSLCertVerificationError):
            return e.NOT_SAFE(server=server, reason=link.verify_message or "TLS")
        if isinstance(link, ssl.SSLError) and not isinstance(
            link, (ssl.SSLEOFError, ssl.SSLZeroReturnError)
        ):
            return e.NOT_SAFE(server=server, reason=(link.reason or "TLS"))
    return e.NO_ANSWER(server=server, reason=e.SLOW if slow else e.CUT)


def is_passing(fault: SymbioError) -> bool:
    """True for a fault that time may heal, so that trying again by itself makes sense."""
    return fault.spec in (e.NO_ANSWER, e.BUSY)


def _chain(fault: BaseException | None) -> Any:
    seen: set[int] = set()
    while fault is not None and id(fault) not in seen:
        seen.add(id(fault))
        yield fault
        fault = fault.__cause__ or fault.__context__
