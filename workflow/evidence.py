"""What proves how a batch was worked: hashes from the original over its images to the data, the audit sample, the models. No values."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from sqlalchemy import select

from storage.clock import now
from storage.documents import StoredDocument
from storage.tables import Audit, Head
from storage.unit_of_work import Scope
from workflow.tools import Tools


def evidence_of(tools: Tools, scope: Scope, batch_id: str, models: Mapping[str, Path]) -> dict[str, Any]:
    """Plain lists and objects, ready for JSON; `models`: name -> file of every model that reads. Raises NotFoundError."""
    with tools.database.read(scope) as work:
        batch = work.batches.get(batch_id)
        documents = list(work.documents.of_batch(batch_id))
        sources = work.sources.of_batch(batch_id)
        pages = [page for source in sources for page in work.sources.pages(source.id)]
        audits = work.session.scalars(select(Audit).where(Audit.document_id.in_([d.row.id for d in documents]))).all()
        head = work.session.get(Head, batch.client_id)
    return {
        "batch": {"id": batch.id, "client": batch.client_id, "received_at": batch.created_at.isoformat(), "made_at": now().isoformat()},
        "originals": [{"id": s.id, "sha256": s.sha256, "bytes": s.size_bytes, "state": s.state, "pages": s.page_count} for s in sources],
        "images": [
            {"original": p.source_id, "page": p.number, "image_sha256": p.image_sha256, "reading_sha256": p.reading_sha256} for p in pages
        ],
        "data": [_data(document) for document in documents],
        "audit_sample": [
            {"document": a.document_id, "field": a.key, "class": a.risk_class, "rate": a.rate, "outcome": a.state} for a in audits
        ],
        "models": [{"file": name, "sha256": hashlib.sha256(path.read_bytes()).hexdigest()} for name, path in sorted(models.items())],
        "audit_log": {"entries": head.audit_number if head else 0, "hash": head.audit_hash if head else ""},
    }


def data_hash(fields: Mapping[str, Any]) -> str:
    """SHA-256 of {field: value}, keys sorted, no spaces, UTF-8: whoever holds the result can compute it."""
    return hashlib.sha256(json.dumps(fields, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()).hexdigest()


def _data(document: StoredDocument) -> dict[str, Any]:
    row, fields = document.row, document.as_result()["fields"]
    by_people = sum(field["decision"] == "person" for field in fields.values())
    return {
        "document": row.id, "original": row.source_id, "pages": row.pages, "type": row.type, "state": row.state, "version": row.version,
        "fields": len(fields), "by_people": by_people, "sha256": data_hash({key: field["value"] for key, field in fields.items()}),
    }  # fmt: skip
