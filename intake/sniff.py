"""What a file is, by its first bytes and never by its name."""

from __future__ import annotations

import re
from enum import StrEnum

from intake.refusals import refuse

HEAD_BYTES = 1024 + 16
"""Enough of a file for `sniff`. Source: PDF 32000-1, annex H.3: the header may stand anywhere in the first 1024 bytes."""
BOMS = {b"\xef\xbb\xbf": "utf-8", b"\xff\xfe": "utf-16-le", b"\xfe\xff": "utf-16-be"}


class FileKind(StrEnum):
    """What the border opens."""

    PDF = "pdf"
    PNG = "png"
    JPEG = "jpeg"
    TIFF = "tiff"
    ZIP = "zip"


MAGIC = (
    (FileKind.PNG, re.compile(rb"\x89PNG\r\n\x1a\n")),
    (FileKind.JPEG, re.compile(rb"\xff\xd8\xff")),
    (FileKind.TIFF, re.compile(rb"II[*+]\0|MM\0[*+]")),
    (FileKind.ZIP, re.compile(rb"PK(\x03\x04|\x05\x06|\x07\x08)")),
    (FileKind.PDF, re.compile(rb"[\s\S]{0,1019}?%PDF-")),
)
FOREIGN = (
    ("a GIF image", re.compile(rb"GIF8[79]a")),
    ("a WebP image", re.compile(rb"RIFF[\s\S]{4}WEBP")),
    ("a HEIC or AVIF image", re.compile(rb"[\s\S]{4}ftyp(hei|hev|mif1|msf1|avif)")),
    ("a video", re.compile(rb"[\s\S]{4}ftyp|\x1aE\xdf\xa3|RIFF[\s\S]{4}AVI ")),
    ("a BMP image", re.compile(rb"BM[\s\S]{8}[\s\S]{4}[\x0c\x28\x6c\x7c]\0\0\0")),
    ("a JPEG 2000 image", re.compile(rb"\0\0\0\x0cjP  |\xff\x4f\xff\x51")),
    ("a Photoshop file", re.compile(rb"8BPS")),
    ("a DjVu file", re.compile(rb"AT&TFORM")),
    ("a FITS file", re.compile(rb"SIMPLE  =")),
    ("a PostScript file", re.compile(rb"%!PS|\xc5\xd0\xd3\xc6|\x04%!PS")),
    ("a Rich Text file", re.compile(rb"\{\\rtf")),
    ("an old Office file", re.compile(rb"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")),
    ("a RAR archive", re.compile(rb"Rar!\x1a\x07")),
    ("a 7z archive", re.compile(rb"7z\xbc\xaf\x27\x1c")),
    ("a compressed file", re.compile(rb"\x1f\x8b|BZh|\xfd7zXZ\0|\x28\xb5\x2f\xfd")),
    ("a program", re.compile(rb"MZ|\x7fELF|#!")),
    ("an SVG image", re.compile(rb"\s*(<\?xml[\s\S]{0,800}?)?(<!--[\s\S]{0,800}?-->\s*|<!DOCTYPE\s+svg[\s\S]{0,400}?>\s*)*<svg", re.I)),
    ("a web page", re.compile(rb"\s*(<!--[\s\S]{0,800}?-->\s*)*<(!doctype html|html|head|body|script)", re.I)),
    ("an XML file", re.compile(rb"\s*<\?xml")),
    ("a signed message (.p7m)", re.compile(rb"\x30[\x80-\x84][\s\S]{0,4}\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02")),
)


def sniff(untrusted_head: bytes) -> FileKind:
    """The kind of the file that begins with these bytes (`HEAD_BYTES` of them are enough).

    Raises InputError `empty_file` for none and `unsupported_type` for what is no document; its sentence names what was recognised.
    """
    if not untrusted_head:
        raise refuse("empty_file")
    text = _without_bom(untrusted_head)
    for kind, magic in MAGIC[:-1]:
        if magic.match(untrusted_head):
            return kind
    foreign = next((name for name, magic in FOREIGN if magic.match(text)), None)
    if foreign in (None, "a program", "a web page", "an XML file") and MAGIC[-1][1].match(untrusted_head):
        return FileKind.PDF
    if foreign is None:
        foreign = "plain text" if _is_text(untrusted_head) else "of a kind that is not known here"
    raise refuse("unsupported_type", found=foreign)


def is_text(untrusted_head: bytes) -> bool:
    """True for text that is no document: notes, tables, JSON, YAML beside the scans of a folder."""
    return bool(untrusted_head) and _is_text(untrusted_head) and not any(magic.match(untrusted_head) for _, magic in MAGIC)


def _without_bom(head: bytes) -> bytes:
    for bom, encoding in BOMS.items():
        if head.startswith(bom):
            return head[len(bom) :].decode(encoding, "ignore").encode()
    return head


def _is_text(head: bytes) -> bool:
    if any(head.startswith(bom) for bom in BOMS):
        return True
    controls = sum(byte < 32 and byte not in b"\t\n\r\f\x1b" for byte in head)
    try:
        head.decode("utf-8")
    except UnicodeDecodeError as error:
        if error.start < len(head) - 4:  # not merely a character cut by the end of the head
            return False
    return controls == 0
