"""A version of the models trained anew from the ones in use: the scorer too, or confidences and thresholds alone."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path

from learning import recalibrate, train
from pipeline.versions import Version, Versions


def retrained(versions: Versions, held_out: Sequence[Path], data: Sequence[Path], scorer: bool, cache: Path | None, jobs: int) -> Version:
    """Trains on folders of documents with truth and registers the outcome as a candidate.

    `held_out`: of layouts new to the scorer. `data`: to train on; the scorer needs some. Raises as Versions.register.
    """
    with tempfile.TemporaryDirectory(prefix="spunta-retrain-") as folder:
        out = Path(folder) / "models"
        shutil.copytree(versions.folder(), out)
        call = ["--held-out", *map(str, held_out), "--jobs", str(jobs)]
        call += ["--data", *map(str, data)] if data else []
        call += ["--cache", str(cache)] if cache else []
        train.main([*call, "--out", str(out)]) if scorer else recalibrate.main([*call, "--models", str(out)])
        return versions.register(out, f"retrained on {len(held_out) + len(data)} folders")
