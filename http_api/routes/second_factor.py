"""The second factor of the person signed in; who must have one, and taking it from somebody who lost it."""

from __future__ import annotations

from fastapi import APIRouter

from auth import second_factor, sessions
from auth.seals import Seal
from domain.errors import ConflictError, ForbiddenError
from http_api.admission import Caller, CallerOfCall, Known, ToolsOfCall
from http_api.qr_code import qr_path
from http_api.routes import PROBLEMS, also
from http_api.routes.people import of_installation, seen_person
from http_api.schemas.sign_in import CodeIn, FactorOut, NewFactorOut, RecoveryCodesOut, SignInRules
from http_api.sign_in import SECRETS, check_code, count_try, token_of
from http_api.tools import Tools
from storage import EVERY_CLIENT, Work
from storage.clients import INSTALLATION

router = APIRouter(tags=["session"], responses=PROBLEMS)


@router.get("/v1/session/second-factor", summary="My second factor")
def my_factor(caller: CallerOfCall, tools: ToolsOfCall) -> FactorOut:
    """Whether there is one, whether my role needs it, and how many recovery codes are left."""
    with tools.database.read(EVERY_CLIENT) as work:
        person = work.people.get(caller.known.id)
        found = work.sign_in.factor(person.id)
        since = found.confirmed_at if found else None
        left, required = work.sign_in.recovery_codes_left(person.id), person.role in work.sign_in.roles_with_factor()
    return FactorOut(is_on=since is not None, since=since, required=required, recovery_codes_left=left)


@router.post("/v1/session/second-factor", summary="Add a second factor", responses=also(s409="There is one already."))
def begin(caller: CallerOfCall, tools: ToolsOfCall) -> NewFactorOut:
    """A secret for an app, shown once; it is asked for from the moment a first code was sent. Within 15 minutes of signing in."""
    with tools.database.work(EVERY_CLIENT) as work:
        _check_fresh(work, tools, caller)
        person = work.people.get(caller.known.id)
        if work.sign_in.has_factor(person.id):
            raise ConflictError("second_factor_exists", "There is a second factor already: remove it first.")
        secret = second_factor.new_secret()
        work.sign_in.begin_factor(person.id, Seal(tools.pepper, SECRETS).close(secret))
    address = second_factor.address_of(secret, person.email)
    size, path = qr_path(address)
    return NewFactorOut(secret=secret, address=address, qr_size=size, qr_path=path)


@router.put("/v1/session/second-factor", summary="Confirm the second factor", responses=also(s409="There is none to confirm."))
def confirm(body: CodeIn, caller: CallerOfCall, tools: ToolsOfCall) -> RecoveryCodesOut:
    """The first code of the app; every other session of this person ends. The recovery codes are in this answer only."""
    person_id, token = caller.known.id, token_of(caller.session_token)
    who = count_try(tools, f"code {person_id}", tools.code_tries)
    with tools.database.work(EVERY_CLIENT) as work:
        if work.sign_in.factor(person_id) is None or work.sign_in.has_factor(person_id):
            raise ConflictError("no_second_factor_begun", "Begin with a new second factor: there is none to confirm.")
        if not check_code(work, tools, person_id, body.code):
            raise ForbiddenError("wrong_code", "This code is not right: is the clock of the telephone?")
        work.sign_in.confirm_factor(person_id, tools.clock())
        work.sign_in.forget_tries(who)
        work.people.close_sessions_of(person_id, but=sessions.token_digest(token))
        work.audit_log.note(INSTALLATION, person_id, "second_factor.added", person_id)
        return _new_codes(work, tools, person_id)


@router.delete("/v1/session/second-factor", status_code=204, summary="Remove my second factor", responses=also(s409="The role needs it."))
def remove(caller: CallerOfCall, tools: ToolsOfCall) -> None:
    """Within 15 minutes of signing in; not where the role needs one."""
    with tools.database.work(EVERY_CLIENT) as work:
        _check_fresh(work, tools, caller)
        person = work.people.get(caller.known.id)
        if person.role in work.sign_in.roles_with_factor():
            raise ConflictError("second_factor_required", "Your role needs a second factor: an administrator can reset it.")
        work.sign_in.remove_factor(person.id)
        work.audit_log.note(INSTALLATION, person.id, "second_factor.removed", person.id)


@router.post("/v1/session/second-factor/recovery-codes", summary="New recovery codes", responses=also(s409="There is no second factor."))
def renew_codes(caller: CallerOfCall, tools: ToolsOfCall) -> RecoveryCodesOut:
    """The old ones are void. Within 15 minutes of signing in."""
    with tools.database.work(EVERY_CLIENT) as work:
        _check_fresh(work, tools, caller)
        if not work.sign_in.has_factor(caller.known.id):
            raise ConflictError("no_second_factor", "Add a second factor first.")
        work.audit_log.note(INSTALLATION, caller.known.id, "recovery_codes.renewed", caller.known.id)
        return _new_codes(work, tools, caller.known.id)


@router.delete("/v1/people/{person}/second-factor", status_code=204, summary="Reset a person's second factor", tags=["people and keys"])
def reset(person: str, principal: Known, tools: ToolsOfCall) -> None:
    """For a lost telephone: the next sign-in asks for the password alone, and for a new second factor where the role needs one."""
    with tools.database.work(EVERY_CLIENT) as work:
        row = seen_person(work, principal, person)
        work.sign_in.remove_factor(row.id)
        work.people.close_sessions_of(row.id)
        work.audit_log.note(INSTALLATION, principal.id, "second_factor.reset", row.id)


@router.get("/v1/sign-in-rules", summary="Who must have a second factor", tags=["people and keys"])
def get_rules(_: Known, tools: ToolsOfCall) -> SignInRules:
    """By role."""
    with tools.database.read(EVERY_CLIENT) as work:
        return SignInRules.model_validate({"second_factor_roles": sorted(work.sign_in.roles_with_factor())})


@router.put("/v1/sign-in-rules", summary="Set who must have a second factor", tags=["people and keys"])
def set_rules(body: SignInRules, principal: Known, tools: ToolsOfCall) -> SignInRules:
    """Holds at once: people of these roles can do nothing until they have one."""
    of_installation(principal)
    roles = sorted({role.value for role in body.second_factor_roles})
    with tools.database.work(EVERY_CLIENT) as work:
        work.sign_in.set_roles_with_factor(roles, principal.id)
        work.audit_log.note(INSTALLATION, principal.id, "sign_in_rules.changed", INSTALLATION, roles=roles)
    return SignInRules.model_validate({"second_factor_roles": roles})


def _check_fresh(work: Work, tools: Tools, caller: Caller) -> None:
    row = work.people.session(sessions.token_digest(token_of(caller.session_token)))
    if row is None or not sessions.is_fresh(tools.clock(), row.created_at):
        raise ForbiddenError("sign_in_again", "Sign in again: this needs a sign-in of the last 15 minutes.")


def _new_codes(work: Work, tools: Tools, person_id: str) -> RecoveryCodesOut:
    codes = second_factor.new_recovery_codes()
    work.sign_in.set_recovery_codes(person_id, [second_factor.recovery_digest(code, tools.pepper) for code in codes])
    return RecoveryCodesOut(recovery_codes=codes)
