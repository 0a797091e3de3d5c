"""Reads ``forms/*.yaml`` into definitions; every error says file and line."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final

from symbioaudit.base.i18n import Text
from symbioaudit.base.paths import data_room
from symbioaudit.forms import errors as e
from symbioaudit.forms.definitions import Constraint, FieldDef, FormDef
from symbioaudit.forms.yamlfile import YamlFile, read_yaml, validate
from symbioaudit.formula import Expression, compile_expression
from symbioaudit.model.enums import Depth, Severity

# Shorthand of ``required``: in which depths a field is asked for.
SHORTHAND: Final[Mapping[str, frozenset[Depth]]] = {
    "R": frozenset(Depth),
    "S": frozenset({Depth.STANDARD, Depth.DEEP}),
    "D": frozenset({Depth.DEEP}),
    "O": frozenset(),
}


@cache
def form_schema() -> Mapping[str, Any]:
    """JSON Schema of a form file."""
    text = Path(__file__).with_name("form.schema.json").read_text(encoding="utf-8")
    schema: Mapping[str, Any] = json.loads(text)
    return schema


@cache
def load_forms(folder: Path | None = None) -> Mapping[str, FormDef]:
    """All forms of a folder (default: the shipped ones) by their id.

    Raises:
        InputRefused: SA-3001…3003, SA-2501 with ``file:line``.
    """
    forms: dict[str, FormDef] = {}
    for path in sorted((folder or data_room("forms")).glob("*.yaml")):
        file = read_yaml(path)
        form = form_of(file)
        if form.id in forms:
            raise e.DUPLICATE(where=file.where("id"), what=form.id)
        forms[form.id] = form
    return forms


def form_of(file: YamlFile) -> FormDef:
    """One form from its file."""
    for where, place, reason in validate(file, form_schema()):
        raise e.BAD_DATA(where=where, path=place, reason=reason)
    data = file.content
    fields = tuple(_field(file, item, ("fields", n)) for n, item in enumerate(data["fields"]))
    codes = [f.code for f in fields]
    for n, code in enumerate(codes):
        if code in codes[:n]:
            raise e.DUPLICATE(where=file.where("fields", n, "code"), what=code)
    return FormDef(
        id=data["id"],
        version=data["version"],
        title=text_of(data["title"]),
        purpose=text_of(data["purpose"]),
        entity=data["entity"],
        mode=data["mode"],
        department=data["department"],
        intake=data["intake"],
        fields=fields,
        filter={name: _many(value) for name, value in (data.get("filter") or {}).items()},
        defaults=data.get("defaults") or {},
        label_field=data.get("label_field"),
        confidentiality=data.get("confidentiality"),
        quick=tuple(data.get("quick") or ()),
    )


def text_of(data: Mapping[str, str]) -> Text:
    """A bilingual text from its mapping."""
    return Text(ru=data["ru"], en=data["en"])


def _many(value: Any) -> tuple[str, ...]:
    return tuple(value) if isinstance(value, list) else (str(value),)


def _field(file: YamlFile, data: Mapping[str, Any], place: tuple[str | int, ...]) -> FieldDef:
    def expression(text: str, *inside: str | int) -> Expression:
        try:
            return compile_expression(text)
        except Exception as fault:
            spec = getattr(fault, "spec", None)
            if spec is None:
                raise
            raise spec(where=file.where(*place, *inside), **fault.params) from fault  # type: ignore[attr-defined]

    constraints = tuple(
        Constraint(
            expression(c["expr"], "constraints", n, "expr"),
            Severity(c["severity"]),
            text_of(c["text"]),
        )
        for n, c in enumerate(data.get("constraints") or ())
    )
    return FieldDef(
        code=data["code"],
        label=text_of(data["label"]),
        type=data["type"],
        help=text_of(data["help"]) if "help" in data else None,
        example=text_of(data["example"]) if "example" in data else None,
        dimension=_many(data["dimension"]) if "dimension" in data else (),
        unit=data.get("unit"),
        unit_en=data.get("unit_en"),
        enum=data.get("enum"),
        code_system=data.get("code_system"),
        default=data.get("default"),
        target=data.get("target"),
        target_filter={k: _many(v) for k, v in (data.get("target_filter") or {}).items()},
        required=_required(data.get("required", "O"), expression),
        relevant=expression(data["relevant"], "relevant") if "relevant" in data else None,
        constraints=constraints,
        export=data.get("export", "local"),
        evidence=data.get("evidence", False),
        many=data.get("many", False),
        columns=tuple(
            _field(file, c, (*place, "columns", n)) for n, c in enumerate(data.get("columns") or ())
        ),
    )


def _required(data: Any, expression: Any) -> Mapping[Depth, Expression | bool]:
    if isinstance(data, str):
        return {depth: depth in SHORTHAND[data] for depth in Depth}
    return {
        depth: value
        if isinstance(value := data.get(depth.value, False), bool)
        else expression(value, "required", depth.value)
        for depth in Depth
    }
