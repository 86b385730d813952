"""Row level security: PostgreSQL shows and takes rows of the client companies named in app.tenant alone, even to the owner."""

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

TABLES = (
    "api_keys", "audit_log", "audits", "batches", "changes", "documents", "field_versions", "fields", "heads", "idempotency_keys",
    "memberships", "pages", "review_answers", "review_tasks", "sources", "tasks",
)  # fmt: skip
TENANTS = "current_setting('app.tenant', true)"
VISIBLE = f"({TENANTS} = '*' OR client_id = ANY (string_to_array(NULLIF({TENANTS}, ''), ',')))"


def upgrade() -> None:
    if op.get_context().dialect.name != "postgresql":
        return
    for table in TABLES:
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
        op.execute(f"CREATE POLICY own_clients ON {table} USING {VISIBLE} WITH CHECK {VISIBLE}")
    op.execute("CREATE RULE audit_log_is_append_only AS ON UPDATE TO audit_log DO INSTEAD NOTHING")
    op.execute("CREATE RULE audit_log_is_kept AS ON DELETE TO audit_log DO INSTEAD NOTHING")


def downgrade() -> None:
    if op.get_context().dialect.name != "postgresql":
        return
    op.execute("DROP RULE audit_log_is_append_only ON audit_log")
    op.execute("DROP RULE audit_log_is_kept ON audit_log")
    for table in TABLES:
        op.execute(f"DROP POLICY own_clients ON {table}")
        op.execute(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY")
        op.execute(f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY")
