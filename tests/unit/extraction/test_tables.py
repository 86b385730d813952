"""Tables from words placed by hand: columns, wrapped cells, headings, sums, pages that go on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from domain.geometry import Box
from domain.page import ReadPage, Word
from domain.table import Table
from extraction.tables import find_tables
from extraction.tables.headings import kind_of, meaning
from extraction.values import parse
from ocr.words import number_lines
from tests.unit.extraction import sheet


def page(lines: Sequence[tuple[float, float, str]], number: int = 1) -> ReadPage:
    made = sheet.page(lines, number=number)
    return replace(made, words=number_lines(made.words, made.aspect))


PLAN_X = (0.08, 0.2, 0.38, 0.54, 0.7, 0.85)
PLAN = (
    ("N.", "Scadenza", "Rata", "Quota capitale", "Interessi", "Residuo"),
    ("1", "01/02/2026", "105,00", "95,00", "10,00", "905,00"),
    ("2", "01/03/2026", "105,00", "95,95", "9,05", "809,05"),
    ("3", "01/04/2026", "105,00", "96,91", "8,09", "712,14"),
    ("4", "01/05/2026", "105,00", "97,88", "7,12", "614,26"),
)


def grid(rows: tuple[tuple[str, ...], ...], xs: tuple[float, ...], top: float = 0.2, pitch: float = 0.025, number: int = 1) -> ReadPage:
    return page([(x, top + pitch * n, text) for n, row in enumerate(rows) for x, text in zip(xs, row, strict=True) if text], number=number)


def one(*pages: ReadPage) -> Table:
    tables = find_tables(pages)
    assert len(tables) == 1
    return tables[0]


def values(table: Table) -> list[list[object]]:
    return [[cell.value if cell else None for cell in row.cells] for row in table.rows]


def test_a_plan_without_any_rule_gives_typed_rows_under_known_names() -> None:
    table = one(grid(PLAN, PLAN_X))
    assert table.kind == "amortisation_plan"
    assert [c.key for c in table.columns] == ["number", "due_date", "instalment", "principal", "interest", "balance"]
    assert [c.kind for c in table.columns] == ["integer", "date", "money", "money", "money", "money"]
    assert values(table)[1] == [2, "2026-03-01", "105.00", "95.95", "9.05", "809.05"]


def test_sums_that_come_out_raise_the_confidence_and_one_that_does_not_lowers_it() -> None:
    wrong = (*PLAN[:3], ("3", "01/04/2026", "105,00", "96,91", "3,09", "712,14"), PLAN[4])
    right, spoilt = one(grid(PLAN, PLAN_X)).rows[2], one(grid(wrong, PLAN_X)).rows[2]
    assert right.cells[4] is not None
    assert "sums_agree" in right.cells[4].reasons
    assert spoilt.cells[4] is not None
    assert "sums_disagree" in spoilt.cells[4].reasons
    assert spoilt.cells[4].confidence < 0.5 < 0.95 < right.cells[4].confidence


def test_a_number_that_was_not_read_is_told_by_its_neighbours() -> None:
    table = one(grid((*PLAN[:2], ("?", *PLAN[2][1:]), *PLAN[3:]), PLAN_X))
    cell = table.rows[1].cells[0]
    assert cell is not None
    assert (cell.value, cell.raw, cell.reasons) == (2, "?", ("told_by_sequence",))


def test_a_table_goes_on_over_the_page() -> None:
    table = one(grid(PLAN[:3], PLAN_X), grid((PLAN[0], *PLAN[3:]), PLAN_X, top=0.06, number=2))
    assert table.pages == (1, 2)
    assert [row.page for row in table.rows] == [1, 1, 2, 2]


ITEMS_X = (0.08, 0.5, 0.62, 0.74, 0.86)
ITEMS = (
    ("Descrizione", "Q.tà", "Prezzo", "IVA", "Importo"),
    ("Sedia ergonomica con ruote", "2", "50,00", "22%", "100,00"),
    ("e braccioli regolabili", "", "", "", ""),
    ("Carta A4", "1,5", "4,00", "22%", "6,00"),
    ("Trasporto", "1", "12,00", "22%", "12,00"),
)


def wrapped() -> ReadPage:
    heights = (0.2, 0.225, 0.239, 0.265, 0.29)
    return page([(x, y, text) for y, row in zip(heights, ITEMS, strict=True) for x, text in zip(ITEMS_X, row, strict=True) if text])


def test_the_second_line_of_a_description_belongs_to_its_row() -> None:
    table = one(wrapped())
    assert values(table)[0] == ["Sedia ergonomica con ruote e braccioli regolabili", "2.00", "50.00", "22.00", "100.00"]
    assert len(table.rows) == 3
    assert table.columns[1].kind == "decimal"


def test_what_sums_up_is_no_item() -> None:
    total = page([(0.08, 0.315, "Totale imponibile"), (0.74, 0.315, "118,00"), (0.86, 0.315, "118,00")])
    rows = one(replace(wrapped(), words=(*wrapped().words, *(replace(w, line=9) for w in total.words)))).rows
    assert [row.kind for row in rows].count("item") == 3


def test_upright_rules_part_columns_that_stand_close() -> None:
    xs = (0.08, 0.3, 0.41, 0.5)
    rows = (("Codice", "Q.tà", "Prezzo", "Importo"), ("AB12", "20 222", "7,00", "140,00"), ("CD34", "11 333", "9,00", "99,00"))
    ruled = replace(grid(rows, xs), rules=tuple(Box(x, 0.18, x + 0.001, 0.3) for x in (0.28, 0.32, 0.4, 0.48)))
    table = one(ruled)
    assert table.ruled
    assert len(table.columns) == 5


def test_labels_and_values_of_a_form_are_no_table() -> None:
    form = page([(0.08, 0.2, "Importo 10.000,00"), (0.4, 0.2, "Durata 48"), (0.7, 0.2, "Rata 250,00"), (0.08, 0.25, "Data 01/02/2026")])
    assert find_tables([form]) == ()
    assert find_tables([page([])]) == ()


def test_every_cell_has_a_box_around_its_words() -> None:
    table = one(grid(PLAN, PLAN_X))
    word = next(w for w in grid(PLAN, PLAN_X).words if w.text == "809,05")
    cell = table.rows[1].cells[5]
    assert cell is not None
    assert cell.box == word.box
    assert table.as_result()["rows"][1]["cells"][5]["box"] == word.box.as_list()  # type: ignore[index]


@pytest.mark.parametrize(
    ("heading", "key"),
    [("capitale Quota", "principal"), ("IMPORTO €", "amount"), ("Data scodenza", "due_date"), ("Prezzo unitario (Euro)", "unit_price")],
)
def test_a_heading_is_known_in_any_order_and_with_a_wrong_letter(heading: str, key: str) -> None:
    known = meaning(heading)
    assert known is not None
    assert known[0] == key


def test_an_unknown_heading_leaves_the_kind_to_what_stands_below() -> None:
    assert meaning("Zona") is None
    assert kind_of(["12,50", "1.300,00", "€ 4,00"]) == "money"
    assert kind_of(["3", "14"]) == "integer"
    assert kind_of(["01/02/2026", "03/04/26"]) == "date"
    assert kind_of(["Rossi", "Bianchi"]) == "text"
    assert parse("percent", "22")[0].value == "22.00"


def test_a_rate_glued_to_an_amount_is_parted() -> None:
    rows = (ITEMS[0], ("Sedia", "2", "50,00", "22%", "100,00"), ("Carta", "1", "4,00", "22%", "4,00"))
    read = grid(rows, ITEMS_X)
    glued = [w for w in read.words if not (w.box.y0 > 0.24 and w.text in ("22%", "4,00") and w.box.x0 > 0.7)]
    glued.append(Word("22%€4,00", Box(0.74, 0.25, 0.9, 0.262), 0.9, line=next(w.line for w in read.words if w.text == "Carta")))
    assert values(one(replace(read, words=tuple(glued))))[1] == ["Carta", 1, "4.00", "22.00", "4.00"]


def test_a_result_told_and_read_again_is_the_same() -> None:
    table = one(wrapped())
    again = Table.of_result(table.as_result())
    assert again.as_result() == table.as_result()
    assert again.rows[0].cells[0] is not None
