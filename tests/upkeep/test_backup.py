"""Back-up and restore on both databases: consistent while running, whole or refused."""

from __future__ import annotations

import json
import os
import shutil
import zipfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from crm import create_app
from crm.core import schema
from crm.core.db import db, transaction
from crm.core.errors import Refused
from crm.core.jobs.operations import job_store, start_job
from crm.core.mail.models import Mail, MailState
from crm.core.mail.server import mail_server as address_of
from crm.exchange.export import export_tables
from crm.links.operations import add_link
from crm.links.queries import get_link_kind
from crm.parties.models import Party
from crm.parties.operations import add_party
from crm.upkeep.backup import archive, operations
from crm.upkeep.backup.nightly import BACKUP, FOLDER, KEPT_DAYS
from crm.upkeep.backup.operations import check_backup, make_backup, restore_backup
from crm.upkeep.check import run_checks
from tests.cast import OPERATOR, enter
from tests.support import postgresql
from tests.support.settings import TODAY, app_settings

COPIES = sorted((Path(__file__).parents[1] / "data" / "reservekopieen").glob("*.zip"))


@pytest.fixture
def here(app: Flask, tmp_path: Path) -> Iterator[Path]:
    """A small town in the app, whose context is open; a folder to work in."""
    with app.app_context():
        with transaction():
            enter("amina")
            garden, school = party("Buurttuin ‘De Vliet’"), party("School\tmet tab\\ en €")
            add_link(garden, school, get_link_kind("werkt_samen_met"), actor=OPERATOR)
        yield tmp_path


@pytest.fixture(params=["sqlite", "postgresql"])
def elsewhere(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Flask]:
    """A new system on a database of its own, without even a schema."""
    if request.param == "sqlite":
        yield from _app_on(f"sqlite:///{tmp_path / 'new.sqlite3'}", tmp_path / "new")
        return
    with postgresql.database(request.getfixturevalue("postgresql_server")) as url:
        yield from _app_on(url, tmp_path / "new")


def _app_on(url: str, instance: Path) -> Iterator[Flask]:
    app = create_app(app_settings(url, instance))
    yield app
    with app.app_context():
        db.engine.dispose()


def party(name: str) -> Party:
    return add_party(values={"name": name, "kind": "vereniging"}, actor=OPERATOR)


def names() -> set[str]:
    db.session.rollback()
    return set(db.session.scalars(select(Party.name)))


def content() -> dict[str, bytes]:
    db.session.rollback()
    return {name: repr(table).encode() for name, table in export_tables(viewer=OPERATOR).items()}


def faults() -> list[str]:
    db.session.rollback()
    return [control.naam for control in run_checks() if not control.goed]


def put_back(path: Path, folder: Path, *, replace: bool = False) -> operations.Restored:
    return restore_backup(path, folder=folder, keep=folder / "before.zip", replace=replace)


