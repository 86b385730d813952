"""How long killed work rests, with the settings of an installation: `python -m tests.faults.resume --tasks 4`.

A worker and everything it started is killed while it reads; the time is that from the kill until another worker has begun each task again.
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import signal
import tempfile
import time
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path

from sqlalchemy import select

from measurement.private_servers import redis_server
from storage import EVERY_CLIENT
from storage.engine import Database, open_database
from storage.files import LocalFiles
from storage.queue import NoWakeUps
from storage.tables import Task
from tests.faults.chaos import SECRET, prepare
from tests.faults.clients import Address
from tests.faults.fast_worker import SLOW
from tests.faults.parcels import make_parcels
from tests.faults.stage import Stage
from workflow.receive import Order, Upload, receive
from workflow.tools import Tools

MOST_SECONDS = 70.0
"""A lease of a minute, a round of the reconciler, a poll."""


def resumed(tasks: int, number: int) -> list[float]:
    """Seconds from the kill to the next attempt, of each task that was in hand."""
    with ExitStack() as stack:
        folder = Path(tempfile.mkdtemp(prefix="resume-", dir="/tmp"))
        stack.callback(shutil.rmtree, folder, ignore_errors=True)
        url = f"sqlite:///{folder / 'spunta.db'}"
        address = Address("http://127.0.0.1:0", prepare(url))
        tools = Tools(open_database(url), LocalFiles(folder / "files"), NoWakeUps())
        redis = stack.enter_context(redis_server())
        stage = Stage(folder, url, redis, None, address, {}, {"SECRET": SECRET, "WORKERS": str(tasks)})
        stack.callback(stage.end)
        (folder / SLOW).write_text("600")
        for parcel in make_parcels(random.Random(number), list(address.keys), tasks, 0):
            receive(tools, Order(parcel.client, "key"), [Upload("0.pdf", tools.files.put(parcel.client, [parcel.papers[0]]))])
        stage.start_worker()
        begun = _attempts(tools.database)
        while len(begun) < tasks:
            time.sleep(0.1)
            begun = _attempts(tools.database)
        os.killpg(stage.workers[0].pid, signal.SIGKILL)
        killed = time.monotonic()
        stage.start_worker()
        rested: dict[str, float] = {}
        while len(rested) < tasks:
            again = [task for task, attempt in _attempts(tools.database).items() if attempt > begun.get(task, attempt)]
            rested |= {task: time.monotonic() - killed for task in again if task not in rested}
            time.sleep(0.1)
        return list(rested.values())


def _attempts(database: Database) -> dict[str, int]:
    """How often each reading task that runs was begun."""
    with database.read(EVERY_CLIENT) as work:
        running = select(Task.id, Task.attempt).where(Task.state == "running", Task.step == "read")
        return {row.id: row.attempt for row in work.session.execute(running)}


def main(arguments: Sequence[str] | None = None) -> int:
    """Prints the figures; 1 when any task rested too long."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tasks", type=int, default=4)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args(arguments)
    seconds = resumed(options.tasks, options.seed)
    print(f"{len(seconds)} tasks resumed after {min(seconds):.1f} to {max(seconds):.1f} s (at most {MOST_SECONDS:.0f})")
    return 0 if max(seconds) <= MOST_SECONDS else 1


if __name__ == "__main__":
    raise SystemExit(main())
