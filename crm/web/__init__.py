"""The web: pages for people in a browser. Thin views: who may, what was asked, one call."""

from __future__ import annotations

from flask import Flask

from crm.core.extensions import csrf
from crm.web import (
    access,
    account,
    administration,
    agreements,
    asking,
    assigning,
    chances,
    commitments,
    confirming,
    consent,
    context,
    daily,
    errors,
    exchange,
    first_evening,
    follow_ups,
    freshness,
    goals,
    headers,
    health,
    how_it_works,
    ideas,
    imports,
    initiatives,
    introduced,
    introducing,
    introduction_steps,
    introductions,
    jobs,
    leading,
    link_kinds,
    links,
    lists,
    log,
    lookalikes,
    many_links,
    memory,
    merging,
    moments,
    network,
    notes,
    offer_list,
    offers,
    opportunities,
    pages,
    parties,
    passwords,
    people,
    quiet,
    reminding,
    requests,
    search,
    sessions,
    settling,
    sharing,
    sides,
    signposts,
    start,
    surveys,
    upkeep,
    users,
)

AREAS = (
    account,
    administration,
    agreements,
    assigning,
    chances,
    commitments,
    consent,
    confirming,
    first_evening,
    follow_ups,
    freshness,
    exchange,
    goals,
    requests,
    search,
    health,
    how_it_works,
    ideas,
    imports,
    initiatives,
    introduced,
    introducing,
    introduction_steps,
    introductions,
    jobs,
    link_kinds,
    links,
    lists,
    log,
    lookalikes,
    many_links,
    merging,
    moments,
    network,
    notes,
    offer_list,
    offers,
    opportunities,
    pages,
    parties,
    passwords,
    people,
    quiet,
    reminding,
    sessions,
    settling,
    sharing,
    sides,
    signposts,
    start,
    surveys,
    upkeep,
    users,
)


def init_app(app: Flask) -> None:
    """Hooks first (headers, viewer, sign-in), then the CSRF check, then the pages."""
    headers.init_app(app)
    access.init_app(app)
    csrf.init_app(app)
    errors.init_app(app)
    asking.init_app(app)
    context.init_app(app)
    leading.init_app(app)
    daily.init_app(app)
    memory.init_app(app)
    for area in AREAS:
        app.register_blueprint(area.bp)
    app.register_blueprint(moments.loose)
