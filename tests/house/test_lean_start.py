"""Start-up loads what it needs and nothing else; a list of what must stay out, not a stopwatch."""

from __future__ import annotations

import subprocess
import sys

import pytest

# What only certain commands need, and what alone costs more than click does.
LATER = {
    "PIL", "PySide6", "alembic", "asyncio", "babel", "bagit", "cryptography", "csv", "email", "http", "httpx", "jsonschema",
    "logging", "matplotlib", "multiprocessing", "numpy", "openpyxl", "pint", "pkg_resources", "platformdirs",
    "python_calamine", "reportlab", "snowballstemmer", "socket", "sqlalchemy", "sqlite3", "ssl", "tempfile", "unittest", "xml",
    "yaml", "zipfile",
}  # fmt: skip
ROOMS_LATER = {
    f"symbioaudit.{room}"
    for room in ("analysis", "exchange", "forms", "intake", "methodology", "reports", "services", "storage", "units")
}  # fmt: skip
SHOW = "import sys; print(*sorted(sys.modules), sep='\\n', file=sys.stderr)"
STARTS = {
    "import": f"import symbioaudit.cli; {SHOW}",
    "help": f"""
from symbioaudit.cli import program
try:
    program.main(["--help"], prog_name="symbioaudit")
except SystemExit:
    {SHOW}
""",
    "help in Russian": f"""
from symbioaudit.cli import program
try:
    program.main(["--lang", "ru", "--help"], prog_name="symbioaudit")
except SystemExit:
    {SHOW}
""",
}


def loaded(code: str) -> set[str]:
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    return set(done.stderr.split())


@pytest.mark.parametrize("name", STARTS)
def test_start_loads_nothing_that_can_wait(name: str) -> None:
    alone = loaded(f"import click; {SHOW}")
    found = loaded(STARTS[name])
    assert "symbioaudit.cli" in found
    assert {m.partition(".")[0] for m in found - alone} & LATER == set()
    assert {m for m in found if ".".join(m.split(".")[:2]) in ROOMS_LATER} == set()


def test_the_list_would_catch_a_heavy_import() -> None:
    found = loaded(f"import symbioaudit.services.reporting, symbioaudit.units.convert; {SHOW}")
    assert {m.partition(".")[0] for m in found} & LATER
    assert ROOMS_LATER & found
