"""Spreadsheet formulas from expressions: written only when they give our own number."""

from __future__ import annotations

import ast
import math
import operator
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

CLOSE: Final = 1e-9
PAIR: Final = 2
_PLAIN = str.maketrans(
    {"·": "*", "×": "*", "−": "-", "–": "-", "÷": "/", "\u00a0": " ", "²": "^2", "³": "^3"}
)
_OPERATORS: Final[Mapping[type[ast.operator], tuple[str, Callable[[float, float], float]]]] = {
    ast.Add: ("+", operator.add),
    ast.Sub: ("-", operator.sub),
    ast.Mult: ("*", operator.mul),
    ast.Div: ("/", operator.truediv),
    ast.Pow: ("^", operator.pow),
}
_TEMPLATE = re.compile(r"\{(\w+(?:\.total)?)\}")


@dataclass(frozen=True, slots=True)
class Term:
    """A cell that a formula may point to: its symbol, address and value."""

    symbol: str
    address: str
    value: float
    factor: bool = False  # a factor of the methodology, not an amount


def same(a: float, b: float) -> bool:
    """Equal to the last digit that a spreadsheet keeps."""
    return math.isclose(a, b, rel_tol=CLOSE, abs_tol=1e-12)


def from_template(template: str, terms: Mapping[str, Term | None], value: float) -> str | None:
    """``{a}*{b}`` as a formula over the terms' cells, or None when it does not give ``value``."""
    names = _TEMPLATE.findall(template)
    found = [terms.get(name) for name in names]
    known = [term for term in found if term is not None]
    if len(known) != len(names):
        return None
    cells = dict(zip(names, known, strict=True))
    text = _TEMPLATE.sub(lambda m: f"_{names.index(m[1])}", template).replace("^", "**")
    return _checked(text, {f"_{i}": cells[name] for i, name in enumerate(names)}, value)


def from_expression(expression: str, terms: Sequence[Term], value: float) -> str | None:
    """The right side of ``E = Q·k`` over the terms, or a plain product, sum or ratio of them."""
    right = expression.partition("=")[2] or expression
    text = right.translate(_PLAIN).replace("^", "**")
    names = {}
    for number, term in sorted(enumerate(terms), key=lambda pair: -len(pair[1].symbol)):
        symbol = re.escape(term.symbol.translate(_PLAIN).replace("^", "**"))
        text = re.sub(rf"(?<![\w]){symbol}(?![\w₀-₉])", f" _{number} ", text)
        names[f"_{number}"] = term
    return _checked(text, names, value) or _simple(terms, value)


SCALES: Final[Mapping[str, float]] = {
    "": 1.0,
    "/1000": 1e-3,
    "*1000": 1e3,
    "*3.6": 3.6,
    "/3.6": 1 / 3.6,
    "/3600": 1 / 3600,
    "/29.3076": 1 / 29.3076,
    "/1000/29.3076": 1 / 29307.6,
}


def _simple(terms: Sequence[Term], value: float) -> str | None:
    """Shapes that derivations have: sum, product, sum of amounts times factors, ratio, difference."""
    if not terms:
        return None
    if same(math.fsum(t.value for t in terms), value):
        return _sum(terms)
    return _product(terms, value) or _pair(terms, value)


def _product(terms: Sequence[Term], value: float) -> str | None:
    amounts, factors = [t for t in terms if not t.factor], [t for t in terms if t.factor]
    for text, scale in SCALES.items():
        if same(math.prod(t.value for t in terms) * scale, value):
            return "*".join(t.address for t in terms) + text
        share = math.prod(t.value for t in factors) * scale
        if amounts and same(math.fsum(t.value for t in amounts) * share, value):
            return "*".join([f"({_sum(amounts)})", *(t.address for t in factors)]) + text
    return None


def _pair(terms: Sequence[Term], value: float) -> str | None:
    if len(terms) != PAIR:
        return None
    first, second = terms
    if second.value and same(first.value / second.value, value):
        return f"{first.address}/{second.address}"
    if same(first.value - second.value, value):
        return f"{first.address}-{second.address}"
    return None


def _sum(terms: Sequence[Term]) -> str:
    """SUM of a run of cells, else the cells with plus signs."""
    rows = [int(t.address.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")) for t in terms]
    if len(rows) > 1 and rows == list(range(rows[0], rows[0] + len(rows))):
        return f"SUM({terms[0].address}:{terms[-1].address})"
    return "+".join(t.address for t in terms)


def _checked(text: str, names: Mapping[str, Term], value: float) -> str | None:
    try:
        tree = ast.parse(text.strip(), mode="eval").body
        formula, result = _walk(tree, names)
    except (SyntaxError, ValueError, ArithmeticError, RecursionError, MemoryError):
        return None
    if formula.startswith("(") and formula.endswith(")") and _one_pair(formula):
        formula = formula[1:-1]
    return formula if same(result, value) else None


def _one_pair(formula: str) -> bool:
    """True when the first bracket closes at the very end."""
    depth = 0
    for place, char in enumerate(formula):
        depth += (char == "(") - (char == ")")
        if depth == 0:
            return place == len(formula) - 1
    return False


def _walk(node: ast.expr, names: Mapping[str, Term]) -> tuple[str, float]:
    """The node as a spreadsheet formula, and its value.

    Raises:
        ValueError: something that is not plain arithmetic over known terms.
    """
    if isinstance(node, ast.Constant) and isinstance(node.value, int | float):
        return repr(node.value), float(node.value)
    if isinstance(node, ast.Name) and node.id in names:
        term = names[node.id]
        return term.address, term.value
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        formula, result = _walk(node.operand, names)
        return f"(-{formula})", -result
    if isinstance(node, ast.BinOp) and type(node.op) in _OPERATORS:
        sign, apply = _OPERATORS[type(node.op)]
        left, a = _walk(node.left, names)
        right, b = _walk(node.right, names)
        result = apply(a, b)
        if isinstance(result, complex):
            raise ValueError("not a real number")
        return f"({left}{sign}{right})", float(result)
    raise ValueError(ast.dump(node))
