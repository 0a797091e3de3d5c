"""Schema 1.0: the first.

Written out, not derived from the records, so that it stays what it was when they change."""

import sqlalchemy as sa
from alembic import op

revision = "1.0"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "enterprise",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("properties", sa.Text(), nullable=True),
        sa.Column("reasons", sa.Text(), nullable=True),
        sa.Column("confidentiality", sa.Text(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("name_full", sa.Text(), nullable=True),
        sa.Column("name_short", sa.Text(), nullable=True),
        sa.Column("inn", sa.Text(), nullable=True),
        sa.Column("ogrn", sa.Text(), nullable=True),
        sa.Column("kpp", sa.Text(), nullable=True),
        sa.Column("okpo", sa.Text(), nullable=True),
        sa.Column("oktmo", sa.Text(), nullable=True),
        sa.Column("okved_main", sa.Text(), nullable=True),
        sa.Column("okved_other", sa.Text(), nullable=True),
        sa.Column("region", sa.Text(), nullable=True),
        sa.Column("address", sa.Text(), nullable=True),
        sa.Column("nvos_object", sa.Text(), nullable=True),
        sa.Column("nvos_category", sa.Text(), nullable=True),
        sa.Column("employees", sa.Integer(), nullable=True),
        sa.Column("turnover", sa.Text(), nullable=True),
        sa.Column("edited_by", sa.Text(), nullable=False),
        sa.Column("edited_at", sa.Text(), nullable=False),
        sa.Column(
            "turnover_number",
            sa.Float(),
            sa.Computed("json_extract(turnover, '$.canonical.best')", persisted=False),
            nullable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_enterprise")),
    )
    op.create_table(
        "operation",
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("target", sa.Integer(), nullable=True),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("at", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("prev_hash", sa.Text(), nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_operation")),
        sa.UniqueConstraint("id", name=op.f("uq_operation_id")),
    )
    op.create_index("ix_operation_state_seq", "operation", ["state", "seq"], unique=False)
    op.create_table(
        "change",
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("entity", sa.Text(), nullable=False),
        sa.Column("record_id", sa.Text(), nullable=False),
        sa.Column("field", sa.Text(), nullable=False),
        sa.Column("old", sa.Text(), nullable=True),
        sa.Column("new", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["seq"], ["operation.seq"], name=op.f("fk_change_seq_operation")),
        sa.PrimaryKeyConstraint("seq", "n", name=op.f("pk_change")),
    )
    op.create_index(
        "ix_change_binned",
        "change",
        ["seq"],
        unique=False,
        sqlite_where=sa.text("field = '*' AND new IS NULL"),
    )
    op.create_index("ix_change_record_id_field", "change", ["record_id", "field"], unique=False)
    op.create_table(
        "site",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("properties", sa.Text(), nullable=True),
        sa.Column("reasons", sa.Text(), nullable=True),
        sa.Column("confidentiality", sa.Text(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("enterprise_id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("region", sa.Text(), nullable=True),
        sa.Column("address", sa.Text(), nullable=True),
        sa.Column("lat", sa.Float(), nullable=True),
        sa.Column("lon", sa.Float(), nullable=True),
        sa.Column("shifts_per_day", sa.Float(), nullable=True),
        sa.Column("hours_per_shift", sa.Float(), nullable=True),
        sa.Column("days_per_week", sa.Float(), nullable=True),
        sa.Column("weeks_per_year", sa.Float(), nullable=True),
        sa.Column("site_area", sa.Text(), nullable=True),
        sa.Column("edited_by", sa.Text(), nullable=False),
        sa.Column("edited_at", sa.Text(), nullable=False),
        sa.Column(
            "site_area_number",
            sa.Float(),
            sa.Computed("json_extract(site_area, '$.canonical.best')", persisted=False),
            nullable=True,
        ),
        sa.ForeignKeyConstraint(
            ["enterprise_id"],
            ["enterprise.id"],
            name=op.f("fk_site_enterprise_id_enterprise"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_site")),
    )
    op.create_index(op.f("ix_site_enterprise_id"), "site", ["enterprise_id"], unique=False)
    op.create_table(
        "audit",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("properties", sa.Text(), nullable=True),
        sa.Column("reasons", sa.Text(), nullable=True),
        sa.Column("confidentiality", sa.Text(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("enterprise_id", sa.Text(), nullable=False),
        sa.Column("site_id", sa.Text(), nullable=False),
        sa.Column("number", sa.Text(), nullable=True),
        sa.Column("title", sa.Text(), nullable=True),
        sa.Column("pack_id", sa.Text(), nullable=False),
        sa.Column("pack_version", sa.Text(), nullable=False),
        sa.Column("pack_hash", sa.Text(), nullable=True),
        sa.Column("overlay_id", sa.Text(), nullable=True),
        sa.Column("overlay_version", sa.Text(), nullable=True),
        sa.Column("depth", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("period_start", sa.Text(), nullable=True),
        sa.Column("period_end", sa.Text(), nullable=True),
        sa.Column("visit_dates", sa.Text(), nullable=True),
        sa.Column("auditors", sa.Text(), nullable=True),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("price_year", sa.Integer(), nullable=True),
        sa.Column("vat_included", sa.Integer(), nullable=True),
        sa.Column("scope_boundary", sa.Text(), nullable=True),
        sa.Column("excluded", sa.Text(), nullable=True),
        sa.Column("coefficient_set", sa.Text(), nullable=True),
        sa.Column("edited_by", sa.Text(), nullable=False),
        sa.Column("edited_at", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["enterprise_id"],
            ["enterprise.id"],
            name=op.f("fk_audit_enterprise_id_enterprise"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["site_id"],
            ["site.id"],
            name=op.f("fk_audit_site_id_site"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit")),
    )
    op.create_index(op.f("ix_audit_enterprise_id"), "audit", ["enterprise_id"], unique=False)
    op.create_index(op.f("ix_audit_site_id"), "audit", ["site_id"], unique=False)
    op.create_table(
        "action",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("properties", sa.Text(), nullable=True),
        sa.Column("reasons", sa.Text(), nullable=True),
        sa.Column("confidentiality", sa.Text(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("audit_id", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=True),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("linked_item", sa.Text(), nullable=True),
        sa.Column("horizon", sa.Text(), nullable=True),
        sa.Column("owner", sa.Text(), nullable=True),
        sa.Column("cost", sa.Text(), nullable=True),
        sa.Column("effect", sa.Text(), nullable=True),
        sa.Column("start", sa.Text(), nullable=True),
        sa.Column("due", sa.Text(), nullable=True),
        sa.Column("status", sa.Text(), nullable=True),
        sa.Column("edited_by", sa.Text(), nullable=False),
        sa.Column("edited_at", sa.Text(), nullable=False),
        sa.Column(
            "cost_number",
            sa.Float(),
            sa.Computed("json_extract(cost, '$.canonical.best')", persisted=False),
            nullable=True,
        ),
        sa.ForeignKeyConstraint(
            ["audit_id"],
            ["audit.id"],
            name=op.f("fk_action_audit_id_audit"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_action")),
    )
    op.create_index(op.f("ix_action_audit_id_id"), "action", ["audit_id", "id"], unique=False)
    op.create_table(
        "claim",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("properties", sa.Text(), nullable=True),
        sa.Column("reasons", sa.Text(), nullable=True),
        sa.Column("confidentiality", sa.Text(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("audit_id", sa.Text(), nullable=False),
        sa.Column("target_entity", sa.Text(), nullable=False),
        sa.Column("target_id", sa.Text(), nullable=False),
        sa.Column("field_code", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=True),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("edited_by", sa.Text(), nullable=False),
        sa.Column("edited_at", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["audit_id"],
            ["audit.id"],
            name=op.f("fk_claim_audit_id_audit"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_claim")),
    )
    op.create_index(op.f("ix_claim_audit_id_id"), "claim", ["audit_id", "id"], unique=False)
    op.create_table(
        "consent",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("properties", sa.Text(), nullable=True),
        sa.Column("reasons", sa.Text(), nullable=True),
        sa.Column("confidentiality", sa.Text(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("audit_id", sa.Text(), nullable=False),
        sa.Column("given", sa.Integer(), nullable=True),
        sa.Column("scope", sa.Text(), nullable=True),
        sa.Column("person", sa.Text(), nullable=True),
        sa.Column("given_on", sa.Text(), nullable=True),
        sa.Column("edited_by", sa.Text(), nullable=False),
        sa.Column("edited_at", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["audit_id"],
            ["audit.id"],
            name=op.f("fk_consent_audit_id_audit"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consent")),
    )
    op.create_index(op.f("ix_consent_audit_id_id"), "consent", ["audit_id", "id"], unique=False)
    op.create_table(
        "evidence",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("properties", sa.Text(), nullable=True),
        sa.Column("reasons", sa.Text(), nullable=True),
        sa.Column("confidentiality", sa.Text(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("audit_id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=True),
        sa.Column("caption", sa.Text(), nullable=True),
        sa.Column("file_name", sa.Text(), nullable=True),
        sa.Column("media_type", sa.Text(), nullable=True),
        sa.Column("sha256", sa.Text(), nullable=True),
        sa.Column("size", sa.Integer(), nullable=True),
        sa.Column("taken_at", sa.Text(), nullable=True),
        sa.Column("links", sa.Text(), nullable=True),
        sa.Column("edited_by", sa.Text(), nullable=False),
        sa.Column("edited_at", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["audit_id"],
            ["audit.id"],
            name=op.f("fk_evidence_audit_id_audit"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evidence")),
    )
    op.create_index(op.f("ix_evidence_audit_id_id"), "evidence", ["audit_id", "id"], unique=False)
    op.create_table(
        "interview",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("properties", sa.Text(), nullable=True),
        sa.Column("reasons", sa.Text(), nullable=True),
        sa.Column("confidentiality", sa.Text(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("audit_id", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=True),
        sa.Column("person", sa.Text(), nullable=True),
        sa.Column("held_on", sa.Text(), nullable=True),
        sa.Column("interviewer", sa.Text(), nullable=True),
        sa.Column("edited_by", sa.Text(), nullable=False),
        sa.Column("edited_at", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["audit_id"],
            ["audit.id"],
            name=op.f("fk_interview_audit_id_audit"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_interview")),
    )
    op.create_index(op.f("ix_interview_audit_id_id"), "interview", ["audit_id", "id"], unique=False)
    op.create_table(
        "process",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("properties", sa.Text(), nullable=True),
        sa.Column("reasons", sa.Text(), nullable=True),
        sa.Column("confidentiality", sa.Text(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("audit_id", sa.Text(), nullable=False),
        sa.Column("code", sa.Text(), nullable=True),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("unit_type", sa.Text(), nullable=True),
        sa.Column("hours_year", sa.Float(), nullable=True),
        sa.Column("successors", sa.Text(), nullable=True),
        sa.Column("quantity_centre", sa.Integer(), nullable=True),
        sa.Column("focus", sa.Integer(), nullable=True),
        sa.Column("edited_by", sa.Text(), nullable=False),
        sa.Column("edited_at", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["audit_id"],
            ["audit.id"],
            name=op.f("fk_process_audit_id_audit"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_process")),
    )
    op.create_index(op.f("ix_process_audit_id_id"), "process", ["audit_id", "id"], unique=False)
    op.create_table(
        "readiness",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("properties", sa.Text(), nullable=True),
        sa.Column("reasons", sa.Text(), nullable=True),
        sa.Column("confidentiality", sa.Text(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("audit_id", sa.Text(), nullable=False),
        sa.Column("edited_by", sa.Text(), nullable=False),
        sa.Column("edited_at", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["audit_id"],
            ["audit.id"],
            name=op.f("fk_readiness_audit_id_audit"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_readiness")),
    )
    op.create_index(op.f("ix_readiness_audit_id_id"), "readiness", ["audit_id", "id"], unique=False)
    op.create_table(
        "resource",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("properties", sa.Text(), nullable=True),
        sa.Column("reasons", sa.Text(), nullable=True),
        sa.Column("confidentiality", sa.Text(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("audit_id", sa.Text(), nullable=False),
        sa.Column("category", sa.Text(), nullable=True),
        sa.Column("direction", sa.Text(), nullable=True),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("amount", sa.Text(), nullable=True),
        sa.Column("edited_by", sa.Text(), nullable=False),
        sa.Column("edited_at", sa.Text(), nullable=False),
        sa.Column(
            "amount_number",
            sa.Float(),
            sa.Computed("json_extract(amount, '$.canonical.best')", persisted=False),
            nullable=True,
        ),
        sa.ForeignKeyConstraint(
            ["audit_id"],
            ["audit.id"],
            name=op.f("fk_resource_audit_id_audit"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_resource")),
    )
    op.create_index(op.f("ix_resource_audit_id_id"), "resource", ["audit_id", "id"], unique=False)
    op.create_table(
        "risk",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("properties", sa.Text(), nullable=True),
        sa.Column("reasons", sa.Text(), nullable=True),
        sa.Column("confidentiality", sa.Text(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("audit_id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("category", sa.Text(), nullable=True),
        sa.Column("cause", sa.Text(), nullable=True),
        sa.Column("consequence", sa.Text(), nullable=True),
        sa.Column("probability", sa.Integer(), nullable=True),
        sa.Column("impact", sa.Integer(), nullable=True),
        sa.Column("owner", sa.Text(), nullable=True),
        sa.Column("measure", sa.Text(), nullable=True),
        sa.Column("residual_probability", sa.Integer(), nullable=True),
        sa.Column("residual_impact", sa.Integer(), nullable=True),
        sa.Column("due", sa.Text(), nullable=True),
        sa.Column("edited_by", sa.Text(), nullable=False),
        sa.Column("edited_at", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["audit_id"],
            ["audit.id"],
            name=op.f("fk_risk_audit_id_audit"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_risk")),
    )
    op.create_index(op.f("ix_risk_audit_id_id"), "risk", ["audit_id", "id"], unique=False)
    op.create_table(
        "signoff",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("properties", sa.Text(), nullable=True),
        sa.Column("reasons", sa.Text(), nullable=True),
        sa.Column("confidentiality", sa.Text(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("audit_id", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("signed_by", sa.Text(), nullable=True),
        sa.Column("signed_at", sa.Text(), nullable=True),
        sa.Column("state_hash", sa.Text(), nullable=True),
        sa.Column("pack_hash", sa.Text(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("edited_by", sa.Text(), nullable=False),
        sa.Column("edited_at", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["audit_id"],
            ["audit.id"],
            name=op.f("fk_signoff_audit_id_audit"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_signoff")),
    )
    op.create_index(op.f("ix_signoff_audit_id_id"), "signoff", ["audit_id", "id"], unique=False)
    op.create_table(
        "cost",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("properties", sa.Text(), nullable=True),
        sa.Column("reasons", sa.Text(), nullable=True),
        sa.Column("confidentiality", sa.Text(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("audit_id", sa.Text(), nullable=False),
        sa.Column("process_id", sa.Text(), nullable=True),
        sa.Column("kind", sa.Text(), nullable=True),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("amount", sa.Text(), nullable=True),
        sa.Column("edited_by", sa.Text(), nullable=False),
        sa.Column("edited_at", sa.Text(), nullable=False),
        sa.Column(
            "amount_number",
            sa.Float(),
            sa.Computed("json_extract(amount, '$.canonical.best')", persisted=False),
            nullable=True,
        ),
        sa.ForeignKeyConstraint(
            ["audit_id"],
            ["audit.id"],
            name=op.f("fk_cost_audit_id_audit"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["process_id"],
            ["process.id"],
            name=op.f("fk_cost_process_id_process"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cost")),
    )
    op.create_index(op.f("ix_cost_audit_id_id"), "cost", ["audit_id", "id"], unique=False)
    op.create_index(op.f("ix_cost_process_id"), "cost", ["process_id"], unique=False)
    op.create_table(
        "product",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("properties", sa.Text(), nullable=True),
        sa.Column("reasons", sa.Text(), nullable=True),
        sa.Column("confidentiality", sa.Text(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("audit_id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("okpd2", sa.Text(), nullable=True),
        sa.Column("kind", sa.Text(), nullable=True),
        sa.Column("process_id", sa.Text(), nullable=True),
        sa.Column("output", sa.Text(), nullable=True),
        sa.Column("unit_mass", sa.Text(), nullable=True),
        sa.Column("is_reference", sa.Integer(), nullable=True),
        sa.Column("weight_factor", sa.Float(), nullable=True),
        sa.Column("price", sa.Text(), nullable=True),
        sa.Column("edited_by", sa.Text(), nullable=False),
        sa.Column("edited_at", sa.Text(), nullable=False),
        sa.Column(
            "output_number",
            sa.Float(),
            sa.Computed("json_extract(output, '$.canonical.best')", persisted=False),
            nullable=True,
        ),
        sa.Column(
            "unit_mass_number",
            sa.Float(),
            sa.Computed("json_extract(unit_mass, '$.canonical.best')", persisted=False),
            nullable=True,
        ),
        sa.Column(
            "price_number",
            sa.Float(),
            sa.Computed("json_extract(price, '$.canonical.best')", persisted=False),
            nullable=True,
        ),
        sa.ForeignKeyConstraint(
            ["audit_id"],
            ["audit.id"],
            name=op.f("fk_product_audit_id_audit"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["process_id"],
            ["process.id"],
            name=op.f("fk_product_process_id_process"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_product")),
    )
    op.create_index(op.f("ix_product_audit_id_id"), "product", ["audit_id", "id"], unique=False)
    op.create_index(op.f("ix_product_process_id"), "product", ["process_id"], unique=False)
    op.create_table(
        "stream",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("properties", sa.Text(), nullable=True),
        sa.Column("reasons", sa.Text(), nullable=True),
        sa.Column("confidentiality", sa.Text(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("audit_id", sa.Text(), nullable=False),
        sa.Column("direction", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("category", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("from_process", sa.Text(), nullable=True),
        sa.Column("to_process", sa.Text(), nullable=True),
        sa.Column("part_of", sa.Text(), nullable=True),
        sa.Column("carrier", sa.Text(), nullable=True),
        sa.Column("quantity", sa.Text(), nullable=True),
        sa.Column("stock_open", sa.Text(), nullable=True),
        sa.Column("stock_close", sa.Text(), nullable=True),
        sa.Column("price", sa.Text(), nullable=True),
        sa.Column("cost", sa.Text(), nullable=True),
        sa.Column("revenue", sa.Text(), nullable=True),
        sa.Column("okpd2", sa.Text(), nullable=True),
        sa.Column("fkko", sa.Text(), nullable=True),
        sa.Column("ewc", sa.Text(), nullable=True),
        sa.Column("cas", sa.Text(), nullable=True),
        sa.Column("legal_status", sa.Text(), nullable=True),
        sa.Column("origin", sa.Text(), nullable=True),
        sa.Column("route", sa.Text(), nullable=True),
        sa.Column("density", sa.Text(), nullable=True),
        sa.Column("moisture", sa.Text(), nullable=True),
        sa.Column("ncv", sa.Text(), nullable=True),
        sa.Column("temperature", sa.Text(), nullable=True),
        sa.Column("offer", sa.Text(), nullable=True),
        sa.Column("edited_by", sa.Text(), nullable=False),
        sa.Column("edited_at", sa.Text(), nullable=False),
        sa.Column(
            "quantity_number",
            sa.Float(),
            sa.Computed("json_extract(quantity, '$.canonical.best')", persisted=False),
            nullable=True,
        ),
        sa.Column(
            "stock_open_number",
            sa.Float(),
            sa.Computed("json_extract(stock_open, '$.canonical.best')", persisted=False),
            nullable=True,
        ),
        sa.Column(
            "stock_close_number",
            sa.Float(),
            sa.Computed("json_extract(stock_close, '$.canonical.best')", persisted=False),
            nullable=True,
        ),
        sa.Column(
            "price_number",
            sa.Float(),
            sa.Computed("json_extract(price, '$.canonical.best')", persisted=False),
            nullable=True,
        ),
        sa.Column(
            "cost_number",
            sa.Float(),
            sa.Computed("json_extract(cost, '$.canonical.best')", persisted=False),
            nullable=True,
        ),
        sa.Column(
            "revenue_number",
            sa.Float(),
            sa.Computed("json_extract(revenue, '$.canonical.best')", persisted=False),
            nullable=True,
        ),
        sa.Column(
            "density_number",
            sa.Float(),
            sa.Computed("json_extract(density, '$.canonical.best')", persisted=False),
            nullable=True,
        ),
        sa.Column(
            "moisture_number",
            sa.Float(),
            sa.Computed("json_extract(moisture, '$.canonical.best')", persisted=False),
            nullable=True,
        ),
        sa.Column(
            "ncv_number",
            sa.Float(),
            sa.Computed("json_extract(ncv, '$.canonical.best')", persisted=False),
            nullable=True,
        ),
        sa.Column(
            "temperature_number",
            sa.Float(),
            sa.Computed("json_extract(temperature, '$.canonical.best')", persisted=False),
            nullable=True,
        ),
        sa.ForeignKeyConstraint(
            ["audit_id"],
            ["audit.id"],
            name=op.f("fk_stream_audit_id_audit"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["from_process"],
            ["process.id"],
            name=op.f("fk_stream_from_process_process"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["to_process"],
            ["process.id"],
            name=op.f("fk_stream_to_process_process"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["part_of"],
            ["stream.id"],
            name=op.f("fk_stream_part_of_stream"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stream")),
    )
    op.create_index(op.f("ix_stream_audit_id_id"), "stream", ["audit_id", "id"], unique=False)
    op.create_index(op.f("ix_stream_from_process"), "stream", ["from_process"], unique=False)
    op.create_index(op.f("ix_stream_part_of"), "stream", ["part_of"], unique=False)
    op.create_index(op.f("ix_stream_to_process"), "stream", ["to_process"], unique=False)
    op.create_table(
        "finding",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("properties", sa.Text(), nullable=True),
        sa.Column("reasons", sa.Text(), nullable=True),
        sa.Column("confidentiality", sa.Text(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("audit_id", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=True),
        sa.Column("process_id", sa.Text(), nullable=True),
        sa.Column("stream_id", sa.Text(), nullable=True),
        sa.Column("question_id", sa.Text(), nullable=True),
        sa.Column("severity", sa.Text(), nullable=True),
        sa.Column("edited_by", sa.Text(), nullable=False),
        sa.Column("edited_at", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["audit_id"],
            ["audit.id"],
            name=op.f("fk_finding_audit_id_audit"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["process_id"],
            ["process.id"],
            name=op.f("fk_finding_process_id_process"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["stream_id"],
            ["stream.id"],
            name=op.f("fk_finding_stream_id_stream"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_finding")),
    )
    op.create_index(op.f("ix_finding_audit_id_id"), "finding", ["audit_id", "id"], unique=False)
    op.create_index(op.f("ix_finding_process_id"), "finding", ["process_id"], unique=False)
    op.create_index(op.f("ix_finding_stream_id"), "finding", ["stream_id"], unique=False)
    op.create_table(
        "opportunity",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("properties", sa.Text(), nullable=True),
        sa.Column("reasons", sa.Text(), nullable=True),
        sa.Column("confidentiality", sa.Text(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("audit_id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("family", sa.Text(), nullable=True),
        sa.Column("stream_id", sa.Text(), nullable=True),
        sa.Column("process_id", sa.Text(), nullable=True),
        sa.Column("description", sa.Text(), nullable=True),
        sa.Column("technology_id", sa.Text(), nullable=True),
        sa.Column("trl", sa.Integer(), nullable=True),
        sa.Column("capex", sa.Text(), nullable=True),
        sa.Column("opex_change", sa.Text(), nullable=True),
        sa.Column("saving_money", sa.Text(), nullable=True),
        sa.Column("saving_mass", sa.Text(), nullable=True),
        sa.Column("saving_energy", sa.Text(), nullable=True),
        sa.Column("saving_water", sa.Text(), nullable=True),
        sa.Column("saving_co2", sa.Text(), nullable=True),
        sa.Column("life_years", sa.Float(), nullable=True),
        sa.Column("complexity", sa.Integer(), nullable=True),
        sa.Column("excludes", sa.Text(), nullable=True),
        sa.Column("requires", sa.Text(), nullable=True),
        sa.Column("overlap", sa.Float(), nullable=True),
        sa.Column("status", sa.Text(), nullable=True),
        sa.Column("owner", sa.Text(), nullable=True),
        sa.Column("edited_by", sa.Text(), nullable=False),
        sa.Column("edited_at", sa.Text(), nullable=False),
        sa.Column(
            "capex_number",
            sa.Float(),
            sa.Computed("json_extract(capex, '$.canonical.best')", persisted=False),
            nullable=True,
        ),
        sa.Column(
            "opex_change_number",
            sa.Float(),
            sa.Computed("json_extract(opex_change, '$.canonical.best')", persisted=False),
            nullable=True,
        ),
        sa.Column(
            "saving_money_number",
            sa.Float(),
            sa.Computed("json_extract(saving_money, '$.canonical.best')", persisted=False),
            nullable=True,
        ),
        sa.Column(
            "saving_mass_number",
            sa.Float(),
            sa.Computed("json_extract(saving_mass, '$.canonical.best')", persisted=False),
            nullable=True,
        ),
        sa.Column(
            "saving_energy_number",
            sa.Float(),
            sa.Computed("json_extract(saving_energy, '$.canonical.best')", persisted=False),
            nullable=True,
        ),
        sa.Column(
            "saving_water_number",
            sa.Float(),
            sa.Computed("json_extract(saving_water, '$.canonical.best')", persisted=False),
            nullable=True,
        ),
        sa.Column(
            "saving_co2_number",
            sa.Float(),
            sa.Computed("json_extract(saving_co2, '$.canonical.best')", persisted=False),
            nullable=True,
        ),
        sa.ForeignKeyConstraint(
            ["audit_id"],
            ["audit.id"],
            name=op.f("fk_opportunity_audit_id_audit"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["stream_id"],
            ["stream.id"],
            name=op.f("fk_opportunity_stream_id_stream"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["process_id"],
            ["process.id"],
            name=op.f("fk_opportunity_process_id_process"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_opportunity")),
    )
    op.create_index(
        op.f("ix_opportunity_audit_id_id"), "opportunity", ["audit_id", "id"], unique=False
    )
    op.create_index(op.f("ix_opportunity_process_id"), "opportunity", ["process_id"], unique=False)
    op.create_index(op.f("ix_opportunity_stream_id"), "opportunity", ["stream_id"], unique=False)
    op.create_table(
        "want",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("properties", sa.Text(), nullable=True),
        sa.Column("reasons", sa.Text(), nullable=True),
        sa.Column("confidentiality", sa.Text(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("audit_id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("category", sa.Text(), nullable=True),
        sa.Column("okpd2", sa.Text(), nullable=True),
        sa.Column("fkko", sa.Text(), nullable=True),
        sa.Column("linked_input", sa.Text(), nullable=True),
        sa.Column("amount", sa.Text(), nullable=True),
        sa.Column("current_price", sa.Text(), nullable=True),
        sa.Column("price_max", sa.Text(), nullable=True),
        sa.Column("distance_max", sa.Text(), nullable=True),
        sa.Column("k_substitution", sa.Float(), nullable=True),
        sa.Column("edited_by", sa.Text(), nullable=False),
        sa.Column("edited_at", sa.Text(), nullable=False),
        sa.Column(
            "amount_number",
            sa.Float(),
            sa.Computed("json_extract(amount, '$.canonical.best')", persisted=False),
            nullable=True,
        ),
        sa.Column(
            "current_price_number",
            sa.Float(),
            sa.Computed("json_extract(current_price, '$.canonical.best')", persisted=False),
            nullable=True,
        ),
        sa.Column(
            "price_max_number",
            sa.Float(),
            sa.Computed("json_extract(price_max, '$.canonical.best')", persisted=False),
            nullable=True,
        ),
        sa.Column(
            "distance_max_number",
            sa.Float(),
            sa.Computed("json_extract(distance_max, '$.canonical.best')", persisted=False),
            nullable=True,
        ),
        sa.ForeignKeyConstraint(
            ["audit_id"],
            ["audit.id"],
            name=op.f("fk_want_audit_id_audit"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["linked_input"],
            ["stream.id"],
            name=op.f("fk_want_linked_input_stream"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_want")),
    )
    op.create_index(op.f("ix_want_audit_id_id"), "want", ["audit_id", "id"], unique=False)
    op.create_index(op.f("ix_want_linked_input"), "want", ["linked_input"], unique=False)
    op.create_table(
        "match",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("properties", sa.Text(), nullable=True),
        sa.Column("reasons", sa.Text(), nullable=True),
        sa.Column("confidentiality", sa.Text(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("audit_id", sa.Text(), nullable=False),
        sa.Column("stream_id", sa.Text(), nullable=True),
        sa.Column("want_id", sa.Text(), nullable=True),
        sa.Column("partner", sa.Text(), nullable=True),
        sa.Column("status", sa.Text(), nullable=True),
        sa.Column("score", sa.Float(), nullable=True),
        sa.Column("edited_by", sa.Text(), nullable=False),
        sa.Column("edited_at", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["audit_id"],
            ["audit.id"],
            name=op.f("fk_match_audit_id_audit"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["stream_id"],
            ["stream.id"],
            name=op.f("fk_match_stream_id_stream"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["want_id"],
            ["want.id"],
            name=op.f("fk_match_want_id_want"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_match")),
    )
    op.create_index(op.f("ix_match_audit_id_id"), "match", ["audit_id", "id"], unique=False)
    op.create_index(op.f("ix_match_stream_id"), "match", ["stream_id"], unique=False)
    op.create_index(op.f("ix_match_want_id"), "match", ["want_id"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_match_want_id"), table_name="match")
    op.drop_index(op.f("ix_match_stream_id"), table_name="match")
    op.drop_index(op.f("ix_match_audit_id_id"), table_name="match")
    op.drop_table("match")
    op.drop_index(op.f("ix_want_linked_input"), table_name="want")
    op.drop_index(op.f("ix_want_audit_id_id"), table_name="want")
    op.drop_table("want")
    op.drop_index(op.f("ix_opportunity_stream_id"), table_name="opportunity")
    op.drop_index(op.f("ix_opportunity_process_id"), table_name="opportunity")
    op.drop_index(op.f("ix_opportunity_audit_id_id"), table_name="opportunity")
    op.drop_table("opportunity")
    op.drop_index(op.f("ix_finding_stream_id"), table_name="finding")
    op.drop_index(op.f("ix_finding_process_id"), table_name="finding")
    op.drop_index(op.f("ix_finding_audit_id_id"), table_name="finding")
    op.drop_table("finding")
    op.drop_index(op.f("ix_stream_to_process"), table_name="stream")
    op.drop_index(op.f("ix_stream_part_of"), table_name="stream")
    op.drop_index(op.f("ix_stream_from_process"), table_name="stream")
    op.drop_index(op.f("ix_stream_audit_id_id"), table_name="stream")
    op.drop_table("stream")
    op.drop_index(op.f("ix_product_process_id"), table_name="product")
    op.drop_index(op.f("ix_product_audit_id_id"), table_name="product")
    op.drop_table("product")
    op.drop_index(op.f("ix_cost_process_id"), table_name="cost")
    op.drop_index(op.f("ix_cost_audit_id_id"), table_name="cost")
    op.drop_table("cost")
    op.drop_index(op.f("ix_signoff_audit_id_id"), table_name="signoff")
    op.drop_table("signoff")
    op.drop_index(op.f("ix_risk_audit_id_id"), table_name="risk")
    op.drop_table("risk")
    op.drop_index(op.f("ix_resource_audit_id_id"), table_name="resource")
    op.drop_table("resource")
    op.drop_index(op.f("ix_readiness_audit_id_id"), table_name="readiness")
    op.drop_table("readiness")
    op.drop_index(op.f("ix_process_audit_id_id"), table_name="process")
    op.drop_table("process")
    op.drop_index(op.f("ix_interview_audit_id_id"), table_name="interview")
    op.drop_table("interview")
    op.drop_index(op.f("ix_evidence_audit_id_id"), table_name="evidence")
    op.drop_table("evidence")
    op.drop_index(op.f("ix_consent_audit_id_id"), table_name="consent")
    op.drop_table("consent")
    op.drop_index(op.f("ix_claim_audit_id_id"), table_name="claim")
    op.drop_table("claim")
    op.drop_index(op.f("ix_action_audit_id_id"), table_name="action")
    op.drop_table("action")
    op.drop_index(op.f("ix_audit_site_id"), table_name="audit")
    op.drop_index(op.f("ix_audit_enterprise_id"), table_name="audit")
    op.drop_table("audit")
    op.drop_index(op.f("ix_site_enterprise_id"), table_name="site")
    op.drop_table("site")
    op.drop_index("ix_change_record_id_field", table_name="change")
    op.drop_index(
        "ix_change_binned", table_name="change", sqlite_where=sa.text("field = '*' AND new IS NULL")
    )
    op.drop_table("change")
    op.drop_index("ix_operation_state_seq", table_name="operation")
    op.drop_table("operation")
    op.drop_table("enterprise")
