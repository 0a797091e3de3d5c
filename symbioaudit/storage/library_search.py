"""Search in the library: by the beginning of a code, by words in any order, by what people call things.

Words are compared by their stems, the last one also by its beginning; what the trade calls by
another name is searched by that too. The order: an exact code, kinds before headings, names that
begin with the words, short names first.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from symbioaudit.model.classifier import DOTTED, Entry, is_heading, key_of
from symbioaudit.storage.library import LibraryFile
from symbioaudit.storage.library_words import stem, stems_of, words_of

CANDIDATES: Final = 200  # entries looked at for one query
LONGEST_QUERY: Final = 200
LONGEST_CODE: Final = 15
MOST_WORDS: Final = 12
COMMON_BONUS: Final = 14  # words of a name that being met every day outweighs
OTHER_NAME: Final = 3  # words of a name that being found by another name costs
OTHER_NAME_STEP: Final = 10  # the same for each nearer other name that did not fit
OTHER_NAMES: Final = ("name_ru", "name_en", "also")
SYSTEM_STEP: Final = 3  # words of a name that one place in the order of systems outweighs
CODE_LIKE: Final = re.compile(r"[\d\s.\u00a0*-]+")
LITTLE: Final = frozenset(
    {
        "и", "с", "из", "в", "от", "на", "при", "для", "по", "к", "о", "не", "или",
        "and", "of", "the", "from", "or", "in",
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Help:
    """What the shipped data know about searching. ``synonyms``: stems of what people say → phrases of
    stems, the nearest first. ``common``: entries that are met every day. ``order`` of systems."""

    synonyms: Mapping[frozenset[str], Sequence[str]] = field(default_factory=dict)
    common: frozenset[tuple[str, str]] = frozenset()
    order: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Query:
    """What is looked for: the digits in front as the beginning of a code, and words."""

    text: str
    key: str = ""
    dotted: str = ""
    spaced: bool = False  # digits in groups with spaces, as ФККО and EWC print them
    words: tuple[str, ...] = ()
    open_end: bool = True  # the last word is still being typed


def read_query(text: str) -> Query:
    """Split a text into a code and words."""
    text = text[:LONGEST_QUERY]
    head = re.match(CODE_LIKE, text.strip())
    code = head[0].strip(" *\u00a0") if head else ""
    rest = text.strip()[len(head[0]) if head else 0 :]
    dotted = code.rstrip(".") if "." in code else ""
    spaced = not dotted and len(code.split()) > 1
    open_end = not text.endswith((" ", ".", ","))
    return Query(text, key_of(code), dotted, spaced, _telling(words_of(rest)), open_end=open_end)


def _telling(words: Sequence[str]) -> tuple[str, ...]:
    """The words that say something: not the little ones, unless there is nothing else."""
    telling = [word for word in words if word not in LITTLE] or words
    return tuple(telling[:MOST_WORDS])


def search(
    library: LibraryFile,
    text: str,
    *,
    systems: Sequence[str] = (),
    help_: Help | None = None,
    limit: int = 20,
) -> tuple[Entry, ...]:
    """The best entries of all systems, or of some."""
    query, aid = read_query(text), help_ or Help()
    exact = _exact(library, query, systems)
    found = list(exact)
    if query.key:
        found += _by_code(library, query, systems, aid)
    words = query.words
    if query.key and not found:  # the digits belong to the name: «15 % нефтепродуктов»
        words = _telling(words_of(query.text))
    if words and not (query.key and found):
        found += _by_words(library, words, systems, aid, open_end=query.open_end)
    return _ranked(found, exact, words, aid)[:limit]


def _exact(library: LibraryFile, query: Query, systems: Sequence[str]) -> list[Entry]:
    """An entry whose whole code was typed: R5, KGM, 24.10, C."""
    key = key_of(query.text)
    if not key or len(key) > LONGEST_CODE or query.spaced:
        return []
    return library.fetch(f"e.key = ?{_in(systems)}", (key, *systems))


def _by_code(library: LibraryFile, query: Query, systems: Sequence[str], aid: Help) -> list[Entry]:
    condition = f"e.key >= ? AND e.key < ?{_in(systems)}"
    params: list[str] = [query.key, query.key + "\uffff", *systems]
    if query.dotted:
        condition += " AND e.code >= ? AND e.code < ?"
        params += [query.dotted, query.dotted + "\uffff"]
    if query.words:
        condition += " AND e.id IN (SELECT rowid FROM fts WHERE fts MATCH ?)"
        params.append(match_of(query.words, aid, open_end=query.open_end))
    found = library.fetch(condition, params, f"ORDER BY e.key, e.weight LIMIT {CANDIDATES}")
    if query.spaced:
        return [x for x in found if x.system not in DOTTED] or found
    return found


def _by_words(
    library: LibraryFile,
    words: tuple[str, ...],
    systems: Sequence[str],
    aid: Help,
    *,
    open_end: bool,
) -> list[Entry]:
    inside = "e.id IN (SELECT rowid FROM fts WHERE fts MATCH ?)"
    tail = f"ORDER BY e.weight LIMIT {CANDIDATES}"
    for every in (False, True):  # by whole words first, else by the beginnings of all
        match = match_of(words, aid, open_end=open_end, every=every)
        found = library.fetch(f"{inside}{_in(systems)}", (match, *systems), tail)
        if found:
            return found
    return []


def _in(systems: Sequence[str]) -> str:
    return f" AND e.system IN ({','.join('?' * len(systems))})" if systems else ""


def match_of(words: Sequence[str], aid: Help, *, open_end: bool = True, every: bool = False) -> str:
    """The FTS5 expression: each word by its stem and its beginning at the end, or by other names."""
    parts = []
    last = words[-1] if open_end and words else None
    for unit, phrases in _units(words, aid):
        own = " AND ".join(_one(word, beginning=every or word == last) for word in unit)
        others = (" AND ".join(f'stems : "{one}"' for one in p.split()) for p in phrases)
        parts.append("(" + " OR ".join(f"({one})" for one in (own, *others)) + ")")
    return " AND ".join(parts)


def _one(word: str, *, beginning: bool) -> str:
    whole = f'stems : "{stem(word)}"'
    return f'({whole} OR words : "{word}" *)' if beginning else whole


def _units(words: Sequence[str], aid: Help) -> Iterator[tuple[list[str], Sequence[str]]]:
    """Words that people use together for one thing, then the single ones; each with other names."""
    left = list(words)
    for key in sorted((k for k in aid.synonyms if len(k) > 1), key=len, reverse=True):
        together = [word for word in left if stem(word) in key]
        if {stem(word) for word in together} == key:
            left = [word for word in left if word not in together]
            yield together, aid.synonyms[key]
    for word in left:
        yield [word], aid.synonyms.get(frozenset({stem(word)}), ())


def synonyms_of(groups: Mapping[str, Iterable[str]]) -> dict[frozenset[str], tuple[str, ...]]:
    """Other names: stems of what people say → phrases of stems that the catalogues use."""
    found: dict[frozenset[str], list[str]] = {}
    for said, phrases in groups.items():
        key = frozenset(stems_of(said).split())
        found.setdefault(key, []).extend(stems_of(phrase) for phrase in phrases)
    return {key: tuple(dict.fromkeys(phrases)) for key, phrases in found.items()}


def _ranked(
    found: Iterable[Entry], exact: Iterable[Entry], words: Sequence[str], aid: Help
) -> tuple[Entry, ...]:
    """Best first, each entry once."""
    once = {(x.system, x.code, x.variant): x for x in found}
    places = {system: number for number, system in enumerate(aid.order)}
    whole = {(x.system, x.code) for x in exact}
    units = list(_units(words, aid))

    def rank(x: Entry) -> tuple[object, ...]:
        behind, place = (x.system, x.code) not in whole, places.get(x.system, len(places))
        if not words:
            return behind, place, x.code, x.variant
        bonus = COMMON_BONUS if (x.system, x.code) in aid.common else 0
        distance = min(_distance(name, units) for name in _names(x))
        heading = is_heading(x.system, x.code)
        return behind, heading, distance + place * SYSTEM_STEP - bonus, len(x.name), x.code

    return tuple(sorted(once.values(), key=rank))


def _names(x: Entry) -> list[str]:
    """The name, and what the entry is called in the other language."""
    return [x.name, *(x.facts[key] for key in OTHER_NAMES if key in x.facts)]


def _distance(name: str, units: Iterable[tuple[list[str], Sequence[str]]]) -> int:
    """How far a name is from the words asked for, in words of a name: by which other name it was
    found, where the words stand, how many others there are."""
    names = [stem(word) for word in words_of(name)]
    lacking, spread = 0, len(names)
    for unit, phrases in units:
        own = [_place(names, stem(word)) for word in unit]
        if None not in own:
            spread += sum(2 * (place or 0) for place in own)
            continue
        chosen = ((n, p) for n, p in enumerate(phrases) if set(p.split()) <= set(names))
        number, phrase = next(chosen, (len(phrases), ""))
        lacking += OTHER_NAME + OTHER_NAME_STEP * number
        spread += sum(names.index(one) for one in phrase.split())
    return lacking + spread


def _place(names: Sequence[str], wanted: str) -> int | None:
    return next((n for n, word in enumerate(names) if word.startswith(wanted)), None)


def entry_of(library: LibraryFile, system: str, code: str) -> Entry | None:
    """The entry with this code, None where there is none."""
    found = library.fetch("e.key = ? AND e.system = ?", (key_of(code), system), "LIMIT 5")
    same = [x for x in found if x.code == code]
    return next(iter(same or found), None)


def beginning_with(library: LibraryFile, system: str, start: str) -> list[Entry]:
    """Entries of a system whose code begins so."""
    params = (start, start + "\uffff", system)
    return library.fetch("e.key >= ? AND e.key < ? AND e.system = ?", params)
