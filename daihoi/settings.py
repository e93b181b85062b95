"""What the surroundings say, read once, at the edge."""

import os
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from platformdirs import user_data_path

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")


@dataclass(frozen=True)
class Settings:
    """Where the data lie, where Prefect listens, in which language to speak."""

    home: Path
    database_url: str
    prefect_api: str
    lang: str
    person: str | None
    rehearsal: bool = False
    """True when nobody is asked for a role or a code; everything made so says that it is a rehearsal."""

    @property
    def store_file(self) -> Path | None:
        """The file that holds the store; None where a server does."""
        kind, _, path = self.database_url.partition(":///")
        return Path(path) if kind == "sqlite" else None

    @property
    def files(self) -> Path:
        """Papers and other bytes, by SHA-256."""
        return self.home / "files"

    @property
    def templates(self) -> Path:
        """The office's own Word templates."""
        return self.home / "templates"

    @property
    def retention_years(self) -> int | None:
        """How long private values are kept, ``DAIHOI_RETENTION_YEARS``; None for the program's default."""
        years = os.environ.get("DAIHOI_RETENTION_YEARS", "")
        return int(years) if years.isdecimal() else None

    @property
    def seal_key(self) -> Path:
        """The key that seals dossiers: ``DAIHOI_SEAL_KEY``, the path of a PEM file, or one kept at home."""
        return Path(os.environ.get("DAIHOI_SEAL_KEY") or self.home / "seal.pem")


@dataclass(frozen=True)
class MailSettings:
    """Where messages go: a folder (``file``), an SMTP server, nowhere yet; and a webhook beside."""

    server: str | None = None
    """``smtp://[user:password@]host[:port]``, or ``smtps://…``; ``file`` writes into ``folder``; None: kept."""
    sender: str = "daihoi@localhost"
    folder: Path = Path("mail")
    webhook: str | None = None
    timeout: float = 20.0
    """Seconds to wait for a server's answer."""


def read_mail_settings(home: Path) -> MailSettings:
    """``DAIHOI_MAIL``, ``DAIHOI_MAIL_FROM``, ``DAIHOI_MAIL_TIMEOUT`` and ``DAIHOI_WEBHOOK``."""
    return MailSettings(
        server=os.environ.get("DAIHOI_MAIL") or None,
        sender=os.environ.get("DAIHOI_MAIL_FROM") or "daihoi@localhost",
        folder=home / "mail",
        webhook=os.environ.get("DAIHOI_WEBHOOK") or None,
        timeout=float(os.environ.get("DAIHOI_MAIL_TIMEOUT") or 20),
    )


WATCH_EVERY = timedelta(minutes=int(os.environ.get("DAIHOI_WATCH_MINUTES") or 15))
"""How often what waits is looked after; ``DAIHOI_WATCH_MINUTES`` says otherwise."""


def _home() -> Path:
    return Path(os.environ.get("DAIHOI_HOME") or user_data_path("daihoi")).absolute()


def read_settings() -> Settings:
    """The settings of this process, from its environment."""
    home = _home()
    port = os.environ.get("DAIHOI_PORT", "4280")
    return Settings(
        home=home,
        database_url=os.environ.get("DAIHOI_DATABASE_URL") or f"sqlite:///{home / 'daihoi.db'}",
        prefect_api=os.environ.get("PREFECT_API_URL") or f"http://127.0.0.1:{port}/api",
        lang="en" if os.environ.get("DAIHOI_LANG", "vi").startswith("en") else "vi",
        person=os.environ.get("DAIHOI_PERSON") or None,
        rehearsal=is_rehearsal(),
    )


def codes_key() -> Path:
    """The file with the key that hides the secrets of one-time codes: ``DAIHOI_KEY``, or one kept at home."""
    return Path(os.environ.get("DAIHOI_KEY") or _home() / "codes.key")


def busy_seconds() -> float:
    """How long a writer waits for another before it says that the store is busy (``DAIHOI_BUSY_SECONDS``)."""
    return float(os.environ.get("DAIHOI_BUSY_SECONDS", "10"))


def page_login() -> str | None:
    """Name and password of Prefect's page and API, ``name:password``; None while only this machine reaches them.

    ``DAIHOI_PAGE_PASSWORD`` is ours; ``PREFECT_API_AUTH_STRING`` is for a server that somebody else runs.
    """
    password = os.environ.get("DAIHOI_PAGE_PASSWORD")
    return f"daihoi:{password}" if password else os.environ.get("PREFECT_API_AUTH_STRING") or None


def page_host() -> str:
    """Where Prefect's page listens, ``DAIHOI_HOST``; this machine only unless told."""
    return os.environ.get("DAIHOI_HOST") or "127.0.0.1"


def is_open_to_others() -> bool:
    """True when other machines reach the page."""
    return page_host() not in ("127.0.0.1", "localhost", "::1")


def is_rehearsal() -> bool:
    """True when ``DAIHOI_OPEN`` is 1: roles and one-time codes are not asked for."""
    return os.environ.get("DAIHOI_OPEN") == "1"


def today() -> date:
    """Today in Vietnam; a rehearsal sets ``DAIHOI_TODAY`` to a day, or to ``@FILE`` that holds one and may change."""
    rehearsed = os.environ.get("DAIHOI_TODAY", "")
    if rehearsed.startswith("@"):
        file = Path(rehearsed[1:])
        rehearsed = file.read_text().strip() if file.exists() else ""
    return date.fromisoformat(rehearsed) if rehearsed else datetime.now(ZONE).date()
