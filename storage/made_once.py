"""The Idempotency-Keys under which an administrator or a program made something: which thing, and of what request."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from storage.tables import MadeOnce


class MadeOnceKeys:
    """Keys of callers; those of batches stand with the batches of their client company (storage.batches)."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def claim(self, caller: str, key: str, fingerprint: str) -> tuple[MadeOnce, bool]:
        """(the row of this key, whether this very transaction made it). Whoever claims it at the same moment waits for the first."""
        query = select(MadeOnce).where(MadeOnce.caller == caller, MadeOnce.key == key)
        earlier = self._session.scalar(query)
        if earlier is not None:
            return earlier, False
        row = MadeOnce(caller=caller, key=key, fingerprint=fingerprint)
        try:
            with self._session.begin_nested():
                self._session.add(row)
                self._session.flush()
        except IntegrityError:
            return self._session.scalars(query).one(), False
        return row, True
