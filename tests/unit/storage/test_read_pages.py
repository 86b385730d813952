"""A read page, kept and found again."""

from __future__ import annotations

from dataclasses import fields

import numpy as np

from domain.geometry import Box
from domain.page import CharReading, InkRegion, MarkState, PageQuality, ReadPage, TickBox, Word
from storage.read_pages import decode_page, encode_image, encode_reading


def test_a_page_comes_back_equal_in_every_member() -> None:
    box = Box(0.1, 0.2, 0.3, 0.4)
    word = Word("perché", box, 0.987654321, (CharReading("p", 0.9, box, (("b", 0.05),)),), line=3)
    page = ReadPage(
        number=7,
        image=np.random.default_rng(1).integers(0, 255, (40, 30), dtype=np.uint8),
        dpi=199.5,
        words=(word, Word("x", box, 0.5)),
        tick_boxes=(TickBox(box, "square", MarkState.CANCELLED, 0.8),),
        ink_regions=(InkRegion(box, "signature", 0.7),),
        rules=(box,),
        quality=PageQuality(0.4, ("blurred",), readable=False),
        blank=False,
        source="text_layer",
        rotation=270,
        notes=("repaired",),
    )
    again = decode_page(encode_image(page.image), encode_reading(page))
    for member in fields(ReadPage):
        mine, theirs = getattr(page, member.name), getattr(again, member.name)
        assert np.array_equal(mine, theirs) if member.name == "image" else mine == theirs, member.name
