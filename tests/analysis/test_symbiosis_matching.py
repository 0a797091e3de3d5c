"""Laws of matching: gates, ranges, monotonicity, symmetry, and that blocking loses nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from symbioaudit.analysis.symbiosis.desk import Desk, Tools
from symbioaudit.analysis.symbiosis.gaps import gaps, verdict
from symbioaudit.analysis.symbiosis.matching import Match, Matcher
from symbioaudit.analysis.symbiosis.rules import PARTS, Rules
from symbioaudit.analysis.symbiosis.sides import Have, Market, Party, SideCodes, Want, Window
from symbioaudit.methodology import load_pack
from symbioaudit.model.amount import Span

PACK = load_pack()
RULES = Rules.of(PACK)
TOOLS = Tools(PACK.symbiosis, RULES)
NAMES = (
    "fly ash", "зола-унос", "steam", "пар", "sawdust", "опилки", "glass cullet", "стеклобой", "gypsum",
    "spent grain", "дробина пивная", "sulphuric acid", "scrap tyres", "xyzzy plugh", "xyzzy quux",
)  # fmt: skip


def spans() -> st.SearchStrategy[Span | None]:
    """Amounts with ranges, or none."""
    known = st.builds(
        lambda best, down, up: Span(best, best * (1 - down), best * (1 + up)),
        st.floats(1, 1e6),
        st.floats(0, 0.9),
        st.floats(0, 2),
    )
    return st.one_of(st.none(), known)


def months() -> st.SearchStrategy[tuple[float, ...] | None]:
    """Twelve shares, or none."""
    shares = st.lists(st.integers(0, 9), min_size=12, max_size=12).filter(any)
    return st.one_of(st.none(), shares.map(lambda x: tuple(v / sum(x) for v in x)))


@st.composite
def markets(draw: st.DrawFn) -> Market:
    """A few plants, some without a place, with haves and wants."""
    plants = {}
    for n in range(draw(st.integers(2, 5))):
        placed = draw(st.booleans())
        lat, lon = draw(st.floats(50, 52)), draw(st.floats(30, 33))
        code = draw(st.sampled_from(("23.51", "10.81", "35.11", "01.11", "")))
        licences = draw(st.sampled_from((None, (), ("recovery",))))
        plants[f"p{n}"] = Party(
            f"p{n}",
            f"P{n}",
            (code,) if code else (),
            "",
            lat if placed else None,
            lon if placed else None,
            licences,
        )
    ids = sorted(plants)
    haves = tuple(
        Have(
            id=f"h{n}",
            party=draw(st.sampled_from(ids)),
            name=draw(st.sampled_from(NAMES)),
            codes=SideCodes(
                fkko=draw(st.sampled_from(("", "61140001204", "61140002215", "30522001214")))
            ),
            amount=draw(spans()),
            unit=draw(st.sampled_from(("t/a", "m3/a"))),
            monthly=draw(months()),
            hazard_class=draw(st.sampled_from((None, 3, 4, 5))),
            disposal=draw(st.one_of(st.none(), st.floats(0, 5000))),
            temperature=draw(st.one_of(st.none(), st.floats(10, 400))),
            contaminants=draw(st.sampled_from(({}, {"chlorine": 100.0}))),
        )
        for n in range(draw(st.integers(1, 6)))
    )
    wants = tuple(
        Want(
            id=f"w{n}",
            party=draw(st.sampled_from(ids)),
            name=draw(st.sampled_from(NAMES)),
            codes=SideCodes(fkko=draw(st.sampled_from(("", "61140001204", "61140009994")))),
            amount=draw(spans()),
            unit=draw(st.sampled_from(("t/a", "m3/a"))),
            monthly=draw(months()),
            price=draw(st.one_of(st.none(), st.floats(0, 9000))),
            batch=draw(st.one_of(st.none(), st.floats(0, 1000))),
            distance_max=draw(st.one_of(st.none(), st.floats(1, 2000))),
            temperature=draw(st.one_of(st.none(), st.floats(10, 200))),
            forbidden=draw(st.sampled_from(({}, {"chlorine": 50.0}, {"chlorine": None}))),
        )
        for n in range(draw(st.integers(1, 6)))
    )
    return Market(plants, haves, wants).with_activities()


def matcher(market: Market) -> Matcher:
    """Under the shipped pack."""
    return Matcher(Desk(market, TOOLS))


def pair(
    have: Have, want: Want, *, apart: float | None = 0.1, licences: tuple[str, ...] | None = None
) -> Match:
    """One match of two plants so many degrees of latitude apart."""
    lat = None if apart is None else 50 + apart
    plants = {
        "a": Party("a", "A", ("35.11",), "", 50.0, 30.0),
        "b": Party("b", "B", ("23.51",), "", lat, None if lat is None else 30.0, licences),
    }
    found = matcher(Market(plants, (replace(have, party="a"),), (replace(want, party="b"),)))
    return found.match(0, 0)


ASH = Have(id="h", party="a", name="fly ash", amount=Span(100, 90, 110), unit="t/a", hazard_class=5)
NEED = Want(id="w", party="b", name="fly ash", amount=Span(100, 100, 100), unit="t/a")


@settings(deadline=None, max_examples=60)
@given(markets())
def test_blocking_finds_every_pair_that_brute_force_lets_go_on(market: Market) -> None:
    ours = matcher(market)
    fast, slow = ours.candidates(), ours.everything()
    found = dict(
        zip(zip(fast.i.tolist(), fast.j.tolist(), strict=True), fast.best.tolist(), strict=True)
    )
    every = dict(
        zip(zip(slow.i.tolist(), slow.j.tolist(), strict=True), slow.best.tolist(), strict=True)
    )
    assert found == every


@settings(deadline=None, max_examples=60)
@given(markets())
def test_ranges_contain_the_best_and_parts_make_the_score(market: Market) -> None:
    ours = matcher(market)
    scored = ours.candidates()
    assert (scored.low <= scored.best + 1e-9).all()
    assert (scored.best <= scored.high + 1e-9).all()
    assert ((scored.high <= 100 + 1e-9) & (scored.low >= 0)).all()
    for n in range(min(len(scored.i), 5)):
        one = ours.match(int(scored.i[n]), int(scored.j[n]))
        assert one.score == pytest.approx(scored.best[n])
        assert one.score == pytest.approx(sum(p.weight * p.best for p in one.parts))
        assert all(0 <= p.low <= p.best + 1e-12 <= p.high + 1e-9 <= 1 + 1e-8 for p in one.parts)
        assert 0 <= one.confidence <= 1


@settings(deadline=None, max_examples=60)
@given(markets())
def test_a_shut_gate_never_ranks(market: Market) -> None:
    ours = matcher(market)
    scored = ours.candidates()
    ranked = set(zip(scored.i.tolist(), scored.j.tolist(), strict=True))
    for i in range(len(market.haves)):
        for j in range(len(market.wants)):
            one = ours.match(i, j)
            if not one.open:
                assert (i, j) not in ranked
                assert (one.score, one.low, one.high) == (0.0, 0.0, 0.0)


@settings(deadline=None, max_examples=60)
@given(
    near=st.floats(0, 3),
    more=st.floats(0, 3),
    disposal=st.floats(0, 9000),
    price=st.floats(0, 9000),
)
def test_closer_never_scores_worse(near: float, more: float, disposal: float, price: float) -> None:
    have, want = replace(ASH, disposal=disposal), replace(NEED, price=price)
    here, there = pair(have, want, apart=near), pair(have, want, apart=near + more)
    for way in ("low", "score", "high"):
        assert getattr(here, way) >= getattr(there, way) - 1e-9


@settings(deadline=None, max_examples=40)
@given(supply=st.floats(1, 1e6), need=st.floats(1, 1e6), apart=st.floats(0, 2))
def test_quantity_and_distance_do_not_care_which_side_is_which(
    supply: float, need: float, apart: float
) -> None:
    def parts(s: float, d: float, way: float) -> tuple[float, float]:
        found = pair(
            replace(ASH, amount=Span(s, s, s)), replace(NEED, amount=Span(d, d, d)), apart=way
        )
        return found.part("quantity").best, found.part("distance").best

    assert parts(supply, need, apart) == pytest.approx(parts(need, supply, -apart), rel=1e-6)


def test_order_of_the_market_changes_no_score() -> None:
    plants = {n: Party(n, n, ("23.51",)) for n in "abc"}
    haves = tuple(replace(ASH, id=f"h{n}", party=p) for n, p in enumerate("ab"))
    wants = tuple(replace(NEED, id=f"w{n}", party=p) for n, p in enumerate("bc"))
    one = {(m.have.id, m.want.id): m.score for m in matcher(Market(plants, haves, wants)).matches()}
    two = {
        (m.have.id, m.want.id): m.score
        for m in matcher(Market(plants, haves[::-1], wants[::-1])).matches()
    }
    assert one == two
    assert len(one) == 3  # b does not match itself


def test_what_nobody_knows_widens_the_range_and_leaves_the_best_guess() -> None:
    known = pair(replace(ASH, monthly=(1 / 12,) * 12), replace(NEED, monthly=(1 / 12,) * 12))
    blank = pair(ASH, NEED)
    assert known.part("timing").best == pytest.approx(1.0)
    part = blank.part("timing")
    assert (part.low, part.best, part.high) == (0.0, RULES.unknown, 1.0)
    assert blank.confidence < known.confidence
    assert blank.high == pytest.approx(known.high)
    unplaced = pair(ASH, NEED, apart=None).part("distance")
    assert (unplaced.low, unplaced.best, unplaced.high) == (0.0, RULES.unknown, 1.0)


def test_the_same_code_is_the_whole_similarity_and_the_block_a_part() -> None:
    have = replace(ASH, name="a", codes=SideCodes(fkko="61140001204"))
    same = pair(have, replace(NEED, name="b", codes=SideCodes(fkko="61140001204")))
    group = pair(have, replace(NEED, name="b", codes=SideCodes(fkko="61140001995")))
    block = pair(have, replace(NEED, name="b", codes=SideCodes(fkko="61140999995")))
    chapter = pair(have, replace(NEED, name="b", codes=SideCodes(fkko="61199999995")))
    found = [m.part("similarity").best for m in (same, group, block, chapter)]
    levels = [
        RULES.match["similarity"][k]
        for k in ("same_code", "same_group", "same_block", "same_chapter")
    ]
    assert found == pytest.approx(levels)


def test_a_delay_of_a_year_leaves_no_timing() -> None:
    flat = (1 / 12,) * 12
    want = replace(NEED, monthly=flat, ready=date(2026, 1, 1))
    late = pair(replace(ASH, monthly=flat, ready=date(2027, 1, 1)), want)
    soon = pair(replace(ASH, monthly=flat, ready=date(2025, 1, 1)), want)
    assert late.part("timing").best == pytest.approx(0.0, abs=0.01)
    assert soon.part("timing").best == pytest.approx(1.0)


def test_months_that_do_not_meet_leave_no_timing() -> None:
    first, second = ((1 / 6,) * 6 + (0.0,) * 6), ((0.0,) * 6 + (1 / 6,) * 6)
    assert pair(replace(ASH, monthly=first), replace(NEED, monthly=second)).part("timing").best == 0


def test_gates_say_why() -> None:
    waste = replace(ASH, hazard_class=3, codes=SideCodes(fkko="61140001203"))
    assert next(g.verdict for g in pair(waste, NEED).gates) == "unknown"
    assert not pair(waste, NEED, licences=()).open
    assert pair(waste, NEED, licences=("recovery",)).open
    assert pair(replace(waste, legal_status="by_product"), NEED, licences=()).open
    dirty = replace(ASH, contaminants={"chlorine": 100.0})
    shut = pair(dirty, replace(NEED, forbidden={"chlorine": 50.0}))
    assert shut.gates[1].verdict == "fail"
    assert "100" in shut.gates[1].note.render("ru")
    window = (Window("SiO2", 40, 60, critical=True),)
    low = pair(replace(ASH, values={"SiO2": Span(30, 28, 32)}), replace(NEED, quality=window))
    edge = pair(replace(ASH, values={"SiO2": Span(41, 38, 44)}), replace(NEED, quality=window))
    good = pair(replace(ASH, values={"SiO2": Span(50, 48, 52)}), replace(NEED, quality=window))
    none = pair(ASH, replace(NEED, quality=window))
    assert [m.gates[2].verdict for m in (low, edge, good, none)] == [
        "fail",
        "unknown",
        "pass",
        "unknown",
    ]


def test_a_parameter_outside_the_window_falls_to_nothing_at_a_quarter() -> None:
    want = replace(NEED, quality=(Window("ash", None, 20),))
    values = [
        pair(replace(ASH, values={"ash": Span(v, v, v)}), want).part("quality").best
        for v in (20, 22.5, 25, 30)
    ]
    assert values == pytest.approx([1, 0.5, 0, 0])


def test_cool_heat_needs_a_heat_pump_and_cold_heat_is_no_match() -> None:
    heat = Have(id="h", party="a", name="waste heat", kind="heat", temperature=40.0)
    need = Want(id="w", party="b", name="district heating", kind="heat", temperature=70.0)
    pump, hot, cold = (pair(replace(heat, temperature=t), need) for t in (40.0, 80.0, 5.0))
    assert [m.gates[2].verdict for m in (pump, hot, cold)] == ["unknown", "pass", "fail"]
    assert hot.part("quality").best == 1
    assert 0 < pump.part("quality").best < 1


def test_gaps_name_what_could_turn_the_verdict() -> None:
    match = pair(replace(ASH, amount=None), NEED)
    found = gaps(match, RULES)
    assert {g.part for g in found} >= {"quantity", "timing", "economics", "quality", "gate_safety"}
    assert [g.decisive for g in found] == sorted((g.decisive for g in found), reverse=True)
    turning = [g for g in found if g.decisive and not g.part.startswith("gate")]
    for gap in turning:
        part = match.part(gap.part)
        worst = match.score - part.weight * (part.best - part.low)
        finest = match.score + part.weight * (part.high - part.best)
        assert verdict(worst, RULES) != verdict(finest, RULES)


def test_weights_are_those_of_the_pack() -> None:
    assert tuple(PACK.scoring["match"]["weights"]) == PARTS
    assert sum(RULES.weights) == 100
    assert np.isclose(pair(ASH, NEED).part("distance").best, np.exp(-pair(ASH, NEED).distance / 60))
