"""Generated calls against the running API: `python -m tests.faults.fuzz_api --examples 300 --seed 1`.

For every described route, as several callers, calls that fit the description and calls that do not: each answer must be one that the
description names, with the content type and the form it promises, and never a failure of the server.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any

import schemathesis
import structlog
import uvicorn
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis.errors import Unsatisfiable
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi import checks

from auth.attempts import Attempts
from delivery.evidence_pack import Seal
from tests.fakes.door import Door, open_door
from tests.fakes.reader import document, paper
from tests.faults.stage import free_port

CHECKS = [
    not_a_server_error, checks.status_code_conformance, checks.content_type_conformance, checks.response_schema_conformance,
    checks.response_headers_conformance,
]  # fmt: skip
MODES = (schemathesis.GenerationMode.POSITIVE, schemathesis.GenerationMode.NEGATIVE)
CALLERS = ("admin", "a reviewer", "key")
ENDS_THE_CALLER = frozenset(
    {"DELETE /v1/session", "POST /v1/session", "PUT /v1/session/password", "POST /v1/session/code", "PUT /v1/sign-in-rules"}
)


@dataclass
class Outcome:
    """What was answered."""

    calls: int = 0
    statuses: Counter[int] = field(default_factory=Counter)
    failures: list[str] = field(default_factory=list)


@contextmanager
def served(folder: Path) -> Iterator[tuple[Door, str]]:
    """A door with something behind it, on a socket; its address."""
    seal = cache(lambda: Seal(folder / "evidence.p12"))
    without_limit = Attempts(10**9, timedelta(minutes=1))
    with open_door(folder, calls=without_limit, evidence_seal=seal) as door:
        door.read_documents(paper(2, [document([1, 2], {"a": ("1", "auto"), "b": ("2", "review")})]))
        port = free_port()
        server = uvicorn.Server(uvicorn.Config(door.app, port=port, log_level="critical", access_log=False))
        thread = threading.Thread(target=server.run)
        thread.start()
        while not server.started:
            time.sleep(0.02)
        try:
            yield door, f"http://127.0.0.1:{port}"
        finally:
            server.should_exit = True
            thread.join()


def fuzz(examples: int, number: int, callers: Sequence[str] = CALLERS, only: str = "") -> Outcome:
    """That many examples of each route (`only`: those that contain it), mode and caller; the same seed makes the same calls."""
    outcome = Outcome()
    with tempfile.TemporaryDirectory(prefix="spunta-fuzz-") as folder, served(Path(folder)) as (door, url):
        schema = schemathesis.openapi.from_dict(_open(door.app.openapi()))
        schema.config.update(base_url=url)
        known = _known(door)
        for caller in callers:
            for described in schema.get_all_operations():
                operation = described.ok()
                name = f"{operation.method.upper()} {operation.path}"
                for mode in MODES if name not in ENDS_THE_CALLER and only in name else ():
                    _fuzz_route(operation, mode, examples, number, _headers(door, caller, url), known, outcome, f"{name} as {caller}")
    return outcome


def _fuzz_route(
    operation: Any, mode: Any, examples: int, number: int, headers: dict[str, str], known: dict[str, str], outcome: Outcome, name: str
) -> None:
    calls = 0

    @seed(number)
    @settings(max_examples=examples, deadline=None, database=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck))
    @given(case=operation.as_strategy(generation_mode=mode))
    def call(case: Any) -> None:
        nonlocal calls
        calls += 1
        if calls % 2 and isinstance(case.path_parameters, dict):  # every other call is about a thing that exists
            case.path_parameters = {name: known.get(name, value) for name, value in case.path_parameters.items()}
        if isinstance(case.query, dict) and "wait" in case.query:  # a long poll would be answered late, and alike
            case.query["wait"] = 0
        answer = case.call(headers=headers, timeout=40)
        outcome.calls += 1
        outcome.statuses[answer.status_code] += 1
        try:
            case.validate_response(answer, checks=CHECKS)
        except BaseExceptionGroup as found:
            outcome.failures.extend(f"{name}: {answer.status_code}: {error}"[:600] for error in found.exceptions)
        except AssertionError as error:
            outcome.failures.append(f"{name}: {answer.status_code}: {error}"[:600])

    try:
        call()
    except Unsatisfiable:  # a call without any input cannot be wrong
        if mode is schemathesis.GenerationMode.POSITIVE:
            outcome.failures.append(f"{name}: no call fits its description")
    except Exception as error:  # whatever else comes out is the finding
        outcome.failures.append(f"{name}: {type(error).__name__}: {error}"[:600])


def _open(description: dict[str, Any]) -> dict[str, Any]:
    """The description without its credentials: the caller brings them, none are generated."""
    paths = {
        path: {method: {k: v for k, v in operation.items() if k != "security"} for method, operation in item.items()}
        for path, item in description["paths"].items()
    }
    return description | {"paths": paths, "components": {"schemas": description["components"]["schemas"]}}


def _known(door: Door) -> dict[str, str]:
    with door.tools.database.read(frozenset({door.companies["a"]})) as work:
        task = work.reviews.queue()[0]
        return {
            "batch": task.batch_id, "task": task.id, "source": task.source_id, "document": str(task.document_id), "page": "1", "field": "a",
            "client": door.companies["a"],
        }  # fmt: skip


def _headers(door: Door, caller: str, url: str) -> dict[str, str]:
    if caller == "key":
        return {"Authorization": f"Bearer {door.keys['a read']}"}
    browser = door.as_person(caller)
    cookies = "; ".join(f"{cookie.name}={cookie.value}" for cookie in browser.cookies.jar)
    return {"Cookie": cookies, "X-CSRF-Token": browser.headers["X-CSRF-Token"], "Sec-Fetch-Site": "same-origin", "Origin": url}


def main(arguments: Sequence[str] | None = None) -> int:
    """Prints the outcome; 1 when anything failed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--examples", type=int, default=30, help="of each route, mode and caller")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--callers", nargs="+", choices=CALLERS, default=CALLERS)
    options = parser.parse_args(arguments)
    began = time.monotonic()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(50))
    outcome = fuzz(options.examples, options.seed, options.callers)
    print(f"{outcome.calls} calls in {time.monotonic() - began:.0f} s, seed {options.seed}: {len(outcome.failures)} failures")
    print(", ".join(f"{status} {count}" for status, count in sorted(outcome.statuses.items())))
    for failure, count in Counter(outcome.failures).most_common():
        print(f"--- {count} times", failure, sep="\n")
    sys.stdout.flush()
    return 1 if outcome.failures else 0


if __name__ == "__main__":
    os._exit(main())  # the server's thread may still hold a long poll
