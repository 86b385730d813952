"""Calls at a service as its clients make them: at given rates, whether or not the earlier ones have been answered (an open loop)."""

from __future__ import annotations

import asyncio
import random
import time
from collections import Counter
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any

import httpx
import numpy as np
import pikepdf
from reportlab.pdfgen.canvas import Canvas

NO_ANSWER = 0
"""In place of a status: the connection broke, or nothing came within PATIENCE_SECONDS."""
PATIENCE_SECONDS = 30.0
MOST_OPEN = 400
"""Calls under way at once; what would be more is not sent and is counted."""
TICK_SECONDS = 0.01
POLL_SECONDS = 0.05
LONGEST_TURN_SECONDS = 300.0
OF_A_SHEET_BYTES = 1_300
ENDED = frozenset({"completed", "needs_review"})


@dataclass(frozen=True, slots=True)
class Answer:
    """What a call was answered."""

    kind: str
    """`upload` or `status`."""
    due: float
    """Monotonic seconds at which it was to be sent: the wait counts from there, whatever held the sender up."""
    seconds: float
    status: int

    @property
    def is_good(self) -> bool:
        return 200 <= self.status < 300


@dataclass
class Load:
    """The answers of one stretch of load."""

    answers: list[Answer] = field(default_factory=list)
    not_sent: int = 0
    """Calls that were due while MOST_OPEN were under way."""
    seconds: float = 0.0

    def of(self, kind: str) -> list[Answer]:
        return [answer for answer in self.answers if answer.kind == kind]

    def statuses(self, kind: str) -> dict[int, int]:
        """How often each status was answered."""
        return dict(sorted(Counter(answer.status for answer in self.of(kind)).items()))

    def percentiles(self, kind: str) -> tuple[float, float, float]:
        """p50, p95 and p99 of the seconds of good answers; NaN without any."""
        seconds = [answer.seconds for answer in self.of(kind) if answer.is_good]
        if not seconds:
            return (float("nan"),) * 3
        p50, p95, p99 = (float(value) for value in np.percentile(seconds, [50, 95, 99]))
        return p50, p95, p99


class Papers:
    """One-page PDFs of a given size in bytes, no two alike."""

    def __init__(self, size_bytes: int, seed: int = 0) -> None:
        self._template = _filled_pdf(size_bytes, seed)
        self._count = 0

    def next(self) -> bytes:
        self._count += 1
        return self._template + b"\n%% %012d\n" % self._count


@dataclass
class Client:
    """A client company's program, and the batches it knows of."""

    key: str
    urls: Sequence[str]
    """The API processes; it goes from one to the next, as a balancer would."""
    batches: list[str] = field(default_factory=list)
    calls: int = 0

    def address(self, path: str) -> str:
        self.calls += 1
        return self.urls[self.calls % len(self.urls)] + path

    @property
    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.key}"}


class Connections:
    """A client of one connection for each call under way: one pool of them all would search its whole list at every call."""

    def __init__(self) -> None:
        self._idle: list[httpx.AsyncClient] = []
        self._all: list[httpx.AsyncClient] = []

    async def __aenter__(self) -> Connections:
        return self

    async def __aexit__(self, *_: object) -> None:
        for http in self._all:
            await http.aclose()

    async def get(self, url: str, **more: Any) -> httpx.Response:
        return await self._call("GET", url, more)

    async def post(self, url: str, **more: Any) -> httpx.Response:
        return await self._call("POST", url, more)

    async def _call(self, method: str, url: str, more: dict[str, Any]) -> httpx.Response:
        http = self._idle.pop() if self._idle else self._new()
        try:
            return await http.request(method, url, **more)
        finally:
            self._idle.append(http)

    def _new(self) -> httpx.AsyncClient:
        limits = httpx.Limits(max_connections=1, keepalive_expiry=10)
        http = httpx.AsyncClient(timeout=PATIENCE_SECONDS, limits=limits, verify=False, trust_env=False)  # loopback, without TLS
        self._all.append(http)
        return http


