"""PNG, JPEG and TIFF inside the sandboxed process, read by Pillow with the formats named."""

from __future__ import annotations

import os
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import BinaryIO

import numpy as np
from PIL import Image, ImageFile, ImageOps, UnidentifiedImageError
from PIL.TiffImagePlugin import TiffImageFile

from intake.limits import Limits
from intake.raster import Picture, believable_dpi, on_white, resample, send, without_idle_colour, working_size
from intake.refusals import RefusedError, refuse
from intake.wire import FrameKind, write_frame

FORMATS = ("PNG", "JPEG", "TIFF")
NEW_SUBFILE_TYPE = 254
ORIENTATION = 274
SIDEWAYS = 5
"""Orientations from here on swap width and height. Source: TIFF 6.0, section 8."""
LIGHT = 3
"""So many times as many pixels are let through where they are light: grey and black-and-white ones take a byte each, and a JPEG is
made smaller while it is decoded. A sheet of A3 at 1,200 dpi scanned in grey is then scaled down, not refused."""
PLAIN = 2
"""The same for plain colour, which Pillow holds in 4 bytes a pixel and which is scaled at once: A4 at 1,200 dpi in colour has 139 million
pixels, 557 MB. Transparency, deep grey and CMYK are turned into another mode first, which needs the memory several times."""
REDUCED = 1
"""Bit of the TIFF tag: a smaller copy of another frame, no page. Source: TIFF 6.0, section 8."""


def inspect_image(untrusted_file: int, out: BinaryIO, limits: Limits) -> None:
    """Writes the info frame of an image file; every page's size is checked, none is decoded.

    Raises RefusedError `damaged_image`, `too_many_pages`, `too_many_pixels`, `bad_dimensions`.
    """
    with _opened(untrusted_file, limits) as image:
        count = sum(1 for _ in _frames(image, limits))
    write_frame(out, FrameKind.INFO, {"pages": count, "notes": []})


def render_frames(untrusted_file: int, out: BinaryIO, limits: Limits, numbers: Sequence[int]) -> None:
    """Writes the pages asked for, in order.

    Raises RefusedError as `inspect_image`, with the page; pages before it have been written.
    """
    wanted = set(numbers)
    with _opened(untrusted_file, limits) as image:
        for number, _ in enumerate(_frames(image, limits), 1):
            if number in wanted:
                send(out, _page(image, number, limits))
            if number >= max(wanted):
                break


@contextmanager
def _opened(untrusted_file: int, limits: Limits) -> Iterator[ImageFile.ImageFile]:
    warnings.simplefilter("ignore")  # metadata that Pillow dislikes; pixels that fail raise
    Image.MAX_IMAGE_PIXELS = LIGHT * limits.image_pixels
    with os.fdopen(untrusted_file, "rb", closefd=False) as file:
        file.seek(0)
        with _translated(None, limits), Image.open(file, formats=FORMATS) as image:
            yield image


@contextmanager
def _translated(page: int | None, limits: Limits) -> Iterator[None]:
    """Pillow's many exceptions about broken bytes, as our one."""
    try:
        yield
    except (RefusedError, MemoryError):
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise refuse("too_many_pixels", page, limits.image_pixels // 1_000_000) from error
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, TypeError, KeyError, IndexError, EOFError, OverflowError) as error:
        raise refuse("damaged_image", page) from error
    except (ArithmeticError, RuntimeError, AttributeError, AssertionError) as error:
        raise refuse("damaged_image", page) from error


def _frames(image: ImageFile.ImageFile, limits: Limits) -> Iterator[None]:
    """Steps through the pages: the frames of a TIFF, else the one picture; sizes are checked before anybody decodes."""
    if not isinstance(image, TiffImageFile):
        _check_size(image, None, limits)
        yield
        return
    index, pages = 0, 0
    while index <= 2 * limits.pages:
        with _translated(pages + 1, limits):
            try:
                image.seek(index)
            except EOFError:
                return
        index += 1
        if int(image.tag_v2.get(NEW_SUBFILE_TYPE, 0)) & REDUCED and pages:
            continue
        pages += 1
        if pages > limits.pages:
            break
        _check_size(image, pages, limits)
        yield
    raise refuse("too_many_pages", limit=limits.pages)


def _check_size(image: Image.Image, page: int | None, limits: Limits) -> None:
    width, height = image.size
    most = limits.image_pixels * _lightness(image)
    if width * height > most:
        raise refuse("too_many_pixels", page, most // 1_000_000)
    if min(width, height) < limits.smallest_side_px or max(width, height) > min(width, height) * limits.aspect:
        raise refuse("bad_dimensions", page)
    if max(width, height) > limits.side_px:
        raise refuse("too_many_pixels", page, limits.image_pixels // 1_000_000)


def _lightness(image: Image.Image) -> int:
    if image.mode in ("1", "L") or image.format == "JPEG":
        return LIGHT
    return PLAIN if image.mode == "RGB" and "transparency" not in image.info else 1


def _page(image: ImageFile.ImageFile, number: int, limits: Limits) -> Picture:
    declared = image.info.get("dpi")
    if declared and isinstance(image, TiffImageFile) and int(image.getexif().get(ORIENTATION, 1)) >= SIDEWAYS:
        declared = declared[::-1]  # Pillow turns a TIFF by itself, and gives its size as turned
    x_dpi, y_dpi, guessed = believable_dpi(declared, *image.size)
    width, height, dpi = working_size(*image.size, x_dpi, y_dpi, limits)
    notes = ["dpi_guessed"] if guessed else []
    if width * height < image.width * image.height:
        notes.append("scaled_down")
    elif width * height > image.width * image.height:
        notes.append("scaled_up")
    with _translated(number, limits):
        image.draft(None, (width, height))
        image.load()
        upright = ImageOps.exif_transpose(resample(on_white(image), width, height))
    return Picture(number, without_idle_colour(np.asarray(upright)), dpi, notes=notes)
