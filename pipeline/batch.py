"""Many files through the journey on several processes, results in input order, a killed process costs one file at most."""

from __future__ import annotations

import multiprocessing
import tempfile
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from pathlib import Path

from domain.document import DocumentResult
from domain.errors import InputError, SpuntaError
from intake import is_plain_text, unpack
from intake.limits import Limits
from pipeline.journey import Journey, failed, load_journey


@dataclass(frozen=True)
class JourneySetup:
    """What a process needs to load its own journey."""

    models: Path
    home: Path | None = None
    forms: tuple[Path, ...] = ()
    engine: str = "ppocr"

    def load(self) -> Journey:
        """Loads models and forms. Raises SetupError, InputError (a wrong form definition)."""
        return load_journey(self.models, self.home, self.forms, self.engine)


@dataclass(frozen=True)
class Source:
    """One file to read, and the name its results carry."""

    path: Path
    name: str
    refused: InputError | None = None
    """Why an archive could not be opened; such a source is a failed result without being read."""


def find_sources(paths: Sequence[Path], limits: Limits, work_dir: Path) -> tuple[list[Source], list[Path]]:
    """The files under `paths` in order, ZIPs unpacked into `work_dir`, and the side files that were skipped.

    In a folder, hidden files, truth files, form definitions and plain text are not documents and are skipped; a file that is
    named by itself is always taken.
    """
    sources: list[Source] = []
    skipped: list[Path] = []
    for path in paths:
        for file, name in [(path, path.name)] if path.is_file() else _documents_in(path, skipped):
            try:
                unpacked = unpack(file, limits, Path(tempfile.mkdtemp(dir=work_dir)))
            except InputError as error:
                sources.append(Source(file, name, error))
                continue
            sources += [Source(u.path, name if u.path == file else f"{name}/{u.name}") for u in unpacked]
    return sources, skipped


def _documents_in(folder: Path, skipped: list[Path]) -> list[tuple[Path, str]]:
    forms = [form.parent for form in folder.rglob("form.yaml")]
    found = []
    for file in sorted(p for p in folder.rglob("*") if p.is_file()):
        relative = file.relative_to(folder)
        hidden = any(part.startswith(".") for part in relative.parts)
        if hidden or any(file.is_relative_to(form) for form in forms) or is_plain_text(file):
            skipped.append(file)
        else:
            found.append((file, str(Path(folder.name) / relative)))
    return found


_journey: Journey | SpuntaError | None = None


def _start(setup: JourneySetup) -> None:
    global _journey
    try:
        _journey = setup.load()
    except SpuntaError as error:  # an initializer that raises breaks the pool without a word: the first file tells it
        _journey = error


def _process(source: Source) -> list[DocumentResult]:
    if source.refused:
        return [failed(source.name, source.refused)]
    if isinstance(_journey, SpuntaError):
        raise _journey
    assert _journey is not None, "the pool starts each process with _start"
    return _journey.process(source.path, source.name)


def process_all(setup: JourneySetup, sources: Sequence[Source], jobs: int) -> Iterator[tuple[Source, list[DocumentResult]]]:
    """The results of each source, in order, as they are ready, from `jobs` processes.

    Raises SetupError or InputError when the journey cannot be loaded.
    """
    waiting = list(sources)
    while waiting:
        done = 0
        try:
            for source, results in _one_pool(setup, waiting, min(jobs, len(waiting))):
                done += 1
                yield source, results
        except BrokenProcessPool:  # a process died: the first unfinished file is tried once more, alone
            source = waiting[done]
            done += 1
            yield source, _alone(setup, source)
        waiting = waiting[done:]


def _pool(setup: JourneySetup, jobs: int) -> ProcessPoolExecutor:
    return ProcessPoolExecutor(jobs, mp_context=multiprocessing.get_context("spawn"), initializer=_start, initargs=(setup,))


def _one_pool(setup: JourneySetup, sources: list[Source], jobs: int) -> Iterator[tuple[Source, list[DocumentResult]]]:
    with _pool(setup, jobs) as pool:
        futures: list[Future[list[DocumentResult]]] = [pool.submit(_process, source) for source in sources]
        for source, future in zip(sources, futures, strict=True):
            yield source, future.result()


def _alone(setup: JourneySetup, source: Source) -> list[DocumentResult]:
    try:
        return next(_one_pool(setup, [source], 1))[1]
    except BrokenProcessPool:
        error = InputError("reader_crashed", "Reading this file stopped the reader twice: print it to a new PDF or scan it again.")
        return [failed(source.name, error)]
