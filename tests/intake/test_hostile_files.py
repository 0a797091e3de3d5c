"""Every broken or hostile file ends quickly, in bounded memory, with one clear refusal or with rows."""

from __future__ import annotations

import time
import tracemalloc
import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from symbioaudit.base.errors import InputRefused
from symbioaudit.intake.books import read_book
from symbioaudit.intake.cells import CellKind
from symbioaudit.intake.guard import MEGABYTE, Limits

REFUSED = {
    "54764-2.xlsx": "SA-6009",
    "poc-xmlbomb-empty.xlsx": "SA-6009",
    "protected_passtika.xlsx": "SA-6002",
    "crash-9bf3cd4bd6f50a8a9339d363c2c7af14b536865c.xlsx": "SA-6002",
    "clusterfuzz-testcase-minimized-POIXSSFFuzzer-5185049589579776.xlsx": "SA-6003",
    "clusterfuzz-testcase-minimized-POIXSSFFuzzer-6123461607817216.xlsx": "SA-6003",
    "clusterfuzz-testcase-minimized-XLSX2CSVFuzzer-6594557414080512.xlsx": "SA-6003",
    "zip-slip.zip": "SA-6001",
}
TAKEN = {
    "bug66675.xlsx": (2, 736),
    "poc-shared-strings.xlsx": (1, 4000),
    "sheetProtection_allLocked.xlsx": (3, 0),
    "style-alternate-content.xlsx": (1, 29),
    "xxe_in_schema.xlsx": (1, 2),
}


@pytest.mark.parametrize("name", REFUSED)
def test_bad_file_is_refused_with_a_reason(name: str, shared: Path) -> None:
    started = time.monotonic()
    with pytest.raises(InputRefused) as refusal:
        read_book(shared / "cases/badinput" / name)
    assert refusal.value.code == REFUSED[name]
    assert name in refusal.value.render("ru")
    assert time.monotonic() - started < 5


@pytest.mark.parametrize("name", TAKEN)
def test_odd_but_valid_file_is_read(name: str, shared: Path) -> None:
    started = time.monotonic()
    book = read_book(shared / "cases/badinput" / name)
    assert (len(book.sheets), sum(len(s.rows) for s in book.sheets)) == TAKEN[name]
    assert time.monotonic() - started < 5


def test_all_bad_files_are_judged(shared: Path) -> None:
    found = {p.name for p in (shared / "cases/badinput").glob("*.xlsx")}
    assert found == {name for name in {*REFUSED, *TAKEN} if name.endswith(".xlsx")}


def test_large_price_list_is_quick(shared: Path) -> None:
    started = time.monotonic()
    book = read_book(shared / "cases/messy/no_drawing_patriarch.xlsx")
    assert len(book.sheets[0].rows) == 7577
    assert time.monotonic() - started < 6


def test_damaged_database_is_no_workbook(shared: Path) -> None:
    with pytest.raises(InputRefused) as refusal:
        read_book(shared / "cases/badinput/sqlite/corruptL_00.db")
    assert refusal.value.code == "SA-6001"


@pytest.fixture
def workbook(tmp_path: Path) -> Path:
    """A small sound workbook."""
    path = tmp_path / "book.xlsx"
    book = openpyxl.Workbook()
    assert book.active is not None
    book.active.append(["имя", 1])
    book.save(path)
    return path


def remade(
    path: Path, change: Callable[[str, bytes], bytes | None], *extra: tuple[str, bytes]
) -> Path:
    """The workbook with parts changed, left out or added."""
    out = path.with_name("remade.xlsx")
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            data = change(name, source.read(name))
            if data is not None:
                target.writestr(name, data)
        for name, data in extra:
            target.writestr(name, data)
    return out


def code_of(path: Path, limits: Limits | None = None) -> str:
    """The code of the refusal."""
    with pytest.raises(InputRefused) as refusal:
        read_book(path, limits=limits)
    return refusal.value.code


def test_macros_are_refused(workbook: Path) -> None:
    assert code_of(remade(workbook, lambda n, d: d, ("xl/vbaProject.bin", b"x"))) == "SA-6004"


def test_zip_bomb_is_not_unpacked(workbook: Path) -> None:
    bomb = remade(workbook, lambda n, d: d, ("xl/media/image1.png", b"\0" * 64 * MEGABYTE))
    tracemalloc.start()
    assert code_of(bomb) == "SA-6005"
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 8 * MEGABYTE


