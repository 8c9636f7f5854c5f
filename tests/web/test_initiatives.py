"""An initiative through the front door: its phase, who pulls it, and what it is part of."""

from __future__ import annotations

from types import SimpleNamespace

from flask import Flask

from crm.core.db import transaction
from crm.links.operations import add_link
from crm.links.queries import get_link_kind
from crm.parties.operations import add_party, change_party
from crm.parties.queries import get_party
from tests.cast import OPERATOR, sign_in
from tests.page import fill_in, send


class TestPhase:
    def test_step_by_step(self, app: Flask, vlietdam: SimpleNamespace) -> None:
        amina, at = sign_in(app, "amina"), f"/partijen/{vlietdam.tuin}/fase"
        page = amina.get(at).text
        assert "verder naar oriëntatie" in page
        assert "opbouw" not in page.split("<form")[1]
        assert fill_in(amina, at, phase="uitvoering").status_code == 422
        answer = fill_in(amina, at, phase="orientatie")
        assert answer.status_code == 303
        assert "oriëntatie" in amina.get(answer.location).text

    def test_a_pause_keeps_where_it_came_from(self, app: Flask, vlietdam: SimpleNamespace) -> None:
        amina, at = sign_in(app, "amina"), f"/partijen/{vlietdam.tuin}/fase"
        fill_in(amina, at, phase="orientatie")
        answer = fill_in(amina, at, phase="gepauzeerd")
        assert "Het was: oriëntatie" in amina.get(answer.location).text
        page = amina.get(at).text
        assert "gaat weer verder: oriëntatie" in page
        assert "naar opbouw" not in page
        assert fill_in(amina, at, phase="orientatie").status_code == 303

    def test_who_stops_says_why(self, app: Flask, vlietdam: SimpleNamespace) -> None:
        amina, at = sign_in(app, "amina"), f"/partijen/{vlietdam.tuin}/fase"
        answer = fill_in(amina, at, phase="gestopt")
        assert answer.status_code == 422
        assert 'id="stopped_because-fout"' in answer.text
        answer = fill_in(amina, at, phase="gestopt", stopped_because="De grond is verkocht.")
        page = amina.get(answer.location).text
        assert "De grond is verkocht." in page
        assert "Wie gaat door als" not in page

    def test_the_own_one_only(self, app: Flask, vlietdam: SimpleNamespace) -> None:
        dries = sign_in(app, "dries")
        assert (
            fill_in(dries, f"/partijen/{vlietdam.tuin}/fase", phase="orientatie").status_code == 303
        )
        assert sign_in(app, "bas").get(f"/partijen/{vlietdam.tuin}/fase").status_code == 403
        assert sign_in(app, "amina").get(f"/partijen/{vlietdam.school}/fase").status_code == 404

    def test_a_stale_step_shows_both(self, app: Flask, vlietdam: SimpleNamespace) -> None:
        amina, at = sign_in(app, "amina"), f"/partijen/{vlietdam.tuin}/fase"
        opened = amina.get(at).text
        fill_in(amina, f"/partijen/{vlietdam.tuin}/wijzigen", ambition="Groen")
        assert send(amina, at, opened, phase="orientatie").status_code == 409


class TestProfile:
    def test_who_pulls_it_and_who_goes_on(self, app: Flask, vlietdam: SimpleNamespace) -> None:
        with app.app_context(), transaction():
            garden, school = (
                get_party(ref, viewer=OPERATOR) for ref in (vlietdam.tuin, vlietdam.school)
            )
            add_link(school, garden, get_link_kind("trekt"), actor=OPERATOR)
            change_party(garden, values={"continuity": "Wilma neemt het over."}, actor=OPERATOR)
        page = sign_in(app, "bas").get(f"/partijen/{vlietdam.tuin}").text
        profile = page.split('id="initiatief"')[1].split("</section>")[0]
        assert "Wie gaat door als Dries Vermeer stopt?" in profile
        assert "Wilma neemt het over." in profile
        assert "Basisschool De Kring" in profile

    def test_part_of_a_larger_whole(self, app: Flask, vlietdam: SimpleNamespace) -> None:
        amina, at = sign_in(app, "amina"), f"/partijen/{vlietdam.tuin}/wijzigen"
        with app.app_context(), transaction():
            values = {"name": "Groen Verbond", "kind": "coalitie"}
            whole = add_party(values=values, actor=OPERATOR).ref
        answer = fill_in(amina, at, part_of="groen verbond")
        assert answer.status_code == 303
        assert "Onderdeel van" in amina.get(answer.location).text
        assert "Hieronder vallen" in amina.get(f"/partijen/{whole}").text
        answer = fill_in(amina, f"/partijen/{whole}/wijzigen", part_of="Buurttuin De Vliet")
        assert answer.status_code == 422
        assert "geen deel van zichzelf" in answer.text
        assert fill_in(amina, at, part_of="").status_code == 303
        assert "Hieronder vallen" not in amina.get(f"/partijen/{whole}").text

    def test_a_whole_one_may_not_see_stays(self, app: Flask, vlietdam: SimpleNamespace) -> None:
        with app.app_context(), transaction():
            values = {"name": "Stil Verbond", "kind": "coalitie", "visibility": "vertrouwelijk"}
            whole = add_party(values=values, actor=OPERATOR)
            garden = get_party(vlietdam.tuin, viewer=OPERATOR)
            change_party(garden, values={"part_of": whole}, actor=OPERATOR)
        amina, at = sign_in(app, "amina"), f"/partijen/{vlietdam.tuin}/wijzigen"
        assert "Stil Verbond" not in amina.get(at).text
        assert fill_in(amina, at, ambition="Groen").status_code == 303
        with app.app_context():
            profile = get_party(vlietdam.tuin, viewer=OPERATOR).profile
            assert profile is not None
            assert profile.part_of is not None
            assert profile.ambition == "Groen"
