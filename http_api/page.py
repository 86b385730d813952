"""The web page: the built files of review_ui, or a sentence on how to build them."""

from __future__ import annotations

from pathlib import Path

from fastapi import FastAPI, Request
from fastapi.responses import HTMLResponse

NOT_BUILT = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Spunta</title></head>
<body><h1>Spunta</h1><p>The service runs, but the web page has not been built. Run <code>python deploy/build_page.py</code> and start it
again. The API is at <code>/v1</code>, its description at <a href="/openapi.json">/openapi.json</a>.</p></body></html>
"""


def serve_page(app: FastAPI, folder: Path | None) -> None:
    """Serves the page at `/` with its own addresses; where it is not built, says so."""
    if folder is not None and (folder / "index.html").is_file():
        app.frontend("/", directory=folder, fallback="index.html")
    else:
        app.router.add_route("/", _not_built, methods=["GET"], include_in_schema=False)


async def _not_built(request: Request) -> HTMLResponse:
    return HTMLResponse(NOT_BUILT)
