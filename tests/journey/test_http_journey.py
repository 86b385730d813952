"""A batch's way through the doors: sent, read, followed, reviewed, amended, exported. The application is real, the reader is not."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from PIL import Image

from storage import Database
from tests.fakes.door import Door, code_of, open_door
from tests.fakes.reader import archive, document, paper

TWO_FIELDS = {"a": ("1", "auto"), "b": ("2", "review")}


def doubtful(**members: Any) -> bytes:
    return paper(1, [document([1], TWO_FIELDS, **members)])


def answer_to(task: dict[str, Any], fields: dict[str, Any], **members: Any) -> dict[str, Any]:
    return {"answer_id": f"answer-{task['id']}", "lease": task["lease"]["token"], "version": task["version"], "fields": fields} | members


def test_a_batch_is_sent_read_reviewed_and_seen_by_the_poller(database: Database, tmp_path: Path) -> None:
    with open_door(tmp_path / "door", database=database) as door:
        _sent_read_reviewed_and_seen(door)


def _sent_read_reviewed_and_seen(door: Door) -> None:
    reader = door.as_key("a read")
    batch = door.send(doubtful(), paper(), reference="2026-118", priority="high", due_at="2030-01-01T10:00:00Z")
    status = reader.get(f"/v1/batches/{batch}").json()
    assert (status["state"], status["reference"], status["priority"], len(status["sources"])) == ("received", "2026-118", "high", 2)
    door.work_through()
    status = reader.get(f"/v1/batches/{batch}").json()
    assert status["state"] == "needs_review"
    assert status["counts"]["documents"] == {"completed": 1, "needs_review": 1}
    assert status["counts"]["fields"] == {"auto": 2, "review": 1}
    feed = reader.get("/v1/changes").json()
    person = door.as_person("a reviewer")
    task = person.get("/v1/review/next").json()
    assert [f["key"] for f in task["fields"] if f["ask"]] == ["b"]
    assert person.get(task["pages"][0]["url"]).content.startswith(b"\x89PNG")
    done = person.post(
        f"/v1/review/{task['id']}", json=answer_to(task, {"b": {"action": "corrected", "value": " due  "}}, seconds=2.5)
    ).json()
    assert done == {"document_id": task["document_id"], "version": 2, "state": "completed", "missed_seeds": 0}
    news = reader.get("/v1/changes", params={"after": feed["cursor"]}).json()
    assert [c["kind"] for c in news["changes"]] == ["document.completed", "batch.completed"]
    result = reader.get(f"/v1/documents/{task['document_id']}").json()
    assert (result["fields"]["b"]["value"], result["fields"]["b"]["decision"], result["version"]) == ("due", "person", 2)
    assert [v["value"] for v in result["history"] if v["field"] == "b"] == ["2", "due"]
    assert reader.get(f"/v1/batches/{batch}").json()["state"] == "completed"


def test_an_answer_sent_twice_is_one_answer(door: Door) -> None:
    door.read_documents(doubtful())
    person = door.as_person("a reviewer")
    task = person.get("/v1/review/next").json()
    body = answer_to(task, {"b": {"action": "confirmed"}})
    first = person.post(f"/v1/review/{task['id']}", json=body)
    assert person.post(f"/v1/review/{task['id']}", json=body).json() == first.json()
    other = person.post(f"/v1/review/{task['id']}", json=body | {"answer_id": "another-answer"})
    assert (other.status_code, code_of(other)) == (409, "answered_elsewhere")


def test_two_reviewers_never_hold_the_same_task(door: Door) -> None:
    door.read_documents(doubtful())
    first, second = door.as_person("a reviewer"), door.as_person("manager")
    task = first.get("/v1/review/next").json()
    assert second.get("/v1/review/next").status_code == 204
    stolen = second.post(f"/v1/review/{task['id']}", json=answer_to(task, {"b": {"action": "confirmed"}}))
    assert (stolen.status_code, code_of(stolen)) == (409, "lost_lease")
    assert first.post(f"/v1/review/{task['id']}/renew", json={"lease": task["lease"]["token"]}).status_code == 200
    assert first.post(f"/v1/review/{task['id']}/release", json={"lease": task["lease"]["token"]}).status_code == 204
    assert second.get("/v1/review/next").json()["id"] == task["id"]


def test_a_stale_version_is_refused_and_nothing_is_saved(door: Door) -> None:
    [row] = door.read_documents(doubtful())
    person = door.as_person("a reviewer")
    task = person.get("/v1/review/next").json()
    amended = person.patch(
        f"/v1/documents/{row['id']}/fields", json={"fields": {"a": {"action": "corrected", "value": "9"}}}, headers={"If-Match": '"1"'}
    )
    assert amended.json() == {"document_id": row["id"], "version": 2}
    assert amended.headers["etag"] == '"2"'
    late = person.post(f"/v1/review/{task['id']}", json=answer_to(task, {"b": {"action": "empty"}}))
    assert (late.status_code, code_of(late)) == (409, "version_conflict")
    lease = {"lease": task["lease"]["token"]}
    assert person.post(f"/v1/review/{task['id']}/renew", json=lease).status_code == 200  # the task stays with who typed
    assert door.as_key("a read").get(f"/v1/documents/{row['id']}").json()["fields"]["b"]["decision"] == "review"
    again = person.post(f"/v1/review/{task['id']}", json=answer_to(task, {"b": {"action": "empty"}}, version=2))
    assert (again.status_code, again.json()["version"]) == (200, 3)  # what was typed, once more, on what is there now


def test_an_answer_of_a_holding_that_ended_is_refused_whoever_holds_the_task_now(door: Door) -> None:
    [row] = door.read_documents(doubtful())
    first, second = door.as_person("a reviewer"), door.as_person("manager")
    task = first.get("/v1/review/next").json()
    typed = answer_to(task, {"b": {"action": "corrected", "value": "typed"}})
    assert first.post(f"/v1/review/{task['id']}/release", json={"lease": task["lease"]["token"]}).status_code == 204
    taken = second.post(f"/v1/review/{task['id']}/take").json()
    for person, code in ((first, "lost_lease"), (second, "held_elsewhere")):  # nor does it help to hold it oneself by now
        late = person.post(f"/v1/review/{task['id']}", json=typed)
        assert (late.status_code, code_of(late)) == (409, code)
    assert door.as_key("a read").get(f"/v1/documents/{row['id']}").json()["version"] == 1
    saved = second.post(f"/v1/review/{task['id']}", json=typed | {"lease": taken["lease"]["token"]})
    assert (saved.status_code, saved.json()["version"]) == (200, 2)


def test_an_amendment_needs_the_version_it_was_made_on(door: Door) -> None:
    [row] = door.read_documents()
    person, address = door.as_person("manager"), f"/v1/documents/{row['id']}/fields"
    body = {"fields": {"a": {"action": "unreadable"}}}
    assert code_of(person.patch(address, json=body)) == "precondition_required"
    assert person.patch(address, json=body).status_code == 428
    stale = person.patch(address, json=body, headers={"If-Match": '"7"'})
    assert (stale.status_code, code_of(stale)) == (412, "precondition_failed")
    assert person.patch(address, json=body, headers={"If-Match": '"1"'}).status_code == 200
    etag = person.get(f"/v1/documents/{row['id']}").headers["etag"]
    assert etag == '"2"'
    assert person.get(f"/v1/documents/{row['id']}", headers={"If-None-Match": etag}).status_code == 304


def test_a_doubtful_cut_is_asked_first_and_answered_by_pages(door: Door) -> None:
    door.read_documents(paper(2, [document([1, 2], TWO_FIELDS, cut_confidence=0.5)]))
    person = door.as_person("a reviewer")
    task = person.get("/v1/review/next").json()
    assert (task["kind"], task["document_id"], task["proposed"][0]["pages"]) == ("structure", None, [1, 2])
    assert person.get(task["pages"][1]["url"]).headers["content-type"] == "image/png"
    wrong = person.post(f"/v1/review/{task['id']}", json=answer_to(task, {}, documents=[{"pages": [1], "type": "recipe"}]))
    assert (wrong.status_code, code_of(wrong)) == (422, "unknown_type")
    pieces = [{"pages": [1], "type": "contract"}, {"pages": [2], "type": "loan_application"}]
    assert person.post(f"/v1/review/{task['id']}", json=answer_to(task, {}, documents=pieces)).json()["state"] == "structured"
    door.work_through()
    rows = door.as_key("a read").get(f"/v1/batches/{task['batch_id']}/documents").json()["documents"]
    assert [(r["pages"], r["type"]) for r in rows] == [([1], "contract"), ([2], "loan_application")]


def test_an_audit_is_keyed_blind(tmp_path: Path) -> None:
    with open_door(tmp_path, audit_rate=1.0) as door:
        [row] = door.read_documents()
        person = door.as_person("a reviewer")
        task = person.get("/v1/review/next", params={"kind": "audit"}).json()
        [asked] = [f for f in task["fields"] if f["ask"]]
        assert (asked["mode"], asked["value"], asked["raw"], asked["candidates"]) == ("blind", None, "", [])
        blind = person.post(f"/v1/review/{task['id']}", json=answer_to(task, {asked["key"]: {"action": "confirmed"}}))
        assert code_of(blind) == "nothing_to_confirm"
        keyed = person.post(f"/v1/review/{task['id']}", json=answer_to(task, {asked["key"]: {"action": "corrected", "value": "other"}}))
        assert keyed.status_code == 200
        assert person.get("/v1/review/next").status_code == 204
        third = door.as_person("manager")
        task = third.get("/v1/review/next").json()
        assert task["kind"] == "adjudicate"
        third.post(f"/v1/review/{task['id']}", json=answer_to(task, {asked["key"]: {"action": "corrected", "value": "other"}}))
        result = door.as_key("a read").get(f"/v1/documents/{row['id']}").json()
        assert (result["fields"][asked["key"]]["value"], result["version"]) == ("other", 2)
        figures = third.get("/v1/metrics/automation").json()["total"]
        assert (figures["audited"], figures["audited_right"]) == (1, 0)
        assert 0.97 < figures["accuracy"]["high"] < 0.98
        assert door.as_key("a read").get("/v1/changes").json()["changes"][-1]["kind"] == "document.amended"


def test_parking_sets_aside_and_a_manager_takes_it(door: Door) -> None:
    door.read_documents(doubtful())
    person, manager = door.as_person("a reviewer"), door.as_person("manager")
    task = person.get("/v1/review/next").json()
    assert person.post(f"/v1/review/{task['id']}", json=answer_to(task, {}, park="page_missing")).json()["state"] == "parked"
    assert person.get("/v1/review/next").status_code == 204
    [row] = manager.get("/v1/review/queue").json()["tasks"]
    assert (row["state"], row["parked_reason"]) == ("parked", "page_missing")
    assert manager.post(f"/v1/review/{task['id']}/take").json()["id"] == task["id"]


def test_a_zone_is_read_again_as_a_candidate(door: Door) -> None:
    [row] = door.read_documents()
    person = door.as_person("a reviewer")
    body = {"page": 1, "box": {"x": 0.25, "y": 0.1, "width": 0.9, "height": 0.2}, "kind": "text"}
    answer = person.post(f"/v1/documents/{row['id']}/read-zone", json=body).json()
    assert answer["text"] == "text 0.25 page 1"
    assert answer["doubtful"] == [[5, 6]]
    assert code_of(person.post(f"/v1/documents/{row['id']}/read-zone", json=body | {"kind": "recipe"})) == "unknown_kind"
    assert person.post(f"/v1/documents/{row['id']}/read-zone", json=body | {"page": 2}).status_code == 404


def test_the_picture_of_a_field_is_its_box(door: Door) -> None:
    [row] = door.read_documents()
    crop = door.as_key("a read").get(f"/v1/documents/{row['id']}/fields/a/crop")
    assert crop.content.startswith(b"\x89PNG")
    assert door.as_key("a read").get(f"/v1/documents/{row['id']}/fields/nope/crop").status_code == 404


@pytest.mark.parametrize("format_", ["json", "jsonl", "csv", "xlsx"])
def test_results_come_in_every_format(door: Door, format_: str) -> None:
    batch = door.send(doubtful(), b"\x00 not a document", paper(1, [document([1], {"f": ("=1+1", "auto")})]))
    door.work_through()
    answer = door.as_key("a read").get(f"/v1/batches/{batch}/results", params={"format": format_})
    assert answer.status_code == 200
    assert answer.headers["content-disposition"] == f'attachment; filename="{batch}.{format_}"'
    if format_ == "json":
        states = [r["state"] for r in answer.json()]
        assert states == ["needs_review", "failed", "completed"]
        assert answer.json()[1]["error"]["code"] == "unsupported_type"
    if format_ == "jsonl":
        assert [json.loads(line)["batch_id"] for line in answer.text.splitlines()] == [batch] * 3
    if format_ == "csv":
        rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"), newline="")))
        assert [r["value"] for r in rows] == ["1", "2", "", "'=1+1"]


def test_an_archive_and_a_broken_file_do_not_stop_the_batch(door: Door) -> None:
    batch = door.send(archive({"one.pdf": paper(), "two.pdf": b"?"}), paper())
    door.work_through()
    answer = door.as_key("a read").get(f"/v1/batches/{batch}").json()
    assert answer["state"] == "completed"
    assert answer["counts"]["documents"] == {"completed": 2, "failed": 1}
    names = [(s["name"], s["state"], s["error"] and s["error"]["code"]) for s in answer["sources"]]
    assert ("0.pdf/two.pdf", "failed", "unsupported_type") in names


def test_values_are_brought_to_normal_form_and_checked(door: Door) -> None:
    [row] = door.read_documents(doubtful())
    with door.tools.database.work(None) as work:
        field = next(f for f in work.documents.fields(row["id"]) if f.key == "b")
        field.kind = "date"
    person = door.as_person("a reviewer")
    task = person.get("/v1/review/next").json()

    def send(value: str, action: str = "corrected") -> Any:
        return person.post(f"/v1/review/{task['id']}", json=answer_to(task, {"b": {"action": action, "value": value}}))

    refused = send("32/13/1980")
    assert refused.status_code == 422
    assert code_of(refused) in {"check_failed", "invalid_value"}
    assert send("05/04/1980").status_code == 200
    assert door.as_key("a read").get(f"/v1/documents/{row['id']}").json()["fields"]["b"]["value"] == "1980-04-05"


def test_the_same_idempotency_key_answers_the_same_batch(door: Door) -> None:
    sender = door.as_key("a write")

    def send(content: bytes, key: str = "key-1", client: TestClient = sender) -> Any:
        return client.post("/v1/batches", files=[("files", ("x.pdf", content))], headers={"Idempotency-Key": key})

    first = send(paper())
    assert send(paper()).json()["id"] == first.json()["id"]
    assert send(paper(), "key-2").json()["id"] != first.json()["id"]
    assert send(paper(), client=door.as_key("b write")).json()["id"] != first.json()["id"]
    other = send(paper(2))
    assert (other.status_code, code_of(other)) == (409, "idempotency_conflict")
    assert code_of(send(paper(), "two words")) == "bad_idempotency_key"
    assert len(door.as_key("a read").get("/v1/batches").json()["batches"]) == 2


def test_batches_are_listed_page_by_page(door: Door) -> None:
    sent = [door.send(paper(), reference=str(i)) for i in range(5)]
    reader, seen, before = door.as_key("a read"), [], None
    while True:
        page = reader.get("/v1/batches", params={"limit": 2} | ({"before": before} if before else {})).json()
        seen += [batch["id"] for batch in page["batches"]]
        before = page["next"]
        if before is None:
            break
    assert seen == sent[::-1]
    assert [b["id"] for b in reader.get("/v1/batches", params={"reference": "3"}).json()["batches"]] == [sent[3]]


def test_a_manager_must_say_for_which_company_a_batch_is(door: Door) -> None:
    manager = door.as_person("manager")
    files = [("files", ("x.pdf", paper()))]
    unnamed = manager.post("/v1/batches", files=files)
    assert (unnamed.status_code, code_of(unnamed)) == (422, "client_needed")
    sent = manager.post("/v1/batches", files=files, data={"client": door.companies["b"]})
    assert sent.json()["client_id"] == door.companies["b"]
    assert code_of(manager.post("/v1/batches", files=files, data={"client": "nobody"})) == "unknown_client"


def test_prometheus_counts_without_names(door: Door) -> None:
    door.read_documents(doubtful())
    text = door.as_nobody().get("/metrics").text
    assert 'spunta_fields{decision="review",type="contract"} 1.0' in text
    assert 'spunta_review_tasks_open{kind="fields"} 1.0' in text
    assert "Company" not in text


DRAWN = {
    "key": "drawn", "version": 1, "type": "questionnaire", "title": {"it": "Disegnato"},
    "fields": [
        {"key": "a", "kind": "text", "label": {"it": "A"}, "page": 1, "box": {"x": 0.1, "y": 0.1, "width": 0.2, "height": 0.1}, "comb": 4},
        {
            "key": "b", "kind": "choice", "label": {"it": "B"}, "page": 1,
            "options": [
                {"value": v, "label": {"it": v}, "box": {"x": x, "y": 0.5, "width": 0.05, "height": 0.05}}
                for v, x in (("2", 0.1), ("3", 0.3))
            ],
        },
    ],
}  # fmt: skip


def test_a_form_is_drawn_on_a_sample_used_and_counted(door: Door) -> None:
    [sample] = door.read_documents()
    admin = door.as_person("admin")
    words = admin.get(f"/v1/documents/{sample['id']}/pages/1/words").json()
    assert words["words"][0]["box"] == {"x": 0.1, "y": 0.1, "width": 0.8, "height": 0.1}
    wrong = admin.post("/v1/forms/drawn", json=DRAWN | {"document_id": sample["id"], "type": "recipe"})
    assert (wrong.status_code, code_of(wrong)) == (422, "bad_form_definition")
    drawn = admin.post("/v1/forms/drawn", json=DRAWN | {"document_id": sample["id"]})
    assert (drawn.status_code, drawn.json()["fields"][1]["options"]) == (201, ["2", "3"])
    assert [form["key"] for form in admin.get("/v1/forms").json()["forms"]] == ["drawn"]
    rows = door.read_documents(doubtful(), paper(1, [document([1], {"a": (None, "auto"), "b": ("3", "auto")})]))
    with door.tools.database.work(None) as work:
        for row in rows:
            work.documents.get(row["id"]).form = "drawn"
    person = door.as_person("a reviewer")
    asked = next(f for f in person.get("/v1/review/next").json()["fields"] if f["ask"])
    assert (asked["label"], [option["value"] for option in asked["options"]]) == ({"it": "B"}, ["2", "3"])
    counted = door.as_key("a read").get("/v1/forms/drawn/statistics").json()
    assert counted["sheets"] == 2
    assert [(q["answered"], q["blank"], q["waiting"]) for q in counted["questions"]] == [(1, 1, 0), (1, 0, 1)]
    crossed = door.as_key("a read").get("/v1/forms/drawn/statistics", params={"row": "b", "column": "a"})
    assert code_of(crossed) == "not_a_choice"
    assert door.as_key("b read").get("/v1/forms/drawn/statistics").json()["sheets"] == 0


def test_a_form_definition_is_sent_as_files(door: Door) -> None:
    admin, blank = door.as_person("admin"), io.BytesIO()
    Image.new("L", (80, 110), 255).save(blank, "PNG")
    text = """
