"""Checks of forms: lists, units, expressions, depths, codes, what the platform must receive."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath
from typing import Any, Final

from symbioaudit.base.errors import SymbioError
from symbioaudit.forms.loader import SHORTHAND
from symbioaudit.forms.yamlfile import Place, YamlFile
from symbioaudit.formula import compile_expression
from symbioaudit.formula.sorts import Sort, faults
from symbioaudit.methodology import errors as e
from symbioaudit.methodology.findings import Draft, Finding, found
from symbioaudit.methodology.overlay import core_fields
from symbioaudit.methodology.sorts import HOLDS, attribute_sorts, field_sort, kept
from symbioaudit.model.codec import field_types
from symbioaudit.model.enums import Depth
from symbioaudit.model.records import ENTITIES
from symbioaudit.units import DIMENSIONS, check_unit

ANYTHING: Final = "record"  # a target that may be any entity
CORE: Final = "core"
Node = Mapping[str, Any]


def every_field(file: YamlFile) -> Iterator[tuple[Place, Node]]:
    """Fields and columns of a form with their places."""
    for n, field in enumerate(file.content["fields"]):
        yield ("fields", n), field
        for m, column in enumerate(field.get("columns") or ()):
            yield ("fields", n, "columns", m), column


def codes(draft: Draft) -> Iterator[Finding]:
    """Ids of forms and codes of fields are unique; a form lies in the file of its name."""
    seen: set[str] = set()
    for file in draft.files("forms"):
        form_id = file.content["id"]
        if form_id in seen:
            yield found(e.TWICE, file.where("id"), what=form_id)
        elif PurePosixPath(file.name).stem != form_id:
            yield found(e.FILE_NAME, file.where("id"), form=form_id)
        seen.add(form_id)
        known: set[tuple[Any, ...]] = set()
        for place, field in every_field(file):
            key = (*place[:-1], field["code"])
            if key in known:
                yield found(e.TWICE, file.where(*place, "code"), what=field["code"])
            known.add(key)


def references(draft: Draft) -> Iterator[Finding]:
    """Entities, closed lists, targets and label fields exist."""
    enums = draft.content("enums")
    for file in draft.files("forms"):
        form = file.content
        if form["entity"] not in ENTITIES:
            yield found(e.NO_REFERENCE, file.where("entity"), kind="entity", name=form["entity"])
        label = form.get("label_field")
        if label and label not in {f["code"] for f in form["fields"]}:
            yield found(e.NO_REFERENCE, file.where("label_field"), kind="field", name=label)
        for place, field in every_field(file):
            if "enum" in field and field["enum"] not in enums:
                yield found(
                    e.NO_REFERENCE, file.where(*place, "enum"), kind="enum", name=field["enum"]
                )
            target = field.get("target", ANYTHING)
            if target not in ENTITIES and target != ANYTHING:
                yield found(
                    e.NO_REFERENCE, file.where(*place, "target"), kind="entity", name=target
                )
            yield from _target_filter(file, place, field)


def _target_filter(file: YamlFile, place: Place, field: Node) -> Iterator[Finding]:
    """A filter of a reference asks for fields that the records it names have."""
    entity = ENTITIES.get(field.get("target", ANYTHING))
    for name in field.get("target_filter") or {}:
        if entity is None or name not in field_types(entity):
            yield found(
                e.NO_REFERENCE, file.where(*place, "target_filter", name), kind="field", name=name
            )


def units(draft: Draft) -> Iterator[Finding]:
    """Dimensions are known, units can be read and are of the field's dimension."""
    for file in draft.files("forms"):
        for place, field in every_field(file):
            given = field.get("dimension", ())
            names = [given] if isinstance(given, str) else list(given)
            unknown = [name for name in names if name not in DIMENSIONS]
            for name in unknown:
                yield found(
                    e.NO_REFERENCE, file.where(*place, "dimension"), kind="dimension", name=name
                )
            for key in ("unit", "unit_en"):
                if key in field and names and not unknown:
                    yield from _unit(file, (*place, key), field[key], names)


def _unit(file: YamlFile, place: Place, unit: str, names: list[str]) -> Iterator[Finding]:
    try:
        dim = check_unit(unit).dim
    except SymbioError:
        yield found(e.BAD_UNIT, file.where(*place), unit=unit)
        return
    if dim not in {DIMENSIONS[name].dim for name in names} and not _named(unit, names):
        yield found(e.UNIT_MISFIT, file.where(*place), unit=unit, dimension=", ".join(names))


def _named(unit: str, names: list[str]) -> bool:
    """Prices and concentrations have one name for several dimensions."""
    quantity = check_unit(unit).quantity
    return quantity is not None and quantity.name in names


def depths(draft: Draft) -> Iterator[Finding]:
    """A deeper screening requires at least what a lighter one does."""
    for file in draft.files("forms"):
        for place, field in every_field(file):
            rules = _required(field.get("required", "O"))
            for less, more in zip(Depth, list(Depth)[1:], strict=False):
                if rules[less] is not False and rules[more] is False:
                    yield found(
                        e.DEPTH_ORDER, file.where(*place, "required"),
                        field=field["code"], less=less.value, more=more.value,
                    )  # fmt: skip


