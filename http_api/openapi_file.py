"""The committed description of the API; a test holds it equal to the routes."""

from __future__ import annotations

import json
from pathlib import Path

from http_api.app import routes_alone

FILE = Path(__file__).with_name("openapi.json")


def text() -> str:
    """The description as it is committed: JSON, two spaces, sorted keys."""
    return json.dumps(routes_alone().openapi(), indent=2, sort_keys=True, ensure_ascii=False) + "\n"
