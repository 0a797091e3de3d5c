"""Technologies against streams: what holds, what does not, what is not known."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from symbioaudit.analysis.symbiosis.classify import Classified
from symbioaudit.analysis.symbiosis.fitting import FAILS, FITS, OPEN, Fit, fits
from symbioaudit.analysis.symbiosis.sides import Have
from symbioaudit.base.i18n import Message, Text
from symbioaudit.formula import compile_expression
from symbioaudit.methodology import load_pack
from symbioaudit.methodology.symbiosis import ResourceClass, Symbiosis, Technology
from symbioaudit.model import records as r
from symbioaudit.model.enums import Category, Direction, Kind
from symbioaudit.units import parse

PACK = load_pack()
RULE = PACK.scoring["technology"]


def stream(**fields: Any) -> r.Stream:
    return r.Stream(
        id="s",
        audit_id="a",
        direction=Direction.OUT,
        kind=Kind.MATERIAL,
        category=Category.WASTE,
        name="Зола",
        **fields,
    )


def judged(applies: str, record: r.Stream) -> Fit:
    """One technology with this predicate against this stream."""
    known = ResourceClass("ash", Text("зола", "ash"), "mineral")
    technology = Technology(
        "t", Text("т", "t"), ("ash",), Text("п", "p"), (8, 9), applies, in_russia=True
    )
    library = Symbiosis(resources={"ash": known}, technologies=(technology,))
    classified = (Classified("ash", 0.9, Message("named so")),)
    (found,) = fits(
        [(Have(id="s", party="p", name="Зола"), classified)], {"s": record}, library, RULE
    )
    return found


def test_each_condition_of_a_predicate_is_judged_by_itself() -> None:
    dry = stream(
        moisture=parse("1 %", dimension="fraction"),
        quantity=parse("15 000 т/год", dimension="mass_per_year"),
    )
    found = judged("quantity >= 20000 and moisture <= 0.02", dry)
    assert found.verdict == FAILS
    assert [(c.bounds[0].field, c.holds) for c in found.conditions] == [
        ("quantity", False),
        ("moisture", True),
    ]
    assert found.conditions[0].bounds[0].value == pytest.approx(15000)


def test_a_blank_field_leaves_the_question_open_and_is_no_zero() -> None:
    found = judged("moisture <= 0.3", stream())
    assert found.verdict == OPEN
    assert found.conditions[0].holds is None
    assert judged("", stream()).verdict == FITS


def test_one_of_several_words_is_enough() -> None:
    metal = stream(properties={"nature": "metallic"})
    found = judged("nature == 'metallic' or nature == 'chemical'", metal)
    assert found.verdict == FITS
    assert [b.limit for b in found.conditions[0].bounds] == ["metallic", "chemical"]
    assert judged("nature == 'polymer'", metal).verdict == FAILS


def test_fitting_ones_come_first_and_the_class_follows_from_trl_and_russia() -> None:
    assert judged("", stream()).kind == "innovative"  # TRL 8–9: not yet proven everywhere
    classes = {f.kind for f in _of_pack(stream())}
    assert classes <= {"proven", "innovative", "breakthrough"}
    order = [f.verdict for f in _of_pack(stream())]
    assert order == sorted(order, key=[FITS, OPEN, FAILS].index)


def _of_pack(record: r.Stream) -> tuple[Fit, ...]:
    names = tuple(PACK.symbiosis.resources)
    haves = [
        (Have(id="s", party="p", name=n), (Classified(n, 1.0, Message("named so")),)) for n in names
    ]
    return fits(haves, {"s": record}, PACK.symbiosis, RULE)


@given(
    st.fixed_dictionaries(
        {},
        optional={
            "moisture": st.floats(0, 1),
            "quantity": st.floats(0, 1e6),
            "temperature": st.floats(-20, 500),
            "ncv": st.floats(0, 45),
        },
    )
)
def test_conditions_together_say_what_the_predicate_says(values: dict[str, float]) -> None:
    units = {
        "moisture": ("1", "fraction"),
        "quantity": ("t/year", "mass_per_year"),
        "temperature": ("°C", "temperature"),
        "ncv": ("GJ/t", "specific_energy"),
    }
    fields = {
        code: parse(
            f"{100 * value:.9f} %" if code == "moisture" else f"{value:.9f} {units[code][0]}",
            dimension=units[code][1],
        )
        for code, value in values.items()
    }
    record = stream(**fields)
    known = {code: getattr(record, code).number for code in fields}
    for found in _of_pack(record):
        if not found.technology.applies:
            continue
        whole = compile_expression(found.technology.applies)
        value = whole.evaluate({name: known.get(name) for name in whole.names})
        assert (found.verdict == FITS) == (value is True)
        # One condition that fails is enough, even where another is not known.
        assert value is not False or found.verdict == FAILS
        assert found.verdict != FAILS or value is not True
