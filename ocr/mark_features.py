"""What is drawn in a tick box, as numbers: its patch brought to one size, its ink measured against its own printed outline.

A patch is `PATCH` pixels square with the box, whatever its size, as the middle `SIDE` pixels. Ink is 0 for paper and 1 for as
dark as the printed outline; what the blank form shows is taken away where a blank is at hand.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from domain.page import Image
from ocr.levels import percentile

PATCH = 64
SIDE = 28
MARGIN = (PATCH - SIDE) // 2
SEARCH = 4
"""How far, in patch pixels, the outline may lie from where the box says."""

Patch = NDArray[np.float32]
"""PATCH x PATCH, 0 paper to 1 as dark as the printed outline."""
PixelBox = tuple[float, float, float, float]
"""`x0, y0, x1, y1` in pixels of the image, sub-pixel."""

_GRID = 3
NAMES: tuple[str, ...] = (
    "inner", "inner_25", "inner_50", "inner_80", "core", "core_25", "core_50", "ring", "outer", "outer_side_max", "outer_side_second",
    "components", "largest_area", "largest_width", "largest_height", "largest_touches_edge", "largest_reaches_core",
    "thickness_max", "thickness_mean", "diagonal_down", "diagonal_up", "reach_width", "reach_height", "reach_area", "reach_x", "reach_y",
    "reach_inside", "reach_edge", "added",
    "line_best", "line_across", "blob_best", "paper_noise", "line_over_noise", "contrast",
    "line_above_page", "added_above_page", "above_page", "page_median", "page_spread", "darkest", "level", "has_blank", "is_circle",
    *(f"cell_{row}{column}" for row in range(_GRID) for column in range(_GRID)),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class MarkPatch:
    """One tick box cut out."""

    ink: Patch
    """All ink."""
    extra: Patch
    """Ink that the blank does not show; without a blank, ink with the outline's place cleared."""
    level: float
    """Darkness of the outline, 0 to 1 of the paper's brightness."""
    circle: bool
    has_blank: bool


def _ring(circle: bool, thickness: float = 2.0, grow: float = 0.0) -> NDArray[np.float32]:
    mask = np.zeros((PATCH, PATCH), np.float32)
    half, middle = SIDE / 2 + grow, (PATCH - 1) / 2
    ys, xs = np.mgrid[0:PATCH, 0:PATCH].astype(np.float32) - middle
    distance = np.hypot(xs, ys) if circle else np.maximum(np.abs(xs), np.abs(ys))
    mask[np.abs(distance - (half - 1)) <= thickness / 2 + 0.5] = 1.0
    return mask


def _inside(circle: bool, shrink: float) -> NDArray[np.bool_]:
    half, middle = SIDE / 2 * (1 - shrink), (PATCH - 1) / 2
    ys, xs = np.mgrid[0:PATCH, 0:PATCH].astype(np.float32) - middle
    distance = np.hypot(xs, ys) if circle else np.maximum(np.abs(xs), np.abs(ys))
    inside: NDArray[np.bool_] = distance <= half
    return inside


RINGS = {circle: _ring(circle) for circle in (False, True)}
INNER = {circle: _inside(circle, 0.24) for circle in (False, True)}
CORE = {circle: _inside(circle, 0.5) for circle in (False, True)}
WHOLE = {circle: _inside(circle, -0.16) for circle in (False, True)}


def cut(image: Image, box: PixelBox) -> NDArray[np.float32]:
    """The patch around `box`, grey values 0 to 255; outside the image it is white."""
    x0, y0, x1, y1 = box
    sx, sy = SIDE / max(x1 - x0, 1.0), SIDE / max(y1 - y0, 1.0)
    left, top = max(0, int(x0 - MARGIN / sx) - 4), max(0, int(y0 - MARGIN / sy) - 4)
    crop = image[top : max(top + 1, int(y1 + MARGIN / sy) + 5), left : max(left + 1, int(x1 + MARGIN / sx) + 5)]
    if not crop.size:
        return np.full((PATCH, PATCH), 255, np.float32)
    if max(sx, sy) < 0.75:
        crop = cv2.GaussianBlur(crop, (0, 0), 0.4 / max(sx, sy))
    matrix = np.array([[sx, 0, MARGIN - (x0 - left) * sx], [0, sy, MARGIN - (y0 - top) * sy]])
    patch = cv2.warpAffine(crop, matrix, (PATCH, PATCH), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_CONSTANT, borderValue=255)
    return np.asarray(patch, np.float32)


def darkness(patch: NDArray[np.float32]) -> NDArray[np.float32]:
    """0 for paper, 1 for black: relative to the brightness of the patch's own paper."""
    paper = max(percentile(patch, 85), 1.0)
    return np.asarray(np.clip(1 - patch / paper, 0, 1), np.float32)


