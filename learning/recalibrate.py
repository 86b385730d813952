"""Fits the calibrator and the shipped rules anew for a scorer that stays: `python -m learning.recalibrate --held-out DIR… --models models`.

For when the evidence or the calibration changed and the scorer did not. The documents must have layouts and wordings that the scorer was
not trained on; each reading's confidence in the rules and scores comes from a calibrator that has not seen its layout.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from extraction.labels import shipped_lexicon
from extraction.scoring import Scorer
from learning.calibrate import train_calibrator
from learning.examples import examples
from learning.read import form_folders, read_ahead
from learning.train import SEEN, judge, met_twice, prepare
from learning.write import MANIFEST, by_stratum, hashes, learning_curve, told, write_calibrator, write_rules
from pipeline.reading import FileReader


def main(arguments: Sequence[str] | None = None) -> None:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--held-out", type=Path, nargs="+", required=True)
    more_help = "more documents whose layouts the scorer has not seen; they prove nothing"
    parser.add_argument("--data", type=Path, nargs="*", default=[], help=more_help)
    parser.add_argument("--models", type=Path, default=Path("models"))
    parser.add_argument("--cache", type=Path, default=None)
    parser.add_argument("--jobs", type=int, default=1)
    args = parser.parse_args(arguments)
    forms = form_folders([*args.data, *args.held_out])
    if args.cache:
        read_ahead([*args.data, *args.held_out], forms, args.cache, args.jobs)
    scorer, lexicon = Scorer.load(args.models), shipped_lexicon()
    reader = FileReader.load(forms)
    met = met_twice(list(examples(args.held_out, reader, args.cache)), lexicon, scorer.codes, args.jobs)
    more = prepare(list(examples(args.data, reader, args.cache)), lexicon, SEEN, scorer.codes, jobs=args.jobs) if args.data else []
    inside, judged = ([j for p in part for j in judge(scorer, lexicon, p)] for part in (more, met))
    calibration = train_calibrator(inside, judged)
    files = write_calibrator(args.models, calibration.calibrator) + write_rules(args.models, calibration.rules)
    file = args.models / MANIFEST
    manifest = json.loads(file.read_text(encoding="utf-8")) if file.exists() else {}
    manifest["calibrator"] = {
        "version": datetime.now(UTC).strftime("%Y%m%d%H%M"),
        "files": hashes(args.models, files),
        "trained_on": {"other_layouts": told(inside, args.data), "held_out": told(judged, args.held_out)},
        "origin": "shipped: proved on generated held-out documents",
        "learning_curve": learning_curve(judged, calibration),
        "scores": by_stratum(judged, calibration),
    }
    file.write_text(json.dumps(manifest, indent=1, ensure_ascii=False, default=float) + "\n", encoding="utf-8")
    print(json.dumps(manifest["calibrator"]["scores"], indent=1))


if __name__ == "__main__":
    main()
