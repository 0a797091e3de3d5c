"""The legal status of a stream as advice: which question of the decision tree it answers, and what is not known.

A pure function of the stream and the rules of the pack (DOMAIN 5.3). It never decides for a lawyer: an unknown
answer before the first “yes” makes the advice uncertain and stands in the path.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from symbioaudit.forms.session import field_value, plain
from symbioaudit.formula import compile_expression
from symbioaudit.methodology.symbiosis import LegalRule, Proof
from symbioaudit.model.records import Stream

CONSUMPTION: Final = frozenset({"4", "7", "9"})  # FKKO blocks of what has been used or cleared up
NAMES: Final = frozenset({"hazard", "consumption"})  # derived facts that rules may name
UNKNOWN: Final = "unknown"  # the word of the closed lists for “we do not know”


@dataclass(frozen=True, slots=True)
class Asked:
    """One question and its answer; None: not known."""

    rule: LegalRule
    answer: bool | None


@dataclass(frozen=True, slots=True)
class StatusAdvice:
    """What the law probably says of a stream."""

    rule: LegalRule | None  # None: no question was answered “yes”
    path: tuple[Asked, ...]  # questions in their order, up to the first “yes”
    licence_required: bool | None = None
    documents: tuple[tuple[Proof, bool | None], ...] = ()

    @property
    def unknown(self) -> tuple[LegalRule, ...]:
        """Questions without an answer that stand before the advice."""
        return tuple(asked.rule for asked in self.path if asked.answer is None)

    @property
    def certain(self) -> bool:
        """True when no unanswered question could change the advice."""
        return self.rule is not None and not self.unknown


def advise(stream: Stream, rules: Iterable[LegalRule]) -> StatusAdvice:
    """Ask the questions in their order until one is answered “yes”."""
    facts = _Facts(stream)
    path = []
    for rule in rules:
        answer = facts.true(rule.when)
        path.append(Asked(rule, answer))
        if answer:
            documents = tuple((d, facts.true(d.met) if d.met else None) for d in rule.documents)
            return StatusAdvice(rule, tuple(path), facts.true(rule.licence_required), documents)
    return StatusAdvice(None, tuple(path))


class _Facts(Mapping[str, Any]):
    """What rules may name: fields of the stream and what follows from its code."""

    def __init__(self, stream: Stream) -> None:
        self._stream = stream

    def __getitem__(self, name: str) -> Any:
        if name == "hazard":
            return hazard_of(self._stream)
        if name == "consumption":
            return self._stream.fkko[0] in CONSUMPTION if self._stream.fkko else None
        value = plain(field_value(self._stream, name))
        return None if value == UNKNOWN else value

    def __iter__(self) -> Any:
        return iter(NAMES)

    def __len__(self) -> int:
        return len(NAMES)

    def true(self, rule: bool | str) -> bool | None:
        """True, false, or not known."""
        if isinstance(rule, bool):
            return rule
        expression = compile_expression(rule)
        value = expression.evaluate({name: self[name] for name in expression.names})
        return None if value is None else bool(value)


def hazard_of(stream: Stream) -> int | None:
    """Class by the eleventh digit of the FKKO code, else as entered."""
    digits = "".join(filter(str.isdigit, stream.fkko or ""))
    if len(digits) == 11 and digits[10] in "12345":
        return int(digits[10])
    entered = stream.properties.get("hazard_class")
    return int(str(entered)) if str(entered) in set("12345") else None
