"""What reviewed documents taught of page designs, company by company, and whether a company lets the others learn from its own"""

import sqlalchemy as sa
from alembic import op

import storage.clock

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

TENANTS = "current_setting('app.tenant', true)"
VISIBLE = f"({TENANTS} = '*' OR client_id = ANY (string_to_array(NULLIF({TENANTS}, ''), ',')))"
MOMENT = storage.clock.Moment(timezone=True)


def upgrade() -> None:
    op.add_column("clients", sa.Column("shares_corrections", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.create_table(
        "layout_samples",
        sa.Column("document_id", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("layout", sa.Text(), nullable=False),
        sa.Column("sample", sa.JSON(), nullable=True),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("client_id", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["document_id"], ["documents.id"], name=op.f("fk_layout_samples_document_id")),
        sa.ForeignKeyConstraint(["client_id"], ["clients.id"], name=op.f("fk_layout_samples_client_id")),
        sa.PrimaryKeyConstraint("document_id", name=op.f("pk_layout_samples")),
    )
    op.create_index(op.f("ix_layout_samples_client_id"), "layout_samples", ["client_id"])
    if op.get_context().dialect.name == "postgresql":
        op.execute("ALTER TABLE layout_samples ENABLE ROW LEVEL SECURITY")
        op.execute("ALTER TABLE layout_samples FORCE ROW LEVEL SECURITY")
        op.execute(f"CREATE POLICY own_clients ON layout_samples USING {VISIBLE} WITH CHECK {VISIBLE}")


def downgrade() -> None:
    op.drop_table("layout_samples")
    op.drop_column("clients", "shares_corrections")