def _required(rule: Any) -> Mapping[Depth, Any]:
    if isinstance(rule, str):
        return {depth: depth in SHORTHAND[rule] for depth in Depth}
    return {depth: rule.get(depth.value, False) for depth in Depth}


def expressions(draft: Draft) -> Iterator[Finding]:
    """Expressions can be read, name fields that exist, and are of a sound type."""
    enums = draft.content("enums")
    for file in draft.files("forms"):
        form = file.content
        if form["entity"] not in ENTITIES:
            continue
        names = attribute_sorts(form["entity"])
        names |= {f["code"]: field_sort(f, enums) for f in form["fields"]}
        for place, field in every_field(file):
            here = names
            if len(place) > 2:
                row = form["fields"][place[1]]["columns"]
                here = names | {c["code"]: field_sort(c, enums) for c in row}
            for where, text, more in _texts_of(field, field_sort(field, enums)):
                yield from judged(file, (*place, *where), text, {**here, **more})


def _texts_of(field: Node, own: Sort) -> Iterator[tuple[Place, str, Mapping[str, Sort]]]:
    if "relevant" in field:
        yield ("relevant",), field["relevant"], {}
    rule = field.get("required")
    if isinstance(rule, Mapping):
        for depth, text in rule.items():
            if isinstance(text, str):
                yield ("required", depth), text, {}
    for n, constraint in enumerate(field.get("constraints") or ()):
        yield ("constraints", n, "expr"), constraint["expr"], {"value": own}


def judged(
    file: YamlFile, place: Place, text: str, names: Mapping[str, Sort], *, truth: bool = True
) -> Iterator[Finding]:
    """Findings about one expression over these names."""
    where = file.where(*place)
    try:
        expression = compile_expression(text)
    except SymbioError as fault:
        yield found(e.EXPRESSION, where, text=text, reason=fault.params.get("reason", ""))
        return
    for name in sorted(expression.names - set(names)):
        yield found(e.NO_NAME, where, text=text, name=name)
    for reason in faults(expression, names, truth=truth):
        yield found(e.ILL_TYPED, where, text=text, reason=reason)


def record_types(draft: Draft) -> Iterator[Finding]:
    """A code that the record keeps itself has a type that can hold it."""
    for file in draft.files("forms"):
        entity = file.content["entity"]
        attributes = kept(entity) if entity in ENTITIES else {}
        for n, field in enumerate(file.content["fields"]):
            word = attributes.get(field["code"])
            if word and field["type"] not in HOLDS[word]:
                yield found(
                    e.OTHER_TYPE,
                    file.where("fields", n, "type"),
                    field=field["code"],
                    type=field["type"],
                    kept=word,
                )


def clashes(draft: Draft) -> Iterator[Finding]:
    """One code of an entity means one thing on all its forms."""
    first: dict[tuple[str, str], tuple[Any, str]] = {}
    for file in draft.files("forms"):
        form = file.content
        for n, field in enumerate(form["fields"]):
            key = (form["entity"], field["code"])
            if key[1] in kept(form["entity"]) if form["entity"] in ENTITIES else True:
                continue
            meaning = (
                field["type"],
                field.get("enum"),
                field.get("many", False),
                field.get("target"),
            )
            other = first.setdefault(key, (meaning, form["id"]))
            if other[0] != meaning:
                yield found(
                    e.FIELD_CLASH, file.where("fields", n), field=field["code"], other=other[1]
                )


def core(draft: Draft) -> Iterator[Finding]:
    """The fields that the platform must receive are there and marked for export."""
    release = draft.one("release")
    forms = {file.content["id"]: file for file in draft.files("forms")}
    for n, (form_id, wanted) in enumerate(core_fields(release.content).items()):
        file = forms.get(form_id)
        if file is None:
            yield found(e.NO_REFERENCE, release.where("core", n, "form"), kind="form", name=form_id)
            continue
        marked: dict[str, int] = {}
        for m, field in enumerate(file.content["fields"]):
            marked.setdefault(field["code"], m)
        for code in wanted:
            place = ("fields", marked[code]) if code in marked else ("fields",)
            if code not in marked or file.content["fields"][marked[code]].get("export") != CORE:
                yield found(e.CORE_MISSING, file.where(*place), field=code, form=form_id)


def onsite(draft: Draft) -> Iterator[Finding]:
    """Lists of fields in ``release`` name fields that exist."""
    release = draft.one("release")
    forms = {
        file.content["id"]: {f["code"] for f in file.content["fields"]}
        for file in draft.files("forms")
    }
    for n, item in enumerate(release.content["onsite"]):
        if item["form"] not in forms:
            yield found(
                e.NO_REFERENCE, release.where("onsite", n, "form"), kind="form", name=item["form"]
            )
            continue
        for m, code in enumerate(item["fields"]):
            if code not in forms[item["form"]]:
                yield found(
                    e.NO_REFERENCE, release.where("onsite", n, "fields", m), kind="field", name=code
                )
    for n, form_id in enumerate(release.content["never"]):
        if form_id not in forms:
            yield found(e.NO_REFERENCE, release.where("never", n), kind="form", name=form_id)


FORM_CHECKS: Final = (
    ((), codes),
    (("enums",), references),
    ((), units),
    ((), depths),
    (("enums",), expressions),
    ((), record_types),
    ((), clashes),
    (("release", "forms"), core),
    (("release", "forms"), onsite),
)
