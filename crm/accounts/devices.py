"""The words for a browser, so that people know their sessions apart. Pure."""

from __future__ import annotations

BROWSERS = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser", "Samsung Internet"),
    ("Firefox", "Firefox"),
    ("FxiOS", "Firefox"),
    ("CriOS", "Chrome"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Macintosh", "een Mac"),
    ("CrOS", "een Chromebook"),
    ("Linux", "Linux"),
)
UNKNOWN = "een onbekende browser"


def device_name(user_agent: str) -> str:
    """`Firefox op Windows`, from what a browser says of itself; only for telling apart."""
    browser = _first(BROWSERS, user_agent)
    system = _first(SYSTEMS, user_agent)
    if browser is None:
        return UNKNOWN
    return f"{browser} op {system}" if system else browser


def _first(words: tuple[tuple[str, str], ...], text: str) -> str | None:
    return next((word for sign, word in words if sign in text), None)
