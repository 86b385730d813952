"""Blind keyings, known errors, rules for each class of fields; tasks given to a person, rescans asked, crops first"""

import sqlalchemy as sa
from alembic import op

import storage.clock

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

TENANTS = "current_setting('app.tenant', true)"
VISIBLE = f"({TENANTS} = '*' OR client_id = ANY (string_to_array(NULLIF({TENANTS}, ''), ',')))"
MOMENT = storage.clock.Moment(timezone=True)


def upgrade() -> None:
    op.add_column("clients", sa.Column("least_view", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("review_tasks", sa.Column("assigned_to", sa.Text(), nullable=True))
    op.add_column("documents", sa.Column("rescan_message", sa.Text(), nullable=True))
    op.add_column("documents", sa.Column("rescan_at", MOMENT, nullable=True))
    op.create_table(
        "keyings",
        sa.Column("document_id", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("person_id", sa.Text(), nullable=False),
        sa.Column("value", sa.JSON(), nullable=True),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("client_id", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["document_id"], ["documents.id"], name=op.f("fk_keyings_document_id")),
        sa.ForeignKeyConstraint(["client_id"], ["clients.id"], name=op.f("fk_keyings_client_id")),
        sa.PrimaryKeyConstraint("document_id", "key", "person_id", name=op.f("pk_keyings")),
    )
    op.create_table(
        "seeds",
        sa.Column("task_id", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("document_id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("planted", sa.JSON(), nullable=False),
        sa.Column("right", sa.JSON(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("shown_at", MOMENT, nullable=False),
        sa.Column("closed_at", MOMENT, nullable=True),
        sa.Column("client_id", sa.Text(), nullable=False),
        sa.CheckConstraint("state IN ('shown', 'caught', 'missed')", name=op.f("ck_seeds_state_known")),
        sa.ForeignKeyConstraint(["task_id"], ["review_tasks.id"], name=op.f("fk_seeds_task_id")),
        sa.ForeignKeyConstraint(["document_id"], ["documents.id"], name=op.f("fk_seeds_document_id")),
        sa.ForeignKeyConstraint(["client_id"], ["clients.id"], name=op.f("fk_seeds_client_id")),
        sa.PrimaryKeyConstraint("task_id", "key", name=op.f("pk_seeds")),
    )
    op.create_index("ix_seeds_kind", "seeds", ["kind", "state"])
    op.create_index(op.f("ix_seeds_document_id"), "seeds", ["document_id"])
    op.create_table(
        "class_rules",
        sa.Column("risk_class", sa.Text(), nullable=False),
        sa.Column("mode", sa.Text(), nullable=False),
        sa.Column("seed_rate", sa.Float(), nullable=False),
        sa.Column("changed_by", sa.Text(), nullable=False),
        sa.Column("changed_at", MOMENT, nullable=False),
        sa.CheckConstraint("mode IN ('confirm', 'blind', 'double')", name=op.f("ck_class_rules_mode_known")),
        sa.PrimaryKeyConstraint("risk_class", name=op.f("pk_class_rules")),
    )
    for table in ("keyings", "seeds"):
        op.create_index(op.f(f"ix_{table}_client_id"), table, ["client_id"])
        if op.get_context().dialect.name == "postgresql":
            op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
            op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
            op.execute(f"CREATE POLICY own_clients ON {table} USING {VISIBLE} WITH CHECK {VISIBLE}")


def downgrade() -> None:
    for table in ("class_rules", "seeds", "keyings"):
        op.drop_table(table)
    for column in ("rescan_at", "rescan_message"):
        op.drop_column("documents", column)
    op.drop_column("review_tasks", "assigned_to")
    op.drop_column("clients", "least_view")
