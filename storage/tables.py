"""Every table. Rows of a client company carry `client_id`; every query on them is filtered by it (unit_of_work), and on
PostgreSQL row level security is a second wall.

Moments are aware UTC; leases (`*_seconds`) are seconds since 1970 by the database's clock. Ids are UUID text.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import JSON, BigInteger, CheckConstraint, Float, ForeignKey, Index, MetaData, String, Text, UniqueConstraint
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from storage.clock import Moment, now
from storage.ids import new_id

Json = Any


class Base(DeclarativeBase):
    """The naming convention makes constraints the same on both databases, so that migrations can name them."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map: ClassVar[dict[Any, Any]] = {datetime: Moment(timezone=True), str: Text(), Json: JSON(), float: Float()}


class OfClient:
    """A row that belongs to one client company."""

    client_id: Mapped[str] = mapped_column(ForeignKey("clients.id"), index=True)


def _one_of(column: str, *values: str) -> CheckConstraint:
    return CheckConstraint(f"{column} IN ({', '.join(repr(v) for v in values)})", name=f"{column}_known")


# --- who -----------------------------------------------------------------------------------------------------------------


class Client(Base):
    """A client company."""

    __tablename__ = "clients"
    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    name: Mapped[str] = mapped_column(String(200), unique=True)
    active: Mapped[bool] = mapped_column(default=True)
    retention_days: Mapped[int | None]
    """Days after completion until originals and data are erased; None: the setting's default."""
    promise_hours: Mapped[int | None]
    """Working hours after arrival by which a batch is to be delivered, where its sender names no moment; None: nothing promised."""
    calendar: Mapped[Json | None]
    """Members of WorkingCalendar as JSON; None: its defaults."""
    least_view: Mapped[bool] = mapped_column(default=False)
    """Reviewers are shown the picture of each field alone; opening the page is an act of its own, and recorded."""
    shares_corrections: Mapped[bool] = mapped_column(default=False)
    """What people corrected in its documents teaches how those of the other companies are read, too."""
    link_generation: Mapped[int] = mapped_column(default=0)
    """Of the key its links are signed with; one more, and every link made so far is void."""
    created_at: Mapped[datetime] = mapped_column(default=now)


class Person(Base):
    """Somebody who signs in."""

    __tablename__ = "people"
    __table_args__ = (_one_of("role", "client", "reviewer", "manager", "admin"),)
    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    email: Mapped[str] = mapped_column(String(320), unique=True)
    """Lower case."""
    name: Mapped[str] = mapped_column(String(200))
    role: Mapped[str]
    password_hash: Mapped[str | None]
    active: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[datetime] = mapped_column(default=now)


class Membership(Base):
    """A person sees a client company; staff without any membership see all."""

    __tablename__ = "memberships"
    person_id: Mapped[str] = mapped_column(ForeignKey("people.id"), primary_key=True)
    client_id: Mapped[str] = mapped_column(ForeignKey("clients.id"), primary_key=True)


class PersonSession(Base):
    """A signed-in browser: the token's digest, never the token."""

    __tablename__ = "sessions"
    digest: Mapped[str] = mapped_column(primary_key=True)
    person_id: Mapped[str] = mapped_column(ForeignKey("people.id"), index=True)
    created_at: Mapped[datetime] = mapped_column(default=now)
    seen_at: Mapped[datetime] = mapped_column(default=now)
    waits_for_code: Mapped[bool] = mapped_column(default=False)
    """The first factor was right, the second is not given yet: it opens nothing."""


class SecondFactor(Base):
    """What a person's app makes its codes from."""

    __tablename__ = "second_factors"
    person_id: Mapped[str] = mapped_column(ForeignKey("people.id"), primary_key=True)
    sealed_secret: Mapped[str]
    """Encrypted with a key of the installation's secret."""
    confirmed_at: Mapped[datetime | None]
    """None: shown, but no code was given yet; it is not asked for."""
    last_step: Mapped[int] = mapped_column(BigInteger, default=0)
    """The 30 seconds of the last code taken: it, and any before, is not taken again."""
    created_at: Mapped[datetime] = mapped_column(default=now)


