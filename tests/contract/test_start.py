"""The processes of the service as an operator starts them: what is configured and missing stops the start, with a code."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from settings import ROOT


def start(program: str, folder: Path, **settings: str) -> subprocess.CompletedProcess[str]:
    """Its end, on a machine whose PATH holds no bubblewrap."""
    nothing = folder / "bin"
    nothing.mkdir()
    own = {name: value for name, value in os.environ.items() if not name.startswith("SPUNTA_")}
    given = {f"SPUNTA_{name.upper()}": value for name, value in settings.items()}
    environment = own | {"PATH": str(nothing), "SPUNTA_DATA_DIR": str(folder / "data"), "SPUNTA_PORT": "0"} | given
    return subprocess.run(
        [sys.executable, str(ROOT / program)], env=environment, cwd=folder, capture_output=True, text=True, timeout=300, check=False
    )


@pytest.mark.parametrize("program", ["worker.py", "api.py"])
def test_without_the_wall_that_is_asked_for_nothing_starts(program: str, tmp_path: Path) -> None:
    ended = start(program, tmp_path, sandbox="bubblewrap")
    assert ended.returncode == 2, ended.stderr
    assert ended.stderr.startswith("spunta: sandbox_missing: bubblewrap is not installed"), ended.stderr
    assert "Traceback" not in ended.stderr
    assert "in use" not in ended.stderr  # no weaker wall was taken
    assert not (tmp_path / "data" / "spunta.db").exists()  # it stopped before it touched anything


@pytest.mark.parametrize("program", ["worker.py", "api.py"])
def test_a_weaker_wall_is_taken_only_where_that_is_allowed_and_is_told(program: str, tmp_path: Path) -> None:
    ended = start(program, tmp_path, sandbox="auto", database_url="mysql://nowhere/nothing")
    told, refused = ended.stderr.splitlines()[0], ended.stderr.splitlines()[-1]
    assert "bubblewrap is not installed, so the weaker sandbox level `process` is in use" in told
    assert refused.startswith("spunta: database_url: ")
    assert ended.returncode == 2
