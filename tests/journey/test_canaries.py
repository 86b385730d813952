"""Canaries: names, codes and file names go through the journey, and are looked for in logs, the queue, error answers and on the disk."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from redis import Redis

from measurement.private_servers import RedisServer
from storage import Database
from storage.files import LocalFiles
from storage.queue import wake_ups
from storage.sealing import Sealer
from tests.fakes.door import open_door
from tests.fakes.reader import document, paper

CODE, IBAN, NAME = "RSSMRA80A01H501U", "IT60X0542811101000000123456", "Canarino-Giallo"
CANARIES = (CODE, IBAN, NAME)


def _dumped(redis: Redis) -> bytes:
    """Every key with its content, of whatever kind."""
    kinds = {b"string": redis.get, b"hash": redis.hgetall, b"set": redis.smembers}
    told = []
    for key in redis.scan_iter():
        kind = redis.type(key)
        if kind == b"list":
            told.append(repr((key, redis.lrange(key, 0, -1))))
        elif kind == b"zset":
            told.append(repr((key, redis.zrange(key, 0, -1))))
        else:
            told.append(repr((key, kinds[kind](key))))
    return "\n".join(told).encode()


@pytest.mark.redis
def test_no_canary_is_in_logs_queue_errors_or_stored_bytes(
    database: Database, redis: RedisServer, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "sealed"
    with open_door(tmp_path / "door", database=database) as door:
        life = replace(door.tools.life, files=LocalFiles(folder, Sealer([bytes(32)])), wake_ups=wake_ups(redis.url))
        object.__setattr__(door.tools, "life", life)
        content = paper(1, [document([1], {"a": (CODE, "review"), "b": (IBAN, "auto")})])
        files = [("files", (f"{NAME}.pdf", content)), ("files", (f"{NAME}.txt", CODE.encode()))]
        writer, reader = door.as_key("a write"), door.as_key("a read")
        assert writer.post("/v1/batches", files=files, data={"reference": "2026"}).status_code == 202
        with Redis.from_url(redis.url) as queue:
            queued = _dumped(queue)
        door.work_through()
        errors = [
            reader.get(f"/v1/documents/{CODE}"),
            reader.get("/v1/changes", params={"after": IBAN}),
            writer.post("/v1/batches", json={NAME: CODE}),
            door.as_nobody().post("/v1/session", json={"email": f"{NAME}@example.org", "password": CODE, IBAN: IBAN}),
        ]
        stored = b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())
    logged = capsys.readouterr()
    assert queued.count(b"rq:job") >= 2
    assert [answer.status_code for answer in errors if answer.status_code < 400] == []
    assert "task_done" in logged.out
    assert len(stored) > len(content)
    answers = "".join(answer.text for answer in errors)
    places = {"log": logged.out + logged.err, "queue": queued.decode(), "errors": answers, "disk": stored.decode("latin-1")}
    assert [(place, canary) for place, text in places.items() for canary in CANARIES if canary in text] == []
