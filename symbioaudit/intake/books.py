"""Open any table file by what it is: .xlsx, old .xls, or text."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from symbioaudit.intake.cells import Book
from symbioaudit.intake.delimited import read_text
from symbioaudit.intake.guard import Budget, Limits, file_kind
from symbioaudit.intake.xls import read_xls
from symbioaudit.intake.xlsx import read_xlsx


def read_book(
    path: Path,
    *,
    limits: Limits | None = None,
    cancelled: Callable[[], bool] = lambda: False,
    delimiter: str | None = None,
) -> Book:
    """Read a table file within ``limits``; ``cancelled`` is asked all the time.

    Raises:
        InputRefused: SA-60xx, the file is not taken.
    """
    budget = Budget(path.name, limits or Limits(), cancelled)
    budget.check()
    kind = file_kind(path, budget.limits)
    if kind == "zip":
        return read_xlsx(path, budget)
    if kind == "xls":
        return read_xls(path, budget)
    return read_text(path, budget, delimiter)
