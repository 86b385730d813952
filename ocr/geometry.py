"""Quadrilaterals, turning and warping of pages, and cutting lines out of them. Pixels, origin at the top left."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from domain.geometry import Box
from domain.page import Image
from ocr.engine import Quad

QUARTER_TURNS = {90: cv2.ROTATE_90_CLOCKWISE, 180: cv2.ROTATE_180, 270: cv2.ROTATE_90_COUNTERCLOCKWISE}
TALL = 1.5
"""A crop so many times taller than wide is a line of text that stands upright."""


def clockwise(points: NDArray[np.float32]) -> Quad:
    """The four corners from the top left one clockwise, for a text that is less than 45 degrees off level."""
    by_x = points[np.argsort(points[:, 0], kind="stable")]
    left, right = by_x[:2], by_x[2:]
    top_left, bottom_left = left[np.argsort(left[:, 1], kind="stable")]
    top_right, bottom_right = right[np.argsort(right[:, 1], kind="stable")]
    return np.array([top_left, top_right, bottom_right, bottom_left], np.float32)


def quad_size(quad: Quad) -> tuple[float, float]:
    """Width and height in pixels, the longer of opposite sides."""
    top, right, bottom, left = (float(np.linalg.norm(quad[i] - quad[(i + 1) % 4])) for i in range(4))
    return max(top, bottom), max(left, right)


def stands_upright(quad: Quad) -> bool:
    """Whether the line runs up or down the image."""
    width, height = quad_size(quad)
    return height >= width * TALL


def cut_line(image: Image, quad: Quad, line_height: int) -> Image:
    """The quadrilateral as a level line of `line_height` pixels; a line that stands upright is turned to read downwards from the right."""
    corners = np.roll(quad, 1, axis=0) if stands_upright(quad) else quad
    width, height = quad_size(corners)
    target = max(1, round(width * line_height / max(height, 1.0)))
    frame = np.array([[0, 0], [target, 0], [target, line_height], [0, line_height]], np.float32)
    shrink = height / line_height
    if shrink > 2:  # one bilinear step would alias: halve the neighbourhood first
        x0, y0 = np.maximum(np.floor(corners.min(axis=0)).astype(int), 0)
        x1, y1 = np.ceil(corners.max(axis=0)).astype(int)
        part = image[y0:y1, x0:x1]
        if part.size:
            small = cv2.resize(part, None, fx=2 / shrink, fy=2 / shrink, interpolation=cv2.INTER_AREA)
            image, corners = small, ((corners - (x0, y0)) * (2 / shrink)).astype(np.float32)
    matrix = cv2.getPerspectiveTransform(corners.astype(np.float32), frame)
    line: Image = cv2.warpPerspective(image, matrix, (target, line_height), flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE)
    return line


def turn(image: Image, degrees: int) -> Image:
    """The image turned clockwise by 0, 90, 180 or 270 degrees."""
    turned: Image = cv2.rotate(image, QUARTER_TURNS[degrees]) if degrees else image
    return turned


def turn_box(box: Box, degrees: int) -> Box:
    """Where a box lies after its page was turned clockwise."""
    if degrees == 90:
        return Box(1 - box.y1, box.x0, 1 - box.y0, box.x1)
    if degrees == 180:
        return Box(1 - box.x1, 1 - box.y1, 1 - box.x0, 1 - box.y0)
    if degrees == 270:
        return Box(box.y0, 1 - box.x1, box.y1, 1 - box.x0)
    return box


def rotate(image: Image, degrees: float) -> Image:
    """The image turned clockwise by a small angle about its centre, same size, the corners filled with its border colour."""
    height, width = image.shape[:2]
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), -degrees, 1.0)
    rotated: Image = cv2.warpAffine(image, matrix, (width, height), flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_CONSTANT, borderValue=255)
    return rotated
