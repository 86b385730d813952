"""Makes the committed sample batch anew: `python -m samples.make_batch`.

A dozen small files of the four types in samples/batch/, with truth and the form definition of the questionnaires: born digital,
scanned, faxed, photographed, by hand and by machine, crooked, sideways, and one file that holds several documents.
The fonts on the machine decide the exact looks.
"""

from __future__ import annotations

import shutil
from pathlib import Path

from samples import questionnaire
from samples.documents import Order, form_name
from samples.make import make_one

BATCH = Path(__file__).parent / "batch"
FORM = 41
"""Layout of the questionnaires' form."""


def orders(folder: Path) -> list[Order]:
    """What the batch holds."""

    def order(type_: str, stem: str, layout: int, seed: int, quality: str, by_hand: bool = False, turned: float = 0.0) -> Order:
        return Order(type_, stem, layout, seed, "all", str(folder), quality, by_hand, turned)

    return [
        order("loan_application", "prestito-01", 12, 101, "digital"),
        order("loan_application", "prestito-02", 27, 102, "office", by_hand=True),
        order("loan_application", "prestito-03", 27, 126, "bad"),
        order("contract", "contratto-01", 31, 104, "office"),
        order("contract", "contratto-02", 36, 105, "digital"),
        order("administrative_form", "istanza-01", 44, 106, "office", by_hand=True, turned=1.0),
        order("administrative_form", "istanza-02", 52, 107, "bad"),
        order("administrative_form", "istanza-03", 55, 108, "digital"),
        order("questionnaire", "questionario-01", FORM, 109, "office", by_hand=True),
        order("questionnaire", "questionario-02", FORM, 112, "office", by_hand=True, turned=1.0),
        order("stream", "fascicolo-01", 217, 217, "office"),
    ]


def main() -> int:
    """The command."""
    shutil.rmtree(BATCH, ignore_errors=True)
    BATCH.mkdir(parents=True)
    questionnaire.write_form(BATCH / "forms", form_name("all", FORM), FORM, "all")
    for order in orders(BATCH):
        print(make_one(order))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
