"""The lists of a beheerder: renamed, merged and retired, and nothing that uses them is lost."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from types import SimpleNamespace

import pytest
from flask import Flask
from flask.testing import FlaskClient

from crm.audit.models import Event
from crm.core.db import db, transaction
from crm.parties.models import Party
from crm.parties.operations import add_party
from crm.resources.operations import add_offer
from crm.taxonomy.models import Area, TargetGroup, Theme
from crm.taxonomy.operations import add_area, add_target_group, add_theme
from tests.cast import OPERATOR, enter, sign_in
from tests.page import fill_in, send
from tests.support.databases import KeepTown

HOME = "/beheer/lijsten"


@pytest.fixture
def lists(app: Flask, kept_town: KeepTown) -> SimpleNamespace:
    """A few entries of each list, and parties and an offer that use them; the refs by name."""
    return kept_town("lists", partial(make_lists, app))


def make_lists(app: Flask) -> SimpleNamespace:
    """Make it."""
    with app.app_context(), transaction():
        enter("beheer")
        groen = add_theme("Groen", actor=OPERATOR)
        made = {
            "groen": groen,
            "tuin": add_theme("Tuinen", parent=groen, actor=OPERATOR),
            "natuur": add_theme("Natuur", actor=OPERATOR),
            "oud": add_target_group("Ouderen", actor=OPERATOR),
            "senioren": add_target_group("Senioren", actor=OPERATOR),
        }
        stad = add_area("GM01", "Vlietdam", "gemeente", actor=OPERATOR)
        noord = add_area("WK01", "Noord", "wijk", parent=stad, actor=OPERATOR)
        made |= {"stad": stad, "noord": noord}
        made["dorp"] = add_area("BU02", "Dorp", "buurt", actor=OPERATOR)
        made["hoek"] = add_area("BU01", "De Hoek", "buurt", parent=noord, actor=OPERATOR)
        one = party("Buurttuin", themes=[groen, made["natuur"]], areas=[made["hoek"]])
        party("Bijenbond", themes=[made["natuur"]], target_groups=[made["oud"]])
        secret = party("Stille tuin", themes=[made["natuur"]], visibility="vertrouwelijk")
        offer = {"direction": "zoekt", "kind": "kennis", "title": "Snoeien"}
        add_offer(one, values={**offer, "themes": [made["natuur"]]}, actor=OPERATOR)
        made |= {"buurttuin": one, "stille": secret}
        refs = {name: one.ref for name, one in made.items()}
    return SimpleNamespace(**refs)


@pytest.fixture
def beheer(app: Flask, lists: SimpleNamespace) -> FlaskClient:
    """The beheerder, signed in."""
    return sign_in(app, "beheer")


def party(name: str, **values: object) -> Party:
    return add_party(values={"name": name, "kind": "bewonersinitiatief", **values}, actor=OPERATOR)


def names(app: Flask, ref: str, attribute: str = "themes") -> list[str]:
    """What a party has of a list."""
    with app.app_context():
        found = db.session.query(Party).filter_by(ref=ref).one()
        return [one.name for one in getattr(found, attribute)]


def events(app: Flask, tag: str) -> int:
    with app.app_context():
        return db.session.query(Event).filter_by(tag=tag).count()


@pytest.fixture
def versions(app: Flask, lists: SimpleNamespace) -> Iterator[None]:
    """What moves with a list is no change of the parties themselves."""
    yield
    with app.app_context():
        assert {one.version for one in db.session.query(Party)} == {1}


class TestRenaming:
    def test_what_uses_it_goes_along_and_the_old_word_still_leads_there(
        self, app: Flask, beheer: FlaskClient, lists: SimpleNamespace, versions: None
    ) -> None:
        address = f"{HOME}/themas/{lists.groen}"
        assert fill_in(beheer, address, name="Groen en water").status_code == 303
        assert names(app, lists.buurttuin) == ["Groen en water", "Natuur"]
        for word in ("Groen", "Groen en water"):
            assert "Buurttuin" in beheer.get("/partijen", query_string={"thema": word}).text
        assert beheer.get("/partijen?thema=Grien").status_code == 400
        assert events(app, "theme.changed") == 1

    def test_a_word_is_in_a_list_once(self, beheer: FlaskClient, lists: SimpleNamespace) -> None:
        for list_name, one, typed, field in (
            ("themas", lists.groen, {"name": "Natuur"}, "name"),
            ("doelgroepen", lists.oud, {"name": "Senioren"}, "name"),
            ("gebieden", lists.noord, {"code": "BU01"}, "code"),
        ):
            answer = fill_in(beheer, f"{HOME}/{list_name}/{one}", **typed)
            assert answer.status_code == 422, list_name
            assert f'id="{field}-fout"' in answer.text
            new = {"name": "Nieuw", "code": "X1", "kind": "buurt", **typed}
            assert fill_in(beheer, f"{HOME}/{list_name}/nieuw", **new).status_code == 422
        assert fill_in(beheer, f"{HOME}/themas/nieuw", name="").status_code == 422

    def test_nothing_lies_under_itself_or_under_something_smaller(
        self, app: Flask, beheer: FlaskClient, lists: SimpleNamespace
    ) -> None:
        for list_name, one, above in (
            ("themas", lists.groen, lists.tuin),
            ("gebieden", lists.stad, lists.noord),
            ("gebieden", lists.noord, lists.hoek),
            ("gebieden", lists.noord, lists.dorp),
        ):
            answer = fill_in(beheer, f"{HOME}/{list_name}/{one}", parent=above)
            assert answer.status_code == 422, above
            assert 'id="parent-fout"' in answer.text
        answer = fill_in(beheer, f"{HOME}/gebieden/{lists.stad}", kind="buurt")
        assert answer.status_code == 422, "a district lies in it"
        with app.app_context():
            assert db.session.query(Area).filter_by(code="GM01").one().parent_id is None


class TestAdding:
    def test_to_each_list(self, app: Flask, beheer: FlaskClient, lists: SimpleNamespace) -> None:
        area = {"name": "Zuid", "code": "WK02", "kind": "wijk", "parent": lists.stad}
        for list_name, typed in (
            ("themas", {"name": "Sport", "parent": lists.groen}),
            ("doelgroepen", {"name": "Jongeren"}),
            ("gebieden", area),
        ):
            answer = fill_in(beheer, f"{HOME}/{list_name}/nieuw", **typed)
            assert answer.status_code == 303, answer.text
            assert typed["name"] in beheer.get(answer.location).text
        with app.app_context():
            assert db.session.query(Area).filter_by(code="WK02").one().parent.name == "Vlietdam"


class TestMerging:
    def test_it_shows_what_moves_and_then_moves_all(
        self, app: Flask, beheer: FlaskClient, lists: SimpleNamespace, versions: None
    ) -> None:
        address = f"{HOME}/themas/{lists.natuur}/samenvoegen?met={lists.groen}"
        page = beheer.get(address)
        assert "2 partijen" in page.text, "the hidden one does not count"
        assert "1 keer geboden of gezocht" in page.text
        assert events(app, "theme.merged") == 0
        assert send(beheer, address, page.text).status_code == 303
        assert names(app, lists.buurttuin) == ["Groen"], "who used both keeps one"
        assert names(app, lists.stille) == ["Groen"], "what nobody sees moves too"
        with app.app_context():
            assert db.session.query(Theme).filter_by(name="Natuur").count() == 0
        assert "Bijenbond" in beheer.get("/partijen?thema=Natuur").text
        assert events(app, "theme.merged") == 1

    def test_a_chain_of_old_words_leads_to_the_last(
        self, beheer: FlaskClient, lists: SimpleNamespace
    ) -> None:
        fill_in(beheer, f"{HOME}/themas/{lists.natuur}", name="Natuur en milieu")
        address = f"{HOME}/themas/{lists.natuur}/samenvoegen?met={lists.groen}"
        assert send(beheer, address, beheer.get(address).text).status_code == 303
        for word in ("Natuur", "Natuur en milieu"):
            assert "Bijenbond" in beheer.get("/partijen", query_string={"thema": word}).text
        assert fill_in(beheer, f"{HOME}/themas/nieuw", name="Natuur").status_code == 303
        assert "Bijenbond" not in beheer.get("/partijen?thema=Natuur").text

    def test_what_lies_under_it_comes_along(
        self, app: Flask, beheer: FlaskClient, lists: SimpleNamespace
    ) -> None:
        address = f"{HOME}/themas/{lists.groen}/samenvoegen?met={lists.natuur}"
        assert "1 onderliggend thema" in beheer.get(address).text
        assert send(beheer, address, beheer.get(address).text).status_code == 303
        with app.app_context():
            assert db.session.query(Theme).filter_by(name="Tuinen").one().parent.name == "Natuur"

    def test_never_into_what_lies_under_it(
        self, beheer: FlaskClient, lists: SimpleNamespace
    ) -> None:
        address = f"{HOME}/themas/{lists.groen}/samenvoegen?met={lists.tuin}"
        answer = send(beheer, address, beheer.get(address).text)
        assert answer.status_code == 422
        assert "valt onder" in answer.text
        address = f"{HOME}/gebieden/{lists.stad}/samenvoegen?met={lists.groen}"
        assert beheer.get(address).status_code == 400, "a theme is no area"

    def test_groups_and_areas(
        self, app: Flask, beheer: FlaskClient, lists: SimpleNamespace
    ) -> None:
        for list_name, one, other in (
            ("doelgroepen", lists.oud, lists.senioren),
            ("gebieden", lists.hoek, lists.noord),
        ):
            address = f"{HOME}/{list_name}/{one}/samenvoegen?met={other}"
            assert send(beheer, address, beheer.get(address).text).status_code == 303
        assert names(app, lists.buurttuin, "areas") == ["Noord"]
        assert "Buurttuin" in beheer.get("/partijen?gebied=BU01").text
        with app.app_context():
            assert [one.name for one in db.session.query(TargetGroup)] == ["Senioren"]


class TestOfferKinds:
    FORM, LIST = "/partijen/{}/biedt-en-zoekt/nieuw", "/aanbod-en-gevraagd"

    def test_added_renamed_and_no_longer_offered(
        self, beheer: FlaskClient, lists: SimpleNamespace
    ) -> None:
        form = self.FORM.format(lists.buurttuin)
        assert fill_in(beheer, f"{HOME}/soorten-aanbod/nieuw", name="Vervoer").status_code == 303
        assert fill_in(beheer, f"{HOME}/soorten-aanbod/nieuw", name="Vervoer").status_code == 422
        assert fill_in(beheer, form, offers="een busje", kind="vervoer").status_code == 303
        found = beheer.get(f"{self.LIST}?soort=vervoer").text
        assert "een busje" in found
        assert "Snoeien" not in found
        page = beheer.get(f"{HOME}/soorten-aanbod").text
        assert "1 keer geboden of gezocht" in page
        address = self.address(page, "Vervoer")
        assert fill_in(beheer, address, name="Rijden en halen").status_code == 303
        assert "Rijden en halen" in beheer.get(f"{self.LIST}?soort=vervoer").text
        assert beheer.post(f"{address}/stoppen").status_code == 303
        assert 'value="vervoer"' not in beheer.get(form).text
        assert "een busje" in beheer.get(f"{self.LIST}?soort=vervoer").text

    def test_merged(self, beheer: FlaskClient, lists: SimpleNamespace) -> None:
        page = beheer.get(f"{HOME}/soorten-aanbod").text
        target = self.address(page, "netwerk").rsplit("/", 1)[1]
        address = f"{self.address(page, 'kennis')}/samenvoegen?met={target}"
        assert "1 keer geboden of gezocht" in beheer.get(address).text
        assert send(beheer, address, beheer.get(address).text).status_code == 303
        for code in ("kennis", "netwerk"):
            assert "Snoeien" in beheer.get(f"{self.LIST}?soort={code}").text
        form = self.FORM.format(lists.buurttuin)
        assert fill_in(beheer, form, seeks="advies").status_code == 303, "guessed without it"

    @staticmethod
    def address(page: str, name: str) -> str:
        return page[: page.index(f'">{name}</a>')].rsplit('href="', 1)[1]


class TestRetiring:
    def test_no_longer_offered_and_it_stays_where_it_is(
        self, app: Flask, beheer: FlaskClient, lists: SimpleNamespace
    ) -> None:
        address = f"{HOME}/themas/{lists.groen}"
        assert beheer.post(f"{address}/stoppen").status_code == 303
        assert beheer.post(f"{address}/stoppen").status_code == 400
        assert 'value="Groen"' not in beheer.get("/partijen/nieuw").text
        edit = f"/partijen/{lists.buurttuin}/wijzigen"
        assert fill_in(beheer, edit, description="Nieuw").status_code == 303
        assert names(app, lists.buurttuin) == ["Groen", "Natuur"]
        assert "Buurttuin" in beheer.get("/partijen?thema=Groen").text
        assert beheer.post(f"{address}/terugzetten").status_code == 303
        assert 'value="Groen"' in beheer.get("/partijen/nieuw").text


class TestLinkKinds:
    def test_other_words_and_no_longer_offered(
        self, beheer: FlaskClient, lists: SimpleNamespace
    ) -> None:
        address = f"{HOME}/soorten-verbinding/levert_aan"
        assert fill_in(beheer, address, name="").status_code == 422
        typed = {"name": "brengt naar", "inverse_name": "krijgt van"}
        assert fill_in(beheer, address, **typed).status_code == 303
        assert "brengt naar" in beheer.get("/verbindingen/nieuw").text
        assert beheer.post(f"{address}/stoppen").status_code == 303
        beheer.get(f"{HOME}/soorten-verbinding")
        assert "brengt naar" not in beheer.get("/verbindingen/nieuw").text
        assert "brengt naar" in beheer.get("/verbindingen").text, "still to be looked for"
        assert beheer.post(f"{address}/terugzetten").status_code == 303
        assert beheer.get(f"{HOME}/soorten-verbinding/bestaat_niet").status_code == 404

    def test_an_undirected_kind_has_one_word(
        self, beheer: FlaskClient, lists: SimpleNamespace
    ) -> None:
        address = f"{HOME}/soorten-verbinding/kent"
        assert "inverse_name" not in beheer.get(address).text
        assert fill_in(beheer, address, name="kennen elkaar").status_code == 303


def test_only_for_the_beheerder(app: Flask, lists: SimpleNamespace) -> None:
    with app.app_context(), transaction():
        enter("amina")
    amina = sign_in(app, "amina")
    for address in (HOME, f"{HOME}/themas", f"{HOME}/themas/{lists.groen}"):
        assert amina.get(address).status_code == 403
