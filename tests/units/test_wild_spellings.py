"""Nearly two thousand spellings of units and numbers from practice, and what people's keyboards make of them."""

from __future__ import annotations

import json
import random
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from symbioaudit.base.errors import InputRefused, SymbioError
from symbioaudit.model.enums import AmountKind, Missing
from symbioaudit.units import convert, format_amount, parse, parse_number
from symbioaudit.units.grammar import Outcome, Reading, read_unit
from symbioaudit.units.table import Trouble, exact
from tests.units.wild_spellings import ASK, FACTOR, WILD

TABLE = [(s, kind, factor) for kind, factor, texts in WILD for s in texts.split("|")]
LOOK_ALIKE = str.maketrans("асеорхАВСЕНКМОРТХ", "aceopxABCEHKMOPTX")


def _reads(text: str, kind: str, factor: float) -> bool:
    found = read_unit(text)
    if not isinstance(found, Reading) or found.factor != pytest.approx(factor, rel=1e-6):
        return False
    return found.name == kind or (found.quantity is not None and found.quantity.name == kind)


def test_the_list_is_long_enough_to_mean_something() -> None:
    assert len(TABLE) + len(ASK.split("|")) + len(FACTOR.split("|")) > 1700


def test_every_spelling_from_practice_means_what_its_trade_means() -> None:
    assert [(s, read_unit(s)) for s, kind, factor in TABLE if not _reads(s, kind, factor)] == []


@pytest.mark.parametrize(("texts", "kind"), [(ASK, "ambiguous"), (FACTOR, "needs_factor")])
def test_what_cannot_be_known_is_asked(texts: str, kind: str) -> None:
    wrong = []
    for text in texts.split("|"):
        found = read_unit(text)
        asked = isinstance(found, Trouble) and found.kind == kind
        if not asked or (kind == "ambiguous" and len(found.choices) < 2):  # type: ignore[union-attr]
            wrong.append((text, found))
    assert wrong == []


def test_the_region_of_a_gallon_survives_every_place_it_can_stand_in() -> None:
    unit = ["gal", "gallons", "kgal", "thousand gallons", "gpm", "MGD"]
    marks = ["(UK)", "[UK]", "(imp)", "(imp.)", "{UK}", "(Imperial)", "UK", "U.K.", "imp.", "imperial"]  # fmt: skip
    for name in unit:
        american = read_unit(name)
        assert isinstance(american, Reading)
        for mark in marks:
            tails = ["", "/year", " per annum"] if american.dim.powers == (("m", 3),) else [""]
            for tail in tails:
                for text in (f"{name} {mark}{tail}", f"{name}{tail} {mark}"):
                    found = read_unit(text)
                    assert isinstance(found, Reading), text
                    assert found.factor == pytest.approx(american.factor * 1.200949925), text
                    assert ("a", -1) in found.dim.powers if tail else True


@pytest.mark.parametrize(
    "text",
    [
        "gal (UK) (US)",
        "kg (N)",
        "kPa (N)",
        "erg/(s·cm²)",
        "(m³/s)/m²",
        "m⁻³",
        "A",
        "bar (gauge) (abs)",
        "m²(n)",
    ],
)
def test_a_mark_without_its_unit_is_never_dropped(text: str) -> None:
    found = read_unit(text)
    assert found is None or isinstance(found, Trouble)


@pytest.mark.parametrize(
    "text", ["t (short tons)", "MJ (kWh)", "т (кг)", "m3 (15 °C)", "mJ", "мДж"]
)
def test_a_symbol_and_an_explanation_that_disagree_are_a_question(text: str) -> None:
    found = read_unit(text)
    assert isinstance(found, Trouble)
    assert len(found.choices) == 2


_RANDOM = random.Random(8)


