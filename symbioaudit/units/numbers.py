"""Reads a number as people type it: comma or point, any space, ranges, limits, estimates, blanks with words.

A locale settles what one separator means: ``ru`` – the comma is decimal; ``en`` – the comma groups
thousands; ``da`` (continental) – the point groups thousands; ``point`` – the point is decimal, a comma before three digits
is asked about; ``any`` – ask where it matters.
"""

from __future__ import annotations

import math
import re
import unicodedata
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final

from symbioaudit.base.errors import InputRefused
from symbioaudit.model.amount import Span
from symbioaudit.model.enums import AmountKind, Missing
from symbioaudit.units import errors as e

LOCALES: Final = ("ru", "en", "da", "point", "any")
LONGEST: Final = 400  # a cell with more than this is prose, whatever it begins with
_SUPER: Final = "⁰¹²³⁴⁵⁶⁷⁸⁹"
_DIGITS_UP: Final = str.maketrans(_SUPER + "⁻⁺", "0123456789-+")

_MISSING: Final[dict[str, Missing]] = {
    **dict.fromkeys(
        (
            "", "-", "--", "---", "н/д", "нд", "н.д.", "н. д.", "нет данных", "нет данных.", "данных нет", "нет инф.",
            "нет информации", "неизвестно", "не известно", "не знаю", "null", "none", "nan", "n/a", "na", "n.a.", "?", "??",
            "не измеряется", "не измерялось", "не учитывается", "не ведётся учёт",
            "нет учёта", "нет учета", "учёт не ведётся", "учет не ведется", "не определялось", "не определяется", "not measured",
            "no data", "unknown", "not known", "don't know", "...", "…", "not available", "нет сведений", "missing",
        ),
        Missing.UNKNOWN,
    ),
    **dict.fromkeys(
        ("x", "х", "не применимо", "неприменимо", "н/п", "не применяется", "not applicable", "не относится"),
        Missing.NOT_APPLICABLE,
    ),
    **dict.fromkeys(
        (
            "отказ", "отказано", "отказались", "не скажу", "коммерческая тайна", "ком. тайна", "ком.тайна", "секретно",
            "конфиденциально", "refused", "confidential", "trade secret",
        ),
        Missing.REFUSED,
    ),
    **dict.fromkeys(
        (
            "будет измерено", "измерить", "уточнить", "уточняется", "будет уточнено", "замерить", "to be measured", "tbd",
            "tbm", "to measure",
        ),
        Missing.TO_BE_MEASURED,
    ),
}  # fmt: skip
_ZERO_OR_MISSING: Final = frozenset({"отс", "отс.", "отсутствует", "отсутствуют", "нет", "нету", "none at all", "no", "nil", "absent"})  # fmt: skip
_NOT_FINITE: Final = frozenset(
    {"inf", "+inf", "-inf", "infinity", "+infinity", "-infinity", "∞", "-∞"}
)
_EXCEL = re.compile(r"^#(?:Н/Д|ЗНАЧ!|ССЫЛКА!|ДЕЛ/0!|ИМЯ\?|ЧИСЛО!|ПУСТО!|N/A|VALUE!|REF!|DIV/0!|NAME\?|NUM!|NULL!|SPILL!)$|^#{2,}$", re.IGNORECASE)  # fmt: skip
_DATE = re.compile(
    r"^(?:\d{1,2}([./-])\d{1,2}\1(?:\d{4}|\d{2})|\d{4}([./-])\d{1,2}\2\d{1,2}|\d{1,2}:\d{2}(?::\d{2})?)(?:\s*г\.?)?$"
)
_ZERO: Final = frozenset({"ноль", "нуль", "zero"})
_FRACTIONS: Final = {c: unicodedata.numeric(c) for c in "½⅓⅔¼¾⅕⅖⅗⅘⅙⅚⅛⅜⅝⅞"}
_QUOTED = re.compile(r"""^(?:"([^"]*)"|«([^«»]*)»|“([^“”]*)”|'(?=\d)(.*))$""")
_CURRENCY_FIRST = re.compile(
    r"^((?:US|A|C|S|R)?\$|€|£|₽|¥|₸|₹|₩|[A-Z]{3}(?=\s?\d))\s?(?=\d)(.*)$", re.DOTALL
)
_PHONE = re.compile(r"^\+?\d[\d\s-]*\(\d+\)|^\+\d{1,3}[\s-]\d{3}[\s-]\d{3}")
_SPACES: Final = "[ \u00a0\u2009\u202f\u2007\u2008'’`]"
_NUMBER: Final = rf"[+\-]?(?:\d{{1,3}}(?:{_SPACES}\d{{3}})+(?!\d)(?:[.,]\d+)?|\d+(?:[.,]\d+)*|[.,]\d+)(?:[eEеЕ][+\-]?\d+(?![\d.,]))?"
_TOKEN = re.compile(_NUMBER)
_POWER = re.compile(
    r"\s*[*·×xх]\s*10\s*(?:(?:\^|\*\*)\s*([+\-]?\d+)|([⁻⁺]?[⁰¹²³⁴-⁹]+)|([+\-]?\d+))"
)
_TEN_TO = re.compile(r"^10(?:\^([+\-]?\d{1,3})|([⁻⁺]?[⁰¹²³⁴-⁹]{1,3}))(?![\d,])")
_BETWEEN = re.compile(
    rf"^(?:от|с|from|between)\s*({_NUMBER})\s*(?:до|to|and|по|-)\s*({_NUMBER})", re.IGNORECASE
)
_PREFIXES: Final[tuple[tuple[AmountKind, re.Pattern[str]], ...]] = (
    (AmountKind.UPPER_BOUND, re.compile(r"^(?:<=?|≤|⩽|не\s+более|менее|меньше|не\s+выше|не\s+свыше|до|максимум|макс\.?|less\s+than|up\s+to|at\s+most|below|under|max\.?|no\s+more\s+than)\s*(?=[\d+\-.,])", re.IGNORECASE)),
    (AmountKind.LOWER_BOUND, re.compile(r"^(?:>=?|≥|⩾|не\s+менее|более|больше|свыше|не\s+ниже|от|минимум|мин\.?(?=\s)|more\s+than|at\s+least|over|above|min\.?|no\s+less\s+than)\s*(?=[\d+\-.,])", re.IGNORECASE)),
    (AmountKind.APPROX, re.compile(r"^(?:[~≈≅∼]|c\.|около|примерно|приблизительно|прибл\.?|прим\.?|ок\.?|порядка|где-то|ca\.?|circa|approx\.?|approximately|about|around|abt\.?|roughly)\s*(?=[\d+\-.,])", re.IGNORECASE)),
)  # fmt: skip
_UPPER = re.compile(rf"^\s*(?:-|\.\.\.?|…|÷|\s(?:до|to)\s)\s*(?={_NUMBER})", re.IGNORECASE)
# 10 т – 14 т: the unit at both ends
_TWICE = re.compile(rf"^\s*(?P<one>[^\d\s][^\d]{{0,30}}?)\s*(?:-|\.\.\.?|…|÷|\s(?:до|to)\s)\s*(?P<high>{_NUMBER})\s*(?P<other>[^\d]{{1,60}})$", re.IGNORECASE)  # fmt: skip
_FROM_TWICE = re.compile(rf"^(?:от|с|from)\s*(?P<low>{_NUMBER})\s*(?P<one>[^\d\s][^\d]{{0,30}}?)\s(?:до|по|to)\s*(?P<high>{_NUMBER})\s*(?P<other>[^\d]{{1,60}})$", re.IGNORECASE)  # fmt: skip
_PLUS = re.compile(rf"^\s*\(?\s*(?:±|\+/-|\+-)\s*({_NUMBER})\s*(%?)\s*\)?")
_SCALE = re.compile(r"^\s*(тыс(?:\.|яч[аи]?)?|млн\.?|миллион(?:ов|а)?|млрд\.?|миллиард(?:ов|а)?|thousand|million|millions|mln|bn|billion|billions|mio\.?|millioner|mia\.?)\s*$", re.IGNORECASE)  # fmt: skip
_SCALES: Final = (("тыс", 1e3), ("thousand", 1e3), ("млн", 1e6), ("миллион", 1e6), ("mln", 1e6), ("mio", 1e6), ("million", 1e6), ("млрд", 1e9), ("миллиард", 1e9), ("bn", 1e9), ("billion", 1e9), ("mia", 1e9))  # fmt: skip
# Digits, perhaps in groups, perhaps decimals, then nothing or something that begins with a letter.
_PLAIN = re.compile(r"(\d{1,3}(?:[ \u00a0\u2009\u202f]\d{3}){1,4}|\d{1,15})(?:([.,])(\d{1,15}))?([ \u00a0]*(?:[^\W\d_][^\n]*|[%°][^\n]*)?)$")  # fmt: skip
_COMMENT = re.compile(r"^\s*\((?![^)]*\d\s*%)[^()]*\)\s*$")


