"""Figures on people over HTTP: a team's, one's own, and each person's only once an administrator has recorded why."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from storage import EVERY_CLIENT, Database
from storage.clients import INSTALLATION
from tests.fakes.door import Door, address, code_of, open_door
from tests.fakes.reader import document, paper

REASON = "Accordo sindacale del 12 gennaio 2026, prot. 118"
PAGE = "/v1/metrics/people"


def reviewers(door: Door, count: int) -> list[str]:
    """Names of so many reviewers who see every company."""
    names = [f"reviewer {number}" for number in range(1, count + 1)]
    with door.tools.database.work(EVERY_CLIENT) as work:
        admin = work.people.by_email(address("admin"))
        assert admin is not None
        for name in names:
            door.people[name] = work.people.add(address(name), name, "reviewer", admin.password_hash).id
    return names


def review(door: Door, who: str, seconds: float, fields: int = 2) -> None:
    """One document of so many doubtful fields, decided by that person."""
    door.read_documents(paper(1, [document([1], {f"f{n}": (str(n), "review") for n in range(fields)})], note=f"{who} {seconds}"))
    person = door.as_person(who)
    task = person.get("/v1/review/next").json()
    answers = {field["key"]: {"action": "confirmed"} for field in task["fields"] if field["ask"]}
    answer = {"answer_id": f"answer-{task['id']}", "lease": task["lease"]["token"], "version": task["version"], "fields": answers}
    done = person.post(f"/v1/review/{task['id']}", json={**answer, "seconds": seconds})
    assert done.status_code == 200, done.text


def noted(door: Door) -> list[tuple[str, dict[str, Any]]]:
    """The installation's audit chain on this matter; fails when the chain is broken."""
    with door.tools.database.read(EVERY_CLIENT) as work:
        assert work.audit_log.first_broken(INSTALLATION) is None
        return [(e.action, dict(e.details)) for e in work.audit_log.entries(INSTALLATION) if e.action.startswith("person_figures.")]


def test_a_team_of_five_is_shown_together_and_nobody_alone(database: Database, tmp_path: Path) -> None:
    with open_door(tmp_path / "door", database=database) as door:
        manager = door.as_person("manager")
        for number, name in enumerate(reviewers(door, 5)):
            found = manager.get(PAGE).json()
            assert (found["withheld"], found["team"] is None) == ((number > 0), (number > 0))  # nobody at all is no secret
            review(door, name, seconds=36.0)
        found = manager.get(PAGE).json()
        assert (found["withheld"], found["people"], found["switch"]["shown"], found["least_team"]) == (False, [], False, 5)
        team = found["team"]
        assert (team["people"], team["tasks"], team["fields"], team["seconds"], team["fields_an_hour"]) == (5, 5, 10, 180.0, 200.0)
        assert manager.get(PAGE, params={"until": "2020-01-01"}).json()["team"]["people"] == 0
        assert noted(door) == []


def test_an_administrator_shows_figures_on_persons_with_the_reason_which_stays_in_the_audit_chain(tmp_path: Path) -> None:
    with open_door(tmp_path) as door:
        manager, admin = door.as_person("manager"), door.as_person("admin")
        review(door, *reviewers(door, 1), seconds=36.0)
        assert manager.get(PAGE).json()["withheld"]
        switched = admin.put(PAGE, json={"shown": True, "reason": REASON}).json()
        assert (switched["shown"], switched["reason"], switched["changed_by"]) == (True, REASON, "admin")
        [person] = manager.get(PAGE).json()["people"]
        assert (person["name"], person["figures"]["fields_an_hour"]) == ("reviewer 1", 200.0)
        assert noted(door) == [("person_figures.switched", {"shown": True, "reason": REASON}), ("person_figures.viewed", {"people": 1})]
        admin.put(PAGE, json={"shown": False, "reason": "Accordo disdetto il 1 marzo"})
        found = manager.get(PAGE).json()
        assert (found["people"], found["team"], found["withheld"]) == ([], None, True)
        assert len(noted(door)) == 3


@pytest.mark.parametrize("body", [{"shown": True}, {"shown": True, "reason": "sì"}, {"shown": True, "reason": REASON, "more": 1}])
def test_nothing_is_switched_without_a_reason(tmp_path: Path, body: dict[str, Any]) -> None:
    with open_door(tmp_path) as door:
        refused = door.as_person("admin").put(PAGE, json=body)
        assert (refused.status_code, code_of(refused)) == (422, "invalid_request")
        assert not door.as_person("manager").get(PAGE).json()["switch"]["shown"]


def test_an_administrator_of_one_company_may_not_switch_and_a_manager_of_one_sees_its_work_alone(tmp_path: Path) -> None:
    with open_door(tmp_path) as door:
        review(door, *reviewers(door, 1), seconds=36.0)
        door.as_person("admin").put(PAGE, json={"shown": True, "reason": REASON})
        with door.tools.database.work(EVERY_CLIENT) as work:
            for name in ("manager", "admin"):
                work.people.set_clients(door.people[name], [door.companies["b"]])
        refused = door.as_person("admin").put(PAGE, json={"shown": False, "reason": REASON})
        assert (refused.status_code, code_of(refused)) == (403, "forbidden")
        assert door.as_person("manager").get(PAGE).json()["people"] == []
        with door.tools.database.work(EVERY_CLIENT) as work:
            work.people.set_clients(door.people["manager"], [door.companies["a"]])
        assert [one["name"] for one in door.as_person("manager").get(PAGE).json()["people"]] == ["reviewer 1"]


def test_everybody_sees_their_own_figures_with_the_known_errors_they_missed(tmp_path: Path) -> None:
    with open_door(tmp_path) as door:
        one, two = reviewers(door, 2)
        with door.tools.database.work(EVERY_CLIENT) as work:
            work.second_readings.set_rule("text", "confirm", 1.0, door.people["admin"])
        fields = {"applicant.surname": ("Rossi", "auto"), "b": ("2", "review")}
        door.read_documents(paper(1, [document([1], fields)]))
        person = door.as_person(one)
        task = person.get("/v1/review/next").json()
        answers = {field["key"]: {"action": "confirmed"} for field in task["fields"] if field["ask"]}
        answer = {"answer_id": "answer-1", "lease": task["lease"]["token"], "version": task["version"], "fields": answers, "seconds": 9.0}
        done = person.post(f"/v1/review/{task['id']}", json=answer).json()
        own = person.get(f"{PAGE}/me").json()["figures"]
        assert (own["people"], own["tasks"], own["seconds"]) == (1, 1, 9.0)
        assert (own["missed"], own["known_errors"]) == (done["missed_seeds"], done["missed_seeds"]) == (1, 1)
        assert door.as_person(two).get(f"{PAGE}/me").json()["figures"]["tasks"] == 0
        assert person.get(PAGE).status_code == 403
