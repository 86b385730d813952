"""From a drawn PDF to a delivered file: rendered, degraded, saved as PDF, TIFF, JPEG or PNG."""

from __future__ import annotations

import io
import random
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pypdfium2
from PIL import Image as Pillow

from samples.degrade import DPI, Image, Matrix, Scan, degrade


@dataclass(frozen=True, slots=True)
class Delivered:
    """A file on disk and where its pages' points went."""

    name: str
    warps: list[list[float]]
    """Per page, nine numbers (rows first): fractions of the clean page to fractions of the image, homogeneous."""


def render(pdf: bytes, dpi: int) -> list[Image]:
    """The pages as RGB images."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        return [np.ascontiguousarray(page.render(scale=dpi / 72).to_numpy()[..., 2::-1]) for page in document]
    finally:
        document.close()


def fraction_warp(scan: Scan, clean: Image) -> list[float]:
    """The scan's matrix between fractions of the pages."""
    height, width = clean.shape[:2]
    out_height, out_width = scan.image.shape[:2]
    matrix: Matrix = np.diag([1 / out_width, 1 / out_height, 1.0]) @ scan.matrix @ np.diag([width, height, 1.0])
    return [round(float(value), 7) for value in (matrix / matrix[2, 2]).ravel()]


def picture(scan: Scan) -> Pillow.Image:
    """The scan as a Pillow image, one bit a pixel where it is two-valued."""
    image = Pillow.fromarray(scan.image)
    return image.convert("1", dither=Pillow.Dither.NONE) if scan.is_bilevel else image


def save(scans: list[Scan], folder: Path, stem: str, rng: random.Random, formats: tuple[str, ...] = ("pdf",)) -> str:
    """Writes the scans as one file; several pages never go to PNG or JPEG. The file's name."""
    usable = [kind for kind in formats if len(scans) == 1 or kind in {"pdf", "tif"}] or ["pdf"]
    kind = rng.choice(usable)
    name = f"{stem}.{kind}"
    first, *rest = [picture(scan) for scan in scans]
    dpi = scans[0].dpi
    buffer = io.BytesIO()
    if kind == "pdf":
        options = {} if scans[0].is_bilevel else {"quality": rng.randrange(45, 82)}
        first.save(buffer, "PDF", resolution=dpi, save_all=True, append_images=rest, **options)
    elif kind == "tif":
        compression = "group4" if scans[0].is_bilevel else "jpeg"
        first.save(buffer, "TIFF", dpi=(dpi, dpi), save_all=True, append_images=rest, compression=compression)
    elif kind == "png":
        first.save(buffer, "PNG", dpi=(dpi, dpi))
    else:
        first.convert("RGB" if first.mode == "RGB" else "L").save(buffer, "JPEG", dpi=(dpi, dpi), quality=rng.randrange(50, 90))
    (folder / name).write_bytes(buffer.getvalue())
    return name


FORMATS = {"clean": ("pdf", "png", "pdf", "tif"), "office": ("pdf", "pdf", "pdf", "jpg"), "bad": ("pdf", "jpg", "tif", "pdf")}


def deliver(pdf: bytes, quality: str, folder: Path, stem: str, rng: random.Random, turned: float = 0.03) -> Delivered:
    """Writes the document in that quality; `digital` is the drawn PDF itself."""
    if quality == "digital":
        (folder / f"{stem}.pdf").write_bytes(pdf)
        return Delivered(f"{stem}.pdf", [])
    pages = render(pdf, DPI[quality])
    scans = degrade(pages, quality, rng, turned)
    warps = [fraction_warp(scan, page) for scan, page in zip(scans, pages, strict=True)]
    return Delivered(save(scans, folder, stem, rng, FORMATS[quality]), warps)
