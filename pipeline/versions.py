"""The trained models of an installation, version beside version: which one reads, which one is tried beside it, which one was before.

A version is a folder `HOME/models/<name>` with every part that can be trained anew, each file's sha256, and what each part was trained on
and scored. The models that came with the program are the version `shipped`. `HOME/models/state.json` names the version in use; it is
replaced at once or not at all, and whoever loads a journey looks into it. Nothing here is ever changed in place.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from classification.stream import Classifier
from decision.calibration import Calibrator
from decision.decider import CERTIFICATES_FILE, Rule, load_rules, read_rules
from domain.errors import ConflictError, InputError, NotFoundError, SetupError
from extraction.scoring import Scorer

SHIPPED = "shipped"
PARTS: Mapping[str, tuple[str, ...]] = {
    "scorer": ("scorer/scorer.txt", "scorer/tables.json"),
    "calibrator": ("calibrator/calibrator.txt", "calibrator/tables.json"),
    "certificates": (CERTIFICATES_FILE,),
    "classifier": ("classifier/manifest.json", "classifier/vocabulary.json", "classifier/weights.npz", "classifier/boundaries.txt"),
}
"""What can be trained anew, with its files within a folder of models."""
FOLLOWS = {"scorer": ("calibrator", "certificates"), "calibrator": ("certificates",)}
"""A part is worth nothing with these of another training: confidences belong to their scorer, thresholds to their confidences."""
MEASURED = (CERTIFICATES_FILE, "audits.jsonl")
"""What `spunta learn` proved in the home about the version in use; kept with it when another one is put in its place."""
_FOLDER, _STATE, _ABOUT, _REPORT = "models", "state.json", "version.json", "shadow.json"


@dataclass(frozen=True, slots=True)
class Version:
    """A version that was registered, or the shipped one."""

    name: str
    folder: Path
    made_at: str
    """ISO 8601; empty for the shipped one."""
    base: str
    """The version that the parts not trained anew were taken from."""
    changed: tuple[str, ...]
    """The parts that were trained anew."""
    sha256: Mapping[str, str]
    """File within the folder -> its hash when it was registered."""
    about: Mapping[str, Any]
    """Part -> what its manifest says: version, trained on, scores."""


@dataclass(frozen=True, slots=True)
class State:
    """Which versions are at work."""

    current: str = SHIPPED
    former: tuple[str, ...] = ()
    """The versions in use before, the last one last: the way back."""
    shadow: str | None = None
    """Tried beside the current one; what it decides is written down and delivered to nobody."""
    history: tuple[Mapping[str, str], ...] = field(default=())
    """Each change: at, what, from, to, by, reason."""


class Versions:
    """The versions of one home. Without a home there is the shipped one alone."""

    def __init__(self, shipped: Path, home: Path | None) -> None:
        self._shipped, self._home = shipped, home
        self._root = home / _FOLDER if home else None

    # --- what there is --------------------------------------------------------------------------------------------------

    def state(self) -> State:
        """As it stands at this moment. Raises SetupError `bad_model_state`."""
        file = self._root / _STATE if self._root else None
        if file is None or not file.is_file():
            return State()
        try:
            content = json.loads(file.read_text(encoding="utf-8"))
            return State(content["current"], tuple(content["former"]), content["shadow"], tuple(content["history"]))
        except (KeyError, TypeError, ValueError) as error:
            message = f"{file} cannot be read ({error!r}): restore it from a backup, or remove it to read with the shipped models."
            raise SetupError("bad_model_state", message) from error

    def all(self) -> list[Version]:
        """The shipped one, then the registered ones, oldest first."""
        names = sorted(file.parent.name for file in self._root.glob(f"*/{_ABOUT}")) if self._root else []
        return [self.get(SHIPPED), *(self.get(name) for name in names if not name.startswith("."))]

    def get(self, name: str) -> Version:
        """Raises NotFoundError `unknown_model_version`."""
        if name == SHIPPED:
            return Version(SHIPPED, self._shipped, "", "", (), {}, _about(self._shipped))
        file = self._root / name / _ABOUT if self._root and Path(name).name == name else None
        if file is None or not file.is_file():
            raise NotFoundError("unknown_model_version", f"There is no version {name}: `spunta models list` names them.")
        said = json.loads(file.read_text(encoding="utf-8"))
        return Version(name, file.parent, said["made_at"], said["base"], tuple(said["changed"]), said["sha256"], said["about"])

    def folder(self, name: str | None = None) -> Path:
        """The folder of a version (None: the one in use), every file held against its hash. Raises SetupError, NotFoundError."""
        version = self.get(name or self.state().current)
        for file, sha256 in version.sha256.items():
            path = version.folder / file
            if not path.is_file() or hashlib.sha256(path.read_bytes()).hexdigest() != sha256:
                remedy = "put another in use with `spunta models rollback`, or restore the file from a backup."
                raise SetupError("model_damaged", f"{path} is not the file that was registered: {remedy}")
        return version.folder

    def fingerprint(self, name: str | None = None) -> str:
        """A hash of what decides a confidence: audits under one fingerprint say nothing of another. Thresholds are no part of it."""
        folder, digest = self.get(name or self.state().current).folder, hashlib.sha256()
        for part, files in PARTS.items():
            for file in files if part != "certificates" else ():
                path = folder / file
                digest.update(file.encode() + (path.read_bytes() if path.is_file() else b""))
        return digest.hexdigest()

    def files(self) -> dict[str, Path]:
        """Name -> file of everything that reads: the version in use over the shipped models. Raises as `folder`."""
        read = self.folder()
        shipped = {str(file.relative_to(self._shipped)): file for file in self._shipped.rglob("*") if file.is_file()}
        return shipped | {file: read / file for files in PARTS.values() for file in files if (read / file).is_file()}

    def stamp(self) -> str:
        """Changes whenever another version is in use, or tried beside it."""
        state = self.state()
        return f"{state.current} {state.shadow or '-'}"

    # --- changes --------------------------------------------------------------------------------------------------------

    def register(self, trained: Path, note: str = "") -> Version:
        """Copies the parts found in `trained` (the `--out` of a training) into a new version; the others come from the one in use.

        Raises InputError `no_models`, `parts_missing`, `same_models`; SetupError when a part cannot be loaded.
        """
        found = [part for part, files in PARTS.items() if all((trained / file).is_file() for file in files)]
        if not found:
            raise InputError("no_models", f"{trained} holds no trained models: give the folder that a training wrote with --out.")
        base = self.state().current
        old = self.folder(base)
        changed = [part for part in found if any(_differs(trained / file, old / file) for file in PARTS[part])]
        if not changed:
            raise InputError("same_models", f"{trained} holds the very models of the version {base}: there is nothing to register.")
        missing = sorted({needed for part in changed for needed in FOLLOWS.get(part, ()) if needed not in found})
        if missing:
            parts = ", ".join(missing)
            raise InputError("parts_missing", f"{trained} lacks {parts}, which belong to what it holds: train them together.")
        with self._locked() as root:
            name = datetime.now(UTC).strftime("%Y%m%d%H%M%S")
            while (root / name).exists():
                name += "b"
            draft = root / f".{name}"
            shutil.rmtree(draft, ignore_errors=True)
            for part, files in PARTS.items():
                for file in files:
                    (draft / file).parent.mkdir(parents=True, exist_ok=True)
                    shutil.copyfile((trained if part in found else old) / file, draft / file)
            check(draft)
            made = datetime.now(UTC).isoformat(timespec="seconds")
            about = {part: said for part, said in _about(old).items() if part not in found}
            about |= {part: said for part, said in _about(trained).items() if part in found}
            hashes = {file: hashlib.sha256((draft / file).read_bytes()).hexdigest() for files in PARTS.values() for file in files}
            content = {"made_at": made, "base": base, "changed": changed, "sha256": hashes, "about": about, "note": note}
            _write(draft / _ABOUT, content)
            draft.rename(root / name)
        return self.get(name)

    def try_beside(self, name: str | None, by: str) -> State:
        """`name` decides beside the version in use from the next document on; None: none does. Raises as `folder`."""
        if name is not None:
            check(self.folder(name))
        with self._locked():
            state = self.state()
            if name == state.current:
                raise ConflictError("version_in_use", f"The version {name} is the one in use: try another beside it.")
            return self._change(replace(state, shadow=name), "shadow", state.current, name or "", by, "")

    def promote(self, name: str, by: str, reason: str) -> State:
        """Puts a version in use from the next document on; the one before stays. Raises as `folder`, ConflictError `version_in_use`."""
        check(self.folder(name))
        with self._locked():
            state = self.state()
            if name == state.current:
                raise ConflictError("version_in_use", f"The version {name} is in use already.")
            self._keep_measured(state.current, name)
            former, shadow = (*state.former, state.current), None if state.shadow == name else state.shadow
            return self._change(replace(state, current=name, former=former, shadow=shadow), "promote", state.current, name, by, reason)

    def rollback(self, by: str, reason: str) -> State:
        """Puts the version before back in use. Raises ConflictError `no_former_version`, and as `folder`."""
        with self._locked():
            state = self.state()
            if not state.former:
                raise ConflictError("no_former_version", "No version was in use before this one.")
            back = state.former[-1]
            check(self.folder(back))
            self._keep_measured(state.current, back)
            changed = replace(state, current=back, former=state.former[:-1])
            return self._change(changed, "rollback", state.current, back, by, reason)

    # --- what was found when it was tried -------------------------------------------------------------------------------

    def keep_report(self, name: str, report: Mapping[str, Any]) -> None:
        """Keeps what a version did beside the one in use; a later report takes the place of this one."""
        self.get(name)
        with self._locked() as root:
            (root / name).mkdir(exist_ok=True)
            _write(root / name / _REPORT, report)

    def report(self, name: str) -> Mapping[str, Any] | None:
        """The last one kept; None: it was never tried."""
        file = self._root / name / _REPORT if self._root and Path(name).name == name else None
        if file is None or not file.is_file():
            return None
        content: Mapping[str, Any] = json.loads(file.read_text(encoding="utf-8"))
        return content

    def _change(self, state: State, what: str, before: str, after: str, by: str, reason: str) -> State:
        moment = datetime.now(UTC).isoformat(timespec="seconds")
        entry = {"at": moment, "what": what, "from": before, "to": after, "by": by, "reason": reason}
        state = replace(state, history=(*state.history, entry))
        assert self._root is not None
        _write(self._root / _STATE, asdict(state))
        return state

    def _keep_measured(self, left: str, taken: str) -> None:
        """What was proved of the version left stays with it; what was proved of the one taken, when it was in use, comes back."""
        assert self._home is not None
        assert self._root is not None
        for folder in (self._root / left / "measured", self._root / taken / "measured"):
            folder.mkdir(parents=True, exist_ok=True)
        for name in MEASURED:
            if (self._home / name).exists():
                (self._home / name).replace(self._root / left / "measured" / name)
            if (self._root / taken / "measured" / name).exists():
                (self._root / taken / "measured" / name).replace(self._home / name)

    @contextmanager
    def _locked(self) -> Iterator[Path]:
        """One change at a time, whatever process makes it. Raises SetupError `no_home`."""
        if self._root is None:
            raise SetupError("no_home", "Versions of models are kept in a home: give one.")
        self._root.mkdir(parents=True, exist_ok=True)
        with (self._root / ".lock").open("w") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield self._root


class Promises(Mapping[tuple[str, str], Rule]):
    """(risk class, stratum) -> the rule of the models in use, as they are at each look: a promotion counts in every process at once."""

    def __init__(self, versions: Versions, home: Path) -> None:
        self._versions, self._home = versions, home
        self._known: list[tuple[int, int]] = []
        self._rules: Mapping[tuple[str, str], Rule] = {}
        self._now()

    def _now(self) -> Mapping[tuple[str, str], Rule]:
        known = [_mark(self._home / CERTIFICATES_FILE), _mark(self._home / _FOLDER / _STATE)]
        if known != self._known:
            self._rules, self._known = load_rules(self._versions.get(self._versions.state().current).folder, self._home), known
        return self._rules

    def __getitem__(self, cell: tuple[str, str]) -> Rule:
        return self._now()[cell]

    def __iter__(self) -> Iterator[tuple[str, str]]:
        return iter(self._now())

    def __len__(self) -> int:
        return len(self._now())


def check(folder: Path) -> None:
    """Loads every part of a folder of models. Raises SetupError."""
    Scorer.load(folder)
    Calibrator.load(folder)
    read_rules(folder / CERTIFICATES_FILE)
    Classifier.load(folder)


def _about(folder: Path) -> dict[str, Any]:
    """What the manifests of a folder of models say of its parts, without the lists of hashes."""
    about: dict[str, Any] = {}
    if (folder / "manifest.json").is_file():
        about |= json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    for manifest in folder.glob("*/manifest.json"):
        about[manifest.parent.name] = json.loads(manifest.read_text(encoding="utf-8"))
    elsewhere = {"files", "sha256", "rules"}
    return {part: {k: v for k, v in about[part].items() if k not in elsewhere} for part in PARTS if part in about}


def _mark(file: Path) -> tuple[int, int]:
    """Changes when a file is replaced."""
    try:
        status = file.stat()
    except FileNotFoundError:
        return 0, 0
    return status.st_ino, status.st_mtime_ns


def _differs(one: Path, other: Path) -> bool:
    return not other.is_file() or one.read_bytes() != other.read_bytes()


def _write(file: Path, content: Mapping[str, Any]) -> None:
    part = file.with_name(f"{file.name}.part")
    with part.open("w", encoding="utf-8") as stream:
        json.dump(content, stream, indent=1, ensure_ascii=False)
        stream.write("\n")
        stream.flush()
        os.fsync(stream.fileno())
    part.replace(file)
