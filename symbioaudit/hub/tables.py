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
SENDER = sa.String(64)  # fingerprint of a key
LEVEL = sa.String(12)

keys = sa.Table(
    "keys",
    metadata,
    sa.Column("fingerprint", SENDER, primary_key=True),
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
    sa.Column(
        "sender", SENDER, primary_key=True
    ),  # a stranger's copy must not answer for the owner
    sa.Column("content", HASH, nullable=False),  # SHA-256 of the file
    sa.Column("size", sa.BigInteger, nullable=False),
    sa.Column("audit", UUID, nullable=False),
    sa.Column("revision", sa.Integer, nullable=False),
    sa.Column("verdict", sa.String(16), nullable=False),  # accepted, rejected
    sa.Column("received_at", MOMENT, nullable=False),
    sa.Column("receipt", sa.LargeBinary, nullable=False),
    sa.Index("ix_packages_audit_revision", "audit", "revision"),
    sa.Index("ix_packages_content", "content"),
)

quarantine = sa.Table(
    "quarantine",
    metadata,
    sa.Column("content", HASH, primary_key=True),  # of the file: what it claims to be is not known
    sa.Column("sender", SENDER, primary_key=True),
    sa.Column("named", HASH, nullable=False),  # the hash that its sender gave it
    sa.Column("audit", UUID, nullable=False),  # empty where the file could not be read
    sa.Column("size", sa.BigInteger, nullable=False),
    sa.Column("received_at", MOMENT, nullable=False),
    sa.Column("code", sa.String(16), nullable=False),
    sa.Column("receipt", sa.LargeBinary, nullable=False),  # holds every reason in both languages
    sa.Column("settled_at", MOMENT),
    sa.Column("settled_by", sa.Text),
    sa.Column("settled_how", sa.Text),
    sa.Index("ix_quarantine_received_at", "received_at"),
    sa.Index("ix_quarantine_named", "named"),
)

enterprises = sa.Table(
    "enterprises",
    metadata,
    sa.Column("id", UUID, primary_key=True),  # made of ИНН and КПП: the same at every node
    sa.Column("inn", sa.String(12), nullable=False),
    sa.Column("kpp", sa.String(9), nullable=False),  # empty where there is none
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("okved", sa.String(12)),
    sa.Column("region", REGION, nullable=False),
)

sites = sa.Table(
    "sites",
    metadata,
    sa.Column("region", REGION, primary_key=True),
    sa.Column("id", UUID, primary_key=True),  # made of the enterprise and the folded name or place
    sa.Column("enterprise", UUID, nullable=False),
    sa.Column("name", sa.Text),
    sa.Column("lat", sa.Float),
    sa.Column("lon", sa.Float),
)

audits = sa.Table(
    "audits",
    metadata,
    sa.Column("audit", UUID, primary_key=True),
    sa.Column("region", REGION, nullable=False),
    sa.Column("enterprise", UUID, nullable=False),
    sa.Column("site", UUID, nullable=False),
    sa.Column("sender", SENDER, nullable=False),
    sa.Column("revision", sa.Integer, nullable=False),
    sa.Column("package", HASH, nullable=False),
    sa.Column("root", HASH, nullable=False),
    sa.Column("pack", sa.Text, nullable=False),
    sa.Column("period_end", sa.String(10), nullable=False),
    sa.Column("accepted_at", MOMENT, nullable=False),
    sa.Column("withdrawn_at", MOMENT),
    sa.Index("ix_audits_site", "site"),
    sa.Index("ix_audits_enterprise", "enterprise"),
    sa.Index("ix_audits_sender", "sender"),
)

revisions = sa.Table(
    "revisions",
    metadata,
    sa.Column("audit", UUID, primary_key=True),
    sa.Column("revision", sa.Integer, primary_key=True),
    sa.Column("package", HASH, primary_key=True),
    sa.Column("sender", SENDER, nullable=False),
    sa.Column("accepted_at", MOMENT, nullable=False),
    sa.Column("current", sa.Boolean, nullable=False),  # False: in conflict, waits for a merge
)

