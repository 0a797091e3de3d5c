"""From what a person typed to an :class:`Amount` with its canonical value: the only place that converts."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final

from symbioaudit.model.amount import Amount, Span, Via
from symbioaudit.model.enums import AmountKind, Basis, Per
from symbioaudit.units import dims as d
from symbioaudit.units import errors as e
from symbioaudit.units.calendar import Calendar
from symbioaudit.units.dims import Dim, Quantity
from symbioaudit.units.grammar import Outcome, Reading, read_unit
from symbioaudit.units.numbers import NumberReading, parse_number
from symbioaudit.units.table import Trouble

DAYS: Final = 365.0
_BASIS_WORDS: Final[tuple[tuple[str, Basis], ...]] = (
    ("оцен", Basis.ESTIMATED), ("estim", Basis.ESTIMATED), ("прибл", Basis.ESTIMATED), ("эксперт", Basis.ESTIMATED),
    ("замер", Basis.MEASURED), ("измер", Basis.MEASURED), ("measured", Basis.MEASURED), ("счётчик", Basis.MEASURED),
    ("счетчик", Basis.MEASURED), ("счёт", Basis.BILLED), ("billed", Basis.BILLED), ("расч", Basis.CALCULATED),
    ("calc", Basis.CALCULATED), ("проект", Basis.DESIGN), ("design", Basis.DESIGN), ("литер", Basis.LITERATURE),
)  # fmt: skip
_COMMENT = re.compile(r"\(([^()]*)\)\s*$")


@dataclass(frozen=True, slots=True)
class Property:
    """A property that a conversion may use: density t/m3, ncv GJ/t or GJ/m3, moisture 1, unit_mass t/pcs."""

    value: float
    unit: str
    source: str


@dataclass(frozen=True, slots=True)
class Bridge:
    """A way from one stock to another through a named property; ``up`` multiplies, else divides."""

    have: Dim
    want: Dim
    name: str
    dim: Dim  # of the property
    up: bool


_BRIDGES: Final = (
    Bridge(d.VOLUME, d.MASS, "density", d.DENSITY, up=True),
    Bridge(d.MASS, d.VOLUME, "density", d.DENSITY, up=False),
    Bridge(d.NORMAL, d.MASS, "density_normal", d.MASS / d.NORMAL, up=True),
    Bridge(d.STANDARD20, d.MASS, "density_standard", d.MASS / d.STANDARD20, up=True),
    Bridge(d.SOLID_WOOD, d.MASS, "density_solid", d.MASS / d.SOLID_WOOD, up=True),
    Bridge(d.MASS, d.ENERGY, "ncv", d.ENERGY / d.MASS, up=True),
    Bridge(d.VOLUME, d.ENERGY, "ncv", d.ENERGY / d.VOLUME, up=True),
    Bridge(d.NORMAL, d.ENERGY, "ncv", d.ENERGY / d.NORMAL, up=True),
    Bridge(d.STANDARD20, d.ENERGY, "ncv", d.ENERGY / d.STANDARD20, up=True),
    Bridge(d.COUNT, d.MASS, "unit_mass", d.MASS / d.COUNT, up=True),
    Bridge(d.NORMAL, d.STANDARD20, "normal_to_standard", d.STANDARD20 / d.NORMAL, up=True),
    Bridge(d.STANDARD20, d.NORMAL, "normal_to_standard", d.STANDARD20 / d.NORMAL, up=False),
)


def parse(
    text: str,
    *,
    locale: str = "ru",
    dimension: str | Sequence[str] | None = None,
    default_unit: str | None = None,
    basis: Basis | None = None,
    calendar: Calendar | None = None,
    properties: Mapping[str, Property] | None = None,
    period_days: float | None = None,
) -> Amount:
    """Read an amount as typed and bring it to the canonical unit of what the field asks for.

    ``dimension`` is a name or several (see :mod:`symbioaudit.units.dims`); None takes what the unit says.
    ``X_per_year`` fields take hourly, shift and daily rates through ``calendar`` and amounts without a
    period through ``period_days``. What a conversion lacks is named in ``gap``; nothing is guessed.

    Raises:
        InputRefused: SA-2001…SA-2011, with ``choices`` where it is a question.
    """
    number = parse_number(text, locale)
    if number.missing is not None:
        return Amount(text=text, missing=number.missing)
    wanted = (dimension,) if isinstance(dimension, str) else tuple(dimension or ())
    rest, said = _comment(number.rest)
    reading = _unit(text, rest or default_unit or "", wanted)
    amount = Amount(
        text=text,
        kind=number.kind,
        value=number.span,
        unit=reading.key.partition("/")[0] if reading.per else reading.key,
        per=Per(reading.per) if reading.per else None,
        basis=basis or said or (Basis.ESTIMATED if number.kind is AmountKind.APPROX else None),
    )
    return _convert(
        amount,
        number,
        reading,
        wanted,
        _Facts(calendar or Calendar(), properties or {}, period_days),
    )


@dataclass(frozen=True, slots=True)
class _Facts:
    calendar: Calendar
    properties: Mapping[str, Property]
    period_days: float | None


def _comment(rest: str) -> tuple[str, Basis | None]:
    """Take a remark such as ``(оценка)`` off the end of the unit."""
    match = _COMMENT.search(rest)
    if match:
        words = match[1].casefold()
        for stem, basis in _BASIS_WORDS:
            if stem in words:
                return rest[: match.start()].strip(), basis
    return rest, None


def _unit(text: str, unit: str, wanted: tuple[str, ...]) -> Reading:
    if not unit:
        if wanted and not _plain_number_fits(wanted):
            raise e.NO_UNIT(text=text)
        name = wanted[0] if wanted else "dimensionless"
        quantity = d.BY_NAME.get(name)
        return Reading("one", quantity.dim if quantity else d.ONE, 1.0, name=name)
    found = read_unit(unit, _prefer(wanted))
    return checked(unit, found)


def _plain_number_fits(wanted: tuple[str, ...]) -> bool:
    return any(d.BY_NAME[w].dim in (d.ONE, d.COUNT) for w in wanted if w in d.BY_NAME)


@lru_cache(maxsize=256)
def _prefer(wanted: tuple[str, ...]) -> Dim | None:
    return d.BY_NAME[wanted[0]].dim if wanted and wanted[0] in d.BY_NAME else None


def checked(unit: str, found: Outcome) -> Reading:
    """A reading, or the error that explains why there is none."""
    if isinstance(found, Reading):
        return found
    if isinstance(found, Trouble):
        if found.kind == "needs_factor":
            raise e.NEEDS_FACTOR(text=unit)
        raise e.AMBIGUOUS_UNIT(text=unit, choices=", ".join(found.choices))
    raise e.UNKNOWN_UNIT(text=unit)


def _convert(
    amount: Amount, number: NumberReading, reading: Reading, wanted: tuple[str, ...], facts: _Facts
) -> Amount:
    if not wanted:
        wanted = (reading.name,)
    target = _direct(reading, wanted)
    if target is not None:
        return _canonical(amount, number, reading, target, 1.0, ())
    for name in wanted:
        quantity = d.BY_NAME.get(name)
        path = _path(reading, quantity, facts) if quantity else None
        if path is None or quantity is None:
            continue
        factor, vias, gap = path
        if gap:
            return replace(
                amount,
                dimension=quantity.name,
                canonical_unit=quantity.canonical,
                gap=gap,
                via=vias,
            )
        return _canonical(amount, number, reading, quantity, factor, vias)
    raise wrong_dimension(amount.text, reading, wanted)


def wrong_dimension(text: str, reading: Reading, wanted: tuple[str, ...]) -> Exception:
    """The error for a unit of another kind, with examples of what fits."""
    from symbioaudit.units.labels import dimension_label, examples

    return e.WRONG_DIMENSION(
        text=text,
        found=dimension_label(reading.name),
        wanted=dimension_label(wanted[0]),
        examples=examples(wanted),
    )


def _direct(reading: Reading, wanted: tuple[str, ...]) -> Quantity | None:
    for name in wanted:
        quantity = d.BY_NAME.get(name)
        if quantity is not None and quantity.dim == reading.dim:
            return quantity
    # Names such as "price" cover several dimensions.
    return reading.quantity if reading.name in wanted else None


def _path(
    reading: Reading, target: Quantity, facts: _Facts
) -> tuple[float, tuple[Via, ...], str | None] | None:
    """Factor in SI from the reading to the target, what it used, and what it lacked."""
    stock, yearly = _stock(target.dim)
    have, per_second = _stock_of_reading(reading)
    bridge = _bridge(have, stock)
    if have != stock and bridge is None:
        return None
    factor, vias, gap = 1.0, list[Via](), None
    if bridge is not None:
        found = _property(bridge, facts)
        if found is None:
            return 1.0, (), bridge.name
        value, via = found
        factor *= value if bridge.up else 1 / value
        vias.append(via)
    rate = _rate(reading, yearly=yearly, per_second=per_second, facts=facts)
    if rate is None:
        return None
    scale, via_rate, gap = rate
    return factor * scale, (*vias, *via_rate), gap


def _stock(dim: Dim) -> tuple[Dim, bool]:
    """What flows, and whether the dimension is per year of the audit."""
    powers = dict(dim.powers)
    yearly = powers.pop("a", 0) == -1
    return Dim.of(**powers), yearly


def _stock_of_reading(reading: Reading) -> tuple[Dim, bool]:
    stock, yearly = _stock(reading.dim)
    if yearly:
        return stock, False
    if reading.dim == d.POWER:
        return d.ENERGY, True
    powers = dict(stock.powers)
    if powers.get("shift") == -1:
        powers.pop("shift")
        return Dim.of(**powers), False
    if reading.per and powers.get("s", 0) < 0 and stock != d.POWER:
        powers["s"] += 1
        return Dim.of(**powers), True
    return stock, False


def _bridge(have: Dim, want: Dim) -> Bridge | None:
    return next((b for b in _BRIDGES if b.have == have and b.want == want), None)


def _property(bridge: Bridge, facts: _Facts) -> tuple[float, Via] | None:
    given = facts.properties.get(bridge.name)
    if given is None:
        return None
    unit = read_unit(given.unit)
    if not isinstance(unit, Reading) or unit.dim != bridge.dim:
        return None
    return given.value * unit.factor, Via(bridge.name, given.value, given.unit, given.source)


def _rate(
    reading: Reading, *, yearly: bool, per_second: bool, facts: _Facts
) -> tuple[float, tuple[Via, ...], str | None] | None:
    """SI rate of the reading → per year, or the other way, by the calendar; factor, facts used, lack."""
    is_yearly = ("a", -1) in reading.dim.powers
    if not yearly:
        return None if is_yearly or per_second or reading.per else (1.0, (), None)
    if is_yearly:
        return 1.0, (), None
    if not per_second and reading.per != "shift":
        days = facts.period_days
        if days is None or days == DAYS:
            return 1.0, (), None
        return DAYS / days, (Via("period_days", days, "d", "audit"),), None
    return _by_calendar(reading.per or "second", facts.calendar)


def _by_calendar(per: str, calendar: Calendar) -> tuple[float, tuple[Via, ...], str | None]:
    name, value, seconds = {
        "shift": ("shifts_per_year", calendar.shifts_per_year, 1.0),
        "day": ("days_per_year", calendar.days_per_year, 86400.0),
        "week": ("weeks_per_year", calendar.weeks_per_year, 604800.0),
    }.get(per, ("hours_per_year", calendar.hours_per_year, 3600.0))
    if value is None:
        return 1.0, (), "calendar"
    return value * seconds, (Via(name, value, "1/a", "site"),), None


def _canonical(
    amount: Amount,
    number: NumberReading,
    reading: Reading,
    target: Quantity,
    factor: float,
    vias: tuple[Via, ...],
) -> Amount:
    scale = reading.factor * factor / target.factor
    shift = 0.0
    if reading.dim == d.TEMPERATURE:
        shift = reading.offset - (273.15 if target.canonical == "degC" else 0.0)
    span = number.span
    assert span is not None
    low, high = span.low, span.high
    values = [None if v is None else _clean(v * scale + shift) for v in (span.best, low, high)]
    return replace(
        amount,
        dimension=target.name,
        canonical=Span(*values),
        canonical_unit=target.canonical,
        via=vias,
    )


def _clean(value: float) -> float:
    """Drop the float's last-digit noise, so that 12,5 кг is 0.0125 t and not 0.012500000000000001."""
    return float(f"{value:.15g}")
