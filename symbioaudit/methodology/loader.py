"""Reads a pack from its folder; the same files give the same hash on every machine."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from functools import cache, partial
from pathlib import Path
from typing import Any

from symbioaudit.base.i18n import Text
from symbioaudit.base.paths import data_room, user_data_dir
from symbioaudit.forms import FormDef
from symbioaudit.forms.errors import DUPLICATE
from symbioaudit.forms.loader import form_of, text_of
from symbioaudit.forms.yamlfile import YamlFile
from symbioaudit.methodology import errors as e
from symbioaudit.methodology.pack import EnumEntry, Factor, FactorSet, FormulaDef, Pack, Step
from symbioaudit.methodology.parts import Parts, forms_folder, read_library, read_parts
from symbioaudit.methodology.symbiosis import Symbiosis

DEFAULT_PACK = "is-screening-ru"


def pack_folders() -> Mapping[str, Path]:
    """Folders of the known packs by id; one in the user's folder comes before a shipped one."""
    found: dict[str, Path] = {}
    for root in (data_room("methodology"), user_data_dir() / "methodology"):
        for file in sorted(root.glob("*/pack.yaml")):
            found[file.parent.name] = file.parent
    return found


def list_packs() -> list[Pack]:
    """All packs that can be loaded."""
    return [load_pack(name) for name in pack_folders()]


def load_pack(pack_id: str = DEFAULT_PACK, overlay: str | None = None) -> Pack:
    """Load a pack by its id, with a region's overlay when one is named.

    Raises:
        InputRefused: SA-3101 unknown, SA-3102 not in order, SA-30xx not readable.
    """
    folder = pack_folders().get(pack_id)
    if folder is None:
        raise e.NO_PACK(pack=pack_id)
    if overlay is None:
        return read_pack(folder)
    from symbioaudit.methodology.overlay import find_overlay

    return laid_over(folder, find_overlay(overlay))


@cache
def read_pack(folder: Path) -> Pack:
    """Load the pack that lies in ``folder``."""
    pack = build(read_parts(folder), folder_hash([folder, forms_folder(folder)]))
    return replace(pack, library=partial(read_symbiosis, folder))


@cache
def laid_over(folder: Path, overlay_file: Path) -> Pack:
    """Load the pack in ``folder`` with the overlay in ``overlay_file``; the hash covers both."""
    from symbioaudit.methodology.overlay import lay_over, read_overlay

    overlay = read_overlay(overlay_file)
    base = read_pack(folder)
    text = overlay_file.read_bytes().replace(b"\r\n", b"\n")
    pack = build(
        lay_over(read_parts(folder), overlay), hashlib.sha256(base.hash.encode() + text).hexdigest()
    )
    return replace(
        pack,
        overlay=overlay.id,
        overlay_version=overlay.version,
        overlay_data=overlay.file.content,
        library=partial(read_symbiosis, folder, overlay_file),
    )


@cache
def read_symbiosis(folder: Path, overlay_file: Path | None = None) -> Symbiosis:
    """What the pack in ``folder`` knows of symbiosis, with the overlay's operations on it."""
    from symbioaudit.methodology.libraries import symbiosis_of
    from symbioaudit.methodology.overlay import lay_over_library, read_overlay

    parts = read_library(folder)
    if overlay_file is not None:
        parts = lay_over_library(parts, read_overlay(overlay_file))
    return symbiosis_of(parts)


def build(parts: Parts, digest: str) -> Pack:
    """A pack out of its files.

    Raises:
        InputRefused: SA-3102, SA-3002, SA-3003 with ``file:line``.
    """
    head = parts.content("pack", {})
    try:
        return Pack(
            id=head["id"],
            version=head["version"],
            hash=digest,
            title=text_of(head["title"]),
            data=head,
            steps=tuple(map(_step, parts.content("steps", []))),
            forms=_forms(parts.files.get("forms", ())),
            enums=_enums(parts.content("enums", {})),
            questions=tuple(parts.content("questions", [])),
            factors=FactorSet(tuple(_factors(parts.files.get("factors", ())))),
            indicators=tuple(parts.content("indicators", [])),
            formulas={f.id: f for f in _formulas(parts.files.get("formulas", ()))},
            scoring=parts.content("scoring", {}),
            risks=parts.content("risks", {}),
            thresholds=parts.content("thresholds", {}),
            report=parts.content("report", {}),
            release=parts.content("release", {}),
        )
    except KeyError as fault:
        raise e.BAD_PACK(where=parts.folder.name, path=str(fault), reason="missing") from fault


def folder_hash(folders: Iterable[Path]) -> str:
    """SHA-256 over names and contents of all YAML files, line ends made equal."""
    digest = hashlib.sha256()
    for folder in folders:
        for path in sorted(folder.rglob("*.yaml")):
            digest.update(path.relative_to(folder).as_posix().encode())
            digest.update(path.read_bytes().replace(b"\r\n", b"\n"))
    return digest.hexdigest()


def _forms(files: Iterable[YamlFile]) -> Mapping[str, FormDef]:
    forms: dict[str, FormDef] = {}
    for file in files:
        form = form_of(file)
        if form.id in forms:
            raise DUPLICATE(where=file.where("id"), what=form.id)
        forms[form.id] = form
    return forms


def _step(data: Mapping[str, Any]) -> Step:
    return Step(
        id=data["id"],
        number=data["no"],
        title=text_of(data["title"]),
        purpose=text_of(data["purpose"]),
        forms=tuple(data.get("forms") or ()),
        later=data.get("later", False),
        data=data,
    )


def _enums(data: Mapping[str, Any]) -> Mapping[str, tuple[EnumEntry, ...]]:
    return {
        name: tuple(
            EnumEntry(
                str(item["value"]),
                Text(item["ru"], item["en"]),
                {k: v for k, v in item.items() if k not in {"value", "ru", "en"}},
            )
            for item in items
        )
        for name, items in data.items()
    }


def _factors(files: Iterable[YamlFile]) -> Iterable[Factor]:
    for file in files:
        for n, item in enumerate(file.content or ()):
            yield _factor(file, n, item)


def _factor(file: YamlFile, n: int, item: Mapping[str, Any]) -> Factor:
    try:
        until = item.get("valid_until")
        return Factor(
            id=item["id"],
            title=text_of(item["title"]),
            value=float(item["value"]),
            unit=item["unit"],
            source=item["source"],
            year=item.get("year"),
            region=item.get("region"),
            valid_until=until
            if isinstance(until, date) or until is None
            else date.fromisoformat(until),
            verified=item.get("verified", False),
            note=item.get("note"),
        )
    except (KeyError, TypeError, ValueError) as fault:
        raise e.BAD_PACK(
            where=file.where(n), path=str(item.get("id")), reason=str(fault)
        ) from fault


def _formulas(files: Iterable[YamlFile]) -> Iterable[FormulaDef]:
    for file in files:
        for item in file.content or ():
            yield FormulaDef(
                id=item["id"],
                title=text_of(item["title"]),
                expression=item["expression"],
                source=item["source"],
                inputs=item["inputs"],
                outputs=item["outputs"],
                examples=tuple(item.get("examples") or ()),
                empirical=item.get("empirical", False),
            )
