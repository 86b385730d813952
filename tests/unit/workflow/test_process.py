"""From a received file to its documents, whatever happens on the way."""

from __future__ import annotations

from dataclasses import replace
from time import time

import pytest
from sqlalchemy import text
from structlog.testing import capture_logs

from domain.errors import ConflictError, InputError, SetupError, TransientError
from storage import EVERY_CLIENT
from storage.tasks import LostLeaseError
from tests.fakes.reader import archive, document, paper
from tests.unit.workflow.conftest import Office
from workflow.process import do_next, load_pages
from workflow.receive import Order, Upload, receive
from workflow.reconcile import reconcile


def test_a_file_becomes_its_documents(office: Office) -> None:
    parts = [document([1], {"a": ("x", "auto")}), document([2, 3], {"a": ("y", "auto"), "b": (None, "auto")}, type="questionnaire")]
    batch = office.read(paper(3, parts))
    results = [d.as_result() for d in office.documents(batch)]
    assert [(r["pages"], r["type"], r["state"], r["version"]) for r in results] == [
        ([1], "contract", "completed", 1),
        ([2, 3], "questionnaire", "completed", 1),
    ]
    assert results[1]["fields"]["a"]["value"] == "y"
    assert results[1]["fields"]["b"]["value"] is None
    assert results[0]["fields"]["a"]["box"] == [0.1, 0.1, 0.9, 0.2]
    assert office.status(batch) == "completed"


def test_the_client_is_told_everything_once_in_order(office: Office) -> None:
    office.read(paper(1), paper(1))
    kinds = [change.kind for change in office.news()]
    assert kinds == ["batch.received", "document.completed", "document.completed", "batch.completed"]
    assert [change.cursor for change in office.news()] == [1, 2, 3, 4]


def test_a_long_file_is_read_in_parts_and_joined_once(office: Office) -> None:
    batch = office.send(paper(7))
    assert office.work() == 1 + 4 + 1
    source = office.sources(batch)[0]
    assert (source.page_count, source.pages_read, source.state) == (7, 7, "done")
    assert office.reader.pages_read == 7
    pages = load_pages(office.tools, office.client, source.id)
    assert [(page.number, int(page.image[0, 0])) for page in pages] == [(n, n) for n in range(1, 8)]


def test_progress_is_visible_while_pages_are_read(office: Office) -> None:
    batch = office.send(paper(5))
    seen = []
    while do_next(office.bench()):
        seen.append(office.sources(batch)[0].pages_read)
    assert seen == [0, 2, 4, 5, 5]


@pytest.mark.parametrize(
    "fault", [TransientError("storage_full", "full"), TransientError("database_unavailable", "away"), SetupError("sandbox_broken", "none")]
)
def test_a_fault_of_the_machine_never_ends_a_good_file_however_long_it_lasts(
    office: Office, monkeypatch: pytest.MonkeyPatch, fault: Exception
) -> None:
    def broken(*_: object) -> int:
        raise fault

    batch = office.send(paper(1))
    with monkeypatch.context() as patch:
        patch.setattr(office.reader, "count_pages", broken)
        for _ in range(3 * office.tools.rules.most_attempts):
            assert do_next(office.bench())
    assert office.sources(batch)[0].state == "received"
    office.work()
    assert office.status(batch) == "completed"


