"""Search in the library: by the beginning of a code, by words in any order, by what people call things.

Words are compared by their stems, the last one also by its beginning; what the trade calls by
another name is searched by that too. The order: an exact code, kinds before headings, names that
begin with the words, short names first.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from symbioaudit.model.classifier import Entry, is_heading, key_of
from symbioaudit.storage.library import LibraryFile
from symbioaudit.storage.library_words import stem, stems_of, words_of

CANDIDATES: Final = 300  # entries looked at for one query
LONGEST_QUERY: Final = 200
MOST_WORDS: Final = 12
CODE_LIKE: Final = re.compile(r"[\d\s.\u00a0*-]+")
Synonyms = Mapping[str, Collection[str]]


@dataclass(frozen=True, slots=True)
class Query:
    """What is looked for: the digits in front as the beginning of a code, and words."""

    text: str
    key: str = ""
    dotted: str = ""
    words: tuple[str, ...] = ()
    open_end: bool = True  # the last word is still being typed


def read_query(text: str) -> Query:
    """Split a text into a code and words."""
    text = text[:LONGEST_QUERY]
    head = re.match(CODE_LIKE, text.strip())
    code = head[0] if head else ""
    words = tuple(words_of(text.strip()[len(code) :]))[:MOST_WORDS]
    dotted = code.strip(" *").rstrip(".") if "." in code else ""
    return Query(text, key_of(code), dotted, words, open_end=not text.endswith((" ", ".", ",")))


def search(
    library: LibraryFile,
    text: str,
    *,
    systems: Sequence[str] = (),
    synonyms: Synonyms | None = None,
    order: Sequence[str] = (),
    limit: int = 20,
) -> tuple[Entry, ...]:
    """The best entries; ``order`` names systems from the most wanted."""
    query = read_query(text)
    known = synonyms or {}
    found = _exact(library, text, systems)
    if query.key:
        found += _by_code(library, query, systems, known)
    if not found or query.words:
        found += _by_words(library, _all_words(query), systems, known, query)
    return _ranked(found, query, order)[:limit]


def _all_words(query: Query) -> tuple[str, ...]:
    return query.words if not query.key else tuple(words_of(query.text))[:MOST_WORDS]


def _exact(library: LibraryFile, text: str, systems: Sequence[str]) -> list[Entry]:
    """An entry whose whole code was typed: R5, KGM, 24.10, C."""
    key = key_of(text[:LONGEST_QUERY])
    if not key or len(key) > 15:
        return []
    return library.fetch(f"e.key = ?{_in(systems)}", (key, *systems))


def _by_code(
    library: LibraryFile, query: Query, systems: Sequence[str], known: Synonyms
) -> list[Entry]:
    condition = f"e.key >= ? AND e.key < ?{_in(systems)}"
    params: list[str] = [query.key, query.key + "\uffff", *systems]
    if query.dotted:
        condition += " AND e.code >= ? AND e.code < ?"
        params += [query.dotted, query.dotted + "\uffff"]
    if query.words:
        condition += " AND e.id IN (SELECT rowid FROM fts WHERE fts MATCH ?)"
        params.append(match_of(query.words, known, open_end=query.open_end))
    tail = f"ORDER BY e.key, e.weight LIMIT {CANDIDATES}"
    return library.fetch(condition, params, tail)


def _by_words(
    library: LibraryFile,
    words: tuple[str, ...],
    systems: Sequence[str],
    known: Synonyms,
    query: Query,
) -> list[Entry]:
    if not words:
        return []
    inside = "e.id IN (SELECT rowid FROM fts WHERE fts MATCH ?)"
    tail = f"ORDER BY e.weight LIMIT {CANDIDATES}"
    for every in (False, True):  # what was found by whole words first, else by beginnings
        match = match_of(words, known, open_end=query.open_end, every=every)
        found = library.fetch(f"{inside}{_in(systems)}", (match, *systems), tail)
        if found:
            return found
    return []


def _in(systems: Sequence[str]) -> str:
    return f" AND e.system IN ({','.join('?' * len(systems))})" if systems else ""


def match_of(
    words: Sequence[str], known: Synonyms, *, open_end: bool = True, every: bool = False
) -> str:
    """The FTS5 expression: each word by its stem, its other names, and its beginning at the end."""
    parts = []
    for number, word in enumerate(words):
        last = open_end and number == len(words) - 1
        parts.append(f"({_one(word, known, beginning=every or last)})")
    return " AND ".join(parts)


def _one(word: str, known: Synonyms, *, beginning: bool) -> str:
    options = [f'stems : "{stem(word)}"']
    if beginning:
        options.append(f'words : "{word}" *')
    for phrase in known.get(stem(word), ()):
        others = " AND ".join(f'stems : "{one}"' for one in phrase.split())
        options.append(f"({others})")
    return " OR ".join(options)


def synonyms_of(groups: Mapping[str, Iterable[str]]) -> dict[str, tuple[str, ...]]:
    """Other names by stem: what people say → phrases of stems that the catalogues use."""
    found: dict[str, list[str]] = {}
    for word, phrases in groups.items():
        found.setdefault(stems_of(word), []).extend(stems_of(phrase) for phrase in phrases)
    return {word: tuple(dict.fromkeys(phrases)) for word, phrases in found.items()}


def _ranked(found: Iterable[Entry], query: Query, order: Sequence[str]) -> tuple[Entry, ...]:
    """Best first, each entry once."""
    once = {(x.system, x.code, x.variant): x for x in found}
    places = {system: number for number, system in enumerate(order)}
    whole = key_of(query.text)
    stems = [stem(word) for word in query.words]

    def rank(x: Entry) -> tuple[object, ...]:
        exact = key_of(x.code) != whole
        place = places.get(x.system, len(places))
        if query.key and not query.words:
            return exact, place, x.code
        return exact, *_closeness(x, stems), place, len(x.name), x.code

    return tuple(sorted(once.values(), key=rank))


def _closeness(x: Entry, stems: Sequence[str]) -> tuple[int, int, int]:
    """(other names only, heading, how far in front the words stand and how much of the name they are)."""
    words = [stem(word) for word in words_of(x.name)]
    lacking = sum(one not in words and not _begins(words, one) for one in stems)
    first = next((n for n, word in enumerate(words) if word in stems), len(words))
    return lacking, int(is_heading(x.system, x.code)), first * 6 + len(words)


def _begins(words: Sequence[str], start: str) -> bool:
    return any(word.startswith(start) for word in words)


def entry_of(library: LibraryFile, system: str, code: str) -> Entry | None:
    """The entry with this code, None where there is none."""
    found = library.fetch("e.key = ? AND e.system = ?", (key_of(code), system), "LIMIT 5")
    same = [x for x in found if x.code == code]
    return next(iter(same or found), None)


def beginning_with(library: LibraryFile, system: str, start: str) -> list[Entry]:
    """Entries of a system whose code begins so."""
    params = (start, start + "\uffff", system)
    return library.fetch("e.key >= ? AND e.key < ? AND e.system = ?", params)
