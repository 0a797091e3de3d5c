"""Units of a formula's symbols: fixed ones, and free ones (``@q``) that the first typed amount settles.

Amounts of free units reach the formula in SI, so that any unit of a kind may be typed beside any other;
the dimension of an output such as ``@p/@u`` follows from them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from symbioaudit.analysis import errors as e
from symbioaudit.base.errors import InputRefused
from symbioaudit.units import Dim, convert
from symbioaudit.units.convert import check_unit
from symbioaudit.units.dims import BY_NAME, CURRENCIES, ONE, quantity_of

_PARTS = re.compile(r"([*/]?)(RUB/a|@?[^*/@]+)")
FREE = "@"


@dataclass(frozen=True, slots=True)
class FreeUnits:
    """What each free unit of a run is, and the currency in which money is typed."""

    units: Mapping[str, str]
    currency: str = "RUB"

    def fixed(self, unit: str) -> str:
        """A declared unit in the currency of this run."""
        return unit.replace("RUB", self.currency)

    def measure(self, unit: str) -> tuple[Dim, float]:
        """Dimension of a declared unit, and how many SI units one of what the formula counts in is."""
        dim, factor = ONE, 1.0
        for sign, name in _PARTS.findall(unit):
            free = name.startswith(FREE)
            reading = check_unit(self.units.get(name, "1") if free else self.fixed(name))
            power = -1 if sign == "/" else 1
            dim *= reading.dim**power
            factor *= 1.0 if free else reading.factor**power
        return dim, factor

    def into(self, value: float, typed: str, declared: str) -> float:
        """A typed number as the formula takes it.

        Raises:
            InputRefused: SA-2012, the unit is of another kind.
        """
        if FREE not in declared:
            return convert(value, typed, self.fixed(declared))
        if declared in self.units:
            return _to_si(convert(value, typed, self.units[declared]), self.units[declared])
        reading, (dim, factor) = check_unit(typed), self.measure(declared)
        if reading.dim != dim:
            raise _incompatible(typed, self.spoken(declared))
        return value * reading.factor / factor

    def out_of(self, value: float, declared: str, to: str | None) -> tuple[float, str]:
        """A formula's number with the unit to show it in: ``to`` where it fits, else a usual one."""
        if FREE not in declared:
            unit = self.fixed(declared)
            return (convert(value, unit, to), to) if to and fits(unit, to) else (value, unit)
        dim, factor = self.measure(declared)
        si = value * factor
        unit = to if to and check_unit(to).dim == dim else self.units.get(declared) or usual(dim)
        return _from_si(si, unit), unit

    def spoken(self, declared: str) -> str:
        """A declared unit as a person reads it."""
        if FREE not in declared:
            return self.fixed(declared)
        return self.units.get(declared) or usual(self.measure(declared)[0])

    def agrees(self, declared: str, wanted: Iterable[str]) -> bool:
        """True when the dimension that comes out is one of those the formula can mean."""
        dim = self.measure(declared)[0]
        known = quantity_of(dim)
        return any(BY_NAME[name].dim == dim or (known and known.name == name) for name in wanted)


def usual(dim: Dim) -> str:
    """The unit in which a dimension is shown when nobody asked for another."""
    known = quantity_of(dim)
    if known is not None:
        return known.canonical
    above = "*".join(f"{_SI.get(n, n)}{_power(p)}" for n, p in dim.powers if p > 0)
    below = "".join(f"/{_SI.get(n, n)}{_power(-p)}" for n, p in dim.powers if p < 0)
    return f"{above or '1'}{below}"


_SI = {"kgCO2e": "kgCO2e"}


def _power(power: int) -> str:
    return "" if power == 1 else str(power)


def fits(unit: str, to: str) -> bool:
    """True when the two units are of one kind."""
    try:
        convert(1.0, unit, to)
    except InputRefused:
        return False
    return True


def currency_of(units: Iterable[str]) -> str:
    """The one currency among typed units; roubles when none is typed.

    Raises:
        InputRefused: SA-4006, there is more than one.
    """
    found = {
        name for unit in units for name, _p in check_unit(unit).dim.powers if name in CURRENCIES
    }
    if len(found) > 1:
        raise e.MIXED_CURRENCIES(currencies=", ".join(sorted(found)))
    return next(iter(found), "RUB")


def _to_si(value: float, unit: str) -> float:
    reading = check_unit(unit)
    return value * reading.factor + reading.offset


def _from_si(value: float, unit: str) -> float:
    reading = None if _is_composed(unit) else check_unit(unit)
    return value if reading is None else (value - reading.offset) / reading.factor


def _is_composed(unit: str) -> bool:
    """A unit that :func:`usual` put together of SI bases: nothing to convert."""
    try:
        check_unit(unit)
    except InputRefused:
        return True
    return False


def _incompatible(unit: str, wanted: str) -> Exception:
    from symbioaudit.units import errors as units_errors

    return units_errors.INCOMPATIBLE(unit=unit, to=wanted)
