"""Is an expression of a sound type? Text is not compared with numbers, a closed list with a word it lacks."""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from symbioaudit.base.i18n import N_, Message
from symbioaudit.formula.expression import Expression
from symbioaudit.model import identifiers


class Kind(StrEnum):
    """What a value is to an expression."""

    NUMBER = "number"
    BOOL = "bool"
    TEXT = "text"
    DATE = "date"
    LIST = "list"
    TABLE = "table"
    ANY = "any"


@dataclass(frozen=True, slots=True)
class Sort:
    """Kind of a name; the words it may have, where it is a closed list; the columns of a table."""

    kind: Kind
    words: frozenset[str] | None = None
    columns: Mapping[str, Sort] = field(default_factory=dict)


ANY: Final = Sort(Kind.ANY)
NUMBER: Final = Sort(Kind.NUMBER)
BOOL: Final = Sort(Kind.BOOL)
TEXT: Final = Sort(Kind.TEXT)

MIXED = N_("{left} is compared with {right}")
NOT_NUMBER = N_("{text} is no number")
NOT_TRUTH = N_("{text} is neither true nor false")
NO_WORD = N_("“{word}” is not in the list")
NOT_TABLE = N_("{text} is no table")
NO_COLUMN = N_("there is no column of numbers “{column}”")
NO_CHECKSUM = N_("there is no check digit “{name}”")
ARGUMENTS = N_("{function} takes {n} values")

_ARITY: Final[Mapping[str, tuple[int, int]]] = {
    "blank": (1, 1), "filled": (1, 1), "sum_of": (2, 2), "count": (1, 1), "abs": (1, 1), "min": (1, 9),
    "max": (1, 9), "round": (1, 2), "digit": (2, 2), "starts": (2, 2), "checksum": (2, 2),
}  # fmt: skip
_ORDERED: Final = frozenset({Kind.NUMBER, Kind.DATE, Kind.ANY})


def faults(
    expression: Expression, names: Mapping[str, Sort], *, truth: bool = True
) -> tuple[Message, ...]:
    """What is wrong with the types of an expression; ``truth``: it must be true or false."""
    walk = _Walk(names)
    result = walk.of(expression.tree)
    if truth and result.kind not in (Kind.BOOL, Kind.ANY):
        walk.say(NOT_TRUTH, text=expression.text)
    return tuple(walk.found)


class _Walk:
    """Finds the sort of each node and notes what does not fit."""

    def __init__(self, names: Mapping[str, Sort]) -> None:
        self._names = names
        self.found: list[Message] = []

    def say(self, msgid: str, **params: object) -> None:
        """Note a fault."""
        self.found.append(Message(msgid, params))

    def of(self, node: ast.expr) -> Sort:
        """Sort of a node."""
        kinds: Mapping[type, Callable[..., Sort]] = {
            ast.Constant: self._constant, ast.Name: self._name, ast.UnaryOp: self._unary, ast.BinOp: self._binary,
            ast.BoolOp: self._both, ast.Compare: self._compare, ast.Call: self._call,
        }  # fmt: skip
        return kinds[type(node)](node)

    @staticmethod
    def _constant(node: ast.Constant) -> Sort:
        if isinstance(node.value, bool):
            return BOOL
        return TEXT if isinstance(node.value, str) else NUMBER

    def _name(self, node: ast.Name) -> Sort:
        return BOOL if node.id in {"true", "false"} else self._names.get(node.id, ANY)

    def _unary(self, node: ast.UnaryOp) -> Sort:
        if isinstance(node.op, ast.Not):
            self._truth(node.operand)
            return BOOL
        self._number(node.operand)
        return NUMBER

    def _binary(self, node: ast.BinOp) -> Sort:
        self._number(node.left)
        self._number(node.right)
        return NUMBER

    def _both(self, node: ast.BoolOp) -> Sort:
        for part in node.values:
            self._truth(part)
        return BOOL

    def _compare(self, node: ast.Compare) -> Sort:
        parts = [node.left, *node.comparators]
        for left, op, right in zip(parts, node.ops, parts[1:], strict=False):
            a, b = self.of(left), self.of(right)
            fits = a.kind == b.kind or Kind.ANY in (a.kind, b.kind)
            ordered = isinstance(op, ast.Eq | ast.NotEq) or {a.kind, b.kind} <= _ORDERED
            if not fits or not ordered:
                self.say(MIXED, left=ast.unparse(left), right=ast.unparse(right))
            else:
                self._word(a, right)
                self._word(b, left)
        return BOOL

    def _word(self, sort: Sort, other: ast.expr) -> None:
        if (
            sort.words is not None
            and isinstance(other, ast.Constant)
            and isinstance(other.value, str)
        ) and other.value not in sort.words:
            self.say(NO_WORD, word=other.value)

    def _call(self, node: ast.Call) -> Sort:
        name = ast.unparse(node.func)
        least, most = _ARITY[name]
        if not least <= len(node.args) <= most:
            self.say(ARGUMENTS, function=name, n=least)
            return ANY
        if name == "sum_of":
            self._sum(node)
        elif name == "count":
            self._table(node.args[0], Kind.LIST)
        elif name in {"abs", "min", "max", "round"}:
            for argument in node.args:
                self._number(argument)
        elif name == "checksum":
            self._checksum(node.args[0])
        return BOOL if name in {"blank", "filled", "starts", "checksum"} else NUMBER

    def _sum(self, node: ast.Call) -> None:
        table, column = self._table(node.args[0]), node.args[1]
        known = isinstance(column, ast.Constant) and table.columns.get(str(column.value))
        if table.kind is Kind.TABLE and not (known and known.kind in (Kind.NUMBER, Kind.ANY)):
            self.say(NO_COLUMN, column=ast.unparse(column).strip("'"))

    def _checksum(self, node: ast.expr) -> None:
        if not (isinstance(node, ast.Constant) and node.value in identifiers.CHECKS):
            self.say(NO_CHECKSUM, name=ast.unparse(node).strip("'"))

    def _table(self, node: ast.expr, *also: Kind) -> Sort:
        found = self.of(node)
        if found.kind not in (Kind.TABLE, Kind.ANY, *also):
            self.say(NOT_TABLE, text=ast.unparse(node))
        return found

    def _number(self, node: ast.expr) -> None:
        if self.of(node).kind not in (Kind.NUMBER, Kind.ANY):
            self.say(NOT_NUMBER, text=ast.unparse(node))

    def _truth(self, node: ast.expr) -> None:
        if self.of(node).kind not in (Kind.BOOL, Kind.ANY):
            self.say(NOT_TRUTH, text=ast.unparse(node))
