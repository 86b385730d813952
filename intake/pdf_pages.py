"""PDF pages as pixels and words, by pdfium, inside the sandboxed process.

A page that is one scanned image gives that image, untouched by a renderer; every other page is rendered with its filled-in form
fields and annotations made part of it, so that picture and text agree.
"""

from __future__ import annotations

import io
import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import BinaryIO

import numpy as np
import pikepdf
import pypdfium2
import pypdfium2.raw as pdfium_c
from PIL import Image

from intake.limits import Limits
from intake.pdf_pictures import check_length, check_pictures
from intake.pdf_structure import map_file, opened_by_pdfium, opened_by_qpdf
from intake.raster import (
    PLAUSIBLE_LONG_INCHES,
    Picture,
    Pixels,
    believable_dpi,
    grey_of,
    is_coloured,
    on_white,
    resample,
    send,
    without_idle_colour,
    working_size,
)  # fmt: skip
from intake.refusals import refuse
from intake.text_layer import LayerWord, Rect, is_on_page, page_affine, to_image, words_on
from intake.text_trust import distrust

POINTS_PER_INCH = 72.0
DETAIL_PX = 2300
"""Long side of a small page in pixels, as far as the highest dpi allows: a postcard's print is smaller than a letter's."""
COVERS = 0.03
"""How far, as a share of the page, a scan's edges may be from the page's."""
ASKEW = 0.004
"""How far, as a share of the page, a scan's edge may lean and still be cut out straight."""
PLAIN_SEGMENTS = 6
"""A rectangle has 5, a circle 5 or 6; most letters have more."""
MARK_POINTS = 30.0
PICTURE_SHARE = 0.25
"""A picture over more of the page than this sets the resolution of the rendering."""


def render_pdf(untrusted_file: int, out: BinaryIO, limits: Limits, numbers: Sequence[int]) -> None:
    """Writes the pages asked for (1-based), in order.

    Raises RefusedError `damaged_pdf`, `image_decode`, `page_too_large` with the page; pages before it have been written.
    """
    with opened_by_qpdf(untrusted_file) as whole, opened_by_pdfium(map_file(untrusted_file)) as document:
        if document.get_formtype() != pdfium_c.FORMTYPE_NONE:
            document.init_forms()
        for number in numbers:
            send(out, _picture(document, whole.pages[number - 1], number, limits))


@dataclass(frozen=True)
class Shown:
    """One image on a page."""

    image: pypdfium2.PdfImage
    box: Rect
    """Fractions of the page, y down."""
    dpi: float


def _picture(document: pypdfium2.PdfDocument, raw: pikepdf.Page, number: int, limits: Limits) -> Picture:
    page = _page(document, number)
    size = page.get_size()
    if not 0 < max(size) <= limits.page_points or not min(size) > 0:
        raise refuse("page_too_large", number)
    objects = list(page.get_objects())
    scan = _lone_scan(page, objects, raw)
    if scan is not None and np.prod(scan.image.get_px_size(), dtype=float) <= limits.image_pixels:
        return _scanned(scan, page, raw, number, limits)  # a larger one is drawn by pdfium, which scales it line by line
    check_pictures(raw, number)
    words = words_on(page)
    shown = [s for s in (_shown(page, o) for o in objects if o.type == pdfium_c.FPDF_PAGEOBJ_IMAGE) if s]
    dpi = _render_dpi(size, shown, limits)
    pixels = _render(page, dpi, number)
    return _with_words(number, pixels, dpi, words, [s.box for s in shown], _plain_marks(page, objects), limits)


def _page(document: pypdfium2.PdfDocument, number: int) -> pypdfium2.PdfPage:
    """The page with annotations and form fields drawn into it."""
    try:
        page = document[number - 1]
        if pdfium_c.FPDFPage_GetAnnotCount(page) > 0 and pdfium_c.FPDFPage_Flatten(page, pdfium_c.FLAT_NORMALDISPLAY):
            page.close()
            page = document[number - 1]
    except pypdfium2.PdfiumError as error:
        raise refuse("damaged_pdf", number) from error
    return page


