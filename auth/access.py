"""The table of permissions: every route of the API and who may call it. What is not here is refused.

The web page's own files and the address that a browser opens first are public; everything else names its actors.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from auth.principals import Actor, Principal, Role, Scope
from domain.errors import ForbiddenError, SetupError

PUBLIC: frozenset[Actor] | None = None
"""No credential is asked for."""

_ADMIN = frozenset[Actor]({Role.ADMIN})
_MANAGERS = frozenset[Actor]({Role.MANAGER, Role.ADMIN})
_STAFF = frozenset[Actor]({Role.REVIEWER, Role.MANAGER, Role.ADMIN})
_PEOPLE = frozenset[Actor]({Role.CLIENT, Role.REVIEWER, Role.MANAGER, Role.ADMIN})
_SENDERS = frozenset[Actor]({Role.CLIENT, Role.MANAGER, Role.ADMIN, Scope.WRITE})
_READERS = frozenset[Actor]({Role.CLIENT, Role.MANAGER, Role.ADMIN, Scope.READ})
_FOLLOWERS = frozenset[Actor]({Role.CLIENT, Role.MANAGER, Role.ADMIN, Scope.READ, Scope.WRITE})
_VIEWERS = frozenset[Actor]({Role.CLIENT, Role.REVIEWER, Role.MANAGER, Role.ADMIN, Scope.READ})
_OWNERS = frozenset[Actor]({Role.CLIENT, Role.ADMIN})
_EVERYBODY = frozenset[Actor]({*Role, *Scope})

ACCESS: Mapping[str, frozenset[Actor] | None] = {
    # the machine's own questions
    "GET /healthz": PUBLIC,
    "GET /readyz": PUBLIC,
    "GET /metrics": PUBLIC,
    "GET /openapi.json": PUBLIC,
    # who am I
    "POST /v1/session": PUBLIC,
    "GET /v1/session": _PEOPLE,
    "DELETE /v1/session": _PEOPLE,
    "PUT /v1/session/password": _PEOPLE,
    "POST /v1/session/code": PUBLIC,
    "GET /v1/sign-in": PUBLIC,
    "GET /v1/oidc/start": PUBLIC,
    "GET /v1/oidc/back": PUBLIC,
    "GET /v1/session/second-factor": _PEOPLE,
    "POST /v1/session/second-factor": _PEOPLE,
    "PUT /v1/session/second-factor": _PEOPLE,
    "DELETE /v1/session/second-factor": _PEOPLE,
    "POST /v1/session/second-factor/recovery-codes": _PEOPLE,
    "GET /v1/limits": _EVERYBODY,
    # sending and fetching
    "POST /v1/batches": _SENDERS,
    "POST /v1/files": _SENDERS,
    "POST /v1/batches/of-files": _SENDERS,
    "GET /v1/batches": _FOLLOWERS,
    "GET /v1/batches/{batch}": _FOLLOWERS,
    "PATCH /v1/batches/{batch}": _MANAGERS,
    "GET /v1/batches/{batch}/sources/{source}": _READERS,
    "GET /v1/batches/{batch}/results": _READERS,
    "GET /v1/batches/{batch}/documents": _READERS,
    "GET /v1/batches/{batch}/evidence": _READERS,
    "POST /v1/links": _READERS,
    "GET /v1/links/{link}": PUBLIC,
    "POST /v1/clients/{client}/links/revoke": _OWNERS,
    "GET /v1/documents": _READERS,
    "GET /v1/documents/{document}": _VIEWERS,
    "GET /v1/documents/{document}/pages/{page}": _VIEWERS,
    "GET /v1/documents/{document}/pages/{page}/words": _VIEWERS,
    "GET /v1/documents/{document}/fields/{field}/crop": _VIEWERS,
    "POST /v1/documents/{document}/read-zone": _STAFF,
    "PATCH /v1/documents/{document}/fields": _STAFF,
    "GET /v1/changes": _READERS,
    # reviewing
    "GET /v1/review/next": _STAFF,
    "GET /v1/review/queue": _MANAGERS,
    "GET /v1/review/grid": _STAFF,
    "PATCH /v1/review/{task}": _MANAGERS,
    "POST /v1/review/{task}/rescan": _MANAGERS,
    "POST /v1/review/{task}/reopen": _STAFF,
    "POST /v1/review/{task}/compare": _STAFF,
    "GET /v1/review-rules": _MANAGERS,
    "PUT /v1/review-rules/{risk_class}": _ADMIN,
    "GET /v1/people/reviewers": _MANAGERS,
    "POST /v1/review/{task}": _STAFF,
    "POST /v1/review/{task}/take": _MANAGERS,
    "GET /v1/review/{task}/pages/{page}": _STAFF,
    "POST /v1/review/{task}/renew": _STAFF,
    "POST /v1/review/{task}/take-back": _STAFF,
    "POST /v1/review/{task}/release": _STAFF,
    # figures
    "GET /v1/metrics/automation": frozenset({Role.CLIENT, Role.MANAGER, Role.ADMIN, Scope.READ}),
    "GET /v1/metrics/service": _MANAGERS,
    "GET /v1/metrics/people": _MANAGERS,
    "GET /v1/metrics/people/me": _STAFF,
    "PUT /v1/metrics/people": _ADMIN,
    "GET /v1/certificates": _MANAGERS,
    "GET /v1/certificates/backtest": _MANAGERS,
    "GET /v1/models": _MANAGERS,
    "GET /v1/recalls": _MANAGERS,
    "GET /v1/recalls/{recall}/fields": _MANAGERS,
    # set-up
    "GET /v1/types": _EVERYBODY,
    "GET /v1/forms": _EVERYBODY,
    "POST /v1/forms": _ADMIN,
    "POST /v1/forms/drawn": _ADMIN,
    "POST /v1/forms/drawn/try": _ADMIN,
    "GET /v1/forms/{form}": _ADMIN,
    "POST /v1/forms/{form}/versions/{version}": _ADMIN,
    "GET /v1/documents/{document}/pages/{page}/combs": _ADMIN,
    "GET /v1/forms/{form}/statistics": frozenset({Role.CLIENT, Role.MANAGER, Role.ADMIN, Scope.READ}),
    "GET /v1/forms/{form}/data": frozenset({Role.CLIENT, Role.MANAGER, Role.ADMIN, Scope.READ}),
    "GET /v1/forms/{form}/answers": frozenset({Role.CLIENT, Role.MANAGER, Role.ADMIN, Scope.READ}),
    "GET /v1/people": _ADMIN,
    "POST /v1/people": _ADMIN,
    "PATCH /v1/people/{person}": _ADMIN,
    "DELETE /v1/people/{person}/second-factor": _ADMIN,
    "GET /v1/sign-in-rules": _ADMIN,
    "PUT /v1/sign-in-rules": _ADMIN,
    "GET /v1/clients": _STAFF,
    "POST /v1/clients": _ADMIN,
    "PATCH /v1/clients/{client}": _ADMIN,
    "GET /v1/keys": _OWNERS,
    "POST /v1/keys": _ADMIN,
    "DELETE /v1/keys/{key}": _ADMIN,
    "GET /v1/audit": _MANAGERS,
    "GET /v1/webhooks": _OWNERS,
    "POST /v1/webhooks": _OWNERS,
    "PATCH /v1/webhooks/{webhook}": _OWNERS,
    "POST /v1/webhooks/{webhook}/rotate": _OWNERS,
    "DELETE /v1/webhooks/{webhook}": _OWNERS,
}  # fmt: skip


SETS_UP_SIGN_IN = frozenset(route for route in ACCESS if route.split(" ")[1].startswith("/v1/session"))
"""All that a person may do who must add a second factor first."""


def require(route: str, principal: Principal | None) -> None:
    """Lets the call pass, or raises ForbiddenError: `unauthenticated` without a credential, `forbidden` with the wrong one."""
    actors = ACCESS.get(route, frozenset())
    if actors is None:
        return
    if principal is None:
        raise ForbiddenError("unauthenticated", "Sign in, or send a valid API key in the Authorization header.")
    if not principal.actors & actors:
        raise ForbiddenError("forbidden", "Your role or key may not do this.")


def check_complete(routes: Iterable[str]) -> None:
    """Raises SetupError when a route has no row in the table, or a row no route: the service then does not start."""
    offered = set(routes)
    if undeclared := sorted(offered - ACCESS.keys()):
        raise SetupError("route_without_permission", f"Declare who may call these routes in auth/access.py: {', '.join(undeclared)}.")
    if stale := sorted(ACCESS.keys() - offered):
        raise SetupError("permission_without_route", f"Remove these rows from auth/access.py, no such route exists: {', '.join(stale)}.")
