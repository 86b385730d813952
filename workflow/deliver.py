"""Telling the client: lines of the change feed, written in the transaction that changes the thing."""

from __future__ import annotations

from storage.changes import News
from storage.tables import Document
from storage.unit_of_work import Work


def tell(work: Work, document: Document, kind: str | None = None) -> None:
    """One line about a document at its present version: `document.<state>`, or that kind."""
    news = News(kind or f"document.{document.state}", document.batch_id, document.id, document.version)
    work.changes.tell(document.client_id, news)


def close_batch(work: Work, client_id: str, batch_id: str) -> None:
    """Tells, once, that nothing of a batch is left to do. The last statement of every transition that may have ended something.

    The feed's lock comes first: of two transactions that end the last two documents, the second sees the first.
    """
    work.session.flush()
    work.changes.lock(client_id)
    if work.batches.status(batch_id).state == "completed" and work.batches.close(batch_id):
        work.changes.tell(client_id, News("batch.completed", batch_id))
        work.audit_log.note(client_id, "machine", "batch.completed", batch_id)
