"""shadowed: a candidate of the models reads beside the ones in use; what it decides is written down, delivered to nobody, and judged
by what people say of the same fields afterwards."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import structlog

from decision.shadow import Call, Pair
from domain.comparison import same_value
from domain.document import DecisionKind, DocumentResult
from domain.errors import TransientError
from domain.page import ReadPage
from storage.clients import INSTALLATION
from storage.tables import Source
from storage.unit_of_work import EVERY_CLIENT, Work
from workflow.certify import start_again
from workflow.tools import Reader, Structure, Tools

_log = structlog.get_logger()


class ModelsChangedError(TransientError):
    """Other models were put in use while a document was understood: those of then must not decide it."""


@dataclass(frozen=True, slots=True)
class ModelsAtWork:
    """The models that a bench has loaded."""

    are_in_use: Callable[[], bool] = lambda: True
    """Whether they still are."""
    candidate: str | None = None
    """The version that is tried beside them."""
    beside: Callable[[str], Reader] | None = None
    """Client company -> the reader with the candidate's models, knowing what the company's documents may be read with."""


def read_beside(
    models: ModelsAtWork, client_id: str, name: str, pages: Sequence[ReadPage], structure: Structure | None
) -> list[DocumentResult]:
    """What the candidate finds; nothing when there is none, or when it breaks: a candidate never harms a document."""
    if models.beside is None:
        return []
    try:
        return models.beside(client_id).understand(name, pages, structure)
    except Exception as error:  # whatever it is, it is the candidate's
        _log.warning("candidate_broke", version=models.candidate, reason=type(error).__name__)
        return []


def write_beside(work: Work, source: Source, version: str, found: Sequence[DocumentResult]) -> None:
    """Keeps what the candidate read in documents that it cut and typed alike; the others have no field to compare."""
    alike = {(result.pages, result.type, result.form): result for result in found}
    for document in work.documents.of_source(source.id):
        result = alike.get((tuple(document.pages), document.type, document.form))
        if result is not None:
            work.models.keep_shadow(document, version, result.fields)


def judged_pairs(work: Work, version: str) -> tuple[list[Pair], list[Pair]]:
    """(blind audits, answered reviews) of the fields that a candidate read.

    The audits were drawn at random, so they stand for all fields whose confidence decides. The reviews are the fields that the models in
    use doubted, and whoever answered saw their value: they flatter the candidate's accuracy, and show what it would wrongly accept.
    """
    audits: list[Pair] = []
    reviews: list[Pair] = []
    for judged in work.models.judged(version):
        r = judged.reading
        current = Call(
            same_value(judged.kind, judged.truth, r.machine_value), r.machine_decision == DecisionKind.AUTO, r.machine_confidence
        )
        candidate = Call(same_value(judged.kind, judged.truth, r.value), r.decision == DecisionKind.AUTO, r.confidence)
        pair = Pair(r.document_id, judged.type, current, candidate, judged.truth is not None)
        (audits if judged.is_audit else reviews).append(pair)
    return audits, reviews


def now_read_by(tools: Tools, version: str, fingerprint: str, by: str, reason: str) -> bool:
    """Notes which models read from now on. Others than before start every proof again; whether they did. Safe to call twice."""

    def step(work: Work) -> bool:
        work.certificates.lock()
        before = work.models.in_use()
        if before is not None and before.fingerprint == fingerprint:
            return False
        former = before.version if before is not None else None
        work.models.put_in_use(version, fingerprint)
        if former is None:
            return False
        start_again(work, tools, reason)
        work.audit_log.note(INSTALLATION, by, "models.changed", version, before=former, reason=reason)
        return True

    changed = tools.database.run(EVERY_CLIENT, step)
    if changed:
        _log.warning("models_changed", version=version)
    return changed


def refused(tools: Tools, version: str, by: str, codes: Sequence[str]) -> None:
    """Notes that a candidate was not put in use, and why."""
    with tools.database.work(EVERY_CLIENT) as work:
        work.audit_log.note(INSTALLATION, by, "models.refused", version, objections=list(codes))
