"""F-54…F-58: economics of a measure. Cash flows are yearly, the first one at time 0 where it says so.

Sources: L.J. Gitman, Principles of Managerial Finance; W.R. Murphy & G. McKay, Energy Management, ch. 3.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Final

LOWEST: Final = -0.99
HIGHEST: Final = 10.0
STEPS: Final = 4396  # a quarter of a per cent each


def simple_payback(investment: float, saving: float) -> float | None:
    """F-54, years. 0 for a measure that costs nothing; None when nothing is saved."""
    if investment <= 0:
        return 0.0 if saving > 0 else None
    return investment / saving if saving > 0 else None


def payback(cash_flows: Sequence[float], investment: float) -> float | None:
    """Years until uneven yearly flows have paid ``investment`` back, linear inside a year; None if never."""
    left = investment
    for year, flow in enumerate(cash_flows):
        if flow >= left > 0:
            return year + left / flow
        left -= flow
    return 0.0 if investment <= 0 else None


def npv(rate: float, cash_flows: Sequence[float]) -> float:
    """F-55: Σ CF_t / (1 + r)^t, the first flow at t = 0."""
    return sum(flow / (1 + rate) ** t for t, flow in enumerate(cash_flows))


def sign_changes(cash_flows: Sequence[float]) -> int:
    """How often the flows change their sign; more than once means that IRR may not be unique."""
    signs = [flow > 0 for flow in cash_flows if flow != 0]
    return sum(a != b for a, b in pairwise(signs))


def irr_roots(cash_flows: Sequence[float]) -> list[float]:
    """F-56: every rate in [−0.99, 10] at which NPV is zero, lowest first, by bisection on a fine grid."""
    if sign_changes(cash_flows) == 0:
        return []
    grid = [LOWEST + (HIGHEST - LOWEST) * n / STEPS for n in range(STEPS + 1)]
    found = []
    for (low, a), (high, b) in pairwise((rate, _future(rate, cash_flows)) for rate in grid):
        if a == 0:
            found.append(low)
        elif (a > 0) != (b > 0) and b != 0:
            found.append(_bisect(low, high, cash_flows))
    return found


def irr(cash_flows: Sequence[float]) -> float | None:
    """F-56: the one rate at which NPV is zero; None when there is none or more than one."""
    roots = irr_roots(cash_flows)
    return roots[0] if len(roots) == 1 else None


def _future(rate: float, cash_flows: Sequence[float]) -> float:
    """Value at the end (Horner's rule): the same sign as NPV, and no division by tiny powers."""
    value = 0.0
    for flow in cash_flows:
        value = value * (1 + rate) + flow
    return value


def _bisect(low: float, high: float, cash_flows: Sequence[float]) -> float:
    rising = _future(low, cash_flows) < 0
    for _turn in range(200):
        middle = (low + high) / 2
        if (_future(middle, cash_flows) < 0) == rising:
            low = middle
        else:
            high = middle
    return (low + high) / 2


def discounted_payback(rate: float, cash_flows: Sequence[float], investment: float) -> float | None:
    """F-57, years, linear inside the year; ``cash_flows`` begin with year 1."""
    return payback([flow / (1 + rate) ** t for t, flow in enumerate(cash_flows, 1)], investment)


def profitability_index(present_value: float, investment: float) -> float | None:
    """F-58: present value of the inflows over the investment."""
    return present_value / investment if investment > 0 else None


def capital_recovery_factor(rate: float, years: float) -> float:
    """CRF = r(1+r)ⁿ / ((1+r)ⁿ − 1); 1/n at zero rate."""
    if rate == 0:
        return 1 / years
    growth = (1 + rate) ** years
    return float(rate * growth / (growth - 1))


def annuity(amount: float, rate: float, periods: float) -> float:
    """Payment of each period that repays ``amount``."""
    return amount * capital_recovery_factor(rate, periods)
