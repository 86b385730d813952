"""Private servers, for benchmarks and tests: a PostgreSQL and a Redis of one's own, in temporary folders, on unix sockets."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import psycopg
from redis import Redis
from redis.exceptions import RedisError

OWNER, APP = "spunta_admin", "spunta_app"


def postgresql_programs() -> Path | None:
    """The folder of initdb and postgres, None where PostgreSQL is not installed."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    if found:
        return found[-1].parent
    on_path = shutil.which("initdb")
    return Path(on_path).parent if on_path else None


@dataclass
class PostgresServer:
    """`durable`: it may be killed and comes back as it was; else it is quick."""

    folder: Path
    programs: Path
    durable: bool = True
    process: subprocess.Popen[bytes] | None = None

    @property
    def admin_url(self) -> str:
        return f"postgresql://{OWNER}@/postgres?host={self.folder}"

    def database_url(self, name: str) -> str:
        """A new empty database that belongs to an ordinary role."""
        with psycopg.connect(self.admin_url, autocommit=True) as connection:
            connection.execute(f'CREATE DATABASE "{name}" OWNER {APP}')
        return f"postgresql://{APP}@/{name}?host={self.folder}"

    def start(self) -> None:
        log = (self.folder / "log").open("ab")
        options = ["listen_addresses=", "max_connections=120", *([] if self.durable else ["fsync=off", "synchronous_commit=off"])]
        command: list[str | Path] = [self.programs / "postgres", "-D", self.folder / "data", "-k", self.folder]
        command += [part for option in options for part in ("-c", option)]
        self.process = subprocess.Popen([*_as_server_user(), *command], stdout=log, stderr=log, start_new_session=True)
        log.close()
        self._wait()

    def kill(self) -> None:
        """Immediate stop (SIGQUIT): as after a crash, the next start recovers from the log."""
        assert self.process is not None
        os.kill(self._postmaster(), signal.SIGQUIT)
        self.process.wait(20)

    def _postmaster(self) -> int:
        return int((self.folder / "data" / "postmaster.pid").read_text().split()[0])

    def _wait(self) -> None:
        deadline = time.monotonic() + 30
        while True:
            try:
                psycopg.connect(self.admin_url, connect_timeout=2).close()
                return
            except psycopg.OperationalError:
                if time.monotonic() > deadline:
                    raise RuntimeError((self.folder / "log").read_text()) from None
                time.sleep(0.05)


def _as_server_user() -> list[str]:
    """PostgreSQL refuses to run as root."""
    if os.geteuid() != 0:
        return []
    user = pwd.getpwnam("postgres")
    return ["setpriv", f"--reuid={user.pw_uid}", f"--regid={user.pw_gid}", "--clear-groups"]


@contextmanager
def postgres_server(durable: bool = True) -> Iterator[PostgresServer]:
    """A running server with the roles spunta_admin (superuser) and spunta_app (ordinary)."""
    programs = postgresql_programs()
    if programs is None:
        raise RuntimeError("PostgreSQL is not installed: apt-get install postgresql")
    folder = Path(tempfile.mkdtemp(prefix="pg-", dir="/tmp"))
    if os.geteuid() == 0:
        user = pwd.getpwnam("postgres")
        os.chown(folder, user.pw_uid, user.pw_gid)
    options = ["-U", OWNER, "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync"]
    make = [*_as_server_user(), str(programs / "initdb"), "-D", str(folder / "data"), *options]
    subprocess.run(make, check=True, stdout=subprocess.DEVNULL)
    server = PostgresServer(folder, programs, durable)
    server.start()
    try:
        with psycopg.connect(server.admin_url, autocommit=True) as connection:
            connection.execute(f"CREATE ROLE {APP} LOGIN NOSUPERUSER NOBYPASSRLS")
        yield server
    finally:
        server.kill()
        shutil.rmtree(folder, ignore_errors=True)


@dataclass
class RedisServer:
    """A Redis that keeps nothing: killed, it comes back empty."""

    folder: Path
    process: subprocess.Popen[bytes] | None = None
    kills: int = field(default=0)

    @property
    def url(self) -> str:
        return f"unix://{self.folder}/redis.sock"

    def start(self) -> None:
        socket = str(self.folder / "redis.sock")
        options = ["--port", "0", "--unixsocket", socket, "--save", "", "--appendonly", "no", "--dir", str(self.folder)]
        program = shutil.which("redis-server") or shutil.which("valkey-server")
        if program is None:
            raise RuntimeError("no redis-server: apt-get install redis-server")
        self.process = subprocess.Popen([program, *options], stdout=subprocess.DEVNULL, start_new_session=True)
        client = Redis.from_url(self.url)
        deadline = time.monotonic() + 10
        while True:
            try:
                client.ping()
                client.close()
                return
            except RedisError:
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.02)

    def kill(self) -> None:
        assert self.process is not None
        self.process.kill()
        self.process.wait()
        self.kills += 1

    def flush(self) -> None:
        client = Redis.from_url(self.url)
        client.flushall()
        client.close()


@contextmanager
def redis_server() -> Iterator[RedisServer]:
    """A running server on a unix socket."""
    folder = Path(tempfile.mkdtemp(prefix="redis-", dir="/tmp"))
    server = RedisServer(folder)
    server.start()
    try:
        yield server
    finally:
        server.kill()
        shutil.rmtree(folder, ignore_errors=True)
