"""The classifier library: a SQLite file of its own with catalogues, entries and an FTS5 index.

It holds nothing that cannot be had again: the shipped core is rebuilt from the program, imported
catalogues from their files. So it has no migrations; a file of an older layout is filled anew.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any, Final

from symbioaudit.base import clock
from symbioaudit.base.errors import SymbioError
from symbioaudit.model.classifier import Catalogue, Entry, Origin, key_of
from symbioaudit.storage import errors as e
from symbioaudit.storage.library_words import stems_of, words_of, words_version

APPLICATION_ID: Final = 0x53414C42  # "SALB"
SCHEMA: Final = 1
PATIENCE: Final = 5.0  # seconds to wait for another program
STEP: Final = 500  # rows between two reports of progress
NAME_FACTS: Final = (
    "also", "name_en", "name_ru", "symbol_ru", "symbol_int", "symbol", "alpha_int", "capital_ru",
    "ewc_name", "stream_family", "description_ru", "note",
)  # fmt: skip
TABLES: Final = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE catalogue (
  id INTEGER PRIMARY KEY, system TEXT NOT NULL, origin TEXT NOT NULL, source TEXT NOT NULL,
  as_of TEXT, file TEXT NOT NULL, entries INTEGER NOT NULL, complete INTEGER NOT NULL,
  digest TEXT NOT NULL, loaded_at TEXT NOT NULL, CONSTRAINT uq_catalogue UNIQUE (system, origin));
CREATE TABLE entry (
  id INTEGER PRIMARY KEY, catalogue_id INTEGER NOT NULL REFERENCES catalogue (id),
  system TEXT NOT NULL, code TEXT NOT NULL, key TEXT NOT NULL, variant TEXT NOT NULL,
  name TEXT NOT NULL, level TEXT NOT NULL, parent TEXT NOT NULL, facts TEXT NOT NULL,
  weight INTEGER NOT NULL, hidden INTEGER NOT NULL DEFAULT 0);
CREATE INDEX ix_entry_key ON entry (key, system);
CREATE INDEX ix_entry_catalogue ON entry (catalogue_id);
CREATE VIRTUAL TABLE fts USING fts5 (
  stems, words, tokenize = "unicode61 remove_diacritics 0", prefix = '1 2 3', detail = column);
"""
INSERT_ENTRY: Final = (
    "INSERT INTO entry (id, catalogue_id, system, code, key, variant, name, level, parent, facts,"
    " weight) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)
# The core rests below an import: all of it below a whole catalogue, else code by code.
SHADE: Final = """
UPDATE entry SET hidden =
  system IN (SELECT system FROM catalogue WHERE origin <> 'core' AND complete)
  OR EXISTS (
    SELECT 1 FROM entry o JOIN catalogue c ON c.id = o.catalogue_id
    WHERE o.key = entry.key AND o.system = entry.system AND o.code = entry.code
      AND o.variant = entry.variant AND c.origin <> 'core')
WHERE catalogue_id IN (SELECT id FROM catalogue WHERE origin = 'core')
"""
INSERT_WORDS: Final = "INSERT INTO fts (rowid, stems, words) VALUES (?, ?, ?)"
COLUMNS: Final = "e.system, e.code, e.name, e.level, e.parent, e.variant, e.facts"
Progress = Callable[[float], None]
CoreMaker = Callable[[], Iterable[tuple[Catalogue, Sequence[Entry]]]]
HEADINGS: Final = frozenset(
    {"block", "type", "subtype", "group", "subgroup", "section", "chapter", "subchapter"}
)


class LibraryFile:
    """An open library. One thread at a time; several programs may read and one write.

    ``writable``: imports can be kept. ``fillable``: the core can be put in, if only for this run.
    """

    def __init__(
        self, raw: sqlite3.Connection, path: Path, *, writable: bool, fillable: bool
    ) -> None:
        self.raw, self.path = raw, path
        self.writable, self.fillable = writable, fillable

    def close(self) -> None:
        """Close the file."""
        self.raw.close()

    def catalogues(self) -> tuple[Catalogue, ...]:
        """All catalogues, those that are used and the core below imported ones."""
        with guarded(self.path):
            rows = self.raw.execute(
                "SELECT system, origin, entries, source, as_of, complete, file, loaded_at, digest"
                " FROM catalogue ORDER BY id"
            ).fetchall()
        return tuple(
            Catalogue(s, Origin(o), n, source, _date(as_of), bool(c), file, at, digest)
            for s, o, n, source, as_of, c, file, at, digest in rows
        )

    def fetch(self, where: str, params: Sequence[Any], tail: str = "") -> list[Entry]:
        """Entries that count and fulfil a condition over ``e``; values go in ``params`` only."""
        statement = f"SELECT {COLUMNS} FROM entry e WHERE NOT e.hidden AND {where} {tail}"  # noqa: S608
        with guarded(self.path):
            return [_entry(row) for row in self.raw.execute(statement, params)]

    def core_entries(self, system: str) -> list[Entry]:
        """The shipped entries of a system, below an import too."""
        statement = (
            f"SELECT {COLUMNS} FROM entry e JOIN catalogue c ON c.id = e.catalogue_id"  # noqa: S608
            " WHERE c.origin = 'core' AND c.system = ?"
        )
        with guarded(self.path):
            return [_entry(row) for row in self.raw.execute(statement, (system,))]

    def replace(
        self,
        catalogue: Catalogue,
        entries: Sequence[Entry],
        *,
        progress: Progress = lambda _share: None,
    ) -> None:
        """Put a catalogue in place of the one of the same system and origin: all or nothing.

        ``progress`` may raise to stop.

        Raises:
            SymbioError: SA-5006 disk full, SA-5007, SA-5042 held by another program, SA-5043.
        """
        self._must_keep()
        with self.writing():
            self._forget(catalogue.system, catalogue.origin)
            self._fill(catalogue, entries, progress)

    def forget(self, system: str) -> bool:
        """Drop an imported catalogue; the core of the system counts again. False: there was none."""
        self._must_keep()
        with self.writing():
            return self._forget(system, Origin.IMPORTED)

    def put_core(self, digest: str, make: CoreMaker) -> bool:
        """Fill in the shipped core where it is not the one of ``digest``; False where it was."""
        if self._meta().get("core") == digest and self._meta().get("words") == words_version():
            return False
        with self.writing():
            if self._meta().get("core") == digest and self._meta().get("words") == words_version():
                return False  # another program was faster
            if self._meta().get("words") not in {None, words_version()}:
                self._index_anew()
            for catalogue in self.catalogues():
                if catalogue.origin is Origin.CORE:
                    self._forget(catalogue.system, Origin.CORE)
            for catalogue, entries in make():
                self._fill(catalogue, entries, lambda _share: None)
            self._set_meta({"core": digest, "words": words_version()})
        return True

    @contextmanager
    def writing(self) -> Iterator[None]:
        """One transaction; whatever goes wrong leaves the library as it was.

        Raises:
            SymbioError: the library is held by another program, or the disk is full.
        """
        with guarded(self.path):
            self.raw.execute("BEGIN IMMEDIATE")
            try:
                yield
                self.raw.execute(SHADE)
                self.raw.execute("COMMIT")
            except BaseException:
                if self.raw.in_transaction:
                    self.raw.execute("ROLLBACK")
                raise

    def _must_keep(self) -> None:
        if not self.writable:
            raise e.LIBRARY_READ_ONLY(path=self.path)

    def _fill(self, catalogue: Catalogue, entries: Sequence[Entry], progress: Progress) -> None:
        moment = clock.now().isoformat(timespec="seconds")
        found = self.raw.execute(
            "INSERT INTO catalogue (system, origin, source, as_of, file, entries, complete, digest,"
            " loaded_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                catalogue.system, catalogue.origin.value, catalogue.source,
                catalogue.as_of.isoformat() if catalogue.as_of else None, catalogue.file,
                len(entries), catalogue.complete, catalogue.digest, moment,
            ),
        )  # fmt: skip
        first = self.raw.execute("SELECT coalesce(max(id), 0) + 1 FROM entry").fetchone()[0]
        for start in range(0, len(entries), STEP):
            some = list(enumerate(entries[start : start + STEP], first + start))
            self.raw.executemany(INSERT_ENTRY, (_row(n, found.lastrowid, x) for n, x in some))
            self.raw.executemany(INSERT_WORDS, (_words(n, x.name, x.facts) for n, x in some))
            progress(min(1.0, (start + STEP) / len(entries)))

    def _forget(self, system: str, origin: Origin) -> bool:
        found = self.raw.execute(
            "SELECT id FROM catalogue WHERE system = ? AND origin = ?", (system, origin.value)
        ).fetchone()
        if found is None:
            return False
        inside = "SELECT id FROM entry WHERE catalogue_id = ?"
        self.raw.execute(f"DELETE FROM fts WHERE rowid IN ({inside})", found)  # noqa: S608
        self.raw.execute("DELETE FROM entry WHERE catalogue_id = ?", found)
        self.raw.execute("DELETE FROM catalogue WHERE id = ?", found)
        return True

    def _index_anew(self) -> None:
        self.raw.execute("DELETE FROM fts")
        rows = self.raw.execute("SELECT id, name, facts FROM entry").fetchall()
        self.raw.executemany(INSERT_WORDS, (_words(n, name, json.loads(f)) for n, name, f in rows))

    def _meta(self) -> dict[str, str]:
        return dict(self.raw.execute("SELECT key, value FROM meta").fetchall())

    def _set_meta(self, values: Mapping[str, str]) -> None:
        self.raw.executemany(
            "INSERT INTO meta (key, value) VALUES (?, ?)"
            " ON CONFLICT (key) DO UPDATE SET value = excluded.value",
            values.items(),
        )


