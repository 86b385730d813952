"""A door of its own for each journey."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.fakes.door import Door, open_door


@pytest.fixture
def door(tmp_path: Path) -> Iterator[Door]:
    """The real application with empty rows."""
    with open_door(tmp_path) as opened:
        yield opened
