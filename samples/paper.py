"""The sheets of one document: drawing in points from the top left, with ReportLab underneath."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from reportlab.lib.pagesizes import A4
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfgen.canvas import Canvas

from samples.ledger import Ledger

Colour = tuple[float, float, float]
BLACK: Colour = (0.05, 0.05, 0.05)
WHITE: Colour = (1.0, 1.0, 1.0)


def text_width(text: str, font: str, size: float) -> float:
    """Width in points."""
    return float(pdfmetrics.stringWidth(text, font, size))


class Paper:
    """Pages of one PDF under construction. Coordinates: points, origin at the top left, y grows downwards."""

    def __init__(self, ledger: Ledger, size: tuple[float, float] = A4) -> None:
        self.ledger = ledger
        self.width, self.height = size
        self.page = 1
        self._buffer = io.BytesIO()
        self.canvas = Canvas(self._buffer, pagesize=size, pageCompression=1, invariant=1)

    def new_page(self) -> None:
        """Finishes the page and begins the next."""
        self.canvas.showPage()
        self.page += 1
        self.ledger.pages = self.page

    def finish(self) -> bytes:
        """The PDF file."""
        self.canvas.showPage()
        self.canvas.save()
        return self._buffer.getvalue()

    def text(self, x: float, y: float, text: str, font: str, size: float, colour: Colour = BLACK) -> float:
        """Writes on the baseline `y`; the x where the text ends."""
        self.canvas.setFillColorRGB(*colour)
        self.canvas.setFont(font, size)
        self.canvas.drawString(x, self.height - y, text)
        return x + text_width(text, font, size)

    def text_centred(self, x: float, y: float, text: str, font: str, size: float, colour: Colour = BLACK) -> None:
        """Writes with its middle at `x`."""
        self.text(x - text_width(text, font, size) / 2, y, text, font, size, colour)

    def text_right(self, x: float, y: float, text: str, font: str, size: float, colour: Colour = BLACK) -> None:
        """Writes so that it ends at `x`."""
        self.text(x - text_width(text, font, size), y, text, font, size, colour)

    def line(
        self, x0: float, y0: float, x1: float, y1: float, width: float = 0.6, colour: Colour = BLACK, dash: Sequence[float] = ()
    ) -> None:
        """A straight line, dashed on request."""
        self.canvas.setStrokeColorRGB(*colour)
        self.canvas.setLineWidth(width)
        self.canvas.setDash(list(dash))
        self.canvas.line(x0, self.height - y0, x1, self.height - y1)
        self.canvas.setDash([])

    def curve(self, points: Sequence[tuple[float, float]], width: float, colour: Colour) -> None:
        """A smooth stroke through the points (Catmull-Rom as Bézier)."""
        path = self.canvas.beginPath()
        flipped = [(x, self.height - y) for x, y in points]
        path.moveTo(*flipped[0])
        for i in range(len(flipped) - 1):
            p0, p1, p2, p3 = flipped[max(i - 1, 0)], flipped[i], flipped[i + 1], flipped[min(i + 2, len(flipped) - 1)]
            path.curveTo(
                p1[0] + (p2[0] - p0[0]) / 6,
                p1[1] + (p2[1] - p0[1]) / 6,
                p2[0] - (p3[0] - p1[0]) / 6,
                p2[1] - (p3[1] - p1[1]) / 6,
                p2[0],
                p2[1],
            )
        self.canvas.setStrokeColorRGB(*colour)
        self.canvas.setLineWidth(width)
        self.canvas.setLineCap(1)
        self.canvas.drawPath(path, stroke=1, fill=0)
        self.canvas.setLineCap(0)

    def rect(
        self,
        x0: float,
        y0: float,
        x1: float,
        y1: float,
        width: float = 0.6,
        colour: Colour = BLACK,
        fill: Colour | None = None,
        radius: float = 0,
    ) -> None:
        """A rectangle, drawn (width > 0) and filled on request."""
        self.canvas.setStrokeColorRGB(*colour)
        self.canvas.setLineWidth(width)
        if fill is not None:
            self.canvas.setFillColorRGB(*fill)
        args = (x0, self.height - y1, x1 - x0, y1 - y0)
        if radius:
            self.canvas.roundRect(*args, radius, stroke=int(width > 0), fill=int(fill is not None))
        else:
            self.canvas.rect(*args, stroke=int(width > 0), fill=int(fill is not None))

    def circle(self, x: float, y: float, radius: float, width: float = 0.6, colour: Colour = BLACK, fill: Colour | None = None) -> None:
        """A circle around (x, y)."""
        self.canvas.setStrokeColorRGB(*colour)
        self.canvas.setLineWidth(width)
        if fill is not None:
            self.canvas.setFillColorRGB(*fill)
        self.canvas.circle(x, self.height - y, radius, stroke=int(width > 0), fill=int(fill is not None))

    @contextmanager
    def turned(self, x: float, y: float, degrees: float, scale_x: float = 1.0, scale_y: float = 1.0) -> Iterator[None]:
        """Inside, (x, y) is where it was and everything is turned anticlockwise and scaled around it; draw relative to (0, page top)."""
        self.canvas.saveState()
        self.canvas.translate(x, self.height - y)
        self.canvas.rotate(degrees)
        self.canvas.scale(scale_x, scale_y)
        self.canvas.translate(0, -self.height)
        yield
        self.canvas.restoreState()

    def place(self, key: str | None, x0: float, y0: float, x1: float, y1: float) -> None:
        """Notes in the ledger that `key` is written in this box."""
        if key is not None:
            self.ledger.place(key, self.page, (x0, y0, x1, y1))
