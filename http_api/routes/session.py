"""Signing in and out, and who I am."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from auth import passwords, sessions
from auth.principals import Role
from domain.errors import ForbiddenError
from http_api.admission import CallerOfCall, ToolsOfCall, cookie_of, is_own_page
from http_api.errors import RetryLaterError
from http_api.routes import PROBLEMS
from http_api.schemas.people import PasswordChange, SessionOut, SignIn
from http_api.tools import Tools
from storage import EVERY_CLIENT
from storage.clients import INSTALLATION

router = APIRouter(tags=["session"], responses=PROBLEMS)


@router.post("/v1/session", summary="Sign in")
def sign_in(body: SignIn, request: Request, response: Response, tools: ToolsOfCall) -> SessionOut:
    """Sets the session cookie; an old session of this browser ends. Ten tries a minute for each address and person."""
    if "origin" in request.headers and not is_own_page(request):
        raise ForbiddenError("csrf", "Sign in on our own page.")
    now, who = tools.clock(), f"{request.client.host if request.client else ''} {body.email.lower()}"
    if wait := tools.sign_in_attempts.wait(who, now):
        raise RetryLaterError("too_many_requests", "Too many tries to sign in: wait a minute.", int(wait.total_seconds()) + 1)
    tools.sign_in_attempts.record(who, now)
    with tools.database.read(EVERY_CLIENT) as work:
        person = work.people.by_email(body.email)
    right = passwords.is_right(body.password, person.password_hash if person else None)
    if person is None or not right or not person.active:
        raise ForbiddenError("unauthenticated", "Address and password do not belong together.")
    tools.sign_in_attempts.clear(who)
    cookie, token = cookie_of(request), sessions.new_token()
    with tools.database.work(EVERY_CLIENT) as work:
        if old := request.cookies.get(cookie.name):
            work.people.close_session(sessions.token_digest(old))
        work.people.open_session(sessions.token_digest(token), person.id, now)
        work.people.forget_sessions_before(now - sessions.ABSOLUTE)
        if passwords.needs_rehash(str(person.password_hash)):
            work.people.get(person.id).password_hash = passwords.hash_password(body.password)
        work.audit_log.note(INSTALLATION, person.id, "session.opened", person.id)
    response.set_cookie(cookie.name, token, secure=cookie.secure, httponly=True, samesite="strict", path="/")
    return _session_out(tools, token)


@router.get("/v1/session", summary="Who am I")
def who_am_i(caller: CallerOfCall, tools: ToolsOfCall) -> SessionOut:
    """The person signed in, and the CSRF token of the session."""
    return _session_out(tools, _token(caller.session_token))


@router.delete("/v1/session", status_code=204, summary="Sign out")
def sign_out(caller: CallerOfCall, request: Request, response: Response, tools: ToolsOfCall) -> None:
    """Ends the session at once."""
    with tools.database.work(EVERY_CLIENT) as work:
        work.people.close_session(sessions.token_digest(_token(caller.session_token)))
    response.delete_cookie(cookie_of(request).name, path="/")


@router.put("/v1/session/password", status_code=204, summary="Change my password")
def change_password(body: PasswordChange, caller: CallerOfCall, tools: ToolsOfCall) -> None:
    """Every other session of this person ends."""
    now, principal = tools.clock(), caller.known
    if tools.sign_in_attempts.wait(principal.id, now):
        raise RetryLaterError("too_many_requests", "Too many wrong passwords: wait a minute.", 60)
    token = _token(caller.session_token)
    with tools.database.work(EVERY_CLIENT) as work:
        person = work.people.get(principal.id)
        if not passwords.is_right(body.old, person.password_hash):
            tools.sign_in_attempts.record(principal.id, now)
            raise ForbiddenError("wrong_password", "The old password is not right.")
        person.password_hash = passwords.hash_password(body.new)
        work.people.close_sessions_of(person.id)
        work.people.open_session(sessions.token_digest(token), person.id, now)
        work.audit_log.note(INSTALLATION, person.id, "password.changed", person.id)


def _token(token: str | None) -> str:
    if token is None:
        raise ForbiddenError("forbidden", "Only a person signed in with a session may do this.")
    return token


def _session_out(tools: Tools, token: str) -> SessionOut:
    with tools.database.read(EVERY_CLIENT) as work:
        row = work.people.session(sessions.token_digest(token))
        if row is None:
            raise ForbiddenError("unauthenticated", "The session has ended: sign in again.")
        person, clients = work.people.get(row.person_id), work.people.clients_of(row.person_id)
    role = Role(person.role)
    return SessionOut(
        person_id=person.id, name=person.name, email=person.email, role=role,
        clients=sorted(clients) if clients or role is Role.CLIENT else None,
        csrf_token=sessions.csrf_token(token), expires_at=row.created_at + sessions.ABSOLUTE,
    )  # fmt: skip
