"""Proves a pack or an overlay before it is used: every finding at once, each with ``file:line`` (DESIGN §7)."""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, Final

from symbioaudit.base.errors import SymbioError
from symbioaudit.forms.loader import form_schema
from symbioaudit.forms.yamlfile import YamlFile, read_yaml, validate
from symbioaudit.methodology import errors as e
from symbioaudit.methodology.check_forms import FORM_CHECKS
from symbioaudit.methodology.check_formulas import FORMULA_CHECKS
from symbioaudit.methodology.check_numbers import NUMBER_CHECKS
from symbioaudit.methodology.check_steps import STEP_CHECKS
from symbioaudit.methodology.check_symbiosis import SYMBIOSIS_CHECKS
from symbioaudit.methodology.findings import Abilities, Draft, Finding, found, of_fault
from symbioaudit.methodology.overlay import Overlay, apply, refuse_other_base
from symbioaudit.methodology.parts import (
    LIBRARY,
    LIBRARY_ROOM,
    MANY,
    SINGLE,
    Parts,
    library_paths,
    paths_of,
)

CYRILLIC: Final = re.compile(r"[А-Яа-яЁё]{2}")
LANGUAGES: Final = ("ru", "en")
Check = tuple[tuple[str, ...], Callable[[Draft], Iterator[Finding]]]
CHECKS: Final[tuple[Check, ...]] = (
    *FORM_CHECKS, *STEP_CHECKS, *NUMBER_CHECKS, *FORMULA_CHECKS, *SYMBIOSIS_CHECKS,
)  # fmt: skip


def check_pack(folder: Path, abilities: Abilities, today: date) -> tuple[Finding, ...]:
    """All findings about the pack in ``folder``, in the order of the files."""
    parts, findings = _read(folder)
    return (*findings, *_check(parts, {f.where.split(":")[0] for f in findings}, abilities, today))


def check_overlay(file: Path, base: Path, abilities: Abilities, today: date) -> tuple[Finding, ...]:
    """All findings that an overlay brings to its base: about its own file, and about the pack under it."""
    parts, _ = _read(base)
    before = _check(parts, set(), abilities, today)
    try:
        overlay = Overlay(replace(read_yaml(file), name=file.name))
    except SymbioError as fault:
        return (
            found(
                e.UNREADABLE,
                fault.where or file.name,
                reason=fault.params.get("reason", fault.what),
            ),
        )
    own = [*_schema(overlay.file, schema_of("overlay")), *_texts(overlay.file)]
    if own:
        return tuple(own)
    try:
        refuse_other_base(parts, overlay)
    except SymbioError as fault:
        return (of_fault(fault),)
    laid = parts.copied()
    for n in range(len(overlay.operations)):
        try:
            apply(laid, overlay, n)
        except SymbioError as fault:
            own.append(of_fault(fault))
    old = {(f.code, f.where) for f in before}
    after = _check(laid, set(), abilities, today)
    return (*own, *(f for f in after if (f.code, f.where) not in old))


@cache
def schema_of(part: str) -> Mapping[str, Any]:
    """JSON Schema of the files of a part; texts may lack a language, which is a finding of its own."""
    if part == "forms":
        schema = copy.deepcopy(dict(form_schema()))
        text = schema["$defs"]["text"]
        del text["required"]
        text["properties"] = {lang: {"type": "string"} for lang in LANGUAGES}
        return schema
    whole = json.loads(Path(__file__).with_name("pack.schema.json").read_text(encoding="utf-8"))
    return {"$defs": whole["$defs"], "$ref": f"#/$defs/{part}"}


def _read(folder: Path) -> tuple[Parts, list[Finding]]:
    files: dict[str, tuple[YamlFile, ...]] = {}
    findings = []
    for part, name, path in (*paths_of(folder), *library_paths(folder)):
        try:
            files[part] = (*files.get(part, ()), replace(read_yaml(path), name=name))
        except SymbioError as fault:
            line = (fault.where or "").rpartition(":")[2]
            where = f"{name}:{line}" if line.isdigit() else name
            if fault.spec.code == "SA-3003":
                findings.append(found(e.TWICE, where, **fault.params))
            else:
                findings.append(found(e.UNREADABLE, where, reason=fault.params.get("reason", "")))
    there = {part for part, _name, _path in paths_of(folder)}
    findings += [
        found(e.MISSING_FILE, SINGLE.get(part, f"{part}/"), file=SINGLE.get(part, f"{part}/*.yaml"))
        for part in (*SINGLE, *MANY)
        if part not in there
    ]
    return Parts(folder, files), findings


def _check(
    parts: Parts, unread: set[str], abilities: Abilities, today: date
) -> tuple[Finding, ...]:
    findings: list[Finding] = []
    broken = {part for part in (*SINGLE, *MANY) if part not in parts.files}
    broken |= {_part_of(name) for name in unread}
    sound: dict[str, tuple[YamlFile, ...]] = {}
    for part, files in parts.files.items():
        for file in files:
            faults = [*_schema(file, schema_of(part)), *_texts(file)]
            findings += faults
            if any(f.spec is e.SCHEMA for f in faults):
                broken.add(part)
            else:
                sound[part] = (*sound.get(part, ()), file)
    draft = Draft(Parts(parts.folder, sound), frozenset(broken), abilities, today)
    for needs, check in CHECKS:
        if not broken.intersection(needs):
            findings.extend(check(draft))
    return tuple(_once(findings))


def _part_of(name: str) -> str:
    """The part that a file belongs to, by its name."""
    inside = name.removeprefix(f"{LIBRARY_ROOM}/")
    part = inside.split("/")[0].removesuffix(".yaml")
    return part if inside == name or part in LIBRARY else name


def _once(findings: list[Finding]) -> Iterator[Finding]:
    """The findings without repetitions (the same code at the same place with the same words)."""
    seen = set()
    for finding in findings:
        key = (finding.code, finding.where, finding.what.render("en"))
        if key not in seen:
            seen.add(key)
            yield finding


def _schema(file: YamlFile, schema: Mapping[str, Any]) -> Iterator[Finding]:
    for where, path, reason in validate(file, schema):
        yield found(e.SCHEMA, where, path=path, reason=reason)


def _texts(file: YamlFile) -> Iterator[Finding]:
    """Each text in both languages, and the English one in English."""
    for place, pair in _pairs(file.content, ()):
        path = "/".join(map(str, place))
        for lang in LANGUAGES:
            if not str(pair.get(lang) or "").strip():
                yield found(e.NO_TEXT, file.where(*place), path=path, lang=lang)
        english = str(pair.get("en") or "")
        if CYRILLIC.search(english):
            yield found(e.UNTRANSLATED, file.where(*place, "en"), path=path, text=english[:60])


def _pairs(node: Any, place: tuple[Any, ...]) -> Iterator[tuple[tuple[Any, ...], dict[str, Any]]]:
    if isinstance(node, Mapping):
        keys = {str(key) for key in node}
        if keys & set(LANGUAGES):
            yield place, {lang: node.get(lang) for lang in LANGUAGES}
        for stem in sorted({key[:-2] for key in keys if key[-3:] in ("_ru", "_en")}):
            if stem[:-1] not in keys:  # “unit” and “unit_en” are a pair of another kind
                yield (*place, stem[:-1]), {lang: node.get(stem + lang) for lang in LANGUAGES}
        for key, child in node.items():
            yield from _pairs(child, (*place, key))
    elif isinstance(node, list):
        for n, child in enumerate(node):
            yield from _pairs(child, (*place, n))
