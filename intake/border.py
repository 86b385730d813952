"""The three calls of the border, on the safe side: which process to start, whether its answer is possible, what to try next."""

from __future__ import annotations

import dataclasses
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from domain.page import RenderedPage
from intake.answers import check_info, check_page, check_refusal
from intake.limits import MIB, Limits
from intake.refusals import RefusedError, refuse
from intake.sandbox import ChildCrashedError, child
from intake.sniff import HEAD_BYTES, FileKind, is_text, sniff
from intake.wire import Frame, FrameKind

MOST_PIECE_BYTES = 4 * MIB


@dataclass(frozen=True, slots=True)
class SourceInfo:
    """What a file is, before any page is decoded."""

    kind: FileKind
    page_count: int
    notes: tuple[str, ...] = ()
    """Stable codes: `repaired`, `missing_object`, `trailing_data`, `restricted`, `signed`, `javascript`, ..."""


@dataclass(frozen=True, slots=True)
class UnpackedFile:
    """One file to read on its own."""

    path: Path
    name: str
    """As the archive calls it, for display alone; the file's own name when it is no archive."""


def is_plain_text(untrusted_path: Path) -> bool:
    """True for a text file (a side file of a folder of scans), judged by its first bytes."""
    with untrusted_path.open("rb") as file:
        return is_text(file.read(HEAD_BYTES))


def inspect(untrusted_path: Path, limits: Limits) -> SourceInfo:
    """What the file is and how many pages it has, after its skeleton was checked in a sandboxed process.

    Raises InputError (every code of intake.refusals) and SetupError when the wanted sandbox is missing.
    """
    with _opened(untrusted_path, limits) as (file, kind):
        if kind is FileKind.ZIP:
            raise refuse("nested_archive")
        task = "inspect_pdf" if kind is FileKind.PDF else "inspect_image"
        try:
            info = [frame for frame in _ask(task, file, limits, limits.page_seconds) if frame.kind is FrameKind.INFO]
        except ChildCrashedError as crash:
            raise _about_the_file(kind, crash, None) from crash
    pages, notes = check_info(info[0] if info else None, limits)
    return SourceInfo(kind, pages, notes)


def render_pages(untrusted_path: Path, limits: Limits, pages: Sequence[int] | None = None) -> Iterator[RenderedPage]:
    """The pages asked for (1-based, ascending; None: all), in order, one in memory at a time.

    A page that cannot be shown whole raises InputError with its number; pages before it have been given. Raises ValueError for a
    page the file has not got, SetupError when the wanted sandbox is missing. The process behind it dies with the calling thread.
    """
    info = inspect(untrusted_path, limits)
    numbers = list(pages) if pages is not None else list(range(1, info.page_count + 1))
    if numbers != sorted(set(numbers)) or any(not 1 <= n <= info.page_count for n in numbers):
        raise ValueError(f"pages {numbers} of a file with {info.page_count}")
    with _opened(untrusted_path, limits) as (file, kind):
        while numbers:
            batch = numbers[: limits.pages_per_child]
            try:
                for page in _render("render_pdf" if kind is FileKind.PDF else "render_image", file, limits, batch):
                    numbers.pop(0)
                    yield _noted(page, info)
            except ChildCrashedError as crash:
                yield _noted(_second_try(kind, file, limits, numbers.pop(0), crash), info)


def _noted(page: RenderedPage, info: SourceInfo) -> RenderedPage:
    return dataclasses.replace(page, notes=info.notes + page.notes) if info.notes else page


def _render(task: str, file: int, limits: Limits, batch: Sequence[int], cpu_seconds: int | None = None) -> Iterator[RenderedPage]:
    waiting = list(batch)
    for frame in _ask(task, file, limits, limits.page_seconds, batch, cpu_seconds):
        if not waiting or frame.kind is not FrameKind.PAGE:
            raise ChildCrashedError("output")
        yield check_page(frame, waiting.pop(0), limits)
    if waiting:
        raise ChildCrashedError("output")


