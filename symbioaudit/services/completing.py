"""Completion of typed texts: closed lists by letters, names of records, codes by code or words.

Whoever can find codes is a ``Source``; :func:`own_codes` knows those of the audit itself, and the
library of classifiers joins where it is at hand.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from threading import local
from typing import Any, Final

from symbioaudit.base.errors import SymbioError
from symbioaudit.intake.answers import NO, YES
from symbioaudit.intake.layout import Choice
from symbioaudit.services.sifting import folded

SHOWN: Final = 12
SHORTEST_STEM: Final = 3


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One offer: what goes into the cell, what is shown for it, what is said beside it."""

    text: str
    label: str
    note: str = ""


# Finds codes of a classifier (system, what was typed, how many) by a code's beginning or by words;
# the best first.
Source = Callable[[str, str, int], Sequence[Suggestion]]


def of_choices(choices: Sequence[Choice], text: str, lang: str) -> tuple[Suggestion, ...]:
    """Values of a closed list that fit the letters typed; all of them for no letters."""
    offers = [Suggestion(c.text.render(lang), c.text.render(lang)) for c in choices]
    return ranked(offers, text, limit=len(offers))


def of_names(names: Mapping[str, str], text: str, limit: int = SHOWN) -> tuple[Suggestion, ...]:
    """Records by the letters of their names."""
    unique = dict.fromkeys(names.values())
    return ranked((Suggestion(name, name) for name in unique), text, limit)


def ranked(offers: Iterable[Suggestion], text: str, limit: int = SHOWN) -> tuple[Suggestion, ...]:
    """Offers that fit: those that begin with the text, then those with words that do, then the rest."""
    wanted = folded(text.strip())
    graded = ((fit(wanted, folded(offer.label)), offer) for offer in offers)
    good = [(grade, offer) for grade, offer in graded if grade is not None]
    good.sort(key=lambda pair: pair[0])
    return tuple(offer for _grade, offer in good[:limit])


def fit(wanted: str, label: str) -> int | None:
    """-1 is it · 0 begins with it · 1 each word begins a word · 2 inside · None does not fit. Both folded."""
    if label.startswith(wanted):
        return -1 if label == wanted else 0
    words = _words(label)
    if all(any(word.startswith(part) for word in words) for part in wanted.split()):
        return 1
    return 2 if wanted in label else None


def own_codes(records: Iterable[Any], code: str) -> Source:
    """The codes that the audit already uses, with the names of their records."""
    held: dict[str, str] = {}
    for record in records:
        value = getattr(record, code, None) or record.properties.get(code)
        if isinstance(value, str):
            held.setdefault(value, str(getattr(record, "name", None) or ""))

    def find(_system: str, text: str, limit: int) -> tuple[Suggestion, ...]:
        digits = "".join(letter for letter in text if letter.isalnum())
        offers = []
        for own, name in held.items():
            if (digits and own.startswith(digits)) or (name and speaks_of(folded(text), name)):
                offers.append(Suggestion(own, name or own, own))
        return tuple(offers[:limit])

    return find


def speaks_of(wanted: str, name: str) -> bool:
    """True where each word typed shares its beginning with a word of the name (``опилок`` ~ ``опилки``)."""
    words = _words(folded(name))
    parts = wanted.split()
    return bool(parts) and all(any(_akin(part, word) for word in words) for part in parts)


def by_name(source: Source, system: str, name: str, limit: int) -> tuple[Suggestion, ...]:
    """Codes that the name of a thing speaks for: by all its words, else by each of them in turn."""
    found = source(system, name, limit)
    if found:
        return tuple(found)
    words = [word for word in _words(folded(name)) if len(word) > SHORTEST_STEM]
    offers: dict[str, Suggestion] = {}
    for word in words:
        for offer in source(system, word, limit):
            offers.setdefault(offer.text, offer)
    return tuple(offers.values())[:limit]


def _akin(one: str, two: str) -> bool:
    stem = max(min(len(one), len(two)) - 2, SHORTEST_STEM)
    return two.startswith(one) or (len(one) > SHORTEST_STEM and one[:stem] == two[:stem])


def _words(text: str) -> list[str]:
    return "".join(letter if letter.isalnum() else " " for letter in text).split()


def joined(sources: Sequence[Source]) -> Source:
    """Ask several sources in turn; the same code is offered once."""

    def find(system: str, text: str, limit: int) -> tuple[Suggestion, ...]:
        found: dict[str, Suggestion] = {}
        for source in sources:
            for offer in source(system, text, limit):
                found.setdefault(offer.text, offer)
        return tuple(found.values())[:limit]

    return find


def nothing(_system: str, _text: str, _limit: int) -> tuple[Suggestion, ...]:
    """A source that knows no code."""
    return ()


def yes_no(text: str, lang: str) -> tuple[Suggestion, ...]:
    """The two words."""
    words = (YES.render(lang), NO.render(lang))
    return ranked((Suggestion(word, word) for word in words), text)


_of_thread = local()  # a connection to the library belongs to the thread that opened it


def library_source() -> Source:
    """The library of classifiers, opened once per thread; a broken one offers nothing."""
    found: Source | None = getattr(_of_thread, "source", None)
    if found is None:
        found = _of_thread.source = _open_library()
    return found


def _open_library() -> Source:
    from symbioaudit.services import library

    keeper = ExitStack()
    try:
        file = keeper.enter_context(library.open_library())
    except SymbioError:
        return nothing

    def find(
        system: str, text: str, limit: int, _keeper: ExitStack = keeper
    ) -> tuple[Suggestion, ...]:
        if system not in library.systems():
            return ()
        found = library.search(file, text, system=system, limit=limit)
        return tuple(Suggestion(entry.code, entry.name, entry.printed) for entry in found)

    return find
