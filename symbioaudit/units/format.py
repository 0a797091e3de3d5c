"""Numbers and amounts for print in Russian and English (CLDR ru, GOST 7.32 habits).

Russian: decimal comma, no-break space between thousands from five digits, U+2212 minus, en dash
in ranges, no-break space before a unit. U+202F is never used: common fonts lack it.
"""

from __future__ import annotations

import math
from typing import Final

from symbioaudit.model.amount import Amount, Span
from symbioaudit.model.enums import AmountKind
from symbioaudit.units.labels import NBSP, unit_label

SIGNIFICANT: Final = 4
MINUS: Final = "−"


def format_number(value: float, lang: str = "ru", digits: int | None = None) -> str:
    """Print a number; without ``digits``, with about four significant ones."""
    if not math.isfinite(value):
        raise ValueError("only finite numbers are printed")
    places = _places(value) if digits is None else digits
    text = f"{abs(value):,.{places}f}"
    if digits is None and "." in text:
        text = text.rstrip("0").rstrip(".")
    whole, point, fraction = text.partition(".")
    thousands = NBSP if lang == "ru" else ","
    whole = whole.replace(",", "" if lang == "ru" and len(whole) <= 5 else thousands)
    shown = whole + ("," if lang == "ru" else ".") * bool(point) + fraction
    return f"{MINUS}{shown}" if value < 0 and any(c in "123456789" for c in shown) else shown


def _places(value: float) -> int:
    if value == 0:
        return 0
    return min(max(SIGNIFICANT - 1 - math.floor(math.log10(abs(value))), 0), 10)


def format_quantity(value: float, unit: str, lang: str = "ru", digits: int | None = None) -> str:
    """Print a number with its unit."""
    if unit == "percent":
        return f"{format_number(value, lang, digits)}{NBSP}%"
    label = unit_label(unit, lang)
    return (
        f"{format_number(value, lang, digits)}{NBSP}{label}"
        if label
        else format_number(value, lang, digits)
    )


def _exactly(value: float, lang: str) -> str:
    """All digits that were typed (up to twelve)."""
    _, point, fraction = f"{abs(value):.12g}".partition(".")
    return format_number(value, lang, len(fraction) if point and "e" not in fraction else None)


def format_span(kind: AmountKind, span: Span, lang: str = "ru") -> str:
    """Print a span as typed with the mark of its kind: ~12, 10–14, < 5, ≥ 10."""
    best = span.best if span.best is not None else span.low if span.low is not None else span.high
    if best is None:
        raise ValueError("a span without any number")
    if kind is AmountKind.RANGE and span.low is not None and span.high is not None:
        return f"{_exactly(span.low, lang)}–{_exactly(span.high, lang)}"
    if kind is AmountKind.TOLERANCE and span.high is not None:
        return f"{_exactly(best, lang)}{NBSP}±{NBSP}{_exactly(span.high - best, lang)}"
    mark = {
        AmountKind.APPROX: "~",
        AmountKind.UPPER_BOUND: f"≤{NBSP}",
        AmountKind.LOWER_BOUND: f"≥{NBSP}",
    }
    return mark.get(kind, "") + _exactly(best, lang)


def format_amount(amount: Amount, lang: str = "ru") -> str:
    """Print an amount in the unit it was entered in; a blank is a dash with its reason, never 0."""
    if amount.value is None:
        return "—"
    unit = f"{amount.unit}/{amount.per.value}" if amount.per and amount.unit else amount.unit or ""
    label = unit_label(unit, lang)
    number = format_span(amount.kind, amount.value, lang)
    return f"{number}{NBSP}{label}" if label else number
