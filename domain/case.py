"""A case (pratica): papers that belong together, the rules they must keep, and what was found when they were compared."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from domain.document import Value

DISAGREEMENT = "case_disagreement"
"""The code of two papers that say different things, and the reason of their fields."""
MISSING = "case_paper_missing"
"""The code of a required paper that is not in the case."""


class Compare(StrEnum):
    """When two values say the same."""

    CODE = "code"
    """Letters and digits, whatever stands between them."""
    NAME = "name"
    """Of a person or firm: order, accents, initials, a second name left out and the legal form's spelling do not count."""
    TEXT = "text"
    """Case, accents and punctuation do not count."""
    AMOUNT = "amount"
    """Numbers, up to a tolerance."""
    DATE = "date"
    """The same day."""


@dataclass(frozen=True, slots=True)
class PaperRule:
    """A paper of a case: a document type, or a registered form."""

    label: Mapping[str, str]
    type: str | None
    form: str | None
    required: bool
    """Where the case has its first paper, it must have this one."""


@dataclass(frozen=True, slots=True)
class Agreement:
    """What the papers of a case must say alike."""

    key: str
    label: Mapping[str, str]
    compare: Compare
    tolerance: float
    """Of amounts: the greatest difference, as a share of the larger; 0: none."""
    fields: Mapping[str, tuple[tuple[str, ...], ...]]
    """Paper -> ways in which it may say it, one of which must agree; a way is the keys of fields written one after another."""


@dataclass(frozen=True, slots=True)
class CaseRule:
    """The rules of one kind of case."""

    key: str
    label: Mapping[str, str]
    first: str
    """The paper by which a case is known to be of this kind."""
    papers: Mapping[str, PaperRule]
    agreements: tuple[Agreement, ...]


@dataclass(frozen=True, slots=True)
class CasePaper:
    """A document of a case, as it stands now."""

    document: str
    type: str
    form: str | None
    values: Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class Place:
    """A field of a document."""

    document: str
    key: str


@dataclass(frozen=True, slots=True)
class CaseWarning:
    """What was found: two places that disagree, or a paper that is missing."""

    code: str
    rule: str
    subject: str
    """Key of the agreement, or of the missing paper."""
    label: Mapping[str, str]
    """Of the subject."""
    documents: tuple[str, ...]
    """Whom it concerns."""
    places: tuple[Place, ...] = ()
    """Of a disagreement: the fields that say one thing, then those that say another."""
