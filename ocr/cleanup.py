"""Making a page image fit to read: the sheet out of a photograph, even light, upright lines, no dark scanner border.

Every step looks first and works only when needed. Grey images, height x width uint8, 255 is paper.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import median_filter

from domain.page import Image
from ocr.engine import Quad
from ocr.geometry import clockwise, quad_size
from ocr.levels import percentile

LOOK = 800
"""Longer side in pixels of the small image on which sheets, borders and light are judged."""
LEAST_STEP = 10.0
"""Grey levels by which a sheet is brighter than what it lies on."""
MAX_SKEW = 6.0
"""Degrees; beyond that an image is not a skewed scan."""


def to_grey(image: Image) -> Image:
    """Luminance of an RGB image; a grey image as it is."""
    grey: Image = cv2.cvtColor(image, cv2.COLOR_RGB2GRAY) if image.ndim == 3 else image
    return np.ascontiguousarray(grey)


def shrink(image: Image, longest: int) -> tuple[Image, float]:
    """The image with its longer side at most `longest` pixels, and the scale that was used."""
    scale = min(1.0, longest / max(image.shape))
    if scale == 1.0:
        return image, 1.0
    size = max(1, round(image.shape[1] * scale)), max(1, round(image.shape[0] * scale))
    small: Image = cv2.resize(image, size, interpolation=cv2.INTER_AREA)
    return small, scale


def find_sheet(image: Image) -> Quad | None:
    """The four corners of a sheet that was photographed on something darker, in pixels; None when the sheet fills the image.

    Shadows may darken a part of the sheet to the level of the table, so several brightness levels are tried; the quadrilateral
    that stands out most on its weakest side wins, and each side is moved to where the brightness steps most.
    """
    small, scale = shrink(image, LOOK)
    blurred = cv2.GaussianBlur(small, (0, 0), 2)
    edge = np.concatenate([blurred[:6].ravel(), blurred[-6:].ravel(), blurred[:, :6].ravel(), blurred[:, -6:].ravel()])
    dark, bright = percentile(edge, 50), percentile(blurred, 90)
    best, best_step = None, LEAST_STEP
    for level in np.linspace(dark, bright, 14)[1:-2] if bright - dark > 2 * LEAST_STEP else ():
        corners = _quadrilateral(blurred > level)
        if corners is None:
            continue
        for reach in (30, 12):
            corners = _refined(blurred, corners, reach)
        if (step := _step(blurred, corners)) > best_step and _right_angled(corners):
            best, best_step = corners, step
    return None if best is None else clockwise((best / scale).astype(np.float32))


def _quadrilateral(bright: NDArray[np.bool_]) -> NDArray[np.float32] | None:
    """The corners of the largest bright region, when it has the form of a sheet."""
    mask = cv2.morphologyEx(bright.astype(np.uint8), cv2.MORPH_OPEN, np.ones((7, 7), np.uint8))
    contours, _ = cv2.findContours(mask, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    if not contours:
        return None
    region = max(contours, key=cv2.contourArea)
    hull = cv2.convexHull(region)
    if cv2.contourArea(region) < max(0.2 * bright.size, 0.9 * cv2.contourArea(hull)):
        return None
    length = cv2.arcLength(hull, True)
    for tolerance in (0.01, 0.02, 0.03):
        polygon = cv2.approxPolyDP(hull, tolerance * length, True)
        if len(polygon) == 4:
            return np.asarray(polygon.reshape(4, 2), np.float32)
    return None


def _right_angled(corners: NDArray[np.float32], tolerance: float = 20.0) -> bool:
    for i in range(4):
        a, b = corners[i - 1] - corners[i], corners[(i + 1) % 4] - corners[i]
        cosine = float(a @ b / (np.linalg.norm(a) * np.linalg.norm(b) + 1e-9))
        if abs(np.degrees(np.arccos(np.clip(cosine, -1, 1))) - 90) > tolerance:
            return False
    return True


def _across(blurred: Image, corners: NDArray[np.float32], side: int, reach: int) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Points along a side and the brightness across it: 40 x (2 * reach + 1), from inside to outside; NaN beyond the image."""
    a, b = corners[side], corners[(side + 1) % 4]
    outward = np.array([b[1] - a[1], a[0] - b[0]], np.float32)
    outward /= np.linalg.norm(outward) + 1e-9
    if outward @ ((a + b) / 2 - corners.mean(axis=0)) < 0:
        outward = -outward
    along = a + (b - a) * np.linspace(0.06, 0.94, 40, dtype=np.float32)[:, None]
    points = along[:, None, :] + outward * np.arange(-reach, reach + 1, dtype=np.float32)[None, :, None]
    x, y = np.round(points[..., 0]).astype(int), np.round(points[..., 1]).astype(int)
    inside = (x >= 0) & (y >= 0) & (x < blurred.shape[1]) & (y < blurred.shape[0])
    values = np.where(inside, blurred[np.clip(y, 0, blurred.shape[0] - 1), np.clip(x, 0, blurred.shape[1] - 1)], np.nan)
    return points, values.astype(np.float32)


