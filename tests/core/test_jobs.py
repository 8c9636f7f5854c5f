"""Jobs: after the commit, once, with progress and an outcome that a page can show."""

from __future__ import annotations

import logging
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any

import pytest
from flask import Flask

from crm import create_app
from crm.core.dates import utc_now
from crm.core.db import transaction
from crm.core.errors import NotFound, Refused
from crm.core.jobs import operations
from crm.core.jobs.kinds import KINDS, Kind, Outcome, Running
from crm.core.jobs.operations import (
    BROKEN_OFF,
    LOST_AFTER,
    find_lost,
    get_job,
    job_store,
    run_job,
    start_days_jobs,
    start_job,
    take_up_again,
)
from crm.core.jobs.store import Job, State, Store
from crm.core.jobs.worker import FILE, has_worker
from crm.upkeep.backup.nightly import BACKUP
from tests.cast import OPERATOR
from tests.conftest import let_go
from tests.support.journeys import flask
from tests.support.server import ROOT
from tests.support.settings import app_settings, environment
from tests.support.worker import SECONDS, live_worker, wait_until


class Kinds:
    """Kinds of job for a test: what was done is in `done`."""

    def __init__(self) -> None:
        self.done: list[dict[str, Any]] = []

    def count(self, work: Running, **arguments: Any) -> Outcome:
        """Counts rows and tells how far it is."""
        self.done.append(arguments)
        for row in range(1, 11):
            work.progress(row * 683, 6830, "rijen")
        return Outcome("Alle rijen zijn geteld.", {"run": "x"})

    def refuse(self, _work: Running, **_arguments: Any) -> Outcome:
        """Cannot do what was asked."""
        raise Refused("Dit bestand kunnen wij niet lezen.")

    def fail(self, _work: Running, *, who: str) -> Outcome:
        """Has an error of ours."""
        raise ValueError(who)


@pytest.fixture
def kinds(monkeypatch: pytest.MonkeyPatch) -> Kinds:
    """Three kinds that only this test knows."""
    made = Kinds()
    for name, hour in (("count", 3), ("refuse", None), ("fail", None)):
        kind = Kind(name, name, getattr(made, name), name == "count", hour)
        monkeypatch.setitem(KINDS, name, kind)
    for name in [kind.name for kind in operations.daily_kinds() if kind.name != "count"]:
        monkeypatch.delitem(KINDS, name)
    return made


@pytest.fixture
def later(app: Flask) -> Iterator[Flask]:
    """The app, with a worker that does not run yet."""
    app.config["JOBS_AT_ONCE"] = False
    with app.app_context():
        yield app


def ask(name: str, **arguments: Any) -> str:
    with transaction():
        ref = start_job(name, arguments, actor=OPERATOR)
        assert ref is not None
        found = job_store().find(ref)
        assert found is not None
        assert found.state is State.ASKED
    return ref


def job(ref: str) -> Job:
    return get_job(ref, actor=OPERATOR)


class TestWhatItDoes:
    def test_it_is_done_after_the_commit_and_tells_how_it_went(
        self, app: Flask, kinds: Kinds
    ) -> None:
        with app.app_context():
            found = job(ask("count", rows=6830))
        assert kinds.done == [{"rows": 6830}]
        assert (found.state, found.sentence) == (State.DONE, "Alle rijen zijn geteld.")
        assert found.result == {"run": "x"}
        assert (found.told, found.share) == ("6.830 van 6.830 rijen", 100)

    def test_a_request_that_fails_asked_for_nothing(self, app: Flask, kinds: Kinds) -> None:
        with app.app_context():
            with transaction() as work:
                start_job("count", actor=OPERATOR)
                work.abandon()
            assert job_store().newest(10) == []
        assert kinds.done == []

    def test_a_refusal_is_its_sentence(self, app: Flask, kinds: Kinds) -> None:
        with app.app_context():
            found = job(ask("refuse"))
        assert found.is_failed
        assert (found.sentence, found.number) == ("Dit bestand kunnen wij niet lezen.", None)

    def test_an_error_of_ours_is_a_number_and_names_nobody(
        self, app: Flask, kinds: Kinds, caplog: pytest.LogCaptureFixture
    ) -> None:
        with app.app_context(), caplog.at_level(logging.ERROR):
            found = job(ask("fail", who="Wil Bos"))
        assert found.is_failed
        assert found.number is not None
        assert found.number in caplog.records[-1].getMessage()
        assert "Wil Bos" not in caplog.records[-1].getMessage() + found.sentence

    def test_only_who_asked_may_look(self, app: Flask, kinds: Kinds) -> None:
        class Bas:
            ref = "7b0a1d6e-54b0-4f2e-9a52-0c2f7de2c111"

        with app.app_context():
            ref = ask("count")
            with pytest.raises(NotFound):
                get_job(ref, actor=Bas())

    def test_an_unknown_kind_is_our_error(self, app: Flask) -> None:
        with app.app_context(), pytest.raises(KeyError):
            start_job("onbekend", actor=OPERATOR)


