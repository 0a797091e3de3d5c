"""The shipped forms: their fields fit the model, their units and rules work."""

from __future__ import annotations

import re
import types
import typing
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
import yaml

from symbioaudit import units
from symbioaudit.base.paths import data_room
from symbioaudit.forms import FormDef, FormSession, load_forms
from symbioaudit.forms.definitions import FieldDef
from symbioaudit.formula import Expression
from symbioaudit.model import enums as model_enums
from symbioaudit.model.amount import Amount
from symbioaudit.model.enums import Category, Depth, Direction, Kind, Severity
from symbioaudit.model.records import ENTITIES, Evidence, Match, Site, Stream

FORMS = load_forms()
ENUMS: Mapping[str, list[Mapping[str, Any]]] = yaml.safe_load(
    (data_room("methodology") / "is-screening-ru" / "enums.yaml").read_text(encoding="utf-8")
)
EACH_FORM = pytest.mark.parametrize("form", FORMS.values(), ids=FORMS.keys())


def codes(form: FormDef) -> set[str]:
    return {field.code for field in form.fields}


def everywhere(form: FormDef) -> Iterator[tuple[str, FieldDef]]:
    """Fields and columns with their place."""
    for field in form.fields:
        yield field.code, field
        for column in field.columns:
            yield f"{field.code}.{column.code}", column


def expressions(form: FormDef) -> Iterator[tuple[str, Expression]]:
    for field in form.fields:
        rules = [field.relevant, *(field.required or {}).values()]
        yield from ((field.code, rule) for rule in rules if isinstance(rule, Expression))
        yield from ((field.code, rule.expression) for rule in field.constraints)


def values_of(enum: str) -> set[str]:
    return {item["value"] for item in ENUMS[enum]}


# ── references ────────────────────────────────────────────────────────────────────────────


@EACH_FORM
def test_references_of_fields_resolve(form: FormDef) -> None:
    assert form.entity in ENTITIES
    assert (form.mode == "grid") == (form.label_field in codes(form))
    for place, field in everywhere(form):
        assert (field.type == "table") == bool(field.columns), place
        assert (field.type == "code") == bool(field.code_system), place
        assert (field.type in {"ref", "refs"}) == bool(field.target), place
        assert field.target in {None, "record", *ENTITIES}, place
        if field.type in {"enum", "multi"} or field.enum:
            assert field.enum in ENUMS, place
        if field.type == "enum" and field.default is not None:
            assert field.default in values_of(field.enum or ""), place


@EACH_FORM
def test_expressions_read_known_fields_and_columns(form: FormDef) -> None:
    columns = {field.code: {c.code for c in field.columns} for field in form.fields}
    columns |= {field.code: {"value"} for field in form.fields if field.type == "months"}
    for code, rule in expressions(form):
        assert rule.names <= codes(form) | {"value"}, (code, rule.text)
        for table, column in re.findall(r"sum_of\((\w+), '(\w+)'\)", rule.text):
            assert column in columns[code if table == "value" else table], (code, rule.text)


@EACH_FORM
def test_values_compared_in_expressions_exist_in_the_list(form: FormDef) -> None:
    lists = {field.code: field.enum for field in form.fields if field.type == "enum"}
    for code, rule in expressions(form):
        for name, literal in re.findall(r"\b(\w+) [!=]= '([^']*)'", rule.text):
            enum = lists[code if name == "value" else name]
            assert literal in values_of(enum or ""), (code, rule.text)


# ── units ─────────────────────────────────────────────────────────────────────────────────


@EACH_FORM
def test_quantities_have_units_that_can_be_typed(form: FormDef) -> None:
    for place, field in everywhere(form):
        assert set(field.dimension) <= {*units.DIMENSIONS}, place
        if field.is_amount:
            assert field.dimension, place
        for lang in ("ru", "en") if field.dimension and field.unit else ():
            shown = field.unit_in(lang)
            typed = units.parse(f"12 {shown}", dimension=field.dimension)
            assumed = units.parse("12", dimension=field.dimension, default_unit=shown)
            assert typed.number is not None, (place, lang)
            assert typed.canonical_unit == assumed.canonical_unit, (place, lang)


