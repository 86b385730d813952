"""A worker's crew: who hangs is killed from outside, who is told to stop finishes its task first, nobody outlives the crew."""

from __future__ import annotations

import multiprocessing
import os
import signal
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from storage import EVERY_CLIENT
from storage.tables import Source
from tests.fakes.reader import paper
from tests.faults.actors import RULES, Place, work
from tests.faults.processes import children
from workflow.receive import Order, Upload, receive

_context = multiprocessing.get_context("fork")
pytestmark = [pytest.mark.slow, pytest.mark.timeout(240)]


@pytest.fixture
def place(sqlite_template: Path, tmp_path: Path) -> Place:
    (tmp_path / "spunta.db").write_bytes(sqlite_template.read_bytes())
    return Place(f"sqlite:///{tmp_path / 'spunta.db'}", "", tmp_path / "files", replace(RULES, retry_seconds=0.1))


@pytest.fixture
def start() -> Iterator[Callable[[Place], Any]]:
    started: list[Any] = []

    def begin(place: Place) -> Any:
        worker = _context.Process(target=work, args=(place, 1))
        worker.start()
        started.append(worker)
        return worker

    yield begin
    for worker in started:
        worker.kill()
        worker.join()


def send(place: Place, content: bytes) -> str:
    tools = place.tools()
    with tools.database.work(EVERY_CLIENT) as rows:
        client = rows.clients.add("Alfa").id
    batch = receive(tools, Order(client, "key"), [Upload("0.pdf", tools.files.put(client, [content]))]).batch
    with tools.database.read(EVERY_CLIENT) as rows:
        source = rows.sources.of_batch(batch.id)[0].id
    tools.database.close()
    return source


def until(place: Place, source: str, true: Callable[[Source], bool]) -> Source:
    database = place.tools().database
    for _ in range(1200):
        with database.read(EVERY_CLIENT) as rows:
            row = rows.sources.get(source)
        if true(row):
            database.close()
            return row
        time.sleep(0.1)
    raise AssertionError(f"the file is still {row.state}")


def test_a_reader_that_hangs_is_killed_and_its_file_ends_with_a_code(place: Place, start: Callable[[Place], Any]) -> None:
    place = replace(place, rules=replace(place.rules, page_seconds=1.0, most_attempts=2))
    source = send(place, paper(1, hangs=True))
    worker = start(place)
    assert until(place, source, lambda row: row.state == "failed").error_code == "reading_failed"
    assert worker.is_alive()


def test_a_worker_told_to_stop_finishes_the_task_in_hand(place: Place, start: Callable[[Place], Any]) -> None:
    place = replace(place, page_seconds=1.0)
    source = send(place, paper(3))
    worker = start(place)
    until(place, source, lambda row: row.pages_read == 1)
    os.kill(worker.pid, signal.SIGTERM)
    worker.join(60)
    assert worker.exitcode == 0
    with place.tools().database.read(EVERY_CLIENT) as rows:
        assert rows.sources.get(source).pages_read == 2, "the part in hand has two pages; the next part is left to others"
        assert "running" not in rows.tasks.count_by_state()


def test_readers_do_not_outlive_a_crew_that_is_killed(place: Place, start: Callable[[Place], Any]) -> None:
    source = send(place, paper(1))
    worker = start(place)
    until(place, source, lambda row: row.state == "done")
    readers = children(worker.pid)
    assert readers
    worker.kill()
    worker.join()
    for _ in range(300):
        if not any(Path(f"/proc/{pid}").exists() for pid in readers):
            return
        time.sleep(0.1)
    raise AssertionError("a reader lives on")