form: sent
version: 2
type: questionnaire
title: {it: Mandato}
blank: blank.png
fields:
  - {key: a, label: {it: A}, kind: text, page: 1, box: [0.1, 0.1, 0.4, 0.2]}
"""
    files = [("files", ("form.yaml", text.encode())), ("files", ("blank.png", blank.getvalue()))]
    sent = admin.post("/v1/forms", files=files)
    assert (sent.status_code, sent.json()["version"]) == (201, 2), sent.text
    assert code_of(admin.post("/v1/forms", files=files[:1])) == "bad_form_definition"


def test_the_documents_behind_a_figure_are_found(door: Door) -> None:
    first, second = door.read_documents(doubtful(), paper())
    reader = door.as_key("a read")

    def find(**query: Any) -> set[str]:
        return {row["id"] for row in reader.get("/v1/documents", params=query).json()["documents"]}

    assert find() == {second["id"], first["id"]}
    assert find(state="needs_review") == {first["id"]}
    assert find(field="b", decision="review") == {first["id"]}
    assert find(type="loan_application") == set()
    newest = reader.get("/v1/documents", params={"limit": 1}).json()
    assert {newest["documents"][0]["id"], *find(before=newest["next"])} == {first["id"], second["id"]}
    assert door.as_key("b read").get("/v1/documents").json()["documents"] == []
    by_day = reader.get("/v1/metrics/automation", params={"by": "day"}).json()["rows"]
    assert [(row["documents"], row["fields"]) for row in by_day] == [(2, 3)]


def test_a_webhook_is_set_up_watched_replayed_and_removed(door: Door) -> None:
    person = door.as_person("a client")
    refused = person.post("/v1/webhooks", json={"url": "https://localhost:8443/x"})
    assert (refused.status_code, code_of(refused)) == (422, "invalid_url")
    made = person.post("/v1/webhooks", json={"url": "https://receiver.example/x"}).json()
    assert made["secret"].startswith("whsec_")
    assert made["secret"] not in person.get("/v1/webhooks").text
    door.send(paper())
    address = f"/v1/webhooks/{made['id']}"
    assert person.patch(address, json={"active": False, "after": "0"}).json()["state"] == "stopped"
    rotated = person.post(f"{address}/rotate").json()
    assert rotated["secret"] != made["secret"]
    assert person.delete(address).status_code == 204
    assert person.get("/v1/webhooks").json()["webhooks"] == []


def test_the_original_is_given_back_unaltered_and_never_shown(door: Door) -> None:
    content = paper()
    batch = door.send(content)
    [source] = door.as_key("a read").get(f"/v1/batches/{batch}").json()["sources"]
    original = door.as_key("a read").get(f"/v1/batches/{batch}/sources/{source['id']}")
    assert original.content == content
    assert original.headers["content-disposition"] == "attachment; filename=\"original\"; filename*=UTF-8''0.pdf"
    assert "sandbox" in original.headers["content-security-policy"]
    assert door.as_key("a read").get(f"/v1/batches/{source['id']}/sources/{source['id']}").status_code == 404


def test_an_urgent_batch_is_reviewed_first(door: Door) -> None:
    first, second = door.send(doubtful()), door.send(doubtful())
    door.work_through()
    manager = door.as_person("manager")
    changed = manager.patch(f"/v1/batches/{second}", json={"priority": "high", "due_at": "2030-01-01T10:00:00Z"}).json()
    assert (changed["priority"], changed["due_at"]) == ("high", "2030-01-01T10:00:00Z")
    assert manager.get("/v1/review/next").json()["batch_id"] == second
    assert manager.get("/v1/review/next").json()["batch_id"] == first
    assert manager.patch(f"/v1/batches/{second}", json={"due_at": "2030-01-01T10:00:00"}).status_code == 422


def work_eighteen_seconds(door: Door) -> TestClient:
    """One document reviewed by one person; the manager's browser."""
    door.read_documents(doubtful())
    manager = door.as_person("manager")
    task = manager.get("/v1/review/next").json()
    manager.post(f"/v1/review/{task['id']}", json=answer_to(task, {"b": {"action": "confirmed"}}, seconds=18.0))
    return manager


