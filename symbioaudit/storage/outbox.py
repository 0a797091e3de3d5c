"""The outbox: what shall be handed over, how far it is, and the frozen bytes until they are accepted.

The bytes lie inside the workspace, so that a password closes them too. Not in the journal: undo must not
un-send anything.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from symbioaudit.storage.schema import outbox, outbox_piece
from symbioaudit.storage.store import Workspace


@dataclass(frozen=True, slots=True)
class Row:
    """One package on its way, as it is kept. ``state`` is a word of the exchange room."""

    id: str
    audit_id: str
    state: str
    queued_at: str
    package: str | None = None
    paused: bool = False
    priority: int = 0
    size: int = 0
    piece: int = 0
    sha256: str | None = None
    sent: int = 0
    server: str | None = None
    upload: str | None = None
    tries: int = 0
    fault: Mapping[str, Any] | None = None


def add(workspace: Workspace, row: Row) -> None:
    """Put a new row in."""
    values = {name: getattr(row, name) for name in Row.__slots__}
    with workspace.transaction() as connection:
        connection.execute(outbox.insert(), _plain(values))


def change(workspace: Workspace, row_id: str, **values: Any) -> None:
    """Set columns of one row."""
    with workspace.transaction() as connection:
        connection.execute(sa.update(outbox).where(outbox.c.id == row_id).values(_plain(values)))


def freeze(
    workspace: Workspace, row_id: str, pieces: Iterable[bytes], values: Mapping[str, Any]
) -> None:
    """Keep the bytes of a row and what is known of them, all or nothing."""
    with workspace.transaction() as connection:
        _drop_pieces(connection, row_id)
        for n, content in enumerate(pieces):
            row = {"outbox_id": row_id, "n": n, "content": content}
            connection.execute(outbox_piece.insert(), row)
        connection.execute(
            sa.update(outbox).where(outbox.c.id == row_id).values(_plain(dict(values)))
        )


def remove(workspace: Workspace, row_id: str) -> None:
    """Take a row and its bytes out."""
    with workspace.transaction() as connection:
        _drop_pieces(connection, row_id)
        connection.execute(sa.delete(outbox).where(outbox.c.id == row_id))


def settle(connection: sa.Connection, package: str, state: str, *, keep: bool) -> None:
    """The platform has answered: in the transaction that keeps its receipt. ``keep``: the bytes stay.
    What is accepted stays accepted."""
    query = sa.select(outbox.c.id, outbox.c.audit_id).where(
        outbox.c.package == package, outbox.c.state != "accepted"
    )
    row = connection.execute(query).first()
    if row is None:
        return
    found = row.id
    values = {"state": state, "upload": None, "fault": None, "tries": 0, "paused": 0}
    connection.execute(sa.update(outbox).where(outbox.c.id == found).values(values))
    if not keep:
        _drop_pieces(connection, found)
        refused = sa.select(outbox.c.id).where(
            outbox.c.audit_id == row.audit_id, outbox.c.state == "rejected"
        )
        # The corrected revision is there: nobody needs the refused bytes of the earlier ones.
        connection.execute(sa.delete(outbox_piece).where(outbox_piece.c.outbox_id.in_(refused)))


def piece(workspace: Workspace, row_id: str, n: int) -> bytes:
    """One piece of the frozen bytes.

    Raises:
        KeyError: there is none.
    """
    query = sa.select(outbox_piece.c.content).where(
        outbox_piece.c.outbox_id == row_id, outbox_piece.c.n == n
    )
    with workspace.reading() as connection:
        found = connection.execute(query).scalar()
    if found is None:
        raise KeyError(n)
    return bytes(found)


def rows(workspace: Workspace, *, audit_id: str | None = None) -> list[Row]:
    """All rows, or those of an audit: the urgent first, then in the order they came."""
    query = sa.select(outbox).order_by(outbox.c.priority.desc(), outbox.c.queued_at, outbox.c.id)
    if audit_id is not None:
        query = query.where(outbox.c.audit_id == audit_id)
    with workspace.reading() as connection:
        return [_row(found) for found in connection.execute(query).mappings()]


def row(workspace: Workspace, row_id: str) -> Row | None:
    """One row, or None where it was taken out."""
    with workspace.reading() as connection:
        query = sa.select(outbox).where(outbox.c.id == row_id)
        found = connection.execute(query).mappings().first()
    return _row(found) if found else None


def _drop_pieces(connection: sa.Connection, row_id: str) -> None:
    connection.execute(sa.delete(outbox_piece).where(outbox_piece.c.outbox_id == row_id))


def _plain(values: dict[str, Any]) -> dict[str, Any]:
    if values.get("fault") is not None:
        values = {**values, "fault": json.dumps(values["fault"], ensure_ascii=False)}
    return {k: int(v) if isinstance(v, bool) else v for k, v in values.items()}


def _row(found: Mapping[Any, Any]) -> Row:
    values = dict(found)
    values["paused"] = bool(values["paused"])
    values["fault"] = json.loads(values["fault"]) if values["fault"] else None
    return Row(**values)
