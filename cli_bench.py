"""`spunta bench`: the benchmarks."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

bench = typer.Typer(no_args_is_help=True, help="Measures Spunta against its peers.")
MODELS = Path(__file__).resolve().parent / "models"


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
