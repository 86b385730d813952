"""The commands of `spunta` that keep an installation: backup and restore, doctor, the audit chain, stored files, the bill of materials."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Annotated

import typer

from delivery.evidence_pack import Seal
from installation import open_tools
from pipeline.versions import Versions
from settings import Settings, load_settings
from storage.audit_log import first_broken_of_file, write_chain
from storage.backup import back_up
from storage.backup import restore as bring_back
from storage.clients import INSTALLATION
from storage.sealing import new_key
from storage.unit_of_work import EVERY_CLIENT
from workflow.evidence import evidence_of
from workflow.retire import sweep
from workflow.tools import Tools
from workflow.upkeep import examine, replay_erasures

audit = typer.Typer(no_args_is_help=True, help="The audit log: who saw and changed what, chained by hashes.")
files = typer.Typer(no_args_is_help=True, help="Stored files.")


def keep_commands(app: typer.Typer) -> None:
    """Adds the commands of this file to the application."""
    for command in (backup, restore, doctor, evidence, sbom, vulnerabilities):
        app.command()(command)
    app.add_typer(audit, name="audit")
    app.add_typer(files, name="files")


def backup(target: Annotated[Path, typer.Argument(help="A new or empty folder.")]) -> None:
    """Rows, stored files, what was learned and the models, while everything runs. The secret and the file keys are kept elsewhere."""
    settings = load_settings()
    done = back_up(open_tools(settings).database, open_tools(settings).files, _folders(settings), target)
    typer.echo(f"{done.rows} rows, {done.files} files, {done.bytes} bytes in {target}")


def restore(source: Annotated[Path, typer.Argument(exists=True, file_okay=False, help="A folder of `spunta backup`.")]) -> None:
    """Brings a backup into an empty installation, then erases again what was erased since it was made."""
    settings = load_settings()
    tools = open_tools(settings)
    done = bring_back(tools.database, tools.files, _folders(settings), source)
    again = replay_erasures(tools, tools.erasures.all() if tools.erasures else [])
    typer.echo(f"{done.rows} rows, {done.files} files, {done.bytes} bytes; {again} erased again")
    _report(tools)


def doctor(
    sweep_files: Annotated[bool, typer.Option("--sweep", help="Remove files no row needs; only while nothing is being received.")] = False,
) -> None:
    """Looks for tables of another version, missing files and broken audit chains; exit code 1 when there are any."""
    tools = open_tools(load_settings())
    _report(tools)
    if sweep_files:
        typer.echo(f"{sweep(tools)} files removed")


def evidence(
    batch: Annotated[str, typer.Argument(help="Id of the batch.")],
    target: Annotated[Path, typer.Argument(help="A folder: evidence-BATCH.pdf and .json are written there.")],
) -> None:
    """The hashes from original to data, the audit sample and the models of a batch, as a signed PDF and JSON; no values."""
    settings = load_settings()
    models = Versions(settings.models_dir, settings.learned_dir).files()
    found, seal = evidence_of(open_tools(settings), EVERY_CLIENT, batch, models), Seal(settings.data_dir / "evidence.p12")
    target.mkdir(parents=True, exist_ok=True)
    for kind, content in (("pdf", seal.as_pdf(found)), ("json", seal.as_json(found))):
        (target / f"evidence-{batch}.{kind}").write_bytes(content)
    typer.echo(f"{len(found['originals'])} originals, {len(found['images'])} images, {len(found['data'])} documents")


@audit.command("export")
def export_audit(
    target: Path, client: Annotated[str, typer.Option(help="Id of a client company; `-`: the installation's own.")] = INSTALLATION
) -> None:
    """One chain as JSON Lines, its end in the last line."""
    with open_tools(load_settings()).database.read(EVERY_CLIENT) as work, target.open("w", encoding="utf-8") as file:
        typer.echo(f"{write_chain(work.audit_log, client, file)} entries")


@audit.command("verify")
def verify_audit(
    file: Annotated[Path | None, typer.Argument(exists=True, help="An exported chain; default: those of the database.")] = None,
) -> None:
    """Computes every hash again; exit code 1 at the first entry that was altered, removed or moved. A file needs no database."""
    if file is not None:
        with file.open(encoding="utf-8") as lines:
            broken = {file.name: first_broken_of_file(lines)}
    else:
        with open_tools(load_settings()).database.read(EVERY_CLIENT) as work:
            broken = {c: work.audit_log.first_broken(c) for c in (INSTALLATION, *(client.id for client in work.clients.all()))}
    for chain, number in broken.items():
        typer.echo(f"{chain}  " + ("ok" if number is None else f"broken at entry {number}"))
    if any(number is not None for number in broken.values()):
        raise typer.Exit(1)


@files.command("new-key")
def new_file_key() -> None:
    """A random key for SPUNTA_FILE_KEYS; put it first to use it, keep the old ones behind it until `reseal` is through."""
    typer.echo(new_key())


@files.command("reseal")
def reseal() -> None:
    """Stores every file under the first key of SPUNTA_FILE_KEYS; may be stopped and started again."""
    tools = open_tools(load_settings())
    with tools.database.read(EVERY_CLIENT) as work:
        clients = [INSTALLATION, *(client.id for client in work.clients.all())]
    moved = sum(tools.files.reseal(client, sha256) for client in clients for sha256 in list(tools.files.list(client)))
    typer.echo(f"{moved} files")


def sbom(target: Annotated[Path, typer.Argument(help="A JSON file.")]) -> None:
    """The software bill of materials of this environment, CycloneDX 1.6."""
    command = [sys.executable, "-m", "cyclonedx_py", "environment", sys.executable, "--sv", "1.6", "--of", "JSON", "-o", str(target)]
    if subprocess.run(command, check=False).returncode:
        raise typer.Exit(1)
    typer.echo(f"{len(json.loads(target.read_text(encoding='utf-8'))['components'])} components")


def vulnerabilities() -> None:
    """Known vulnerabilities of the locked Python packages (pip-audit; asks the package index)."""
    lock = str(Path(__file__).with_name("requirements.lock"))
    command = [sys.executable, "-m", "pip_audit", "--disable-pip", "--require-hashes", "-r", lock]
    raise typer.Exit(subprocess.run(command, check=False).returncode)


def _folders(settings: Settings) -> dict[str, Path]:
    return {"home": settings.learned_dir, "models": settings.models_dir}


def _report(tools: Tools) -> None:
    found = examine(tools)
    for finding in found:
        typer.echo(f"{finding.code}  {finding.subject}")
    if found:
        raise typer.Exit(1)
    typer.echo("all is well")
