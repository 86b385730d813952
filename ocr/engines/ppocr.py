"""PP-OCRv6 small: detector and recogniser weights of the `rapidocr` wheel, run by OpenVINO on one thread.

The pipeline is our own: fixed detector canvases keep memory bounded, lines are cut from the full resolution, the recogniser's head
is pruned to Latin characters, and the probabilities of every frame are kept for alternatives and alphabets.
Source: PaddleOCR, PP-OCRv6 (Apache-2.0); differentiable binarisation, Liao et al. 2020 (post-processing with a rectangle).
"""

from __future__ import annotations

import importlib.util
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path

import cv2
import numpy as np
import openvino
from numpy.typing import NDArray

from domain.errors import SetupError
from domain.page import Image
from ocr.ctc import decode
from ocr.engine import EngineLine, LineReading, Quad
from ocr.geometry import clockwise, cut_line

CANVAS = (1280, 928)
"""Detector canvas, long x short side in pixels: an A4 page at 110 dpi."""
MAX_SCALE = 2.0
"""A small image is enlarged at most so much for the detector."""
TEXT_THRESHOLD, BOX_THRESHOLD, UNCLIP = 0.3, 0.5, 1.6
LINE_HEIGHT = 48
"""The recogniser's line height in pixels."""
WIDTH_STEP, MIN_WIDTH, MAX_WIDTH = 64, 64, 3200
"""Line widths are padded to a multiple of the step, so that OpenVINO meets few shapes."""
LATIN = frozenset("".join(map(chr, range(0x21, 0x7F))) + "".join(map(chr, range(0xA1, 0x180))) + "–—‘’“”„•…€°№™×☐☑☒□■○●√✓")


def create() -> PpOcr:
    """The engine."""
    return PpOcr()


