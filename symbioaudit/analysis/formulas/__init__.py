"""The formulas of the methodology as pure functions over plain floats in the units of ``formulas/*.yaml``."""

from symbioaudit.analysis.formulas.registry import FORMULAS

__all__ = ["FORMULAS"]