def open_library(path: Path) -> LibraryFile:
    """Open the library, made when missing; for reading only where the folder cannot be written.

    Raises:
        SymbioError: SA-5040 not a library or damaged, SA-5041 newer, SA-50xx disk.
    """
    with guarded(path):
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            raw = _connect(path, "rwc")
            try:
                return _prepared(raw, path)
            except sqlite3.OperationalError as fault:
                raw.close()
                if "READONLY" not in fault.sqlite_errorname:
                    raise
        except OSError as fault:
            if not path.exists():
                return _in_memory(path)
            if not isinstance(fault, PermissionError):
                raise
        except sqlite3.OperationalError as fault:
            if "CANTOPEN" not in fault.sqlite_errorname:
                raise
            if not path.exists():
                return _in_memory(path)
        return _for_reading(path)


def _connect(path: Path, mode: str) -> sqlite3.Connection:
    return sqlite3.connect(
        f"{path.resolve().as_uri()}?mode={mode}",
        uri=True,
        timeout=PATIENCE,
        isolation_level=None,
        check_same_thread=False,
    )


def _prepared(raw: sqlite3.Connection, path: Path, *, writable: bool = True) -> LibraryFile:
    try:
        if _version(raw, path) is None:
            raw.execute("PRAGMA journal_mode=WAL")
            _create(raw, path)
        raw.execute("PRAGMA synchronous=FULL")
    except BaseException:
        raw.close()
        raise
    return LibraryFile(raw, path, writable=writable, fillable=True)


