"""The contract of a reading engine, and where engines are found.

An engine is one file `ocr/engines/<name>.py` with a function `create() -> Engine`; nothing else names it. Every engine file is
proven by tests/contract/test_engines.py.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from domain.errors import SetupError
from domain.page import Image

Quad = NDArray[np.float32]
"""4 x 2 pixels of the image: top left, top right, bottom right, bottom left *of the text*, which need not lie level."""


@dataclass(frozen=True, slots=True)
class LineChar:
    """One character of a line; `x0`, `x1` are fractions of the line's width, left edge first."""

    char: str
    score: float
    """Probability, 0 to 1."""
    x0: float
    x1: float
    alternatives: tuple[tuple[str, float], ...] = ()
    """Other characters with their probabilities, best first; empty where the engine cannot tell."""


@dataclass(frozen=True, slots=True)
class LineReading:
    """What one line says, spaces included, left to right."""

    chars: tuple[LineChar, ...] = ()

    @property
    def text(self) -> str:
        return "".join(c.char for c in self.chars)

    @property
    def score(self) -> float:
        """The mean probability of the characters that are not spaces; 0 when nothing was read."""
        scores = [c.score for c in self.chars if c.char != " "]
        return sum(scores) / len(scores) if scores else 0.0


@dataclass(frozen=True, slots=True)
class EngineLine:
    """A line found on a page."""

    quad: Quad
    reading: LineReading = field(default_factory=LineReading)


class Engine(Protocol):
    """Reads pages and line crops. Called in worker processes, one call at a time, on one thread.

    Images are height x width uint8 grey, 255 is paper. The same image gives the same answer. An image with nothing to read gives
    an empty answer, never an error. Models load at the first call, once in a process; SetupError when a model or a program is
    missing. TransientError when the engine died twice on the same image.
    """

    name: str

    def read_page(self, image: Image) -> list[EngineLine]:
        """Every line of a page, in no promised order. Lines may stand at any angle."""
        ...

    def read_lines(self, crops: Sequence[Image], alphabet: str | None = None) -> list[LineReading]:
        """One reading for each crop of a single, level line; only characters of `alphabet` (and spaces) when it is given."""
        ...


def engine_names() -> list[str]:
    """The names of all engines there are."""
    import ocr.engines

    return sorted(module.name for module in pkgutil.iter_modules(ocr.engines.__path__))


@cache
def load_engine(name: str) -> Engine:
    """The engine of that name, one for the process. Raises SetupError for a name without a file."""
    if name not in engine_names():
        raise SetupError("unknown_engine", f"There is no OCR engine {name!r}; there are: {', '.join(engine_names())}.")
    engine: Engine = importlib.import_module(f"ocr.engines.{name}").create()
    return engine
