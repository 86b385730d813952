"""Webhook endpoints, behind the same wall of row level security"""

import sqlalchemy as sa
from alembic import op

import storage.clock

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

TENANTS = "current_setting('app.tenant', true)"
VISIBLE = f"({TENANTS} = '*' OR client_id = ANY (string_to_array(NULLIF({TENANTS}, ''), ',')))"


def upgrade() -> None:
    op.create_table(
        "webhooks",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("generation", sa.Integer(), nullable=False),
        sa.Column("rotated_at", storage.clock.Moment(timezone=True), nullable=True),
        sa.Column("cursor", sa.BigInteger(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("failing_since", storage.clock.Moment(timezone=True), nullable=True),
        sa.Column("next_seconds", sa.Float(), nullable=False),
        sa.Column("token", sa.BigInteger(), nullable=False),
        sa.Column("last_status", sa.Integer(), nullable=True),
        sa.Column("last_error", sa.Text(), nullable=True),
        sa.Column("created_by", sa.Text(), nullable=False),
        sa.Column("created_at", storage.clock.Moment(timezone=True), nullable=False),
        sa.Column("client_id", sa.Text(), nullable=False),
        sa.CheckConstraint("state IN ('active', 'stopped', 'gone', 'failed')", name=op.f("ck_webhooks_state_known")),
        sa.ForeignKeyConstraint(["client_id"], ["clients.id"], name=op.f("fk_webhooks_client_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_webhooks")),
    )
    op.create_index(op.f("ix_webhooks_client_id"), "webhooks", ["client_id"])
    if op.get_context().dialect.name == "postgresql":
        op.execute("ALTER TABLE webhooks ENABLE ROW LEVEL SECURITY")
        op.execute("ALTER TABLE webhooks FORCE ROW LEVEL SECURITY")
        op.execute(f"CREATE POLICY own_clients ON webhooks USING {VISIBLE} WITH CHECK {VISIBLE}")


def downgrade() -> None:
    op.drop_table("webhooks")
