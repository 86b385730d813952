"""`spunta bench`: the benchmarks."""

from __future__ import annotations

import json
import time
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from settings import Settings

bench = typer.Typer(no_args_is_help=True, help="Measures Spunta against its peers and its goals.")
MODELS = Path(__file__).resolve().parent / "models"


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
    truth_dir: Annotated[Path, typer.Argument(exists=True, file_okay=False, help="Documents with truth; samples.make makes some.")],
    limit: Annotated[int, typer.Option(min=1, help="So many documents at most, spread evenly.")] = 40,
) -> None:
    """Spunta's reader, Tesseract and RapidOCR on the same pictures, judged by the same extraction."""
    from measurement.reading_bench import run, table

    for line in table(list(run(truth_dir, MODELS, limit))):
        typer.echo(line)


@bench.command()
def service(
    database: Annotated[DatabaseKind, typer.Option(help="PostgreSQL needs its Debian package; a server of its own is started.")] = (
        DatabaseKind.SQLITE
    ),
    measure: Annotated[list[Measure] | None, typer.Option(help="May be given several times; default: all.")] = None,
    minutes: Annotated[float, typer.Option(min=0.05, help="Of the load: 20 uploads of 200 kB and 100 status calls a second.")] = 10.0,
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

    measures = tuple(one.value for one in measure) if measure else MEASURES
    plan = Plan(
        database.value, measures, apis, readers, page_seconds if reader is ReaderKind.LIGHT else None, minutes,
        overload_seconds=overload_seconds, flood_documents=flood, turns=turns,
    )  # fmt: skip
    done = run(plan)
    for line in table(done):
        typer.echo(line)
    if report:
        report.write_text(json.dumps(done.as_json(), indent=1), encoding="utf-8")


@bench.command("light-worker", hidden=True)
def light_worker(page_seconds: Annotated[float, typer.Option()] = 0.5) -> None:
    """`spunta worker`, with a reader that only waits: for `spunta bench service`."""
    from settings import load_settings
    from worker import open_tools, stop_on_signal
    from workflow.crew import Crew

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
