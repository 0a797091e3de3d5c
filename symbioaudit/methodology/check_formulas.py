"""Checks of formulas and indicators: sound in dimensions, examples recomputed, names and units right.

A formula of the program is a function of plain numbers. Its dimensions are proved by similarity: let every
base unit become another (1.1 of the old kilogram, 1.07 of the old metre …); a sound formula answers with
the same quantities, so its numbers change exactly by their units. One that adds tonnes to hours does not.
"""

from __future__ import annotations

import inspect
import math
import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import product
from typing import Any, Final

from symbioaudit.base.errors import SymbioError
from symbioaudit.forms.yamlfile import Place, YamlFile
from symbioaudit.formula import compile_expression
from symbioaudit.methodology import errors as e
from symbioaudit.methodology.check_forms import judged
from symbioaudit.methodology.check_numbers import unit
from symbioaudit.methodology.check_steps import missing, twice
from symbioaudit.methodology.findings import Draft, Finding, found
from symbioaudit.methodology.overlay import at, find
from symbioaudit.methodology.sorts import entity_sorts
from symbioaudit.model.records import ENTITIES
from symbioaudit.units import Dim, check_unit

FREE: Final = "@"
_FREE_PART: Final = re.compile(r"([*/]?)(@[a-z]+|[^*/@]+)")
# How much greater each base unit is made; years and seconds are one time.
SCALES: Final[Mapping[str, float]] = {
    "kg": 1.10, "m": 1.07, "s": 1.05, "a": 1.05, "K": 1.03, "Nm3": 1.13, "kgCO2e": 1.17, "pcs": 1.19, "RUB": 1.23,
}  # fmt: skip
OTHER_SCALE: Final = 1.29
FREE_SCALES: Final = (1.31, 1.37, 1.41, 1.43, 1.47)
# Sample values that are tried until the formula takes them: for symbols with a unit, for plain numbers.
SAMPLES: Final = (3.0, 40.0, 300.0, 0.4, 7000.0)
PLAIN: Final = (0.4, 2.0, 1.0, 3.0, 12.0, 60.0)
SHAPES: Final = ("rising", "falling", "outlay")  # of the samples: the last begins with an expense
CLOSE: Final = 1e-6
TOLERANCE: Final = 0.005  # of a worked example that names none
Node = Mapping[str, Any]


def formulas(draft: Draft) -> Iterator[Finding]:
    """Each formula has a function, units that can be read, defaults that exist, sound dimensions, true examples."""
    seen: set[str] = set()
    for file in draft.files("formulas"):
        for n, item in enumerate(file.content or ()):
            if item["id"] in seen:
                yield found(e.TWICE, file.where(n, "id"), what=item["id"])
                continue
            seen.add(item["id"])
            if item["id"] not in draft.abilities.functions:
                yield found(e.NO_FUNCTION, file.where(n, "id"), formula=item["id"])
                continue
            first = [
                *_symbols(draft, file, n, item),
                *_units(file, n, item),
                *_defaults(draft, file, n, item),
            ]
            first = first or [*_sound(draft, file, n, item)]
            yield from first or _examples(draft, file, n, item)


def _symbols(draft: Draft, file: YamlFile, n: int, item: Node) -> Iterator[Finding]:
    """The inputs are those of the function."""
    taken = inspect.signature(draft.abilities.functions[item["id"]]).parameters
    for symbol in item["inputs"]:
        if symbol not in taken:
            yield found(e.NO_REFERENCE, file.where(n, "inputs", symbol), kind="input", name=symbol)
    for symbol in taken:
        if symbol not in item["inputs"]:
            yield found(e.NO_REFERENCE, file.where(n, "inputs"), kind="input", name=symbol)


def _units(file: YamlFile, n: int, item: Node) -> Iterator[Finding]:
    for part in ("inputs", "outputs"):
        for symbol, spec in item[part].items():
            for _sign, name in (
                _FREE_PART.findall(spec["unit"]) if FREE in spec["unit"] else [("", spec["unit"])]
            ):
                if not name.startswith(FREE):
                    yield from unit(file, (n, part, symbol, "unit"), name)


def _defaults(draft: Draft, file: YamlFile, n: int, item: Node) -> Iterator[Finding]:
    for symbol, spec in item["inputs"].items():
        path = spec.get("default_of")
        part, _, rest = str(path).partition(".")
        if path and part not in draft.broken:
            whole = draft.parts.one(part)
            if whole is None or find(whole.content, rest.split("."))[1]:
                yield found(
                    e.NO_REFERENCE,
                    file.where(n, "inputs", symbol, "default_of"),
                    kind="value",
                    name=path,
                )