@EACH_FORM
def test_no_unit_is_assumed_where_fuels_or_media_differ(form: FormDef) -> None:
    for place, field in everywhere(form):
        if {"mass_per_year", "energy_per_year"} <= set(field.dimension) and form.id != "F04":
            assert field.unit is None, place


# ── agreement with the model ──────────────────────────────────────────────────────────────

SCALARS: Mapping[type, set[str]] = {
    str: {"text", "enum", "code", "ref", "auto"},
    int: {"int", "auto"},
    float: {"num", "auto"},
    bool: {"bool"},
    date: {"date"},
    Amount: {"amount", "money", "auto"},
}


def accepts(hint: Any, field: FieldDef) -> bool:
    """True where a field of this type can be kept in an attribute of this type."""
    if typing.get_origin(hint) in {typing.Union, types.UnionType}:
        hint = next(part for part in typing.get_args(hint) if part is not type(None))
    if typing.get_origin(hint) is tuple:
        inner = typing.get_args(hint)[0]
        listed = field.type in {"multi", "refs", "files"}
        return listed or (field.many and field.type in SCALARS[inner])
    if field.many:
        return False
    if issubclass(hint, model_enums.StrEnum):
        return field.type in {"enum", "auto"}
    return field.type in SCALARS[hint]


@EACH_FORM
def test_fields_fit_the_attributes_of_the_record(form: FormDef) -> None:
    attributes = typing.get_type_hints(ENTITIES[form.entity])
    for field in form.fields:
        if field.code in attributes:
            assert accepts(attributes[field.code], field), field.code


KEPT_BY_THE_PROGRAM = {
    "entity", "id", "audit_id", "enterprise_id", "site_id", "properties", "reasons", "pack_hash", "status",
    "revision", "media_type", "sha256", "size", "confidentiality", "note",
}  # fmt: skip


@pytest.mark.parametrize("entity", sorted({form.entity for form in FORMS.values()}))
def test_every_attribute_that_a_person_fills_is_on_a_form(entity: str) -> None:
    forms = [form for form in FORMS.values() if form.entity == entity]
    asked = set().union(*map(codes, forms), *(form.filter for form in forms))
    assert set(typing.get_type_hints(ENTITIES[entity])) - asked - KEPT_BY_THE_PROGRAM == set()


def test_each_category_of_stream_belongs_to_one_form() -> None:
    directions = {
        Category.BY_PRODUCT: "out", Category.WASTE: "out", Category.WASTEWATER: "out", Category.EMISSION: "out",
        Category.WASTE_HEAT: "out", Category.INTERMEDIATE: "internal", Category.LOSS: "out",
    }  # fmt: skip
    kinds = {
        Category.ENERGY_CARRIER: "energy", Category.WASTE_HEAT: "energy", Category.WATER: "water",
        Category.WASTEWATER: "water",
    }  # fmt: skip
    for category in Category:
        stream = Stream(
            id="s", audit_id="a", category=category, direction=Direction(directions.get(category, "in")),
            kind=Kind(kinds.get(category, "material")),
        )  # fmt: skip
        assert sum(form.takes(stream) for form in FORMS.values()) == 1, category


# ── behaviour ─────────────────────────────────────────────────────────────────────────────


def stream(form: str, **values: Any) -> FormSession:
    """A session over a stream of this form; what the model does not know are properties."""
    known = typing.get_type_hints(Stream)
    start = {**FORMS[form].defaults}
    own = {k: v for k, v in values.items() if k in known}
    record = Stream(
        id="s", audit_id="a", direction=Direction(start["direction"]), kind=Kind(start["kind"]),
        category=Category(start["category"]), properties={k: v for k, v in values.items() if k not in known},
    )  # fmt: skip
    return FormSession(form=FORMS[form], record=replace(record, **own))


