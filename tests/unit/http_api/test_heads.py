"""A call's head is bounded, through a real socket."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator

import pytest
import uvicorn

from http_api.heads import MOST_HEAD_BYTES, BoundedHeads


async def app(scope, receive, send):
    """Answers how long the head and the body were."""
    body = b""
    while (message := await receive())["type"] == "http.request":
        body += message["body"]
        if not message["more_body"]:
            break
    text = b"%d %d" % (sum(len(value) for _, value in scope["headers"]), len(body))
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"%d" % len(text))]})
    await send({"type": "http.response.body", "body": text})


@pytest.fixture
def port() -> Iterator[int]:
    listening = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(app, http=BoundedHeads, lifespan="off", log_level="critical"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
    thread.start()
    while not server.started:
        time.sleep(0.01)
    yield listening.getsockname()[1]
    server.should_exit = True
    thread.join()


def call(port: int, *pieces: bytes) -> bytes:
    """What is answered to the pieces until the line closes or is quiet; pieces that nobody takes any more are left."""
    with socket.create_connection(("127.0.0.1", port), timeout=5) as line:
        try:
            for piece in pieces:
                line.sendall(piece)
                time.sleep(0.01)
            answer = b""
            line.settimeout(1)
            while piece := line.recv(65536):
                answer += piece
        except (ConnectionError, TimeoutError):
            pass
        return answer


def test_a_head_without_an_end_is_refused_early(port: int) -> None:
    pieces = [b"GET / HTTP/1.1\r\nHost: x\r\nX-Long: ", *[b"a" * 16_384] * 5]
    answer = call(port, *pieces)
    assert answer.startswith(b"HTTP/1.1 400 ")
    assert answer.endswith(b"%d bytes." % MOST_HEAD_BYTES)


def test_headers_without_an_end_are_refused_too(port: int) -> None:
    answer = call(port, b"GET / HTTP/1.1\r\nHost: x\r\n", *[b"X-More: " + b"a" * 8_000 + b"\r\n"] * 10)
    assert answer.startswith(b"HTTP/1.1 400 ")


def test_long_bodies_and_many_calls_on_one_line_are_none_of_its_business(port: int) -> None:
    one = b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 300000\r\n\r\n" + b"b" * 300_000
    answer = call(port, *[one] * 3, b"GET / HTTP/1.1\r\nHost: x\r\nCookie: " + b"c" * 30_000 + b"\r\n\r\n")
    assert answer.count(b"HTTP/1.1 200 OK") == 4
    assert answer.count(b"7 300000") == 3
    assert answer.endswith(b"30001 0")
