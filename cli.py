"""The `spunta` command (contract: interfaces.md). Exit code 0: done; 1: some inputs failed; 2: wrong usage or set-up."""

from __future__ import annotations

import json
import os
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from cli_admin import admin_commands
from cli_bench import bench
from domain.document import DocumentState
from domain.errors import SpuntaError

app = typer.Typer(add_completion=False, no_args_is_help=True, help="Reads a back office's paper; people see only the doubtful fields.")
admin_commands(app)
app.add_typer(bench, name="bench")
errors = Console(stderr=True)
MODELS = Path(__file__).resolve().parent / "models"

Home = Annotated[Path | None, typer.Option(help="What `spunta learn` has learned.")]
Jobs = Annotated[int, typer.Option(help="Processes that read.", min=1)]
CORES = len(os.sched_getaffinity(0))


@app.command()
def process(
    paths: Annotated[list[Path], typer.Argument(exists=True, help="Files or folders.")],
    out: Annotated[Path, typer.Option(help="JSON Lines, one object for each logical document.")],
    forms: Annotated[Path | None, typer.Option(exists=True, file_okay=False, help="A folder of form definitions.")] = None,
    jobs: Jobs = CORES,
    home: Home = None,
) -> None:
    """Reads files or folders without any server."""
    from intake.limits import Limits
    from pipeline.batch import JourneySetup, find_sources, process_all

    failures = 0
    with tempfile.TemporaryDirectory(prefix="spunta-") as work, out.open("w", encoding="utf-8") as results, _bar("reading") as step:
        sources, skipped = find_sources(paths, Limits(), Path(work))
        for path in skipped:
            errors.print(f"skipped, not a document: {path}", style="dim", highlight=False)
        setup = JourneySetup(MODELS, home, (forms,) if forms else ())
        for done, (_, of_source) in enumerate(process_all(setup, sources, jobs), 1):
            for result in of_source:
                results.write(json.dumps(result.as_result(), ensure_ascii=False) + "\n")
                if result.state is DocumentState.FAILED and result.error:
                    failures += 1
                    errors.print(f"{result.source}: {result.error.code}: {result.error.message}", highlight=False)
            results.flush()
            step(done, len(sources))
    if failures:
        raise typer.Exit(1)


@app.command()
def evaluate(
    truth_dir: Annotated[Path, typer.Argument(exists=True, file_okay=False)],
    by: Annotated[str | None, typer.Option(help="kind, quality, layout, type, key, source, stratum or risk_class")] = None,
    show_errors: Annotated[int, typer.Option("--errors", help="Print up to N wrong fields, silent errors first.")] = 0,
    jobs: Jobs = CORES,
    home: Home = None,
    forms: Annotated[Path | None, typer.Option(exists=True, file_okay=False, help="Form definitions; default: forms/ beside.")] = None,
    out: Annotated[Path | None, typer.Option(help="Also write the results here, as `process` does.")] = None,
    report: Annotated[Path | None, typer.Option(file_okay=False, help="Write tables with intervals and diagrams into this folder.")] = None,
    curve: Annotated[bool, typer.Option("--learning-curve", help="Instead: after 0, 1, 2, 5 others of each layout were learned.")] = False,
) -> None:
    """The journey on documents with ground truth, and its figures."""
    if curve:
        _learning_curve(truth_dir, home, forms)
        return
    from measurement.evaluate import evaluate as run
    from measurement.evaluate import table, wrong_fields
    from measurement.report import write_report
    from pipeline.batch import JourneySetup

    found = forms or (truth_dir / "forms" if (truth_dir / "forms").is_dir() else None)
    with _bar("reading") as step:
        evaluation = run(JourneySetup(MODELS, home, (found,) if found else ()), truth_dir, jobs, step)
    if out:
        out.write_text("".join(json.dumps(r, ensure_ascii=False) + "\n" for r in evaluation.results), encoding="utf-8")
    if report:
        write_report(evaluation.fields, evaluation.documents, report)
    for line in [*table(evaluation.fields, evaluation.documents, by), *wrong_fields(evaluation.fields, show_errors)]:
        typer.echo(line)
    typer.echo(f"{len(evaluation.documents)} documents in {evaluation.seconds:.0f} s with {jobs} processes")


def _learning_curve(truth_dir: Path, home: Path | None, forms: Path | None) -> None:
    from learning.learning_curve import learning_curve
    from learning.learning_curve import table as lines
    from pipeline.batch import JourneySetup

    with _bar("reading") as step:
        found = learning_curve(JourneySetup(MODELS, home, (forms,) if forms else ()), truth_dir, progress=step)
    for line in lines(found):
        typer.echo(line)


@app.command()
def learn(
    source: Annotated[Path, typer.Option("--from", exists=True, file_okay=False, help="Reviewed documents with truth files.")],
    home: Annotated[Path, typer.Option(help="Where what is learned is kept.")],
) -> None:
    """Learns from reviewed documents: layouts, labels, calibration."""
    from learning.teach import teach
    from pipeline.batch import JourneySetup

    forms = (source / "forms",) if (source / "forms").is_dir() else ()
    for line in teach(JourneySetup(MODELS, home if home.exists() else None, forms), source, home):
        typer.echo(line)


@contextmanager
def _bar(what: str) -> Iterator[Callable[[int, int], None]]:
    """A progress bar on a terminal, nothing elsewhere; it is told how many of how many are done."""
    columns = (TextColumn(what), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=errors, disable=not sys.stderr.isatty(), transient=True) as progress:
        task = progress.add_task("files", total=None)
        yield lambda done, total: progress.update(task, completed=done, total=total)


def main() -> None:
    """Runs the command; our errors become one line and an exit code."""
    try:
        app()
    except SpuntaError as error:
        errors.print(f"spunta: {error.code}: {error.message}", highlight=False)
        sys.exit(2)


if __name__ == "__main__":
    main()
