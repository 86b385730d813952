"""The application behind the review screen that `spunta bench browser` measures: a batch that has been read, and one reviewer."""

from __future__ import annotations

import tempfile
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

import uvicorn
from fastapi import FastAPI

from auth.passwords import hash_password
from document_types import load_types
from http_api.app import create_app
from http_api.tools import Tools as Door
from measurement.browser_bench import EMAIL, PASSWORD
from storage.engine import open_database
from storage.files import LocalFiles
from storage.migrate import migrate
from storage.queue import NoWakeUps
from storage.unit_of_work import EVERY_CLIENT
from workflow.forms import register
from workflow.process import Bench, do_next
from workflow.receive import Order, Upload, receive
from workflow.tools import Reader, Rules, Tools


@contextmanager
def site(page_folder: Path, reader: Reader, files: Mapping[str, bytes], forms: Sequence[Path] = ()) -> Iterator[str]:
    """The application on a database of its own with one reviewer, these files (by name) read by `reader`; its address."""
    with tempfile.TemporaryDirectory(prefix="spunta-bench-") as folder:
        tools = Tools(
            open_database(f"sqlite:///{folder}/spunta.db"), LocalFiles(Path(folder) / "files"), NoWakeUps(), Rules(audit_rate=0.0)
        )
        migrate(tools.database)
        with tools.database.work(EVERY_CLIENT) as work:
            client = work.clients.add("Bench").id
            work.people.add(EMAIL, "bench", "reviewer", hash_password(PASSWORD), [client])
        for form in forms:
            register(tools, form, EMAIL)
        receive(tools, Order(client, EMAIL), [Upload(name, tools.files.put(client, iter([content]))) for name, content in files.items()])
        at_work = Bench(tools, reader, "bench")
        while do_next(at_work):
            pass
        try:
            with served(create_app(Door(tools, PASSWORD, load_types(), page_folder=page_folder))) as address:
                yield address
        finally:
            tools.database.close()


@contextmanager
def served(app: FastAPI) -> Iterator[str]:
    """The application on a free port of the loopback; its address."""
    server = uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=0, log_level="error", lifespan="off"))
    serving = threading.Thread(target=server.run, daemon=True)
    serving.start()
    while not server.started:
        serving.join(0.02)
    try:
        yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    finally:
        server.should_exit = True
        serving.join(10)
