"""Processes as /proc shows them, and what can be done to them."""

from __future__ import annotations

import contextlib
import os
import resource
from pathlib import Path


def descendants(root: int) -> list[int]:
    """Everything a process started that lives, children before grandchildren."""
    parents: dict[int, list[int]] = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):  # it has just ended
            state, parent = stat.read_text().rpartition(")")[2].split()[:2]
            if state != "Z":
                parents.setdefault(int(parent), []).append(int(stat.parent.name))
    found = list(parents.get(root, []))
    for process in found:
        found.extend(parents.get(process, []))
    return found


def children(root: int) -> list[int]:
    """The processes it started itself."""
    stats = [(pid, Path(f"/proc/{pid}/stat")) for pid in descendants(root)]
    found = []
    for pid, stat in stats:
        with contextlib.suppress(OSError):
            if int(stat.read_text().rpartition(")")[2].split()[1]) == root:
                found.append(pid)
    return found


def is_sandbox(process: int) -> bool:
    """Is it bubblewrap, the server in it, or a child that opens a file?"""
    with contextlib.suppress(OSError):
        return b"intake.sandbox_server" in Path(f"/proc/{process}/cmdline").read_bytes()
    return False


def send(process: int, number: int) -> bool:
    """A signal; False when it has just ended."""
    try:
        os.kill(process, number)
    except ProcessLookupError:
        return False
    return True


def limit_files(process: int, most_bytes: int) -> None:
    """From now on the process cannot write a file beyond that size, as on a full disk; RLIM_INFINITY ends it."""
    with contextlib.suppress(ProcessLookupError):
        _, hard = resource.prlimit(process, resource.RLIMIT_FSIZE)
        if hard == resource.RLIM_INFINITY:  # the sandbox has a limit of its own
            resource.prlimit(process, resource.RLIMIT_FSIZE, (most_bytes, hard))
