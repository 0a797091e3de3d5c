"""Bills and meter readings: rows that repeat a name month after month become one year of one stream.

Only when all twelve months are there and all are plain numbers is the year their sum; with a month
missing the months are taken and the year stays blank.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final

from symbioaudit.base.errors import SymbioError
from symbioaudit.base.i18n import N_, Message
from symbioaudit.intake.layout import MONTHS, Block
from symbioaudit.intake.naming import fold
from symbioaudit.intake.staged import Skipped, StagedCell, StagedRow
from symbioaudit.units import parse_number

JOINED: Final = Message(N_("a month of a year; joined with the first row of this name"))
STEMS: Final = (
    ("янв", "jan"), ("фев", "feb"), ("мар", "mar"), ("апр", "apr"), ("май", "мая", "may"), ("июн", "jun"),
    ("июл", "jul"), ("авг", "aug"), ("сен", "sep"), ("окт", "oct"), ("ноя", "nov"), ("дек", "dec"),
)  # fmt: skip
NUMBERED: Final = (
    re.compile(r"(?:19|20)\d\d[-./](?P<m>\d{1,2})(?:[-./]\d{1,2})?(?:[ T].*)?"),
    re.compile(r"(?:\d{1,2}[-./])?(?P<m>\d{1,2})[-./](?:19|20)?\d\d(?:\s*г\.?)?"),
    re.compile(r"(?P<m>\d{1,2})"),
)
SUMMED: Final = ("quantity", "cost")
Periods = Mapping[str, str]  # place of a row → what its period cell says


def month_of(text: str) -> str | None:
    """The month that a period cell names: “январь 2025”, “01.2025”, “2025-01-31”, “3”."""
    word = text.strip().casefold()
    for number, stems in zip(MONTHS, STEMS, strict=True):
        if word.startswith(stems):
            return number
    for shape in NUMBERED:
        if found := shape.fullmatch(word):
            month = str(int(found["m"]))
            return month if month in MONTHS else None
    return None


def joined_years(
    rows: Sequence[StagedRow], periods: Periods, block: Block, months: Block | None
) -> tuple[list[StagedRow], list[Skipped]]:
    """Rows with months joined into years where they can be; what was joined is accounted for."""
    groups: dict[tuple[str, str], list[StagedRow]] = {}
    for row in rows:
        quantity = row.cells.get("quantity")
        key = (fold(_name(row, block)), quantity.unit if quantity else "")
        groups.setdefault(key, []).append(row)
    out: list[StagedRow] = []
    gone: list[Skipped] = []
    for group in groups.values():
        by_month = _by_month(group, periods)
        if months is None or by_month is None:
            out += group
            continue
        out += _year(group, by_month, block, months)
        gone += [Skipped(row.place, JOINED) for row in group[2:]]
    return out, gone


def _by_month(group: Sequence[StagedRow], periods: Periods) -> dict[str, StagedRow] | None:
    """The rows of one name by month; None where they are not single months of one year."""
    found = [(month_of(periods.get(row.place, "")), row) for row in group]
    by_month = {month: row for month, row in found if month and "quantity" in row.cells}
    return by_month if len(by_month) == len(group) > 1 else None


def _year(
    group: Sequence[StagedRow], by_month: Mapping[str, StagedRow], block: Block, months: Block
) -> Iterator[StagedRow]:
    first = group[0]
    cells = {code: cell for code, cell in first.cells.items() if code not in SUMMED}
    if len(by_month) == len(MONTHS):
        cells |= {code: cell for code in SUMMED if (cell := _sum(group, code))}
    yield replace(first, cells=cells)
    monthly = {month: row.cells["quantity"] for month, row in by_month.items()}
    yield StagedRow(months.key, group[1].place, monthly, parent=_name(first, block))


def _sum(group: Sequence[StagedRow], code: str) -> StagedCell | None:
    """The sum of one column where every row has a plain number in it."""
    given = [row.cells.get(code) for row in group]
    total = 0.0
    for cell in given:
        value = _plain(cell)
        if value is None:
            return None
        total += value
    first = given[0]
    return replace(first, text=f"{total:.12g}".replace(".", ",")) if first else None


def _plain(cell: StagedCell | None) -> float | None:
    try:
        found = parse_number(cell.text, "ru") if cell else None
    except SymbioError:
        return None
    exact = found is not None and found.span is not None and not found.rest
    return found.span.best if exact and found and found.span else None


def _name(row: StagedRow, block: Block) -> str:
    cell = row.cells.get(block.label_field or "name") or row.cells.get("name")
    return cell.text if cell else ""