@dataclass(frozen=True, slots=True)
class NumberReading:
    """A number and what is left of the text (the unit)."""

    kind: AmountKind = AmountKind.EXACT
    span: Span | None = None
    missing: Missing | None = None
    rest: str = ""


def parse_number(text: str, locale: str = "ru") -> NumberReading:
    """Read the number at the front of ``text``; ``rest`` is what follows it.

    Raises:
        InputRefused: not a number, ambiguous, an error text of a spreadsheet, not finite.
    """
    return _plain(text, locale) or _in_full(text, locale)


def _plain(text: str, locale: str) -> NumberReading | None:
    """What most people type most of the time, ``1 250,5 т``, read at once; None for all the rest."""
    match = _PLAIN.match(text)
    if match is None:
        return None
    whole, mark, decimals, after = match.groups()
    first = after.lstrip(" \u00a0")[:1]
    if first and not first.isalpha() and first not in "%°":
        return None  # a raised digit is a power: 10³
    if mark and len(decimals) == 3 and locale != "ru":
        return None  # may be a group of three
    rest = _rest_of_plain(after)
    if rest is None:
        return None
    value = float(f"{''.join(whole.split())}.{decimals or 0}")
    return NumberReading(AmountKind.EXACT, Span(value, value, value), None, rest)


