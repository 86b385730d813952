"""Contract prose: masks, shapes, tags, and candidates of a small page."""

from __future__ import annotations

import random
from pathlib import Path

import numpy as np
import pytest

from document_types import load_types
from domain.document import LogicalDocument
from domain.geometry import Box
from domain.page import InkRegion, ReadPage, Word
from extraction.candidates import contract_signature, prose
from extraction.context import Context
from extraction.labels import shipped_lexicon
from extraction.prose_cues import period
from extraction.prose_spans import addresses, firms, persons, towns
from extraction.prose_tagger import ProseTagger
from extraction.prose_text import tokens, typed_values
from learning.prose_corpus import as_text, contracts
from learning.train_prose import tagged

SENTENCE = (
    "Tra la Alfa S.r.l., Piazza Cavour 55, 09026 San Sperate (SU), P.IVA 46907310505, e Mario Rossi nato il 10/03/1953 "
    "in data 1° aprile 2024 per € 153.600,00 su IT 93 D 07249 39751 000006731058"
)
LINES = (
    "CONTRATTO DI LOCAZIONE n. 27/2024",
    "Tra la Ferrari Logistica S.r.l., con sede legale in Piazza Cavour 55, 20121 Milano (MI), P.IVA 46907310505,",
    "di seguito il Locatore, e il Sig. Mario Rossi, nato a Roma il 10/03/1980, residente in Faenza (RA), Via dei Mille",
    "n. 74/3, C.F. RSSMRA80C10H501L, di seguito il Conduttore, si conviene quanto segue.",
    "Il contratto decorre dal 1 aprile 2024 e scade il 31 marzo 2028.",
    "Il canone annuo è convenuto in euro 9.600,00, da versare in rate mensili di euro 800,00.",
    "Il conduttore può recedere con preavviso di sei mesi.",
    "Foro competente: Campagnola Emilia.",
    "Milano, lì 20 marzo 2024",
)


def page() -> ReadPage:
    words = []
    for row, line in enumerate(LINES):
        x, y = 0.08, 0.1 + row * 0.03
        for text in line.split():
            words.append(Word(text, Box(x, y, x + 0.007 * len(text), y + 0.012), 0.99, (), row))
            x += 0.007 * (len(text) + 1)
    for x, text in ((0.1, "Il Locatore"), (0.6, "Il Conduttore")):
        for i, part in enumerate(text.split()):
            words.append(Word(part, Box(x + i * 0.03, 0.5, x + i * 0.03 + 0.007 * len(part), 0.512), 0.99, (), 20))
    ink = (InkRegion(Box(0.1, 0.52, 0.3, 0.55), "signature", 0.9),)
    return ReadPage(1, np.full((1400, 1000), 255, dtype=np.uint8), 120.0, tuple(words), ink_regions=ink)


@pytest.fixture(scope="module")
def context() -> Context:
    return Context(LogicalDocument((1,), "contract", 1.0), [page()], load_types()["contract"], shipped_lexicon())


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("contract.start_date", "2024-04-01"),
        ("contract.end_date", "2028-03-31"),
        ("contract.signing_date", "2024-03-20"),
        ("contract.signing_place", "Milano"),
        ("contract.notice_days", 180),
        ("contract.amount", "9600.00"),
        ("contract.amount_period", "yearly"),
        ("contract.jurisdiction", "Campagnola Emilia"),
        ("party_a.name", "Ferrari Logistica S.r.l."),
        ("party_a.tax_id", "46907310505"),
        ("party_a.address", "Piazza Cavour 55, 20121 Milano (MI)"),
        ("party_b.name", "Mario Rossi"),
        ("party_b.address", "Faenza (RA), Via dei Mille n. 74/3"),
    ],
)
def test_every_value_of_a_contract_is_among_its_candidates(context: Context, key: str, value: object) -> None:
    assert value in [c.value for c in prose.propose(context) if c.key == key]


def test_candidates_stand_where_their_words_stand(context: Context) -> None:
    start = next(c for c in prose.propose(context) if c.key == "contract.start_date" and c.value == "2024-04-01")
    assert start.box is not None
    assert 0.21 < start.box.center[1] < 0.24
    assert start.features["prose_score"] > 0.5


def test_a_party_has_signed_where_ink_stands_beside_its_block(context: Context) -> None:
    found = list(contract_signature.propose(context))
    inked = {c.key for c in found if c.value is True and c.features.get("sign_distance", 1.0) < 0.5}
    assert inked == {"signature.party_a"}
    assert any(c.key == "signature.party_b" and c.value is False for c in found)


def test_typed_values_are_masked_and_their_place_is_kept() -> None:
    found = typed_values(SENTENCE)
    words = tokens(SENTENCE, found)
    masks = [w for w in words if w.found is not None]
    assert [SENTENCE[w.start : w.end] for w in masks if w.found and w.found.kind == "date"] == ["10/03/1953", "1° aprile 2024"]
    assert {w.text for w in masks} >= {"xxdata", "xxcodice", "xximporto", "xxconto"}


def test_shapes_are_found_with_the_town_beside_them() -> None:
    text = " ".join(LINES)
    known = towns(text)
    assert "Campagnola Emilia" in [text[p.start : p.end] for p in known]
    assert [text[p.start : p.end] for p in addresses(text, known) if p.whole] == [
        "Piazza Cavour 55, 20121 Milano (MI)",
        "Faenza (RA), Via dei Mille n. 74/3",
    ]
    assert [text[p.start : p.end] for p in firms(text)] == ["Ferrari Logistica S.r.l."]
    assert "Mario Rossi" in [text[p.start : p.end] for p in persons(text)]


def test_a_drawn_contract_has_its_values_tagged_where_they_stand() -> None:
    transcript, period = next(iter(contracts(1, 5, "train")))
    text = as_text(transcript, period, random.Random(1), 0.0)
    for start, end, _ in text.spans:
        assert text.text[start:end].strip()
    words, tags = tagged(text)
    assert len(words) == len(tags)
    assert {t[2:] for t in tags if t != "O"} >= {"NAME", "ADDRESS", "TAX"}


def test_the_shipped_tagger_reads_an_empty_text() -> None:
    assert ProseTagger.load(Path("models")).tag([]).entities == []


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ("Le parti fissano in € ", " (euro cinquantottomila/00) annui il corrispettivo.", "yearly"),
        ("Per il godimento sono dovuti euro ", " (cinquecentonovanta/00) ogni mese. Il conto", "monthly"),
        ("L'importo annuo, pari a ", " euro, è versato in rate mensili di € 390,48.", "yearly"),
        ("La retribuzione, da liquidare a fine mese, è di euro ", " per ciascuna mensilità.", "monthly"),
        ("Il capitale erogato ammonta a euro ", " al tasso annuo del 4,25 per cento.", "once"),
        ("Il preavviso è di un mese. Si pagano euro ", ".", ""),
    ],
)
def test_the_nearest_word_of_the_sentence_says_how_often_an_amount_is_paid(before: str, after: str, told: str) -> None:
    assert period(before, after) == told


def test_the_word_behind_a_name_is_no_part_of_it_though_glued() -> None:
    text = "il sig. Mario Naccarinato/a a Lodi e il sig. Carlo Donato"
    assert [text[p.start : p.end] for p in persons(text)] == ["Mario Naccari", "Carlo Donato"]


def test_a_candidate_knows_on_which_side_of_the_contract_it_stands(context: Context) -> None:
    sides = {c.value: c.features["prose_side"] for c in prose.propose(context) if c.key == "party_a.name"}
    assert sides["Ferrari Logistica S.r.l."] < sides["Mario Rossi"]
