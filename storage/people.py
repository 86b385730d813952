"""People with their memberships and sessions, and the API keys of programs. Rules about them are in auth/."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import bindparam, delete, select, update
from sqlalchemy.orm import Session

from domain.errors import ConflictError, NotFoundError
from storage.tables import ApiKey, Client, Membership, Person, PersonSession

_KEY_OF_ACTIVE_CLIENT = select(ApiKey).join(Client, Client.id == ApiKey.client_id).where(ApiKey.id == bindparam("key"), Client.active)


class People:
    """Who may sign in, from where, and with which keys programs come."""

    def __init__(self, session: Session) -> None:
        self._session = session

    # people
    def add(self, email: str, name: str, role: str, password_hash: str | None, clients: Iterable[str] = ()) -> Person:
        """A new person, member of these client companies. Raises ConflictError `person_exists`."""
        if self.by_email(email):
            raise ConflictError("person_exists", "There is already a person with this address.")
        person = Person(email=email.strip().lower(), name=name, role=role, password_hash=password_hash)
        self._session.add(person)
        self._session.flush()
        self.set_clients(person.id, clients)
        return person

    def by_email(self, email: str) -> Person | None:
        return self._session.scalar(select(Person).where(Person.email == email.strip().lower()))

    def get(self, person_id: str) -> Person:
        """Raises NotFoundError `unknown_person`."""
        person = self._session.get(Person, person_id)
        if person is None:
            raise NotFoundError("unknown_person", "There is no such person.")
        return person

    def all(self) -> list[Person]:
        """By name."""
        return list(self._session.scalars(select(Person).order_by(Person.name, Person.email)))

    def clients_of(self, person_id: str) -> frozenset[str]:
        """Ids of the client companies the person is assigned to; for staff none means all."""
        return frozenset(self._session.scalars(select(Membership.client_id).where(Membership.person_id == person_id)))

    def set_clients(self, person_id: str, clients: Iterable[str]) -> None:
        """Exactly these client companies from now on."""
        self._session.execute(delete(Membership).where(Membership.person_id == person_id))
        self._session.add_all(Membership(person_id=person_id, client_id=client) for client in sorted(set(clients)))
        self._session.flush()

    # sessions
    def open_session(self, digest: str, person_id: str, at: datetime, waits_for_code: bool = False) -> None:
        row = PersonSession(digest=digest, person_id=person_id, created_at=at, seen_at=at, waits_for_code=waits_for_code)
        self._session.add(row)

    def session(self, digest: str) -> PersonSession | None:
        return self._session.get(PersonSession, digest)

    def touch_session(self, digest: str, at: datetime) -> None:
        self._session.execute(update(PersonSession).where(PersonSession.digest == digest).values(seen_at=at))

    def close_session(self, digest: str) -> None:
        self._session.execute(delete(PersonSession).where(PersonSession.digest == digest))

    def close_sessions_of(self, person_id: str, but: str = "") -> None:
        """Signs the person out everywhere, `but` in the session of this digest."""
        self._session.execute(delete(PersonSession).where(PersonSession.person_id == person_id, PersonSession.digest != but))

    def forget_sessions_before(self, created_before: datetime) -> int:
        """Removes sessions too old to be alive; how many."""
        gone = self._session.execute(
            delete(PersonSession).where(PersonSession.created_at < created_before).returning(PersonSession.digest)
        ).all()
        return len(gone)

    # API keys
    def add_key(
        self, key_id: str, client_id: str, name: str, digest: str, scopes: Iterable[str], created_by: str, expires_at: datetime | None
    ) -> ApiKey:
        key = ApiKey(
            id=key_id, client_id=client_id, name=name, digest=digest, scopes=sorted(scopes), created_by=created_by, expires_at=expires_at
        )
        self._session.add(key)
        self._session.flush()
        return key

    def key(self, key_id: str) -> ApiKey | None:
        return self._session.get(ApiKey, key_id)

    def key_of_active_client(self, key_id: str) -> ApiKey | None:
        """As `key`, None too where the client company is closed: asked at every call of a program, in one query."""
        return self._session.scalar(_KEY_OF_ACTIVE_CLIENT, {"key": key_id})

    def keys(self) -> list[ApiKey]:
        """Newest first."""
        return list(self._session.scalars(select(ApiKey).order_by(ApiKey.created_at.desc())))

    def revoke_key(self, key_id: str, at: datetime) -> ApiKey:
        """Raises NotFoundError `unknown_key`. Revoking twice keeps the first moment."""
        key = self._session.scalar(select(ApiKey).where(ApiKey.id == key_id))
        if key is None:
            raise NotFoundError("unknown_key", "There is no such key.")
        key.revoked_at = key.revoked_at or at
        return key

    def touch_key(self, key_id: str, at: datetime) -> None:
        self._session.execute(update(ApiKey).where(ApiKey.id == key_id).values(last_used_at=at))
