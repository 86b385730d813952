"""The real service on a stage — `spunta serve`, `spunta worker`, Redis, the database, clients over HTTP — and every fault that meets it."""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import random
import resource
import signal
import socket
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from measurement.private_servers import PostgresServer, RedisServer
from tests.faults import clients, processes
from tests.faults.clients import Address
from tests.faults.fast_worker import SLOW
from tests.faults.parcels import Parcel

ROOT = Path(__file__).resolve().parents[2]
CLOCK_LIBRARY = Path("/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1")
WEIGHTS = {
    "kill_reader": 22, "kill_sandbox": 12, "kill_worker": 8, "kill_api": 7, "kill_sender": 10, "freeze_reader": 6, "freeze_api": 4,
    "freeze_redis": 3, "flush_redis": 10, "kill_redis": 5, "restart_postgresql": 5, "fill_disk": 5, "slow_disk": 4, "block_log": 3,
    "shift_clock": 4,
}  # fmt: skip
FAST = {
    "LEASE_SECONDS": "6", "BEAT_SECONDS": "1", "PAGE_SECONDS": "15", "MOST_ATTEMPTS": "12", "RETRY_SECONDS": "0.05",
    "RECONCILE_SECONDS": "1", "POLL_SECONDS": "0.5", "PAGES_PER_TASK": "2",
}  # fmt: skip
"""Settings that make a lost worker be noticed in seconds rather than in a minute."""
_context = multiprocessing.get_context("fork")
"""The runner has no thread and no open connection when it forks, so the clients start clean and at once."""


