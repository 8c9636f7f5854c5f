"""Settings from the environment; what is missing or wrong fails loudly and in plain words."""

from __future__ import annotations

import os
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from crm.core.mail.server import MailServer, mail_server

ROOT = Path(__file__).resolve().parent
DEMO = "demo"
PRODUCTION = "productie"
COMMAND = "opdracht"
DEMO_URL = "http://127.0.0.1:5000"


class SettingsError(Exception):
    """A setting is missing or wrong; the message says which and what to do."""


def settings_from(
    environ: Mapping[str, str] | None = None, *, mode: str | None = None
) -> dict[str, Any]:
    """The app's settings. `mode` is what the environment does not say: how it was started."""
    env = os.environ if environ is None else environ
    mode = env.get("BRUGGENBOUWER_MODE") or mode or COMMAND
    if mode not in (DEMO, PRODUCTION, COMMAND):
        raise SettingsError(f"BRUGGENBOUWER_MODE is ‘{mode}’; kies ‘demo’ of ‘productie’.")
    instance = Path(env.get("BRUGGENBOUWER_INSTANCE") or ROOT / "instance").resolve()
    base_url = env.get("BRUGGENBOUWER_BASE_URL", "").rstrip("/")
    secret = env.get("SECRET_KEY", "")
    if mode == PRODUCTION:
        _require_production(secret, base_url)
    base_url = base_url or (DEMO_URL if mode == DEMO else "")
    return {
        "MODE": mode,
        "INSTANCE": instance,
        "SECRET_KEY": secret or _secret_in(instance),
        "BASE_URL": base_url,
        "MAIL": _mail(env.get("BRUGGENBOUWER_MAIL_URL", "")),
        "JOBS_AT_ONCE": False,
        "NETWORK_NAME": env.get("BRUGGENBOUWER_NETWORK_NAME", ""),
        "PUBLIC": _switch(env, "BRUGGENBOUWER_PUBLIC"),
        "TOTP": _switch(env, "BRUGGENBOUWER_TOTP"),
        "TODAY": _day(env.get("BRUGGENBOUWER_TODAY", "")),
        "SQLALCHEMY_DATABASE_URI": database_url(env.get("DATABASE_URL", ""), instance),
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_COOKIE_SECURE": base_url.startswith("https://"),
        "SESSION_COOKIE_NAME": "__Host-sessie" if base_url.startswith("https://") else "sessie",
        "WTF_CSRF_TIME_LIMIT": None,
        "MAX_CONTENT_LENGTH": 210 * 1024 * 1024,
        "MAX_FORM_MEMORY_SIZE": 2 * 1024 * 1024,
    }


def database_url(url: str, instance: Path) -> str:
    """SQLite in the instance folder unless told otherwise; PostgreSQL through psycopg."""
    if not url:
        return f"sqlite:///{instance / 'bruggenbouwer.sqlite3'}"
    for prefix in ("postgresql://", "postgres://"):
        if url.startswith(prefix):
            return "postgresql+psycopg://" + url.removeprefix(prefix)
    return url


def _require_production(secret: str, base_url: str) -> None:
    if len(secret) < 32:
        raise SettingsError("Zet SECRET_KEY op een geheim van ten minste 32 tekens.")
    if not base_url.startswith(("https://", "http://")):
        raise SettingsError("Zet BRUGGENBOUWER_BASE_URL op het adres, zoals https://crm.example.")


def _mail(url: str) -> MailServer | None:
    try:
        return mail_server(url) if url else None
    except ValueError as error:
        raise SettingsError(f"BRUGGENBOUWER_MAIL_URL klopt niet. {error}") from error


def _secret_in(instance: Path) -> str:
    """A secret kept in the instance folder, so that demo sign-ins survive a restart."""
    path = instance / "geheim"
    if not path.exists():
        instance.mkdir(parents=True, exist_ok=True)
        handle = os.open(path, os.O_WRONLY | os.O_CREAT, 0o600)
        with os.fdopen(handle, "w") as file:
            file.write(os.urandom(32).hex())
    return path.read_text()


def _switch(env: Mapping[str, str], name: str) -> bool:
    value = env.get(name, "nee").lower()
    if value not in ("ja", "nee", "1", "0", "aan", "uit"):
        raise SettingsError(f"{name} is ‘{value}’; kies ‘ja’ of ‘nee’.")
    return value in ("ja", "1", "aan")


def _day(value: str) -> date | None:
    try:
        return date.fromisoformat(value) if value else None
    except ValueError as error:
        raise SettingsError(f"BRUGGENBOUWER_TODAY is ‘{value}’; schrijf 2026-11-22.") from error
