"""Is a PDF whole? Its skeleton is read by qpdf (pikepdf) and by pdfium, inside the sandboxed process; the two must agree.

Both repair broken files silently, down to pages without content; a page must never be lost that way.
"""

from __future__ import annotations

import ctypes
import mmap
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import BinaryIO

import pikepdf
import pypdfium2
import pypdfium2.raw as pdfium_c

from intake.limits import Limits
from intake.refusals import refuse
from intake.wire import FrameKind, write_frame

END = re.compile(rb"startxref\s+\d+\s*(%%EOF)?")
OBJECT = re.compile(rb"\d+\s+\d+\s+obj\b")
LINEARIZED_LENGTH = re.compile(rb"/Linearized\b[^>]{0,200}?/L\s+(\d+)|/L\s+(\d+)[^>]{0,200}?/Linearized\b")
HEAD_BYTES = 2048
HARMLESS = "Resources is missing"
"""Part of the one warning of qpdf that says nothing about lost content."""
MAGIC_WITHIN = 1024


def map_file(untrusted_file: int) -> mmap.mmap:
    """The open file's bytes, private to this process, without reading them."""
    return mmap.mmap(untrusted_file, 0, flags=mmap.MAP_PRIVATE, prot=mmap.PROT_READ | mmap.PROT_WRITE)


def inspect_pdf(untrusted_file: int, out: BinaryIO, limits: Limits) -> None:
    """Writes the info frame: the page count on which both readers agree, and notes.

    Notes: `repaired`, `trailing_data`, `restricted`, `signed`, `javascript`, `embedded_files`, `launch_action`, `xfa`,
    `missing_object`.
    Raises RefusedError `encrypted_pdf`, `damaged_pdf`, `no_pages`, `page_count_mismatch`, `too_many_pages`, `xfa_unsupported`.
    """
    data = map_file(untrusted_file)
    notes = _ending(data)
    with opened_by_qpdf(untrusted_file) as pdf:
        count = len(pdf.pages)
        if count > limits.pages:
            raise refuse("too_many_pages", limit=limits.pages)
        if count == 0:
            raise refuse("no_pages")
        with opened_by_pdfium(data) as second:
            if len(second) != count:
                raise refuse("page_count_mismatch")
        notes += _habits(pdf)
        is_repaired = _was_repaired(pdf)
        lacking = _lacking_page(pdf, is_repaired)
        if _was_repaired(pdf) or is_repaired:
            notes.append("repaired")
            if lacking is not None:
                raise refuse("damaged_pdf", lacking)
        elif lacking is not None:
            notes.append("missing_object")
    write_frame(out, FrameKind.INFO, {"pages": count, "notes": notes})


def _was_repaired(pdf: pikepdf.Pdf) -> bool:
    """True when qpdf warned since it was last asked; a page without resources is sloppy, not broken."""
    return any(HARMLESS not in str(warning) for warning in pdf.get_warnings())


def _ending(data: mmap.mmap) -> list[str]:
    """Notes on what follows the end mark. Raises RefusedError `damaged_pdf` when the file was cut: it lacks its end or had more."""
    last = None
    position = data.rfind(b"startxref")
    if position >= 0:
        last = END.match(data[position : position + 64])
    if last is None:
        raise refuse("damaged_pdf")
    tail = position + last.end()
    declared = LINEARIZED_LENGTH.search(data[:HEAD_BYTES])
    if declared and int(declared[1] or declared[2]) > len(data):
        raise refuse("damaged_pdf")
    if OBJECT.search(data, tail):
        raise refuse("damaged_pdf")
    return ["trailing_data"] if len(data) - tail > MAGIC_WITHIN and data[tail:].strip(b"\0\r\n\t ") else []


@contextmanager
def opened_by_qpdf(untrusted_file: int) -> Iterator[pikepdf.Pdf]:
    """The document as qpdf sees it. Raises RefusedError `encrypted_pdf`, `damaged_pdf`, also for what is found while it is open."""
    with os.fdopen(untrusted_file, "rb", closefd=False) as file, _translated(), pikepdf.open(file, suppress_warnings=True) as pdf:
        yield pdf


@contextmanager
def _translated() -> Iterator[None]:
    """What pikepdf raises about broken bytes, as our one."""
    try:
        yield
    except pikepdf.PasswordError as error:
        raise refuse("encrypted_pdf") from error
    except pikepdf.exceptions.PikepdfError as error:
        raise refuse("encrypted_pdf" if "encrypt" in str(error).lower() else "damaged_pdf") from error


@contextmanager
def opened_by_pdfium(data: mmap.mmap) -> Iterator[pypdfium2.PdfDocument]:
    """The document as pdfium sees it, its form fields ready to be drawn. Raises RefusedError `encrypted_pdf`, `damaged_pdf`."""
    try:
        document = pypdfium2.PdfDocument((ctypes.c_char * len(data)).from_buffer(data))
    except pypdfium2.PdfiumError as error:
        locked = pdfium_c.FPDF_GetLastError() in {pdfium_c.FPDF_ERR_PASSWORD, pdfium_c.FPDF_ERR_SECURITY}
        raise refuse("encrypted_pdf" if locked or "password" in str(error).lower() else "damaged_pdf") from error
    yield document


def _habits(pdf: pikepdf.Pdf) -> list[str]:
    """Notes on what the document would do in a viewer; nothing of it is ever executed. Raises RefusedError `xfa_unsupported`."""
    root = pdf.Root
    form = root.get("/AcroForm")
    notes = []
    if isinstance(form, pikepdf.Dictionary):
        if "/XFA" in form:
            if bool(root.get("/NeedsRendering", False)) or not list(form.get("/Fields", [])):
                raise refuse("xfa_unsupported")
            notes.append("xfa")
        if int(form.get("/SigFlags", 0)) & 1:
            notes.append("signed")
    if pdf.is_encrypted:
        notes.append("restricted")
    names = root.get("/Names")
    if isinstance(names, pikepdf.Dictionary):
        notes += [note for key, note in (("/JavaScript", "javascript"), ("/EmbeddedFiles", "embedded_files")) if key in names]
    action = root.get("/OpenAction")
    if isinstance(action, pikepdf.Dictionary) and action.get("/S") in ("/Launch", "/JavaScript"):
        notes.append("launch_action" if action.get("/S") == "/Launch" else "javascript")
    return list(dict.fromkeys(notes))


def _lacking_page(pdf: pikepdf.Pdf, is_repaired: bool) -> int | None:
    """The first page (1-based) that names an object the file has not got: content, picture or font.

    A page without content is an empty sheet in a sound file, and a lost one in a repaired file.
    """
    for number, page in enumerate(pdf.pages, 1):
        if _lacks_something(page, is_repaired):
            return number
    return None


def _lacks_something(page: pikepdf.Page, is_repaired: bool) -> bool:
    contents = page.obj.get("/Contents")
    if contents is None:
        return is_repaired
    if isinstance(contents, pikepdf.Array) and any(not isinstance(part, pikepdf.Stream) for part in contents):
        return True
    resources = page.resources
    pictures, fonts = (resources.get(name, pikepdf.Dictionary()) for name in ("/XObject", "/Font"))
    for instruction in pikepdf.parse_content_stream(page, "Do Tf"):
        operator, operands = str(instruction.operator), instruction.operands
        if operands and str(operands[0]) not in (pictures if operator == "Do" else fonts):
            return True
    return False
