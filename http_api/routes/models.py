"""Which models read the documents: versions, what they were trained on, how they scored, who put them in use."""

from __future__ import annotations

from fastapi import APIRouter

from domain.errors import SetupError
from http_api.admission import Known, ToolsOfCall
from http_api.routes import PROBLEMS
from http_api.schemas.models import ModelChange, ModelPart, ModelsOut, ModelVersion
from pipeline.versions import State, Version

router = APIRouter(tags=["figures"], responses=PROBLEMS)


@router.get("/v1/models", summary="Versions of the models")
def models(_: Known, tools: ToolsOfCall) -> ModelsOut:
    """What `spunta models list` says: the version in use, the one in shadow, those before, each with what it was trained on."""
    if tools.versions is None:
        raise SetupError("no_models", "This process was started without models.")
    state = tools.versions.state()
    changes = [
        ModelChange(at=c["at"], what=c["what"], before=c["from"], after=c["to"] or None, by=c["by"], reason=c["reason"])
        for c in state.history
    ]
    return ModelsOut(versions=[_version(version, state) for version in tools.versions.all()], changes=changes)


def _version(version: Version, state: State) -> ModelVersion:
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
    )
