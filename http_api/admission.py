"""Who is asking, and may they? Asked once for every call, before the route's own code runs.

Programs show `Authorization: Bearer KEY`; people have a session cookie, and prove with a token that our own page made an unsafe
call. Keys are never taken from cookies, sessions never from headers.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, FastAPI, Request
from fastapi.routing import iter_route_contexts

from auth import access, csrf, keys, sessions
from auth.principals import Principal, Role, Scope
from domain.errors import ForbiddenError, InputError, NotFoundError
from http_api.errors import RetryLaterError
from http_api.tools import Tools
from storage import EVERY_CLIENT


@dataclass(frozen=True, slots=True)
class Caller:
    """The principal of this call, None on public routes without a credential, and the session it came with."""

    principal: Principal | None
    session_token: str | None = None
    needs_factor: bool = False
    """The person's role needs a second factor and there is none: all they may do is add it."""

    @property
    def known(self) -> Principal:
        """The principal; raises ForbiddenError `unauthenticated` when there is none."""
        if self.principal is None:
            raise ForbiddenError("unauthenticated", "Sign in, or send a valid API key in the Authorization header.")
        return self.principal


def tools_of(request: Request) -> Tools:
    """The application's tools."""
    tools: Tools = request.app.state.tools
    return tools


def route_of(request: Request) -> str:
    """`METHOD /template` of the matched route."""
    return f"{request.method} {request.scope['route'].path}"


def admit(request: Request) -> Caller:
    """The caller, let pass; raises ForbiddenError, or RetryLaterError `too_many_requests`."""
    tools = tools_of(request)
    caller = _by_key(request, tools) or _by_session(request, tools) or Caller(None)
    access.require(route_of(request), caller.principal)
    if caller.needs_factor and route_of(request) not in access.SETS_UP_SIGN_IN:
        raise ForbiddenError("second_factor_needed", "Add a second factor first: your role needs one.")
    if caller.principal is not None:
        now = tools.clock()
        if wait := tools.calls.wait(caller.principal.id, now):
            raise RetryLaterError("too_many_requests", "Too many calls in a short time: slow down.", int(wait.total_seconds()) + 1)
        tools.calls.record(caller.principal.id, now)
    return caller


def _by_key(request: Request, tools: Tools) -> Caller | None:
    scheme, _, text = request.headers.get("authorization", "").partition(" ")
    if not scheme:
        return None
    parts = keys.parse_key(text.strip()) if scheme.lower() == "bearer" else None
    if parts is not None:
        with tools.database.read(EVERY_CLIENT) as work:
            row = work.people.key_of_active_client(parts.id)
        now = tools.clock()
        if row and keys.is_right(parts.secret, row.digest, tools.pepper) and keys.is_usable(now, row.expires_at, row.revoked_at):
            if sessions.needs_touch(now, row.last_used_at):
                with tools.database.work(EVERY_CLIENT) as work:
                    work.people.touch_key(row.id, now)
            return Caller(Principal(row.id, frozenset(Scope(s) for s in row.scopes), frozenset({row.client_id}), "key"))
    raise ForbiddenError("unauthenticated", "This API key is not valid: it may be mistyped, expired or revoked.")


def _by_session(request: Request, tools: Tools) -> Caller | None:
    token, is_public = request.cookies.get(cookie_of(request).name), access.ACCESS.get(route_of(request)) is access.PUBLIC
    if not token or (is_public and request.method not in csrf.SAFE_METHODS):
        return None  # signing in: whoever was here before has no part in it
    caller = _caller_of(token, tools, is_public)
    if caller is not None:
        csrf.check_call(request.method, token, request.headers.get("x-csrf-token"), is_own_page(request))
    return caller


def _caller_of(token: str, tools: Tools, is_public: bool) -> Caller | None:
    digest, now = sessions.token_digest(token), tools.clock()
    with tools.database.read(EVERY_CLIENT) as work:
        row = work.people.session(digest)
        if row is None or not sessions.is_alive(now, row.created_at, row.seen_at):
            return None
        if row.waits_for_code:
            if is_public or not sessions.awaits_code(now, row.created_at):
                return None
            raise ForbiddenError("code_awaited", "Send the code of the second factor to finish signing in.")
        person = work.people.get(row.person_id)
        assigned = work.people.clients_of(person.id)
        clients = frozenset(client.id for client in work.clients.all(assigned) if client.active)
        needs_factor = person.role in work.sign_in.roles_with_factor() and not work.sign_in.has_factor(person.id)
    if not person.active or (assigned and not clients):
        return None
    if sessions.needs_touch(now, row.seen_at):
        with tools.database.work(EVERY_CLIENT) as work:
            work.people.touch_session(digest, now)
    return Caller(principal_of(person.id, Role(person.role), clients), token, needs_factor)


def principal_of(person_id: str, role: Role, clients: frozenset[str]) -> Principal:
    """Staff without an assignment see all client companies; a client's person without one sees none."""
    return Principal(person_id, frozenset({role}), clients if clients or role is Role.CLIENT else None)


def cookie_of(request: Request) -> sessions.Cookie:
    """The session cookie for the address the browser asked."""
    return sessions.cookie_for(request.url.scheme, request.url.hostname or "")


def is_own_page(request: Request) -> bool:
    """Does the browser say that our own page made this call?"""
    headers = request.headers
    return csrf.is_same_origin(headers.get("sec-fetch-site"), headers.get("origin"), headers.get("host"))


def client_of(principal: Principal, asked: str | None) -> str:
    """The one client company a call is about: the principal's own, or the one asked for where several are seen.

    Raises NotFoundError `unknown_client` for a company the principal does not see, InputError `client_needed` when it must say which.
    """
    if asked is not None:
        if not principal.sees(asked):
            raise NotFoundError("unknown_client", "There is no such client company.")
        return asked
    if principal.home is None:
        raise InputError("client_needed", "You see several client companies: say which with `client`.")
    return principal.home


def declared_routes(app: FastAPI) -> list[str]:
    """`METHOD /template` of every route the application offers, its own files left out."""
    offered = []
    for context in iter_route_contexts(app.routes):
        for method in sorted((context.methods or set()) - {"HEAD"}):
            offered.append(f"{method} {context.path}")
    return offered


async def _tools(request: Request) -> Tools:
    return tools_of(request)  # what waits for nothing is not sent through the threads of the calls


ToolsOfCall = Annotated[Tools, Depends(_tools)]
CallerOfCall = Annotated[Caller, Depends(admit)]


async def _known(caller: CallerOfCall) -> Principal:
    return caller.known


Known = Annotated[Principal, Depends(_known)]
"""A route's parameter: the principal who was let pass."""
