"""How a record's values are written into a questionnaire: the inverse of :mod:`values`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from symbioaudit.base.errors import SymbioError
from symbioaudit.base.i18n import N_, Message, Text
from symbioaudit.intake.layout import Block, Column
from symbioaudit.model.amount import Amount
from symbioaudit.model.enums import Missing
from symbioaudit.model.records import Record
from symbioaudit.units import parse_number

MISSING_WORDS: Final[Mapping[Missing, Text]] = {
    Missing.UNKNOWN: Text("не знаю", "don't know"),
    Missing.NOT_APPLICABLE: Text("не применимо", "not applicable"),
    Missing.REFUSED: Text("отказ", "refused"),
    Missing.TO_BE_MEASURED: Text("будет измерено", "to be measured"),
}
YES: Final = Message(N_("yes"))
NO: Final = Message(N_("no"))
LIST_MARK: Final = "; "


@dataclass(frozen=True, slots=True)
class Answer:
    """What stands in the cell, the unit cell and the basis cell."""

    text: str = ""
    unit: str = ""
    basis: str = ""


def value_of(record: Record, code: str) -> Any:
    """A field or a property of a record, or None."""
    if code in ("properties", "reasons", "id"):
        return None
    return getattr(record, code) if hasattr(record, code) else record.properties.get(code)


def answer(
    record: Record, column: Column, lang: str, names: Mapping[str, str], bases: Mapping[str, Text]
) -> Answer:
    """The answer of a record to one question; ``names`` are the names of records by id."""
    value = value_of(record, column.code)
    if value is None or value == ():
        missing = record.reasons.get(column.code)
        return Answer(MISSING_WORDS[missing].render(lang)) if missing else Answer()
    return written(value, column, lang, names, bases)


def written(
    value: Any, column: Column, lang: str, names: Mapping[str, str], bases: Mapping[str, Text]
) -> Answer:
    """One value as the texts of its cells."""
    if isinstance(value, Amount):
        return _amount(value, lang, bases)
    if isinstance(value, tuple):
        parts = [written(item, column, lang, names, bases).text for item in value]
        return Answer(LIST_MARK.join(parts))
    return Answer(_one(value, column, lang, names))


def _one(value: Any, column: Column, lang: str, names: Mapping[str, str]) -> str:
    """A single value that is not an amount."""
    if isinstance(value, bool):
        return (YES if value else NO).render(lang)
    text = value.isoformat() if isinstance(value, date) else str(value)
    if column.choices:
        known = next((c for c in column.choices if c.value == text), None)
        return known.text.render(lang) if known else text
    if column.type in {"ref", "refs"}:
        return names.get(text, text)
    return _number(value) if isinstance(value, float) else text


def _number(value: float) -> str:
    return str(int(value)) if value.is_integer() else repr(value)


def _amount(amount: Amount, lang: str, bases: Mapping[str, Text]) -> Answer:
    """The number and the unit as they were typed, each in its cell."""
    if amount.missing is not None:
        return Answer(amount.text or MISSING_WORDS[amount.missing].render(lang))
    label = bases.get(amount.basis) if amount.basis else None
    basis = label.render(lang) if label else ""
    rest = unit_part(amount.text)
    if rest and amount.text.endswith(f" {rest}"):
        return Answer(amount.text.removesuffix(f" {rest}"), rest, basis)
    return Answer(amount.text, "", basis)


def unit_part(text: str) -> str:
    """What follows the number in a typed amount; empty where it cannot be told."""
    try:
        return parse_number(text, "ru").rest if text else ""
    except SymbioError:
        return ""


def rows_of(record: Record, block: Block) -> tuple[Mapping[str, Any], ...]:
    """The lines of one table of a record."""
    value = value_of(record, block.table or "")
    return value if isinstance(value, tuple) and all(isinstance(v, Mapping) for v in value) else ()
