"""The database: its tables, its walls between client companies, its chains."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from domain.errors import ForbiddenError, NotFoundError, SetupError, TransientError
from measurement.private_servers import PostgresServer
from storage import EVERY_CLIENT, Database, open_database
from storage.changes import News
from storage.migrate import check_migrated, differences, migrate
from storage.tables import AuditEntry, Base, Batch, Change
from storage.unit_of_work import filtered_tables


def two_clients(database: Database) -> tuple[str, str]:
    with database.work(EVERY_CLIENT) as work:
        return work.clients.add("Alfa").id, work.clients.add("Beta").id


def batch(database: Database, client: str) -> str:
    with database.work(frozenset({client})) as work:
        return work.batches.add(Batch(client_id=client, created_by="k")).id


def test_migrations_make_exactly_the_tables_of_the_code(database: Database) -> None:
    assert differences(database) == []
    check_migrated(database)
    migrate(database)


def test_a_database_without_tables_is_said_to_be_unmigrated(tmp_path: object) -> None:
    with pytest.raises(SetupError, match="not_migrated"):
        check_migrated(open_database(f"sqlite:///{tmp_path}/empty.db"))


def test_a_client_sees_its_own_rows_alone(database: Database) -> None:
    alfa, beta = two_clients(database)
    theirs = batch(database, alfa)
    with database.read(frozenset({beta})) as work:
        assert work.batches.newest() == []
        with pytest.raises(NotFoundError):
            work.batches.get(theirs)
        assert work.session.get(Batch, theirs) is None
    with database.read(frozenset({alfa, beta})) as work:
        assert [found.id for found in work.batches.newest()] == [theirs]
    with database.read(EVERY_CLIENT) as work:
        assert work.batches.get(theirs).client_id == alfa


def test_a_row_of_another_client_cannot_be_written(database: Database) -> None:
    alfa, beta = two_clients(database)
    with pytest.raises(ForbiddenError), database.work(frozenset({beta})) as work:
        work.batches.add(Batch(client_id=alfa, created_by="k"))


def test_an_update_does_not_reach_rows_of_another_client(database: Database) -> None:
    alfa, beta = two_clients(database)
    theirs = batch(database, alfa)
    with database.work(frozenset({beta})) as work:
        assert not work.batches.close(theirs)
    with database.read(EVERY_CLIENT) as work:
        assert work.batches.get(theirs).closed_at is None


def test_a_tenant_does_not_stay_on_a_pooled_connection(database: Database) -> None:
    alfa, beta = two_clients(database)
    batch(database, alfa)
    for _ in range(30):
        with database.read(frozenset({alfa})) as work:
            assert len(work.batches.newest()) == 1
        with database.read(frozenset({beta})) as work:
            assert work.batches.newest() == []


def test_every_table_of_a_client_is_filtered_or_walled(database: Database) -> None:
    walled = {table.name for table in Base.metadata.sorted_tables if "client_id" in table.columns}
    assert filtered_tables() == walled - {"heads", "audit_log", "memberships"}
    if not database.is_postgresql:
        return
    with database.engine.connect() as connection:
        rows = connection.execute(
            text(
                "SELECT c.relname, c.relrowsecurity AND c.relforcerowsecurity, count(p.polname) FROM pg_class c"
                " LEFT JOIN pg_policy p ON p.polrelid = c.oid WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace"
                " GROUP BY 1, 2"
            )
        ).all()
    assert {name for name, forced, policies in rows if forced and policies} == walled


@pytest.mark.postgres
def test_postgresql_shows_nothing_to_a_session_without_tenant(postgres: PostgresServer) -> None:
    database = open_database(postgres.database_url("walls"))
    migrate(database)
    alfa, beta = two_clients(database)
    batch(database, alfa)
    with database.engine.begin() as connection:
        assert connection.execute(text("SELECT count(*) FROM batches")).scalar_one() == 0
        connection.execute(text("SELECT set_config('app.tenant', :beta, true)"), {"beta": beta})
        assert connection.execute(text("SELECT count(*) FROM batches")).scalar_one() == 0
        connection.execute(text("SELECT set_config('app.tenant', :alfa, true)"), {"alfa": alfa})
        assert connection.execute(text("SELECT count(*) FROM batches")).scalar_one() == 1
    database.close()


@pytest.mark.postgres
def test_a_login_that_could_ignore_the_walls_is_refused(postgres: PostgresServer) -> None:
    database = open_database(postgres.admin_url)
    with pytest.raises(SetupError, match="database_role"):
        database.check()
    database.close()


def test_an_unknown_kind_of_database_is_refused() -> None:
    with pytest.raises(SetupError, match="database_url"):
        open_database("mysql://somewhere/else")


def test_the_change_feed_has_no_gaps_and_no_repetition_under_concurrent_writers(database: Database) -> None:
    alfa, _ = two_clients(database)
    numbers: list[int] = []
    seen: list[int] = []
    ended = threading.Event()

    def write(writer: int) -> None:
        for line in range(15):
            with database.work(frozenset({alfa})) as work:
                numbers.append(work.changes.tell(alfa, News("document.completed", "b", f"{writer}-{line}")))

    def poll() -> None:
        while True:
            last = ended.is_set()
            with database.read(frozenset({alfa})) as work:
                seen.extend(change.cursor for change in work.changes.after(alfa, seen[-1] if seen else 0, limit=7))
            if last and len(seen) == 60:
                return

    writers = [threading.Thread(target=write, args=(n,)) for n in range(4)]
    poller = threading.Thread(target=poll, daemon=True)
    for thread in (*writers, poller):
        thread.start()
    for thread in writers:
        thread.join()
    ended.set()
    poller.join(20)
    assert sorted(numbers) == list(range(1, 61))
    assert seen == list(range(1, 61))


def test_the_same_news_cannot_be_told_twice(database: Database) -> None:
    alfa, _ = two_clients(database)
    with database.work(frozenset({alfa})) as work:
        work.changes.tell(alfa, News("document.completed", "b", "d", 3))
    with pytest.raises(Exception, match=r"(?i)unique"), database.work(frozenset({alfa})) as work:
        work.changes.tell(alfa, News("document.completed", "b", "d", 3))
    with database.read(frozenset({alfa})) as work:
        assert [c.cursor for c in work.changes.after(alfa, 0)] == [1]
        assert work.session.get(Change, (alfa, 2)) is None


def test_an_altered_or_missing_audit_entry_breaks_the_chain(tmp_path: object) -> None:
    database = open_database(f"sqlite:///{tmp_path}/audit.db")
    migrate(database)
    alfa, _ = two_clients(database)
    for number in range(5):
        with database.work(frozenset({alfa})) as work:
            work.audit_log.note(alfa, "person", "document.opened", f"d{number}", page=number)
    with database.read(EVERY_CLIENT) as work:
        assert work.audit_log.first_broken(alfa) is None
    with database.work(EVERY_CLIENT) as work:
        for verb in ("update", "delete"):  # whoever owns the file can take the first wall down
            work.session.execute(text(f"DROP TRIGGER audit_log_refuses_{verb}"))
        entry = work.session.get(AuditEntry, (alfa, 3))
        assert entry is not None
        entry.actor = "somebody else"
    with database.read(EVERY_CLIENT) as work:
        assert work.audit_log.first_broken(alfa) == 3
    with database.work(EVERY_CLIENT) as work:
        for number in (3, 4, 5):
            work.session.delete(work.session.get(AuditEntry, (alfa, number)))
    with database.read(EVERY_CLIENT) as work:
        assert work.audit_log.first_broken(alfa) == 3


def test_the_audit_log_refuses_changes_aloud(database: Database) -> None:
    alfa, _ = two_clients(database)
    with database.work(frozenset({alfa})) as work:
        work.audit_log.note(alfa, "person", "document.opened", "d1")
    for statement in ("DELETE FROM audit_log", "UPDATE audit_log SET actor = 'x'"):
        with database.work(EVERY_CLIENT) as work, pytest.raises(DBAPIError, match="append-only"):
            work.session.connection().execute(text(statement))
    with database.read(EVERY_CLIENT) as work:
        assert work.audit_log.first_broken(alfa) is None
        assert len(work.audit_log.entries(alfa)) == 1


def test_a_pool_without_a_free_connection_is_a_reason_to_come_back_later(sqlite_template: Path) -> None:
    database = open_database(f"sqlite:///{sqlite_template}")
    database.engine.pool = type(database.engine.pool)(database.engine.pool._creator, pool_size=1, max_overflow=0, timeout=0.01)
    with database.engine.connect(), pytest.raises(TransientError) as refused, database.read(EVERY_CLIENT) as work:
        work.tasks.count_waiting(1)
    assert refused.value.code == "database_unavailable"
    database.close()
