"""read and understood: a worker claims a piece of work, does it, and writes its effect only while it still holds the lease.

A file is opened (how many pages, or which members), read in parts of a few pages by as many workers as there are, and understood
once every part is there. Pages are kept as they are read, so that the next attempt goes on where the last one died.
"""

from __future__ import annotations

import tempfile
import threading
import traceback
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import structlog

from domain.document import DocumentResult
from domain.errors import InputError, SetupError, TransientError
from domain.page import ReadPage
from storage.files import StoredFile, file_chunks
from storage.read_pages import decode_page, encode_image, encode_reading
from storage.tables import Page, Source
from storage.tasks import Claim, LostLeaseError
from storage.unit_of_work import EVERY_CLIENT, Work
from workflow.conclude import conclude, fail
from workflow.receive import Upload, new_source, new_task
from workflow.shadow import ModelsAtWork, ModelsChangedError, read_beside, write_beside
from workflow.teach import Lessons
from workflow.tools import Member, Reader, Structure, Tools

_log = structlog.get_logger()
LONGEST_RETRY_SECONDS = 600.0
MACHINE_AT_FAULT = frozenset({"storage_full", "storage_unavailable", "database_unavailable", "sandbox_slow"})
"""Codes that say nothing of the file: it waits until they have passed, however often it is tried."""
Started = Callable[[Claim, float], None]
"""Told at the start of each piece of work: the claim, and the seconds after which it may be killed from outside."""


@dataclass(frozen=True, slots=True)
class Bench:
    """A worker's place: its tools, its loaded reader, its name, and whom it tells what it begins."""

    tools: Tools
    reader: Reader
    owner: str
    """Unique to one life of one process."""
    started: Started = lambda claim, seconds: None
    finished: Callable[[], None] = lambda: None
    models: ModelsAtWork = field(default_factory=ModelsAtWork)
    lessons: Lessons | None = None
    """What is learned of people's corrections, company by company; None: nothing is."""


def do_next(bench: Bench) -> bool:
    """Does the most urgent piece of work there is; False when there is none."""
    rules = bench.tools.rules
    claim = bench.tools.database.run(EVERY_CLIENT, lambda work: work.tasks.claim(bench.owner, rules.lease_seconds))
    if claim is None:
        return False
    bench.started(claim, _wall_seconds(bench, claim))
    try:
        with _kept_alive(bench.tools, claim):
            _do(bench, claim)
    finally:
        bench.finished()
    return True


def _do(bench: Bench, claim: Claim) -> None:
    try:
        _do_or_refuse(bench, claim)
        _log.info("task_done", task=claim.task_id, step=claim.step, attempt=claim.attempt)
    except LostLeaseError:
        _log.warning("task_lost", task=claim.task_id, step=claim.step, attempt=claim.attempt)
    except ModelsChangedError as error:  # it is understood again at once, by the models that are in use now
        _give_back(bench, claim, error.code, counts=False, at_once=True)
    except TransientError as error:
        _give_back(bench, claim, error.code, counts=error.code not in MACHINE_AT_FAULT)
    except SetupError as error:  # a program or a model is missing here: an operator's affair, never the file's end
        _log.error("worker_cannot_read", task=claim.task_id, code=error.code)
        _give_back(bench, claim, error.code, counts=False)
    except Exception as error:  # whatever it is, the task must not be lost with it: tried again, then failed with a code
        reason, where = type(error).__name__, calls_of(error)
        _log.error("task_broke", task=claim.task_id, step=claim.step, attempt=claim.attempt, reason=reason, where=where)
        _give_back(bench, claim, reason)


def calls_of(error: BaseException) -> list[str]:
    """Where an error happened, outermost first, as file:line; without its message, which may quote what is on the paper."""
    return [f"{Path(frame.filename).name}:{frame.lineno}" for frame in traceback.extract_tb(error.__traceback__)]


def _do_or_refuse(bench: Bench, claim: Claim) -> None:
    try:
        _STEPS[claim.step](bench, claim)
    except InputError as error:
        refusal = error
        _write(bench, claim, lambda work, source: fail(work, source, refusal))


# --- the steps ----------------------------------------------------------------------------------------------------------


