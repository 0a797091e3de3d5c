"""Reads a unit as people write it: the table of spellings first, then multipliers, products and fractions."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final

from symbioaudit.units import dims as d
from symbioaudit.units.dims import Dim, Quantity
from symbioaudit.units.marks import Mark, Marks, bracketed, free
from symbioaudit.units.table import Meaning, Trouble, Unit, exact, folded
from symbioaudit.units.words import other_ways

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
_PARENS = re.compile(r"[(\[{]([^()\[\]{}]*)[)\]}]")
_GROUPED = re.compile(r"/\s*\(")  # brackets that hold what is below the line
_TEN_TO = re.compile(r"10([⁰¹²³⁴⁵⁶⁷⁸⁹]+)")
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
    clean = _plain(text)
    if not clean or len(clean) > 120:
        return None
    found = _every_way(clean, prefer)
    return replace(found, name=_name(found)) if isinstance(found, Reading) else found


def _plain(text: str) -> str:
    """Powers on the line, one kind of dash and of space."""
    clean = text.translate(_DASHES).strip(" \t\r\n\u00a0\u202f\u2009,;:")
    clean = _TEN_TO.sub(lambda m: "10^" + m[1].translate(_SUPERSCRIPT) + " ", clean)
    clean = clean.translate(_SUPERSCRIPT).translate(_SUBSCRIPT)
    return clean.replace("\u00a0", " ").replace("\u202f", " ").replace("\u2009", " ")


def _every_way(clean: str, prefer: Dim | None) -> Outcome:
    """The text as it stands, then the same in other words; a question outlives what is merely unknown."""
    found = _marked(clean, prefer) or _either(clean, prefer)
    for way in () if found is not None else other_ways(clean):
        found = _marked(way, prefer)
        if found is not None:
            break
    return found


def _either(text: str, prefer: Dim | None) -> Outcome:
    """``Километр; тысяча метров``: names of one unit, which must agree."""
    if ";" not in text:
        return None
    found = [_every_way(part.strip(), prefer) for part in text.split(";") if part.strip()]
    read = [one for one in found if isinstance(one, Reading)]
    agree = read and all(_agree(read[0], other) for other in read)
    return read[0] if agree and len(read) == len(found) else None


def _marked(text: str, prefer: Dim | None) -> Outcome:
    """Read with the marks that stand beside the unit: first those in brackets, then those that stand free."""
    if not any(c in text for c in "()[]{}") or exact().get(_squash(text)):
        plain = _compound(text, prefer, Marks())
        if isinstance(plain, Reading):
            return plain
        rest, marks = free(text)
        return (_with(rest, marks, prefer) if marks and rest else None) or plain
    if _GROUPED.search(text):
        grouped = _compound(text, prefer, Marks())
        if isinstance(grouped, Reading):
            return grouped
    trouble: Outcome = None
    for rest, marks in bracketed(text):
        found = _marked_both(rest, marks, prefer)
        if isinstance(found, Reading):
            return found
        trouble = trouble or found
        if isinstance(_compound(rest, prefer, Marks()), Reading) and "(" not in rest:
            return trouble  # a unit by itself, but not with this mark: not to be guessed
    return trouble or _explained(text, prefer) or _compound(text, prefer, Marks())


def _marked_both(rest: str, marks: frozenset[Mark], prefer: Dim | None) -> Outcome:
    """Marks in brackets, with those that stand free when the first do not do."""
    found = _with(rest, marks, prefer)
    if isinstance(found, Reading):
        return found
    shorter, more = free(rest)
    return (_with(shorter, marks | more, prefer) if more else None) or found


def _with(text: str, given: frozenset[Mark], prefer: Dim | None) -> Outcome:
    marks = Marks(given)
    if marks.contradict:
        return None
    if any(c in text for c in "()[]{}"):
        found = _explained(text, prefer, marks) or _compound(text, prefer, marks)
    else:
        found = _compound(text, prefer, marks)
    return None if isinstance(found, Reading) and marks.lost else found


def _name(reading: Reading) -> str:
    """Name of the dimension; where two share a vector, what was written tells them apart."""
    if reading.dim == d.ONE:
        if reading.key in {"percent", "permille"}:
            return "fraction"
        if reading.key in {"ppm", "ppb"}:
            return "mole_fraction"
        return "mass_ratio" if "/" in reading.key and reading.factor < 1 else "dimensionless"
    if reading.dim == d.DENSITY:
        above, _, below = reading.key.partition("/")
        fine = above in {"mg", "µg", "ng"} or (above == "g" and below not in {"cm3", "mL"})
        return "concentration" if fine else "density"
    if reading.dim == d.PRESSURE and "/" in reading.key and not reading.key.startswith("lbf"):
        return "energy_density"
    found = d.quantity_of(reading.dim)
    return found.name if found else ""


def _explained(text: str, prefer: Dim | None, marks: Marks | None = None) -> Outcome:
    """``Lbs. (pounds)``: the words in brackets explain the symbol; where they contradict it, that is a question."""
    marks = marks or Marks()
    inside = [part.strip() for part in _PARENS.findall(text)]
    rest = _PARENS.sub(" ", text).strip()
    if not inside or rest[:1] in "/0123456789" or _GROUPED.search(text):
        return None  # brackets of a formula or of an amount, not of an explanation
    if re.sub(r"[\s.]", "", rest).casefold() in _MULTIPLIER_WORDS:
        return _compound(f"{rest} {inside[0]}", prefer, marks)
    outside = _compound(rest, prefer, marks)
    said = [
        _compound(part, prefer, marks) for part in inside if not part.lower().startswith("per ")
    ]
    explained = next((found for found in said if isinstance(found, Reading)), None)
    if not isinstance(outside, Reading):
        return explained or outside
    if explained is None or _agree(outside, explained):
        return outside
    return Trouble("ambiguous", (outside.key, explained.key))


def _agree(one: Reading, other: Reading) -> bool:
    """The same unit, or the same but for the period that only one of them names."""
    return (one.dim != other.dim and "/" in one.key) or (
        one.dim == other.dim and abs(one.factor / other.factor - 1) < 2e-3
    )


def _compound(text: str, prefer: Dim | None, marks: Marks) -> Outcome:
    whole = _single(text, prefer, marks)
    if whole is not None:
        return whole
    annual = _PER_ANNUM.search(text)
    if annual and annual.start() > 0:
        return _ratio(text[: annual.start()], "year", marks)
    if re.match(r"per\s", text, re.IGNORECASE):
        return _price_per(text[4:], prefer, marks)
    parts = _PER.split(text, maxsplit=1)
    if len(parts) == 2 and all(part.strip() for part in parts):
        if parts[0].strip() == parts[1].strip():
            return Reading("one/one", d.ONE, 1.0)
        return _ratio(parts[0], parts[1], marks)
    return _product(text, marks) if re.search(r"[*·•⋅]", text) else None


def _price_per(text: str, prefer: Dim | None, marks: Marks) -> Outcome:
    """``Per 1000 cu ft`` in the head of a price column: money, by default US dollars."""
    below = _compound(text, prefer, marks)
    if not isinstance(below, Reading):
        return below
    return Reading(f"USD/{below.key}", Dim.of(USD=1) / below.dim, 1 / below.factor)


def _ratio(above: str, below: str, marks: Marks) -> Outcome:
    top = _compound(above, None, marks) if "/" in above else _side(above, marks)
    bottom = _denominator(below.strip().strip("()"), marks)
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


def _side(text: str, marks: Marks) -> Outcome:
    """What stands above the line."""
    if "(" in text:
        return _explained(text, d.MASS, marks)
    return _single(text, d.MASS, marks) or (
        _product(text, marks) if re.search(r"[*·•⋅-]", text) else None
    )


def _denominator(text: str, marks: Marks) -> Outcome:
    """Below the line ``г`` is a year only when alone: ``т/г`` (tonnes a year)."""
    squashed = _squash(text)
    if squashed in {"г", "Г"}:
        return Reading("year", d.TIME, d.YEAR_SECONDS)
    if squashed in {"кв", "Кв"}:
        return Reading("quarter", d.TIME, d.YEAR_SECONDS / 4)
    if squashed == "см":
        return None
    if "/" in text:
        top, _, bottom = text.partition("/")
        return _times(_product(top, marks), _product(bottom, marks))
    return _product(text, marks)


def _times(one: Outcome, other: Outcome) -> Outcome:
    """Two units below the line: kJ/kg/K is kJ/(kg·K)."""
    for side in (one, other):
        if not isinstance(side, Reading):
            return side
    assert isinstance(one, Reading)
    assert isinstance(other, Reading)
    return Reading(f"{one.key}*{other.key}", one.dim * other.dim, one.factor * other.factor)


def _product(text: str, marks: Marks) -> Outcome:
    found = _single(text, None, marks)
    if found is not None:
        return found
    parts = [
        part
        for part in re.split(r"[*·•⋅\s/-]+|\.(?=[^\s])|(?<=[a-zа-я])(?=[°˚º℃℉KК])", text)
        if part
    ]
    if len(parts) < 2:
        return None
    readings = [_single(part, None, marks) for part in parts]
    key, dim, factor = [], d.ONE, 1.0
    for item in readings:
        if not isinstance(item, Reading):
            return item
        key.append(item.key)
        dim, factor = dim * item.dim, factor * item.factor
    return Reading("*".join(key), dim, factor)


def _squash(text: str) -> str:
    return _NOISE.sub("", text)


def _single(text: str, prefer: Dim | None, marks: Marks) -> Outcome:
    """One unit with an optional multiplier word before it: no fraction, no product."""
    squashed = _squash(text)
    found = _look_up(squashed, prefer, marks)
    if found is None:
        found = _multiplied(text, prefer, marks)
    return found if found is not None else _dashless(squashed, prefer, marks)


def _multiplied(text: str, prefer: Dim | None, marks: Marks) -> Outcome:
    """``тыс. т``, ``million scf``, ``USD million``: the longest multiplier that leaves a unit."""
    squashed = _squash(text)
    lowered = squashed.casefold()
    word = re.match(r"[^\W\d_]+", text)
    for name, scale in _MULTIPLIERS:
        if not lowered.startswith(name) or len(squashed) == len(name):
            continue
        if word and word[0].casefold() != name and word[0].casefold() in _MULTIPLIER_WORDS:
            continue
        rest = squashed[len(name) :].lstrip("*-'")
        inner = _look_up(rest, prefer, marks) or _dashless(rest, prefer, marks)
        if inner is not None:
            return _scaled(inner, scale)
    for name, scale in _MULTIPLIERS:
        if lowered.endswith(name) and name.isalpha():
            money = _look_up(squashed[: -len(name)], prefer, marks)
            if isinstance(money, Reading) and money.dim in _MONEY:
                return _scaled(money, scale)
    return None


def _scaled(inner: Outcome, scale: float) -> Outcome:
    if not isinstance(inner, Reading):
        return inner
    key = f"{_MULTIPLIER_KEYS[scale]}_{inner.key}"
    return Reading(key, inner.dim, inner.factor * scale, per=inner.per, warning=inner.warning)


_MONEY: Final = frozenset(Dim.of(**{currency: 1}) for currency in d.CURRENCIES)
_MULTIPLIER_WORDS: Final = frozenset(name for name, _ in _MULTIPLIERS)
_MULTIPLIER_KEYS: Final = {
    1e2: "hundred", 1e3: "thousand", 1e6: "million", 1e9: "billion", 1e12: "trillion", 1e15: "quadrillion",
}  # fmt: skip


def _dashless(squashed: str, prefer: Dim | None, marks: Marks) -> Outcome:
    if "-" in squashed or "*" in squashed or "," in squashed:
        return _look_up(re.sub(r"-(?!\d)|[*,]", "", squashed), prefer, marks)
    return None


def _look_up(squashed: str, prefer: Dim | None, marks: Marks) -> Outcome:
    meaning = _meaning(squashed, prefer)
    if meaning is None:
        return _carbon(squashed, prefer, marks)
    meaning = marks.apply(meaning)
    if isinstance(meaning, Unit):
        return Reading(
            meaning.key, meaning.dim, meaning.factor, meaning.offset, warning=meaning.warning
        )
    return meaning


def _meaning(squashed: str, prefer: Dim | None) -> Meaning | None:
    if squashed in {"г", "Г"} and prefer is not None:
        if prefer in (d.MASS, d.MASS * d.YEARLY):
            return exact()["гр"]
        if prefer == d.TIME:
            return exact()["год"]
    found = exact().get(squashed)
    if found is not None or squashed in _NOT_FOLDED:
        return found
    found = folded().get(squashed.casefold())
    if isinstance(found, Unit) and _MILLI.match(squashed) and found.key.startswith("M"):
        return Trouble("ambiguous", (squashed, found.key))  # mJ: milli, or a mega typed in haste?
    return found


_NOT_FOLDED: Final = frozenset({"A", "А", "а", "S"})  # ampere, are, siemens: never a year, a second
_MILLI: Final = re.compile(r"m[A-Z][a-z]?$|м[А-Я][а-я]?$")


def _carbon(squashed: str, prefer: Dim | None, marks: Marks) -> Outcome:
    """``тыс. т CO2-экв.``: any mass of carbon dioxide is a mass of greenhouse gas."""
    mass = _CARBON.sub("", squashed)
    if mass == squashed or not mass:
        return None
    found = _single(mass, prefer or d.MASS, marks)
    if isinstance(found, Reading) and found.dim == d.MASS:
        return replace(found, key=f"{found.key}CO2e", dim=d.GHG)
    return found if isinstance(found, Trouble) else None


_CARBON: Final = re.compile(r"-?[CС][OО]2-?(?:экв|э|eq|e)?$", re.IGNORECASE)
