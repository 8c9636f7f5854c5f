"""Adding to the lists."""

from __future__ import annotations

from crm.accounts.viewer import Viewer
from crm.audit.operations import record
from crm.core.db import db
from crm.core.errors import Refused
from crm.core.text import sort_key, tidy
from crm.taxonomy.models import AREA_KINDS, Area, Theme


def add_theme(name: str, *, parent: Theme | None = None, actor: Viewer) -> Theme:
    """Add a theme."""
    theme = Theme(name=tidy(name), sort_key=sort_key(name), parent=parent)
    db.session.add(theme)
    db.session.flush()
    record("theme.created", theme, difference={"naam": [None, theme.name]}, actor=actor)
    return theme


def add_area(code: str, name: str, kind: str, *, parent: Area | None = None, actor: Viewer) -> Area:
    """Add an area of a known kind."""
    if kind not in AREA_KINDS:
        raise Refused(f"‘{kind}’ is geen soort gebied.", field="soort")
    area = Area(code=code, name=tidy(name), sort_key=sort_key(name), kind=kind, parent=parent)
    db.session.add(area)
    db.session.flush()
    record("area.created", area, difference={"naam": [None, area.name]}, actor=actor)
    return area
