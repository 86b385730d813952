"""`spunta worker` with a fast reader: queue, database, store, sandbox and crew are the real ones, only the OCR and what follows are not.

The pages are rendered by the sandboxed border; their words are those of the text layer, and tell which documents there are.
"""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from domain.document import DocumentResult
from domain.page import ReadPage
from installation import log_lines, open_tools, stop_on_signal
from intake import UnpackedFile, inspect, render_pages, unpack
from intake.limits import Limits
from settings import Settings, load_settings
from storage.files import LocalFiles, StoredFile
from storage.migrate import migrate
from tests.fakes.reader import document, result_of
from tests.faults.parcels import BEGINS, KILLS, WAITS
from workflow import shift
from workflow.crew import Crew, Deadline
from workflow.process import Bench
from workflow.tools import Structure, Tools

LIMITS = Limits(page_seconds=30)
SLOW = "slow"
"""While a file of this name is in the data directory, every write to the store takes as many seconds as it says."""


class FastReader:
    """workflow.tools.Reader, without an engine."""

    def unpack(self, untrusted_path: Path, work_dir: Path) -> Sequence[UnpackedFile]:
        return unpack(untrusted_path, LIMITS, work_dir)

    def count_pages(self, untrusted_path: Path) -> int:
        return inspect(untrusted_path, LIMITS).page_count

    def read_pages(self, untrusted_path: Path, numbers: Sequence[int] | None = None) -> Iterator[ReadPage]:
        for page in render_pages(untrusted_path, LIMITS, numbers):
            words = page.text_layer or ()
            if any(word.text == KILLS for word in words):
                os.kill(os.getpid(), signal.SIGKILL)
            grey = page.image if page.image.ndim == 2 else page.image[:, :, 0]
            yield ReadPage(page.number, grey[::4, ::4].copy(), page.dpi / 4, words, notes=page.notes)

    def understand(self, name: str, pages: Sequence[ReadPage], structure: Structure | None = None) -> list[DocumentResult]:
        documents: list[list[ReadPage]] = []
        for page in pages:
            if BEGINS in {word.text for word in page.words}:
                documents.append([])
            documents[-1].append(page)
        return [result_of(name, document([p.number for p in found], _fields(found))) for found in documents]


def _fields(pages: list[ReadPage]) -> dict[str, tuple[str, str]]:
    waits = any(word.text == WAITS for page in pages for word in page.words)
    return {"a": ("1", "auto"), "b": ("2", "review" if waits else "auto")}


class SlowFiles(LocalFiles):
    """A disk that can be made slow."""

    def __init__(self, root: Path, slow: Path) -> None:
        super().__init__(root)
        self._slow = slow

    def put(self, client: str, chunks: Iterable[bytes]) -> StoredFile:
        if self._slow.exists():
            time.sleep(float(self._slow.read_text() or 0))
        return super().put(client, chunks)


def slow_tools(settings: Settings) -> Tools:
    """The worker's tools, with a disk that can be made slow."""
    return replace(open_tools(settings), files=SlowFiles(settings.files_dir, settings.data_dir / SLOW))


def read(owner: str, deadline: Deadline, settings: Settings) -> None:
    """What a reading process does."""
    bench = Bench(slow_tools(settings), FastReader(), owner, deadline.begin, deadline.end)
    shift.work_until(stop_on_signal(), lambda: bench, settings.redis_url, settings.poll_seconds)


def main() -> int:
    """As worker.main, with this reader."""
    settings = load_settings()
    log_lines()
    tools = open_tools(settings)
    tools.database.check()
    migrate(tools.database)
    return Crew(tools, settings.workers, read, settings).run(stop_on_signal())


if __name__ == "__main__":
    sys.exit(main())
