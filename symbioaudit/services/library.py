"""The classifier library: catalogues that every code comes from, their import, search and look-up.

The core is shipped and always there; a file of the user's replaces the catalogue it holds. All
results are frozen; :func:`search` is quick enough to be asked at every key stroke.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from dataclasses import replace as with_facts
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Final

from symbioaudit.base.errors import SymbioError
from symbioaudit.base.i18n import day_text
from symbioaudit.base.paths import user_data_dir
from symbioaudit.intake.books import read_book
from symbioaudit.intake.catalogues import CatalogueDraft, read_catalogue
from symbioaudit.intake.errors import CANCELLED
from symbioaudit.intake.guard import Limits
from symbioaudit.intake.naming import fold
from symbioaudit.intake.staged import Finding
from symbioaudit.model.classifier import Catalogue, CodeBook, Entry, Origin, Standing
from symbioaudit.services import errors
from symbioaudit.services.library_core import SystemInfo, core, systems
from symbioaudit.storage import library as file
from symbioaudit.storage import library_search
from symbioaudit.storage.library import LibraryFile

READING: Final = 0.4  # share of an import's progress that reading and checking take
MUCH_SMALLER: Final = (
    0.5  # of the catalogue that is there: a file like this replaces it only on demand
)
__all__ = [
    "Catalogue",
    "Entry",
    "Imported",
    "LibraryFile",
    "Outcome",
    "Standing",
    "SystemInfo",
    "catalogues",
    "code_book",
    "entry_of",
    "forget",
    "import_file",
    "library_path",
    "name_of",
    "open_library",
    "search",
    "systems",
]


class Outcome(StrEnum):
    """What an import did."""

    NEW = "new"
    REPLACED = "replaced"
    SAME = "same"


@dataclass(frozen=True, slots=True)
class Imported:
    """The result of one import; ``before`` is the catalogue that stood there."""

    outcome: Outcome
    catalogue: Catalogue
    findings: tuple[Finding, ...]
    before: Catalogue | None = None


def library_path() -> Path:
    """The library's file: ``SYMBIOAUDIT_LIBRARY``, else the one beside the default workspace."""
    chosen = os.environ.get("SYMBIOAUDIT_LIBRARY")
    return Path(chosen) if chosen else user_data_dir() / "library.sqlite"


@contextmanager
def open_library(path: Path | None = None) -> Iterator[LibraryFile]:
    """The library with its core in place, closed afterwards; made on first use.

    Raises:
        SymbioError: SA-504x the file cannot be used.
    """
    library = file.open_library(path or library_path())
    try:
        if library.fillable:
            shipped = core()
            library.put_core(shipped.digest, shipped.read)
        yield library
    finally:
        library.close()


def search(
    library: LibraryFile, text: str, *, system: str | Sequence[str] = (), limit: int = 20
) -> tuple[Entry, ...]:
    """Entries for a code, its beginning, or words in any order; the best first.

    Raises:
        SymbioError: SA-8040, no such system.
    """
    wanted = (system,) if isinstance(system, str) else tuple(system)
    known = systems()
    for one in wanted:
        if one not in known:
            raise errors.NO_CATALOGUE(system=one, choices=", ".join(known))
    return library_search.search(
        library,
        text,
        systems=wanted,
        help_=core().help,
        limit=limit,
    )


def catalogues(library: LibraryFile) -> tuple[Catalogue, ...]:
    """What the library holds, in the order of the systems."""
    order = list(systems())
    held = library.catalogues()
    return tuple(sorted(held, key=lambda c: (order.index(c.system), c.origin.value)))


def entry_of(library: LibraryFile, system: str, code: str) -> Entry | None:
    """The entry of a code, None where the library does not have it."""
    return library_search.entry_of(library, system, code)


def name_of(library: LibraryFile, system: str, code: str) -> str:
    """The name of a code for a report; empty where the library does not have it."""
    found = entry_of(library, system, code)
    return found.name if found else ""


def code_book(library: LibraryFile) -> CodeBook:
    """What forms and intake ask about a code that was typed."""
    whole = {c.system: c for c in library.catalogues() if c.complete}

    def standing(system: str, code: str) -> Standing:
        held = whole.get(system)
        found = entry_of(library, system, code)
        return Standing(found, held is not None, held.as_of if held else None)

    return standing


