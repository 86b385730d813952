"""`spunta bench`: the benchmarks."""

from __future__ import annotations

import json
import shutil
import signal
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from measurement.browser_bench import Figure
    from settings import Settings
    from workflow.tools import Reader

bench = typer.Typer(no_args_is_help=True, help="Measures Spunta against its peers and its goals.")
ROOT = Path(__file__).resolve().parent
MODELS = ROOT / "models"
EMAIL, PASSWORD = "bench@example.org", "only for this bench"


class DatabaseKind(StrEnum):
    """Where the rows are."""

    SQLITE = "sqlite"
    POSTGRESQL = "postgresql"


class Measure(StrEnum):
    """What can be measured of the service."""

    LOAD = "load"
    OVERLOAD = "overload"
    FAIRNESS = "fairness"


class ReaderKind(StrEnum):
    """Who reads the pages."""

    LIGHT = "light"
    REAL = "real"


@bench.callback()
def _bench() -> None:
    """The benchmarks."""


@bench.command()
def reading(
    truth_dir: Annotated[
        Path | None, typer.Argument(exists=True, file_okay=False, help="Documents with truth; default: held-out pages made for this run.")
    ] = None,
    limit: Annotated[int, typer.Option(min=1, help="So many documents at most, spread evenly.")] = 12,
    seed: Annotated[int, typer.Option(help="Of the pages that are made.")] = 1,
    readers: Annotated[list[str] | None, typer.Option("--reader", help="May be given several times; default: all.")] = None,
    scaling: Annotated[bool, typer.Option(help="Also two processes at once against one.")] = False,
) -> None:
    """Spunta's reader beside Tesseract, OCRmyPDF and RapidOCR on the same pictures, judged by the same extraction; with pages made
    here also known forms and born-digital pages. OCRmyPDF runs where its command is on the path."""
    from measurement.reading_bench import run_all

    for line in run_all(truth_dir, MODELS, limit, seed, readers, scaling):
        typer.echo(line)


@bench.command()
def tables(
    count: Annotated[int, typer.Option(min=1, help="Invoices and amortisation plans that are made and read.")] = 40,
    seed: Annotated[int, typer.Option()] = 1,
    without: Annotated[int, typer.Option(min=0, help="Also so many documents that bear no table.")] = 10,
) -> None:
    """Rows and cells of generated invoices and amortisation plans, wordings and faces held out, against their truth."""
    from measurement.table_bench import invented, run, table

    for line in table(list(run(count, seed))):
        typer.echo(line)
    if without:
        found, pages = invented(without, seed)
        typer.echo(f"{found} tables found on {pages} pages that bear none")


@bench.command()
def cleanup(
    limit: Annotated[int, typer.Option(min=1, help="Pages that are made, three in each kind of harm.")] = 12,
    seed: Annotated[int, typer.Option()] = 1,
) -> None:
    """Each clean-up step before and after: characters wrong and time, on pages that need the step and on pages that do not."""
    from measurement.cleanup_bench import run, table

    for line in table(list(run(limit, seed))):
        typer.echo(line)


@bench.command()
def service(
    database: Annotated[DatabaseKind, typer.Option(help="PostgreSQL needs its Debian package; a server of its own is started.")] = (
        DatabaseKind.SQLITE
    ),
    measure: Annotated[list[Measure] | None, typer.Option(help="May be given several times; default: all.")] = None,
    minutes: Annotated[float, typer.Option(min=0.05, help="Of the load: 20 uploads of 200 kB and 100 status calls a second.")] = 10.0,
    share: Annotated[float, typer.Option(min=0.01, max=1, help="Of those calls: less of them on a machine that others use too.")] = 1.0,
    overload_seconds: Annotated[float, typer.Option(min=1, help="Of ten times the load.")] = 30.0,
    flood: Annotated[int, typer.Option(min=1, help="Documents of the company that floods.")] = 1_000,
    turns: Annotated[int, typer.Option(min=2, help="Documents of the company beside it.")] = 20,
    apis: Annotated[int, typer.Option(min=1, help="API processes; clients go from one to the next.")] = 1,
    readers: Annotated[int, typer.Option(min=1, help="Reading processes.")] = 2,
    reader: Annotated[ReaderKind, typer.Option(help="Light: no OCR, a page is a wait; the service is measured, not the reading.")] = (
        ReaderKind.LIGHT
    ),
    page_seconds: Annotated[float, typer.Option(min=0, help="What a page takes the light reader.")] = 0.5,
    report: Annotated[Path | None, typer.Option(dir_okay=False, help="Write the figures as JSON here.")] = None,
) -> None:
    """The real service under load, ten times the load, and a flood beside another client. Needs Redis; its files, up to a few GB, go
    into the temporary folder."""
    from measurement.service_bench import MEASURES, Plan, run, table

    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # what was started is stopped
    measures = tuple(one.value for one in measure) if measure else MEASURES
    plan = Plan(
        database.value, measures, apis, readers, page_seconds if reader is ReaderKind.LIGHT else None, minutes,
        uploads=20 * share, statuses=100 * share, overload_seconds=overload_seconds, flood_documents=flood, turns=turns,
    )  # fmt: skip
    done = run(plan, lambda what: typer.echo(f"measuring: {what}", err=True))
    for line in table(done):
        typer.echo(line)
    if report:
        report.write_text(json.dumps(done.as_json(), indent=1), encoding="utf-8")


