"""The Idempotency-Keys under which keys, webhooks, people and companies were made"""

import sqlalchemy as sa
from alembic import op

import storage.clock

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "made_once",
        sa.Column("caller", sa.Text(), nullable=False),
        sa.Column("key", sa.String(64), nullable=False),
        sa.Column("fingerprint", sa.Text(), nullable=False),
        sa.Column("made_id", sa.Text(), nullable=True),
        sa.Column("created_at", storage.clock.Moment(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("caller", "key", name=op.f("pk_made_once")),
    )


def downgrade() -> None:
    op.drop_table("made_once")
