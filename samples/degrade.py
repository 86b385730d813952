"""What scanners, fax machines, photocopiers and telephones do to a page.

Every step takes a uint8 image (grey or RGB) and the 3x3 matrix that maps pixels of the clean page to pixels of the image,
and gives both back, so that the true place of a value can be followed through.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

Image = NDArray[np.uint8]
Matrix = NDArray[np.float64]

QUALITIES = ("digital", "clean", "office", "bad")
DPI = {"clean": 300, "office": 200, "bad": 200}


@dataclass(frozen=True, slots=True)
class Scan:
    """One page as delivered."""

    image: Image
    """Grey, RGB, or two-valued (0 and 255)."""
    matrix: Matrix
    """Pixels of the clean page to pixels of `image`, homogeneous."""
    dpi: int
    is_bilevel: bool = False


def _bytes(image: NDArray[Any]) -> Image:
    """Clipped to 0..255."""
    return np.asarray(np.clip(image, 0, 255), np.uint8)


def _generator(rng: random.Random) -> np.random.Generator:
    return np.random.default_rng(rng.randrange(2**32))


def warp(image: Image, matrix: Matrix, step: Matrix, size: tuple[int, int], border: int | tuple[int, int, int]) -> tuple[Image, Matrix]:
    """Applies a further homography."""
    fill = border if isinstance(border, tuple) or image.ndim == 2 else (border, border, border)
    moved = cv2.warpPerspective(image, step, size, flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_CONSTANT, borderValue=fill)
    return np.asarray(moved, np.uint8), step @ matrix


def turn(image: Image, matrix: Matrix, quarters: int) -> tuple[Image, Matrix]:
    """Turns by quarter turns clockwise."""
    for _ in range(quarters % 4):
        height = image.shape[0]
        image = np.ascontiguousarray(np.rot90(image, -1))
        matrix = np.array([[0, -1, height - 1], [1, 0, 0], [0, 0, 1]], float) @ matrix
    return image, matrix


def skew(image: Image, matrix: Matrix, rng: random.Random, degrees: float, border: int) -> tuple[Image, Matrix]:
    """A crooked feed: rotation, a little scale and shift."""
    height, width = image.shape[:2]
    step = np.eye(3)
    step[:2] = cv2.getRotationMatrix2D((width / 2, height / 2), degrees, rng.uniform(0.975, 1.005))
    step[0, 2] += rng.gauss(0, width * 0.006)
    step[1, 2] += rng.gauss(0, height * 0.006)
    return warp(image, matrix, step, (width, height), border)


def add_noise(image: Image, rng: random.Random, sigma: float) -> Image:
    """Sensor noise."""
    noise = _generator(rng).standard_normal(image.shape[:2], dtype=np.float32) * sigma
    return _bytes(image.astype(np.float32) + (noise if image.ndim == 2 else noise[..., None]))


def shade(image: Image, rng: random.Random, depth: float) -> Image:
    """Uneven light: a slope across the page."""
    height, width = image.shape[:2]
    ys, xs = np.linspace(-1, 1, height, dtype=np.float32)[:, None], np.linspace(-1, 1, width, dtype=np.float32)[None]
    angle = rng.uniform(0, 2 * np.pi)
    field = 1 - depth * (0.5 + 0.5 * (xs * np.cos(angle) + ys * np.sin(angle)) * rng.uniform(0.5, 1.0))
    if rng.random() < 0.4:
        field = field * (1 - depth * 0.6 * np.clip(xs**2 + ys**2 - 0.6, 0, 1))
    field = np.clip(field, 0.15, 1)
    return _bytes(image * (field if image.ndim == 2 else field[..., None]))


def jpeg(image: Image, quality: int) -> Image:
    """Through JPEG and back."""
    _, data = cv2.imencode(".jpg", image, [cv2.IMWRITE_JPEG_QUALITY, quality])
    return np.asarray(cv2.imdecode(data, cv2.IMREAD_GRAYSCALE if image.ndim == 2 else cv2.IMREAD_COLOR), np.uint8)


def bleed_through(image: Image, other: Image, rng: random.Random) -> Image:
    """The back of the sheet shows, mirrored and faint."""
    back = cv2.GaussianBlur(cv2.flip(cv2.resize(other, (image.shape[1], image.shape[0])), 1), (0, 0), rng.uniform(1.0, 2.5))
    strength = rng.uniform(0.04, 0.14)
    return _bytes(image.astype(np.float32) - (255 - back.astype(np.float32)) * strength)


def punch_holes(image: Image, rng: random.Random, dpi: int) -> Image:
    """Two or four holes at the left edge, dark or light as the lid is."""
    image = image.copy()
    height = image.shape[0]
    shade_value = rng.choice((15, 40, 60, 200, 215))
    x = int(dpi * rng.uniform(0.35, 0.5))
    gap = int(dpi * 80 / 25.4)
    middle = height // 2 + int(rng.gauss(0, dpi * 0.05))
    for y in (middle - gap // 2, middle + gap // 2) if rng.random() < 0.6 else tuple(middle + int((i - 1.5) * gap) for i in range(4)):
        cv2.circle(image, (x, y), int(dpi * 0.11), (shade_value,) * 3 if image.ndim == 3 else (shade_value,), -1, cv2.LINE_AA)
    return image


def staple(image: Image, rng: random.Random, dpi: int) -> Image:
    """A staple or its shadow in a corner."""
    image = image.copy()
    x, y = int(dpi * rng.uniform(0.2, 0.6)), int(dpi * rng.uniform(0.15, 0.45))
    length, angle = dpi * 0.4, rng.uniform(-0.9, 0.9)
    end = (int(x + length * np.cos(angle)), int(y + length * np.sin(angle)))
    value = rng.randrange(50, 140)
    cv2.line(image, (x, y), end, (value,) * 3 if image.ndim == 3 else (value,), max(2, dpi // 70), cv2.LINE_AA)
    return image


def fold(image: Image, rng: random.Random) -> Image:
    """A crease across the page."""
    height, width = image.shape[:2]
    horizontal = rng.random() < 0.7
    length = height if horizontal else width
    at = length * rng.choice((1 / 3, 1 / 2, 2 / 3)) + rng.gauss(0, length * 0.01)
    distance = np.arange(length, dtype=np.float32) - at
    profile = 1 - rng.uniform(0.08, 0.25) * np.exp(-((distance / rng.uniform(3, 12)) ** 2)) - rng.uniform(0, 0.05) * (distance > 0)
    field = profile[:, None] if horizontal else profile[None]
    return _bytes(image * (field if image.ndim == 2 else field[..., None]))


def dark_border(image: Image, rng: random.Random) -> Image:
    """The scanner's lid shows at an edge."""
    height, width = image.shape[:2]
    shadow = np.ones((height, width), np.float32)
    for edge in rng.sample(range(4), rng.randrange(1, 3)):
        depth = int(rng.uniform(0.003, 0.018) * width)
        ramp = np.clip(np.linspace(rng.uniform(0.1, 0.5), 1.0, depth * 2, dtype=np.float32), 0, 1)
        if edge == 0:
            shadow[:, : depth * 2] *= ramp
        elif edge == 1:
            shadow[:, width - depth * 2 :] *= ramp[::-1]
        elif edge == 2:
            shadow[: depth * 2] *= ramp[:, None]
        else:
            shadow[height - depth * 2 :] *= ramp[::-1][:, None]
    return _bytes(image * (shadow if image.ndim == 2 else shadow[..., None]))


