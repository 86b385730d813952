"""One router a noun. A route reads its input, asks storage or workflow, and gives a schema: no rule lives here."""

from http_api.schemas import Problem

PROBLEMS: dict[int | str, dict[str, object]] = {
    status: {"model": Problem, "content": {"application/problem+json": {}}, "description": description}
    for status, description in {
        400: "Not a well-formed request.",
        401: "No valid credential.",
        403: "This role or key may not do that.",
        404: "Not there, or not for you.",
        413: "Too large.",
        422: "The request does not have the expected form.",
        429: "Too many calls.",
        503: "Try again later.",
    }.items()
}
"""Answers every route may give."""


def also(**more: str) -> dict[int | str, dict[str, object]]:
    """PROBLEMS and more: `also(s409="Somebody else was faster.")`."""
    extra: dict[int | str, dict[str, object]] = {
        int(name[1:]): {"model": Problem, "content": {"application/problem+json": {}}, "description": text} for name, text in more.items()
    }
    return PROBLEMS | extra