def _second_try(kind: FileKind, file: int, limits: Limits, number: int, crash: ChildCrashedError) -> RenderedPage:
    """The page that ended the first process, by another renderer; an image has none. Raises InputError about the file."""
    if kind is not FileKind.PDF:
        raise _about_the_file(kind, crash, number) from crash
    try:
        return next(_render("render_poppler", file, limits, [number], limits.second_try_cpu_seconds))
    except ChildCrashedError as again:
        raise _about_the_file(kind, crash if crash.is_limit else again, number) from again
    except RefusedError as refusal:
        raise _about_the_file(kind, crash, number) from refusal


def _about_the_file(kind: FileKind, crash: ChildCrashedError, number: int | None) -> RefusedError:
    if crash.is_limit:
        return refuse("resource_limit", number)
    return refuse("damaged_pdf" if kind is FileKind.PDF else "damaged_image", number)


def _ask(
    task: str, file: int, limits: Limits, seconds_each: float, pages: Sequence[int] = (), cpu_seconds: int | None = None
) -> Iterator[Frame]:
    """The frames of a fresh process; its refusal is raised as ours."""
    request = {"task": task, "limits": dataclasses.asdict(limits), "pages": list(pages)}
    most = max(MOST_PIECE_BYTES, limits.page_pixels * 3 + limits.text_bytes)
    with child(request, file, limits, cpu_seconds or limits.child_cpu_seconds) as process:
        for frame in process.frames(seconds_each, most):
            if frame.kind is FrameKind.REFUSAL:
                raise check_refusal(frame)
            yield frame


@contextmanager
def _opened(untrusted_path: Path, limits: Limits) -> Iterator[tuple[int, FileKind]]:
    """The open file and its kind. Raises InputError `empty_file`, `too_large`, `unsupported_type`."""
    file = os.open(untrusted_path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        if os.fstat(file).st_size > limits.file_bytes:
            raise refuse("too_large", limit=limits.file_bytes // MIB)
        yield file, sniff(os.pread(file, HEAD_BYTES, 0))
    finally:
        os.close(file)


def unpack(untrusted_path: Path, limits: Limits, work_dir: Path) -> list[UnpackedFile]:
    """The members of a ZIP as files in `work_dir` (numbered, never named by the archive); any other file itself.

    A file that is no document is given back as it is: `inspect` says what is wrong with it. Raises InputError for a ZIP that breaks
    a limit, is damaged or locked.
    """
    itself = [UnpackedFile(untrusted_path, untrusted_path.name)]
    try:
        with _opened(untrusted_path, limits) as (file, kind):
            return _members(file, limits, work_dir) if kind is FileKind.ZIP else itself
    except RefusedError as refusal:
        if refusal.code in {"empty_file", "too_large"} or (refusal.code == "unsupported_type" and not refusal.inside):
            return itself
        raise
    except ChildCrashedError as crash:
        raise refuse("archive_ratio" if crash.is_limit else "damaged_archive") from crash


def _members(file: int, limits: Limits, work_dir: Path) -> list[UnpackedFile]:
    found: list[UnpackedFile] = []
    unpacked, is_open = 0, False
    for frame in _ask("unpack", file, limits, limits.archive_seconds, cpu_seconds=limits.archive_cpu_seconds):
        name, last = frame.header.get("name"), frame.header.get("last")
        unpacked += len(frame.body)
        if frame.kind is not FrameKind.FILE or not isinstance(name, str) or unpacked > limits.archive_bytes:
            raise ChildCrashedError("output")
        if not is_open:
            if len(found) >= limits.archive_files:
                raise ChildCrashedError("output")
            found.append(UnpackedFile(work_dir / f"{len(found) + 1:04d}", printable(name)))
        with found[-1].path.open("ab") as target:
            target.write(frame.body)
        is_open = last is not True
    if is_open or not found:
        raise ChildCrashedError("output")
    return found


def printable(untrusted_name: str) -> str:
    """A file name for display: no control or direction characters, at most 200 characters."""
    shown = "".join(c if c.isprintable() else "\ufffd" for c in untrusted_name.replace("\\", "/"))
    return shown[-200:] or "unnamed"
