"""One expression: compiled once, evaluated on values or checked on dimensions.

What is unknown stays unknown: arithmetic and comparisons with None give None, so a rule about a
blank field is neither true nor violated. Only a whitelist of Python's syntax tree is let in, and what
is let in is built into plain functions once: rules run for every record. Attributes, indexing,
comprehensions, strings that grow and powers that explode are not in it.
"""

from __future__ import annotations

import ast
import math
import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise
from typing import Any, Final

from symbioaudit.formula import errors as e
from symbioaudit.model import identifiers
from symbioaudit.units.dims import ONE, Dim

MAX_LENGTH: Final = 500
_ALLOWED: Final = (
    ast.Expression, ast.BoolOp, ast.And, ast.Or, ast.UnaryOp, ast.Not, ast.USub, ast.UAdd, ast.BinOp, ast.Add,
    ast.Sub, ast.Mult, ast.Div, ast.Pow, ast.Compare, ast.Eq, ast.NotEq, ast.Lt, ast.LtE, ast.Gt, ast.GtE,
    ast.Call, ast.Name, ast.Load, ast.Constant,
)  # fmt: skip


def _lifted(function: Callable[[Any, Any], Any]) -> Callable[[Any, Any], Any]:
    return lambda a, b: None if a is None or b is None else function(a, b)


def _times(a: Any, b: Any) -> Any:
    if isinstance(a, str) or isinstance(b, str):
        raise TypeError("a text cannot be multiplied")
    return a * b


def _power(base: Any, exponent: Any) -> Any:
    """Whole numbers stay whole while they are small; beyond, floats overflow instead of growing."""
    small = abs(base) <= 1e6 and 0 <= exponent <= 20
    whole = isinstance(base, int) and isinstance(exponent, int)
    return base**exponent if small and whole else math.pow(base, exponent)


_BINARY: Final[Mapping[type, Callable[[Any, Any], Any]]] = {
    ast.Add: _lifted(operator.add),
    ast.Sub: _lifted(operator.sub),
    ast.Mult: _lifted(_times),
    ast.Div: _lifted(lambda a, b: None if b == 0 else a / b),
    ast.Pow: _lifted(_power),
    ast.Eq: _lifted(operator.eq),
    ast.NotEq: _lifted(operator.ne),
    ast.Lt: _lifted(operator.lt),
    ast.LtE: _lifted(operator.le),
    ast.Gt: _lifted(operator.gt),
    ast.GtE: _lifted(operator.ge),
}
_UNARY: Final[Mapping[type, Callable[[Any], Any]]] = {
    ast.Not: lambda a: None if a is None else not a,
    ast.USub: lambda a: None if a is None else -a,
    ast.UAdd: lambda a: a,
}


def _blank(value: Any) -> bool:
    return value is None or value in ("", ())


def _sum_of(table: Any, column: str) -> float | None:
    values = [row.get(column) for row in table or ()]
    numbers = [v for v in values if isinstance(v, int | float) and not isinstance(v, bool)]
    return sum(numbers) if numbers else None


def _digit(code: Any, place: int) -> int | None:
    text = str(code) if code is not None else ""
    found = text[place - 1 : place]
    return int(found) if found.isdigit() else None


def _checksum(kind: str, code: Any) -> bool | None:
    return None if code is None else identifiers.CHECKS[kind](str(code))


def _skip_none(function: Callable[..., Any]) -> Callable[..., Any]:
    return lambda *args: None if any(a is None for a in args) else function(*args)


_FUNCTIONS: Final[dict[str, Callable[..., Any]]] = {
    "blank": _blank,
    "filled": lambda value: not _blank(value),
    "sum_of": _sum_of,
    "count": lambda table: len(table or ()),
    "abs": _skip_none(abs),
    "min": _skip_none(min),
    "max": _skip_none(max),
    "round": _skip_none(round),
    "digit": _digit,
    "starts": _skip_none(lambda code, start: str(code).startswith(start)),
    "checksum": _checksum,
}


_CONSTANTS: Final = {"true": True, "false": False}

Values = Mapping[str, Any]
Run = Callable[[Values], Any]


def _built(node: ast.expr) -> Run:  # noqa: PLR0911 (one kind of node, one answer)
    """The function that computes a whitelisted node."""
    if isinstance(node, ast.Constant):
        constant = node.value
        return lambda _values: constant
    if isinstance(node, ast.Name):
        return _built_name(node.id)
    if isinstance(node, ast.UnaryOp):
        apply, inner = _UNARY[type(node.op)], _built(node.operand)
        return lambda values: apply(inner(values))
    if isinstance(node, ast.BinOp):
        join, left, right = _BINARY[type(node.op)], _built(node.left), _built(node.right)
        return lambda values: join(left(values), right(values))
    if isinstance(node, ast.BoolOp):
        return _built_choice([_built(part) for part in node.values], isinstance(node.op, ast.And))
    if isinstance(node, ast.Compare):
        return _built_comparison(node)
    assert isinstance(node, ast.Call)
    assert isinstance(node.func, ast.Name)
    call, arguments = _FUNCTIONS[node.func.id], [_built(part) for part in node.args]
    return lambda values: call(*[one(values) for one in arguments])


def _built_name(name: str) -> Run:
    if name in _CONSTANTS:
        constant = _CONSTANTS[name]
        return lambda _values: constant
    return lambda values: values.get(name)


