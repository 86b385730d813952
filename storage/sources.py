"""The files that were sent, and their pages once read."""

from __future__ import annotations

from sqlalchemy import bindparam, delete, func, select, update
from sqlalchemy.orm import Session

from domain.errors import NotFoundError
from storage.tables import Page, Source

_OF_BATCH = select(Source).where(Source.batch_id == bindparam("batch"))


class Sources:
    """Files of the client companies of this unit of work."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def add(self, source: Source) -> Source:
        """Links it to an earlier file of the same client with the same bytes, if there is one."""
        earlier = select(Source.id).where(Source.client_id == source.client_id, Source.sha256 == source.sha256)
        source.duplicate_of = self._session.scalar(earlier.order_by(Source.created_at, Source.id).limit(1))
        self._session.add(source)
        self._session.flush()
        return source

    def was_sent(self, client_id: str, sha256: str) -> bool:
        """Was there ever a file of this client with these bytes?"""
        return self._session.scalar(select(Source.id).where(Source.client_id == client_id, Source.sha256 == sha256).limit(1)) is not None

    def get(self, source_id: str) -> Source:
        """Raises NotFoundError `unknown_source`."""
        source = self._session.scalar(select(Source).where(Source.id == source_id))
        if source is None:
            raise NotFoundError("unknown_source", "There is no such file.")
        return source

    def lock(self, source_id: str) -> Source:
        """The row as it is now, held until the end of this transaction: those who count its parts do so one after the other."""
        query = select(Source).where(Source.id == source_id).with_for_update().execution_options(populate_existing=True)
        source = self._session.scalar(query)
        if source is None:
            raise NotFoundError("unknown_source", "There is no such file.")
        return source

    def of_batch(self, batch_id: str) -> list[Source]:
        """In the order in which they were sent; members of an archive in the archive's place."""
        rows = list(self._session.scalars(_OF_BATCH, {"batch": batch_id}))
        places = {row.id: row.position for row in rows}
        return sorted(rows, key=lambda s: (places[s.parent_id], 1, s.position) if s.parent_id else (s.position, 0, 0))

    def members(self, parent_id: str) -> list[Source]:
        """What was unpacked from an archive."""
        return list(self._session.scalars(select(Source).where(Source.parent_id == parent_id).order_by(Source.position)))

    def pages(self, source_id: str) -> list[Page]:
        """The pages read so far, by number."""
        return list(self._session.scalars(select(Page).where(Page.source_id == source_id).order_by(Page.number)))

    def page(self, source_id: str, number: int) -> Page:
        """Raises NotFoundError `unknown_page`."""
        page = self._session.scalar(select(Page).where(Page.source_id == source_id, Page.number == number))
        if page is None:
            raise NotFoundError("unknown_page", "There is no such page, or it has not been read yet.")
        return page

    def save_page(self, page: Page) -> None:
        """A page once read; read again (another attempt) it replaces the first."""
        self._session.merge(page)
        self._session.flush()
        count = select(func.count()).select_from(Page).where(Page.source_id == page.source_id).scalar_subquery()
        self._session.execute(update(Source).where(Source.id == page.source_id).values(pages_read=count))

    def empty(self, source: Source) -> None:
        """Removes the pages and the sender's name of a file; that it was there stays."""
        self._session.execute(delete(Page).where(Page.source_id == source.id))
        source.state, source.name, source.error_message, source.structure = "erased", "", None, None
        self._session.flush()

    def originals(self) -> list[Source]:
        """Every file that must be in the store."""
        return list(self._session.scalars(select(Source).where(Source.state != "erased").order_by(Source.created_at)))

    def blobs_of(self, source_id: str) -> set[str]:
        """The hashes of the original and of everything derived from it."""
        blobs = {self.get(source_id).sha256}
        for page in self.pages(source_id):
            blobs |= {page.image_sha256, page.reading_sha256}
        return blobs

    def users_of_blob(self, client_id: str, sha256: str) -> int:
        """How many rows of this client still need these bytes."""
        originals = select(func.count()).where(Source.client_id == client_id, Source.sha256 == sha256, Source.state != "erased")
        derived = select(func.count()).where(Page.client_id == client_id, (Page.image_sha256 == sha256) | (Page.reading_sha256 == sha256))
        return (self._session.scalar(originals) or 0) + (self._session.scalar(derived) or 0)
