"""The cells of a table of records: which columns a form offers, what stands in each, how it sorts.

One reader is built per column, so that a hundred thousand rows are sorted and sifted in a moment.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any, Final

from symbioaudit.base.i18n import N_, Message
from symbioaudit.forms import FieldDef, FormDef
from symbioaudit.intake.answers import LIST_MARK, MISSING_WORDS, NO, YES
from symbioaudit.intake.build import is_field
from symbioaudit.intake.layout import Column, choices_of
from symbioaudit.methodology import Pack
from symbioaudit.model.amount import Amount
from symbioaudit.model.enums import Depth, Missing
from symbioaudit.model.records import Record
from symbioaudit.services.entries import canonical_of, column_of
from symbioaudit.services.live import LiveAudit

BASIS: Final = ".basis"  # a column of its own beside the amount: ``quantity.basis``
BASIS_LABEL: Final = Message(N_("How known"))
NOT_IN_CELLS: Final = frozenset({"auto", "files", "months", "table", "daterange"})
NUMERIC: Final = frozenset({"amount", "money", "num", "int"})
FEW: Final = 12  # columns shown at first
_DIGITS: Final = re.compile(r"(\d+)")

Getter = Callable[[Any], Any]
Key = float | date | tuple[Any, ...]  # of one kind within a column


@dataclass(frozen=True, slots=True)
class CellColumn:
    """One column. ``code`` is the field's, with ``.basis`` for how its amount is known."""

    code: str
    field: FieldDef
    column: Column  # as the readers of typed texts know it
    title: str
    required: bool = False

    @property
    def head(self) -> str:
        """The title with the unit that a bare number gets."""
        unit = self.column.unit
        return f"{self.title}, {unit.render()}" if unit and not self.is_basis else self.title

    @property
    def is_basis(self) -> bool:
        """True for the column that says how an amount is known."""
        return self.code.endswith(BASIS)

    @property
    def is_quantity(self) -> bool:
        """True for an amount, which has a canonical value."""
        return self.field.is_amount and not self.is_basis

    @property
    def is_number(self) -> bool:
        """Aligned right and compared as a number."""
        return self.column.type in NUMERIC and not self.column.choices

    @property
    def is_closed(self) -> bool:
        """Only a value of a list fits."""
        return bool(self.column.choices) or self.column.type in {"bool", "ref", "refs"}