def _with_words(
    number: int,
    pixels: Pixels,
    dpi: float,
    words: Sequence[LayerWord],
    pictures: Sequence[Rect],
    marks: Sequence[Rect],
    limits: Limits,
) -> Picture:
    notes = ["low_resolution"] if dpi < limits.lowest_dpi / 1.5 else []
    usable = [word for word in words if is_on_page(word) and not word.is_leader]
    explained = [*marks, *(word.box for word in words if word.is_leader)]
    grey = grey_of(pixels)
    reason = "text_layer_too_long" if len(usable) > limits.words_per_page else distrust(usable, grey, dpi, pictures, explained)
    if reason:
        notes.append(reason)
    trusted = bool(usable) and reason is None
    shown = pixels if pixels.ndim == 3 and is_coloured(pixels) else grey
    return Picture(number, shown, dpi, [w.as_json() for w in usable] if trusted else None, notes)


def _plain_marks(page: pypdfium2.PdfPage, objects: Sequence[pypdfium2.PdfObject]) -> list[Rect]:
    """Where tick boxes, ticks and short lines are drawn: small shapes too plain to be letters turned into outlines."""
    affine, marks = page_affine(page), []
    for item in objects:
        if item.type != pdfium_c.FPDF_PAGEOBJ_PATH or item.level > 0 or pdfium_c.FPDFPath_CountSegments(item) > PLAIN_SEGMENTS:
            continue
        left, bottom, right, top = item.get_bounds()
        if max(right - left, top - bottom) <= MARK_POINTS:
            marks.append(to_image(affine, left, bottom, right, top))
    return marks


def render_size(untrusted_file: int, number: int, limits: Limits) -> tuple[int, int, float]:
    """`(width, height, dpi)` a rendering of the page must have, read without drawing it. Raises RefusedError as `render_pdf`."""
    with opened_by_pdfium(map_file(untrusted_file)) as document:
        points = document.get_page_size(number - 1)
    if not 0 < max(points) <= limits.page_points or not min(points) > 0:
        raise refuse("page_too_large", number)
    dpi = _render_dpi(points, (), limits)
    return math.ceil(points[0] * dpi / POINTS_PER_INCH), math.ceil(points[1] * dpi / POINTS_PER_INCH), dpi


def _render_dpi(size: tuple[float, float], shown: Sequence[Shown], limits: Limits) -> float:
    long_inches = max(size) / POINTS_PER_INCH
    dpi = min(limits.highest_dpi, max(limits.render_dpi, DETAIL_PX / long_inches))
    pictures = [s.dpi for s in shown if (s.box[2] - s.box[0]) * (s.box[3] - s.box[1]) > PICTURE_SHARE]
    dpi = max([dpi, *(min(p, limits.highest_dpi) for p in pictures)])
    return min(dpi, math.sqrt(limits.page_pixels / (size[0] * size[1])) * POINTS_PER_INCH)


def _render(page: pypdfium2.PdfPage, dpi: float, number: int) -> Pixels:
    width, height = (math.ceil(points * dpi / POINTS_PER_INCH) for points in page.get_size())
    try:
        bitmap = page.render(scale=dpi / POINTS_PER_INCH, rev_byteorder=True, maybe_alpha=False)
    except pypdfium2.PdfiumError as error:
        raise refuse("damaged_pdf", number) from error
    pixels = np.asarray(bitmap.to_numpy())[:, :, :3]
    if abs(pixels.shape[0] - height) > 2 or abs(pixels.shape[1] - width) > 2 or min(pixels.shape[:2]) < 2:
        raise refuse("damaged_pdf", number)
    return pixels


def _shown(page: pypdfium2.PdfPage, image: pypdfium2.PdfImage) -> Shown | None:
    try:
        left, bottom, right, top = image.get_bounds()
        width, height = image.get_px_size()
    except pypdfium2.PdfiumError:
        return None
    box = to_image(page_affine(page), left, bottom, right, top)
    inches = max(right - left, top - bottom) / POINTS_PER_INCH
    return Shown(image, box, max(width, height) / inches if inches > 0 else 0.0)


def _lone_scan(page: pypdfium2.PdfPage, objects: Sequence[pypdfium2.PdfObject], raw: pikepdf.Page) -> Shown | None:
    """The image that is the whole page: it covers it, nothing visible lies over it, and it hides nothing by a mask."""
    images = [o for o in objects if o.type == pdfium_c.FPDF_PAGEOBJ_IMAGE]
    if len(images) != 1 or images[0].level > 0:
        return None
    after = objects[objects.index(images[0]) + 1 :]
    if any(not _is_invisible_text(o) for o in after) or pdfium_c.FPDFPageObj_HasTransparency(images[0]):
        return None
    shown = _shown(page, images[0])
    if shown is None or any(abs(edge - target) > COVERS for edge, target in zip(shown.box, (0, 0, 1, 1), strict=True)):
        return None
    return shown if _plain_stream(raw, images[0].get_px_size()) is not None and _axes(page, images[0]) else None


