"""Texts that only this installation can read: authenticated encryption with a key of the installation's secret, one for each purpose."""

from __future__ import annotations

import base64
import hmac

from cryptography.fernet import Fernet, InvalidToken


class Seal:
    """Closes and opens short texts. A text closed for one purpose does not open for another."""

    def __init__(self, pepper: str, purpose: str) -> None:
        key = hmac.new(pepper.encode(), f"seal:{purpose}".encode(), "sha256").digest()
        self._fernet = Fernet(base64.urlsafe_b64encode(key))

    def close(self, text: str) -> str:
        """URL-safe text."""
        return self._fernet.encrypt(text.encode()).decode()

    def open(self, sealed: str, seconds: int | None = None) -> str | None:
        """The text; None when it was not closed here, was altered, or is older than `seconds`."""
        try:
            return self._fernet.decrypt(sealed.encode(), ttl=seconds).decode()
        except (InvalidToken, UnicodeEncodeError):
            return None
