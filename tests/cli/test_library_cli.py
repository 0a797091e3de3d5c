"""``symbioaudit library`` from the terminal, and what a loaded list says of its codes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from symbioaudit.base.errors import Exit
from symbioaudit.cli import program
from symbioaudit.cli.run import run
from symbioaudit.services import intakes
from symbioaudit.services.library import library_path
from tests.intake.books import fill


def cli(*args: str) -> int:
    return run(program, list(args))


def printed(capsys: pytest.CaptureFixture[str], *args: str) -> Any:
    capsys.readouterr()
    assert cli(*args, "--json") == Exit.DONE
    return json.loads(capsys.readouterr().out)


def official(path: Path) -> Path:
    """A small official workbook with a code that lost its zero."""
    made = openpyxl.Workbook()
    sheet = made.active
    assert sheet is not None
    for row in (
        ["ОК 029-2014 ОКВЭД 2 по состоянию на 01.02.2026"],
        ["Код", "Наименование"],
        [24, "Металлургия"],
        [24.1, "Чугун"],
        [24.1, "Чугун"],
        ["24.10.1", "Чугун прочий"],
    ):
        sheet.append(row)
    made.save(path)
    return path


def test_search_works_before_anything_was_imported(capsys: pytest.CaptureFixture[str]) -> None:
    (first, *_rest) = printed(capsys, "library", "search", "шлак", "доменный", "--system", "fkko")
    assert first["code"].startswith("35111")
    assert first["hazard_class"] == 4
    assert first["printed"].count("\u00a0") == 5
    assert library_path().is_file()


def test_import_list_search_and_forget(
    shared: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = official(tmp_path / "оквэд.xlsx")
    (done,) = printed(capsys, "library", "import", str(path))
    assert done["outcome"] == "new"
    assert (done["system"], done["rows"], done["as_of"]) == ("okved2", 4, "2026-02-01")
    assert "24.10" in done["findings"][0]["ru"]
    assert done["findings"][0]["place"] == "Sheet!A5"
    held = printed(capsys, "library", "list")
    assert {"core", "imported"} == {one["origin"] for one in held if one["system"] == "okved2"}
    (again,) = printed(capsys, "library", "import", str(path))
    assert again["outcome"] == "same"
    assert cli("library", "forget", "okved2") == Exit.DONE
    assert "imported" not in {one["origin"] for one in printed(capsys, "library", "list")}


def test_one_refused_file_does_not_stop_the_others(
    shared: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    files = [shared / "data/fuels.csv", shared / "data/okei.csv"]
    assert cli("library", "import", *map(str, files), "--as-of", "25.03.2026") == Exit.REFUSED
    told = capsys.readouterr()
    assert "fuels.csv: SA-60" in told.err
    assert "525 codes, as of 2026-03-25" in told.out


def test_strict_says_that_there_were_warnings(tmp_path: Path) -> None:
    path = official(tmp_path / "a.xlsx")
    assert cli("library", "import", str(path), "--strict") == Exit.WARNINGS


@pytest.mark.parametrize(
    ("args", "code"),
    [
        (("library", "import", "nothing.csv"), Exit.REFUSED),
        (("library", "import", "x.csv", "--as-of", "вчера"), Exit.USAGE),
        (("library", "search", "шлак", "--system", "тнвэд"), Exit.REFUSED),
        (("library", "forget", "fkko"), Exit.REFUSED),
        (("library", "search"), Exit.USAGE),
        (("library", "search", "щщщщщщ"), Exit.DONE),
    ],
)
def test_exit_codes(args: tuple[str, ...], code: Exit) -> None:
    assert cli(*args) == code


def test_doctor_shows_the_library(shared: Path, capsys: pytest.CaptureFixture[str]) -> None:
    def line() -> str:
        checks = printed(capsys, "doctor")["checks"]
        return str(next(check["text"] for check in checks if check["check"] == "library"))

    assert "nothing was imported" in line()
    cli("library", "import", str(shared / "data/fkko.csv"), "--as-of", "2026-03-25")
    assert "fkko 9100 (2026-03-25)" in line()
    library_path().write_bytes(b"not a library" * 1000)
    capsys.readouterr()
    assert cli("doctor") == Exit.FAILED
    assert "SA-5040" in capsys.readouterr().out


def test_a_loaded_questionnaire_is_told_of_unknown_codes_and_headings(
    shared: Path, tmp_path: Path
) -> None:
    blank = tmp_path / "blank.xlsx"
    intakes.new(blank, lang="ru", whole=True)
    wastes = [
        {"name": "Шлак", "fkko": "3 51 111 01 20 4"},
        {"name": "Опечатка", "fkko": "3 51 111 01 20 5"},
        {"name": "Заголовок", "fkko": "3 51 111 00 00 0"},
    ]
    path = fill(
        blank,
        tmp_path / "ответ.xlsx",
        single={"F02": {"name_short": "Завод", "inn": "7707083893", "okved2": "24.10"}},
        grid={"F09": wastes},
    )

    def warned() -> list[str]:
        plan = intakes.diff(None, intakes.stage(path)).plan
        said = [f.render("ru") for f in plan.findings if "каталог" in f.render("ru")]
        return [text for text in said if "последняя цифра" not in text]  # the form's own rule

    assert [line.count("группировка") for line in warned()] == [1]  # the core is a selection
    cli("library", "import", str(shared / "data/fkko.csv"), "--as-of", "25.03.2026")
    told = warned()
    assert len(told) == 2
    assert any(
        "3\u00a051\u00a0111\u00a001\u00a020\u00a05" in line and "25.03.2026" in line
        for line in told
    )
    library_path().write_bytes(b"not a library" * 1000)
    assert len(warned()) == 1  # a broken library never stops the work
