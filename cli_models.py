"""The commands of `spunta models`: versions of the trained models beside each other, tried in shadow, put in use, taken back."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from decision.certificate import CEILING
from domain.errors import ConflictError
from installation import migrated_tools
from pipeline.versions import State, Versions
from settings import load_settings
from storage.unit_of_work import EVERY_CLIENT
from workflow.shadow import judged_pairs, now_read_by, refused

if TYPE_CHECKING:
    from measurement.shadow import Trial

models = typer.Typer(no_args_is_help=True, help="Versions of the trained models: tried beside the ones in use, put in use, taken back.")
WHO = "command-line"
Home = Annotated[Path | None, typer.Option(help="The home of `spunta learn`; default: that of the service.")]
Reason = Annotated[str, typer.Option(help="Why; kept in the audit log.")]
CORES = len(os.sched_getaffinity(0))


@models.command("list")
def list_versions(home: Home = None) -> None:
    """The versions, oldest first: `*` reads, `~` is tried beside it; what each part was trained on and how it scored."""
    from measurement.model_tables import listed

    for line in listed(_versions(home)):
        typer.echo(line)


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
    from measurement.shadow import compare_on_truth, judge
    from pipeline.batch import JourneySetup

    versions, settings = _versions(home), load_settings()
    if stop:
        versions.try_beside(None, WHO)
        return
    state = versions.state()
    name = name or state.shadow
    if name is None:
        raise typer.BadParameter("no candidate is being tried; name one of `spunta models list`")
    if on is not None:
        forms = (on / "forms",) if (on / "forms").is_dir() else ()
        setup = JourneySetup(settings.models_dir, home or settings.learned_dir, forms)
        _say(judge(versions, name, on.name, {"documents with truth": compare_on_truth(setup, name, on, jobs)}, CEILING))
        return
    if name != state.shadow:
        versions.try_beside(name, WHO)
        typer.echo(f"{name} reads beside {state.current} from the next document on; ask again for its report.")
    with migrated_tools(settings).database.read(EVERY_CLIENT) as work:
        documents, fields = work.models.shadowed(name)
        audits, reviews = judged_pairs(work, name)
    typer.echo(f"{documents} documents read by both, {fields} fields")
    typer.echo(f"judged by people: {len(audits)} fields audited blind, {len(reviews)} reviewed")
    if audits or reviews:
        parts = {"audited blind (drawn at random)": audits, "reviewed (what the models in use doubted)": reviews}
        _say(judge(versions, name, "documents of the service", parts, settings.error_ceiling))


@models.command("promote")
def promote(
    name: Annotated[str, typer.Argument(help="The candidate.")],
    reason: Reason = "",
    force: Annotated[bool, typer.Option("--force", help="Although something speaks against it; needs --reason.")] = False,
    home: Home = None,
) -> None:
    """Puts a candidate in use from the next document on; what audits proved of the models before proves nothing of it."""
    from measurement.shadow import objections_to

    versions = _versions(home)
    found = objections_to(versions, name)
    if found and not (force and reason.strip()):
        for objection in found:
            typer.echo(f"{objection.code}  {objection.message}", err=True)
        if home is None:
            refused(migrated_tools(load_settings()), name, WHO, [o.code for o in found])
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
    from learning.retrain import retrained

    if scorer and not data:
        raise typer.BadParameter("--scorer needs documents to train on: --data DIR")
    versions = _versions(home)
    version = retrained(versions, held_out, data or [], scorer, cache, jobs)
    typer.echo(f"{version.name}  {' '.join(version.changed)} trained anew")
    if beside:
        versions.try_beside(version.name, WHO)


def _versions(home: Path | None) -> Versions:
    settings = load_settings()
    return Versions(settings.models_dir, home or settings.learned_dir)


def _say(trial: Trial) -> None:
    from measurement.model_tables import table

    for title, compared in trial.parts.items():
        typer.echo(f"\n{title}")
        for line in table(compared):
            typer.echo(line)
    typer.echo("\n" + ("\n".join(f"{o.code}: {o.message}" for o in trial.objections) or "Nothing speaks against it."))


def _changed(home: Path | None, state: State, versions: Versions, reason: str) -> None:
    typer.echo(f"{state.current} reads from the next document on")
    settings = load_settings()
    if home is None or home.resolve() == settings.learned_dir.resolve():
        tools = migrated_tools(settings)
        if now_read_by(tools, state.current, versions.fingerprint(state.current), WHO, reason):
            typer.echo("what audits proved of the models before proves nothing of it: their classes go by its own rules until it is proved")
