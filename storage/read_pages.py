"""A read page as two files: its image as PNG (lossless, what people see) and its reading as compressed JSON."""

from __future__ import annotations

import json
import zlib
from dataclasses import fields
from typing import Any, get_type_hints

import cv2
import numpy as np
from pydantic import TypeAdapter

from domain.page import Image, ReadPage

_PNG = [cv2.IMWRITE_PNG_COMPRESSION, 1, cv2.IMWRITE_PNG_STRATEGY, cv2.IMWRITE_PNG_STRATEGY_DEFAULT]
_MEMBERS: dict[str, TypeAdapter[Any]] = {
    field.name: TypeAdapter(get_type_hints(ReadPage)[field.name]) for field in fields(ReadPage) if field.name != "image"
}


def encode_image(image: Image) -> bytes:
    """PNG bytes of a grey image."""
    _, encoded = cv2.imencode(".png", image, _PNG)
    return encoded.tobytes()


def encode_reading(page: ReadPage) -> bytes:
    """Everything about the page but its image."""
    members = {name: adapter.dump_python(getattr(page, name), mode="json") for name, adapter in _MEMBERS.items()}
    return zlib.compress(json.dumps(members, ensure_ascii=False, separators=(",", ":")).encode(), 6)


def decode_reading(reading: bytes) -> dict[str, Any]:
    """The members of a reading as plain JSON: for those who need no image and not every member checked."""
    members: dict[str, Any] = json.loads(zlib.decompress(reading))
    return members


def decode_page(image: bytes, reading: bytes) -> ReadPage:
    """The page again, equal in every member."""
    grey = cv2.imdecode(np.frombuffer(image, np.uint8), cv2.IMREAD_GRAYSCALE)
    members = decode_reading(reading)
    return ReadPage(
        image=np.asarray(grey, np.uint8),
        **{name: adapter.validate_python(members[name]) for name, adapter in _MEMBERS.items() if name in members},
    )