def test_a_fault_that_may_be_the_files_own_ends_it_after_the_last_attempt(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    def killed(*_: object) -> int:
        raise TransientError("sandbox_killed", "killed")

    monkeypatch.setattr(office.reader, "count_pages", killed)
    batch = office.send(paper(1))
    assert office.work() == office.tools.rules.most_attempts
    assert office.sources(batch)[0].error_code == "reading_failed"


def test_one_bad_file_does_not_stop_the_batch(office: Office) -> None:
    batch = office.read(paper(1), b"\x00 not a document", paper(2, damaged_page=2), paper(1))
    results = [d.result for d in office.documents(batch)]
    assert [(r.state.value, r.error.code if r.error else None) for r in results] == [
        ("completed", None),
        ("failed", "unsupported_type"),
        ("failed", "damaged_image"),
        ("completed", None),
    ]
    assert office.status(batch) == "completed"
    assert [s.state for s in office.sources(batch)] == ["done", "failed", "failed", "done"]


def test_the_members_of_an_archive_are_files_of_the_batch(office: Office) -> None:
    batch = office.read(archive({"a.pdf": paper(1), "b.pdf": b"nonsense", "c.zip": archive({"d.pdf": paper(1)})}), paper(1))
    found = {d.result.source: d.result.error.code if d.result.error else "" for d in office.documents(batch)}
    assert found == {"0.pdf/a.pdf": "", "0.pdf/b.pdf": "unsupported_type", "0.pdf/c.zip": "unsupported_type", "1.pdf": ""}
    assert office.status(batch) == "completed"


def test_a_fault_is_tried_again_and_then_said_with_a_code(office: Office) -> None:
    batch = office.read(paper(1, confused=True), paper(1))
    failed, good = office.documents(batch)
    assert failed.result.error is not None
    assert failed.result.error.code == "reading_failed"
    assert good.result.state == "completed"
    with office.tools.database.read(EVERY_CLIENT) as work:
        attempts = {task.step: task.attempt for task in work.tasks.of_source(office.sources(batch)[0].id)}
    assert attempts == {"open": 1, "read": 1, "understand": 3}


def test_the_log_of_a_fault_says_where_and_never_what_the_error_quotes(office: Office) -> None:
    with capture_logs() as log:
        office.read(paper(1, confused=True))
    faults = [line for line in log if line["event"] == "task_broke"]
    assert [(line["reason"], line["where"][-1].partition(":")[0]) for line in faults] == [("RuntimeError", "reader.py")] * 3
    assert "confused" not in str(log)


def test_a_worker_that_died_loses_its_lease_and_nothing_else(office: Office) -> None:
    batch = office.send(paper(1))
    with office.tools.database.work(EVERY_CLIENT) as work:
        dead = work.tasks.claim("dead", lease_seconds=-1)
    assert dead is not None
    assert reconcile(office.tools).returned == 1
    assert reconcile(office.tools).returned == 0
    office.work()
    assert office.status(batch) == "completed"
    with pytest.raises(LostLeaseError), office.tools.database.work(EVERY_CLIENT) as work:
        work.tasks.finish(dead)


def test_a_late_finish_of_a_lost_task_writes_nothing(office: Office) -> None:
    office.send(paper(1))
    database = office.tools.database
    with database.work(EVERY_CLIENT) as work:
        slow = work.tasks.claim("slow", lease_seconds=-1)
    reconcile(office.tools)
    with database.work(EVERY_CLIENT) as work:
        quick = work.tasks.claim("quick", lease_seconds=60)
    assert slow is not None
    assert quick is not None
    assert quick.token > slow.token
    for effect in (lambda work: work.tasks.finish(slow), lambda work: work.tasks.beat(slow, 60)):
        with pytest.raises(LostLeaseError), database.work(EVERY_CLIENT) as work:
            effect(work)


def test_work_put_off_by_a_clock_that_was_an_hour_ahead_is_done_at_once(office: Office) -> None:
    batch = office.send(paper(1), paper(1))
    with office.tools.database.work(EVERY_CLIENT) as work:
        assert work.tasks.claim("w-alive", 60) is not None
        ahead = "UPDATE tasks SET next_seconds = :now + 3600, wake_seconds = :now + 3600, lease_seconds = lease_seconds + 3600"
        work.session.execute(text(ahead), {"now": time()})
    assert not do_next(office.bench())
    assert reconcile(office.tools).returned == 0  # who lives keeps the task
    with office.tools.database.work(EVERY_CLIENT) as work:
        leases = [task.lease_seconds for source in office.sources(batch) for task in work.tasks.of_source(source.id) if task.lease_seconds]
        assert [lease < time() + 60 for lease in leases] == [True]
        assert work.tasks.claim("w-other", 60) is not None


def test_leases_of_a_worker_known_to_be_dead_return_at_once(office: Office) -> None:
    office.send(paper(1), paper(1))
    with office.tools.database.work(EVERY_CLIENT) as work:
        work.tasks.claim("w-dead", 60)
        work.tasks.claim("w-alive", 60)
    assert reconcile(office.tools, lost_owner="w-dead").returned == 1


def test_a_file_that_kills_every_worker_is_failed_with_a_code(office: Office) -> None:
    batch = office.send(paper(1), paper(1))
    source = office.sources(batch)[0]
    with office.tools.database.read(EVERY_CLIENT) as work:
        poison = work.tasks.of_source(source.id)[0].id
    for _ in range(office.tools.rules.most_attempts):
        with office.tools.database.work(EVERY_CLIENT) as work:
            assert work.tasks.claim("w", -1, poison) is not None
        given_up = reconcile(office.tools).given_up
    assert given_up == 1
    office.work()
    assert [d.result.error.code if d.result.error else None for d in office.documents(batch)] == ["reading_failed", None]
    assert office.status(batch) == "completed"


def test_pages_already_read_are_not_read_again(office: Office) -> None:
    batch = office.send(paper(2))
    do_next(office.bench())
    with office.tools.database.work(EVERY_CLIENT) as work:
        claim = work.tasks.claim("dead", 60)
    assert claim is not None
    from workflow.process import _keep_page

    first = next(office.reader.read_pages(_path(office, batch), [1]))
    _keep_page(office.bench(), claim, first)
    reconcile(office.tools, lost_owner="dead")
    office.work()
    assert office.reader.pages_read == 2
    assert office.status(batch) == "completed"


def _path(office: Office, batch: object) -> object:
    source = office.sources(batch)[0]  # type: ignore[arg-type]
    with office.tools.files.local_copy(office.client, source.sha256) as path:
        return path


def test_two_workers_never_hold_one_task(office: Office) -> None:
    office.send(*[paper(1)] * 5)
    held = []
    for owner in ("a", "b", "c", "d", "e", "f"):
        with office.tools.database.work(EVERY_CLIENT) as work:
            held.append(work.tasks.claim(owner, 60))
    assert len({claim.task_id for claim in held if claim}) == 5
    assert held[5] is None


def test_urgent_batches_come_first_and_a_flood_does_not_delay_others(office: Office) -> None:
    with office.tools.database.work(EVERY_CLIENT) as work:
        other = work.clients.add("Beta").id
    flood = office.send(*[paper(1)] * 4)
    beta = replace_client(office, other)
    theirs = beta.send(paper(1))
    urgent = office.send(paper(1), priority="high")
    with office.tools.database.work(EVERY_CLIENT) as work:
        order = [work.sources.get(claim.source_id).batch_id for _ in range(4) if (claim := work.tasks.claim("w", 60))]
    assert order == [urgent.id, theirs.id, flood.id, flood.id]


def replace_client(office: Office, client: str) -> Office:
    return replace(office, client=client)


def test_the_same_key_with_the_same_content_is_the_same_batch(office: Office) -> None:
    first = office.send(paper(1), idempotency_key="k1")
    again = office.send(paper(1), idempotency_key="k1")
    assert again.id == first.id
    with pytest.raises(ConflictError, match="idempotency_conflict"):
        office.send(paper(2), idempotency_key="k1")
    assert len(office.sources(first)) == 1


def test_the_same_bytes_again_are_linked_to_the_first(office: Office) -> None:
    first = office.sources(office.send(paper(1)))[0]
    assert office.sources(office.send(paper(1)))[0].duplicate_of == first.id


def test_a_batch_without_files_or_with_an_unknown_priority_is_refused(office: Office) -> None:
    with pytest.raises(InputError, match="no_files"):
        receive(office.tools, Order(office.client, "key"), [])
    stored = office.tools.files.put(office.client, [b"x"])
    with pytest.raises(InputError, match="unknown_priority"):
        receive(office.tools, Order(office.client, "key", priority="now"), [Upload("a", stored)])
