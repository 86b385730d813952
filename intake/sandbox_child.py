"""The sandboxed process: `python -m intake.sandbox_child SETUP REQUEST`, started by `intake.sandbox` alone.

It limits itself, loads the readers, gives up the system calls it does not need, and only then opens the file.
"""

from __future__ import annotations

import ctypes
import json
import os
import resource
import signal
import sys
from collections.abc import Callable
from typing import BinaryIO

from intake.limits import Limits
from intake.refusals import Refusal
from intake.seccomp import forbid_system_calls
from intake.wire import FrameKind, write_frame

PR_SET_PDEATHSIG = 1

Task = Callable[[int, BinaryIO], None]
"""Reads the open file of that number and writes frames."""


def main(setup: dict[str, int], request: dict[str, object]) -> None:
    """Does what was asked and says so; a refusal is a frame too, anything else ends the process without the last frame."""
    _die_with(setup["parent"])
    _limit(setup)
    with os.fdopen(setup["output"], "wb") as out:
        task = _task(request)
        forbid_system_calls(may_start_programs=request["task"] == "render_poppler")
        try:
            task(setup["input"], out)
        except Refusal as refusal:
            write_frame(out, FrameKind.REFUSAL, {"code": refusal.code, "page": refusal.page, "limit": refusal.limit, "found": refusal.found})
        except MemoryError:
            write_frame(out, FrameKind.REFUSAL, {"code": "resource_limit"})
        write_frame(out, FrameKind.END, {})


def _die_with(parent: int | None) -> None:
    if parent is None:  # bubblewrap's --die-with-parent does it
        return
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        os.kill(os.getpid(), signal.SIGKILL)


def _limit(setup: dict[str, int]) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (setup["memory_bytes"],) * 2)
    resource.setrlimit(resource.RLIMIT_CPU, (setup["cpu_seconds"], setup["cpu_seconds"] + 2))
    resource.setrlimit(resource.RLIMIT_NOFILE, (setup["open_files"],) * 2)
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _task(request: dict[str, object]) -> Task:
    """The reader for a request, its libraries loaded."""
    limits = Limits(**request["limits"])  # type: ignore[arg-type]
    pages = request.get("pages")
    numbers = [int(number) for number in pages] if isinstance(pages, list) else []
    match request["task"]:
        case "unpack":
            from intake.archive import unpack_members

            return lambda file, out: unpack_members(file, out, limits)
        case "inspect_image" | "render_image" as task:
            from intake import images

            if task == "inspect_image":
                return lambda file, out: images.inspect_image(file, out, limits)
            return lambda file, out: images.render_frames(file, out, limits, numbers)
        case "inspect_pdf":
            from intake.pdf_structure import inspect_pdf

            return lambda file, out: inspect_pdf(file, out, limits)
        case "render_pdf":
            from intake.pdf_pages import render_pdf

            return lambda file, out: render_pdf(file, out, limits, numbers)
        case "render_poppler":
            from intake.poppler import render_poppler

            return lambda file, out: render_poppler(file, out, limits, numbers)
        case other:
            raise ValueError(f"no task {other!r}")


if __name__ == "__main__":
    main(json.loads(sys.argv[1]), json.loads(sys.argv[2]))
