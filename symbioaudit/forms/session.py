"""A form filled for one record: visible? required? valid? progress? Pure; no Qt, no database."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from symbioaudit.base.errors import SymbioError
from symbioaudit.base.i18n import N_, Message, Text
from symbioaudit.forms.code_check import code_remarks
from symbioaudit.forms.definitions import Constraint, FieldDef, FormDef
from symbioaudit.formula import Expression
from symbioaudit.model import codes, identifiers
from symbioaudit.model.amount import Amount
from symbioaudit.model.classifier import CodeBook
from symbioaudit.model.enums import Depth, Severity
from symbioaudit.model.records import Record


@dataclass(frozen=True, slots=True)
class FieldProblem:
    """Something about one field. ``rule`` names the constraint; a person may set it aside with a ``reason``."""

    field: str
    severity: Severity
    text: Text | Message
    rule: str = ""
    reason: str = ""  # why it was set aside; it counts as a hint then


def plain(value: Any) -> Any:
    """A field's value as expressions see it: amounts are their canonical number."""
    if isinstance(value, Amount):
        return value.number
    if isinstance(value, tuple):
        return tuple(
            {k: plain(v) for k, v in row.items()} if isinstance(row, Mapping) else row
            for row in value
        )
    return getattr(value, "value", value)


def field_value(record: Record, code: str) -> Any:
    """The raw value of a field: an attribute of the record or one of its properties."""
    return getattr(record, code) if hasattr(record, code) else record.properties.get(code)


@dataclass(frozen=True)
class FormSession:
    """One form over one record at one depth. Hidden fields keep their values."""

    form: FormDef
    record: Record
    depth: Depth = Depth.STANDARD
    context: Mapping[str, Any] = field(
        default_factory=dict
    )  # values of other records, e.g. the audit's
    codes: CodeBook | None = None  # what the library knows of codes

    def _holds(self, rule: Expression, **extra: Any) -> Any:
        """Evaluate a rule on just the fields that it names."""
        for name in rule.names:
            if name not in extra:
                extra[name] = self._value(name)
        return rule.evaluate(extra)

    def _value(self, code: str) -> Any:
        if self.form.field(code) is None and code in self.context:
            return self.context[code]
        return plain(field_value(self.record, code))

    def visible(self, code: str) -> bool:
        """False where the field's relevance says so; unknown counts as visible only without a rule."""
        return self._shows(self._field(code))

    def _shows(self, f: FieldDef) -> bool:
        return f.relevant is None or bool(self._holds(f.relevant))

    def required(self, code: str) -> bool:
        """True when the field is asked for at this depth and is visible."""
        return self._wants(self._field(code))

    def _wants(self, f: FieldDef) -> bool:
        rule = f.required.get(self.depth, False) if f.required else False
        wanted = rule if isinstance(rule, bool) else bool(self._holds(rule))
        return wanted and self._shows(f)

    def answered(self, code: str) -> bool:
        """Filled, or blank with a reason."""
        value = field_value(self.record, code)
        blank = value is None or value in ("", ())
        return not blank or code in self.record.reasons

    def missing(self) -> tuple[str, ...]:
        """Required fields without an answer."""
        return tuple(
            f.code for f in self.form.fields if self._wants(f) and not self.answered(f.code)
        )

    def progress(self) -> tuple[int, int]:
        """(answered, required) of the required fields."""
        wanted = [f.code for f in self.form.fields if self._wants(f)]
        return sum(map(self.answered, wanted)), len(wanted)

    def problems(self) -> tuple[FieldProblem, ...]:
        """Everything that the rules say about the visible fields."""
        found: list[FieldProblem] = []
        for f in self.form.fields:
            raw = field_value(self.record, f.code)
            # A blank breaks no rule, so most fields of most records end here.
            if raw is not None and raw != "" and self._shows(f):
                found.extend(self._of_field(f, raw))
        return tuple(found)

    def _of_field(self, f: FieldDef, raw: Any) -> Iterator[FieldProblem]:
        if isinstance(raw, Amount) and raw.gap:
            yield FieldProblem(
                f.code, Severity.WARNING, Message(GAP, {"gap": raw.gap, "text": raw.text})
            )
        check = identifiers.CHECKS.get(f.code_system or "") or codes.FORMS.get(f.code_system or "")
        told = False  # somebody has said already what is wrong with the value
        if check and isinstance(raw, str) and not check(raw):
            told = True
            yield FieldProblem(
                f.code, Severity.ERROR, Message(BAD_CODE, {"text": raw, "label": f.label})
            )
        for rule in f.constraints:
            try:
                holds = self._holds(rule.expression, value=plain(raw))
            except SymbioError as fault:
                yield FieldProblem(f.code, Severity.WARNING, fault.what)
                continue
            if holds is not None and not holds:
                told = True
                yield self._broken(f.code, rule)
        if f.code_system and isinstance(raw, str) and not told:
            for remark in code_remarks(
                f.code_system, codes.canonical(f.code_system, raw), self.codes
            ):
                yield FieldProblem(f.code, Severity.WARNING, remark)

    def _broken(self, code: str, rule: Constraint) -> FieldProblem:
        """A broken rule; one that was set aside with a reason stays in sight as a hint."""
        name = f"{code}: {rule.expression.text}"
        reason = _reason(self.record, name)
        severity = (
            Severity.HINT if reason and rule.severity is not Severity.BLOCKER else rule.severity
        )
        return FieldProblem(code, severity, rule.text, name, reason)

    def _field(self, code: str) -> FieldDef:
        found = self.form.field(code)
        if found is None:
            raise KeyError(code)
        return found


def _reason(record: Record, rule: str) -> str:
    """Why a rule was set aside for this record; empty when it was not."""
    rows = record.properties.get(OVERRIDES)
    for row in rows if isinstance(rows, tuple) else ():
        if isinstance(row, Mapping) and row.get("rule") == rule:
            return str(row.get("reason") or "")
    return ""


OVERRIDES = "overrides"  # property of a record: rows of rule and reason
GAP = N_("“{text}” is not converted: {gap} is missing.")
BAD_CODE = N_("“{text}” is not a valid code for “{label}”: check the digits.")
