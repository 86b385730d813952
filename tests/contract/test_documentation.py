"""The pages about the project: what they name is there. Pages of decisions tell of their own day and are left out."""

from __future__ import annotations

import importlib.util
import re
import shlex
from pathlib import Path
from typing import Any

import pytest
from typer.core import TyperGroup
from typer.main import get_command

from cli import app
from settings import ROOT
from tests.architecture.test_rooms import PYTHON_ROOMS

FOLDERS = (ROOT, ROOT / "docs", ROOT / "docs" / "measured")
PAGES = [page for folder in FOLDERS for page in sorted(folder.glob("*.md"))]
each_page = pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)


def code(page: Path) -> list[str]:
    """What stands in code marks, and the lines of code blocks."""
    text = page.read_text(encoding="utf-8")
    blocks = re.findall(r"^```\w*\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    inline = re.findall(r"`([^`\n]+)`", re.sub(r"^```.*?^```", "", text, flags=re.MULTILINE | re.DOTALL))
    return [*inline, *(line for block in blocks for line in block.splitlines())]


@each_page
def test_every_link_leads_somewhere(page: Path) -> None:
    targets = re.findall(r"\]\(([^)#\s]+)", page.read_text(encoding="utf-8"))
    assert [target for target in targets if "://" not in target and not (page.parent / target).exists()] == []


@each_page
def test_every_command_that_is_named_exists_with_its_options(page: Path) -> None:
    named = [found[1] for text in code(page) if (found := re.match(r"(?:\./run )?spunta ([^|;&#]+)", text))]
    assert [problem for text in named if (problem := wrong(text))] == []


def wrong(text: str) -> str:
    """What is wrong with the words behind `spunta`; nothing when such a command exists."""
    command: Any = get_command(app)
    words = shlex.split(re.sub(r"[\[\]…]", " ", text))
    while isinstance(command, TyperGroup) and words and not words[0].startswith("-"):
        if words[0] not in command.commands:
            return f"{text}: there is no {words[0]}"
        command = command.commands[words.pop(0)]
    known = {"--help"} | {option for parameter in command.params for option in (*parameter.opts, *parameter.secondary_opts)}
    unknown = {word.partition("=")[0] for word in words if word.startswith("--")} - known
    return f"{text}: there is no {unknown}" if unknown else ""


@each_page
def test_every_module_that_is_to_be_run_exists(page: Path) -> None:
    modules = {module for text in code(page) for module in re.findall(r"python -m ([a-z_.]+)", text)}
    assert [module for module in modules if importlib.util.find_spec(module) is None] == []


def test_the_map_of_the_house_names_every_room_and_every_entry_point() -> None:
    shown = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    assert [room for room in sorted(PYTHON_ROOMS) if not re.search(rf"^  {room}/", shown, re.MULTILINE)] == []
    entries = {file.name for file in ROOT.glob("*.py") if not file.name.startswith("cli_")}
    assert sorted(name for name in entries if name not in shown) == []
