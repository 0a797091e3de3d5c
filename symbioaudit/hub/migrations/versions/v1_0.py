"""The registry as it first was."""

import sqlalchemy as sa
from alembic import op

revision = "1.0"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "audits",
        sa.Column("audit", sa.String(length=36), nullable=False),
        sa.Column("region", sa.String(length=2), nullable=False),
        sa.Column("enterprise", sa.String(length=36), nullable=False),
        sa.Column("site", sa.String(length=36), nullable=False),
        sa.Column("sender", sa.String(length=64), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("package", sa.String(length=64), nullable=False),
        sa.Column("root", sa.String(length=64), nullable=False),
        sa.Column("pack", sa.Text(), nullable=False),
        sa.Column("period_end", sa.String(length=10), nullable=False),
        sa.Column("accepted_at", sa.String(length=32), nullable=False),
        sa.Column("withdrawn_at", sa.String(length=32), nullable=True),
        sa.PrimaryKeyConstraint("audit", name=op.f("pk_audits")),
    )
    op.create_index("ix_audits_enterprise", "audits", ["enterprise"], unique=False)
    op.create_index("ix_audits_sender", "audits", ["sender"], unique=False)
    op.create_index("ix_audits_site", "audits", ["site"], unique=False)
    op.create_table(
        "due",
        sa.Column("audit", sa.String(length=36), nullable=False),
        sa.Column("since", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint("audit", name=op.f("pk_due")),
    )
    op.create_table(
        "enterprises",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("inn", sa.String(length=12), nullable=False),
        sa.Column("kpp", sa.String(length=9), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("okved", sa.String(length=12), nullable=True),
        sa.Column("region", sa.String(length=2), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_enterprises")),
    )
    op.create_table(
        "keys",
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("public_key", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("role", sa.String(length=16), nullable=False),
        sa.Column("region", sa.String(length=2), nullable=True),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("made_at", sa.String(length=32), nullable=False),
        sa.Column("revoked_at", sa.String(length=32), nullable=True),
        sa.PrimaryKeyConstraint("fingerprint", name=op.f("pk_keys")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_keys_token_hash")),
    )
    op.create_table(
        "matches",
        sa.Column("region", sa.String(length=2), nullable=False),
        sa.Column("have", sa.String(length=36), nullable=False),
        sa.Column("want", sa.String(length=36), nullable=False),
        sa.Column("have_audit", sa.String(length=36), nullable=False),
        sa.Column("want_audit", sa.String(length=36), nullable=False),
        sa.Column("score", sa.Float(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("region", "have", "want", name=op.f("pk_matches")),
    )
    op.create_index("ix_matches_have_audit", "matches", ["have_audit"], unique=False)
    op.create_index("ix_matches_want_audit", "matches", ["want_audit"], unique=False)
    op.create_table(
        "packages",
        sa.Column("package", sa.String(length=64), nullable=False),
        sa.Column("sender", sa.String(length=64), nullable=False),
        sa.Column("content", sa.String(length=64), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("audit", sa.String(length=36), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("verdict", sa.String(length=16), nullable=False),
        sa.Column("received_at", sa.String(length=32), nullable=False),
        sa.Column("receipt", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("package", "sender", name=op.f("pk_packages")),
    )
    op.create_index("ix_packages_audit_revision", "packages", ["audit", "revision"], unique=False)
    op.create_index("ix_packages_content", "packages", ["content"], unique=False)
    op.create_table(
        "quarantine",
        sa.Column("content", sa.String(length=64), nullable=False),
        sa.Column("sender", sa.String(length=64), nullable=False),
        sa.Column("named", sa.String(length=64), nullable=False),
        sa.Column("audit", sa.String(length=36), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("received_at", sa.String(length=32), nullable=False),
        sa.Column("code", sa.String(length=16), nullable=False),
        sa.Column("receipt", sa.LargeBinary(), nullable=False),
        sa.Column("settled_at", sa.String(length=32), nullable=True),
        sa.Column("settled_by", sa.Text(), nullable=True),
        sa.Column("settled_how", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("content", "sender", name=op.f("pk_quarantine")),
    )
    op.create_index("ix_quarantine_named", "quarantine", ["named"], unique=False)
    op.create_index("ix_quarantine_received_at", "quarantine", ["received_at"], unique=False)
    op.create_table(
        "relatives",
        sa.Column("class", sa.String(length=64), nullable=False),
        sa.Column("other", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("class", "other", name=op.f("pk_relatives")),
    )
    op.create_table(
        "resource_keys",
        sa.Column("key", sa.String(length=80), nullable=False),
        sa.Column("side", sa.String(length=4), nullable=False),
        sa.Column("region", sa.String(length=2), nullable=False),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("audit", sa.String(length=36), nullable=False),
        sa.Column("site", sa.String(length=36), nullable=False),
        sa.Column("lat", sa.Float(), nullable=True),
        sa.Column("lon", sa.Float(), nullable=True),
        sa.Column("reach", sa.Float(), nullable=True),
        sa.Column("spread", sa.Float(), nullable=True),
        sa.PrimaryKeyConstraint("key", "side", "region", "id", name=op.f("pk_resource_keys")),
    )
    op.create_index("ix_resource_keys_audit", "resource_keys", ["audit"], unique=False)
    op.create_index("ix_resource_keys_id", "resource_keys", ["id"], unique=False)
    op.create_table(
        "resources",
        sa.Column("class", sa.String(length=64), nullable=False),
        sa.Column("region", sa.String(length=2), nullable=False),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("side", sa.String(length=4), nullable=False),
        sa.Column("audit", sa.String(length=36), nullable=False),
        sa.Column("enterprise", sa.String(length=36), nullable=False),
        sa.Column("site", sa.String(length=36), nullable=False),
        sa.Column("level", sa.String(length=12), nullable=False),
        sa.Column("shown", sa.Boolean(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("quantity", sa.Float(), nullable=True),
        sa.Column("unit", sa.String(length=16), nullable=False),
        sa.Column("lat", sa.Float(), nullable=True),
        sa.Column("lon", sa.Float(), nullable=True),
        sa.Column("changed_at", sa.String(length=32), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("class", "region", "id", name=op.f("pk_resources")),
    )
    op.create_index("ix_resources_audit", "resources", ["audit"], unique=False)
    op.create_index("ix_resources_id", "resources", ["id"], unique=False)
    op.create_index("ix_resources_region_side", "resources", ["region", "side"], unique=False)
    op.create_index("ix_resources_site", "resources", ["site"], unique=False)
    op.create_table(
        "revisions",
        sa.Column("audit", sa.String(length=36), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("package", sa.String(length=64), nullable=False),
        sa.Column("sender", sa.String(length=64), nullable=False),
        sa.Column("accepted_at", sa.String(length=32), nullable=False),
        sa.Column("current", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("audit", "revision", "package", name=op.f("pk_revisions")),
    )
    op.create_table(
        "sites",
        sa.Column("region", sa.String(length=2), nullable=False),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("enterprise", sa.String(length=36), nullable=False),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("lat", sa.Float(), nullable=True),
        sa.Column("lon", sa.Float(), nullable=True),
        sa.PrimaryKeyConstraint("region", "id", name=op.f("pk_sites")),
    )
    op.create_table(
        "tombstones",
        sa.Column("audit", sa.String(length=36), nullable=False),
        sa.Column("record", sa.String(length=36), nullable=False),
        sa.Column("side", sa.String(length=4), nullable=False),
        sa.Column("class", sa.String(length=64), nullable=False),
        sa.Column("region", sa.String(length=2), nullable=False),
        sa.Column("level", sa.String(length=12), nullable=False),
        sa.Column("gone_in", sa.Integer(), nullable=False),
        sa.Column("gone_at", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint("audit", "record", name=op.f("pk_tombstones")),
    )
    op.create_index("ix_tombstones_gone_at", "tombstones", ["gone_at"], unique=False)
    op.create_table(
        "waiting",
        sa.Column("upload", sa.String(length=36), nullable=False),
        sa.Column("sender", sa.String(length=64), nullable=False),
        sa.Column("named", sa.String(length=64), nullable=False),
        sa.Column("finished_at", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint("upload", name=op.f("pk_waiting")),
    )
    op.create_index("ix_waiting_finished_at", "waiting", ["finished_at"], unique=False)
    # ### end Alembic commands ###


def downgrade() -> None:
    op.drop_table("waiting")
    op.drop_table("tombstones")
    op.drop_table("sites")
    op.drop_table("revisions")
    op.drop_table("resources")
    op.drop_table("resource_keys")
    op.drop_table("relatives")
    op.drop_table("quarantine")
    op.drop_table("packages")
    op.drop_table("matches")
    op.drop_table("keys")
    op.drop_table("enterprises")
    op.drop_table("due")
    op.drop_table("audits")
