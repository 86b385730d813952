"""Reading of a zone or a page that somebody asks for and waits for, outside any journey."""

from __future__ import annotations

import threading
from functools import cached_property

from domain.geometry import Box
from domain.page import ReadPage, ZoneReading
from ocr.forms import ReadsZones


class ZonesOnDemand:
    """Reads one zone, or one page, after the other, whatever thread asks; the engine is loaded at the first one."""

    def __init__(self, engine: str) -> None:
        self._engine = engine
        self._one_at_a_time = threading.Lock()

    def read_zone(self, page: ReadPage, box: Box, kind: str, comb: int | None = None) -> ZoneReading:
        """As ocr.zones.ZoneReader does."""
        with self._one_at_a_time:
            return self._reader.read_zone(page, box, kind, comb)

    def in_full(self, page: ReadPage) -> ReadPage:
        """As ocr.page_reader.PageReader.read_in_full does."""
        from ocr.page_reader import PageReader

        with self._one_at_a_time:
            return PageReader(self._engine).read_in_full(page)

    @cached_property
    def _reader(self) -> ReadsZones:
        from ocr.zones import ZoneReader

        return ZoneReader(self._engine)
