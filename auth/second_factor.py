"""The second factor: six digits of an app that change every 30 seconds, and recovery codes for the day the telephone is gone.

Source: RFC 6238 by pyotp (SHA-1, 6 digits, 30 s, what every app reads); one step of tolerance to each side, and no step twice
(RFC 6238, 5.2). A recovery code has 80 random bits, so HMAC-SHA-256 is all that is stored of it.
"""

from __future__ import annotations

import base64
import secrets
from datetime import datetime

import pyotp

from auth.keys import digest_of

ISSUER = "Spunta"
STEP_SECONDS = 30
DIGITS = 6
RECOVERY_CODES = 10


def new_secret() -> str:
    """160 random bits, 32 characters of base 32."""
    return pyotp.random_base32()


def address_of(secret: str, email: str) -> str:
    """The `otpauth://` address that an app reads from a QR code."""
    return pyotp.TOTP(secret).provisioning_uri(name=email, issuer_name=ISSUER)


def step_of(code: str, secret: str, now: datetime, last_step: int) -> int | None:
    """The step (30 s since 1970) a code belongs to: the present one or a neighbour, later than `last_step`; None for any other code."""
    totp, present = pyotp.TOTP(secret), int(now.timestamp()) // STEP_SECONDS
    fits = [step for step in (present - 1, present, present + 1) if secrets.compare_digest(totp.generate_otp(step).encode(), code.encode())]
    return next((step for step in fits if step > last_step), None)


def is_app_code(code: str) -> bool:
    """Six digits are of the app; anything else is taken for a recovery code."""
    return len(code) == DIGITS and code.isascii() and code.isdigit()


def new_recovery_codes() -> list[str]:
    """Ten codes like `abcd-efgh-ijkl-mnop`, each good for one sign-in."""
    texts = [base64.b32encode(secrets.token_bytes(10)).decode().lower() for _ in range(RECOVERY_CODES)]
    return ["-".join(text[i : i + 4] for i in range(0, 16, 4)) for text in texts]


def tidy(code: str) -> str:
    """A code as typed, without spaces and hyphens, lower case."""
    return "".join(code.split()).replace("-", "").lower()


def recovery_digest(code: str, pepper: str) -> str:
    """What is stored of a recovery code."""
    return digest_of(f"recovery {tidy(code)}", pepper)