class PpOcr:
    """PP-OCRv6 small on OpenVINO."""

    name = "ppocr"

    def read_page(self, image: Image) -> list[EngineLine]:
        """Lines at any angle; a crop that stands upright is read from its longer side."""
        quads = self.find_lines(image)
        readings = self.read_lines([cut_line(image, quad, LINE_HEIGHT) for quad in quads])
        return [EngineLine(quad, reading) for quad, reading in zip(quads, readings, strict=True)]

    def find_lines(self, image: Image) -> list[Quad]:
        """The text lines of a page."""
        portrait = image.shape[0] >= image.shape[1]
        height, width = CANVAS if portrait else CANVAS[::-1]
        scale = min(height / image.shape[0], width / image.shape[1], MAX_SCALE)
        size = max(1, round(image.shape[1] * scale)), max(1, round(image.shape[0] * scale))
        canvas = np.full((height, width), 255, np.uint8)
        canvas[: size[1], : size[0]] = cv2.resize(image, size, interpolation=cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC)
        probability = self._detector[portrait](_as_input(canvas)[None])[0, 0]
        return [(quad / scale).astype(np.float32) for quad in _quads(probability)]

    def read_lines(self, crops: Sequence[Image], alphabet: str | None = None) -> list[LineReading]:
        """Each crop is scaled to the recogniser's height and read by itself, so neighbours cannot change a reading."""
        return [decode(self.probabilities(crop), self.characters, alphabet) for crop in crops]

    def probabilities(self, crop: Image) -> NDArray[np.float32]:
        """Frames x (1 + characters), blank first: the recogniser's probabilities over the crop's width."""
        height, width = crop.shape[:2]
        if min(height, width) < 3:
            return np.zeros((0, len(self.characters) + 1), np.float32)
        target = int(np.clip(round(width * LINE_HEIGHT / height), 8, MAX_WIDTH))
        padded = max(MIN_WIDTH, -(-target // WIDTH_STEP) * WIDTH_STEP)
        line = crop
        if crop.shape != (LINE_HEIGHT, target):
            line = cv2.resize(crop, (target, LINE_HEIGHT), interpolation=cv2.INTER_AREA if height > LINE_HEIGHT else cv2.INTER_CUBIC)
        batch = np.zeros((1, 3, LINE_HEIGHT, padded), np.float32)
        batch[0, :, :, :target] = _as_input(line)
        frames = self._recogniser(batch)[0]
        return np.asarray(frames[: -(-target * len(frames) // padded)], np.float32)

    @cached_property
    def characters(self) -> str:
        """The recogniser's characters in the order of its classes after the blank; the space comes last."""
        return "".join(self._all_characters[n - 1] for n in self._classes[1:-1]) + " "

    @cached_property
    def _detector(self) -> dict[bool, _Network]:
        long_side, short_side = CANVAS
        path = _weights("PP-OCRv6_det_small.onnx")
        return {
            True: _Network(path, (1, 3, long_side, short_side)),
            False: _Network(path, (1, 3, short_side, long_side)),
        }

    @cached_property
    def _recogniser(self) -> _Network:
        return _Network(_weights("PP-OCRv6_rec_small.onnx"), (1, 3, LINE_HEIGHT, -1), self._classes)

    @cached_property
    def _all_characters(self) -> list[str]:
        model = openvino.Core().read_model(_weights("PP-OCRv6_rec_small.onnx"))
        return str(model.get_rt_info(["framework", "character"]).value).split("\n")

    @cached_property
    def _classes(self) -> list[int]:
        """The classes kept: the blank, Latin characters, the space (the network's last)."""
        latin = [n + 1 for n, char in enumerate(self._all_characters) if char in LATIN]
        return [0, *latin, len(self._all_characters) + 1]


class _Network:
    """A compiled network of one input and one output; one request at a time."""

    def __init__(self, path: Path, shape: tuple[int, ...], classes: Sequence[int] | None = None) -> None:
        model = openvino.Core().read_model(path)
        if classes is not None:
            _keep_classes(model, classes)
        model.reshape(list(shape))
        # the precision is left to OpenVINO: bfloat16 where the processor has it, 1.5 times as fast and measured to read alike
        options = {
            "PERFORMANCE_HINT": "LATENCY",
            "INFERENCE_NUM_THREADS": 1,
            "ENABLE_CPU_PINNING": False,  # pinned, every process of one thread computes on the same core
        }
        self._request = openvino.Core().compile_model(model, "CPU", options).create_infer_request()

    def __call__(self, batch: NDArray[np.float32]) -> NDArray[np.float32]:
        output: NDArray[np.float32] = self._request.infer([batch])[0]
        return output


def _keep_classes(model: openvino.Model, classes: Sequence[int]) -> None:
    """Slices the recogniser's last layer (softmax of product plus bias): classes never on our pages are not computed."""
    softmax = model.get_results()[0].input_value(0).get_node()
    total = softmax.get_output_partial_shape(0)[-1].get_length()
    for layer in (n for n in model.get_ops() if n.get_type_name() in ("MatMul", "Add")):
        constant = layer.input_value(1).get_node()
        if constant.get_type_name() == "Constant" and constant.get_data().shape[-1:] == (total,):
            kept = openvino.op.Constant(np.ascontiguousarray(constant.get_data()[..., classes]))
            layer.input(1).replace_source_output(kept.output(0))
    model.validate_nodes_and_infer_types()


def _weights(file_name: str) -> Path:
    """A weight file inside the installed rapidocr wheel. Raises SetupError."""
    spec = importlib.util.find_spec("rapidocr")
    path = Path(spec.origin).parent / "models" / file_name if spec and spec.origin else Path(file_name)
    if not path.is_file():
        raise SetupError("weights_missing", f"{file_name} is not in the installed rapidocr package: install the locked requirements again.")
    return path


def _as_input(image: Image) -> NDArray[np.float32]:
    """3 x height x width, -1 to 1."""
    return np.broadcast_to((image.astype(np.float32) / 127.5 - 1.0), (3, *image.shape))


def _quads(probability: NDArray[np.float32]) -> list[Quad]:
    """Rectangles around the connected text of a probability map, grown to the letters' full height."""
    mask = cv2.dilate((probability > TEXT_THRESHOLD).astype(np.uint8), np.ones((2, 2), np.uint8))
    contours, _ = cv2.findContours(mask, cv2.RETR_LIST, cv2.CHAIN_APPROX_SIMPLE)
    quads = []
    for contour in contours:
        (cx, cy), (width, height), angle = cv2.minAreaRect(contour)
        if min(width, height) < 3 or _mean_inside(probability, cv2.boxPoints(((cx, cy), (width, height), angle))) < BOX_THRESHOLD:
            continue
        grown = width * height * UNCLIP / (2 * (width + height))
        quads.append(clockwise(cv2.boxPoints(((cx, cy), (width + 2 * grown, height + 2 * grown), angle))))
    return quads


def _mean_inside(probability: NDArray[np.float32], quad: NDArray[np.float32]) -> float:
    x0, y0 = np.maximum(np.floor(quad.min(axis=0)).astype(int), 0)
    x1, y1 = np.ceil(quad.max(axis=0)).astype(int) + 1
    region = probability[y0:y1, x0:x1]
    inside = np.zeros(region.shape, np.uint8)
    cv2.fillConvexPoly(inside, (quad - (x0, y0)).astype(np.int32), 1)
    return float(cv2.mean(region, inside)[0])
