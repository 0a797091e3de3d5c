"""Checks of the libraries of symbiosis: references, codes, sources, words, predicates, figures."""

from __future__ import annotations

import ast
import math
import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from symbioaudit.base.errors import SymbioError
from symbioaudit.forms.yamlfile import Place, YamlFile
from symbioaudit.formula import compile_expression
from symbioaudit.formula.sorts import BOOL, NUMBER, Sort
from symbioaudit.methodology import errors as e
from symbioaudit.methodology.check_forms import judged
from symbioaudit.methodology.check_numbers import unit
from symbioaudit.methodology.findings import Draft, Finding, found
from symbioaudit.methodology.parts import LIBRARY
from symbioaudit.methodology.sorts import entity_sorts

Node = Mapping[str, Any]
SHAPES: Final = {
    "fkko": re.compile(r"[1-46-9]\d{0,10}"),
    "ewc": re.compile(r"\d\d(\d\d(\d\d)?)?"),
    "okpd2": re.compile(r"\d\d(\.\d{1,2}(\.\d{1,2}(\.\d{1,3})?)?)?"),
    "nace": re.compile(r"\d\d(\.\d{1,2}(\.\d{1,2})?)?"),
}
DERIVED: Final[Mapping[str, Sort]] = {"hazard": NUMBER, "consumption": BOOL}  # of legal rules
SOURCED: Final = ("precedents", "technologies", "sectors", "substitutions")


def items(draft: Draft, part: str) -> Iterator[tuple[YamlFile, int, Node]]:
    """(file, place, entry) of a library."""
    for file in draft.files(part):
        for n, item in enumerate(file.content or ()):
            yield file, n, item


def ids(draft: Draft) -> Iterator[Finding]:
    """Ids are unique inside a library."""
    for part in LIBRARY:
        seen = set()
        for file, n, item in items(draft, part):
            if item["id"] in seen:
                yield found(e.TWICE, file.where(n, "id"), what=item["id"])
            seen.add(item["id"])


def references(draft: Draft) -> Iterator[Finding]:
    """Classes, groups, substitutions, factors and closed lists that entries name exist."""
    known = {part: {item["id"] for _f, _n, item in items(draft, part)} for part in LIBRARY}
    known["factors"] = {
        item["id"] for file in draft.files("factors") for item in file.content or ()
    }
    groups = set(draft.content("scoring")["match"]["distances"])
    steps, statuses = draft.values("intermediary_steps"), draft.values("legal_statuses")
    kinds = {
        "resource": known["resources"], "substitution": known["substitutions"], "factor": known["factors"],
        "distance": groups, "intermediary_steps": steps, "legal_statuses": statuses,
    }  # fmt: skip
    for part in LIBRARY:
        for file, n, item in items(draft, part):
            for place, kind, name in _names(part, item):
                if name and name not in kinds[kind]:
                    yield found(e.NO_REFERENCE, file.where(n, *place), kind=kind, name=name)


def _names(part: str, item: Node) -> Iterator[tuple[Place, str, str | None]]:
    """(place, kind, name) of all that an entry names."""
    if part == "resources":
        yield from _names_of_class(item)
    elif part in ("precedents", "substitutions"):
        yield ("resource",), "resource", item.get("resource")
        yield ("emission_factor",), "factor", item.get("emission_factor")
    elif part == "technologies":
        for key in ("resources", "product_classes"):
            for m, name in enumerate(item.get(key) or ()):
                yield (key, m), "resource", name
    elif part == "sectors":
        for key in ("gives", "takes"):
            for m, row in enumerate(item.get(key) or ()):
                yield (key, m, "resource"), "resource", row.get("resource")
    else:
        yield ("status",), "legal_statuses", item["status"]


def _names_of_class(item: Node) -> Iterator[tuple[Place, str, str | None]]:
    yield ("group",), "distance", item["group"]
    yield ("parent",), "resource", item.get("parent")
    for m, use in enumerate(item.get("uses") or ()):
        yield ("uses", m, "replaces"), "substitution", use.get("replaces")
        for k, step in enumerate(use.get("steps") or ()):
            yield ("uses", m, "steps", k), "intermediary_steps", step


