"""Figures on people over HTTP: a team's, one's own, and each person's only once an administrator has recorded why."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from reporting.calendar_weeks import monday
from storage import EVERY_CLIENT, Database
from storage.clients import INSTALLATION
from storage.tables import ReviewAnswer
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


def answered_on(door: Door, day: date, *names: str) -> None:
    """These people gave their answers about noon of that day."""
    with door.tools.database.work(EVERY_CLIENT) as work:
        ids = [door.people[name] for name in names]
        for answer in work.session.scalars(select(ReviewAnswer).where(ReviewAnswer.person_id.in_(ids))):
            answer.at = datetime.combine(day, time(12), UTC)


def noted(door: Door) -> list[tuple[str, dict[str, Any]]]:
    """The installation's audit chain on this matter; fails when the chain is broken."""
    with door.tools.database.read(EVERY_CLIENT) as work:
        assert work.audit_log.first_broken(INSTALLATION) is None
        return [(e.action, dict(e.details)) for e in work.audit_log.entries(INSTALLATION) if e.action.startswith("person_figures.")]


LAST_WEEK = monday(datetime.now(UTC).date()) - timedelta(days=7)


def test_a_team_of_five_is_shown_together_and_nobody_alone(database: Database, tmp_path: Path) -> None:
    with open_door(tmp_path / "door", database=database) as door:
        manager = door.as_person("manager")
        for number, name in enumerate(reviewers(door, 5)):
            found = manager.get(PAGE).json()
            assert (found["withheld"], found["team"] is None) == ((number > 0), (number > 0))  # nobody at all is no secret
            review(door, name, seconds=36.0)
            answered_on(door, LAST_WEEK + timedelta(days=number), name)
        found = manager.get(PAGE).json()
        assert (found["withheld"], found["people"], found["switch"]["shown"], found["least_team"]) == (False, [], False, 5)
        team = found["team"]
        assert (team["people"], team["tasks"], team["fields"], team["seconds"], team["fields_an_hour"]) == (5, 5, 10, 180.0, 200.0)
        assert manager.get(PAGE, params={"until": "2020-01-01"}).json()["team"]["people"] == 0
        assert noted(door) == []


def test_no_two_periods_differ_by_what_one_person_did(database: Database, tmp_path: Path) -> None:
    with open_door(tmp_path / "door", database=database) as door:
        manager = door.as_person("manager")
        *five, sixth, seventh = reviewers(door, 7)
        for name in (*five, sixth, seventh):
            review(door, name, seconds=36.0)
        answered_on(door, LAST_WEEK, *five)
        answered_on(door, LAST_WEEK + timedelta(days=2), sixth)  # alone on that day; the seventh in the week that goes on
        every: list[Any] = []
        for days in range(1, 15):
            asked = {"since": str(LAST_WEEK), "until": str(LAST_WEEK + timedelta(days=days))}
            found = manager.get(PAGE, params=asked).json()
            assert (found["since"], found["until"]) == (str(LAST_WEEK), str(LAST_WEEK + timedelta(days=7)))
            every.append(found["team"])
        assert every[0]["people"] == 6
        assert all(one == every[0] for one in every)
        answered_on(door, LAST_WEEK - timedelta(days=3), sixth)  # a week of his own
        found = manager.get(PAGE).json()
        assert (found["team"]["people"], found["weeks_withheld"]) == (5, 1)


def test_no_two_periods_differ_by_the_time_of_one_person(tmp_path: Path) -> None:
    with open_door(tmp_path / "door") as door:
        manager, page = door.as_person("manager"), "/v1/metrics/service"
        *five, sixth = reviewers(door, 6)
        for name in (*five, sixth):
            review(door, name, seconds=36.0)
        assert manager.get(page).json()["withheld"]  # the week goes on
        answered_on(door, LAST_WEEK, *five)
        answered_on(door, LAST_WEEK + timedelta(days=2), sixth)
        periods = [{}, {"since": str(LAST_WEEK)}, {"client": door.companies["a"]}, {"type": "contract"}]
        assert {manager.get(page, params=asked).json()["human_seconds"] for asked in periods} == {216.0}
        by_day = manager.get(page, params={"by": "day"}).json()["rows"]
        assert [(row["withheld"], row["human_seconds_per_document"]) for row in by_day] == [(True, None)]
        answered_on(door, LAST_WEEK - timedelta(days=7), sixth)
        assert manager.get(page).json()["human_seconds"] == 180.0


def test_an_administrator_shows_figures_on_persons_with_the_reason_which_stays_in_the_audit_chain(tmp_path: Path) -> None:
    with open_door(tmp_path) as door:
        manager, admin = door.as_person("manager"), door.as_person("admin")
        review(door, *reviewers(door, 1), seconds=36.0)
        answered_on(door, LAST_WEEK, "reviewer 1")
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
