"""One formula of the methodology, with units in and out; the analysis uses the same functions."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from symbioaudit.analysis import errors as e
from symbioaudit.analysis.formulas import FORMULAS
from symbioaudit.base.errors import InputRefused
from symbioaudit.base.i18n import N_, Message, Text
from symbioaudit.forms.loader import text_of
from symbioaudit.methodology import FormulaDef, Pack
from symbioaudit.model.enums import AmountKind
from symbioaudit.services.calc_units import FREE, FreeUnits, currency_of, fits
from symbioaudit.units import errors as units_errors
from symbioaudit.units import parse_number

Spec = Mapping[str, Any]
Number = float | list[float] | list[list[float]] | None
ROWS, ITEMS = "|", ";"
ZERO = N_("a divisor is zero")
OF_FACTORS = "@"
OF_DATA = "en"  # the pack's own defaults and factors are written with a decimal point
ONE_VALUE = frozenset({AmountKind.EXACT, AmountKind.APPROX, AmountKind.TOLERANCE})


@dataclass(frozen=True, slots=True)
class Typed:
    """One number as typed: its value and its unit, or no unit."""

    value: float
    unit: str | None


@dataclass(frozen=True, slots=True)
class Given:
    """One input as the run took it."""

    symbol: str
    label: Text
    text: str
    source: str | None = None  # citation, where a factor of the pack was named


@dataclass(frozen=True, slots=True)
class Found:
    """One output; ``value`` None is no answer and ``note`` says why."""

    symbol: str
    label: Text
    value: float | tuple[float, ...] | None
    unit: str
    note: Message | None = None


@dataclass(frozen=True, slots=True)
class Calculation:
    """A run of a formula."""

    formula: FormulaDef
    inputs: tuple[Given, ...]
    outputs: tuple[Found, ...]


def formula_of(pack: Pack, formula_id: str) -> FormulaDef:
    """The formula with this id, letter case aside.

    Raises:
        UsageFault: SA-4001.
    """
    wanted = formula_id.casefold()
    found = next((f for f in pack.formulas.values() if f.id.casefold() == wanted), None)
    if found is None or found.id not in FORMULAS:
        raise e.UNKNOWN_FORMULA(formula=formula_id)
    return found


def run(
    pack: Pack,
    formula_id: str,
    given: Mapping[str, str],
    *,
    locale: str = "point",
    to: str | None = None,
) -> Calculation:
    """Compute a formula on texts such as ``{"mass_flow": "1.25 kg/s"}``.

    A point is decimal unless ``locale`` says otherwise. Lists stand between semicolons, rows of a
    matrix between ``|``; ``@ef.diesel`` names a factor of the pack.

    Raises:
        SymbioError: SA-40xx an input is missing, unknown or of another kind; SA-20xx it cannot be read.
    """
    return compute(formula_of(pack, formula_id), given, OfPack(pack), locale=locale, to=to)


class Known(Protocol):
    """Where named factors and the defaults of a formula come from."""

    def factor(self, factor_id: str) -> tuple[str, str] | None:
        """Text and citation of a factor, or None."""

    def part(self, name: str) -> Any:
        """A part of the pack, e.g. ``scoring``."""


@dataclass(frozen=True, slots=True)
class OfPack:
    """Factors and defaults of a loaded pack."""

    pack: Pack

    def factor(self, factor_id: str) -> tuple[str, str] | None:
        """Text and citation of a factor, or None."""
        found = self.pack.factors.find(factor_id)
        return (factor_text(found.value, found.unit), found.citation()) if found else None

    def part(self, name: str) -> Any:
        """A part of the pack."""
        return getattr(self.pack, name)


def factor_text(value: float, unit: str) -> str:
    """A factor as a person would type it."""
    return f"{value} {'' if unit == '1' else unit}".strip()


def compute(
    formula: FormulaDef,
    given: Mapping[str, str],
    known: Known,
    *,
    locale: str = "point",
    to: str | None = None,
) -> Calculation:
    """Compute a formula on texts; see :func:`run`.

    Raises:
        SymbioError: as :func:`run`.
    """
    texts, citations = _resolved(known, formula, given)
    typed = {
        s: _read(s, formula.inputs[s], text, locale if given.get(s) == text else OF_DATA)
        for s, text in texts.items()
    }
    free = _settle(formula.inputs, typed)
    numbers = {s: _number(formula, s, typed.get(s), free) for s in formula.inputs}
    outputs = _outputs(formula, _answer(formula, numbers), free, to)
    inputs = tuple(
        Given(s, text_of(formula.inputs[s]["label"]), text, citations.get(s))
        for s, text in texts.items()
    )
    return Calculation(formula, inputs, outputs)


def _resolved(
    known: Known, formula: FormulaDef, given: Mapping[str, str]
) -> tuple[dict[str, str], dict[str, str]]:
    """Texts of all inputs with the defaults, in the formula's order; citations of named factors."""
    strange = next((s for s in given if s not in formula.inputs), None)
    if strange is not None:
        raise e.UNKNOWN_INPUT(formula=formula.id, symbol=strange, inputs=", ".join(formula.inputs))
    texts, citations = {}, {}
    for symbol, spec in formula.inputs.items():
        text = given.get(symbol, "") or default_text(known, spec)
        if text.startswith(OF_FACTORS):
            factor = known.factor(text[1:])
            if factor is None:
                from symbioaudit.methodology.errors import NO_FACTOR

                raise NO_FACTOR(where=symbol, factor=text[1:])
            text, citations[symbol] = factor
        if text.strip():
            texts[symbol] = text
        elif spec.get("required", True):
            raise _missing(formula, symbol)
    return texts, citations


