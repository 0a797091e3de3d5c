"""Stems of names in Russian and English, their weight by rarity, and the likeness of two names."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, Protocol

_WORD: Final = re.compile(r"[0-9a-zа-я]+")
_SHORTEST: Final = 2
# Words that name no resource by themselves, in either language.
_EMPTY: Final = frozenset(
    ["of", "the", "and", "or", "for", "from", "in", "to", "with", "by", "as", "a", "an", "its", "nd", "na",
     "other", "used", "use", "waste", "wastes", "отходы", "отход", "от", "из", "и", "или", "для", "на",
     "по", "с", "в", "при", "прочие", "прочий", "не", "без"]
)  # fmt: skip


class _Stemmer(Protocol):
    def stemWord(self, word: str) -> str: ...  # noqa: N802 (the library's name)


@lru_cache(maxsize=1)
def _stemmers() -> tuple[_Stemmer, _Stemmer]:
    import snowballstemmer

    return snowballstemmer.stemmer("russian"), snowballstemmer.stemmer("english")


@lru_cache(maxsize=65536)
def stem(word: str) -> str:
    """Stem of a folded word: Russian for Cyrillic, English for Latin."""
    russian, english = _stemmers()
    return (russian if word[0] >= "а" else english).stemWord(word)


@lru_cache(maxsize=65536)
def stems(text: str) -> tuple[str, ...]:
    """Stems of a text in order, without words that name nothing."""
    folded = _WORD.findall(text.casefold().replace("ё", "е"))
    return tuple(stem(w) for w in folded if len(w) >= _SHORTEST and w not in _EMPTY)


@dataclass(frozen=True)
class Rarity:
    """How telling a stem is: rare ones weigh more."""

    weights: Mapping[str, float]
    unseen: float

    @classmethod
    def of(cls, texts: Iterable[Sequence[str]]) -> Rarity:
        """From many names, each as its stems: 1 + ln(N/n)."""
        counts: Counter[str] = Counter()
        total = 0
        for each in texts:
            counts.update(set(each))
            total += 1
        weights = {s: 1 + math.log(total / n) for s, n in counts.items()}
        return cls(weights, 1 + math.log(max(total, 1)))

    def weight(self, one: str) -> float:
        """Weight of one stem."""
        return self.weights.get(one, self.unseen)

    def norm(self, text: frozenset[str]) -> float:
        """Length of a name's vector of weights."""
        return math.sqrt(sum(self.weight(s) ** 2 for s in sorted(text)))


def cosine(a: frozenset[str], b: frozenset[str], rarity: Rarity) -> float:
    """Cosine of two names as weighted sets of stems, 0–1."""
    shared = sum(rarity.weight(s) ** 2 for s in sorted(a & b))
    return min(1.0, shared / (rarity.norm(a) * rarity.norm(b))) if shared else 0.0