def _open(bench: Bench, claim: Claim) -> None:
    source = _source(bench, claim)
    files = bench.tools.files
    with files.local_copy(claim.client_id, source.sha256) as path, tempfile.TemporaryDirectory(prefix="spunta-") as folder:
        members = _members(bench.reader, source, path, Path(folder))
        if members is not None:
            uploads = [Upload(f"{source.name}/{m.name}", files.put(claim.client_id, file_chunks(m.path))) for m in members]
            _write(bench, claim, lambda work, source: _unpack(work, source, uploads, bench.tools))
            return
        count = bench.reader.count_pages(path)
    _write(bench, claim, lambda work, source: _plan(work, source, count, bench.tools))


def _members(reader: Reader, source: Source, path: Path, folder: Path) -> list[Member] | None:
    """What an archive holds; None for a file that is none. An archive in an archive is not opened: reading refuses it."""
    if source.parent_id is not None:
        return None
    members = list(reader.unpack(path, folder))
    if [member.path for member in members] == [path]:
        return None
    if not members:
        raise InputError("empty_archive", "The archive holds no file: send the documents themselves.")
    return members


def _unpack(work: Work, source: Source, uploads: list[Upload], tools: Tools) -> None:
    batch = work.batches.get(source.batch_id)
    source.state = "unpacked"
    tasks = [new_source(work, batch, u, n, source.qa_rate, source.id)[1].id for n, u in enumerate(uploads)]
    work.after_commit(lambda: tools.wake_ups.send(tasks))


def _plan(work: Work, source: Source, page_count: int, tools: Tools) -> None:
    batch = work.batches.get(source.batch_id)
    source.state, source.page_count = "reading", page_count
    numbers, size = range(1, page_count + 1), tools.rules.pages_per_task
    parts = [numbers[start : start + size] for start in range(0, page_count, size)]
    tasks = [new_task(work, batch, source, "read", part, pages).id for part, pages in enumerate(parts)]
    work.after_commit(lambda: tools.wake_ups.send(tasks))


def _read(bench: Bench, claim: Claim) -> None:
    source = _source(bench, claim)
    with bench.tools.database.read(_scope(claim)) as work:
        kept = {page.number for page in work.sources.pages(source.id)}
    missing = [number for number in claim.pages if number not in kept]
    if missing:
        with bench.tools.files.local_copy(claim.client_id, source.sha256) as path:
            for page in bench.reader.read_pages(path, tuple(missing)):
                _keep_page(bench, claim, page)
                missing.remove(page.number)
    if missing:
        raise TransientError("pages_missing", "Fewer pages were read than the file has.")
    _write(bench, claim, lambda work, source: _join(work, source, bench.tools))


def _keep_page(bench: Bench, claim: Claim, page: ReadPage) -> None:
    image = bench.tools.files.put(claim.client_id, [encode_image(page.image)])
    reading = bench.tools.files.put(claim.client_id, [encode_reading(page)])
    row = _page_row(claim, page, image, reading)

    def keep(work: Work) -> None:
        work.tasks.beat(claim, bench.tools.rules.lease_seconds)
        work.sources.save_page(row())

    bench.tools.database.run(_scope(claim), keep)


def _page_row(claim: Claim, page: ReadPage, image: StoredFile, reading: StoredFile) -> Callable[[], Page]:
    return lambda: Page(
        client_id=claim.client_id,
        source_id=claim.source_id,
        number=page.number,
        image_sha256=image.sha256,
        reading_sha256=reading.sha256,
        width_px=page.image.shape[1],
        height_px=page.image.shape[0],
        blank=page.blank,
        quality=page.quality.score,
    )


def _join(work: Work, source: Source, tools: Tools) -> None:
    """The last part to end, and it alone, sees that all have ended: the row of the source is held since the task was fenced."""
    if work.tasks.unfinished_of(source.id, "read") == 0:
        task = new_task(work, work.batches.get(source.batch_id), source, "understand").id
        work.after_commit(lambda: tools.wake_ups.send([task]))


