"""Form and field definitions: frozen, Qt-free, exactly what the YAML says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Final

from symbioaudit.base.i18n import Text
from symbioaudit.formula import Expression
from symbioaudit.model.enums import Depth, Severity
from symbioaudit.model.records import Record

AMOUNT_TYPES: Final = frozenset({"amount", "money"})


@dataclass(frozen=True, slots=True)
class Constraint:
    """A rule about a field's value (``value``) and the other fields of the record."""

    expression: Expression
    severity: Severity
    text: Text


@dataclass(frozen=True, slots=True)
class FieldDef:
    """One field: its code is an attribute of the record or a key of its properties."""

    code: str
    label: Text
    type: str
    help: Text | None = None
    example: Text | None = None
    dimension: tuple[str, ...] = ()
    unit: str | None = None
    unit_en: str | None = None
    enum: str | None = None
    code_system: str | None = None
    default: Any = None
    target: str | None = None  # entity that a ref points to
    target_filter: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # which of them fit
    required: Mapping[Depth, Expression | bool] | None = None
    relevant: Expression | None = None
    constraints: tuple[Constraint, ...] = ()
    export: str = "local"
    evidence: bool = False
    many: bool = False
    columns: tuple[FieldDef, ...] = ()

    def unit_in(self, lang: str) -> str | None:
        """The default unit as people write it in ``lang``."""
        return (self.unit_en or self.unit) if lang == "en" else self.unit

    def offers(self, record: Record) -> bool:
        """True for a record that a reference is meant to name."""
        return all(
            str(getattr(record, name, None)) in allowed
            for name, allowed in self.target_filter.items()
        )

    @property
    def is_amount(self) -> bool:
        """True where the value is an :class:`Amount`."""
        return self.type in AMOUNT_TYPES


@dataclass(frozen=True)
class FormDef:
    """One form bound to an entity: ``single`` (one record) or ``grid`` (many, by a filter)."""

    id: str
    version: str
    title: Text
    purpose: Text
    entity: str
    mode: str
    department: str
    intake: bool
    fields: tuple[FieldDef, ...]
    filter: Mapping[str, tuple[str, ...]]
    defaults: Mapping[str, Any]
    label_field: str | None = None
    confidentiality: str | None = None
    quick: tuple[
        str, ...
    ] = ()  # first columns of the table, where the form's order is not the best

    def field(self, code: str) -> FieldDef | None:
        """The field with this code."""
        return self._by_code.get(code)

    @cached_property
    def _by_code(self) -> Mapping[str, FieldDef]:
        return {f.code: f for f in self.fields}

    def takes(self, record: Any) -> bool:
        """True when a record belongs into this form."""
        return record.entity == self.entity and all(
            str(getattr(record, name, None)) in allowed for name, allowed in self.filter.items()
        )
