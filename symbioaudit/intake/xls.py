"""The old binary .xls, read in a process of its own that can be killed (the reader is foreign code)."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import IO, Any, Final

from symbioaudit.intake import errors
from symbioaudit.intake.cells import Book, Cell, CellKind, Sheet
from symbioaudit.intake.guard import MEGABYTE, Budget

MEMORY: Final = 1536 * MEGABYTE
STEP: Final = 0.05
PASSWORD_FAULT: Final = "PasswordError"  # noqa: S105 (the name of an exception)
Found = tuple[str, bool, list[list[Any]]]


def read_xls(path: Path, budget: Budget) -> Book:
    """Read every sheet of an old workbook.

    Raises:
        InputRefused: damaged, encrypted, too large, too slow, or cancelled.
    """
    with tempfile.TemporaryFile() as answers:
        _run(path, answers, budget)
        answers.seek(0)
        data = answers.read(budget.limits.total_bytes)
    try:
        found = json.loads(data)
    except ValueError:
        found = {"fault": "memory"}
    if "fault" in found:
        code = errors.PASSWORD if found["fault"] == PASSWORD_FAULT else errors.DAMAGED
        raise code(name=path.name, reason=found["fault"])
    return Book(path.name, tuple(_sheet(sheet, budget) for sheet in found["sheets"]), "xls")


def _run(path: Path, answers: IO[bytes], budget: Budget) -> None:
    """Wait for the worker; kill it when the budget says so."""
    command = [sys.executable, "-m", "symbioaudit.intake.xls", str(path.resolve())]
    with subprocess.Popen(  # noqa: S603 (our own interpreter and module)
        command, stdin=subprocess.DEVNULL, stdout=answers, stderr=subprocess.DEVNULL
    ) as worker:
        try:
            while True:
                budget.check()
                try:
                    worker.wait(STEP)
                except subprocess.TimeoutExpired:
                    continue
                return
        finally:
            worker.kill()


def work(path: str) -> str:
    """In the worker: the sheets as JSON, or the name of the fault."""
    _limit_memory()
    try:
        return json.dumps({"sheets": _read(path)}, ensure_ascii=False)
    except BaseException as fault:  # noqa: BLE001 (a Rust panic is a BaseException)
        return json.dumps({"fault": type(fault).__name__})


def _limit_memory() -> None:
    try:
        import resource
    except ImportError:  # not a POSIX system
        return
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))


def _read(path: str) -> list[Found]:
    from python_calamine import CalamineWorkbook, SheetVisibleEnum

    book = CalamineWorkbook.from_path(path)
    return [
        (
            meta.name,
            meta.visible != SheetVisibleEnum.Visible,
            [
                [_plain(value) for value in line]
                for line in book.get_sheet_by_name(meta.name).to_python(skip_empty_area=False)
            ],
        )
        for meta in book.sheets_metadata
    ]


def _plain(value: Any) -> Any:
    """JSON of a cell; a date is marked by being a list."""
    if isinstance(value, date | datetime | time):
        return [value.isoformat()]
    return str(value) if isinstance(value, timedelta) else value


def _sheet(found: Found, budget: Budget) -> Sheet:
    name, hidden, lines = found
    rows: dict[int, dict[int, Cell]] = {}
    for number, line in enumerate(lines, 1):
        filled = {c: cell for c, value in enumerate(line, 1) if (cell := _cell(value)) is not None}
        for _each in filled:
            budget.take_cell()
        if filled:
            rows[number] = filled
    return Sheet(name, rows, hidden)


def _cell(value: Any) -> Cell | None:
    if value in ("", None):
        return None
    if isinstance(value, bool):
        return Cell(CellKind.BOOL, value)
    if isinstance(value, int | float):
        return Cell(CellKind.NUMBER, float(value))
    if isinstance(value, list):
        return _date(str(value[0]))
    return Cell(CellKind.TEXT, str(value))


def _date(text: str) -> Cell:
    try:
        return Cell(CellKind.DATE, datetime.fromisoformat(text))
    except ValueError:
        return Cell(CellKind.TEXT, text)


if __name__ == "__main__":
    sys.stdout.buffer.write(work(sys.argv[1]).encode())
