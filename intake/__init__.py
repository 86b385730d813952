"""The border: the only room that opens untrusted bytes.

`unpack` makes files of a ZIP, `inspect` says what a file is, `render_pages` gives its pages as pixels and, where a PDF was born
digital, its words. All three look at the first bytes here and leave everything else to a sandboxed process (intake.sandbox), whose
answers are checked like any other input (intake.answers). Nothing else of the product may import Pillow's or pdfium's readers on
bytes that a client sent; this room knows nothing of OCR, document types or storage.
"""

from intake.border import SourceInfo, UnpackedFile, inspect, is_plain_text, render_pages, unpack

__all__ = ["SourceInfo", "UnpackedFile", "inspect", "is_plain_text", "render_pages", "unpack"]
