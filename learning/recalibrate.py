"""Fits the calibrator and the shipped rules anew for a scorer that stays: `python -m learning.recalibrate --held-out DIR… --models models`.

For when the evidence or the calibration changed and the scorer did not. The documents must have layouts and wordings that the scorer was
not trained on; each reading's confidence in the rules and scores comes from a calibrator that has not seen its layout.
With `--continue` the calibrator that is there learns from the documents what it does not know, instead of being fitted anew on them alone.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from decision.calibration import Calibrator
from extraction.labels import shipped_lexicon
from extraction.scoring import Scorer
from learning.calibrate import Calibration, Judged, continued, train_calibrator
from learning.examples import examples
from learning.read import form_folders, read_ahead
from learning.train import SEEN, judge_all, met_twice, prepare
from learning.write import MANIFEST, by_stratum, hashes, learning_curve, told, write_calibrator, write_entries, write_rules
from pipeline.reading import FileReader


def main(arguments: Sequence[str] | None = None) -> None:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--held-out", type=Path, nargs="+", required=True)
    more_help = "more documents whose layouts the scorer has not seen; they prove nothing"
    parser.add_argument("--data", type=Path, nargs="*", default=[], help=more_help)
    parser.add_argument("--continue", dest="go_on", action="store_true", help="add to the calibrator of --models")
    parser.add_argument("--models", type=Path, default=Path("models"))
    parser.add_argument("--cache", type=Path, default=None)
    parser.add_argument("--jobs", type=int, default=1)
    args = parser.parse_args(arguments)
    if args.go_on and args.data:
        parser.error("--continue learns from --held-out alone; leave --data out")
    forms = form_folders([*args.data, *args.held_out])
    if args.cache:
        read_ahead([*args.data, *args.held_out], forms, args.cache, args.jobs)
    scorer, lexicon = Scorer.load(args.models), shipped_lexicon()
    reader = FileReader.load(forms)
    met = met_twice(list(examples(args.held_out, reader, args.cache)), lexicon, scorer.codes, args.jobs)
    more = prepare(list(examples(args.data, reader, args.cache)), lexicon, SEEN, scorer.codes, jobs=args.jobs) if args.data else []
    inside, judged = (judge_all(scorer, lexicon, part, args.jobs) for part in (more, met))
    if args.go_on:
        calibration, before = continued(Calibrator.load(args.models), judged), trained_on(args.models)
        entry = keep(args.models, calibration, judged, {"before": before, "added": told(judged, args.held_out)})
    else:
        trained = {"other_layouts": told(inside, args.data), "held_out": told(judged, args.held_out)}
        entry = keep(args.models, train_calibrator(inside, judged), judged, trained)
    print(json.dumps(entry["scores"], indent=1))


def trained_on(models: Path) -> Any:
    """What the manifest of `models` says its calibrator was trained on."""
    return json.loads((models / MANIFEST).read_text(encoding="utf-8"))["calibrator"]["trained_on"]


def keep(models: Path, calibration: Calibration, judged: Sequence[Judged], trained_on: Mapping[str, Any]) -> dict[str, Any]:
    """Writes calibrator and rules into `models`, with their entry of the manifest; answers the entry."""
    files = write_calibrator(models, calibration.calibrator) + write_rules(models, calibration.rules)
    entry = {
        "version": datetime.now(UTC).strftime("%Y%m%d%H%M"),
        "files": hashes(models, files),
        "trained_on": trained_on,
        "origin": "shipped: proved on generated held-out documents",
        "learning_curve": learning_curve(judged, calibration),
        "scores": by_stratum(judged, calibration),
    }
    write_entries(models, {"calibrator": entry})
    return entry


if __name__ == "__main__":
    main()