def test_a_size_that_lies_is_caught_while_unpacking(workbook: Path) -> None:
    spaces = remade(workbook, lambda n, d: d + b" " * MEGABYTE if "sheet1" in n else d)
    assert code_of(spaces, Limits(total_bytes=MEGABYTE // 2)) == "SA-6005"


@pytest.mark.parametrize(
    "declaration",
    [
        b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>',
        b'<!DOCTYPE a [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>',
        b'<!DOCTYPE a SYSTEM "http://example.invalid/x.dtd">',
    ],
)
def test_document_types_are_refused(workbook: Path, declaration: bytes) -> None:
    def change(name: str, data: bytes) -> bytes:
        head, tail = data.split(b"?>", 1) if data.startswith(b"<?xml") else (b"<?xml ", data)
        return head + b"?>" + declaration + tail if "sheet1" in name else data

    if not zipfile.ZipFile(workbook).read("xl/worksheets/sheet1.xml").startswith(b"<?xml"):
        path = remade(workbook, lambda n, d: declaration + d if "sheet1" in n else d)
    else:
        path = remade(workbook, change)
    assert code_of(path) == "SA-6009"


@pytest.mark.parametrize("part", ["xl/workbook.xml", "xl/worksheets/sheet1.xml"])
def test_cut_parts_are_damage(workbook: Path, part: str) -> None:
    assert code_of(remade(workbook, lambda n, d: d[: len(d) // 2] if n == part else d)) == "SA-6003"


def test_missing_parts_do_not_crash(workbook: Path) -> None:
    with zipfile.ZipFile(workbook) as archive:
        names = archive.namelist()
    for part in names:
        path = remade(workbook, lambda n, d, part=part: None if n == part else d)
        assert outcome_of(path) in {"read", "SA-6001", "SA-6003"}


def outcome_of(path: Path) -> str:
    """``read``, or the code of the refusal."""
    try:
        read_book(path)
    except InputRefused as refusal:
        return refusal.code
    return "read"


def test_truncated_at_every_tenth_is_refused(workbook: Path) -> None:
    data = workbook.read_bytes()
    for share in range(10):
        path = workbook.with_name(f"cut{share}.xlsx")
        path.write_bytes(data[: len(data) * share // 10])
        assert code_of(path) in {"SA-6010", "SA-6003"}


def test_limits_on_cells_size_and_time(workbook: Path, shared: Path) -> None:
    big = shared / "cases/messy/no_drawing_patriarch.xlsx"
    assert code_of(big, Limits(cells=1000)) == "SA-6006"
    assert code_of(big, Limits(file_bytes=1000)) == "SA-6006"
    assert code_of(big, Limits(seconds=0)) == "SA-6007"
    assert code_of(workbook, Limits(entries=2)) == "SA-6005"


def test_reading_can_be_cancelled_on_the_way(shared: Path) -> None:
    asked = []

    def cancelled() -> bool:
        asked.append(1)
        return len(asked) > 5

    with pytest.raises(InputRefused) as refusal:
        read_book(shared / "cases/messy/no_drawing_patriarch.xlsx", cancelled=cancelled)
    assert refusal.value.code == "SA-6008"
    with pytest.raises(InputRefused) as refusal:
        read_book(shared / "cases/messy/mt_unicode_sheet_name.xls", cancelled=cancelled)
    assert refusal.value.code == "SA-6008"


def test_old_xls_is_read_in_its_own_process(shared: Path, tmp_path: Path) -> None:
    book = read_book(shared / "cases/messy/mt_unicode_sheet_name.xls")
    assert [s.name for s in book.sheets] == ["mês"]
    data = (shared / "cases/messy/mt_unicode_sheet_name.xls").read_bytes()
    bad = tmp_path / "bad.xls"
    bad.write_bytes(data[:3000])
    assert code_of(bad) == "SA-6003"


@pytest.mark.parametrize(
    ("data", "code"),
    [(b"", "SA-6010"), (b"\x00\x01\x02" * 50, "SA-6001"), (b"PK\x03\x04junk", "SA-6003")],
)
def test_rubbish_is_named(data: bytes, code: str, tmp_path: Path) -> None:
    path = tmp_path / "rubbish.xlsx"
    path.write_bytes(data)
    assert code_of(path) == code


def test_missing_file_is_named(tmp_path: Path) -> None:
    assert code_of(tmp_path / "нет такого.xlsx") == "SA-1001"


def test_cells_are_what_the_sheet_shows(tmp_path: Path) -> None:
    from datetime import date

    path = tmp_path / "cells.xlsx"
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append([0.1 + 0.2, 12, date(2025, 3, 4), True, "73110001724", 1e-7, 0.125])
    sheet["G1"].number_format = "0.0%"
    sheet["H1"] = "#N/A"
    sheet["H1"].data_type = "e"
    sheet["I1"] = "=B1*2"
    book.save(path)
    cells = read_book(path).sheets[0].rows[1]
    texts = [cells[c].text for c in range(1, 8)]
    assert texts == ["0.3", "12", "2025-03-04", "1", "73110001724", "1e-07", "12.5 %"]
    assert (cells[8].kind, cells[9].kind) == (CellKind.ERROR, CellKind.UNCOMPUTED)
