"""Whether figures on persons may be shown, since when, by whom, and why"""

import sqlalchemy as sa
from alembic import op

import storage.clock

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

MOMENT = storage.clock.Moment(timezone=True)


def upgrade() -> None:
    op.create_table(
        "person_figures",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("shown", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.String(500), nullable=False),
        sa.Column("changed_by", sa.Text(), nullable=False),
        sa.Column("changed_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person_figures")),
    )


def downgrade() -> None:
    op.drop_table("person_figures")