@pytest.mark.parametrize(
    ("text", "kind", "factor"),
    _RANDOM.sample([row for row in TABLE if len(row[0]) > 1], 250),
)
def test_spaces_and_brackets_around_change_nothing(text: str, kind: str, factor: float) -> None:
    for changed in (f"  {text} ", f"{text}\u00a0", text.replace(" ", "\u00a0"), text.replace(" ", "\u2009")):  # fmt: skip
        assert _reads(changed, kind, factor), changed
    lined = text.replace("·", "⋅").replace("²", "2").replace("m³", "m3").replace("м³", "м3")
    assert _reads(lined, kind, factor)


def test_letters_of_the_other_alphabet_change_nothing() -> None:
    words = ["тонн", "м3", "кВт·ч", "МВт·ч", "тыс. м3", "м3/час", "т/сутки", "руб.", "тыс. руб.", "кг/т", "Гкал/ч", "нм3", "млн м3", "т у.т.", "км", "кВА", "мес", "тыс. т/год"]  # fmt: skip
    for text in words:
        plain = read_unit(text)
        assert isinstance(plain, Reading), text
        for at, letter in enumerate(text):
            swapped = text[:at] + letter.translate(LOOK_ALIKE) + text[at + 1 :]
            found = read_unit(swapped)
            assert isinstance(found, Reading), swapped
            assert (found.dim, found.factor) == (plain.dim, plain.factor), swapped


NUMBERS: list[tuple[str, tuple[float | None, float | None, float | None]]] = [
    ("от 10 до 14", (10, 12, 14)), ("10 т – 14 т", (10, 12, 14)), ("от 10 т до 14 т", (10, 12, 14)), ("10 до 14", (10, 12, 14)),
    ("10…14", (10, 12, 14)), ("10÷14 т", (10, 12, 14)), ("−10…−5", (-10, -7.5, -5)), ("-10 - -5", (-10, -7.5, -5)), ("-5 – +5", (-5, 0, 5)),
    ("5%-7%", (5, 6, 7)), ("5 % – 7 %", (5, 6, 7)), ("с 10 по 14", (10, 12, 14)), ("between 10 and 14", (10, 12, 14)), ("1,5·10³–2·10³", (1500, 1750, 2000)),
    ("не более 5", (None, 5, 5)), ("до 5", (None, 5, 5)), ("не менее 5", (5, 5, None)), ("свыше 5", (5, 5, None)), ("5+", (5, 5, None)),
    ("около 12", (12, 12, 12)), ("~ 12", (12, 12, 12)), ("c. 12", (12, 12, 12)), ("12±2", (10, 12, 14)), ("12 (±2)", (10, 12, 14)), ("12 ± 20 %", (9.6, 12, 14.4)),
    ("1,2×10^3", (1200,) * 3), ("1.2E3", (1200,) * 3), ("1,2·10³", (1200,) * 3), ("1,2*10**3", (1200,) * 3), ("10³", (1000,) * 3), ("10^6", (1e6,) * 3), ("1,2Е+03", (1200,) * 3),
    ("½", (0.5,) * 3), ("1½", (1.5,) * 3), ("1 ½", (1.5,) * 3), ("3¼", (3.25,) * 3), ("1 млн", (1e6,) * 3), ("5 тыс.", (5000,) * 3), ("2,5 млрд", (2.5e9,) * 3),
    ("1'250", (1250,) * 3), ("1’250’000", (1.25e6,) * 3), ("1 250,5", (1250.5,) * 3), ("1.250.000", (1.25e6,) * 3), ("1.250,5", (1250.5,) * 3),
    ("‑5", (-5,) * 3), ("−5", (-5,) * 3), ("—5", (-5,) * 3), ("минус 5", (-5,) * 3), ("-0", (0, 0, 0)), ("ноль", (0, 0, 0)), ("«12,5»", (12.5,) * 3), ("'12", (12,) * 3),
    ("12,5*", (12.5,) * 3), ("12,5¹", (12.5,) * 3), ("5.", (5,) * 3), ("12,5;", (12.5,) * 3), ("$1,234.56", (1234.56,) * 3), ("€1.234,56", (1234.56,) * 3), ("USD 500", (500,) * 3),
    ("50 %", (50,) * 3), (".5", (0.5,) * 3), (",5", (0.5,) * 3), ("00012", (12,) * 3),
]  # fmt: skip


