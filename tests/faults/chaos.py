"""The chaos runner: batches are sent over HTTP, workers read them, and meanwhile everything is killed, frozen, filled and shifted.

python -m tests.faults.chaos --faults 10000 --batches 4000 --seed 7 --database postgresql
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import random
import shutil
import sys
import tempfile
import time
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from pathlib import Path

import httpx2

from auth.keys import LONGEST_LIFE, new_key
from measurement.private_servers import postgres_server, redis_server
from storage import EVERY_CLIENT, now
from storage.engine import open_database
from storage.migrate import migrate
from tests.faults import clients
from tests.faults.actors import Place
from tests.faults.clients import Address
from tests.faults.invariants import Findings, examine
from tests.faults.parcels import make_parcels
from tests.faults.stage import FAST, WEIGHTS, Stage, free_port

SECRET = "the secret of a run of faults, long enough"
START_SECONDS = 180.0
TELL_SECONDS = 60.0
_context = multiprocessing.get_context("fork")


@dataclass(frozen=True)
class Run:
    """The figures of one run."""

    database: str
    seed: int
    faults: dict[str, int]
    acknowledged: int
    seconds_of_chaos: float
    seconds_to_rest: float
    findings: Findings
    log_tail: str = ""

    @property
    def is_good(self) -> bool:
        found = self.findings
        return not (found.broken or found.lost or found.doubled or found.good_given_up)


def run(
    database: str,
    faults: int,
    batches: int,
    seed: int,
    poison: int = 1,
    pace_seconds: float = 0.35,
    rest_seconds: float = 120,
    most_seconds: float = 1e9,
) -> Run:
    """One run: as many faults as asked (or as many as fit into `most_seconds`), then rest, then the examination."""
    chance = random.Random(seed)
    with ExitStack() as stack:
        folder = Path(tempfile.mkdtemp(prefix="chaos-", dir="/tmp"))
        stack.callback(shutil.rmtree, folder, ignore_errors=True)
        redis = stack.enter_context(redis_server())
        postgresql = stack.enter_context(postgres_server()) if database == "postgresql" else None
        url = postgresql.database_url("chaos") if postgresql else f"sqlite:///{folder / 'spunta.db'}"
        place = Place(url, "", folder / "files")
        address = Address(f"http://127.0.0.1:{free_port()}", prepare(url))
        parcels = {parcel.key: parcel for parcel in make_parcels(chance, list(address.keys), batches, poison)}
        stage = Stage(folder, url, redis, postgresql, address, parcels, FAST | {"SECRET": SECRET})
        stack.callback(stage.end)
        for _ in range(2):
            stage.start_worker()
        stage.start_api()
        _until_ready(stage)
        ended, (ear, mouth) = _context.Event(), _context.Pipe(duplex=False)
        follower = _context.Process(target=clients.follow, args=(address, ended, mouth), daemon=True)
        follower.start()
        began = time.monotonic()
        _torment(stage, chance, faults, pace_seconds, began + most_seconds)
        calm = time.monotonic()
        stage.calm()
        _come_to_rest(stage, rest_seconds)
        rested = time.monotonic()
        ended.set()
        while not ear.poll():
            stage.rest(0.2)
        polled, odd = ear.recv()
        findings = examine(place, stage.acknowledged, parcels, polled)
        findings.must(len(stage.acknowledged) == len(parcels), "not every batch was acknowledged in the end")
        for answer in (*stage.odd, *odd):
            findings.broken.append(f"an odd answer: {answer}")
        tail = "" if not findings.broken else (folder / "log").read_text(errors="replace")[-6000:]
        return Run(database, seed, dict(stage.faults), len(stage.acknowledged), calm - began, rested - calm, findings, tail)


def prepare(url: str) -> dict[str, str]:
    """The tables, two client companies, and a key of each: {id: key}."""
    database = open_database(url)
    migrate(database)
    keys = {}
    with database.work(EVERY_CLIENT) as work:
        for name in ("Alfa", "Beta"):
            client, key = work.clients.add(name).id, new_key(SECRET)
            work.people.add_key(key.id, client, name, key.digest, ["documents:write", "documents:read"], "faults", now() + LONGEST_LIFE)
            keys[client] = key.text
    database.close()
    return keys


def _until_ready(stage: Stage) -> None:
    deadline = time.monotonic() + START_SECONDS
    while True:
        try:
            if httpx2.get(f"{stage.address.url}/healthz", timeout=5).status_code == 200:
                return
        except httpx2.TransportError:
            if time.monotonic() > deadline:
                stage.hear()
                raise RuntimeError((stage.folder / "log").read_text(errors="replace")[-3000:]) from None
        time.sleep(0.1)


def _torment(stage: Stage, chance: random.Random, faults: int, pace_seconds: float, until: float) -> None:
    names = [name for name in WEIGHTS if stage.postgresql is not None or name != "restart_postgresql"]
    told = time.monotonic()
    while stage.faults.total() < faults and time.monotonic() < until:
        if time.monotonic() > told + TELL_SECONDS:
            told = time.monotonic()
            print(f"{stage.faults.total()} faults, {len(stage.acknowledged)} batches acknowledged", file=sys.stderr, flush=True)
        stage.rest(chance.uniform(0.3, 1.7) * pace_seconds)
        stage.strike(chance, names)


def _come_to_rest(stage: Stage, most_seconds: float) -> None:
    """Until every batch is acknowledged and nothing waits for a machine; at most so long."""
    deadline = time.monotonic() + most_seconds
    database = open_database(stage.database_url)
    while time.monotonic() < deadline:
        stage.rest(0.2)
        if len(stage.acknowledged) == len(stage.parcels):
            with database.read(EVERY_CLIENT) as work:
                if not {"queued", "running"} & work.tasks.count_by_state().keys():
                    break
    database.close()


def main(arguments: Sequence[str] | None = None) -> int:
    """Prints the figures as JSON; 1 when an invariant broke."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--database", choices=["sqlite", "postgresql"], default="sqlite")
    parser.add_argument("--faults", type=int, default=100)
    parser.add_argument("--batches", type=int, default=20)
    parser.add_argument("--poison", type=int, default=1)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--pace", type=float, default=0.35, help="mean seconds between faults")
    parser.add_argument("--rest", type=float, default=600, help="most seconds until everything must have ended")
    parser.add_argument("--seconds", type=float, default=1e9, help="most seconds of faults, however many there were")
    options = parser.parse_args(arguments)
    asked = (options.database, options.faults, options.batches, options.seed, options.poison, options.pace, options.rest, options.seconds)
    done = run(*asked)
    print(json.dumps(asdict(done) | {"all_faults": sum(done.faults.values()), "good": done.is_good}, indent=1))
    return 0 if done.is_good else 1


if __name__ == "__main__":
    raise SystemExit(main())
