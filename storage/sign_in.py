"""What stands between a password and a session: second factors, recovery codes, the roles that need them, and counted tries."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlalchemy import CursorResult, delete, func, select, text, update
from sqlalchemy.orm import Session

from storage.clock import database_seconds
from storage.tables import RecoveryCode, SecondFactor, SignInRule, SignInTries

_TRY = text(
    "INSERT INTO sign_in_tries (key, tries, since_seconds) VALUES (:key, 1, :now) ON CONFLICT (key) DO UPDATE SET "
    "tries = CASE WHEN sign_in_tries.since_seconds <= :over THEN 1 ELSE sign_in_tries.tries + 1 END, "
    "since_seconds = CASE WHEN sign_in_tries.since_seconds <= :over THEN :now ELSE sign_in_tries.since_seconds END "
    "RETURNING tries, since_seconds"
)
_FORGOTTEN_AFTER_SECONDS = 86_400.0


class SignIn:
    """On one transaction; none of it belongs to a client company."""

    def __init__(self, session: Session) -> None:
        self._session = session

    # counted tries
    def count_try(self, key: str, tries: int, window: timedelta) -> float:
        """Counts one more try; 0 when it may be made, else the seconds to wait. One statement, so that no two count as one."""
        now, seconds = self._now(), window.total_seconds()
        row = self._session.execute(_TRY, {"key": key, "now": now, "over": now - seconds}).one()
        return 0.0 if row.tries <= tries else max(1.0, row.since_seconds + seconds - now)

    def forget_tries(self, key: str) -> None:
        """It succeeded; what is a day old goes as well."""
        self._session.execute(delete(SignInTries).where(SignInTries.key == key))
        self._session.execute(delete(SignInTries).where(SignInTries.since_seconds < self._now() - _FORGOTTEN_AFTER_SECONDS))

    def _now(self) -> float:
        return float(self._session.scalar(select(database_seconds())) or 0.0)

    # second factors
    def factor(self, person_id: str) -> SecondFactor | None:
        """Confirmed or not."""
        return self._session.get(SecondFactor, person_id)

    def has_factor(self, person_id: str) -> bool:
        """Is a second factor asked of this person?"""
        found = self.factor(person_id)
        return found is not None and found.confirmed_at is not None

    def begin_factor(self, person_id: str, sealed_secret: str) -> None:
        """Shown to the person, not yet asked for; one that was only begun before is replaced."""
        self.remove_factor(person_id)
        self._session.add(SecondFactor(person_id=person_id, sealed_secret=sealed_secret))
        self._session.flush()

    def confirm_factor(self, person_id: str, at: datetime) -> None:
        """From now on it is asked for."""
        self._session.execute(update(SecondFactor).where(SecondFactor.person_id == person_id).values(confirmed_at=at))

    def remove_factor(self, person_id: str) -> None:
        """With its recovery codes."""
        self._session.execute(delete(RecoveryCode).where(RecoveryCode.person_id == person_id))
        self._session.execute(delete(SecondFactor).where(SecondFactor.person_id == person_id))

    def take_step(self, person_id: str, step: int) -> bool:
        """False when a code of this step, or of a later one, was taken before: by whichever process."""
        taken = self._session.execute(
            update(SecondFactor).where(SecondFactor.person_id == person_id, SecondFactor.last_step < step).values(last_step=step)
        )
        return _rows(taken) == 1

    # recovery codes
    def set_recovery_codes(self, person_id: str, digests: Iterable[str]) -> None:
        """These alone from now on."""
        self._session.execute(delete(RecoveryCode).where(RecoveryCode.person_id == person_id))
        self._session.add_all(RecoveryCode(digest=digest, person_id=person_id) for digest in digests)
        self._session.flush()

    def take_recovery_code(self, person_id: str, digest: str, at: datetime) -> bool:
        """False when there is no such code, or it was used."""
        used = self._session.execute(
            update(RecoveryCode)
            .where(RecoveryCode.digest == digest, RecoveryCode.person_id == person_id, RecoveryCode.used_at.is_(None))
            .values(used_at=at)
        )
        return _rows(used) == 1

    def recovery_codes_left(self, person_id: str) -> int:
        unused = select(func.count()).where(RecoveryCode.person_id == person_id, RecoveryCode.used_at.is_(None))
        return self._session.scalar(unused) or 0

    # rules
    def roles_with_factor(self) -> frozenset[str]:
        """The roles whose people must have a second factor."""
        return frozenset(self._session.scalars(select(SignInRule.role)))

    def set_roles_with_factor(self, roles: Iterable[str], by: str) -> None:
        """Exactly these from now on."""
        self._session.execute(delete(SignInRule))
        self._session.add_all(SignInRule(role=role, changed_by=by) for role in sorted(set(roles)))
        self._session.flush()


def _rows(result: object) -> int:
    assert isinstance(result, CursorResult)
    return int(result.rowcount)
