"""Teaches the recogniser of print by hand: `python -m ocr.train_hand_print [--combs 2400] [--confirmed FOLDER] [--out models/hand_print]`.

It learns from combs drawn by the handwriting fonts of this machine and, counted more, from cells that people have confirmed:
files `CHARACTER-anything.png` in FOLDER, a quarter of them kept back. The new model is compared with the old one on hands and
confirmed cells that neither learned from; both figures are printed, and a new model that reads fewer characters is not written.
"""

from __future__ import annotations

import argparse
import json
import zlib
from datetime import UTC, datetime
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray
from sklearn.neural_network import MLPClassifier

from domain.page import Image
from ocr.comb_reader import cut_cells
from ocr.combs import erased
from ocr.hand_print import CHARACTERS, MODELS, HandPrint, Rows, describe, load
from ocr.hand_print_sheets import draw_comb, hands, random_text
from samples.fonts import hand_font_files

HIDDEN = (192,)
EPOCHS = 24
CONFIRMED_WEIGHT = 4
"""A confirmed cell is shown so often for each drawn one."""
TEST_SEEDS = 5_000_000
TEMPERATURES = np.arange(0.6, 3.01, 0.1)

Labels = NDArray[np.int64]


def drawn_cells(combs: int, held_out: bool) -> tuple[Rows, Labels]:
    """Described cells of drawn combs and what was written in them, a character's place in CHARACTERS."""
    fonts = hands(hand_font_files(), held_out)
    rows, labels = [], list[int]()
    for seed in range(combs):
        rng = np.random.default_rng(seed + TEST_SEEDS * held_out)
        drawn = draw_comb(rng, fonts, random_text(rng))
        cells = cut_cells(erased(drawn.image, drawn.comb, drawn.dpi), drawn.comb, drawn.dpi)
        rows.append(describe([image for _, image, _ in cells], [height for _, _, height in cells]))
        labels += [CHARACTERS.index(drawn.text[n]) for n, _, _ in cells]
    return np.vstack(rows), np.array(labels)


def confirmed_cells(folder: Path, held_out: bool) -> tuple[Rows, Labels]:
    """Cells that people confirmed; which quarter is kept back is told by their names alone."""
    images, labels = list[Image](), list[int]()
    for file in sorted(folder.glob("?-*.png")):
        if file.name[0] in CHARACTERS and (zlib.crc32(file.name.encode()) % 4 == 0) is held_out:
            images.append(np.asarray(cv2.imread(str(file), cv2.IMREAD_GRAYSCALE), np.uint8))
            labels.append(CHARACTERS.index(file.name[0]))
    return describe(images, [0.7] * len(images)), np.array(labels, np.int64)


def train(rows: Rows, labels: Labels) -> HandPrint:
    """The network, its temperature still 1."""
    mean, spread = rows.mean(axis=0), rows.std(axis=0) + 0.05
    network = MLPClassifier(HIDDEN, alpha=3e-4, batch_size=256, learning_rate_init=2e-3, random_state=7)
    data = (rows - mean) / spread
    for _ in range(EPOCHS):
        network.partial_fit(data, labels, classes=np.arange(len(CHARACTERS)))
    weights, biases = (tuple(np.asarray(v, np.float32) for v in vs) for vs in (network.coefs_, network.intercepts_))
    return HandPrint(np.asarray(mean, np.float32), np.asarray(spread, np.float32), weights, biases, 1.0)


def with_temperature(model: HandPrint, rows: Rows, labels: Labels) -> HandPrint:
    """The same network, its probabilities made true on hands that it did not learn from. Source: Guo et al. 2017."""

    def loss(temperature: float) -> float:
        tried = HandPrint(model.mean, model.spread, model.weights, model.biases, temperature)
        return -float(np.log(tried.probabilities(rows)[np.arange(len(labels)), labels] + 1e-9).mean())

    best = min((float(t) for t in TEMPERATURES), key=loss)
    return HandPrint(model.mean, model.spread, model.weights, model.biases, best)


def share_right(model: HandPrint, rows: Rows, labels: Labels) -> dict[str, float]:
    """Of digits among digits, of letters among letters, of all among all: what a field's mask leaves to be told apart."""
    chances = model.probabilities(rows)
    digit = labels < 10
    return {
        "digits": round(float((chances[digit, :10].argmax(axis=1) == labels[digit]).mean()), 4),
        "letters": round(float((chances[~digit, 10:].argmax(axis=1) + 10 == labels[~digit]).mean()), 4),
        "all": round(float((chances.argmax(axis=1) == labels).mean()), 4),
    }


def main() -> int:
    """The command; 1 when the new model is worse than the old one and was not written."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--combs", type=int, default=2400)
    parser.add_argument("--confirmed", type=Path)
    parser.add_argument("--out", type=Path, default=MODELS)
    arguments = parser.parse_args()
    cv2.setNumThreads(1)
    rows, labels = drawn_cells(arguments.combs, False)
    test, truth = drawn_cells(arguments.combs // 6, True)
    confirmed = 0
    if arguments.confirmed:
        own, theirs = confirmed_cells(arguments.confirmed, False), confirmed_cells(arguments.confirmed, True)
        confirmed = len(own[1])
        rows, labels = np.vstack([rows, *[own[0]] * CONFIRMED_WEIGHT]), np.concatenate([labels, *[own[1]] * CONFIRMED_WEIGHT])
        test, truth = np.vstack([test, *[theirs[0]] * CONFIRMED_WEIGHT]), np.concatenate([truth, *[theirs[1]] * CONFIRMED_WEIGHT])
    half = np.arange(len(truth)) % 2 == 0
    model = with_temperature(train(rows, labels), test[half], truth[half])
    new = share_right(model, test[~half], truth[~half])
    old = share_right(load(arguments.out), test[~half], truth[~half]) if (arguments.out / "manifest.json").is_file() else None
    print(json.dumps({"cells": int((~half).sum()), "old": old, "new": new}, indent=1))
    if old is not None and new["all"] < old["all"]:
        print("The new model reads fewer characters: the old one stays.")
        return 1
    manifest = {
        "name": "hand_print", "version": datetime.now(UTC).strftime("%Y%m%d%H%M"), "file": "weights.npz",
        "sha256": model.save(arguments.out),
        "trained_on": f"{arguments.combs} drawn combs, {len(labels)} cells, {confirmed} confirmed cells", "scores": new,
        "cells_measured": int((~half).sum()),
    }  # fmt: skip
    (arguments.out / "manifest.json").write_text(json.dumps(manifest, indent=1) + "\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
