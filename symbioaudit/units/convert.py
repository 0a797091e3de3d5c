"""Conversion between unit expressions: our own grammar first, pint for the unusual ones."""

from __future__ import annotations

from functools import cache, lru_cache
from typing import Any

from symbioaudit.units import dims as d
from symbioaudit.units import errors as e
from symbioaudit.units.amounts import checked
from symbioaudit.units.dims import Dim
from symbioaudit.units.grammar import Reading, read_unit


@lru_cache(maxsize=2048)
def check_unit(unit: str) -> Reading:
    """Read a unit expression such as ``kJ/(kg*K)``.

    Raises:
        InputRefused: unknown or ambiguous.
    """
    if unit in _canonical():
        return _canonical()[unit]
    found = read_unit(unit)
    return found if isinstance(found, Reading) else _by_pint(unit) or checked(unit, found)


@cache
def _canonical() -> dict[str, Reading]:
    """The canonical units of all named quantities read back to themselves."""
    out: dict[str, Reading] = {}
    for name, q in d.BY_NAME.items():
        offset = 273.15 if q.canonical == "degC" else 0.0
        out.setdefault(q.canonical, Reading(q.canonical, q.dim, q.factor, offset, name=name))
    rub = Dim.of(RUB=1)
    for key, dim_, factor in (
        ("RUB/t", rub / d.MASS, 1e-3), ("RUB/m3", rub / d.VOLUME, 1.0), ("RUB/GJ", rub / d.ENERGY, 1e-9),
        ("RUB/pcs", rub / d.COUNT, 1.0), ("MWh/a", d.ENERGY * d.YEARLY, 3.6e9), ("tce/a", d.ENERGY * d.YEARLY, 29.3076e9),
        ("tCO2e/GJ", d.GHG / d.ENERGY, 1e-6), ("tCO2e/t", d.GHG / d.MASS, 1.0), ("GJ/Sm3", d.ENERGY / d.STANDARD20, 1e9),
        ("a", d.TIME, d.YEAR_SECONDS),
    ):  # fmt: skip
        out[key] = Reading(key, dim_, factor, name="price" if key.startswith("RUB/") else "")
    return out


def dim(unit: str) -> Dim:
    """Dimension of a unit expression."""
    return check_unit(unit).dim


def dimension_of(unit: str) -> str:
    """Name of the dimension of a unit expression."""
    reading = check_unit(unit)
    return reading.name or (reading.quantity.name if reading.quantity else "")


def convert(value: float, unit: str, to: str) -> float:
    """Convert between two units of one dimension; a rate per second and per year are joined by 8760 h.

    Raises:
        InputRefused: the units are of different kinds, unknown or ambiguous.
    """
    source, target = check_unit(unit), check_unit(to)
    bridge = _year_bridge(source.dim, target.dim)
    if bridge is None:
        raise e.INCOMPATIBLE(unit=unit, to=to)
    return ((value * source.factor + source.offset) * bridge - target.offset) / target.factor


def _year_bridge(source: Dim, target: Dim) -> float | None:
    if source == target:
        return 1.0
    if source / d.TIME**-1 * d.YEARLY == target:
        return d.YEAR_SECONDS
    if source / d.YEARLY / d.TIME == target:
        return 1 / d.YEAR_SECONDS
    return None


@cache
def _registry() -> Any:
    import pint

    registry: Any = pint.UnitRegistry(cache_folder=None)
    # pint's calorie is thermochemical, its ton short, its year 365.25 d: ours are stated here.
    registry.define("tce = 29.3076 gigajoule")
    registry.define("RUB = [currency]")
    return registry


_PINT_BASES = {
    "[mass]": "kg", "[length]": "m", "[time]": "s", "[temperature]": "K", "[currency]": "RUB",
}  # fmt: skip


def _by_pint(unit: str) -> Reading | None:
    """An expression in pint's own names, such as ``W/(m**2*K)``; None when it is not one."""
    if len(unit) > 60 or not any(c in unit for c in "*/()^"):
        return None
    try:
        quantity = _registry().Quantity(1.0, unit.replace("^", "**")).to_base_units()
        powers = {
            _PINT_BASES[name]: int(power) for name, power in dict(quantity.dimensionality).items()
        }
    except Exception:  # noqa: BLE001 (pint raises many kinds for what it cannot read)
        return None
    return Reading(unit, Dim.of(**powers), float(quantity.magnitude))
