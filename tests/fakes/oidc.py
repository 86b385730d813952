"""A real OpenID Connect provider on a loopback port, in a process of its own."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager


@contextmanager
def oidc_provider(people: Mapping[str, Mapping[str, object]], port: int = 0) -> Iterator[str]:
    """Its issuer address. `people`: subject -> claims; whoever asks may sign in as any of them. `port` 0: any that is free."""
    port = port or _free_port()
    claims = [part for subject, more in people.items() for part in ("--user-claims", json.dumps({"sub": subject, **more}))]
    command = [sys.executable, "-W", "ignore", "-m", "oidc_provider_mock", "--host", "127.0.0.1", "--port", str(port), *claims]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        _wait(port, process)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(20)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait(port: int, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 60
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            return
        except OSError:
            if time.monotonic() > deadline or process.poll() is not None:
                raise RuntimeError("the provider did not start") from None
            time.sleep(0.05)