class TestRoundTrip:
    def test_what_was_changed_since_is_gone_and_kept_in_a_file(self, here: Path) -> None:
        path, before = here / "copy.zip", content()
        make_backup(path, folder=here)
        assert path.stat().st_mode & 0o077 == 0
        with transaction():
            party("Na de kopie")
        done = put_back(path, here)
        assert content() == before
        assert faults() == []
        with transaction():
            party("Daarna gaat het gewoon door")
        assert faults() == []
        assert done.kept is not None
        put_back(done.kept, here)
        assert "Na de kopie" in names()

    def test_others_write_while_it_is_made(
        self, here: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """The copy is of one moment: all of what was committed before it, nothing after."""
        in_time = operations.utc_now

        def meanwhile() -> object:
            with transaction():
                party("Tijdens de kopie")
            return in_time()

        monkeypatch.setattr(operations, "utc_now", meanwhile)
        make_backup(here / "copy.zip", folder=here)
        assert "Tijdens de kopie" in names()
        monkeypatch.undo()
        put_back(here / "copy.zip", here)
        assert "Tijdens de kopie" not in names()
        assert faults() == []

    def test_a_mail_that_waited_does_not_leave_again(self, app: Flask, here: Path) -> None:
        app.config["MAIL"] = address_of("smtp://localhost:9?van=a@b.example")
        with transaction():
            db.session.add(
                Mail(to_address="a@b.example", subject="x", text="x", state=MailState.WAITING)
            )
        make_backup(here / "copy.zip", folder=here)
        put_back(here / "copy.zip", here)
        assert db.session.scalars(select(Mail.state)).all() == [MailState.UNSURE]


class TestRefused:
    def test_a_damaged_copy_wherever_the_damage_is(self, here: Path) -> None:
        sound, damaged = here / "copy.zip", here / "damaged.zip"
        make_backup(sound, folder=here)
        whole, before = sound.read_bytes(), content()
        with zipfile.ZipFile(sound) as zipped:
            assert zipped.testzip() is None, "any zip program opens it"
        step = len(whole) // 40
        wrongs = [whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :]
                  for at in (*range(4, len(whole), step), len(whole) - 1)]  # fmt: skip
        wrongs += [whole[: len(whole) // 2], whole[:-1], whole + b"x", b"", b"PK\x03\x04"]
        for wrong in wrongs:
            damaged.write_bytes(wrong)
            with pytest.raises(Refused, match=r"beschadigd|geen reservekopie"):
                put_back(damaged, here)
        assert content() == before

    def test_what_is_none_or_does_not_fit_here(self, here: Path) -> None:
        sound = here / "copy.zip"
        made = make_backup(sound, folder=here)
        other = "postgresql" if made.database == "sqlite" else "sqlite"
        for wrong, why in (
            ({"database": other}, "Deze kopie is van"),
            ({"revision": "9999"}, "nieuwere versie"),
            ({"format": 99}, "nieuwere versie"),
        ):
            described = {"database": made.database, "revision": made.revision,
                         "made_at": made.made_at, "origin": made.origin, "format": 1,
                         "rows": {}} | wrong  # fmt: skip
            with archive.new_archive(here / "wrong.zip") as zipped:
                zipped.writestr(archive.DESCRIPTION, json.dumps(described))
            with pytest.raises(Refused, match=why):
                put_back(here / "wrong.zip", here)
        with zipfile.ZipFile(here / "export.zip", "w") as zipped:
            zipped.writestr("partijen.csv", "naam")
        with pytest.raises(Refused, match="beschadigd"):
            put_back(here / "export.zip", here)
        (here / "text.csv").write_text("naam")
        for name in ("text.csv", "niet.zip"):
            with pytest.raises(Refused, match=r"geen reservekopie|is er niet"):
                put_back(here / name, here)

    def test_over_another_system_only_when_said_so(
        self, here: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        with monkeypatch.context() as patch:
            patch.setattr(operations, "Description", _of_another_system)
            make_backup(here / "copy.zip", folder=here)
        with transaction():
            party("Van hier")
        with pytest.raises(Refused, match="--vervang"):
            put_back(here / "copy.zip", here)
        assert "Van hier" in names()
        put_back(here / "copy.zip", here, replace=True)
        assert "Van hier" not in names()

    def test_a_place_that_cannot_be_written(self, here: Path) -> None:
        with pytest.raises(Refused, match="kan niet naar"):
            make_backup(here / "niet" / "copy.zip", folder=here)
        assert sorted(one.name for one in here.iterdir() if one.is_file()) == []


def _of_another_system(**values: object) -> archive.Description:
    return archive.Description(**{**values, "origin": "f" * 64})  # type: ignore[arg-type]


class TestNightly:
    def test_a_file_a_day_for_fourteen_days(self, app: Flask, here: Path) -> None:
        folder = app.config["INSTANCE"] / FOLDER
        folder.mkdir()
        for day in range(1, 30):
            (folder / f"nacht-2026-11-{day:02}.zip").touch()
        (folder / "van-mij.zip").touch()
        left = [folder / ".nacht-2026-11-21.zip.12ab.half", app.config["INSTANCE"] / "kopie-x"]
        left[0].touch()
        left[1].mkdir()
        for one in left:
            os.utime(one, (0, 0))
        for _ in "12":
            start_job(BACKUP, actor=OPERATOR)
        job = job_store().latest(BACKUP)
        assert job is not None
        assert job.sentence.startswith("De kopie van 22 november 2026 is gemaakt en nagelezen (0,")
        kept = sorted(one.name for one in folder.iterdir())
        assert kept[-1] == "van-mij.zip"
        assert kept[0] == f"nacht-2026-11-{TODAY.day - KEPT_DAYS + 1:02}.zip"
        check_backup(folder / f"nacht-{TODAY}.zip", folder=here)
        assert not any(one.exists() for one in left), "a kill left these"

    def test_a_night_that_fails_says_why(self, app: Flask, here: Path) -> None:
        (app.config["INSTANCE"] / FOLDER).write_text("in the way")
        start_job(BACKUP, actor=OPERATOR)
        job = job_store().latest(BACKUP)
        assert job is not None
        assert job.is_failed
        assert "kan niet worden gemaakt" in job.sentence


def test_on_a_machine_with_nothing_yet(elsewhere: Flask, tmp_path: Path) -> None:
    """The commands of an operator: from one system into a new one."""
    run = elsewhere.test_cli_runner().invoke
    with elsewhere.app_context():
        schema.migrate()
        with transaction():
            party("Buurttuin")
    path = str(tmp_path / "copy.zip")
    done = run(args=["crm", "backup", path])
    assert done.exit_code == 0, done.output
    with elsewhere.app_context():
        db.session.remove()
        schema.migrate("base")
    done = run(args=["crm", "restore", path])
    assert done.exit_code == 0, done.output
    assert "is teruggezet." in done.stderr
    with elsewhere.app_context():
        assert names() == {"Buurttuin"}
        assert faults() == []
    damaged = tmp_path / "damaged.zip"
    shutil.copy(path, damaged)
    with damaged.open("r+b") as file, closing(file):
        file.truncate(1000)
    refused = run(args=["crm", "restore", str(damaged)])
    assert refused.exit_code == 1
    assert "beschadigd" in refused.stderr


@pytest.mark.parametrize("copy", COPIES, ids=lambda path: path.stem)
def test_a_copy_of_an_earlier_version_is_brought_up_to_date(
    copy: Path, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    """Every version leaves a copy in `tests/data`; this one must still read them all."""
    with archive.sound_archive(copy) as (_zipped, description):
        kind = description.database
    if kind == "sqlite":
        apps = _app_on(f"sqlite:///{tmp_path / 'new.sqlite3'}", tmp_path)
        _reads(copy, next(apps), tmp_path)
        return
    with postgresql.database(request.getfixturevalue("postgresql_server")) as url:
        _reads(copy, next(_app_on(url, tmp_path)), tmp_path)


def _reads(copy: Path, app: Flask, folder: Path) -> None:
    with app.app_context():
        put_back(copy, folder)
        assert schema.is_up_to_date()
        assert len(names()) > 10
        assert faults() == []
        db.session.remove()
        db.engine.dispose()
