"""Starts the process that opens untrusted bytes, reads its frames within limits of size and time, and makes sure it ends.

The input reaches the process as an open read-only file, the answer comes back through a pipe; it has no network, no environment
and no writable place. It dies with the thread that started it.
"""

from __future__ import annotations

import fcntl
import functools
import json
import logging
import os
import select
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from domain.errors import SetupError
from intake.limits import Limits, SandboxLevel
from intake.wire import BrokenFrame, Frame, FrameKind, read_frame

ROOT = Path(__file__).resolve().parents[1]
PIPE_BYTES = 1024 * 1024
CHILD_ENVIRONMENT = {
    "PATH": "/usr/bin:/bin",
    "LC_ALL": "C.UTF-8",
    "HOME": "/nonexistent",
    "PYTHONPATH": str(ROOT),
    "PYTHONDONTWRITEBYTECODE": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "OMP_NUM_THREADS": "1",
    "OMP_THREAD_LIMIT": "1",
    "MALLOC_ARENA_MAX": "1",
}
SYSTEM = ("/usr", "/bin", "/lib", "/lib64", "/etc/ld.so.cache", "/etc/alternatives", "/etc/fonts", "/var/cache/fontconfig")

log = logging.getLogger(__name__)


class ChildCrashed(Exception):
    """The process ended without saying so: an answer about the file, not about the machine."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason
        """`time`, `cpu`, `output`, or `signal N` / `exit N`."""

    @property
    def is_limit(self) -> bool:
        """True when a limit of time or size ended it."""
        return self.reason in {"time", "cpu", "output"}


@functools.cache
def active_level(wanted: SandboxLevel = SandboxLevel.AUTO) -> SandboxLevel:
    """The wall in use on this machine. Raises SetupError `sandbox_missing` when the wanted one does not work."""
    if wanted is SandboxLevel.PROCESS:
        return wanted
    works = _bubblewrap_works()
    if not works and wanted is SandboxLevel.BUBBLEWRAP:
        raise SetupError("sandbox_missing", "bubblewrap does not work here: install it and allow user namespaces, or set the level `process`.")
    level = SandboxLevel.BUBBLEWRAP if works else SandboxLevel.PROCESS
    log.log(logging.INFO if works else logging.WARNING, "sandbox level chosen", extra={"sandbox": level.value})
    return level


def _bubblewrap_works() -> bool:
    try:
        done = subprocess.run([*_bubblewrap(), "/usr/bin/true"], stdin=subprocess.DEVNULL, capture_output=True, timeout=10, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0


@functools.cache
def _bubblewrap() -> tuple[str, ...]:
    shown = [*SYSTEM, sys.base_prefix, sys.prefix, str(ROOT / "intake"), str(ROOT / "domain"), *_library_folders()]
    binds = [part for path in dict.fromkeys(shown) for part in ("--ro-bind-try", path, path)]
    variables = [part for name, value in CHILD_ENVIRONMENT.items() for part in ("--setenv", name, value)]
    walls = ["--unshare-all", "--die-with-parent", "--new-session", "--cap-drop", "ALL", "--uid", "65534", "--gid", "65534"]
    return ("bwrap", *walls, "--clearenv", *variables, *binds, "--dev", "/dev", "--tmpfs", "/tmp", "--chdir", "/tmp", "--")


def _library_folders() -> list[str]:
    return [path for path in sys.path if path.endswith(("site-packages", "dist-packages")) and Path(path).is_dir()]


@dataclass
class Child:
    """A running process and what it writes."""

    process: subprocess.Popen[bytes]
    output: int
    """The reading end of its pipe."""

    def frames(self, seconds_each: float, most_body_bytes: int) -> Iterator[Frame]:
        """Its frames up to the last; only the time spent waiting here counts. Raises ChildCrashed."""
        while True:
            deadline = time.monotonic() + seconds_each
            try:
                frame = read_frame(lambda n, until=deadline: self._read(n, until), most_body_bytes)  # type: ignore[misc]
            except BrokenFrame as error:
                raise ChildCrashed("output") from error
            if frame.kind is FrameKind.END:
                return
            yield frame

    def _read(self, size: int, deadline: float) -> bytearray:
        data = bytearray(size)
        view, done = memoryview(data), 0
        while done < size:
            ready, _, _ = select.select([self.output], [], [], max(0.0, deadline - time.monotonic()))
            if not ready:
                raise ChildCrashed("time")
            got = os.readv(self.output, [view[done:]])
            if got == 0:
                raise ChildCrashed(self._why_it_ended())
            done += got
        return data

    def _why_it_ended(self) -> str:
        try:
            code = self.process.wait(timeout=5)
        except subprocess.TimeoutExpired:
            return "output"
        number = -code if code < 0 else code - 128  # bubblewrap reports a signal as 128 + its number
        if number == signal.SIGXCPU:
            return "cpu"
        return f"signal {number}" if number > 0 else f"exit {code}"

    def close(self) -> None:
        """Ends the process, whatever it is doing, and everything it started."""
        os.close(self.output)
        try:
            os.killpg(self.process.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass  # it has ended by itself
        self.process.wait()


@contextmanager
def child(request: Mapping[str, object], untrusted_file: int, limits: Limits, cpu_seconds: int) -> Iterator[Child]:
    """A process that answers `request` about the open file `untrusted_file`; ended on leaving.

    Raises SetupError when the wanted wall is missing.
    """
    level = active_level(limits.sandbox)
    reading, writing = os.pipe()
    setup = {
        "memory_bytes": limits.child_memory_bytes,
        "cpu_seconds": cpu_seconds,
        "open_files": limits.child_open_files,
        "parent": os.getpid() if level is SandboxLevel.PROCESS else None,
        "input": untrusted_file,
        "output": writing,
    }
    command = [sys.executable, "-P", "-s", "-m", "intake.sandbox_child", json.dumps(setup), json.dumps(request)]
    try:
        with_wall = [*_bubblewrap(), *command] if level is SandboxLevel.BUBBLEWRAP else command
        process = _start(with_wall, [untrusted_file, writing])
    except BaseException:
        os.close(reading)
        raise
    finally:
        os.close(writing)
    fcntl.fcntl(reading, fcntl.F_SETPIPE_SZ, PIPE_BYTES)
    running = Child(process, reading)
    try:
        yield running
    finally:
        running.close()


def _start(command: Sequence[str], files: Sequence[int]) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        pass_fds=files,
        env=CHILD_ENVIRONMENT,
        cwd="/",
        start_new_session=True,
    )
