"""Settings → tools → the FastAPI app. `main()` serves it; `spunta serve` and `spunta up` call it."""

from __future__ import annotations

import shutil
import signal
import sys
import threading
from dataclasses import asdict
from datetime import timedelta
from functools import cache
from math import ceil

import uvicorn
from fastapi import FastAPI

from auth.attempts import Attempts
from auth.oidc import Registration
from delivery.evidence_pack import Seal
from delivery.webhooks import Sender
from document_types import load_types
from http_api.app import create_app
from http_api.heads import BoundedHeads
from http_api.oidc_provider import Provider
from http_api.tools import Tools
from http_api.uploads import Turnstile, UploadLimits
from installation import exit_code, limits_of, log_lines, open_tools
from kernel.prctl import die_with_parent
from pipeline.drawn_forms import tried
from pipeline.versions import Versions
from pipeline.zones_on_demand import ZonesOnDemand
from settings import ROOT, Settings, load_settings
from storage.migrate import migrate
from workflow.notify import notify_until
from workflow.tools import Tools as LifeTools
from workflow.upkeep import upkeep_until

MIB = 1024 * 1024
CALL_WINDOW = timedelta(seconds=10)
"""Whoever called too often is heard again after no longer than this."""
HUNG_SECONDS = 600
"""An API process that says nothing for so long is killed and started again."""
PAGE_FOLDERS = (ROOT / "review_ui" / "dist", ROOT / "http_api" / "static")
"""The built web page: of a checkout, of an installed package."""


def make_app(settings: Settings, life: LifeTools) -> FastAPI:
    """The application on a database that has the present tables."""
    limits, zones = limits_of(settings), ZonesOnDemand(settings.ocr_engine)
    return create_app(
        Tools(
            life=life,
            pepper=settings.secret_text(),
            types=load_types(),
            limits=UploadLimits(body_bytes=settings.most_batch_mb * MIB, file_bytes=limits.file_bytes),
            most_waiting=settings.most_waiting_documents,
            free_bytes=lambda: shutil.disk_usage(settings.data_dir).free,
            least_free_bytes=settings.least_free_mb * MIB,
            other_limits={name: number for name, number in asdict(limits).items() if isinstance(number, (int, float))},
            read_zone=zones.read_zone,
            try_form=lambda form, blanks, pages: tried(form, blanks, pages, zones, zones.in_full),
            page_folder=next((folder for folder in PAGE_FOLDERS if (folder / "index.html").is_file()), None),
            hourly_rate=settings.hourly_rate,
            oidc=_provider(settings),
            public_url=settings.public_url,
            evidence_seal=cache(lambda: Seal(settings.data_dir / "evidence.p12")),
            versions=Versions(settings.models_dir, settings.learned_dir),
            turnstile=Turnstile(settings.most_uploads),
            threads=settings.api_threads,
            most_at_once=settings.most_calls_at_once,
            calls=Attempts(_calls_of_process(settings), CALL_WINDOW),
        )
    )


def _calls_of_process(settings: Settings) -> int:
    """Its share of the calls of a window: the system spreads connections over the processes."""
    return ceil(settings.most_calls_per_minute * (CALL_WINDOW / timedelta(minutes=1)) / settings.api_processes)


def _provider(settings: Settings) -> Provider | None:
    """The company's own sign-in, where one is set. Raises SetupError `oidc_settings`."""
    if not settings.oidc_issuer:
        return None
    us = Registration(settings.oidc_issuer, settings.oidc_client_id, settings.oidc_client_secret, settings.oidc_name)
    us.check()
    return Provider(us)


def served() -> FastAPI:
    """The application of one API process of several, which dies with the first: what uvicorn calls in each."""
    die_with_parent(signal.SIGKILL)
    log_lines()
    settings = load_settings()
    return make_app(settings, open_tools(settings))


def main() -> None:
    """Serves until SIGTERM, in as many processes as the settings say; webhooks and upkeep are the first one's. Raises SetupError."""
    settings = load_settings()
    log_lines()
    limits_of(settings)
    life, ended = open_tools(settings), threading.Event()
    migrate(life.database)
    app = make_app(settings, life) if settings.api_processes == 1 else "api:served"
    teller = threading.Thread(target=notify_until, args=(life, Sender(), settings.secret_text(), ended))
    keeper = threading.Thread(target=upkeep_until, args=(life, ended))
    for thread in (teller, keeper):
        thread.start()
    try:
        uvicorn.run(
            app,
            factory=isinstance(app, str),
            workers=settings.api_processes,
            http=BoundedHeads,
            host=settings.host,
            port=settings.port,
            log_level="warning",
            access_log=False,
            server_header=False,
            timeout_keep_alive=15,
            timeout_graceful_shutdown=30,
            timeout_worker_healthcheck=HUNG_SECONDS,
        )
    finally:
        ended.set()
        for thread in (teller, keeper):
            thread.join()


if __name__ == "__main__":
    sys.exit(exit_code(main))
