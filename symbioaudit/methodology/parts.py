"""The files of a pack as they lie on disk: read once, each value with its line, changed only by an overlay."""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

from symbioaudit.base.paths import data_room
from symbioaudit.forms.yamlfile import YamlFile, read_yaml

# Part → the one file it is.
SINGLE: Final[Mapping[str, str]] = {
    name: f"{name}.yaml"
    for name in (
        "pack", "steps", "enums", "questions", "indicators", "thresholds", "scoring", "risks", "report", "release",
    )
}  # fmt: skip
MANY: Final = ("factors", "formulas", "forms")  # folders of files
# What a pack knows of symbiosis: read when it is asked for, so that entry of data starts without it.
LIBRARY_ROOM: Final = "symbiosis"
LIBRARY: Final[Mapping[str, str]] = {
    "resources": "resources/*.yaml", "precedents": "precedents/*.yaml", "sectors": "sectors/*.yaml",
    "technologies": "technologies.yaml", "substitutions": "substitutions.yaml", "legal_status": "legal_status.yaml",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Parts:
    """The files of a pack by part; ``release`` and its like have one file, ``forms`` many."""

    folder: Path
    files: Mapping[str, tuple[YamlFile, ...]]

    def one(self, part: str) -> YamlFile | None:
        """The only file of a part, or None."""
        return next(iter(self.files.get(part, ())), None)

    def content(self, part: str, default: Any) -> Any:
        """What the only file of a part holds."""
        file = self.one(part)
        return default if file is None or file.content is None else file.content

    def copied(self) -> Parts:
        """A copy whose contents may be changed."""
        files = {
            part: tuple(
                replace(f, content=copy.deepcopy(f.content), lines=dict(f.lines)) for f in files
            )
            for part, files in self.files.items()
        }
        return Parts(self.folder, files)


def forms_folder(folder: Path) -> Path:
    """The pack's own forms where it has some, else the shipped ones."""
    own = folder / "forms"
    return own if own.is_dir() else data_room("forms")


def paths_of(folder: Path) -> Iterator[tuple[str, str, Path]]:
    """(part, name for people, path) of every file of a pack."""
    for part, name in SINGLE.items():
        if (folder / name).is_file():
            yield part, name, folder / name
    for part in MANY:
        room = forms_folder(folder) if part == "forms" else folder / part
        for path in sorted(room.glob("*.yaml")):
            yield part, f"{part}/{path.name}", path


def read_parts(folder: Path) -> Parts:
    """All files of a pack.

    Raises:
        InputRefused: SA-3001, SA-3003 with ``file:line``.
    """
    files: dict[str, tuple[YamlFile, ...]] = {}
    for part, name, path in paths_of(folder):
        files[part] = (*files.get(part, ()), replace(read_yaml(path), name=name))
    return Parts(folder, files)


def library_paths(folder: Path) -> Iterator[tuple[str, str, Path]]:
    """(part, name for people, path) of every file that a pack has about symbiosis."""
    room = folder / LIBRARY_ROOM
    for part, pattern in LIBRARY.items():
        for path in sorted(room.glob(pattern)):
            yield part, path.relative_to(folder).as_posix(), path


def read_library(folder: Path) -> Parts:
    """The files about symbiosis.

    Raises:
        InputRefused: SA-3001, SA-3003 with ``file:line``.
    """
    files: dict[str, tuple[YamlFile, ...]] = {}
    for part, name, path in library_paths(folder):
        files[part] = (*files.get(part, ()), replace(read_yaml(path), name=name))
    return Parts(folder, files)
