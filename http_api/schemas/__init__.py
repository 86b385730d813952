"""What goes in and out at the door, one file a noun. Incoming models refuse unknown members."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field


class Incoming(BaseModel):
    """A request body: unknown members are an error, not a surprise."""

    model_config = ConfigDict(extra="forbid", str_max_length=20_000, allow_inf_nan=False, use_attribute_docstrings=True)


class Outgoing(BaseModel):
    """An answer."""

    model_config = ConfigDict(from_attributes=True, use_attribute_docstrings=True)


class FieldProblem(Outgoing):
    """One member of a request that does not have the expected form."""

    place: str
    code: str
    detail: str


class Problem(Outgoing):
    """RFC 9457 problem details: `code` is for programs, `detail` for people."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "type": "urn:spunta:error:not_found", "title": "Not found", "status": 404, "code": "not_found",
                    "detail": "There is no such batch.", "correlation_id": "01J9Z7Q4M8",
                }
            ]
        }
    )  # fmt: skip

    type: str
    title: str
    status: int
    code: str
    detail: str
    correlation_id: str | None = None
    errors: list[FieldProblem] | None = None
    retry_after: int | None = None
    id: str | None = None
    """Of the thing that `already_created` speaks of."""


class Box(BaseModel):
    """A rectangle in fractions of the upright page, origin at its top left."""

    x: float = Field(ge=0, le=1)
    y: float = Field(ge=0, le=1)
    width: float = Field(ge=0, le=1)
    height: float = Field(ge=0, le=1)
