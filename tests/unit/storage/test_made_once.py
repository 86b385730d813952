"""A caller's Idempotency-Key: two at the same moment make one thing."""

from __future__ import annotations

import threading

import pytest

from domain.errors import NotFoundError
from storage import EVERY_CLIENT, Database


def make(database: Database, made: list[tuple[str, bool]]) -> None:
    with database.work(EVERY_CLIENT) as work:
        row, is_new = work.made_once.claim("caller", "key", "content")
        if is_new:
            row.made_id = work.clients.add("Alfa").id
        made.append((str(row.made_id), is_new))


def test_whoever_claims_a_key_at_the_same_moment_gets_what_the_first_made(database: Database) -> None:
    made: list[tuple[str, bool]] = []
    threads = [threading.Thread(target=make, args=(database, made)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(made) == 8
    assert len({made_id for made_id, _ in made}) == 1
    assert sum(is_new for _, is_new in made) == 1


def test_a_transaction_that_fails_has_claimed_nothing(database: Database) -> None:
    with pytest.raises(NotFoundError), database.work(EVERY_CLIENT) as work:
        work.clients.get(work.made_once.claim("caller", "failed", "content")[0].caller)
    with database.work(EVERY_CLIENT) as work:
        assert work.made_once.claim("caller", "failed", "other content")[1]
