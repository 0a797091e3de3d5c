"""The short way through the reader of numbers says what the long way says, for everything it takes."""

from __future__ import annotations

import csv
import json
from pathlib import Path

from hypothesis import example, given, settings
from hypothesis import strategies as st

from symbioaudit.base.errors import SymbioError
from symbioaudit.model.enums import AmountKind
from symbioaudit.units import Calendar, Property, parse
from symbioaudit.units.numbers import LOCALES, NumberReading, _in_full, _plain
from symbioaudit.units.table import exact

DIGITS = st.text("0123456789", min_size=1, max_size=7)
GAPS = st.sampled_from(["", " ", "\u00a0", "\u2009", "\u202f", ",", ".", "  ", "'"])
TAILS = st.one_of(
    st.sampled_from(sorted(exact())),
    st.sampled_from(["", "тыс", "млн", "x 10^3", "х10", "e3", "е3", "E5", "%", "°C", "(оценка)", "-5", "±3", "+", "т (оценка)", "³", "²м", "м³/мес", "х", "т\n"]),
    st.text(max_size=6),
)  # fmt: skip
TYPED = st.builds(
    lambda parts, tail: "".join(parts) + tail,
    st.lists(st.one_of(DIGITS, GAPS), min_size=1, max_size=6),
    TAILS,
)


def at_length(text: str, locale: str) -> NumberReading | str:
    try:
        return _in_full(text, locale)
    except SymbioError as error:
        return error.code


def agree(text: str) -> None:
    for locale in LOCALES:
        short = _plain(text, locale)
        assert short is None or short == at_length(text, locale), (text, locale)


@settings(max_examples=1500, deadline=None)
@given(TYPED)
@example("1,234 t")
@example("0,500 kg")
@example("1 250,5 тыс. м³/мес")
@example("5 х 10^3 т")
@example("2 е3")
@example("8 (495) 123")
def test_both_ways_read_the_same(text: str) -> None:
    agree(text)


def test_both_ways_agree_on_everything_collected(shared: Path) -> None:
    texts = list(json.loads((shared / "cases/badinput/blns.json").read_text(encoding="utf-8")))
    for name in ("number_spellings.csv", "unit_spellings.csv"):
        with (shared / "cases" / name).open(encoding="utf-8", newline="") as source:
            texts += [cell for row in csv.reader(source) for cell in row]
    for text in texts:
        agree(text)
        agree(f"12,5 {text}")
        agree(f"1 200{text}")


def test_the_short_way_is_taken_by_what_people_type() -> None:
    for text in ("12", "1 250,5 тыс. м³/мес", "0,35 Гкал", "120000 т", "7,5%", "95 °C"):
        found = _plain(text, "ru")
        assert found is not None, text
        assert found.kind is AmountKind.EXACT


def test_the_same_text_in_another_field_or_plant_is_read_anew() -> None:
    """What is remembered of a unit never leaks between fields, calendars, periods or properties."""
    one, two = Calendar(1, 8, 5, 50), Calendar(3, 8, 7, 52)
    shift = [parse("3 т/смену", dimension="mass_per_year", calendar=c).number for c in (one, two)]
    assert shift == [750.0, 3276.0]
    days = [parse("10 т", dimension="mass_per_year", period_days=d).number for d in (365, 73)]
    assert days == [10.0, 50.0]
    dense = {
        v: {"density": Property(v, "t/m3", "паспорт")} for v in (0.5, 0.8)
    }  # fmt: skip
    tonnes = [parse("10 м³", dimension="mass", properties=p).number for p in dense.values()]
    assert tonnes == [5.0, 8.0]
    assert parse("10 м³", dimension="mass").gap == "density"
    assert parse("5 г", dimension="mass").canonical_unit == "t"
    assert parse("5 г", dimension="time").dimension == "time"
