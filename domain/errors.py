"""Our errors, ordered by what must be done about them.

SpuntaError
├── InputError       tell the sender: the file or the request is at fault; carries a stable code and a sentence with the remedy
├── TransientError   try again later: a lock, a dead connection, a full disk
├── ConflictError    somebody else was faster: the state or version is not the expected one
├── NotFoundError    it does not exist, or not for this client company (the two answer alike)
├── ForbiddenError   this role may not do that
└── SetupError       stop at start-up: a setting, a model or a program is missing

HTTP codes are chosen in one table in http_api; exit codes in cli.
"""

from __future__ import annotations


class SpuntaError(Exception):
    """Root of our errors. `code` is stable, `message` is for a person and says what to do."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(f"{code}: {message}")
        self.code = code
        self.message = message

    def __reduce__(self) -> tuple[type[SpuntaError], tuple[str, str]]:
        """Errors travel between processes whole."""
        return type(self), (self.code, self.message)


class InputError(SpuntaError):
    """The input is at fault."""


class TransientError(SpuntaError):
    """Try again later."""


class ConflictError(SpuntaError):
    """Not in the expected state."""


class NotFoundError(SpuntaError):
    """Not there, or not for you."""


class ForbiddenError(SpuntaError):
    """Your role may not."""


class SetupError(SpuntaError):
    """Cannot start."""
