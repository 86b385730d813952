"""Registered form definitions; their files are in the file store under INSTALLATION."""

from __future__ import annotations

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from domain.errors import NotFoundError
from storage.tables import Form


class Forms:
    """Form definitions by key and version; the newest active version of a key is in use."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def add(self, key: str, version: int, definition: str, files: dict[str, str], created_by: str) -> Form:
        """Registers a version (the same version again replaces it) and makes it the one in use."""
        self._session.execute(update(Form).where(Form.key == key).values(active=False))
        form = self._session.merge(Form(key=key, version=version, definition=definition, files=files, active=True, created_by=created_by))
        self._session.flush()
        return form

    def active(self) -> list[Form]:
        """Those in use, by key."""
        return list(self._session.scalars(select(Form).where(Form.active).order_by(Form.key)))

    def get(self, key: str) -> Form:
        """The version in use. Raises NotFoundError `unknown_form`."""
        form = self._session.scalar(select(Form).where(Form.key == key, Form.active))
        if form is None:
            raise NotFoundError("unknown_form", "There is no such form.")
        return form

    def versions(self, key: str) -> list[Form]:
        """All there were of a key, newest first."""
        return list(self._session.scalars(select(Form).where(Form.key == key).order_by(Form.version.desc())))

    def use(self, key: str, version: int) -> None:
        """Makes a version that is there the one in use. Raises NotFoundError `unknown_form`."""
        if version not in [form.version for form in self.versions(key)]:
            raise NotFoundError("unknown_form", "There is no such version of this form.")
        self._session.execute(update(Form).where(Form.key == key).values(active=Form.version == version))
        self._session.flush()

    def stamp(self) -> str:
        """Changes whenever another version is in use: workers compare it to know when to load forms again."""
        in_use = select(Form.key, Form.version, Form.created_at).where(Form.active).order_by(Form.key)
        return ";".join(f"{key}:{version}:{made.isoformat()}" for key, version, made in self._session.execute(in_use).tuples())
