"""What people keyed without seeing, the known errors they were shown, and the rules by which a class of fields is reviewed."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from domain.document import Value
from storage.clock import now
from storage.tables import ClassRule, Keying, Seed


class SecondReadings:
    """Keyings and seeds of the client companies of this unit of work; class rules of the installation."""

    def __init__(self, session: Session) -> None:
        self._session = session

    # blind keyings
    def key(self, client_id: str, document_id: str, key: str, person_id: str, value: Value, outcome: str) -> Keying:
        """Appends what a person keyed; the first thing a person keyed of a field stays."""
        before = self._session.get(Keying, (document_id, key, person_id))
        if before is not None:
            return before
        keying = Keying(client_id=client_id, document_id=document_id, key=key, person_id=person_id, value=value, outcome=outcome)
        self._session.add(keying)
        self._session.flush()
        return keying

    def keyings(self, document_id: str, key: str | None = None) -> list[Keying]:
        """Of a document or of one field, oldest first."""
        query = select(Keying).where(Keying.document_id == document_id)
        if key is not None:
            query = query.where(Keying.key == key)
        return list(self._session.scalars(query.order_by(Keying.at, Keying.person_id)))

    # known errors
    def plant(self, seed: Seed) -> None:
        self._session.add(seed)
        self._session.flush()

    def seeds(self, task_id: str) -> dict[str, Seed]:
        """Those of a task, by key."""
        return {seed.key: seed for seed in self._session.scalars(select(Seed).where(Seed.task_id == task_id))}

    def close_seed(self, seed: Seed, caught: bool) -> None:
        """Graded once."""
        seed.state, seed.closed_at = ("caught" if caught else "missed"), now()
        self._session.flush()

    def seed_counts(self) -> dict[str, tuple[int, int]]:
        """kind -> (caught, missed)."""
        query = select(Seed.kind, Seed.state, func.count()).where(Seed.state != "shown").group_by(Seed.kind, Seed.state)
        counts: dict[str, tuple[int, int]] = {}
        for kind, state, number in self._session.execute(query).tuples():
            caught, missed = counts.get(kind, (0, 0))
            counts[kind] = (caught + number, missed) if state == "caught" else (caught, missed + number)
        return counts

    # rules
    def rules(self) -> dict[str, ClassRule]:
        """By risk class; a class without a row is confirmed and has no seeds."""
        return {rule.risk_class: rule for rule in self._session.scalars(select(ClassRule))}

    def set_rule(self, risk_class: str, mode: str, seed_rate: float, person_id: str, ceiling: float | None = None) -> ClassRule:
        """From now on; `ceiling` None: the installation's."""
        rule = ClassRule(
            risk_class=risk_class, mode=mode, seed_rate=seed_rate, ceiling=ceiling, changed_by=person_id, changed_at=now()
        )  # fmt: skip
        rule = self._session.merge(rule)
        self._session.flush()
        return rule
