"""How long a register takes to read in, how long others wait for it, and what it costs in memory.

Each import runs in a process of its own, as the command does: so its memory is its own. The
reference of the same run is to read the same file with the csv module and nothing else.
"""

from __future__ import annotations

import csv
import json
import subprocess
import sys
from pathlib import Path

import pytest
from flask import Flask
from pytest_benchmark.fixture import BenchmarkFixture

from tests.support.databases import Database

ROWS, NAMES, SCHEMES = 100_000, 24_000, 700
MOST_SECONDS, MOST_LOCKED, MOST_MEGABYTES = 300, 30, 500
HEAD = (
    "TABLE_NAME;DOSSIERNUMMER;AANVRAGER;REGELINGNAAM;BELEIDSTERREIN;ORGANISATIEONDERDEEL;"
    "PROJECT_NAAM;TYPE_PERIODICITEIT;BEDRAG_AANGEVRAAGD;BEDRAG_VERLEEND;BEDRAG_VASTGESTELD;"
    "SUBSIDIEJAAR;DATUM_OVERZICHT"
)
BEGINS = ("Buurttuin", "Speeltuin", "Muziekschool", "Wijkraad", "Zwemclub", "Leeszaal", "Koor")
ENDS = ("de Linde", "het Anker", "Zonnehof", "Over de Brug", "Oosterkade", "Ons Huis")
MEASURED = """
import json, sys, time
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from crm import create_app
from crm.accounts.viewer import Viewer
from crm.exchange import operations

locked = []
begin = operations.transaction

@contextmanager
def timed():
    begun = time.perf_counter()
    with begin() as work:
        yield work
    locked.append(time.perf_counter() - begun)

operations.transaction = timed
begun = time.perf_counter()
with create_app().app_context():
    does = operations.import_path if sys.argv[2] == "import" else operations.preview
    does(Path(sys.argv[1]), viewer=Viewer.operator(date(2026, 11, 22)))
# Not getrusage: its figure starts with that of the process that started this one.
status = dict(line.split(":", 1) for line in open("/proc/self/status"))
print(json.dumps({
    "seconds": time.perf_counter() - begun,
    "locked": max(locked, default=0),
    "megabytes": int(status["VmHWM"].split()[0]) // 1024,
}))
"""


def _register(path: Path, *, awarded: int) -> Path:
    """A large invented register; `awarded` makes the amounts those of an earlier or later one."""
    lines = [HEAD]
    for n in range(ROWS):
        who = n % NAMES
        name = f"Stichting {BEGINS[who % 7]} {ENDS[who % 6]} {who}"
        lines.append(
            f"R;D-{n:06};{name};Regeling {n % SCHEMES};Beleid {n % 16};"
            f"{'stadsdeel' if n % 2 else 'Dienst'} {n % 9};Project {n} van {name};Eenmalig;"
            f"{n % 9000}.00;{n % awarded}.00;NULL;{2010 + n % 9};2017-12-04 01:00:14.790"
        )
    path.write_text("\r\n".join(lines) + "\r\n", encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def registers(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """The register of one day, and that of a later one with other amounts."""
    folder = tmp_path_factory.mktemp("register")
    earlier = _register(folder / "eerder.csv", awarded=7000)
    return earlier, _register(folder / "later.csv", awarded=6999)


def _measured(register: Path, how: str, database: Database, folder: Path) -> dict[str, float]:
    environment = {
        "BRUGGENBOUWER_INSTANCE": str(folder),
        "DATABASE_URL": database.url,
        "PYTHONPATH": ".",
    }
    command = [sys.executable, "-c", MEASURED, str(register), how]
    told = subprocess.run(command, env=environment, check=True, capture_output=True, text=True)
    figures: dict[str, float] = json.loads(told.stdout)
    return figures


def _judge(benchmark: BenchmarkFixture, figures: dict[str, float]) -> None:
    benchmark.extra_info["locked"] = f"{figures['locked']:.1f} s"
    benchmark.extra_info["peak"] = f"{figures['megabytes']:.0f} MB"
    assert figures["seconds"] < MOST_SECONDS
    assert figures["locked"] < MOST_LOCKED
    assert figures["megabytes"] < MOST_MEGABYTES


@pytest.mark.parametrize("what", ["new", "later"])
def test_reading_a_register_in(
    app: Flask,
    database: Database,
    registers: tuple[Path, Path],
    what: str,
    benchmark: BenchmarkFixture,
    tmp_path: Path,
) -> None:
    earlier, later = registers
    if what == "later":
        _measured(earlier, "import", database, tmp_path)
    wanted = earlier if what == "new" else later
    figures = benchmark.pedantic(
        _measured, args=(wanted, "import", database, tmp_path), rounds=1, iterations=1
    )
    _judge(benchmark, figures)


def test_looking_at_a_register(
    app: Flask,
    database: Database,
    registers: tuple[Path, Path],
    benchmark: BenchmarkFixture,
    tmp_path: Path,
) -> None:
    arguments = (registers[0], "preview", database, tmp_path)
    _judge(benchmark, benchmark.pedantic(_measured, args=arguments, rounds=1, iterations=1))


def test_reference_reading_the_file_alone(
    registers: tuple[Path, Path], benchmark: BenchmarkFixture
) -> None:
    def read() -> int:
        with registers[0].open(encoding="utf-8", newline="") as file:
            return sum(1 for _ in csv.reader(file, delimiter=";"))

    assert benchmark(read) == ROWS + 1
