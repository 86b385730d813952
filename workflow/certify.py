"""certified: audits of this installation prove what may be accepted without a person, and withdraw it when the risk has risen.

Everything is computed from the closed audits and the newest certificate of each class and stratum, in a unit of work of its own:
an audit whose weighing was lost with its process is weighed with the next one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import product

import structlog

from decision.backtest import Evidence
from decision.certificate import upper_bound
from decision.risk import CLASSES, STRATA
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


def decide_by_audits(work: Work, results: Sequence[DocumentResult], tools: Tools) -> list[DocumentResult]:
    """The results as the certificates and ceilings of this moment decide them."""
    ruling = _ruling(work, tools)
    return [_redecided(result, ruling) for result in results] if ruling else list(results)


def decide_again(work: Work, field: FieldRow, tools: Tools) -> None:
    """A held field whose document a person let go: the certificates of this moment decide, not those of its reading."""
    standing = _ruling(work, tools).get((field.risk_class, field.stratum))
    if standing is not None and standing.state in {WITHDRAWN, WARMING_UP} and field.decision == DecisionKind.AUTO.value:
        field.decision, field.machine_decision = DecisionKind.REVIEW.value, DecisionKind.REVIEW.value
        reason = "certificate_withdrawn" if standing.state == WITHDRAWN else "not_yet_proved"
        field.reasons = [*(r for r in field.reasons if not r.startswith("certificate_")), reason]


def _ruling(work: Work, tools: Tools) -> dict[Cell, Standing]:
    """What overrules the models' own rules: proofs and withdrawals, and classes of which less error is asked than is proved of them."""
    asked = ceilings(work)
    rows = {(c.risk_class, c.stratum): c for c in work.certificates.current()}
    ruling = {cell: _of_row(row) for cell, row in rows.items() if row.state == WITHDRAWN or _proves(row, _asked(cell, asked, tools))}
    promised = {cell: rule.ceiling for cell, rule in tools.promises.items() if rule.threshold is not None}
    for cell in product(asked, STRATA):
        if cell not in ruling and promised.get(cell, 1.0) > asked[cell[0]]:
            ruling[cell] = Standing(*cell, WARMING_UP, None, asked[cell[0]], 0, 0, 1.0, 0)
    return ruling


def ceilings(work: Work) -> dict[str, float]:
    """The ceilings that an administrator set, by risk class; the others have the installation's."""
    return {name: rule.ceiling for name, rule in work.second_readings.rules().items() if rule.ceiling is not None}


def _asked(cell: Cell, asked: Mapping[str, float], tools: Tools) -> float:
    """The share of accepted fields of a class that may be wrong at most."""
    return asked.get(cell[0], tools.rules.error_ceiling)


def _proves(row: Certificate | None, ceiling: float) -> bool:
    """Whether a certificate holds what is asked now: a ceiling lowered since asks for another proof."""
    return row is not None and row.state == CERTIFIED and row.ceiling <= ceiling


def weigh(tools: Tools) -> None:
    """Proves or withdraws, class by class, by all audits closed until now; what a withdrawn class had accepted is recalled.

    Safe to call at any time, and twice.
    """
    if tools.database.run(EVERY_CLIENT, lambda work: _weigh(work, tools)):
        recall(tools)


def standings(work: Work, tools: Tools) -> list[Standing]:
    """How every class stands in every stratum that has a rule or an audit. `work` sees every client company."""
    labels, current = _labels(work), {(c.risk_class, c.stratum): c for c in work.certificates.current()}
    cells, asked = sorted(set(labels) | set(current) | set(tools.promises)), ceilings(work)
    return [_standing(cell, labels.get(cell, []), current.get(cell), asked, tools) for cell in cells]


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
    asked = ceilings(work)
    for cell in product(CLASSES, STRATA):
        work.certificates.add(
            Certificate(
                risk_class=cell[0], stratum=cell[1], ceiling=_asked(cell, asked, tools), threshold=None, audited=0, wrong=0,
                state=WARMING_UP, details={"reason": reason},
            )
        )  # fmt: skip


def _weigh(work: Work, tools: Tools) -> bool:
    """Whether a class was withdrawn."""
    work.certificates.lock()
    labels, asked, withdrawn = _labels(work), ceilings(work), False
    for cell, every in sorted(labels.items()):
        row, ceiling = work.certificates.newest(*cell), _asked(cell, asked, tools)
        if _alarm(work, cell, every, row, _promised(cell, row, asked, tools), ceiling):
            withdrawn = True
        else:
            _certify(work, cell, every, row, ceiling)
    return withdrawn


