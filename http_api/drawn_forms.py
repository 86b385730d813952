"""A form drawn in the page, as the folder that a form definition is (form.yaml and the blank form)."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import yaml
from PIL import Image

from auth.principals import Principal
from document_types import load_form
from domain.document_type import FormDefinition
from domain.errors import InputError
from domain.page import ReadPage
from http_api.schemas import Box
from http_api.schemas.forms import DrawnField, DrawnForm
from http_api.tools import Tools
from pipeline.drawn_forms import emptied
from storage.read_pages import decode_page

A4_WIDTH_INCHES = 8.27


@dataclass(frozen=True, slots=True)
class Drawn:
    """A drawn form; its folder lives as long as the context that made it."""

    folder: Path
    form: FormDefinition
    blanks: Sequence[ReadPage]
    """The pages of the form, numbered from 1."""


@contextmanager
def drawn(tools: Tools, principal: Principal, body: DrawnForm) -> Iterator[Drawn]:
    """The definition on its sample. Raises InputError `bad_form_definition`, `no_pages`; NotFoundError `unknown_document`."""
    pages = [replace(page, number=number) for number, page in enumerate(pages_of(tools, principal, body.document_id), 1)]
    with tempfile.TemporaryDirectory(prefix="spunta-form-") as name:
        folder = Path(name)
        _save(folder / "blank.pdf", pages)
        (folder / "form.yaml").write_text(yaml.safe_dump(_definition(body), sort_keys=False, allow_unicode=True), encoding="utf-8")
        form = load_form(folder)
        if body.filled:
            pages = [emptied(page, [f for f in form.fields.values() if f.page == page.number]) for page in pages]
            _save(folder / "blank.pdf", pages)
        yield Drawn(folder, form, pages)


def pages_of(tools: Tools, principal: Principal, document_id: str) -> list[ReadPage]:
    """The pages of a document as they were read; the look is noted in the audit log."""
    with tools.database.work(principal.clients) as work:
        document = work.documents.get(document_id)
        rows = [page for page in work.sources.pages(document.source_id) if page.number in document.pages]
        work.audit_log.note(document.client_id, principal.id, "document.viewed", document_id, version=document.version)
    if not rows:
        raise InputError("no_pages", "This document has no pages that were read.")
    files, client = tools.files, document.client_id
    return [decode_page(files.read(client, row.image_sha256), files.read(client, row.reading_sha256)) for row in rows]


def _save(path: Path, pages: Sequence[ReadPage]) -> None:
    images = [Image.fromarray(page.image) for page in pages]
    images[0].save(path, save_all=True, append_images=images[1:], resolution=images[0].width / A4_WIDTH_INCHES)


def _definition(body: DrawnForm) -> dict[str, object]:
    """form.yaml of a drawn form."""
    return {
        "form": body.key, "version": body.version, "type": body.type, "title": body.title, "blank": "blank.pdf",
        "fields": [_drawn(field) for field in body.fields],
    }  # fmt: skip


def _drawn(field: DrawnField) -> dict[str, object]:
    drawn: dict[str, object] = {"key": field.key, "label": field.label, "kind": field.kind, "page": field.page}
    if field.options is not None:
        drawn["options"] = [{"value": o.value, "label": o.label, "box": _corners(o.box)} for o in field.options]
    elif field.box is not None:
        drawn["box"] = _corners(field.box)
    return drawn | ({"comb": field.comb} if field.comb is not None else {})


def _corners(box: Box) -> list[float]:
    return [box.x, box.y, min(1.0, round(box.x + box.width, 6)), min(1.0, round(box.y + box.height, 6))]
