"""Who is asking: a person with a role, a program with a key, or nobody."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """What a person does here."""

    CLIENT = "client"
    """Works at a client company: sends documents and sees that company's results, nothing else."""
    REVIEWER = "reviewer"
    """Decides doubtful fields."""
    MANAGER = "manager"
    """Watches queues, figures and results; may do a reviewer's work."""
    ADMIN = "admin"
    """Sets up people, companies, keys and forms; may do a manager's work."""


class Scope(StrEnum):
    """What a program with an API key may do."""

    WRITE = "documents:write"
    """Send documents."""
    READ = "documents:read"
    """Read states, results and changes."""


Actor = Role | Scope
"""One column of the table of permissions."""


@dataclass(frozen=True, slots=True)
class Principal:
    """Somebody who showed a valid credential."""

    id: str
    """Of the person or of the key: what the audit log names."""
    actors: frozenset[Actor]
    """The person's role, or the key's scopes."""
    clients: frozenset[str] | None
    """The client companies whose data are visible; None: all of them (staff without an assignment)."""
    kind: str = "person"
    """`person` or `key`."""

    @property
    def home(self) -> str | None:
        """The one client company this principal belongs to, None for staff who see several."""
        return next(iter(self.clients)) if self.clients is not None and len(self.clients) == 1 else None

    def sees(self, client: str) -> bool:
        """Is this client company's data visible to the principal?"""
        return self.clients is None or client in self.clients