def _step(blurred: Image, corners: NDArray[np.float32]) -> float:
    """How much brighter the inside is than the outside: on the weakest side, over nearly all of its length.

    0 when a corner lies on the edge of the image: the true corner is outside, and the perspective cannot be known.
    """
    limits = np.array([blurred.shape[1], blurred.shape[0]])
    if (np.minimum(corners, limits - corners) < 0.01 * limits).any():
        return 0.0
    steps = []
    for side in range(4):
        _, values = _across(blurred, corners, side, 8)
        steps.append(float(np.nanpercentile(np.nanmean(values[:, :5], axis=1) - np.nanmean(values[:, -6:], axis=1), 15)))
    return min(steps)


def _refined(blurred: Image, corners: NDArray[np.float32], reach: int) -> NDArray[np.float32]:
    """Each side moved to the steepest fall of brightness, the corners where the new sides meet."""
    lines = []
    for side in range(4):
        points, values = _across(blurred, corners, side, reach)
        fall = np.nan_to_num(values[:, :-4] - values[:, 4:], nan=-1.0)
        at = fall.argmax(axis=1) + 2
        found = points[np.arange(len(at)), at]
        strong = found[fall.max(axis=1) >= LEAST_STEP / 2]
        kept = strong if len(strong) >= 10 else np.stack([corners[side], corners[(side + 1) % 4]])
        vx, vy, x, y = cv2.fitLine(kept, cv2.DIST_HUBER, 0, 0.01, 0.01).ravel()
        lines.append(np.array([vy, -vx, vy * x - vx * y]))
    meets = []
    for side in range(4):
        one, two = lines[side - 1], lines[side]
        meets.append(np.linalg.solve(np.stack([one[:2], two[:2]]), np.array([one[2], two[2]])))
    limits = (blurred.shape[1] - 1, blurred.shape[0] - 1)
    return np.asarray(np.clip(np.array(meets), 0, limits), np.float32)


def flatten_sheet(image: Image, sheet: Quad) -> Image:
    """The sheet seen from straight above, in the resolution it was photographed with."""
    width, height = quad_size(sheet)
    size = max(1, round(width)), max(1, round(height))
    frame = np.array([[0, 0], [size[0], 0], [size[0], size[1]], [0, size[1]]], np.float32)
    flat: Image = cv2.warpPerspective(
        image, cv2.getPerspectiveTransform(sheet, frame), size, flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE
    )
    return flat


def paper_light(image: Image) -> NDArray[np.float32]:
    """The brightness of the bare paper at every place of a small copy of the image (longer side 200 pixels).

    Ink, and filled areas narrower than a twentieth of the page, are bridged over.
    """
    small, _ = shrink(image, 200)
    reach = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (11, 11))
    closed = cv2.morphologyEx(cv2.medianBlur(small, 3), cv2.MORPH_CLOSE, reach)
    light: NDArray[np.float32] = cv2.GaussianBlur(closed, (0, 0), 5).astype(np.float32)
    return light