def at_fault(session: FormSession) -> set[str]:
    return {p.field for p in session.problems() if p.severity in {Severity.ERROR, Severity.BLOCKER}}


@pytest.mark.parametrize("form", [f.id for f in FORMS.values() if f.entity == "stream"])
@pytest.mark.parametrize("depth", Depth)
def test_a_blank_stream_is_incomplete_but_not_wrong(form: str, depth: Depth) -> None:
    session = FormSession(form=FORMS[form], record=stream(form).record, depth=depth)
    assert at_fault(session) == set()
    filled, required = session.progress()
    assert filled < required


def test_deeper_screenings_require_more() -> None:
    def required(depth: Depth) -> int:
        return sum(
            FormSession(form=form, record=stream("F09").record, depth=depth).required(field.code)
            for form in FORMS.values()
            if form.id == "F09"
            for field in form.fields
        )

    assert required(Depth.EXPRESS) < required(Depth.STANDARD) <= required(Depth.DEEP)


def test_hazard_class_must_be_the_last_digit_of_the_fkko_code() -> None:
    assert at_fault(stream("F09", fkko="40613001313", hazard_class=3)) == set()
    assert at_fault(stream("F09", fkko="40613001313", hazard_class=4)) == {"hazard_class"}


def test_a_waste_of_classes_i_to_iv_needs_a_passport() -> None:
    assert "waste_passport" in stream("F09", hazard_class=4).missing()
    assert "waste_passport" not in stream("F09", hazard_class=5).missing()


def test_shares_of_routes_must_give_one() -> None:
    share = [units.parse(text, dimension="fraction") for text in ("60 %", "40 %")]
    whole = tuple({"route": "sale", "share": part} for part in share)
    assert at_fault(stream("F09", current_route=whole)) == set()
    assert at_fault(stream("F09", current_route=whole[:1])) == {"current_route"}


def test_a_share_above_one_and_a_temperature_below_zero_kelvin_are_errors() -> None:
    too_wet = units.parse("120 %", dimension="fraction")
    too_cold = units.parse("−300 °C", dimension="temperature")
    assert at_fault(stream("F09", moisture=too_wet, physical_state="sludge")) == {"moisture"}
    assert at_fault(stream("F12", temperature=too_cold)) == {"temperature"}


def test_a_year_has_no_more_than_8784_hours() -> None:
    assert at_fault(stream("F12", hours_year=8760.0)) == set()
    assert at_fault(stream("F12", hours_year=9000.0)) == {"hours_year"}


def test_sold_energy_is_an_output() -> None:
    assert at_fault(stream("F07", supply="sold", direction=Direction.OUT)) == set()
    assert at_fault(stream("F07", supply="sold", direction=Direction.IN)) == {"direction"}
    assert at_fault(stream("F07", supply="purchased", direction=Direction.OUT)) == {"direction"}


def test_shifts_must_fit_into_a_day() -> None:
    site = Site(id="s", enterprise_id="e", shifts_per_day=3, hours_per_shift=12)
    assert at_fault(FormSession(form=FORMS["F03"], record=site)) == {"hours_per_shift"}


def test_a_match_that_fails_the_law_gate_stays_an_idea() -> None:
    def session(status: str) -> FormSession:
        match = Match(id="m", audit_id="a", status=status, properties={"gate_legal": "fail"})
        return FormSession(form=FORMS["F20"], record=match)

    assert at_fault(session("idea")) == set()
    assert at_fault(session("rejected")) == set()
    assert at_fault(session("negotiation")) == {"status"}


def test_a_picture_with_people_blocks_the_export() -> None:
    picture = Evidence(id="p", audit_id="a", properties={"no_persons": False})
    assert at_fault(FormSession(form=FORMS["F16"], record=picture)) == {"no_persons"}
