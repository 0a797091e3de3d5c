"""Reading amounts as people type them and bringing them to the canonical unit, against plain pint.

Plain pint is what a program without our reader would do: ``registry.Quantity(text).to(unit)``. It
reads neither Russian units, nor decimal commas, nor «тыс. м³/мес», so its texts are the easier ones.
Ours are mixed: Russian and English, groups of three, ranges, estimates, rates through a calendar.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from itertools import islice
from typing import Any

from benchmarks.timing import Found, compare
from symbioaudit.units import Calendar, parse

COUNT = 100_000
SHARE = 20  # pint reads every twentieth of its texts, and its time counts twenty-fold

# (text of the unit, dimension of the field); the last ones of each need the calendar.
RU = [
    ("т", "mass"), ("кг", "mass"), ("тыс. т", "mass"), ("м³", "volume"), ("л", "volume"), ("Гкал", "energy"),
    ("МВт·ч", "energy"), ("ГДж", "energy"), ("кВт", "power"), ("т/год", "mass_per_year"), ("кг/ч", "mass_per_year"),
    ("т/смену", "mass_per_year"), ("тыс. м³/мес", "volume_per_year"), ("Гкал/год", "energy_per_year"), ("°C", "temperature"),
]  # fmt: skip
EN = [
    ("t", "mass"), ("kg", "mass"), ("m3", "volume"), ("MWh", "energy"), ("GJ", "energy"), ("kW", "power"),
    ("t/year", "mass_per_year"), ("kg/h", "mass_per_year"), ("m3/day", "volume_per_year"), ("MWh/year", "energy_per_year"),
]  # fmt: skip
PINT = [
    ("t", "kg"), ("kg", "tonne"), ("m**3", "liter"), ("liter", "m**3"), ("MWh", "GJ"), ("GJ", "MWh"), ("kW", "MW"),
    ("tonne/year", "kg/s"), ("kg/hour", "tonne/year"), ("m**3/day", "liter/s"), ("MWh/year", "kW"), ("bar", "kPa"),
]  # fmt: skip


def run() -> Iterator[Found]:
    """The ratio."""
    import pint

    rng = random.Random(7)
    ours = [_typed(rng) for _ in range(COUNT)]
    theirs = [
        (f"{rng.uniform(0.1, 1e5):.2f} {unit}", to) for unit, to in rng.choices(PINT, k=COUNT)
    ]
    calendar = Calendar(2, 8, 5, 50)
    registry: Any = pint.UnitRegistry()

    def read_ours() -> None:
        for text, dimension in ours:
            parse(text, dimension=dimension, calendar=calendar)

    def read_theirs() -> None:
        for text, to in islice(theirs, 0, None, SHARE):
            registry.Quantity(text).to(to)

    found = compare("100 000 amounts", read_ours, read_theirs, "plain pint", "≤ 0.05")
    yield type(found)(found.name, found.ours, found.floor * SHARE, found.against, found.aim)


def _typed(rng: random.Random) -> tuple[str, str]:
    """One amount in twenty is a range, an estimate or a limit; two in three are Russian."""
    russian = rng.random() < 0.67
    unit, dimension = rng.choice(RU if russian else EN)
    number = f"{rng.uniform(0.1, 1e5):,.{rng.randrange(3)}f}"
    if russian:
        number = number.replace(",", rng.choice([" ", "\u00a0"])).replace(".", ",")
    else:
        number = number.replace(",", "")
    form = rng.random()
    if form < 0.02:
        number = f"~{number}"
    elif form < 0.035:
        number = f"{number}±10 %"
    elif form < 0.05:
        number = f"<{number}"
    return f"{number} {unit}", dimension
