"""The application for a WSGI server: `gunicorn wsgi:app`."""

from __future__ import annotations

from config import PRODUCTION, settings_from
from crm import create_app

app = create_app(settings_from(mode=PRODUCTION))