def _create(raw: sqlite3.Connection, path: Path) -> None:
    raw.execute("BEGIN IMMEDIATE")
    try:
        if _version(raw, path) is None:  # nobody was faster
            for statement in TABLES.split(";\n"):
                raw.execute(statement)
            raw.execute(f"PRAGMA application_id={APPLICATION_ID}")
            raw.execute(f"PRAGMA user_version={SCHEMA}")
        raw.execute("COMMIT")
    except BaseException:
        if raw.in_transaction:
            raw.execute("ROLLBACK")
        raise


def _version(raw: sqlite3.Connection, path: Path) -> int | None:
    """Layout of the file; None for one that is still empty."""
    # The tables first: another program may be making them just now, and then they are ours.
    tables = raw.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
    mark = raw.execute("PRAGMA application_id").fetchone()[0]
    version = int(raw.execute("PRAGMA user_version").fetchone()[0])
    if not tables and mark in {0, APPLICATION_ID}:
        return None
    if mark != APPLICATION_ID:
        raise e.LIBRARY_DAMAGED(path=path, reason=e.NOT_OURS)
    if version > SCHEMA:
        raise e.LIBRARY_NEWER(path=path)
    return version


def _for_reading(path: Path) -> LibraryFile:
    raw = _connect(path, "ro&immutable=1")
    if _version(raw, path) is None:
        raw.close()
        return _in_memory(path)
    return LibraryFile(raw, path, writable=False, fillable=False)


