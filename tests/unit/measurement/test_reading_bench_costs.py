"""What the bench of readers says of costs, and which readers it asks for."""

from __future__ import annotations

from pathlib import Path

import pytest

from measurement.reading_bench import Cost, _compared, run_all
from measurement.reading_peers import can_run


def test_the_ratio_is_of_processor_time_a_page() -> None:
    lines = list(_compared("pages", ("ours", Cost(10, 2.0, 1.0, 100.0)), ("theirs", Cost(5, 9.0, 2.0, 200.0))))
    assert lines[2] == "| ours | 10 | 5.00 | 0.100 | 100 |"
    assert lines[-1] == "ours takes 1/4.0 of the processor time of theirs."


def test_a_reader_that_there_is_not_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="no such reader: nobody"):
        next(run_all(tmp_path, tmp_path, 1, 1, ["nobody"], False))


def test_ocrmypdf_runs_where_its_command_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    assert not can_run("ocrmypdf")
    assert can_run("spunta")
