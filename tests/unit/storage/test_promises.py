"""The delivery promise of a client company gives every batch its moment."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from domain.working_calendar import WorkingCalendar
from tests.fakes.door import code_of, open_door
from tests.fakes.reader import paper


def test_a_batch_without_a_moment_is_due_as_its_company_was_promised(tmp_path: Path) -> None:
    with open_door(tmp_path) as door:
        admin, company = door.as_person("admin"), door.companies["a"]
        calendar = {"days": [1, 2, 3, 4, 5, 6, 7], "opens": "00:00", "closes": "23:59", "public_holidays": False, "closed": ["2026-11-24"]}
        changed = admin.patch(f"/v1/clients/{company}", json={"promise_hours": 5, "calendar": calendar}).json()
        assert (changed["promise_hours"], changed["calendar"]["closed"]) == (5, ["2026-11-24"])
        [promised] = [c for c in admin.get("/v1/clients").json()["clients"] if c["id"] == company]
        batch = door.as_key("a read").get(f"/v1/batches/{door.send(paper())}").json()
        due, received = (datetime.fromisoformat(batch[name]) for name in ("due_at", "created_at"))
        assert abs((due - datetime.fromisoformat(promised["due_now"])).total_seconds()) < 60
        assert 5 * 3600 - 1 <= (due - received).total_seconds() <= 5 * 3600 + 49 * 3600
        named = door.as_key("a read").get(f"/v1/batches/{door.send(paper(2), due_at='2030-01-01T10:00:00Z')}").json()
        assert named["due_at"].startswith("2030-01-01T10:00:00")
        other = door.as_key("b read").get(f"/v1/batches/{door.send(paper(), company='b')}").json()
        assert other["due_at"] is None


def test_a_calendar_that_closes_before_it_opens_is_refused_and_null_is_the_default_again(tmp_path: Path) -> None:
    with open_door(tmp_path) as door:
        admin, address = door.as_person("admin"), f"/v1/clients/{door.companies['a']}"
        wrong = admin.patch(address, json={"calendar": {"days": [1], "opens": "18:00", "closes": "09:00"}})
        assert (wrong.status_code, code_of(wrong)) == (422, "bad_calendar")
        assert admin.patch(address, json={"calendar": {"days": [6], "opens": "08:00", "closes": "12:00"}}).json()["calendar"]["days"] == [6]
        assert admin.patch(address, json={"calendar": None}).json()["calendar"]["days"] == sorted(WorkingCalendar().days)
