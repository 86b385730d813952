"""Writes trained models as text with a manifest that says what each is, was trained on, and scored."""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

import numpy as np

from decision.calibration import FOLDER as CALIBRATOR
from decision.calibration import NAMES as EVIDENCE
from decision.calibration import Calibrator
from decision.decider import CERTIFICATES_FILE, Rule
from extraction.features import NAMES as FEATURES
from extraction.scoring import FOLDER as SCORER
from extraction.scoring import Scorer
from learning.calibrate import Calibration, Judged, figures

MANIFEST = "manifest.json"
Name = TypeVar("Name", str, int)


def write_models(
    out: Path,
    scorer: Scorer,
    calibration: Calibration,
    inside: Sequence[Judged],
    outside: Sequence[Judged],
    data: Sequence[Path],
    held_out: Sequence[Path],
) -> dict[str, Any]:
    """Writes `out/scorer`, `out/calibrator`, `out/certificates.json` and their entries of `out/manifest.json`; answers the entries."""
    files = write_scorer(out, scorer) + write_calibrator(out, calibration.calibrator) + write_rules(out, calibration.rules)
    now = datetime.now(UTC)
    scores = by_stratum(outside, calibration)
    entries = {
        "scorer": {
            "version": now.strftime("%Y%m%d%H%M"),
            "files": hashes(out, [f for f in files if f.parent.name == SCORER]),
            "trained_on": told(inside, data),
            "scores": {"held_out": told(outside, held_out), **scores},
        },
        "calibrator": {
            "version": now.strftime("%Y%m%d%H%M"),
            "files": hashes(out, [f for f in files if f.parent.name != SCORER]),
            "trained_on": {"cross_fitted": told(inside, data), "held_out": told(outside, held_out)},
            "origin": "shipped: proved on generated held-out documents",
            "scores": scores,
        },
    }
    write_entries(out, entries)
    return entries


def write_entries(out: Path, entries: Mapping[str, Any]) -> None:
    """Puts entries into `out/manifest.json`; the others stay."""
    file = out / MANIFEST
    manifest = json.loads(file.read_text(encoding="utf-8")) if file.exists() else {}
    file.write_text(json.dumps({**manifest, **entries}, indent=1, ensure_ascii=False, default=float) + "\n", encoding="utf-8")


def write_scorer(out: Path, scorer: Scorer) -> list[Path]:
    folder = out / SCORER
    folder.mkdir(parents=True, exist_ok=True)
    scorer.booster.save_model(str(folder / "scorer.txt"))
    tables = {
        "features": [FEATURES[c] for c in scorer.columns],
        "keys": list(scorer.codes.keys),
        "kinds": list(scorer.codes.kinds),
        "temperature": scorer.temperature,
        "words": {name: {w: round(o, 3) for w, o in odds.items() if abs(o) > 0.05} for name, odds in scorer.words.odds.items()},
    }
    (folder / "tables.json").write_text(json.dumps(tables, ensure_ascii=False) + "\n", encoding="utf-8")
    return [folder / "scorer.txt", folder / "tables.json"]


def write_calibrator(out: Path, calibrator: Calibrator) -> list[Path]:
    folder = out / CALIBRATOR
    folder.mkdir(parents=True, exist_ok=True)
    calibrator.booster.save_model(str(folder / "calibrator.txt"))
    tables = {"evidence": [EVIDENCE[c] for c in calibrator.columns], "keys": list(calibrator.keys)}
    (folder / "tables.json").write_text(json.dumps(tables) + "\n", encoding="utf-8")
    return [folder / "calibrator.txt", folder / "tables.json"]


def write_rules(out: Path, rules: Sequence[Rule]) -> list[Path]:
    out.mkdir(parents=True, exist_ok=True)
    file = out / CERTIFICATES_FILE
    file.write_text(json.dumps({"rules": [asdict(r) for r in rules]}, indent=1) + "\n", encoding="utf-8")
    return [file]


def hashes(out: Path, files: Sequence[Path]) -> dict[str, str]:
    """File name within `out` -> sha256."""
    return {str(f.relative_to(out)): hashlib.sha256(f.read_bytes()).hexdigest() for f in files}


def told(judged: Sequence[Judged], folders: Sequence[Path]) -> dict[str, Any]:
    """How many documents, layouts and fields a set holds."""
    return {
        "sets": [f.name for f in folders],
        "documents": len({j.source for j in judged}),
        "layouts": len({j.layout for j in judged}),
        "fields": len(judged),
    }


def by_stratum(judged: Sequence[Judged], calibration: Calibration) -> dict[str, Any]:
    """The figures of the held-out readings, in all and by stratum and quality."""
    parts: dict[str, list[int]] = defaultdict(list)
    for i, j in enumerate(judged):
        for name in ("all", j.stratum, f"{j.stratum} {j.quality}"):
            parts[name].append(i)
    return _figures(judged, calibration, parts)


def learning_curve(judged: Sequence[Judged], calibration: Calibration) -> dict[int, dict[str, float]]:
    """The figures by how many documents of the layout had been learned; known forms are no part of it."""
    parts: dict[int, list[int]] = defaultdict(list)
    for i, j in enumerate(judged):
        if j.stratum != "known_form":
            parts[int(j.reading.evidence.get("layout_seen", 0.0))].append(i)
    return _figures(judged, calibration, parts)


def _figures(judged: Sequence[Judged], calibration: Calibration, parts: Mapping[Name, list[int]]) -> dict[Name, dict[str, float]]:
    return {
        name: {
            k: round(v, 5)
            for k, v in figures([judged[i] for i in rows], np.asarray(calibration.confidences[rows]), calibration.rules).items()
        }
        for name, rows in sorted(parts.items())
    }
