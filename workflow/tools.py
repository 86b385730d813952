"""What every transition is given: the database, the files, the wake-up calls, and the numbers it goes by."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from decision.decider import Rule
from domain.case import CaseRule
from domain.document import DocumentResult
from domain.page import ReadPage
from storage.engine import Database
from storage.erasures import Erasures
from storage.files import FileStore
from storage.queue import WakeUps

Structure = Sequence[tuple[tuple[int, ...], str]]
"""(page numbers, type) of each document of a file, as a person told it."""


@dataclass(frozen=True, slots=True)
class Rules:
    """The numbers of the life of a document; settings.py documents each."""

    pages_per_task: int = 4
    lease_seconds: float = 45.0
    beat_seconds: float = 15.0
    page_seconds: float = 60.0
    most_attempts: int = 6
    retry_seconds: float = 5.0
    reconcile_seconds: float = 5.0
    audit_rate: float = 0.05
    error_ceiling: float = 0.005
    structure_threshold: float = 0.9
    review_lease_seconds: float = 180.0
    retention_days: int = 90


@dataclass(frozen=True, slots=True)
class Tools:
    """One for each process."""

    database: Database
    files: FileStore
    wake_ups: WakeUps
    rules: Rules = Rules()
    promises: Mapping[tuple[str, str], Rule] = field(default_factory=dict)
    """(risk class, stratum) -> the rule that the models bring along, by which fields are accepted until audits prove one here."""
    case_rules: Sequence[CaseRule] = ()
    """What the papers of one case are compared by."""
    erasures: Erasures | None = None
    """Where each erasure is written down, outside the database; None: nowhere."""


class Member(Protocol):
    """A file found in an archive."""

    @property
    def path(self) -> Path: ...
    @property
    def name(self) -> str: ...


class Reader(Protocol):
    """What the machine does with a file: pipeline.journey.Journey, or a fake in tests. Paths are untrusted bytes.

    Every call may raise InputError: the file is at fault, and the sender is told.
    """

    def unpack(self, untrusted_path: Path, work_dir: Path) -> Sequence[Member]:
        """The members of an archive, put into `work_dir`; for anything else the file itself."""
        ...

    def count_pages(self, untrusted_path: Path) -> int:
        """How many pages the file has."""
        ...

    def read_pages(self, untrusted_path: Path, numbers: Sequence[int] | None = None) -> Iterator[ReadPage]:
        """These pages (1-based), in order."""
        ...

    def understand(self, name: str, pages: Sequence[ReadPage], structure: Structure | None = None) -> list[DocumentResult]:
        """The documents in the pages of a file: found by the machine, or exactly those of `structure`."""
        ...