def codes(draft: Draft) -> Iterator[Finding]:
    """Codes have the form of their catalogue."""
    for part in LIBRARY:
        for file, n, item in items(draft, part):
            for place, catalogue, code in _codes(item):
                if code is not None and not SHAPES[catalogue].fullmatch(str(code)):
                    yield found(
                        e.CODE_FORM, file.where(n, *place), code=code, catalogue=catalogue.upper()
                    )


def _codes(item: Node) -> Iterator[tuple[Place, str, Any]]:
    for name, values in (item.get("codes") or {}).items():
        for m, code in enumerate(values):
            yield ("codes", name, m), name, code
    for m, code in enumerate(item.get("activities") or ()):
        yield ("activities", m), "nace", code
    for m, use in enumerate(item.get("uses") or ()):
        for k, code in enumerate(use.get("takers") or ()):
            yield ("uses", m, "takers", k), "nace", code
    for end in ("donor", "receiver", "intermediary"):
        for key in ("nace", "okved2"):
            yield (end, key), "nace", (item.get(end) or {}).get(key)


def sources(draft: Draft) -> Iterator[Finding]:
    """Entries, uses and figures say where they are known from."""
    for part in SOURCED:
        for file, n, item in items(draft, part):
            if not str(item.get("source") or "").strip():
                yield found(e.ENTRY_SOURCE, file.where(n), entry=item["id"])
            for m, figure in enumerate(item.get("figures") or item.get("economics") or ()):
                if not str(figure.get("source") or "").strip():
                    key = "figures" if "figures" in item else "economics"
                    yield found(e.ENTRY_SOURCE, file.where(n, key, m), entry=item["id"])
    for file, n, item in items(draft, "resources"):
        for m, use in enumerate(item.get("uses") or ()):
            if not str(use.get("source") or "").strip():
                yield found(e.ENTRY_SOURCE, file.where(n, "uses", m), entry=use["id"])


def words(draft: Draft) -> Iterator[Finding]:
    """A word leads to one class."""
    seen: dict[tuple[str, str], str] = {}
    for file, n, item in items(draft, "resources"):
        for lang, phrases in (item.get("words") or {}).items():
            for m, phrase in enumerate(phrases):
                key = (lang, str(phrase).casefold().replace("ё", "е"))
                if key in seen:
                    where = file.where(n, "words", lang, m)
                    yield found(e.WORD_TWICE, where, word=phrase, one=seen[key], other=item["id"])
                seen[key] = item["id"]


def figures(draft: Draft) -> Iterator[Finding]:
    """Figures have a unit that can be read; a range goes from low to high."""
    for part in LIBRARY:
        for file, n, item in items(draft, part):
            for place, row in _rows(item):
                if row.get("unit"):
                    yield from unit(file, (n, *place, "unit"), row["unit"])
                low, high = _range(row)
                if low is not None and high is not None and low > high:
                    yield found(e.LOW_HIGH, file.where(n, *place), low=low, high=high)


def _rows(item: Node) -> Iterator[tuple[Place, Node]]:
    for key in ("figures", "economics", "gives", "takes", "consumption"):
        for m, row in enumerate(item.get(key) or ()):
            yield (key, m), row
    for m, use in enumerate(item.get("uses") or ()):
        for k, row in enumerate(use.get("quality") or ()):
            yield ("uses", m, "quality", k), row
    if "k" in item:
        yield (), item
    if "trl" in item:
        yield ("trl",), {"low": item["trl"][0], "high": item["trl"][1]}


def _range(row: Node) -> tuple[float | None, float | None]:
    for low, high in (("low", "high"), ("min", "max"), ("k_low", "k_high"), ("value", "high")):
        if row.get(low) is not None and row.get(high) is not None:
            return row[low], row[high]
    return None, None


