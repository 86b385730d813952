"""`./run demo`: everything started, the sample batch uploaded through the real API, its fields printed as they arrive.

Works in its own data directory (.spunta/demo). The service stays up until Ctrl-C, with the doubtful fields waiting in the review
page; `--once` stops it when the batch has been read, for scripts.
"""

from __future__ import annotations

import argparse
import os
import re
import secrets
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import httpx

ROOT = Path(__file__).resolve().parents[1]
BATCH = ROOT / "samples" / "batch"
REVIEWER = "revisore@demo.example"
START_SECONDS = 300


def main() -> int:
    """Exit code 0 when every sample was read, 1 otherwise."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--once", action="store_true", help="stop when the batch has been read")
    arguments.add_argument("--port", type=int, default=8000)
    arguments.add_argument("--data", type=Path, default=ROOT / ".spunta" / "demo")
    options = arguments.parse_args()
    port = _free_port(options.port)
    environment = os.environ | {"SPUNTA_DATA_DIR": str(options.data), "SPUNTA_PORT": str(port)}
    password = secrets.token_urlsafe(12)
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    key = _prepare(environment, password)
    service = subprocess.Popen([sys.executable, ROOT / "cli.py", "up"], env=environment, start_new_session=True)
    try:
        address = f"http://127.0.0.1:{port}"
        with httpx.Client(base_url=address, headers={"Authorization": f"Bearer {key}"}, timeout=60, trust_env=False) as api:
            _wait_until_ready(api, service)
            failed = _read_batch(api)
        _say(f"The doubtful fields wait at {address}/  (sign in as {REVIEWER}, password {password})")
        if not options.once:
            _say("Ctrl-C stops everything.")
            service.wait()
    except KeyboardInterrupt:
        failed = 0
    finally:
        service.send_signal(signal.SIGINT)
        service.wait()
    return 1 if failed else 0


def _say(text: str) -> None:
    print(f"\033[1m» {text}\033[0m" if sys.stdout.isatty() else f"» {text}", flush=True)


def _free_port(wanted: int) -> int:
    """The port wanted, or one the system gives when it is taken."""
    for port in (wanted, 0):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return int(probe.getsockname()[1])
    raise SystemExit("demo: no free port on this machine")


def _prepare(environment: dict[str, str], password: str) -> str:
    """A client company, a reviewer and an API key in the demo's own database; the key is shown once, here."""

    def spunta(*arguments: str) -> str:
        done = subprocess.run([sys.executable, ROOT / "cli.py", *arguments], env=environment, capture_output=True, text=True, check=False)
        if done.returncode:
            raise SystemExit(f"demo: spunta {' '.join(arguments[:2])} failed: {done.stderr.strip()}")
        return done.stdout

    _say("preparing a database with a client company, a reviewer and an API key")
    spunta("client", "add", "Demo", "--if-missing")
    spunta("user", "add", REVIEWER, "--role", "manager", "--client", "Demo", "--password", password, "--if-missing")
    spunta("forms", "add", str(BATCH / "forms"))
    found = re.search(r"\bspk_\S+", spunta("key", "create", "--client", "Demo"))
    if found is None:
        raise SystemExit("demo: spunta key create printed no key")
    return found[0]


def _wait_until_ready(api: httpx.Client, service: subprocess.Popen[bytes]) -> None:
    _say("starting database, Redis, workers, API and web page")
    for _ in range(START_SECONDS * 5):
        if service.poll() is not None:
            raise SystemExit("demo: the service ended before it was ready (see above)")
        try:
            if api.get("/readyz").status_code == 200:
                return
        except httpx.TransportError:
            pass
        time.sleep(0.2)
    raise SystemExit(f"demo: the service was not ready after {START_SECONDS} s")


def _read_batch(api: httpx.Client) -> int:
    """Uploads every sample and prints the documents as they arrive; the number that failed."""
    files = sorted(p for p in BATCH.iterdir() if p.is_file() and not p.name.endswith((".json", ".md", ".yaml")))
    started = time.monotonic()
    answer = api.post(
        "/v1/batches",
        files=[("files", (p.name, p.read_bytes())) for p in files],
        data={"reference": "demo"},
        headers={"Idempotency-Key": secrets.token_hex(16)},
    )
    answer.raise_for_status()
    batch = answer.json()
    _say(f"uploaded {len(files)} files as batch {batch['id']}; reading")
    cursor, shown = "", set[tuple[str, int]]()
    failed = decided = doubtful = 0
    while True:
        changes = api.get("/v1/changes", params={"after": cursor, "wait": 5}).raise_for_status().json()
        cursor = changes["cursor"]
        for document_id in dict.fromkeys(c["document_id"] for c in changes["changes"] if c.get("document_id")):
            document = api.get(f"/v1/documents/{document_id}").raise_for_status().json()
            if (document_id, document["version"]) in shown or document["state"] not in ("completed", "needs_review", "failed"):
                continue
            shown.add((document_id, document["version"]))
            failed += document["state"] == "failed"
            auto, review = _print_document(document)
            decided, doubtful = decided + auto, doubtful + review
        state = api.get(f"/v1/batches/{batch['id']}").raise_for_status().json()
        if state["state"] not in ("received", "processing"):
            break
    seconds = time.monotonic() - started
    _say(f"{len(shown)} documents in {seconds:.0f} s: {decided} fields ticked off by the machine, {doubtful} for a person")
    return failed


def _print_document(document: dict[str, Any]) -> tuple[int, int]:
    """Prints one document; how many fields the machine decided, and how many wait."""
    if document["error"]:
        print(f"\n{document['source']}: {document['error']['code']}: {document['error']['message']}")
        return 0, 0
    pages = ", ".join(map(str, document["pages"]))
    print(f"\n{document['source']}, pages {pages}: {document['type']} ({document['type_confidence']:.3f})", flush=True)
    for name, field in document["fields"].items():
        mark = "✓" if field["decision"] != "review" else "?"
        value = "—" if field["value"] is None else field["value"]
        print(f"  {mark} {name:32} {value!s:44} {field['confidence']:.3f}")
    decisions = [field["decision"] for field in document["fields"].values()]
    return sum(d != "review" for d in decisions), decisions.count("review")


if __name__ == "__main__":
    sys.exit(main())
