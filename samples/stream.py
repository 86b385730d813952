"""Several documents in one file, as a scanner's feeder delivers them: blank backs, pages sideways or upside down."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import numpy as np

from samples.degrade import DPI, Image, Scan, degrade, turn
from samples.documents import DRAWERS, Order, draw, write_truth
from samples.pens import hand_pen, machine_pen
from samples.scans import fraction_warp, render, save


def blank_back(page: Image, rng: random.Random) -> Image:
    """An empty sheet, with what shows through from its front."""
    blank = np.full_like(page, 255)
    if rng.random() < 0.6:
        faint = 255 - (255 - np.fliplr(page).astype(np.float32)) * rng.uniform(0.01, 0.06)
        blank = faint.astype(np.uint8)
    return blank


def make(order: Order, rng: random.Random, by_hand: bool, quality: str) -> str:
    """Makes one stream of two to five documents; the file's name."""
    sheets: list[Image] = []
    documents: list[dict[str, Any]] = []
    duplex = rng.random() < 0.5
    for index in range(rng.randrange(2, 6)):
        type_ = rng.choice(sorted(DRAWERS))
        pen = (hand_pen if by_hand and rng.random() < 0.8 else machine_pen)(rng, order.split)
        part = Order(type_, order.stem, order.layout, order.seed, order.split, order.folder, order.quality)
        pdf, document = draw(part, rng, pen, order.layout * 10 + index, order.seed * 10 + index)
        pages = render(pdf, DPI[quality])
        document["pages"], document["filling"] = [], "hand" if pen.is_hand else "machine"
        for number, page in enumerate(pages):
            sheets.append(page)
            document["pages"].append(len(sheets))
            last = number == len(pages) - 1
            if duplex and (last or rng.random() < 0.15):
                sheets.append(blank_back(page, rng))
        first = document["pages"][0]
        document["boxes"] = {key: [document["pages"][int(box[0]) - 1], *box[1:]] for key, box in document["boxes"].items()}
        documents.append(document)
        assert first <= len(sheets)
    scans = degrade(sheets, quality, rng, turned=0.0)
    for index, scan in enumerate(scans):
        quarters = rng.choices((0, 1, 2, 3), (86, 4, 7, 3))[0]
        image, matrix = turn(scan.image, scan.matrix, quarters)
        scans[index] = Scan(image, matrix, scan.dpi, scan.is_bilevel)
    warps = [fraction_warp(scan, sheet) for scan, sheet in zip(scans, sheets, strict=True)]
    for document in documents:
        document["warps"] = [warps[page - 1] for page in document["pages"]]
    folder = Path(order.folder)
    name = save(scans, folder, order.stem, rng, ("pdf", "pdf", "tif"))
    write_truth(folder, order.stem, name, quality, documents)
    return name
