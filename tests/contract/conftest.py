"""Doors for the promises of the service: one for all tests of a file, or made to order."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from auth.attempts import Attempts
from tests.fakes.door import Door, open_door


@pytest.fixture(scope="module")
def door(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Door]:
    """At which one may call as often as one likes."""
    with open_door(tmp_path_factory.mktemp("door"), calls=Attempts(100_000, timedelta(minutes=1))) as opened:
        yield opened


@pytest.fixture
def make_door(tmp_path: Path) -> Iterator[Callable[..., Door]]:
    """Opens doors with `changes` to their tools, each with rows of its own."""
    opened = []

    def make(**changes: Any) -> Door:
        context = open_door(tmp_path / str(len(opened)), **changes)
        opened.append(context)
        return context.__enter__()

    yield make
    for context in opened:
        context.__exit__(None, None, None)