@lru_cache(maxsize=4096)
def _rest_of_plain(after: str) -> str | None:
    """What the full reading leaves of what follows a plain number; None where it belongs to the number."""
    try:
        found = _in_full(f"7{after}", "ru")
    except InputRefused:
        return None
    alone = found.kind is AmountKind.EXACT and found.span == Span(7.0, 7.0, 7.0)
    return found.rest if alone else None


def _in_full(text: str, locale: str) -> NumberReading:
    raw = text
    if len(text) > LONGEST:
        raise e.NOT_A_NUMBER(text=f"{text[:40]}…")
    clean = _normalise(text)
    currency = _CURRENCY_FIRST.match(clean)
    if currency:
        return _currency_behind(parse_number(currency[2], locale), currency[1])
    word = clean.casefold().strip(" .") if clean.strip(" .") else clean
    for spelling in (clean.casefold(), word):
        if spelling in _MISSING:
            return NumberReading(missing=_MISSING[spelling])
    if clean.casefold().startswith(("not applicable", "не применимо")):
        return NumberReading(missing=Missing.NOT_APPLICABLE)
    if word in _ZERO:
        return NumberReading(span=Span(0.0, 0.0, 0.0))
    _refuse_impossible(raw, clean)
    return _read(raw, clean, locale)


def _currency_behind(reading: NumberReading, currency: str) -> NumberReading:
    """``$5 million/year``: the sign in front belongs to the unit."""
    first, slash, below = reading.rest.partition("/")
    return replace(reading, rest=f"{first.strip()} {currency}".strip() + slash + below)


