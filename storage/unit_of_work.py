"""A unit of work: one transaction, its repositories, and the filter by client company on everything it says."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import Any

from sqlalchemy import event, text
from sqlalchemy.orm import ORMExecuteState, Session, with_loader_criteria

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


def filter_by_client(session: Session, clients: Scope, is_postgresql: bool) -> None:
    """Makes every query of the session see these client companies alone, and refuses rows of others."""

    @event.listens_for(session, "after_begin")
    def _tell_postgresql(session: Session, transaction: object, connection: Any) -> None:
        if is_postgresql:
            tenants = "*" if clients is None else ",".join(sorted(clients))
            connection.execute(text("SELECT set_config('app.tenant', :tenants, true)"), {"tenants": tenants})

    if clients is None:
        return
    seen = clients

    @event.listens_for(session, "do_orm_execute")
    def _filter(state: ORMExecuteState) -> None:
        if state.is_select or state.is_update or state.is_delete:
            state.statement = state.statement.options(
                with_loader_criteria(OfClient, lambda table: table.client_id.in_(seen), include_aliases=True)
            )

    @event.listens_for(session, "before_flush")
    def _refuse_others(session: Session, context: object, instances: object) -> None:
        for row in (*session.new, *session.dirty, *session.deleted):
            client = getattr(row, "client_id", None)
            if client is not None and client not in seen:
                raise ForbiddenError("other_client", "This row belongs to another client company.")


def filtered_tables() -> set[str]:
    """Tables whose rows belong to a client company."""
    return {table.name for table in Base.metadata.sorted_tables if "client_id" in table.columns} - _NOT_FILTERED