def specks(image: Image, rng: random.Random, count: int, value: int = 30) -> Image:
    """Dust."""
    image = image.copy()
    height, width = image.shape[:2]
    for _ in range(count):
        cv2.circle(
            image,
            (rng.randrange(width), rng.randrange(height)),
            rng.choice((0, 1, 1, 2)),
            (value,) * 3 if image.ndim == 3 else (value,),
            -1,
        )
    return image


def threshold(image: Image, rng: random.Random, low: int = 120, high: int = 190) -> Image:
    """Black and white."""
    grey = image if image.ndim == 2 else cv2.cvtColor(image, cv2.COLOR_RGB2GRAY)
    if rng.random() < 0.35:
        return np.asarray(
            cv2.adaptiveThreshold(grey, 255, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY, 41, rng.uniform(14, 28)), np.uint8
        )
    return np.where(grey > rng.randrange(low, high), 255, 0).astype(np.uint8)


def clean(image: Image, matrix: Matrix, other: Image, rng: random.Random, dpi: int) -> Scan:
    """A good flatbed at 300 dpi."""
    image, matrix = skew(image, matrix, rng, rng.gauss(0, 0.15), 255)
    image = np.asarray(cv2.GaussianBlur(image, (0, 0), rng.uniform(0.3, 0.7)), np.uint8)
    return Scan(add_noise(image, rng, rng.uniform(0.5, 2.5)), matrix, dpi)


