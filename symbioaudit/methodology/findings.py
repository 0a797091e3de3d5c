"""What the checker finds: a code, a place, what is wrong and what to do about it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from symbioaudit.base.errors import ErrorCode, SymbioError
from symbioaudit.base.i18n import N_, Message
from symbioaudit.forms.yamlfile import YamlFile
from symbioaudit.methodology import errors as e
from symbioaudit.methodology.parts import Parts
from symbioaudit.model.enums import Severity

WARNINGS: Final = frozenset({e.EXPIRED.code, e.NOT_PROBED.code, e.FILE_NAME.code})


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong with a pack or an overlay."""

    spec: ErrorCode
    where: str  # file:line
    params: Mapping[str, object] = field(default_factory=dict)

    @property
    def code(self) -> str:
        """Stable code such as ``SA-3207``."""
        return self.spec.code

    @property
    def severity(self) -> Severity:
        """An error stops the pack; a warning does not."""
        return Severity.WARNING if self.code in WARNINGS else Severity.ERROR

    @property
    def what(self) -> Message:
        """What is wrong."""
        return Message(self.spec.what, self.params)

    @property
    def fix(self) -> Message:
        """What to do."""
        return Message(self.spec.fix, self.params)


# What a name can be of, in words; a name of a closed list stays as it is.
KINDS: Final[Mapping[str, str]] = {
    "form": N_("form"), "field": N_("field"), "entity": N_("record"), "enum": N_("closed list"),
    "dimension": N_("dimension"), "role": N_("role"), "formula": N_("formula"), "area": N_("area"),
    "section": N_("section"), "grade": N_("grade"), "result": N_("result"), "value": N_("value"),
    "weight": N_("weight"), "input": N_("input"), "category": N_("category"), "status": N_("status"), "basis": N_("basis"),
    "resource": N_("class of resources"), "substitution": N_("substitution"), "factor": N_("factor"),
    "distance": N_("scale of distance"),
}  # fmt: skip


def found(spec: ErrorCode, where: str, **params: object) -> Finding:
    """A finding."""
    kind = params.get("kind")
    if isinstance(kind, str) and kind in KINDS:
        params["kind"] = Message(KINDS[kind])
    return Finding(spec, where, params)


def of_fault(fault: SymbioError, where: str | None = None) -> Finding:
    """A raised error as a finding."""
    return Finding(fault.spec, where or fault.where or "", dict(fault.params))


@dataclass(frozen=True, slots=True)
class Abilities:
    """What the program can do with a pack: checked against, so that nothing in the data is idle.

    ``functions``: by formula id, on numbers by symbol. ``results``: units of the results that indicators may
    name. ``sections``: ids of the report's template. ``recompute``: values of a formula's example by symbol as
    (found, expected) pairs; raises :class:`SymbioError`.
    """

    functions: Mapping[str, Callable[..., Mapping[str, Any]]]
    results: Mapping[str, str]
    sections: frozenset[str]
    recompute: Callable[
        [Mapping[str, Any], Mapping[str, Any], Parts], Mapping[str, tuple[Any, Any]]
    ]


@dataclass(frozen=True, slots=True)
class Draft:
    """A pack while it is checked: files that could be read and follow their schema."""

    parts: Parts
    broken: frozenset[str]  # parts with a file that could not be read or does not follow the schema
    abilities: Abilities
    today: date

    def files(self, part: str) -> tuple[YamlFile, ...]:
        """The sound files of a part."""
        return self.parts.files.get(part, ())

    def one(self, part: str) -> YamlFile:
        """The only file of a part that is whole."""
        file = self.parts.one(part)
        assert file is not None
        return file

    def content(self, part: str) -> Any:
        """What the only file of a part holds."""
        return self.one(part).content

    def values(self, enum: str) -> frozenset[str]:
        """Words of a closed list."""
        return frozenset(str(item["value"]) for item in self.content("enums").get(enum, ()))
