"""How each class of fields is reviewed: by whom, how often, with which known errors; and what the known errors have shown."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Path

from http_api.admission import Known, ToolsOfCall
from http_api.routes import PROBLEMS
from http_api.schemas.metrics import IntervalOut
from http_api.schemas.review_rules import ReviewRules, RuleIn, RuleOut, SeedCount
from http_api.tools import Tools
from reporting.intervals import clopper_pearson
from storage import EVERY_CLIENT, Work
from storage.clients import INSTALLATION
from workflow.certify import weigh
from workflow.review import RISK_CLASSES

router = APIRouter(tags=["review"], responses=PROBLEMS)
RiskClass = Literal["checksum", "typed", "dictionary", "text", "mark", "hand"]


@router.get("/v1/review-rules", summary="How each class of fields is reviewed")
def get_rules(principal: Known, tools: ToolsOfCall) -> ReviewRules:
    """Every risk class; the counts of known errors are of the companies the caller sees, by value kind, never by person."""
    with tools.database.read(principal.clients) as work:
        return _rules(work, tools)


@router.put("/v1/review-rules/{risk_class}", summary="Set how a class of fields is reviewed")
def set_rule(
    risk_class: Annotated[RiskClass, Path(description="The class.")], body: RuleIn, principal: Known, tools: ToolsOfCall
) -> ReviewRules:
    """Holds for every task opened, and every document read, from now on; a ceiling that the audits already prove counts at once."""
    with tools.database.work(EVERY_CLIENT) as work:
        work.second_readings.set_rule(risk_class, body.mode, body.seed_rate, principal.id, body.ceiling)
        details = {"mode": body.mode, "seed_rate": body.seed_rate, "ceiling": body.ceiling}
        work.audit_log.note(INSTALLATION, principal.id, "review_rule.changed", risk_class, **details)
    weigh(tools.life)
    with tools.database.read(EVERY_CLIENT) as work:
        return _rules(work, tools)


def _rules(work: Work, tools: Tools) -> ReviewRules:
    rules, counts = work.second_readings.rules(), work.second_readings.seed_counts()
    out = []
    for name in RISK_CLASSES:
        rule = rules.get(name)
        mode, seed_rate, ceiling = (rule.mode, rule.seed_rate, rule.ceiling) if rule else ("confirm", 0.0, None)
        out.append(RuleOut(risk_class=name, mode=mode, seed_rate=seed_rate, ceiling=ceiling))
    seeds = [
        SeedCount(kind=k, caught=c, missed=m, miss_rate=IntervalOut.model_validate(clopper_pearson(m, c + m)))
        for k, (c, m) in sorted(counts.items())
    ]
    return ReviewRules(rules=out, seeds=seeds, ceiling=tools.life.rules.error_ceiling)