def office(image: Image, matrix: Matrix, other: Image, rng: random.Random, dpi: int) -> Scan:
    """An ordinary office scanner: crooked, a bit soft, holes, the back showing through."""
    if rng.random() < 0.45:
        image = bleed_through(image, other, rng)
    if rng.random() < 0.3:
        image = punch_holes(image, rng, dpi)
    if rng.random() < 0.25:
        image = staple(image, rng, dpi)
    if rng.random() < 0.2:
        image = fold(image, rng)
    lid = rng.choice((255, 255, 245, 230, 60, 30))
    image, matrix = skew(image, matrix, rng, rng.choice((-1, 1)) * rng.uniform(0.3, 2.6), lid)
    image = np.asarray(cv2.GaussianBlur(image, (0, 0), rng.uniform(0.4, 1.05)), np.uint8)
    if rng.random() < 0.5:
        image = shade(image, rng, rng.uniform(0.03, 0.15))
    if rng.random() < 0.4:
        image = dark_border(image, rng)
    contrast, level = rng.uniform(0.75, 1.1), rng.uniform(-8, 22)
    image = np.clip(image.astype(np.float32) * contrast + 255 * (1 - contrast) * rng.uniform(0.6, 1.0) + level * 0.3, 0, 255).astype(
        np.uint8
    )
    image = specks(add_noise(image, rng, rng.uniform(2, 8)), rng, rng.randrange(0, 40))
    return Scan(jpeg(image, rng.randrange(38, 85)), matrix, dpi)