@bench.command("light-worker", hidden=True)
def light_worker(page_seconds: Annotated[float, typer.Option()] = 0.5) -> None:
    """`spunta worker`, with a reader that only waits: for `spunta bench service`."""
    from settings import load_settings
    from worker import give_way, open_tools, stop_on_signal
    from workflow.crew import Crew

    give_way()
    settings = load_settings()
    code = Crew(open_tools(settings), settings.workers, _read_lightly, settings, page_seconds).run(stop_on_signal())
    raise typer.Exit(code)


def _read_lightly(owner: str, deadline: Any, settings: Settings, page_seconds: float) -> None:
    """All the life of a reading process."""
    from measurement.light_reader import LightReader
    from worker import open_tools, stop_on_signal
    from workflow import shift
    from workflow.process import Bench

    def begin(_: object, seconds: float) -> None:
        deadline.value = time.monotonic() + seconds

    def end() -> None:
        deadline.value = 0.0

    place = Bench(open_tools(settings), LightReader(page_seconds), owner, begin, end)
    shift.work_until(stop_on_signal(), lambda: place, settings.redis_url, settings.poll_seconds)


@bench.command()
def browser(
    documents: Annotated[int, typer.Option(min=2, help="Documents of 20 pages and 60 doubtful fields, at each speed.")] = 21,
    samples: Annotated[Path | None, typer.Option(exists=True, file_okay=False, help="Documents with truth: counts keys on them.")] = None,
    page_folder: Annotated[Path, typer.Option(exists=True, file_okay=False, help="The built page.")] = ROOT / "review_ui" / "dist",
) -> None:
    """The review screen in Chromium: milliseconds from key to paint, keys for each doubtful field, kB of the first load."""
    from measurement import browser_bench as screen
    from measurement.browser_paper import DrawnPaper

    chromium = shutil.which("chromium")
    if chromium is None:
        raise typer.BadParameter("Chromium is not installed: apt-get install chromium")
    paper, found = DrawnPaper(), []
    truth = paper.truth()
    for slowed in (1, screen.SLOWED):
        with (
            site(paper, page_folder, [b"%d" % n for n in range(documents)]) as address,
            screen.sitting(chromium, address, EMAIL, PASSWORD, slowed) as seat,
        ):
            if slowed == 1:
                kilobytes = screen.loaded_kb(seat)
                found.append(screen.Figure("first load until the first field, gzip", kilobytes, "kB", 1, screen.FIRST_LOAD_KB))
            found += screen.figures(screen.work(seat, lambda _, key: truth[key]), slowed)
    if samples is not None:
        found.append(_keys_on(samples, page_folder, chromium))
    for line in screen.table(found):
        typer.echo(line)


def _keys_on(samples: Path, page_folder: Path, chromium: str) -> Figure:
    """The documents of a folder read by the real reader, and decided on the screen as their truth has them."""
    from measurement import browser_bench as screen
    from pipeline.journey import load_journey

    forms = sorted(file.parent for file in samples.rglob("form.yaml"))
    files = [path for path in sorted(samples.iterdir()) if path.suffix in {".pdf", ".jpg", ".png", ".tif"}]
    journey = load_journey(MODELS, forms=forms)
    with (
        site(journey, page_folder, [f.read_bytes() for f in files], [f.name for f in files], forms) as address,
        screen.sitting(chromium, address, EMAIL, PASSWORD) as seat,
    ):
        worked = screen.work(seat, screen.truth_of(samples))
    return screen.Figure(
        "keys for each doubtful field, sample batch", worked.keys / worked.fields, "keys", worked.fields, screen.KEYS_PER_FIELD
    )


@contextmanager
def site(
    reader: Reader, page_folder: Path, contents: Sequence[bytes], names: Sequence[str] = (), forms: Sequence[Path] = ()
) -> Iterator[str]:
    """The application on a database of its own with one reviewer, these files read by `reader`; its address."""
    import uvicorn

    from auth.passwords import hash_password
    from document_types import load_types
    from http_api.app import create_app
    from http_api.tools import Tools as Door
    from storage.engine import open_database
    from storage.files import LocalFiles
    from storage.migrate import migrate
    from storage.queue import NoWakeUps
    from storage.unit_of_work import EVERY_CLIENT
    from workflow.forms import register
    from workflow.process import Bench, do_next
    from workflow.receive import Order, Upload, receive
    from workflow.tools import Rules, Tools

    with tempfile.TemporaryDirectory(prefix="spunta-bench-") as folder:
        tools = Tools(
            open_database(f"sqlite:///{folder}/spunta.db"), LocalFiles(Path(folder) / "files"), NoWakeUps(), Rules(audit_rate=0.0)
        )
        migrate(tools.database)
        with tools.database.work(EVERY_CLIENT) as work:
            client = work.clients.add("Bench").id
            work.people.add(EMAIL, "bench", "reviewer", hash_password(PASSWORD), [client])
        for form in forms:
            register(tools, form, EMAIL)
        named = zip(names or [f"{n}.pdf" for n in range(len(contents))], contents, strict=True)
        receive(tools, Order(client, EMAIL), [Upload(name, tools.files.put(client, iter([content]))) for name, content in named])
        at_work = Bench(tools, reader, "bench")
        while do_next(at_work):
            pass
        app = create_app(Door(tools, PASSWORD, load_types(), page_folder=page_folder))
        server = uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=0, log_level="error", lifespan="off"))
        serving = threading.Thread(target=server.run, daemon=True)
        serving.start()
        while not server.started:
            serving.join(0.02)
        try:
            yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
        finally:
            server.should_exit = True
            serving.join(10)
            tools.database.close()
