"""Makes good what crashes left behind: expired leases, wake-up calls that nobody heard. Any process may run it, any number at once."""

from __future__ import annotations

from dataclasses import dataclass

import structlog

from storage.unit_of_work import EVERY_CLIENT, Work
from workflow.conclude import fail
from workflow.process import LONGEST_RETRY_SECONDS, given_up
from workflow.tools import Tools

_log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Reconciled:
    """What one round found."""

    returned: int
    """Tasks whose worker was lost, queued again."""
    given_up: int
    """Tasks lost for the last time: their files are failed, with a code."""
    woken: int
    """Wake-up calls sent again."""


def reconcile(tools: Tools, lost_owner: str | None = None) -> Reconciled:
    """One round; with `lost_owner`, the leases of a worker that is known to be dead are returned without waiting for their end."""
    rules = tools.rules

    def step(work: Work) -> tuple[int, int, list[str]]:
        work.tasks.set_clocks_right(LONGEST_RETRY_SECONDS, rules.lease_seconds)
        returned, dead = work.tasks.return_lost(rules.most_attempts, rules.retry_seconds, lost_owner)
        for claim in dead:
            fail(work, work.sources.lock(claim.source_id), given_up("worker_lost"))
        return returned, len(dead), work.tasks.unheard(rules.reconcile_seconds)

    returned, dead, woken = tools.database.run(EVERY_CLIENT, step)
    tools.wake_ups.send(woken)
    if returned or dead:
        _log.warning("tasks_returned", returned=returned, given_up=dead)
    return Reconciled(returned, dead, len(woken))
