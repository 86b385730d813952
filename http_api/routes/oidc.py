"""Signing in through the company's own provider: there, and back."""

from __future__ import annotations

from typing import Annotated

import structlog
from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import RedirectResponse

from auth.oidc import ROUND_SECONDS, Round, UnknownKeyError, authorization_address, email_of
from auth.seals import Seal
from domain.errors import ForbiddenError, NotFoundError, SpuntaError
from http_api.admission import ToolsOfCall, cookie_of
from http_api.oidc_provider import Provider
from http_api.routes import PROBLEMS
from http_api.schemas.sign_in import SignInWays
from http_api.sign_in import give_cookie, open_session
from http_api.tools import Tools
from storage import EVERY_CLIENT

router = APIRouter(tags=["session"], responses=PROBLEMS)
log = structlog.get_logger()
THERE: dict[int | str, dict[str, object]] = {303: {"description": "To the provider."}}
BACK: dict[int | str, dict[str, object]] = {303: {"description": "To the page: signed in, or with `?refused=` and a code."}}
SEAL = "oidc round"


@router.get("/v1/sign-in", summary="Ways to sign in")
def ways(tools: ToolsOfCall) -> SignInWays:
    """What the page offers beside address and password."""
    return SignInWays(oidc_name=tools.oidc.registration.name if tools.oidc else None)


@router.get("/v1/oidc/start", summary="Sign in through the company's provider", status_code=303, response_class=Response, responses=THERE)
def start(request: Request, tools: ToolsOfCall) -> Response:
    """Sends the browser to the provider (authorization code, PKCE); what it must bring back lies sealed in a cookie for ten minutes."""
    provider, turn = _provider(tools), Round.new()
    try:
        there = authorization_address(provider.authorization_endpoint, provider.registration.client_id, _back(request, tools), turn)
    except SpuntaError as error:
        return _refused(error)
    answer, cookie = RedirectResponse(there, 303), cookie_of(request)
    sealed = Seal(tools.pepper, SEAL).close(turn.as_text())
    answer.set_cookie(f"{cookie.name}-oidc", sealed, ROUND_SECONDS, secure=cookie.secure, httponly=True, samesite="lax", path="/")
    return answer


@router.get("/v1/oidc/back", summary="Back from the company's provider", status_code=303, response_class=Response, responses=BACK)
def back(
    request: Request,
    tools: ToolsOfCall,
    code: Annotated[str, Query(max_length=4_000)] = "",
    state: Annotated[str, Query(max_length=200)] = "",
) -> Response:
    """Proves the ID token and signs in the person of its verified address, who must be known here; a second factor is asked as ever."""
    name = f"{cookie_of(request).name}-oidc"
    try:
        answer = _signed_in(request, tools, _round(request.cookies.get(name, ""), state, tools), code)
    except SpuntaError as error:
        answer = _refused(error)
    answer.delete_cookie(name, path="/")
    return answer


def _round(sealed: str, state: str, tools: Tools) -> Round:
    """The round this browser began. Raises ForbiddenError `oidc_refused` for any other."""
    text = Seal(tools.pepper, SEAL).open(sealed, ROUND_SECONDS)
    turn = Round.of_text(text) if text else None
    if turn is None or not turn.is_state(state):
        raise ForbiddenError("oidc_refused", "This sign-in was not begun in this browser, or too long ago.")
    return turn


def _signed_in(request: Request, tools: Tools, turn: Round, code: str) -> Response:
    provider = _provider(tools)
    if not code:
        raise ForbiddenError("oidc_refused", "The provider did not let the person in.")
    id_token = provider.id_token(code, _back(request, tools), turn.verifier)
    try:
        email = email_of(id_token, provider.keys(), provider.registration, turn.nonce, tools.clock())
    except UnknownKeyError:
        email = _with_new_keys(provider, id_token, turn, tools)
    with tools.database.work(EVERY_CLIENT) as work:
        person = work.people.by_email(email)
        if person is None or not person.active:
            raise ForbiddenError("oidc_unknown_person", "This address is not among the people of Spunta.")
        token = open_session(work, tools, request, person.id, waits_for_code=work.sign_in.has_factor(person.id))
    answer = RedirectResponse("/", 303)
    give_cookie(answer, request, token)
    return answer


def _with_new_keys(provider: Provider, id_token: str, turn: Round, tools: Tools) -> str:
    try:
        return email_of(id_token, provider.keys(again=True), provider.registration, turn.nonce, tools.clock())
    except UnknownKeyError as error:
        raise ForbiddenError("oidc_refused", "The company sign-in's proof is signed by a key that is not the provider's.") from error


def _refused(error: SpuntaError) -> Response:
    log.warning("oidc_refused", code=error.code, reason=error.message)
    return RedirectResponse(f"/?refused={error.code}", 303)


def _provider(tools: Tools) -> Provider:
    if tools.oidc is None:
        raise NotFoundError("no_oidc", "This installation has no company sign-in.")
    return tools.oidc


def _back(request: Request, tools: Tools) -> str:
    return f"{tools.public_url.rstrip('/') or str(request.base_url).rstrip('/')}/v1/oidc/back"
