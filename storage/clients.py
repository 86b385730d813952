"""Client companies."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from pydantic import TypeAdapter
from sqlalchemy import select
from sqlalchemy.orm import Session

from domain.errors import ConflictError, NotFoundError
from domain.working_calendar import WorkingCalendar
from storage.tables import Client, Head

INSTALLATION = "-"
"""Stands where a client's id stands, for what belongs to none: its audit chain, its forms."""


_CALENDAR = TypeAdapter(WorkingCalendar)


class Clients:
    """The client companies of this installation."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def add(self, name: str, retention_days: int | None = None) -> Client:
        """A new client company. Raises ConflictError `client_exists`."""
        if self.by_name(name):
            raise ConflictError("client_exists", f"There is already a client company called {name}.")
        client = Client(name=name, retention_days=retention_days)
        self._session.add(client)
        self._session.flush()
        self._session.add(Head(client_id=client.id))
        self._session.flush()
        return client

    def by_name(self, name: str) -> Client | None:
        return self._session.scalar(select(Client).where(Client.name == name))

    def get(self, client_id: str) -> Client:
        """Raises NotFoundError `unknown_client`."""
        client = self._session.get(Client, client_id)
        if client is None:
            raise NotFoundError("unknown_client", "There is no such client company.")
        return client

    def calendar(self, client: Client) -> WorkingCalendar:
        """When people work for this company."""
        return _CALENDAR.validate_python(client.calendar) if client.calendar is not None else WorkingCalendar()

    def set_calendar(self, client: Client, calendar: WorkingCalendar | None) -> None:
        """From now on; None: the default."""
        client.calendar = None if calendar is None else _CALENDAR.dump_python(calendar, mode="json")

    def due(self, client: Client, moment: datetime) -> datetime | None:
        """When what arrives at `moment` is promised; None where nothing is."""
        return None if client.promise_hours is None else self.calendar(client).after(moment, client.promise_hours)

    def find(self, client_id: str) -> Client | None:
        return self._session.get(Client, client_id)

    def all(self, ids: Iterable[str] | None = None) -> list[Client]:
        """By name; of these ids only, where given."""
        query = select(Client).order_by(Client.name)
        return list(self._session.scalars(query if ids is None else query.where(Client.id.in_(list(ids)))))
