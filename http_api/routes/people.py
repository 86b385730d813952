"""People, client companies, API keys and the audit log: what an administrator sets up."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from typing import Annotated

from fastapi import APIRouter, Query

from auth import keys, passwords
from auth.principals import Principal, Role
from domain.errors import ConflictError, ForbiddenError, InputError
from http_api.admission import Known, ToolsOfCall
from http_api.editing import IfMatch, check_unchanged, etag_of
from http_api.errors import AlreadyCreatedError
from http_api.idempotency import OTHER_CONTENT, IdempotencyKey, once, other_content
from http_api.routes import PROBLEMS, also
from http_api.schemas.audit_log import AuditEntry, AuditLog
from http_api.schemas.companies import CalendarOut, ClientChange, ClientIn, ClientOut, Clients
from http_api.schemas.keys import KeyIn, KeyOut, Keys, NewKeyOut
from http_api.schemas.people import NewPersonOut, People, PersonChange, PersonIn, PersonOut, ReviewerOut, Reviewers
from storage import EVERY_CLIENT, Work
from storage.clients import INSTALLATION
from storage.tables import Client, Person

router = APIRouter(tags=["people and keys"], responses=PROBLEMS)


@router.get("/v1/people", summary="List people")
def list_people(principal: Known, tools: ToolsOfCall) -> People:
    """By name; an administrator of some companies sees the people of these alone."""
    with tools.database.read(principal.clients) as work:
        return People(people=[_person_out(work, person) for person in work.people.all() if _is_seen(work, principal, person.id)])


@router.get("/v1/people/reviewers", summary="Who can be given a task")
def list_reviewers(principal: Known, tools: ToolsOfCall) -> Reviewers:
    """Active staff, by name."""
    with tools.database.read(principal.clients) as work:
        staff = [p for p in work.people.all() if p.active and p.role != Role.CLIENT.value and _may_work_for(work, principal, p.id)]
    return Reviewers(reviewers=[ReviewerOut.model_validate(person) for person in staff])


@router.post("/v1/people", status_code=201, summary="Add a person", responses=also(s409=f"The address is taken. {OTHER_CONTENT}"))
def add_person(body: PersonIn, principal: Known, tools: ToolsOfCall, idempotency_key: IdempotencyKey = None) -> NewPersonOut:
    """Without a password one is made and shown in this answer only."""
    made = None if body.password else secrets.token_urlsafe(15)
    password_hash = passwords.hash_password(body.password or made or "")
    with tools.database.work(EVERY_CLIENT) as work:
        _check_clients(work, principal, body.role, body.clients)
        call = once(work, principal, idempotency_key, body, secret="password")
        if call.earlier:
            return _added_before(work, seen_person(work, principal, call.earlier), body)
        person = work.people.add(body.email, body.name, body.role.value, password_hash, body.clients or ())
        call.made(person.id)
        work.audit_log.note(INSTALLATION, principal.id, "person.added", person.id, role=body.role.value)
        return NewPersonOut(**_person_out(work, person).model_dump(), password=made)


@router.patch(
    "/v1/people/{person}", summary="Change a person",
    responses=also(s409="The last administrator must stay.", s412="It has changed since."),
)  # fmt: skip
def change_person(person: str, body: PersonChange, principal: Known, tools: ToolsOfCall, if_match: IfMatch = None) -> PersonOut:
    """Role, companies, activity, password; sessions of the person end when any of these changes."""
    with tools.database.work(EVERY_CLIENT) as work:
        row = seen_person(work, principal, person)
        work.hold(row)
        check_unchanged(if_match, _person_out(work, row).etag)
        role = body.role or Role(row.role)
        clients = body.clients if body.clients is not None else sorted(work.people.clients_of(person))
        _check_clients(work, principal, role, clients)
        if row.role == Role.ADMIN.value and row.active and (role is not Role.ADMIN or body.active is False):
            _keep_one_admin(work, row)
        row.role, row.name = role.value, body.name or row.name
        row.active = row.active if body.active is None else body.active
        if body.password is not None:
            row.password_hash = passwords.hash_password(body.password)
        work.people.set_clients(person, clients)
        if body.model_fields_set - {"name"}:
            work.people.close_sessions_of(person)
        work.audit_log.note(INSTALLATION, principal.id, "person.changed", person, members=sorted(body.model_fields_set))
        return _person_out(work, row)


@router.get("/v1/clients", summary="List client companies")
def list_clients(principal: Known, tools: ToolsOfCall) -> Clients:
    """Those the caller sees, by name."""
    with tools.database.read(principal.clients) as work:
        rows = work.clients.all(principal.clients)
        return Clients(clients=[_client_out(work, row, tools.clock()) for row in rows])


@router.post("/v1/clients", status_code=201, summary="Add a client company", responses=also(s409=f"The name is taken. {OTHER_CONTENT}"))
def add_client(body: ClientIn, principal: Known, tools: ToolsOfCall, idempotency_key: IdempotencyKey = None) -> ClientOut:
    """A client company with its own data, feed and audit chain."""
    of_installation(principal)
    with tools.database.work(EVERY_CLIENT) as work:
        call = once(work, principal, idempotency_key, body)
        if call.earlier:
            return _client_out(work, work.clients.get(call.earlier), tools.clock())
        row = work.clients.add(body.name)
        call.made(row.id)
        work.audit_log.note(INSTALLATION, principal.id, "client.added", row.id)
        return _client_out(work, row, tools.clock())


@router.patch(
    "/v1/clients/{client}", summary="Change a client company",
    responses=also(s409="The name is taken.", s412="It has changed since."),
)  # fmt: skip
def change_client(client: str, body: ClientChange, principal: Known, tools: ToolsOfCall, if_match: IfMatch = None) -> ClientOut:
    """Name, activity, keeping time, promise of delivery; a company switched off is shut out at once, its data stay."""
    with tools.database.work(EVERY_CLIENT) as work:
        visible(work, principal.clients, client)
        row = work.clients.get(client)
        work.hold(row)
        check_unchanged(if_match, _client_out(work, row, tools.clock()).etag)
        other = work.clients.by_name(body.name) if body.name is not None else None
        if other is not None and other.id != row.id:
            raise ConflictError("client_exists", "There is already a client company of this name.")
        row.name = body.name or row.name
        row.active = row.active if body.active is None else body.active
        row.least_view = row.least_view if body.least_view is None else body.least_view
        row.shares_corrections = row.shares_corrections if body.shares_corrections is None else body.shares_corrections
        if "retention_days" in body.model_fields_set:
            row.retention_days = body.retention_days
        if "promise_hours" in body.model_fields_set:
            row.promise_hours = body.promise_hours
        if "calendar" in body.model_fields_set:
            work.clients.set_calendar(row, body.calendar.checked() if body.calendar else None)
        work.audit_log.note(INSTALLATION, principal.id, "client.changed", row.id, members=sorted(body.model_fields_set))
        return _client_out(work, row, tools.clock())


@router.get("/v1/keys", summary="List API keys")
def list_keys(principal: Known, tools: ToolsOfCall) -> Keys:
    """Newest first, without secrets."""
    with tools.database.read(principal.clients) as work:
        rows = work.people.keys()
    return Keys(keys=[KeyOut.model_validate(row) for row in rows])


@router.post("/v1/keys", status_code=201, summary="Make an API key", responses=also(s409=OTHER_CONTENT))
def add_key(body: KeyIn, principal: Known, tools: ToolsOfCall, idempotency_key: IdempotencyKey = None) -> NewKeyOut:
    """The key itself is in this answer only."""
    key = keys.new_key(tools.pepper)
    with tools.database.work(principal.clients) as work:
        client = work.clients.get(body.client_id)
        call = once(work, principal, idempotency_key, body)
        if call.earlier:
            raise AlreadyCreatedError("if you did not get it, revoke this key and make another with a new Idempotency-Key.", call.earlier)
        call.made(key.id)
        expires = tools.clock() + timedelta(days=body.days)
        row = work.people.add_key(key.id, client.id, body.name, key.digest, [s.value for s in body.scopes], principal.id, expires)
        work.audit_log.note(client.id, principal.id, "key.made", key.id, scopes=row.scopes)
        return NewKeyOut(**KeyOut.model_validate(row).model_dump(), key=key.text)


@router.delete("/v1/keys/{key}", status_code=204, summary="Revoke an API key")
def revoke_key(key: str, principal: Known, tools: ToolsOfCall) -> None:
    """The next call with it is refused."""
    with tools.database.work(principal.clients) as work:
        row = work.people.revoke_key(key, tools.clock())
        work.audit_log.note(row.client_id, principal.id, "key.revoked", key)


@router.get("/v1/audit", summary="Who did what")
def read_audit_log(
    principal: Known,
    tools: ToolsOfCall,
    client: Annotated[str | None, Query(description="A client company; the installation's own log when left out (administrators).")] = None,
    after: Annotated[int, Query(ge=0, description="The number of the last entry seen.")] = 0,
    limit: Annotated[int, Query(ge=1, le=500)] = 200,
) -> AuditLog:
    """One chain in order; `first_broken` is the number of the first entry that does not fit its chain, null when all is well."""
    chain = client or INSTALLATION
    with tools.database.read(principal.clients) as work:
        if client is None and (principal.clients is not None or Role.ADMIN not in principal.actors):
            raise InputError("client_needed", "Say which client company's log with `client`.")
        if client is not None:
            visible(work, principal.clients, client)
        rows = work.audit_log.entries(chain, after, limit)
        broken = work.audit_log.first_broken(chain)
    return AuditLog(entries=[AuditEntry.model_validate(row) for row in rows], first_broken=broken)


def _added_before(work: Work, person: Person, body: PersonIn) -> NewPersonOut:
    if body.password is None:
        raise AlreadyCreatedError("if you did not get the password, set another one at this person.", person.id)
    if not passwords.is_right(body.password, person.password_hash):
        raise other_content()
    return NewPersonOut(**_person_out(work, person).model_dump(), password=None)


def visible(work: Work, seen: frozenset[str] | None, client: str) -> None:
    """Raises NotFoundError `unknown_client` for a company that does not exist or is not seen."""
    if seen is not None and client not in seen:
        client = ""
    work.clients.get(client)


def of_installation(principal: Principal) -> None:
    """Raises ForbiddenError for an administrator of some companies: this is for all of them."""
    if principal.clients is not None:
        raise ForbiddenError("forbidden", "Only an administrator of the whole installation may do this.")


def seen_person(work: Work, principal: Principal, person: str) -> Person:
    """Raises NotFoundError `unknown_person` for a person who does not exist or belongs elsewhere too."""
    return work.people.get(person if _is_seen(work, principal, person) else "")


def _is_seen(work: Work, principal: Principal, person: str) -> bool:
    """People are seen by whoever sees all their companies; those without an assignment belong to the installation."""
    if principal.clients is None:
        return True
    theirs = work.people.clients_of(person)
    return bool(theirs) and theirs <= principal.clients


def _may_work_for(work: Work, principal: Principal, person: str) -> bool:
    """Is the person of the staff of a company that the principal sees?"""
    theirs = work.people.clients_of(person)
    return principal.clients is None or not theirs or bool(theirs & principal.clients)


def _check_clients(work: Work, principal: Principal, role: Role, clients: list[str] | None) -> None:
    if role is Role.CLIENT and len(set(clients or ())) != 1:
        raise InputError("one_client_needed", "A client's person belongs to exactly one client company: name it in `clients`.")
    if principal.clients is not None and not clients:
        raise InputError("client_needed", "Say in `clients` which of your companies the person is for.")
    for client in clients or ():
        visible(work, principal.clients, client)


def _keep_one_admin(work: Work, leaving: Person) -> None:
    others = [p for p in work.people.all() if p.active and p.role == Role.ADMIN.value and p.id != leaving.id]
    if not others:
        raise ConflictError("last_admin", "This is the last active administrator: make another one first.")


def _client_out(work: Work, client: Client, moment: datetime) -> ClientOut:
    return ClientOut(
        id=client.id, name=client.name, active=client.active, retention_days=client.retention_days, least_view=client.least_view,
        shares_corrections=client.shares_corrections,
        created_at=client.created_at, promise_hours=client.promise_hours, due_now=work.clients.due(client, moment),
        calendar=CalendarOut.model_validate(work.clients.calendar(client)),
        etag=etag_of(
            client.name, client.active, client.retention_days, client.least_view, client.shares_corrections, client.promise_hours,
            client.calendar,
        ),
    )  # fmt: skip


def _person_out(work: Work, person: Person) -> PersonOut:
    clients, role = work.people.clients_of(person.id), Role(person.role)
    return PersonOut(
        id=person.id, email=person.email, name=person.name, role=role, active=person.active, created_at=person.created_at,
        second_factor=work.sign_in.has_factor(person.id),
        clients=sorted(clients) if clients or role is Role.CLIENT else None,
        etag=etag_of(person.name, role, person.active, sorted(clients)),
    )  # fmt: skip
