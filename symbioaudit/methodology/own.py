"""The user's own entries of the libraries: YAML files in ``library/`` of the user's folder.

They survive updates of a pack and stand beside its entries with the origin ``own``; one with the id of a pack's
entry takes its place. A file or an entry that cannot be read is left out and told of, the rest counts.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from symbioaudit.base.errors import SymbioError
from symbioaudit.base.paths import user_data_dir
from symbioaudit.forms.yamlfile import YamlFile, read_yaml
from symbioaudit.methodology import errors as e
from symbioaudit.methodology.findings import Finding, found, of_fault
from symbioaudit.methodology.libraries import MAKERS, Entry, merged, of_origin
from symbioaudit.methodology.symbiosis import (
    OWN,
    Precedent,
    ResourceClass,
    SectorProfile,
    Substitution,
    Symbiosis,
    Technology,
)

FOLDER: Final = "library"


@dataclass(frozen=True, slots=True)
class OwnLibrary:
    """What could be read, and what could not."""

    entries: Symbiosis = field(default_factory=Symbiosis)
    findings: tuple[Finding, ...] = ()


def own_folder() -> Path:
    """Where the user's own entries lie."""
    return user_data_dir() / FOLDER


def with_own(base: Symbiosis) -> Symbiosis:
    """The libraries of a pack and the user's own entries."""
    own = read_own().entries
    return merged(base, own) if own != _NOTHING else base


def read_own() -> OwnLibrary:
    """The user's own entries; read again when a file has changed."""
    stamp = []
    for path in sorted(own_folder().glob("*.yaml")):
        facts = path.stat()
        stamp.append((path, facts.st_mtime_ns, facts.st_size))
    return _read(tuple(stamp))


_NOTHING: Final = Symbiosis()


@lru_cache(maxsize=4)
def _read(stamp: tuple[tuple[Path, int, int], ...]) -> OwnLibrary:
    entries: list[Entry] = []
    findings: list[Finding] = []
    for path, _changed, _size in stamp:
        try:
            file = read_yaml(path)
        except (SymbioError, OSError) as fault:
            findings.append(_unreadable(path, fault))
            continue
        for one in read_entries(file):
            (findings if isinstance(one, Finding) else entries).append(one)  # type: ignore[arg-type]
    return OwnLibrary(sorted_out(entries), tuple(findings))


def _unreadable(path: Path, fault: SymbioError | OSError) -> Finding:
    if isinstance(fault, SymbioError):
        return of_fault(fault, f"{path.name}")
    return found(e.UNREADABLE, path.name, reason=str(fault))


def read_entries(file: YamlFile) -> Iterator[Entry | Finding]:
    """Entries of a file of the form ``precedents: [...]``, ``technologies: [...]`` …, or findings."""
    content = file.content or {}
    if not isinstance(content, Mapping):
        yield found(e.SCHEMA, file.where(), path="/", reason=", ".join(MAKERS))
        return
    for part, items in content.items():
        if part not in MAKERS or not isinstance(items, Sequence):
            yield found(e.SCHEMA, file.where(part), path=str(part), reason=", ".join(MAKERS))
            continue
        for n, item in enumerate(items):
            yield _entry(file, part, n, item)


def _entry(file: YamlFile, part: str, n: int, item: Any) -> Entry | Finding:
    try:
        data = {"network": OWN, **item} if part == "precedents" else item
        return of_origin(MAKERS[part](data), OWN)
    except (KeyError, TypeError, ValueError, AttributeError) as fault:
        reason = str(fault).strip("'")
        return found(e.SCHEMA, file.where(part, n), path=f"{part}/{n}", reason=reason)


def sorted_out(entries: Sequence[Entry]) -> Symbiosis:
    """Entries by their library."""
    return Symbiosis(
        resources={x.id: x for x in entries if isinstance(x, ResourceClass)},
        precedents=tuple(x for x in entries if isinstance(x, Precedent)),
        technologies=tuple(x for x in entries if isinstance(x, Technology)),
        sectors=tuple(x for x in entries if isinstance(x, SectorProfile)),
        substitutions=tuple(x for x in entries if isinstance(x, Substitution)),
    )