def _alarm(
    work: Work, cell: Cell, every: Sequence[AuditedField], row: Certificate | None, promised: float, ceiling: float
) -> bool:  # fmt: skip
    """Withdraws a class whose accepted fields are wrong oftener than `promised`; whether it did. `ceiling` is to be proved then."""
    if row is not None and row.state == WITHDRAWN:
        return False
    mine = [a for a in every if row is None or _is_after(a, row)]
    if not has_risen([_label(a) for a in mine], promised):
        return False
    accepted = [a for a in mine if a.accepted]
    wrong = sum(not a.right for a in accepted)
    reason = {
        "it": f"{wrong} errati su {len(accepted)} controllati: il rischio ha superato {promised:.1%}".replace(".", ","),
        "en": f"{wrong} of {len(accepted)} audited were wrong: the risk has risen above {promised:.1%}",
    }
    withdrawn = Standing(*cell, WITHDRAWN, None, ceiling, len(accepted), wrong, 1.0, 0)
    _add(work, cell, withdrawn, reason, _clean_point(accepted, promised))
    _log.warning("certificate_withdrawn", risk_class=cell[0], stratum=cell[1], audited=len(accepted), wrong=wrong)
    return True


def _clean_point(accepted: Sequence[AuditedField], ceiling: float) -> datetime | None:
    """The last audit drawn before the risk rose: what was accepted since then may be wrong. None: there is no earlier one."""
    clean = clean_until([not a.right for a in accepted], ceiling)
    first_doubtful = min(a.drawn_at for a in accepted[clean:])
    return max((a.drawn_at for a in accepted[:clean] if a.drawn_at < first_doubtful), default=None)


def _certify(work: Work, cell: Cell, every: Sequence[AuditedField], row: Certificate | None, ceiling: float) -> None:
    proved = prove([_label(a) for a in _since_restart(every, work.certificates.restarted(*cell))], ceiling)
    if proved is None or (row is not None and _proves(row, ceiling) and row.threshold is not None and row.threshold <= proved.threshold):
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


def _standing(
    cell: Cell, every: Sequence[AuditedField], row: Certificate | None, asked: Mapping[str, float], tools: Tools
) -> Standing:  # fmt: skip
    ceiling = _asked(cell, asked, tools)
    restart = row if row and row.state in {WITHDRAWN, WARMING_UP} else None
    mine = [_label(a) for a in _since_restart(every, restart)]
    if row is not None and _proves(row, ceiling):
        counted = [label for label in mine if row.threshold is not None and label.confidence >= row.threshold]
    else:
        counted = mine
    n, wrong = len(counted), sum(not label.right for label in counted)
    bound, more, rule = upper_bound(n, wrong), more_needed(mine, ceiling), tools.promises.get(cell)
    if row is not None and _proves(row, ceiling):
        return Standing(*cell, CERTIFIED, row.threshold, row.ceiling, n, wrong, bound, 0, row.made_at)
    if row is not None and row.state == WITHDRAWN:
        return Standing(*cell, WITHDRAWN, None, ceiling, n, wrong, bound, more, row.made_at)
    if rule is not None and rule.threshold is not None and (cell[0] not in asked or rule.ceiling <= ceiling):
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


def _promised(cell: Cell, row: Certificate | None, asked: Mapping[str, float], tools: Tools) -> float:
    """The ceiling under which fields of this class are accepted now."""
    ceiling = _asked(cell, asked, tools)
    if row is not None and _proves(row, ceiling):
        return row.ceiling
    rule = tools.promises.get(cell)
    return rule.ceiling if rule is not None and rule.threshold is not None else ceiling


def _labels(work: Work) -> dict[Cell, list[AuditedField]]:
    """The closed audits by class and stratum, in the order in which they were closed."""
    cells: dict[Cell, list[AuditedField]] = defaultdict(list)
    for audit in work.certificates.audited():
        cells[audit.risk_class, audit.stratum].append(audit)
    return cells


def _since_restart(every: Sequence[AuditedField], restart: Certificate | None) -> list[AuditedField]:
    """Audits drawn after the last withdrawal, or after the models were changed."""
    return [a for a in every if restart is None or _is_of(a, restart)]


def _is_of(audit: AuditedField, restart: Certificate) -> bool:
    """Whether an audit came after a restart; after a change of models, of a document that the new ones read."""
    began = audit.read_at if restart.state == WARMING_UP else audit.drawn_at
    return began > restart.made_at


def _is_after(audit: AuditedField, row: Certificate) -> bool:
    """Whether an audit counts against a certificate: those in hand when it was made do, unless other models read since."""
    if row.state == WARMING_UP:
        return _is_of(audit, row)
    return audit.closed_at is not None and audit.closed_at > row.made_at


def _label(audit: AuditedField) -> Label:
    return Label(audit.confidence, audit.right, audit.accepted)
