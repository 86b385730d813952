"""A text as a QR code that the page can draw: one SVG path."""

from __future__ import annotations

from itertools import groupby

from reportlab.graphics.barcode.qrencoder import QRCode, QRErrorCorrectLevel


def qr_path(text: str) -> tuple[int, str]:
    """The modules along a side, and the path `d` of the dark ones, each one unit wide."""
    code = QRCode(None, QRErrorCorrectLevel.M)
    code.addData(text)
    code.make()
    runs = []
    for y, row in enumerate(code.modules):
        x = 0
        for dark, group in groupby(row, key=bool):
            length = len(list(group))
            if dark:
                runs.append(f"M{x} {y}h{length}v1h-{length}z")
            x += length
    return code.getModuleCount(), "".join(runs)