def shift_to_outline(dark: NDArray[np.float32], template: NDArray[np.float32]) -> tuple[float, float, float]:
    """How far the outline lies from the middle, `(dx, dy)` in patch pixels, and how well the template fits there (-1 to 1)."""
    inner = template[SEARCH:-SEARCH, SEARCH:-SEARCH]
    fit = cv2.matchTemplate(cv2.GaussianBlur(dark, (0, 0), 0.8), np.ascontiguousarray(inner), cv2.TM_CCOEFF_NORMED)
    ys, xs = np.mgrid[-SEARCH : SEARCH + 1, -SEARCH : SEARCH + 1]
    fit = fit - 0.01 * np.hypot(xs, ys)
    row, column = (int(v) for v in np.unravel_index(int(fit.argmax()), fit.shape))
    return column - SEARCH + _peak(fit[row], column), row - SEARCH + _peak(fit[:, column], row), float(fit[row, column])


def _peak(values: NDArray[np.float32], at: int) -> float:
    """Where between its neighbours the top of a parabola through three values lies, -0.5 to 0.5."""
    if not 0 < at < len(values) - 1:
        return 0.0
    before, here, after = (float(v) for v in values[at - 1 : at + 2])
    bend = before - 2 * here + after
    return float(np.clip(0.5 * (before - after) / bend, -0.5, 0.5)) if bend < 0 else 0.0


def outline_level(dark: NDArray[np.float32], circle: bool) -> float:
    """Darkness of the printed outline in a patch that is in place."""
    return percentile(dark[RINGS[circle] > 0], 60)


def as_patch(dark: NDArray[np.float32], blank: NDArray[np.float32] | None, circle: bool, level: float) -> MarkPatch:
    """The ink of a patch in place, in units of the outline's darkness `level`; `blank`: darkness of the blank form's patch."""
    level = max(level, 0.12)
    ink = np.clip(dark / level, 0, 1)
    if blank is None:
        extra = ink * (1 - cv2.dilate(RINGS[circle], np.ones((2, 2), np.uint8)))
    else:
        printed = np.clip(blank / max(outline_level(blank, circle), 0.12), 0, 1)
        printed = cv2.dilate(printed, np.ones((3, 3), np.uint8))
        extra = np.clip(ink - 1.1 * printed, 0, 1)
    return MarkPatch(ink.astype(np.float32), extra.astype(np.float32), level, circle, blank is not None)


def features(patches: Sequence[MarkPatch]) -> NDArray[np.float32]:
    """One row of `NAMES` for each box; the boxes of one page belong together, since each is compared with the page's others."""
    rows = np.array([_own(patch) for patch in patches], np.float32).reshape(len(patches), len(NAMES))
    if len(patches) >= 4:
        above, median, spread = _above_page(rows[:, NAMES.index("inner")])
        rows[:, NAMES.index("above_page")] = above
        rows[:, NAMES.index("page_median")] = median
        rows[:, NAMES.index("page_spread")] = spread
        for name in ("added", "line"):
            rows[:, NAMES.index(f"{name}_above_page")] = _above_page(rows[:, NAMES.index("line_best" if name == "line" else name)])[0]
    return rows


def _above_page(values: NDArray[np.float32]) -> tuple[NDArray[np.float32], float, float]:
    """How far each box stands above the page's ordinary one, in spreads of the ordinary ones; most boxes of a page are empty."""
    median = float(np.median(values))
    spread = float(np.median(np.abs(values[values <= percentile(values, 75)] - median))) + 0.01
    return (values - median) / spread, median, spread


def _own(patch: MarkPatch) -> list[float]:
    ink, extra, circle = patch.ink, patch.extra, patch.circle
    inner, core, whole = INNER[circle], CORE[circle], WHOLE[circle]
    inside, middle = ink[inner], ink[core]
    outer = extra.copy()
    outer[whole] = 0
    if not patch.has_blank:
        outer[:] = np.nan
    sides = sorted((float(part.mean()) for part in (outer[:MARGIN], outer[-MARGIN:], outer[:, :MARGIN], outer[:, -MARGIN:])), reverse=True)
    cells = cv2.resize(ink[MARGIN + 3 : -MARGIN - 3, MARGIN + 3 : -MARGIN - 3], (_GRID, _GRID), interpolation=cv2.INTER_AREA)
    return [
        float(inside.mean()), *(float((inside > t).mean()) for t in (0.25, 0.5, 0.8)),
        float(middle.mean()), *(float((middle > t).mean()) for t in (0.25, 0.5)),
        float(ink[RINGS[circle] > 0].mean()), float(outer.mean()), sides[0], sides[1],
        *_largest(ink, inner, core), *_thickness(ink, inner), *_diagonals(ink),
        *_reach(extra, whole), float(extra[whole].mean()),
        *_faint(ink, extra, inner, circle),
        np.nan, np.nan, np.nan, np.nan, np.nan,
        percentile(inside, 97), patch.level, float(patch.has_blank), float(circle),
        *cells.ravel().tolist(),
    ]  # fmt: skip


