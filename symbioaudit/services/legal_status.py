"""Advice on the legal status of a stream, for the window and the terminal alike."""

from __future__ import annotations

from dataclasses import dataclass

from symbioaudit.analysis.legal_status import StatusAdvice, advise
from symbioaudit.methodology import Pack
from symbioaudit.methodology.loader import load_pack
from symbioaudit.model.records import Stream
from symbioaudit.services.pins import own_pack
from symbioaudit.services.sheets import named
from symbioaudit.services.workspace import Workspace
from symbioaudit.storage import reader


@dataclass(frozen=True, slots=True)
class Advised:
    """The advice with the stream and the methodology that it speaks of."""

    stream: Stream
    pack: Pack
    advice: StatusAdvice


def status_advice(workspace: Workspace, text: str) -> Advised:
    """Advice on the stream that ``text`` names: its id, a piece of it, or its name.

    Raises:
        SymbioError: SA-8090 none fits, SA-8091 several do.
    """
    stream: Stream = named(workspace, "stream", text, ("name",))
    record = next(a for a in reader.records(workspace, "audit") if a.id == stream.audit_id)
    pack = own_pack(record) or load_pack()
    return Advised(stream, pack, advise(stream, pack.symbiosis.legal))
