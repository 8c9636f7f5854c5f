"""The application for a WSGI server (`gunicorn wsgi:app`) and for `flask crm …`."""

from __future__ import annotations

import gc
import os

from config import COMMAND, PRODUCTION, settings_from
from crm import create_app

# The flask command says so in the environment. A command serves nobody: it needs no secret.
IS_COMMAND = os.environ.get("FLASK_RUN_FROM_CLI") == "true"

app = create_app(settings_from(mode=COMMAND if IS_COMMAND else PRODUCTION))
# What stands now stands as long as the server: the collector need not walk it at every turn.
gc.collect()
gc.freeze()
# A page makes thousands of objects and frees nearly all of them by counting: to look for circles
# among them a hundred times a page takes a twentieth of its time.
gc.set_threshold(20_000, 50, 100)
