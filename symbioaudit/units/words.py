"""Other ways to write the same unit: words in their cases, look-alike letters, signs of one glyph.

Tried only when a text is not read as it stands, so that none of these rules can change a known spelling.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import partial
from typing import Final

# Russian words in any case and number → the symbol; order matters.
_RUSSIAN: Final[tuple[tuple[re.Pattern[str], str], ...]] = tuple(
    (re.compile(pattern, re.IGNORECASE), symbol)
    for pattern, symbol in (
        (r"(?<!\w)(?:по|за)\s+(?=1\b)", "/"),
        (r"\bтонно?[-\s]*километр\w*", "т·км"),
        (r"\b(?:тонн?|тн)[ауыеой]*\.?(?=[\s.]+(?:у\.|усл|нефт|в\b|за\b))", "т"),
        (r"\bквадр\w*\s+(милли|санти|деци|кило)метр\w*", "~м2"),
        (r"\bкуб\w*\.?\s+(милли|санти|деци)метр\w*", "~м3"),
        (r"\bкуб\w*\.?\s+дюйм\w*", "in3"),
        (r"\bкуб\w*\.?\s+ярд\w*", "yd3"),
        (r"\bквадр\w*\s+дюйм\w*", "in2"),
        (r"\bквадр\w*\s+фут\w*", "ft2"),
        (r"\bквадр\w*\s+ярд\w*", "yd2"),
        (r"\b(?:общ(?:ей)?|жил(?:ой)?)\.?\s+(?:площади|пл\b)\.?", ""),
        (r"\bкиловольт-ампер\w*\s+реактивн\w*", "квар"),
        (r"\bчеловеко-", "чел·"),
        (r"\bмет(?:р[аы]?|ров)\s+кубическ\w*", "м3"),
        (r"\b(санти|милли)метр\w*\s+(?=водяного|ртутного)", "~м "),
        (r"\bртутн\w+\s+столб\w*", "рт.ст."),
        (r"\bкилограмм\w*-сил\w*|\bкгс\b", "кгс"),
        (r"\bкуб(?:ическ)?\w*\.?\s*фут\w*", "ft3"),
        (r"\bкуб(?:ическ\w*|\.|ов|ы|а|ометр\w*)?\.?\s*(?:метр\w*|м\b\.?)", "м3"),
        (r"\bкуб(?:ов|ы|а|ометр\w*)", "м3"),
        (r"\bквадр(?:атн)?\w*\.?\s*(?:метр\w*|м\b\.?)", "м2"),
        (r"\bметр(?:а|ов|ы|у|ам|ах)?\s*[³3]", "м3"),
        (r"\bметр(?:а|ов|ы|у|ам|ах)?\s*[²2]", "м2"),
        (r"\bпог(?:онн)?\w*\.?\s*(?:метр\w*|м\b\.?)|\bм\.\s?п\.?(?!\w)", "м"),
        (r"\bусловн\w*", "усл"),
        (r"\b(?:усл\.?\s*)?топлив\w*", "усл топл"),
        (r"\bусл\s+усл\b", "усл"),
        (r"\bнефт(?:ян)?\w*\.?\s*экв\w*\.?", "н.э."),
        (r"\bкилограмм\w*|\bкилогр\w*", "кг"),
        (r"\bмиллиграмм\w*", "мг"),
        (r"\bмикрограмм\w*", "мкг"),
        (r"\bграмм\w*", "гр"),
        (r"\bтонн[ауыеой]*\b", "т"),
        (r"\bкиловатт\b", "кВт"),
        (r"\bсекунд\w*", "с"),
        (r"\bминут\w*", "мин"),
        (r"\bчас(?:а|ов|ы|у|ам)?\b", "ч"),
        (r"\bлитр\w*", "л"),
        (r"\bрубл\w*", "руб"),
        (r"\bдоллар\w*(?:\s+сша)?", "USD"),
        (r"\b(?:японск\w+\s+)?[ий]ен[аыу]?\b", "JPY"),
        (r"\b(?:кита\w+\s+)?юан\w*", "CNY"),
        (r"\bсмен\w*", "смен"),
        (r"\bсут(?:ки|ок|кам)?\b", "сут"),
        (r"\bмесяц\w*", "мес"),
        (r"\bквартал\w*", "кварт"),
        (r"\b(кило|мега|гига|тера)джоул\w*", "~Дж"),
        (r"\bджоул\w*", "Дж"),
        (r"\b(кило|мега|гига|тера)паскал\w*", "~Па"),
        (r"\bпаскал\w*", "Па"),
        (r"\b(кило|мега|гига|тера)калори\w*", "~кал"),
        (r"\bкельвин\w*", "K"),
        (r"\bфизическ\w+\s+атмосфер\w*", "атм"),
        (r"\bтехническ\w+\s+атмосфер\w*", "ат"),
        (r"\bбанок\b|\bбанк[аи]\b", "банок"),
    )
)  # fmt: skip
_PREFIX: Final = {"милли": "м", "санти": "с", "деци": "д", "кило": "к", "мега": "М", "гига": "Г", "тера": "Т"}  # fmt: skip
_WATER_COLUMN = re.compile(r"\b(мм|см|м)\.?\s*(?:в|вод\w*)\.?\s*ст(?:олба)?\.?", re.IGNORECASE)
_CO2E = re.compile(
    r"[CС][OО][2₂]\s*[-‐‑–\s]*(?:экв\w*\.?|э\.?|eq\w*\.?|e(?![A-Za-z]))|(?:of\s+)?[CС][OО][2₂]\s+equivalents?",
    re.IGNORECASE,
)
_ENGLISH: Final[tuple[tuple[re.Pattern[str], str], ...]] = tuple(
    (re.compile(pattern, re.IGNORECASE), symbol)
    for pattern, symbol in (
        (r"\b(?:metric\s+)?ton(?:ne)?s?\s+of\s+oil\s+eq\w*\.?", "toe"),
        (r"\b(?:metric\s+)?ton(?:ne)?s?\s+of\s+coal\s+eq\w*\.?|\bt\s*c\.\s?e\.?", "tce"),
        (r"\bbarrels?\s+of\s+oil\s+eq\w*\.?", "boe"),
        (r"\bcub(?:ic|e|\.)?\s+(?:metres?|meters?|m)\b", "m3"),
        (r"\b(?:cub(?:ic|e|\.)?\s+(?:feet|foot|ft)\b\.?|feet[³3]|foot[³3])", "ft3"),
        (r"\bsq(?:uare)?\.?\s+(?:metres?|meters?|m)\b", "m2"),
        (r"\btonnes?-kilomet\w+", "tkm"),
        (r"(?<![\d,])(?:'|’|`)000s?\b|(?<![\d,.])000s?(?=\s)", "1000"),
        (r"\b1[,\u00a0 ]000(?!\d|,)", "1000"),
        (r"\b10\s*\*\s*([369])(?=\s)", "10^"),
        (r"\bkilolit(?:re|er)s?\b", "kL"),
        (r"\bmegalit(?:re|er)s?\b", "ML"),
    )
)  # fmt: skip

_CYRILLIC: Final = str.maketrans("ABCEHKMOPTXaceopxyk", "АВСЕНКМОРТХасеорхук")
_LATIN: Final = str.maketrans("АВСЕНКМОРТХасеорхук", "ABCEHKMOPTXaceopxyk")
_DOTS: Final = dict.fromkeys(map(ord, "˙ˑ∙‧・·"), "·")


def other_ways(text: str) -> Iterator[str]:
    """The same unit written otherwise, most faithful first."""
    seen = {text}
    for changed in (_clean(text), words(_clean(text)), *_alike(_clean(text))):
        for way in (changed, words(changed), _singular(words(changed))):
            if way and way not in seen:
                seen.add(way)
                yield way


def _clean(text: str) -> str:
    """One sign of several letters taken apart; invisible characters dropped."""
    visible = "".join(c for c in text.translate(_DOTS) if unicodedata.category(c) != "Cf")
    return re.sub(r"\s+", " ", unicodedata.normalize("NFKC", visible)).strip()


def words(text: str) -> str:
    """Words in any grammatical form as symbols."""
    text = _CO2E.sub("CO2e ", text)
    for pattern, symbol in _RUSSIAN:
        text = pattern.sub(partial(_symbol, symbol), text)
    for pattern, symbol in _ENGLISH:
        text = pattern.sub(partial(_symbol, symbol), text)
    text = _WATER_COLUMN.sub(lambda m: f"{m[1]}водст ", text)
    return re.sub(r"\s+", " ", text).strip()


def _symbol(symbol: str, match: re.Match[str]) -> str:
    """A symbol whose prefix or power is what the word said."""
    if symbol.startswith("~"):
        return _PREFIX[match[1].casefold()] + symbol[1:]
    return f"10^{match[1]}" if symbol == "10^" else symbol


def _singular(text: str) -> str:
    return re.sub(r"(?<=[a-z]{3})s\b(?!\w)", "", text)


def _alike(text: str) -> Iterator[str]:
    """Letters of the other alphabet that look the same, where the text mixes alphabets or may be either."""
    if len(text) == 1 or ("(" in text and not _mixes(text)):
        return
    cyrillic = text.translate(_CYRILLIC)
    if not re.search(r"[A-Za-z]", cyrillic):
        yield cyrillic
    latin = text.translate(_LATIN)
    if not re.search(r"[А-Яа-яёЁ]", latin):
        yield latin
    yield " ".join(_one_alphabet(word) for word in text.split(" "))


def _mixes(text: str) -> bool:
    return bool(re.search(r"[A-Za-z]", text) and re.search(r"[А-Яа-яёЁ]", text))


def _one_alphabet(word: str) -> str:
    parts = re.split(r"([/·*().\d-])", word)
    return "".join(_part(part) for part in parts)


def _part(part: str) -> str:
    if not _mixes(part):
        return part
    for table, alien in ((_CYRILLIC, r"[A-Za-z]"), (_LATIN, r"[А-Яа-яёЁ]")):
        changed = part.translate(table)
        if not re.search(alien, changed):
            return changed
    return part
