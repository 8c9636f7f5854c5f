"""Reading a file in with a browser: hand over, look, confirm or not."""

from __future__ import annotations

import re
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from crm.accounts.operations import add_user
from crm.accounts.roles import Role
from crm.accounts.viewer import Viewer
from crm.audit.models import Event
from crm.core.db import db, transaction
from crm.core.jobs.operations import job_store, run_job
from crm.core.jobs.store import State
from crm.exchange.jobs import LOOK, look_at_upload
from crm.exchange.models import ImportRun
from crm.links.operations import add_link
from crm.links.queries import get_link_kind
from crm.parties.models import LookalikePair, Party
from crm.parties.operations import add_party
from crm.upkeep.check import run_checks
from tests.support.settings import TODAY

DATA = Path(__file__).parents[1] / "data"
OPERATOR = Viewer.operator(TODAY)
PASSWORD = "welkom in vlietdam"
SignIn = Callable[[Role], FlaskClient]


@pytest.fixture
def sign_in(app: Flask) -> SignIn:
    """A browser of somebody in a role; a new account each time."""
    made: list[str] = []

    def sign_in(role: Role) -> FlaskClient:
        email = f"{role.value}{len(made)}@vlietdam.example"
        made.append(email)
        with app.app_context(), transaction():
            add_user(email, name=email, role=role, password=PASSWORD, actor=OPERATOR)
        client = app.test_client()
        form = {"email": email, "password": PASSWORD}
        assert client.post("/inloggen", data=form).status_code == 302
        return client

    return sign_in


@pytest.fixture
def amina(sign_in: SignIn) -> FlaskClient:
    """A medewerker."""
    return sign_in(Role.CIVIL_SERVANT)


def hand_over(client: FlaskClient, path: Path, *, name: str = "", visibility: str = "netwerk"):
    """Upload a file; gives the answer."""
    form = {"file": (BytesIO(path.read_bytes()), name or path.name), "visibility": visibility}
    return client.post("/uitwisseling", data=form)


def count(app: Flask, model: type) -> int:
    with app.app_context():
        return db.session.scalar(select(func.count()).select_from(model)) or 0


def kept(app: Flask) -> list[Path]:
    folder = app.config["INSTANCE"] / "uploads"
    return list(folder.iterdir()) if folder.exists() else []


@pytest.mark.parametrize("name", ["2016_data.txt", "2016.xlsx", "2017-12.csv"])
def test_a_register_is_looked_at_and_read_in(app: Flask, amina: FlaskClient, name: str) -> None:
    answer = hand_over(amina, DATA / "register" / name, visibility="openbaar")
    assert answer.status_code == 303
    address = answer.headers["Location"]
    page = amina.get(address).text
    assert "Dit is nog niet ingelezen" in page
    assert "iedereen" in page
    assert "Stichting De Brug" in page
    assert count(app, Party) == 0
    assert len(kept(app)) == 3
    assert all(name not in path.name for path in kept(app))

    answer = amina.post(address)
    assert answer.status_code == 303
    report = amina.get(answer.headers["Location"])
    assert report.status_code == 200
    assert f"Verslag van {name}" in report.text
    assert count(app, Party) > 4
    assert kept(app) == []
    assert name in amina.get("/uitwisseling").text
    # handing it over once more: nothing to do
    again = amina.post(hand_over(amina, DATA / "register" / name).headers["Location"])
    assert again.headers["Location"] == "/uitwisseling"
    assert count(app, ImportRun) == 1


def test_refused_rows_show_line_column_and_reason(amina: FlaskClient, tmp_path: Path) -> None:
    path = tmp_path / "alles.zip"
    with ZipFile(path, "w") as archive:
        for file in (DATA / "uitwisseling").iterdir():
            archive.write(file, file.name)
    page = amina.get(hand_over(amina, path).headers["Location"]).text
    table = page[page.index("Wat niet goed is") :]
    assert re.search(r"partijen\.csv.*?>6<.*?soort.*?onbekend_soort", table, re.DOTALL)
    assert "Staan deze er al?" in page or "Mogelijk dubbel: ‘Fonds Vliet’" in page


def test_not_doing_it_throws_the_file_away(app: Flask, amina: FlaskClient) -> None:
    address = hand_over(amina, DATA / "register" / "2017-12.csv").headers["Location"]
    assert amina.post(f"{address}/weg").status_code == 303
    assert kept(app) == []
    assert amina.get(address).status_code == 404
    assert amina.post(address).status_code == 404
    assert count(app, Party) == 0


