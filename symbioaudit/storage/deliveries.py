"""Packages that were built and the receipts for them: the state of what was handed over."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass

import sqlalchemy as sa

from symbioaudit.storage import outbox
from symbioaudit.storage.schema import package, receipt
from symbioaudit.storage.store import Workspace


@dataclass(frozen=True, slots=True)
class Sent:
    """A package that was built; ``documents`` are its receipts as they were signed, the newest last."""

    sha256: str
    audit_id: str
    revision: int
    counts: Mapping[str, int]
    root: str
    file_name: str
    built_at: str
    documents: tuple[bytes, ...] = ()


def note_built(workspace: Workspace, sent: Sent) -> None:
    """Remember a package; the same one again only gets its newest file and time."""
    row = {
        "sha256": sent.sha256,
        "audit_id": sent.audit_id,
        "revision": sent.revision,
        "counts": json.dumps(dict(sent.counts), sort_keys=True),
        "root": sent.root,
        "file_name": sent.file_name,
        "built_at": sent.built_at,
    }
    with workspace.transaction() as connection:
        known = sa.update(package).where(package.c.sha256 == sent.sha256)
        fresh = {name: row[name] for name in ("file_name", "built_at")}
        if not connection.execute(known.values(fresh)).rowcount:
            connection.execute(package.insert(), row)


def note_receipt(
    workspace: Workspace, id_: str, sha256: str, verdict: str, received_at: str, document: bytes
) -> bool:
    """Keep a receipt and settle the outbox with it; False when it was here already.

    The frozen bytes of a package go when it is accepted, never before.
    """
    with workspace.transaction() as connection:
        outbox.settle(connection, sha256, verdict, keep=verdict != "accepted")
        known = sa.select(receipt.c.id).where(receipt.c.id == id_)
        if connection.execute(known).first():
            return False
        row = {
            "id": id_,
            "package": sha256,
            "verdict": verdict,
            "received_at": received_at,
            "document": document,
        }
        connection.execute(receipt.insert(), row)
    return True


def built(workspace: Workspace, *, audit_id: str | None = None) -> list[Sent]:
    """The packages that were built, the oldest first, each with its receipts."""
    query = sa.select(package).order_by(package.c.built_at, package.c.sha256)
    if audit_id is not None:
        query = query.where(package.c.audit_id == audit_id)
    answers = sa.select(receipt.c.package, receipt.c.document)
    documents: dict[str, list[bytes]] = {}
    with workspace.reading() as connection:
        for row in connection.execute(answers.order_by(receipt.c.received_at, receipt.c.id)):
            documents.setdefault(row.package, []).append(row.document)
        rows = connection.execute(query).all()
    return [
        Sent(
            sha256=row.sha256,
            audit_id=row.audit_id,
            revision=row.revision,
            counts=json.loads(row.counts),
            root=row.root,
            file_name=row.file_name,
            built_at=row.built_at,
            documents=tuple(documents.get(row.sha256, ())),
        )
        for row in rows
    ]
