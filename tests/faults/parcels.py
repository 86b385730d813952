"""What is sent: small real PDFs whose words tell the fast reader what to make of them."""

from __future__ import annotations

import hashlib
import io
import random
from dataclasses import dataclass

from reportlab.pdfgen.canvas import Canvas

BEGINS, WAITS, KILLS = "COMINCIA", "DUBBIO", "VELENO"
"""A page with this word begins a document; has a field for a person; kills whoever reads it."""
SHEET_POINTS = (220, 160)


@dataclass(frozen=True)
class Parcel:
    """A batch to be sent; its key says whether it was sent before."""

    client: str
    key: str
    papers: tuple[bytes, ...]
    poison: frozenset[str] = frozenset()
    """The hashes of the papers that kill every reader."""


def make_parcels(chance: random.Random, clients: list[str], batches: int, poison: int) -> list[Parcel]:
    """That many batches of one to three files of one to four pages; the first `poison` of them begin with a poison paper."""
    parcels = []
    for number in range(batches):
        papers = [_paper(f"{number}.{n}.{chance.random()}", _pages(chance)) for n in range(chance.randint(1, 3))]
        bad = frozenset[str]()
        if number < poison:
            papers[0] = _paper(f"{number}", [(BEGINS, KILLS)])
            bad = frozenset({hashlib.sha256(papers[0]).hexdigest()})
        parcels.append(Parcel(chance.choice(clients), f"key-{number}", tuple(papers), bad))
    return parcels


def _pages(chance: random.Random) -> list[tuple[str, ...]]:
    pages = chance.randint(1, 4)
    starts = {0, chance.randrange(pages)}
    return [(*((BEGINS,) if n in starts else ()), *((WAITS,) if chance.random() < 0.2 else ())) for n in range(pages)]


def _paper(tag: str, pages: list[tuple[str, ...]]) -> bytes:
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=SHEET_POINTS)
    for number, words in enumerate(pages, 1):
        text = canvas.beginText(15, SHEET_POINTS[1] - 25)
        text.setFont("Helvetica", 11)
        for line in (f"Foglio {number} di {len(pages)}", f"numero {tag}", *words):
            text.textLine(line)
        canvas.drawText(text)
        canvas.showPage()
    canvas.save()
    return out.getvalue()
