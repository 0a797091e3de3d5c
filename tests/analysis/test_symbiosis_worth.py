"""What a match is worth: transfer price, surpluses, break-even distances, avoided emissions, nine metrics."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from symbioaudit.analysis.symbiosis import explain, money
from symbioaudit.analysis.symbiosis.chains import aggregates, bridges, chains, joints
from symbioaudit.analysis.symbiosis.desk import Desk, Tools
from symbioaudit.analysis.symbiosis.gaps import gaps
from symbioaudit.analysis.symbiosis.matching import Match, Matcher
from symbioaudit.analysis.symbiosis.rules import Rules
from symbioaudit.analysis.symbiosis.sides import Have, Market, Party, Want
from symbioaudit.analysis.symbiosis.taking import typical_takers
from symbioaudit.methodology import load_pack
from symbioaudit.model.amount import Span

PACK = load_pack()
TOOLS = Tools(PACK.symbiosis, Rules.of(PACK))


def market(*haves: Have, wants: tuple[Want, ...] = ()) -> Matcher:
    """Four plants in a row, four kilometres apart."""
    codes = {"a": "35.11", "b": "23.51", "c": "23.13", "d": "01.13"}
    plants = {
        n: Party(n, n.upper(), (code,), "", 50 + k * 4 / 111.195, 30.0)
        for k, (n, code) in enumerate(codes.items())
    }
    return Matcher(Desk(Market(plants, haves, wants), TOOLS))


def match(disposal: float, price: float, quantity: float = 1000.0, **more: object) -> Match:
    """Fly ash from a to b."""
    span = Span(quantity, quantity, quantity)
    have = Have(
        id="h", party="a", name="fly ash", amount=span, unit="t/a", disposal=disposal, **more
    )  # type: ignore[arg-type]
    want = Want(id="w", party="b", name="fly ash", amount=span, unit="t/a", price=price)
    return market(have, wants=(want,)).match(0, 0)


def worth(found: Match) -> money.Worth:
    """Under the shipped pack."""
    return money.worth(found, TOOLS.rules, money.replaced(PACK, TOOLS.library, found))


@settings(deadline=None, max_examples=40)
@given(disposal=st.floats(0, 9000), price=st.floats(0, 9000), quantity=st.floats(1, 1e6))
def test_what_both_gain_is_the_whole_surplus(
    disposal: float, price: float, quantity: float
) -> None:
    found = worth(match(disposal, price, quantity))
    assert found.price is not None
    if not found.feasible:
        assert found.proposal is None
        assert found.surplus_donor is None
        return
    assert found.price.low <= found.proposal <= found.price.high
    assert found.surplus_donor == pytest.approx(found.surplus_receiver)
    whole = quantity * (found.price.high - found.price.low)
    assert found.surplus_donor + found.surplus_receiver == pytest.approx(whole)


def test_the_price_lies_between_what_disposal_saves_and_what_the_virgin_costs() -> None:
    found = worth(match(disposal=700.0, price=3000.0))
    k = money.replaced(PACK, TOOLS.library, match(700.0, 3000.0)).k.middle
    carriage = TOOLS.rules.transport_money * (1 + TOOLS.rules.empty) * match(1, 1).distance
    assert found.price.low == pytest.approx(-700.0)
    assert found.price.high == pytest.approx(k * 3000.0 - carriage)


def test_at_the_break_even_distance_nothing_is_left() -> None:
    one = match(disposal=700.0, price=3000.0)
    found = worth(one)
    carriage = TOOLS.rules.transport_money * (1 + TOOLS.rules.empty)
    gain_at_door = found.price.high - found.price.low + carriage * one.distance
    assert found.distance_money * carriage == pytest.approx(gain_at_door)


def test_avoided_emissions_are_the_formula_and_its_lifetimes() -> None:
    one = match(700.0, 3000.0, quantity=1000.0)
    virgin = money.replaced(PACK, TOOLS.library, one)
    found = worth(one)
    truck = 1000 * one.distance * TOOLS.rules.transport_co2 * (1 + TOOLS.rules.empty)
    assert found.avoided.low == pytest.approx(1000 * virgin.k.low * virgin.factor - truck)
    assert found.avoided.high == pytest.approx(1000 * virgin.k.high * virgin.factor - truck)
    assert found.lifetime.low == pytest.approx(3 * found.avoided.low)  # NISP with decay
    assert found.lifetime.high == pytest.approx(5 * found.avoided.high)  # without
    assert found.attributed[0] == pytest.approx(found.lifetime.middle)
    assert found.attributed[-1] == pytest.approx(0.1 * found.lifetime.middle)


def test_nine_metrics_and_blank_is_not_zero() -> None:
    found = worth(match(700.0, 3000.0, route="landfill_own", hazard_class=3))
    assert tuple(found.metrics) == money.METRICS
    assert found.metrics["landfill_diverted"] == 1000
    assert found.metrics["hazardous_eliminated"] == 1000
    assert found.metrics["jobs"] is None
    assert found.metrics["water_saved"] is None
    unknown = worth(match(700.0, 3000.0))
    assert unknown.metrics["landfill_diverted"] is None
    assert worth(match(700.0, 3000.0, route="sale")).metrics["landfill_diverted"] == 0


def test_without_prices_there_is_no_price_and_it_says_what_lacks() -> None:
    have = Have(id="h", party="a", name="fly ash")
    found = worth(market(have, wants=(Want(id="w", party="b", name="fly ash"),)).match(0, 0))
    assert found.price is None
    assert found.feasible is None
    assert set(found.lacks) >= {"quantity", "disposal", "virgin_price"}


def test_a_paragraph_in_both_languages_names_plants_class_score_and_gaps() -> None:
    one = match(700.0, 3000.0)
    said = explain.paragraph(one, worth(one), gaps(one, TOOLS.rules), TOOLS.library)
    ru, en = explain.spoken(said, "ru"), explain.spoken(said, "en")
    assert "A отдаёт «fly ash»; B ищет «fly ash»." in ru
    assert "Зола-унос" in ru
    assert "Балл" in ru
    assert "Прежде всего выяснить" in ru
    assert "Both gain at a price" in en
    assert not any(c in ru.replace("fly ash", "") for c in "{}")
    assert not set("абвгд") & set(en.casefold())


def test_donors_together_fill_what_none_fills_alone() -> None:
    amount = Span(400, 400, 400)
    haves = [Have(id=f"h{p}", party=p, name="fly ash", amount=amount, unit="t/a") for p in "acd"]
    need = Want(id="w", party="b", name="fly ash", amount=Span(1000, 1000, 1000), unit="t/a")
    found = list(market(*haves, wants=(need,)).matches())
    (one,) = aggregates(found, 0)
    assert one.filled == 1.0
    assert {m.donor.id for m in one.matches} == {"a", "c", "d"}
    assert aggregates(found[:1], 0) == ()


def test_the_same_resource_at_two_plants_is_a_joint_one() -> None:
    haves = (
        Have(id="h1", party="a", name="fly ash", amount=Span(5, 5, 5), unit="t/a"),
        Have(id="h2", party="b", name="зола-унос"),
        Have(id="h3", party="b", name="sawdust"),
    )
    (one,) = joints(market(*haves).desk)
    assert [h.id for h in one.haves] == ["h1", "h2"]
    assert dict(one.totals) == {"t/a": 5}
    assert one.unknown == 1


def test_chains_go_through_different_plants_and_are_as_good_as_their_weakest_link() -> None:
    haves = (
        Have(id="h1", party="a", name="fly ash"),
        Have(id="h2", party="b", name="glass cullet"),
        Have(id="h3", party="c", name="steam"),
    )
    wants = (
        Want(id="w1", party="b", name="fly ash"),
        Want(id="w2", party="c", name="glass cullet"),
        Want(id="w3", party="d", name="steam"),
    )
    found = chains(list(market(*haves, wants=wants).matches()), TOOLS.library, TOOLS.rules)
    assert ("a", "b", "c", "d") in {c.plants for c in found}
    for chain in found:
        assert len(set(chain.plants)) == len(chain.plants)
        assert 2 <= len(chain.links) <= 4
        assert chain.score == min(m.score for m in chain.links)


def test_a_bridge_leads_over_a_technology() -> None:
    technology = next(
        t for t in TOOLS.library.technologies
        if t.product_classes and t.resources[0] in TOOLS.library.resources
        and t.product_classes[0] in TOOLS.library.resources
    )  # fmt: skip
    have = Have(id="h", party="a", name="x", resource=technology.resources[0])
    want = Want(id="w", party="b", name="y", resource=technology.product_classes[0])
    found = bridges(market(have, wants=(want,)).desk)
    assert technology.id in {b.technology for b in found}
    assert all(b.have.id == "h" for b in found)


def test_typical_takers_are_ranked_activities() -> None:
    ranked = typical_takers(TOOLS.takers, TOOLS.classifier.classes("fly ash"))
    scores = [t.taking.score for t in ranked]
    assert scores == sorted(scores, reverse=True)
    assert any(t.activity.startswith("235") for t in ranked[:5])