class RecoveryCode(Base):
    """A code that stands in for the app once: its digest, never the code."""

    __tablename__ = "recovery_codes"
    digest: Mapped[str] = mapped_column(primary_key=True)
    person_id: Mapped[str] = mapped_column(ForeignKey("people.id"), index=True)
    used_at: Mapped[datetime | None]


class SignInRule(Base):
    """A role whose people must have a second factor."""

    __tablename__ = "sign_in_rules"
    role: Mapped[str] = mapped_column(primary_key=True)
    changed_by: Mapped[str]
    changed_at: Mapped[datetime] = mapped_column(default=now)


class PersonFiguresLine(Base):
    """A switching of figures on persons: the newest line holds, every line stays."""

    __tablename__ = "person_figures"
    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    shown: Mapped[bool]
    reason: Mapped[str] = mapped_column(String(500))
    """Why they may be shown, or may not any more, in the administrator's words."""
    changed_by: Mapped[str]
    changed_at: Mapped[datetime] = mapped_column(default=now)


class SignInTries(Base):
    """How often somebody tried to prove who they are, for all processes of the service together."""

    __tablename__ = "sign_in_tries"
    key: Mapped[str] = mapped_column(primary_key=True)
    """A digest of who tries, from where."""
    tries: Mapped[int]
    since_seconds: Mapped[float]
    """Of the first try of the present window, by the database's clock."""


class ApiKey(OfClient, Base):
    """A program's key: its digest, never the key."""

    __tablename__ = "api_keys"
    id: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(200))
    digest: Mapped[str]
    scopes: Mapped[Json]
    """List of texts."""
    created_by: Mapped[str]
    created_at: Mapped[datetime] = mapped_column(default=now)
    expires_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]
    last_used_at: Mapped[datetime | None]


class MadeOnce(Base):
    """What a caller made under an Idempotency-Key, beside batches: never its answer, which may have shown a secret."""

    __tablename__ = "made_once"
    caller: Mapped[str] = mapped_column(primary_key=True)
    """Id of the person or API key."""
    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    fingerprint: Mapped[str]
    """SHA-256 of the request, its secrets left out."""
    made_id: Mapped[str | None]
    """None only inside the transaction that makes it."""
    created_at: Mapped[datetime] = mapped_column(default=now)


# --- what was sent -------------------------------------------------------------------------------------------------------


class Batch(OfClient, Base):
    """What was sent together. Its state is counted from its sources and documents, never stored."""

    __tablename__ = "batches"
    __table_args__ = (
        _one_of("priority", "low", "normal", "high"),
        Index("ix_batches_client_created", "client_id", "created_at"),
        Index("ix_batches_client_case", "client_id", "case_id"),
    )
    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    reference: Mapped[str | None] = mapped_column(String(200))
    case_id: Mapped[str | None] = mapped_column(String(200))
    """The client's name of the case that its papers belong to; batches with the same one are compared together."""
    priority: Mapped[str] = mapped_column(default="normal")
    due_at: Mapped[datetime | None]
    created_by: Mapped[str]
    created_at: Mapped[datetime] = mapped_column(default=now)
    closed_at: Mapped[datetime | None]
    """When its last document was completed or failed, for the first time."""


class IdempotencyKey(OfClient, Base):
    """A key of a client, the fingerprint of what it was used for, and the batch it made."""

    __tablename__ = "idempotency_keys"
    client_id: Mapped[str] = mapped_column(ForeignKey("clients.id"), primary_key=True)
    key: Mapped[str] = mapped_column(String(200), primary_key=True)
    fingerprint: Mapped[str]
    batch_id: Mapped[str] = mapped_column(ForeignKey("batches.id"))
    created_at: Mapped[datetime] = mapped_column(default=now)


