"""Single characters of print by hand, capitals and digits, recognised one by one: a small network that is quick to teach again.

A character is brought to one size and described by the directions of its edges; a network of one hidden layer says what it may
be. It is taught by `python -m ocr.train_hand_print`, from drawn combs and from cells that people have confirmed.
"""

from __future__ import annotations

import hashlib
import io
import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from domain.errors import SetupError
from domain.page import Image
from ocr.levels import percentile

MODELS = Path(__file__).resolve().parent.parent / "models" / "hand_print"
CHARACTERS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
SIZE, BODY = 32, 26
"""A character is at most BODY pixels wide and high in the middle of SIZE x SIZE."""
BLOCK, DIRECTIONS = 4, 8
FEATURES = (SIZE // BLOCK) ** 2 * DIRECTIONS + 64 + 2

Rows = NDArray[np.float32]


def describe(characters: Sequence[Image], heights: Sequence[float]) -> Rows:
    """One row of FEATURES for each grey cut-out character, whose height in its cell is that share of the cell."""
    return np.array([_row(image, height) for image, height in zip(characters, heights, strict=True)], np.float32).reshape(-1, FEATURES)


def _row(image: Image, height: float) -> Rows:
    ink, shape = _brought_to_size(image)
    dx, dy = cv2.Sobel(ink, cv2.CV_32F, 1, 0), cv2.Sobel(ink, cv2.CV_32F, 0, 1)
    strength, angle = np.hypot(dx, dy), np.arctan2(dy, dx) % (2 * np.pi) / (2 * np.pi) * DIRECTIONS
    low = np.floor(angle).astype(int)
    part = angle - low
    planes = np.zeros((DIRECTIONS, SIZE, SIZE), np.float32)
    for number in range(DIRECTIONS):
        planes[number] = strength * np.where(low % DIRECTIONS == number, 1 - part, np.where((low + 1) % DIRECTIONS == number, part, 0))
    blocks = SIZE // BLOCK
    soft = [cv2.GaussianBlur(plane, (0, 0), 1.6) for plane in planes]
    shares = np.sqrt(np.stack([cv2.resize(plane, (blocks, blocks), interpolation=cv2.INTER_AREA) for plane in soft]))
    small = cv2.resize(ink, (8, 8), interpolation=cv2.INTER_AREA)
    return np.concatenate([shares.ravel(), small.ravel(), [shape, height]]).astype(np.float32)


def _brought_to_size(image: Image) -> tuple[Rows, float]:
    """Ink 0 to 1 in SIZE x SIZE, and the logarithm of width over height."""
    paper = max(percentile(image, 85), 1.0)
    ink = np.clip(1 - image.astype(np.float32) / paper, 0, 1)
    ink = np.clip((ink - 0.12) / max(percentile(ink, 97) - 0.12, 0.15), 0, 1)
    rows, columns = np.flatnonzero((ink > 0.35).any(axis=1)), np.flatnonzero((ink > 0.35).any(axis=0))
    if not len(rows):
        return np.zeros((SIZE, SIZE), np.float32), 0.0
    ink = ink[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    height, width = ink.shape
    scale = BODY / max(height, width)
    middle = (SIZE - 1) / 2
    matrix = np.array([[scale, 0, middle - scale * (width - 1) / 2], [0, scale, middle - scale * (height - 1) / 2]])
    if scale < 0.7:
        ink = cv2.GaussianBlur(ink, (0, 0), 0.4 / scale)
    return np.asarray(cv2.warpAffine(ink, matrix, (SIZE, SIZE)), np.float32), float(np.log(width / height))


@dataclass(frozen=True, slots=True)
class HandPrint:
    """The network: FEATURES -> hidden -> CHARACTERS."""

    mean: Rows
    spread: Rows
    weights: tuple[Rows, ...]
    biases: tuple[Rows, ...]
    temperature: float
    """What the last layer is divided by so that probabilities are true ones on hands that were not trained on."""

    def probabilities(self, rows: Rows) -> Rows:
        """len(rows) x len(CHARACTERS)."""
        signal = (rows - self.mean) / self.spread
        for weight, bias in zip(self.weights[:-1], self.biases[:-1], strict=True):
            signal = np.maximum(signal @ weight + bias, 0)
        signal = (signal @ self.weights[-1] + self.biases[-1]) / self.temperature
        signal = np.exp(signal - signal.max(axis=1, keepdims=True))
        return np.asarray(signal / signal.sum(axis=1, keepdims=True), np.float32)

    def save(self, folder: Path) -> str:
        """Writes the weights; the sha256 of the file."""
        stream = io.BytesIO()
        layers = {f"{name}{n}": v for name, vs in (("weight", self.weights), ("bias", self.biases)) for n, v in enumerate(vs)}
        np.savez_compressed(stream, mean=self.mean, spread=self.spread, temperature=np.float32(self.temperature), **layers)  # type: ignore[arg-type]
        folder.mkdir(parents=True, exist_ok=True)
        part = folder / "weights.npz.part"
        part.write_bytes(stream.getvalue())
        part.replace(folder / "weights.npz")
        return hashlib.sha256(stream.getvalue()).hexdigest()


@cache
def load(folder: Path = MODELS) -> HandPrint:
    """The shipped network. Raises SetupError when it is missing or not the one its manifest names."""
    file, manifest = folder / "weights.npz", folder / "manifest.json"
    if not file.is_file() or not manifest.is_file():
        raise SetupError("model_missing", f"{folder} is incomplete: check out the models again or run `python -m ocr.train_hand_print`.")
    content = file.read_bytes()
    if hashlib.sha256(content).hexdigest() != json.loads(manifest.read_text())["sha256"]:
        raise SetupError("model_damaged", f"{file} is not the model its manifest names: check out the models again.")
    with np.load(io.BytesIO(content), allow_pickle=False) as arrays:
        layers = range(sum(name.startswith("weight") for name in arrays.files))
        weights, biases = (tuple(arrays[f"{name}{n}"] for n in layers) for name in ("weight", "bias"))
        return HandPrint(arrays["mean"], arrays["spread"], weights, biases, float(arrays["temperature"]))
