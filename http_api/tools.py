"""What the door is given by api.py: everything else it needs it asks of these."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from functools import cached_property
from pathlib import Path

from auth.attempts import Allowance, Attempts
from delivery.evidence_pack import Seal as EvidenceSeal
from domain.document_type import DocumentType, FormDefinition
from domain.geometry import Box
from domain.page import ReadPage, ZoneReading
from http_api.form_shelf import FormShelf
from http_api.oidc_provider import Provider
from http_api.uploads import Turnstile, UploadLimits
from pipeline.drawn_forms import TriedField
from pipeline.versions import Versions
from storage import Database, now
from storage.files import FileStore
from workflow.tools import Tools as LifeTools

ReadZone = Callable[[ReadPage, Box, str], ZoneReading]
"""Reads one zone of a page for a value kind, as ocr.zones does."""
TryForm = Callable[[FormDefinition, Sequence[ReadPage], Sequence[ReadPage]], list[TriedField] | None]
"""Reads pages by a drawn form and its blank pages, as pipeline.drawn_forms does."""


def _plenty() -> int:
    return 2**63


@dataclass(frozen=True)
class Tools:
    """Made once in a process."""

    life: LifeTools
    """Database, files, wake-up calls and rules of workflow."""
    pepper: str
    """Keys the digests of API keys; never stored with them."""
    types: Mapping[str, DocumentType]
    limits: UploadLimits = field(default_factory=UploadLimits)
    threads: int = 4
    """Calls computed at the same time in this process."""
    most_at_once: int = 100
    """Calls under way in this process."""
    most_waiting: int = 10_000
    """Machine tasks of one client that may wait; more are told to come back."""
    free_bytes: Callable[[], int] = _plenty
    """Free space where files are stored."""
    least_free_bytes: int = 0
    other_limits: Mapping[str, int | float] = field(default_factory=dict)
    """Limits of other rooms, shown at /v1/limits beside ours."""
    read_zone: ReadZone | None = None
    """None: this process has no reading engine; the page then offers no re-reading."""
    try_form: TryForm | None = None
    """None: this process has no reading engine; a drawn form is then not tried."""
    page_folder: Path | None = None
    """The built web page."""
    hourly_rate: Decimal | None = None
    """Euro an hour of people's time; None: no cost is shown."""
    oidc: Provider | None = None
    """The company's own sign-in."""
    evidence_seal: Callable[[], EvidenceSeal] | None = None
    """What evidence is signed with, made at its first use; None: no evidence here."""
    versions: Versions | None = None
    """The models: the hashes of those in use stand in evidence."""
    public_url: str = ""
    """Where browsers reach us; empty: as the browser asked."""
    expected_work: timedelta = timedelta(hours=1)
    """A document with less time left than this is at risk of being late."""
    clock: Callable[[], datetime] = now
    turnstile: Turnstile = field(default_factory=lambda: Turnstile(8))
    sign_in_tries: Allowance = field(default_factory=lambda: Allowance(10, timedelta(minutes=1)))
    """Of one person from one address."""
    code_tries: Allowance = field(default_factory=lambda: Allowance(5, timedelta(minutes=15)))
    """Of one person with the second factor: who gets here knows the password."""
    calls: Attempts = field(default_factory=lambda: Attempts(6_000, timedelta(minutes=1)))
    """Calls of one key or one person."""

    @cached_property
    def forms(self) -> FormShelf:
        """The form definitions in use."""
        return FormShelf(self.life)

    @property
    def database(self) -> Database:
        return self.life.database

    @property
    def files(self) -> FileStore:
        return self.life.files
