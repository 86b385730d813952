"""Small drawn PDF pages for the tests of the text layer."""

from __future__ import annotations

import io
from collections.abc import Sequence

import numpy as np
import pypdfium2
from reportlab.pdfgen.canvas import Canvas

from intake.raster import Pixels
from intake.text_layer import LayerWord, words_on

PROSE = (
    "Il sottoscritto dichiara di aver letto le condizioni generali del contratto",
    "e di accettare quanto previsto dagli articoli che seguono, che la banca",
    "potra modificare dandone avviso per iscritto al cliente entro sessanta giorni.",
)


def drawn_page(lines: Sequence[str], face: str) -> tuple[list[LayerWord], Pixels, float]:
    """The words of a page with these lines, its picture, and dots per inch."""
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=(595, 842))
    canvas.setFont(face, 11)
    for number, line in enumerate(lines):
        canvas.drawString(50, 780 - 20 * number, line)
    canvas.save()
    document = pypdfium2.PdfDocument(buffer.getvalue())
    try:
        page = document[0]
        picture = page.render(scale=100 / 72, grayscale=True).to_numpy()
        return words_on(page), np.ascontiguousarray(picture.reshape(picture.shape[:2])), 100.0
    finally:
        document.close()
