"""The commands of `spunta models`: versions of the trained models beside each other, tried in shadow, put in use, taken back."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from decision.certificate import CEILING
from decision.shadow import Compared, Objection, Pair, Side, compare, objections
from domain.errors import ConflictError
from domain.shares import exact_interval
from pipeline.versions import SHIPPED, State, Versions
from settings import Settings, load_settings
from storage.migrate import migrate
from storage.unit_of_work import EVERY_CLIENT
from worker import open_tools
from workflow.shadow import judged_pairs, now_read_by, refused

models = typer.Typer(no_args_is_help=True, help="Versions of the trained models: tried beside the ones in use, put in use, taken back.")
WHO = "command-line"
Home = Annotated[Path | None, typer.Option(help="The home of `spunta learn`; default: that of the service.")]
Reason = Annotated[str, typer.Option(help="Why; kept in the audit log.")]
CORES = len(os.sched_getaffinity(0))


@models.command("list")
def list_versions(home: Home = None) -> None:
    """The versions, oldest first: `*` reads, `~` is tried beside it; what each part was trained on and how it scored."""
    versions = _versions(home)
    state = versions.state()
    for version in versions.all():
        mark = "*" if version.name == state.current else "~" if version.name == state.shadow else " "
        trained = f"from {version.base}, {' '.join(version.changed)} trained anew, {version.made_at}"
        told = trained if version.base else "came with the program"
        typer.echo(f"{mark} {version.name}  {told}")
        for part, about in version.about.items():
            typer.echo(f"    {part:13} {about.get('version', '')}  on {_on(about.get('trained_on'))}  {_scored(about.get('scores'))}")
        report = versions.report(version.name)
        if report is not None:
            verdict = "; ".join(o["message"] for o in report["objections"]) or "nothing speaks against it"
            typer.echo(f"    tried beside {report['current']} on {report['where']}, {report['at']}: {verdict}")
    for change in state.history:
        typer.echo(f"{change['at']}  {change['what']}  {change['from']} -> {change['to'] or '-'}  by {change['by']}  {change['reason']}")


@models.command("add")
def add(
    trained: Annotated[Path, typer.Argument(exists=True, file_okay=False, help="What a training wrote with --out.")],
    home: Home = None,
    note: Annotated[str, typer.Option(help="A line about it.")] = "",
) -> None:
    """Registers trained models as a candidate. Parts that were not trained anew come from the version in use."""
    version = _versions(home).register(trained, note)
    typer.echo(f"{version.name}  {' '.join(version.changed)} trained anew; try it with: spunta models shadow {version.name}")


@models.command("shadow")
def shadow(
    name: Annotated[str | None, typer.Argument(help="The candidate; default: the one that is being tried.")] = None,
    on: Annotated[Path | None, typer.Option(exists=True, file_okay=False, help="Compare now, on documents with truth files.")] = None,
    stop: Annotated[bool, typer.Option("--stop", help="Try no candidate any more.")] = False,
    home: Home = None,
    jobs: Annotated[int, typer.Option(help="Processes that read, with --on.", min=1)] = CORES,
) -> None:
    """Tries a candidate beside the models in use: in the service from the next document on, and reports what people judged since.

    With --on it reads the documents of a folder with both instead, at once.
    """
    versions = _versions(home)
    if stop:
        versions.try_beside(None, WHO)
        return
    state = versions.state()
    name = name or state.shadow
    if name is None:
        raise typer.BadParameter("no candidate is being tried; name one of `spunta models list`")
    if on is not None:
        from measurement.shadow import compare_on_truth
        from pipeline.batch import JourneySetup

        forms = (on / "forms",) if (on / "forms").is_dir() else ()
        settings = load_settings()
        setup = JourneySetup(settings.models_dir, home or settings.learned_dir, forms)
        _report(versions, name, on.name, {"documents with truth": compare_on_truth(setup, name, on, jobs)}, CEILING)
        return
    if name != state.shadow:
        versions.try_beside(name, WHO)
        typer.echo(f"{name} reads beside {state.current} from the next document on; ask again for its report.")
    settings = load_settings()
    tools = open_tools(settings)
    migrate(tools.database)
    with tools.database.read(EVERY_CLIENT) as work:
        documents, fields = work.models.shadowed(name)
        audits, reviews = judged_pairs(work, name)
    typer.echo(f"{documents} documents read by both, {fields} fields")
    typer.echo(f"judged by people: {len(audits)} fields audited blind, {len(reviews)} reviewed")
    if audits or reviews:
        parts = {"audited blind (drawn at random)": audits, "reviewed (what the models in use doubted)": reviews}
        _report(versions, name, "documents of the service", parts, settings.error_ceiling)


@models.command("promote")
def promote(
    name: Annotated[str, typer.Argument(help="The candidate.")],
    reason: Reason = "",
    force: Annotated[bool, typer.Option("--force", help="Although something speaks against it; needs --reason.")] = False,
    home: Home = None,
) -> None:
    """Puts a candidate in use from the next document on; what audits proved of the models before proves nothing of it."""
    versions = _versions(home)
    found = _objections(versions, name)
    if found and not (force and reason.strip()):
        for objection in found:
            typer.echo(f"{objection.code}  {objection.message}", err=True)
        _note_refused(home, name, found)
        raise ConflictError("candidate_refused", "It stays a candidate. To put it in use all the same: --force --reason 'why'.")
    told = f"{reason or 'not worse in shadow'}" + (f" (in spite of: {', '.join(o.code for o in found)})" if found else "")
    _changed(home, versions.promote(name, WHO, told), versions, told)


@models.command("rollback")
def rollback(reason: Reason = "taken back", home: Home = None) -> None:
    """Puts the version before back in use, from the next document on."""
    versions = _versions(home)
    _changed(home, versions.rollback(WHO, reason), versions, reason)


@models.command("retrain")
def retrain(
    held_out: Annotated[list[Path], typer.Option(exists=True, file_okay=False, help="Documents with truth, of layouts new to the scorer.")],
    data: Annotated[list[Path] | None, typer.Option(exists=True, file_okay=False, help="Documents with truth to train on.")] = None,
    scorer: Annotated[bool, typer.Option("--scorer", help="The scorer too, on --data; else confidences and thresholds alone.")] = False,
    beside: Annotated[bool, typer.Option("--shadow", help="Try the new version beside the one in use at once.")] = False,
    home: Home = None,
    cache: Annotated[Path | None, typer.Option(help="Where readings are kept between runs.")] = None,
    jobs: Annotated[int, typer.Option(min=1)] = CORES,
) -> None:
    """Trains anew from documents with truth and registers the outcome as a candidate; fit to be run every night."""
    from learning import recalibrate, train

    if scorer and not data:
        raise typer.BadParameter("--scorer needs documents to train on: --data DIR")
    versions = _versions(home)
    with tempfile.TemporaryDirectory(prefix="spunta-retrain-") as folder:
        out = Path(folder) / "models"
        shutil.copytree(versions.folder(), out)
        call = ["--held-out", *map(str, held_out), "--jobs", str(jobs)]
        call += ["--data", *map(str, data)] if data else []
        call += ["--cache", str(cache)] if cache else []
        train.main([*call, "--out", str(out)]) if scorer else recalibrate.main([*call, "--models", str(out)])
        version = versions.register(out, f"retrained on {len(held_out) + len(data or [])} folders")
    typer.echo(f"{version.name}  {' '.join(version.changed)} trained anew")
    if beside:
        versions.try_beside(version.name, WHO)


def _versions(home: Path | None) -> Versions:
    settings = load_settings()
    return Versions(settings.models_dir, home or settings.learned_dir)


def _objections(versions: Versions, name: str) -> list[Objection]:
    """What the last trial beside the models that are in use now found. A version that was in use before has proved itself."""
    versions.folder(name)
    state, report = versions.state(), versions.report(name)
    if name in state.former or name == SHIPPED:
        return []
    if report is None or report["current"] != state.current:
        return [Objection("not_tried", f"it was not tried beside {state.current}: run `spunta models shadow {name}` first")]
    return [Objection(o["code"], o["message"]) for o in report["objections"]]


def _report(versions: Versions, name: str, where: str, parts: Mapping[str, Sequence[Pair]], ceiling: float) -> None:
    """Prints what both did in each part, and keeps it for `promote`."""
    tables = {title: compare(pairs) for title, pairs in parts.items() if pairs}
    [every, *_] = compare([pair for pairs in parts.values() for pair in pairs])
    found = objections(every, ceiling, [part[0] for part in tables.values()])
    for title, compared in tables.items():
        typer.echo(f"\n{title}")
        for line in table(compared):
            typer.echo(line)
    typer.echo("\n" + ("\n".join(f"{o.code}: {o.message}" for o in found) or "Nothing speaks against it."))
    report: dict[str, Any] = {
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "current": versions.state().current,
        "where": where,
        "objections": [{"code": o.code, "message": o.message} for o in found],
        "parts": {title: [c.as_report() for c in compared] for title, compared in tables.items()},
    }
    versions.keep_report(name, report)


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


def _changed(home: Path | None, state: State, versions: Versions, reason: str) -> None:
    typer.echo(f"{state.current} reads from the next document on")
    settings = load_settings()
    if home is None or home.resolve() == settings.learned_dir.resolve():
        tools = open_tools(settings)
        migrate(tools.database)
        if now_read_by(tools, state.current, versions.fingerprint(state.current), WHO, reason):
            typer.echo("what audits proved of the models before proves nothing of it: their classes go by its own rules until it is proved")


def _note_refused(home: Path | None, name: str, found: Sequence[Objection]) -> None:
    settings: Settings = load_settings()
    if home is None:
        tools = open_tools(settings)
        migrate(tools.database)
        refused(tools, name, WHO, [o.code for o in found])
