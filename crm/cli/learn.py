"""`learn`: fit how much each reason counts on the network's own past, or take that back."""

from __future__ import annotations

import click

from crm.cli.common import WRONG_USE, Stop, guarded, operator
from crm.core.db import db, transaction
from crm.opportunities.learning.examples import FEWEST_LATER
from crm.opportunities.learning.lessons import FEWEST_OUTCOMES, look_back
from crm.opportunities.learning.operations import learn as keep
from crm.opportunities.learning.operations import take_back
from crm.opportunities.learning.words import (
    LEVELS,
    figures_text,
    quality_text,
    result_text,
    taught_text,
    used_text,
)
from crm.opportunities.models import Lesson
from crm.opportunities.ranking.reasons import LABELS


@click.command("learn", help="Leer van het eigen verleden hoe zwaar elke reden telt.")
@click.option("--dry-run", is_flag=True, help="Zeg alleen wat er geleerd zou worden.")
@click.option("--terug", "back", is_flag=True, help="Zet terug wat het laatst is geleerd.")
@guarded
def learn(dry_run: bool, back: bool) -> None:
    """Say what it used, how well it did before and after, and what it changed."""
    if dry_run and back:
        raise Stop("Kies --dry-run of --terug, niet allebei.", WRONG_USE)
    if back:
        with transaction():
            taken = take_back(actor=operator())
            click.echo(f"Teruggezet: wat op {taken.day.isoformat()} is geleerd.")
        return
    actor = operator()
    lessons = look_back(day=actor.day)
    for lesson in lessons:
        _tell(lesson)
    db.session.rollback()
    if dry_run:
        click.echo("Dit was een proef: er is niets veranderd.")
        return
    with transaction():
        keep(lessons, actor=actor)


def _tell(lesson: Lesson) -> None:
    click.echo(f"{LEVELS[lesson.level].capitalize()}:")
    told = used_text(lesson, fewest_later=FEWEST_LATER, fewest_outcomes=FEWEST_OUTCOMES)
    told += taught_text(lesson, LABELS)
    for when, word in (("before", "Eerst"), ("after", "Geleerd")):
        quality = lesson.quality.get(when, {})
        told += [f"{word}: {' '.join(quality_text(quality))} ({figures_text(quality)})"] * bool(
            quality
        )
    for sentence in [*told, result_text(lesson)]:
        click.echo(f"  {sentence}")


commands = (learn,)
