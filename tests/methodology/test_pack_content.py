"""The content of the methodology is-screening-ru: complete, bilingual, consistent with the model."""

from __future__ import annotations

import ast
import re
import types
import typing
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

import pytest
import yaml

from symbioaudit.base.paths import data_room
from symbioaudit.model import enums as model_enums
from symbioaudit.model.amount import Amount
from symbioaudit.model.records import ENTITIES

PACK = data_room("methodology") / "is-screening-ru"
Node = Mapping[str, Any]

# Every field that METHODOLOGY §2 and §4.4–4.8 list, under the code used here.
EXPECTED = {
    "F01": "number pack_id pack_version overlay_id overlay_version period_start period_end visit_dates"
    " auditors enterprise_contact decision_maker scope_kind scope_boundary excluded nda"
    " consent_platform_upload consent_scope currency price_year vat_included",
    "F02": "name_full name_short inn ogrn kpp okved_main okved_other nvos_object nvos_category region"
    " municipality address ownership size_class holding employees turnover management_systems"
    " permits reports env_payments existing_synergies plans_3y",
    "F03": "lat lon shifts_per_day hours_per_shift days_per_week weeks_per_year site_area built_area"
    " free_land free_indoor storage rail_siding wagons_day road_limit winter_closed_months"
    " water_transport el_connection el_free gas_limit gas_free heat_networks water_sources_limits"
    " sewer weighbridge flow_meters laboratory neighbours plans",
    "F04": "name okpd2 kind output unit_mass is_reference weight_factor price capacity utilisation"
    " composition norm_loss monthly spec reject_rate rework",
    "F05": "code name unit_type predecessors successors mode batch_time batch_mass capacity hours_year"
    " equipment condition temperature pressure control_level start_stop_year known_losses causes"
    " quantity_centre flows focus photo",
    "F05A": "name direction category kind from_process to_process quantity",
    "F06": "name okpd2 cas role quantity stock_open stock_close purchases price delivery_cost"
    " supplier_distance origin secondary_share in_product_share to_process hazard spec substitutable"
    " supply_risk expired_offspec",
    "F07": "carrier supply direction quantity monthly ncv cost price meter split renewable_share"
    " supplier_ef max_power night_base boiler_furnace compressors_chillers",
    "F08": "source quantity permit_limit price water_tax uses recirculated reused evaporation leaks"
    " quality_need treatment_in meter",
    "F09": "name fkko hazard_class ewc basel_code okpd2 legal_status waste_passport from_process cause"
    " quantity batch_min month_max stock_on_site continuity monthly quality_cv physical_state"
    " particle_size density moisture temperature ph viscosity flash_point composition contaminants"
    " ncv ash chlorine sulphur ts vs cod_bod c_n npk metal_content hazard_properties separability"
    " packaging storage_ref accumulation_max shelf_life treatment_on_site route current_route"
    " receiver_now contract_until distance_now cost cost_transport fee_nvos cost_handling revenue"
    " licence_current owner offer offer_from price_expect confidentiality evidence potential_uses",
    "F10": "outlet_id from_process quantity peak hours receiver temperature ph parameters"
    " treatment_chain treatment_efficiency sludge sludge_dm cost cost_parts separable reuse_option"
    " recoverables offer",
    "F11": "source_no from_process source_kind name pollutant_code quantity rate limit_value abatement"
    " abatement_efficiency captured gas_flow temperature o2 co2 moisture co2_stream co2_concentration"
    " combustible_vent refrigerants cost",
    "F12": "from_process medium flow temperature t_ref pressure dryness composition hours_year monthly"
    " interruptions fouling sink_now dist_own dist_fence dist_neighbour replaced_source replaced_eff"
    " q_power q_year q_recoverable offer t_min_delivery price",
    "F13": "category direction name spec amount available_from available_until hours_week route"
    " frequency empty_share conditions price legal_limits photo",
    "F14": "name category okpd2 fkko linked_input amount batch_min batch_max quality forbidden"
    " form_accepted packaging t_supply t_return pressure heat_power heat_hours fuel_now eff_now"
    " price_max current_price distance_max needed_from continuity monthly licence k_substitution"
    " trial_possible trial_batch",
    "F15": "process_id kind name amount stream_id hours hourly_rate",
    "F15A": "discount_rate escalation tax_rate subsidy max_payback min_irr revenue_byproducts",
    "F16": "file_name kind taken_at geo links caption caption_en confidentiality",
    "F17": "role person held_on interviewer answers quotes attitude",
    "F18": " ".join(f"s{i} s{i}_comment" for i in range(1, 13)),
    "F19": "name title_en family stream_id process_id description technology_id trl saving_mass"
    " saving_energy saving_water saving_co2 saving_money capex opex_change life_years subsidy payback"
    " npv irr complexity risk_id prerequisites status rejected_reason owner excludes requires overlap",
    "F20": "stream_id want_id library_pattern partner gate_legal gate_safety gate_quality"
    " gate_legal_note gate_safety_note gate_quality_note intermediary_steps score_parts score quantity"
    " distance surplus_donor surplus_receiver avoided_co2 status status_date reject_reason"
    " isrl_technology isrl_business isrl_organisation isrl_legal isrl_society isrl_environment",
    "F21": "risk_object category cause consequence probability impact rank owner measure"
    " residual_probability residual_impact due",
    "F22": "number name linked_item horizon owner support_by_centre cost effect kpi start due status"
    " dependency",
}  # fmt: skip