async def drive(clients: Sequence[Client], papers: Papers, uploads: float, statuses: float, seconds: float, seed: int = 0) -> Load:
    """`uploads` and `statuses` calls a second for `seconds`, spread evenly over the clients; ends when the last one is answered."""
    load, chance, under_way = Load(seconds=seconds), random.Random(seed), set[asyncio.Task[None]]()
    async with Connections() as http:
        began = time.monotonic()
        due = sorted(_moments(began, seconds, uploads, "upload") + _moments(began, seconds, statuses, "status"))
        for moment, kind in due:
            while (wait := moment - time.monotonic()) > 0:
                await asyncio.sleep(min(wait, TICK_SECONDS))
            if len(under_way) >= MOST_OPEN:
                load.not_sent += 1
                await asyncio.sleep(0)
                continue
            client = chance.choice(clients)
            if kind == "status" and not client.batches:
                continue
            call = _upload(http, client, papers) if kind == "upload" else _status(http, client, chance)
            task = asyncio.create_task(_timed(load, kind, moment, call))
            under_way.add(task)
            task.add_done_callback(under_way.discard)
        await asyncio.gather(*under_way)
    return load


def _moments(began: float, seconds: float, rate: float, kind: str) -> list[tuple[float, str]]:
    return [(began + number / rate, kind) for number in range(int(seconds * rate))]


async def _timed(load: Load, kind: str, due: float, call: Coroutine[Any, Any, int]) -> None:
    try:
        status = await call
    except httpx.TransportError:
        status = NO_ANSWER
    load.answers.append(Answer(kind, due, time.monotonic() - due, status))


async def _upload(http: Connections, client: Client, papers: Papers) -> int:
    answer = await send(http, client, [papers.next()])
    if answer.status_code == 202:
        client.batches.append(answer.json()["id"])
    return answer.status_code


async def _status(http: Connections, client: Client, chance: random.Random) -> int:
    batch = chance.choice(client.batches)
    return (await http.get(client.address(f"/v1/batches/{batch}"), headers=client.headers)).status_code


async def send(http: Connections, client: Client, contents: Sequence[bytes]) -> httpx.Response:
    """One batch of these files."""
    files = [("files", (f"{number}.pdf", content, "application/pdf")) for number, content in enumerate(contents)]
    return await http.post(client.address("/v1/batches"), files=files, headers=client.headers)


async def turn_around(client: Client, papers: Papers, count: int, still: Callable[[], bool] = lambda: True) -> list[float]:
    """Seconds from sending one document to seeing its batch ended, `count` times one after the other, while `still()`.

    Raises TimeoutError when one takes longer than LONGEST_TURN_SECONDS.
    """
    turns: list[float] = []
    async with Connections() as http:
        while len(turns) < count and still():
            began = time.monotonic()
            answer = await send(http, client, [papers.next()])
            answer.raise_for_status()
            batch = answer.json()["id"]
            async with asyncio.timeout(LONGEST_TURN_SECONDS):
                while (await state(http, client, batch)) not in ENDED:
                    await asyncio.sleep(POLL_SECONDS)
            turns.append(time.monotonic() - began)
    return turns


async def state(http: Connections, client: Client, batch: str) -> str:
    """The state of a batch."""
    answer = await http.get(client.address(f"/v1/batches/{batch}"), headers=client.headers)
    answer.raise_for_status()
    return str(answer.json()["state"])


async def flood(client: Client, papers: Papers, documents: int, of_a_batch: int) -> None:
    """`documents` files as fast as the service takes them, in batches; who is told to come back later does."""
    async with Connections() as http:
        left = documents
        while left > 0:
            answer = await send(http, client, [papers.next() for _ in range(min(left, of_a_batch))])
            if answer.status_code in {429, 503}:
                await asyncio.sleep(float(answer.headers.get("Retry-After", 1)))
                continue
            answer.raise_for_status()
            client.batches.append(answer.json()["id"])
            left -= of_a_batch


def _filled_pdf(size_bytes: int, seed: int) -> bytes:
    """A sheet with a line of print, and beside it a stream of noise so long that the file has about `size_bytes`."""
    out, filled = BytesIO(), BytesIO()
    canvas = Canvas(out, pagesize=(595, 842))
    canvas.drawString(60, 780, "Foglio di prova")
    canvas.save()
    with pikepdf.open(out) as pdf:
        pdf.Root.Filler = pdf.make_stream(random.Random(seed).randbytes(max(0, size_bytes - OF_A_SHEET_BYTES)))
        pdf.save(filled, compress_streams=False)
    return filled.getvalue()
