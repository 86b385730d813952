"""The settings: the only reader of the environment. Every one is `SPUNTA_<NAME>` and stands in docs/settings.md."""

from __future__ import annotations

import os
import secrets
from contextlib import suppress
from decimal import Decimal
from pathlib import Path
from typing import Literal

from pydantic import Field, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from domain.errors import SetupError

ROOT = Path(__file__).resolve().parent
SHORTEST_SECRET = 32


class Settings(BaseSettings):
    """Unknown SPUNTA_ names are left alone (other tools use the prefix); wrong values stop the start."""

    model_config = SettingsConfigDict(env_prefix="SPUNTA_", frozen=True, extra="ignore")

    # where things are
    data_dir: Path = Field(
        default=Path("/var/lib/spunta") if os.geteuid() == 0 and Path("/var/lib/spunta").is_dir() else ROOT / ".spunta" / "data"
    )
    """Database, files, secrets and what was learned, unless a URL says otherwise."""
    database_url: str = ""
    """`postgresql://user@host/name` or `sqlite:////path/file.db`. Empty: SQLite in the data directory."""
    redis_url: str = ""
    """`redis://host:port/db` or `unix:///path`. Empty: workers look into the database every `poll_seconds`."""
    files_url: str = ""
    """`s3://bucket/prefix` for an S3-compatible store (its keys from the AWS_ variables). Empty: a folder of the data directory."""
    models_dir: Path = ROOT / "models"
    """The shipped models."""
    home_dir: Path | None = None
    """What was learned from reviewed documents. Empty: `home` in the data directory."""

    erasures: Path | None = None
    """The ledger of erasures, replayed after a restore: keep it with the backups. Empty: `erasures.jsonl` in the data directory."""

    # the web
    host: str = "127.0.0.1"
    """The address to listen on. Anything but loopback needs TLS in front: session cookies are then marked Secure."""
    port: int = Field(default=8000, ge=0, le=65535)
    """The port to listen on."""
    api_processes: int = Field(default=1, ge=1)
    """Processes of one `spunta serve` that answer calls (about 280 MB each)."""
    most_uploads: int = Field(default=8, ge=1)
    """Uploads taken at the same time in one API process; more are answered 503 with Retry-After."""
    most_calls_at_once: int = Field(default=100, ge=1)
    """Calls under way in one API process; more are answered 503 with Retry-After, at once."""
    api_threads: int = Field(default=4, ge=1)
    """Calls computed at once in one API process; the others wait their turn. More threads only take the interpreter from each other."""
    most_calls_per_minute: int = Field(default=6_000, ge=1)
    """Calls of one API key or one person, counted over ten seconds; more are answered 429 with Retry-After."""
    most_waiting_documents: int = Field(default=10_000, ge=1)
    """Files of one client that may wait unread; more are answered 429 with Retry-After."""
    most_batch_mb: int = Field(default=250, ge=1)
    """The largest request body, all files of a batch together."""
    least_free_mb: int = Field(default=2_000, ge=0)
    """Uploads are refused when the disk of the data directory has less than this left."""

    public_url: str = ""
    """Where browsers reach the service, such as `https://spunta.example.org`: told to the company's sign-in. Empty: as asked."""

    # signing in through the company's own OpenID Connect provider
    oidc_issuer: str = ""
    """The provider's issuer address, as in its `.well-known/openid-configuration`. Empty: address and password only."""
    oidc_client_id: str = ""
    """How the provider calls us; our address there is `PUBLIC_URL/v1/oidc/back`."""
    oidc_client_secret: str = ""
    """What we prove ourselves to the provider with."""
    oidc_name: str = "SSO"
    """What stands on the button: “Sign in with …”."""

    # reading
    workers: int = Field(default=max(1, len(os.sched_getaffinity(0))), ge=1)
    """Reading processes of one `spunta worker`; each loads the models once (about 1 GB)."""
    ocr_engine: str = "ppocr"
    """The default engine: a file of ocr/engines."""
    pages_per_task: int = Field(default=4, ge=1)
    """Pages of one piece of work: a longer file is read by several workers at once."""
    page_seconds: float = Field(default=60.0, gt=0)
    """Wall-clock limit of one page: a reader that takes longer is killed from outside."""
    lease_seconds: float = Field(default=45.0, gt=0)
    """How long a worker that says nothing keeps its task."""
    beat_seconds: float = Field(default=15.0, gt=0)
    """How often a worker says that it lives."""
    poll_seconds: float = Field(default=2.0, gt=0)
    """How often an idle worker looks into the database by itself."""
    reconcile_seconds: float = Field(default=5.0, gt=0)
    """How often expired leases and unheard wake-ups are looked for."""
    most_attempts: int = Field(default=6, ge=2)
    """How often a piece of work is begun before its file is given up as failed."""
    retry_seconds: float = Field(default=5.0, ge=0)
    """Pause after the first failure; doubles with each, at most ten minutes."""

    # deciding
    audit_rate: float = Field(default=0.05, ge=0, le=1)
    """The chance with which a field is drawn for a blind audit; drawn when the file arrives."""
    error_ceiling: float = Field(default=0.005, gt=0, lt=0.5)
    """The share of wrong fields among the accepted that audits must exclude, class by class, with 95 % confidence."""
    structure_threshold: float = Field(default=0.9, ge=0, le=1)
    """A cut or a type less sure than this is asked of a person before the document's fields are."""
    review_lease_seconds: float = Field(default=180.0, gt=0)
    """How long a reviewer's task stays theirs without a sign of life of the page."""

    # figures
    hourly_rate: Decimal | None = Field(default=None, ge=0, le=1000)
    """Euro an hour of people's time, for the cost of a document. Empty: no cost is shown."""

    # keeping
    retention_days: int = Field(default=90, ge=1)
    """Days after completion until originals and data are erased, where the client company has no number of its own."""

    # limits of the border (intake.limits)
    file_mb: float = Field(default=25.0, gt=0)
    """The largest file."""
    most_pages: int = Field(default=300, ge=1)
    """The most pages of one file."""
    sandbox: Literal["auto", "bubblewrap", "process"] = "auto"
    """The wall around the readers of untrusted files.

    `auto`: bubblewrap where it works, else `process` with a warning; `bubblewrap`: without it nothing starts.
    """

    # secrets: made at the first start, kept in the data directory with mode 0600
    file_keys: str = ""
    """Encrypts stored files: Base64 keys of 32 bytes with commas between, the first encrypts, all decrypt. Empty: not encrypted."""
    secret: str = ""
    """Signs links and hashes API keys. Empty: the file `secret` of the data directory."""

    @property
    def database(self) -> str:
        """The URL of the database."""
        return self.database_url or f"sqlite:///{self.data_dir.resolve() / 'spunta.db'}"

    @property
    def files_dir(self) -> Path:
        """The folder of the local file store."""
        return self.data_dir / "files"

    @property
    def erasures_file(self) -> Path:
        """The ledger of erasures."""
        return self.erasures or self.data_dir / "erasures.jsonl"

    @property
    def learned_dir(self) -> Path:
        """What was learned."""
        return self.home_dir or self.data_dir / "home"

    def secret_text(self) -> str:
        """The installation's secret, made at the first call. Raises SetupError `weak_secret` for a short one."""
        secret = self.secret or _secret_file(self.data_dir)
        if len(secret) < SHORTEST_SECRET:
            raise SetupError(
                "weak_secret", f"SPUNTA_SECRET has {len(secret)} characters: use {SHORTEST_SECRET} random ones or more, or none."
            )
        return secret


def _secret_file(data_dir: Path) -> str:
    data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
    path = data_dir / "secret"
    if not path.exists():
        draft = data_dir / f"secret.{os.getpid()}"
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(secrets.token_urlsafe(48))
            file.flush()
            os.fsync(file.fileno())
        with suppress(FileExistsError):  # another process was first: its secret is the one
            os.link(draft, path)
        draft.unlink()
    return path.read_text(encoding="ascii").strip()


def load_settings() -> Settings:
    """The settings from the environment. Raises SetupError naming the wrong ones."""
    try:
        return Settings()
    except ValidationError as error:
        wrong = ", ".join(
            f"SPUNTA_{'_'.join(str(part) for part in problem['loc']).upper()} ({problem['msg']})" for problem in error.errors()
        )
        raise SetupError("settings", f"Correct these settings: {wrong}.") from error