TYPES = {
    "text",
    "int",
    "num",
    "bool",
    "date",
    "daterange",
    "enum",
    "multi",
    "code",
    "amount",
    "money",
    "ref",
    "refs",
    "files",
    "table",
    "auto",
    "months",
}
FORM_KEYS = {
    "id",
    "version",
    "title",
    "entity",
    "mode",
    "filter",
    "defaults",
    "label_field",
    "department",
    "intake",
    "confidentiality",
    "purpose",
    "fields",
}
FIELD_KEYS = {
    "code",
    "label",
    "help",
    "example",
    "type",
    "dimension",
    "unit",
    "unit_en",
    "enum",
    "code_system",
    "target",
    "target_filter",
    "many",
    "default",
    "evidence",
    "required",
    "relevant",
    "constraints",
    "export",
    "columns",
}
DIMENSIONS = {
    "mass",
    "mass_per_year",
    "mass_flow",
    "volume",
    "volume_per_year",
    "volume_flow",
    "energy",
    "energy_per_year",
    "power",
    "temperature",
    "pressure",
    "time",
    "length",
    "area",
    "money",
    "money_per_year",
    "price",
    "density",
    "energy_density",
    "specific_energy",
    "concentration",
    "fraction",
    "count",
    "count_per_year",
    "ghg_mass_per_year",
    "transport",
    "dimensionless",
}
CODE_SYSTEMS = {"fkko", "okpd2", "okved2", "ewc", "inn", "ogrn", "kpp", "okpo", "oktmo", "cas"}
DEPARTMENTS = {"production", "energy", "water", "ecology", "logistics", "finance", "management"}
FUNCTIONS = {
    "blank",
    "filled",
    "sum_of",
    "count",
    "abs",
    "min",
    "max",
    "round",
    "digit",
    "starts",
    "checksum",
}
DEPTHS = ("express", "standard", "deep")


def load(name: str) -> Any:
    return yaml.safe_load((PACK / name).read_text(encoding="utf-8"))


FORMS: dict[str, Node] = {
    path.stem: yaml.safe_load(path.read_text(encoding="utf-8"))
    for path in sorted(data_room("forms").glob("*.yaml"))
}
ENUMS: Mapping[str, Sequence[Node]] = load("enums.yaml")
STEPS: Sequence[Node] = load("steps.yaml")
QUESTIONS: Sequence[Node] = load("questions.yaml")
EACH_FORM = pytest.mark.parametrize("form", FORMS.values(), ids=FORMS.keys())


def columns(form: Node) -> Iterator[tuple[str, Node]]:
    """Every field and column of a form with its place."""
    for field in form["fields"]:
        yield f"{form['id']}.{field['code']}", field
        for column in field.get("columns", ()):
            yield f"{form['id']}.{field['code']}.{column['code']}", column