def _sound(draft: Draft, file: YamlFile, n: int, item: Node) -> Iterator[Finding]:
    elsewhere = {
        str(spec["default_of"]).split(".")[0]
        for spec in item["inputs"].values()
        if "default_of" in spec
    }
    if item.get("empirical") or elsewhere & draft.broken:
        return
    specs = item["inputs"]
    tried = 0
    answered: set[str] = set()
    for given in _chosen(item):
        values = next(_samples(draft, item, given), None)
        if values is None:
            continue
        tried += 1
        frees = _frees([*specs.values(), *item["outputs"].values()])
        scaled = {s: _times(v, scale(specs[s]["unit"], frees)) for s, v in values.items()}
        before, after = _run(draft, item, values), _run(draft, item, scaled)
        answered |= set(before or ())
        for symbol, spec in item["outputs"].items():
            wanted = _times((before or {}).get(symbol), scale(spec["unit"], frees))
            got = (after or {}).get(symbol)
            if not _same(got, wanted):
                yield found(
                    e.UNSOUND, file.where(n, "outputs", symbol, "unit"), what=f"{item['id']}.{symbol}",
                    reason=spec["unit"],
                )  # fmt: skip
                return
    for symbol in item["outputs"] if tried else ():
        if symbol not in answered:
            yield found(
                e.NO_REFERENCE, file.where(n, "outputs", symbol), kind="result", name=symbol
            )
    if not tried and not _held(draft, specs):  # values held elsewhere are proved there
        yield found(e.NOT_PROBED, file.where(n), formula=item["id"])


def _chosen(item: Node) -> Iterator[frozenset[str]]:
    """Which inputs are given: all, then only the required ones, then each optional one alone beside them."""
    specs = item["inputs"]
    needed = frozenset(s for s, spec in specs.items() if spec.get("required", True))
    yield frozenset(specs)
    if needed != frozenset(specs):
        yield needed
        for symbol in specs:
            if symbol not in needed:
                yield needed | {symbol}


def _samples(draft: Draft, item: Node, given: frozenset[str]) -> Iterator[dict[str, Any]]:
    """Sets of values that the function accepts and answers with numbers."""
    held = _held(draft, item["inputs"])
    for base, plain, shape in product(SAMPLES, PLAIN, SHAPES):
        length = max((len(v) for v in held.values() if isinstance(v, list)), default=3)
        values = _filled(item["inputs"], given, base, plain, shape, length) | {
            symbol: value for symbol, value in held.items() if symbol in given
        }
        answer = _run(draft, item, values)
        if answer and any(map(_finite, answer.values())):
            yield values


def _held(draft: Draft, specs: Mapping[str, Node]) -> dict[str, Any]:
    """Values of the inputs whose defaults stand elsewhere in the pack."""
    out: dict[str, Any] = {}
    for symbol, spec in specs.items():
        part, _, rest = str(spec.get("default_of", "")).partition(".")
        whole = draft.parts.one(part)
        if whole is not None:
            value = at(whole.content, find(whole.content, rest.split("."))[0])
            out[symbol] = list(value.values()) if isinstance(value, Mapping) else value
    return out


def _filled(
    specs: Mapping[str, Node],
    given: frozenset[str],
    base: float,
    plain: float,
    shape: str,
    length: int,
) -> dict[str, Any]:
    out: dict[str, Any] = {}
    for n, (symbol, spec) in enumerate(specs.items()):
        if symbol not in given:
            out[symbol] = None
            continue
        bare = spec["unit"] == "1"
        step = 1 + 0.07 * (len(specs) - n if shape == "falling" else n)
        value = plain * (step if shape == "falling" else 1) if bare else base * step
        row = [value * (1 if bare else 1 + 0.1 * k) for k in range(length)]
        if shape == "outlay" and not bare:
            row[0] = -row[0]
        listed = row if spec.get("list") else value
        out[symbol] = [[value, -value, -value]] if spec.get("matrix") else listed
    return out


def _run(draft: Draft, item: Node, values: Mapping[str, Any]) -> Mapping[str, Any] | None:
    try:
        return draft.abilities.functions[item["id"]](**values)
    except (ValueError, ArithmeticError, TypeError, IndexError, KeyError):
        return None


def _finite(value: Any) -> bool:
    if isinstance(value, list | tuple):
        return any(_finite(v) for v in value)
    return isinstance(value, int | float) and math.isfinite(value) and value != 0


def _frees(specs: Sequence[Node]) -> Mapping[str, float]:
    names = dict.fromkeys(
        name
        for spec in specs
        for _s, name in _FREE_PART.findall(spec["unit"])
        if name.startswith(FREE)
    )
    return dict(zip(names, FREE_SCALES, strict=False))


def scale(text: str, frees: Mapping[str, float]) -> float:
    """By how much a number in this unit grows when the base units shrink."""
    if FREE not in text:
        return _of_dim(check_unit(text).dim)
    factor = 1.0
    for sign, name in _FREE_PART.findall(text):
        one = frees[name] if name.startswith(FREE) else _of_dim(check_unit(name).dim)
        factor *= 1 / one if sign == "/" else one
    return factor


def _of_dim(dim: Dim) -> float:
    return math.prod(SCALES.get(name, OTHER_SCALE) ** power for name, power in dim.powers)