def default_text(known: Known, spec: Spec) -> str:
    """What an input is when nobody gives it: the pack's text, or its numbers under ``default_of``."""
    if "default_of" not in spec:
        return str(spec.get("default", ""))
    part, *names = str(spec["default_of"]).split(".")
    found: Any = known.part(part)
    for name in names:
        found = found[name]
    values = found.values() if isinstance(found, Mapping) else found
    many = isinstance(values, Iterable) and not isinstance(values, str)
    return f"{ITEMS} ".join(map(str, values)) if many else str(values)


def _missing(formula: FormulaDef, symbol: str) -> Exception:
    spec = formula.inputs[symbol]
    unit = "" if FREE in spec["unit"] else spec["unit"]
    return e.MISSING_INPUT(
        where=formula.id,
        formula=formula.id,
        symbol=symbol,
        label=text_of(spec["label"]),
        example=f"1 {unit}".strip(),
    )


def _read(symbol: str, spec: Spec, text: str, locale: str) -> list[list[Typed]]:
    """Rows of numbers; a single number is one row of one."""
    rows = text.split(ROWS) if spec.get("matrix") else [text]
    many = spec.get("list") or spec.get("matrix")
    return [
        [
            _one(symbol, item, locale)
            for item in (row.split(ITEMS) if many else [row])
            if item.strip()
        ]
        for row in rows
    ]


def _one(symbol: str, text: str, locale: str) -> Typed:
    text = text.strip()
    reading = parse_number(text, locale)
    span = reading.span
    if span is None or span.best is None or reading.kind not in ONE_VALUE:
        raise (units_errors.NOT_A_NUMBER if span is None else e.NOT_ONE_NUMBER)(
            where=symbol, symbol=symbol, text=text
        )
    return Typed(span.best, reading.rest.strip() or None)


def _settle(specs: Mapping[str, Spec], typed: Mapping[str, list[list[Typed]]]) -> FreeUnits:
    """Free units by the first unit typed for them; the currency of the run."""
    units: dict[str, str] = {}
    seen: list[str] = []
    for symbol, rows in typed.items():
        first = next((t.unit for row in rows for t in row if t.unit), None)
        seen.extend(t.unit for row in rows for t in row if t.unit)
        declared = specs[symbol]["unit"]
        if first and declared.startswith(FREE) and declared[1:].isalpha():
            units.setdefault(declared, first)
    return FreeUnits(units, currency_of(dict.fromkeys(seen)))


