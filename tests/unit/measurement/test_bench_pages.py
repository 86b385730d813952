"""Characters wrong: printed runs against what was read, in whatever order of lines."""

from __future__ import annotations

from measurement.bench_pages import characters_wrong


def test_the_order_of_lines_does_not_count() -> None:
    assert characters_wrong(["Bianchi", "Rossi"], "xxRossiyyBianchi") == (0, 12)


def test_every_wrong_or_missing_character_counts() -> None:
    assert characters_wrong(["Bianchi"], "..Bionch..") == (2, 7)
    assert characters_wrong(["Bianchi", "0123"], "") == (11, 11)
