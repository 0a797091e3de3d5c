"""From what a person typed to an :class:`Amount` with its canonical value: the only place that converts."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from symbioaudit.model.amount import Amount, Span, Via
from symbioaudit.model.enums import AmountKind, Basis, Per
from symbioaudit.units import dims as d
from symbioaudit.units import errors as e
from symbioaudit.units.calendar import Calendar
from symbioaudit.units.dims import Dim, Quantity
from symbioaudit.units.grammar import Outcome, Reading, read_unit
from symbioaudit.units.numbers import parse_number
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
    known = calendar or _NO_CALENDAR
    if properties:
        facts = _Facts(known, properties, period_days)
        plan = _settle(number.rest, wanted, default_unit or "", facts)
    else:
        plan = _settled(number.rest, wanted, default_unit or "", known, period_days)
    if isinstance(plan, _Misfit):
        raise plan.error(text)
    soft = Basis.ESTIMATED if number.kind is AmountKind.APPROX else None
    return Amount(
        text,
        number.kind,
        number.span,
        plan.unit,
        plan.per,
        basis or plan.said or soft,
        plan.dimension,
        plan.canonical(number.span),
        plan.canonical_unit,
        None,
        plan.via,
        plan.gap,
    )


@dataclass(frozen=True, slots=True)
class _Facts:
    calendar: Calendar
    properties: Mapping[str, Property]
    period_days: float | None


_NO_CALENDAR: Final = Calendar()


@dataclass(frozen=True, slots=True)
class _Plan:
    """All about an amount but its number: canonical = number × scale + shift, or a gap."""

    unit: str
    per: Per | None
    said: Basis | None
    dimension: str
    canonical_unit: str
    scale: float
    shift: float
    via: tuple[Via, ...]
    gap: str | None

    def canonical(self, span: Span | None) -> Span | None:
        """The canonical value of a number as entered; None where the conversion lacks something."""
        if self.gap or span is None:
            return None
        best, low, high = span.best, span.low, span.high
        value = self._of(best)
        if low is best and high is best:
            return Span(value, value, value)
        return Span(value, self._of(low), self._of(high))

    def _of(self, number: float | None) -> float | None:
        return None if number is None else _clean(number * self.scale + self.shift)


@dataclass(frozen=True, slots=True)
class _Misfit:
    """Why a unit does not fit the field: another kind of quantity, or none at all."""

    reading: Reading | None
    wanted: tuple[str, ...]

    def error(self, text: str) -> Exception:
        """The error for one amount."""
        if self.reading is None:
            return e.NO_UNIT(text=text)
        return wrong_dimension(text, self.reading, self.wanted)


@lru_cache(maxsize=4096)
def _settled(
    rest: str,
    wanted: tuple[str, ...],
    default_unit: str,
    calendar: Calendar,
    period_days: float | None,
) -> _Plan | _Misfit:
    """:func:`_settle` once for each unit, field and calendar: a column of numbers has few of them."""
    return _settle(rest, wanted, default_unit, _Facts(calendar, {}, period_days))


def _settle(
    rest: str, wanted: tuple[str, ...], default_unit: str, facts: _Facts
) -> _Plan | _Misfit:
    """Read what follows the number and find the way to the canonical unit.

    Raises:
        InputRefused: the unit is unknown, ambiguous, or needs a factor.
    """
    rest, said = _comment(rest)
    reading = _unit(rest or default_unit, wanted)
    if reading is None:
        return _Misfit(None, wanted)
    way = _way(reading, wanted or (reading.name,), facts)
    if way is None:
        return _Misfit(reading, wanted or (reading.name,))
    target, factor, vias, gap = way
    scale = reading.factor * factor / target.factor
    shift = 0.0
    if reading.dim == d.TEMPERATURE:
        shift = reading.offset - (273.15 if target.canonical == "degC" else 0.0)
    key = reading.key.partition("/")[0] if reading.per else reading.key
    per = Per(reading.per) if reading.per else None
    return _Plan(key, per, said, target.name, target.canonical, scale, shift, vias, gap)


def _comment(rest: str) -> tuple[str, Basis | None]:
    """Take a remark such as ``(оценка)`` off the end of the unit."""
    match = _COMMENT.search(rest)
    if match:
        words = match[1].casefold()
        for stem, basis in _BASIS_WORDS:
            if stem in words:
                return rest[: match.start()].strip(), basis
    return rest, None


def _unit(unit: str, wanted: tuple[str, ...]) -> Reading | None:
    """The unit as read; None where none is written and the field needs one."""
    if not unit:
        if wanted and not _plain_number_fits(wanted):
            return None
        name = wanted[0] if wanted else "dimensionless"
        quantity = d.BY_NAME.get(name)
        return Reading("one", quantity.dim if quantity else d.ONE, 1.0, name=name)
    return checked(unit, read_unit(unit, _prefer(wanted)))


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


def _way(
    reading: Reading, wanted: tuple[str, ...], facts: _Facts
) -> tuple[Quantity, float, tuple[Via, ...], str | None] | None:
    """The quantity to convert to, the factor in SI, what it used and what it lacked; None: no way."""
    target = _direct(reading, wanted)
    if target is not None:
        return target, 1.0, (), None
    for name in wanted:
        quantity = d.BY_NAME.get(name)
        path = _path(reading, quantity, facts) if quantity else None
        if path is not None and quantity is not None:
            return quantity, *path
    return None


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


def _clean(value: float) -> float:
    """Drop the float's last-digit noise, so that 12,5 кг is 0.0125 t and not 0.012500000000000001."""
    return float(f"{value:.15g}")
