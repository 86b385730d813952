"""`spunta up`: everything on this machine — database, private Redis, workers, API with the web page — stopped cleanly by Ctrl-C.

Children stand in their own process group, so that Ctrl-C reaches only this process, and die with it (PR_SET_PDEATHSIG). They are
stopped in order: the API first, then the workers (each finishes its task), Redis last. When one dies, all are stopped.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType

from domain.errors import SetupError
from kernel.prctl import die_with_parent
from settings import Settings
from storage.engine import open_database
from storage.migrate import migrate

ROOT = Path(__file__).resolve().parent
STOP_SECONDS = 90
"""A worker may be in the middle of a page."""


def _die_with_parent() -> None:
    os.setpgid(0, 0)
    die_with_parent(signal.SIGTERM)


@dataclass
class Supervisor:
    """Child processes in the order of their start; stopped in the reverse order."""

    environment: dict[str, str]
    log_dir: Path
    """Each child writes to `<name>.log` there."""
    children: list[tuple[str, subprocess.Popen[bytes]]] = field(default_factory=list)
    stopping: bool = False

    def start(self, name: str, command: list[str]) -> None:
        """Starts a child that dies with this process."""
        with (self.log_dir / f"{name}.log").open("ab") as log:
            child = subprocess.Popen(
                command, env=self.environment, cwd=ROOT, preexec_fn=_die_with_parent, stdin=subprocess.DEVNULL, stdout=log, stderr=log
            )
        self.children.append((name, child))

    def wait(self) -> int:
        """Until Ctrl-C or SIGTERM (0) or until a child dies (its exit code, 1 for a signal)."""
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self._stop)
        while not self.stopping:
            for name, child in self.children:
                if child.poll() is not None:
                    last = (self.log_dir / f"{name}.log").read_text(errors="replace").splitlines()[-3:]
                    print(f"spunta: {name} ended ({child.returncode}); stopping everything", *last, sep="\n", file=sys.stderr, flush=True)
                    return child.returncode if child.returncode > 0 else 1
            time.sleep(0.2)
        return 0

    def stop(self) -> None:
        """SIGTERM in reverse order, each waited for; SIGKILL after STOP_SECONDS."""
        groups: dict[str, list[subprocess.Popen[bytes]]] = {}
        for name, child in self.children:
            groups.setdefault(name, []).append(child)
        for name in reversed(groups):
            for child in groups[name]:
                child.terminate()
            deadline = time.monotonic() + STOP_SECONDS
            for child in groups[name]:
                try:
                    child.wait(max(0.1, deadline - time.monotonic()))
                except subprocess.TimeoutExpired:
                    child.kill()

    def _stop(self, _signal: int, _frame: FrameType | None) -> None:
        self.stopping = True


def run(settings: Settings) -> int:
    """Starts everything, prints the address, waits; the exit code."""
    settings.data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
    settings.secret_text()
    log_dir = settings.data_dir / "logs"
    log_dir.mkdir(exist_ok=True)
    database = open_database(settings.database)
    migrate(database)
    database.close()
    address = f"http://{settings.host}:{settings.port}"
    with tempfile.TemporaryDirectory(prefix="spunta-") as short:  # a socket's path has at most 107 characters
        environment = dict(os.environ)
        supervisor = Supervisor(environment, log_dir)
        try:
            if not settings.redis_url:
                socket = Path(short) / "redis.sock"
                environment["SPUNTA_REDIS_URL"] = f"unix://{socket}"
                supervisor.start("redis", redis_command(socket, Path(short)))
            supervisor.start("worker", [sys.executable, str(ROOT / "worker.py")])
            supervisor.start("api", [sys.executable, str(ROOT / "api.py")])
            print(f"spunta: starting at {address} with {settings.workers} readers, logs in {log_dir}; Ctrl-C stops everything", flush=True)
            return supervisor.wait()
        finally:
            supervisor.stop()


def redis_command(socket: Path, directory: Path) -> list[str]:
    """A private Redis on a unix socket: a wake-up call only, so nothing is kept. Raises SetupError when there is no server."""
    program = shutil.which("valkey-server") or shutil.which("redis-server")
    if program is None:
        raise SetupError("redis_missing", "No redis-server on this machine: apt-get install redis-server, or set SPUNTA_REDIS_URL.")
    options = {"port": "0", "unixsocket": str(socket), "unixsocketperm": "700", "dir": str(directory), "save": "", "appendonly": "no"}
    options |= {"maxmemory-policy": "noeviction", "daemonize": "no", "loglevel": "warning", "logfile": str(directory / "redis.log")}
    return [program, *(part for name, value in options.items() for part in (f"--{name}", value))]
