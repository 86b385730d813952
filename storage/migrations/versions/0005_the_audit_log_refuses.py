"""The audit log refuses changes aloud: PostgreSQL by a trigger in place of silent rules, SQLite by triggers of its own"""

from alembic import op

revision = "0005"
down_revision = "0003"
branch_labels = None
depends_on = None

FUNCTION = """
CREATE FUNCTION refuse_audit_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'the audit log is append-only' USING ERRCODE = 'insufficient_privilege'; END $$
"""


def upgrade() -> None:
    if op.get_context().dialect.name == "postgresql":
        op.execute("DROP RULE audit_log_is_append_only ON audit_log")
        op.execute("DROP RULE audit_log_is_kept ON audit_log")
        op.execute(FUNCTION)
        op.execute(
            "CREATE TRIGGER audit_log_is_append_only BEFORE UPDATE OR DELETE ON audit_log "
            "FOR EACH ROW EXECUTE FUNCTION refuse_audit_change()"
        )
        return
    for verb in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER audit_log_refuses_{verb.lower()} BEFORE {verb} ON audit_log "
            "BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END"
        )


def downgrade() -> None:
    if op.get_context().dialect.name == "postgresql":
        op.execute("DROP TRIGGER audit_log_is_append_only ON audit_log")
        op.execute("DROP FUNCTION refuse_audit_change()")
        op.execute("CREATE RULE audit_log_is_append_only AS ON UPDATE TO audit_log DO INSTEAD NOTHING")
        op.execute("CREATE RULE audit_log_is_kept AS ON DELETE TO audit_log DO INSTEAD NOTHING")
        return
    for verb in ("UPDATE", "DELETE"):
        op.execute(f"DROP TRIGGER audit_log_refuses_{verb.lower()}")
