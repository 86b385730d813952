"""The settings: documented, strict, and their secret made once."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import intake.sandbox
from domain.errors import SetupError
from installation import limits_of
from settings import ROOT, Settings, load_settings
from workflow.tools import Rules

PAGE = (ROOT / "docs" / "settings.md").read_text(encoding="utf-8")
DEPENDS_ON_THE_MACHINE = {"data_dir", "workers", "models_dir"}


def test_every_setting_is_documented_and_nothing_else_is() -> None:
    assert set(re.findall(r"^\| `SPUNTA_(\w+)`", PAGE, re.MULTILINE)) == {name.upper() for name in Settings.model_fields}


@pytest.mark.parametrize("name", sorted(Settings.model_fields.keys() - DEPENDS_ON_THE_MACHINE))
def test_the_documented_default_is_the_real_one(name: str) -> None:
    default = Settings.model_fields[name].default
    shown = "empty" if default in ("", None) else f"`{default}`"
    assert f"| `SPUNTA_{name.upper()}` | {shown} |" in PAGE


def test_the_environment_is_read_and_wrong_values_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SPUNTA_PORT", "9001")
    assert load_settings().port == 9001
    monkeypatch.setenv("SPUNTA_PORT", "many")
    monkeypatch.setenv("SPUNTA_AUDIT_RATE", "2")
    with pytest.raises(SetupError, match=r"SPUNTA_PORT.*SPUNTA_AUDIT_RATE"):
        load_settings()


def test_nobody_else_reads_the_environment_for_settings() -> None:
    entries = [ROOT / name for name in ("api.py", "worker.py", "installation.py")]
    rooms = ["storage", "workflow", "http_api", "auth", "delivery", "reporting", "pipeline", "domain", "decision"]
    files = [*entries, *(path for room in rooms for path in (ROOT / room).rglob("*.py"))]
    readers = [str(path) for path in files if re.search(r"os\.getenv|environ(\.get\(|\[)[\"']SPUNTA_", path.read_text(encoding="utf-8"))]
    assert readers == []


def test_every_rule_of_the_workflow_is_a_setting_with_the_same_default() -> None:
    rules = Rules()
    assert {name: getattr(rules, name) for name in Rules.__dataclass_fields__} == {
        name: Settings.model_fields[name].default for name in Rules.__dataclass_fields__
    }


def test_the_secret_is_made_once_also_by_processes_that_start_together(tmp_path: Path) -> None:
    program = (
        "from pathlib import Path; from settings import Settings; import sys; print(Settings(data_dir=Path(sys.argv[1])).secret_text())"
    )
    started = [subprocess.Popen([sys.executable, "-c", program, str(tmp_path)], stdout=subprocess.PIPE, cwd=ROOT) for _ in range(3)]
    secrets = {process.communicate()[0].strip() for process in started}
    assert len(secrets) == 1
    assert len(secrets.pop()) >= 32
    assert (tmp_path / "secret").stat().st_mode & 0o777 == 0o600
    assert [path.name for path in tmp_path.iterdir()] == ["secret"]


def test_a_short_secret_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SetupError, match="weak_secret"):
        Settings(data_dir=tmp_path, secret="short").secret_text()


@pytest.fixture
def fresh_levels() -> Iterator[None]:
    """The level is found out anew, before and after."""
    intake.sandbox.active_level.cache_clear()
    yield
    intake.sandbox.active_level.cache_clear()


@pytest.mark.usefixtures("fresh_levels")
def test_a_missing_wall_stops_the_start_or_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert limits_of(Settings(data_dir=tmp_path)).sandbox == "auto"
    assert intake.sandbox.active_level() == "process"
    assert "bubblewrap is not installed, so the weaker sandbox level `process` is in use" in caplog.text
    with pytest.raises(SetupError, match="sandbox_missing"):
        limits_of(Settings(data_dir=tmp_path, sandbox="bubblewrap"))


@pytest.mark.usefixtures("fresh_levels")
@pytest.mark.parametrize("level", ["auto", "bubblewrap"])
def test_a_wall_that_does_not_answer_stops_the_start(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, level: str) -> None:
    hanging = tmp_path / "bwrap"
    hanging.write_text("#!/bin/sh\nexec /bin/sleep 60\n", encoding="utf-8")
    hanging.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(intake.sandbox, "ANSWER_SECONDS", 0.3)
    with pytest.raises(SetupError, match="sandbox_slow"):
        limits_of(Settings.model_validate({"data_dir": tmp_path, "sandbox": level}))
