"""The commands of `spunta forms`: form definitions that are registered, and those that somebody waits for."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from installation import migrated_tools
from settings import load_settings
from storage.unit_of_work import EVERY_CLIENT
from workflow.forms import register

forms = typer.Typer(no_args_is_help=True, help="Form definitions.")
WHO = "command-line"


@forms.command("add")
def add_forms(folder: Annotated[Path, typer.Argument(exists=True, file_okay=False, help="One definition, or a folder of them.")]) -> None:
    """Registers form definitions."""
    tools = migrated_tools(load_settings())
    folders = [folder] if (folder / "form.yaml").is_file() else sorted(file.parent for file in folder.rglob("form.yaml"))
    if not folders:
        raise typer.BadParameter(f"no form.yaml under {folder}")
    for found in folders:
        form = register(tools, found, WHO)
        typer.echo(f"{form.key} version {form.version}: {len(form.fields)} fields")


@forms.command("list")
def list_forms() -> None:
    """The definitions in use, and those that a case rule waits for."""
    tools = migrated_tools(load_settings())
    with tools.database.read(EVERY_CLIENT) as work:
        active = work.forms.active()
    for form in active:
        typer.echo(f"{form.key}  version {form.version}")
    looked_for = {paper.form: rule.key for rule in tools.case_rules for paper in rule.papers.values() if paper.form is not None}
    for key in sorted(looked_for.keys() - {form.key for form in active}):
        typer.echo(f"{key}  not registered, but the case rule {looked_for[key]} looks for it (docs/cases.md)")