def texts(node: object, place: str = "") -> Iterator[tuple[str, Node]]:
    """Every bilingual text below a node."""
    if isinstance(node, Mapping):
        if "ru" in node or "en" in node:
            yield place, node
        for key, child in node.items():
            yield from texts(child, f"{place}/{key}")
    elif isinstance(node, list):
        for index, child in enumerate(node):
            yield from texts(child, f"{place}/{index}")


ALL_TEXTS = [
    (f"{name}{place}", text)
    for name, node in [*FORMS.items(), ("enums", ENUMS), ("steps", STEPS), ("questions", QUESTIONS)]
    for place, text in texts(node)
]


def codes(form: Node) -> list[str]:
    return [field["code"] for field in form["fields"]]


def hints(entity: str) -> dict[str, Any]:
    return typing.get_type_hints(ENTITIES[entity])


def names(expression: str) -> set[str]:
    tree = ast.parse(expression, mode="eval")
    return {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}


def expressions(form: Node) -> Iterator[tuple[str, str]]:
    for field in form["fields"]:
        place = f"{form['id']}.{field['code']}"
        if "relevant" in field:
            yield place, field["relevant"]
        required = field["required"]
        if isinstance(required, Mapping):
            yield from ((place, rule) for rule in required.values() if isinstance(rule, str))
        yield from ((place, c["expr"]) for c in field.get("constraints", ()))


# ── completeness ──────────────────────────────────────────────────────────────────────────


def test_all_forms_of_the_methodology_are_there() -> None:
    assert set(FORMS) == set(EXPECTED)
    assert all(form["id"] == name for name, form in FORMS.items())


@EACH_FORM
def test_every_field_of_the_methodology_is_asked(form: Node) -> None:
    assert set(EXPECTED[form["id"]].split()) - set(codes(form)) == set()


def test_questions_are_48_in_order_and_resolve() -> None:
    assert [q["id"] for q in QUESTIONS] == [f"Q{i}" for i in range(1, 49)]
    areas = {item["value"] for item in ENUMS["question_areas"]}
    roles = {item["value"] for item in ENUMS["interview_roles"]}
    for question in QUESTIONS:
        entity, form = question["creates"].split("/")
        assert question["area"] in areas, question["id"]
        assert set(question["roles"]) <= roles, question["id"]
        assert entity in ENTITIES, question["id"]
        assert form in FORMS, question["id"]
        assert entity in {FORMS[form]["entity"], "finding"}, question["id"]
    assert {q["area"] for q in QUESTIONS} == areas


def test_steps_run_from_0_to_13_and_reach_every_form() -> None:
    assert [step["no"] for step in STEPS] == list(range(14))
    assert [step["id"] for step in STEPS] == [f"S{i:02}" for i in range(14)]
    assert [step["later"] for step in STEPS] == [False] * 11 + [True] * 3
    assert {form for step in STEPS for form in step["forms"]} == set(FORMS)
    express = {step["no"] for step in STEPS if "express" in step["depths"] and not step["later"]}
    assert express == {0, 1, 4, 6, 8, 9, 10}


def test_rules_of_the_steps_read_fields_that_exist() -> None:
    by_entity: dict[str, set[str]] = {}
    for form in FORMS.values():
        known = by_entity.setdefault(form["entity"], set(hints(form["entity"])))
        known.update(codes(form))
    for step in STEPS:
        here = {code for name in step["forms"] for code in by_entity[FORMS[name]["entity"]]}
        for rule in step["completion"]:
            known = by_entity[rule["entity"]] if "entity" in rule else here
            for key in ("expr", "where"):
                assert names(rule.get(key, "1")) <= known | FUNCTIONS, (step["id"], rule)
            assert names(rule.get("having", "1")) <= by_entity[rule.get("to", "stream")], rule
            assert rule.get("field", "") in {"", *known}, (step["id"], rule)


# ── texts ─────────────────────────────────────────────────────────────────────────────────