def _in_memory(path: Path) -> LibraryFile:
    """Nothing can be kept here; the core is there all the same, for this run."""
    raw = sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)
    return _prepared(raw, path, writable=False)


@contextmanager
def guarded(path: Path) -> Iterator[None]:
    """SQLite's faults as errors that speak of the library."""
    try:
        yield
    except sqlite3.Error as fault:
        raise _fault(path, fault) from fault
    except OSError as fault:
        raise e.STORAGE_FAULT(path=path, reason=fault.strerror or str(fault)) from fault


def _fault(path: Path, fault: sqlite3.Error) -> SymbioError:
    name = getattr(fault, "sqlite_errorname", "") or ""
    if "FULL" in name:
        return e.DISK_FULL(path=path)
    if "BUSY" in name or "LOCKED" in name:
        return e.LIBRARY_BUSY(path=path)
    if "NOTADB" in name or "CORRUPT" in name:
        return e.LIBRARY_DAMAGED(path=path, reason=str(fault))
    return e.STORAGE_FAULT(path=path, reason=str(fault))


def _row(number: int, catalogue_id: int | None, x: Entry) -> tuple[Any, ...]:
    facts = json.dumps(dict(x.facts), ensure_ascii=False, sort_keys=True)
    weight = (10_000 if x.level in HEADINGS and x.system in {"fkko", "ewc"} else 0) + len(x.name)
    return (
        number, catalogue_id, x.system, x.code, key_of(x.code), x.variant, x.name, x.level,
        x.parent, facts, weight,
    )  # fmt: skip


def _words(number: int, name: str, facts: Mapping[str, str]) -> tuple[int, str, str]:
    text = " ".join([name, *(facts[key] for key in NAME_FACTS if key in facts)])
    return number, stems_of(text), " ".join(words_of(text))


def _entry(row: tuple[str, ...]) -> Entry:
    system, code, name, level, parent, variant, facts = row
    return Entry(system, code, name, level, parent, variant, json.loads(facts))


def _date(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def digest_of(catalogue: Catalogue, entries: Sequence[Entry]) -> str:
    """SHA-256 over what a catalogue says, not over the file it came in."""
    import hashlib

    said = hashlib.sha256(f"{catalogue.system}\n".encode())
    for x in entries:
        line = [x.code, x.variant, x.name, x.parent, sorted(x.facts.items())]
        said.update(json.dumps(line, ensure_ascii=False).encode())
    return said.hexdigest()


def with_digest(catalogue: Catalogue, entries: Sequence[Entry]) -> Catalogue:
    """The catalogue with its row count and the digest of its entries."""
    return replace(catalogue, rows=len(entries), digest=digest_of(catalogue, entries))
