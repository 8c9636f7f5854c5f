"""The form that hands a file over."""

from __future__ import annotations

from flask_wtf.file import FileField, FileRequired
from wtforms import RadioField

from crm.web.forms.base import Form

VISIBLE_TO = {
    "intern": "alleen gemeente",
    "netwerk": "het netwerk",
    "openbaar": "iedereen (alleen als de bron openbaar is)",
}


class UploadForm(Form):
    """A file, and who may see what is new in it."""

    file = FileField("Bestand", [FileRequired("Kies een bestand.")])
    visibility = RadioField("Wie mag dit zien?", choices=VISIBLE_TO, default="netwerk")
