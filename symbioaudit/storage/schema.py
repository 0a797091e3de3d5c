"""The tables, one per entity, and the journal. Column names are field names of the records.

Dates, enums and ids are TEXT, amounts and containers are JSON in TEXT, so that a file can
be read with any SQLite tool; ``<amount>_number`` is the best canonical value of an amount,
computed by SQLite itself. The bin is no table: what was deleted stays in the journal.

Versions: a new minor is what an older program can write beside without loss (a new table, an
index, a computed column); any stored column added, changed or dropped is a new major.
"""

from __future__ import annotations

import types
import typing
from collections.abc import Mapping
from datetime import date
from enum import Enum
from typing import Any, Final

import sqlalchemy as sa

from symbioaudit.model import records as r
from symbioaudit.model.amount import Amount
from symbioaudit.model.codec import field_types

NAMING: Final = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}
metadata = sa.MetaData(naming_convention=NAMING)

# Fields that hold the id of another record; the database itself keeps these.
REFERENCES: Final[Mapping[str, str]] = {
    "enterprise_id": "enterprise",
    "site_id": "site",
    "audit_id": "audit",
    "process_id": "process",
    "from_process": "process",
    "to_process": "process",
    "stream_id": "stream",
    "linked_input": "stream",
    "part_of": "stream",
    "want_id": "want",
}
# Fields that hold a list of ids; the operations keep these.
LIST_REFERENCES: Final[Mapping[tuple[str, str], str]] = {
    ("process", "successors"): "process",
    ("opportunity", "excludes"): "opportunity",
    ("opportunity", "requires"): "opportunity",
}


def plain_type(hint: Any) -> Any:
    """The one non-None arm of an optional hint, or the hint itself."""
    if typing.get_origin(hint) in (types.UnionType, typing.Union):
        arms = [arm for arm in typing.get_args(hint) if arm is not type(None)]
        return arms[0] if len(arms) == 1 else Any
    return hint


def is_optional(hint: Any) -> bool:
    """True when the field may be blank."""
    return typing.get_origin(hint) in (types.UnionType, typing.Union) or is_json(hint)


def is_json(hint: Any) -> bool:
    """True for what is stored as JSON text: amounts, tuples, mappings."""
    kind = plain_type(hint)
    return not (isinstance(kind, type) and issubclass(kind, str | int | float | Enum | date))


def _column(name: str, hint: Any) -> sa.Column[Any]:
    kind = plain_type(hint)
    if name == "id":
        return sa.Column("id", sa.Text, primary_key=True)
    sql: Any = {bool: sa.Integer, int: sa.Integer, float: sa.Float}.get(kind, sa.Text)
    links = []
    if name in REFERENCES:
        # Checked at the commit: one operation may write records in any order.
        target = f"{REFERENCES[name]}.id"
        links = [sa.ForeignKey(target, deferrable=True, initially="DEFERRED")]
    return sa.Column(name, sql, *links, nullable=is_optional(hint))


def _number_of(name: str) -> sa.Column[Any]:
    path = sa.Computed(f"json_extract({name}, '$.canonical.best')", persisted=False)
    return sa.Column(f"{name}_number", sa.Float, path)


def _table(cls: type[r.Record]) -> sa.Table:
    hints = field_types(cls)
    columns = [_column(name, hint) for name, hint in hints.items()]
    columns += [sa.Column("edited_by", sa.Text, nullable=False)]
    columns += [sa.Column("edited_at", sa.Text, nullable=False)]
    columns += [_number_of(name) for name, hint in hints.items() if plain_type(hint) is Amount]
    table = sa.Table(cls.entity, metadata, *columns)
    if issubclass(cls, r.AuditRecord):
        sa.Index(None, table.c.audit_id, table.c.id)
    for name in sorted((hints.keys() & REFERENCES.keys()) - {"audit_id"}):
        sa.Index(None, table.c[name])  # a deletion looks for those who refer to it
    return table


TABLES: Final[Mapping[str, sa.Table]] = {name: _table(cls) for name, cls in r.ENTITIES.items()}

