"""A signed audit changes only for a reason; the change makes it a working copy of the next revision."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import sqlalchemy as sa

from symbioaudit.model.changes import FieldChange
from symbioaudit.model.enums import AuditStatus
from symbioaudit.storage import edits as ed
from symbioaudit.storage import errors as e
from symbioaudit.storage import writer
from symbioaudit.storage.schema import TABLES

PLANT = {"enterprise": "enterprise_id", "site": "site_id"}


def reopening(
    connection: sa.Connection,
    changes: Iterable[FieldChange],
    before: ed.State,
    after: ed.State,
    reason: str | None,
) -> Iterator[ed.Edit]:
    """Edits that make drafts of the signed audits that ``changes`` touch.

    An enterprise or a site belongs to every audit of it. An audit that goes to the bin needs the
    reason as well, but goes as it was signed.

    Raises:
        SymbioError: SA-5090 one is signed and there is no reason.
    """
    keys = dict.fromkeys(_owners(connection, changes, before, after))
    for key, audit in writer.load(connection, keys).items():
        if audit is None or audit.get("status") != AuditStatus.SIGNED.value:
            continue
        if not (reason or "").strip():
            raise e.SIGNED(audit=audit.get("number") or key[1], revision=audit.get("revision"))
        if key in after and after[key] is None:
            continue
        before.setdefault(key, audit)
        after.setdefault(key, audit)
        yield ed.Update("audit", key[1], {"status": AuditStatus.DRAFT.value})


def without_signing(changes: Iterable[FieldChange]) -> tuple[FieldChange, ...]:
    """The changes less those that would call an audit signed: only signing does that."""
    return tuple(
        c
        for c in changes
        if (c.entity, c.field, c.new) != ("audit", "status", AuditStatus.SIGNED.value)
    )


def _owners(
    connection: sa.Connection,
    changes: Iterable[FieldChange],
    before: ed.State,
    after: ed.State,
) -> Iterator[ed.Key]:
    for entity, record_id in dict.fromkeys((c.entity, c.id) for c in changes):
        if entity == "audit":
            yield "audit", record_id
        elif entity in PLANT:
            table = TABLES["audit"]
            query = sa.select(table.c.id).where(table.c[PLANT[entity]] == record_id)
            yield from (("audit", one) for one in connection.execute(query).scalars())
        else:
            for state in (before, after):
                owner = (state.get((entity, record_id)) or {}).get("audit_id")
                if owner:
                    yield "audit", owner
