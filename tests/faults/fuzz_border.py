"""Mutated files against the border: `python -m tests.faults.fuzz_border --files 2000 --seed 1 [FOLDER of seed files]`.

Half of the mutants are made by a hand that knows the format (tests.faults.structured), half by one that does not.
Each mutant must end as pages or as an InputError with a known code, within the limits of time, and a cut file never with fewer pages.
"""

from __future__ import annotations

import argparse
import collections
import random
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from domain.errors import InputError
from intake import inspect, render_pages, unpack
from intake.limits import Limits
from intake.refusals import SENTENCES
from tests.fakes import papers
from tests.faults.structured import MUTANTS

LIMITS = Limits(child_cpu_seconds=10, second_try_cpu_seconds=5, page_seconds=30)
LONGEST_SECONDS = 120.0


@dataclass
class Outcome:
    """What became of the mutants."""

    codes: collections.Counter[str] = field(default_factory=collections.Counter)
    failures: list[str] = field(default_factory=list)
    slowest_seconds: float = 0.0


def seeds() -> dict[str, bytes]:
    """One small file of each kind."""
    image = papers.page_image(300, 420)
    return {
        "text": papers.text_pdf(3),
        "scan": papers.scan_pdf(image),
        "flate": papers.scan_pdf(image, filter_="flate"),
        "form": papers.form_pdf(),
        "restricted": papers.locked_pdf(""),
        "png": papers.as_bytes(image, "PNG"),
        "jpeg": papers.as_bytes(image, "JPEG"),
        "tiff": papers.as_bytes(image.convert("1"), "TIFF", compression="group4"),
        "zip": papers.zip_of({"a.pdf": papers.text_pdf(1), "b.png": papers.as_bytes(image, "PNG")}),
    }


def mutated(data: bytes, other: bytes, chance: random.Random) -> tuple[str, bytes]:
    """`(what was done, the mutant)`."""
    kind = chance.choice(["cut", "flip", "splice", "header", "number", "repeat"])
    at = chance.randrange(len(data))
    if kind == "cut":
        return kind, data[:at]
    if kind == "splice":
        return kind, data[:at] + other[chance.randrange(len(other)) :]
    if kind == "header":
        return kind, other[:16] + data[16:]
    if kind == "repeat":
        end = min(len(data), at + chance.randrange(1, 2000))
        return kind, data[:end] + data[at:end] * chance.randrange(1, 50) + data[end:]
    if kind == "number":
        digits = [i for i, byte in enumerate(data[:20_000]) if chr(byte).isdigit()] or [at]
        spot = chance.choice(digits)
        return kind, data[:spot] + str(chance.choice([0, -1, 2**31, 2**63, 99999])).encode() + data[spot + 1 :]
    changed = bytearray(data)
    for _ in range(chance.randrange(1, 20)):
        changed[chance.randrange(len(changed))] ^= 1 << chance.randrange(8)
    return kind, bytes(changed)


def fuzz(files: int, seed: int, originals: dict[str, bytes]) -> Outcome:
    """Reads that many mutants; the same seed makes the same ones."""
    chance, outcome, names = random.Random(seed), Outcome(), sorted(originals)
    with tempfile.TemporaryDirectory(prefix="spunta-fuzz-") as folder:
        for number in range(files):
            name = chance.choice(names)
            knowing = MUTANTS.get(name) if chance.random() < 0.5 else None
            other = originals[chance.choice(names)]
            kind, data = knowing(originals[name], chance) if knowing else mutated(originals[name], other, chance)
            path = Path(folder) / "mutant"
            path.write_bytes(data)
            start = time.monotonic()
            try:
                code = read(path, Path(folder))
            except Exception as error:  # whatever else comes out is the finding
                code = f"failure {type(error).__name__}"
                outcome.failures.append(f"mutant {number} ({name}, {kind}): {error!r}")
            seconds = time.monotonic() - start
            if code == "read" and kind == "cut" and name in {"text", "scan", "flate", "form", "restricted", "png", "jpeg"}:
                missing = len(originals[name]) - len(data)
                if missing > 16:  # a cut inside the end mark takes nothing away
                    outcome.failures.append(f"mutant {number} ({name}): {missing} bytes short, and read")
            if seconds > LONGEST_SECONDS:
                outcome.failures.append(f"mutant {number} ({name}, {kind}): {seconds:.0f} s")
            outcome.codes[code] += 1
            outcome.slowest_seconds = max(outcome.slowest_seconds, seconds)
    return outcome


def read(path: Path, folder: Path) -> str:
    """`read`, or the code of the refusal. Raises what must not happen."""
    try:
        for unpacked in unpack(path, LIMITS, Path(tempfile.mkdtemp(dir=folder))):
            count = inspect(unpacked.path, LIMITS).page_count
            if sum(1 for _ in render_pages(unpacked.path, LIMITS)) != count:
                raise AssertionError("not all pages")
    except InputError as refused:
        if refused.code not in SENTENCES:
            raise
        return refused.code
    return "read"


def main(arguments: Sequence[str] | None = None) -> int:
    """Prints the outcome; 1 when anything failed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", nargs="?", type=Path)
    parser.add_argument("--files", type=int, default=500)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args(arguments)
    originals = {p.name: p.read_bytes() for p in options.folder.iterdir() if p.is_file()} if options.folder else seeds()
    outcome = fuzz(options.files, options.seed, originals)
    print(f"{options.files} mutants, seed {options.seed}: {len(outcome.failures)} failures, slowest {outcome.slowest_seconds:.1f} s")
    print(", ".join(f"{code} {count}" for code, count in outcome.codes.most_common()))
    print(*outcome.failures, sep="\n")
    return 1 if outcome.failures else 0


if __name__ == "__main__":
    raise SystemExit(main())
