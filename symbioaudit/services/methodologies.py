"""Methodologies: list, show, prove, compare; the checker gets here what the program can compute."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from symbioaudit.analysis.analyse import NAMED_RESULTS
from symbioaudit.analysis.formulas import FORMULAS
from symbioaudit.base import clock
from symbioaudit.base.errors import NOT_FOUND
from symbioaudit.base.i18n import Text
from symbioaudit.forms.loader import text_of
from symbioaudit.methodology import Pack
from symbioaudit.methodology import errors as e
from symbioaudit.methodology.check import check_overlay, check_pack
from symbioaudit.methodology.findings import Abilities, Finding
from symbioaudit.methodology.loader import load_pack, pack_folders
from symbioaudit.methodology.overlay import (
    at,
    find,
    lay_over,
    lay_over_library,
    overlay_files,
    place_of,
    read_overlay,
)
from symbioaudit.methodology.pack import FormulaDef
from symbioaudit.methodology.parts import Parts, read_library, read_parts
from symbioaudit.model.enums import Severity
from symbioaudit.reports.templates import load as load_template
from symbioaudit.services import calc
from symbioaudit.units import convert, parse_number


@dataclass(frozen=True, slots=True)
class Listed:
    """One line of the list of methodologies."""

    id: str
    version: str
    title: Text
    base: str | None  # an overlay's base pack
    folder: Path


@dataclass(frozen=True, slots=True)
class Proof:
    """What the checker said about one pack or overlay."""

    id: str
    path: Path
    findings: tuple[Finding, ...]

    def count(self, severity: Severity) -> int:
        """Findings of one severity."""
        return sum(f.severity is severity for f in self.findings)

    @property
    def sound(self) -> bool:
        """True when nothing stops its use."""
        return self.count(Severity.ERROR) == 0


def listed() -> tuple[Listed, ...]:
    """Packs and overlays that are installed."""
    packs = [load_pack(name) for name in pack_folders()]
    lines = [Listed(p.id, p.version, p.title, None, pack_folders()[p.id]) for p in packs]
    for path in overlay_files().values():
        overlay = read_overlay(path)
        title = text_of(overlay.file.content["title"])
        lines.append(Listed(overlay.id, overlay.version, title, overlay.base[0], path.parent))
    return tuple(lines)


def prove(target: str) -> Proof:
    """Check a pack or an overlay: an id, or a folder or file of one.

    Raises:
        SymbioError: SA-3101 no such id, SA-1001 no such folder, SA-3101 the overlay's base is not installed.
    """
    path = _target(target)
    if path.name == "overlay.yaml":
        overlay = read_overlay(path)
        base = pack_folders().get(overlay.base[0])
        if base is None:
            raise e.NO_PACK(where=overlay.file.where("base"), pack=overlay.base[0])
        return Proof(overlay.id, path, check_overlay(path, base, abilities(), clock.now().date()))
    return Proof(path.name, path, check_pack(path, abilities(), clock.now().date()))


def prove_all() -> tuple[Proof, ...]:
    """Check everything that is installed."""
    return tuple(prove(str(path)) for path in (*pack_folders().values(), *overlay_files().values()))


def _target(target: str) -> Path:
    known = {**pack_folders(), **overlay_files()}
    if target in known:
        return known[target]
    path = Path(target)
    if path.is_dir():
        inside = path / "overlay.yaml"
        return inside if inside.is_file() else path
    if path.is_file():
        return path if path.name == "overlay.yaml" else path.parent
    if path.parent == Path() and not path.suffix:
        raise e.NO_PACK(pack=target)
    raise NOT_FOUND(path=target)


def abilities() -> Abilities:
    """What the program can compute and print."""
    sections = frozenset(str(item["id"]) for item in load_template("outline")["sections"])
    return Abilities(FORMULAS, NAMED_RESULTS, sections, recompute)


def recompute(
    item: Mapping[str, Any], example: Mapping[str, Any], parts: Parts
) -> Mapping[str, tuple[list[float], list[float]]]:
    """Values of a worked example by symbol: found and expected, both in the expected unit.

    Raises:
        SymbioError: an input is missing, unknown or of another kind; nothing comes out.
    """
    formula = FormulaDef(
        item["id"],
        text_of(item["title"]),
        item["expression"],
        item["source"],
        item["inputs"],
        item["outputs"],
    )
    pairs = {}
    for symbol, text in example["expected"].items():
        items = [parse_number(part.strip(), "en") for part in text.split(";")]
        unit = items[0].rest.strip()
        to = None if unit in ("", "%") else unit
        done = calc.compute(formula, example["inputs"], _Source(parts), to=to)
        result = next((f for f in done.outputs if f.symbol == symbol), None)
        value = result.value if result else None
        found = [v for v in (value if isinstance(value, tuple) else (value,)) if v is not None]
        if unit == "%" and result:
            found = [convert(v, result.unit, "%") for v in found]
        pairs[symbol] = (found, [n.span.best or 0.0 for n in items if n.span])
    return pairs


class _Source:
    """Factors and defaults out of the files of a pack that is only being checked."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts

    def factor(self, factor_id: str) -> tuple[str, str] | None:
        """Text and citation of a factor."""
        for file in self._parts.files.get("factors", ()):
            for item in file.content or ():
                if item["id"] == factor_id:
                    return calc.factor_text(float(item["value"]), item["unit"]), str(
                        item.get("source")
                    )
        return None

    def part(self, name: str) -> Any:
        """A part of the pack."""
        return self._parts.content(name, {})


