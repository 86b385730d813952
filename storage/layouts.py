"""What reviewed documents taught of page designs. It stays with the client company it came from, unless an administrator lets it out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from domain.document import DecisionKind, DocumentState
from storage.clock import now
from storage.tables import Client, Document, FieldRow, LayoutSample


class Layouts:
    """Samples of the client companies of this unit of work; to look at what others let out it must see every company."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def not_learned(self, client_id: str, limit: int) -> list[Document]:
        """Completed documents of a company, of no known form, that a person had a hand in since they were last learned; oldest first."""
        by_person = select(FieldRow.document_id).where(
            FieldRow.document_id == Document.id, FieldRow.decision == DecisionKind.PERSON.value
        )
        query = (
            select(Document)
            .outerjoin(LayoutSample, LayoutSample.document_id == Document.id)
            .where(Document.client_id == client_id, Document.state == DocumentState.COMPLETED.value, Document.form.is_(None))
            .where(Document.replaced_at.is_(None), Document.erased_at.is_(None), by_person.exists())
            .where(or_(LayoutSample.document_id.is_(None), LayoutSample.version < Document.version))
            .order_by(Document.completed_at, Document.id)
        )
        return list(self._session.scalars(query.limit(limit)))

    def keep(self, document: Document, layout: str, sample: dict[str, Any] | None) -> None:
        """What was learned of a document at its version; None: nothing could be."""
        row = self._session.get(LayoutSample, document.id)
        if row is None:
            row = LayoutSample(client_id=document.client_id, document_id=document.id, type=document.type, layout=layout)
            self._session.add(row)
        row.version, row.layout, row.sample, row.at = document.version, layout, sample, now()
        self._session.flush()

    def open_to(self, client_id: str) -> Sequence[LayoutSample]:
        """What a company's documents may be read with: its own samples, and those of companies that let them out; oldest first."""
        return list(self._session.scalars(select(LayoutSample).where(_open_to(client_id)).order_by(*_IN_ORDER)))

    def stamp(self, client_id: str) -> list[tuple[str, int]]:
        """(document, version) of each of `open_to`, without the samples themselves: what changes whenever they do."""
        query = select(LayoutSample.document_id, LayoutSample.version).where(_open_to(client_id)).order_by(*_IN_ORDER)
        return [(document, version) for document, version in self._session.execute(query)]


_IN_ORDER = (LayoutSample.at, LayoutSample.document_id)


def _open_to(client_id: str) -> ColumnElement[bool]:
    sharing = select(Client.id).where(Client.shares_corrections.is_(True))
    return or_(LayoutSample.client_id == client_id, LayoutSample.client_id.in_(sharing))
