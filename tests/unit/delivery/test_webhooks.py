"""Signing by the scheme, and a sender that reaches nothing of ours."""

from __future__ import annotations

import http.server
import ipaddress
import socket
import ssl
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from delivery.webhooks import Message, Outcome, Sender, check_url, headers_of, is_public, secret_of
from domain.errors import InputError

MESSAGE = Message("msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, b'{"test": 2432232314}')


def test_a_message_is_signed_as_the_scheme_says() -> None:
    """Source: the example of the Standard Webhooks libraries."""
    headers = headers_of(MESSAGE, ["whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"])
    assert headers["webhook-signature"] == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
    assert (headers["webhook-id"], headers["webhook-timestamp"]) == (MESSAGE.id, "1614265330")


def test_two_secrets_give_two_signatures_and_every_generation_another_secret() -> None:
    secrets = [secret_of("pepper", "w1", generation) for generation in (0, 1)]
    assert len({*secrets, secret_of("pepper", "w2", 0), secret_of("other", "w1", 0)}) == 4
    assert len(headers_of(MESSAGE, secrets)["webhook-signature"].split(" ")) == 2


@pytest.mark.parametrize(
    "url",
    [
        "http://example.org/", "https://example.org:8443/", "https://user:pw@example.org/", "https://", "ftp://example.org/",
        "https://example.org/#x", "file:///etc/passwd", "https://example.org:99999/", "//example.org", "", "https://exa mple.org/\r\nX: y",
        "https://ex\u00e0mple.org/", "https://example.org/" + "x" * 2000, "gopher://example.org", "https://[::1/",
    ],
)  # fmt: skip
def test_an_address_of_another_form_is_refused(url: str) -> None:
    with pytest.raises(InputError, match="invalid_url"):
        check_url(url)


PRIVATE = [
    "127.0.0.1", "127.255.255.254", "0.0.0.0", "10.0.0.1", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "192.0.0.1",
    "198.18.0.1", "224.0.0.1", "255.255.255.255", "240.0.0.1", "::", "::1", "fe80::1", "fc00::1", "fd12::1", "ff02::1",
    "::ffff:127.0.0.1", "::ffff:8.8.8.8", "::ffff:169.254.169.254", "2002:7f00:1::", "2001:0:7f00:1::", "64:ff9b::7f00:1", "2001:db8::1",
]  # fmt: skip


@pytest.mark.parametrize("address", PRIVATE)
def test_an_address_that_is_not_of_the_open_internet_is_never_called(address: str) -> None:
    called: list[str] = []
    sender = Sender(resolve=lambda host, port: [ipaddress.ip_address("8.8.8.8"), ipaddress.ip_address(address)])
    original = socket.create_connection
    socket.create_connection = lambda *a, **k: called.append(str(a))  # type: ignore[assignment,return-value,func-returns-value]
    try:
        assert sender.send("https://example.org/", MESSAGE, []) == Outcome(None, "refused_address")
    finally:
        socket.create_connection = original
    assert called == []


@pytest.mark.parametrize("address", ["8.8.8.8", "1.1.1.1", "2606:4700:4700::1111"])
def test_an_address_of_the_open_internet_is_public(address: str) -> None:
    assert is_public(ipaddress.ip_address(address))


def test_a_name_is_looked_up_once_and_the_connection_goes_where_it_was_checked(receiver: Receiver) -> None:
    looked_up: list[str] = []

    def rebinding(host: str, port: int) -> list[Any]:
        looked_up.append(host)
        return [ipaddress.ip_address("127.0.0.1" if len(looked_up) == 1 else "10.0.0.1")]

    sender = receiver.sender(resolve=rebinding)
    assert sender.send(receiver.url("/hook?x=1"), MESSAGE, ["whsec_c2VjcmV0"]).delivered
    assert looked_up == ["receiver.example"]
    [(path, headers, body)] = receiver.calls
    assert (path, body, headers["Host"]) == ("/hook?x=1", MESSAGE.body, f"receiver.example:{receiver.port}")
    assert headers["webhook-id"] == MESSAGE.id


def test_a_redirect_is_an_answer_and_is_not_followed(receiver: Receiver) -> None:
    receiver.status = 302
    assert receiver.sender().send(receiver.url("/"), MESSAGE, []) == Outcome(302)
    assert len(receiver.calls) == 1


def test_a_certificate_of_another_name_is_refused(receiver: Receiver) -> None:
    outcome = receiver.sender().send(f"https://other.example:{receiver.port}/", MESSAGE, [])
    assert outcome == Outcome(None, "bad_certificate")
    assert receiver.calls == []


def test_an_answer_that_drips_is_hung_up_on(receiver: Receiver) -> None:
    receiver.drips = True
    started = time.monotonic()
    outcome = receiver.sender(timeout_seconds=0.5).send(receiver.url("/"), MESSAGE, [])
    assert not outcome.delivered
    assert time.monotonic() - started < 5


def test_nobody_there_is_an_outcome() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    sender = Sender(resolve=lambda host, port: [ipaddress.ip_address("127.0.0.1")], is_allowed=lambda a: True, port=port)
    assert sender.send(f"https://x.example:{port}/", MESSAGE, []).error == "no_answer"

    def unknown(host: str, port: int) -> list[Any]:
        raise socket.gaierror

    assert Sender(resolve=unknown).send("https://x.example/", MESSAGE, []).error == "unknown_host"


class Receiver:
    """A real https server on this machine, with a certificate for receiver.example."""

    def __init__(self, port: int, certificate: Path) -> None:
        self.port, self._certificate = port, certificate
        self.calls: list[tuple[str, Any, bytes]] = []
        self.status, self.drips = 204, False

    def url(self, path: str) -> str:
        return f"https://receiver.example:{self.port}{path}"

    def sender(self, **changes: Any) -> Sender:
        context = ssl.create_default_context(cafile=str(self._certificate))
        here = {"resolve": lambda host, port: [ipaddress.ip_address("127.0.0.1")], "is_allowed": lambda address: True}
        return Sender(**({"context": context, "port": self.port} | here | changes))


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("tls")
    command = "openssl req -x509 -newkey rsa:2048 -nodes -keyout key.pem -out cert.pem -days 2 -subj /CN=receiver.example"
    subprocess.run([*command.split(), "-addext", "subjectAltName=DNS:receiver.example"], cwd=folder, check=True, capture_output=True)
    return folder / "cert.pem"


@pytest.fixture
def receiver(certificate: Path) -> Iterator[Receiver]:
    with _serving(certificate) as started:
        yield started


@contextmanager
def _serving(certificate: Path) -> Iterator[Receiver]:
    class Handler(http.server.BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            receiver.calls.append((self.path, self.headers, body))
            if receiver.drips:
                self._drip()
                return
            self.send_response(receiver.status)
            self.send_header("Location", "https://receiver.example/elsewhere")
            self.end_headers()

        def _drip(self) -> None:
            try:
                for _ in range(100):
                    self.wfile.write(b"H")
                    time.sleep(0.1)
            except OSError:  # the caller hung up, as it should
                return

        def log_message(self, format: str, *args: Any) -> None:
            """Silent."""

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, certificate.with_name("key.pem"))
    server.socket = context.wrap_socket(server.socket, server_side=True)
    server.handle_error = lambda request, client_address: None  # type: ignore[method-assign]
    receiver = Receiver(server.server_address[1], certificate)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield receiver
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
