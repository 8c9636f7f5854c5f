"""Every page's template has a title, its own or that of what it extends."""

from __future__ import annotations

import re
from pathlib import Path

TEMPLATES = Path(__file__).resolve().parents[2] / "templates"
EXTENDS = re.compile(r'{%-? extends "([^"]+)"')
TITLE = re.compile(r"{%-? block title %}\S")
# Pieces of pages, and what pages are built on.
PARTS = ("components", "layouts")


def test_every_template_of_a_page_has_a_title() -> None:
    pages = [
        path
        for path in sorted(TEMPLATES.rglob("*.html"))
        if path.parent.name not in PARTS and not path.name.startswith("_")
    ]
    assert len(pages) > 30
    untitled = [str(path.relative_to(TEMPLATES)) for path in pages if not _has_title(path)]
    assert not untitled, f"give {untitled} a title block that says what the page is"


def _has_title(path: Path) -> bool:
    text = path.read_text(encoding="utf-8")
    above = EXTENDS.search(text)
    if TITLE.search(text):
        return above is not None
    return bool(above) and not above[1].startswith("layouts/") and _has_title(TEMPLATES / above[1])