def test_every_text_is_in_russian_and_in_english() -> None:
    poor = [place for place, text in ALL_TEXTS if not (text.get("ru") and text.get("en"))]
    assert poor == []
    for place, text in ALL_TEXTS:
        if not place.endswith("/example"):
            assert re.search(r"[А-Яа-яЁё№]", text["ru"]) or text["ru"] == text["en"], place
        assert not re.search(r"[А-Яа-яЁё]{2}", text["en"]), place


@EACH_FORM
def test_every_field_says_why_and_where(form: Node) -> None:
    for field in form["fields"]:
        for lang in ("ru", "en"):
            help_text = field["help"][lang]
            assert len(help_text) >= 15, (form["id"], field["code"], lang)
            assert re.search(r"[.?!][»']?$", help_text), (form["id"], field["code"], lang)
            assert help_text != field["label"][lang], (form["id"], field["code"], lang)


def test_no_latin_look_alikes_inside_russian_words() -> None:
    for place, text in ALL_TEXTS:
        mixed = re.findall(
            r"[^\W\d_]*(?:[а-яё][a-z]|[a-z][а-яё])[^\W\d_]*", text["ru"], re.IGNORECASE
        )
        assert mixed == [], place
        assert not re.search(r"(?<![\w.·/])[aceopxy](?![\w.·/])", text["ru"]), place


# ── shape ─────────────────────────────────────────────────────────────────────────────────


@EACH_FORM
def test_form_has_only_known_keys_and_values(form: Node) -> None:
    assert set(form) <= FORM_KEYS
    assert form["mode"] in {"single", "grid"}
    assert form["department"] in DEPARTMENTS
    assert form["confidentiality"] in set(model_enums.Confidentiality)
    assert form["entity"] in ENTITIES
    assert (form["mode"] == "grid") == ("label_field" in form)
    assert form.get("label_field", codes(form)[0]) in codes(form)


@EACH_FORM
def test_codes_are_unique_and_fields_have_known_keys(form: Node) -> None:
    assert len(codes(form)) == len(set(codes(form)))
    for place, field in columns(form):
        assert set(field) <= FIELD_KEYS, place
        assert re.fullmatch(r"[a-z][a-z0-9_]*", field["code"]), place
        assert field["type"] in TYPES, place
        assert (field["type"] == "table") == ("columns" in field), place
        inner = [column["code"] for column in field.get("columns", ())]
        assert len(inner) == len(set(inner)), place
        if "columns" in field or "export" in field:
            assert field["export"] in {"core", "platform", "local"}, place


@EACH_FORM
def test_references_of_fields_resolve(form: Node) -> None:
    for place, field in columns(form):
        if field["type"] in {"enum", "multi"}:
            assert "enum" in field, place
        if "enum" in field:
            assert field["enum"] in ENUMS, place
        if field["type"] in {"ref", "refs"}:
            assert field["target"] in {*ENTITIES, "record"}, place
        if field["type"] == "code":
            assert field["code_system"] in CODE_SYSTEMS, place
        if field["type"] == "enum" and "default" in field:
            assert field["default"] in {item["value"] for item in ENUMS[field["enum"]]}, place


@EACH_FORM
def test_quantities_have_a_dimension_and_a_unit_in_both_languages(form: Node) -> None:
    for place, field in columns(form):
        wanted = field.get("dimension", [])
        wanted = [wanted] if isinstance(wanted, str) else wanted
        assert set(wanted) <= DIMENSIONS, place
        if field["type"] in {"amount", "money"}:
            assert wanted, place
        if wanted and wanted != ["dimensionless"]:
            assert field["unit"], place
            assert field["unit_en"], place


@EACH_FORM
def test_required_is_a_shorthand_or_a_rule_for_each_depth(form: Node) -> None:
    for field in form["fields"]:
        rule = field["required"]
        if isinstance(rule, Mapping):
            assert tuple(rule) == DEPTHS, field["code"]
            assert all(isinstance(value, bool | str) for value in rule.values()), field["code"]
        else:
            assert rule in {"R", "S", "D", "O"}, field["code"]


