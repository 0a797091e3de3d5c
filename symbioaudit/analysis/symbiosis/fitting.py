"""Technologies that could make what a plant has usable: which conditions of each hold, which do not, which are not
known. The predicate of a technology speaks of the fields of a stream in canonical units."""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from symbioaudit.analysis.symbiosis.classify import Classified
from symbioaudit.analysis.symbiosis.sides import Have
from symbioaudit.forms.session import field_value, plain
from symbioaudit.formula import compile_expression
from symbioaudit.methodology.symbiosis import Symbiosis, Technology
from symbioaudit.methodology.technologies import Class, technology_class
from symbioaudit.model.records import Record

FITS, OPEN, FAILS = "fits", "open", "fails"
ORDER: Final = {FITS: 0, OPEN: 1, FAILS: 2}
SIGNS: Final = {ast.Lt: "<", ast.LtE: "≤", ast.Gt: ">", ast.GtE: "≥", ast.Eq: "=", ast.NotEq: "≠"}
UNKNOWN: Final = "unknown"  # the word of the closed lists for “we do not know”


@dataclass(frozen=True, slots=True)
class Bound:
    """One comparison of a field with a number or a word of a closed list; ``value``: what the stream has."""

    field: str
    sign: str
    limit: float | str
    value: Any = None


@dataclass(frozen=True, slots=True)
class Condition:
    """One condition of a technology: any of its bounds is enough. ``holds`` None: not known."""

    bounds: tuple[Bound, ...]
    holds: bool | None


@dataclass(frozen=True, slots=True)
class Fit:
    """One technology against one have."""

    have: Have
    technology: Technology
    resource: str  # class that the technology takes
    confidence: float  # that the have is of this class, 0–1
    kind: Class  # proven, innovative, breakthrough
    verdict: str  # fits, open, fails
    conditions: tuple[Condition, ...] = field(default=())


def fits(
    haves: Iterable[tuple[Have, tuple[Classified, ...]]],
    records: Mapping[str, Record],
    library: Symbiosis,
    rule: Mapping[str, Any],
) -> tuple[Fit, ...]:
    """Technologies for each have, the fitting ones first; ``records`` by id, ``rule``: scoring.yaml, technology."""
    by_class = technologies_by_class(library)
    found = [
        _fit(have, each, technology, records.get(have.id), rule)
        for have, classes in haves
        for each in classes[:1]
        for technology in applying(each.resource, by_class, library)
    ]
    found.sort(key=lambda f: (ORDER[f.verdict], -f.confidence, f.have.name, f.technology.id))
    return tuple(found)


def technologies_by_class(library: Symbiosis) -> Mapping[str, list[Technology]]:
    """Technologies by the class of resource that they take."""
    found: dict[str, list[Technology]] = defaultdict(list)
    for technology in library.technologies:
        for name in technology.resources:
            found[name].append(technology)
    return found


def applying(
    name: str, by_class: Mapping[str, list[Technology]], library: Symbiosis
) -> list[Technology]:
    """Technologies for a class and for the class above it, each once."""
    parent = library.resources[name].parent
    found = [*by_class.get(name, ()), *(by_class.get(parent, ()) if parent else ())]
    return list({t.id: t for t in found}.values())


def _fit(
    have: Have,
    found: Classified,
    technology: Technology,
    record: Record | None,
    rule: Mapping[str, Any],
) -> Fit:
    conditions = tuple(_conditions(technology.applies, record)) if technology.applies else ()
    states = {c.holds for c in conditions}
    verdict = FAILS if False in states else OPEN if None in states else FITS
    kind = technology_class(technology, rule)
    return Fit(have, technology, found.resource, found.confidence, kind, verdict, conditions)


def _conditions(text: str, record: Record | None) -> Iterator[Condition]:
    """The parts of a predicate that must all hold."""
    tree = compile_expression(text).tree
    parts = tree.values if isinstance(tree, ast.BoolOp) and isinstance(tree.op, ast.And) else [tree]
    for part in parts:
        yield Condition(tuple(_bounds(part, record)), _holds(ast.unparse(part), record))


def _holds(text: str, record: Record | None) -> bool | None:
    expression = compile_expression(text)
    value = expression.evaluate({name: _value(record, name) for name in expression.names})
    return None if value is None else bool(value)


def _bounds(part: ast.expr, record: Record | None) -> Iterator[Bound]:
    for node in ast.walk(part):
        if isinstance(node, ast.Compare) and len(node.ops) == 1:
            left, right = node.left, node.comparators[0]
            if isinstance(left, ast.Name) and isinstance(right, ast.Constant):
                limit = right.value if isinstance(right.value, str) else float(right.value)  # type: ignore[arg-type]
                yield Bound(left.id, SIGNS[type(node.ops[0])], limit, _value(record, left.id))


def _value(record: Record | None, name: str) -> Any:
    value = plain(field_value(record, name)) if record is not None else None
    return None if value == UNKNOWN else value
