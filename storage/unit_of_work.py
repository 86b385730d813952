"""A unit of work: one transaction, its repositories, and the filter by client company on everything it says."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property, lru_cache

from sqlalchemy import Connection, Engine, event
from sqlalchemy.orm import ORMExecuteState, Session, with_loader_criteria
from sqlalchemy.orm.interfaces import ORMOption

from domain.errors import ForbiddenError
from storage.audit_log import AuditLog
from storage.batches import Batches
from storage.certificates import Certificates
from storage.changes import Changes
from storage.clients import Clients
from storage.documents import Documents
from storage.figures import FigureCounts
from storage.forms import Forms
from storage.layouts import Layouts
from storage.made_once import MadeOnceKeys
from storage.models import Models
from storage.people import People
from storage.person_figures import PersonFigures
from storage.recalls import Recalls
from storage.reviews import Reviews
from storage.second_readings import SecondReadings
from storage.sign_in import SignIn
from storage.sources import Sources
from storage.tables import Base, OfClient
from storage.tasks import Tasks
from storage.webhooks import Webhooks

Scope = frozenset[str] | None
EVERY_CLIENT: Scope = None
"""The scope of the machine itself and of staff who see all."""

_NOT_FILTERED = {"clients", "people", "memberships", "sessions", "heads", "audit_log", "forms", "certificates"}


class Work:
    """Repositories on one transaction. Rows handed out stay readable after it."""

    def __init__(self, session: Session, clients: Scope) -> None:
        self.session = session
        self.clients_seen = clients
        self._after_commit: list[Callable[[], None]] = []

    @cached_property
    def clients(self) -> Clients:
        return Clients(self.session)

    @cached_property
    def people(self) -> People:
        return People(self.session)

    @cached_property
    def sign_in(self) -> SignIn:
        return SignIn(self.session)

    @cached_property
    def made_once(self) -> MadeOnceKeys:
        return MadeOnceKeys(self.session)

    @cached_property
    def batches(self) -> Batches:
        return Batches(self.session)

    @cached_property
    def sources(self) -> Sources:
        return Sources(self.session)

    @cached_property
    def documents(self) -> Documents:
        return Documents(self.session)

    @cached_property
    def tasks(self) -> Tasks:
        return Tasks(self.session)

    @cached_property
    def reviews(self) -> Reviews:
        return Reviews(self.session)

    @cached_property
    def second_readings(self) -> SecondReadings:
        return SecondReadings(self.session)

    @cached_property
    def changes(self) -> Changes:
        return Changes(self.session)

    @cached_property
    def audit_log(self) -> AuditLog:
        return AuditLog(self.session)

    @cached_property
    def forms(self) -> Forms:
        return Forms(self.session)

    @cached_property
    def certificates(self) -> Certificates:
        return Certificates(self.session)

    @cached_property
    def layouts(self) -> Layouts:
        return Layouts(self.session)

    @cached_property
    def models(self) -> Models:
        return Models(self.session)

    @cached_property
    def recalls(self) -> Recalls:
        return Recalls(self.session)

    @cached_property
    def figures(self) -> FigureCounts:
        return FigureCounts(self.session)

    @cached_property
    def person_figures(self) -> PersonFigures:
        return PersonFigures(self.session)

    @cached_property
    def webhooks(self) -> Webhooks:
        return Webhooks(self.session)

    def hold(self, row: Base) -> None:
        """The row as it is now, held until the end of this transaction: who edits it too waits."""
        self.session.refresh(row, with_for_update=True)

    def after_commit(self, call: Callable[[], None]) -> None:
        """`call` runs once the transaction is durable; it must not raise."""
        self._after_commit.append(call)

    def flush(self) -> None:
        """Writes the ends of the chains last, so that their row locks are held as briefly as can be."""
        self.session.flush()
        self.audit_log.write()
        self.session.flush()

    def committed(self) -> None:
        """Runs what was left for after the commit."""
        for call in self._after_commit:
            call()


class ClientSession(Session):
    """Every query sees the rows of these client companies alone; rows of others are refused. EVERY_CLIENT: all.

    What makes it so hangs on the class: attached to each session anew it would cost more than a query.
    """

    def __init__(self, bind: Engine, clients: Scope, is_postgresql: bool) -> None:
        super().__init__(bind, expire_on_commit=False, autoflush=True)
        self.clients_seen = clients
        self.is_postgresql = is_postgresql


@event.listens_for(ClientSession, "after_begin")
def _tell_postgresql(session: ClientSession, transaction: object, connection: Connection) -> None:
    if session.is_postgresql:
        tenants = "*" if session.clients_seen is None else ",".join(sorted(session.clients_seen))
        connection.exec_driver_sql("SELECT set_config('app.tenant', %s, true)", (tenants,))


@event.listens_for(ClientSession, "do_orm_execute")
def _filter(state: ORMExecuteState) -> None:
    assert isinstance(state.session, ClientSession)
    seen = state.session.clients_seen
    if seen is not None and (state.is_select or state.is_update or state.is_delete):
        state.statement = state.statement.options(_only(seen))


@lru_cache(maxsize=10_000)
def _only(seen: frozenset[str]) -> ORMOption:
    return with_loader_criteria(OfClient, lambda table: table.client_id.in_(seen), include_aliases=True)


@event.listens_for(ClientSession, "before_flush")
def _refuse_others(session: ClientSession, context: object, instances: object) -> None:
    if session.clients_seen is None:
        return
    for row in (*session.new, *session.dirty, *session.deleted):
        client = getattr(row, "client_id", None)
        if client is not None and client not in session.clients_seen:
            raise ForbiddenError("other_client", "This row belongs to another client company.")


def filtered_tables() -> set[str]:
    """Tables whose rows belong to a client company."""
    return {table.name for table in Base.metadata.sorted_tables if "client_id" in table.columns} - _NOT_FILTERED
