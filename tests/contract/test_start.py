"""The processes of the service as an operator starts them: what is configured and missing stops the start, with a code."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from pathlib import Path

import pytest

from settings import ROOT
from tests.fakes import papers


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


GIVES_WAY = """
import subprocess, sys
from pathlib import Path
from intake import inspect
from intake.limits import Limits
from worker import give_way
give_way()
inspect(Path(sys.argv[1]), Limits())  # starts the sandbox
def session(pid): return Path(f"/proc/{pid}/autogroup").read_text().split()
children = Path("/proc/self/task").glob("*/children")
mine = [pid for file in children for pid in file.read_text().split()]
print(session("self"), *(session(pid) for pid in mine), sep="\\n")
"""


@pytest.mark.skipif(not Path("/proc/self/autogroup").exists(), reason="a kernel that does not share the processor out among sessions")
def test_a_worker_and_its_sandbox_leave_the_processor_to_the_api(tmp_path: Path) -> None:
    (tmp_path / "paper.pdf").write_bytes(papers.text_pdf(1))
    command = [sys.executable, "-c", GIVES_WAY, str(tmp_path / "paper.pdf")]
    told = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120, check=True, start_new_session=True).stdout
    worker, *sandboxes = map(ast.literal_eval, told.splitlines())
    assert sandboxes, "no sandbox was started"
    assert worker[0] not in {group for group, *_ in sandboxes}  # each has a session of its own
    assert {nice for _, _, nice in (worker, *sandboxes)} == {"19"}


def test_the_api_starts_without_the_libraries_of_the_models() -> None:
    """They would take a third of its memory and of its start."""
    loaded = "import sys, api; print(*{'lightgbm', 'sklearn', 'pandas', 'spacy', 'openvino', 'scipy.stats'} & sys.modules.keys())"
    done = subprocess.run([sys.executable, "-c", loaded], cwd=ROOT, capture_output=True, text=True, timeout=120, check=True)
    assert done.stdout.split() == []
