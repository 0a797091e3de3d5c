"""How the numbers of a report look: decimals of a column, estimates, unknowns, per cents.

The spelling itself (decimal sign, groups) belongs to :mod:`symbioaudit.units`.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from typing import Final

from symbioaudit.reports.tree import Number
from symbioaudit.units import format_number, unit_label

NBSP: Final = "\u00a0"
SHARE: Final = "1"  # unit of a fraction, printed as per cent
PERCENT: Final = "%"
MAX_DECIMALS: Final = 6
HUGE: Final = 1e15  # beyond this the number is written with a power of ten
WHOLE_MONEY: Final = 100.0
_MONEY = re.compile(r"[A-Z]{3}(/|$)")
_FOUR_DIGITS = re.compile(r"^(\D?\d)(\d{3})(?!\d)")
_SUPERSCRIPT = str.maketrans("0123456789-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻")


def is_money(unit: str) -> bool:
    """True for ``RUB``, ``USD/a`` and other units that begin with a currency."""
    return bool(_MONEY.match(unit))


def known(value: float | None) -> bool:
    """True for a finite number."""
    return value is not None and math.isfinite(value)


def scaled(number: Number) -> float | None:
    """The value as printed: a fraction in per cent, an unknown as None."""
    if number.value is None or not math.isfinite(number.value):
        return None
    return number.value * 100 if number.unit == SHARE else number.value


def significant(value: float, digits: int = 3) -> int:
    """Decimals that show ``value`` with so many significant digits."""
    if value == 0:
        return 0
    return min(MAX_DECIMALS, max(0, digits - 1 - math.floor(math.log10(abs(value)))))


def column_decimals(numbers: Iterable[Number]) -> int:
    """One number of decimals for a whole column, so that its digits stand in line."""
    values = [(abs(v), n.unit) for n in numbers if (v := scaled(n)) is not None and v != 0]
    if not values:
        return 0
    smallest, largest = min(v for v, _u in values), max(v for v, _u in values)
    if any(unit == SHARE for _v, unit in values):
        return 1
    if any(is_money(unit) for _v, unit in values) and largest >= WHOLE_MONEY:
        return 0
    return min(significant(smallest, 2), max(3, significant(largest, 3)))


def decimals_of(number: Number) -> int:
    """Decimals of a number that stands alone."""
    value = scaled(number)
    if value is None:
        return 0
    if number.unit == SHARE:
        return 1
    if not number.unit and value.is_integer() and abs(value) < HUGE:
        return 0
    if is_money(number.unit) and abs(value) >= WHOLE_MONEY:
        return 0
    return significant(value)


def plain(value: float, lang: str, decimals: int) -> str:
    """Digits only; a value beyond 10¹⁵ gets a power of ten."""
    if abs(value) >= HUGE:
        power = math.floor(math.log10(abs(value)))
        mantissa = format_number(value / 10.0**power, lang, 3)
        return f"{mantissa}·10{str(power).translate(_SUPERSCRIPT)}"
    text = format_number(value, lang, decimals)
    if lang == "ru" and 1e3 <= abs(value) < 1e4:  # 8 600 stands in line with 12 204
        text = _FOUR_DIGITS.sub(rf"\1{NBSP}\2", text)
    return text


def spell(number: Number, lang: str, no_data: str, *, decimals: int | None = None) -> str:
    """A number for a cell whose heading names the unit: ``≈ 1 234,5 (1 000,0–1 500,0)``."""
    value = scaled(number)
    if value is None:
        return _bound(number, lang) or no_data
    places = decimals_of(number) if decimals is None else decimals
    text = plain(value, lang, places)
    sign = "≈" + NBSP if number.estimated else ""
    return f"{sign}{text}{_span(number, lang, places)}"


def _bound(number: Number, lang: str) -> str:
    """An open bound, ``≤ 5``, where there is no best value; empty without a bound."""
    factor = 100 if number.unit == SHARE else 1
    for sign, bound in (("≤", number.high), ("≥", number.low)):
        if bound is not None and math.isfinite(bound):
            return f"{sign}{NBSP}{plain(bound * factor, lang, significant(bound * factor))}"
    return ""


def _span(number: Number, lang: str, places: int) -> str:
    low, high = number.low, number.high
    if low is None or high is None or low == high:
        return ""
    factor = 100 if number.unit == SHARE else 1
    return f" ({plain(low * factor, lang, places)}–{plain(high * factor, lang, places)})"


def spell_with_unit(number: Number, lang: str, no_data: str) -> str:
    """A number that stands alone with its unit: ``12,5 т/год``."""
    label = unit_text(number.unit, lang)
    text = spell(number, lang, no_data)
    if label == PERCENT and text != no_data:
        return with_percent(text, lang)
    return f"{text}{NBSP}{label}" if label and text != no_data else text


def with_percent(text: str, lang: str) -> str:
    """``5,2 %`` in Russian, ``5.2%`` in English."""
    return f"{text}{'' if lang == 'en' else NBSP}{PERCENT}"


def unit_text(unit: str, lang: str) -> str:
    """Label of a canonical unit; the per cent sign for fractions; empty for none."""
    if not unit:
        return ""
    return PERCENT if unit == SHARE else unit_label(unit, lang)


def unit_beside(unit: str, lang: str) -> str:
    """Unit for a column of units: a fraction needs none, its per cent sign stands by the number."""
    return "" if unit == SHARE else unit_text(unit, lang)


def headline_span(low: float, high: float, number: Number, lang: str) -> str:
    """The bounds of a headline number in the unit in which :func:`headline` shows it."""
    scale = 1.0
    if number.unit == SHARE:
        scale = 0.01
    elif abs(number.value or 0.0) >= 1e4:
        scale = 1e6 if abs(number.value or 0.0) >= 1e6 else 1e3
    ends = (low / scale, high / scale)
    places = max(min(significant(x), 2) for x in ends)
    return "–".join(plain(x, lang, places) for x in ends)


def headline(
    number: Number, lang: str, no_data: str, thousand: str, million: str
) -> tuple[str, str]:
    """A headline number of three digits and its unit: ``12,5``, ``млн ₽/год``."""
    value = scaled(number)
    if value is None:
        return no_data, ""
    word = ""
    for limit, name in ((1e6, million), (1e4, thousand)):
        if abs(value) >= limit:
            value, word = value / (1e6 if limit == 1e6 else 1e3), name
            break
    sign = "≈" + NBSP if number.estimated else ""
    digits = plain(value, lang, min(significant(value), 2))
    unit = NBSP.join(filter(None, (word, unit_text(number.unit, lang))))
    return f"{sign}{digits}", unit