def test_what_cannot_be_read_is_said_at_the_field(
    app: Flask, amina: FlaskClient, tmp_path: Path
) -> None:
    path = tmp_path / "iets.csv"
    for content, sentence in (
        (b"", "Dit bestand is leeg."),
        (b"\x00\x01" * 500, "Dit is geen tekstbestand."),
        (b"\xd0\xcf\x11\xe0" + bytes(50), "Dit is een oud Excelbestand"),
    ):
        path.write_bytes(content)
        answer = hand_over(amina, path)
        assert answer.status_code == 422
        assert sentence in answer.text
    path = DATA / "uitwisseling" / "partijen.csv"
    assert "als de bron openbaar is" in hand_over(amina, path, visibility="openbaar").text
    assert amina.post("/uitwisseling", data={"visibility": "netwerk"}).status_code == 422
    assert kept(app) == []


def test_a_file_that_breaks_further_on_is_refused_in_the_preview(
    app: Flask, amina: FlaskClient, tmp_path: Path
) -> None:
    path = tmp_path / "partijen.csv"
    path.write_text('referentie,naam,soort\np1,"open,fonds\n')
    answer = hand_over(amina, path)
    address = answer.headers["Location"]
    for answer in (amina.get(address), amina.post(address)):
        assert answer.status_code == 422
        assert "Het aanhalingsteken op regel 2 wordt nergens gesloten." in answer.text
    assert count(app, Party) == 0


def test_a_file_and_its_report_are_of_who_handed_it_over(
    app: Flask, amina: FlaskClient, sign_in: SignIn
) -> None:
    address = hand_over(amina, DATA / "register" / "2017-12.csv").headers["Location"]
    colleague = sign_in(Role.CIVIL_SERVANT)
    assert colleague.get(address).status_code == 404
    assert colleague.post(address).status_code == 404
    assert colleague.post(f"{address}/weg").status_code == 404
    report = amina.post(address).headers["Location"]
    assert amina.get(report).status_code == 200
    assert colleague.get(report).status_code == 404
    assert report not in colleague.get("/uitwisseling").text


@pytest.mark.parametrize("role", [Role.READER, Role.INITIATOR])
def test_others_may_not(app: Flask, sign_in: SignIn, role: Role) -> None:
    client = sign_in(role)
    assert client.get("/uitwisseling").status_code == 403
    assert hand_over(client, DATA / "register" / "2017-12.csv").status_code == 403
    assert client.get("/uitwisseling/export.zip").status_code == 403
    assert kept(app) == []


def test_names_that_are_hidden_do_not_show_as_possible_doubles(
    app: Flask, amina: FlaskClient
) -> None:
    with app.app_context(), transaction():
        values = {"name": "STICHTING DE BRUG", "kind": "fonds", "visibility": "vertrouwelijk"}
        add_party(values=values, actor=OPERATOR)
    page = amina.get(hand_over(amina, DATA / "register" / "2017-12.csv").headers["Location"]).text
    assert "STICHTING" not in page
    assert "Mogelijk dubbel:" not in page


def test_everything_one_may_see_can_be_taken_out(app: Flask, amina: FlaskClient) -> None:
    with app.app_context(), transaction():
        for name, visibility in (("Open", "netwerk"), ("Merkteken", "vertrouwelijk")):
            values = {"name": name, "kind": "fonds", "visibility": visibility}
            add_party(values=values, actor=OPERATOR)
    answer = amina.get("/uitwisseling/export.zip")
    assert "attachment" in answer.headers["Content-Disposition"]
    with ZipFile(BytesIO(answer.data)) as archive:
        rows = archive.read("partijen.csv").decode()
    assert "Open" in rows
    assert "Merkteken" not in rows
    assert amina.get("/uitwisseling/export.xlsx").data.startswith(b"PK")
    assert amina.get("/uitwisseling/export.exe").status_code == 404


def test_an_import_is_taken_back_by_who_did_it(
    app: Flask, amina: FlaskClient, sign_in: SignIn
) -> None:
    address = hand_over(amina, DATA / "register" / "2017-12.csv").headers["Location"]
    report = amina.post(address).headers["Location"]
    page = amina.get(f"{report}/ongedaan").text
    assert "Wat door dit bestand nieuw was, gaat weg." in page
    assert sign_in(Role.CIVIL_SERVANT).post(f"{report}/ongedaan").status_code == 404
    assert count(app, Party) > 4
    assert amina.post(f"{report}/ongedaan").status_code == 303
    assert count(app, Party) == 0
    assert "Ongedaan gemaakt op" in amina.get(report).text
    assert amina.post(f"{report}/ongedaan").status_code == 422
    assert "al ongedaan gemaakt" in amina.get(f"{report}/ongedaan").text


