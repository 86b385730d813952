"""Starts the sandbox, asks it for fresh processes, reads their frames within limits of size and time, and makes sure they end.

A file reaches its process as an open read-only file, the answer comes back through a pipe; it has no network, no environment and
no writable place. Every question gets a process of its own; to save the half second that loading the readers costs, it is forked
from a server that has loaded them and never opens a file itself (intake.sandbox_server). The server dies with this process, and a
process whose asker is gone is killed by the server.
"""

from __future__ import annotations

import contextlib
import fcntl
import functools
import json
import logging
import os
import select
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from domain.errors import SetupError, TransientError
from intake.limits import Limits, SandboxLevel
from intake.wire import BrokenFrameError, Frame, FrameKind, read_frame

ROOT = Path(__file__).resolve().parents[1]
PIPE_BYTES = 1024 * 1024
START_SECONDS = 120.0
END_SECONDS = 5.0
ANSWER_SECONDS = 60.0
"""How long bubblewrap may take to start a program that does nothing."""
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


class ChildCrashedError(Exception):
    """The process ended without saying so: an answer about the file, not about the machine."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason
        """`time`, `cpu`, `output`, or `signal N` / `exit N`."""

    @property
    def is_limit(self) -> bool:
        """True when a limit of time or processor time ended it."""
        return self.reason in {"time", "cpu"}


@functools.cache
def active_level(wanted: SandboxLevel = SandboxLevel.AUTO) -> SandboxLevel:
    """The wall in use on this machine. `auto` takes the weaker one only where bubblewrap is missing or refused, and says so.

    Raises SetupError `sandbox_missing` when the wanted one does not work, `sandbox_slow` when bubblewrap is there and does not answer:
    a busy machine must not weaken the wall.
    """
    if wanted is SandboxLevel.PROCESS:
        return wanted
    fault = _fault_of_bubblewrap()
    if not fault:
        return SandboxLevel.BUBBLEWRAP
    if wanted is SandboxLevel.BUBBLEWRAP:
        raise SetupError("sandbox_missing", f"{fault}: install it and allow user namespaces, or set the level `process`.")
    log.warning("%s, so the weaker sandbox level `process` is in use. SPUNTA_SANDBOX=bubblewrap refuses to start so.", fault)
    return SandboxLevel.PROCESS


def _fault_of_bubblewrap() -> str:
    """What is wrong with it, nothing when it works."""
    command = [*_bubblewrap(), "/usr/bin/true"]
    try:
        done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, timeout=ANSWER_SECONDS, check=False)
    except subprocess.TimeoutExpired as error:
        slow = f"bubblewrap did not answer within {ANSWER_SECONDS:.0f} seconds: start again when the machine is less busy"
        raise SetupError("sandbox_slow", f"{slow}, or set the level `process`.") from error
    except OSError:
        return "bubblewrap is not installed"
    return f"bubblewrap does not work here (it ended with {done.returncode})" if done.returncode else ""


def _bubblewrap() -> list[str]:
    packages = [path for path in sys.path if path.endswith(("site-packages", "dist-packages")) and Path(path).is_dir()]
    shown = [*SYSTEM, sys.base_prefix, sys.prefix, *packages, *(str(ROOT / room) for room in ("intake", "domain", "kernel"))]
    binds = [part for path in dict.fromkeys(shown) for part in ("--ro-bind-try", path, path)]
    variables = [part for name, value in CHILD_ENVIRONMENT.items() for part in ("--setenv", name, value)]
    walls = ["--unshare-all", "--die-with-parent", "--cap-drop", "ALL", "--uid", "65534", "--gid", "65534"]
    return ["bwrap", *walls, "--clearenv", *variables, *binds, "--dev", "/dev", "--tmpfs", "/tmp", "--chdir", "/tmp", "--"]


class Server:
    """The sandbox of one level, started at the first question and again when it is gone; safe for threads and after a fork."""

    def __init__(self, level: SandboxLevel) -> None:
        self._level = level
        self._lock = threading.Lock()
        self._control: socket.socket | None = None
        os.register_at_fork(after_in_child=self._after_fork)

    def _after_fork(self) -> None:
        self._lock = threading.Lock()  # another thread may have held it; the server itself can be shared

    def ask(self, question: bytes, files: Sequence[int]) -> None:
        """Hands a question and the three open files of `sandbox_server` over. Raises SetupError, TransientError."""
        for _ in range(2):
            with self._lock:
                self._control = self._control or self._start()
                try:
                    socket.send_fds(self._control, [question], list(files))
                    return
                except OSError:  # the server is gone: a new one, once
                    self._control.close()
                    self._control = None
        raise TransientError("sandbox_lost", "The sandbox could not be reached: try again.")

    def _start(self) -> socket.socket:
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        wall = _bubblewrap() if self._level is SandboxLevel.BUBBLEWRAP else []
        parent = os.getpid() if self._level is SandboxLevel.PROCESS else 0
        command = [*wall, sys.executable, "-P", "-s", "-m", "intake.sandbox_server", str(theirs.fileno()), str(parent)]
        # The kernel ends the server with the thread that started it, so that thread must live as long.
        starter = threading.Thread(target=_run, args=(command, theirs), name="sandbox", daemon=True)
        starter.start()
        ours.settimeout(START_SECONDS)
        try:
            if ours.recv(16) != b"ready":
                raise SetupError("sandbox_broken", "The sandbox did not start: check that pikepdf, pypdfium2 and Pillow are installed.")
        except TimeoutError as error:
            raise TransientError("sandbox_slow", "The sandbox did not start in time: try again.") from error
        ours.settimeout(None)
        return ours


def _run(command: Sequence[str], control: socket.socket) -> None:
    null, passed = subprocess.DEVNULL, [control.fileno()]
    with control:
        process = subprocess.Popen(
            command, stdin=null, stdout=null, stderr=null, pass_fds=passed, env=CHILD_ENVIRONMENT, cwd="/", start_new_session=True
        )
    with contextlib.suppress(OSError):  # the system shares the processor out among sessions: the new one is as nice as this process
        Path(f"/proc/{process.pid}/autogroup").write_text(str(os.nice(0)))
    process.wait()


@functools.cache
def _server(level: SandboxLevel) -> Server:
    return Server(level)


@dataclass
class Child:
    """A running process and what it writes."""

    output: int
    """The reading end of its pipe."""
    lifeline: socket.socket
    """Says how the process ended; closing it kills the process."""

    def frames(self, seconds_each: float, most_body_bytes: int) -> Iterator[Frame]:
        """Its frames up to the last; only the time spent waiting here counts. Raises ChildCrashedError, TransientError."""
        while True:
            deadline = time.monotonic() + seconds_each
            try:
                frame = read_frame(functools.partial(self._read, deadline), most_body_bytes)
            except BrokenFrameError as error:
                raise ChildCrashedError("output") from error
            if frame.kind is FrameKind.END:
                return
            yield frame

    def _read(self, deadline: float, size: int) -> bytearray:
        data = bytearray(size)
        view, done = memoryview(data), 0
        while done < size:
            ready, _, _ = select.select([self.output], [], [], max(0.0, deadline - time.monotonic()))
            if not ready:
                raise ChildCrashedError("time")
            got = os.readv(self.output, [view[done:]])
            if got == 0:
                raise ChildCrashedError(self._why_it_ended())
            done += got
        return data

    def _why_it_ended(self) -> str:
        self.lifeline.settimeout(END_SECONDS)
        try:
            status = self.lifeline.recv(16)
        except TimeoutError:
            return "output"  # it closed its pipe and lives on
        if not status:
            raise TransientError("sandbox_lost", "The sandbox was stopped while it read the file: try again.")
        code = int(status)
        if code == -signal.SIGKILL:  # no limit of ours and no fault of the file ends it so: somebody, or a machine without memory, did
            raise TransientError("sandbox_killed", "The process that read the file was killed: try again.")
        return "cpu" if code == -signal.SIGXCPU else f"signal {-code}" if code < 0 else f"exit {code}"


@contextmanager
def child(request: Mapping[str, object], untrusted_file: int, limits: Limits, cpu_seconds: int) -> Iterator[Child]:
    """A process that answers `request` about the open file `untrusted_file`; ended on leaving.

    Raises SetupError when the wanted wall is missing, TransientError when the sandbox cannot be reached.
    """
    reading, writing = os.pipe()
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    with contextlib.closing(ours), os.fdopen(reading, "rb", buffering=0):
        question = {"memory_bytes": limits.child_memory_bytes, "cpu_seconds": cpu_seconds, "open_files": limits.child_open_files}
        try:
            fcntl.fcntl(reading, fcntl.F_SETPIPE_SZ, PIPE_BYTES)
            message = json.dumps({"setup": question, "request": request}).encode()
            _server(active_level(limits.sandbox)).ask(message, [untrusted_file, writing, theirs.fileno()])
        finally:
            os.close(writing)
            theirs.close()
        yield Child(reading, ours)