@EACH_FORM
def test_expressions_parse_and_read_known_fields(form: Node) -> None:
    known = {*codes(form), "value"} | FUNCTIONS
    tables = {
        f["code"]: {c["code"] for c in f.get("columns", ())} | ({"value"} if f["type"] == "months" else set())
        for f in form["fields"]
    }  # fmt: skip
    for place, expression in expressions(form):
        assert names(expression) <= known, (place, expression)
        own = place.split(".")[1]
        for table, column in re.findall(r"sum_of\((\w+), '(\w+)'\)", expression):
            assert column in tables[own if table == "value" else table], (place, expression)


@EACH_FORM
def test_values_compared_in_expressions_exist_in_the_enum(form: Node) -> None:
    lists = {f["code"]: f["enum"] for f in form["fields"] if f["type"] == "enum"}
    for place, expression in expressions(form):
        own = place.split(".")[1]
        for name, literal in re.findall(r"\b(\w+) [!=]= '([^']*)'", expression):
            enum = lists[own if name == "value" else name]
            assert literal in {item["value"] for item in ENUMS[enum]}, (place, expression)


@EACH_FORM
def test_constraints_have_a_severity_and_a_sentence(form: Node) -> None:
    for field in form["fields"]:
        for constraint in field.get("constraints", ()):
            assert set(constraint) == {"expr", "severity", "text"}
            assert constraint["severity"] in set(model_enums.Severity)
            assert constraint["text"]["ru"].endswith((".", "?"))


def test_enum_values_are_unique_texts() -> None:
    for name, items in ENUMS.items():
        values = [item["value"] for item in items]
        assert all(isinstance(value, str) for value in values), name
        assert len(values) == len(set(values)), name


# ── agreement with the model ──────────────────────────────────────────────────────────────

SCALARS: Mapping[type, set[str]] = {
    str: {"text", "enum", "code", "ref", "auto"},
    int: {"int", "auto"},
    float: {"num", "auto"},
    bool: {"bool"},
    date: {"date"},
    Amount: {"amount", "money", "auto"},
}


def accepts(hint: Any, field: Node) -> bool:
    """True where a field of this type can be kept in an attribute of this type."""
    if typing.get_origin(hint) in {typing.Union, types.UnionType}:
        hint = next(part for part in typing.get_args(hint) if part is not type(None))
    if typing.get_origin(hint) is tuple:
        inner = typing.get_args(hint)[0]
        listed = field["type"] in {"multi", "refs", "files"}
        return listed or (field.get("many", False) and field["type"] in SCALARS[inner])
    if field.get("many"):
        return False
    if issubclass(hint, model_enums.StrEnum):
        return field["type"] in {"enum", "auto"}
    return field["type"] in SCALARS[hint]


@EACH_FORM
def test_fields_fit_the_attributes_of_the_record(form: Node) -> None:
    attributes = hints(form["entity"])
    for field in form["fields"]:
        if field["code"] in attributes:
            assert accepts(attributes[field["code"]], field), (form["id"], field["code"])


def test_every_attribute_a_person_can_fill_is_on_a_form() -> None:
    program = {
        "id",
        "audit_id",
        "enterprise_id",
        "site_id",
        "properties",
        "reasons",
        "pack_hash",
        "status",
        "revision",
        "media_type",
        "sha256",
        "size",
    }
    for entity in ("audit", "enterprise", "site", "process", "product", "stream", "resource", "want",
                   "cost", "evidence", "interview", "readiness", "opportunity", "match", "risk",
                   "action"):  # fmt: skip
        asked = {"confidentiality", "note"} | program
        for form in FORMS.values():
            if form["entity"] == entity:
                asked |= set(codes(form)) | set(form.get("filter", ()))
        assert set(hints(entity)) - asked - {"entity"} == set(), entity


@EACH_FORM
def test_filters_and_defaults_use_words_of_the_model(form: Node) -> None:
    attributes = hints(form["entity"])
    for part in ("filter", "defaults"):
        for key, wanted in form.get(part, {}).items():
            assert key in attributes, (form["id"], key)
            vocabulary = {"direction": "Direction", "kind": "Kind", "category": "Category"}.get(key)
            if vocabulary:
                values = [wanted] if isinstance(wanted, str) else wanted
                assert set(values) <= set(getattr(model_enums, vocabulary)), (form["id"], key)


