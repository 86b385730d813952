"""taught: what people corrected in a company's documents is learned before its next document is understood.

A page design learned from one company's papers serves that company alone, unless an administrator lets its corrections out; taken
back, the others forget them at once, because what a document may be read with is asked anew each time.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

import structlog

from domain.document import Value
from domain.page import ReadPage
from storage.read_pages import decode_page
from storage.tables import Document, LayoutSample
from storage.unit_of_work import EVERY_CLIENT, Work
from workflow.tools import Reader, Tools

_log = structlog.get_logger()
AT_ONCE = 3
"""Documents learned before one is understood: the others wait for the next."""
Kept = tuple[str, str, Mapping[str, Any]]
"""(type, layout, sample) of a learned document."""


class Teacher(Protocol):
    """What a reviewed document teaches (learning.company.CompanyTeacher)."""

    def sample(
        self, own: Sequence[Kept], document_id: str, type_: str, pages: Sequence[ReadPage], values: Mapping[str, Value]
    ) -> tuple[str, dict[str, Any] | None]:
        """The name of its page design among the company's own samples, and what to keep; None: nothing was found again."""
        ...

    def taught(self, kept: Sequence[Kept]) -> Reader:
        """A reader that knows these samples."""
        ...


class Lessons:
    """A worker's readers by what a company may be read with; made once for each bench."""

    def __init__(self, tools: Tools, reader: Reader, teacher: Teacher | None) -> None:
        self._tools, self._reader, self._teacher = tools, reader, teacher
        self._taught: dict[str, tuple[object, Reader]] = {}

    def reader_for(self, client_id: str) -> Reader:
        """Learns what people have corrected for this company since, then gives the reader that knows what it may know."""
        if self._teacher is None:
            return self._reader
        learn(self._tools, client_id, self._teacher)
        known = self._taught.get(client_id)
        with self._tools.database.read(EVERY_CLIENT) as work:
            stamp = work.layouts.stamp(client_id)
            if known is None or known[0] != stamp:
                kept = [_kept(row) for row in work.layouts.open_to(client_id) if row.sample is not None]
                known = self._taught[client_id] = stamp, self._teacher.taught(kept) if kept else self._reader
        return known[1]


def learn(tools: Tools, client_id: str, teacher: Teacher) -> int:
    """Learns some documents of a company that people completed or amended since; how many. Safe to call at any time, and twice.

    What breaks while a document is learned is logged, and the document left out: nobody waits for a lesson.
    """
    scope = frozenset({client_id})
    with tools.database.read(scope) as work:
        documents = work.layouts.not_learned(client_id, AT_ONCE)
    for document in documents:
        with tools.database.read(scope) as work:
            rows = {row.number: row for row in work.sources.pages(document.source_id)}
            fields = work.documents.fields(document.id)
            own = [_kept(r) for r in work.layouts.open_to(client_id) if r.client_id == client_id and r.sample is not None]
        layout, sample = f"{document.type}-{document.id}", None
        try:
            pages = [
                decode_page(tools.files.read(client_id, rows[n].image_sha256), tools.files.read(client_id, rows[n].reading_sha256))
                for n in document.pages
            ]
            values = {f.key: f.value for f in fields if f.outcome not in ("unreadable", "as_written")}
            others = [kept for kept in own if kept[0] == document.type]
            layout, sample = teacher.sample(others, document.id, document.type, pages, values)
        except Exception as error:  # whatever it is, it must not keep the next document from being read
            _log.warning("lesson_broke", document=document.id, reason=type(error).__name__)

        def keep(work: Work, document_id: str = document.id, layout: str = layout, sample: dict[str, Any] | None = sample) -> None:
            row = work.session.get(Document, document_id, with_for_update=True)
            if row is not None and row.erased_at is None:
                work.layouts.keep(row, layout, sample)

        tools.database.run(scope, keep)
    if documents:
        _log.info("documents_learned", client=client_id, documents=len(documents))
    return len(documents)


def _kept(row: LayoutSample) -> Kept:
    return row.type, row.layout, row.sample
