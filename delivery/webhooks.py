"""Webhooks by the Standard Webhooks scheme, and a sender that cannot be turned against our own network.

Source: standard-webhooks.com specification 1.0 (ids, timestamps, `v1` signatures, two secrets while one is rotated out).
"""

from __future__ import annotations

import base64
import hmac
import http.client
import ipaddress
import socket
import ssl
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from threading import Timer
from urllib.parse import SplitResult, urlsplit

from domain.errors import InputError

SECRET_PREFIX = "whsec_"
PORT = 443
TIMEOUT_SECONDS = 15.0
LONGEST_URL = 2_000
Address = ipaddress.IPv4Address | ipaddress.IPv6Address
_NAT64 = ipaddress.ip_network("64:ff9b::/96")


@dataclass(frozen=True, slots=True)
class Message:
    """What is told: the same id each time it is tried, so that a receiver can drop what it has seen."""

    id: str
    timestamp: int
    """Seconds since 1970, of this try."""
    body: bytes


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a try ended: the receiver's status, or why there was none."""

    status: int | None
    error: str | None = None
    """`refused_address`, `unknown_host`, `no_answer`, `bad_certificate` or `bad_answer`."""

    @property
    def delivered(self) -> bool:
        return self.status is not None and 200 <= self.status < 300

    @property
    def is_gone(self) -> bool:
        """The receiver says that it will never listen again."""
        return self.status == 410


def secret_of(pepper: str, endpoint_id: str, generation: int) -> str:
    """The signing secret of an endpoint: derived, so that no secret lies in the database. A new generation is a new secret."""
    return SECRET_PREFIX + base64.b64encode(hmac.digest(pepper.encode(), f"webhook {endpoint_id} {generation}".encode(), "sha256")).decode()


def headers_of(message: Message, secrets: Sequence[str]) -> dict[str, str]:
    """The signed headers of a try, one signature for each secret that is still good."""
    signed = f"{message.id}.{message.timestamp}.".encode() + message.body
    signatures = [base64.b64encode(hmac.digest(_key(secret), signed, "sha256")).decode() for secret in secrets]
    return {
        "Content-Type": "application/json",
        "User-Agent": "Spunta",
        "webhook-id": message.id,
        "webhook-timestamp": str(message.timestamp),
        "webhook-signature": " ".join(f"v1,{signature}" for signature in signatures),
    }


def _key(secret: str) -> bytes:
    return base64.b64decode(secret.removeprefix(SECRET_PREFIX))


def check_url(url: str, port: int = PORT) -> SplitResult:
    """The parts of an address we are willing to call; raises InputError `invalid_url`. Where its name leads is checked at each try."""
    try:
        parts = urlsplit(url)
        is_good = parts.scheme == "https" and bool(parts.hostname) and (parts.port or PORT) == port
    except ValueError:
        is_good = False
    if not is_good or parts.username is not None or parts.fragment or len(url) > LONGEST_URL or not url.isascii() or not url.isprintable():
        raise InputError("invalid_url", f"A webhook goes to an https address on port {port}, without a name and password in it.")
    return parts


def is_public(address: Address) -> bool:
    """An address of the open internet: not ours, not a neighbour's, not one that hides another (mapped, 6to4, Teredo, NAT64)."""
    hides_another = isinstance(address, ipaddress.IPv6Address) and (
        address.ipv4_mapped or address.sixtofour or address.teredo or address in _NAT64
    )
    return address.is_global and not address.is_multicast and not hides_another


def resolve(host: str, port: int) -> list[Address]:
    """Every address a name leads to; raises OSError."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [ipaddress.ip_address(str(entry[4][0]).split("%")[0]) for entry in found]


@dataclass(frozen=True)
class Sender:
    """Calls a receiver: its name is looked up once, every address must be public, and the connection goes to one of these very
    addresses. Redirects are not followed, proxies not used, of the answer only the status is read, and all of it ends in time."""

    resolve: Callable[[str, int], Iterable[Address]] = resolve
    is_allowed: Callable[[Address], bool] = is_public
    context: ssl.SSLContext = field(default_factory=ssl.create_default_context)
    port: int = PORT
    timeout_seconds: float = TIMEOUT_SECONDS

    def send(self, url: str, message: Message, secrets: Sequence[str]) -> Outcome:
        """One try. Raises InputError `invalid_url`; everything that goes wrong on the way is an outcome."""
        parts = check_url(url, self.port)
        host = str(parts.hostname)
        try:
            addresses = list(self.resolve(host, self.port))
        except (OSError, UnicodeError):
            return Outcome(None, "unknown_host")
        if not addresses or not all(self.is_allowed(address) for address in addresses):
            return Outcome(None, "refused_address")
        connection = _PinnedConnection(host, self.port, str(addresses[0]), self.context, self.timeout_seconds)
        watch = Timer(self.timeout_seconds, connection.hang_up)
        watch.start()
        try:
            target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
            connection.request("POST", target, message.body, headers_of(message, secrets))
            return Outcome(connection.getresponse().status)
        except ssl.SSLError:
            return Outcome(None, "bad_certificate")
        except OSError:
            return Outcome(None, "no_answer")
        except http.client.HTTPException:
            return Outcome(None, "bad_answer")
        finally:
            watch.cancel()
            connection.close()


class _PinnedConnection(http.client.HTTPSConnection):
    """Connects to an address already checked, and proves itself to be talking to the name."""

    def __init__(self, host: str, port: int, address: str, context: ssl.SSLContext, timeout: float) -> None:
        super().__init__(host, port, timeout=timeout, context=context)
        self._pinned = address
        self._tls = context

    def connect(self) -> None:
        plain = socket.create_connection((self._pinned, self.port), self.timeout)
        self.sock = self._tls.wrap_socket(plain, server_hostname=self.host)

    def hang_up(self) -> None:
        """Ends a call that takes too long, whoever drips it."""
        if self.sock is not None:
            with suppress(OSError):  # the other side was faster
                self.sock.shutdown(socket.SHUT_RDWR)
