"""Edits by If-Match: whoever says what they saw does not write over what somebody else changed meanwhile."""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, datetime
from typing import Annotated

from fastapi import Header

from domain.errors import ConflictError

IfMatch = Annotated[
    str | None,
    Header(description="The `etag` of the thing you saw, or `*`; 412 when it has changed since. Left out: not asked."),
]


def etag_of(*members: object) -> str:
    """Changes whenever one of the members that can be edited does. Source of the use: RFC 9110, 13.1.1."""
    return hashlib.sha256(json.dumps(members, default=_text).encode()).hexdigest()[:16]


def check_unchanged(if_match: str | None, etag: str) -> None:
    """Raises ConflictError `precondition_failed`. For a row that is held until the end of the transaction."""
    if if_match is None:
        return
    seen = {part.strip().strip('"') for part in if_match.split(",")}
    if not seen & {"*", etag}:
        raise ConflictError("precondition_failed", "It has changed since you saw it: load it again, then change it.")


def _text(member: object) -> str:
    return member.astimezone(UTC).isoformat() if isinstance(member, datetime) else str(member)
