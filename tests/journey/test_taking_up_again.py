"""A reviewer's page that is loaded again or dies gets its own task back at once, and takes none from the person's other windows."""

from __future__ import annotations

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
        assert (late.status_code, code_of(late)) == (409, "lost_lease")
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
