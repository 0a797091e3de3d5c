"""The house itself: lean start, data rooms in the wheel, no Qt, error codes, the commands' manners."""

from __future__ import annotations

import importlib
import pkgutil
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from click.testing import CliRunner

import symbioaudit
from symbioaudit.base.errors import REGISTRY, Exit, define
from symbioaudit.base.i18n import translate
from symbioaudit.cli import COMMANDS, program
from symbioaudit.cli.run import run

ROOT = Path(__file__).resolve().parents[2]
HEAVY = ("alembic", "sqlalchemy", "pint", "openpyxl", "reportlab", "jsonschema", "PySide6", "yaml")


def modules_after(code: str) -> set[str]:
    """Top-level names that a fresh interpreter has loaded after ``code``."""
    probe = f"import sys; {code}; print(' '.join({{m.split('.')[0] for m in sys.modules}}))"
    done = subprocess.run([sys.executable, "-c", probe], check=True, capture_output=True, text=True)
    return set(done.stdout.split())


@pytest.mark.parametrize("module", ["symbioaudit", "symbioaudit.cli", "symbioaudit.units"])
def test_import_is_lean(module: str) -> None:
    assert not modules_after(f"import {module}") & set(HEAVY)


def test_nothing_needs_qt() -> None:
    names = [m.name for m in pkgutil.walk_packages(symbioaudit.__path__, "symbioaudit.")]
    core = [n for n in names if not n.startswith("symbioaudit.ui")]
    rooms = [n for n in core if "migrations" not in n and "__main__" not in n]
    loaded = modules_after(f"import importlib; [importlib.import_module(n) for n in {rooms!r}]")
    assert not {"PySide6", "PyQt6"} & loaded


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> zipfile.ZipFile:
    """The wheel as it would be shipped."""
    out = tmp_path_factory.mktemp("wheel")
    uv = ROOT / ".tools/bin/uv"
    command = [
        str(uv) if uv.exists() else "uv",
        "build",
        "--wheel",
        "--out-dir",
        str(out),
        str(ROOT),
    ]
    subprocess.run(command, check=True, capture_output=True)
    return zipfile.ZipFile(next(out.glob("*.whl")))


def test_wheel_carries_the_data_rooms(wheel: zipfile.ZipFile) -> None:
    inside = set(wheel.namelist())
    for room in ("forms", "methodology", "reports", "resources", "examples"):
        shipped = {
            f"symbioaudit/_data/{p.relative_to(ROOT).as_posix()}"
            for p in (ROOT / room).rglob("*")
            if p.is_file()
        }
        assert shipped, room
        assert shipped <= inside
    assert any(name.endswith(".mo") for name in inside)
    assert "symbioaudit/storage/migrations/env.py" in inside


def test_every_error_code_has_both_languages() -> None:
    for module in pkgutil.walk_packages(symbioaudit.__path__, "symbioaudit."):
        if module.name.endswith(".errors"):
            importlib.import_module(module.name)
    assert len(REGISTRY) > 30
    for code, spec in REGISTRY.items():
        assert re.fullmatch(r"SA-\d{4}", code)
        for text in (spec.what, spec.fix):
            assert text.endswith((".", "?", "!", "…")), (code, text)
            assert re.search("[а-яё]", translate(text, "ru")), (code, text)


def test_an_error_code_is_never_declared_twice() -> None:
    with pytest.raises(ValueError, match="SA-1000"):
        define("SA-1000", "x.", "y.")


@pytest.mark.parametrize("name", list(COMMANDS))
@pytest.mark.parametrize("lang", ["ru", "en"])
def test_every_command_has_help(name: str, lang: str) -> None:
    done = CliRunner().invoke(program, ["--lang", lang, name, "--help"])
    assert done.exit_code == 0, done.output
    assert "--help" in done.output


def test_unknown_command_is_wrong_usage(capfd: pytest.CaptureFixture[str]) -> None:
    assert run(program, ["no-such-command"]) == Exit.USAGE
    out, err = capfd.readouterr()
    assert not out
    assert "no-such-command" in err


def test_no_traceback_reaches_a_user(capfd: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    code = run(program, ["--workspace", str(tmp_path / "no" / "such" / "\0bad"), "audit", "list"])
    _out, err = capfd.readouterr()
    assert code in {Exit.FAILED, Exit.REFUSED, Exit.USAGE}
    assert "Traceback" not in err
