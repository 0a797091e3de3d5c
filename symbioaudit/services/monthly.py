"""Twelve months of a year: filled from the annual amount, taken from the lines of a bill.

Nothing here invents a measured number: what is spread evenly is marked as an estimate, what is scaled as
calculated.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Final

from symbioaudit.base.errors import SymbioError
from symbioaudit.base.i18n import N_, Message
from symbioaudit.intake.bills import month_of
from symbioaudit.model.amount import Amount
from symbioaudit.model.enums import Basis
from symbioaudit.services.lines import MONTHS, VALUE, Line
from symbioaudit.services.pasting import Block
from symbioaudit.units import format_number, parse, unit_label

NO_YEAR: Final = Message(N_("there is no annual amount to take the months from"))
BEYOND: Final = Message(N_("the months that are given already exceed the annual amount"))
NOT_TWELVE: Final = Message(N_("a profile in percent needs all twelve months of the bill"))
NO_MONTHS: Final = Message(N_("no months were found in the clipboard"))
NO_COMMON: Final = Message(N_("the months cannot be added: they have no common unit"))
YEARLY: Final = ("mass_per_year", "volume_per_year", "energy_per_year")
PLACES: Final = 2  # of a share in percent
DIGITS: Final = 4  # of an amount, counted from its first
_NUMBER: Final = re.compile(r"\d")

Read = Callable[[str], Amount | None]


def from_total(
    months: Sequence[Line], whole: Amount | None, read: Read, lang: str
) -> Sequence[Line] | Message:
    """Twelve months that add up to the year (``whole`` None: to 100 %).

    Blank months share evenly what is left; where none is blank the profile is scaled.
    """
    one = read(f"1 {_unit(whole, lang)}")
    if one is None or not one.number:
        return NO_YEAR
    given = [_number(line) for line in months]
    total = 1.0 if whole is None else whole.number
    if total is None:
        return NO_YEAR
    blank = [n for n, value in enumerate(given) if value is None]
    held = sum(value for value in given if value is not None)
    if blank:
        if held > total * (1 + 1e-9):
            return BEYOND
        wanted = dict.fromkeys(blank, max(total - held, 0.0) / len(blank))
        basis = Basis.ESTIMATED
    elif not held:
        return NO_YEAR
    else:
        wanted = {n: (value or 0.0) * total / held for n, value in enumerate(given)}
        basis = Basis.CALCULATED
    texts = _rounded({n: value / one.number for n, value in wanted.items()}, whole, lang)
    return _with(months, {n: _amount(read, text, basis) for n, text in texts.items()})


def from_bill(block: Block) -> Mapping[int, str] | Message:
    """Month (0–11) → amount as text, of a pasted bill.

    Lines that name a month give their first number after it (what was used comes before tariff and
    cost); without names, twelve numbers in a row or in a column are January to December.
    """
    named: dict[int, str] = {}
    for line in block:
        at = next((int(m) - 1 for cell in line[:1] if (m := month_of(cell))), None)
        amount = _first_number(line[1:])
        if at is not None and amount:
            named[at] = amount
    if len(named) > 1:
        return named
    if len(block) == 2 and len(block[0]) >= MONTHS:
        heads = [month_of(cell) for cell in block[0]]
        found = {
            int(m) - 1: cell for m, cell in zip(heads, block[1], strict=False) if m and cell.strip()
        }
        if len(found) > 1:
            return found
    flat = [cell.strip() for line in block for cell in line if cell.strip()]
    if len(flat) == MONTHS and all(_NUMBER.search(cell) for cell in flat):
        return dict(enumerate(flat))
    return NO_MONTHS


def shares(amounts: Mapping[int, Amount], read: Read, lang: str) -> Mapping[int, Amount] | Message:
    """A profile in percent of twelve amounts of a bill."""
    numbers = {n: amount.number for n, amount in amounts.items() if amount.number is not None}
    if len(numbers) != MONTHS:
        return NOT_TWELVE
    if len({amount.canonical_unit for amount in amounts.values()}) != 1:
        return NO_COMMON
    total = sum(numbers.values())
    if total <= 0:
        return NO_COMMON
    texts = _rounded({n: value / total * 100 for n, value in numbers.items()}, None, lang)
    found = {n: _amount(read, text, Basis.CALCULATED) for n, text in texts.items()}
    return {n: amount for n, amount in found.items() if amount is not None}


def bill_amounts(texts: Mapping[int, str], lang: str) -> Mapping[int, Amount]:
    """The amounts of a bill, whatever they are of; bare numbers are compared as they stand."""
    out: dict[int, Amount] = {}
    for n, text in texts.items():
        try:
            out[n] = _any_amount(text, lang)
        except SymbioError:
            continue
    return out


def _any_amount(text: str, lang: str) -> Amount:
    try:
        return parse(text, locale=lang, dimension=YEARLY)
    except SymbioError:
        return parse(text, locale=lang, dimension=("fraction",), default_unit="%")


def _unit(whole: Amount | None, lang: str) -> str:
    if whole is None:
        return "%"
    return unit_label(whole.unit, lang) if whole.unit else ""


def _number(line: Line) -> float | None:
    value = line.get(VALUE)
    return value.number if isinstance(value, Amount) else None


def _amount(read: Read, text: str, basis: Basis) -> Amount | None:
    found = read(text)
    return replace(found, basis=basis) if found is not None else None


def _with(months: Sequence[Line], amounts: Mapping[int, Amount | None]) -> tuple[Line, ...]:
    return tuple(
        {**line, VALUE: amount} if (amount := amounts.get(n)) is not None else line
        for n, line in enumerate(months)
    )


def _rounded(numbers: Mapping[int, float], whole: Amount | None, lang: str) -> dict[int, str]:
    """The numbers as texts with a unit, rounded so that their sum stays what it was."""
    most = max(numbers.values(), default=0.0)
    places = PLACES if whole is None else max(0, DIGITS - len(str(int(most))))
    step = 10.0**-places
    down = {n: int(value / step + 1e-9) for n, value in numbers.items()}
    left = round(sum(numbers.values()) / step) - sum(down.values())
    by_rest = sorted(numbers, key=lambda n: down[n] - numbers[n] / step)
    for n in by_rest[:left]:
        down[n] += 1
    unit = _unit(whole, lang)
    return {n: f"{format_number(count * step, lang, places)} {unit}" for n, count in down.items()}


def _first_number(cells: Sequence[str]) -> str:
    return next((cell.strip() for cell in cells if _NUMBER.search(cell)), "")