tombstones = sa.Table(
    "tombstones",
    metadata,
    sa.Column("audit", UUID, primary_key=True),
    sa.Column("record", UUID, primary_key=True),
    sa.Column("side", sa.String(4), nullable=False),
    sa.Column("class", sa.String(64), nullable=False),
    sa.Column("region", REGION, nullable=False),
    sa.Column("level", LEVEL, nullable=False),
    sa.Column("gone_in", sa.Integer, nullable=False),  # the revision that no longer has it
    sa.Column("gone_at", MOMENT, nullable=False),
    sa.Index("ix_tombstones_gone_at", "gone_at"),
)

resources = sa.Table(
    "resources",
    metadata,
    sa.Column("class", sa.String(64), primary_key=True),  # surest resource class, "" when not known
    sa.Column("region", REGION, primary_key=True),
    sa.Column("id", UUID, primary_key=True),
    sa.Column("side", sa.String(4), nullable=False),  # have, want
    sa.Column("audit", UUID, nullable=False),
    sa.Column("enterprise", UUID, nullable=False),
    sa.Column("site", UUID, nullable=False),
    sa.Column("level", LEVEL, nullable=False),  # aggregated, matchable, open
    sa.Column(
        "shown", sa.Boolean, nullable=False
    ),  # False: a newer audit of the site speaks for it
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("kind", sa.String(16), nullable=False),
    sa.Column("quantity", sa.Float),
    sa.Column("unit", sa.String(16), nullable=False),
    sa.Column("lat", sa.Float),
    sa.Column("lon", sa.Float),
    sa.Column("changed_at", MOMENT, nullable=False),
    sa.Column("body", sa.Text, nullable=False),  # JSON: the side of a match as the laptop sees it
    sa.Index("ix_resources_id", "id"),
    sa.Index("ix_resources_audit", "audit"),
    sa.Index("ix_resources_site", "site"),
    sa.Index("ix_resources_region_side", "region", "side"),
)

# What a resource can meet others by: its classes, the leading digits of its codes, else words of its name.
resource_keys = sa.Table(
    "resource_keys",
    metadata,
    sa.Column("key", sa.String(80), primary_key=True),
    sa.Column("side", sa.String(4), primary_key=True),
    sa.Column("region", REGION, primary_key=True),
    sa.Column("id", UUID, primary_key=True),
    sa.Column("audit", UUID, nullable=False),
    sa.Column("site", UUID, nullable=False),
    sa.Column("lat", sa.Float),
    sa.Column("lon", sa.Float),
    sa.Column("reach", sa.Float),  # km: of the resource (have), or named by who takes it (want)
    sa.Column("spread", sa.Float),  # degrees of longitude that a kilometre is at most
    sa.Index("ix_resource_keys_audit", "audit"),
    sa.Index("ix_resource_keys_id", "id"),
)

# Keys of haves → keys of wants: classes reach their relatives, everything else itself.
relatives = sa.Table(
    "relatives",
    metadata,
    sa.Column("class", sa.String(64), primary_key=True),
    sa.Column("other", sa.String(64), primary_key=True),
)

matches = sa.Table(
    "matches",
    metadata,
    sa.Column("region", REGION, primary_key=True),  # of the one who has
    sa.Column("have", UUID, primary_key=True),
    sa.Column("want", UUID, primary_key=True),
    sa.Column("have_audit", UUID, nullable=False),
    sa.Column("want_audit", UUID, nullable=False),
    sa.Column("score", sa.Float, nullable=False),
    sa.Column("body", sa.Text, nullable=False),  # JSON: range, confidence, distance, parts, gates
    sa.Index("ix_matches_have_audit", "have_audit"),
    sa.Index("ix_matches_want_audit", "want_audit"),
)

due = sa.Table(  # audits whose matches are to be looked for anew
    "due",
    metadata,
    sa.Column("audit", UUID, primary_key=True),
    sa.Column("since", MOMENT, nullable=False),
)

waiting = sa.Table(  # uploads that are finished and not taken in
    "waiting",
    metadata,
    sa.Column("upload", UUID, primary_key=True),
    sa.Column("sender", SENDER, nullable=False),
    sa.Column("named", HASH, nullable=False),  # empty where the sender named nothing
    sa.Column("finished_at", MOMENT, nullable=False),
    sa.Index("ix_waiting_finished_at", "finished_at"),
)
