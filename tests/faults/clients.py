"""Programs of client companies, as processes: one sends until it is told 202, one polls the feeds. Both try again after anything."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from multiprocessing.connection import Connection
from multiprocessing.synchronize import Event

import httpx2

from tests.faults.parcels import Parcel

LATER = frozenset({429, 503, 507})
"""Answers that mean: the same again, later."""


@dataclass(frozen=True)
class Address:
    """Where the service is, and the keys of the companies by id."""

    url: str
    keys: Mapping[str, str]

    def as_client(self, client: str) -> dict[str, str]:
        """The headers of a call of that company."""
        return {"Authorization": f"Bearer {self.keys[client]}"}


def send(address: Address, parcels: list[Parcel], mouth: Connection, pause_seconds: float) -> None:
    """Sends one batch after the other; says (key, batch id) of each answered with 202, and ("", what it was) of any odd answer."""
    with httpx2.Client(base_url=address.url, timeout=10) as http:
        for parcel in parcels:
            files = [("files", (f"{n}.pdf", content)) for n, content in enumerate(parcel.papers)]
            headers = address.as_client(parcel.client) | {"Idempotency-Key": parcel.key}
            while True:
                try:
                    answer = http.post("/v1/batches", files=files, headers=headers)
                except httpx2.TransportError:
                    time.sleep(0.1)
                    continue
                if answer.status_code == 202:
                    mouth.send((parcel.key, answer.json()["id"]))
                    break
                if answer.status_code not in LATER:
                    mouth.send(("", f"{answer.status_code} {answer.text[:200]}"))
                time.sleep(0.1)
            time.sleep(pause_seconds)


def follow(address: Address, ended: Event, mouth: Connection) -> None:
    """Polls every company's feed; once `ended` is set and nothing is new, tells the cursors that were seen and the odd answers."""
    cursors: dict[str, list[int]] = {client: [] for client in address.keys}
    odd: list[str] = []
    while True:
        last, news = ended.is_set(), 0
        with httpx2.Client(base_url=address.url, timeout=10) as http:
            for client, known in cursors.items():
                query = {"after": str(known[-1] if known else 0), "limit": "50"}
                try:
                    answer = http.get("/v1/changes", params=query, headers=address.as_client(client))
                except httpx2.TransportError:
                    news += 1
                    continue
                if answer.status_code != 200:
                    news += 1
                    odd.extend([f"{answer.status_code} {answer.text[:200]}"] if answer.status_code not in LATER else [])
                    continue
                new = [int(change["cursor"]) for change in answer.json()["changes"]]
                known.extend(new)
                news += len(new)
        if last and not news:
            mouth.send((cursors, odd))
            return
        time.sleep(0.2)
