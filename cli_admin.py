"""The commands of `spunta` that need the installation's database: people, client companies, keys, and the servers."""

from __future__ import annotations

import secrets
import sys
from datetime import UTC, datetime
from enum import StrEnum
from typing import Annotated

import typer

from auth.keys import LONGEST_LIFE, new_key
from auth.passwords import hash_password
from auth.principals import Role, Scope
from cli_forms import forms
from cli_keep import keep_commands
from cli_models import models
from settings import load_settings
from storage.clients import INSTALLATION
from storage.engine import Database, open_database
from storage.migrate import migrate
from storage.tables import Client
from storage.unit_of_work import EVERY_CLIENT, Work

COMMAND_LINE = "command-line"
"""The actor of the audit log when an administrator works at the machine itself."""


class Scopes(StrEnum):
    """What a new key may do."""

    ALL = "all"
    WRITE = Scope.WRITE
    READ = Scope.READ


def admin_commands(app: typer.Typer) -> None:
    """Adds the commands of this file to the application."""
    for name, commands in (("client", clients), ("user", people), ("key", keys), ("forms", forms), ("models", models)):
        app.add_typer(commands, name=name)
    keep_commands(app)
    app.command()(up)
    app.command()(serve)
    app.command()(worker)


clients = typer.Typer(no_args_is_help=True, help="Client companies.")
people = typer.Typer(no_args_is_help=True, help="People who sign in.")
keys = typer.Typer(no_args_is_help=True, help="API keys of programs.")
IfMissing = Annotated[bool, typer.Option("--if-missing", help="Done already is done: no error when it exists.")]
ClientName = Annotated[str, typer.Option("--client", help="Name of the client company.")]


def _database() -> Database:
    database = open_database(load_settings().database)
    migrate(database)
    return database


def _client(work: Work, name: str) -> Client:
    found = work.clients.by_name(name)
    if found is None:
        raise typer.BadParameter(f"there is no client company called {name}; add it with: spunta client add {name!r}")
    return found


@clients.command("add")
def add_client(name: str, if_missing: IfMissing = False) -> None:
    """A new client company."""
    with _database().work(EVERY_CLIENT) as work:
        client = work.clients.by_name(name) if if_missing else None
        if client is None:
            client = work.clients.add(name)
            work.audit_log.note(INSTALLATION, COMMAND_LINE, "client.added", client.id)
        typer.echo(client.id)


@clients.command("list")
def list_clients() -> None:
    """Client companies by name."""
    with _database().read(EVERY_CLIENT) as work:
        for client in work.clients.all():
            typer.echo(f"{client.id}  {client.name}")


@people.command("add")
def add_person(
    email: str,
    role: Annotated[Role, typer.Option(help="What the person does.")],
    name: Annotated[str, typer.Option(help="As shown to colleagues; default: the address.")] = "",
    client: Annotated[list[str] | None, typer.Option(help="Assigned client companies; staff without any see all.")] = None,
    password: Annotated[str | None, typer.Option(help="Default: a random one, printed once. `-` reads it from standard input.")] = None,
    if_missing: IfMissing = False,
) -> None:
    """A new person. With --if-missing an existing person gets the password and stays otherwise as they are."""
    chosen = sys.stdin.readline().rstrip("\n") if password == "-" else password or secrets.token_urlsafe(12)
    with _database().work(EVERY_CLIENT) as work:
        person = work.people.by_email(email) if if_missing else None
        if person is None:
            assigned = [_client(work, c).id for c in client or []]
            if role is Role.CLIENT and not assigned:
                raise typer.BadParameter("a person of a client company needs --client")
            person = work.people.add(email, name or email, role.value, hash_password(chosen), assigned)
            work.audit_log.note(INSTALLATION, COMMAND_LINE, "person.added", person.id)
        else:
            person.password_hash = hash_password(chosen)
            work.people.close_sessions_of(person.id)
            work.audit_log.note(INSTALLATION, COMMAND_LINE, "person.password_set", person.id)
        typer.echo(f"{person.id}  {person.email}" + ("" if password else f"  password: {chosen}"))


@keys.command("create")
def create_key(
    client: ClientName,
    name: Annotated[str, typer.Option(help="What it is for.")] = "command line",
    scope: Annotated[Scopes, typer.Option(help="What programs may do with it.")] = Scopes.ALL,
) -> None:
    """A new API key of a client company; its text is shown once, here."""
    key = new_key(load_settings().secret_text())
    scopes = [Scope.WRITE.value, Scope.READ.value] if scope is Scopes.ALL else [scope.value]
    with _database().work(EVERY_CLIENT) as work:
        owner = _client(work, client)
        work.people.add_key(key.id, owner.id, name, key.digest, scopes, COMMAND_LINE, datetime.now(UTC) + LONGEST_LIFE)
        work.audit_log.note(owner.id, COMMAND_LINE, "key.created", key.id)
    typer.echo(key.text)


def up() -> None:
    """Starts everything on this machine; Ctrl-C stops it cleanly."""
    from up import run

    raise typer.Exit(run(load_settings()))


def serve() -> None:
    """The API with the web page, for a deployment that has its own database, queue and file store."""
    from api import main

    main()


def worker() -> None:
    """One worker, for a deployment that has its own database, queue and file store."""
    from worker import main

    raise typer.Exit(main())
