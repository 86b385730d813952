"""What two neighbouring pages say about a cut between them."""

from __future__ import annotations

import pytest

from classification.boundaries import _articles, _page_number


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("modello fac-simile rpp/03 pag. 1 di 2", (1, 2)), ("pagina 3", (3, None)), ("pag. 2/4", (2, 4)), ("- 2 di 5 -", (2, 5)),
        ("pag 7", (7, None)),
        ("via roma 12", (None, None)), ("pag. 5 di 2", (None, None)), ("12/03/2024", (None, None)),
    ],
)  # fmt: skip
def test_page_numbers_are_read_as_offices_print_them(line: str, expected: tuple[int | None, int | None]) -> None:
    assert _page_number(["titolo del documento", "testo qualunque", line]) == expected


def test_clause_numbers_are_those_that_begin_a_line() -> None:
    lines = ["Art. 6 - Penali", "In caso di ritardo di 5 giorni", "7. Trattamento dei dati personali", "Articolo 8", "12.500,00 euro"]
    assert _articles(lines) == (6, 7, 8)