def _understand(bench: Bench, claim: Claim) -> None:
    source = _source(bench, claim)
    pages = load_pages(bench.tools, claim.client_id, claim.source_id)
    if len(pages) != source.page_count:
        raise TransientError("pages_missing", "Fewer pages were read than the file has.")
    reader = bench.lessons.reader_for(claim.client_id) if bench.lessons is not None else bench.reader
    results = reader.understand(source.name, pages, _structure(source))
    beside = read_beside(bench.models, claim.client_id, source.name, pages, _structure(source))
    if not bench.models.are_in_use():
        raise ModelsChangedError("models_changed", "Other models were put in use meanwhile.")
    _write(bench, claim, lambda work, source: _concluded(bench, work, source, results, beside))


def _concluded(bench: Bench, work: Work, source: Source, results: list[DocumentResult], beside: list[DocumentResult]) -> None:
    conclude(work, source, results, bench.tools)
    if bench.models.candidate is not None:
        write_beside(work, source, bench.models.candidate, beside)


def load_pages(tools: Tools, client_id: str, source_id: str) -> list[ReadPage]:
    """The pages of a file that have been read, by number, as the reader gave them."""
    with tools.database.read(frozenset({client_id})) as work:
        rows = work.sources.pages(source_id)
    return [decode_page(tools.files.read(client_id, r.image_sha256), tools.files.read(client_id, r.reading_sha256)) for r in rows]


_STEPS: Mapping[str, Callable[[Bench, Claim], None]] = {"open": _open, "read": _read, "understand": _understand}


# --- leases -------------------------------------------------------------------------------------------------------------


def _write(bench: Bench, claim: Claim, effect: Callable[[Work, Source], None]) -> None:
    """The effect of a task, once: in the transaction that ends it, and only if it is still held. Raises LostLeaseError."""

    def step(work: Work) -> None:
        work.tasks.finish(claim)
        effect(work, work.sources.lock(claim.source_id))

    bench.tools.database.run(_scope(claim), step)


def _give_back(bench: Bench, claim: Claim, code: str, counts: bool = True, at_once: bool = False) -> None:
    _log.warning("task_given_back", task=claim.task_id, step=claim.step, attempt=claim.attempt, code=code)
    rules = bench.tools.rules
    delay = 0.0 if at_once else min(LONGEST_RETRY_SECONDS, rules.retry_seconds * 2 ** (claim.attempt - 1))

    def step(work: Work) -> None:
        if work.tasks.give_back(claim, code, delay, rules.most_attempts, counts):
            fail(work, work.sources.lock(claim.source_id), given_up(code))

    try:
        bench.tools.database.run(_scope(claim), step)
    except (LostLeaseError, TransientError):  # the reconciler returns it when the lease ends
        _log.warning("task_lost", task=claim.task_id, step=claim.step, attempt=claim.attempt)


def given_up(code: str) -> InputError:
    """What the sender is told when every attempt failed; `code` is for the log of the operator."""
    return InputError("reading_failed", f"Reading this file failed several times ({code}): send it again, printed to a new PDF.")


@contextmanager
def _kept_alive(tools: Tools, claim: Claim) -> Iterator[None]:
    """Prolongs the lease from a thread until the work ends or the lease is lost."""
    ended = threading.Event()

    def beat() -> None:
        while not ended.wait(tools.rules.beat_seconds):
            try:
                with tools.database.work(_scope(claim)) as work:
                    work.tasks.beat(claim, tools.rules.lease_seconds)
            except LostLeaseError:
                return
            except TransientError:
                continue

    thread = threading.Thread(target=beat, name="beat", daemon=True)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()


def _wall_seconds(bench: Bench, claim: Claim) -> float:
    with bench.tools.database.read(_scope(claim)) as work:
        source = work.sources.get(claim.source_id)
    pages = len(claim.pages) if claim.step == "read" else source.page_count or 1
    return bench.tools.rules.page_seconds * (1 + pages)


def _source(bench: Bench, claim: Claim) -> Source:
    with bench.tools.database.read(_scope(claim)) as work:
        return work.sources.get(claim.source_id)


def _structure(source: Source) -> Structure | None:
    return None if source.structure is None else [(tuple(part["pages"]), str(part["type"])) for part in source.structure]


def _scope(claim: Claim) -> frozenset[str]:
    return frozenset({claim.client_id})