def free_port() -> int:
    """A port of loopback that nobody uses at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class Stage:
    """Everything that runs, and what is known of it from outside."""

    folder: Path
    database_url: str
    redis: RedisServer
    postgresql: PostgresServer | None
    address: Address
    parcels: dict[str, Parcel]
    settings: dict[str, str]
    workers: list[subprocess.Popen[bytes]] = field(default_factory=list)
    api: subprocess.Popen[bytes] | None = None
    sender: Any = None
    acknowledged: dict[str, set[str]] = field(default_factory=dict)
    odd: list[str] = field(default_factory=list)
    """Answers that no client should get."""
    faults: Counter[str] = field(default_factory=Counter)
    restarts: Counter[str] = field(default_factory=Counter)
    undo: list[tuple[float, str, int]] = field(default_factory=list)
    """(when, how, process id): what ends by itself."""
    _ear: Any = None
    _log: tuple[int, int] = field(default_factory=os.pipe)

    def environment(self) -> dict[str, str]:
        own = {
            "DATA_DIR": str(self.folder), "DATABASE_URL": self.database_url, "REDIS_URL": self.redis.url, "LEAST_FREE_MB": "0",
            "PORT": self.address.url.rpartition(":")[2], "MOST_CALLS_PER_MINUTE": "1000000", "WORKERS": "2", "AUDIT_RATE": "0.1",
        }  # fmt: skip
        variables = dict(os.environ) | {f"SPUNTA_{name}": value for name, value in (own | self.settings).items()}
        if CLOCK_LIBRARY.exists():
            (self.folder / "clock").touch()
            variables |= {"LD_PRELOAD": str(CLOCK_LIBRARY), "FAKETIME_TIMESTAMP_FILE": str(self.folder / "clock")}
            variables |= {"FAKETIME_CACHE_DURATION": "1", "FAKETIME_DONT_FAKE_MONOTONIC": "1", "NO_FAKE_STAT": "1"}
            (self.folder / "clock").write_text("+0")
        return variables

    def start(self, *command: str) -> subprocess.Popen[bytes]:
        os.set_blocking(self._log[0], False)
        with open(f"/proc/self/fd/{self._log[1]}", "wb", buffering=0) as log:
            return subprocess.Popen(
                [sys.executable, *command], env=self.environment(), cwd=ROOT, stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                start_new_session=True,
            )  # fmt: skip

    def start_worker(self) -> None:
        self.workers.append(self.start("-m", "tests.faults.fast_worker"))

    def start_api(self) -> None:
        self.api = self.start("cli.py", "serve")

    def start_sender(self) -> None:
        """Sends what has not been acknowledged yet, the interrupted batch again with its key."""
        self.hear()
        rest = [parcel for key, parcel in self.parcels.items() if key not in self.acknowledged]
        self._ear, mouth = _context.Pipe(duplex=False)
        self.sender = _context.Process(target=clients.send, args=(self.address, rest, mouth, 0.05))
        self.sender.start()
        mouth.close()

    def hear(self) -> None:
        """Takes in what the sender was answered; what its death cut short acknowledges nothing. Empties the log's pipe."""
        try:
            while self._ear is not None and self._ear.poll():
                key, batch = self._ear.recv()
                if key:
                    self.acknowledged.setdefault(key, set()).add(batch)
                else:
                    self.odd.append(batch)
        except EOFError:
            self._ear = None
        if not any(how == "log" for _, how, _ in self.undo):
            with contextlib.suppress(BlockingIOError), (self.folder / "log").open("ab") as log:
                while piece := os.read(self._log[0], 65536):
                    log.write(piece)

    def tend(self) -> None:
        """What a service manager does: who died is started again; and what ends by itself ends."""
        self.hear()
        for due in [entry for entry in self.undo if entry[0] < time.monotonic()]:
            self.undo.remove(due)
            self._end(due[1], due[2])
        for worker in [w for w in self.workers if w.poll() is not None]:
            self.workers.remove(worker)
            self.restarts["worker"] += 1
            self.start_worker()
        if self.api is None or self.api.poll() is not None:
            self.restarts["api"] += 1
            self.start_api()
        if len(self.acknowledged) < len(self.parcels) and (self.sender is None or not self.sender.is_alive()):
            self.start_sender()

    def rest(self, seconds: float) -> None:
        """Time passes; who dies in it is started again."""
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            self.tend()
            time.sleep(min(0.05, seconds))

    def _later(self, seconds: float, how: str, process: int = 0) -> bool:
        self.undo.append((time.monotonic() + seconds, how, process))
        return True

    def _end(self, how: str, process: int) -> None:
        if how == "wake":
            processes.send(process, signal.SIGCONT)
        elif how == "disk":
            for pid in self._product():
                processes.limit_files(pid, resource.RLIM_INFINITY)
        elif how == "slow":
            (self.folder / SLOW).unlink(missing_ok=True)
        elif how == "clock":
            (self.folder / "clock").write_text("+0")

    def _readers(self) -> list[int]:
        return [pid for worker in self.workers for pid in processes.children(worker.pid)]

    def _serves(self) -> bool:
        """Does the API take calls? Who is still starting is left to start: killing that over and over would meet no work at all."""
        port = int(self.address.url.rpartition(":")[2])
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=0.2):
            return self.api is not None and self.api.poll() is None
        return False

    def _product(self) -> list[int]:
        roots = [process.pid for process in (*self.workers, self.api) if process is not None]
        return [*roots, *(pid for root in roots for pid in processes.descendants(root))]

    # --- the faults: each says whether it met anybody --------------------------------------------------------------------

    def kill_reader(self, chance: random.Random) -> bool:
        return _kill_one(chance, self._readers())

    def kill_sandbox(self, chance: random.Random) -> bool:
        return _kill_one(chance, [pid for pid in self._product() if processes.is_sandbox(pid)])

    def kill_worker(self, chance: random.Random) -> bool:
        """Alone, or with everything it started, as when the machine kills a control group."""
        crews = [worker for worker in self.workers if processes.children(worker.pid)]
        if not crews:
            return False
        worker = chance.choice(crews)
        if chance.random() < 0.5:
            os.killpg(worker.pid, signal.SIGKILL)
        else:
            worker.kill()
        return True

    def kill_api(self, chance: random.Random) -> bool:
        return self._serves() and self.api is not None and processes.send(self.api.pid, signal.SIGKILL)

    def kill_sender(self, chance: random.Random) -> bool:
        return _kill_one(chance, [self.sender.pid] if self.sender and self.sender.is_alive() else [])

    def freeze_reader(self, chance: random.Random) -> bool:
        """Stopped for longer than its lease, its sandbox writing into a pipe that nobody empties: it wakes up having lost its task."""
        readers = self._readers()
        if not readers:
            return False
        victim = chance.choice(readers)
        return processes.send(victim, signal.SIGSTOP) and self._later(float(FAST["LEASE_SECONDS"]) + 1, "wake", victim)

    def freeze_api(self, chance: random.Random) -> bool:
        if not self._serves() or self.api is None or not processes.send(self.api.pid, signal.SIGSTOP):
            return False
        return self._later(chance.random() * 2, "wake", self.api.pid)

    def freeze_redis(self, chance: random.Random) -> bool:
        assert self.redis.process is not None
        return processes.send(self.redis.process.pid, signal.SIGSTOP) and self._later(2, "wake", self.redis.process.pid)

    def flush_redis(self, chance: random.Random) -> bool:
        assert self.redis.process is not None
        if any(pid == self.redis.process.pid for _, _, pid in self.undo):  # it is frozen and would not answer
            return False
        self.redis.flush()
        return True

    def kill_redis(self, chance: random.Random) -> bool:
        self.redis.kill()
        time.sleep(chance.random() / 2)
        self.redis.start()
        return True

    def restart_postgresql(self, chance: random.Random) -> bool:
        if self.postgresql is None:
            return False
        self.postgresql.kill()
        time.sleep(chance.random() / 2)
        self.postgresql.start()
        return True

    def fill_disk(self, chance: random.Random) -> bool:
        """No file of the API and the workers can grow beyond a few bytes: files, and SQLite's own."""
        for pid in self._product():
            processes.limit_files(pid, chance.choice([0, 500, 4096, 100_000]))
        return self._later(1.5, "disk")

    def slow_disk(self, chance: random.Random) -> bool:
        (self.folder / SLOW).write_text(f"{chance.uniform(0.2, 2):.1f}")
        return self._later(2, "slow")

    def block_log(self, chance: random.Random) -> bool:
        """The pipe that takes their log lines is full, and nobody empties it for a while."""
        writing = os.open(f"/proc/self/fd/{self._log[1]}", os.O_WRONLY | os.O_NONBLOCK)
        with contextlib.suppress(BlockingIOError):
            while True:
                os.write(writing, b"." * 4095 + b"\n")
        os.close(writing)
        return self._later(1.5, "log")

    def shift_clock(self, chance: random.Random) -> bool:
        """The clock of API and workers jumps: an hour where leases are the database server's affair, else (its clock is theirs) little."""
        if not CLOCK_LIBRARY.exists():
            return False
        most = 3600 if self.postgresql else 2
        (self.folder / "clock").write_text(chance.choice([f"+{most}", f"-{most}"]))
        return self._later(2, "clock")

    def strike(self, chance: random.Random, names: Sequence[str]) -> None:
        """One fault."""
        name = chance.choices(names, [WEIGHTS[n] for n in names])[0]
        if getattr(self, name)(chance):
            self.faults[name] += 1

    def calm(self) -> None:
        """Everything that would end by itself ends now."""
        for _, how, process in self.undo:
            self._end(how, process)
        self.undo.clear()

    def end(self) -> None:
        """Stops all of it."""
        self.calm()
        for process in (*self.workers, self.api):
            if process is not None:
                with contextlib.suppress(ProcessLookupError):
                    os.killpg(process.pid, signal.SIGKILL)
                process.wait()
        if self.sender is not None:
            self.sender.kill()
            self.sender.join()
        for end in self._log:
            os.close(end)


def _kill_one(chance: random.Random, pids: list[int]) -> bool:
    return bool(pids) and processes.send(chance.choice(pids), signal.SIGKILL)