def _normalise(text: str) -> str:
    text = re.sub(r"(?:(?<=\d)\s?|^)([½⅓⅔¼¾⅕⅖⅗⅘⅙⅚⅛⅜⅝⅞])", _mixed, text.strip())
    folded = "".join(
        c if c in _SUPER or c in "⁻⁺º˙" else unicodedata.normalize("NFKC", c) for c in text
    )
    for dash in "‐‑‒–—―−﹣－":
        folded = folded.replace(dash, "-")
    folded = folded.strip(" \t\r\n\u200b\ufeff")
    quoted = _QUOTED.match(folded)
    if quoted:
        folded = next(part for part in quoted.groups() if part is not None).strip()
    return re.sub(r"^(?:минус|minus)\s+(?=\d)", "-", folded, flags=re.IGNORECASE)


def _mixed(match: re.Match[str]) -> str:
    """``1½`` and ``½`` as decimals."""
    part = f"{_FRACTIONS[match[1]]:.15g}"
    return part.removeprefix("0") if match.start() else part


def _refuse_impossible(raw: str, clean: str) -> None:
    low = clean.casefold()
    if _EXCEL.match(clean):
        raise e.EXCEL_ERROR(text=raw)
    if low in _ZERO_OR_MISSING:
        raise e.ZERO_OR_MISSING(text=raw, choices=("0", "unknown"))
    if low in _NOT_FINITE:
        raise e.NOT_FINITE(text=raw)
    if _PHONE.match(clean) or _DATE.match(clean):
        raise e.NOT_A_NUMBER(text=raw)
    bracketed = re.fullmatch(rf"\(({_NUMBER})\)", clean)
    if bracketed:  # a book-keeper's minus, or only a bracket
        raise e.AMBIGUOUS_NUMBER(text=raw, choices=f"{bracketed[1]}, -{bracketed[1]}")


def _read(raw: str, clean: str, locale: str) -> NumberReading:
    between = _BETWEEN.match(clean)
    if between:
        low, high = (_value(raw, part, locale) for part in between.groups())
        return _scaled(_range(raw, low, high), clean[between.end() :])
    ends = _FROM_TWICE.match(clean)
    if ends and _same_word(ends["one"], ends["other"]):
        low, high = (_value(raw, ends[part], locale) for part in ("low", "high"))
        return _scaled(_range(raw, low, high), ends["other"])
    kind = AmountKind.EXACT
    for candidate, pattern in _PREFIXES:
        match = pattern.match(clean)
        if match:
            kind, clean = candidate, clean[match.end() :]
            break
    ten = _TEN_TO.match(clean)
    if ten:
        clean = f"1*{clean}"
    match = _TOKEN.match(clean)
    if not match:
        raise e.NOT_A_NUMBER(text=raw)
    value, rest = _value(raw, match[0], locale), clean[match.end() :]
    value, rest = _power(raw, value, rest)
    return _scaled(*_tail(raw, kind, value, rest, locale))


def _tail(
    raw: str, kind: AmountKind, value: float, rest: str, locale: str
) -> tuple[NumberReading, str]:
    """What may follow a number: a second number of a range, ± tolerance, +, a footnote mark."""
    span = Span(value, value, value)
    if kind in (AmountKind.UPPER_BOUND, AmountKind.LOWER_BOUND):
        upper = kind is AmountKind.UPPER_BOUND
        low, high = (None, value) if upper else (value, None)
        return NumberReading(kind, Span(value, low, high)), rest
    second_end = _UPPER.match(rest)
    if second_end:
        second = _TOKEN.match(rest[second_end.end() :])
        assert second is not None
        high, after = _power(
            raw, _value(raw, second[0], locale), rest[second_end.end() + second.end() :]
        )
        return _range(raw, value, high), after
    twice = _TWICE.match(rest)
    if twice and _same_word(twice["one"], twice["other"]):
        return _range(raw, value, _value(raw, twice["high"], locale)), twice["other"]
    plus = _PLUS.match(rest)
    if plus:
        spread = _value(raw, plus[1], locale) * (abs(value) / 100 if plus[2] else 1)
        reading = NumberReading(AmountKind.TOLERANCE, Span(value, value - spread, value + spread))
        return reading, rest[plus.end() :]
    if re.match(r"^\+(?![\d+])", rest):
        return NumberReading(AmountKind.LOWER_BOUND, Span(value, value, None)), rest[1:]
    return NumberReading(kind, span), rest.lstrip(_SUPER) if rest[:1] in set(_SUPER) else rest


