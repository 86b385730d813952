"""What is proved of each risk class and stratum, and since when."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from storage.tables import Certificate


class Certificates:
    """Append only: the newest of a class and stratum counts."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def add(self, certificate: Certificate) -> Certificate:
        self._session.add(certificate)
        self._session.flush()
        return certificate

    def current(self) -> list[Certificate]:
        """The newest of each risk class and stratum."""
        newest: dict[tuple[str, str], Certificate] = {}
        for certificate in self._session.scalars(select(Certificate).order_by(Certificate.made_at, Certificate.id)):
            newest[certificate.risk_class, certificate.stratum] = certificate
        return [newest[key] for key in sorted(newest)]

    def history(self, risk_class: str, stratum: str) -> list[Certificate]:
        """Oldest first."""
        query = select(Certificate).where(Certificate.risk_class == risk_class, Certificate.stratum == stratum)
        return list(self._session.scalars(query.order_by(Certificate.made_at, Certificate.id)))
