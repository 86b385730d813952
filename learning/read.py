"""Reads documents with truth ahead of training: `python -m learning.read DIR… --cache DIR --jobs N`; a second run goes on from there."""

from __future__ import annotations

import argparse
import multiprocessing
from collections.abc import Sequence
from pathlib import Path

from learning.examples import read_file, truth_files
from pipeline.reading import FileReader


def read_ahead(folders: Sequence[Path], forms: Sequence[Path], kept_in: Path, jobs: int) -> int:
    """Reads every file that is not kept yet, each process with its own engine; how many files there are.

    `forms` are the folders of form definitions that the reader must know.
    """
    files = truth_files(folders)
    work = [(files[i::jobs], forms, kept_in) for i in range(jobs)]
    with multiprocessing.get_context("spawn").Pool(jobs) as pool:
        pool.map(_read_some, work, chunksize=1)
    return len(files)


def _read_some(work: tuple[Sequence[Path], Sequence[Path], Path]) -> None:
    files, forms, kept_in = work
    reader = FileReader.load(forms)
    for file in files:
        read_file(file, reader, kept_in)


def form_folders(folders: Sequence[Path]) -> list[Path]:
    """The folders of form definitions that made documents bring with them."""
    return [f for f in (folder / "forms" for folder in folders) if f.is_dir()]


def main(arguments: Sequence[str] | None = None) -> None:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path, nargs="+")
    parser.add_argument("--cache", type=Path, required=True)
    parser.add_argument("--jobs", type=int, default=2)
    args = parser.parse_args(arguments)
    print(read_ahead(args.data, form_folders(args.data), args.cache, args.jobs), "files read")


if __name__ == "__main__":
    main()
