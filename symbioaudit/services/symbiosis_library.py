"""Search in what the methodology knows of symbiosis: classes, precedents, technologies, sectors, substitutions.

Words are compared by their stems in both languages; a number is the beginning of a code.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass
from functools import lru_cache
from typing import Any, Final

from symbioaudit.base.i18n import Text
from symbioaudit.methodology import Pack
from symbioaudit.methodology.libraries import Entry
from symbioaudit.methodology.symbiosis import (
    Activity,
    Codes,
    Precedent,
    ResourceClass,
    SectorProfile,
    Substitution,
    Symbiosis,
    Technology,
)
from symbioaudit.services import errors
from symbioaudit.storage.library_words import stem, words_of

TITLE_WEIGHT: Final = 3  # a word of the title says more than one in a description
LEAST_PREFIX: Final = 4  # letters from which the beginning of a word is enough


@dataclass(frozen=True, slots=True)
class Hit:
    """One entry with how well it fits."""

    entry: Entry
    score: float


PARTS: Final[Mapping[str, Callable[[Symbiosis], tuple[Entry, ...]]]] = {
    "resources": lambda s: tuple(s.resources.values()),
    "precedents": lambda s: s.precedents,
    "technologies": lambda s: s.technologies,
    "sectors": lambda s: s.sectors,
    "substitutions": lambda s: s.substitutions,
}


def entries(pack: Pack, part: str) -> tuple[Entry, ...]:
    """All entries of a library, the user's own among them."""
    return PARTS[part](pack.symbiosis)


def search(
    pack: Pack, part: str, text: str, *, sector: str | None = None, limit: int = 20
) -> tuple[Hit, ...]:
    """Entries that have all words of ``text``, the best first; ``sector``: a code of NACE/ОКВЭД2."""
    library = pack.symbiosis
    wanted = words_of(text)
    hits = []
    for entry in PARTS[part](library):
        if sector and not of_sector(entry, sector):
            continue
        score = _score(_index(entry, _related(entry, library)), wanted)
        if score:
            hits.append(Hit(entry, score))
    hits.sort(key=lambda hit: (-hit.score, hit.entry.id))
    return tuple(hits[:limit])


def entry_of(pack: Pack, part: str, entry_id: str) -> Entry:
    """One entry by its id.

    Raises:
        SymbioError: SA-8070, there is none.
    """
    found = next((x for x in entries(pack, part) if x.id == entry_id), None)
    if found is None:
        raise errors.NO_ENTRY(entry=entry_id)
    return found


def title_of(entry: Entry) -> Text:
    """What people read for an entry."""
    if isinstance(entry, Precedent):
        give, take, name = entry.donor.name, entry.receiver.name, entry.name
        return Text(f"{give.ru} → {name.ru} → {take.ru}", f"{give.en} → {name.en} → {take.en}")
    return entry.replaces if isinstance(entry, Substitution) else entry.title


def of_sector(entry: Entry, code: str) -> bool:
    """Does an entry concern an activity: one code begins with the other."""
    wanted = _digits(code)
    known = [_digits(c) for c in _activities(entry)]
    return any(c.startswith(wanted) or wanted.startswith(c) for c in known if c)


def data_of(entry: Entry) -> dict[str, Any]:
    """An entry as plain data."""
    return asdict(entry)


def _activities(entry: Entry) -> Iterator[str]:
    if isinstance(entry, Precedent):
        for end in (entry.donor, entry.receiver, entry.intermediary):
            yield from _codes_of(end)
    elif isinstance(entry, SectorProfile):
        yield from entry.activities
    elif isinstance(entry, ResourceClass):
        for use in entry.uses:
            yield from use.takers


def _codes_of(end: Activity | None) -> Iterator[str]:
    if end:
        yield from (code for code in (end.nace, end.okved2) if code)


def _digits(code: str) -> str:
    return "".join(filter(str.isdigit, code))


@dataclass(frozen=True, slots=True)
class _Words:
    """Stems of an entry and its codes."""

    title: frozenset[str]
    rest: frozenset[str]
    codes: tuple[str, ...]


@lru_cache(maxsize=4096)
def _index_of(title: str, rest: str, codes: tuple[str, ...]) -> _Words:
    return _Words(
        frozenset(map(stem, words_of(title))), frozenset(map(stem, words_of(rest))), codes
    )


def _index(entry: Entry, related: str) -> _Words:
    title = title_of(entry)
    texts = " ".join(_texts(asdict(entry)))
    codes = tuple(sorted({_digits(c) for c in (*_activities(entry), *_resource_codes(entry))}))
    return _index_of(f"{title.ru} {title.en} {entry.id}", f"{texts} {related}", codes)


def _texts(node: Any) -> Iterator[str]:
    if isinstance(node, str):
        yield node
    elif isinstance(node, Mapping):
        for child in node.values():
            yield from _texts(child)
    elif isinstance(node, tuple | list):
        for child in node:
            yield from _texts(child)


def _related(entry: Entry, library: Symbiosis) -> str:
    """Titles of the classes that an entry names by their ids."""
    names: tuple[str, ...] = ()
    if isinstance(entry, Precedent | Substitution):
        names = (entry.resource,)
    elif isinstance(entry, Technology):
        names = (*entry.resources, *entry.product_classes)
    elif isinstance(entry, SectorProfile):
        names = tuple(x.resource for x in (*entry.gives, *entry.takes))
    known = (library.resources[name] for name in names if name in library.resources)
    return " ".join(f"{x.title.ru} {x.title.en} {' '.join(x.words.get('ru', ()))}" for x in known)


def _resource_codes(entry: Entry) -> Iterator[str]:
    found = getattr(entry, "codes", None)
    if isinstance(found, Codes):
        yield from (*found.fkko, *found.ewc, *found.okpd2)


def _score(words: _Words, wanted: list[str]) -> float:
    score = 0.0
    for word in wanted:
        key = stem(word)
        if _has(words.title, key):
            score += TITLE_WEIGHT
        elif _has(words.rest, key) or (
            word.isdigit()
            and any(c.startswith(word) or word.startswith(c) for c in words.codes if c)
        ):
            score += 1
        else:
            return 0.0
    return score


def _has(stems: frozenset[str], key: str) -> bool:
    if key in stems:
        return True
    return len(key) >= LEAST_PREFIX and key.isalpha() and any(s.startswith(key) for s in stems)