@contextmanager
def code_book_if_any(path: Path | None = None) -> Iterator[CodeBook | None]:
    """The code book where the library can be opened; a broken one never stops the work."""
    path = path or library_path()
    library = None
    with suppress(SymbioError):
        library = file.open_library(path) if path.is_file() else None
    if library is None:
        yield None
        return
    try:
        yield code_book(library)
    finally:
        library.close()


def import_file(
    library: LibraryFile,
    path: Path,
    *,
    system: str | None = None,
    as_of: date | None = None,
    source: str = "",
    replace: bool = False,
    limits: Limits | None = None,
    progress: Callable[[float], None] = lambda _share: None,
    cancelled: Callable[[], bool] = lambda: False,
) -> Imported:
    """Read a catalogue from a file and put it in place of the one that is there, or change nothing.

    ``replace`` allows an older edition or a much smaller one to take the place.

    Raises:
        SymbioError: SA-60xx the file is refused, SA-8041 older, SA-8042 smaller, SA-50xx disk.
    """
    book = read_book(path, limits=limits, cancelled=cancelled)
    draft = read_catalogue(
        book,
        system=system,
        by_name=lambda start, name: _codes_named(library, start, name),
        progress=lambda share: progress(share * READING),
        cancelled=cancelled,
    )
    catalogue = _catalogue(draft, path, as_of, source)
    held = {(c.system, c.origin): c for c in library.catalogues()}
    before = held.get((catalogue.system, Origin.IMPORTED))
    if before is not None and _says_the_same(before, catalogue, source):
        return Imported(Outcome.SAME, before, draft.findings, before)
    if before is not None and not replace:
        _sane(before, catalogue)

    def written(share: float) -> None:
        if cancelled():
            raise CANCELLED(name=path.name)
        progress(READING + (1 - READING) * share)

    library.replace(catalogue, _with_core(library, draft), progress=written)
    outcome = Outcome.REPLACED if before else Outcome.NEW
    return Imported(outcome, catalogue, draft.findings, before)


def forget(library: LibraryFile, system: str) -> None:
    """Take an imported catalogue out; the core of the system counts again.

    Raises:
        SymbioError: SA-8043, nothing of this system was imported.
    """
    if not library.forget(system):
        raise errors.NOT_IMPORTED(system=system)


def _catalogue(draft: CatalogueDraft, path: Path, as_of: date | None, source: str) -> Catalogue:
    info = systems()[draft.system]
    bare = Catalogue(
        system=draft.system,
        origin=Origin.IMPORTED,
        rows=len(draft.entries),
        source=source or path.name,
        as_of=as_of or draft.as_of,
        complete=bool(info.complete_from) and len(draft.entries) >= info.complete_from,
        file=path.name,
    )
    return file.with_digest(bare, draft.entries)


def _with_core(library: LibraryFile, draft: CatalogueDraft) -> list[Entry]:
    """The entries with what only the core knows of them: names in the other language, notes."""
    known = {(x.code, x.variant): x for x in library.core_entries(draft.system)}
    return [_enriched(x, known.get((x.code, x.variant))) for x in draft.entries]


def _enriched(entry: Entry, ours: Entry | None) -> Entry:
    if ours is None:
        return entry
    known = dict(ours.facts)
    if fold(ours.name) != fold(entry.name):
        other_language = _is_russian(ours.name) and not _is_russian(entry.name)
        known["name_ru" if other_language else "also"] = ours.name
    return with_facts(entry, facts={**known, **entry.facts})


def _is_russian(text: str) -> bool:
    return any("а" <= letter <= "я" for letter in text.casefold())


def _says_the_same(before: Catalogue, after: Catalogue, source: str) -> bool:
    """The same entries, and nothing new about where and when they are from."""
    dated = after.as_of in {None, before.as_of}
    return before.digest == after.digest and dated and source in {"", before.source}


def _sane(before: Catalogue, after: Catalogue) -> None:
    """An older edition or a torn piece does not push out a good catalogue unasked."""
    if before.as_of and after.as_of and after.as_of < before.as_of:
        raise errors.OLDER_EDITION(
            system=after.system, theirs=day_text(after.as_of), ours=day_text(before.as_of)
        )
    if after.rows < before.rows * MUCH_SMALLER:
        raise errors.MUCH_SMALLER(system=after.system, theirs=after.rows, ours=before.rows)


def _codes_named(library: LibraryFile, start: str, name: str) -> Collection[str]:
    """ФККО codes that begin with these digits and bear this folded name."""
    listed = library_search.beginning_with(library, "fkko", start)
    return [x.code for x in listed if fold(x.name) == name]
