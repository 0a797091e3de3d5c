"""Classifiers: one entry of a catalogue, what is known of a catalogue, how its codes nest.

Names of systems are the ``code_system`` of the forms where a form asks for such a code.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Final, Protocol

from symbioaudit.model.codes import clean_code, fkko_level, print_fkko

DOTTED: Final = frozenset({"okved2", "okpd2", "nace"})
_DOTTED_LEVELS: Final[Mapping[str, Mapping[int, str]]] = {
    "okved2": {2: "class", 4: "subclass", 5: "group", 7: "subgroup", 8: "kind"},
    "okpd2": {2: "class", 4: "subclass", 5: "group", 7: "subgroup", 8: "kind", 12: "category"},
    "nace": {2: "division", 4: "group", 5: "class"},
}
_EWC_LEVELS: Final = {2: "chapter", 4: "subchapter", 6: "waste"}


class Origin(StrEnum):
    """Where a catalogue came from."""

    CORE = "core"  # shipped with the program, a selection
    IMPORTED = "imported"  # a file of the user


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a catalogue. ``variant`` tells apart entries that share a code
    (revision of NACE, second code of a pair); ``facts`` keeps the other columns as text."""

    system: str
    code: str
    name: str
    level: str = ""
    parent: str = ""
    variant: str = ""
    facts: Mapping[str, str] = field(default_factory=dict)

    @property
    def printed(self) -> str:
        """The code as it is printed: ФККО and EWC in groups with no-break spaces."""
        return printed(self.system, self.code)

    def title(self, lang: str) -> str:
        """The name in a language where the catalogue has it, else as it is."""
        return self.facts.get(f"name_{lang}") or self.name


@dataclass(frozen=True, slots=True)
class Catalogue:
    """What is known of one catalogue in the library. ``complete`` decides whether a code that
    it does not have is worth a warning."""

    system: str
    origin: Origin
    rows: int
    source: str
    as_of: date | None = None
    complete: bool = False
    file: str = ""
    loaded_at: str = ""
    digest: str = ""


@dataclass(frozen=True, slots=True)
class Standing:
    """What the library says of one code. ``complete``: the catalogue is whole, so an unknown
    code is a slip or newer than ``as_of``."""

    entry: Entry | None = None
    complete: bool = False
    as_of: date | None = None


class CodeBook(Protocol):
    """Whoever can say what is known of a code; forms and intake ask through this."""

    def __call__(self, system: str, code: str) -> Standing:
        """What is known of ``code`` of ``system``."""
        ...


def key_of(code: str) -> str:
    """Letters and digits of a code only: what a search by code compares."""
    return "".join(letter for letter in clean_code(code) if letter.isalnum()).upper()


def printed(system: str, code: str) -> str:
    """A code in the way its catalogue prints it."""
    if system in {"fkko", "fkko_ewc"} and len(code) == 11:
        return print_fkko(code)
    if system == "ewc":
        return "\u00a0".join(code[i : i + 2] for i in range(0, len(code), 2))
    return code


def level_of(system: str, code: str) -> str:
    """Level of a code inside its catalogue; empty where the catalogue is flat."""
    if system == "fkko":
        return fkko_level(code)
    if system == "ewc":
        return _EWC_LEVELS.get(len(code), "")
    if system in DOTTED:
        return "section" if code.isalpha() else _DOTTED_LEVELS[system].get(len(code), "")
    return ""


def is_heading(system: str, code: str) -> bool:
    """True for a heading where the catalogue has kinds below it that should be named instead."""
    if system == "fkko":
        return len(code) == 11 and code[10] == "0"
    return system == "ewc" and len(code) < 6


def ancestors(system: str, code: str) -> Iterator[str]:
    """Codes of the headings above, the nearest first; a catalogue need not have all of them."""
    if system == "fkko":
        bodies = (code[:length].ljust(11, "0") for length in range(8, 0, -1))
        yield from (body for body in dict.fromkeys(bodies) if body != code)
    elif system == "ewc":
        yield from (code[:length] for length in (4, 2) if length < len(code))
    elif system in DOTTED:
        shorter = {length for length in _DOTTED_LEVELS[system] if length < len(code)}
        yield from (code[:length].rstrip(".") for length in sorted(shorter, reverse=True))


def parent_of(system: str, code: str, known: Collection[str]) -> str:
    """The nearest heading above that the catalogue has; empty where there is none."""
    return next((above for above in ancestors(system, code) if above in known), "")