def _number(
    formula: FormulaDef, symbol: str, rows: list[list[Typed]] | None, free: FreeUnits
) -> Number:
    spec = formula.inputs[symbol]
    if rows is None:
        return None
    values = [[_value(symbol, spec, t, free) for t in row] for row in rows]
    if spec.get("matrix"):
        return values
    return values[0] if spec.get("list") else values[0][0]


def _value(symbol: str, spec: Spec, typed: Typed, free: FreeUnits) -> float:
    declared = spec["unit"]
    bare = free.units.get(declared, "1") if declared.startswith(FREE) else free.fixed(declared)
    if FREE in declared and declared not in free.units and "/" in declared:
        bare = free.spoken(declared)
    try:
        return free.into(typed.value, typed.unit or bare, declared)
    except InputRefused as fault:
        if fault.spec is not units_errors.INCOMPATIBLE:
            raise
        raise e.WRONG_UNIT(
            where=symbol,
            symbol=symbol,
            label=text_of(spec["label"]),
            unit=typed.unit,
            wanted=free.spoken(declared),
        ) from fault


def _answer(formula: FormulaDef, numbers: Mapping[str, Number]) -> Mapping[str, Any]:
    try:
        answer = FORMULAS[formula.id](**numbers)
    except ZeroDivisionError as fault:
        raise e.NOT_COMPUTED(formula=formula.id, reason=Message(ZERO)) from fault
    except (ValueError, ArithmeticError) as fault:
        raise e.NOT_COMPUTED(formula=formula.id, reason=str(fault)) from fault
    for value in answer.values():
        for number in value if isinstance(value, list) else [value]:
            if isinstance(number, complex) or (
                isinstance(number, float) and not math.isfinite(number)
            ):
                raise e.NOT_COMPUTED(formula=formula.id, reason=str(number))
    return answer


def _outputs(
    formula: FormulaDef, answer: Mapping[str, Any], free: FreeUnits, to: str | None
) -> tuple[Found, ...]:
    out = []
    for symbol, spec in formula.outputs.items():
        value, note = answer.get(symbol), answer.get(f"{symbol}_note")
        if value is None and note is None:
            continue
        wanted: Sequence[str] = spec.get("dimension") or ()
        if wanted and not free.agrees(spec["unit"], wanted):
            raise e.UNITS_DISAGREE(
                where=formula.id,
                symbol=symbol,
                label=text_of(spec["label"]),
                unit=free.spoken(spec["unit"]),
            )
        out.append(_found(symbol, spec, value, note, free, to))
    if not out:
        raise e.NOT_COMPUTED(formula=formula.id, reason=Message(ZERO))
    _check_target(formula, out, to)
    return tuple(out)


def _found(
    symbol: str, spec: Spec, value: Any, note: Message | None, free: FreeUnits, to: str | None
) -> Found:
    label, declared = text_of(spec["label"]), spec["unit"]
    if value is None:
        return Found(symbol, label, None, free.spoken(declared), note)
    items = value if isinstance(value, list) else [value]
    shown = [free.out_of(v, declared, to) for v in items if v is not None]
    unit = shown[0][1] if shown else free.spoken(declared)
    numbers = tuple(v for v, _unit in shown)
    return Found(symbol, label, numbers if spec.get("list") else numbers[0], unit, note)


def _check_target(formula: FormulaDef, found: Iterable[Found], to: str | None) -> None:
    units = [f.unit for f in found]
    if to and to not in units and not any(fits(u, to) for u in units):
        raise e.NO_SUCH_OUTPUT(formula=formula.id, unit=to, outputs=", ".join(dict.fromkeys(units)))
