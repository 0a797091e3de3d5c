"""Types of expressions: like is compared with like, words come from their list."""

from __future__ import annotations

import pytest

from symbioaudit.formula import compile_expression
from symbioaudit.formula.sorts import BOOL, NUMBER, TEXT, Kind, Sort, faults

NAMES = {
    "mass": NUMBER,
    "share": NUMBER,
    "focus": BOOL,
    "name": TEXT,
    "state": Sort(Kind.TEXT, frozenset({"lump", "powder"})),
    "day": Sort(Kind.DATE),
    "end": Sort(Kind.DATE),
    "roles": Sort(Kind.LIST),
    "split": Sort(Kind.TABLE, columns={"share": NUMBER, "use": TEXT}),
}


@pytest.mark.parametrize(
    "text",
    [
        "mass > 0 and focus",
        "abs(mass - share) <= 0.1 * max(mass, share)",
        "state == 'lump' or 'powder' != state",
        "day <= end",
        "count(roles) >= 1 and count(split) == 0",
        "sum_of(split, 'share') == 1",
        "not filled(name) or starts(name, '3')",
        "checksum('inn', name)",
        "digit(name, 11) <= 4",
        "unheard_of > 3 and unheard_of == 'x'",  # an unknown name is another finding
        "true",
    ],
)
def test_sound(text: str) -> None:
    assert faults(compile_expression(text), NAMES) == ()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("mass", "mass is neither true nor false"),
        ("name and focus", "name is neither true nor false"),
        ("not mass", "mass is neither true nor false"),
        ("mass == 'heavy'", "mass is compared with 'heavy'"),
        ("name > 'a'", "name is compared with 'a'"),
        ("day > 3", "day is compared with 3"),
        ("name + 1 > 0", "name is no number"),
        ("-state > 0", "state is no number"),
        ("min(mass, name) > 0", "name is no number"),
        ("state == 'dust'", "“dust” is not in the list"),
        ("'dust' == state", "“dust” is not in the list"),
        ("count(mass) > 0", "mass is no table"),
        ("sum_of(roles, 'share') > 0", "roles is no table"),
        ("sum_of(split, 'part') > 0", "there is no column of numbers “part”"),
        ("sum_of(split, 'use') > 0", "there is no column of numbers “use”"),
        ("checksum('inm', name)", "there is no check digit “inm”"),
        ("filled(name, mass)", "filled takes 1 values"),
    ],
)
def test_unsound(text: str, said: str) -> None:
    assert [m.render("en") for m in faults(compile_expression(text), NAMES)] == [said]


def test_a_number_may_be_asked_for_instead_of_a_truth() -> None:
    assert faults(compile_expression("mass / share"), NAMES, truth=False) == ()
