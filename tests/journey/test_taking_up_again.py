"""A reviewer's page that is loaded again or dies gets its own task back at once, and takes none from the person's other windows."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from fastapi.testclient import TestClient

from storage import Database
from tests.fakes.door import code_of, open_door
from tests.fakes.reader import document, paper


def doubtful(number: int) -> bytes:
    return paper(1, [document([1], {"a": (str(number), "review")})])


def taken(person: TestClient, **query: Any) -> dict[str, Any] | None:
    answer = person.get("/v1/review/next", params=query)
    assert answer.status_code in {200, 204}, answer.text
    return answer.json() if answer.status_code == 200 else None


def test_what_a_window_left_comes_first_and_its_old_lease_is_worth_nothing(database: Database, tmp_path: Path) -> None:
    with open_door(tmp_path / "door", database=database) as door:
        door.read_documents(doubtful(1), doubtful(2))
        person, other = door.as_person("a reviewer"), door.as_person("manager")
        first = taken(person)
        assert first is not None
        again = taken(person, resume=True)
        assert again is not None
        assert again["id"] == first["id"]
        answer = {"answer_id": "answer-1", "lease": first["lease"]["token"], "version": 1, "fields": {"a": {"action": "confirmed"}}}
        late = person.post(f"/v1/review/{first['id']}", json=answer)
        assert (late.status_code, code_of(late)) == (409, "held_elsewhere")
        kept = person.post(f"/v1/review/{first['id']}", json={**answer, "lease": again["lease"]["token"]})
        assert kept.status_code == 200, kept.text
        second = taken(other)
        assert second is not None
        assert taken(person, resume=True) is None  # somebody else's is not one's own


def test_what_another_window_shows_is_left_to_it(tmp_path: Path) -> None:
    with open_door(tmp_path) as door:
        door.read_documents(doubtful(1), doubtful(2), doubtful(3))
        person = door.as_person("a reviewer")
        shown, left = taken(person), taken(person)
        assert shown is not None
        assert left is not None
        again = taken(person, resume=True, shown=[shown["id"]])
        assert again is not None
        assert again["id"] == left["id"]
        new = taken(person, resume=True, shown=[shown["id"], left["id"]])
        assert new is not None
        assert new["id"] not in {shown["id"], left["id"]}
        assert taken(person) is None  # without `resume` what is held is not given again
        kept = person.post(f"/v1/review/{shown['id']}/renew", json={"lease": shown["lease"]["token"]})
        assert kept.status_code == 200


def test_two_windows_of_one_person_never_answer_one_task_twice(database: Database, tmp_path: Path) -> None:
    with open_door(tmp_path / "door", database=database) as door:
        [row] = door.read_documents(doubtful(1))
        here, there, other = door.as_person("a reviewer"), door.as_person("a reviewer"), door.as_person("manager")
        first, second = taken(here), taken(there, resume=True)
        assert first is not None
        assert second is not None
        told = here.post(f"/v1/review/{first['id']}/renew", json={"lease": first["lease"]["token"]})
        assert (told.status_code, code_of(told)) == (409, "held_elsewhere")
        refused = other.post(f"/v1/review/{first['id']}/take-back")
        assert (refused.status_code, code_of(refused)) == (409, "task_taken")
        back = here.post(f"/v1/review/{first['id']}/take-back").json()

        def answered(window: TestClient, lease: str, value: str) -> tuple[int, str]:
            fields = {"a": {"action": "corrected", "value": value}}
            body = {"answer_id": f"answer-{lease}-{value}", "lease": lease, "version": 1, "fields": fields}
            answer = window.post(f"/v1/review/{first['id']}", json=body)
            return answer.status_code, "" if answer.status_code == 200 else code_of(answer)

        leases = [first["lease"]["token"], second["lease"]["token"], back["lease"]["token"]]
        with ThreadPoolExecutor(6) as pool:  # every lease there ever was, twice, at the same moment
            answers = list(
                pool.map(lambda one: answered(*one), [(w, lease, v) for lease in leases for w, v in ((here, "8"), (there, "9"))])
            )
        assert [status for status, _ in answers].count(200) == 1
        assert {code for status, code in answers if status != 200} <= {"held_elsewhere", "answered_elsewhere"}
        assert {status for status, _ in answers[:4]} == {409}  # the leases of before are worth nothing
        shown = door.as_key("a read").get(f"/v1/documents/{row['id']}").json()
        assert (shown["version"], shown["state"]) == (2, "completed")
        late = there.post(f"/v1/review/{first['id']}/take-back")
        assert (late.status_code, code_of(late)) == (409, "task_closed")


def test_a_task_that_the_other_window_gave_back_is_taken_back_too(tmp_path: Path) -> None:
    with open_door(tmp_path) as door:
        door.read_documents(doubtful(1))
        person = door.as_person("a reviewer")
        first, second = taken(person), taken(person, resume=True)
        assert first is not None
        assert second is not None
        assert person.post(f"/v1/review/{first['id']}/release", json={"lease": second["lease"]["token"]}).status_code == 204
        back = person.post(f"/v1/review/{first['id']}/take-back")
        assert (back.status_code, back.json()["id"]) == (200, first["id"])
