"""Tables of the registry, for SQLite and for engines that speak PostgreSQL's protocol.

Keys are made by us (UUIDs, hashes), never by a sequence of one node; rows that are searched together begin
their key with the region, so that an engine that spreads a table over nodes can keep a region together.
"""

from __future__ import annotations

import sqlalchemy as sa

metadata = sa.MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    }
)
HASH = sa.String(64)
UUID = sa.String(36)
MOMENT = sa.String(32)  # ISO 8601, UTC
REGION = sa.String(2)

keys = sa.Table(
    "keys",
    metadata,
    sa.Column("fingerprint", sa.String(64), primary_key=True),
    sa.Column("public_key", sa.Text, nullable=False),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("role", sa.String(16), nullable=False),  # consultant, operator
    sa.Column("region", REGION),
    sa.Column("token_hash", HASH, nullable=False, unique=True),
    sa.Column("made_at", MOMENT, nullable=False),
    sa.Column("revoked_at", MOMENT),
)

packages = sa.Table(
    "packages",
    metadata,
    sa.Column("package", HASH, primary_key=True),  # SHA-256 of the tag manifest
    sa.Column("content", HASH, nullable=False),  # SHA-256 of the file
    sa.Column("size", sa.BigInteger, nullable=False),
    sa.Column("sender", sa.String(64), nullable=False),
    sa.Column("audit", UUID, nullable=False),
    sa.Column("revision", sa.Integer, nullable=False),
    sa.Column("verdict", sa.String(16), nullable=False),  # accepted, rejected
    sa.Column("received_at", MOMENT, nullable=False),
    sa.Column("receipt", sa.LargeBinary, nullable=False),
    sa.Index("ix_packages_audit_revision", "audit", "revision"),
    sa.Index("ix_packages_content", "content"),
    sa.Index("ix_packages_received_at", "received_at"),
)

quarantine = sa.Table(
    "quarantine",
    metadata,
    sa.Column("content", HASH, primary_key=True),  # of the file: what it claims to be is not known
    sa.Column("sender", sa.String(64), primary_key=True),
    sa.Column("size", sa.BigInteger, nullable=False),
    sa.Column("received_at", MOMENT, nullable=False),
    sa.Column("code", sa.String(16), nullable=False),
    sa.Column("reason_ru", sa.Text, nullable=False),
    sa.Column("reason_en", sa.Text, nullable=False),
    sa.Column("receipt", sa.LargeBinary, nullable=False),
    sa.Column("settled_at", MOMENT),
    sa.Column("settled_by", sa.Text),
    sa.Index("ix_quarantine_received_at", "received_at"),
)

enterprises = sa.Table(
    "enterprises",
    metadata,
    sa.Column("region", REGION, primary_key=True),
    sa.Column("id", UUID, primary_key=True),
    sa.Column("inn", sa.String(12), nullable=False),
    sa.Column("kpp", sa.String(9), nullable=False),  # empty where there is none
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("okved", sa.String(12)),
    sa.UniqueConstraint("region", "inn", "kpp"),
)

sites = sa.Table(
    "sites",
    metadata,
    sa.Column("region", REGION, primary_key=True),
    sa.Column("id", UUID, primary_key=True),
    sa.Column("enterprise", UUID, nullable=False),
    sa.Column("key", sa.Text, nullable=False),  # folded name or rounded place
    sa.Column("name", sa.Text),
    sa.Column("lat", sa.Float),
    sa.Column("lon", sa.Float),
    sa.UniqueConstraint("region", "enterprise", "key"),
)

audits = sa.Table(
    "audits",
    metadata,
    sa.Column("audit", UUID, primary_key=True),
    sa.Column("region", REGION, nullable=False),
    sa.Column("enterprise", UUID, nullable=False),
    sa.Column("site", UUID, nullable=False),
    sa.Column("sender", sa.String(64), nullable=False),
    sa.Column("revision", sa.Integer, nullable=False),
    sa.Column("package", HASH, nullable=False),
    sa.Column("root", HASH, nullable=False),
    sa.Column("pack", sa.Text, nullable=False),
    sa.Column("accepted_at", MOMENT, nullable=False),
    sa.Column("withdrawn_at", MOMENT),
    sa.Index("ix_audits_region_enterprise", "region", "enterprise"),
)

revisions = sa.Table(
    "revisions",
    metadata,
    sa.Column("audit", UUID, primary_key=True),
    sa.Column("revision", sa.Integer, primary_key=True),
    sa.Column("package", HASH, primary_key=True),
    sa.Column("sender", sa.String(64), nullable=False),
    sa.Column("accepted_at", MOMENT, nullable=False),
    sa.Column("current", sa.Boolean, nullable=False),  # False: in conflict, waits for a merge
)

tombstones = sa.Table(
    "tombstones",
    metadata,
    sa.Column("audit", UUID, primary_key=True),
    sa.Column("record", UUID, primary_key=True),
    sa.Column("entity", sa.String(16), nullable=False),
    sa.Column("gone_in", sa.Integer, nullable=False),  # the revision that no longer has it
)

resources = sa.Table(
    "resources",
    metadata,
    sa.Column("class", sa.String(64), primary_key=True),  # resource class, "" when not known
    sa.Column("region", REGION, primary_key=True),
    sa.Column("id", UUID, primary_key=True),
    sa.Column("side", sa.String(4), nullable=False),  # have, want
    sa.Column("audit", UUID, nullable=False),
    sa.Column("enterprise", UUID, nullable=False),
    sa.Column("site", UUID, nullable=False),
    sa.Column("level", sa.String(12), nullable=False),  # aggregated, matchable, open
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("fkko", sa.String(11)),
    sa.Column("okpd2", sa.String(16)),
    sa.Column("ewc", sa.String(6)),
    sa.Column("quantity", sa.Float),
    sa.Column("low", sa.Float),
    sa.Column("high", sa.Float),
    sa.Column("unit", sa.String(16), nullable=False),
    sa.Column("lat", sa.Float),
    sa.Column("lon", sa.Float),
    sa.Column("available", sa.String(16), nullable=False),
    sa.Index("ix_resources_audit", "audit"),
    sa.Index("ix_resources_class_side_region", "class", "side", "region"),
    sa.Index("ix_resources_region_side", "region", "side"),
)

matches = sa.Table(
    "matches",
    metadata,
    sa.Column("region", REGION, primary_key=True),  # of the one who has
    sa.Column("have", UUID, primary_key=True),
    sa.Column("want", UUID, primary_key=True),
    sa.Column("score", sa.Float, nullable=False),
    sa.Column("confidence", sa.Float, nullable=False),
    sa.Column("distance", sa.Float),
    sa.Column("parts", sa.Text, nullable=False),  # JSON
    sa.Column("found_at", MOMENT, nullable=False),
    sa.Index("ix_matches_want", "want"),
)

waiting = sa.Table(
    "waiting",
    metadata,
    sa.Column("upload", UUID, primary_key=True),
    sa.Column("sender", sa.String(64), nullable=False),
    sa.Column("finished_at", MOMENT, nullable=False),
    sa.Column("content", HASH),  # once it was taken in
    sa.Index("ix_waiting_finished_at", "finished_at"),
)
