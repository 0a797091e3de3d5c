"""A signed audit changes only for a reason; the change makes it a working copy of the next revision."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import sqlalchemy as sa

from symbioaudit.model.changes import FieldChange
from symbioaudit.model.enums import AuditStatus
from symbioaudit.storage import edits as ed
from symbioaudit.storage import errors as e
from symbioaudit.storage import writer


def reopening(
    connection: sa.Connection,
    changes: Iterable[FieldChange],
    before: ed.State,
    after: ed.State,
    reason: str | None,
) -> Iterator[ed.Edit]:
    """Edits that make drafts of the signed audits that ``changes`` touch.

    Raises:
        SymbioError: SA-5090 one is signed and there is no reason.
    """
    keys = dict.fromkeys(
        ("audit", owner)
        for item in changes
        for record in (before.get((item.entity, item.id)), after.get((item.entity, item.id)))
        if (owner := item.id if item.entity == "audit" else (record or {}).get("audit_id"))
    )
    for key, audit in writer.load(connection, keys).items():
        if audit is None or audit.get("status") != AuditStatus.SIGNED.value:
            continue
        if key in after and after[key] is None:
            continue  # the whole audit goes to the bin, its signature with it
        if not reason:
            raise e.SIGNED(audit=audit.get("number") or key[1], revision=audit.get("revision"))
        before.setdefault(key, audit)
        after.setdefault(key, audit)
        yield ed.Update("audit", key[1], {"status": AuditStatus.DRAFT.value})
