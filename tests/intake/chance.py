"""Random but valid answers to every question of every form: what is typed, and what it must mean."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from random import Random
from typing import Any

from symbioaudit.intake.layout import Block, Column
from symbioaudit.intake.paint import stocks, unit_choices
from symbioaudit.model import codes
from symbioaudit.units import Calendar, parse

WORDS = (
    "Шлак",
    "печь № 2",
    "oil, used",
    "=1+1",
    "5 % раствор",
    "ёлка; «кавычки»",
    "O'Neill",
    "007",
    "3-5",
)
CODES = {
    "fkko": ("35111112204", "46120001515"),
    "ewc": ("100201", "120101"),
    "okpd2": ("24.10.11", "38.32"),
    "okved2": ("24.10", "38.11"),
    "inn": ("7707083893",),
    "ogrn": ("1027700132195",),
    "kpp": ("773601001",),
    "okpo": ("00032537",),
    "oktmo": ("45397000",),
    "cas": ("7732-18-5", "1305-78-8"),
}
CALENDAR = Calendar()


@dataclass(frozen=True)
class Typed:
    """What goes into the cell, the unit cell, and the value that must come out."""

    cell: Any
    value: Any
    unit: str | None = None


def typed(
    random: Random, column: Column, refs: dict[str, Sequence[tuple[str, str]]]
) -> Typed | None:
    """A valid answer to one question; None where nothing can be answered (no record to refer to)."""
    maker = _MAKERS.get(column.type, _text)
    if column.many and column.type not in {"multi", "refs"}:
        parts = [_MAKERS.get(column.type, _text)(random, column, refs) for _each in range(2)]
        texts = [str(part.cell).replace(";", ",") for part in parts if part]
        if column.type == "date":
            return Typed("; ".join(texts), tuple(part.value for part in parts if part))
        return Typed("; ".join(texts), tuple(texts))
    return maker(random, column, refs)


def _text(random: Random, _column: Column, _refs: Any) -> Typed:
    text = f"{random.choice(WORDS)} {random.randrange(1000)}"
    return Typed(text, text)


def _choice(random: Random, column: Column, _refs: Any) -> Typed:
    one = random.choice(column.choices)
    value: Any = int(one.value) if column.type == "int" else one.value
    return Typed(one.text.ru, value)


def _multi(random: Random, column: Column, _refs: Any) -> Typed:
    some = random.sample(list(column.choices), min(2, len(column.choices)))
    return Typed("; ".join(c.text.ru for c in some), tuple(c.value for c in some))


def _int(random: Random, column: Column, refs: Any) -> Typed:
    if column.choices:
        return _choice(random, column, refs)
    number = random.randrange(1, 2100)
    return Typed(number, number)


def _num(random: Random, _column: Column, _refs: Any) -> Typed:
    number = round(random.uniform(0.001, 9000), 3)
    return Typed(random.choice([number, f"{number}".replace(".", ",")]), number)


def _amount(random: Random, column: Column, _refs: Any) -> Typed:
    number = f"{random.uniform(0.01, 99):.4g}".replace(".", ",")
    number = random.choice([number, f"~{number}", f"{number} ± 10 %", "0"])
    units = [u for u in unit_choices(column, "ru") if "смен" not in u and "/сут" not in u]
    unit = random.choice(units) if units else ""
    value = parse(f"{number} {unit}".strip(), dimension=column.dimension or None, calendar=CALENDAR)
    if random.random() < 0.5 or not units:
        return Typed(f"{number} {unit}".strip(), value)
    return Typed(number, value, unit)


def _money(random: Random, column: Column, refs: Any) -> Typed:
    return _amount(random, column, refs)


def _date(random: Random, _column: Column, _refs: Any) -> Typed:
    day = date(random.randrange(1990, 2040), random.randrange(1, 13), random.randrange(1, 29))
    return Typed(f"{day:%d.%m.%Y}", day.isoformat())


def _bool(random: Random, _column: Column, _refs: Any) -> Typed:
    yes = random.random() < 0.5
    return Typed("да" if yes else "нет", yes)


def _code(random: Random, column: Column, _refs: Any) -> Typed:
    code = random.choice(CODES[column.code_system or ""])
    check = codes.FORMS.get(column.code_system or "")
    assert check is None or check(code), code
    return Typed(code, code)


def _ref(
    random: Random, column: Column, refs: dict[str, Sequence[tuple[str, str]]]
) -> Typed | None:
    known = refs.get(column.target or "", ())
    if not known:
        return None
    name, record = random.choice(list(known))
    return Typed(name, record)


def _refs(
    random: Random, column: Column, refs: dict[str, Sequence[tuple[str, str]]]
) -> Typed | None:
    known = list(refs.get(column.target or "", ()))[:2]
    return Typed("; ".join(n for n, _id in known), tuple(i for _n, i in known)) if known else None


def months(random: Random, block: Block) -> tuple[dict[str, Any], tuple[dict[str, Any], ...]]:
    """Cells of a line of months and the value of the field."""
    unit = random.choice(stocks(block.month, "ru"))
    cells: dict[str, Any] = {"@unit": unit}
    out = []
    for column in block.columns:
        number = f"{random.uniform(0.1, 90):.3g}".replace(".", ",")
        cells[column.code] = random.choice([number, f"{number} {unit}"])
        value = parse(f"{number} {unit}", dimension=column.dimension or None)
        out.append({"month": column.code, "value": value})
    return cells, tuple(out)


_MAKERS: dict[str, Any] = {
    "text": _text,
    "enum": _choice,
    "multi": _multi,
    "int": _int,
    "num": _num,
    "amount": _amount,
    "money": _money,
    "date": _date,
    "bool": _bool,
    "code": _code,
    "ref": _ref,
    "refs": _refs,
}