def _scaled(reading: NumberReading, rest: str) -> NumberReading:
    """Apply a lone scale word (``2,5 млн``); drop a comment in brackets."""
    rest = rest.strip(" \u00a0\u2009\u202f\t")
    if _COMMENT.match(rest) or re.fullmatch(r"[.,;:]|\*{1,3}", rest):
        rest = ""
    if _SCALE.match(rest) and reading.span:
        word = rest.casefold()
        factor = next(scale for name, scale in reversed(_SCALES) if word.startswith(name))
        return replace(reading, span=reading.span.scaled(factor))
    return replace(reading, rest=rest)


def _same_word(one: str, other: str) -> bool:
    return re.sub(r"[\s.]", "", one).casefold() == re.sub(r"[\s.]", "", other).casefold()


def _range(raw: str, low: float, high: float) -> NumberReading:
    if high < low:
        raise e.NEGATIVE_RANGE(text=raw)
    return NumberReading(AmountKind.RANGE, Span((low + high) / 2, low, high))


def _power(raw: str, value: float, rest: str) -> tuple[float, str]:
    """``1,2·10⁻³`` is read; ``1,2*10-3`` may be arithmetic and is asked about."""
    match = _POWER.match(rest)
    if not match:
        return value, rest
    if match[3]:
        raise e.AMBIGUOUS_NUMBER(text=raw, choices=f"{value}·10^{match[3]}, {value}·10 {match[3]}")
    power = int((match[1] or match[2]).translate(_DIGITS_UP))
    if abs(power) > 300:
        raise e.NOT_FINITE(text=raw)
    return value * 10.0**power, rest[match.end() :]


def _value(raw: str, token: str, locale: str) -> float:
    digits = re.sub(_SPACES, "", token).replace("е", "e").replace("Е", "E")
    sign = -1.0 if digits.startswith("-") else 1.0
    mantissa, _, exponent = digits.lstrip("+-").casefold().partition("e")
    text = _point(raw, mantissa, locale, grouped=bool(re.search(_SPACES, token)))
    number = float(f"{text}e{exponent}") if exponent else float(text)
    if not math.isfinite(number) or (number == 0 and re.search(r"[1-9]", text)):
        raise e.NOT_FINITE(text=raw)  # too large, or so small that it would become a zero
    return sign * number if number else 0.0


def _point(raw: str, digits: str, locale: str, *, grouped: bool) -> str:
    """Turn the separators of one number into a single decimal point, or ask."""
    marks = [c for c in digits if c in ".,"]
    if not marks:
        return digits
    if len(set(marks)) == 2:
        last = marks[-1]
        if marks.count(last) > 1:
            raise e.NOT_A_NUMBER(text=raw)
        other = "," if last == "." else "."
        if not _groups(digits.rpartition(last)[0], other):
            raise e.NOT_A_NUMBER(text=raw)
        return digits.replace(other, "").replace(last, ".")
    mark = marks[0]
    if len(marks) > 1:
        if not _groups(digits, mark):
            raise e.NOT_A_NUMBER(text=raw)
        return digits.replace(mark, "")
    head, _, tail = digits.partition(mark)
    could_group = (
        len(tail) == 3 and 1 <= len(head) <= 3 and not head.startswith("0") and not grouped
    )
    if not could_group or _decimal(mark, locale):
        return f"{head or 0}.{tail}"
    if locale in ("any", "point"):
        raise e.AMBIGUOUS_NUMBER(text=raw, choices=f"{head}{tail}, {head}.{tail}")
    return head + tail


def _decimal(mark: str, locale: str) -> bool:
    """True where a single ``mark`` before three digits is decimal in this locale."""
    return (
        locale == "ru"
        or (locale in ("en", "point") and mark == ".")
        or (locale == "da" and mark == ",")
    )


def _groups(digits: str, mark: str) -> bool:
    """True when ``mark`` cuts the digits into groups of three."""
    head, *rest = digits.split(mark)
    return 1 <= len(head) <= 3 and all(len(part) == 3 for part in rest)
