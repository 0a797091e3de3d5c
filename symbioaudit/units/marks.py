"""Marks beside a unit that decide which unit it is: gal (UK), bar(g), m³ (n), ton (short), MW (th), % by mass.

A mark may stand anywhere: before or after the unit, behind the slash, in brackets of any kind. It is taken out
of the text first and applied to the unit that has such a variety; a mark that changes the meaning and finds no
unit makes the spelling unknown, never silently something else.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from enum import Enum
from typing import Final

from symbioaudit.units import dims as d
from symbioaudit.units.dims import Dim
from symbioaudit.units.table import Meaning, Trouble, Unit, exact


class Mark(Enum):
    """What is said about a unit beside its symbol."""

    US = "US"
    UK = "UK"
    SHORT = "short"
    LONG = "long"
    METRIC = "metric"
    OIL = "oil"
    BEER = "beer"
    COOLING = "cooling"
    BOILER = "boiler"
    STEAM_TABLE = "IT"
    NORMAL = "normal"
    STANDARD = "standard"
    GAUGE = "gauge"
    ABSOLUTE = "absolute"
    HEAT = "heat"
    ELECTRIC = "electric"
    SOLID = "solid"
    STACKED = "stacked"
    SHARE = "share"
    CONDITIONAL = "conditional"
    OTHER_GAS = "other gas conditions"
    PLURAL = "plural"


# Marks that say nothing where the unit has no such variety: lb (US), kWh (metric), year (UK).
_HARMLESS: Final = frozenset({Mark.US, Mark.UK, Mark.METRIC, Mark.STEAM_TABLE, Mark.PLURAL})

# What stands in brackets, case folded, without dots and spaces.
_BRACKETED: Final[tuple[tuple[Mark, str], ...]] = (
    (Mark.US, "us usa usliquid usliq usfluid сша"),
    (Mark.UK, "uk ec gb imp imperial british ukimperial imperialuk англ английский брит британский великобритания"),
    (Mark.SHORT, "short usshort shortus netshort короткая"),
    (Mark.LONG, "long uklong longuk gross длинная"),
    (Mark.METRIC, "metric m метр метрич метрическая метрических метрические si"),
    (Mark.OIL, "oil petroleum crude crudeoil usoil нефть нефти нефтяной"),
    (Mark.BEER, "beer usbeer пиво"),
    (Mark.COOLING, "refrigeration cooling refrig r холод холода"),
    (Mark.BOILER, "boiler котла"),
    (Mark.STEAM_TABLE, "it"),
    (Mark.NORMAL, "n н ну ntp norm normal nc норм нормальные нормальныеусловия принормальныхусловиях прину 0°c 0°с"),
    (Mark.STANDARD, "ст сту стандарт стандартные стандартныеусловия std standard 20°c 20°с 20c су прису присту"),
    (Mark.GAUGE, "g gauge ga gage изб и избыточное избыточн избыт"),
    (Mark.ABSOLUTE, "a abs absolute абс а абсолютное абсол"),
    (Mark.HEAT, "th therm thermal heat t т тепл теп тепло тепловая q"),
    (Mark.ELECTRIC, "e el elec electric electrical эл э электр электрическая"),
    (Mark.SOLID, "solid sub"),
    (Mark.STACKED, "stacked loose bulk скл складочных складочные плотн плотных плотные пл нас насыпных насыпные рыхл рыхлых"),
    (Mark.SHARE, "масс мас массовых массовый об объемн объёмн объемных объёмных mass bymass weight byweight wt w/w m/m vol volume byvolume v/v мольн mol mole"),
    (Mark.OTHER_GAS, "15°c 15°с 25°c 25°с stp при15°с при15°c"),
    (Mark.PLURAL, "s es ы а ов"),
)  # fmt: skip
_IN_BRACKETS: Final = {
    word: [mark for mark, words in _BRACKETED if word in words.split()]
    for _, words in _BRACKETED
    for word in words.split()
}
_BRACKET = re.compile(r"[(\[{]([^()\[\]{}]{1,40})[)\]}]")

# Words that stand free beside the unit; longest first where one holds another.
_FREE: Final[tuple[tuple[Mark, re.Pattern[str]], ...]] = tuple(
    (mark, re.compile(pattern, re.IGNORECASE))
    for mark, pattern in (
        (Mark.US, r"(?<![^\W\d_])U\.?\s?S\.?(?:A\.?)?(?:\s+(?:liquid|liq\.?|fluid))?(?![A-Za-z$])"),
        (Mark.UK, r"(?<![^\W\d_])(?:U\.?\s?K\.?|G\.?B\.?|imperial|imp\.?|British|англ(?:ийск\w*)?\.?|брит(?:анск\w*)?\.?)(?![^\W_]|-thermal)(?!\s+thermal)"),
        (Mark.SHORT, r"\b(?:short|net)\b(?=\s*tons?\b)|(?<=\bton)\s*,?\s*short\b|(?<=\btons)\s*,?\s*short\b|коротк\w+(?=\s+тонн)"),
        (Mark.LONG, r"\b(?:long|gross)\b(?=\s*tons?\b)|(?<=\bton)\s*,?\s*long\b|(?<=\btons)\s*,?\s*long\b|длинн\w+(?=\s+тонн)"),
        (Mark.METRIC, r"\bmetric\b|метрическ\w+"),
        (Mark.OIL, r"\b(?:of\s+)?(?:crude\s+)?oil\b(?!\s+eq)|\bpetroleum\b|нефти\b|нефтян\w+(?=\s+барр)"),
        (Mark.BOILER, r"\bboiler\b"),
        (Mark.NORMAL, r"при\s+н\.?\s?у\.?(?!\w)|(?<!\w)н\.\s?у\.?(?!\w)|при\s+норм\w*\.?\s+усл\w*\.?|нормальн\w+|\bnormal\b|при\s+0\s*°?\s*[CС]\b"),
        (Mark.STANDARD, r"при\s+(?:станд\w*\.?\s+усл\w*\.?|ст\.?\s?у\.?|с\.?\s?у\.?)(?!\w)|(?<!\w)ст\.\s?у\.?(?!\w)|при\s+20\s*°?\s*[CС](?!\w)|стандартн\w+|\bstandard\b|\bstd\b\.?"),
        (Mark.OTHER_GAS, r"(?:при|at|@)\s*(?:15|25)\s*°?\s*[CС](?!\w)|\bSTP\b"),
        (Mark.GAUGE, r"\bgauge\b|\bgage\b|\bизб(?:ыт\w*)?\b\.?"),
        (Mark.ABSOLUTE, r"\babs(?:olute)?\b\.?|\bабс(?:ол\w*)?\b\.?"),
        (Mark.HEAT, r"\btherm(?:al)\b|\bth\b\.?|\bтепл\w*\.?"),
        (Mark.ELECTRIC, r"\bel(?:ec(?:tric(?:al)?)?)?\b\.?|\bэл(?:ектр\w*)?\b\.?"),
        (Mark.SOLID, r"\bsolid\b"),
        (Mark.STACKED, r"\b(?:stacked|loose|bulk)\b|складочн\w+|складск\w+|плотн\w+(?=\s+(?:м|куб))|насыпн\w+|рыхл\w+"),
        (Mark.SHARE, r"\b(?:by\s+)?(?:mass|weight|volume|vol|wt|mole?)\b\.?|\b[wmv]/[wmv]\b|\bмас(?:с\w*)?\b\.?|\bоб(?:ъ[её]м\w*)?\b\.?|\bмольн\w*\.?|(?<![^\W\d_])(?:wt|vol|mol)\.?\s?(?=%)"),
        (Mark.CONDITIONAL, r"\bусл(?:овн\w*)?\b\.?(?!\s*(?:т\.?\s*)?топл)"),
        (Mark.PLURAL, r"\bof\b(?!\s+(?:oil|coal))"),
    )
)  # fmt: skip


@dataclass(slots=True)
class Marks:
    """The marks of one text, and which of them found their unit."""

    given: frozenset[Mark] = frozenset()
    used: set[Mark] = field(default_factory=set)

    @property
    def contradict(self) -> bool:
        """American and British, gauge and absolute at once."""
        pairs = ({Mark.US, Mark.UK}, {Mark.SHORT, Mark.LONG}, {Mark.GAUGE, Mark.ABSOLUTE}, {Mark.NORMAL, Mark.STANDARD})  # fmt: skip
        return any(pair <= self.given for pair in pairs)

    @property
    def lost(self) -> bool:
        """A mark that would change the meaning found no unit to change."""
        return bool(self.given - self.used - _HARMLESS)

    def apply(self, meaning: Meaning | None) -> Meaning | None:
        """The variety of a unit that the marks ask for."""
        asked = meaning
        for mark in Mark:
            if mark not in self.given:
                continue
            changed = _variety(meaning, mark)
            if changed is None and _variety(asked, mark) == meaning and meaning is not None:
                changed = meaning
            if changed is not None:
                self.used.add(mark)
                meaning = changed
        return meaning


def bracketed(text: str) -> list[tuple[str, frozenset[Mark]]]:
    """The text without the marks in its brackets, with the marks; more than one reading where a letter serves twice.

    Empty when no bracket holds a mark.
    """
    readings: list[tuple[str, frozenset[Mark]]] = [("", frozenset())]
    at, seen = 0, False
    for match in _BRACKET.finditer(text):
        marks = _IN_BRACKETS.get(re.sub(r"[\s.,]", "", match[1]).casefold())
        if marks is None:
            continue
        seen = True
        before = text[at : match.start()]
        readings = [(t + before + " ", m | {mark}) for t, m in readings for mark in marks][:8]
        at = match.end()
    return [((t + text[at:]).strip(), m) for t, m in readings] if seen else []


def free(text: str) -> tuple[str, frozenset[Mark]]:
    """The text without the marks that stand free in it."""
    found: set[Mark] = set()
    for mark, pattern in _FREE:
        text, count = pattern.subn(" ", text)
        if count:
            found.add(mark)
    return re.sub(r"\s*,\s*(?=$|/)", " ", text).strip(" ,"), frozenset(found)


# unit key and mark → the spelling of the variety in the table
_VARIETIES: Final[dict[tuple[str, Mark], str]] = {
    **{(f"{prefix}gal_us", Mark.UK): f"{spelling}UK" for prefix, spelling in (("", "gal"), ("k", "kgal"), ("c", "cGal"), ("M", "MGal"), ("B", "Bgal"))},
    ("gpm", Mark.UK): "igpm", ("gph", Mark.UK): "igph", ("gpd", Mark.UK): "igpd", ("MGD", Mark.UK): "MIGD",
    ("qt", Mark.UK): "qtUK", ("pint_us", Mark.UK): "pintUK", ("floz", Mark.UK): "flozUK",
    ("therm", Mark.UK): "thermEC", ("hp", Mark.METRIC): "hpmetric", ("hp", Mark.BOILER): "boilerhp",
}  # fmt: skip
# what an ambiguous spelling offers, the mark → the choice
_CHOSEN: Final[dict[tuple[str, Mark], str]] = {
    ("t", Mark.METRIC): "т", ("t", Mark.SHORT): "shortton", ("t", Mark.US): "shortton", ("t", Mark.LONG): "longton",
    ("t", Mark.UK): "longton", ("t", Mark.COOLING): "TR",
    ("bbl_oil", Mark.OIL): "oilbbl", ("bbl_oil", Mark.BEER): "beerbbl",
    ("cwt_us", Mark.US): "cwtUS", ("cwt_us", Mark.UK): "cwtUK", ("cwt_us", Mark.SHORT): "cwtUS", ("cwt_us", Mark.LONG): "cwtUK",
    ("pint_us", Mark.US): "pintUS", ("pint_us", Mark.UK): "pintUK",
}  # fmt: skip
_SAYS_NOTHING: Final[dict[Mark, tuple[Dim, ...]]] = {
    Mark.ABSOLUTE: (d.PRESSURE,),
    Mark.HEAT: (d.POWER, d.ENERGY),
    Mark.ELECTRIC: (d.POWER, d.ENERGY),
    Mark.COOLING: (d.POWER, d.ENERGY),
    Mark.SHARE: (d.ONE,),
}
_GAS: Final = {Mark.NORMAL: d.NORMAL, Mark.STANDARD: d.STANDARD20}


def _variety(meaning: Meaning | None, mark: Mark) -> Meaning | None:
    """The unit that the mark makes of it; None when it has no such variety."""
    if isinstance(meaning, Trouble):
        if mark in (Mark.CONDITIONAL, Mark.STACKED):
            return Trouble("needs_factor")
        chosen = _CHOSEN.get((meaning.choices[0], mark)) if meaning.choices else None
        return exact()[chosen] if chosen else None
    if meaning is None or mark is Mark.CONDITIONAL:
        return Trouble("needs_factor") if meaning else None
    spelling = _VARIETIES.get((meaning.key, mark))
    if spelling:
        return exact()[spelling]
    if meaning.dim in _SAYS_NOTHING.get(mark, ()):
        return meaning
    return _of_gas_or_wood(meaning, mark)


def _of_gas_or_wood(meaning: Unit, mark: Mark) -> Meaning | None:
    """Marks that change what is measured: gauge pressure, gas at stated conditions, solid or stacked wood."""
    if mark in _GAS:
        return _of_gas(meaning, mark)
    if mark is Mark.GAUGE and meaning.dim == d.PRESSURE:
        return replace(meaning, key=f"{meaning.key}_gauge", dim=d.GAUGE)
    if mark is Mark.SOLID and meaning.key == "m3":
        return exact()["m3solid"]
    if mark is Mark.OTHER_GAS and meaning.dim in (d.VOLUME, d.NORMAL, d.STANDARD20):
        return Trouble("ambiguous", ("Nm3", "Sm3"))
    return Trouble("needs_factor") if mark is Mark.STACKED and meaning.dim == d.VOLUME else None


def _of_gas(meaning: Unit, mark: Mark) -> Unit | None:
    """Cubic metres at 0 °C or 20 °C, cubic feet at 60 °F; None for what is no volume of gas."""
    feet = "ft3" in meaning.key or "cf" in meaning.key
    dim = d.STANDARD60F if feet else _GAS[mark]
    if meaning.dim == dim:
        return meaning
    if meaning.dim != d.VOLUME or (feet and mark is Mark.NORMAL):
        return None
    sign = "Nm3" if mark is Mark.NORMAL else "Sm3"
    key = f"s{meaning.key}" if feet else meaning.key.replace("m3", sign)
    return replace(meaning, key="scf" if key == "sft3" else key, dim=dim)
