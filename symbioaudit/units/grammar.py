"""Reads a unit as people write it: the table of spellings first, then multipliers, products and fractions."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final

from symbioaudit.units import dims as d
from symbioaudit.units.dims import Dim, Quantity
from symbioaudit.units.table import Meaning, Trouble, Unit, exact, folded

_SUPERSCRIPT: Final = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789-")
_SUBSCRIPT: Final = str.maketrans("₀₁₂₃₄₅₆₇₈₉", "0123456789")
_NOISE = re.compile(r"[\s.·•⋅∙×_\u200B]+")
_DASHES = str.maketrans({"–": "-", "—": "-", "−": "-", "‑": "-"})
_MULTIPLIERS: Final[tuple[tuple[str, float], ...]] = (
    ("10^15", 1e15), ("10^12", 1e12), ("10^9", 1e9), ("10^6", 1e6), ("10^3", 1e3), ("10^2", 1e2),
    ("1000000", 1e6), ("1000", 1e3), ("100", 1e2),
    ("тысячи", 1e3), ("тысячу", 1e3), ("тысяча", 1e3), ("тысяч", 1e3), ("тыс", 1e3),
    ("миллионов", 1e6), ("миллиона", 1e6), ("миллион", 1e6), ("млн", 1e6),
    ("миллиардов", 1e9), ("миллиарда", 1e9), ("миллиард", 1e9), ("млрд", 1e9),
    ("триллионов", 1e12), ("триллион", 1e12), ("трилл", 1e12), ("трлн", 1e12), ("квадр", 1e15),
    ("hundreds", 1e2), ("hundred", 1e2), ("thousands", 1e3), ("thousand", 1e3), ("thous", 1e3), ("ths", 1e3),
    ("millions", 1e6), ("million", 1e6), ("mln", 1e6), ("mio", 1e6), ("mill", 1e6),
    ("billions", 1e9), ("billion", 1e9), ("bln", 1e9), ("trillions", 1e12), ("trillion", 1e12),
)  # fmt: skip
_PER = re.compile(r"\s+(?:per|на|в|за)\s+|\s*/\s*|\s+p(?=\.?\s*a\.?$)", re.IGNORECASE)
_PER_ANNUM = re.compile(r"(?:\s+|^)(?:per\s+annum|p\.?\s?a\.?)$", re.IGNORECASE)
_PARENS = re.compile(r"\(([^()]*)\)")
_QUALIFIERS: Final = frozenset({"US", "UK", "US short", "short", "long", "metric", "imperial", "imp", "oil", "beer", "refrigeration", "IT", "g", "a"})  # fmt: skip
_PERIODS: Final = frozenset({"month", "quarter", "year"})


@dataclass(frozen=True, slots=True)
class Reading:
    """A unit as read: the dimension, the SI factor and offset, and the period if it is per one."""

    key: str
    dim: Dim
    factor: float
    offset: float = 0.0
    per: str | None = None  # second, minute, hour, shift, day, week, month, quarter, year
    warning: str | None = None
    name: str = ""  # of the dimension; set for a whole reading

    @property
    def quantity(self) -> Quantity | None:
        """The named quantity, with our canonical unit."""
        named = d.BY_NAME.get(self.name)
        return named if named and named.dim == self.dim else d.quantity_of(self.dim)


Outcome = Reading | Trouble | None


@lru_cache(maxsize=4096)
def read_unit(text: str, prefer: Dim | None = None) -> Outcome:
    """Read a unit; None when it is unknown. ``prefer`` settles spellings that depend on the field."""
    clean = text.translate(_DASHES).strip(" \t\r\n\u00a0\u202f\u2009,;:")
    clean = re.sub(
        r"10([⁰¹²³⁴⁵⁶⁷⁸⁹]+)", lambda m: "10^" + m[1].translate(_SUPERSCRIPT) + " ", clean
    )
    clean = clean.translate(_SUPERSCRIPT).translate(_SUBSCRIPT)
    clean = clean.replace("\u00a0", " ").replace("\u202f", " ").replace("\u2009", " ")
    if not clean or len(clean) > 120:
        return None
    direct = _compound(clean, prefer)
    if direct is None or isinstance(direct, Trouble):
        direct = _with_parens(clean, prefer) or direct
    return replace(direct, name=_name(direct)) if isinstance(direct, Reading) else direct


def _name(reading: Reading) -> str:
    """Name of the dimension; where two share a vector, what was written tells them apart."""
    if reading.dim == d.ONE:
        if reading.key in {"percent", "permille"}:
            return "fraction"
        if reading.key in {"ppm", "ppb"}:
            return "mole_fraction"
        return "mass_ratio" if "/" in reading.key and reading.factor < 1 else "dimensionless"
    if reading.dim == d.DENSITY and reading.key.split("/")[0] in {"mg", "µg", "g", "ng"}:
        return "concentration"
    if reading.dim == d.PRESSURE and "/" in reading.key and not reading.key.startswith("lbf"):
        return "energy_density"
    found = d.quantity_of(reading.dim)
    return found.name if found else ""


def _with_parens(text: str, prefer: Dim | None) -> Outcome:
    """``Lbs. (pounds)``: the words inside explain the symbol, or qualify it as US, UK and so on."""
    inside = [part.strip() for part in _PARENS.findall(text)]
    if not inside:
        return None
    outside = _PARENS.sub(" ", text).strip()
    qualifiers = [part for part in inside if part in _QUALIFIERS]
    words = [part for part in inside if part not in _QUALIFIERS]
    suffix = "".join(f" {q}" for q in qualifiers)
    trouble: Outcome = None
    for candidate in [*(f"{w}{suffix}" for w in words), *words, f"{outside}{suffix}", outside]:
        found = _compound(candidate, prefer)
        if isinstance(found, Reading):
            return found
        trouble = trouble or found
    return trouble


def _compound(text: str, prefer: Dim | None) -> Outcome:
    whole = _single(text, prefer)
    if whole is not None:
        return whole
    annual = _PER_ANNUM.search(text)
    if annual and annual.start() > 0:
        return _ratio(text[: annual.start()], "year", prefer)
    if re.match(r"per\s", text, re.IGNORECASE):
        return _price_per(text[4:], prefer)
    parts = _PER.split(text, maxsplit=1)
    if len(parts) == 2 and all(part.strip() for part in parts):
        if parts[0].strip() == parts[1].strip():
            return Reading("one/one", d.ONE, 1.0)
        return _ratio(parts[0], parts[1], prefer)
    return _product(text) if re.search(r"[*·•⋅]", text) else None


def _price_per(text: str, prefer: Dim | None) -> Outcome:
    """``Per 1000 cu ft`` in the head of a price column: money, by default US dollars."""
    below = _compound(text, prefer)
    if not isinstance(below, Reading):
        return below
    return Reading(f"USD/{below.key}", Dim.of(USD=1) / below.dim, 1 / below.factor)


def _ratio(above: str, below: str, prefer: Dim | None) -> Outcome:
    top = _compound(above, prefer) if "/" in above else _single(above, d.MASS)
    bottom = _denominator(below.strip().strip("()"))
    for side in (top, bottom):
        if side is None or isinstance(side, Trouble):
            return side
    assert isinstance(top, Reading)
    assert isinstance(bottom, Reading)
    warning = top.warning or bottom.warning
    if bottom.key in _PERIODS:
        # A year of 365 days; per month and per quarter are rates of a year, never of a second.
        scale = d.YEAR_SECONDS / bottom.factor
        return Reading(
            f"{top.key}/{bottom.key}",
            top.dim * d.YEARLY,
            top.factor * scale,
            per=bottom.key,
            warning=warning,
        )
    per = _PER_NAMES.get(bottom.key) if bottom.dim in (d.TIME, d.SHIFT) else None
    return Reading(
        f"{top.key}/{bottom.key}",
        top.dim / bottom.dim,
        top.factor / bottom.factor,
        per=per,
        warning=warning,
    )


_PER_NAMES: Final = {
    "s": "second",
    "min": "minute",
    "h": "hour",
    "day": "day",
    "week": "week",
    "shift": "shift",
}


def _denominator(text: str) -> Outcome:
    """Below the line ``г`` is a year only when alone: ``т/г`` (tonnes a year)."""
    squashed = _squash(text)
    if squashed in {"г", "Г"}:
        return Reading("year", d.TIME, d.YEAR_SECONDS)
    if squashed == "см":
        return None
    return _product(text)


def _product(text: str) -> Outcome:
    found = _single(text, None)
    if found is not None:
        return found
    parts = [part for part in re.split(r"[*·•⋅\s/]+|(?<=[°CKСК])-", text) if part]
    if len(parts) < 2:
        return None
    readings = [_single(part, None) for part in parts]
    key, dim, factor = [], d.ONE, 1.0
    for item in readings:
        if not isinstance(item, Reading):
            return item
        key.append(item.key)
        dim, factor = dim * item.dim, factor * item.factor
    return Reading("*".join(key), dim, factor)


def _squash(text: str) -> str:
    return _NOISE.sub("", text)


def _single(text: str, prefer: Dim | None) -> Outcome:
    """One unit with an optional multiplier word before it: no fraction, no product."""
    squashed = _squash(text)
    found = _look_up(squashed, prefer)
    if found is not None:
        return found
    lowered = squashed.casefold()
    for word, scale in _MULTIPLIERS:
        if lowered.startswith(word) and len(squashed) > len(word):
            rest = squashed[len(word) :].lstrip("*-")
            inner = _look_up(rest, prefer) or _dashless(rest, prefer)
            if isinstance(inner, Reading):
                key = f"{_MULTIPLIER_KEYS[scale]}_{inner.key}"
                return Reading(
                    key, inner.dim, inner.factor * scale, per=inner.per, warning=inner.warning
                )
            if inner is not None:
                return inner
    return _dashless(squashed, prefer)


_MULTIPLIER_KEYS: Final = {
    1e2: "hundred", 1e3: "thousand", 1e6: "million", 1e9: "billion", 1e12: "trillion", 1e15: "quadrillion",
}  # fmt: skip


def _dashless(squashed: str, prefer: Dim | None) -> Outcome:
    if "-" in squashed or "*" in squashed or "," in squashed:
        return _look_up(re.sub(r"[-*,]", "", squashed), prefer)
    return None


def _look_up(squashed: str, prefer: Dim | None) -> Outcome:
    meaning: Meaning | None = exact().get(squashed)
    if squashed in {"г", "Г"} and prefer is not None:
        gram, year = exact()["гр"], exact()["год"]
        chosen = (
            gram if prefer in (d.MASS, d.MASS * d.YEARLY) else year if prefer == d.TIME else meaning
        )
        meaning = chosen
    if meaning is None:
        meaning = folded().get(squashed.casefold())
    if isinstance(meaning, Unit):
        return Reading(
            meaning.key, meaning.dim, meaning.factor, meaning.offset, warning=meaning.warning
        )
    return meaning
