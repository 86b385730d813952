"""The report of an evaluation: are the confidences true, what would another threshold cost, and where is it weak; Markdown and SVG."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from domain.shares import calibration_error, exact_interval
from measurement.score import ScoredDocument, ScoredField

BY = ("kind", "quality", "layout", "stratum")
_SIZE, _EDGE = 360, 40


@dataclass(frozen=True, slots=True)
class Bin:
    """Fields whose confidence lies in one tenth."""

    count: int
    confidence: float
    """Mean."""
    right: float
    low: float
    high: float
    """Exact 95 % interval of `right`."""


def reliability(fields: Sequence[ScoredField]) -> list[Bin]:
    """The tenths of confidence that hold fields, rising: what the machine says against what is true."""
    tenths: dict[int, list[ScoredField]] = defaultdict(list)
    for field in fields:
        tenths[min(9, int(field.confidence * 10))].append(field)
    bins = []
    for _, part in sorted(tenths.items()):
        right = sum(f.right for f in part)
        bins.append(Bin(len(part), sum(f.confidence for f in part) / len(part), right / len(part), *exact_interval(right, len(part))))
    return bins


def risk_coverage(fields: Sequence[ScoredField]) -> list[tuple[float, float]]:
    """(share accepted, share of them wrong) for each threshold that separates two confidences, strictest first."""
    ranked = sorted(fields, key=lambda f: -f.confidence)
    points, wrong = [], 0
    for taken, field in enumerate(ranked, 1):
        wrong += not field.right
        if taken == len(ranked) or ranked[taken].confidence < field.confidence:
            points.append((taken / len(ranked), wrong / taken))
    return points


def write_report(fields: Sequence[ScoredField], documents: Sequence[ScoredDocument], folder: Path) -> None:
    """Writes `report.md`, `reliability.svg` and `risk-coverage.svg` into `folder`, which is made if need be."""
    folder.mkdir(parents=True, exist_ok=True)
    bins, curve = reliability(fields), risk_coverage(fields)
    top = max((risk for _, risk in curve), default=0.0) or 0.01
    said = [(b.confidence, b.right) for b in bins]
    (folder / "reliability.svg").write_text(_plot("confidence", "right", said, [(0, 0), (1, 1)]), encoding="utf-8")
    scaled = [(share, risk / top) for share, risk in curve]
    (folder / "risk-coverage.svg").write_text(_plot("accepted", f"wrong, up to {top:.1%}", scaled), encoding="utf-8")
    (folder / "report.md").write_text("\n".join(_lines(fields, documents, bins)) + "\n", encoding="utf-8")


def _lines(fields: Sequence[ScoredField], documents: Sequence[ScoredDocument], bins: Sequence[Bin]) -> Iterable[str]:
    ece = calibration_error((f.confidence, f.right) for f in fields)
    auto = [f for f in fields if f.auto]
    files = {f.source for f in fields}
    perfect = _share(len(files - {f.source for f in fields if not f.right}), len(files))
    yield f"# Evaluation: {len(documents)} documents, {len(fields)} fields\n"
    yield f"Accepted {_share(len(auto), len(fields))}; of them right {_share(sum(f.right for f in auto), len(auto))}. ECE {ece:.4f}.\n"
    yield f"Files with every field right: {perfect}: a share of fields is not a share of documents.\n"
    yield f"Documents without any person: {_share(sum(d.straight for d in documents), len(documents))}.\n"
    yield "## Reliability\n\n![](reliability.svg)\n\n| fields | said | right | 95 % |\n|---|---|---|---|"
    yield from (f"| {b.count} | {b.confidence:.3f} | {b.right:.3f} | {b.low:.3f} to {b.high:.3f} |" for b in bins)
    yield "\n## Risk and coverage\n\n![](risk-coverage.svg)"
    for by in BY:
        groups: dict[str, list[ScoredField]] = defaultdict(list)
        for field in fields:
            groups[getattr(field, by)].append(field)
        yield f"\n## By {by}\n\n| {by} | fields | right | accepted | right of accepted |\n|---|---|---|---|---|"
        for name, part in sorted(groups.items()):
            taken = [f for f in part if f.auto]
            shares = (sum(f.right for f in part), len(part)), (len(taken), len(part)), (sum(f.right for f in taken), len(taken))
            yield f"| {name} | {len(part)} | " + " | ".join(_share(*share) for share in shares) + " |"


def _share(right: int, count: int) -> str:
    low, high = exact_interval(right, count)
    return f"{right / count:.4f} ({low:.3f} to {high:.3f})" if count else "none"


def _plot(x: str, y: str, points: Sequence[tuple[float, float]], guide: Sequence[tuple[float, float]] = ()) -> str:
    """A line through points of the unit square, with a dashed guide."""

    def path(of: Sequence[tuple[float, float]]) -> str:
        return " ".join(f"{_EDGE + a * (_SIZE - 2 * _EDGE):.1f},{_SIZE - _EDGE - b * (_SIZE - 2 * _EDGE):.1f}" for a, b in of)

    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_SIZE} {_SIZE}" font-family="sans-serif" font-size="12">'
        f'<polyline points="{path([(0, 1), (0, 0), (1, 0)])}" fill="none" stroke="#333"/>'
        f'<polyline points="{path(guide)}" fill="none" stroke="#999" stroke-dasharray="4"/>'
        f'<polyline points="{path(points)}" fill="none" stroke="#06c" stroke-width="2"/>'
        f'<text x="{_SIZE / 2}" y="{_SIZE - 12}" text-anchor="middle">{x}</text><text x="{_EDGE}" y="24">{y}</text></svg>\n'
    )
