"""One file a source of candidates, found by its name.

Each module has `propose(context: Context) -> Iterable[Candidate]`: pure, never raises for odd paper, proposes only keys of
`context.fields`. Names of `Candidate.features` are the scorer's (extraction/features.py); a name a source does not know is NaN.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cache
from importlib import import_module
from pkgutil import iter_modules

from domain.document import Candidate
from extraction.context import Context

Source = Callable[[Context], Iterable[Candidate]]


@cache
def sources() -> dict[str, Source]:
    """Name -> source, for every module of this package that has a `propose`, in name order."""
    modules = {info.name: import_module(f"{__name__}.{info.name}") for info in iter_modules(__path__)}
    return {name: module.propose for name, module in sorted(modules.items()) if hasattr(module, "propose")}


def propose_all(context: Context) -> list[Candidate]:
    """The candidates of every source for the keys of `context.fields`."""
    return [c for source in sources().values() for c in source(context) if c.key in context.fields]
