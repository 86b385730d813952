"""The promises every engine file in ocr/engines keeps."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image as Pillow
from PIL import ImageDraw, ImageFont

import ocr.engines
from domain.errors import SetupError
from domain.page import Image
from ocr.engine import Engine, EngineLine, engine_names, load_engine

LINES = ("Comune di Abbiategrasso", "nato a Milano il 12/03/1975", "Importo richiesto 12.500,00")


@pytest.fixture(scope="module", params=engine_names())
def engine(request: pytest.FixtureRequest) -> Engine:
    return load_engine(request.param)


@pytest.fixture(scope="module")
def page() -> Image:
    image = Pillow.new("L", (1000, 700), 255)
    for n, line in enumerate(LINES):
        ImageDraw.Draw(image).text((90, 100 + 120 * n), line, font=ImageFont.load_default(38), fill=0)
    return np.array(image)


@pytest.fixture(scope="module")
def lines(engine: Engine, page: Image) -> list[EngineLine]:
    return sorted(engine.read_page(page), key=lambda line: float(line.quad[0, 1]))


def _crop(page: Image, number: int) -> Image:
    return page[90 + 120 * number : 160 + 120 * number, 70:900]


def test_an_engine_is_called_by_the_name_of_its_file(engine: Engine, request: pytest.FixtureRequest) -> None:
    assert engine.name in engine_names()
    assert engine is load_engine(engine.name)


def test_a_clean_page_is_read_line_by_line(lines: list[EngineLine]) -> None:
    assert tuple(line.reading.text for line in lines) == LINES


def test_a_line_stands_where_it_is_printed(lines: list[EngineLine]) -> None:
    for n, line in enumerate(lines):
        top, bottom = 100 + 120 * n, 150 + 120 * n
        assert line.quad[:, 1].min() == pytest.approx(top, abs=25)
        assert line.quad[:, 1].max() == pytest.approx(bottom, abs=25)
        assert line.quad[0, 0] == pytest.approx(90, abs=30)


def test_characters_stand_in_order_inside_their_line(lines: list[EngineLine]) -> None:
    for line in lines:
        chars = line.reading.chars
        assert all(0.0 <= c.x0 <= c.x1 <= 1.0 for c in chars)
        centers = [c.x0 + c.x1 for c in chars]
        assert centers == sorted(centers)


def test_scores_and_alternatives_are_probabilities_best_first(lines: list[EngineLine]) -> None:
    for char in (c for line in lines for c in line.reading.chars):
        scores = [score for _, score in char.alternatives]
        assert 0.0 <= char.score <= 1.0
        assert all(0.0 <= score <= 1.0 for score in scores)
        assert scores == sorted(scores, reverse=True)
        assert char.char not in [other for other, _ in char.alternatives]


def test_a_crop_is_read_as_one_line(engine: Engine, page: Image) -> None:
    assert [r.text for r in engine.read_lines([_crop(page, 0), _crop(page, 2)])] == [LINES[0], LINES[2]]


def test_only_characters_of_the_alphabet_come_out(engine: Engine, page: Image) -> None:
    (reading,) = engine.read_lines([_crop(page, 1)], "0123456789/")
    assert "12/03/1975" in reading.text
    assert set(reading.text) <= set("0123456789/ ")


def test_neighbours_do_not_change_a_reading(engine: Engine, page: Image) -> None:
    crops = [_crop(page, n) for n in range(3)]
    assert engine.read_lines(crops)[1] == engine.read_lines(crops[1:2])[0]


def test_the_same_page_gives_the_same_answer(engine: Engine, page: Image, lines: list[EngineLine]) -> None:
    again = sorted(engine.read_page(page), key=lambda line: float(line.quad[0, 1]))
    assert [line.reading for line in again] == [line.reading for line in lines]


@pytest.mark.parametrize("size", [(1, 1), (2, 400), (300, 2), (40, 400), (900, 600)])
def test_where_nothing_is_written_nothing_is_read(engine: Engine, size: tuple[int, int]) -> None:
    empty = np.full(size, 255, np.uint8)
    assert [line.reading.text for line in engine.read_page(empty)] == []
    assert engine.read_lines([empty])[0].text == ""


def test_an_engine_without_a_file_cannot_be_loaded() -> None:
    with pytest.raises(SetupError, match="unknown_engine"):
        load_engine("paper_tiger")


def test_a_new_engine_is_one_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "paper_lion.py").write_text("class Lion:\n    name = 'paper_lion'\n\n\ndef create():\n    return Lion()\n")
    monkeypatch.setattr(ocr.engines, "__path__", [*ocr.engines.__path__, str(tmp_path)])
    assert "paper_lion" in engine_names()
    assert load_engine("paper_lion").name == "paper_lion"
