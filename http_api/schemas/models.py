"""Versions of the models: what reads the documents, and what it was trained on."""

from __future__ import annotations

from typing import Any

from pydantic import ConfigDict

from http_api.schemas import Outgoing


class ModelPart(Outgoing):
    """One part of a version: scorer, calibrator, certificates, classifier and the readers of marks, hand print and prose."""

    name: str
    version: str
    trained_on: Any = None
    """As its training wrote it: sets, documents, layouts, fields."""
    scores: Any = None
    """As its training measured them on documents that it was not trained on."""


class TrialSide(Outgoing):
    """What one version did with the judged fields."""

    right: int
    automatic: int
    wrong: int
    """Accepted and wrong."""


class TrialPart(Outgoing):
    """Two versions on the same fields of one origin, whose values people or the truth tell."""

    name: str
    fields: int
    documents: int
    current: TrialSide
    candidate: TrialSide


class ModelTrial(Outgoing):
    """What a version did beside the one in use."""

    documents: int
    """Of the service, read by both; of the caller's companies."""
    fields: int
    judged_at: str | None
    """When `spunta models shadow` compared both last, ISO 8601; null: never, and what follows is empty."""
    beside: str | None
    """The version in use of that moment."""
    parts: list[TrialPart]
    objections: list[str]
    """What spoke against putting it in use, in English; empty with `judged_at`: nothing did."""


class ModelVersion(Outgoing):
    """One version of the models."""

    name: str
    in_use: bool
    in_shadow: bool
    """It decides beside the one in use; what it decides is delivered to nobody."""
    made_at: str | None
    """ISO 8601; null for the models that came with the program."""
    base: str | None
    """The version that its other parts were taken from."""
    changed: list[str]
    """The parts that were trained anew."""
    parts: list[ModelPart]
    trial: ModelTrial | None = None
    """Null for a version that was never tried beside another."""


class ModelChange(Outgoing):
    """A version put in use, taken back, or tried beside the one in use."""

    at: str
    what: str
    before: str
    after: str | None
    by: str
    reason: str


class ModelsOut(Outgoing):
    """Every version, oldest first, and every change, oldest first."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "versions": [
                        {
                            "name": "shipped", "in_use": True, "in_shadow": False, "made_at": None, "base": None, "changed": [],
                            "parts": [{"name": "scorer", "version": "202611300824", "trained_on": {"documents": 537}, "scores": None}],
                        }
                    ],
                    "changes": [],
                }
            ]
        }
    )  # fmt: skip

    versions: list[ModelVersion]
    changes: list[ModelChange]