@dataclass(frozen=True, slots=True)
class Contents:
    """How much a pack holds."""

    forms: int
    fields: int
    lists: int
    questions: int
    factors: int
    unverified: int
    formulas: int
    examples: int
    indicators: int


def contents(pack: Pack) -> Contents:
    """Count what a pack holds."""
    factors = [factor for versions in pack.factors.values() for factor in versions]
    return Contents(
        forms=len(pack.forms),
        fields=sum(len(form.fields) for form in pack.forms.values()),
        lists=len(pack.enums),
        questions=len(pack.questions),
        factors=len(factors),
        unverified=sum(not factor.verified for factor in factors),
        formulas=len(pack.formulas),
        examples=sum(len(f.examples) for f in pack.formulas.values()),
        indicators=len(pack.indicators),
    )


def sources(pack: Pack) -> tuple[tuple[str, int], ...]:
    """Sources of the factors, with how many come from each, the most used first."""
    counted = Counter(factor.source for versions in pack.factors.values() for factor in versions)
    return tuple(sorted(counted.items(), key=lambda pair: (-pair[1], pair[0])))


@dataclass(frozen=True, slots=True)
class Difference:
    """One place where an overlay differs from its base."""

    op: str  # set, add, remove, disable
    path: str
    old: Any
    new: Any
    source: str | None
    label: Text | None  # of the field, factor or value that is changed


def differences(base_id: str, overlay_id: str) -> tuple[Difference, ...]:
    """What an overlay changes in its base, operation by operation.

    Raises:
        SymbioError: SA-3101, SA-3102, SA-3104, SA-3105.
    """
    folder = pack_folders().get(base_id)
    if folder is None:
        raise e.NO_PACK(pack=base_id)
    target = _target(overlay_id)
    overlay = read_overlay(target)
    entry, libraries = read_parts(folder), read_library(folder)
    lay_over(entry, overlay)
    lay_over_library(libraries, overlay)
    base = Parts(folder, {**entry.files, **libraries.files})
    return tuple(_difference(base, op) for op in overlay.operations)


def _difference(base: Parts, op: Mapping[str, Any]) -> Difference:
    part, _, rest = str(op["path"]).partition(".")
    old, label = _before(base, part, rest)
    if part == "factors":
        held = old[-1] if isinstance(old, list) and old else {}
        label = (
            text_of(op["title"]) if "title" in op else (text_of(held["title"]) if held else None)
        )
        unit = op.get("unit") or held.get("unit")
        old = _with_unit(held.get("value"), unit) if held else None
        return Difference(
            op["op"], op["path"], old, _with_unit(op.get("value"), unit), op.get("source"), label
        )
    return Difference(
        op["op"],
        op["path"],
        None if op["op"] == "add" else old,
        op.get("value"),
        op.get("source"),
        label,
    )


def _with_unit(value: Any, unit: str | None) -> str | None:
    return None if value is None else calc.factor_text(value, unit or "1")


def _before(base: Parts, part: str, rest: str) -> tuple[Any, Text | None]:
    """The value at a path of the base and the text of the nearest thing around it that has one."""
    if part == "factors":
        held = [
            i for f in base.files.get("factors", ()) for i in f.content or () if i["id"] == rest
        ]
        return held, None
    file, names = place_of(base, part, rest)
    if file is None:
        return None, None
    place, left = find(file.content, names)
    around = [at(file.content, place[:length]) for length in range(len(place), 0, -1)]
    label = next((pair for item in around if (pair := _label(item))), None)
    return (None if left else at(file.content, place)), label


def _label(item: Any) -> Text | None:
    """The name of a field, a factor, a step or a value; not its help."""
    if not isinstance(item, Mapping):
        return None
    pair = item.get("label") or item.get("title") or (item if "value" in item else None)
    return text_of(pair) if pair and {"ru", "en"} <= set(pair) else None
