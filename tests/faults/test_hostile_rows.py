"""Rows of the bad-input matrix that need a file made by hand: each ends with its code, none with a page less or a crash."""

from __future__ import annotations

import io
import struct
from pathlib import Path

import pytest
from PIL import Image

from tests.fakes import papers
from tests.faults.fuzz_border import read


def certificate_pdf() -> bytes:
    """Encrypted for the owner of a certificate: there is no password to ask for."""
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 200] /Resources << >> >>",
        b"<< /Filter /Adobe.PubSec /SubFilter /adbe.pkcs7.s4 /V 2 /Length 128 /Recipients [<3082>] >>",
    ]
    out, places = bytearray(b"%PDF-1.6\n"), []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 5\n0000000000 65535 f \n" + b"".join(b"%010d 00000 n \n" % place for place in places)
    ids = b"<00112233445566778899aabbccddeeff>"
    out += b"trailer\n<< /Size 5 /Root 1 0 R /Encrypt 4 0 R /ID [%s %s] >>\nstartxref\n%d\n%%%%EOF\n" % (ids, ids, start)
    return bytes(out)


def tiff(*entries: tuple[int, int, int, int], next_directory: int = 0) -> bytes:
    """One directory of (tag, type, count, value) at byte 8."""
    head = b"II*\0" + struct.pack("<I", 8) + struct.pack("<H", len(entries))
    return head + b"".join(struct.pack("<HHII", *entry) for entry in entries) + struct.pack("<I", next_directory) + bytes(4200)


PLAIN = (
    (256, 4, 1, 64), (257, 4, 1, 64), (258, 3, 1, 8), (259, 3, 1, 1), (262, 3, 1, 1), (273, 4, 1, 130), (278, 4, 1, 64), (279, 4, 1, 4096),
)  # fmt: skip
"""A grey square, whole in one strip."""
OLD_JPEG = tuple((tag, kind, count, 6 if tag == 259 else value) for tag, kind, count, value in PLAIN)
VAST_STRIP = tuple((tag, kind, count, 2**32 - 1 if tag == 279 else value) for tag, kind, count, value in PLAIN)


def picture(kind: str, size: tuple[int, int] = (300, 300)) -> bytes:
    """A white picture."""
    out = io.BytesIO()
    Image.new("L", size, 255).save(out, kind)
    return out.getvalue()


ROWS = {
    "row 1: no byte": (b"", {"empty_file"}),
    "row 6: a page of the web called PDF": (b"<!doctype html><html><body>fattura</body></html>", {"unsupported_type"}),
    "row 6: a program called PDF": (b"\x7fELF" + bytes(400), {"unsupported_type"}),
    "row 13: a PDF with a password": (papers.locked_pdf("segreta"), {"encrypted_pdf"}),
    "row 15: a PDF encrypted for a certificate": (certificate_pdf(), {"encrypted_pdf"}),
    "row 31: a picture of one pixel": (picture("PNG", (1, 1)), {"bad_dimensions"}),
    "row 31: a line of 60,000 pixels": (picture("PNG", (1, 60_000)), {"bad_dimensions"}),
    "row 34: a TIFF whose directories go round": (tiff(*PLAIN, next_directory=8), {"damaged_image", "read"}),
    "row 34: a TIFF of the old JPEG": (tiff(*OLD_JPEG), {"damaged_image"}),
    "row 34: a TIFF with a strip of four thousand million bytes": (tiff(*VAST_STRIP), {"damaged_image", "read"}),
    "row 35: a GIF": (picture("GIF"), {"unsupported_type"}),
    "row 35: a BMP": (picture("BMP"), {"unsupported_type"}),
    "row 35: a WebP": (picture("WEBP"), {"unsupported_type"}),
    "row 35: an SVG": (b'<svg xmlns="http://www.w3.org/2000/svg"/>', {"unsupported_type"}),
    "row 35: PostScript": (b"%!PS-Adobe-3.0\nshowpage\n", {"unsupported_type"}),
    "row 37: an XML of a thousand million laughs": (
        b'<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><l>&b;</l>', {"unsupported_type"},
    ),
    "row 38: an XML that reads a file": (
        b'<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a SYSTEM "file:///etc/passwd">]><l>&a;</l>', {"unsupported_type"},
    ),
}  # fmt: skip


@pytest.mark.parametrize("row", ROWS)
def test_a_hostile_file_ends_with_the_code_of_its_row(row: str, tmp_path: Path) -> None:
    content, codes = ROWS[row]
    (tmp_path / "file").write_bytes(content)
    assert read(tmp_path / "file", tmp_path) in codes


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["text", "scan", "png", "jpeg"])
def test_no_cut_from_one_to_ninety_nine_per_cent_is_read_as_whole(kind: str, tmp_path: Path) -> None:
    image = papers.page_image(300, 420)
    whole = {
        "text": lambda: papers.text_pdf(3), "scan": lambda: papers.scan_pdf(image),
        "png": lambda: papers.as_bytes(image, "PNG"), "jpeg": lambda: papers.as_bytes(image, "JPEG"),
    }[kind]()  # fmt: skip
    for per_cent in range(1, 100):
        (tmp_path / "file").write_bytes(whole[: len(whole) * per_cent // 100])
        assert read(tmp_path / "file", tmp_path) != "read", per_cent
