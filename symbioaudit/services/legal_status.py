"""Advice on the legal status of a stream, for the window and the terminal alike."""

from __future__ import annotations

from dataclasses import dataclass

from symbioaudit.analysis.legal_status import StatusAdvice, advise
from symbioaudit.methodology import Pack
from symbioaudit.methodology.loader import load_pack
from symbioaudit.model.records import Stream
from symbioaudit.services import errors
from symbioaudit.services.audits import find_audit
from symbioaudit.services.pins import own_pack
from symbioaudit.services.workspace import Workspace
from symbioaudit.storage import reader


@dataclass(frozen=True, slots=True)
class Advised:
    """The advice with the stream and the methodology that it speaks of."""

    stream: Stream
    pack: Pack
    advice: StatusAdvice


def status_advice(workspace: Workspace, text: str, audit: str | None = None) -> Advised:
    """Advice on the stream that ``text`` names: its id or the beginning of either, or its name.

    Raises:
        SymbioError: SA-8073 none fits, SA-8074 several do.
    """
    stream = find_stream(workspace, text, audit)
    record = next(a for a in reader.records(workspace, "audit") if a.id == stream.audit_id)
    pack = own_pack(record) or load_pack()
    return Advised(stream, pack, advise(stream, pack.symbiosis.legal))


def find_stream(workspace: Workspace, text: str, audit: str | None = None) -> Stream:
    """The stream that ``text`` names.

    Raises:
        SymbioError: SA-8073 none fits, SA-8074 several do.
    """
    streams: list[Stream] = reader.records(workspace, "stream")
    if audit is not None:
        audit_id = find_audit(workspace, audit).id
        streams = [s for s in streams if s.audit_id == audit_id]
    wanted = text.strip().casefold()
    for fits in (_exactly, _begins):
        found = [s for s in streams if fits(s, wanted)]
        if len(found) == 1:
            return found[0]
        if found:
            names = ", ".join(f"{s.name or '—'} ({s.id})" for s in found[:5])
            raise errors.MANY_STREAMS(text=text, names=names)
    raise errors.NO_STREAM(text=text)


def _exactly(stream: Stream, wanted: str) -> bool:
    return wanted in (stream.id, (stream.name or "").casefold())


def _begins(stream: Stream, wanted: str) -> bool:
    name = (stream.name or "").casefold()
    return len(wanted) >= 3 and (
        name.startswith(wanted) or stream.id.endswith(wanted) or stream.id.startswith(wanted)
    )