def _is_invisible_text(item: pypdfium2.PdfObject) -> bool:
    is_text = item.type == pdfium_c.FPDF_PAGEOBJ_TEXT
    return bool(is_text and pdfium_c.FPDFTextObj_GetTextRenderMode(item) == pdfium_c.FPDF_TEXTRENDERMODE_INVISIBLE)


def _plain_stream(raw: pikepdf.Page, size_px: tuple[int, int]) -> pikepdf.Stream | None:
    """The only image of the page's resources, when its samples are its colours: grey or RGB, no mask, no colour table."""
    images = [x for x in raw.resources.get("/XObject", {}).values() if isinstance(x, pikepdf.Stream) and x.get("/Subtype") == "/Image"]
    if len(images) != 1 or (int(images[0].get("/Width", 0)), int(images[0].get("/Height", 0))) != size_px:
        return None
    image = images[0]
    if any(key in image for key in ("/SMask", "/Mask", "/Decode", "/ImageMask")):
        return None
    space = image.get("/ColorSpace")
    if isinstance(space, pikepdf.Array) and len(space) == 2 and space[0] == "/ICCBased":
        channels = int(space[1].get("/N", 0))
    else:
        channels = {"/DeviceGray": 1, "/DeviceRGB": 3}.get(str(space), 0)
    return image if channels in (1, 3) and int(image.get("/BitsPerComponent", 8)) in (1, 8) else None


def _axes(page: pypdfium2.PdfPage, image: pypdfium2.PdfImage) -> tuple[bool, bool, bool] | None:
    """`(turned, mirrored in x, mirrored in y)` that bring the image's samples to the page's picture; None when it lies askew."""
    a, b, c, d, _, _ = image.get_matrix().get()
    turn = page_affine(page)[:, :2]
    along_rows, upwards = turn @ (a, b), turn @ (c, d)
    if abs(along_rows[1]) < ASKEW and abs(upwards[0]) < ASKEW:
        return False, along_rows[0] < 0, upwards[1] > 0
    if abs(along_rows[0]) < ASKEW and abs(upwards[1]) < ASKEW:
        return True, upwards[0] > 0, along_rows[1] < 0
    return None


def _scanned(scan: Shown, page: pypdfium2.PdfPage, raw: pikepdf.Page, number: int, limits: Limits) -> Picture:
    """The page that is one image: its samples, turned as the page shows them, at a working resolution."""
    turned, mirror_x, mirror_y = _axes(page, scan.image) or (False, False, False)
    size_px = scan.image.get_px_size()
    inches = [points / POINTS_PER_INCH for points in page.get_size()]
    wide, high = reversed(inches) if turned else inches
    declared = (size_px[0] / wide, size_px[1] / high) if max(inches) <= PLAUSIBLE_LONG_INCHES[1] else None
    x_dpi, y_dpi = declared or believable_dpi(None, *size_px)[:2]
    width, height, dpi = working_size(size_px[0], size_px[1], x_dpi, y_dpi, limits)
    pixels = np.asarray(resample(on_white(_samples(scan.image, raw, number)), width, height))
    if turned:
        pixels = pixels.swapaxes(0, 1)
    pixels = pixels[:: -1 if mirror_y else 1, :: -1 if mirror_x else 1]
    notes = ["scaled_down"] if width * height < size_px[0] * size_px[1] else []
    return Picture(number, without_idle_colour(np.ascontiguousarray(pixels)), dpi, notes=notes)


def _samples(image: pypdfium2.PdfImage, raw: pikepdf.Page, number: int) -> Image.Image:
    stream = _plain_stream(raw, image.get_px_size())
    assert stream is not None, "asked of plain scans alone"
    try:
        if stream.get("/Filter") in ("/DCTDecode", ["/DCTDecode"]):
            decoded: Image.Image = Image.open(io.BytesIO(stream.read_raw_bytes()), formats=["JPEG"])
            decoded.load()
        else:
            check_length(stream, number)
            decoded = image.get_bitmap().to_pil()
    except (OSError, SyntaxError, ValueError, pikepdf.PdfError, pypdfium2.PdfiumError) as error:
        raise refuse("image_decode", number) from error
    if decoded.size != image.get_px_size():
        raise refuse("image_decode", number)
    return decoded
