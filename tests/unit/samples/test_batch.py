from __future__ import annotations

import json
from pathlib import Path

from document_types import load_forms, load_types
from samples.make import main
from samples.make_batch import BATCH, orders


def test_the_committed_batch_is_small_and_every_file_has_its_truth() -> None:
    assert sum(path.stat().st_size for path in BATCH.rglob("*") if path.is_file()) < 4_000_000
    forms = load_forms(BATCH / "forms")
    truths = sorted(BATCH.glob("*.truth.json"))
    assert {path.name.removesuffix(".truth.json") for path in truths} == {order.stem for order in orders(BATCH)}
    types = set()
    for path in truths:
        truth = json.loads(path.read_text("utf-8"))
        assert (BATCH / truth["source"]).is_file()
        for document in truth["documents"]:
            types.add(document["type"])
            keys = load_types()[document["type"]].fields if document["form"] is None else forms[document["form"]].fields
            assert list(document["fields"]) == list(keys)
    assert types == set(load_types())


def test_pages_of_a_stream_belong_to_one_document_at_most() -> None:
    truth = json.loads((BATCH / "fascicolo-01.truth.json").read_text("utf-8"))
    pages = [page for document in truth["documents"] for page in document["pages"]]
    assert len(truth["documents"]) > 1
    assert pages == sorted(set(pages))


def test_the_command_makes_documents_with_truth(tmp_path: Path) -> None:
    assert main([str(tmp_path), "--count", "2", "--types", "administrative_form", "--quality", "digital", "--seed", "4"]) == 0
    truths = list(tmp_path.glob("*.truth.json"))
    assert len(truths) == 2
    for path in truths:
        truth = json.loads(path.read_text("utf-8"))
        assert (tmp_path / truth["source"]).read_bytes().startswith(b"%PDF")
        assert truth["documents"][0]["fields"]["applicant.surname"]
