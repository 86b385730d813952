"""A place to work in: both databases, files in a temporary folder, a reader of make-believe paper."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import pytest

from storage import EVERY_CLIENT, Database
from storage.documents import StoredDocument
from storage.files import LocalFiles
from storage.queue import NoWakeUps
from storage.tables import Batch, Change, ReviewTask, Source
from tests.fakes.reader import FakeReader
from workflow.process import Bench, do_next
from workflow.receive import Order, Upload, receive
from workflow.tools import Rules, Tools


@dataclass
class Office:
    """One client company, and hands for the tests."""

    tools: Tools
    client: str
    reader: FakeReader = field(default_factory=FakeReader)

    @property
    def scope(self) -> frozenset[str]:
        return frozenset({self.client})

    def send(self, *papers: bytes, **order: object) -> Batch:
        uploads = [Upload(f"{n}.pdf", self.tools.files.put(self.client, [content])) for n, content in enumerate(papers)]
        return receive(self.tools, Order(self.client, "key", **order), uploads).batch  # type: ignore[arg-type]

    def bench(self, owner: str = "w1") -> Bench:
        return Bench(self.tools, self.reader, owner)

    def work(self) -> int:
        """Until nothing is left to do; how many pieces."""
        done = 0
        while do_next(self.bench()):
            done += 1
        return done

    def read(self, *papers: bytes, **order: object) -> Batch:
        batch = self.send(*papers, **order)
        self.work()
        return batch

    def documents(self, batch: Batch) -> list[StoredDocument]:
        with self.tools.database.read(self.scope) as work:
            return list(work.documents.of_batch(batch.id))

    def sources(self, batch: Batch) -> list[Source]:
        with self.tools.database.read(self.scope) as work:
            return work.sources.of_batch(batch.id)

    def status(self, batch: Batch) -> str:
        with self.tools.database.read(self.scope) as work:
            return work.batches.status(batch.id).state

    def news(self) -> list[Change]:
        with self.tools.database.read(self.scope) as work:
            return work.changes.after(self.client, 0)

    def tasks(self) -> list[ReviewTask]:
        with self.tools.database.read(self.scope) as work:
            return work.reviews.queue()


@pytest.fixture
def office(database: Database, tmp_path: Path) -> Office:
    with database.work(EVERY_CLIENT) as work:
        client = work.clients.add("Alfa").id
    rules = Rules(pages_per_task=2, retry_seconds=0.0, most_attempts=3, audit_rate=0.0)
    return Office(Tools(database, LocalFiles(tmp_path / "files"), NoWakeUps(), rules), client)