class TestOnce:
    def test_two_workers_do_it_once(self, later: Flask, kinds: Kinds) -> None:
        ref = ask("count")
        store = job_store()
        claimed: list[Job | None] = []
        threads = [
            threading.Thread(target=lambda: claimed.append(store.claim(ref))) for _ in "1234"
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert len([one for one in claimed if one is not None]) == 1
        run_job(ref)
        assert kinds.done == []

    def test_the_days_work_is_asked_for_once_a_day(self, app: Flask, kinds: Kinds) -> None:
        with app.app_context():
            start_days_jobs(now=datetime(2026, 11, 22, 1, 30, tzinfo=UTC))
            assert kinds.done == [], "it is half past two in the Netherlands"
            for minute in (0, 1):
                start_days_jobs(now=datetime(2026, 11, 22, 2, minute, tzinfo=UTC))
        assert kinds.done == [{}]


class TestAfterAKill:
    def test_what_may_begin_again_does_and_the_rest_is_told(
        self, later: Flask, kinds: Kinds
    ) -> None:
        again, told = ask("count"), ask("refuse")
        for ref in (again, told):
            job_store().claim(ref)
        take_up_again()
        assert job(again).state is State.WAITING
        assert job(told).is_failed
        assert job(told).sentence == BROKEN_OFF

    def test_it_does_not_begin_for_ever(self, later: Flask, kinds: Kinds) -> None:
        ref = ask("count")
        for _ in range(3):
            job_store().claim(ref)
            take_up_again()
        assert job(ref).is_failed

    def test_a_server_that_died_before_its_commit_is_told(
        self, later: Flask, kinds: Kinds, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        ref = job_store().ask("count", {}, owner=None, once=None)
        assert ref is not None
        find_lost()
        assert job(ref).state is State.ASKED
        monkeypatch.setattr(operations, "utc_now", lambda: utc_now() + LOST_AFTER)
        find_lost()
        assert job(ref).sentence == BROKEN_OFF


def test_a_real_worker_does_what_is_asked_and_takes_up_what_was_broken_off(tmp_path: Path) -> None:
    """The page, a worker that was killed and the worker are three processes."""
    environ = environment(f"sqlite:///{tmp_path / 'w.sqlite3'}", tmp_path)
    flask("crm", "init", environ=environ)
    store = Store(tmp_path)
    again, broken = killed_during(store, BACKUP), killed_during(store, "onbekend")
    app = create_app(app_settings(environ["DATABASE_URL"], tmp_path) | {"JOBS_AT_ONCE": False})
    with live_worker(environ) as worker, app.app_context():
        asked = ask(BACKUP)
        for ref in (again, asked):
            wait_until(lambda ref=ref: is_done(store, ref))
        told = store.find(broken)
        assert told is not None
        assert (told.state, told.sentence) == (State.FAILED, BROKEN_OFF)
        second = subprocess.run(
            [sys.executable, "-m", "flask", "crm", "work"],
            cwd=ROOT, env=environ, capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert (second.returncode, second.stderr.strip()) == (
            1,
            "Er draait al een werker voor deze map.",
        )
        worker.kill()
        worker.wait()
        assert not has_worker(tmp_path)
    let_go(app)
    with live_worker(environ) as worker:
        worker.send_signal(signal.SIGTERM)
        assert worker.wait(SECONDS) in (0, -signal.SIGTERM), "the latter when it had just begun"


def killed_during(store: Store, name: str) -> str:
    """A job that a worker had begun when it was killed."""
    ref = store.ask(name, {}, owner=None, once=None)
    assert ref is not None
    store.release(ref)
    store.claim(ref)
    return ref


def is_done(store: Store, ref: str) -> bool:
    found = store.find(ref)
    return found is not None and found.state is State.DONE


def test_server_and_worker_live_and_stop_together(tmp_path: Path) -> None:
    """As `make run` starts them: a worker that is killed is told of and comes back."""
    environ = environment(f"sqlite:///{tmp_path / 'w.sqlite3'}", tmp_path)
    flask("crm", "init", environ=environ)
    with (tmp_path / "log").open("wb") as log, live_pair(environ, log) as both:
        first = pid_of_worker(tmp_path)
        os.kill(first, signal.SIGKILL)
        pid_of_worker(tmp_path, other_than=first)
        wait_until((tmp_path / "s").exists)
        both.send_signal(signal.SIGINT)
        assert both.wait(SECONDS) == 0
    assert not has_worker(tmp_path)
    assert "De werker is gestopt. Hij begint over 1 s opnieuw." in (tmp_path / "log").read_text()


@contextmanager
def live_pair(environ: dict[str, str], log: IO[bytes]) -> Iterator[subprocess.Popen[bytes]]:
    """`make run`, on a socket in the folder of the installation; stopped when it still runs."""
    socket = Path(environ["BRUGGENBOUWER_INSTANCE"]) / "s"
    both = subprocess.Popen(
        [sys.executable, "run.py", "--bind", f"unix:{socket}"],
        cwd=ROOT, env={"PATH": "/usr/bin:/bin", **environ}, stderr=log,
    )  # fmt: skip
    try:
        yield both
    finally:
        both.terminate()
        both.wait(SECONDS)


def pid_of_worker(folder: Path, *, other_than: int | None = None) -> int:
    """Of the worker that is alive: it holds the lock a moment before it says who it is."""
    told = folder / FILE
    known = {"", str(other_than)}
    wait_until(lambda: has_worker(folder) and told.read_text() not in known)
    return int(told.read_text())
