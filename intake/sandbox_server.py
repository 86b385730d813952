"""Inside the sandbox: forks a process for each question and watches it (`python -m intake.sandbox_server CONTROL PARENT`).

It has the readers loaded and opens no file itself. A question is one message on the control socket with three open files: the input,
the pipe for the answer, and the lifeline, on which the process's exit code is said and whose closing kills the process.
"""

from __future__ import annotations

import contextlib
import json
import os
import select
import signal
import socket
import sys
from dataclasses import dataclass

from intake import sandbox_child
from kernel.prctl import die_with_parent

MOST_QUESTION_BYTES = 64 * 1024


@dataclass
class Watched:
    """One process at work."""

    pid: int
    ended: int
    """A pidfd: readable when the process has ended."""
    lifeline: socket.socket


def die_with(parent: int) -> None:
    """Has the kernel kill this process when the thread that started it ends; `parent`: its process, 0 when bubblewrap sees to it."""
    if parent:
        die_with_parent(signal.SIGKILL)
        if os.getppid() != parent:
            os._exit(1)


def serve(control: socket.socket) -> None:
    """Answers questions until the control socket is closed at the other end."""
    watched: list[Watched] = []
    control.send(b"ready")
    while True:
        numbers = [control.fileno(), *(w.ended for w in watched), *(w.lifeline.fileno() for w in watched)]
        readable, _, _ = select.select(numbers, [], [])
        for process in [w for w in watched if w.ended in readable or w.lifeline.fileno() in readable]:
            watched.remove(process)
            _end(process)
        if control.fileno() in readable:
            question, files, _, _ = socket.recv_fds(control, MOST_QUESTION_BYTES, 3)
            if not question:
                break
            watched.append(_begin(control, watched, question, files))
    for process in watched:
        _end(process)


def _begin(control: socket.socket, watched: list[Watched], question: bytes, files: list[int]) -> Watched:
    untrusted_file, output, lifeline = files
    server = os.getpid()
    pid = os.fork()
    if pid == 0:
        os.setpgid(0, 0)
        die_with(server)
        for descriptor in [control.fileno(), lifeline, *(fd for w in watched for fd in (w.ended, w.lifeline.fileno()))]:
            os.close(descriptor)
        sandbox_child.run(json.loads(question), untrusted_file, output)  # does not return
    with contextlib.suppress(PermissionError, ProcessLookupError):  # the child does it too: whoever is first
        os.setpgid(pid, pid)
    os.close(untrusted_file)
    os.close(output)
    return Watched(pid, os.pidfd_open(pid), socket.socket(fileno=lifeline))


def _end(process: Watched) -> None:
    """Kills the process and what it started, and says how it had ended, if it had."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    _, status = os.waitpid(process.pid, 0)
    with contextlib.suppress(OSError):  # nobody asks any more
        process.lifeline.send(str(os.waitstatus_to_exitcode(status)).encode())
    process.lifeline.close()
    os.close(process.ended)


if __name__ == "__main__":
    die_with(int(sys.argv[2]))
    serve(socket.socket(fileno=int(sys.argv[1])))
