"""The form definitions in use, kept in memory until somebody registers another one."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from pathlib import Path
from threading import Lock

from domain.document_type import FormDefinition
from storage import Work
from workflow import forms
from workflow.tools import Tools as LifeTools


class FormShelf:
    """Give it a unit of work, and it gives the definitions as they are now; unpacks files only when something changed."""

    def __init__(self, life: LifeTools) -> None:
        self._life = life
        self._lock = Lock()
        self._stamp: str | None = None
        self._forms: Mapping[str, FormDefinition] = {}

    def __call__(self, work: Work) -> Mapping[str, FormDefinition]:
        stamp = work.forms.stamp()
        with self._lock:
            if stamp != self._stamp:
                with tempfile.TemporaryDirectory(prefix="spunta-forms-") as folder:
                    self._forms = forms.unpack(self._life, Path(folder))
                self._stamp = stamp
            return self._forms
