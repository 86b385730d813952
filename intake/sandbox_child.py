"""What a process of the sandbox does: it limits itself, gives up the system calls it does not need, and only then opens the file."""

from __future__ import annotations

import os
import resource
from typing import Any, BinaryIO, NoReturn

from intake.archive import unpack_members
from intake.images import inspect_image, render_frames
from intake.limits import Limits
from intake.pdf_pages import render_pdf
from intake.pdf_structure import inspect_pdf
from intake.poppler import render_poppler
from intake.refusals import RefusedError
from intake.seccomp import forbid_system_calls
from intake.wire import FrameKind, write_frame

INSPECTIONS = {"inspect_image": inspect_image, "inspect_pdf": inspect_pdf, "unpack": unpack_members}
RENDERINGS = {"render_image": render_frames, "render_pdf": render_pdf, "render_poppler": render_poppler}


def run(question: dict[str, Any], untrusted_file: int, output: int) -> NoReturn:
    """Answers on the pipe and ends the process; anything but an answer or a refusal ends it without the last frame."""
    code = 1
    try:
        request = question["request"]
        limit(**question["setup"])
        forbid_system_calls(may_start_programs=request["task"] == "render_poppler")
        with os.fdopen(output, "wb") as out:
            answer(request, untrusted_file, out)
        code = 0
    finally:
        os._exit(code)


def answer(request: dict[str, Any], untrusted_file: int, out: BinaryIO) -> None:
    """Writes what was asked for, or the refusal, and the last frame."""
    limits = Limits(**request["limits"])
    try:
        if request["task"] in INSPECTIONS:
            INSPECTIONS[request["task"]](untrusted_file, out, limits)
        else:
            RENDERINGS[request["task"]](untrusted_file, out, limits, request["pages"])
    except RefusedError as refused:
        parts = {"code": refused.code, "page": refused.page, "limit": refused.limit, "found": refused.found}
        write_frame(out, FrameKind.REFUSAL, parts)
    except MemoryError:
        write_frame(out, FrameKind.REFUSAL, {"code": "resource_limit"})
    write_frame(out, FrameKind.END, {})


def limit(memory_bytes: int, cpu_seconds: int, open_files: int) -> None:
    """The kernel's limits for this process and what it starts: it can write to its pipe, and to no file."""
    resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))
    resource.setrlimit(resource.RLIMIT_CPU, (cpu_seconds, cpu_seconds + 2))
    resource.setrlimit(resource.RLIMIT_NOFILE, (open_files, open_files))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
