"""How a class of fields is reviewed a second time, and how many planted errors people found."""

from __future__ import annotations

from typing import Literal

from pydantic import ConfigDict, Field

from http_api.schemas import Incoming, Outgoing
from http_api.schemas.metrics import IntervalOut


class RuleIn(Incoming):
    """How the fields of a risk class are reviewed."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"mode": "blind", "seed_rate": 0.01, "ceiling": 0.002}]})

    mode: Literal["confirm", "blind", "double"]
    seed_rate: float = Field(0.0, ge=0, le=0.05)
    """The chance that a task shows a known error among its sure fields of this class."""
    ceiling: float | None = Field(None, ge=0.0005, le=0.2)
    """The share of accepted fields of this class that may be wrong at most; null: the installation's."""


class RuleOut(Outgoing):
    """How the fields of a risk class are reviewed."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"risk_class": "checksum", "mode": "blind", "seed_rate": 0.01, "ceiling": 0.002}]}
    )

    risk_class: str
    mode: str
    seed_rate: float
    ceiling: float | None
    """Null: the installation's."""


class SeedCount(Outgoing):
    """Known errors of a value kind."""

    kind: str
    caught: int
    missed: int
    miss_rate: IntervalOut
    """Share overlooked, with its 95 % interval."""


class ReviewRules(Outgoing):
    """The rules of every risk class, and what the known errors have shown so far."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "rules": [{"risk_class": "checksum", "mode": "confirm", "seed_rate": 0.0, "ceiling": None}],
                    "seeds": [],
                    "ceiling": 0.005,
                }
            ]
        }
    )

    rules: list[RuleOut]
    seeds: list[SeedCount]
    ceiling: float
    """The installation's, where a class has none of its own."""
