"""One ink signs once, a stamp and a line of print sign nothing, and what is judged changes no other field."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import cv2
import lightgbm as lgb
import numpy as np
import pytest

from decision.calibration import Calibrator
from domain.document import FieldReading
from domain.errors import SetupError
from domain.geometry import Box
from domain.page import InkRegion, ReadPage
from extraction.signed import MODELS, judged, load_model, shared_out
from extraction.signed_inks import Choice, Ink
from tests.unit.extraction.sheet import context, page

LOAN = [(0.1, 0.6, "Importo richiesto 12.000 euro"), (0.1, 0.78, "Luogo e data Lodi 12/03/2024"), (0.55, 0.8, "Firma del richiedente")]
ENDS = [(0.1, 0.6, "Letto, confermato e sottoscritto."), (0.1, 0.7, "Il Locatore"), (0.6, 0.7, "Il Conduttore")]


def pen(sheet: ReadPage, box: Box) -> ReadPage:
    """The page with a scribble in a box, and its region as reading finds it."""
    image = sheet.image.copy()
    height, width = image.shape
    t = np.linspace(0, 1, 60)
    x = (box.x0 + t * box.width) * width
    y = (box.center[1] + 0.45 * box.height * np.sin(t * 25) * (1 - 0.4 * t)) * height
    cv2.polylines(image, [np.stack([x, y], axis=1).astype(np.int32)], False, 40, 2, cv2.LINE_AA)
    return replace(sheet, image=image, ink_regions=(*sheet.ink_regions, InkRegion(box, "signature", 0.9)))


def lined(sheet: ReadPage, *lines: Box) -> ReadPage:
    image = sheet.image.copy()
    for box in lines:
        x0, y0, x1, y1 = box.pixels(image.shape[1], image.shape[0])
        image[y0 : y1 + 2, x0:x1] = 60
    return replace(sheet, image=image, rules=lines)


def line(x0: float, y: float, x1: float) -> Box:
    return Box(x0, y, x1, y + 0.001)


def scorers(key: str, value: bool, score: float = 0.8) -> FieldReading:
    return FieldReading(key, "signature", value, "", 1, Box(0.1, 0.1, 0.2, 0.2), score)


def answers(sheet: ReadPage, readings: Sequence[FieldReading], type_: str = "loan_application") -> dict[str, FieldReading]:
    return {r.key: r for r in judged(context([sheet], type_), readings)}


def test_ink_on_the_line_of_its_words_is_a_signature_and_is_shown() -> None:
    ink = Box(0.58, 0.825, 0.8, 0.85)
    read = answers(pen(lined(page(LOAN), line(0.55, 0.85, 0.9)), ink), [scorers("signature.applicant", True)])["signature.applicant"]
    assert (read.value, read.box) == (True, ink)
    assert read.score == read.evidence["signed"] > 0.8


def test_an_empty_line_is_unsigned_though_the_scorer_took_a_stamp_and_a_line_of_print_for_signatures() -> None:
    stray = [InkRegion(Box(0.2, 0.3, 0.35, 0.4), "stamp", 0.95), InkRegion(Box(0.19, 0.598, 0.3, 0.614), "other", 1.0)]
    sheet = replace(lined(page(LOAN), line(0.55, 0.85, 0.9)), ink_regions=tuple(stray))
    read = answers(sheet, [scorers("signature.applicant", True)])["signature.applicant"]
    assert read.value is False
    assert read.box is not None
    assert read.box.y0 > 0.75, "the place is shown, not the stray ink"
    assert read.evidence["signed"] < 0.5 < read.score


def test_one_ink_signs_for_one_party() -> None:
    sheet = lined(page(ENDS), line(0.1, 0.755, 0.35), line(0.6, 0.755, 0.85))
    both = [scorers("signature.party_a", True), scorers("signature.party_b", True)]
    read = answers(pen(sheet, Box(0.12, 0.725, 0.3, 0.755)), both, "contract")
    assert [read[k].value for k in ("signature.party_a", "signature.party_b")] == [True, False]
    read = answers(pen(pen(sheet, Box(0.12, 0.725, 0.3, 0.755)), Box(0.62, 0.725, 0.8, 0.755)), both, "contract")
    assert [read[k].value for k in ("signature.party_a", "signature.party_b")] == [True, True]


def test_inks_are_shared_out_so_that_all_parties_together_have_the_most_likely() -> None:
    sheet = pen(pen(page(ENDS), Box(0.12, 0.725, 0.3, 0.755)), Box(0.62, 0.725, 0.8, 0.755))
    asked = context([sheet], "contract")
    ink, other = (Ink(asked.views[0], r.box, r.kind, r.score) for r in sheet.ink_regions)
    found = [Choice("a", ink, None, ()), Choice("a", other, None, ()), Choice("b", ink, None, ())]
    best = shared_out(["a", "b"], found, [0.9, 0.8, 0.85])
    assert best["a"] == (0.8, found[1])
    assert best["b"] == (0.85, found[2])
    assert shared_out(["a", "b"], found[:1] + found[2:], [0.9, 0.2])["b"] == (0.0, None)


def test_other_fields_and_a_signature_without_a_place_stay_as_they_were() -> None:
    name = FieldReading("applicant.surname", "name", "Rossi", "Rossi", 1, None, 0.9, {"others_score": 0.7})
    lost = FieldReading("signature.applicant", "signature", None, "", None, None, 0.9)
    assert judged(context([page([(0.1, 0.2, "Spettabile banca")])]), [name, lost]) == [name, lost]
    assert judged(context([page(LOAN)]), [name, scorers("signature.applicant", True)])[0] is name


def test_the_confidence_of_a_signature_is_its_own_models() -> None:
    calibrator = Calibrator.load(MODELS.parent)
    told = replace(scorers("signature.applicant", False), evidence={"signed": 0.3})
    name = FieldReading("applicant.surname", "name", "Rossi", "Rossi", 1, None, 0.9, {"score": 0.9})
    with_it, alone = calibrator.confidences([told, name]), calibrator.confidences([name])
    assert with_it[0] == pytest.approx(0.7)
    assert with_it[1] == alone[0]


def test_a_model_that_is_missing_or_not_the_one_of_its_manifest_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SetupError, match="incomplete"):
        load_model(tmp_path / "none")
    for name in ("manifest.json", "signatures.txt"):
        (tmp_path / name).write_bytes((MODELS / name).read_bytes())
    (tmp_path / "signatures.txt").write_text(load_model().booster.model_to_string() + "\n")
    with pytest.raises(SetupError, match="not the model"):
        load_model(tmp_path)
    assert isinstance(load_model().booster, lgb.Booster)
