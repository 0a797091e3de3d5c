"""Dimensions: vectors of exponents over base quantities, and the names the program gives them.

Beside the SI bases there are bases of our own that must never mix silently: normal and standard
gas volumes, CO2 equivalent, apparent and reactive power, gauge pressure, currencies, pieces, shifts.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

YEAR_SECONDS: Final = 365 * 86400.0


@dataclass(frozen=True, slots=True)
class Dim:
    """A dimension; multiply, divide, raise to an integer power, compare."""

    powers: tuple[tuple[str, int], ...] = ()

    @classmethod
    def of(cls, **powers: int) -> Dim:
        """``Dim.of(m=1, t=-2)``; zero powers fall out."""
        return cls(tuple(sorted((k, v) for k, v in powers.items() if v)))

    def __mul__(self, other: Dim) -> Dim:
        total = dict(self.powers)
        for name, power in other.powers:
            total[name] = total.get(name, 0) + power
        return Dim.of(**total)

    def __pow__(self, power: int) -> Dim:
        return Dim.of(**{name: value * power for name, value in self.powers})

    def __truediv__(self, other: Dim) -> Dim:
        return self * other**-1


ONE: Final = Dim()
MASS: Final = Dim.of(kg=1)
LENGTH: Final = Dim.of(m=1)
TIME: Final = Dim.of(s=1)
YEARLY: Final = Dim.of(a=-1)  # per year of the audit: never the same as per second
AREA: Final = LENGTH**2
VOLUME: Final = LENGTH**3
ENERGY: Final = MASS * AREA / TIME**2
POWER: Final = ENERGY / TIME
DENSITY: Final = MASS / VOLUME
PRESSURE: Final = MASS / LENGTH / TIME**2
TEMPERATURE: Final = Dim.of(K=1)
NORMAL: Final = Dim.of(Nm3=1)  # 0 °C, 101.325 kPa
STANDARD20: Final = Dim.of(Sm3_20=1)  # 20 °C, 101.325 kPa: Russian gas accounting
STANDARD60F: Final = Dim.of(Sm3_60F=1)  # 60 °F, 14.696 psia
GHG: Final = Dim.of(kgCO2e=1)
COUNT: Final = Dim.of(pcs=1)
SHIFT: Final = Dim.of(shift=1)
APPARENT: Final = Dim.of(VA=1)
REACTIVE: Final = Dim.of(var=1)
GAUGE: Final = Dim.of(Pa_g=1)
SOLID_WOOD: Final = Dim.of(m3_solid=1)
CURRENCIES: Final = (
    "RUB", "USD", "EUR", "GBP", "INR", "EGP", "CNY", "JPY", "KZT", "BYN", "KRW", "DKK", "SEK", "NOK", "CHF", "PLN", "CZK",
    "TRY", "AUD", "CAD", "GEL", "UAH", "UZS", "AMD", "AZN", "KGS", "BRL", "MXN", "ZAR", "VND", "IDR", "THB", "HUF", "SGD",
    "MYR", "AED", "SAR",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Quantity:
    """A named dimension with its SI unit and our canonical unit (SI value = canonical × factor)."""

    name: str
    dim: Dim
    si: str
    canonical: str
    factor: float


def _catalogue() -> list[Quantity]:
    rub = Dim.of(RUB=1)
    q = Quantity
    return [
        q("dimensionless", ONE, "1", "1", 1),
        q("mass", MASS, "kg", "t", 1e3),
        q("mass_per_year", MASS * YEARLY, "kg/year", "t/a", 1e3),
        q("mass_flow", MASS / TIME, "kg/s", "t/h", 1e3 / 3600),
        q("volume", VOLUME, "m3", "m3", 1),
        q("volume_per_year", VOLUME * YEARLY, "m3/year", "m3/a", 1),
        q("volume_flow", VOLUME / TIME, "m3/s", "m3/h", 1 / 3600),
        q("volume_normal", NORMAL, "m3(0C,101.325kPa)", "Nm3", 1),
        q("volume_normal_per_year", NORMAL * YEARLY, "m3(0C,101.325kPa)/year", "Nm3/a", 1),
        q("volume_normal_flow", NORMAL / TIME, "m3(0C,101.325kPa)/s", "Nm3/h", 1 / 3600),
        q("volume_standard_20C", STANDARD20, "m3(20C,101.325kPa)", "Sm3", 1),
        q(
            "volume_standard_20C_per_year",
            STANDARD20 * YEARLY,
            "m3(20C,101.325kPa)/year",
            "Sm3/a",
            1,
        ),
        q("volume_standard_20C_flow", STANDARD20 / TIME, "m3(20C,101.325kPa)/s", "Sm3/h", 1 / 3600),
        q("volume_standard_60F", STANDARD60F, "m3(60F,14.696psia)", "Sm3(60F)", 1),
        q("volume_standard_60F_per_year", STANDARD60F * YEARLY, "m3(60F)/year", "Sm3(60F)/a", 1),
        q("volume_standard_60F_flow", STANDARD60F / TIME, "m3(60F)/s", "Sm3(60F)/h", 1 / 3600),
        q("volume_solid", SOLID_WOOD, "m3", "m3 solid", 1),
        q("volume_solid_per_year", SOLID_WOOD * YEARLY, "m3/year", "m3 solid/a", 1),
        q("energy", ENERGY, "J", "GJ", 1e9),
        q("energy_per_year", ENERGY * YEARLY, "J/year", "GJ/a", 1e9),
        q("power", POWER, "W", "kW", 1e3),
        q("temperature", TEMPERATURE, "K", "degC", 1),
        q("pressure", PRESSURE, "Pa", "kPa", 1e3),
        q("pressure_gauge", GAUGE, "Pa(g)", "kPa(g)", 1e3),
        q("time", TIME, "s", "h", 3600),
        q("time_per_year", TIME * YEARLY, "s/year", "h/a", 3600),
        q("length", LENGTH, "m", "km", 1e3),
        q("area", AREA, "m2", "m2", 1),
        q("speed", LENGTH / TIME, "m/s", "m/s", 1),
        q("density", MASS / VOLUME, "kg/m3", "t/m3", 1e3),
        q("concentration", MASS / NORMAL, "kg/m3(n)", "mg/Nm3", 1e-6),
        q("specific_volume", VOLUME / MASS, "m3/kg", "m3/t", 1e-3),
        q("specific_energy", ENERGY / MASS, "J/kg", "GJ/t", 1e6),
        q("energy_density", ENERGY / VOLUME, "J/m3", "GJ/m3", 1e9),
        q("energy_density", ENERGY / NORMAL, "J/m3(n)", "GJ/Nm3", 1e9),
        q("energy_density", ENERGY / STANDARD20, "J/m3(20C)", "GJ/Sm3", 1e9),
        q("specific_heat", ENERGY / MASS / TEMPERATURE, "J/(kg*K)", "kJ/(kg*K)", 1e3),
        q("heat_transfer", POWER / AREA / TEMPERATURE, "W/(m2*K)", "W/(m2*K)", 1),
        q("emission_factor", MASS / ENERGY, "kg/J", "t/GJ", 1e-6),
        q("emission_factor", GHG / ENERGY, "kgCO2e/J", "tCO2e/GJ", 1e-6),
        q("emission_factor", GHG / MASS, "kgCO2e/kg", "tCO2e/t", 1),
        q("ghg_mass", GHG, "kgCO2e", "tCO2e", 1e3),
        q("ghg_mass_per_year", GHG * YEARLY, "kgCO2e/year", "tCO2e/a", 1e3),
        q("count", COUNT, "1", "pcs", 1),
        q("count_per_year", COUNT * YEARLY, "1/year", "pcs/a", 1),
        q("count_per_time", COUNT / TIME, "1/s", "pcs/h", 1 / 3600),
        q("mass_per_count", MASS / COUNT, "kg/pc", "t/pcs", 1e3),
        q("frequency", ONE / TIME, "1/s", "1/h", 1 / 3600),
        q("frequency_per_year", YEARLY, "1/year", "1/a", 1),
        q("transport", MASS * LENGTH, "kg*m", "t*km", 1e6),
        q("transport_per_year", MASS * LENGTH * YEARLY, "kg*m/year", "t*km/a", 1e6),
        q("apparent_power", APPARENT, "VA", "kVA", 1e3),
        q("reactive_power", REACTIVE, "var", "kvar", 1e3),
        q("apparent_energy", APPARENT * TIME, "VA*s", "kVA*h", 3.6e6),
        q("reactive_energy", REACTIVE * TIME, "var*s", "kvar*h", 3.6e6),
        q("dynamic_viscosity", PRESSURE * TIME, "Pa*s", "mPa*s", 1e-3),
        q("money", rub, "RUB", "RUB", 1),
        q("money_per_year", rub * YEARLY, "RUB/year", "RUB/a", 1),
        q("price", rub / MASS, "RUB/kg", "RUB/t", 1e-3),
        q("price", rub / VOLUME, "RUB/m3", "RUB/m3", 1),
        q("price", rub / NORMAL, "RUB/m3(n)", "RUB/Nm3", 1),
        q("price", rub / ENERGY, "RUB/J", "RUB/GJ", 1e-9),
        q("price", rub / COUNT, "RUB/pc", "RUB/pcs", 1),
        q("price", rub / MASS / LENGTH, "RUB/(kg*m)", "RUB/(t*km)", 1e-6),
        q("price", rub / AREA, "RUB/m2", "RUB/m2", 1),
        q("price", rub / TIME, "RUB/s", "RUB/h", 1 / 3600),
        q("price", rub / POWER, "RUB/W", "RUB/kW", 1e-3),
    ]


QUANTITIES: Final = tuple(_catalogue())
BY_NAME: Final[Mapping[str, Quantity]] = MappingProxyType(
    {q.name: q for q in reversed(QUANTITIES)}
    # Names that share a dimension with another and differ only in what people expect to read.
    | {
        "energy_density": Quantity("energy_density", ENERGY / VOLUME, "J/m3", "GJ/m3", 1e9),
        "fraction": Quantity("fraction", ONE, "1", "1", 1),
        "mass_ratio": Quantity("mass_ratio", ONE, "1", "1", 1),
        "mole_fraction": Quantity("mole_fraction", ONE, "1", "1", 1),
        "concentration": Quantity("concentration", MASS / VOLUME, "kg/m3", "mg/L", 1e-3),
        "temperature_difference": Quantity("temperature_difference", TEMPERATURE, "K", "K", 1),
    }
)
_BY_DIM: Final[Mapping[Dim, Quantity]] = MappingProxyType({q.dim: q for q in reversed(QUANTITIES)})


def quantity_of(dim: Dim) -> Quantity | None:
    """The named quantity of a dimension; money in another currency keeps its name."""
    found = _BY_DIM.get(dim)
    if found is not None:
        return found
    for currency in CURRENCIES[1:]:
        swapped = Dim.of(**{("RUB" if k == currency else k): v for k, v in dim.powers})
        rouble = _BY_DIM.get(swapped) if swapped != dim else None
        if rouble is not None:
            return Quantity(
                rouble.name,
                dim,
                rouble.si.replace("RUB", currency),
                rouble.canonical.replace("RUB", currency),
                rouble.factor,
            )
    return None