class Source(OfClient, Base):
    """One file as it was sent, or one member of an archive that was."""

    __tablename__ = "sources"
    __table_args__ = (
        _one_of("state", "received", "reading", "unpacked", "structure_review", "done", "failed", "erased"),
        UniqueConstraint("batch_id", "parent_id", "position"),
        Index("ix_sources_client_sha256", "client_id", "sha256"),
    )
    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    batch_id: Mapped[str] = mapped_column(ForeignKey("batches.id"), index=True)
    parent_id: Mapped[str | None] = mapped_column(ForeignKey("sources.id"))
    position: Mapped[int]
    """Order in the batch (or in the archive), from 0."""
    name: Mapped[str]
    """As the sender called it; shown, never used as a path."""
    sha256: Mapped[str]
    size_bytes: Mapped[int] = mapped_column(BigInteger)
    duplicate_of: Mapped[str | None]
    """An earlier source of this client with the same bytes."""
    state: Mapped[str] = mapped_column(default="received")
    page_count: Mapped[int | None]
    pages_read: Mapped[int] = mapped_column(default=0)
    generation: Mapped[int] = mapped_column(default=0)
    """Grows each time a person changes cuts or types."""
    structure: Mapped[Json] = mapped_column(JSON, nullable=True)
    """What a person decided: [{"pages": [...], "type": "..."}], or null."""
    error_code: Mapped[str | None]
    error_message: Mapped[str | None]
    qa_seed: Mapped[str]
    """Drawn at intake, before anything is read: decides which fields are audited, whatever their score."""
    qa_rate: Mapped[float]
    created_at: Mapped[datetime] = mapped_column(default=now)
    finished_at: Mapped[datetime | None]


