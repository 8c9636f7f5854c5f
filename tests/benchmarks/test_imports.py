"""How long a register takes to read in, how long others wait for it, and what it costs in memory.

The reference of the same run is to read the same file with the csv module and nothing else.
"""

from __future__ import annotations

import csv
import subprocess
import sys
import time
from pathlib import Path

import pytest
from flask import Flask
from pytest_benchmark.fixture import BenchmarkFixture

from crm.exchange import operations
from crm.exchange.operations import import_path
from tests.exchange.conftest import OPERATOR
from tests.support.databases import Database

ROWS = 20_000
HEAD = (
    "TABLE_NAME;DOSSIERNUMMER;AANVRAGER;REGELINGNAAM;BELEIDSTERREIN;ORGANISATIEONDERDEEL;"
    "PROJECT_NAAM;TYPE_PERIODICITEIT;BEDRAG_AANGEVRAAGD;BEDRAG_VERLEEND;BEDRAG_VASTGESTELD;"
    "SUBSIDIEJAAR;DATUM_OVERZICHT"
)
PEAK = """
import sys
from datetime import date
from pathlib import Path
from crm import create_app
from crm.accounts.viewer import Viewer
from crm.exchange.operations import preview
app = create_app()
with app.app_context():
    preview(Path(sys.argv[1]), viewer=Viewer.operator(date(2026, 11, 22)))
# Not getrusage: its figure starts with that of the process that started this one.
status = dict(line.split(":", 1) for line in open("/proc/self/status"))
print(int(status["VmHWM"].split()[0]) // 1024)
"""


@pytest.fixture(scope="module")
def register(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A large invented register."""
    path = tmp_path_factory.mktemp("register") / "register.csv"
    lines = [HEAD]
    lines += [
        f"R;D-{n:06};Stichting {n % 4800};Regeling {n % 700};Beleid {n % 16};"
        f"{'stadsdeel' if n % 2 else 'Dienst'} {n % 9};Project {n};Eenmalig;{n % 9000}.00;.00;NULL;"
        f"{2010 + n % 9};2017-12-04 01:00:14.790"
        for n in range(ROWS)
    ]
    path.write_text("\r\n".join(lines) + "\r\n", encoding="utf-8")
    return path


def test_reading_a_register_in(
    app: Flask,
    database: Database,
    register: Path,
    benchmark: BenchmarkFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    locked: list[float] = []
    write = operations.Import._write

    def timed(*args: object) -> operations.Done:
        begun = time.perf_counter()
        done = write(*args)  # type: ignore[arg-type]
        locked.append(time.perf_counter() - begun)
        return done

    monkeypatch.setattr(operations.Import, "_write", timed)

    def read_in() -> None:
        with app.app_context():
            import_path(register, viewer=OPERATOR)

    benchmark.pedantic(read_in, setup=database.restore, rounds=3)
    benchmark.extra_info["locked"] = f"{max(locked):.2f} s"


def test_reference_reading_the_file_alone(register: Path, benchmark: BenchmarkFixture) -> None:
    def read() -> int:
        with register.open(encoding="utf-8", newline="") as file:
            return sum(1 for _ in csv.reader(file, delimiter=";"))

    assert benchmark(read) == ROWS + 1


def test_memory_of_a_preview(register: Path, benchmark: BenchmarkFixture, tmp_path: Path) -> None:
    environment = {"BRUGGENBOUWER_INSTANCE": str(tmp_path), "PYTHONPATH": "."}
    flask = [sys.executable, "-m", "flask", "--app", "wsgi"]
    subprocess.run([*flask, "crm", "init"], env=environment, check=True)
    command = [sys.executable, "-c", PEAK, str(register)]

    def peak() -> int:
        told = subprocess.run(command, env=environment, check=True, capture_output=True, text=True)
        return int(told.stdout)

    megabytes = benchmark.pedantic(peak, rounds=1)
    benchmark.extra_info["peak"] = f"{megabytes} MB"
    assert megabytes < 300
