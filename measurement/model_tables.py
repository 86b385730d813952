"""The versions of the models, and a candidate beside the one in use, as lines for a terminal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from decision.shadow import Compared, Side
from domain.shares import exact_interval
from pipeline.versions import Versions


def listed(versions: Versions) -> Iterator[str]:
    """The versions, oldest first: what each part was trained on and how it scored, how its trial ended; then every change."""
    state = versions.state()
    for version in versions.all():
        mark = "*" if version.name == state.current else "~" if version.name == state.shadow else " "
        trained = f"from {version.base}, {' '.join(version.changed)} trained anew, {version.made_at}"
        yield f"{mark} {version.name}  {trained if version.base else 'came with the program'}"
        for part, about in version.about.items():
            yield f"    {part:13} {about.get('version', '')}  on {_on(about.get('trained_on'))}  {_scored(about.get('scores'))}"
        report = versions.report(version.name)
        if report is not None:
            verdict = "; ".join(o["message"] for o in report["objections"]) or "nothing speaks against it"
            yield f"    tried beside {report['current']} on {report['where']}, {report['at']}: {verdict}"
    for change in state.history:
        yield f"{change['at']}  {change['what']}  {change['from']} -> {change['to'] or '-'}  by {change['by']}  {change['reason']}"


def table(compared: Sequence[Compared]) -> list[str]:
    """Two lines for each part: the version in use, then the candidate."""
    lines = [f"{'':22}{'':11}{'fields':>7}  {'right':24}{'automatic':24}{'wrong of automatic':28}{'ECE':>6}"]
    for c in compared:
        for who, side in (("in use", c.current), ("candidate", c.candidate)):
            lines.append(_line(c.name if who == "in use" else "", who, c.fields, side))
        tests = f"gained {c.gained}, lost {c.lost}: McNemar p {c.mcnemar:.3f}; by documents: reads no worse p {c.p_right:.3f}"
        lines.append(f"{'':22}{tests}, accepts no fewer p {c.p_automatic:.3f} ({c.documents} documents)")
    return lines


def _line(name: str, who: str, fields: int, s: Side) -> str:
    shares = [
        f"{_percent(n / of if of else 0.0)} ({low * 100:.1f}–{high * 100:.1f})"
        for n, of, (low, high) in ((s.right, fields, s.right_interval), (s.automatic, fields, s.automatic_interval))
    ]
    low, high = exact_interval(s.wrong, s.automatic)
    wrong = f"{s.wrong} of {s.automatic} ({low * 100:.2f}–{high * 100:.2f} %)" if s.automatic else "0 of 0"
    return f"{name:22}{who:11}{fields:>7}  {shares[0]:24}{shares[1]:24}{wrong:28}{s.ece:>6.3f}"


def _percent(share: float) -> str:
    return f"{share * 100:.1f} %"


def _on(trained_on: Any) -> str:
    if isinstance(trained_on, dict):
        return ", ".join(f"{name}: {_on(part)}" if isinstance(part, dict) else f"{name} {part}" for name, part in trained_on.items())
    return str(trained_on or "-")


def _scored(scores: Any) -> str:
    found = (scores or {}).get("all", scores) if isinstance(scores, dict) else None
    chosen = {k: v for k, v in (found or {}).items() if isinstance(v, (int, float))} if isinstance(found, dict) else {}
    return ", ".join(f"{k} {v:g}" for k, v in list(chosen.items())[:6]) if chosen else ""