class Page(OfClient, Base):
    """A page that has been read: its upright image and its reading, both in the file store."""

    __tablename__ = "pages"
    source_id: Mapped[str] = mapped_column(ForeignKey("sources.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    """1-based."""
    image_sha256: Mapped[str]
    """PNG, grey, upright, deskewed: all boxes are fractions of it."""
    reading_sha256: Mapped[str]
    width_px: Mapped[int]
    height_px: Mapped[int]
    blank: Mapped[bool]
    quality: Mapped[float]


# --- what was understood ------------------------------------------------------------------------------------------------


class Document(OfClient, Base):
    """A logical document, or the failure of a whole source (`failed`, no pages)."""

    __tablename__ = "documents"
    __table_args__ = (
        _one_of("state", "completed", "needs_review", "failed"),
        UniqueConstraint("source_id", "generation", "position"),
        Index("ix_documents_client_created", "client_id", "created_at"),
    )
    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    batch_id: Mapped[str] = mapped_column(ForeignKey("batches.id"), index=True)
    source_id: Mapped[str] = mapped_column(ForeignKey("sources.id"), index=True)
    generation: Mapped[int] = mapped_column(default=0)
    position: Mapped[int]
    """Order in the source, from 0."""
    pages: Mapped[Json]
    type: Mapped[str]
    type_confidence: Mapped[float]
    cut_confidence: Mapped[float]
    form: Mapped[str | None]
    layout: Mapped[str | None]
    state: Mapped[str]
    held: Mapped[bool] = mapped_column(default=False)
    """True while a person must first confirm cut and type: no field of it is final."""
    error_code: Mapped[str | None]
    error_message: Mapped[str | None]
    notes: Mapped[Json]
    tables: Mapped[Json] = mapped_column(default=list)
    """Its tables as results.md gives them."""
    version: Mapped[int] = mapped_column(default=1)
    """Grows with each change that a client can see."""
    case_warnings: Mapped[Json] = mapped_column(JSON, default=list, server_default="[]")
    """What was found when its case was compared, places without their values (see workflow.cases)."""
    rescan_message: Mapped[str | None]
    """What a supervisor asks the client to scan again; None: nothing."""
    rescan_at: Mapped[datetime | None]
    replaced_at: Mapped[datetime | None]
    """Set when a person cut or typed the pages otherwise: it is no longer a result."""
    erased_at: Mapped[datetime | None]
    created_at: Mapped[datetime] = mapped_column(default=now)
    completed_at: Mapped[datetime | None]
    """When it was first completed or failed."""
    updated_at: Mapped[datetime] = mapped_column(default=now)


class FieldRow(OfClient, Base):
    """A field as it stands now."""

    __tablename__ = "fields"
    __table_args__ = (_one_of("decision", "auto", "review", "person"), Index("ix_fields_class", "risk_class", "stratum"))
    document_id: Mapped[str] = mapped_column(ForeignKey("documents.id"), primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    position: Mapped[int]
    kind: Mapped[str]
    value: Mapped[Json]
    raw: Mapped[str]
    confidence: Mapped[float]
    decision: Mapped[str]
    page: Mapped[int | None]
    box: Mapped[Json]
    reasons: Mapped[Json]
    alternatives: Mapped[Json]
    doubtful: Mapped[Json]
    risk_class: Mapped[str]
    stratum: Mapped[str]
    version: Mapped[int]
    """The document's version at which it was last set."""
    machine_value: Mapped[Json]
    machine_confidence: Mapped[float]
    machine_decision: Mapped[str]
    """`auto` or `review`: what the machine decided, whatever a person said after."""
    decided_by: Mapped[str | None]
    decided_at: Mapped[datetime | None]
    outcome: Mapped[str | None]
    """What the person did: `confirmed`, `corrected`, `empty`, `unreadable`, `as_written`."""
    audited: Mapped[bool] = mapped_column(default=False)
    """Drawn by the coin."""


class FieldVersion(OfClient, Base):
    """Every value a field ever had: append only."""

    __tablename__ = "field_versions"
    document_id: Mapped[str] = mapped_column(ForeignKey("documents.id"), primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True)
    value: Mapped[Json]
    confidence: Mapped[float]
    decision: Mapped[str]
    reasons: Mapped[Json]
    by: Mapped[str]
    """`machine`, or a person's id."""
    at: Mapped[datetime] = mapped_column(default=now)


# --- work of machines ---------------------------------------------------------------------------------------------------


class Task(OfClient, Base):
    """One piece of machine work, held under a lease with a fencing token."""

    __tablename__ = "tasks"
    __table_args__ = (
        _one_of("state", "queued", "running", "done", "dead"),
        _one_of("step", "open", "read", "understand"),
        UniqueConstraint("source_id", "step", "generation", "part"),
        Index("ix_tasks_state_next", "state", "next_seconds"),
    )
    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    source_id: Mapped[str] = mapped_column(ForeignKey("sources.id"), index=True)
    step: Mapped[str]
    generation: Mapped[int] = mapped_column(default=0)
    part: Mapped[int] = mapped_column(default=0)
    pages: Mapped[Json] = mapped_column(JSON, nullable=True)
    """Page numbers of a `read` part, else null."""
    priority: Mapped[int] = mapped_column(default=1)
    """0 low, 1 normal, 2 high."""
    due_seconds: Mapped[float | None]
    state: Mapped[str] = mapped_column(default="queued")
    attempt: Mapped[int] = mapped_column(default=0)
    token: Mapped[int] = mapped_column(BigInteger, default=0)
    """Grows with every claim; an effect is written only by the holder of the present one."""
    owner: Mapped[str | None]
    lease_seconds: Mapped[float | None]
    """Until when the lease holds."""
    next_seconds: Mapped[float] = mapped_column(default=0.0)
    """Not before."""
    wake_seconds: Mapped[float] = mapped_column(default=0.0)
    """When a wake-up call was last sent."""
    last_error: Mapped[str | None]
    """A stable code, never content."""
    created_at: Mapped[datetime] = mapped_column(default=now)
    started_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]


# --- work of people -----------------------------------------------------------------------------------------------------


class ReviewTask(OfClient, Base):
    """What waits for a person: cuts and types of a source, doubtful fields, a blind audit, an adjudication."""

    __tablename__ = "review_tasks"
    __table_args__ = (
        _one_of("kind", "structure", "fields", "audit", "adjudicate"),
        _one_of("state", "open", "parked", "done", "cancelled"),
        Index("ix_review_tasks_state_priority", "state", "priority", "created_at"),
    )
    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    batch_id: Mapped[str] = mapped_column(ForeignKey("batches.id"), index=True)
    source_id: Mapped[str] = mapped_column(ForeignKey("sources.id"), index=True)
    document_id: Mapped[str | None] = mapped_column(ForeignKey("documents.id"), index=True)
    kind: Mapped[str]
    keys: Mapped[Json]
    """The fields asked; empty for `structure`."""
    state: Mapped[str] = mapped_column(default="open")
    priority: Mapped[int] = mapped_column(default=1)
    due_seconds: Mapped[float | None]
    not_by: Mapped[Json]
    """Ids of people who may not do it: they have seen or keyed these values."""
    holder: Mapped[str | None]
    lease_token: Mapped[int] = mapped_column(BigInteger, default=0)
    lease_seconds: Mapped[float | None]
    assigned_to: Mapped[str | None]
    """The person a supervisor gave it to: nobody else is offered it."""
    parked_reason: Mapped[str | None] = mapped_column(String(200))
    created_at: Mapped[datetime] = mapped_column(default=now)
    done_at: Mapped[datetime | None]
    done_by: Mapped[str | None]


class ReviewAnswer(OfClient, Base):
    """What a person answered, kept as an event: append only. Its id is made by the browser, so sending twice is harmless."""

    __tablename__ = "review_answers"
    client_id: Mapped[str] = mapped_column(ForeignKey("clients.id"), primary_key=True)
    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    task_id: Mapped[str] = mapped_column(ForeignKey("review_tasks.id"), index=True)
    document_id: Mapped[str | None] = mapped_column(ForeignKey("documents.id"))
    person_id: Mapped[str]
    kind: Mapped[str]
    answer: Mapped[Json]
    seconds: Mapped[float]
    """Time at the screen, as the browser measured it."""
    version: Mapped[int | None]
    """The document's version after it."""
    at: Mapped[datetime] = mapped_column(default=now)


class Audit(OfClient, Base):
    """An auto-accepted field drawn by the coin, and what a blind second keying said: the label of every certificate."""

    __tablename__ = "audits"
    __table_args__ = (
        _one_of("state", "open", "agreed", "disputed", "right", "wrong", "unreadable"),
        Index("ix_audits_class", "risk_class", "stratum", "state"),
    )
    document_id: Mapped[str] = mapped_column(ForeignKey("documents.id"), primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str]
    type: Mapped[str]
    risk_class: Mapped[str]
    stratum: Mapped[str]
    confidence: Mapped[float]
    rate: Mapped[float]
    """The chance with which it was drawn; 0: not drawn, but recalled after its class was withdrawn, so it is no label of a certificate."""
    machine_value: Mapped[Json]
    state: Mapped[str] = mapped_column(default="open")
    """`agreed` and `right` count as right, `wrong` as wrong."""
    keyed_value: Mapped[Json] = mapped_column(JSON, nullable=True)
    keyed_by: Mapped[str | None]
    final_value: Mapped[Json] = mapped_column(JSON, nullable=True)
    drawn_at: Mapped[datetime] = mapped_column(default=now)
    closed_at: Mapped[datetime | None]


class Keying(OfClient, Base):
    """What one person keyed of a field without seeing what the machine or another person had: append only until it is settled."""

    __tablename__ = "keyings"
    document_id: Mapped[str] = mapped_column(ForeignKey("documents.id"), primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    person_id: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[Json] = mapped_column(JSON, nullable=True)
    outcome: Mapped[str]
    """As of a field: `corrected`, `empty`, `unreadable` or `as_written`."""
    at: Mapped[datetime] = mapped_column(default=now)


class Seed(OfClient, Base):
    """A known error shown to a person in a review task, to measure how many are missed. Never part of a result."""

    __tablename__ = "seeds"
    __table_args__ = (_one_of("state", "shown", "caught", "missed"), Index("ix_seeds_kind", "kind", "state"))
    task_id: Mapped[str] = mapped_column(ForeignKey("review_tasks.id"), primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    document_id: Mapped[str] = mapped_column(ForeignKey("documents.id"), index=True)
    kind: Mapped[str]
    planted: Mapped[Json]
    right: Mapped[Json]
    state: Mapped[str] = mapped_column(default="shown")
    shown_at: Mapped[datetime] = mapped_column(default=now)
    closed_at: Mapped[datetime | None]


# --- what others are told ------------------------------------------------------------------------------------------------


class Head(Base):
    """The ends of a client's two chains. Its row lock puts commits in order, so that a cursor once passed stays complete."""

    __tablename__ = "heads"
    client_id: Mapped[str] = mapped_column(primary_key=True)
    """A client's id, or `-` for the installation's own audit chain."""
    cursor: Mapped[int] = mapped_column(BigInteger, default=0)
    audit_number: Mapped[int] = mapped_column(BigInteger, default=0)
    audit_hash: Mapped[str] = mapped_column(default="")


class Change(OfClient, Base):
    """One line of a client's change feed: written in the transaction that changed the thing, never altered."""

    __tablename__ = "changes"
    __table_args__ = (UniqueConstraint("client_id", "subject", "kind", "version"),)
    client_id: Mapped[str] = mapped_column(ForeignKey("clients.id"), primary_key=True)
    cursor: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    """1, 2, 3 ... for each client, without gaps."""
    kind: Mapped[str]
    """batch.received, batch.completed, document.needs_review, document.completed, document.failed, document.amended, ..."""
    subject: Mapped[str]
    """Id of the document or batch."""
    version: Mapped[int]
    batch_id: Mapped[str]
    document_id: Mapped[str | None]
    at: Mapped[datetime] = mapped_column(default=now)


class Webhook(OfClient, Base):
    """An address that is told the change feed line by line: it follows by a cursor of its own, in order, each line at least once."""

    __tablename__ = "webhooks"
    __table_args__ = (_one_of("state", "active", "stopped", "gone", "failed"),)
    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    url: Mapped[str]
    state: Mapped[str] = mapped_column(default="active")
    """`stopped` by a person, `gone` by the receiver's own word, `failed` after three days without success."""
    generation: Mapped[int] = mapped_column(default=0)
    """Of its secret; the one before is signed with as well for a day after `rotated_at`."""
    rotated_at: Mapped[datetime | None]
    cursor: Mapped[int] = mapped_column(BigInteger, default=0)
    """The last line that was delivered."""
    failures: Mapped[int] = mapped_column(default=0)
    """Tries of the next line, all in vain."""
    failing_since: Mapped[datetime | None]
    next_seconds: Mapped[float] = mapped_column(default=0.0)
    """Not before, by the database's clock."""
    token: Mapped[int] = mapped_column(BigInteger, default=0)
    """Grows with every claim."""
    last_status: Mapped[int | None]
    last_error: Mapped[str | None]
    created_by: Mapped[str]
    created_at: Mapped[datetime] = mapped_column(default=now)


class AuditEntry(Base):
    """Who did what to what: append only, chained by hashes for each client."""

    __tablename__ = "audit_log"
    client_id: Mapped[str] = mapped_column(primary_key=True)
    """A client's id, or `-`."""
    number: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    at: Mapped[datetime]
    actor: Mapped[str]
    """Id of a person or key, `machine`, or `operator` for the command line."""
    action: Mapped[str]
    subject: Mapped[str]
    """Id of what it was done to."""
    details: Mapped[Json]
    """Ids, codes and counts; never content."""
    hash: Mapped[str]


# --- what is known ------------------------------------------------------------------------------------------------------


class Form(Base):
    """A registered form definition; its blank is in the file store of the installation (`-`)."""

    __tablename__ = "forms"
    key: Mapped[str] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True)
    definition: Mapped[str]
    """form.yaml as it was given."""
    files: Mapped[Json]
    """{file name: sha256} of everything else in the folder."""
    active: Mapped[bool] = mapped_column(default=True)
    created_by: Mapped[str]
    created_at: Mapped[datetime] = mapped_column(default=now)


class Certificate(Base):
    """What is proved of a risk class and stratum, as it was at a moment: append only, the newest counts."""

    __tablename__ = "certificates"
    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    risk_class: Mapped[str]
    stratum: Mapped[str]
    ceiling: Mapped[float]
    threshold: Mapped[float | None]
    """None: nothing is accepted automatically."""
    audited: Mapped[int]
    wrong: Mapped[int]
    state: Mapped[str]
    """`certified`, `warming_up` or `withdrawn`."""
    details: Mapped[Json]
    made_at: Mapped[datetime] = mapped_column(default=now)


class ModelsInUse(Base):
    """The models whose confidences are proved by audits now: one row. Other models start every proof again."""

    __tablename__ = "models_in_use"
    id: Mapped[int] = mapped_column(primary_key=True, default=1)
    version: Mapped[str]
    fingerprint: Mapped[str]
    """Of everything that decides a confidence (pipeline.versions)."""
    since: Mapped[datetime] = mapped_column(default=now)


class ShadowReading(OfClient, Base):
    """What a candidate of the models read in a field, beside what the ones in use decided at that moment. Delivered to nobody."""

    __tablename__ = "shadow_readings"
    __table_args__ = (Index("ix_shadow_readings_version", "version"),)
    document_id: Mapped[str] = mapped_column(ForeignKey("documents.id"), primary_key=True)
    version: Mapped[str] = mapped_column(primary_key=True)
    """Of the candidate."""
    key: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[Json] = mapped_column(JSON, nullable=True)
    confidence: Mapped[float]
    decision: Mapped[str]
    machine_value: Mapped[Json] = mapped_column(JSON, nullable=True)
    machine_confidence: Mapped[float]
    machine_decision: Mapped[str]
    at: Mapped[datetime] = mapped_column(default=now)


class LayoutSample(OfClient, Base):
    """Where the fields stood on a reviewed document: what its page design is known by from the next document of its company on."""

    __tablename__ = "layout_samples"
    document_id: Mapped[str] = mapped_column(ForeignKey("documents.id"), primary_key=True)
    version: Mapped[int]
    """Of the document when it was learned."""
    type: Mapped[str]
    layout: Mapped[str]
    """Name of the page design, the same for all samples of it in this company."""
    sample: Mapped[Json] = mapped_column(JSON, nullable=True)
    """Words and places (extraction.layout_memory); null: none of its values was found again."""
    at: Mapped[datetime] = mapped_column(default=now)


class ClassRule(Base):
    """How people review the fields of a risk class, as an administrator set it; a class without a row is confirmed, without seeds."""

    __tablename__ = "class_rules"
    __table_args__ = (_one_of("mode", "confirm", "blind", "double"),)
    risk_class: Mapped[str] = mapped_column(primary_key=True)
    mode: Mapped[str]
    """`confirm`: the machine's value is shown; `blind`: it is keyed and compared with the machine's; `double`: two people key it."""
    seed_rate: Mapped[float] = mapped_column(default=0.0)
    """The chance that a task shows a known error among its fields of this class."""
    ceiling: Mapped[float | None]
    """The share of accepted fields of this class that may be wrong at most; None: the installation's."""
    changed_by: Mapped[str]
    changed_at: Mapped[datetime] = mapped_column(default=now)
