"""The shipped core of the library: which systems there are, a selection of each, and trade names."""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, Final

from symbioaudit.base.i18n import Text
from symbioaudit.base.paths import data_room
from symbioaudit.forms.yamlfile import read_yaml
from symbioaudit.model.classifier import Catalogue, Entry, Origin, level_of, parent_of
from symbioaudit.services import errors
from symbioaudit.storage.library import with_digest
from symbioaudit.storage.library_search import Help, synonyms_of

OWN_COLUMNS: Final = frozenset({"code", "name", "variant"})


@dataclass(frozen=True, slots=True)
class SystemInfo:
    """A system of codes: its title, its levels in words, from how many rows a file of it is whole."""

    system: str
    title: Text
    complete_from: int
    levels: Mapping[str, Text]
    file: str
    source: str
    as_of: date | None
    common: tuple[str, ...] = ()  # codes that are met every day


@dataclass(frozen=True, slots=True)
class Core:
    """The shipped data; ``digest`` changes when any of them does."""

    folder: Path
    digest: str
    help: Help

    def read(self) -> Iterator[tuple[Catalogue, Sequence[Entry]]]:
        """Each shipped catalogue with its entries.

        Raises:
            SymbioError: SA-8044, a shipped file is damaged.
        """
        for info in systems().values():
            if info.file:
                entries = _entries(info, self.folder / info.file)
                bare = Catalogue(
                    info.system, Origin.CORE, len(entries), info.source, info.as_of, file=info.file
                )
                yield with_digest(bare, entries), entries


@cache
def core() -> Core:
    """The shipped core; read once."""
    folder = data_room("resources") / "classifiers"
    digest = hashlib.sha256()
    for path in sorted(folder.iterdir()):
        if path.suffix in {".csv", ".yaml"}:
            digest.update(path.name.encode() + path.read_bytes().replace(b"\r\n", b"\n"))
    groups: Mapping[str, Any] = read_yaml(folder / "synonyms.yaml").content
    common = frozenset((s.system, code) for s in systems().values() for code in s.common)
    return Core(folder, digest.hexdigest(), Help(synonyms_of(groups), common, tuple(systems())))


@cache
def systems() -> Mapping[str, SystemInfo]:
    """The systems of codes, from the most asked for."""
    listed = read_yaml(data_room("resources") / "classifiers" / "catalogues.yaml").content
    return {name: _info(name, item) for name, item in listed.items()}


def _info(name: str, item: Mapping[str, Any]) -> SystemInfo:
    return SystemInfo(
        system=name,
        title=Text(**item["title"]),
        complete_from=item.get("complete_from", 0),
        levels={level: Text(**text) for level, text in (item.get("levels") or {}).items()},
        file=item.get("file", ""),
        source=item.get("source", ""),
        as_of=item.get("as_of"),
        common=tuple(item.get("common") or ()),
    )


def _entries(info: SystemInfo, path: Path) -> list[Entry]:
    try:
        with path.open(encoding="utf-8", newline="") as source:
            rows = list(csv.DictReader(source))
        known = {row["code"] for row in rows}
        return [_entry(info.system, row, known) for row in rows]
    except (OSError, KeyError, ValueError, csv.Error) as fault:
        raise errors.CORE_BROKEN(file=path.name, reason=str(fault)) from fault


def _entry(system: str, row: Mapping[str, str], known: set[str]) -> Entry:
    code = row["code"]
    facts = {k: v for k, v in row.items() if v and k not in OWN_COLUMNS}
    section = facts.get("section", "")
    parent = parent_of(system, code, known) or (section if section in known else "")
    variant = row.get("variant") or ""
    return Entry(system, code, row["name"], level_of(system, code), parent, variant, facts)
