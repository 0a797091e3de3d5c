"""What symbiosis offers one audit: matches with all kinds of partners, records of F20, what a report may say."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from symbioaudit.analysis.symbiosis.fitting import FAILS
from symbioaudit.analysis.symbiosis.sides import Market
from symbioaudit.base.i18n import set_language
from symbioaudit.forms.session import field_value
from symbioaudit.methodology import load_pack
from symbioaudit.model import records as r
from symbioaudit.model.enums import Category, Confidentiality, Direction, Kind
from symbioaudit.model.snapshot import Snapshot
from symbioaudit.services import operations, pipeline
from symbioaudit.services import prospect_figures as numbers
from symbioaudit.services.audits import list_audits
from symbioaudit.services.live import LiveAudit
from symbioaudit.services.matching import read_catalogue
from symbioaudit.services.network_planting import take_in
from symbioaudit.services.networks import read_networks
from symbioaudit.services.offering import offering
from symbioaudit.services.prospect_details import gaps_table, parts_table, worth_table
from symbioaudit.services.prospect_links import is_ours, place_of
from symbioaudit.services.prospect_records import taken_into_work
from symbioaudit.services.prospect_tables import (
    haves_table,
    matches_table,
    record_of,
    taken_of,
    wants_table,
)
from symbioaudit.services.prospect_words import words_of
from symbioaudit.services.prospects import (
    CATALOGUE,
    ENTERPRISE,
    PATTERN,
    Around,
    Prospects,
    around,
    prospects,
    with_catalogues,
)
from symbioaudit.services.sieve import KEYS, Sieve, sifted
from symbioaudit.services.snapshots import load_snapshot
from symbioaudit.services.workspace import Workspace, open_workspace
from symbioaudit.units import parse
from tests.services.matching import plant, stream

EXAMPLES = Path(__file__).resolve().parents[2] / "examples/networks"
PACK = load_pack()
NOBODY = Around(Market({}))


@pytest.fixture(scope="module")
def network_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace with the plants of a real network."""
    path = tmp_path_factory.mktemp("network") / "w.symbio"
    with open_workspace(path) as workspace:
        for each in read_networks([EXAMPLES / "kalundborg.yaml"]):
            take_in(workspace, each)
    return path


@pytest.fixture
def network(network_file: Path, tmp_path: Path) -> Iterator[Workspace]:
    """A copy of it."""
    own = tmp_path / "w.symbio"
    own.write_bytes(network_file.read_bytes())
    with open_workspace(own) as workspace:
        yield workspace


def of_plant(workspace: Workspace, name: str) -> tuple[Snapshot, Prospects]:
    """One plant's audit and what was found for it."""
    audit_id = next(a.id for a in list_audits(workspace) if a.enterprise == name)
    snapshot = load_snapshot(workspace, audit_id)
    return snapshot, prospects(snapshot, PACK, around(workspace, audit_id), "en")


def ash(**fields: object) -> Snapshot:
    """A power station with fly ash and lime bought in."""
    own = stream(
        "Зола-унос",
        quantity=parse("12 000 т/год", dimension="mass_per_year"),
        cost=parse("6 000 000 руб./год", dimension="money_per_year"),
        fkko="61110002405",
        **fields,
    )
    lime = replace(
        stream("Гипсовый камень", quantity=parse("900 т/год", dimension="mass_per_year")),
        direction=Direction.IN,
        category=Category.RAW_MATERIAL,
    )
    return plant(own, lime, name="ТЭЦ")


def test_a_real_partner_of_the_network_is_among_the_best(network: Workspace) -> None:
    _snapshot, found = of_plant(network, "Novo Nordisk")
    real = [p for p in found.matches if p.kind == ENTERPRISE and p.gives]
    assert {"Farms", "Kalundborg bioenergy"} & {p.partner.name for p in real[:5]}
    assert [p.match.score for p in found.matches] == sorted(
        (p.match.score for p in found.matches), reverse=True
    )


def test_an_audit_alone_is_matched_with_kinds_of_plants_by_the_same_gates_and_parts() -> None:
    snapshot = ash()
    found = prospects(snapshot, PACK, NOBODY, "ru")
    assert {p.kind for p in found.matches} == {PATTERN}
    assert any("23.5" in p.partner.name for p in found.matches if p.gives)
    best = found.matches[0]
    assert len(best.match.gates) == 3
    assert {part.name for part in best.match.parts} == set(numbers.PARTS)
    taking = [p for p in found.matches if not p.gives]
    assert taking
    assert all(p.own.name == "Гипсовый камень" for p in taking)


def test_a_catalogue_brings_partners_of_its_own() -> None:
    market = read_catalogue(EXAMPLES / "rotterdam.yaml")
    found = prospects(ash(), PACK, with_catalogues(NOBODY, [market]), "ru")
    assert CATALOGUE in {p.kind for p in found.matches}
    assert ENTERPRISE not in {p.kind for p in found.matches}