@pytest.mark.parametrize(("text", "span"), NUMBERS)
def test_numbers_from_practice(text: str, span: tuple[float | None, ...]) -> None:
    found = parse_number(text, "ru").span
    assert found is not None
    for got, wanted in zip((found.low, found.best, found.high), span, strict=True):
        # A bound has no other end: the best guess is the bound itself.
        assert got == (None if wanted is None else pytest.approx(wanted)), found


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("#Н/Д", "SA-2008"), ("#ДЕЛ/0!", "SA-2008"), ("#REF!", "SA-2008"), ("#####", "SA-2008"),
        ("01.02.2024", "SA-2006"), ("2024-01-02", "SA-2006"), ("1/2/2024", "SA-2006"), ("31.12.23", "SA-2006"), ("12:30", "SA-2006"), ("янв.24", "SA-2006"), ("Jan-24", "SA-2006"),
        ("(1 250)", "SA-2002"), ("1,2·10-3", "SA-2002"), ("14-10", "SA-2011"), ("inf", "SA-2007"), ("1e400", "SA-2007"), ("1e-400", "SA-2007"),
        ("нет", "SA-2009"), ("отс.", "SA-2009"), ("много", "SA-2006"), ("следы", "SA-2006"), ("1.2.3", "SA-2006"), ("=1+2", "SA-2006"), ("№12", "SA-2006"),
        ("1+2", "SA-2004"), ("2*3", "SA-2004"), ("5 или 6", "SA-2004"), ("12 34", "SA-2004"), ("1/2 т", "SA-2004"), ("12 т 500 кг", "SA-2004"), ("1_000", "SA-2004"), ("0x1F", "SA-2004"),
        ("10-14-18", "SA-2006"), ("< 5-10", "SA-2004"), ("1,,2", "SA-2004"),
    ],
)  # fmt: skip
def test_what_is_no_number_says_why(text: str, code: str) -> None:
    with pytest.raises(InputRefused, match=code):
        parse(text, locale="ru")


@pytest.mark.parametrize("text", ["н/д", "нет учёта", "не измеряется", "—", "…", "unknown", ""])
def test_no_data_is_no_zero(text: str) -> None:
    amount = parse(text, dimension="mass_per_year")
    assert (amount.missing, amount.value, amount.canonical) == (Missing.UNKNOWN, None, None)


def _of_one_kind() -> list[list[str]]:
    kinds: dict[object, list[str]] = {}
    for spelling, meaning in sorted(exact().items()):
        if not isinstance(meaning, Trouble) and not meaning.offset:
            kinds.setdefault(meaning.dim, []).append(spelling)
    return list(kinds.values())


@given(st.sampled_from(_of_one_kind()), st.data(), st.floats(1e-6, 1e9))
def test_every_pair_of_units_goes_there_and_back(
    kind: list[str], data: st.DataObject, value: float
) -> None:
    one, other = (data.draw(st.sampled_from(kind)) for _ in range(2))
    there = convert(value, one, other)
    assert convert(there, other, one) == pytest.approx(value, rel=1e-12)


@given(
    st.floats(1e-3, 1e9).map(lambda v: float(f"{v:.6g}")),
    st.sampled_from(["t", "kg", "m3", "kWh", "Gcal", "GJ", "tce", "thousand m3", "t/year", "kg/h", "m3/day", "kW", "degC", "bar", "pcs", "RUB", "percent", "Nm3", "km", "tkm", "kVA", "L/s"]),
    st.sampled_from(["", "~", "≤", "≥"]),
    st.sampled_from(["ru", "en"]),
)  # fmt: skip
def test_what_is_printed_is_read_back_the_same(
    value: float, unit: str, mark: str, lang: str
) -> None:
    typed = f"{mark}{value:.12g}".replace(".", "," if lang == "ru" else ".")
    first = parse(f"{typed} {unit}", locale=lang)
    again = parse(format_amount(first, lang), locale=lang)
    assert (again.kind, again.canonical_unit, again.dimension) == (first.kind, first.canonical_unit, first.dimension)  # fmt: skip
    assert first.canonical is not None
    assert again.canonical is not None
    for name in ("low", "best", "high"):
        was, now = getattr(first.canonical, name), getattr(again.canonical, name)
        assert now == (None if was is None else pytest.approx(was, rel=1e-9))


