"""Answers as a table for statistics, read back by the tools that people use."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import openpyxl
import pyreadstat

from reporting.dataset import Asked, Dataset, dataset
from reporting.dataset_files import as_csv, as_sav, as_xlsx, codebook_csv
from reporting.questionnaires import Answer

QUESTIONS = (
    Asked("q1", "choice", "Quanto è soddisfatto?", {"1": "Molto", "2": "Poco"}),
    Asked("sede", "choice", "Sede", {"rm": "Roma", "mi": "Milano"}),
    Asked("canali", "choices", "Canali", {"web": "Sito", "tel": "Telefono"}),
    Asked("età", "integer", "Età", {}),
    Asked("note", "text", "Che cosa migliorare? " * 20, {}),
)
SHEETS: tuple[dict[str, Answer], ...] = (
    {
        "q1": Answer("1", 1),
        "sede": Answer("mi", 1),
        "canali": Answer(["web"], 1),
        "età": Answer(41, 1),
        "note": Answer("=1+1 più sportelli", 1),
    },
    {
        "q1": Answer(None, 1),
        "sede": Answer("rm", 0.4, waiting=True),
        "canali": Answer([], 1),
        "età": Answer(None, 1),
        "note": Answer("x" * 4000, 1),
    },
)


def table() -> Dataset:
    return dataset(QUESTIONS, SHEETS, ["d1", "d2"], frozenset({"choices"}), frozenset({"integer"}))


def test_an_spss_file_is_read_back_with_labels_and_missing_values(tmp_path: Path) -> None:
    (tmp_path / "data.sav").write_bytes(as_sav(table()))
    columns, meta = pyreadstat.read_sav(tmp_path / "data.sav", user_missing=True, output_format="dict")
    assert meta.column_names_to_labels["q1"] == "Quanto è soddisfatto?"
    assert meta.variable_value_labels["q1"] == {1.0: "Molto", 2.0: "Poco", -8.0: "nessuna risposta", -9.0: "attende una persona"}
    assert {one["lo"] for one in meta.missing_ranges["q1"]} == {-8.0, -9.0}
    assert (list(columns["q1"]), list(columns["sede"])) == ([1.0, -8.0], [2.0, -9.0])
    assert list(columns["canali_web"]) == [1.0, -8.0]
    assert list(columns["note"]) == ["=1+1 più sportelli", "x" * 4000]
    assert meta.variable_measure["q1"] == "nominal"
    assert meta.variable_measure["et"] == "scale"


def test_without_user_missing_values_blanks_and_waiting_are_missing(tmp_path: Path) -> None:
    (tmp_path / "data.sav").write_bytes(as_sav(table()))
    columns, _ = pyreadstat.read_sav(tmp_path / "data.sav", output_format="dict")
    assert columns["q1"][0] == 1.0
    assert columns["q1"][1] is None
    assert columns["et"][0] == 41.0


def test_a_csv_has_codes_and_no_formula() -> None:
    rows = list(csv.reader(io.StringIO(as_csv(table()).decode("utf-8-sig"))))
    assert rows[0] == ["document", "q1", "sede", "canali_web", "canali_tel", "et", "note"]
    assert rows[1] == ["d1", "1", "2", "1", "0", "41", "'=1+1 più sportelli"]


def test_a_workbook_has_the_data_and_its_codebook() -> None:
    book = openpyxl.load_workbook(io.BytesIO(as_xlsx(table())))
    assert [cell.value for cell in book["data"][2]][:6] == ["d1", 1, 2, 1, 0, 41]
    assert book["data"]["G2"].data_type == "s"
    lines = [[cell.value for cell in row] for row in book["codebook"].iter_rows()]
    assert ["sede", "sede", "Sede", "nominal", 2, "Milano"] in lines


def test_the_codebook_names_every_code() -> None:
    lines = list(csv.reader(io.StringIO(codebook_csv(table()).decode("utf-8-sig"))))
    assert ["canali_tel", "canali", "Canali: Telefono", "nominal", "1", "sì"] in lines
    assert sum(line[0] == "q1" for line in lines) == 4


def test_names_that_spss_would_take_for_the_same_are_told_apart() -> None:
    asked = [Asked(key, "text", key, {}) for key in ("A.b", "a b", "and", "1")]
    assert [v.name for v in dataset(asked, [], [], frozenset(), frozenset()).variables] == ["document", "A_b", "a_b_2", "v_and", "v_1"]


def test_no_sheets_give_a_file_all_the_same() -> None:
    empty = dataset(QUESTIONS, (), (), frozenset({"choices"}), frozenset({"integer"}))
    assert len(empty.variables) == 7
    assert len(as_sav(empty)) > 0