def even_light(image: Image, least_spread: float = 25.0) -> Image:
    """Shadows and gradients divided out, paper brought to near white, when the paper's brightness varies or is dull."""
    light = paper_light(image)
    low, high = percentile(light, 5), percentile(light, 95)
    if high - low < least_spread and high > 225:
        return image
    field = cv2.resize(np.maximum(light, 40.0), image.shape[::-1], interpolation=cv2.INTER_LINEAR)
    even: Image = np.clip(image.astype(np.float32) * (245.0 / field), 0, 255).astype(np.uint8)
    return even


def whiten_borders(image: Image) -> Image:
    """Dark margins (a scanner's lid, the shadow of a sheet's edge) painted as paper.

    A margin is dark from the edge of the image inwards over a good stretch of that edge; a rule or a letter that runs off the
    sheet is too narrow along the edge to be taken for one.
    """
    small, _ = shrink(image, LOOK)
    dark = cv2.medianBlur(small, 3) < 128
    mask = np.zeros(small.shape, np.uint8)
    for turns in range(4):
        _mark_margin(np.rot90(dark, turns), np.rot90(mask, turns))
    if not mask.any() or mask.mean() > 0.4:
        return image
    paper = round(percentile(small[mask == 0], 75))
    full = cv2.resize(cv2.dilate(mask, np.ones((5, 5), np.uint8)), image.shape[::-1], interpolation=cv2.INTER_NEAREST)
    return np.where(full > 0, np.uint8(paper), image)


def _mark_margin(dark: NDArray[np.bool_], mask: Image) -> None:
    """Marks the dark run that begins at the left edge of each row."""
    depth = np.where(dark.all(axis=1), dark.shape[1], np.argmin(dark, axis=1))
    along = median_filter(depth, 19, mode="nearest")
    deep = np.where(along > 0, np.clip(depth, along, along + 4), 0)
    mask[np.arange(dark.shape[1]) < deep[:, None]] = 1


def find_skew(image: Image) -> float:
    """Degrees to turn the image clockwise to level it: where the rows of ink (or columns, on a page on its side) are sharpest.

    Source: projection profile, Postl 1986; coarse steps of 0.5 degrees, then 0.1, then 0.02 on a 1,000 pixel copy.
    """
    small, _ = shrink(image, 1000)
    ink = np.clip(np.float32(percentile(small, 80)) - small.astype(np.float32) - 20, 0, 120).astype(np.float32)
    level, across = _sharpest(ink), _sharpest(np.ascontiguousarray(ink.T))
    return -across[0] if across[1] > 1.5 * level[1] else level[0]


def _sharpest(ink: NDArray[np.float32]) -> tuple[float, float]:
    """The angle in degrees to turn clockwise, and how sharp the profile is there."""
    ys, xs = np.nonzero(ink)
    weights = ink[ys, xs]
    if len(xs) < 100:
        return 0.0, 0.0
    if len(xs) > 60000:
        every = -(-len(xs) // 60000)
        ys, xs, weights = ys[::every], xs[::every], weights[::every]
    height = ink.shape[0]
    offset = xs - ink.shape[1] / 2

    def sharpness(angle: float) -> float:
        moved = ys + offset * np.tan(np.radians(angle))
        profile = np.bincount(np.clip(moved, 0, height - 1).astype(int), weights, height)
        return float(np.sum(np.diff(profile) ** 2))

    angle = 0.0
    for reach, step in ((MAX_SKEW, 0.5), (0.5, 0.1), (0.1, 0.02)):
        candidates = angle + np.arange(-reach, reach + step / 2, step)
        angle = float(candidates[int(np.argmax([sharpness(a) for a in candidates]))])
    if abs(angle) > MAX_SKEW - 0.3:  # still rising at the limit: not the angle of text
        angle = 0.0
    return angle, sharpness(angle)