def fax(image: Image, matrix: Matrix, other: Image, rng: random.Random, dpi: int) -> Scan:
    """One bit a pixel, 204 by 98 or 196 dots an inch, broken strokes, speckle, the machine's header."""
    image = image if image.ndim == 2 else np.asarray(cv2.cvtColor(image, cv2.COLOR_RGB2GRAY), np.uint8)
    image, matrix = skew(image, matrix, rng, rng.gauss(0, 0.9), 255)
    image = np.asarray(cv2.GaussianBlur(image, (0, 0), rng.uniform(0.7, 1.3)), np.uint8)
    image = threshold(add_noise(image, rng, rng.uniform(8, 26)), rng, 130, 200)
    if rng.random() < 0.3:
        height, width = image.shape
        coarse = cv2.resize(image, (width, height // 2), interpolation=cv2.INTER_NEAREST)
        image = np.asarray(cv2.resize(coarse, (width, height), interpolation=cv2.INTER_NEAREST), np.uint8)
    noise = _generator(rng).random(image.shape, dtype=np.float32)
    image = np.where(noise < rng.uniform(0.0003, 0.003), 255 - image, image).astype(np.uint8)
    image = specks(image, rng, rng.randrange(20, 250), 0)
    if rng.random() < 0.3:
        image[:, rng.randrange(image.shape[1])] = 0
    if rng.random() < 0.6:
        day = f"{rng.randrange(1, 29):02d}/{rng.randrange(1, 13):02d}/{rng.randrange(2018, 2026)}"
        line = f"{day} {rng.randrange(7, 19):02d}:{rng.randrange(60):02d}  {rng.randrange(10**8, 10**9)}   P.{rng.randrange(1, 9):02d}"
        cv2.putText(image, line, (60, 34), cv2.FONT_HERSHEY_PLAIN, 1.3, (0,), 1)
    return Scan(image, matrix, dpi, True)


def bilevel(image: Image, matrix: Matrix, other: Image, rng: random.Random, dpi: int) -> Scan:
    """A scanner set to black and white."""
    image = image if image.ndim == 2 else np.asarray(cv2.cvtColor(image, cv2.COLOR_RGB2GRAY), np.uint8)
    image, matrix = skew(image, matrix, rng, rng.gauss(0, 1.0), 255)
    image = add_noise(np.asarray(cv2.GaussianBlur(image, (0, 0), rng.uniform(0.6, 1.2)), np.uint8), rng, rng.uniform(4, 14))
    return Scan(specks(threshold(image, rng), rng, rng.randrange(0, 120), 0), matrix, dpi, True)


def photocopy(image: Image, matrix: Matrix, other: Image, rng: random.Random, dpi: int) -> Scan:
    """A copy of a copy: eroded or swollen strokes, dirt, lost greys."""
    image = image if image.ndim == 2 else np.asarray(cv2.cvtColor(image, cv2.COLOR_RGB2GRAY), np.uint8)
    for _ in range(rng.choice((2, 2, 3))):
        image, matrix = skew(image, matrix, rng, rng.gauss(0, 0.8), 250)
        image = np.asarray(cv2.GaussianBlur(image, (0, 0), rng.uniform(0.6, 1.1)), np.uint8)
        middle, gain = rng.uniform(125, 185), rng.uniform(1.3, 2.4)
        image = _bytes((image.astype(np.float32) - middle) * gain + middle)
        image = specks(add_noise(image, rng, rng.uniform(4, 12)), rng, rng.randrange(20, 200))
    if rng.random() < 0.5:
        image = dark_border(image, rng)
    return Scan(jpeg(image, rng.randrange(30, 70)), matrix, dpi)


def _desk(rng: random.Random, height: int, width: int) -> Image:
    """A wooden, stone or cloth surface."""
    noise = _generator(rng)
    kind = rng.randrange(3)
    small = noise.random((height // (8 if kind else 2) + 1, width // (80 if kind == 0 else 8) + 1), dtype=np.float32)
    grain = cv2.resize(small, (width, height), interpolation=cv2.INTER_CUBIC)
    base = np.array(rng.choice(((120, 85, 55), (70, 60, 55), (160, 160, 165), (45, 50, 60), (150, 110, 70), (90, 100, 95))), np.float32)
    return _bytes(base * (0.75 + 0.4 * grain[..., None]))


def phone(image: Image, matrix: Matrix, other: Image, rng: random.Random, dpi: int) -> Scan:
    """A telephone's photograph on a desk: perspective, shadow, vignette, blur, colour cast."""
    if image.ndim == 2:
        image = np.asarray(cv2.cvtColor(image, cv2.COLOR_GRAY2RGB), np.uint8)
    height, width = image.shape[:2]
    scale = rng.uniform(0.72, 0.95)
    out_w, out_h = int(width * scale * rng.uniform(1.04, 1.18)), int(height * scale * rng.uniform(1.03, 1.14))
    margin_x, margin_y = (out_w - width * scale) / 2, (out_h - height * scale) / 2

    def jolt(spread: float) -> float:
        return rng.uniform(-spread, spread)

    corners = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    target = np.array(
        [
            [margin_x + jolt(width * 0.03), margin_y + jolt(height * 0.02)],
            [out_w - margin_x + jolt(width * 0.03), margin_y + jolt(height * 0.02)],
            [out_w - margin_x + jolt(width * 0.04), out_h - margin_y + jolt(height * 0.025)],
            [margin_x + jolt(width * 0.04), out_h - margin_y + jolt(height * 0.025)],
        ],
        np.float32,
    )
    step = np.asarray(cv2.getPerspectiveTransform(corners, target), np.float64)
    sheet, matrix = warp(image, matrix, step, (out_w, out_h), (0, 0, 0))
    mask, _ = warp(np.full((height, width), 255, np.uint8), np.eye(3), step, (out_w, out_h), 0)
    soft = cv2.GaussianBlur(mask, (0, 0), 1.0)[..., None].astype(np.float32) / 255
    cast = np.array((rng.uniform(0.86, 1.0), rng.uniform(0.86, 1.0), rng.uniform(0.78, 1.0)), np.float32)
    scene = sheet.astype(np.float32) * cast * soft + _desk(rng, out_h, out_w).astype(np.float32) * (1 - soft)
    picture = shade(_bytes(scene), rng, rng.uniform(0.15, 0.5))
    if rng.random() < 0.45:
        ys, xs = np.mgrid[0:out_h, 0:out_w].astype(np.float32)
        angle, at = rng.uniform(0, np.pi), rng.uniform(0.25, 0.75)
        side = (xs / out_w - at) * np.cos(angle) + (ys / out_h - at) * np.sin(angle)
        picture = np.clip(picture * (1 - rng.uniform(0.15, 0.4) / (1 + np.exp(-side * rng.uniform(15, 60))))[..., None], 0, 255).astype(
            np.uint8
        )
    picture = np.asarray(cv2.GaussianBlur(picture, (0, 0), rng.uniform(0.5, 1.35)), np.uint8)
    return Scan(jpeg(add_noise(picture, rng, rng.uniform(3, 9)), rng.randrange(45, 85)), matrix, int(dpi * scale))


Device = Callable[[Image, Matrix, Image, random.Random, int], Scan]
"""Takes a page, its matrix, the next page (what shows through), randomness and dots per inch."""

BAD: tuple[Device, ...] = (fax, phone, photocopy, bilevel, fax, phone)


def degrade(pages: list[Image], quality: str, rng: random.Random, turned: float = 0.03) -> list[Scan]:
    """The pages of one document through one device of that quality; now and then a page lies sideways or upside down."""
    dpi = DPI[quality]
    device = {"clean": clean, "office": office}.get(quality) or rng.choice(BAD)
    grey = device is not phone and rng.random() < 0.55
    if grey:
        pages = [np.asarray(cv2.cvtColor(page, cv2.COLOR_RGB2GRAY), np.uint8) for page in pages]
    scans = []
    quarters = rng.choice((1, 2, 3)) if rng.random() < turned else 0
    for index, page in enumerate(pages):
        scan = device(page, np.eye(3), pages[index - 1], rng, dpi)
        if quarters and (index == 0 or rng.random() < 0.5):
            image, matrix = turn(scan.image, scan.matrix, quarters)
            scan = Scan(image, matrix, scan.dpi, scan.is_bilevel)
        scans.append(scan)
    return scans
