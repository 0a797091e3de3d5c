"""The content of the methodology is-screening-ru: complete, bilingual, its references resolve."""

from __future__ import annotations

import re
import typing
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
import yaml

from symbioaudit.base.paths import data_room
from symbioaudit.formula import compile_expression
from symbioaudit.model import enums as model_enums
from symbioaudit.model.records import ENTITIES

PACK = data_room("methodology") / "is-screening-ru"
Node = Mapping[str, Any]


def load(path: Path) -> Any:
    return yaml.safe_load(path.read_text(encoding="utf-8"))


FORMS: dict[str, Node] = {p.stem: load(p) for p in sorted(data_room("forms").glob("*.yaml"))}
ENUMS: Mapping[str, Sequence[Node]] = load(PACK / "enums.yaml")
STEPS: Sequence[Node] = load(PACK / "steps.yaml")
QUESTIONS: Sequence[Node] = load(PACK / "questions.yaml")
EXPECTED: Mapping[str, Sequence[str]] = load(Path(__file__).with_name("expected_fields.yaml"))
EACH_FORM = pytest.mark.parametrize("form", FORMS.values(), ids=FORMS.keys())


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


def fields_of(entity: str) -> set[str]:
    """Attributes of the record and codes of all forms that show it."""
    own = set(typing.get_type_hints(ENTITIES[entity]))
    return own.union(*(codes(form) for form in FORMS.values() if form["entity"] == entity))


def names(expression: str) -> frozenset[str]:
    return compile_expression(expression).names


# ── completeness ──────────────────────────────────────────────────────────────────────────


def test_all_forms_of_the_methodology_are_there() -> None:
    assert set(FORMS) == set(EXPECTED)
    assert all(form["id"] == name for name, form in FORMS.items())


@EACH_FORM
def test_every_field_of_the_methodology_is_asked(form: Node) -> None:
    assert set(EXPECTED[form["id"]]) - set(codes(form)) == set()


def test_questions_are_48_in_order_and_resolve() -> None:
    assert [q["id"] for q in QUESTIONS] == [f"Q{i}" for i in range(1, 49)]
    areas = {item["value"] for item in ENUMS["question_areas"]}
    roles = {item["value"] for item in ENUMS["interview_roles"]}
    for question in QUESTIONS:
        entity, form = question["creates"].split("/")
        assert question["area"] in areas, question["id"]
        assert set(question["roles"]) <= roles, question["id"]
        assert form in FORMS, question["id"]
        assert entity in {FORMS[form]["entity"], "finding"}, question["id"]
    assert {q["area"] for q in QUESTIONS} == areas


def test_questions_are_questions_or_requests() -> None:
    for question in QUESTIONS:
        assert "?" in question["text"]["ru"] or question["text"]["ru"].endswith("."), question["id"]
        assert len(question["text"]["ru"]) > 50, question["id"]


# ── steps ─────────────────────────────────────────────────────────────────────────────────


def test_steps_run_from_0_to_13_and_reach_every_form() -> None:
    assert [step["no"] for step in STEPS] == list(range(14))
    assert [step["id"] for step in STEPS] == [f"S{i:02}" for i in range(14)]
    assert [step["later"] for step in STEPS] == [False] * 11 + [True] * 3
    assert {form for step in STEPS for form in step["forms"]} == set(FORMS)


def test_an_express_screening_has_fewer_steps() -> None:
    express = {step["no"] for step in STEPS if "express" in step["depths"] and not step["later"]}
    assert express == {0, 1, 4, 6, 8, 9, 10}
    assert all({"standard", "deep"} <= set(step["depths"]) for step in STEPS)
    for step in STEPS:
        hours = step["hours"]
        assert hours["express"] <= hours["standard"] <= hours["deep"], step["id"]


def test_roles_of_the_steps_are_roles_of_the_interview() -> None:
    roles = {item["value"] for item in ENUMS["interview_roles"]}
    assert all(set(step["roles"]) <= roles for step in STEPS)


def test_rules_of_the_steps_read_fields_that_exist() -> None:
    for step in STEPS:
        entities = {FORMS[name]["entity"] for name in step["forms"]}
        here = set().union(*map(fields_of, entities))
        for rule in step["completion"]:
            assert ("kind" in rule) != ("expr" in rule and "kind" not in rule), step["id"]
            known = fields_of(rule["entity"]) if "entity" in rule else here
            for key in ("expr", "where"):
                assert names(rule.get(key, "1")) <= known, (step["id"], rule)
            assert names(rule.get("having", "1")) <= fields_of(rule.get("to", "stream")), rule
            assert {rule[key] for key in ("field", "reason") if key in rule} <= known, rule


# ── texts ─────────────────────────────────────────────────────────────────────────────────


def test_every_text_is_in_russian_and_in_english() -> None:
    assert [place for place, text in ALL_TEXTS if not (text.get("ru") and text.get("en"))] == []
    for place, text in ALL_TEXTS:
        assert not re.search(r"[А-Яа-яЁё]{2}", text["en"]), place
        if not place.endswith("/example") and text["ru"] != text["en"]:
            assert re.search(r"[А-Яа-яЁё№]", text["ru"]), place


@EACH_FORM
def test_every_field_says_why_and_where(form: Node) -> None:
    for field in form["fields"]:
        for lang in ("ru", "en"):
            help_text = field["help"][lang]
            assert len(help_text) >= 15, (field["code"], lang)
            assert re.search(r"[.?!][»']?$", help_text), (field["code"], lang)


def test_no_latin_look_alikes_inside_russian_words() -> None:
    mixed = re.compile(r"[а-яё][a-z]|[a-z][а-яё]", re.IGNORECASE)
    alone = re.compile(r"(?<![\w.·/])[aceopxy](?![\w.·/])")
    found = [p for p, t in ALL_TEXTS if mixed.search(t["ru"]) or alone.search(t["ru"])]
    assert found == []


def test_quotes_and_spaces_follow_russian_typography() -> None:
    for place, text in ALL_TEXTS:
        assert '"' not in text["ru"], place
        assert "  " not in text["ru"], place
        assert text["ru"].count("«") == text["ru"].count("»"), place
        assert text["ru"] == text["ru"].strip(), place


# ── closed lists ──────────────────────────────────────────────────────────────────────────


def test_values_of_the_lists_are_unique_texts() -> None:
    for name, items in ENUMS.items():
        values = [item["value"] for item in items]
        assert all(isinstance(value, str) for value in values), name
        assert len(values) == len(set(values)), name


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


def test_carriers_and_coefficient_sets_agree_with_the_pack() -> None:
    head = load(PACK / "pack.yaml")
    carriers = {item["value"]: item for item in ENUMS["carriers"]}
    fuels = {name for group in head["phases"].values() for name in group}
    assert fuels == {name for name, item in carriers.items() if item["fuel"]}
    renewable = {name for name, item in carriers.items() if item.get("renewable")}
    assert renewable == set(head["renewable_carriers"])
    sets = {item["value"] for item in ENUMS["coefficient_sets"]}
    assert sets == {item["id"] for item in head["coefficient_sets"]}


def test_regions_are_the_subjects_of_the_federation(shared: Path) -> None:
    rows = (shared / "data" / "ru_regions.csv").read_text(encoding="utf-8-sig").splitlines()[1:]
    assert {item["value"] for item in ENUMS["regions"]} == {row[:2] for row in rows}
