"""Technologies for streams with reasons for and against; questions for hot spots; options or a reason why none."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from symbioaudit.analysis import analyse
from symbioaudit.analysis.opportunities.prompts import SpotOptions
from symbioaudit.analysis.opportunities.proposals import FITS, NOT, OPEN, Proposal
from symbioaudit.analysis.study import Study, study
from symbioaudit.base.errors import SymbioError
from symbioaudit.methodology import load_pack
from symbioaudit.model import records as r
from symbioaudit.model.enums import Category, OpportunityFamily
from symbioaudit.units import parse
from tests.analysis.conftest import Plant


def studied(plant: Plant) -> Study:
    snapshot, pack = plant.snapshot(), load_pack()
    return study(snapshot, pack, analyse(snapshot, pack), pack.symbiosis)


def technology(plant: Plant, key: str) -> Proposal:
    return next(one for one in studied(plant).proposals if one.technology.id == key)


def said(labels: Any, lang: str = "en") -> str:
    return " | ".join(label.render(lang) for label in labels)


def damp(text: str) -> Any:
    return parse(text, locale="point", dimension="fraction")


@pytest.mark.parametrize(("moisture", "verdict"), [("20 %", FITS), (None, OPEN), ("60 %", NOT)])
def test_the_predicate_decides_and_the_unknown_is_asked(
    plant: Plant, moisture: str | None, verdict: str
) -> None:
    plant.stream("Красный шлам", "50000 t/a", Category.WASTE, moisture=damp(moisture) if moisture else None)  # fmt: skip
    found = technology(plant, "red_mud_cement")
    assert found.verdict == verdict
    assert found.unknown == (("moisture",) if verdict == OPEN else ())
    assert ("Moisture" in said(found.against)) is (verdict != FITS)
    assert ("Moisture" in said(found.reasons)) is (verdict == FITS)


def test_every_proposal_has_its_class_by_the_rule_and_says_why(plant: Plant) -> None:
    plant.stream(
        "Красный шлам", "50000 t/a", Category.WASTE, moisture=damp("20 %"), cost="9000000 RUB/a",
        route="landfill_own",
    )  # fmt: skip
    found = technology(plant, "red_mud_cement")
    assert found.kind == "proven"
    text = said(found.reasons)
    for word in ("is read as", "hot spot", "costs", "Own landfill", "full scale in Russia"):
        assert word in text
    assert "Alkali" in said(found.against)
    assert said(found.reasons, "ru") != text
    other = technology(plant, "red_mud_metals")
    assert other.kind == "breakthrough"
    assert "TRL 5–7" in said(other.against)


def test_waste_heat_is_judged_by_its_temperature(plant: Plant) -> None:
    hot = parse("95 °C", locale="point", dimension="temperature")
    plant.stream("Горячая вода", "9000 GJ/a", Category.WASTE_HEAT, temperature=hot)
    heat = [p for p in studied(plant).proposals if "heat" in p.technology.id]
    assert heat
    assert all("temperature" not in p.unknown for p in heat)


def test_a_measure_that_uses_the_technology_is_shown_with_it(plant: Plant) -> None:
    slag = plant.stream("Красный шлам", "50000 t/a", Category.WASTE)
    item = plant.add(r.Opportunity, name="x", technology_id="red_mud_cement", stream_id=slag)
    assert technology(plant, "red_mud_cement").taken == (item,)
    assert technology(plant, "red_mud_metals").taken == ()


NAMES = [
    "Красный шлам",
    "Зола-унос",
    "Фосфогипс",
    "Отработанное масло",
    "Опилки",
    "Непонятное нечто",
]


@settings(max_examples=25, deadline=None)
@given(
    st.lists(st.sampled_from(NAMES), min_size=1, max_size=4, unique=True),
    st.sampled_from([None, "1 t/a", "30000 t/a"]),
)
def test_what_fits_comes_before_what_is_open_and_that_before_what_does_not(
    names: list[str], amount: str | None
) -> None:
    plant = Plant()
    for name in names:
        plant.stream(name, amount, Category.WASTE)
    found = studied(plant).proposals
    order = [(FITS, OPEN, NOT).index(one.verdict) for one in found]
    assert order == sorted(order)
    assert len({(p.technology.id, p.stream_id) for p in found}) == len(found)
    assert all(p.reasons for p in found)
    assert all(p.against for p in found if p.verdict != FITS)


# Hot spots and families


def spot(plant: Plant) -> SpotOptions:
    return studied(plant).spots[0]


def test_each_hot_spot_is_asked_about_all_families(plant: Plant) -> None:
    plant.stream("Шлам", "900 t/a", Category.WASTE, cost="1000000 RUB/a", route="landfill_own")
    found = spot(plant)
    assert len(found.families) == 9
    assert all(family.questions for family in found.families)
    assert not found.settled
    unsure = {one.id for family in found.families for one in family.questions if not one.sure}
    assert "E2" in unsure  # nobody knows the moisture


def test_known_facts_choose_the_questions(plant: Plant) -> None:
    plant.stream(
        "Шлам", "900 t/a", Category.WASTE, cost="1000000 RUB/a", route="landfill_own",
        moisture=damp("70 %"), properties={"cause": "equipment"},
    )  # fmt: skip
    asked = {one.id: one.sure for family in spot(plant).families for one in family.questions}
    assert asked["E1"]
    assert asked["E2"]
    assert "S1" not in asked
    assert "R3" not in asked


def test_an_option_or_a_reason_why_none_settles_a_hot_spot(plant: Plant) -> None:
    sludge = plant.stream("Шлам", "900 t/a", Category.WASTE, cost="1000000 RUB/a", route="landfill_own")  # fmt: skip
    family = OpportunityFamily.HOUSEKEEPING
    plant.add(
        r.Opportunity, name="none", stream_id=sludge, status="rejected", family=family,
        properties={"rejected_reason": "the line closes in May"},
    )  # fmt: skip
    found = spot(plant)
    assert found.settled
    assert found.options == ()
    assert found.reasons == ("the line closes in May",)
    assert [f.id for f in found.families if f.seen] == ["housekeeping"]
    bare = Plant()
    sludge = bare.stream("Шлам", "900 t/a", Category.WASTE, cost="1000000 RUB/a")
    bare.add(r.Opportunity, name="none", stream_id=sludge, status="rejected", family=family)
    assert not spot(bare).settled  # rejected without a reason


def test_no_technology_of_the_library_breaks_on_an_empty_stream(plant: Plant) -> None:
    library = load_pack().symbiosis
    for n, resource in enumerate(library.resources.values()):
        plant.stream(resource.title.ru, None, Category.WASTE, id=f"stream-r{n}")
    try:
        found = studied(plant).proposals
    except SymbioError as fault:  # pragma: no cover
        pytest.fail(str(fault))
    used = {p.technology.id for p in found}
    unreached = {t.id for t in library.technologies} - used
    assert not unreached
