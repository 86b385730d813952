"""certified: audits of this installation prove what may be accepted without a person, and withdraw it when the risk has risen.

Everything is computed from the closed audits and the newest certificate of each class and stratum, in a unit of work of its own:
an audit whose weighing was lost with its process is weighed with the next one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

import structlog

from decision.backtest import Evidence
from decision.certificate import upper_bound
from decision.standing import (
    CERTIFIED,
    SHIPPED,
    WARMING_UP,
    WITHDRAWN,
    Label,
    Standing,
    clean_until,
    decided_by,
    has_risen,
    in_words,
    more_needed,
    prove,
)
from domain.document import DecisionKind, DocumentResult, DocumentState
from storage.certificates import AuditedField, Volume
from storage.clients import INSTALLATION
from storage.tables import Certificate, FieldRow
from storage.unit_of_work import EVERY_CLIENT, Work
from workflow.recall import recall
from workflow.tools import Tools

_log = structlog.get_logger()
Cell = tuple[str, str]
"""(risk class, stratum)."""


def decide_by_audits(work: Work, results: Sequence[DocumentResult]) -> list[DocumentResult]:
    """The results as the certificates of this moment decide them."""
    proved = {(c.risk_class, c.stratum): _of_row(c) for c in work.certificates.current()}
    return [_redecided(result, proved) for result in results] if proved else list(results)


def decide_again(work: Work, field: FieldRow) -> None:
    """A held field whose document a person let go: the certificates of this moment decide, not those of its reading."""
    row = work.certificates.newest(field.risk_class, field.stratum)
    if row is not None and row.state == WITHDRAWN and field.decision == DecisionKind.AUTO.value:
        field.decision, field.machine_decision = DecisionKind.REVIEW.value, DecisionKind.REVIEW.value
        field.reasons = [*(r for r in field.reasons if not r.startswith("certificate_")), "certificate_withdrawn"]


def weigh(tools: Tools) -> None:
    """Proves or withdraws, class by class, by all audits closed until now; what a withdrawn class had accepted is recalled.

    Safe to call at any time, and twice.
    """
    if tools.database.run(EVERY_CLIENT, lambda work: _weigh(work, tools)):
        recall(tools)


def standings(work: Work, tools: Tools) -> list[Standing]:
    """How every class stands in every stratum that has a rule or an audit. `work` sees every client company."""
    labels, current = _labels(work), {(c.risk_class, c.stratum): c for c in work.certificates.current()}
    cells = sorted(set(labels) | set(current) | set(tools.promises))
    return [_standing(cell, labels.get(cell, []), current.get(cell), tools) for cell in cells]


def evidence(work: Work, since: datetime) -> list[Evidence]:
    """What every class and stratum with audits or fields would be back-tested with; its mail is that received since then."""
    labels, volumes = _labels(work), work.certificates.volumes(since)
    days = max(1, work.certificates.days_with_mail(since))
    found = []
    for cell in sorted(set(labels) | set(volumes)):
        counted = [_label(a) for a in _since_restart(labels.get(cell, []), work.certificates.restarted(*cell))]
        volume = volumes.get(cell, Volume(0, 0, 0))
        found.append(Evidence(*cell, counted, volume.fields / days, volume.eligible / volume.drawn if volume.drawn else 1.0))
    return found


def start_again(work: Work, tools: Tools, reason: str) -> None:
    """Other models read from now on: what was proved of the old ones proves nothing of them."""
    for row in work.certificates.current():
        work.certificates.add(
            Certificate(
                risk_class=row.risk_class, stratum=row.stratum, ceiling=tools.rules.error_ceiling, threshold=None, audited=0, wrong=0,
                state=WARMING_UP, details={"reason": reason},
            )
        )  # fmt: skip


def _weigh(work: Work, tools: Tools) -> bool:
    """Whether a class was withdrawn."""
    work.certificates.lock()
    labels, withdrawn = _labels(work), False
    for cell, every in sorted(labels.items()):
        row = work.certificates.newest(*cell)
        if _alarm(work, tools, cell, every, row):
            withdrawn = True
        else:
            _certify(work, tools, cell, every, row)
    return withdrawn


def _alarm(work: Work, tools: Tools, cell: Cell, every: Sequence[AuditedField], row: Certificate | None) -> bool:
    """Withdraws a class whose accepted fields are wrong oftener than promised; whether it did."""
    if row is not None and row.state == WITHDRAWN:
        return False
    ceiling = _promised(cell, row, tools)
    mine = [a for a in every if row is None or _is_after(a, row)]
    if not has_risen([_label(a) for a in mine], ceiling):
        return False
    accepted = [a for a in mine if a.accepted]
    wrong = sum(not a.right for a in accepted)
    reason = {
        "it": f"{wrong} errati su {len(accepted)} controllati: il rischio ha superato {ceiling:.1%}".replace(".", ","),
        "en": f"{wrong} of {len(accepted)} audited were wrong: the risk has risen above {ceiling:.1%}",
    }
    _add(
        work,
        cell,
        Standing(*cell, WITHDRAWN, None, tools.rules.error_ceiling, len(accepted), wrong, 1.0, 0),
        reason,
        _clean_point(accepted, ceiling),
    )
    _log.warning("certificate_withdrawn", risk_class=cell[0], stratum=cell[1], audited=len(accepted), wrong=wrong)
    return True


def _clean_point(accepted: Sequence[AuditedField], ceiling: float) -> datetime | None:
    """The last audit drawn before the risk rose: what was accepted since then may be wrong. None: there is no earlier one."""
    clean = clean_until([not a.right for a in accepted], ceiling)
    first_doubtful = min(a.drawn_at for a in accepted[clean:])
    return max((a.drawn_at for a in accepted[:clean] if a.drawn_at < first_doubtful), default=None)


def _certify(work: Work, tools: Tools, cell: Cell, every: Sequence[AuditedField], row: Certificate | None) -> None:
    ceiling = tools.rules.error_ceiling
    proved = prove([_label(a) for a in _since_restart(every, work.certificates.restarted(*cell))], ceiling)
    if proved is None or (row is not None and row.state == CERTIFIED and row.threshold is not None and row.threshold <= proved.threshold):
        return
    _add(work, cell, Standing(*cell, CERTIFIED, proved.threshold, ceiling, proved.audited, proved.wrong, proved.bound, 0), {})


def _add(work: Work, cell: Cell, s: Standing, reason: Mapping[str, str], clean_at: datetime | None = None) -> None:
    row = Certificate(
        risk_class=cell[0], stratum=cell[1], ceiling=s.ceiling, threshold=s.threshold, audited=s.audited, wrong=s.wrong, state=s.state,
        details={"reason": dict(reason), "bound": s.bound} | ({"clean_at": clean_at.isoformat()} if clean_at else {}),
    )  # fmt: skip
    work.certificates.add(row)
    details = {"risk_class": cell[0], "stratum": cell[1], "audited": s.audited, "wrong": s.wrong}
    work.audit_log.note(INSTALLATION, "machine", f"certificate.{s.state}", row.id, **details)


def _standing(cell: Cell, every: Sequence[AuditedField], row: Certificate | None, tools: Tools) -> Standing:
    ceiling = tools.rules.error_ceiling
    restart = row.made_at if row and row.state in {WITHDRAWN, WARMING_UP} else None
    mine = [_label(a) for a in every if restart is None or a.drawn_at > restart]
    if row is not None and row.state == CERTIFIED:
        counted = [label for label in mine if row.threshold is not None and label.confidence >= row.threshold]
    else:
        counted = mine
    n, wrong = len(counted), sum(not label.right for label in counted)
    bound, more, rule = upper_bound(n, wrong), more_needed(mine, ceiling), tools.promises.get(cell)
    if row is not None and row.state == CERTIFIED:
        return Standing(*cell, CERTIFIED, row.threshold, row.ceiling, n, wrong, bound, 0, row.made_at)
    if row is not None and row.state == WITHDRAWN:
        return Standing(*cell, WITHDRAWN, None, ceiling, n, wrong, bound, more, row.made_at)
    if rule is not None and rule.threshold is not None:
        return Standing(*cell, SHIPPED, rule.threshold, rule.ceiling, n, wrong, bound, more)
    return Standing(*cell, WARMING_UP, None, ceiling, n, wrong, bound, more, row.made_at if row else None)


def words_of(work: Work, standing: Standing) -> dict[str, str]:
    """What the manager reads of a class, with the reason of its withdrawal, by language."""
    row = work.certificates.newest(standing.risk_class, standing.stratum) if standing.state == WITHDRAWN else None
    reasons: Mapping[str, str] = row.details["reason"] if row is not None else {}
    return {language: in_words(replace(standing, reason=reasons.get(language, "")))[language] for language in ("it", "en")}


def _redecided(result: DocumentResult, proved: Mapping[Cell, Standing]) -> DocumentResult:
    if result.state is DocumentState.FAILED:
        return result
    fields = {
        key: decided_by(field, standing) if (standing := proved.get((field.risk_class, field.stratum))) else field
        for key, field in result.fields.items()
    }
    waits = any(field.decision is DecisionKind.REVIEW for field in fields.values()) or not fields
    return replace(result, fields=fields, state=DocumentState.NEEDS_REVIEW if waits else DocumentState.COMPLETED)


def _of_row(row: Certificate) -> Standing:
    return Standing(row.risk_class, row.stratum, row.state, row.threshold, row.ceiling, row.audited, row.wrong, 1.0, 0, row.made_at)


def _promised(cell: Cell, row: Certificate | None, tools: Tools) -> float:
    """The ceiling under which fields of this class are accepted now."""
    if row is not None and row.state == CERTIFIED:
        return row.ceiling
    rule = tools.promises.get(cell)
    return rule.ceiling if rule is not None and rule.threshold is not None else tools.rules.error_ceiling


def _labels(work: Work) -> dict[Cell, list[AuditedField]]:
    """The closed audits by class and stratum, in the order in which they were closed."""
    cells: dict[Cell, list[AuditedField]] = defaultdict(list)
    for audit in work.certificates.audited():
        cells[audit.risk_class, audit.stratum].append(audit)
    return cells


def _since_restart(every: Sequence[AuditedField], restart: Certificate | None) -> list[AuditedField]:
    """Audits drawn after the last withdrawal, or after the models were changed."""
    return [a for a in every if restart is None or a.drawn_at > restart.made_at]


def _is_after(audit: AuditedField, row: Certificate) -> bool:
    """Whether an audit counts against a certificate: those in hand when it was made do, unless other models read since."""
    moment = audit.drawn_at if row.state == WARMING_UP else audit.closed_at
    return moment is not None and moment > row.made_at


def _label(audit: AuditedField) -> Label:
    return Label(audit.confidence, audit.right, audit.accepted)
