"""The processes that are killed: a worker with a make-believe reader, and a sender that acknowledges as the API does."""

from __future__ import annotations

import sys
import time
from dataclasses import dataclass
from multiprocessing.connection import Connection
from multiprocessing.synchronize import Event
from pathlib import Path
from typing import Any

import structlog

from domain.errors import TransientError
from storage.engine import open_database
from storage.files import LocalFiles
from storage.queue import wake_ups
from tests.fakes.reader import FakeReader
from worker import stop_on_signal
from workflow import shift
from workflow.crew import Crew
from workflow.process import Bench
from workflow.receive import Order, Received, Upload, receive
from workflow.tools import Rules, Tools

RULES = Rules(
    pages_per_task=2,
    lease_seconds=6.0,
    beat_seconds=1.0,
    page_seconds=15.0,
    most_attempts=8,
    retry_seconds=0.2,
    reconcile_seconds=1.0,
    audit_rate=0.1,
)
POLL_SECONDS = 0.5
PAGE_SECONDS = 0.01


@dataclass(frozen=True)
class Place:
    """Where everything is."""

    database_url: str
    redis_url: str
    files: Path
    rules: Rules = RULES
    page_seconds: float = PAGE_SECONDS

    def tools(self) -> Tools:
        return Tools(open_database(self.database_url), LocalFiles(self.files), wake_ups(self.redis_url), self.rules)


def work(place: Place, readers: int) -> None:
    """A worker process: a crew of readers."""
    _quiet()
    sys.exit(Crew(place.tools(), readers, read, place).run(stop_on_signal()))


def read(owner: str, deadline: Any, place: Place) -> None:
    """A reading process."""
    _quiet()

    def begin(_: object, seconds: float) -> None:
        deadline.value = time.monotonic() + seconds

    def end() -> None:
        deadline.value = 0.0

    bench = Bench(place.tools(), FakeReader(place.page_seconds), owner, begin, end)
    shift.work_until(stop_on_signal(), lambda: bench, place.redis_url, POLL_SECONDS)


@dataclass(frozen=True)
class Parcel:
    """A batch to be sent: its key says whether it was sent before."""

    client: str
    key: str
    papers: tuple[str, ...]


def send(place: Place, parcels: list[Parcel], acknowledged: Connection, pause_seconds: float) -> None:
    """Sends one batch after the other, and tells each (key, batch id) when it is durable: what the API answers with 202."""
    _quiet()
    tools = place.tools()
    for parcel in parcels:
        uploads = [Upload(f"{n}.pdf", tools.files.put(parcel.client, [paper.encode()])) for n, paper in enumerate(parcel.papers)]
        received = _until_taken(tools, Order(parcel.client, "key", idempotency_key=parcel.key), uploads)
        acknowledged.send((parcel.key, received.batch.id))
        time.sleep(pause_seconds)


def _until_taken(tools: Tools, order: Order, uploads: list[Upload]) -> Received:
    """A sender that is told "try again later" does so."""
    while True:
        try:
            return receive(tools, order, uploads)
        except TransientError:
            time.sleep(0.2)


def follow(place: Place, clients: list[str], ended: Event, seen: Connection) -> None:
    """Clients that poll their feeds all the time; at the end tells the cursors that each of them saw."""
    database = open_database(place.database_url)
    cursors: dict[str, list[int]] = {client: [] for client in clients}
    while True:
        last, news = ended.is_set(), 0
        for client, known in cursors.items():
            try:
                with database.read(frozenset({client})) as work:
                    changes = work.changes.after(client, known[-1] if known else 0, limit=50)
            except TransientError:
                news += 1
                continue
            known.extend(change.cursor for change in changes)
            news += len(changes)
        if last and not news:
            seen.send(cursors)
            return
        time.sleep(0.2)


def _quiet() -> None:
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(50))
