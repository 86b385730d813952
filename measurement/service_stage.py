"""The real service for a benchmark: API processes, a worker, Redis and a database of its own in a temporary folder, and its memory."""

from __future__ import annotations

import contextlib
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import numpy as np

from auth.keys import LONGEST_LIFE, new_key
from kernel.prctl import die_with_parent
from measurement.private_servers import postgres_server, redis_server
from measurement.service_load import Client
from storage import EVERY_CLIENT, now
from storage.engine import open_database
from storage.migrate import migrate

ROOT = Path(__file__).resolve().parent.parent
START_SECONDS = 120.0
STOP_SECONDS = 20.0
SCOPES = ["documents:write", "documents:read"]
WARM = 0.25
"""This share of a run, at its beginning, says nothing of growth: pools fill, modules load."""


@dataclass
class Service:
    """What runs; `processes` by name: `api 0`, `worker`, `redis`, `postgresql`."""

    folder: Path
    urls: list[str]
    clients: list[Client]
    processes: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    def dead(self) -> list[str]:
        """Those that have ended by themselves."""
        return [name for name, process in self.processes.items() if process.poll() is not None]


@contextmanager
def service(database: str, apis: int, worker: Sequence[str], settings: dict[str, str], clients: int = 4) -> Iterator[Service]:
    """Running, with `clients` companies and a key each. `database`: `sqlite` or `postgresql`; `worker`: the arguments of its command.

    Raises RuntimeError with the end of the log when it does not start.
    """
    with ExitStack() as stack:
        folder = Path(tempfile.mkdtemp(prefix="spunta-bench-"))
        stack.callback(shutil.rmtree, folder, ignore_errors=True)
        redis = stack.enter_context(redis_server())
        postgresql = stack.enter_context(postgres_server()) if database == "postgresql" else None
        url = postgresql.database_url("spunta") if postgresql else f"sqlite:///{folder / 'spunta.db'}"
        secret = secrets.token_urlsafe(48)
        ports = [_free_port() for _ in range(apis)]
        urls = [f"http://127.0.0.1:{port}" for port in ports]
        running = Service(folder, urls, [Client(key, urls) for key in _keys(url, secret, clients)])
        stack.callback(_stop, running)
        own = {"DATA_DIR": str(folder), "DATABASE_URL": url, "REDIS_URL": redis.url, "SECRET": secret, "LEAST_FREE_MB": "0"}
        for number, port in enumerate(ports):
            running.processes[f"api {number}"] = _start(folder, ["cli.py", "serve"], own | settings | {"PORT": str(port)})
        running.processes["worker"] = _start(folder, worker, own | settings)
        _until_ready(running)
        for name, server in (("redis", redis), ("postgresql", postgresql)):
            if server is not None and server.process is not None:
                running.processes[name] = server.process
        yield running


def _keys(url: str, secret: str, clients: int) -> list[str]:
    database, texts = open_database(url), []
    migrate(database)
    with database.work(EVERY_CLIENT) as work:
        for number in range(clients):
            client, key = work.clients.add(f"Azienda {number}").id, new_key(secret)
            work.people.add_key(key.id, client, "bench", key.digest, SCOPES, "bench", now() + LONGEST_LIFE)
            texts.append(key.text)
    database.close()
    return texts


def _start(folder: Path, command: Sequence[str], settings: dict[str, str]) -> subprocess.Popen[bytes]:
    environment = dict(os.environ) | {f"SPUNTA_{name}": value for name, value in settings.items()}
    with (folder / "log").open("ab") as log:
        return subprocess.Popen(
            [sys.executable, *command], env=environment, cwd=ROOT, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True,
            preexec_fn=lambda: die_with_parent(signal.SIGTERM),
        )  # fmt: skip


def _until_ready(running: Service) -> None:
    deadline = time.monotonic() + START_SECONDS
    for url in running.urls:
        while True:
            with contextlib.suppress(httpx.TransportError):
                if httpx.get(f"{url}/healthz", timeout=5).status_code == 200:
                    break
            if running.dead() or time.monotonic() > deadline:
                raise RuntimeError((running.folder / "log").read_text(errors="replace")[-3000:])
            time.sleep(0.1)


def _stop(running: Service) -> None:
    own = [process for name, process in running.processes.items() if name == "worker" or name.startswith("api")]
    for process in own:
        process.terminate()
    for process in own:
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(STOP_SECONDS)
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class Memory:
    """Bytes of the processes' own over time, their share of what they share with one another included.

    Without the files they map (programs, libraries): a share of those grows when other processes of the machine that map them end.
    """

    began: float = field(default_factory=time.monotonic)
    samples: dict[str, list[tuple[float, int]]] = field(default_factory=lambda: defaultdict(list))
    """By name of process: (seconds since `began`, bytes). A server's name stands for it and its children; of the worker, each reader."""

    def look(self, running: Service) -> None:
        """One sample of each."""
        moment = time.monotonic() - self.began
        for name, process in running.processes.items():
            if name == "worker":
                self._add(name, moment, [process.pid])
                for number, reader in enumerate(_children(process.pid)):
                    self._add(f"reader {number}", moment, [reader])
            else:
                self._add(name, moment, [process.pid, *_children(process.pid)])

    def _add(self, name: str, moment: float, pids: list[int]) -> None:
        if size := sum(_own(pid) for pid in pids):
            self.samples[name].append((moment, size))

    def growth(self) -> dict[str, tuple[float, float, float]]:
        """Of each process (MB after warming up, MB at the end, MB an hour by the straight line through what lies between)."""
        found = {}
        for name, samples in self.samples.items():
            warm = samples[int(len(samples) * WARM) :]
            if len(warm) < 3:
                continue
            moments, sizes = np.array([m for m, _ in warm]), np.array([s for _, s in warm]) / 1e6
            slope = float(np.polyfit(moments, sizes, 1)[0]) * 3600
            found[name] = (float(sizes[0]), float(sizes[-1]), slope)
        return found


def _children(pid: int) -> list[int]:
    found = []
    for thread in Path(f"/proc/{pid}/task").glob("*/children"):
        with contextlib.suppress(OSError):
            found += [int(child) for child in thread.read_text().split()]
    return found


def _own(pid: int) -> int:
    """Bytes: anonymous memory and the process's share of shared memory; 0 for a process that has gone."""
    with contextlib.suppress(OSError):
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
        return sum(int(line.split()[1]) * 1024 for line in lines if line.startswith(("Pss_Anon:", "Pss_Shmem:")))
    return 0
