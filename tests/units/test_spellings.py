"""Units and numbers as found in the wild: every row of the shared tables, through the reader and the command."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from symbioaudit.base.errors import SymbioError
from symbioaudit.cli import program
from symbioaudit.model.enums import AmountKind, Missing
from symbioaudit.units import Calendar, convert, format_number, parse, parse_number
from symbioaudit.units import dims as d
from symbioaudit.units.grammar import Reading, read_unit
from symbioaudit.units.table import Trouble, exact


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as source:
        return list(csv.DictReader(source))


def test_every_unit_spelling_is_read_or_asked_about(shared: Path) -> None:
    wrong = []
    for row in rows(shared / "cases/unit_spellings.csv"):
        found, kind = read_unit(row["spelling"]), row["dimension"]
        if kind in {"AMBIGUOUS", "NEEDS_FACTOR"}:
            per_shift = isinstance(found, Reading) and found.per == "shift"
            if not per_shift and not (isinstance(found, Trouble) and found.kind == kind.lower()):
                wrong.append((row["spelling"], found))
            continue
        good = isinstance(found, Reading) and found.factor == pytest.approx(
            float(row["si_factor"]) * _rate(kind, found), rel=1e-3
        )
        if not good or not _same_kind(kind, row["si_unit"], found):
            wrong.append((row["spelling"], found))
    assert not wrong


def _rate(kind: str, found: Reading) -> float:
    """The table writes a monthly volume per second; ours is per year."""
    return d.YEAR_SECONDS if kind == "volume_flow" and found.name == "volume_per_year" else 1.0


def _same_kind(kind: str, si: str, found: object) -> bool:
    assert isinstance(found, Reading)
    monthly = kind == "volume_flow" and found.name == "volume_per_year"
    return monthly or found.name == kind or (found.quantity is not None and found.quantity.si == si)


def test_every_unit_of_the_okei_map_has_the_factor_of_its_definition(shared: Path) -> None:
    wrong = []
    for row in rows(shared / "data/okei_unit_map.csv"):
        if not row["factor_to_base"]:
            continue
        prefer = d.TIME if row["unit_key"] == "year" else d.MASS
        for spelling in [row["symbol_ru"], row["symbol_en"], *row["aliases"].split(";")]:
            found = read_unit(spelling, prefer) if spelling else None
            if spelling and not _fits(found, row):
                wrong.append((row["unit_key"], spelling, found))
    assert not [w for w in wrong if w[:2] not in RIVAL]


# Spellings of the map that other rows of the same map, or the list of things to ask about, claim too.
RIVAL = {
    ("t", "tons"),
    ("kgf_cm2", "ати"),
    ("solid_m3", "плотн. м³"),
    ("solid_m3", "пл.м3"),
    ("cond_unit", "у.е."),
    ("pack", "упак"),
    ("pack", "pack"),
    ("day", "day"),
    ("quarter", "кв."),
    ("year", "г."),
    ("cond_unit", "c.u."),
}


def _fits(found: object, row: dict[str, str]) -> bool:
    if not isinstance(found, Reading):
        return False
    factor = float(row["factor_to_base"])
    yearly = ("a", -1) in found.dim.powers
    return found.factor == pytest.approx(factor * (d.YEAR_SECONDS if yearly else 1), rel=1e-6)


NUMBERS = {"number", "approx", "range", "lower_bound", "upper_bound", "percent", "quantity"}


def test_every_number_spelling_is_read_or_refused(shared: Path) -> None:
    wrong = []
    for row in rows(shared / "cases/number_spellings.csv"):
        locale = row["locale"] if row["locale"] in {"ru", "en", "da"} else "any"
        try:
            reading = parse_number(row["text"], locale)
        except SymbioError as error:
            if row["kind"] not in REFUSALS or error.code not in REFUSALS[row["kind"]]:
                wrong.append((row["text"], error.code))
            continue
        if row["kind"] == "missing":
            good = reading.missing is Missing.UNKNOWN and reading.span is None
        elif row["kind"] == "not_applicable":
            good = reading.missing is Missing.NOT_APPLICABLE
        else:
            good = row["kind"] in NUMBERS and _value_fits(row, reading.span)
        if not good:
            wrong.append((row["text"], reading))
    assert not wrong


REFUSALS = {
    "error": {"SA-2006", "SA-2007", "SA-2008"},
    "ambiguous": {"SA-2002"},
    "zero_or_missing": {"SA-2009"},
}


def _value_fits(row: dict[str, str], span: object) -> bool:
    from symbioaudit.model.amount import Span

    assert isinstance(span, Span)
    if row["kind"] == "range":
        low, high = map(float, row["expected"].split(".."))
        return (span.low, span.high) == (low, high)
    expected = float(row["expected"].split()[0])
    scale = 100 if row["kind"] == "percent" else 1
    return span.best == pytest.approx(expected * scale)


@pytest.mark.parametrize(
    ("text", "dimension", "canonical", "unit", "kind"),
    [
        ("1 250,5 тыс. м³/мес", "volume_per_year", 15_006_000, "m3/a", AmountKind.EXACT),
        ("~12 т", "mass_per_year", 12, "t/a", AmountKind.APPROX),
        ("10–14 т/сут", "mass_per_year", 3000, "t/a", AmountKind.RANGE),
        ("12±20 % т", "mass_per_year", 12, "t/a", AmountKind.TOLERANCE),
        ("<5 кг", "mass", 0.005, "t", AmountKind.UPPER_BOUND),
        ("3 т/смену", "mass_per_year", 1500, "t/a", AmountKind.EXACT),
        ("0 т", "mass_per_year", 0, "t/a", AmountKind.EXACT),
        ("100 Гкал/год", "energy_per_year", 418.68, "GJ/a", AmountKind.EXACT),
        ("10 т у.т.", "energy_per_year", 293.076, "GJ/a", AmountKind.EXACT),
        ("5 кг/ч", "mass_per_year", 20, "t/a", AmountKind.EXACT),
        ("60 °C", "temperature", 60, "degC", AmountKind.EXACT),
        ("25 %", "fraction", 0.25, "1", AmountKind.EXACT),
        ("3,5 млн руб.", "money_per_year", 3_500_000, "RUB/a", AmountKind.EXACT),
        ("5 г", "mass", 5e-6, "t", AmountKind.EXACT),
        ("12 т (оценка)", "mass_per_year", 12, "t/a", AmountKind.EXACT),
    ],
)
def test_amounts_as_a_consultant_types_them(
    text: str, dimension: str, canonical: float, unit: str, kind: AmountKind
) -> None:
    amount = parse(text, dimension=dimension, calendar=Calendar(2, 8, 5, 50))
    assert amount.number == pytest.approx(canonical)
    assert (amount.canonical_unit, amount.kind, amount.text) == (unit, kind, text)


def test_a_shift_without_a_calendar_is_a_gap_not_a_guess() -> None:
    amount = parse("3 т/смену", dimension="mass_per_year")
    assert (amount.canonical, amount.gap) == (None, "calendar")


def test_a_volume_becomes_a_mass_only_through_a_named_density() -> None:
    from symbioaudit.units import Property

    assert parse("100 м³", dimension="mass_per_year").gap == "density"
    dense = {"density": Property(0.85, "t/m3", "паспорт качества")}
    amount = parse("100 м³", dimension="mass_per_year", properties=dense)
    assert amount.number == pytest.approx(85)
    assert amount.via[0].source == "паспорт качества"


def test_a_period_shorter_than_a_year_is_brought_to_a_year_by_calendar_days() -> None:
    amount = parse("30 т", dimension="mass_per_year", period_days=73)
    assert amount.number == pytest.approx(150)
    assert amount.via[0].name == "period_days"


@pytest.mark.parametrize("text", ["12 кВт", "12 руб.", "12 °C", "5 м"])
def test_a_wrong_dimension_says_what_fits(text: str) -> None:
    with pytest.raises(SymbioError, match="SA-2005") as caught:
        parse(text, dimension="mass_per_year")
    assert "т/смену" in caught.value.render("ru")


def test_gram_and_year_share_a_letter_and_the_field_decides() -> None:
    assert parse("5 г", dimension="mass").number == pytest.approx(5e-6)
    assert parse("2 г", dimension="time").number == pytest.approx(2 * 8760)
    with pytest.raises(SymbioError, match="SA-2001"):
        parse("5 г")


def test_codes_of_rec20_that_look_like_energy_stay_energy() -> None:
    assert convert(1, "GJ", "kWh") == pytest.approx(277.7778)
    assert convert(1, "TJ", "GJ") == pytest.approx(1000)
    assert parse("1 MtCO2e").number == pytest.approx(
        1
    )  # Portfolio Manager's metric tonne, not a megatonne


@pytest.mark.parametrize("text", ["3 Mcf", "3 MBtu", "3 ton", "3 bbl", "3 cm"])
def test_what_two_trades_read_differently_is_asked(text: str) -> None:
    with pytest.raises(SymbioError, match="SA-2001") as caught:
        parse(text)
    assert caught.value.params["choices"]


@given(st.floats(-1e12, 1e12, allow_nan=False))
def test_a_printed_number_is_read_back(value: float) -> None:
    for lang in ("ru", "en"):
        text = format_number(value, lang, 6)
        back = parse_number(text, lang).span
        assert back is not None
        assert back.best == pytest.approx(value, abs=1e-6)


@given(st.sampled_from(sorted(exact())), st.floats(1e-6, 1e9))
def test_every_pair_of_one_dimension_converts_there_and_back(spelling: str, value: float) -> None:
    found = read_unit(spelling)
    if isinstance(found, Reading) and found.quantity and not found.offset:
        target = found.quantity.canonical
        assert convert(convert(value, spelling, target), target, spelling) == pytest.approx(
            value, rel=1e-12
        )


@given(st.text(max_size=40))
def test_no_text_breaks_the_reader(text: str) -> None:
    try:
        amount = parse(text, locale="any")
    except SymbioError:
        return
    assert amount.missing is not None or amount.value is not None


def test_naughty_strings_do_not_break_the_reader(shared: Path) -> None:
    for text in json.loads((shared / "cases/badinput/blns.json").read_text(encoding="utf-8")):
        try:
            parse(text, locale="any")
        except SymbioError as error:
            assert error.render("ru")  # noqa: PT017 (every refusal speaks Russian)


def test_the_command_prints_one_object_a_line() -> None:
    lines = "12,5 т/мес\n-\n1,234 т\nфигня\nГкал\n"
    done = CliRunner().invoke(program, ["units", "--json"], input=lines, standalone_mode=False)
    objects = [json.loads(line) for line in done.output.splitlines()]
    assert [o["ok"] for o in objects] == [True, True, False, False, True]
    assert objects[0]["canonical_value"] == pytest.approx(150)
    assert objects[0]["canonical_unit"] == "t/a"
    assert objects[1]["missing"] == "unknown"
    assert objects[1]["value"] is None
    assert [o.get("error") for o in objects[2:4]] == ["SA-2002", "SA-2004"]
    assert objects[4]["si_factor"] == pytest.approx(4.1868e9)
    assert done.return_value == 3
