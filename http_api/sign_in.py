"""What every way to sign in shares: tries that are counted, the session's cookie, and the wait for a second factor."""

from __future__ import annotations

import math

from fastapi import Request, Response

from auth import keys, second_factor, sessions
from auth.attempts import Allowance
from auth.principals import Role
from auth.seals import Seal
from domain.errors import ForbiddenError
from http_api.admission import cookie_of
from http_api.errors import RetryLaterError
from http_api.schemas.sign_in import SessionOut
from http_api.tools import Tools
from storage import EVERY_CLIENT, Work
from storage.clients import INSTALLATION

SECRETS = "second factor"
"""What the seal of the apps' secrets is for."""


def count_try(tools: Tools, who: str, allowance: Allowance) -> str:
    """Counts a try of `who`; the key to forget it by. Raises RetryLaterError `too_many_requests`."""
    key = keys.digest_of(who, tools.pepper)
    with tools.database.work(EVERY_CLIENT) as work:
        wait = work.sign_in.count_try(key, allowance.tries, allowance.window)
    if wait:
        raise RetryLaterError("too_many_requests", "Too many tries to sign in: wait a little.", math.ceil(wait))
    return key


def open_session(work: Work, tools: Tools, request: Request, person_id: str, waits_for_code: bool) -> str:
    """A new token of a new session; the browser's old session ends, and with it a sign-in that waited."""
    now, token = tools.clock(), sessions.new_token()
    if old := request.cookies.get(cookie_of(request).name):
        work.people.close_session(sessions.token_digest(old))
    work.people.open_session(sessions.token_digest(token), person_id, now, waits_for_code)
    work.people.forget_sessions_before(now - sessions.ABSOLUTE)
    work.audit_log.note(INSTALLATION, person_id, "session.code_awaited" if waits_for_code else "session.opened", person_id)
    return token


def give_cookie(response: Response, request: Request, token: str) -> None:
    """The session's cookie: our own page's alone."""
    cookie = cookie_of(request)
    response.set_cookie(cookie.name, token, secure=cookie.secure, httponly=True, samesite="strict", path="/")


def check_code(work: Work, tools: Tools, person_id: str, typed: str) -> bool:
    """Is it a code of the person's app or one of the recovery codes? Either way it is used up."""
    code, factor = second_factor.tidy(typed), work.sign_in.factor(person_id)
    if factor is None:
        return False
    if not second_factor.is_app_code(code):
        return work.sign_in.take_recovery_code(person_id, second_factor.recovery_digest(code, tools.pepper), tools.clock())
    secret = Seal(tools.pepper, SECRETS).open(factor.sealed_secret)
    step = second_factor.step_of(code, secret, tools.clock(), factor.last_step) if secret else None
    return step is not None and work.sign_in.take_step(person_id, step)


def session_out(tools: Tools, token: str) -> SessionOut:
    """Who is signed in with this token. Raises ForbiddenError `unauthenticated`."""
    with tools.database.read(EVERY_CLIENT) as work:
        row = work.people.session(sessions.token_digest(token))
        if row is None:
            raise ForbiddenError("unauthenticated", "The session has ended: sign in again.")
        person, clients = work.people.get(row.person_id), work.people.clients_of(row.person_id)
        role, has_factor = Role(person.role), work.sign_in.has_factor(person.id)
        needs_factor = not has_factor and role.value in work.sign_in.roles_with_factor()
    return SessionOut(
        person_id=person.id, name=person.name, email=person.email, role=role,
        clients=sorted(clients) if clients or role is Role.CLIENT else None,
        second_factor="on" if has_factor else "needed" if needs_factor else "off",
        csrf_token=sessions.csrf_token(token), expires_at=row.created_at + sessions.ABSOLUTE,
    )  # fmt: skip


def token_of(token: str | None) -> str:
    """The token of the caller's session. Raises ForbiddenError for a caller without one."""
    if token is None:
        raise ForbiddenError("forbidden", "Only a person signed in with a session may do this.")
    return token
