"""Second factors, recovery codes, roles that need them, tries counted for all processes; links that can be made void"""

import sqlalchemy as sa
from alembic import op

import storage.clock

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

MOMENT = storage.clock.Moment(timezone=True)


def upgrade() -> None:
    op.add_column("sessions", sa.Column("waits_for_code", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("clients", sa.Column("link_generation", sa.Integer(), nullable=False, server_default="0"))
    op.create_table(
        "second_factors",
        sa.Column("person_id", sa.Text(), nullable=False),
        sa.Column("sealed_secret", sa.Text(), nullable=False),
        sa.Column("confirmed_at", MOMENT, nullable=True),
        sa.Column("last_step", sa.BigInteger(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_second_factors_person_id")),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_second_factors")),
    )
    op.create_table(
        "recovery_codes",
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("person_id", sa.Text(), nullable=False),
        sa.Column("used_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_recovery_codes_person_id")),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_recovery_codes")),
    )
    op.create_index(op.f("ix_recovery_codes_person_id"), "recovery_codes", ["person_id"])
    op.create_table(
        "sign_in_rules",
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("changed_by", sa.Text(), nullable=False),
        sa.Column("changed_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("role", name=op.f("pk_sign_in_rules")),
    )
    op.create_table(
        "sign_in_tries",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("since_seconds", sa.Float(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_sign_in_tries")),
    )


def downgrade() -> None:
    for table in ("sign_in_tries", "sign_in_rules", "recovery_codes", "second_factors"):
        op.drop_table(table)
    op.drop_column("clients", "link_generation")
    op.drop_column("sessions", "waits_for_code")