def test_the_parties_of_an_import_are_a_list_of_their_own(
    app: Flask, amina: FlaskClient, sign_in: SignIn
) -> None:
    with app.app_context(), transaction():
        add_party(values={"name": "Was er al", "kind": "fonds"}, actor=OPERATOR)
        hidden = {"name": "Merkteken", "kind": "fonds", "visibility": "vertrouwelijk"}
        add_party(values=hidden, actor=OPERATOR)
    address = hand_over(amina, DATA / "register" / "2017-12.csv").headers["Location"]
    page = amina.get(amina.post(address).headers["Location"]).text
    made = int(re.search(r"Bekijk de (\d+) partijen", page)[1])
    shown = re.search(r'href="(/partijen\?inleesbeurt=[^"]+)"', page)[1]
    query = shown.partition("?")[2]
    chip = f"Uit import van .*?, {made} partijen"
    for address in (shown, f"{shown}&soort=fonds", f"/partijen/toewijzen?{query}"):
        listed = amina.get(address).text
        assert re.search(chip, listed)
        assert f'name="inleesbeurt" value="{query.partition("=")[2]}"' in listed
        assert "Was er al" not in listed
        assert "Merkteken" not in listed
    assert f'href="/partijen/toewijzen?{query}"' in amina.get(shown).text
    assert f'href="/partijen/delen?{query}"' in amina.get(shown).text
    file = amina.get(f"{shown}&vorm=csv").text
    assert len(file.splitlines()) == made + 1
    assert "Was er al" in amina.get("/partijen").text
    for of_another in (sign_in(Role.CIVIL_SERVANT), sign_in(Role.READER)):
        assert of_another.get(shown).status_code == 404


def test_what_stands_in_the_way_is_listed_without_telling_what_is_hidden(
    app: Flask, amina: FlaskClient
) -> None:
    path = DATA / "uitwisseling" / "partijen.csv"
    report = amina.post(hand_over(amina, path).headers["Location"]).headers["Location"]
    with app.app_context(), transaction():
        fund = db.session.scalars(select(Party).order_by(Party.id)).first()
        values = {"name": "Merkteken", "kind": "fonds", "visibility": "vertrouwelijk"}
        other = add_party(values=values, actor=OPERATOR)
        add_link(fund, other, get_link_kind("kent"), actor=OPERATOR)
    page = amina.get(f"{report}/ongedaan").text
    assert "Dit kan niet meer in één keer terug" in page
    assert "is in gebruik." in page
    assert "verbinding" not in page[page.index("in-de-weg") :]
    assert amina.post(f"{report}/ongedaan").status_code == 422
    assert count(app, Party) > 1


