"""Cases: batches that belong together, and what was found when their documents were compared"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("batches", sa.Column("case_id", sa.String(200), nullable=True))
    op.create_index("ix_batches_client_case", "batches", ["client_id", "case_id"])
    op.add_column("documents", sa.Column("case_warnings", sa.JSON(), nullable=False, server_default="[]"))


def downgrade() -> None:
    op.drop_column("documents", "case_warnings")
    op.drop_index("ix_batches_client_case", "batches")
    op.drop_column("batches", "case_id")
