"""Every refusal of the border: a stable code and a sentence with the remedy. What a sandboxed process says is only ever a code."""

from __future__ import annotations

from domain.errors import InputError

AGAIN = "Save it as a new PDF or scan it again, and send that."

SENTENCES = {
    "empty_file": "The file is empty (0 bytes): send it again.",
    "too_large": "The file has more than {limit} MiB: split it or scan it at 300 dpi in grey.",
    "unsupported_type": "This is {found}: send a PDF, PNG, JPEG or TIFF, or a ZIP of these.",
    "encrypted_pdf": "The PDF opens only with a password or a certificate: remove the protection and send it again.",
    "damaged_pdf": f"The PDF is damaged or was cut short{{at}}. {AGAIN}",
    "no_pages": "The PDF has no page: check that the right file was sent.",
    "page_count_mismatch": f"Two readers count different numbers of pages in this PDF, so some may be lost. {AGAIN}",
    "too_many_pages": "The file has more than {limit} pages: split it.",
    "page_too_large": f"A page is larger than a PDF page can be (5 metres){{at}}. {AGAIN}",
    "xfa_unsupported": "The PDF is a form that only Adobe Reader can show (XFA): print it to a new PDF and send that.",
    "image_decode": f"A picture in the PDF cannot be decoded{{at}}. {AGAIN}",
    "damaged_image": "The image is damaged or was cut short{at}: scan or photograph it again.",
    "too_many_pixels": "The image has more than {limit} million pixels{at}: scan it at 300 dpi.",
    "bad_dimensions": "The image is too small or too narrow to be a page{at}: scan it at 200 dpi or more.",
    "resource_limit": f"Reading the file would take more memory or time than any real document needs{{at}}. {AGAIN}",
    "nested_archive": "A ZIP lies inside the ZIP: unpack it and send its files.",
    "damaged_archive": "The ZIP is damaged: pack the files again.",
    "encrypted_archive": "The ZIP opens only with a password: pack the files again without one.",
    "unsafe_archive": "The ZIP holds a link or a path that leads outside: pack plain files again.",
    "archive_too_many_files": "The ZIP holds more than {limit} files: send several.",
    "archive_too_large": "The ZIP holds more than {limit} MiB unpacked: send several.",
    "archive_ratio": "The ZIP unpacks to far more than documents do: send the files themselves.",
    "empty_archive": "The ZIP holds no file: check that the right one was sent.",
}


class RefusedError(InputError):
    """An InputError that still knows its parts, so that it can cross the pipe as numbers."""

    def __init__(self, code: str, page: int | None = None, limit: int | None = None, found: str = "") -> None:
        at = f" (page {page})" if page else ""
        super().__init__(code, SENTENCES[code].format(at=at, limit=limit, found=found))
        self.page = page
        self.limit = limit
        self.found = found
        self.inside = False
        """True when a sandboxed process said it, after looking into the file."""


def refuse(code: str, page: int | None = None, limit: int | None = None, found: str = "") -> RefusedError:
    """The error of a code: `page` is 1-based, `limit` the number that was passed, `found` what was recognised."""
    return RefusedError(code, page, limit, found)
