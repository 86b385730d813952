"""One file an export format, found by its name: `load("csv")` gives delivery/exports/csv.py.

Every format keeps one contract, the module attributes of `ExportFormat`. A new format is one new file here.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterable, Iterator, Mapping
from typing import Protocol, cast

from domain.errors import InputError

Result = Mapping[str, object]
"""One logical document as results.md gives it; `id` and `version` may stand beside its members."""


class ExportFormat(Protocol):
    """What a module of this folder offers."""

    MEDIA_TYPE: str
    """For the Content-Type header."""

    def write(self, results: Iterable[Result]) -> Iterator[bytes]:
        """The file in pieces, in the order given; reads `results` once; no results give a valid empty file."""
        ...


def formats() -> tuple[str, ...]:
    """The names of all formats, sorted."""
    return tuple(sorted(m.name for m in pkgutil.iter_modules(__path__) if m.name != "cells"))


def load(name: str) -> ExportFormat:
    """The format of that name; raises InputError `unknown_format`."""
    if name not in formats():
        raise InputError("unknown_format", f"Ask for one of these formats: {', '.join(formats())}.")
    return cast(ExportFormat, importlib.import_module(f"{__name__}.{name}"))
