"""A file is cut where documents begin, each document gets one type, and doubt is told."""

from __future__ import annotations

import random
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pytest

from classification.forms import FormIndex, FormMatch
from classification.stream import Classifier, best_cut, form_document, form_groups
from domain.errors import SetupError
from domain.geometry import Box
from domain.page import ReadPage, Word
from learning.other_papers import other_document

MODELS = Path(__file__).resolve().parents[3] / "models"
NO_FORMS = FormIndex({})
CONTRACT = [
    """CONTRATTO DI FORNITURA
    Tra la società Alfa S.r.l. con sede legale in Torino e la società Beta S.p.A.
    si conviene e si stipula quanto segue
    Art. 1 - Oggetto
    Il fornitore si obbliga a fornire al committente i beni descritti
    Art. 2 - Durata
    Il presente contratto decorre dal 1 marzo""".splitlines(),
    """Art. 3 - Corrispettivo
    Il corrispettivo è stabilito in euro 12.000 oltre IVA
    Art. 4 - Foro competente
    Per ogni controversia è competente il Foro di Torino
    Letto, confermato e sottoscritto
    Il Fornitore              Il Committente""".splitlines(),
]
LOAN = """Richiesta di prestito personale
    Dati del richiedente
    Cognome Rossi  Nome Mario
    Codice fiscale RSSMRA80A01H501U
    Data di nascita  Comune di nascita
    Stato civile  Professione  Reddito netto mensile
    Finanziamento richiesto
    Importo richiesto  Durata in mesi  Rata mensile  TAN  TAEG
    IBAN per l'addebito delle rate
    Consenso al trattamento dei dati personali
    Firma del richiedente""".splitlines()


def page_of(lines: list[str], number: int) -> ReadPage:
    words = []
    for row, text in enumerate(lines):
        x, y, tall = 0.1, 0.07 + 0.06 * row, 0.018 if row == 0 and text.isupper() else 0.011
        for word in text.split():
            words.append(Word(word, Box(x, y, min(0.98, x + 0.0085 * len(word)), y + tall), 0.98, (), row))
            x = min(0.95, x + 0.0085 * len(word) + 0.008)
    return ReadPage(number, np.full((177, 125), 255, np.uint8), 15.0, tuple(words))


def blank_page(number: int) -> ReadPage:
    return ReadPage(number, np.full((177, 125), 255, np.uint8), 15.0, (), blank=True)


@pytest.fixture(scope="module")
def classifier() -> Classifier:
    return Classifier.load(MODELS)


def test_a_contract_of_two_pages_stays_whole(classifier: Classifier) -> None:
    (document,) = classifier.split([page_of(lines, n) for n, lines in enumerate(CONTRACT, 1)], NO_FORMS)
    assert document.pages == (1, 2)
    assert document.type == "contract"
    assert document.type_confidence > 0.9


def test_a_stream_is_cut_and_blank_backs_belong_to_no_document(classifier: Classifier) -> None:
    pages = [page_of(CONTRACT[0], 1), page_of(CONTRACT[1], 2), blank_page(3), page_of(LOAN, 4), blank_page(5)]
    documents = classifier.split(pages, NO_FORMS)
    assert [(d.pages, d.type) for d in documents] == [((1, 2), "contract"), ((4,), "loan_application")]
    assert all(0.5 < d.cut_confidence <= 1 for d in documents)


def test_papers_of_no_type_are_unknown(classifier: Classifier) -> None:
    rng = random.Random(99)
    types = [classifier.split(other_document(rng)[:1], NO_FORMS)[0].type for _ in range(20)]
    assert types.count("unknown") >= 18


def test_a_file_of_blank_pages_holds_no_document(classifier: Classifier) -> None:
    assert classifier.split([blank_page(1), blank_page(2)], NO_FORMS) == []
    assert classifier.split([], NO_FORMS) == []


def test_a_page_without_words_that_is_not_blank_is_still_given_out(classifier: Classifier) -> None:
    (document,) = classifier.split([replace(blank_page(1), blank=False)], NO_FORMS)
    assert document.pages == (1,)


@dataclass(frozen=True)
class Seen:
    layout: str
    type: str
    layout_page: int
    seen: int = 3


class Memory:
    """Knows pages by their number."""

    def __init__(self, pages: dict[int, Seen]) -> None:
        self.pages = pages

    def recognise_page(self, page: ReadPage) -> Seen | None:
        return self.pages.get(page.number)


def test_learned_layouts_say_where_documents_begin_and_what_they_are(classifier: Classifier) -> None:
    twice = [page_of(CONTRACT[1], n) for n in (1, 2)]
    memory = Memory({1: Seen("contract-1", "contract", 0), 2: Seen("contract-1", "contract", 0)})
    documents = classifier.split(twice, NO_FORMS, memory)
    assert [d.pages for d in documents] == [(1,), (2,)]
    assert [(d.layout, d.layout_seen) for d in documents] == [("contract-1", 3)] * 2


def test_the_pages_of_a_form_may_lie_in_any_order_and_a_second_copy_begins_a_document() -> None:
    blanks = {"survey": [page_of(["domanda"], 1), page_of(["risposta"], 2)]}
    index = FormIndex(blanks)
    eye = np.eye(3)
    order = [2, 1, 1, 2, 1]
    pages = [page_of(["x"], n) for n in range(1, 6)]
    matches = {n: FormMatch("survey", p, eye, 40, 0.9) for n, p in enumerate(order, 1)}
    groups = form_groups(pages, matches)
    documents = [form_document(group, index) for group in groups if isinstance(group, list)]
    assert [d.pages for d in documents] == [(1, 2), (3, 4), (5,)]
    assert documents[0].form_pages == {1: 2, 2: 1}
    assert documents[0].type == "questionnaire"
    assert documents[2].cut_confidence < documents[0].cut_confidence


def test_the_best_cut_follows_the_starts_and_says_how_sure_it_is() -> None:
    types = np.log(np.array([[0.98, 0.02], [0.98, 0.02], [0.02, 0.98]]))
    cut = best_cut(np.array([1 - 1e-4, 0.02, 0.97]), types)
    assert [(a, b) for a, b, _ in cut] == [(0, 2), (2, 3)]
    assert min(sure for _, _, sure in cut) > 0.9
    doubtful = best_cut(np.array([1 - 1e-4, 0.5]), np.log(np.full((2, 2), 0.5)))
    assert doubtful
    assert all(0.4 < sure < 0.75 for _, _, sure in doubtful)


def test_pages_of_two_types_are_not_one_document_when_starts_are_undecided() -> None:
    cut = best_cut(np.array([1 - 1e-4, 0.5]), np.log(np.array([[0.999, 0.001], [0.001, 0.999]])))
    assert [(a, b) for a, b, _ in cut] == [(0, 1), (1, 2)]


def test_a_missing_or_changed_model_stops_at_start_up(tmp_path: Path) -> None:
    with pytest.raises(SetupError, match="incomplete"):
        Classifier.load(tmp_path)
    folder = tmp_path / "classifier"
    folder.mkdir()
    for file in (MODELS / "classifier").iterdir():
        (folder / file.name).write_bytes(file.read_bytes())
    (folder / "boundaries.txt").write_text("tree\n")
    with pytest.raises(SetupError, match="not the file its manifest names"):
        Classifier.load(tmp_path)
