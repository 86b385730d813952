"""Rows of the bad-input matrix that need a file made by hand: each ends with its code, none with a page less or a crash."""

from __future__ import annotations

import hashlib
import io
import random
import struct
from pathlib import Path

import pikepdf
import pytest
from PIL import Image

from intake import render_pages
from tests.fakes import papers
from tests.faults.fuzz_border import LIMITS, read


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


def many_frames(count: int) -> bytes:
    """A TIFF of so many grey squares, every directory its own, all of them one strip of bytes."""
    entries = len(PLAIN)
    size = 2 + 12 * entries + 4
    first = 8 + 4096
    strip = tuple((tag, kind, number, 8 if tag == 273 else value) for tag, kind, number, value in PLAIN)
    body = b"".join(struct.pack("<HHII", *entry) for entry in strip)
    directories = [
        struct.pack("<H", entries) + body + struct.pack("<I", 0 if n == count - 1 else first + (n + 1) * size) for n in range(count)
    ]
    return b"II*\0" + struct.pack("<I", first) + bytes([200]) * 4096 + b"".join(directories)


def big_tiff() -> bytes:
    """The same grey square as a BigTIFF (offsets of 64 bits)."""
    strip = [(tag, kind, count, 16 if tag == 273 else value) for tag, kind, count, value in PLAIN]
    directory = struct.pack("<Q", len(strip)) + b"".join(struct.pack("<HHQQ", *entry) for entry in strip) + struct.pack("<Q", 0)
    return b"II+\0" + struct.pack("<HHQ", 8, 0, 16 + 4096) + bytes([200]) * 4096 + directory


def signed_pdf() -> bytes:
    """A PDF with a signature field whose signature is nonsense: nobody asked us to check it, and its pages are there."""
    with pikepdf.open(io.BytesIO(papers.text_pdf(2))) as pdf:
        signature = pdf.make_indirect(
            pikepdf.Dictionary(
                Type=pikepdf.Name.Sig, Filter=pikepdf.Name("/Adobe.PPKLite"), SubFilter=pikepdf.Name("/ETSI.CAdES.detached"),
                ByteRange=[0, 10, 20, 10], Contents=pikepdf.String(bytes(64)),
            )
        )  # fmt: skip
        field = pikepdf.Dictionary(
            Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Widget, FT=pikepdf.Name.Sig, T=pikepdf.String("firma"), Rect=[0, 0, 0, 0],
            F=132, V=signature,
        )  # fmt: skip
        field = pdf.make_indirect(field)
        pdf.pages[0].obj["/Annots"] = pikepdf.Array([field])
        pdf.Root["/AcroForm"] = pikepdf.Dictionary(Fields=pikepdf.Array([field]), SigFlags=3)
        return papers.saved(pdf)


ENVELOPE = b"\x30\x82\x10\x00\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02\xa0\x82\x0f\xf0" + papers.text_pdf(1)
"""The beginning of a CAdES envelope (`.p7m`) around a PDF. Source: RFC 5652, section 3."""


def with_font(**members: object) -> bytes:
    """A page of text whose font has these members too."""
    with pikepdf.open(io.BytesIO(papers.text_pdf(1))) as pdf:
        font = next(iter(pdf.pages[0].Resources.Font.values()))
        for key, value in members.items():
            font[f"/{key}"] = pdf.make_stream(value) if isinstance(value, bytes) else value
        return papers.saved(pdf)


def garbage_font() -> bytes:
    """A page whose font program is noise."""
    with pikepdf.open(io.BytesIO(papers.text_pdf(1))) as pdf:
        font = next(iter(pdf.pages[0].Resources.Font.values()))
        font["/Subtype"] = pikepdf.Name.TrueType
        font["/FontDescriptor"] = pikepdf.Dictionary(
            Type=pikepdf.Name.FontDescriptor, FontName=pikepdf.Name("/Noise"), Flags=32, FontBBox=[0, 0, 1000, 1000], ItalicAngle=0,
            Ascent=800, Descent=-200, CapHeight=700, StemV=80, FontFile2=pdf.make_stream(random.Random(1).randbytes(5000)),
        )  # fmt: skip
        return papers.saved(pdf)


CONSONANTS = (
    b"/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /X def /CMapType 2 def\n"
    b"1 begincodespacerange <00> <FF> endcodespacerange\n1 beginbfrange <20> <7E> <E020> endbfrange\nendcmap end end"
)
"""Every character means one of the private use area: letters to the eye, nothing to who copies them."""

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
    "row 25: a font program of noise": (garbage_font(), {"read"}),
    "row 29: a signed envelope around a PDF": (ENVELOPE, {"unsupported_type"}),
    "row 31: a picture of one pixel": (picture("PNG", (1, 1)), {"bad_dimensions"}),
    "row 31: a line of 60,000 pixels": (picture("PNG", (1, 60_000)), {"bad_dimensions"}),
    "row 34: a TIFF whose directories go round": (tiff(*PLAIN, next_directory=8), {"damaged_image", "read"}),
    "row 34: a TIFF of five thousand frames": (many_frames(5_000), {"too_many_pages"}),
    "row 34: a BigTIFF": (big_tiff(), {"read"}),
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


def test_row_25_a_text_layer_whose_letters_mean_nothing_is_not_believed(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(with_font(ToUnicode=CONSONANTS))
    (page,) = render_pages(tmp_path / "file", LIMITS)
    assert page.text_layer is None
    assert "text_layer_garbled" in page.notes
    assert page.image.min() < 128, "the letters are in the picture"


def test_row_26_text_that_the_picture_does_not_show_is_not_believed(tmp_path: Path) -> None:
    with pikepdf.open(io.BytesIO(papers.text_pdf(1))) as pdf:
        over = b"q 1 1 1 rg 0 0 595 842 re f Q BT /F1 11 Tf 50 400 Td (IBAN IT60 X054 2811 1010 0000 0123 456) Tj ET"
        pdf.pages[0].contents_add(over)
        (tmp_path / "file").write_bytes(papers.saved(pdf))
    (page,) = render_pages(tmp_path / "file", LIMITS)
    assert page.text_layer is None
    assert "text_layer_off_picture" in page.notes


def test_row_29_a_signed_pdf_is_read_and_not_a_byte_of_it_is_changed(tmp_path: Path) -> None:
    content = signed_pdf()
    (tmp_path / "file").write_bytes(content)
    assert [page.number for page in render_pages(tmp_path / "file", LIMITS)] == [1, 2]
    assert hashlib.sha256((tmp_path / "file").read_bytes()).digest() == hashlib.sha256(content).digest()


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["text", "scan", "png", "jpeg", "tiff", "zip"])
def test_no_cut_from_one_to_ninety_nine_per_cent_is_read_as_whole(kind: str, tmp_path: Path) -> None:
    image = papers.page_image(300, 420)
    whole = {
        "text": lambda: papers.text_pdf(3), "scan": lambda: papers.scan_pdf(image),
        "png": lambda: papers.as_bytes(image, "PNG"), "jpeg": lambda: papers.as_bytes(image, "JPEG"),
        "tiff": lambda: papers.as_bytes(image, "TIFF", save_all=True, append_images=[image, image]),
        "zip": lambda: papers.zip_of({"a.pdf": papers.text_pdf(1), "b.png": papers.as_bytes(image, "PNG")}),
    }[kind]()  # fmt: skip
    for per_cent in range(1, 100):
        (tmp_path / "file").write_bytes(whole[: len(whole) * per_cent // 100])
        assert read(tmp_path / "file", tmp_path) != "read", per_cent
