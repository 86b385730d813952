"""The change feed of each client: numbered in the order of commits, so that a cursor once passed never misses anything."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from storage.tables import Change, Head


@dataclass(frozen=True, slots=True)
class News:
    """One thing to tell a client."""

    kind: str
    batch_id: str
    document_id: str | None = None
    version: int = 1


class Changes:
    """Appends to the feed, reads from it."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def lock(self, client_id: str) -> int:
        """The last cursor. Until the end of this transaction nobody else appends for this client, and everything that was
        appended before is visible: call it before counting what is left of a batch."""
        head = select(Head.cursor).where(Head.client_id == client_id).with_for_update()
        return self._session.execute(head).scalar_one()

    def tell(self, client_id: str, news: News) -> int:
        """Appends one line and gives its cursor. The same (subject, kind, version) twice breaks a constraint: no double effect."""
        cursor = self._session.execute(
            update(Head).where(Head.client_id == client_id).values(cursor=Head.cursor + 1).returning(Head.cursor)
        ).scalar_one()
        subject = news.document_id or news.batch_id
        self._session.add(
            Change(
                client_id=client_id,
                cursor=cursor,
                kind=news.kind,
                subject=subject,
                version=news.version,
                batch_id=news.batch_id,
                document_id=news.document_id,
            )
        )
        self._session.flush()
        return cursor

    def after(self, client_id: str, cursor: int, limit: int = 500) -> list[Change]:
        """What came after `cursor` (0: everything), in order, at most `limit`."""
        query = select(Change).where(Change.client_id == client_id, Change.cursor > cursor).order_by(Change.cursor).limit(limit)
        return list(self._session.scalars(query))
