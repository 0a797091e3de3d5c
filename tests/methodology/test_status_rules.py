"""Each kind of completion rule, met and not met; steps, overrides and the four lists of an audit."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from benchmarks.synthetic import amount, snapshot
from symbioaudit.methodology import load_pack
from symbioaudit.methodology.rules import Computed, Judge, Point
from symbioaudit.methodology.status import OVERRIDES, Status, status_of
from symbioaudit.model import records as r
from symbioaudit.model.enums import Basis, Category, Depth, Direction, Kind, Missing, Severity
from symbioaudit.model.snapshot import Snapshot

PACK = load_pack()
TEXT = {"ru": "правило", "en": "rule"}
EMPTY = replace(snapshot(0), processes=(), products=())
AUDIT = EMPTY.audit.id


def process(name: str, *successors: str, **fields: Any) -> r.Process:
    return r.Process(id=name, audit_id=AUDIT, name=name, successors=successors, **fields)


def waste(name: str = "w", **fields: Any) -> r.Stream:
    given = {"category": Category.WASTE, "direction": Direction.OUT, "kind": Kind.MATERIAL} | fields
    return r.Stream(id=name, audit_id=AUDIT, name=name, **given)


def interview(*answers: tuple[str, str], role: str = "director") -> r.Interview:
    rows = tuple({"question_id": q, "state": state} for q, state in answers)
    return r.Interview(id=f"i-{role}", audit_id=AUDIT, role=role, properties={"answers": rows})


def opportunity(**fields: Any) -> r.Opportunity:
    return r.Opportunity(id="o", audit_id=AUDIT, name="o", **fields)


def audit(**fields: Any) -> Snapshot:
    return replace(EMPTY, audit=replace(EMPTY.audit, **fields))


def judged(
    rule: Mapping[str, Any],
    of: Snapshot,
    computed: Computed | None = None,
    forms: tuple[str, ...] = (),
) -> tuple[bool, tuple[Point, ...]]:
    outcome = Judge(PACK, of, computed or Computed()).judge({"text": TEXT, **rule}, forms)
    return outcome.met, outcome.points


ALL_QUESTIONS = tuple((str(q["id"]), "answered") for q in PACK.questions)
FEW = ALL_QUESTIONS[:38]  # of 48: 79 %
PASSPORT = {
    "kind": "every", "entity": "stream", "where": "category == 'waste' and digit(fkko, 11) <= 4",
    "expr": "filled(waste_passport)", "reason": "waste_passport",
}  # fmt: skip
LINKED = {
    "kind": "linked", "entity": "process", "where": "thermal_power >= 100", "to": "stream",
    "having": "category == 'waste_heat'", "reason": "thermal_power",
}  # fmt: skip
HOT = {"thermal_power": amount(120.0, "kW", "power")}
HEAT = waste("h", category=Category.WASTE_HEAT, kind=Kind.ENERGY, from_process="a")
SPOTS = Computed(hot_spots=(("stream", "w"),))
CONSENT = {"kind": "declared", "entity": "audit", "field": "consent_platform_upload", "value": True}
FKKO_IV, FKKO_V = "35111101204", "61140001205"
LABELS = {f"s{n}": 2 for n in range(1, 13)}
ROLES = {"kind": "roles_interviewed", "min": 2, "groups": [["director"], ["ecologist", "foreman"]]}
PERIOD = {"expr": "filled(period_start) and filled(period_end)"}

MET = [
    ("min_records of another entity", {"kind": "min_records", "entity": "stream", "also": ["want", "resource"], "min": 1}, replace(EMPTY, wants=(r.Want(id="n", audit_id=AUDIT),)), None),
    ("required_fields", {"kind": "required_fields", "forms": ["F18"]}, replace(EMPTY, readiness=(r.Readiness(id="r", audit_id=AUDIT, properties=LABELS),)), None),
    ("expr", PERIOD, EMPTY, None),
    ("min_records", {"kind": "min_records", "entity": "stream", "where": "category == 'waste'", "min": 1}, replace(EMPTY, streams=(waste(),)), None),
    ("every", PASSPORT, replace(EMPTY, streams=(waste(fkko=FKKO_IV, properties={"waste_passport": "№ 1"}), waste("v", fkko=FKKO_V))), None),
    ("every by a reason", PASSPORT, replace(EMPTY, streams=(waste(fkko=FKKO_IV, reasons={"waste_passport": Missing.TO_BE_MEASURED}),)), None),
    ("linked", LINKED, replace(EMPTY, processes=(process("a", properties=HOT), process("cold")), streams=(HEAT,)), None),
    ("linked by a reason", LINKED, replace(EMPTY, processes=(process("a", properties=HOT, reasons={"thermal_power": Missing.REFUSED}),)), None),
    ("connected_graph", {"kind": "connected_graph"}, replace(EMPTY, processes=(process("a", "b"), process("b"), process("c")), streams=(waste("m", from_process="b", to_process="c"),)), None),
    ("questions_answered", {"kind": "questions_answered", "share": 0.8}, replace(EMPTY, interviews=(interview(*FEW, ("Q39", "not_applicable")),)), None),
    ("roles_interviewed", ROLES, replace(EMPTY, interviews=(interview(), interview(role="foreman"))), None),
    ("closure", {"kind": "closure", "layer": "mass", "max": 0.1}, EMPTY, Computed(closure={"mass": -0.1})),
    ("closure with a reason", {"kind": "closure", "layer": "mass", "max": 0.1}, audit(properties={"closure_reason_mass": "зола не взвешена"}), Computed(closure={"mass": 0.4})),
    ("closure of a layer without streams", {"kind": "closure", "layer": "water", "max": 0.1}, EMPTY, Computed(closure={"mass": 0.4})),
    ("data_quality", {"kind": "data_quality", "grade": "C"}, EMPTY, Computed(grade="B")),
    ("hot_spots", {"kind": "hot_spots", "min": 3}, replace(EMPTY, processes=(process("a", focus=True),), streams=(waste(from_process="a"),)), SPOTS),
    ("hot_spots with options", {"kind": "hot_spots", "min": 1, "options": True}, replace(EMPTY, streams=(waste(properties={"focus": True}),), opportunities=(opportunity(stream_id="w", status="rejected"),)), SPOTS),
    ("no_problems", {"kind": "no_problems", "severities": ["blocker", "error"]}, EMPTY, Computed(problems=((Severity.WARNING, None),))),
    ("declared", CONSENT, audit(properties={"consent_platform_upload": True}), None),
    ("declared, one of several", {"kind": "declared", "entity": "audit", "field": "enterprise_acceptance", "value": ["accepted", "remarks"]}, audit(properties={"enterprise_acceptance": "remarks"}), None),
]  # fmt: skip

UNMET = [
    ("required_fields", {"kind": "required_fields", "forms": ["F18"]}, replace(EMPTY, readiness=(r.Readiness(id="r", audit_id=AUDIT, properties={k: v for k, v in LABELS.items() if k != "s7"}),)), None, {Point("readiness", "r", "s7")}),
    ("required_fields without a record", {"kind": "required_fields", "forms": ["F18"]}, EMPTY, None, {Point("readiness")}),
    ("expr", PERIOD, audit(period_end=None), None, {Point("audit", AUDIT, "period_end")}),
    ("min_records", {"kind": "min_records", "entity": "stream", "where": "category == 'waste'", "min": 1}, EMPTY, None, {Point("stream")}),
    ("every", PASSPORT, replace(EMPTY, streams=(waste(fkko=FKKO_IV), waste("v", fkko=FKKO_V))), None, {Point("stream", "w", "waste_passport")}),
    ("linked", LINKED, replace(EMPTY, processes=(process("a", properties=HOT),), streams=(replace(HEAT, from_process="b"),)), None, {Point("process", "a", "thermal_power")}),
    ("linked to the wrong kind", LINKED, replace(EMPTY, processes=(process("a", properties=HOT),), streams=(waste(from_process="a"),)), None, {Point("process", "a", "thermal_power")}),
    ("connected_graph", {"kind": "connected_graph"}, replace(EMPTY, processes=(process("a", "b"), process("b"), process("c"))), None, {Point("process", "c", "successors")}),
    ("connected_graph of nothing", {"kind": "connected_graph"}, EMPTY, None, {Point("process")}),
    ("roles_interviewed", ROLES, replace(EMPTY, interviews=(interview(), interview(role="sales"))), None, {Point("interview", None, "ecologist")}),
    ("closure", {"kind": "closure", "layer": "mass", "max": 0.1}, EMPTY, Computed(closure={"mass": -0.11}), {Point("audit", AUDIT, "closure_reason_mass")}),
    ("closure unknown", {"kind": "closure", "layer": "mass", "max": 0.1}, EMPTY, Computed(closure={"mass": None}), {Point("audit", AUDIT, "closure_reason_mass")}),
    ("data_quality", {"kind": "data_quality", "grade": "C"}, EMPTY, Computed(grade="D"), {Point("audit", AUDIT)}),
    ("data_quality of nothing", {"kind": "data_quality", "grade": "C"}, EMPTY, Computed(), {Point("audit", AUDIT)}),
    ("hot_spots", {"kind": "hot_spots", "min": 3}, replace(EMPTY, streams=(waste(),)), SPOTS, {Point("stream", "w", "focus")}),
    ("hot_spots with options", {"kind": "hot_spots", "min": 1, "options": True}, replace(EMPTY, streams=(waste(properties={"focus": True}),)), SPOTS, {Point("stream", "w")}),
    ("no_problems", {"kind": "no_problems", "severities": ["blocker", "error"]}, EMPTY, Computed(problems=((Severity.ERROR, Point("stream", "w", "fkko")),)), {Point("stream", "w", "fkko")}),
    ("declared", CONSENT, audit(properties={"consent_platform_upload": False}), None, {Point("audit", AUDIT, "consent_platform_upload")}),
    ("declared blank", CONSENT, EMPTY, None, {Point("audit", AUDIT, "consent_platform_upload")}),
]  # fmt: skip


@pytest.mark.parametrize(
    ("rule", "of", "computed"), [case[1:] for case in MET], ids=[c[0] for c in MET]
)
def test_met(rule: Mapping[str, Any], of: Snapshot, computed: Computed | None) -> None:
    assert judged(rule, of, computed) == (True, ())


@pytest.mark.parametrize(
    ("rule", "of", "computed", "points"), [case[1:] for case in UNMET], ids=[c[0] for c in UNMET]
)
def test_not_met(
    rule: Mapping[str, Any], of: Snapshot, computed: Computed | None, points: set[Point]
) -> None:
    met, found = judged(rule, of, computed)
    assert not met
    assert set(found) == points


def test_questions_left_open_are_named() -> None:
    met, found = judged(
        {"kind": "questions_answered", "share": 0.8},
        replace(EMPTY, interviews=(interview(*FEW, ("Q48", "later")),)),
    )
    assert not met
    assert {p.field for p in found} == {f"Q{n}" for n in range(39, 49)}


def test_every_kind_is_tried_both_ways() -> None:
    from symbioaudit.methodology.rules import _KINDS

    for cases in (MET, UNMET):
        tried = {case[1].get("kind", "expr") for case in cases} | {"questions_answered"}
        assert tried == set(_KINDS)


# ── steps ─────────────────────────────────────────────────────────────────────────────────


def step(status: Status, step_id: str) -> Any:
    return next(s for s in status.steps if s.step.id == step_id)


def test_an_empty_audit_is_complete_nowhere_and_later_stages_do_not_count() -> None:
    status = status_of(PACK, EMPTY, Computed())
    assert [s.step.id for s in status.steps if s.complete and s.applies] == []
    assert [s.step.number for s in status.steps if not s.applies] == [11, 12, 13]
    assert status.progress == (0, 11)


def test_an_express_screening_skips_steps() -> None:
    status = status_of(PACK, audit(depth=Depth.EXPRESS), Computed())
    assert [s.step.number for s in status.steps if s.applies] == [0, 1, 4, 6, 8, 9, 10]


def test_a_step_is_complete_when_its_rules_are_and_a_warning_does_not_stop_it() -> None:
    accepted = audit(
        properties={"enterprise_acceptance": "accepted", "consent_platform_upload": False}
    )
    done = step(status_of(PACK, accepted, Computed()), "S10")
    assert done.complete
    assert [o.severity for o in done.unmet] == [Severity.WARNING]
    wrong = Computed(problems=((Severity.ERROR, Point("stream", "w")),))
    assert not step(status_of(PACK, accepted, wrong), "S10").complete


def test_an_override_completes_a_step_and_keeps_its_reason() -> None:
    row = {"step": "S05", "reason": "счётчик в поверке", "who": "Анна", "on": "2026-03-05"}
    status = status_of(PACK, audit(properties={OVERRIDES: (row,)}), Computed(closure={"mass": 0.5}))
    done = step(status, "S05")
    assert done.complete
    assert done.override.reason == "счётчик в поверке"
    assert done.unmet
    texts = {gap.text.en for gap in status.lists.final}
    assert not {o.text.en for o in done.unmet} & texts


def test_a_rule_of_a_deeper_screening_does_not_count_at_a_lighter_one() -> None:
    light = replace(audit(depth=Depth.EXPRESS), streams=(waste(fkko=FKKO_IV),))
    full = replace(light, audit=replace(light.audit, depth=Depth.STANDARD))
    counts = [len(step(status_of(PACK, s, Computed()), "S04").outcomes) for s in (light, full)]
    assert counts == [3, 6]


# ── what is missing ───────────────────────────────────────────────────────────────────────


def test_a_draft_needs_a_period_a_name_an_input_and_an_output() -> None:
    bare = replace(audit(period_start=None), enterprise=replace(EMPTY.enterprise, name_full=None))
    assert len({gap.text for gap in status_of(PACK, bare, Computed()).lists.draft}) == 4
    given = replace(
        EMPTY,
        streams=(waste("i", category=Category.RAW_MATERIAL, direction=Direction.IN, quantity=amount(5.0, "t/a", "mass_per_year")),),
        products=(r.Product(id="p", audit_id=AUDIT, name="p", output=amount(4.0, "t/a", "mass_per_year")),),
    )  # fmt: skip
    assert status_of(PACK, given, Computed()).lists.draft == ()


def test_an_upload_needs_consent_and_the_core_of_each_record() -> None:
    upload = status_of(PACK, replace(EMPTY, streams=(waste(),)), Computed()).lists.upload
    points = {gap.point for gap in upload}
    assert Point("audit", AUDIT, "consent_platform_upload") in points
    assert Point("stream", "w", "fkko") in points
    assert not {p.field for p in points if p} & {"quality_cv", "note", "cost"}  # not of the core


def test_what_only_the_plant_can_tell_is_ranked_by_its_effect() -> None:
    measured = amount(50.0, "t/a", "mass_per_year")
    guessed = amount(70.0, "t/a", "mass_per_year", Basis.ESTIMATED)
    both = replace(
        EMPTY, streams=(waste("small", quantity=guessed), waste("big", quantity=guessed), waste("known", quantity=measured))
    )  # fmt: skip
    onsite = status_of(
        PACK, both, Computed(weights={"small": 0.1, "big": 0.6, "known": 0.3})
    ).lists.onsite
    quantities = [gap for gap in onsite if gap.point and gap.point.field == "quantity"]
    assert [(g.point.id, g.estimated) for g in quantities if g.point] == [
        ("big", True),
        ("small", True),
    ]
    weights = [gap.weight for gap in onsite]
    assert weights == sorted(weights, reverse=True)
    assert onsite[0].point is not None
    assert onsite[0].point.id == "big"


def test_a_blank_with_a_reason_is_not_asked_again() -> None:
    asked = replace(EMPTY, streams=(waste(reasons={"stock_on_site": Missing.REFUSED}),))
    fields = {
        g.point.field
        for g in status_of(PACK, asked, Computed()).lists.onsite
        if g.point and g.point.id == "w"
    }
    assert "stock_on_site" not in fields
    assert "quantity" in fields


def test_one_place_is_listed_once() -> None:
    final = status_of(
        PACK, audit(period_start=None, period_end=date(2025, 12, 31)), Computed()
    ).lists.final
    points = [gap.point for gap in final if gap.point]
    assert len(points) == len(set(points))
