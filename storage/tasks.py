"""Machine work: claimed under a lease with a fencing token, so that a task runs again after a crash and its effect is written once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, case, func, or_, select, update
from sqlalchemy.orm import Session

from domain.errors import ConflictError
from storage.clock import database_seconds, now
from storage.tables import Task

PRIORITIES = {"low": 0, "normal": 1, "high": 2}


@dataclass(frozen=True, slots=True)
class Claim:
    """A task held by one worker: what it may do, and the token that proves it still may."""

    task_id: str
    client_id: str
    source_id: str
    step: str
    generation: int
    part: int
    pages: tuple[int, ...]
    """Page numbers of a `read` part; empty for other steps."""
    attempt: int
    """1 for the first."""
    token: int


class LostLeaseError(ConflictError):
    """Somebody else may be doing the task by now: stop, and write nothing."""

    def __init__(self) -> None:
        super().__init__("lost_lease", "The lease of this task has passed to another worker.")


class Tasks:
    """The queue of record."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def add(self, task: Task) -> Task:
        self._session.add(task)
        self._session.flush()
        return task

    def claim(self, owner: str, lease_seconds: float, task_id: str | None = None) -> Claim | None:
        """The most urgent task that may run now (or that one), for `owner`; at most one worker wins it. None: nothing to do.

        Among equal priorities the client with the fewest running tasks comes first, so that nobody's flood delays the others.
        """
        if task_id is None:
            client_id = self._next_client()
            if client_id is None:
                return None
            chosen = self._may_run().where(Task.client_id == client_id)
        else:
            chosen = self._may_run().where(Task.id == task_id)
        earliest = func.coalesce(Task.due_seconds, 1e12)
        chosen = chosen.order_by(Task.priority.desc(), earliest, Task.created_at, Task.id).limit(1).with_for_update(skip_locked=True)
        until: Any = database_seconds() + lease_seconds
        won = (
            update(Task)
            .where(Task.id == chosen.scalar_subquery(), Task.state == "queued")
            .values(state="running", attempt=Task.attempt + 1, token=Task.token + 1, owner=owner, lease_seconds=until, started_at=now())
            .returning(Task)
            .execution_options(populate_existing=True)
        )
        task = self._session.scalars(won).first()
        return _claim(task) if task else None

    def beat(self, claim: Claim, lease_seconds: float) -> None:
        """Prolongs the lease. Raises LostLeaseError."""
        until: Any = database_seconds() + lease_seconds
        self._fenced(claim, lease_seconds=until)

    def finish(self, claim: Claim) -> None:
        """The first statement of the transaction that writes the effect. Raises LostLeaseError."""
        self._fenced(claim, state="done", lease_seconds=None, owner=None, finished_at=now())

    def give_back(self, claim: Claim, error: str, delay_seconds: float, most_attempts: int, counts: bool = True) -> bool:
        """After a failure: queued again after a delay, or `dead` when that was the last attempt (True). Raises LostLeaseError.

        An attempt that does not count is taken back: it can be the last one never.
        """
        if counts and claim.attempt >= most_attempts:
            self._fenced(claim, state="dead", lease_seconds=None, owner=None, last_error=error, finished_at=now())
            return True
        later: Any = database_seconds() + delay_seconds
        attempt = claim.attempt if counts else claim.attempt - 1
        self._fenced(claim, state="queued", attempt=attempt, lease_seconds=None, owner=None, last_error=error, next_seconds=later)
        return False

    def return_lost(self, most_attempts: int, retry_seconds: float, owner: str | None = None) -> tuple[int, list[Claim]]:
        """Expired leases (or all of an `owner` that is known to be dead) to the queue again, or to `dead` after the last attempt.

        How many returned, and the dead ones, which the caller must end in this same transaction.
        """
        lost: ColumnElement[bool] = Task.lease_seconds < database_seconds() if owner is None else Task.owner == owner
        ended = (
            update(Task)
            .where(Task.state == "running", lost, Task.attempt >= most_attempts)
            .values(state="dead", lease_seconds=None, owner=None, last_error="worker_lost", finished_at=now(), token=Task.token + 1)
            .returning(Task)
            .execution_options(populate_existing=True)
        )
        dead = [_claim(task) for task in self._session.scalars(ended)]
        backoff: Any = database_seconds() + case((Task.attempt <= 1, 0.0), else_=retry_seconds * Task.attempt)
        returned = (
            update(Task)
            .where(Task.state == "running", lost)
            .values(state="queued", lease_seconds=None, owner=None, last_error="worker_lost", next_seconds=backoff)
            .returning(Task.id)
        )
        return len(self._session.execute(returned).all()), dead

    def set_clocks_right(self, longest_pause_seconds: float, lease_seconds: float) -> int:
        """Moments further ahead than any pause or lease can be, from a time when the clock was wrong, become those of now; how many."""
        too_far: Any = database_seconds() + longest_pause_seconds
        until: Any = database_seconds() + lease_seconds
        waiting = update(Task).where(Task.state == "queued", or_(Task.next_seconds > too_far, Task.wake_seconds > too_far))
        running = update(Task).where(Task.state == "running", Task.lease_seconds > too_far + lease_seconds)
        moved = [
            self._session.execute(waiting.values(next_seconds=database_seconds(), wake_seconds=0.0).returning(Task.id)).all(),
            self._session.execute(running.values(lease_seconds=until).returning(Task.id)).all(),
        ]
        return sum(len(rows) for rows in moved)

    def unheard(self, wake_again_seconds: float, limit: int = 200) -> list[str]:
        """Tasks that may run and whose last wake-up is older than that; marked as woken now."""
        ready = (
            self._may_run()
            .where(Task.wake_seconds < database_seconds() - wake_again_seconds)
            .order_by(Task.priority.desc(), Task.next_seconds)
            .limit(limit)
            .with_for_update(skip_locked=True)
        )
        ids = list(self._session.scalars(ready))
        if ids:
            self._session.execute(update(Task).where(Task.id.in_(ids)).values(wake_seconds=database_seconds()))
        return ids

    def unfinished_of(self, source_id: str, step: str) -> int:
        """How many tasks of a step of a file are not done yet."""
        query = select(func.count()).where(Task.source_id == source_id, Task.step == step, Task.state != "done")
        return self._session.scalar(query) or 0

    def of_source(self, source_id: str) -> list[Task]:
        """Oldest first."""
        return list(self._session.scalars(select(Task).where(Task.source_id == source_id).order_by(Task.created_at, Task.part)))

    def cancel_of(self, source_id: str) -> None:
        """Ends what is left to do for a file that has failed: its other parts are pointless."""
        self._session.execute(
            update(Task)
            .where(Task.source_id == source_id, Task.state.in_(("queued", "running")))
            .values(state="dead", token=Task.token + 1, owner=None, lease_seconds=None, last_error="source_failed", finished_at=now())
        )

    def count_by_state(self) -> dict[str, int]:
        """For the monitoring page: queued, running, done, dead."""
        return dict(self._session.execute(select(Task.state, func.count()).group_by(Task.state)).tuples().all())

    def count_waiting(self, most: int) -> int:
        """How many wait for a machine; stops counting at `most`."""
        waiting = select(Task.id).where(Task.state == "queued").limit(most).subquery()
        return self._session.scalar(select(func.count()).select_from(waiting)) or 0

    def oldest_waiting_seconds(self) -> float:
        """How long the longest waiting task has waited, 0 when none does."""
        since = self._session.scalar(select(func.min(Task.created_at)).where(Task.state == "queued"))
        return (now() - since).total_seconds() if since else 0.0

    @staticmethod
    def _may_run() -> Any:
        return select(Task.id).where(Task.state == "queued", Task.next_seconds <= database_seconds())

    def _next_client(self) -> str | None:
        ready = (Task.state == "queued") & (Task.next_seconds <= database_seconds())
        running = func.sum(case((Task.state == "running", 1), else_=0))
        urgency = func.max(case((ready, Task.priority), else_=-1))
        query = (
            select(Task.client_id)
            .where(Task.state.in_(("queued", "running")))
            .group_by(Task.client_id)
            .having(urgency >= 0)
            .order_by(urgency.desc(), running, func.min(Task.created_at))
            .limit(1)
        )
        return self._session.scalar(query)

    def _fenced(self, claim: Claim, **values: Any) -> None:
        held = (
            update(Task)
            .where(Task.id == claim.task_id, Task.token == claim.token, Task.state == "running")
            .values(**values)
            .returning(Task.id)
            .execution_options(synchronize_session=False)
        )
        if self._session.execute(held).first() is None:
            raise LostLeaseError


def _claim(task: Task) -> Claim:
    pages = tuple(task.pages or ())
    return Claim(task.id, task.client_id, task.source_id, task.step, task.generation, task.part, pages, task.attempt, task.token)
