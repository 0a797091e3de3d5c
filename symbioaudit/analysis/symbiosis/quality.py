"""Quality of one have in the window of one want, and the two gates that look at substances (F-65)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from symbioaudit.analysis.symbiosis.rules import Rules
from symbioaudit.analysis.symbiosis.sides import Have, Want, Window
from symbioaudit.analysis.symbiosis.words import stems
from symbioaudit.model.amount import Span

Interval = tuple[float, float, float]
PASS: Final = "pass"  # noqa: S105 (a verdict)
FAIL: Final = "fail"
UNKNOWN: Final = "unknown"


def quality_of(have: Have, want: Want, rules: Rules) -> Interval:
    """Low, best and high of the mean over the window's parameters, 0–1."""
    blank = (0.0, float(rules.match["quality"]["unknown"]), 1.0)
    scores = [
        blank if (value := value_of(have, window)) is None else _scored(value, window, rules)
        for window in want.quality
    ]
    scores += [_heat(have, want, rules)] if want.temperature is not None else []
    if not scores:
        return blank
    low, best, high = (sum(part) / len(scores) for part in zip(*scores, strict=True))
    return low, best, high


def value_of(have: Have, window: Window) -> Span | None:
    """The value that the have states for a parameter, found by its words."""
    wanted = stems(window.parameter)
    return next((v for name, v in have.values.items() if stems(name) == wanted), None)


def inside(value: float, window: Window, rules: Rules) -> float:
    """1 inside the window, falling to 0 at the pack's share outside; 0 at once where critical."""
    over = max(
        (window.low - value) if window.low is not None else 0.0,
        (value - window.high) if window.high is not None else 0.0,
        0.0,
    )
    if over == 0.0:
        return 1.0
    if window.critical:
        return 0.0
    bound = window.low if window.low is not None and value < window.low else window.high
    span = abs(bound or 0.0) * float(rules.match["quality"]["outside"])
    return max(0.0, 1 - over / span) if span else 0.0


def _scored(value: Span, window: Window, rules: Rules) -> Interval:
    points = [inside(v, window, rules) for v in _points(value)]
    best = (
        inside(value.best, window, rules) if value.best is not None else sum(points) / len(points)
    )
    high = 1.0 if _touches(value, window) else max(points)
    return min(*points, best), best, max(high, best)


def _points(value: Span) -> list[float]:
    found = [v for v in (value.low, value.best, value.high) if v is not None]
    return found if len(found) > 1 else found * 2


def _touches(value: Span, window: Window) -> bool:
    points = _points(value)
    below = window.high is None or min(points) <= window.high
    return below and (window.low is None or max(points) >= window.low)


def _heat(have: Have, want: Want, rules: Rules) -> Interval:
    """Heat hot enough is 1; what a heat pump must lift falls to 0 at its longest lift."""
    if have.temperature is None or want.temperature is None:
        return 0.0, float(rules.match["quality"]["unknown"]), 1.0
    short = shortfall(have, want, rules)
    value = max(0.0, 1 - short / float(rules.matching["heat"]["lift"]))
    return value, value, value


def shortfall(have: Have, want: Want, rules: Rules) -> float:
    """Kelvins that a heat source lacks, the approach of the exchanger included."""
    assert have.temperature is not None
    assert want.temperature is not None
    approach = float(rules.matching["heat"]["approach"])
    return max(0.0, want.temperature + approach - have.temperature)


def critical_verdicts(have: Have, want: Want) -> Iterator[tuple[str, Window]]:
    """Verdict of each critical parameter."""
    for window in want.quality:
        if window.critical:
            value = value_of(have, window)
            yield UNKNOWN if value is None else _within(value, window), window


def _within(value: Span, window: Window) -> str:
    points = _points(value)
    inside_all = all(_ok(v, window) for v in points)
    if inside_all:
        return PASS
    return UNKNOWN if _touches(value, window) else FAIL


def _ok(value: float, window: Window) -> bool:
    return (window.low is None or value >= window.low) and (
        window.high is None or value <= window.high
    )