def _built_choice(parts: list[Run], wanted: bool) -> Run:
    def run(values: Values) -> Any:
        result: Any = None
        for part in parts:
            result = part(values)
            if bool(result) is not wanted:
                break
        return result

    return run


def _built_comparison(node: ast.Compare) -> Run:
    sides = [_built(side) for side in (node.left, *node.comparators)]
    joins = [_BINARY[type(op)] for op in node.ops]
    if len(joins) == 1:
        join, (left, right) = joins[0], sides
        return lambda values: join(left(values), right(values))

    def run(values: Values) -> Any:
        known, result = [side(values) for side in sides], None
        for join, (left, right) in zip(joins, pairwise(known), strict=True):
            result = join(left, right)
            if not result:
                break
        return result

    return run


@dataclass(frozen=True, slots=True)
class Expression:
    """A checked expression; ``names`` are the field codes and symbols it uses."""

    text: str
    tree: ast.expr
    names: frozenset[str]
    _run: Run = field(repr=False, compare=False)

    def evaluate(self, values: Mapping[str, Any]) -> Any:
        """Compute on ``values``; a name that is not there counts as unknown (None).

        Raises:
            InputRefused: SA-2503, the values do not fit (text where a number is needed …).
        """
        try:
            return self._run(values)
        except (
            ArithmeticError,
            LookupError,
            AttributeError,
            RecursionError,
            TypeError,
            ValueError,
        ) as fault:
            raise e.NOT_COMPUTED(text=self.text, reason=str(fault)) from fault

    def dimension(self, dims: Mapping[str, Dim]) -> Dim:
        """Dimension of the result for symbols of the given dimensions.

        Raises:
            InputRefused: SA-2502, unlike quantities are added or compared, or a symbol has no unit.
        """
        return _Dimensions(self.text, dims).of(self.tree)


@lru_cache(maxsize=4096)
def compile_expression(text: str) -> Expression:
    """Read an expression.

    Raises:
        InputRefused: SA-2501, it is too long, not an expression, or uses what is not allowed.
    """
    if len(text) > MAX_LENGTH:
        raise e.BAD_EXPRESSION(text=text[:60] + "…", reason=f"> {MAX_LENGTH}")
    try:
        tree = ast.parse(text.strip(), mode="eval")
    except (SyntaxError, ValueError, RecursionError, MemoryError) as fault:
        raise e.BAD_EXPRESSION(text=text, reason=str(fault)) from fault
    calls = {id(node.func) for node in ast.walk(tree) if isinstance(node, ast.Call)}
    names = set()
    for node in ast.walk(tree):
        if not isinstance(node, _ALLOWED):
            raise e.BAD_EXPRESSION(text=text, reason=type(node).__name__)
        if isinstance(node, ast.Call) and (
            not isinstance(node.func, ast.Name) or node.func.id not in _FUNCTIONS
        ):
            raise e.BAD_EXPRESSION(text=text, reason=ast.unparse(node.func))
        if isinstance(node, ast.Name) and id(node) not in calls:
            names.add(node.id)
    try:
        run = _built(tree.body)
    except RecursionError as fault:
        raise e.BAD_EXPRESSION(text=text, reason=str(fault)) from fault
    return Expression(text, tree.body, frozenset(names - _CONSTANTS.keys()), run)


class _Dimensions:
    """Walks the tree on dimensions instead of numbers."""

    def __init__(self, text: str, dims: Mapping[str, Dim]) -> None:
        self._text = text
        self._dims = dims

    def of(self, node: ast.expr) -> Dim:  # noqa: PLR0911 (one kind of node, one answer)
        """Dimension of a node."""
        if isinstance(node, ast.Constant):
            return ONE
        if isinstance(node, ast.Name):
            if node.id not in self._dims:
                raise e.BAD_DIMENSIONS(text=self._text, reason=f"{node.id}: ?")
            return self._dims[node.id]
        if isinstance(node, ast.UnaryOp):
            return self.of(node.operand)
        if isinstance(node, ast.BinOp):
            return self._binary(node)
        if isinstance(node, ast.Compare):
            self._like([node.left, *node.comparators])
            return ONE
        if isinstance(node, ast.BoolOp):
            for part in node.values:
                self.of(part)
            return ONE
        assert isinstance(node, ast.Call)
        return (
            self._like(node.args)
            if ast.unparse(node.func) in {"min", "max", "abs", "round"}
            else ONE
        )

    def _binary(self, node: ast.BinOp) -> Dim:
        if isinstance(node.op, ast.Mult):
            return self.of(node.left) * self.of(node.right)
        if isinstance(node.op, ast.Div):
            return self.of(node.left) / self.of(node.right)
        if isinstance(node.op, ast.Pow):
            if isinstance(node.right, ast.Constant) and isinstance(node.right.value, int):
                return self.of(node.left) ** node.right.value
            raise e.BAD_DIMENSIONS(text=self._text, reason="**")
        return self._like([node.left, node.right])

    def _like(self, nodes: list[ast.expr]) -> Dim:
        """All of one dimension; a bare zero fits any."""
        dims = [self.of(n) for n in nodes if not (isinstance(n, ast.Constant) and n.value == 0)]
        if len(set(dims)) > 1:
            raise e.BAD_DIMENSIONS(
                text=self._text, reason=" ≠ ".join(str(dict(d.powers)) for d in dims)
            )
        return dims[0] if dims else ONE
