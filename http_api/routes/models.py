"""Which models read the documents: versions, what they were trained on, how they scored, who put them in use."""

from __future__ import annotations

from fastapi import APIRouter

from domain.errors import SetupError
from http_api.admission import Known, ToolsOfCall
from http_api.routes import PROBLEMS
from http_api.schemas.models import ModelChange, ModelPart, ModelsOut, ModelTrial, ModelVersion, TrialPart
from pipeline.versions import State, Version, Versions
from storage import Work

router = APIRouter(tags=["figures"], responses=PROBLEMS)


@router.get("/v1/models", summary="Versions of the models")
def models(principal: Known, tools: ToolsOfCall) -> ModelsOut:
    """What `spunta models list` says: the version in use, the one in shadow, those before, each with what it was trained on, how it
    scored, and what it did beside the one in use."""
    if tools.versions is None:
        raise SetupError("no_models", "This process was started without models.")
    state = tools.versions.state()
    changes = [
        ModelChange(at=c["at"], what=c["what"], before=c["from"], after=c["to"] or None, by=c["by"], reason=c["reason"])
        for c in state.history
    ]
    with tools.database.read(principal.clients) as work:
        tried = {version.name: _trial(work, tools.versions, version.name) for version in tools.versions.all()}
    return ModelsOut(versions=[_version(version, state, tried[version.name]) for version in tools.versions.all()], changes=changes)


def _trial(work: Work, versions: Versions, name: str) -> ModelTrial | None:
    documents, fields = work.models.shadowed(name)
    report = versions.report(name)
    if report is None and not documents:
        return None
    told = report or {"at": None, "current": None, "objections": []}
    parts = [TrialPart.model_validate({**compared[0], "name": title}) for title, compared in told.get("parts", {}).items()]
    return ModelTrial(
        documents=documents, fields=fields, judged_at=told["at"], beside=told["current"], parts=parts,
        objections=[one["message"] for one in told["objections"]],
    )  # fmt: skip


def _version(version: Version, state: State, trial: ModelTrial | None) -> ModelVersion:
    parts = [
        ModelPart(name=name, version=str(said.get("version", "")), trained_on=said.get("trained_on"), scores=said.get("scores"))
        for name, said in sorted(version.about.items())
    ]
    return ModelVersion(
        name=version.name,
        in_use=version.name == state.current,
        in_shadow=version.name == state.shadow,
        made_at=version.made_at or None,
        base=version.base or None,
        changed=list(version.changed),
        parts=parts,
        trial=trial,
    )