@pytest.mark.parametrize(
    ("name", "vocabulary"),
    [
        ("directions", model_enums.Direction),
        ("kinds", model_enums.Kind),
        ("categories", model_enums.Category),
        ("legal_statuses", model_enums.LegalStatus),
        ("confidentiality", model_enums.Confidentiality),
        ("depths", model_enums.Depth),
        ("audit_statuses", model_enums.AuditStatus),
        ("bases", model_enums.Basis),
        ("missing_reasons", model_enums.Missing),
        ("severities", model_enums.Severity),
        ("opportunity_families", model_enums.OpportunityFamily),
    ],
)
def test_words_of_the_model_have_texts(name: str, vocabulary: type[model_enums.StrEnum]) -> None:
    assert {item["value"] for item in ENUMS[name]} == set(vocabulary)


def test_routes_follow_the_waste_hierarchy() -> None:
    levels = {item["hierarchy"] for item in ENUMS["hierarchy"]}
    assert levels == set(range(6))
    for route in ENUMS["routes"]:
        assert route["hierarchy"] in levels, route["value"]
        assert not (route["placement"] and route["hierarchy"] > 0), route["value"]


# ── what the constraints catch ────────────────────────────────────────────────────────────


def holds(form: str, code: str, severity: str, **record: object) -> list[bool]:
    """Verdicts of the constraints of a field over plain values."""
    rows = {"digit": lambda text, n: int(text[n - 1]), "starts": lambda text, head: text.startswith(head),
            "count": len, "blank": lambda x: x is None, "filled": lambda x: x is not None,
            "sum_of": lambda table, column: sum(row[column] for row in table)}  # fmt: skip
    field = next(f for f in FORMS[form]["fields"] if f["code"] == code)
    scope = {**rows, **record, "value": record[code]}
    chosen = [c["expr"] for c in field["constraints"] if c["severity"] == severity]
    return [bool(eval(expr, scope)) for expr in chosen]


def test_hazard_class_must_be_the_last_digit_of_the_fkko_code() -> None:
    assert all(holds("F09", "hazard_class", "error", hazard_class=3, fkko="40613001313"))
    assert not all(holds("F09", "hazard_class", "error", hazard_class=4, fkko="40613001313"))
    assert not all(holds("F09", "fkko", "error", fkko="40613000000"))


def test_shares_of_routes_must_give_one() -> None:
    whole = [{"share": 0.6}, {"share": 0.4}]
    assert all(holds("F09", "current_route", "error", current_route=whole))
    assert all(holds("F09", "current_route", "error", current_route=[]))
    assert not all(holds("F09", "current_route", "error", current_route=whole[:1]))


def test_sold_energy_is_an_output() -> None:
    assert all(holds("F07", "direction", "error", direction="out", supply="sold"))
    assert not all(holds("F07", "direction", "error", direction="in", supply="sold"))
    assert not all(holds("F07", "direction", "error", direction="out", supply="purchased"))


def test_shifts_must_fit_into_a_day() -> None:
    assert all(holds("F03", "hours_per_shift", "error", hours_per_shift=8, shifts_per_day=3))
    assert not all(holds("F03", "hours_per_shift", "error", hours_per_shift=12, shifts_per_day=3))


def test_a_match_that_fails_the_law_gate_stays_an_idea() -> None:
    assert all(holds("F20", "status", "error", status="idea", gate_legal="fail"))
    assert all(holds("F20", "status", "error", status="rejected", gate_legal="fail"))
    assert not all(holds("F20", "status", "error", status="negotiation", gate_legal="fail"))


def test_a_picture_with_people_blocks_the_export() -> None:
    picture = {"no_persons": False, "consent_photos_ok": None}
    assert not all(holds("F16", "no_persons", "blocker", **picture))
    assert all(holds("F16", "no_persons", "blocker", **{**picture, "no_persons": True}))
