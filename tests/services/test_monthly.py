"""Twelve months from the annual amount and from a bill; sums of lines against what they should be."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from symbioaudit.base.i18n import Message
from symbioaudit.base.ids import new_id
from symbioaudit.methodology import load_pack
from symbioaudit.model.amount import Amount
from symbioaudit.model.enums import Basis, Category, Direction, Kind
from symbioaudit.model.records import Stream
from symbioaudit.services.audits import list_audits
from symbioaudit.services.entries import Desk
from symbioaudit.services.lines import LineCells, LineReader, aim_of, months_of, of_a_month
from symbioaudit.services.linesums import sums
from symbioaudit.services.live import LiveAudit
from symbioaudit.services.monthly import (
    BEYOND,
    NO_MONTHS,
    NOT_TWELVE,
    bill_amounts,
    from_bill,
    from_total,
    shares,
)
from symbioaudit.services.operations import create_many
from symbioaudit.services.pasting import parse_block
from symbioaudit.services.snapshots import load_snapshot
from symbioaudit.services.workspace import Workspace
from symbioaudit.units import parse

YEAR = parse("1200 т/год", locale="ru", dimension="mass_per_year")


def tonnes(text: str) -> Amount:
    return parse(text, locale="ru", dimension="mass_per_year")


def percent(text: str) -> Amount:
    return parse(text, locale="ru", dimension="fraction", default_unit="%")


def number(value: object) -> float:
    assert isinstance(value, Amount)
    assert value.number is not None
    return value.number


def test_blank_months_share_what_is_left() -> None:
    months = [{"value": tonnes("300 т")}, *({} for _n in range(11))]
    found = from_total(months, YEAR, tonnes, "ru")
    assert not isinstance(found, Message)
    assert found[0] == months[0]  # what was given stays as it was given
    assert sum(number(line["value"]) for line in found) == pytest.approx(1200)
    assert {line["value"].basis for line in found[1:]} == {Basis.ESTIMATED}
    assert found[1]["value"].text in {"81,81 т", "81,82 т"}


def test_a_full_profile_is_scaled() -> None:
    months = [{"value": tonnes(f"{n} т"), "grade": "x"} for n in range(1, 13)]
    found = from_total(months, YEAR, tonnes, "ru")
    assert not isinstance(found, Message)
    assert sum(number(line["value"]) for line in found) == pytest.approx(1200)
    assert number(found[11]["value"]) == pytest.approx(12 / 78 * 1200, abs=0.1)
    assert found[3]["value"].basis is Basis.CALCULATED
    assert found[3]["grade"] == "x"


def test_more_than_the_year_is_not_spread() -> None:
    months = [{"value": tonnes("1300 т")}, *({} for _n in range(11))]
    assert from_total(months, YEAR, tonnes, "ru") is BEYOND


@given(st.lists(st.integers(1, 10_000), min_size=12, max_size=12))
def test_shares_of_a_bill_add_up_to_the_whole(numbers: list[int]) -> None:
    amounts = {n: tonnes(f"{value} т") for n, value in enumerate(numbers)}
    found = shares(amounts, percent, "ru")
    assert not isinstance(found, Message)
    assert sum(number(value) for value in found.values()) == pytest.approx(1, abs=1e-9)
    whole = sum(numbers)
    for n, value in found.items():
        assert number(value) == pytest.approx(numbers[n] / whole, abs=1e-4)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Январь 2025\t120 МВт·ч\t5,1\t612\nФевраль 2025\t110 МВт·ч\t5,1\t561\n", {0: "120 МВт·ч", 1: "110 МВт·ч"}),
        ("\t".join(map(str, range(1, 13))), {n: str(n + 1) for n in range(12)}),
        ("янв\tфев\tмар\tапр\tмай\tиюн\tиюл\tавг\tсен\tокт\tноя\tдек\n" + "\t".join("5" * 12), dict.fromkeys(range(12), "5")),
        ("2025-03\t7\n2025-04\t8\nИтого\t15", {2: "7", 3: "8"}),
    ],
)  # fmt: skip
def test_a_bill_is_read_in_any_shape(text: str, expected: dict[int, str]) -> None:
    assert from_bill(parse_block(text)) == expected


def test_what_is_no_bill_is_said() -> None:
    assert from_bill(parse_block("привет\tмир")) is NO_MONTHS
    eleven = bill_amounts(dict.fromkeys(range(11), "5 т"), "ru")
    assert shares(eleven, percent, "ru") is NOT_TWELVE


def test_a_month_is_not_multiplied_into_a_year() -> None:
    assert of_a_month("120 т/мес") == "120 т"
    assert of_a_month("120 т / месяц") == "120 т"
    assert of_a_month("120 t/month") == "120 t"
    assert of_a_month("120 т/год") == "120 т/год"


def test_a_blank_month_is_never_zero() -> None:
    blank = replace(tonnes("5 т"), canonical=None)
    months = [{"value": blank}, *({} for _n in range(11))]
    found = from_total(months, YEAR, tonnes, "ru")
    assert not isinstance(found, Message)
    assert number(found[0]["value"]) == pytest.approx(100)


def test_months_of_energy_follow_their_year(workspace: Workspace) -> None:
    """A bare number is in the unit of the year; a month given per month is not twelve times itself."""
    audit = list_audits(workspace)[0].id
    year = parse("1440 МВт·ч/год", locale="ru", dimension="energy_per_year")
    power = Stream(
        id=new_id(), audit_id=audit, name="Ток", kind=Kind.ENERGY, direction=Direction.IN,
        category=Category.ENERGY_CARRIER, quantity=year,
    )  # fmt: skip
    create_many(workspace, [power])
    live = LiveAudit(load_snapshot(workspace, audit))
    pack = load_pack(live.audit.pack_id)
    form = pack.forms["F07"]
    table = form.field("monthly")
    assert table is not None
    cells = LineCells(pack, form, table, "ru", live)
    reader = LineReader(Desk(live, pack), cells, power)
    for text in ("120", "120 МВт·ч", "120 МВт·ч/мес", "432 ГДж"):
        assert number(reader.read("value", text).value) == pytest.approx(432), text
    fuel = reader.read(
        "value", "120 т"
    ).value  # a mass of fuel: no energy without its calorific value
    assert fuel.number is None
    assert fuel.gap == "ncv"
    found = from_total(
        months_of(()), aim_of(form, table, power), lambda t: reader.read("value", t).value, "ru"
    )
    assert not isinstance(found, Message)
    (one,) = sums(form, table, cells.columns, found, power)
    assert (one.total, one.aim) == (pytest.approx(5184), pytest.approx(5184))
    assert one.difference == pytest.approx(0)
    (part,) = sums(form, table, cells.columns, found[:6], power)
    assert part.difference == pytest.approx(-2592)


def test_a_blank_share_is_counted_and_not_summed(workspace: Workspace) -> None:
    live = LiveAudit(load_snapshot(workspace, list_audits(workspace)[0].id))
    pack = load_pack(live.audit.pack_id)
    form = pack.forms["F09"]
    table = form.field("current_route")
    assert table is not None
    cells = LineCells(pack, form, table, "ru", live)
    lines = ({"share": percent("60 %")}, {"route": "landfill_own"})
    (one,) = sums(form, table, cells.columns, lines, None)
    assert (one.total, one.blank, one.aim) == (pytest.approx(0.6), 1, 1.0)