class Cells:
    """What stands in the cells of a form, in one language."""

    keeps_reasons = True  # a blank field of a record may say why; a cell of a line may not

    def __init__(self, pack: Pack, form: FormDef, lang: str, live: LiveAudit) -> None:
        self.pack, self.form, self.lang, self.live = pack, form, lang, live
        self._texts: dict[str, Callable[[Any], str]] = {}
        self._gets: dict[str, Getter] = {}

    @cached_property
    def columns(self) -> Mapping[str, CellColumn]:
        """Every column that the form offers, in its order."""
        return {column.code: column for column in _offered(self.pack, self.form, self.lang)}

    def default_columns(self, depth: Depth = Depth.EXPRESS) -> tuple[str, ...]:
        """The columns shown before a person chooses: the form's quick line, then what is asked first."""
        asked = [c.code for c in self.columns.values() if _asked(c.field, depth)]
        quick = [code for code in self.form.quick if code in self.columns]
        with_basis = [
            code
            for one in (*quick, *asked)
            for code in (one, f"{one}{BASIS}")
            if code in self.columns
        ]
        return tuple(dict.fromkeys(with_basis))[: max(FEW, len(quick))]

    def fits(self, record: Any) -> bool:
        """True for a record of this form; quicker than :meth:`FormDef.takes` on many."""
        return all(getattr(record, name) in allowed for name, allowed in self._filter)

    def value(self, record: Any, code: str) -> Any:
        """The value behind a cell."""
        return self._get(code)(record)

    def text(self, record: Any, code: str) -> str:
        """The text of a cell; typing it again changes nothing."""
        found = self._texts.get(code)
        if found is None:
            found = self._texts[code] = self._text_maker(code)
        return found(record)

    def missing(self, record: Any, code: str) -> Missing | None:
        """Why a cell is blank, where somebody said it."""
        value = self._get(code)(record)
        if isinstance(value, Amount):
            return value.missing
        return self._reason(record, code) if value is None or value == () else None

    def number(self, record: Any, code: str) -> float | None:
        """The canonical number of a cell, or None."""
        value = self._get(code)(record)
        if isinstance(value, Amount):
            return value.number
        plain = isinstance(value, int | float) and not isinstance(value, bool)
        return value if plain else None

    def canonical(self, record: Any, code: str) -> str:
        """What an amount means in canonical units; empty where the text already says it."""
        return canonical_of(self._get(code)(record), self.lang)

    def is_estimate(self, record: Any, code: str) -> bool:
        """True where the number must look like an estimate."""
        value = self._get(code)(record)
        return isinstance(value, Amount) and value.is_estimate

    def sort_key(self, record: Any, code: str) -> Key | None:
        """What a column sorts by; None for a blank, which goes last in either direction."""
        value = self._get(code)(record)
        if value is None or value in ("", ()):
            return None
        if isinstance(value, Amount):
            return value.number
        if isinstance(value, int | float | date):
            return value
        return natural(self.text(record, code))

    # -- how a column reads ---------------------------------------------------------

    @cached_property
    def _filter(self) -> tuple[tuple[str, frozenset[str]], ...]:
        return tuple((name, frozenset(allowed)) for name, allowed in self.form.filter.items())

    def _reason(self, record: Any, code: str) -> Missing | None:
        return record.reasons.get(code) if self.keeps_reasons and record.reasons else None

    def _get(self, code: str) -> Getter:
        found = self._gets.get(code)
        if found is None:
            found = self._gets[code] = self._getter(code)
        return found

    def _getter(self, code: str) -> Getter:
        if code.endswith(BASIS):
            inner = self._get(code.removesuffix(BASIS))
            return lambda record: getattr(inner(record), "basis", None)
        if is_field(self.form.entity, code):
            return lambda record: getattr(record, code)
        return lambda record: record.properties.get(code)

    def _text_maker(self, code: str) -> Callable[[Any], str]:
        get, write = self._get(code), self._writer(self.columns[code].column)
        missing = {reason: text.render(self.lang) for reason, text in MISSING_WORDS.items()}

        def text(record: Any) -> str:
            value = get(record)
            if value is None or value == ():
                reason = self._reason(record, code)
                return missing[reason] if reason else ""
            if isinstance(value, Amount) and value.missing is not None:
                return missing[value.missing]
            return write(value)

        return text

    def _writer(self, column: Column) -> Callable[[Any], str]:
        labels = {choice.value: choice.text.render(self.lang) for choice in column.choices}
        words = {True: YES.render(self.lang), False: NO.render(self.lang)}
        names = self._names(column)

        def write(value: Any) -> str:
            if isinstance(value, Amount):
                return value.text
            if isinstance(value, tuple):
                return LIST_MARK.join(map(write, value))
            if isinstance(value, bool):
                return words[value]
            if isinstance(value, float):
                return _plain_number(value, self.lang)
            text = value.isoformat() if isinstance(value, date) else str(value)
            return labels.get(text) or names(text)

        return write

    def _names(self, column: Column) -> Callable[[str], str]:
        if column.type not in {"ref", "refs"}:
            return lambda text: text
        live, target = self.live, column.target
        if target:
            return lambda text: live.names(target).get(text, text)
        return lambda text: str(getattr(live.find(text), "name", None) or text)


def natural(text: str) -> tuple[Any, ...]:
    """Sort key of a text: letters without case, numbers by their size."""
    folded = text.casefold().replace("ё", "е")
    if not any(letter.isdigit() for letter in folded):
        return ((1, 0, folded),)
    return tuple(
        (0, int(part), part) if part.isdecimal() else (1, 0, part)
        for part in _DIGITS.split(folded)
        if part
    )


def ordered(
    keys: Mapping[str, Key | None], ids: Sequence[str], *, descending: bool
) -> tuple[str, ...]:
    """``ids`` sorted by their keys; blanks last, equals in the order they came in."""
    filled = [one for one in ids if keys[one] is not None]
    blank = [one for one in ids if keys[one] is None]
    return (*sorted(filled, key=keys.__getitem__, reverse=descending), *blank)  # type: ignore[arg-type]


def _plain_number(value: float, lang: str) -> str:
    text = str(int(value)) if value.is_integer() else repr(value)
    return text.replace(".", ",") if lang == "ru" else text


def _asked(field: FieldDef, depth: Depth) -> bool:
    return (field.required or {}).get(depth, False) is not False


def _offered(pack: Pack, form: FormDef, lang: str) -> Iterator[CellColumn]:
    for field in form.fields:
        if field.type in NOT_IN_CELLS:
            continue
        column = column_of(pack, form, field.code)
        title = field.label.render(lang)
        asked = _asked(field, Depth.EXPRESS)
        yield CellColumn(field.code, field, column, title, asked)
        if column.basis:
            code = f"{field.code}{BASIS}"
            own = Column(code, field.label, "enum", choices=choices_of(pack, "bases"))
            label = f"{BASIS_LABEL.render(lang)}: {title[:1].lower()}{title[1:]}"
            yield CellColumn(code, field, own, label)


def name_of_row(record: Record, form: FormDef) -> str:
    """What a person calls a record."""
    named = getattr(record, form.label_field or "name", None) or getattr(record, "code", None)
    return str(named or "—")
