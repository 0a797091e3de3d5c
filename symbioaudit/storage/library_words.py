"""Words of names and queries as the library compares them: folded, and cut to their Russian stems."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import Final, Protocol

WORD: Final = re.compile(r"[0-9a-zа-я]+")
# Forms that the stemmer does not bring together: a vowel comes and goes in the plural's genitive.
IRREGULAR: Final[Mapping[str, str]] = MappingProxyType(
    {
        "масел": "масл", "стекол": "стекл", "досок": "доск", "бочек": "бочк", "угл": "угол",
        "покрышек": "покрышк", "стружек": "стружк", "опилок": "опилк", "крошек": "крошк",
        "пленок": "пленк", "зерен": "зерн", "корок": "корк", "банок": "банк",
        "древесн": "древесин", "веток": "ветк", "скорлупок": "скорлупк",
        "стекольн": "стекл",
    }
)  # fmt: skip
FORMAT: Final = 1  # raised when words are made differently, so that a library is indexed anew


class _Stemmer(Protocol):
    def stemWord(self, word: str) -> str: ...  # noqa: N802 (the library's name)


def words_of(text: str) -> list[str]:
    """Words in lower case, ё as е, without punctuation."""
    return WORD.findall(text.casefold().replace("ё", "е"))


@lru_cache(maxsize=65536)
def stem(word: str) -> str:
    """Stem of a folded word: Russian for Cyrillic, English for Latin; a number stays as it is."""
    if not word[0].isalpha():
        return word
    russian, english = _stemmers()
    found: str = (russian if word[0] >= "а" else english).stemWord(word)
    return IRREGULAR.get(found, found)


@lru_cache(maxsize=1)
def _stemmers() -> tuple[_Stemmer, _Stemmer]:
    import snowballstemmer

    return snowballstemmer.stemmer("russian"), snowballstemmer.stemmer("english")


def stems_of(text: str) -> str:
    """All stems of a text, for the index."""
    return " ".join(stem(word) for word in words_of(text))


def words_version() -> str:
    """What the words of an index were made by."""
    from importlib.metadata import version

    return f"{FORMAT}/{version('snowballstemmer')}"
