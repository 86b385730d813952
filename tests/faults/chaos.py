"""The chaos runner: documents are sent, workers read them, and meanwhile processes and servers are killed.

python -m tests.faults.chaos --faults 1000 --documents 2000 --seed 7 --database postgresql
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import random
import shutil
import signal
import sys
import tempfile
import time
from collections import Counter
from contextlib import ExitStack
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from storage import EVERY_CLIENT
from storage.engine import open_database
from storage.migrate import migrate
from tests.fakes.reader import document, paper
from tests.fakes.servers import PostgresServer, RedisServer, postgres_server, redis_server
from tests.faults import actors
from tests.faults.actors import Parcel, Place
from tests.faults.invariants import POISON_BYTES, Findings, examine

_context = multiprocessing.get_context("fork")
"""The runner has no thread and no open connection when it forks, so its children start clean and at once."""
WEIGHTS = {
    "kill_reader": 30, "kill_worker": 8, "kill_sender": 12, "freeze_reader": 6, "flush_redis": 14, "kill_redis": 6, "restart_postgresql": 6,
}  # fmt: skip


@dataclass
class Stage:
    """Everything that runs, and what is known of it from outside."""

    place: Place
    redis: RedisServer
    postgresql: PostgresServer | None
    parcels: dict[str, Parcel]
    workers: list[Any] = field(default_factory=list)
    sender: Any = None
    acknowledged: dict[str, set[str]] = field(default_factory=dict)
    faults: Counter[str] = field(default_factory=Counter)
    frozen: list[tuple[float, int]] = field(default_factory=list)
    """(when to wake it, process id)"""
    _ear: Any = None

    def start_worker(self) -> None:
        worker = _context.Process(target=actors.work, args=(self.place, 2))
        worker.start()
        self.workers.append(worker)

    def start_sender(self) -> None:
        """Sends what has not been acknowledged yet, the interrupted batch again with its key."""
        self.hear()
        rest = [parcel for key, parcel in self.parcels.items() if key not in self.acknowledged]
        self._ear, mouth = _context.Pipe(duplex=False)
        self.sender = _context.Process(target=actors.send, args=(self.place, rest, mouth, 0.05))
        self.sender.start()
        mouth.close()

    def hear(self) -> None:
        """Takes in what the sender acknowledged; what its death cut short acknowledges nothing."""
        try:
            while self._ear is not None and self._ear.poll():
                key, batch = self._ear.recv()
                self.acknowledged.setdefault(key, set()).add(batch)
        except EOFError:
            self._ear = None

    def tend(self) -> None:
        """What a service manager does: who died is started again."""
        self.hear()
        for when, victim in [f for f in self.frozen if f[0] < time.monotonic()]:
            self.frozen.remove((when, victim))
            _send(victim, signal.SIGCONT)
        for worker in [w for w in self.workers if not w.is_alive()]:
            self.workers.remove(worker)
            self.start_worker()
        if len(self.acknowledged) < len(self.parcels) and (self.sender is None or not self.sender.is_alive()):
            self.start_sender()

    def rest(self, seconds: float) -> None:
        """Time passes; who dies in it is started again."""
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            self.tend()
            time.sleep(min(0.05, seconds))

    def readers(self) -> list[int]:
        """The process ids of reading processes."""
        return [pid for worker in self.workers for pid in _children(worker.pid)]

    # faults
    def kill_reader(self, chance: random.Random) -> bool:
        return _signal(chance, self.readers(), signal.SIGKILL)

    def freeze_reader(self, chance: random.Random) -> bool:
        """Stopped for longer than its lease: it wakes up as a worker that has lost its task."""
        readers = self.readers()
        if not readers:
            return False
        victim = chance.choice(readers)
        _send(victim, signal.SIGSTOP)
        self.frozen.append((time.monotonic() + actors.RULES.lease_seconds + 1, victim))
        return True

    def kill_worker(self, chance: random.Random) -> bool:
        return _signal(chance, [worker.pid for worker in self.workers], signal.SIGKILL)

    def kill_sender(self, chance: random.Random) -> bool:
        return _signal(chance, [self.sender.pid] if self.sender and self.sender.is_alive() else [], signal.SIGKILL)

    def flush_redis(self, chance: random.Random) -> bool:
        self.redis.flush()
        return True

    def kill_redis(self, chance: random.Random) -> bool:
        self.redis.kill()
        time.sleep(chance.random())
        self.redis.start()
        return True

    def restart_postgresql(self, chance: random.Random) -> bool:
        if self.postgresql is None:
            return False
        self.postgresql.kill()
        time.sleep(chance.random() / 2)
        self.postgresql.start()
        return True


@dataclass(frozen=True)
class Run:
    """The figures of one run."""

    database: str
    seed: int
    faults: dict[str, int]
    acknowledged: int
    seconds_of_chaos: float
    seconds_to_rest: float
    findings: Findings

    @property
    def is_good(self) -> bool:
        found = self.findings
        return not (found.broken or found.lost or found.doubled or found.good_given_up)


def run(database: str, faults: int, batches: int, seed: int, poison: int = 1, pace_seconds: float = 0.35, rest_seconds: float = 120) -> Run:
    """One run: as many faults as asked, then rest, then the examination."""
    chance = random.Random(seed)
    with ExitStack() as stack:
        folder = Path(tempfile.mkdtemp(prefix="chaos-", dir="/tmp"))
        stack.callback(shutil.rmtree, folder, ignore_errors=True)
        redis = stack.enter_context(redis_server())
        postgresql = stack.enter_context(postgres_server()) if database == "postgresql" else None
        url = postgresql.database_url("chaos") if postgresql else f"sqlite:///{folder / 'spunta.db'}"
        place = Place(url, redis.url, folder / "files")
        clients = _prepare(place)
        parcels = {parcel.key: parcel for parcel in _parcels(chance, clients, batches, poison)}
        stage = Stage(place, redis, postgresql, parcels)
        stack.callback(_end, stage)
        ended, (ear, mouth) = _context.Event(), _context.Pipe(duplex=False)
        follower = _context.Process(target=actors.follow, args=(place, clients, ended, mouth), daemon=True)
        follower.start()
        for _ in range(2):
            stage.start_worker()
        began = time.monotonic()
        _torment(stage, chance, faults, pace_seconds)
        calm = time.monotonic()
        _come_to_rest(stage, rest_seconds)
        rested = time.monotonic()
        ended.set()
        findings = examine(place, stage.acknowledged, parcels, ear.recv())
        findings.must(len(stage.acknowledged) == len(parcels), "not every batch was acknowledged in the end")
        return Run(database, seed, dict(stage.faults), len(stage.acknowledged), calm - began, rested - calm, findings)


def _prepare(place: Place) -> list[str]:
    database = open_database(place.database_url)
    migrate(database)
    with database.work(EVERY_CLIENT) as work:
        clients = [work.clients.add(name).id for name in ("Alfa", "Beta")]
    database.close()
    return clients


def _parcels(chance: random.Random, clients: list[str], batches: int, poison: int) -> list[Parcel]:
    parcels = []
    for number in range(batches):
        papers = []
        for _ in range(chance.randint(1, 4)):
            pages = chance.randint(1, 6)
            cut = chance.randint(1, pages)
            parts = [range(1, cut + 1), range(cut + 1, pages + 1)] if cut < pages else [range(1, pages + 1)]
            fields = {"a": ("1", "auto"), "b": ("2", chance.choice(["auto", "auto", "review"]))}
            papers.append(paper(pages, [document(list(part), fields) for part in parts], tag=chance.random()).decode())
        if number < poison:
            papers[0] = paper(1, poison=True, padding="x" * POISON_BYTES).decode()
        parcels.append(Parcel(chance.choice(clients), f"key-{number}", tuple(papers)))
    return parcels


def _torment(stage: Stage, chance: random.Random, faults: int, pace_seconds: float) -> None:
    names = [name for name in WEIGHTS if stage.postgresql is not None or name != "restart_postgresql"]
    while stage.faults.total() < faults:
        stage.rest(chance.uniform(0.3, 1.7) * pace_seconds)
        name = chance.choices(names, [WEIGHTS[n] for n in names])[0]
        if getattr(stage, name)(chance):
            stage.faults[name] += 1


def _come_to_rest(stage: Stage, most_seconds: float) -> None:
    """Until every batch is acknowledged and nothing waits for a machine; at most so long."""
    deadline = time.monotonic() + most_seconds
    database = open_database(stage.place.database_url)
    while time.monotonic() < deadline:
        stage.rest(0.2)
        if len(stage.acknowledged) == len(stage.parcels):
            with database.read(EVERY_CLIENT) as work:
                if not {"queued", "running"} & work.tasks.count_by_state().keys():
                    break
    database.close()


def _end(stage: Stage) -> None:
    for _, victim in stage.frozen:
        _send(victim, signal.SIGCONT)
    everybody = [*stage.workers, *([stage.sender] if stage.sender else [])]
    for process in everybody:
        process.terminate()
    for process in everybody:
        process.join(15)
        process.kill()


def _children(parent: int) -> list[int]:
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            state, ppid = stat.read_text().rpartition(")")[2].split()[:2]
        except OSError:  # it has just ended
            continue
        if int(ppid) == parent and state != "Z":
            found.append(int(stat.parent.name))
    return found


def _signal(chance: random.Random, victims: list[int], number: signal.Signals) -> bool:
    return bool(victims) and _send(chance.choice(victims), number)


def _send(victim: int, number: signal.Signals) -> bool:
    try:
        os.kill(victim, number)
    except ProcessLookupError:
        return False
    return True


def main() -> int:
    """Exit code 0 when nothing was lost, doubled or given up wrongly."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--database", choices=["sqlite", "postgresql"], default="sqlite")
    arguments.add_argument("--faults", type=int, default=100)
    arguments.add_argument("--batches", type=int, default=80)
    arguments.add_argument("--poison", type=int, default=1)
    arguments.add_argument("--seed", type=int, default=1)
    arguments.add_argument("--pace", type=float, default=0.35, help="mean seconds between faults")
    arguments.add_argument("--rest", type=float, default=300, help="most seconds to come to rest")
    options = arguments.parse_args()
    done = run(options.database, options.faults, options.batches, options.seed, options.poison, options.pace, options.rest)
    print(json.dumps(asdict(done), indent=1))
    return 0 if done.is_good else 1


if __name__ == "__main__":
    sys.exit(main())
