"""Signing in and out, and who I am."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse

from auth import passwords, sessions
from domain.errors import ForbiddenError
from http_api.admission import CallerOfCall, ToolsOfCall, cookie_of, is_own_page
from http_api.routes import PROBLEMS
from http_api.schemas.sign_in import CodeAwaited, CodeIn, PasswordChange, SessionOut, SignIn
from http_api.sign_in import check_code, count_try, give_cookie, open_session, session_out, token_of
from storage import EVERY_CLIENT
from storage.clients import INSTALLATION

router = APIRouter(tags=["session"], responses=PROBLEMS)
AWAITS_CODE: dict[int | str, dict[str, object]] = {
    202: {"model": CodeAwaited, "description": "The second factor is asked for: send it to `/v1/session/code`."}
}


@router.post("/v1/session", summary="Sign in", response_model=SessionOut, responses=AWAITS_CODE)
def sign_in(body: SignIn, request: Request, response: Response, tools: ToolsOfCall) -> SessionOut | Response:
    """Sets the session cookie; an old session of this browser ends. Ten tries a minute for each address and person.

    A person with a second factor is answered 202: the cookie then opens nothing until a code was sent, within five minutes.
    """
    _check_own_page(request)
    who = count_try(tools, f"{request.client.host if request.client else ''} {body.email.lower()}", tools.sign_in_tries)
    with tools.database.read(EVERY_CLIENT) as work:
        person = work.people.by_email(body.email)
    right = passwords.is_right(body.password, person.password_hash if person else None)
    if person is None or not right or not person.active:
        raise ForbiddenError("unauthenticated", "Address and password do not belong together.")
    with tools.database.work(EVERY_CLIENT) as work:
        work.sign_in.forget_tries(who)
        if passwords.needs_rehash(str(person.password_hash)):
            work.people.get(person.id).password_hash = passwords.hash_password(body.password)
        waits = work.sign_in.has_factor(person.id)
        token = open_session(work, tools, request, person.id, waits)
    if waits:
        response = JSONResponse(CodeAwaited(second_factor="asked").model_dump(), 202)
    give_cookie(response, request, token)
    return response if waits else session_out(tools, token)


@router.post("/v1/session/code", summary="Sign in: the second factor")
def send_code(body: CodeIn, request: Request, response: Response, tools: ToolsOfCall) -> SessionOut:
    """A code of the app, or a recovery code; each is taken once. Five tries in 15 minutes for each person."""
    _check_own_page(request)
    waiting = request.cookies.get(cookie_of(request).name, "")
    with tools.database.read(EVERY_CLIENT) as work:
        row = work.people.session(sessions.token_digest(waiting))
        if row is None or not row.waits_for_code or not sessions.awaits_code(tools.clock(), row.created_at):
            raise ForbiddenError("unauthenticated", "Sign in first: address and password, then the code.")
    who = count_try(tools, f"code {row.person_id}", tools.code_tries)
    with tools.database.work(EVERY_CLIENT) as work:
        if not work.people.get(row.person_id).active or not check_code(work, tools, row.person_id, body.code):
            raise ForbiddenError("wrong_code", "This code is not right, or was used before: take the next one.")
        work.sign_in.forget_tries(who)
        token = open_session(work, tools, request, row.person_id, waits_for_code=False)
    give_cookie(response, request, token)
    return session_out(tools, token)


@router.get("/v1/session", summary="Who am I")
def who_am_i(caller: CallerOfCall, tools: ToolsOfCall) -> SessionOut:
    """The person signed in, and the CSRF token of the session."""
    return session_out(tools, token_of(caller.session_token))


@router.delete("/v1/session", status_code=204, summary="Sign out")
def sign_out(caller: CallerOfCall, request: Request, response: Response, tools: ToolsOfCall) -> None:
    """Ends the session at once."""
    with tools.database.work(EVERY_CLIENT) as work:
        work.people.close_session(sessions.token_digest(token_of(caller.session_token)))
    response.delete_cookie(cookie_of(request).name, path="/")


@router.put("/v1/session/password", status_code=204, summary="Change my password")
def change_password(body: PasswordChange, caller: CallerOfCall, tools: ToolsOfCall) -> None:
    """Every other session of this person ends."""
    principal, token = caller.known, token_of(caller.session_token)
    who = count_try(tools, f"password {principal.id}", tools.sign_in_tries)
    with tools.database.work(EVERY_CLIENT) as work:
        person = work.people.get(principal.id)
        if not passwords.is_right(body.old, person.password_hash):
            raise ForbiddenError("wrong_password", "The old password is not right.")
        person.password_hash = passwords.hash_password(body.new)
        work.sign_in.forget_tries(who)
        work.people.close_sessions_of(person.id, but=sessions.token_digest(token))
        work.audit_log.note(INSTALLATION, person.id, "password.changed", person.id)


def _check_own_page(request: Request) -> None:
    if "origin" in request.headers and not is_own_page(request):
        raise ForbiddenError("csrf", "Sign in on our own page.")
