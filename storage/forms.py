"""Registered form definitions; their files are in the file store under INSTALLATION."""

from __future__ import annotations

from sqlalchemy import func, select, update
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

    def stamp(self) -> str:
        """Changes whenever a form is added: workers compare it to know when to load forms again."""
        count, newest = self._session.execute(select(func.count(), func.max(Form.created_at)).select_from(Form)).one()
        return f"{count}:{newest.isoformat() if newest else ''}"
