"""The delivery promise and working calendar of a client company; the error ceiling of a class of fields"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("clients", sa.Column("promise_hours", sa.Integer(), nullable=True))
    op.add_column("clients", sa.Column("calendar", sa.JSON(), nullable=True))
    op.add_column("class_rules", sa.Column("ceiling", sa.Float(), nullable=True))


def downgrade() -> None:
    op.drop_column("class_rules", "ceiling")
    for column in ("calendar", "promise_hours"):
        op.drop_column("clients", column)
