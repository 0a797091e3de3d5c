"""Guessing what the columns of somebody's own list mean, in Russian and English."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final

from symbioaudit.base.errors import SymbioError
from symbioaudit.intake.cells import CellKind, Sheet
from symbioaudit.units import parse

# Field code and how people head such a column; the first line that fits wins.
WORDS: Final[tuple[tuple[str, re.Pattern[str]], ...]] = tuple(
    (code, re.compile(pattern, re.IGNORECASE))
    for code, pattern in (
        ("fkko", r"фкко|\bfkko\b|код\s+(вида\s+)?отход"),
        ("okpd2", r"окпд|\bokpd"),
        ("ewc", r"\bewc\b|\blow code|европейск\w+ код"),
        ("cas", r"\bcas\b"),
        ("stock_open", r"(наличи|накопл|остат|запас)\w*.*\bначал|opening stock"),
        ("stock_close", r"(наличи|накопл|остат|запас)\w*.*\bкон(ец|ц)|closing stock"),
        ("hazard_class", r"класс|\bhazard|\bclass\b"),
        ("unit", r"ед\w*\.?\s*изм|^единиц|\bunits$|^units?\b|^uom$|размерност"),
        ("price", r"\bцена|тариф|\bprice|\brate\b|unit cost"),
        ("cost", r"стоимост|затрат|сумма|расходы|\bcosts?\b|\bexpense"),
        (
            "carrier",
            r"энергоносител|вид\s+топлив|вид\s+энерг|вид\s+тэр|\bcarrier|^fuel\b|meter type",
        ),
        ("period", r"период|\bмесяц\b|\bдата|^год\b|\bperiod|\bmonth\b|\bdate\b|^year"),
        ("receiver_now", r"контрагент|получател|принимающ|\breceiver|\bcontractor"),
        ("note", r"примечан|коммент|^notes?\b|\bcomment|\bremark|^источник|^source$"),
        ("quantity", r"колич|кол-?\s?во|\bqty\b|quantit|\bamount"),
        ("quantity", r"объ[её]м|\bмасса|образован|расход|потреблен|выработк|\bvol(ume)?\b"),
        ("quantity", r"\bmass\b|\busage|consumption$|consumption,|\bgenerated"),
        ("name", r"наименован|назван|номенклатур|\bматериал|сырь[её]|\bотход|\bпродукц"),
        ("name", r"\bресурс|поток|\bname\b|descript|\bmaterial|\bwaste|\bstream|\bcommodity"),
        ("name", r"\bitem|\bproduct\b"),
    )
)
NEVER_A_QUANTITY: Final = re.compile(r"\bid\b|\bdate\b|дата|№|номер|\bcode\b", re.IGNORECASE)
PER: Final = (
    (re.compile(r"месяц|/\s*мес|ежемесячн|monthly|per month|/\s*month", re.IGNORECASE), "мес"),
    (re.compile(r"квартал|quarterly|per quarter", re.IGNORECASE), "кварт"),
    (re.compile(r"сутки|/\s*сут|в день|per day|daily", re.IGNORECASE), "сут"),
)
IN_BRACKETS: Final = re.compile(r"[\(\[]([^()\[\]]{1,24})[\)\]]\s*$")
AFTER_COMMA: Final = re.compile(r",\s*([^,;]{1,24})$")
TRAILING: Final = re.compile(r"\s([^\s()\[\],]{1,12})$")
NUMBERED: Final = re.compile(r" \(\d+\)$")
FORM_LETTERS: Final = {"Б": "name", "В": "fkko", "Г": "hazard_class"}
SEARCHED: Final = 60
LONGEST_LABEL: Final = 160
MEASURED: Final = frozenset({"quantity", "price", "cost", "stock_open", "stock_close"})
TAX: Final = re.compile(
    r"[\s,(]*\b(без|с|вкл\.?|в т\.\s?ч\.)\s+ндс\b\)?|[\s,(]*\b(excl|incl)\w*\.?\s+vat\b\)?",
    re.IGNORECASE,
)
TIME_ONLY: Final = re.compile(
    r"год\w*|мес\w*|квартал\w*|сут\w*|час\w*|дн\w*|years?|months?|days?|hours?|[тtчhsсgг]?|\d+",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Heading:
    """One column: where it is, what it is called, what it means, its unit."""

    column: int
    label: str
    code: str | None = None
    unit: str = ""
    rival: str = ""  # what it would be, were another column not taken for it


@dataclass(frozen=True, slots=True)
class Header:
    """The header of a list. ``row`` is its last row; data follow."""

    row: int
    headings: tuple[Heading, ...]
    score: int = 0
    form: str = ""  # name of the state form where it is one

    def of(self, code: str) -> Heading | None:
        """The column that holds a field."""
        return next((h for h in self.headings if h.code == code), None)


def find_header(sheet: Sheet) -> Header | None:
    """The best header among the first rows; None where nothing looks like one."""
    numbered = (_state_form(sheet, row) for row in sorted(sheet.rows)[:SEARCHED])
    state = next((header for header in numbered if header), None)
    if state is not None:
        return state
    found = [_header(sheet, row) for row in sorted(sheet.rows)[:SEARCHED]]
    return max(found, key=lambda h: (h.score, -h.row), default=None)


def _header(sheet: Sheet, row: int) -> Header:
    """Judge one row as a header: words known, mostly text, data below."""
    labels = _labels(sheet, row)
    headings = guess(labels)
    known = sum(h.code is not None for h in headings)
    texts = sum(c.kind is CellKind.TEXT for c in sheet.rows[row].values())
    if len(labels) < 2 or texts * 2 < len(labels) or row + 1 > max(sheet.rows):
        return Header(row, headings)
    last = row
    for follows in (row + 1, row + 2):
        if follows in sheet.rows and known and _continues(sheet, follows):
            headings = _with_units(headings, sheet, follows)
            last = follows
    return Header(last, headings, score=known * 10 + min(len(labels), 9))


def _labels(sheet: Sheet, row: int) -> dict[int, str]:
    """Labels of a row; a text too long for a head is none."""
    own = {
        c: " ".join(cell.text[: LONGEST_LABEL * 2].split()) for c, cell in sheet.rows[row].items()
    }
    return {c: label for c, label in own.items() if 0 < len(label) <= LONGEST_LABEL}


def guess(labels: Mapping[int, str]) -> tuple[Heading, ...]:
    """Meanings of labelled columns; each meaning is given once, the rest stay unknown."""
    taken: dict[str, int] = {}
    rivals: dict[int, str] = {}
    for code, pattern in WORDS:
        for column, label in labels.items():
            if column in taken.values() or not pattern.search(label):
                continue
            if code in MEASURED and NEVER_A_QUANTITY.search(label):
                continue
            if code in taken:
                rivals.setdefault(column, code)
            else:
                taken[code] = column
    _bare_unit(labels, taken)
    codes = {column: code for code, column in taken.items()}
    shown = _distinct(labels)
    return tuple(
        Heading(
            c,
            shown[c],
            codes.get(c),
            _head_unit(label) if codes.get(c) in MEASURED else "",
            rivals.get(c, "") if c not in codes else "",
        )
        for c, label in labels.items()
    )


def _bare_unit(labels: Mapping[int, str], taken: dict[str, int]) -> None:
    """A column headed by nothing but a unit holds the amounts, where none is named so."""
    bare = [c for c, label in labels.items() if c not in taken.values() and is_unit(label)]
    if len(bare) == 1 and "name" in taken and "quantity" not in taken:
        taken["quantity"] = bare[0]


def _head_unit(label: str) -> str:
    return label.strip() if is_unit(label) else unit_in(label)


def _distinct(labels: Mapping[int, str]) -> dict[int, str]:
    """Equal labels are told apart by a number: «Объём (2)»."""
    seen: dict[str, int] = {}
    out = {}
    for column, label in labels.items():
        seen[label] = seen.get(label, 0) + 1
        out[column] = label if seen[label] == 1 else f"{label} ({seen[label]})"
    return out


def unit_in(label: str) -> str:
    """The unit inside a head: «Объём, т/год», “Use (kWh)”, “Mass Kg”; empty where there is none."""
    head = TAX.sub("", NUMBERED.sub("", label)).strip(" ,;")
    for pattern in (IN_BRACKETS, AFTER_COMMA, TRAILING):
        found = pattern.search(head)
        loose = pattern is TRAILING and found and TIME_ONLY.fullmatch(found[1])
        if found and is_unit(found[1]) and not loose:
            return with_period(found[1].strip(), label)
    return ""


def with_period(unit: str, label: str) -> str:
    """The unit with the period that a head names."""
    if "/" in unit:
        return unit
    return next((f"{unit}/{per}" for pattern, per in PER if pattern.search(label)), unit)


@lru_cache(maxsize=2048)
def is_unit(text: str) -> bool:
    """True where the text alone is a unit of measure or of money."""
    if not re.search(r"[^\W\d_]|%", text):
        return False
    try:
        parse(f"1 {text.strip()}")
    except SymbioError:
        return False
    return True


def _continues(sheet: Sheet, row: int) -> bool:
    """A second header row: column numbers 1, 2, 3… or units."""
    texts = [cell.text[:LONGEST_LABEL].strip() for cell in sheet.rows[row].values()]
    numbers = [t for t in texts if t.isdecimal()]
    counted = len(numbers) >= 3 and [int(n) for n in numbers] == list(
        range(int(numbers[0]), int(numbers[0]) + len(numbers))
    )
    letters = [t for t in texts if re.fullmatch("[А-ГA-D]", t)]
    if counted and len(numbers) + len(letters) == len(texts):
        return True
    return len(texts) >= 1 and all(is_unit(t) for t in texts)


def _with_units(headings: Sequence[Heading], sheet: Sheet, row: int) -> tuple[Heading, ...]:
    out = []
    for heading in headings:
        text = sheet.text(row, heading.column)
        unit = text if heading.code in MEASURED and not heading.unit and is_unit(text) else ""
        out.append(replace(heading, unit=unit or heading.unit))
    return tuple(out)


def _state_form(sheet: Sheet, row: int) -> Header | None:
    """The row of column letters and numbers of form 2-ТП (отходы), section I: А Б В Г 1 … 29."""
    marks = {cell.text.strip(): column for column, cell in sheet.rows[row].items()}
    if not {"Б", "В", "Г", "1", "2"} <= marks.keys():
        return None
    headings = [Heading(marks[letter], letter, code) for letter, code in FORM_LETTERS.items()]
    for mark, column in marks.items():
        if mark.isdecimal():
            code = {"1": "stock_open", "2": "quantity", "29": "stock_close"}.get(mark)
            headings.append(Heading(column, mark, code, "т" if code else ""))
    return Header(row, tuple(headings), 1000, form="2-ТП (отходы)")
