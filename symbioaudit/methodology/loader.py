"""Reads a pack from its folder; the same files give the same hash on every machine."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from symbioaudit.base.i18n import Text
from symbioaudit.base.paths import data_room, user_data_dir
from symbioaudit.forms import load_forms
from symbioaudit.forms.loader import text_of
from symbioaudit.forms.yamlfile import YamlFile, read_yaml
from symbioaudit.methodology import errors as e
from symbioaudit.methodology.pack import EnumEntry, Factor, FactorSet, FormulaDef, Pack, Step

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
    pack = read_pack(folder)
    if overlay is None:
        return pack
    from symbioaudit.methodology.overlay import lay_over

    return lay_over(pack, overlay)


@cache
def read_pack(folder: Path) -> Pack:
    """Load the pack that lies in ``folder``."""
    head = _content(folder / "pack.yaml", {})
    try:
        return Pack(
            id=head["id"],
            version=head["version"],
            hash=folder_hash([folder, forms_folder(folder)]),
            title=text_of(head["title"]),
            data=head,
            steps=tuple(map(_step, _content(folder / "steps.yaml", []))),
            forms=load_forms(forms_folder(folder)),
            enums=_enums(_content(folder / "enums.yaml", {})),
            questions=tuple(_content(folder / "questions.yaml", [])),
            factors=FactorSet(tuple(_factors(sorted((folder / "factors").glob("*.yaml"))))),
            indicators=tuple(_content(folder / "indicators.yaml", [])),
            formulas={f.id: f for f in _formulas(sorted((folder / "formulas").glob("*.yaml")))},
            scoring=_content(folder / "scoring.yaml", {}),
            risks=_content(folder / "risks.yaml", {}),
            thresholds=_content(folder / "thresholds.yaml", {}),
            report=_content(folder / "report.yaml", {}),
        )
    except KeyError as fault:
        raise e.BAD_PACK(where=folder.name, path=str(fault), reason="missing") from fault


def forms_folder(folder: Path) -> Path:
    """The pack's own forms where it has some, else the shipped ones."""
    own = folder / "forms"
    return own if own.is_dir() else data_room("forms")


def folder_hash(folders: Iterable[Path]) -> str:
    """SHA-256 over names and contents of all YAML files, line ends made equal."""
    digest = hashlib.sha256()
    for folder in folders:
        for path in sorted(folder.rglob("*.yaml")):
            digest.update(path.relative_to(folder).as_posix().encode())
            digest.update(path.read_bytes().replace(b"\r\n", b"\n"))
    return digest.hexdigest()


def _content(path: Path, default: Any) -> Any:
    return read_yaml(path).content if path.is_file() else default


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


def _factors(paths: Iterable[Path]) -> Iterable[Factor]:
    for path in paths:
        file = read_yaml(path)
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


def _formulas(paths: Iterable[Path]) -> Iterable[FormulaDef]:
    for path in paths:
        for item in read_yaml(path).content or ():
            yield FormulaDef(
                id=item["id"],
                title=text_of(item["title"]),
                expression=item["expression"],
                source=item["source"],
                inputs=item["inputs"],
                outputs=item["outputs"],
                examples=tuple(item.get("examples") or ()),
            )
