"""form definitions: registered once for the installation, unpacked into a folder wherever they are used."""

from __future__ import annotations

from pathlib import Path

from document_types import load_form
from domain.document_type import FormDefinition
from domain.errors import NotFoundError
from storage.clients import INSTALLATION
from storage.files import file_chunks
from storage.unit_of_work import EVERY_CLIENT
from workflow.tools import Tools


def register(tools: Tools, folder: Path, person_id: str) -> FormDefinition:
    """Checks the definition in `folder`, stores it with its blank form, and makes it the one in use for its key.

    Raises InputError `bad_form_definition`.
    """
    form = load_form(folder)
    blank = tools.files.put(INSTALLATION, file_chunks(form.blank))
    text = (folder / "form.yaml").read_text(encoding="utf-8")
    name = form.blank.relative_to(folder.resolve()).as_posix()
    with tools.database.work(EVERY_CLIENT) as work:
        work.forms.add(form.key, form.version, text, {name: blank.sha256}, person_id)
        work.audit_log.note(INSTALLATION, person_id, "form.registered", form.key, version=form.version)
    return form


def use(tools: Tools, key: str, version: int, person_id: str) -> None:
    """Makes a version registered before the one in use again. Raises NotFoundError `unknown_form`."""
    with tools.database.work(EVERY_CLIENT) as work:
        work.forms.use(key, version)
        work.audit_log.note(INSTALLATION, person_id, "form.used", key, version=version)


def unpack(tools: Tools, into: Path) -> dict[str, FormDefinition]:
    """The definitions in use, each written with its files to a folder of its own under `into`, by key."""
    with tools.database.read(EVERY_CLIENT) as work:
        rows = work.forms.active()
    forms = {}
    for row in rows:
        folder = into / f"{row.key}-{row.version}-{row.created_at.timestamp():.6f}"
        folder.mkdir(parents=True, exist_ok=True)
        for name, sha256 in row.files.items():
            path = (folder / name).resolve()
            if not path.is_relative_to(folder.resolve()):
                raise NotFoundError("unknown_file", "A file of a form lies outside its folder.")
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(tools.files.read(INSTALLATION, sha256))
        (folder / "form.yaml").write_text(row.definition, encoding="utf-8")
        forms[row.key] = load_form(folder)
    return forms


def stamp(tools: Tools) -> str:
    """Changes whenever another definition is in use: who has unpacked them compares it to know when to do so again."""
    with tools.database.read(EVERY_CLIENT) as work:
        return work.forms.stamp()
