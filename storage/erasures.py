"""The ledger of erasures: one line for each file that was erased, kept outside the database, so that a restored backup forgets too."""

from __future__ import annotations

import json
import os
from pathlib import Path


class Erasures:
    """An append-only file of ids, one JSON object a line; no content."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def add(self, client_id: str, source_id: str) -> None:
        """Durable when it returns."""
        self.path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        descriptor = os.open(self.path, os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o600)
        try:
            os.write(descriptor, (json.dumps({"client": client_id, "source": source_id}) + "\n").encode())
            os.fsync(descriptor)
        finally:
            os.close(descriptor)

    def all(self) -> list[tuple[str, str]]:
        """(client, source) of every erasure; a line cut by a crash was never acted on and is left out."""
        if not self.path.is_file():
            return []
        lines = self.path.read_text(encoding="utf-8").splitlines(keepends=True)
        return [(entry["client"], entry["source"]) for entry in (json.loads(line) for line in lines if line.endswith("}\n"))]
