"""Pixels inside the sandboxed process: from any Pillow mode to grey or RGB on white, at a resolution that readers like."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import BinaryIO

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from intake.limits import Limits
from intake.wire import FrameKind, write_frame

A4_LONG_INCHES = 11.69
PLAUSIBLE_DPI = (50.0, 1300.0)
PLAUSIBLE_LONG_INCHES = (4.0, 36.0)
SAME = 0.03
"""Resolutions closer than this are taken as equal."""
COLOURED = 32
"""Channels further apart than this make a pixel coloured."""
COLOUR_SHARE = 0.0005
"""A page with fewer coloured pixels is grey."""

Pixels = NDArray[np.uint8]


@dataclass(frozen=True)
class Picture:
    """One page ready to leave the process."""

    number: int
    pixels: Pixels
    """Height x width or height x width x 3."""
    dpi: float
    words: Sequence[object] | None = None
    """See `text_layer`; None where there is no trustworthy text."""
    notes: Sequence[str] = field(default=())


def send(out: BinaryIO, picture: Picture) -> None:
    """Writes the page frame: pixels row by row, then the words as JSON."""
    pixels = np.ascontiguousarray(picture.pixels)
    words = b"" if picture.words is None else json.dumps(picture.words, ensure_ascii=False).encode("utf-8", "replace")
    header = {
        "number": picture.number,
        "height": pixels.shape[0],
        "width": pixels.shape[1],
        "channels": 1 if pixels.ndim == 2 else pixels.shape[2],
        "dpi": round(picture.dpi, 2),
        "words_bytes": None if picture.words is None else len(words),
        "notes": list(picture.notes),
    }
    write_frame(out, FrameKind.PAGE, header, pixels.data.cast("B"), words)


def believable_dpi(declared: object, width_px: int, height_px: int) -> tuple[float, float, bool]:
    """`(x dpi, y dpi, guessed)`: what the file says when a sheet of paper can be that large, else as if the page were A4."""
    try:
        x, y = (float(value) for value in declared)  # type: ignore[attr-defined]
    except (TypeError, ValueError):
        x = y = 0.0
    low, high = PLAUSIBLE_DPI
    if low <= x <= high and low <= y <= high and max(x, y) / min(x, y) < 2.3:
        inches = max(width_px / x, height_px / y)
        if PLAUSIBLE_LONG_INCHES[0] <= inches <= PLAUSIBLE_LONG_INCHES[1]:
            return x, y, False
    guess = max(width_px, height_px) / A4_LONG_INCHES
    return guess, guess, True


def working_size(width_px: int, height_px: int, x_dpi: float, y_dpi: float, limits: Limits) -> tuple[int, int, float]:
    """`(width, height, dpi)` of the page to hand on: square pixels, between the lowest and highest dpi, enlarged twofold at most."""
    dpi = max(x_dpi, y_dpi)
    if dpi > limits.highest_dpi:
        dpi = limits.highest_dpi
    elif dpi < limits.lowest_dpi:
        dpi = min(limits.lowest_dpi, dpi * 2)
    pixels = width_px * dpi / x_dpi * height_px * dpi / y_dpi
    if pixels > limits.page_pixels:
        dpi *= (limits.page_pixels / pixels) ** 0.5
    if abs(dpi / x_dpi - 1) < SAME and abs(dpi / y_dpi - 1) < SAME and width_px * height_px <= limits.page_pixels:
        return width_px, height_px, dpi
    return max(1, int(width_px * dpi / x_dpi)), max(1, int(height_px * dpi / y_dpi)), dpi


def resample(image: Image.Image, width: int, height: int) -> Image.Image:
    """The image (L or RGB) at that size."""
    if (width, height) == image.size:
        return image
    smaller = width < image.width or height < image.height
    return image.resize((width, height), Image.Resampling.LANCZOS if smaller else Image.Resampling.BICUBIC, reducing_gap=2.0)


def on_white(image: Image.Image) -> Image.Image:
    """The image as L or RGB, transparency on white, deep grey reduced to 8 bits."""
    if image.mode in {"I;16", "I;16L", "I;16B", "I;16N", "I", "F"}:
        return Image.fromarray(_eight_bits(np.asarray(image)))
    if image.mode == "LAB":
        return image.getchannel("L")
    if image.mode in {"LA", "PA", "RGBA", "La", "RGBa"} or "transparency" in image.info:
        coloured = image.convert("RGBA")
        white = Image.new("RGBA", coloured.size, (255, 255, 255, 255))
        return Image.alpha_composite(white, coloured).convert("RGB")
    if image.mode in {"L", "RGB"}:
        return image
    return image.convert("L" if image.mode == "1" else "RGB")


def _eight_bits(deep: NDArray[np.generic]) -> Pixels:
    values = np.nan_to_num(deep.astype(np.float32))
    top = float(values.max(initial=0.0))
    bits = next((bits for bits in (8, 12, 16) if top < 2**bits), None)
    if bits is None or float(values.min(initial=0.0)) < 0 or (deep.dtype.kind == "f" and top <= 1.0):
        low = float(values.min(initial=0.0))
        values = (values - low) * (255.0 / max(top - low, 1e-9))
    else:
        values = values / 2.0 ** (bits - 8)
    return np.clip(values, 0, 255).astype(np.uint8)


def without_idle_colour(pixels: Pixels) -> Pixels:
    """Grey when hardly any pixel is coloured: a third of the bytes for every later step."""
    return pixels if pixels.ndim == 2 or is_coloured(pixels) else grey_of(pixels)


def is_coloured(pixels: Pixels) -> bool:
    """Whether more than a few pixels of an RGB page are coloured."""
    red, green, blue = (np.ascontiguousarray(pixels[::3, ::3, n]) for n in range(3))
    spread = np.maximum(np.maximum(red, green), blue) - np.minimum(np.minimum(red, green), blue)
    return float((spread > COLOURED).mean()) > COLOUR_SHARE


def grey_of(pixels: Pixels) -> Pixels:
    """The luminance of a page."""
    return pixels if pixels.ndim == 2 else np.asarray(Image.fromarray(pixels).convert("L"))
