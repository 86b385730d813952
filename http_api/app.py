"""The application: routers, errors, frame, page; refuses to start when a route has no permission."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from anyio.to_thread import current_default_thread_limiter
from fastapi import Depends, FastAPI, Request
from starlette.exceptions import HTTPException
from starlette.responses import Response

from auth.access import ACCESS, check_complete
from http_api import errors
from http_api.admission import admit, declared_routes
from http_api.frame import Frame
from http_api.page import serve_page
from http_api.routes import (
    batches,
    changes,
    documents,
    drawn_forms,
    evidence,
    forms,
    links,
    machine,
    metrics,
    models,
    oidc,
    people,
    person_figures,
    questionnaires,
    recalls,
    review,
    review_rules,
    second_factor,
    session,
    webhooks,
)
from http_api.tools import Tools

ROUTERS = (
    machine,
    session,
    second_factor,
    oidc,
    batches,
    evidence,
    links,
    documents,
    changes,
    review,
    review_rules,
    metrics,
    person_figures,
    models,
    forms,
    drawn_forms,
    questionnaires,
    recalls,
    people,
    webhooks,
)
DESCRIPTION = """
Reads a back office's paper: send a batch of scans, get every field with a calibrated confidence; people see only the doubtful ones.

Programs send `Authorization: Bearer KEY`. People sign in at `/v1/session`: a cookie holds the session, and every unsafe call carries
its `X-CSRF-Token`. Every answer that is not a success is RFC 9457 problem details with a stable `code`.
"""


def create_app(tools: Tools) -> FastAPI:
    """The ASGI application. Raises SetupError when a route is missing in auth/access.py."""
    app = routes_alone()
    app.state.tools = tools
    app.router.add_route("/v1/{rest:path}", _nothing_here, methods=["GET"], include_in_schema=False)
    serve_page(app, tools.page_folder)
    app.add_middleware(Frame, upload_bytes=tools.limits.body_bytes, most_at_once=tools.most_at_once)
    return app


@asynccontextmanager
async def _few_threads(app: FastAPI) -> AsyncIterator[None]:
    """Calls are computed by few threads: forty, as the framework has it, wait for the interpreter longer than they work (decision 26)."""
    current_default_thread_limiter().total_tokens = app.state.tools.threads
    yield


def routes_alone() -> FastAPI:
    """The application without its tools: enough to describe it. Raises SetupError as `create_app`."""
    app = FastAPI(
        lifespan=_few_threads,
        title="Spunta",
        version="1",
        description=DESCRIPTION.strip(),
        docs_url=None,
        redoc_url=None,
        separate_input_output_schemas=False,
    )
    for module in ROUTERS:
        app.include_router(module.router, dependencies=[Depends(admit)])
    errors.register(app)
    check_complete(declared_routes(app))
    _describe(app)
    return app


async def _nothing_here(request: Request) -> Response:
    raise HTTPException(404)


def _describe(app: FastAPI) -> None:
    """Adds to the OpenAPI description who may call each route, and the two ways to prove it."""
    generate = app.openapi

    def openapi() -> dict[str, Any]:
        if app.openapi_schema is None:
            schema = generate()
            schema["components"]["securitySchemes"] = {
                "key": {"type": "http", "scheme": "bearer"},
                "session": {"type": "apiKey", "in": "cookie", "name": "__Host-spunta"},
            }
            for path, item in schema["paths"].items():
                for method, operation in item.items():
                    actors = ACCESS[f"{method.upper()} {path}"]
                    operation["x-actors"] = sorted(actors) if actors is not None else ["anyone"]
                    operation["security"] = [{"key": []}, {"session": []}] if actors is not None else []
            app.openapi_schema = schema
        return app.openapi_schema

    app.openapi = openapi  # type: ignore[method-assign]
