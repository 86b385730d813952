"""`spunta bench`: the benchmarks."""

from __future__ import annotations

import json
import shutil
import signal
import sys
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from settings import Settings
    from workflow.crew import Deadline

bench = typer.Typer(no_args_is_help=True, help="Measures Spunta against its peers and its goals.")
ROOT = Path(__file__).resolve().parent
MODELS = ROOT / "models"


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
    from installation import open_tools, stop_on_signal
    from settings import load_settings
    from worker import give_way
    from workflow.crew import Crew

    give_way()
    settings = load_settings()
    raise typer.Exit(Crew(open_tools(settings), settings.workers, _read_lightly, settings, page_seconds).run(stop_on_signal()))


def _read_lightly(owner: str, deadline: Deadline, settings: Settings, page_seconds: float) -> None:
    """All the life of a reading process."""
    from installation import open_tools, stop_on_signal
    from measurement.light_reader import LightReader
    from workflow import shift
    from workflow.process import Bench

    place = Bench(open_tools(settings), LightReader(page_seconds), owner, deadline.begin, deadline.end)
    shift.work_until(stop_on_signal(), lambda: place, settings.redis_url, settings.poll_seconds)


@bench.command()
def browser(
    documents: Annotated[int, typer.Option(min=2, help="Documents of 20 pages and 60 doubtful fields, at each speed.")] = 21,
    samples: Annotated[Path | None, typer.Option(exists=True, file_okay=False, help="Documents with truth: counts keys on them.")] = None,
    page_folder: Annotated[Path, typer.Option(exists=True, file_okay=False, help="The built page.")] = ROOT / "review_ui" / "dist",
) -> None:
    """The review screen in Chromium: milliseconds from key to paint, keys for each doubtful field, kB of the first load."""
    from bench_site import site
    from measurement import browser_bench as screen

    chromium = shutil.which("chromium")
    if chromium is None:
        raise typer.BadParameter("Chromium is not installed: apt-get install chromium")
    open_site = partial(site, page_folder)
    found = screen.timed(open_site, chromium, documents)
    if samples is not None:
        found.append(screen.keys_on(open_site, chromium, samples, MODELS))
    for line in screen.table(found):
        typer.echo(line)