def _largest(ink: Patch, inner: NDArray[np.bool_], core: NDArray[np.bool_]) -> tuple[float, ...]:
    count, labels, stats, _ = cv2.connectedComponentsWithStats(((ink > 0.3) & inner).astype(np.uint8))
    if count < 2:
        return (0.0,) * 6
    best = 1 + int(stats[1:, cv2.CC_STAT_AREA].argmax())
    mine = labels == best
    edge = inner & ~cv2.erode(inner.astype(np.uint8), np.ones((3, 3), np.uint8)).astype(bool)
    _, _, width, height, area = (float(v) for v in stats[best])
    across = SIDE * 0.76
    touches, reaches = float((mine & edge).sum()), float((mine & core).any())
    return float(count - 1), area / float(inner.sum()), width / across, height / across, touches, reaches


def _thickness(ink: Patch, inner: NDArray[np.bool_]) -> tuple[float, float]:
    """Half the width of the strokes, in shares of the box."""
    strokes = ((ink > 0.35) & inner).astype(np.uint8)
    if not strokes.any():
        return 0.0, 0.0
    depth = cv2.distanceTransform(strokes, cv2.DIST_L2, 3)
    return float(depth.max()) / SIDE, float(depth[strokes > 0].mean()) / SIDE


_SEGMENT = 11
_DIRECTIONS = 8


def _segments() -> list[NDArray[np.float32]]:
    """Masks of short straight strokes in all directions, each of sum 1."""
    masks = []
    for angle in np.arange(_DIRECTIONS) * np.pi / _DIRECTIONS:
        mask = np.zeros((_SEGMENT, _SEGMENT), np.float32)
        reach = np.array([np.cos(angle), np.sin(angle)]) * (_SEGMENT - 2) / 2
        ends = [tuple(int(v * 16) for v in _SEGMENT // 2 + sign * reach) for sign in (-1, 1)]
        cv2.line(mask, ends[0], ends[1], 1.0, 2, cv2.LINE_AA, 4)
        masks.append(mask / mask.sum())
    return masks


SEGMENTS = _segments()


def _faint(ink: Patch, extra: Patch, inner: NDArray[np.bool_], circle: bool) -> tuple[float, ...]:
    """What a faint pencil leaves in noise: the best straight stroke and the best one across it, the best blot, the unevenness of
    the paper, the best stroke in units of it, and how much darker the inside is than the paper outside."""
    edge = MARGIN - _SEGMENT // 2
    near = (slice(edge, -edge), slice(edge, -edge))
    source, seen = np.where(inner, ink, extra)[near], inner[near].astype(np.uint8)
    lines = np.array([cv2.minMaxLoc(cv2.filter2D(source, cv2.CV_32F, mask), seen)[1] for mask in SEGMENTS])
    best = int(lines.argmax())
    blob = cv2.minMaxLoc(cv2.GaussianBlur(source, (0, 0), 2.5), seen)[1]
    paper = extra[~WHOLE[circle] & (extra < 0.35)]
    noise = float(paper.std()) + 0.004 if paper.size > 50 else 0.02
    outside = float(paper.mean()) if paper.size > 50 else 0.0
    across = lines[(best + _DIRECTIONS // 2) % _DIRECTIONS]
    return float(lines[best]), float(across), blob, noise, float(lines[best]) / noise, float(ink[inner].mean()) - outside


def _diagonals(ink: Patch) -> tuple[float, float]:
    """Share of each diagonal that is inked, a pixel or two aside allowed."""
    box = cv2.dilate(ink[MARGIN + 4 : -MARGIN - 4, MARGIN + 4 : -MARGIN - 4], np.ones((5, 5), np.uint8))
    return float(np.diagonal(box).mean()), float(np.diagonal(box[:, ::-1]).mean())


def _reach(extra: Patch, whole: NDArray[np.bool_]) -> tuple[float, ...]:
    """The added ink that hangs together and lies most on the box: its width and height in boxes, its area in box areas, where its
    middle is (boxes from the box's middle), the share of it on the box, and on how many edges of the patch it goes on."""
    joined = cv2.morphologyEx((extra > 0.3).astype(np.uint8), cv2.MORPH_CLOSE, np.ones((7, 7), np.uint8))
    count, labels, stats, centers = cv2.connectedComponentsWithStats(joined)
    on_box = np.bincount(labels[whole], minlength=count)
    on_box[0] = 0
    best = int(on_box.argmax())
    if not on_box[best]:
        return (0.0,) * 7
    x, y, width, height, area = (int(v) for v in stats[best])
    edges = (x <= 1) + (y <= 1) + (x + width >= PATCH - 1) + (y + height >= PATCH - 1)
    dx, dy = (float(v) for v in (centers[best] - (PATCH - 1) / 2) / SIDE)
    return width / SIDE, height / SIDE, float(extra[labels == best].sum()) / SIDE**2, dx, dy, float(on_box[best]) / area, float(edges)
