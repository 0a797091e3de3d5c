"""The cash flows of a measure: investment, yearly saving with the growth of prices, one-off costs of later years."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from symbioaudit.analysis.formulas import finance
from symbioaudit.model.amount import Amount
from symbioaudit.model.records import Opportunity

ONE_OFF: Final = "one_off_costs"  # table of form F19: year, amount


@dataclass(frozen=True, slots=True)
class Case:
    """The inputs of one calculation. ``saving`` is at today's prices; ``price`` is the level of the price
    against today's; ``growth`` its change a year; ``running`` are new costs a year."""

    capex: float
    saving: float
    running: float
    life: float  # years
    rate: float | None = None
    price: float = 1.0
    growth: float = 0.0
    one_off: tuple[tuple[int, float], ...] = ()  # (year, cost)

    def at(self, values: Mapping[str, float]) -> Case:
        """The case with other values of some inputs, by their names."""
        given: dict[str, Any] = dict(values)
        return replace(self, **given)

    def yearly(self) -> float:
        """What is left of the first year's saving."""
        return self.saving * self.price - self.running

    def flows(self) -> list[float]:
        """Flows from year 0 on; the last year of a broken life brings its part."""
        years = math.ceil(self.life - 1e-9)
        out = [-self.capex]
        for year in range(1, years + 1):
            part = min(1.0, self.life - (year - 1))
            grown = self.saving * self.price * (1 + self.growth) ** (year - 1)
            out.append((grown - self.running) * part)
        for year, cost in self.one_off:
            if year >= 0:
                out.extend([0.0] * (year + 1 - len(out)))
                out[year] -= cost
        return out

    def npv(self) -> float:
        """F-55; the rate must be known."""
        return finance.npv(self.rate or 0.0, self.flows())


def one_off_costs(measure: Opportunity) -> tuple[tuple[int, float], ...]:
    """Overhauls, replacements, closing: (year, cost); a line without both is no cost."""
    rows = measure.properties.get(ONE_OFF)
    found = []
    for row in rows if isinstance(rows, tuple) else ():
        if isinstance(row, Mapping):
            year, cost = row.get("year"), row.get("cost")
            number = cost.number if isinstance(cost, Amount) else None
            if isinstance(year, int) and number is not None:
                found.append((year, number))
    return tuple(sorted(found))


def equivalent_annuity(value: float, rate: float, years: float) -> float:
    """What NPV is as an equal sum in each year of the life (F-58, annuity)."""
    return finance.annuity(value, rate, years)


def paid_back(flows: Sequence[float], rate: float = 0.0) -> float | None:
    """F-57: years until the flows, discounted at ``rate``, have paid the first one back for good; linear inside
    a year; None where they never do. 0 where nothing is ever owed."""
    balance, since, owed = 0.0, None, False
    for year, flow in enumerate(flows):
        worth = flow / (1 + rate) ** year
        if balance + worth < 0:
            since, owed = None, True
        elif balance < 0:
            since = year - 1 - balance / worth
        balance += worth
    return since if owed else (0.0 if balance > 0 else None)