def predicates(draft: Draft) -> Iterator[Finding]:
    """Predicates can be read, name fields of streams, are of a sound type, and can be true."""
    forms = [f.content for f in draft.files("forms")]
    names = dict(entity_sorts("stream", forms, draft.content("enums")))
    legal = {**names, **DERIVED}
    for file, n, item in items(draft, "technologies"):
        if item.get("applies"):
            yield from _predicate(file, (n, "applies"), item["applies"], names)
    for file, n, item in items(draft, "legal_status"):
        yield from _predicate(file, (n, "when"), item["when"], legal)
        if isinstance(item["licence_required"], str):
            yield from _predicate(file, (n, "licence_required"), item["licence_required"], legal)
        for m, document in enumerate(item["documents"]):
            if document.get("met"):
                yield from _predicate(file, (n, "documents", m, "met"), document["met"], legal)


def _predicate(
    file: YamlFile, place: Place, text: str, names: Mapping[str, Sort]
) -> Iterator[Finding]:
    wrong = list(judged(file, place, text, names))
    yield from wrong
    if not wrong and (name := never(text)):
        yield found(e.NEVER_TRUE, file.where(*place), text=text, name=name)


def never(text: str) -> str | None:
    """The name for which the conditions joined by “and” leave no value, or None."""
    try:
        tree = compile_expression(text).tree
    except SymbioError:
        return None
    ranges: dict[str, tuple[float, float]] = {}
    texts: dict[str, set[str]] = {}
    for name, op, value in _conditions(tree):
        if isinstance(value, str):
            if isinstance(op, ast.Eq):
                texts.setdefault(name, set()).add(value)
                if len(texts[name]) > 1:
                    return name
            continue
        low, high = ranges.get(name, (-math.inf, math.inf))
        ranges[name] = _cut(op, float(value), low, high)
        if ranges[name][0] > ranges[name][1]:
            return name
    return None


def _conditions(tree: ast.expr) -> Iterator[tuple[str, ast.cmpop, Any]]:
    """Comparisons of a name with a constant that must all hold."""
    parts = tree.values if isinstance(tree, ast.BoolOp) and isinstance(tree.op, ast.And) else [tree]
    for part in parts:
        if part is not tree and isinstance(part, ast.BoolOp):
            yield from _conditions(part) if isinstance(part.op, ast.And) else ()
        elif isinstance(part, ast.Compare) and len(part.ops) == 1:
            left, right = part.left, part.comparators[0]
            if isinstance(left, ast.Name) and isinstance(right, ast.Constant):
                yield left.id, part.ops[0], right.value


def _cut(op: ast.cmpop, value: float, low: float, high: float) -> tuple[float, float]:
    if isinstance(op, ast.Gt):
        return max(low, math.nextafter(value, math.inf)), high
    if isinstance(op, ast.GtE):
        return max(low, value), high
    if isinstance(op, ast.Lt):
        return low, min(high, math.nextafter(value, -math.inf))
    if isinstance(op, ast.LtE):
        return low, min(high, value)
    return (max(low, value), min(high, value)) if isinstance(op, ast.Eq) else (low, high)


def parents(draft: Draft) -> Iterator[Finding]:
    """Parents of classes do not run in a circle."""
    parent = {item["id"]: item.get("parent") for _f, _n, item in items(draft, "resources")}
    for file, n, item in items(draft, "resources"):
        seen, name = {item["id"]}, item.get("parent")
        while name and name not in seen:
            seen.add(name)
            name = parent.get(name)
        if name == item["id"]:
            yield found(e.CIRCLE, file.where(n, "parent"), entry=name)


ALL: Final = tuple(LIBRARY)
SYMBIOSIS_CHECKS: Final = (
    (ALL, ids),
    ((*ALL, "factors", "scoring", "enums"), references),
    (ALL, codes),
    (ALL, sources),
    (ALL, words),
    (ALL, figures),
    (("technologies", "legal_status", "forms", "enums"), predicates),
    (("resources",), parents),
)
