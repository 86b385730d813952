"""Which models read, and what a candidate of them decided beside them"""

import sqlalchemy as sa
from alembic import op

import storage.clock

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

TENANTS = "current_setting('app.tenant', true)"
VISIBLE = f"({TENANTS} = '*' OR client_id = ANY (string_to_array(NULLIF({TENANTS}, ''), ',')))"
MOMENT = storage.clock.Moment(timezone=True)


def upgrade() -> None:
    op.create_table(
        "models_in_use",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Text(), nullable=False),
        sa.Column("fingerprint", sa.Text(), nullable=False),
        sa.Column("since", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_models_in_use")),
    )
    op.create_table(
        "shadow_readings",
        sa.Column("document_id", sa.Text(), nullable=False),
        sa.Column("version", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("value", sa.JSON(), nullable=True),
        sa.Column("confidence", sa.Float(), nullable=False),
        sa.Column("decision", sa.Text(), nullable=False),
        sa.Column("machine_value", sa.JSON(), nullable=True),
        sa.Column("machine_confidence", sa.Float(), nullable=False),
        sa.Column("machine_decision", sa.Text(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("client_id", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["document_id"], ["documents.id"], name=op.f("fk_shadow_readings_document_id")),
        sa.ForeignKeyConstraint(["client_id"], ["clients.id"], name=op.f("fk_shadow_readings_client_id")),
        sa.PrimaryKeyConstraint("document_id", "version", "key", name=op.f("pk_shadow_readings")),
    )
    op.create_index(op.f("ix_shadow_readings_client_id"), "shadow_readings", ["client_id"])
    op.create_index("ix_shadow_readings_version", "shadow_readings", ["version"])
    if op.get_context().dialect.name == "postgresql":
        op.execute("ALTER TABLE shadow_readings ENABLE ROW LEVEL SECURITY")
        op.execute("ALTER TABLE shadow_readings FORCE ROW LEVEL SECURITY")
        op.execute(f"CREATE POLICY own_clients ON shadow_readings USING {VISIBLE} WITH CHECK {VISIBLE}")


def downgrade() -> None:
    op.drop_table("shadow_readings")
    op.drop_table("models_in_use")
