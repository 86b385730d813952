"""A questionnaire for the tests of the screens: its form, its filled sheets, and a reader that draws what was written on them."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import yaml
from PIL import Image

from domain.document import DecisionKind, DocumentResult, DocumentState, Field
from domain.geometry import Box
from domain.page import ReadPage
from tests.browser.conftest import Site
from tests.fakes.reader import FakeReader, document, paper
from workflow.process import Bench, do_next
from workflow.tools import Structure

FORM = "servizi_2026"
TITLE = "Indagine sui servizi dello sportello"
WIDTH, HEIGHT = 827, 1170
DEGREES = {"1": "Per niente", "2": "Poco", "3": "Abbastanza", "4": "Molto"}
QUESTIONS: dict[str, tuple[str, str, dict[str, str]]] = {
    "seat": ("choice", "Presso quale sede si è rivolto?", {"c": "Centro", "n": "Nord", "s": "Sud"}),
    "satisfied": ("choice", "Quanto è soddisfatto del servizio?", DEGREES),
    "courtesy": ("choice", "Quanto è stato cortese il personale?", DEGREES),
    "ways": ("choices", "Come ha saputo del servizio?", {"web": "Sito web", "friends": "Conoscenti", "leaflet": "Volantino"}),
    "return": ("boolean", "Tornerebbe a rivolgersi a noi?", {}),
    "minutes": ("integer", "Quanti minuti ha atteso?", {}),
    "signed": ("signature", "Firma", {}),
    "advice": ("text", "Che cosa possiamo migliorare?", {}),
}
"""Key -> kind, question, options."""


def box_of(key: str, place: int = 0) -> Box:
    """Where a question's answer stands on the sheet; `place`: of the option."""
    kind, _, options = QUESTIONS[key]
    top = 0.09 + 0.11 * list(QUESTIONS).index(key)
    if options or kind == "boolean":
        return Box(0.10 + 0.2 * place, top, 0.13 + 0.2 * place, top + 0.021)
    return Box(0.10, top - 0.012, {"text": 0.92, "signature": 0.5}.get(kind, 0.24), top + 0.035)


def register(site: Site) -> None:
    """The form becomes one in use."""
    blank = io.BytesIO()
    Image.new("L", (WIDTH, HEIGHT), 255).save(blank, "PNG")
    files = [
        ("files", ("form.yaml", yaml.safe_dump(_definition(), allow_unicode=True).encode())),
        ("files", ("blank.png", blank.getvalue())),
    ]
    answer = site.door.as_person("admin").post("/v1/forms", files=files)
    assert answer.status_code == 201, answer.text


def _definition() -> dict[str, Any]:
    fields = []
    for key, (kind, label, options) in QUESTIONS.items():
        field: dict[str, Any] = {"key": key, "label": {"it": label}, "kind": kind, "page": 1}
        if options:
            field["options"] = [
                {"value": value, "label": {"it": text}, "box": _corners(box_of(key, place))}
                for place, (value, text) in enumerate(options.items())
            ]
        else:
            field["box"] = _corners(box_of(key))
        fields.append(field)
    return {"form": FORM, "version": 1, "type": "questionnaire", "title": {"it": TITLE}, "blank": "blank.png", "fields": fields}


def _corners(box: Box) -> list[float]:
    return [round(side, 4) for side in (box.x0, box.y0, box.x1, box.y1)]


def send(site: Site, *sheets: Mapping[str, Any], doubtful: Sequence[tuple[int, str]] = (), company: str = "a") -> str:
    """A file of one page a sheet, read; the batch. `doubtful`: (sheet from 0, key) that wait for a person."""
    documents = [
        document([n + 1], {key: (sheet.get(key), "review" if (n, key) in doubtful else "auto") for key in QUESTIONS}, type="questionnaire")
        for n, sheet in enumerate(sheets)
    ]
    batch = site.door.send(paper(len(sheets), documents), company=company)
    bench = Bench(site.door.tools.life, SurveyReader(), "test")
    while do_next(bench):
        pass
    return batch


class SurveyReader(FakeReader):
    """Reads the sheets of this form, and draws them as somebody might have filled them in."""

    def read_pages(self, untrusted_path: Path, numbers: Sequence[int] | None = None) -> Iterator[ReadPage]:
        for page in super().read_pages(untrusted_path, numbers):
            described = json.loads(page.words[0].text)["documents"][page.number - 1]
            yield ReadPage(page.number, _drawn({key: value for key, (value, _) in described["fields"].items()}), 100.0, page.words)

    def understand(self, name: str, pages: Sequence[ReadPage], structure: Structure | None = None) -> list[DocumentResult]:
        assert structure is None
        return [_result(name, part) for part in json.loads(pages[0].words[0].text)["documents"]]


def _result(name: str, part: dict[str, Any]) -> DocumentResult:
    fields = {key: _field(key, value, DecisionKind(decision), part["pages"][0]) for key, (value, decision) in part["fields"].items()}
    waits = any(field.decision is DecisionKind.REVIEW for field in fields.values())
    state = DocumentState.NEEDS_REVIEW if waits else DocumentState.COMPLETED
    return DocumentResult(name, tuple(part["pages"]), "questionnaire", 1.0, FORM, state, fields)


def _field(key: str, value: Any, decision: DecisionKind, page: int) -> Field:
    kind, _, options = QUESTIONS[key]
    confidence = 0.99 if decision is DecisionKind.AUTO else 0.6
    zone = box_of(key)
    if options or kind == "boolean":
        last = box_of(key, max(len(options), 2) - 1)
        zone = Box(zone.x0, zone.y0, last.x1, zone.y1)
    return Field(key, kind, value, "" if value is None else str(value), confidence, decision, page, zone)


def _drawn(answers: Mapping[str, Any]) -> np.ndarray[Any, np.dtype[np.uint8]]:
    sheet = np.full((HEIGHT, WIDTH), 255, np.uint8)
    for key, (kind, label, options) in QUESTIONS.items():
        value, (x, y) = answers.get(key), _pixel(box_of(key).x0, box_of(key).y0)
        cv2.putText(sheet, label.replace("è", "e'"), (x, y - 20), cv2.FONT_HERSHEY_SIMPLEX, 0.5, 60, 1, cv2.LINE_AA)
        if options or kind == "boolean":
            chosen = value if isinstance(value, list) else [value]
            for place, option in enumerate(options or (True, False)):
                _tick(sheet, box_of(key, place), option in chosen)
        elif value is not None:
            text = "Maria Rossi" if kind == "signature" else str(value)
            cv2.putText(sheet, text[:42], (x + 6, y + 38), cv2.FONT_HERSHEY_SCRIPT_COMPLEX, 0.9, 30, 2, cv2.LINE_AA)
    return sheet


def _tick(sheet: np.ndarray[Any, np.dtype[np.uint8]], box: Box, is_marked: bool) -> None:
    (x0, y0), (x1, y1) = _pixel(box.x0, box.y0), _pixel(box.x1, box.y1)
    cv2.rectangle(sheet, (x0, y0), (x1, y1), 0, 2)
    if is_marked:
        cv2.line(sheet, (x0 + 2, y0 + 3), (x1 - 1, y1 - 2), 20, 3, cv2.LINE_AA)
        cv2.line(sheet, (x1 - 3, y0 + 1), (x0 + 3, y1 - 1), 20, 3, cv2.LINE_AA)


def _pixel(x: float, y: float) -> tuple[int, int]:
    return round(x * WIDTH), round(y * HEIGHT)
