"""Files sent one by one ahead of their batch: what makes an upload go on after a broken connection."""

from __future__ import annotations

import hashlib

from tests.fakes.door import Door, code_of
from tests.fakes.reader import paper


def send_ahead(door: Door, name: str, content: bytes, key: str = "a write") -> dict[str, object]:
    answer = door.as_key(key).post("/v1/files", files=[("files", (name, content))])
    assert answer.status_code == 201, answer.text
    [file] = answer.json()["files"]
    return dict(file)


def test_a_batch_of_files_sent_ahead_is_read_like_any_other(door: Door) -> None:
    content = paper()
    file = send_ahead(door, "folder/modulo.pdf", content)
    assert file == {
        "name": "folder/modulo.pdf", "sha256": hashlib.sha256(content).hexdigest(), "size_bytes": len(content), "sent_before": False,
    }  # fmt: skip
    answer = door.as_key("a write").post(
        "/v1/batches/of-files", json={"files": [{"name": file["name"], "sha256": file["sha256"]}], "reference": "2026-118"}
    )
    assert answer.status_code == 202, answer.text
    assert (answer.json()["reference"], answer.json()["sources"][0]["name"]) == ("2026-118", "folder/modulo.pdf")
    door.work_through()
    assert door.as_key("a read").get(f"/v1/batches/{answer.json()['id']}").json()["state"] == "completed"


def test_the_same_key_makes_one_batch_and_other_content_is_refused(door: Door) -> None:
    files = [{"name": "1.pdf", "sha256": send_ahead(door, "1.pdf", paper())["sha256"]}]
    writer = door.as_key("a write")
    first, second = (
        writer.post("/v1/batches/of-files", json={"files": files}, headers={"Idempotency-Key": "k1"}).json()["id"] for _ in range(2)
    )
    assert first == second
    other = writer.post("/v1/batches/of-files", json={"files": files * 2}, headers={"Idempotency-Key": "k1"})
    assert (other.status_code, code_of(other)) == (409, "idempotency_conflict")


def test_a_file_that_was_in_a_batch_before_is_said_to_have_been(door: Door) -> None:
    content = paper(2)
    door.send(content)
    assert send_ahead(door, "again.pdf", content)["sent_before"] is True


def test_the_bytes_of_another_company_are_no_file_of_mine(door: Door) -> None:
    sha256 = send_ahead(door, "1.pdf", paper())["sha256"]
    answer = door.as_key("b write").post("/v1/batches/of-files", json={"files": [{"name": "1.pdf", "sha256": sha256}]})
    assert (answer.status_code, code_of(answer)) == (404, "unknown_file")