def test_every_open_question_of_ours_leads_to_a_field_of_a_form() -> None:
    snapshot = ash()
    found = prospects(snapshot, PACK, NOBODY, "ru")
    live = LiveAudit(snapshot)
    led = 0
    for p in found.matches:
        for gap in p.told.gaps:
            link = place_of(gap, p, found)
            if link is None or not link[2]:
                continue
            assert is_ours(gap, p)
            record = live.get(link[0], link[1])
            forms = [f for f in PACK.forms.values() if f.takes(record)]
            assert any(f.field(link[2]) for f in forms), link
            led += 1
    assert led


def test_a_match_becomes_a_record_that_one_undo_takes_back(network: Workspace) -> None:
    snapshot, found = of_plant(network, "Novozymes")
    p = next(p for p in found.matches if p.gives and p.told.worth.quantity)
    edits = taken_into_work(p, found, snapshot.audit.id)
    operations.apply_batch(network, "Take a match into work", edits)
    live = LiveAudit(load_snapshot(network, snapshot.audit.id))
    (record,) = live.of("match")
    assert record.stream_id == p.own.id
    assert record.partner == p.partner.name
    assert record.status == "idea"
    assert record.score == pytest.approx(p.match.score, abs=0.05)
    assert record.properties["gate_quality"] == p.match.gates[2].verdict
    quantity = field_value(record, "quantity")
    assert quantity.number == pytest.approx(p.told.worth.quantity, rel=1e-5)
    assert record_of(p, taken_of(live)) is record
    operations.undo(network)
    assert not load_snapshot(network, snapshot.audit.id).matches


def test_an_input_without_a_card_gets_one_in_the_same_step() -> None:
    snapshot = ash()
    found = prospects(snapshot, PACK, NOBODY, "ru")
    p = next(p for p in found.matches if not p.gives)
    card, match = (edit.record for edit in taken_into_work(p, found, snapshot.audit.id))
    assert isinstance(card, r.Want)
    assert isinstance(match, r.Match)
    assert card.linked_input == p.own.id
    assert match.want_id == card.id
    live = LiveAudit(replace(snapshot, wants=(card,), matches=(match,)))
    assert record_of(p, taken_of(live)) is match


def test_what_is_not_known_stays_blank_in_the_record() -> None:
    snapshot = ash()
    found = prospects(snapshot, PACK, NOBODY, "ru")
    p = next(p for p in found.matches if p.gives)
    assert p.match.distance is None
    match = taken_into_work(p, found, snapshot.audit.id)[-1].record
    assert "distance" not in match.properties
    assert "surplus_donor" not in match.properties


def test_the_score_is_the_sum_of_its_parts_and_says_so() -> None:
    found = prospects(ash(), PACK, NOBODY, "ru")
    words = words_of(LiveAudit(ash()), PACK, "ru")
    for p in found.matches:
        made = numbers.score(p)
        if not p.match.open:
            assert made.value is None
            assert made.gap is not None
            continue
        assert made.derivation is not None
        assert made.derivation.formula == "F-65"
        weights = {x.name: x.weight for x in p.match.parts}
        values = [x.value or 0.0 for x in made.derivation.inputs]
        assert made.value == pytest.approx(sum(w * v for w, v in zip(weights.values(), values, strict=True)))  # fmt: skip
        assert len(parts_table(p, words).rows) == 7


def test_tables_are_complete_in_both_languages(network: Workspace) -> None:
    for lang in ("ru", "en"):
        set_language(lang)
        try:
            snapshot, _found = of_plant(network, "Asnæs power station")
            found = prospects(snapshot, PACK, around(network, snapshot.audit.id), lang)
            words = words_of(LiveAudit(snapshot), PACK, lang)
            tables = [haves_table(found, words), wants_table(found, words), matches_table(found, words, found.matches)]  # fmt: skip
            for p in found.matches[:5]:
                tables += [worth_table(found, p, words), gaps_table(found, p, words)]
            for table in tables:
                assert all(len(row.cells) == len(table.columns) for row in table.rows)
        finally:
            set_language(None)


def test_a_shut_gate_keeps_a_match_an_idea() -> None:
    record = r.Match(id="m", audit_id="a", status="idea", properties={"gate_legal": "fail"})
    assert not pipeline.may_stand(record, "discussion", PACK)
    assert pipeline.may_stand(record, "rejected", PACK)
    free = replace(record, properties={"gate_legal": "unknown"})
    assert pipeline.may_stand(free, "discussion", PACK)
    assert pipeline.next_of("idea", PACK) == "discussion"
    assert pipeline.next_of("verified", PACK) is None
    assert pipeline.next_of("idea", PACK, -1) is None
    moved = pipeline.moved(free, "discussion")
    assert moved.fields["properties.status_date"]


