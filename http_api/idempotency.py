"""Idempotency-Key: a caller whose line broke sends the same again, and nothing is made a second time.

The key of a batch belongs to its client company (workflow.receive). Here are those of what an administrator or a program sets up:
API keys, webhooks, people, client companies. A key belongs to its caller.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Header

from auth.principals import Principal
from domain.errors import ConflictError, InputError
from http_api.schemas import Incoming
from storage import Work
from storage.tables import MadeOnce

_ACCEPTABLE = re.compile(r"[\x21-\x7e]{1,64}")
OTHER_CONTENT = "The Idempotency-Key was used for other content, or what it made has shown its secret."


async def _checked(
    idempotency_key: Annotated[str | None, Header(description="The same key with the same content makes nothing a second time.")] = None,
) -> str | None:
    if idempotency_key is not None and not _ACCEPTABLE.fullmatch(idempotency_key):
        raise InputError("bad_idempotency_key", "An Idempotency-Key is 1 to 64 printable characters without spaces.")
    return idempotency_key


IdempotencyKey = Annotated[str | None, Depends(_checked)]
"""A route's parameter. Raises InputError `bad_idempotency_key`."""


@dataclass(frozen=True)
class Once:
    """What one call wants made, in the transaction that makes it."""

    row: MadeOnce | None
    """None: the caller sent no key."""
    earlier: str | None
    """Id of what the same call made before; None: it is to be made now."""

    def made(self, made_id: str) -> None:
        """It is made: the key stands for it from now on."""
        if self.row is not None:
            self.row.made_id = made_id


def once(work: Work, principal: Principal, key: str | None, body: Incoming, *, secret: str = "") -> Once:
    """Claims the key for this body; of its member `secret` only whether it was given. Raises ConflictError `idempotency_conflict`."""
    if key is None:
        return Once(None, None)
    content = f"{type(body).__name__} {getattr(body, secret, None) is not None} {body.model_dump_json(exclude={secret})}"
    fingerprint = hashlib.sha256(content.encode()).hexdigest()
    row, is_new = work.made_once.claim(principal.id, key, fingerprint)
    if row.fingerprint != fingerprint:
        raise other_content()
    return Once(row, None if is_new else row.made_id)


def other_content() -> ConflictError:
    """The key was used for something else."""
    return ConflictError("idempotency_conflict", "This Idempotency-Key was used for other content: use a new key for something new.")
