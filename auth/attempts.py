"""How often something may be tried: an allowance, and a sliding window for each key kept in memory of one process.

Sign-in is counted in the database (storage.sign_in), since its limit must hold for all processes together.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import Lock


@dataclass(frozen=True, slots=True)
class Allowance:
    """At most `tries` within `window`, counted from the first of them."""

    tries: int
    window: timedelta


class Attempts:
    """At most `limit` events for each key within `window`; forgets keys that have been quiet for a window."""

    def __init__(self, limit: int, window: timedelta, most_keys: int = 100_000) -> None:
        self.limit = limit
        self.window = window
        self._most_keys = most_keys
        self._events: dict[str, deque[datetime]] = {}
        self._lock = Lock()

    def wait(self, key: str, now: datetime) -> timedelta:
        """How long until `key` may try again; zero when it may now."""
        with self._lock:
            events = self._recent(key, now)
            return events[0] + self.window - now if len(events) >= self.limit else timedelta(0)

    def record(self, key: str, now: datetime) -> None:
        """One more event of `key`."""
        with self._lock:
            events = self._recent(key, now)
            events.append(now)
            self._events[key] = events
            if len(self._events) > self._most_keys:
                self._forget(now)

    def clear(self, key: str) -> None:
        """Forget the key: it succeeded."""
        with self._lock:
            self._events.pop(key, None)

    def _recent(self, key: str, now: datetime) -> deque[datetime]:
        events = self._events.get(key, deque())
        while events and events[0] <= now - self.window:
            events.popleft()
        return events

    def _forget(self, now: datetime) -> None:
        for key in [k for k, events in self._events.items() if not events or events[-1] <= now - self.window]:
            del self._events[key]
