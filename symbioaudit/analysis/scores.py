"""Weighed scores (F-60, F-61, F-63) that know what they do not know."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from symbioaudit.analysis.facts import computed
from symbioaudit.analysis.formulas import priority
from symbioaudit.analysis.results import Label, Part, Quantity, Score
from symbioaudit.base.i18n import N_, Message, Text

FULL: Final = 100.0
SOME_UNKNOWN: Final = N_("{unknown} of {all} parts are unknown: it lies between {low} and {high}")
NO_LINE: Final = N_("the methodology has no line for it")


def title(rules: Mapping[str, Any], part: str) -> Label:
    """What the pack calls a part of a score."""
    found = (rules.get("titles") or {}).get(part)
    return Text(found["ru"], found["en"]) if found else Text(part, part)


def on_line(measure: Quantity, line: Mapping[str, Any] | None, formula: str) -> Quantity:
    """What the pack's line gives for a measure, 0–100; unknown where either is."""
    if line is None:
        return Quantity(None, "", gap=Message(NO_LINE))
    value = measure.value
    found = None if value is None else float(priority.piecewise(value, line["x"], line["y"]))
    return computed(
        found, "", formula, "y₁ + (y₂ − y₁)·(x − x₁)/(x₂ − x₁)", (measure,), gap=measure.gap
    )


def weighed(parts: Sequence[Part], formula: str, expression: str) -> Score:
    """The sum, or the least and the most that it can be."""
    known = [part for part in parts if part.score.value is not None]
    low = sum(part.weight * (part.score.value or 0.0) for part in known) / FULL
    blank = sum(part.weight for part in parts if part.score.value is None)
    high = round(low + blank, 9)  # twelve twelfths make a whole
    gap = None
    if len(known) < len(parts):
        span = {"low": f"{low:.0f}", "high": f"{high:.0f}"}
        counts = {"unknown": len(parts) - len(known), "all": len(parts)}
        gap = Message(SOME_UNKNOWN, {**counts, **span})
    total = computed(
        None if gap else low, "", formula, expression, [part.score for part in parts], gap=gap
    )
    return Score(tuple(parts), total, low, high)