@settings(deadline=None, max_examples=30)
@given(
    st.sampled_from(["", ENTERPRISE, PATTERN]),
    st.sampled_from(["", "gives", "takes"]),
    st.sampled_from(["all", "not_shut", "all_passed"]),
    st.integers(0, len(KEYS) - 1),
    st.booleans(),
)
def test_a_sieve_keeps_what_it_says_and_sorting_loses_nothing(
    kind: str, way: str, gates: str, column: int, backwards: bool
) -> None:
    found = _ash_found()
    sieve = Sieve(kind, way, gates)
    kept = sifted(found.matches, sieve, column, backwards=backwards)
    assert {p.key for p in kept} == {p.key for p in found.matches if sieve.lets(p)}
    known = [KEYS[column](p) for p in kept if KEYS[column](p) is not None]
    assert known == sorted(known, reverse=backwards)
    blank = [KEYS[column](p) is None for p in kept]
    assert blank == sorted(blank)  # what is not known stands last, either way


_FOUND: list[Prospects] = []


def _ash_found() -> Prospects:
    if not _FOUND:
        _FOUND.append(prospects(ash(), PACK, NOBODY, "ru"))
    return _FOUND[0]


def test_words_are_found_by_their_stems() -> None:
    found = _ash_found()
    assert sifted(found.matches, Sieve(text="зола"))
    assert sifted(found.matches, Sieve(text="золы унос"))
    assert not sifted(found.matches, Sieve(text="молоко"))


def test_a_score_follows_no_language(network: Workspace) -> None:
    snapshot, _found = of_plant(network, "Novo Nordisk")
    told = {lang: offering(network, snapshot, PACK, lang) for lang in ("ru", "en")}
    scores = [[round(m.score.value or 0.0, 9) for m in told[lang].matches] for lang in told]
    assert scores[0] == scores[1]
    assert told["ru"].matches[0].text != told["en"].matches[0].text


# What a report may say of others


def test_a_report_names_no_other_enterprise_and_no_money_of_it(network: Workspace) -> None:
    snapshot, found = of_plant(network, "Novozymes")
    # “Farms” is also what the library calls farms.
    others = {a.enterprise for a in list_audits(network)} - {"Novozymes", "Farms", None}
    p = next(p for p in found.matches if p.kind == ENTERPRISE)
    operations.apply_batch(network, "Take a match into work", taken_into_work(p, found, snapshot.audit.id))  # fmt: skip
    told = offering(network, load_snapshot(network, snapshot.audit.id), PACK, "en")
    assert any(m.kind != "kind of plant" for m in told.matches)
    said = repr(told)
    assert not [name for name in others if name and name in said]
    assert told.work[0].partner == "the consultant knows the name"
    assert all(m.gain_partner.value is None for m in told.matches if m.kind != "kind of plant")


def test_private_records_of_others_are_not_matched_in_a_report(network: Workspace) -> None:
    snapshot, _found = of_plant(network, "Novozymes")
    for audit in list_audits(network):
        if audit.id == snapshot.audit.id:
            continue
        one = load_snapshot(network, audit.id)
        edits = [
            operations.Update(x.entity, x.id, {"confidentiality": Confidentiality.PRIVATE.value})
            for x in (*one.streams, *one.wants)
        ]
        if edits:
            operations.apply_batch(network, "Change a record", edits)
    told = offering(network, snapshot, PACK, "en")
    assert {m.kind for m in told.matches} <= {"kind of plant"}
    assert told.chains == ()


def test_an_open_plant_is_named(network: Workspace) -> None:
    snapshot, found = of_plant(network, "Novozymes")
    partner = next(p.partner for p in found.matches if p.kind == ENTERPRISE and p.gives)
    audit = next(a for a in list_audits(network) if a.enterprise == partner.name)
    one = load_snapshot(network, audit.id)
    edits = [
        operations.Update(x.entity, x.id, {"confidentiality": Confidentiality.OPEN.value})
        for x in (*one.streams, *one.wants)
    ]
    made = r.Want(
        id="019cad8f-ac00-7f30-b22f-a2cd78b73fc2",
        audit_id=audit.id,
        name="fermentation residues",
        category="material",
        confidentiality=Confidentiality.OPEN,
    )
    operations.apply_batch(network, "Add records", [*edits, operations.Create(made)])
    told = offering(network, snapshot, PACK, "en")
    assert partner.name in {m.partner for m in told.matches}


def test_technologies_of_the_report_do_not_hide_what_fails() -> None:
    hot = replace(stream("дымовые газы"), category=Category.WASTE_HEAT, kind=Kind.ENERGY, temperature=parse("40 °C", dimension="temperature"))  # fmt: skip
    found = prospects(plant(hot), PACK, NOBODY, "ru")
    assert {f.verdict for f in found.fits} & {FAILS}
