"""What reviewed documents teach: layouts are known again, labels are counted, thresholds change only with proof."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from decision.decider import MEASURED, read_rules
from document_types import load_types
from domain.comparison import same_value
from domain.document import LogicalDocument
from domain.errors import SetupError
from domain.geometry import Box
from domain.page import ReadPage, Word
from extraction.candidates import propose_all
from extraction.context import Context
from extraction.features import merged
from extraction.labels import shipped_lexicon
from extraction.layout_memory import LayoutMemory
from learning.examples import Example, examples
from learning.samples import placed, sample_of
from learning.teach import AUDITS_FILE, draw, label_words, prove

PRINTED = (
    (0.1, 0.05, "Banca"),
    (0.2, 0.05, "Meridiana"),
    (0.1, 0.08, "Prestito"),
    (0.25, 0.08, "personale"),
    (0.05, 0.2, "Cognome"),
    (0.5, 0.2, "Nome"),
    (0.05, 0.3, "Residenza"),
    (0.5, 0.3, "Telefono"),
    (0.05, 0.4, "Importo"),
    (0.2, 0.4, "richiesto"),
    (0.5, 0.4, "Durata"),
    (0.05, 0.6, "Informativa"),
    (0.2, 0.6, "privacy"),
    (0.35, 0.6, "Regolamento"),
    (0.5, 0.6, "europeo"),
    (0.05, 0.7, "Dichiarazioni"),
    (0.3, 0.7, "mendaci"),
    (0.5, 0.7, "responsabilità"),
)


def sheet(filled: tuple[tuple[float, float, str], ...], dx: float = 0.0, scale: float = 1.0) -> ReadPage:
    """A page of one design with its values, moved and scaled like a scan."""
    words = tuple(
        Word(text, Box(x * scale + dx, y * scale, x * scale + dx + 0.009 * len(text), y * scale + 0.012), 0.97)
        for x, y, text in (*PRINTED, *filled)
    )
    return ReadPage(1, np.full((1400, 1000), 255, np.uint8), 120.0, words)


ROSSI = sheet(((0.15, 0.2, "Rossi"), (0.57, 0.2, "Mario"), (0.62, 0.3, "3331234567")))
BIANCHI = sheet(((0.15, 0.2, "Bianchi"), (0.57, 0.2, "Anna"), (0.62, 0.3, "3339876543")), dx=0.02, scale=0.97)


def example(page: ReadPage, **fields: str | None) -> Example:
    named = {f"applicant.{k}": v for k, v in fields.items()}
    return Example("x.pdf", "office", LogicalDocument((1,), "loan_application", 1.0), (page,), "L1", named)


def test_a_shifted_and_scaled_page_of_a_learned_layout_is_known_and_says_where_its_fields_stand() -> None:
    memory, layout = LayoutMemory().learned(
        "loan_application", sample_of(example(ROSSI, surname="Rossi", phone="+393331234567", email=None)), None
    )
    match = memory.recognise([BIANCHI])
    assert match is not None
    assert (match.key, match.seen, match.blank_share["applicant.email"]) == (layout.key, 1, 1.0)
    place = match.places["applicant.surname"][0].box
    assert place.x0 == pytest.approx(0.15 * 0.97 + 0.02, abs=0.01)
    assert place.y0 == pytest.approx(0.2 * 0.97, abs=0.01)


def test_a_page_of_another_design_is_not_known() -> None:
    memory, _ = LayoutMemory().learned("loan_application", sample_of(example(ROSSI, surname="Rossi")), None)
    moved = tuple(replace(w, box=Box(1 - w.box.x1, w.box.y0**1.7, 1 - w.box.x0, w.box.y0**1.7 + 0.012)) for w in ROSSI.words)
    assert memory.recognise([replace(ROSSI, words=moved)]) is None
    assert memory.recognise_page(replace(ROSSI, words=())) is None


def test_what_is_remembered_survives_the_disk(tmp_path: Path) -> None:
    memory, layout = LayoutMemory().learned("loan_application", sample_of(example(ROSSI, surname="Rossi")), None)
    memory.save(tmp_path)
    again = LayoutMemory.load(tmp_path).recognise([BIANCHI])
    assert again is not None
    assert again.key == layout.key
    assert LayoutMemory.load(None) == LayoutMemory()


def test_a_remembered_place_proposes_the_value_that_stands_there() -> None:
    memory, _ = LayoutMemory().learned("loan_application", sample_of(example(ROSSI, surname="Rossi")), None)
    types = load_types()
    context = Context(
        LogicalDocument((1,), "loan_application", 1.0),
        [BIANCHI],
        types["loan_application"],
        shipped_lexicon(),
        layout=memory.recognise([BIANCHI]),
    )
    assert "Bianchi" in [c.value for c in propose_all(context) if c.key == "applicant.surname" and c.proposer == "memory"]


def test_the_words_left_of_a_value_are_counted_as_its_label() -> None:
    one = example(ROSSI, surname="Rossi")
    context = Context(one.document, one.pages, load_types()["loan_application"], shipped_lexicon())
    seen = placed(one, context, merged(propose_all(context))).fields["applicant.surname"]
    assert label_words(context.views[0], seen) == "Cognome"


def audits(home: Path, right: int, wrong: int) -> None:
    lines = [
        {"key": "k", "class": "text", "stratum": "known_layout", "confidence": 0.99 - i / 1e5, "right": i < right, "rule": False}
        for i in range(right + wrong)
    ]
    home.joinpath(AUDITS_FILE).write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")


def test_too_few_audits_change_nothing_and_say_how_many_are_missing(tmp_path: Path) -> None:
    audits(tmp_path, 100, 0)
    assert list(prove(tmp_path)) == ["known_layout: not yet proved, 100 audited, at least 498 more needed"]
    assert not (tmp_path / "certificates.json").exists()


def test_enough_clean_audits_give_a_measured_certificate(tmp_path: Path) -> None:
    audits(tmp_path, 900, 0)
    said = "".join(prove(tmp_path))
    assert said.startswith("known_layout: proved at most 0.5% wrong")
    rule = read_rules(tmp_path / "certificates.json")["text", "known_layout"]
    assert rule.origin == MEASURED
    assert rule.threshold is not None


def test_the_audited_field_depends_on_the_paper_alone() -> None:
    one = example(ROSSI, surname="Rossi", given_name="Mario", phone="+393331234567")
    assert draw(one) == draw(replace(one, quality="bad"))


def test_a_folder_without_truth_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SetupError, match="no_truth"):
        list(examples([tmp_path], None))  # type: ignore[arg-type]


@given(st.text(), st.sampled_from(["text", "name", "place", "address"]))
def test_text_is_right_whatever_its_case_and_only_blank_is_blank(text: str, kind: str) -> None:
    assert same_value(kind, text, text.upper()) or text.upper().lower() != text.lower() or "ß" in text or not text.isascii()
    assert not same_value(kind, None, text)
    assert same_value(kind, None, None)
