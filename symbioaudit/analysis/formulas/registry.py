"""Which function stands behind a formula's id; symbols and units are in the pack's ``formulas/*.yaml``.

A function here takes the inputs by symbol (floats, or lists where the pack says so; None for an
optional one that was not given) and returns its outputs by symbol.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

from symbioaudit.analysis.formulas.answer import Functions
from symbioaudit.analysis.formulas.calls_balance import BALANCE
from symbioaudit.analysis.formulas.calls_heat import HEAT
from symbioaudit.analysis.formulas.calls_money import MONEY
from symbioaudit.analysis.formulas.calls_rating import RATING
from symbioaudit.analysis.formulas.calls_resources import RESOURCES

FORMULAS: Final[Functions] = MappingProxyType({**BALANCE, **HEAT, **RESOURCES, **MONEY, **RATING})
