"""Models change places while a worker runs: the command puts them in use, the worker reads with them from the next look on."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from cli import app
from installation import migrated_tools, open_tools
from pipeline.journey import Journey
from pipeline.versions import SHIPPED, Versions
from settings import load_settings
from storage import EVERY_CLIENT
from tests.fakes.models import train_small
from worker import ReloadingBench
from workflow.crew import Deadline

run = CliRunner()


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("SPUNTA_DATA_DIR", str(tmp_path / "data"))
    (tmp_path / "data").mkdir()
    migrated_tools(load_settings())
    return tmp_path / "data" / "home"


def call(*arguments: str) -> str:
    """What a command printed; its error is raised."""
    done = run.invoke(app, ["models", *arguments])
    if done.exception is not None and not isinstance(done.exception, SystemExit):
        raise done.exception
    return done.output


def test_a_promotion_reaches_a_worker_that_runs_and_a_rollback_too(home: Path, tmp_path: Path) -> None:
    added = call("add", str(train_small(tmp_path / "trained", 2)))
    name = added.split()[0]
    assert "scorer calibrator certificates trained anew" in added
    settings = load_settings()
    bench = ReloadingBench(settings, "w1", Deadline(), tmp_path / "forms")
    first = bench()
    assert isinstance(first.reader, Journey)
    assert bench() is first, "nothing changed"

    call("shadow", name)
    tried = bench()
    assert tried.models.candidate == name
    assert tried.models.beside is not None
    candidate = tried.models.beside("nobody")
    assert isinstance(candidate, Journey)
    assert candidate.extractor.scorer.booster.num_trees() == 5
    assert tried.reader.extractor.scorer.booster.num_trees() > 5  # type: ignore[attr-defined]

    with pytest.raises(Exception, match="candidate_refused"):
        call("promote", name)
    with pytest.raises(Exception, match="candidate_refused"):
        call("promote", name, "--force")
    assert bench() is tried, "a refusal changes nothing"
    call("promote", name, "--force", "--reason", "the old ones are worse on our paper")
    assert not tried.models.are_in_use()
    promoted = bench()
    assert promoted.reader.extractor.scorer.booster.num_trees() == 5  # type: ignore[attr-defined]
    assert promoted.reader.decider.rules["text", "unseen"].threshold == 0.902  # type: ignore[attr-defined]
    assert promoted.models.candidate is None

    listed = call("list")
    assert f"* {name}  from shipped" in listed
    assert "not_tried" in listed
    call("rollback", "--reason", "it was not")
    assert bench().reader.extractor.scorer.booster.num_trees() > 5  # type: ignore[attr-defined]
    with open_tools(settings).database.read(EVERY_CLIENT) as work:
        noted = [e.action for e in work.audit_log.entries("-")]
        newest = work.certificates.newest("text", "unseen")
    assert noted == ["models.refused", "models.refused", "models.changed", "models.changed"]
    assert newest is not None
    assert (newest.state, newest.details["reason"]) == ("warming_up", "it was not")


def test_what_a_trial_found_decides_whether_a_candidate_is_put_in_use(home: Path, tmp_path: Path) -> None:
    name = call("add", str(train_small(tmp_path / "trained", 2))).split()[0]
    settings = load_settings()
    versions = Versions(settings.models_dir, settings.learned_dir)
    worse = [{"code": "reads_worse", "message": "it reads fewer fields right"}]
    versions.keep_report(name, {"current": SHIPPED, "where": "x", "at": "now", "objections": worse})
    with pytest.raises(Exception, match="candidate_refused"):
        call("promote", name)
    assert versions.state().current == SHIPPED
    versions.keep_report(name, {"current": SHIPPED, "where": "x", "at": "now", "objections": []})
    call("promote", name)
    assert versions.state().current == name
    other = call("add", str(train_small(tmp_path / "other", 3))).split()[0]
    versions.keep_report(other, {"current": SHIPPED, "where": "x", "at": "now", "objections": []})
    with pytest.raises(Exception, match="candidate_refused"):
        call("promote", other)
