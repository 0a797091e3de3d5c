"""The tables, one per entity, and the journal. Column names are field names of the records.

Dates, enums and ids are TEXT, amounts and containers are JSON in TEXT, so that a file can
be read with any SQLite tool. ``deleted`` holds the journal entry that put a row into the bin.
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
from symbioaudit.model.codec import field_types

APPLICATION_ID: Final = 0x53594D42  # "SYMB", PRAGMA application_id
SCHEMA: Final = (1, 0)  # major.minor; PRAGMA user_version = major * 1000 + minor

NAMING: Final = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}
metadata = sa.MetaData(naming_convention=NAMING)

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


def plain_type(hint: Any) -> Any:
    """The one non-None arm of an optional hint, or the hint itself."""
    if typing.get_origin(hint) in (types.UnionType, typing.Union):
        arms = [arm for arm in typing.get_args(hint) if arm is not type(None)]
        return arms[0] if len(arms) == 1 else Any
    return hint


def is_json(hint: Any) -> bool:
    """True for what is stored as JSON text: amounts, tuples, mappings."""
    kind = plain_type(hint)
    scalar = isinstance(kind, type) and issubclass(kind, str | int | float | Enum | date)
    return not scalar


def _column(name: str, hint: Any) -> sa.Column[Any]:
    kind = plain_type(hint)
    if name == "id":
        return sa.Column("id", sa.Text, primary_key=True)
    optional = typing.get_origin(hint) in (types.UnionType, typing.Union) or is_json(hint)
    sql: Any = sa.Text
    if kind is bool:
        sql = sa.Boolean(create_constraint=False)
    elif kind is int:
        sql = sa.Integer
    elif kind is float:
        sql = sa.Float
    links = [sa.ForeignKey(f"{REFERENCES[name]}.id")] if name in REFERENCES else []
    return sa.Column(name, sql, *links, nullable=optional)


def _table(cls: type[r.Record]) -> sa.Table:
    columns = [_column(name, hint) for name, hint in field_types(cls).items()]
    deleted = sa.Column("deleted", sa.Text, nullable=True)
    table = sa.Table(cls.entity, metadata, *columns, deleted)
    if issubclass(cls, r.AuditRecord):
        sa.Index(None, table.c.audit_id)
    return table


TABLES: Final[Mapping[str, sa.Table]] = {name: _table(cls) for name, cls in r.ENTITIES.items()}

operation = sa.Table(
    "operation",
    metadata,
    sa.Column("seq", sa.Integer, primary_key=True),
    sa.Column("id", sa.Text, nullable=False, unique=True),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("kind", sa.Text, nullable=False),  # do, undo, redo
    sa.Column("target", sa.Integer, nullable=True),  # seq of the entry undone or redone
    sa.Column("actor", sa.Text, nullable=False),
    sa.Column("at", sa.Text, nullable=False),
    sa.Column("reason", sa.Text, nullable=True),
    sa.Column("prev_hash", sa.Text, nullable=False),
    sa.Column("hash", sa.Text, nullable=False),
    # Not part of the hash: where undo and redo stand (done, undone, dropped).
    sa.Column("state", sa.Text, nullable=False),
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