def _times(value: Any, factor: float) -> Any:
    if isinstance(value, list | tuple):
        return [_times(v, factor) for v in value]
    return (
        value * factor if isinstance(value, int | float) and not isinstance(value, bool) else value
    )


def _same(a: Any, b: Any) -> bool:
    if isinstance(a, list | tuple) and isinstance(b, list | tuple):
        return len(a) == len(b) and all(_same(x, y) for x, y in zip(a, b, strict=True))
    if isinstance(a, int | float) and isinstance(b, int | float):
        return math.isclose(a, b, rel_tol=CLOSE, abs_tol=1e-12)
    return bool(a == b)


def _examples(draft: Draft, file: YamlFile, n: int, item: Node) -> Iterator[Finding]:
    for m, example in enumerate(item.get("examples") or ()):
        where = file.where(n, "examples", m)
        yield from missing(
            file, (n, "examples", m, "expected"), "result", example["expected"], item["outputs"]
        )
        if set(example["expected"]) - set(item["outputs"]):
            continue
        try:
            pairs = draft.abilities.recompute(item, example, draft.parts)
        except SymbioError as fault:
            yield found(e.EXAMPLE_FAILS, where, example=example["id"], reason=fault.what)
            continue
        for symbol, (got, wanted) in pairs.items():
            if not _near(got, wanted, example.get("tolerance", TOLERANCE)):
                yield found(
                    e.EXAMPLE_DIFFERS, where, example=f"{example['id']}.{symbol}", found=_spoken(got),
                    expected=_spoken(wanted),
                )  # fmt: skip


def _near(got: Sequence[float], wanted: Sequence[float], tolerance: float) -> bool:
    return len(got) == len(wanted) and all(
        math.isclose(a, b, rel_tol=tolerance, abs_tol=abs(b) * tolerance)
        for a, b in zip(got, wanted, strict=True)
    )


def _spoken(values: Sequence[float]) -> str:
    return "; ".join(f"{v:.6g}" for v in values)


def indicators(draft: Draft) -> Iterator[Finding]:
    """Indicators name results, records and formulas that exist, and their units come out right."""
    file = draft.one("indicators")
    yield from twice(file, file.content)
    known = {item["id"] for f in draft.files("formulas") for item in f.content or ()}
    for n, item in enumerate(file.content):
        if item["formula"] not in known:
            yield found(
                e.NO_REFERENCE, file.where(n, "formula"), kind="formula", name=item["formula"]
            )
        dims: dict[str, Dim] = {}
        for symbol, rule in item["aggregates"].items():
            faults = [*_aggregate(draft, file, (n, "aggregates", symbol), rule)]
            yield from faults
            if not faults:
                text = draft.abilities.results[rule["result"]] if "result" in rule else rule["unit"]
                dims[symbol] = check_unit(text).dim
        if len(dims) == len(item["aggregates"]):
            yield from _outcome(file, n, item, dims)


def _aggregate(draft: Draft, file: YamlFile, place: Place, rule: Node) -> Iterator[Finding]:
    if "result" in rule:
        if rule["result"] not in draft.abilities.results:
            yield found(
                e.NO_REFERENCE, file.where(*place, "result"), kind="result", name=rule["result"]
            )
        return
    if rule["of"] not in ENTITIES:
        yield found(e.NO_REFERENCE, file.where(*place, "of"), kind="entity", name=rule["of"])
        return
    forms = [f.content for f in draft.files("forms")]
    names = entity_sorts(rule["of"], forms, draft.content("enums"))
    if rule["field"] not in names:
        yield found(e.NO_REFERENCE, file.where(*place, "field"), kind="field", name=rule["field"])
    yield from unit(file, (*place, "unit"), rule["unit"])
    if "where" in rule:
        yield from judged(file, (*place, "where"), rule["where"], names)


def _outcome(file: YamlFile, n: int, item: Node, dims: Mapping[str, Dim]) -> Iterator[Finding]:
    try:
        expression = compile_expression(item["expr"])
    except SymbioError as fault:
        yield found(
            e.EXPRESSION,
            file.where(n, "expr"),
            text=item["expr"],
            reason=fault.params.get("reason", ""),
        )
        return
    for name in sorted(expression.names - set(dims)):
        yield found(e.NO_NAME, file.where(n, "expr"), text=item["expr"], name=name)
    if expression.names - set(dims):
        return
    wrong = [*unit(file, (n, "unit"), item["unit"])]
    yield from wrong
    if wrong:
        return
    try:
        dim = expression.dimension(dims)
    except SymbioError as fault:
        yield found(
            e.UNSOUND, file.where(n, "expr"), what=item["id"], reason=fault.params.get("reason", "")
        )
        return
    if dim != check_unit(item["unit"]).dim:
        yield found(e.UNSOUND, file.where(n, "unit"), what=item["id"], reason=item["unit"])


FORMULA_CHECKS: Final = (
    ((), formulas),
    (("indicators", "formulas", "forms", "enums"), indicators),
)
