"""The second try: one page by poppler's `pdftoppm`, for what pdfium died of (inside the sandboxed process)."""

from __future__ import annotations

import subprocess
from collections.abc import Sequence
from typing import BinaryIO

import numpy as np

from intake.limits import Limits
from intake.pdf_pages import render_size
from intake.raster import Picture, Pixels, send, without_idle_colour
from intake.refusals import refuse

PROGRAM = "/usr/bin/pdftoppm"


def render_poppler(untrusted_file: int, out: BinaryIO, limits: Limits, numbers: Sequence[int]) -> None:
    """Writes the pages asked for; poppler answers a broken page with a white dot and success, so the size is checked.

    Raises RefusedError `damaged_pdf` with the page.
    """
    for number in numbers:
        width, height, dpi = render_size(untrusted_file, number, limits)
        command = [PROGRAM, "-q", "-f", str(number), "-l", str(number), "-r", f"{dpi:.3f}", "-"]
        try:
            done = subprocess.run(command, stdin=untrusted_file, capture_output=True, check=True)
        except (subprocess.CalledProcessError, OSError) as error:
            raise refuse("damaged_pdf", number) from error
        pixels = _read_ppm(done.stdout, number)
        if abs(pixels.shape[0] - height) > 2 or abs(pixels.shape[1] - width) > 2 or done.stderr:
            raise refuse("damaged_pdf", number)
        send(out, Picture(number, without_idle_colour(pixels), dpi, notes=["second_renderer"]))


def _read_ppm(data: bytes, number: int) -> Pixels:
    fields = data[:64].split(maxsplit=4)
    if len(fields) < 4 or fields[0] != b"P6" or fields[3] != b"255":
        raise refuse("damaged_pdf", number)
    width, height = int(fields[1]), int(fields[2])
    body = data[len(data) - width * height * 3 :]
    if len(body) != width * height * 3:
        raise refuse("damaged_pdf", number)
    return np.frombuffer(body, dtype=np.uint8).reshape(height, width, 3)