def test_a_page_that_waits_may_ask_twice_for_what_became_of_a_file(
    app: Flask, amina: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("crm.web.exchange.SMALL", 0)
    show = hand_over(amina, DATA / "register" / "2017-12.csv").headers["Location"]
    assert "Wat erin zit" in amina.get(show).text
    assert amina.post(show).headers["Location"] == show
    reports = {amina.get(show).headers["Location"] for _ in range(2)}
    assert len(reports) == 1
    assert "/verslagen/" in reports.pop()
    # the file itself is gone, and asks for nothing any more
    assert [path.suffix for path in kept(app)] == [".json"]
    assert "Nog niet klaar" not in amina.get("/uitwisseling").text
    assert amina.post(show).status_code == 404


def test_possible_doubles_are_decided_a_band_or_a_row_at_a_time(
    app: Flask, amina: FlaskClient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("crm.web.possible_doubles.ROWS", 2)
    path = tmp_path / "partijen.csv"
    names = ("Koor De Noot", "Huis De Linde", "Fonds Het Veer")
    with app.app_context(), transaction():
        for name in (*names, "Speeltuin Zonnig"):
            add_party(values={"name": name, "kind": "vereniging"}, actor=OPERATOR)
    new = ["Speeltuinvereniging Zonnig", *(f"Stichting {name}" for name in names)]
    rows = "".join(f"p{at},{name},vereniging\n" for at, name in enumerate(new))
    path.write_text(f"referentie,naam,soort\n{rows}")
    # of a long file the page says what waits
    for most in (0, 1):
        monkeypatch.setitem(look_at_upload.__kwdefaults__, "most_compared", most)
        page = amina.get(hand_over(amina, path).headers["Location"]).text
        assert f"De laatste {4 - most} nieuwe partijen vergelijken wij pas vannacht" in page
    monkeypatch.undo()
    monkeypatch.setattr("crm.web.possible_doubles.ROWS", 2)
    show = hand_over(amina, path).headers["Location"]
    page = amina.get(show).text
    assert "pas vannacht" not in page
    assert "3 als dezelfde partij, 1 als een nieuwe partij" in page
    assert "bladzijde 1 van 2" in page
    # the surest come first, and are the same unless somebody says otherwise
    assert checked(page) == {"keuze-3": "zelfde", "keuze-4": "zelfde"}
    # what was chosen goes along to the next page, and stays
    second = amina.post(f"{show}/keuzes", data={"keuze-3": "nieuw", "naar": "2"}).location
    assert checked(amina.get(second).text) == {"keuze-5": "zelfde", "keuze-2": "nieuw"}
    assert "2 als dezelfde partij" in amina.get(second).text
    assert checked(amina.get(show).text) == {"keuze-3": "nieuw", "keuze-4": "zelfde"}
    # a band at once, whatever was said of its rows
    amina.post(f"{show}/keuzes", data={"keuze-4": "nieuw", "alle": "zeker-nieuw"})
    assert "0 als dezelfde partij, 4 als een nieuwe" in amina.get(show).text
    amina.post(f"{show}/keuzes", data={"alle": "zeker-zelfde"})
    amina.post(f"{show}/keuzes", data={"keuze-3": "nieuw", "alle": "iets-anders"})
    # a look at what changes then does not forget who is the same
    with monkeypatch.context() as patch:
        patch.setattr("crm.web.exchange.SMALL", 0)
        patch.setattr("crm.web.exchange.has_worker", lambda _: True)
        patch.setitem(app.config, "JOBS_AT_ONCE", False)
        # asked twice while the worker looks it is asked once, and nothing is forgotten
        for _ in range(2):
            amina.post(f"{show}/keuzes", data={"bekijk": "ja"})
    with app.app_context():
        [job] = [one for one in job_store().in_state(State.WAITING) if one.name == LOOK]
        run_job(job.ref)
    page = amina.get(f"{show}?pagina=9").text
    assert "van ‘Fonds Het Veer’ naar ‘Stichting Fonds Het Veer’" in page
    assert "2 als dezelfde partij, 2 als een nieuwe partij" in page
    amina.post(show, data={"keuze-4": "nieuw"})
    with app.app_context():
        found = set(db.session.scalars(select(Party.name)))
        pairs = db.session.scalars(select(LookalikePair)).all()
        apart = {(pair.party_a.name, pair.party_b.name) for pair in pairs if pair.told_apart_at}
        told = select(Event.difference).where(Event.tag == "lookalikes.told_apart")
        assert sorted(one["partijen"][0] for one in db.session.scalars(told)) == sorted(
            f"{pair.party_a.ref};{pair.party_b.ref}" for pair in pairs if pair.told_apart_at
        )
        assert [one for one in run_checks() if not one.goed] == []
    assert found == {"Speeltuin Zonnig", *new, "Koor De Noot", "Huis De Linde"}
    # of whom somebody said so, not of those that were left alone
    assert apart == {
        ("Koor De Noot", "Stichting Koor De Noot"), ("Huis De Linde", "Stichting Huis De Linde"),
    }  # fmt: skip


def checked(page: str) -> dict[str, str]:
    """What is chosen on a page of possible doubles."""
    return dict(re.findall(r'name="(keuze-\d+)" value="(\w+)" checked', page))


def test_dossiers_under_another_name_are_a_possible_double(app: Flask, amina: FlaskClient) -> None:
    amina.post(hand_over(amina, DATA / "register" / "2016_komma.csv").headers["Location"])
    show = hand_over(amina, DATA / "register" / "2017-12.csv").headers["Location"]
    page = amina.get(show).text
    assert "staan de dossiers van de ene nu bij de andere" in page
    assert checked(page) == {"keuze-6": "nieuw"}
    report = amina.post(show).location
    assert "Eén nieuwe partij lijkt" in amina.get(report).text
    listed = amina.get("/partijen/mogelijk-dubbel").text
    assert "Oude Naam" in listed
    assert "staan de dossiers van de ene nu bij de andere" in listed
    # what follows from an import goes with it
    assert amina.post(f"{report}/ongedaan").status_code == 303
    assert "Oude Naam" not in amina.get("/partijen/mogelijk-dubbel").text
    assert "Oude Naam" in amina.get("/partijen").text