operation = sa.Table(
    "operation",
    metadata,
    sa.Column("seq", sa.Integer, primary_key=True),
    sa.Column("id", sa.Text, nullable=False),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("kind", sa.Text, nullable=False),  # do, undo, redo
    sa.Column("target", sa.Integer, nullable=True),  # seq of the entry undone or redone
    sa.Column("actor", sa.Text, nullable=False),
    sa.Column("at", sa.Text, nullable=False),
    sa.Column("reason", sa.Text, nullable=True),
    sa.Column("prev_hash", sa.Text, nullable=False),
    sa.Column("hash", sa.Text, nullable=False),
    # Not part of the hash but derivable: where undo and redo stand (done, undone, dropped).
    sa.Column("state", sa.Text, nullable=False),
    sa.UniqueConstraint("id"),
    sa.Index("ix_operation_state_seq", "state", "seq"),
)
change = sa.Table(
    "change",
    metadata,
    sa.Column("seq", sa.Integer, sa.ForeignKey("operation.seq"), primary_key=True),
    sa.Column("n", sa.Integer, primary_key=True),
    sa.Column("entity", sa.Text, nullable=False),
    sa.Column("record_id", sa.Text, nullable=False),
    sa.Column("field", sa.Text, nullable=False),
    sa.Column("old", sa.Text, nullable=True),
    sa.Column("new", sa.Text, nullable=True),
    sa.Index("ix_change_record_id_field", "record_id", "field"),
)
sa.Index("ix_change_binned", change.c.seq, sqlite_where=sa.text("field = '*' AND new IS NULL"))
# The files of the evidence, each once under the hash of its bytes. The journal names them by that
# hash, so undo needs no second copy; a file stays until it is removed for good.
evidence_file = sa.Table(
    "evidence_file",
    metadata,
    sa.Column("sha256", sa.Text, primary_key=True),
    sa.Column("size", sa.Integer, nullable=False),
    sa.Column("content", sa.LargeBinary, nullable=False),
)
# What was handed over: packages by the hash of their tag manifest, and what the platform answered.
# No record of an audit, so not in the journal: undo must not un-send anything.
package = sa.Table(
    "package",
    metadata,
    sa.Column("sha256", sa.Text, primary_key=True),
    sa.Column("audit_id", sa.Text, nullable=False),
    sa.Column("revision", sa.Integer, nullable=False),
    sa.Column("counts", sa.Text, nullable=False),
    sa.Column("root", sa.Text, nullable=False),
    sa.Column("file_name", sa.Text, nullable=False),
    sa.Column("built_at", sa.Text, nullable=False),
    sa.Index("ix_package_audit_id", "audit_id"),
)
receipt = sa.Table(
    "receipt",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("package", sa.Text, sa.ForeignKey("package.sha256"), nullable=False),
    sa.Column("verdict", sa.Text, nullable=False),
    sa.Column("received_at", sa.Text, nullable=False),
    sa.Column("document", sa.LargeBinary, nullable=False),  # as it was signed
    sa.Index("ix_receipt_package", "package"),
)
# What shall be handed over, with the frozen bytes until the platform has accepted them.
outbox = sa.Table(
    "outbox",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("audit_id", sa.Text, nullable=False),
    sa.Column("package", sa.Text, sa.ForeignKey("package.sha256"), nullable=True),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("paused", sa.Integer, nullable=False),
    sa.Column("priority", sa.Integer, nullable=False),
    sa.Column("size", sa.Integer, nullable=False),
    sa.Column("piece", sa.Integer, nullable=False),
    sa.Column("sha256", sa.Text, nullable=True),  # of the file
    sa.Column("sent", sa.Integer, nullable=False),  # bytes that the server said it has
    sa.Column("server", sa.Text, nullable=True),
    sa.Column("upload", sa.Text, nullable=True),  # address of the upload there
    sa.Column("tries", sa.Integer, nullable=False),
    sa.Column("fault", sa.Text, nullable=True),
    sa.Column("queued_at", sa.Text, nullable=False),
    sa.UniqueConstraint("package"),
    sa.Index("ix_outbox_audit_id", "audit_id"),
)
outbox_piece = sa.Table(
    "outbox_piece",
    metadata,
    sa.Column("outbox_id", sa.Text, sa.ForeignKey("outbox.id"), primary_key=True),
    sa.Column("n", sa.Integer, primary_key=True),
    sa.Column("content", sa.LargeBinary, nullable=False),
)
alembic_version = sa.Table(
    "alembic_version",
    metadata,
    sa.Column("version_num", sa.String(32), nullable=False),
    sa.PrimaryKeyConstraint("version_num", name="alembic_version_pkc"),
)
