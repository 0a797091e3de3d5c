"""The class of a technology: proven, innovative or breakthrough; computed from TRL and use in Russia, never stored."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from symbioaudit.methodology.symbiosis import Technology

Class = Literal["proven", "innovative", "breakthrough"]


def technology_class(technology: Technology, rule: Mapping[str, Any]) -> Class:
    """Proven: TRL 9 and at full scale in Russia; breakthrough: the middle of its TRL below 7; else innovative.

    Where it is not known whether it runs in Russia, it is not called proven. ``rule``: scoring.yaml, technology.
    """
    low, high = technology.trl
    if low >= rule["proven_from"] and technology.in_russia:
        return "proven"
    return "innovative" if (low + high) / 2 >= rule["innovative_from"] else "breakthrough"
