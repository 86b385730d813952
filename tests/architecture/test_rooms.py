"""The house is watched: every folder is a known room, and every room is this checkout's."""

from __future__ import annotations

import importlib.util
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PYTHON_ROOMS = {
    "kernel", "domain", "document_types", "intake", "ocr", "classification", "extraction", "decision", "pipeline", "workflow", "learning",
    "measurement", "reporting", "storage", "auth", "delivery", "http_api",
}  # fmt: skip
OTHER_FOLDERS = {"review_ui", "models", "samples", "tests", "docs", "deploy"}


def test_every_folder_is_a_room_of_the_house() -> None:
    folders = {p.name for p in ROOT.iterdir() if p.is_dir() and not p.name.startswith((".", "__"))} - {"dist", "build"}
    assert {f for f in folders if not f.endswith(".egg-info")} == PYTHON_ROOMS | OTHER_FOLDERS


def test_every_room_is_watched_by_import_linter_and_mypy() -> None:
    config = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]
    assert set(config["importlinter"]["root_packages"]) == PYTHON_ROOMS
    assert set(config["mypy"]["files"]) >= PYTHON_ROOMS


def test_every_room_resolves_under_the_root() -> None:
    for room in PYTHON_ROOMS:
        spec = importlib.util.find_spec(room)
        assert spec is not None
        assert spec.origin is not None
        assert Path(spec.origin).is_relative_to(ROOT), f"{room} is shadowed by {spec.origin}"


def test_every_room_says_what_it_owns() -> None:
    for room in PYTHON_ROOMS:
        assert (ROOT / room / "__init__.py").read_text().lstrip().startswith('"""'), f"{room}/__init__.py has no docstring"


def test_no_room_has_a_name_without_a_noun() -> None:
    homeless = {"utils", "core", "common", "helpers", "base"}
    named = {p.stem for p in ROOT.rglob("*.py") if not {".venv", "node_modules"} & set(p.parts)}
    assert not homeless & named
