"""Are the pictures in a PDF whole? pdfium shows what it has of a cut picture and leaves the rest white (inside the sandboxed process)."""

from __future__ import annotations

import io

import pikepdf
from PIL import Image

from intake.refusals import refuse

WORTH_CHECKING_PX = 10_000
SAMPLES = {"/DeviceGray": 1, "/CalGray": 1, "/DeviceRGB": 3, "/CalRGB": 3, "/Lab": 3, "/DeviceCMYK": 4, "/Indexed": 1, "/Separation": 1}
SIMPLE_FILTERS = {"/FlateDecode", "/LZWDecode", "/RunLengthDecode", "/ASCII85Decode", "/ASCIIHexDecode"}


def check_pictures(page: pikepdf.Page, number: int) -> None:
    """Raises RefusedError `image_decode` when a picture among the page's resources ends early."""
    for picture in page.resources.get("/XObject", pikepdf.Dictionary()).values():
        if not isinstance(picture, pikepdf.Stream) or picture.get("/Subtype") != "/Image":
            continue
        if int(picture.get("/Width", 0)) * int(picture.get("/Height", 0)) < WORTH_CHECKING_PX:
            continue
        if _filters(picture) == ["/DCTDecode"]:
            _check_jpeg(picture, number)
        else:
            check_length(picture, number)


def check_length(picture: pikepdf.Stream, number: int) -> None:
    """Raises RefusedError `image_decode` when a picture has fewer samples than its size needs; other encodings pass."""
    channels = _channels(picture)
    if channels is None or not set(_filters(picture)) <= SIMPLE_FILTERS:
        return
    bits = 1 if picture.get("/ImageMask", False) else int(picture.get("/BitsPerComponent", 8))
    row = (int(picture.get("/Width", 0)) * channels * bits + 7) // 8
    try:
        samples = len(picture.read_bytes())
    except pikepdf.exceptions.PikepdfError as error:
        raise refuse("image_decode", number) from error
    if samples < row * (int(picture.get("/Height", 0)) - 1):
        raise refuse("image_decode", number)


def _check_jpeg(picture: pikepdf.Stream, number: int) -> None:
    try:
        with Image.open(io.BytesIO(picture.read_raw_bytes()), formats=["JPEG"]) as image:
            image.draft("L", (image.width // 8, image.height // 8))  # the whole stream, an eighth of the work
            image.load()
    except (OSError, SyntaxError, ValueError) as error:
        raise refuse("image_decode", number) from error


def _filters(picture: pikepdf.Stream) -> list[str]:
    value = picture.get("/Filter")
    if value is None:
        return []
    return [str(name) for name in value] if isinstance(value, pikepdf.Array) else [str(value)]


def _channels(picture: pikepdf.Stream) -> int | None:
    if picture.get("/ImageMask", False):
        return 1
    space = picture.get("/ColorSpace")
    if isinstance(space, pikepdf.Array) and len(space) > 0:
        if space[0] == "/ICCBased" and len(space) > 1:
            return int(space[1].get("/N", 1))
        return SAMPLES.get(str(space[0]))
    return SAMPLES.get(str(space))