def test_human_time_and_its_cost_are_reported_where_that_was_agreed(tmp_path: Path) -> None:
    with open_door(tmp_path) as door:
        manager = work_eighteen_seconds(door)
        agreed = {"shown": True, "reason": "Accordo sindacale del 12/01/2026"}
        assert door.as_person("admin").put("/v1/metrics/people", json=agreed).status_code == 200
        report = manager.get("/v1/metrics/service", params={"hourly_rate": "20", "by": "type"}).json()
        assert (report["human_seconds"], report["cost_per_document"], report["withheld"]) == (18.0, "0.1000", False)
        assert [(row["group"], row["cost_per_document"]) for row in report["rows"]] == [({"type": "contract"}, "0.1000")]
        assert manager.get("/v1/metrics/service").json()["cost_per_document"] is None


def test_the_time_of_fewer_than_five_people_is_withheld(door: Door) -> None:
    report = work_eighteen_seconds(door).get("/v1/metrics/service", params={"hourly_rate": "20", "by": "client"}).json()
    assert (report["human_seconds"], report["cost_per_document"], report["withheld"]) == (None, None, True)
    assert report["rows"][0]["human_seconds_per_document"] is None
    assert (report["documents"], report["days"][0]["completed"]) == (1, 1)


def test_the_documents_behind_a_figure_are_found_by_day(door: Door) -> None:
    [document] = door.read_documents()
    reader = door.as_key("a read")
    assert [d["id"] for d in reader.get("/v1/documents", params={"since": "2020-01-01"}).json()["documents"]] == [document["id"]]
    assert reader.get("/v1/documents", params={"until": "2020-01-01"}).json()["documents"] == []
    assert reader.get("/v1/documents", params={"audit": "checked"}).json()["documents"] == []
