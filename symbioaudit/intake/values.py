"""From the text of a cell to the value of a field, or a finding that asks."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Final

from symbioaudit.base.errors import InputRefused
from symbioaudit.base.i18n import N_, Message, Text
from symbioaudit.forms.code_check import code_remarks
from symbioaudit.intake.answers import unit_part
from symbioaudit.intake.cells import CellKind
from symbioaudit.intake.codes import read_code
from symbioaudit.intake.layout import Column
from symbioaudit.intake.naming import Names
from symbioaudit.intake.staged import Finding, StagedCell
from symbioaudit.model.amount import Amount
from symbioaudit.model.classifier import CodeBook
from symbioaudit.model.enums import Basis, Missing, Severity
from symbioaudit.units import Calendar, Property, parse, parse_number

PHRASES: Final[Mapping[str, Missing]] = {
    "не знаю": Missing.UNKNOWN,
    "нет данных": Missing.UNKNOWN,
    "неизвестно": Missing.UNKNOWN,
    "don't know": Missing.UNKNOWN,
    "not known": Missing.UNKNOWN,
    "no data": Missing.UNKNOWN,
    "не применимо": Missing.NOT_APPLICABLE,
    "неприменимо": Missing.NOT_APPLICABLE,
    "not applicable": Missing.NOT_APPLICABLE,
    "отказ": Missing.REFUSED,
    "коммерческая тайна": Missing.REFUSED,
    "refused": Missing.REFUSED,
    "trade secret": Missing.REFUSED,
    "будет измерено": Missing.TO_BE_MEASURED,
    "to be measured": Missing.TO_BE_MEASURED,
}
DELETE_WORDS: Final = frozenset({"удалить", "удалено", "delete", "deleted"})
YES_WORDS: Final = frozenset({"да", "yes", "y", "true", "истина", "1", "+", "есть", "д"})
NO_WORDS: Final = frozenset({"нет", "no", "n", "false", "ложь", "0", "-", "н"})
DATE_SHAPES: Final = ("%d.%m.%Y", "%Y-%m-%d", "%d.%m.%y", "%d/%m/%Y", "%Y-%m-%d %H:%M:%S")
SEVERAL: Final = re.compile(r"\s*[;\n]\s*")
NOT_IN_LIST: Final = N_("“{text}” is not in the list: {choices}")
NOT_A_DATE: Final = N_("“{text}” is not a date; write it as 31.12.2025")
NOT_YES_NO: Final = N_("“{text}”: write yes or no")
NOT_PLAIN: Final = N_("“{text}”: write a number only, the unit here is “{unit}”")
NO_SUCH_RECORD: Final = N_("“{text}” is not named anywhere in the audit or the workbook")
SEVERAL_RECORDS: Final = N_("several records are named “{text}”; write the code or rename one")
DATE_FOR_NUMBER: Final = N_(
    "the spreadsheet turned the answer into the date {text}; type it as text"
)
UNIT_TWICE: Final = N_("“{text}” has its own unit; the unit cell “{unit}” was passed over")
NOT_OF_A_MONTH: Final = N_("“{text}”: write what fell into this month, without a period")
PER_MONTH: Final = re.compile(
    r"\s*(/\s*(мес(яц)?\.?|month|mo\.?)|(в|за)\s+месяц|(per|a)\s+month)\s*$", re.IGNORECASE
)
SHOWN_CHOICES: Final = 6
DOUBTED: Final = 1000  # below it the sign was taken for a decimal one
SHORTEST: Final = 2  # letters that are too few to tell a word by
ROMAN: Final = {"I": "1", "II": "2", "III": "3", "IV": "4", "V": "5", "VI": "6"}
CLASS: Final = re.compile(
    r"(?:класс\w*|class)?\s*(?P<figure>VI|IV|V|I{1,3}|\d)(?:-?й)?\s*(?:класс\w*|кл\.?|class)?(?:\s+опасности)?",
    re.IGNORECASE,
)
DOUBTFUL: Final = {
    "ru": re.compile(r"[~<>≈]?\s*[1-9]\d{0,2}\.\d{3}(?!\d)"),
    "en": re.compile(r"[~<>≈]?\s*[1-9]\d{0,2},\d{3}(?!\d)"),
}
READ_AS: Final = N_(
    "“{text}” was read as {value}; if thousands were meant, write it without the sign"
)


@dataclass(frozen=True, slots=True)
class Context:
    """What reading a value may lean on."""

    locale: str = "ru"
    calendar: Calendar | None = None
    period_days: float | None = None
    names: Names = field(default_factory=Names)  # how references find records
    bases: Mapping[str, str] = field(default_factory=dict)  # folded label → basis
    properties: Mapping[str, Property] = field(default_factory=dict)
    codes: CodeBook | None = None  # what the library knows of codes


@dataclass(frozen=True, slots=True)
class Answered:
    """The value of a field, or why it is blank, with what was noticed on the way."""

    value: Any = None
    missing: Missing | None = None
    findings: tuple[Finding, ...] = ()
    taken: bool = True  # False: nothing usable in the cell


def read_value(cell: StagedCell, column: Column, context: Context) -> Answered:
    """Read the answer to one question; trouble becomes a finding, never an exception."""
    missing = PHRASES.get(_fold(cell.text))
    if missing is not None and choice_of(cell.text, column) is None:
        if column.is_quantity:
            return Answered(Amount(text=cell.text, missing=missing))
        return Answered(missing=missing)
    if column.many and column.type not in {"multi", "refs"}:
        return _many(cell, column, context)
    return _READERS.get(column.type, _text)(cell, column, context)


def cleared(text: str) -> bool:
    """The word by which a sender takes back an answer that was shown."""
    return _fold(text) in DELETE_WORDS


def _fold(text: str) -> str:
    return " ".join(text.casefold().replace("ё", "е").replace("’", "'").split())


def _refused(cell: StagedCell, message: Message | Text) -> Answered:
    return Answered(findings=(Finding(Severity.ERROR, message, cell.place),), taken=False)


def _text(cell: StagedCell, _column: Column, _context: Context) -> Answered:
    return Answered(cell.text)


def _many(cell: StagedCell, column: Column, context: Context) -> Answered:
    reader = _READERS.get(column.type, _text)
    values: list[Any] = []
    findings: list[Finding] = []
    for part in SEVERAL.split(cell.text):
        if part.strip():
            one = reader(StagedCell(part.strip(), cell.place, cell.kind), column, context)
            findings += one.findings
            values += [one.value] if one.taken else []
    return Answered(tuple(values), findings=tuple(findings), taken=bool(values))


def _quantity(cell: StagedCell, column: Column, context: Context) -> Answered:
    """An amount: the unit typed with the number wins over the unit cell."""
    if cell.kind is CellKind.DATE:
        return _refused(cell, Message(DATE_FOR_NUMBER, {"text": cell.text}))
    typed, unit = cell.text, cell.unit or _default_unit(column, context.locale)
    findings: tuple[Finding, ...] = ()
    if unit and not unit_part(cell.text) and cell.text[-1:].isalnum():
        typed = f"{cell.text} {unit}"
    elif cell.unit and unit_part(cell.text) and _own_unit(cell, column):
        text = Message(UNIT_TWICE, {"text": cell.text, "unit": cell.unit})
        findings = (Finding(Severity.HINT, text, cell.place),)
    try:
        amount = parse(
            typed,
            locale=context.locale,
            dimension=column.dimension or None,
            default_unit=unit or None,
            basis=_basis(cell, context),
            calendar=context.calendar,
            properties=context.properties,
            period_days=context.period_days,
        )
    except InputRefused as refusal:
        return _refused(cell, Text(_said(refusal, "ru"), _said(refusal, "en")))
    return Answered(amount, findings=(*findings, *_doubt(cell, amount, context)))


def _doubt(cell: StagedCell, amount: Amount, context: Context) -> tuple[Finding, ...]:
    """3.400 in a Russian file is 3,4 by rule, and often 3400 by intention."""
    shape = DOUBTFUL.get(context.locale)
    if cell.kind is not CellKind.TEXT or shape is None or not shape.match(cell.text):
        return ()
    best = amount.value.best if amount.value else None
    if best is None or best >= DOUBTED:
        return ()
    shown = f"{best:g}".replace(".", "," if context.locale == "ru" else ".")
    text = Message(READ_AS, {"text": cell.text, "value": shown})
    return (Finding(Severity.WARNING, text, cell.place),)


def _month(cell: StagedCell, column: Column, context: Context) -> Answered:
    """What fell into one month: “120 MWh” and “120 MWh/month” are the same here."""
    whole = replace(cell, text=PER_MONTH.sub("", cell.text), unit=PER_MONTH.sub("", cell.unit))
    found = _quantity(whole, column, context)
    amount = found.value
    if isinstance(amount, Amount) and amount.per is not None:
        return _refused(cell, Message(NOT_OF_A_MONTH, {"text": cell.text}))
    if isinstance(amount, Amount) and amount.missing is not None:
        return Answered(missing=amount.missing)
    return found


def _own_unit(cell: StagedCell, column: Column) -> bool:
    """The unit cell was chosen by hand and says something else than the amount."""
    default = column.unit
    offered = (default.ru, default.en) if default else ()
    return cell.unit not in offered and cell.unit != unit_part(cell.text)


def _default_unit(column: Column, locale: str) -> str:
    if column.unit is None:
        return ""
    return column.unit.ru if locale == "ru" else column.unit.en


def _basis(cell: StagedCell, context: Context) -> Basis | None:
    found = context.bases.get(_fold(cell.basis)) if cell.basis else None
    return Basis(found) if found else None


def _said(refusal: InputRefused, lang: str) -> str:
    return f"{refusal.code} {refusal.what.render(lang)} {refusal.fix.render(lang)}"


def _number(cell: StagedCell, column: Column, context: Context) -> Answered:
    """A plain number, in the unit that the form states."""
    if cell.kind is CellKind.DATE:
        return _refused(cell, Message(DATE_FOR_NUMBER, {"text": cell.text}))
    try:
        found = parse_number(cell.text, context.locale)
    except InputRefused as refusal:
        return _refused(cell, Text(_said(refusal, "ru"), _said(refusal, "en")))
    if found.missing is not None:
        return Answered(missing=found.missing)
    value = found.span.best if found.span else None
    whole = column.type == "int"
    if value is None or not _in_own_unit(found.rest, column) or (whole and not value.is_integer()):
        unit = _default_unit(column, context.locale) or "1"
        return _refused(cell, Message(NOT_PLAIN, {"text": cell.text, "unit": unit}))
    return Answered(int(value) if whole else float(value))


def _in_own_unit(rest: str, column: Column) -> bool:
    own = {_fold(column.unit.ru), _fold(column.unit.en)} if column.unit else set()
    return not rest or _fold(rest).rstrip(".") in {unit.rstrip(".") for unit in own}


def _choice(cell: StagedCell, column: Column, _context: Context) -> Answered:
    found = choice_of(cell.text, column)
    if found is None:
        shown = [c.text for c in column.choices[:SHOWN_CHOICES]]
        return _refused(cell, _not_in_list(cell.text, shown, more=len(column.choices) > len(shown)))
    return Answered(int(found) if column.type == "int" and found.isdecimal() else found)


def _int_or_choice(cell: StagedCell, column: Column, context: Context) -> Answered:
    """A whole number, a word of a list, or a class in Roman figures: “IV”, “класс 4”."""
    named = CLASS.fullmatch(cell.text.strip())
    if named:
        figure = named["figure"].upper()
        cell = replace(cell, text=ROMAN.get(figure, figure))
    if column.choices and choice_of(cell.text, column) is not None:
        return _choice(cell, column, context)
    return _number(cell, column, context)


def _not_in_list(text: str, shown: list[Text], *, more: bool) -> Message:
    tail = ", …" if more else ""
    choices = Text(", ".join(t.ru for t in shown) + tail, ", ".join(t.en for t in shown) + tail)
    return Message(NOT_IN_LIST, {"text": text, "choices": choices})


def choice_of(text: str, column: Column) -> str | None:
    """The key of a closed list for what was typed: the key itself or its label, ru or en."""
    wanted = _fold(text)
    for choice in column.choices:
        if wanted in {_fold(choice.value), _fold(choice.text.ru), _fold(choice.text.en)}:
            return choice.value
    return None


def nearest_choice(text: str, column: Column) -> str | None:
    """The only value of a list whose label begins with the words typed: «Мазут» → fuel oil."""
    exact = choice_of(text, column)
    wanted = _fold(text)
    begins = {
        c.value
        for c in column.choices
        for t in (c.text.ru, c.text.en)
        if _fold(t).startswith(wanted)
    }
    return exact or (begins.pop() if len(begins) == 1 and len(wanted) > SHORTEST else None)


def _multi(cell: StagedCell, column: Column, _context: Context) -> Answered:
    whole = choice_of(cell.text, column)
    parts = [cell.text] if whole else [p for p in SEVERAL.split(cell.text) if p.strip()]
    if not whole and len(parts) == 1 and "," in cell.text:
        parts = [p.strip() for p in cell.text.split(",") if p.strip()]
    found = [(part, choice_of(part, column)) for part in parts]
    unknown = [part for part, value in found if value is None]
    shown = [c.text for c in column.choices[:SHOWN_CHOICES]]
    more = len(column.choices) > len(shown)
    findings = tuple(
        Finding(Severity.ERROR, _not_in_list(part, shown, more=more), cell.place)
        for part in unknown
    )
    values = tuple(value for _part, value in found if value is not None)
    return Answered(values, findings=findings, taken=bool(values))


def _bool(cell: StagedCell, _column: Column, _context: Context) -> Answered:
    word = _fold(cell.text)
    if word in YES_WORDS:
        return Answered(True)  # noqa: FBT003 (the value itself)
    if word in NO_WORDS:
        return Answered(False)  # noqa: FBT003
    return _refused(cell, Message(NOT_YES_NO, {"text": cell.text}))


def _date(cell: StagedCell, _column: Column, _context: Context) -> Answered:
    text = cell.text.strip().removesuffix("г.").removesuffix("г").strip()
    for shape in DATE_SHAPES:
        try:
            found = datetime.strptime(text, shape).date()  # noqa: DTZ007 (a day has no zone)
        except ValueError:
            continue
        return Answered(found)
    return _refused(cell, Message(NOT_A_DATE, {"text": cell.text}))


def _code(cell: StagedCell, column: Column, context: Context) -> Answered:
    reading = read_code(cell.text, column.code_system, cell.kind)
    if reading.error is not None or reading.code is None:
        return _refused(cell, reading.error or Message(NOT_YES_NO, {"text": cell.text}))
    remarks = [reading.warning] if reading.warning else []
    remarks += code_remarks(column.code_system or "", reading.code, context.codes)
    findings = tuple(Finding(Severity.WARNING, remark, cell.place) for remark in remarks)
    return Answered(reading.code, findings=findings)


def _ref(cell: StagedCell, column: Column, context: Context) -> Answered:
    found = context.names.find(cell.text, column.target)
    if len(found) == 1:
        return Answered(found[0])
    which = SEVERAL_RECORDS if found else NO_SUCH_RECORD
    return _refused(cell, Message(which, {"text": cell.text}))


def _refs(cell: StagedCell, column: Column, context: Context) -> Answered:
    """Names one by one; a name may itself hold the separator."""
    if len(context.names.find(cell.text, column.target)) == 1:
        return Answered(context.names.find(cell.text, column.target))
    return _many(cell, replace(column, type="ref"), context)


_READERS: Final[Mapping[str, Callable[[StagedCell, Column, Context], Answered]]] = {
    "amount": _quantity,
    "money": _quantity,
    "month": _month,
    "num": _number,
    "int": _int_or_choice,
    "enum": _choice,
    "multi": _multi,
    "bool": _bool,
    "date": _date,
    "code": _code,
    "ref": _ref,
    "refs": _refs,
}