@given(
    st.lists(
        st.sampled_from("0123456789.,-–~±<>%()[]/·*^ ³тмкгВч°CtmskWhgalUKyear\u00a0\u202f½#EeеЕ+'"),
        max_size=60,
    ).map("".join)
)
def test_no_mixture_of_the_signs_of_our_trade_breaks_the_reader(text: str) -> None:
    for locale in ("ru", "en", "any"):
        try:
            amount = parse(text, locale=locale, dimension=["mass_per_year", "volume"])
        except SymbioError as error:
            assert error.render("ru")  # noqa: PT017
            continue
        assert amount.missing or amount.kind in AmountKind


def _slow_texts(naughty: list[str]) -> list[str]:
    long = ["1 " * 5000, "(" * 3000, "1" * 100_000, "1,000" * 999, "т" * 5000, "а" * 119, "1" + " " * 300 + "т", "kg(" * 40, "5 " + "тыс" * 38, "1" + "-" * 300, "1" + ".1" * 190, "$" * 300, "UK " * 39, "5 " + "(UK)" * 29, "от " * 100, "1 м " + "- " * 150, "10^" * 100, "½" * 300]  # fmt: skip
    return [*long, *naughty]


def test_no_text_takes_long(shared: Path) -> None:
    texts = _slow_texts(json.loads((shared / "cases/badinput/blns.json").read_text("utf-8")))
    for text in texts:
        before = time.process_time()
        try:
            parse(text, locale="any")
        except SymbioError as error:
            assert error.code  # noqa: PT017
        assert time.process_time() - before < 0.25, text[:60]


def test_a_reading_is_the_same_whatever_was_read_before() -> None:
    def all_read() -> list[Outcome]:
        read_unit.cache_clear()
        return [read_unit(text) for text, _, _ in TABLE]

    forward = all_read()
    read_unit.cache_clear()
    backward = [read_unit(text) for text, _, _ in reversed(TABLE)]
    assert forward == backward[::-1]


def test_the_command_says_the_factor_of_the_unit_beside_any_number() -> None:
    from symbioaudit.cli.units import reading
    from symbioaudit.units import Calendar

    wrong = []
    for spelling, _kind, factor in TABLE:
        if spelling[:1].isdigit():
            continue  # behind a number these are digits of the number
        for text, value in ((spelling, 1.0), (f"5 {spelling}", 5.0), (f"1 250,5 {spelling}", 1250.5)):  # fmt: skip
            item = reading(text, "ru", None, Calendar())
            right = item["ok"] and item["si_factor"] == pytest.approx(factor, rel=1e-6)
            offset = item.get("si_offset") or 0.0
            if not right or item["si_value"] != pytest.approx(value * factor + offset, rel=1e-6):
                wrong.append((text, item))
    assert wrong == []


@pytest.mark.parametrize(
    ("text", "si"),
    [("1000 m3", 1000), ("1000 руб.", 1000), ("100 cu ft", 2.8316846592), ("10³ м³", 1000), ("10 т – 14 т", 12_000), ("₽ 12 345", 12_345), ("$5 million", 5e6), ("3 bar(g)", 3e5), ("12 т (оценка)", 12_000)],
)  # fmt: skip
def test_the_command_multiplies_once(text: str, si: float) -> None:
    from symbioaudit.cli.units import reading
    from symbioaudit.units import Calendar

    assert reading(text, "ru", None, Calendar())["si_value"] == pytest.approx(si)
