"""The evidence of a batch: complete, signed, and without values."""

from __future__ import annotations

import hashlib
import io
import json
from pathlib import Path

import pytest
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature

from delivery.evidence_pack import Seal, is_genuine
from domain.errors import NotFoundError
from storage import new_id
from tests.fakes.reader import document, paper
from tests.unit.workflow.conftest import Office
from workflow.evidence import data_hash, evidence_of

CODE = "RSSMRA80A01H501U"


def test_the_pack_leads_from_the_original_to_the_data_and_every_change_breaks_its_signature(office: Office, tmp_path: Path) -> None:
    sent = paper(2, [document([1, 2], {"tax_code": (CODE, "auto")})])
    batch = office.read(sent)
    (tmp_path / "scorer.txt").write_text("trees")
    evidence = evidence_of(office.tools, office.scope, batch.id, {"scorer.txt": tmp_path / "scorer.txt"})
    assert [o["sha256"] for o in evidence["originals"]] == [hashlib.sha256(sent).hexdigest()]
    assert len(evidence["images"]) == 2
    assert {i["image_sha256"] for i in evidence["images"]} < set(office.tools.files.list(office.client))
    assert [d["sha256"] for d in evidence["data"]] == [data_hash({"tax_code": CODE})]
    assert evidence["models"] == [{"file": "scorer.txt", "sha256": hashlib.sha256(b"trees").hexdigest()}]

    seal = Seal(tmp_path / "evidence.p12")
    assert (tmp_path / "evidence.p12").stat().st_mode & 0o777 == 0o600
    again = Seal(tmp_path / "evidence.p12")
    packed, pdf = seal.as_json(evidence), again.as_pdf(evidence)
    assert CODE not in packed.decode()
    assert is_genuine(packed, again.certificate)
    assert not is_genuine(packed, Seal(tmp_path / "other.p12").certificate)
    altered = json.loads(packed)
    altered["evidence"]["originals"][0]["sha256"] = "0" * 64
    assert not is_genuine(json.dumps(altered).encode())

    [signature] = PdfFileReader(io.BytesIO(pdf)).embedded_signatures
    status = validate_pdf_signature(signature)
    assert (status.intact, status.valid) == (True, True)
    broken = bytearray(pdf)
    broken[200] ^= 1
    [damaged] = PdfFileReader(io.BytesIO(bytes(broken)), strict=False).embedded_signatures
    assert not validate_pdf_signature(damaged).intact


def test_the_evidence_of_another_company_is_not_there(office: Office) -> None:
    batch = office.read(paper(1))
    with pytest.raises(NotFoundError):
        evidence_of(office.tools, frozenset({new_id()}), batch.id, {})
