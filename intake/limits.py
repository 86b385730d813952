"""How much one file may cost. Every number is configuration; the defaults are measured (docs/decisions/0002-the-border.md)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

MIB = 1024 * 1024


class SandboxLevel(StrEnum):
    """How the process that opens untrusted bytes is walled in."""

    AUTO = "auto"
    """Bubblewrap where it works, `process` with a warning where it is missing or refused; SetupError where it does not answer."""
    BUBBLEWRAP = "bubblewrap"
    """Required: own namespaces, no network, a read-only view of programs alone; SetupError where bubblewrap does not work."""
    PROCESS = "process"
    """A process with resource limits, a system call filter and a clean environment, in the host's namespaces."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What the border lets through."""

    file_bytes: int = 200 * MIB
    """The largest file; the API has a smaller limit of its own."""
    pages: int = 300
    """The most pages of one file."""
    image_pixels: int = 80_000_000
    """The largest image, before decoding: A3 at 600 dpi has 69.6 million."""
    page_pixels: int = 25_000_000
    """The largest page handed on; more is scaled down."""
    side_px: int = 20_000
    """The longest side of an image."""
    smallest_side_px: int = 32
    """The shortest side of an image that can be a page."""
    aspect: float = 50.0
    """Longer side over shorter side, at most."""
    page_points: float = 14_400.0
    """The longest side of a PDF page, 1/72 inch. Source: PDF 32000-1, annex C."""
    render_dpi: float = 200.0
    """Resolution at which drawn PDF pages are rendered; PP-OCR reads 200 dpi as well as 300."""
    lowest_dpi: float = 150.0
    """Images of less are enlarged to it, at most twofold."""
    highest_dpi: float = 300.0
    """Images of more are reduced to it."""
    pages_per_child: int = 10
    """Pages of one process: a bomb on page 40 does not cost pages 1 to 39."""
    child_memory_bytes: int = 2048 * MIB
    """Address space of the process."""
    child_cpu_seconds: int = 30
    """Processor time of one process."""
    second_try_cpu_seconds: int = 15
    """Processor time of the second try of one page."""
    child_open_files: int = 64
    """Open files of the process."""
    page_seconds: float = 60.0
    """Wall-clock time to wait for one page, or for the inspection of one file."""
    words_per_page: int = 20_000
    """The most words of a page's text layer; a page with more is read as a picture."""
    text_bytes: int = 8 * MIB
    """The text layer of one page with the boxes of its characters, as it crosses the pipe."""
    archive_files: int = 1000
    """The most members of a ZIP."""
    archive_bytes: int = 1024 * MIB
    """All members of a ZIP, unpacked."""
    archive_ratio: float = 200.0
    """Unpacked over packed size of a ZIP, once more than 16 MiB are unpacked."""
    archive_seconds: float = 60.0
    """Wall-clock time to wait for the next piece of a ZIP."""
    archive_cpu_seconds: int = 120
    """Processor time to unpack a ZIP."""
    sandbox: SandboxLevel = SandboxLevel.AUTO
    """How strong the wall is."""
