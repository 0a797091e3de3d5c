"""The shipped pack is sound; each kind of damage to a copy of it gives exactly its finding at its line."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from symbioaudit.base.errors import REGISTRY
from symbioaudit.base.paths import data_room
from symbioaudit.forms.yamlfile import YamlFile
from symbioaudit.methodology import check
from symbioaudit.methodology.findings import WARNINGS, Finding
from symbioaudit.model.enums import Severity
from symbioaudit.services.methodologies import abilities

TODAY = date(2026, 11, 25)
PACK = data_room("methodology") / "is-screening-ru"
OVERLAY = data_room("methodology") / "overlays/ru-51-murmansk/overlay.yaml"


@dataclass(frozen=True)
class Damage:
    """One change of one file: ``old`` becomes ``new``; the finding stands at the line of ``at`` (from there on)."""

    code: str
    file: str
    old: str
    new: str
    at: str = ""
    where: str = ""  # another file than the damaged one: ``file:line``


D = Damage
STEPS, ENUMS, F09, SCORING, RISKS = (
    "steps.yaml",
    "enums.yaml",
    "forms/F09.yaml",
    "scoring.yaml",
    "risks.yaml",
)
BALANCE, RELEASE, HEAT, RATING = (
    "formulas/balance.yaml",
    "release.yaml",
    "formulas/heat.yaml",
    "formulas/rating.yaml",
)
MINERALS, DENMARK, TECHNOLOGIES, SUBSTITUTIONS, SECTORS, LEGAL = (
    "symbiosis/resources/minerals.yaml",
    "symbiosis/precedents/denmark.yaml",
    "symbiosis/technologies.yaml",
    "symbiosis/substitutions.yaml",
    "symbiosis/sectors/metals.yaml",
    "symbiosis/legal_status.yaml",
)
FACTOR = '- id: cp.air\n  title: {ru: "Удельная теплоёмкость: воздух", en: "Specific heat: air"}\n  value: 1.005\n  unit: "kJ/(kg*K)"\n  source: "Справочные данные; середина обычного диапазона"\n  year: 2020\n'
DAMAGES = [
    # readable, complete, by the schema
    D("SA-3201", STEPS, "  forms: [F01]\n", "  forms: [F01\n", at="later"),
    D("SA-3201", F09, "entity: stream", "entity: [stream", at="mode"),
    D("SA-3206", "thresholds.yaml", "estimated_mark: 0.10", "estimated_mark: 0.10\nestimated_mark: 0.2", at="estimated_mark: 0.2"),
    D("SA-3203", F09, "mode: grid", "mode: list"),
    D("SA-3203", STEPS, "      min: 1\n", "", where="steps.yaml:- kind: min_records"),
    D("SA-3203", STEPS, "kind: connected_graph", "kind: connected"),
    D("SA-3203", ENUMS, '  - {value: "in", ru', '  - {valeu: "in", ru'),
    D("SA-3203", "questions.yaml", "  area: yard\n", "", at="- id: Q1\n"),
    D("SA-3203", "indicators.yaml", "  unit: t/t\n", "", at="- id: material_productivity"),
    D("SA-3203", "thresholds.yaml", "  basic_uncertainty: 1.05\n", "", at="grades"),
    D("SA-3203", SCORING, "  scale_max: 4", "  scale_max: four"),
    D("SA-3203", RISKS, "    probability: 2", "    probability: 4"),
    D("SA-3203", "report.yaml", "range_from_gsd2: 1.2", "range_from_gsd2: often"),
    D("SA-3203", RELEASE, "never: [F16, F17]", "never: F16"),
    D("SA-3203", "pack.yaml", 'valid_from: "2026-01-01"', 'valid_from: "January"'),
    D("SA-3203", "factors/heat.yaml", "  value: 1.005", "  value: about one"),
    D("SA-3203", HEAT, "    cp: {label: {ru: \"теплоёмкость\", en: \"specific heat\"}, unit: kJ/(kg*K)}\n    t_available", "    cp: {label: {ru: \"теплоёмкость\", en: \"specific heat\"}}\n    t_available"),
    D("SA-3204", STEPS, 'title: {ru: "Подготовка и соглашения", en: "Preparation and agreements"}', 'title: {ru: "Подготовка и соглашения"}'),
    D("SA-3204", "forms/F01.yaml", 'title: {ru: "Аудит и команда", en: "Audit and team"}', 'title: {ru: "", en: "Audit and team"}'),
    D("SA-3204", ENUMS, ', exit_en: "score at least 40, no gate failed"', "", at="{value: idea"),
    D("SA-3205", "questions.yaml", "What leaves the gate", "Что leaves the gate"),
    D("SA-3205", "factors/heat.yaml", 'en: "Specific heat: air"', 'en: "Теплоёмкость воздуха"'),
    # unique
    D("SA-3206", F09, "  - code: basel_code\n", "  - code: name\n"),
    D("SA-3206", STEPS, "- id: S01\n", "- id: S00\n"),
    D("SA-3206", STEPS, '"no": 1\n', '"no": 0\n'),
    D("SA-3206", ENUMS, "{value: medium, ru: \"3", "{value: quick, ru: \"3"),
    D("SA-3206", "questions.yaml", "- id: Q2\n", "- id: Q1\n"),
    D("SA-3206", "indicators.yaml", "- id: energy_productivity", "- id: material_productivity"),
    D("SA-3206", "factors/heat.yaml", FACTOR, FACTOR + "  verified: false\n" + FACTOR, at="- id: cp.air\n  title: {ru: \"Удельная теплоёмкость: воздух\", en: \"Specific heat: air\"}\n  value: 1.005\n  unit: \"kJ/(kg*K)\"\n  source: \"Справочные данные; середина обычного диапазона\"\n  year: 2020\n  verified: false\n- id: cp.flue"),
    D("SA-3206", BALANCE, "- id: F-05.tower\n", "- id: F-01\n"),
    D("SA-3206", "formulas/money.yaml", "- id: F-50.factor\n", "- id: F-01\n"),
    # what is named exists
    D("SA-3207", STEPS, "forms: [F01]", "forms: [F01, F99]"),
    D("SA-3207", STEPS, "roles: [director, ecologist, chief_engineer]", "roles: [director, ecologist, priest]"),
    D("SA-3207", STEPS, "computes: [F-01, F-07, F-33, F-35]", "computes: [F-01, F-07, F-33, F-999]"),
    D("SA-3207", STEPS, "      entity: product\n", "      entity: produce\n"),
    D("SA-3207", STEPS, "field: purchases_declared", "field: purchases_decleared"),
    D("SA-3207", STEPS, "reason: waste_passport", "reason: waste_pasport"),
    D("SA-3207", STEPS, "      to: cost\n", "      to: costs\n"),
    D("SA-3207", STEPS, "      forms: [F18]\n", "      forms: [F81]\n"),
    D("SA-3207", STEPS, "      grade: C\n", "      grade: Z\n"),
    D("SA-3207", STEPS, "    - kind: connected_graph\n", "    - kind: roles_interviewed\n      min: 2\n      groups: [[director, boss]]\n", at="      groups"),
    D("SA-3207", STEPS, "also: [want, resource]", "also: [want, recourse]"),
    D("SA-3207", RELEASE, "    field: consent_platform_upload", "    field: consent_upload"),
    D("SA-3207", F09, "    enum: physical_states", "    enum: physical_state"),
    D("SA-3207", "forms/F13.yaml", "label_field: name", "label_field: nome"),
    D("SA-3207", F09, "target: process", "target: proces"),
    D("SA-3207", ENUMS, "departments: [ecology, water]", "departments: [ecolgy, water]"),
    D("SA-3207", F09, "target_filter: {direction: out", "target_filter: {directoin: out"),
    D("SA-3207", "forms/F03.yaml", "dimension: area", "dimension: surface"),
    D("SA-3207", "questions.yaml", "  area: yard\n", "  area: garden\n"),
    D("SA-3207", "questions.yaml", "creates: stream/F09", "creates: stream/F90"),
    D("SA-3207", "questions.yaml", "creates: stream/F09", "creates: want/F09"),
    D("SA-3207", "questions.yaml", "roles: [foreman, logistics, ecologist]", "roles: [foreman, logistics, gardener]"),
    D("SA-3207", "pack.yaml", "renewable_carriers: [wood, biogas]", "renewable_carriers: [wood, hay]"),
    D("SA-3207", "pack.yaml", '  oes_northwest: ["10"', '  oes_northwest: ["00"'),
    D("SA-3207", "pack.yaml", "  - id: fuel_input\n", "  - id: fuel_inputs\n"),
    D("SA-3207", "report.yaml", "[brief, scope", "[brief, scoop"),
    D("SA-3207", "report.yaml", "technology_classes:", "sections: [{id: brief}, {id: scope}, {id: enterprise}, {id: consumption}, {id: outputs}, {id: balances}, {id: indicators}, {id: losses}, {id: opportunities}, {id: technologies}, {id: symbiosis}, {id: risks}, {id: plan}, {id: quality}, {id: streams}, {id: flows}, {id: calculations}, {id: method}, {id: glossary}]\ntechnology_classes:"),
    D("SA-3207", RELEASE, "  - {form: F02, fields:", "  - {form: F82, fields:"),
    D("SA-3207", RELEASE, "  - {form: F05, fields: [hours_year, condition", "  - {form: F05, fields: [hours_year, conditions"),
    D("SA-3207", RELEASE, "never: [F16, F17]", "never: [F16, F71]"),
    D("SA-3207", SCORING, "statements: [s1, s2,", "statements: [s1, s22,"),
    D("SA-3207", SCORING, "{field: gate_legal,", "{field: gate_leegal,"),
    D("SA-3207", SCORING, "    other_resources: {unit", "    other_things: {unit"),
    D("SA-3207", RISKS, "probability: risk_probabilities", "probability: risk_probability"),
    D("SA-3207", RISKS, "    category: supply\n", "    category: supplies\n"),
    D("SA-3207", RISKS, "order: [idea, discussion,", "order: [idea, chat,"),
    D("SA-3207", RISKS, "{field: isrl_legal,", "{field: isrl_law,"),
    D("SA-3207", "thresholds.yaml", "estimated: 4, design: 4", "estimated: 4, drawn: 4"),
    D("SA-3207", RATING, "default_of: scoring.hot_spot.weights", "default_of: scoring.hotspot.weights"),
    D("SA-3207", HEAT, 'expected: {power: "72.7 kW"', 'expected: {pover: "72.7 kW"'),
    D("SA-3207", "indicators.yaml", "formula: F-30\n", "formula: F-300\n"),
    D("SA-3207", "indicators.yaml", "M: {result: mass_in}", "M: {result: mass}"),
    D("SA-3207", "indicators.yaml", "{of: stream, field: quantity", "{of: stream, field: quantitty"),
    D("SA-3207", "indicators.yaml", "{of: stream, field", "{of: river, field"),
    D("SA-3208", STEPS, "forms: [F09, F12, F13, F14, F20]", "forms: [F09, F12, F14, F20]", where="forms/F13.yaml:1"),
    # fields
    D("SA-3209", F09, "    required: R\n", "    required: {express: true, standard: false, deep: true}\n"),
    D("SA-3210", "forms/F17.yaml", "    type: date\n", "    type: num\n"),
    D("SA-3211", "forms/F10.yaml", "  - code: peak\n", "  - code: meter\n"),
    D("SA-3212", F09, 'expr: "', 'expr: "1 + * '),
    D("SA-3213", F09, 'relevant: "', 'relevant: "no_such_field and '),
    D("SA-3214", F09, "category == 'waste'", "category == 'wastes'"),
    D("SA-3214", STEPS, 'expr: "count(auditors) >= 1"', 'expr: "auditors >= 1"'),
    D("SA-3214", STEPS, "sum_of(split, 'share')", "sum_of(split, 'part')"),
    D("SA-3214", STEPS, "checksum('inn', inn)", "checksum('iin', inn)"),
    D("SA-3214", STEPS, 'where: "probability * impact >= 6"', 'where: "probability * impact"'),
    D("SA-3214", STEPS, 'where: "thermal_power >= 100"', "where: \"thermal_power >= 'big'\""),
    D("SA-3215", "forms/F03.yaml", '    unit: "м²"', '    unit: "мяу"'),
    D("SA-3215", "factors/heat.yaml", '  unit: "kJ/(kg*K)"', '  unit: "kJ/(kg*blah)"'),
    D("SA-3215", HEAT, "unit: kg/s, required", "unit: kg/sss, required"),
    D("SA-3215", SCORING, "unit: t/a, x", "unit: tt/a, x"),
    D("SA-3215", "indicators.yaml", "  unit: t/GJ\n", "  unit: t/GGJ\n"),
    D("SA-3216", "forms/F03.yaml", '    unit: "м²"', '    unit: "кг"'),
    # factors
    D("SA-3217", "factors/heat.yaml", '  source: "Справочные данные; середина обычного диапазона"\n', "", at="- id: cp.air"),
    D("SA-3217", "factors/heat.yaml", '  source: "Справочные данные; середина обычного диапазона"\n', '  source: " "\n', at="- id: cp.air"),
    D("SA-3218", "factors/heat.yaml", "  year: 2020\n", "", at="- id: cp.air"),
    D("SA-3219", "factors/heat.yaml", "  year: 2020\n", '  year: 2020\n  valid_until: "2025-12-31"\n', at="  valid_until"),
    # formulas
    D("SA-3220", BALANCE, "- id: F-05.tower\n", "- id: F-05.own\n"),
    D("SA-3221", HEAT, "    mass_flow: {label: {ru: \"массовый расход\", en: \"mass flow\"}, unit: kg/s}\n- id: F-21.mixture", "    mass_flow: {label: {ru: \"массовый расход\", en: \"mass flow\"}, unit: kW}\n- id: F-21.mixture"),
    D("SA-3221", HEAT, "    hours: {label: {ru: \"часы работы в год\", en: \"hours of work a year\"}, unit: h,", "    hours: {label: {ru: \"часы работы в год\", en: \"hours of work a year\"}, unit: kg,", at="    energy: {label"),
    D("SA-3221", "indicators.yaml", "  unit: t/t\n", "  unit: t/m3\n"),
    D("SA-3221", "indicators.yaml", 'expr: "P / M"', 'expr: "P / M + M"'),
    D("SA-3212", "indicators.yaml", 'expr: "P / M"', 'expr: "P // M"'),
    D("SA-3213", "indicators.yaml", 'expr: "P / M"', 'expr: "P / Q"'),
    D("SA-3207", HEAT, "    mass_flow: {label: {ru: \"массовый расход\", en: \"mass flow\"}, unit: kg/s}\n- id: F-21.mixture", "    mass_flux: {label: {ru: \"массовый расход\", en: \"mass flow\"}, unit: kg/s}\n- id: F-21.mixture"),
    D("SA-3223", HEAT, 'expected: {power: "72.7 kW"', 'expected: {power: "75.7 kW"'),
    D("SA-3224", HEAT, 'inputs: {mass_flow: "1419.8 kg/h"', 'inputs: {mas_flow: "1419.8 kg/h"'),
    D("SA-3224", HEAT, 'mass_flow: "1419.8 kg/h"', 'mass_flow: "1419.8 kW"'),
    # platform, versions, scores, risks, order
    D("SA-3225", RELEASE, "fields: [inn, okved_main, region]", "fields: [inn, okved_main, region, okpo]", where="forms/F02.yaml:okpo"),
    D("SA-3225", RELEASE, "fields: [inn, okved_main, region]", "fields: [inn, okved_main, region, no_such]", where="forms/F02.yaml:name_full"),
    D("SA-3226", "pack.yaml", 'version: "1.0.0"', 'version: "1.0"'),
    D("SA-3227", "pack.yaml", 'version: "1.0.0"', 'version: "1.0.1"', at="- {version"),
    D("SA-3228", SCORING, "weights: {economy: 30", "weights: {economy: 31"),
    D("SA-3229", SCORING, "payback: {unit: a, x: [1, 2, 3, 5, 8]", "payback: {unit: a, x: [1, 3, 2, 5, 8]"),
    D("SA-3229", SCORING, "wants: {unit: \"1\", x: [0, 1, 3, 6]", "wants: {unit: \"1\", x: [0, 1, 3]"),
    D("SA-3229", "thresholds.yaml", "  yellow: 0.10", "  yellow: 0.30", at="  green", where="thresholds.yaml:green"),
    D("SA-3229", "thresholds.yaml", "grades: [[A, 1.6], [B, 2.4]", "grades: [[A, 2.6], [B, 2.4]"),
    D("SA-3229", "thresholds.yaml", "below: 90", "below: 30", where="thresholds.yaml:- {id: below_40"),
    D("SA-3230", RISKS, "from: 3, to: 4", "from: 3, to: 3", where="risks.yaml:- {id: low"),
    D("SA-3231", STEPS, "hours: {express: 1, standard: 4, deep: 8}", "hours: {express: 9, standard: 10, deep: 8}"),
    # libraries of symbiosis
    D("SA-3203", MINERALS, "  group: mineral\n", "", at="- id: blast_furnace_slag"),
    D("SA-3203", TECHNOLOGIES, "trl: [8, 9]", "trl: [8, 10]"),
    D("SA-3203", SECTORS, ", per: hot_metal", "", where="symbiosis/sectors/metals.yaml:    - {resource: blast_furnace_slag"),
    D("SA-3203", DENMARK, "status: past", "status: gone"),
    D("SA-3203", LEGAL, "  status: product\n", "", at="- id: product", where="symbiosis/legal_status.yaml:- id: product"),
    D("SA-3204", DENMARK, ', en: "Used cooling water"', ""),
    D("SA-3205", MINERALS, 'en: "Steel slag"', 'en: "Шлак стальной"', at="Шлак стальной"),
    D("SA-3206", TECHNOLOGIES, "- id: orc\n", "- id: foam_glass\n"),
    D("SA-3207", MINERALS, "replaces: clinker_by_slag", "replaces: clinker_by_wishes"),
    D("SA-3207", MINERALS, "  group: mineral\n", "  group: minerals\n"),
    D("SA-3207", MINERALS, "steps: [dry, crush, transport]", "steps: [dry, crush, teleport]"),
    D("SA-3207", DENMARK, "resource: fgd_gypsum", "resource: gypsum_of_fgd"),
    D("SA-3207", TECHNOLOGIES, "product_classes: [alcohols]", "product_classes: [whisky]"),
    D("SA-3207", SUBSTITUTIONS, "emission_factor: replaced.clinker", "emission_factor: replaced.klinker"),
    D("SA-3207", LEGAL, "  status: by_product\n", "  status: byproduct\n"),
    D("SA-3212", TECHNOLOGIES, 'applies: "moisture <= 0.3"', 'applies: "moisture <= "'),
    D("SA-3213", TECHNOLOGIES, 'applies: "moisture <= 0.3"', 'applies: "wetness <= 0.3"'),
    D("SA-3214", TECHNOLOGIES, "nature == 'organic'", "nature == 'orgenic'"),
    D("SA-3214", LEGAL, "legal_status == 'product'", "legal_status == 5"),
    D("SA-3215", DENMARK, "unit: m3/a, what: moved, source", "unit: cubes, what: moved, source"),
    D("SA-3233", DENMARK, '  source: "wikisum.wiki, Kalundborg Eco-Industrial Park"\n', "", at="- id: kalundborg_refinery_cooling_water"),
    D("SA-3233", MINERALS, 'source: "EN 15167-1; ГОСТ 3476"', 'source: " "'),
    D("SA-3234", MINERALS, "ironmaking slag]", "ironmaking slag, fly ash]", where="symbiosis/resources/minerals.yaml:  words: {ru: [зола-унос"),
    D("SA-3235", TECHNOLOGIES, "temperature >= 90 and temperature <= 350", "temperature >= 350 and temperature < 350"),
    D("SA-3236", MINERALS, 'fkko: ["351111"]', 'fkko: ["551111"]'),
    D("SA-3236", MINERALS, 'takers: ["23.51", "23.6"]', 'takers: ["2351", "23.6"]'),
    D("SA-3236", MINERALS, 'ewc: ["100201", "100202"]', 'ewc: ["100201", "1002021"]'),
    D("SA-3237", SUBSTITUTIONS, "k_low: 0.7, k_high: 1.0", "k_low: 1.7, k_high: 1.0"),
    D("SA-3238", MINERALS, "  parent: gypsum\n", "  parent: fgd_gypsum\n"),
]  # fmt: skip


@pytest.fixture(scope="module", autouse=True)
def _read_once() -> Iterator[None]:
    """Files that a test leaves alone are read and held against their schema only once."""
    patch = pytest.MonkeyPatch()
    read, judge = check.read_yaml, check._schema
    files: dict[bytes, YamlFile] = {}
    faults: dict[tuple[int, str], tuple[Any, list[Finding]]] = {}

    def read_once(path: Path) -> YamlFile:
        text = path.read_bytes()
        if text not in files:
            files[text] = read(path)
        return replace(files[text], path=path)

    def judge_once(file: YamlFile, schema: Any) -> list[Finding]:
        key = (id(file.content), file.name)
        if key not in faults:
            faults[key] = (file.content, list(judge(file, schema)))
        return faults[key][1]

    patch.setattr(check, "read_yaml", read_once)
    patch.setattr(check, "_schema", judge_once)
    yield
    patch.undo()


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    """A copy of the shipped pack with its forms."""
    folder = tmp_path / "my-pack"
    shutil.copytree(PACK, folder)
    shutil.copytree(data_room("forms"), folder / "forms")
    return folder


def findings(folder: Path) -> tuple[Finding, ...]:
    return check.check_pack(folder, abilities(), TODAY)


def line_of(text: str, start: int) -> int:
    return text.count("\n", 0, start) + 1


def place(folder: Path, damage: Damage, start: int, text: str) -> str:
    """Where the finding must stand."""
    file, _, marker = damage.where.partition(":")
    if marker.isdigit():
        return damage.where
    if damage.where:
        other = (folder / file).read_text(encoding="utf-8")
        code = f"- code: {marker}\n"
        return f"{file}:{line_of(other, other.index(code if code in other else marker))}"
    return f"{damage.file}:{line_of(text, text.index(damage.at, start) if damage.at else start)}"


def test_the_shipped_pack_is_sound(pack: Path) -> None:
    assert findings(pack) == ()


@pytest.mark.parametrize("damage", DAMAGES, ids=lambda d: f"{d.code}-{d.file}-{d.new[:24]!r}")
def test_each_damage_gives_its_finding_at_its_line(pack: Path, damage: Damage) -> None:
    path = pack / damage.file
    text = path.read_text(encoding="utf-8")
    start = text.index(damage.old)
    text = text[:start] + damage.new + text[start + len(damage.old) :]
    path.write_text(text, encoding="utf-8")
    begin = (
        start if not damage.at or damage.at in text[start:] else text.rindex(damage.at, 0, start)
    )
    shift = len(damage.new) - len(damage.new.lstrip("\n"))
    found = findings(pack)
    wanted = place(pack, damage, (begin or 0) + shift, text)
    assert [(f.code, f.where) for f in found] == [(damage.code, wanted)], [
        f.what.render() for f in found
    ]
    assert found[0].what.render("ru") != found[0].what.render("en")
    assert found[0].fix.render("ru") != found[0].fix.render("en")
    severity = Severity.WARNING if damage.code in WARNINGS else Severity.ERROR
    assert found[0].severity is severity


def test_a_missing_file_is_found(pack: Path) -> None:
    (pack / "thresholds.yaml").unlink()
    assert [(f.code, f.where) for f in findings(pack)] == [("SA-3202", "thresholds.yaml")]


def test_a_form_in_a_file_of_another_name_is_a_warning(pack: Path) -> None:
    (pack / "forms/F09.yaml").rename(pack / "forms/waste.yaml")
    found = findings(pack)
    assert [(f.code, f.where) for f in found] == [("SA-3232", "forms/waste.yaml:1")]
    assert found[0].severity is Severity.WARNING


def test_two_files_of_one_form_are_found(pack: Path) -> None:
    shutil.copy(pack / "forms/F13.yaml", pack / "forms/F13B.yaml")
    assert ("SA-3206", "forms/F13B.yaml:1") in {(f.code, f.where) for f in findings(pack)}


def test_a_symbol_that_the_function_does_not_take_is_found(pack: Path) -> None:
    path = pack / HEAT
    text = path.read_text(encoding="utf-8").replace(
        "    normal_flow: {label", "    normal_flux: {label"
    )
    path.write_text(text, encoding="utf-8")
    said = [f.what.render("en") for f in findings(pack)]
    assert said == ["There is no input “normal_flux”.", "There is no input “normal_flow”."]


def test_a_formula_that_refuses_every_sample_is_a_warning(pack: Path) -> None:
    def refuse(normal_flow: float, normal_density: float) -> dict[str, float]:
        raise ValueError

    able = abilities()
    able = replace(able, functions={**able.functions, "F-21": refuse})
    found = check.check_pack(pack, able, TODAY)
    assert [f.code for f in found] == ["SA-3222"]


def test_a_formula_that_adds_unlike_things_is_found_whatever_its_declared_units(pack: Path) -> None:
    def unsound(normal_flow: float, normal_density: float) -> dict[str, float]:
        return {"mass_flow": normal_flow + normal_density}

    able = abilities()
    able = replace(able, functions={**able.functions, "F-21": unsound})
    assert [f.code for f in check.check_pack(pack, able, TODAY)] == ["SA-3221"]


def test_all_findings_come_at_once(pack: Path) -> None:
    for name, old, new in (
        (STEPS, "forms: [F01]", "forms: [F01, F99]"),
        ("factors/heat.yaml", "  year: 2020\n", ""),
        (SCORING, "weights: {economy: 30", "weights: {economy: 31"),
    ):
        path = pack / name
        path.write_text(path.read_text(encoding="utf-8").replace(old, new, 1), encoding="utf-8")
    assert [f.code for f in findings(pack)] == ["SA-3207", "SA-3218", "SA-3228"]


# ── overlays ──────────────────────────────────────────────────────────────────────────────

OVERLAY_DAMAGES = [
    D("SA-3102", "overlay.yaml", "path: thresholds.balance.yellow", "path: resources.fly_ashes.group", where="op"),
    D("SA-3207", "overlay.yaml", "path: thresholds.balance.yellow\n    value: 0.12", "path: resources.fly_ash.group\n    value: dust", where="op"),
    D("SA-3201", "overlay.yaml", 'region: "51"', 'region: "51', at="title"),
    D("SA-3203", "overlay.yaml", 'author: "SymbioAudit"\n', "", where="overlay.yaml:3"),
    D("SA-3203", "overlay.yaml", "  - op: add", "  - op: move", at="op: move"),
    D("SA-3204", "overlay.yaml", ', en: "Murmansk region"', ""),
    D("SA-3104", "overlay.yaml", 'base_version: "1.0.x"', 'base_version: "1.1.0"'),
    D("SA-3104", "overlay.yaml", "base: is-screening-ru", "base: other", at="base_version"),
    D("SA-3102", "overlay.yaml", "path: thresholds.balance.yellow", "path: thresholds.balance.purple", where="op"),
    D("SA-3102", "overlay.yaml", "path: factors.nvos.k_region", "path: factors.nvos.k_planet", where="op"),
    D("SA-3105", "overlay.yaml", "  - op: set\n    path: thresholds.balance.yellow\n    value: 0.12", "  - op: remove\n    path: forms.F09.quantity", at="op: remove"),
    D("SA-3229", "overlay.yaml", "    value: 0.12", "    value: 0.32", where="thresholds.yaml:4"),
    D("SA-3207", "overlay.yaml", "      roles: [energy_manager, chief_engineer]", "      roles: [king]", where="op"),
    D("SA-3203", "overlay.yaml", "    value: S\n", "    value: sometimes\n", where="op"),
    D("SA-3219", "overlay.yaml", "    year: 2022\n", '    year: 2022\n    valid_until: "2024-01-01"\n', where="op"),
    D("SA-3215", "overlay.yaml", "    unit: kgCO2e/MWh", "    unit: kgCO2e/MWhh", where="op"),
]  # fmt: skip


@pytest.mark.parametrize("damage", OVERLAY_DAMAGES, ids=lambda d: f"{d.code}-{d.new[:24]!r}")
def test_damage_to_an_overlay_is_found_at_the_line_of_the_overlay(
    tmp_path: Path, damage: Damage
) -> None:
    file = tmp_path / "overlay.yaml"
    text = OVERLAY.read_text(encoding="utf-8")
    start = text.index(damage.old)
    text = text[:start] + damage.new + text[start + len(damage.old) :]
    file.write_text(text, encoding="utf-8")
    found = check.check_overlay(file, PACK, abilities(), TODAY)
    if damage.where == "op":
        wanted = f"overlay.yaml:{line_of(text, text.rindex('- op:', 0, start))}"
    else:
        wanted = (
            damage.where
            or f"overlay.yaml:{line_of(text, text.index(damage.at, start) if damage.at else start)}"
        )
    assert {(f.code, f.where) for f in found} == {(damage.code, wanted)}


def test_the_shipped_overlay_is_sound() -> None:
    assert check.check_overlay(OVERLAY, PACK, abilities(), TODAY) == ()


def test_every_finding_of_the_checker_has_a_damage() -> None:
    beside = {"SA-3202", "SA-3222", "SA-3232"}
    tried = {d.code for d in (*DAMAGES, *OVERLAY_DAMAGES)} | beside
    assert {code for code in REGISTRY if code.startswith("SA-32")} <= tried
