"""The registry as it first was."""

import sqlalchemy as sa
from alembic import op

revision = "1.0"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('audits',
    sa.Column('audit', sa.String(length=36), nullable=False),
    sa.Column('region', sa.String(length=2), nullable=False),
    sa.Column('enterprise', sa.String(length=36), nullable=False),
    sa.Column('site', sa.String(length=36), nullable=False),
    sa.Column('sender', sa.String(length=64), nullable=False),
    sa.Column('revision', sa.Integer(), nullable=False),
    sa.Column('package', sa.String(length=64), nullable=False),
    sa.Column('root', sa.String(length=64), nullable=False),
    sa.Column('pack', sa.Text(), nullable=False),
    sa.Column('accepted_at', sa.String(length=32), nullable=False),
    sa.Column('withdrawn_at', sa.String(length=32), nullable=True),
    sa.PrimaryKeyConstraint('audit', name=op.f('pk_audits'))
    )
    op.create_index('ix_audits_region_enterprise', 'audits', ['region', 'enterprise'], unique=False)
    op.create_table('enterprises',
    sa.Column('region', sa.String(length=2), nullable=False),
    sa.Column('id', sa.String(length=36), nullable=False),
    sa.Column('inn', sa.String(length=12), nullable=False),
    sa.Column('kpp', sa.String(length=9), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('okved', sa.String(length=12), nullable=True),
    sa.PrimaryKeyConstraint('region', 'id', name=op.f('pk_enterprises')),
    sa.UniqueConstraint('region', 'inn', 'kpp', name=op.f('uq_enterprises_region_inn_kpp'))
    )
    op.create_table('keys',
    sa.Column('fingerprint', sa.String(length=64), nullable=False),
    sa.Column('public_key', sa.Text(), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('role', sa.String(length=16), nullable=False),
    sa.Column('region', sa.String(length=2), nullable=True),
    sa.Column('token_hash', sa.String(length=64), nullable=False),
    sa.Column('made_at', sa.String(length=32), nullable=False),
    sa.Column('revoked_at', sa.String(length=32), nullable=True),
    sa.PrimaryKeyConstraint('fingerprint', name=op.f('pk_keys')),
    sa.UniqueConstraint('token_hash', name=op.f('uq_keys_token_hash'))
    )
    op.create_table('matches',
    sa.Column('region', sa.String(length=2), nullable=False),
    sa.Column('have', sa.String(length=36), nullable=False),
    sa.Column('want', sa.String(length=36), nullable=False),
    sa.Column('score', sa.Float(), nullable=False),
    sa.Column('confidence', sa.Float(), nullable=False),
    sa.Column('distance', sa.Float(), nullable=True),
    sa.Column('parts', sa.Text(), nullable=False),
    sa.Column('found_at', sa.String(length=32), nullable=False),
    sa.PrimaryKeyConstraint('region', 'have', 'want', name=op.f('pk_matches'))
    )
    op.create_index('ix_matches_want', 'matches', ['want'], unique=False)
    op.create_table('packages',
    sa.Column('package', sa.String(length=64), nullable=False),
    sa.Column('content', sa.String(length=64), nullable=False),
    sa.Column('size', sa.BigInteger(), nullable=False),
    sa.Column('sender', sa.String(length=64), nullable=False),
    sa.Column('audit', sa.String(length=36), nullable=False),
    sa.Column('revision', sa.Integer(), nullable=False),
    sa.Column('verdict', sa.String(length=16), nullable=False),
    sa.Column('received_at', sa.String(length=32), nullable=False),
    sa.Column('receipt', sa.LargeBinary(), nullable=False),
    sa.PrimaryKeyConstraint('package', name=op.f('pk_packages'))
    )
    op.create_index('ix_packages_audit_revision', 'packages', ['audit', 'revision'], unique=False)
    op.create_index('ix_packages_content', 'packages', ['content'], unique=False)
    op.create_index('ix_packages_received_at', 'packages', ['received_at'], unique=False)
    op.create_table('quarantine',
    sa.Column('content', sa.String(length=64), nullable=False),
    sa.Column('sender', sa.String(length=64), nullable=False),
    sa.Column('size', sa.BigInteger(), nullable=False),
    sa.Column('received_at', sa.String(length=32), nullable=False),
    sa.Column('code', sa.String(length=16), nullable=False),
    sa.Column('reason_ru', sa.Text(), nullable=False),
    sa.Column('reason_en', sa.Text(), nullable=False),
    sa.Column('receipt', sa.LargeBinary(), nullable=False),
    sa.Column('settled_at', sa.String(length=32), nullable=True),
    sa.Column('settled_by', sa.Text(), nullable=True),
    sa.PrimaryKeyConstraint('content', 'sender', name=op.f('pk_quarantine'))
    )
    op.create_index('ix_quarantine_received_at', 'quarantine', ['received_at'], unique=False)
    op.create_table('resources',
    sa.Column('class', sa.String(length=64), nullable=False),
    sa.Column('region', sa.String(length=2), nullable=False),
    sa.Column('id', sa.String(length=36), nullable=False),
    sa.Column('side', sa.String(length=4), nullable=False),
    sa.Column('audit', sa.String(length=36), nullable=False),
    sa.Column('enterprise', sa.String(length=36), nullable=False),
    sa.Column('site', sa.String(length=36), nullable=False),
    sa.Column('level', sa.String(length=12), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('fkko', sa.String(length=11), nullable=True),
    sa.Column('okpd2', sa.String(length=16), nullable=True),
    sa.Column('ewc', sa.String(length=6), nullable=True),
    sa.Column('quantity', sa.Float(), nullable=True),
    sa.Column('low', sa.Float(), nullable=True),
    sa.Column('high', sa.Float(), nullable=True),
    sa.Column('unit', sa.String(length=16), nullable=False),
    sa.Column('lat', sa.Float(), nullable=True),
    sa.Column('lon', sa.Float(), nullable=True),
    sa.Column('available', sa.String(length=16), nullable=False),
    sa.PrimaryKeyConstraint('class', 'region', 'id', name=op.f('pk_resources'))
    )
    op.create_index('ix_resources_audit', 'resources', ['audit'], unique=False)
    op.create_index('ix_resources_class_side_region', 'resources', ['class', 'side', 'region'], unique=False)
    op.create_index('ix_resources_region_side', 'resources', ['region', 'side'], unique=False)
    op.create_table('revisions',
    sa.Column('audit', sa.String(length=36), nullable=False),
    sa.Column('revision', sa.Integer(), nullable=False),
    sa.Column('package', sa.String(length=64), nullable=False),
    sa.Column('sender', sa.String(length=64), nullable=False),
    sa.Column('accepted_at', sa.String(length=32), nullable=False),
    sa.Column('current', sa.Boolean(), nullable=False),
    sa.PrimaryKeyConstraint('audit', 'revision', 'package', name=op.f('pk_revisions'))
    )
    op.create_table('sites',
    sa.Column('region', sa.String(length=2), nullable=False),
    sa.Column('id', sa.String(length=36), nullable=False),
    sa.Column('enterprise', sa.String(length=36), nullable=False),
    sa.Column('key', sa.Text(), nullable=False),
    sa.Column('name', sa.Text(), nullable=True),
    sa.Column('lat', sa.Float(), nullable=True),
    sa.Column('lon', sa.Float(), nullable=True),
    sa.PrimaryKeyConstraint('region', 'id', name=op.f('pk_sites')),
    sa.UniqueConstraint('region', 'enterprise', 'key', name=op.f('uq_sites_region_enterprise_key'))
    )
    op.create_table('tombstones',
    sa.Column('audit', sa.String(length=36), nullable=False),
    sa.Column('record', sa.String(length=36), nullable=False),
    sa.Column('entity', sa.String(length=16), nullable=False),
    sa.Column('gone_in', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('audit', 'record', name=op.f('pk_tombstones'))
    )
    op.create_table('waiting',
    sa.Column('upload', sa.String(length=36), nullable=False),
    sa.Column('sender', sa.String(length=64), nullable=False),
    sa.Column('finished_at', sa.String(length=32), nullable=False),
    sa.Column('content', sa.String(length=64), nullable=True),
    sa.PrimaryKeyConstraint('upload', name=op.f('pk_waiting'))
    )
    op.create_index('ix_waiting_finished_at', 'waiting', ['finished_at'], unique=False)


def downgrade() -> None:
    op.drop_table("waiting")
    op.drop_table("tombstones")
    op.drop_table("sites")
    op.drop_table("revisions")
    op.drop_table("resources")
    op.drop_table("quarantine")
    op.drop_table("packages")
    op.drop_table("matches")
    op.drop_table("keys")
    op.drop_table("enterprises")
    op.drop_table("audits")
