"""What a form says of a code of right shape: unknown to a whole catalogue, a heading, a wrong class."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from symbioaudit.base.ids import new_id
from symbioaudit.forms import FormSession, load_forms
from symbioaudit.forms.code_check import code_remarks
from symbioaudit.model.classifier import CodeBook, Entry, Standing
from symbioaudit.model.enums import Category, Direction, Kind, Severity
from symbioaudit.model.records import Stream, Want

FORMS = load_forms()
KNOWN = {("fkko", "35111101204"), ("okved2", "24.10"), ("ewc", "100202")}


def book(*, complete: bool, as_of: date | None = date(2026, 3, 25)) -> CodeBook:
    def standing(system: str, code: str) -> Standing:
        entry = Entry(system, code, "имя") if (system, code) in KNOWN else None
        return Standing(entry, complete, as_of if complete else None)

    return standing


def said(system: str, code: str, codes: CodeBook | None) -> list[str]:
    return [remark.render("ru") for remark in code_remarks(system, code, codes)]


def test_a_whole_catalogue_misses_a_code_that_it_does_not_have() -> None:
    (remark,) = said("fkko", "35111101205", book(complete=True))
    assert "3\u00a051\u00a0111\u00a001\u00a020\u00a05" in remark
    assert "25.03.2026" in remark
    assert said("fkko", "35111101204", book(complete=True)) == []
    assert "25.03.2026" not in said("fkko", "35111101205", book(complete=True, as_of=None))[0]


def test_the_core_says_nothing_of_a_code_that_it_does_not_have() -> None:
    assert said("fkko", "35111101205", book(complete=False)) == []
    assert said("fkko", "35111101205", None) == []


@pytest.mark.parametrize(
    ("system", "code", "heading"),
    [
        ("fkko", "35111100000", True),
        ("fkko", "35111101204", False),
        ("ewc", "1002", True),
        ("ewc", "100202", False),
        ("okved2", "24", False),
        ("okpd2", "38", False),
    ],
)
def test_a_heading_is_told_without_a_library(system: str, code: str, *, heading: bool) -> None:
    assert bool(said(system, code, None)) is heading


def stream(**values: object) -> Stream:
    bare = Stream(
        id=new_id(),
        audit_id=new_id(),
        direction=Direction.OUT,
        kind=Kind.MATERIAL,
        category=Category.WASTE,
    )
    return replace(bare, **values)  # type: ignore[arg-type]


def problems(session: FormSession, field: str) -> list[tuple[Severity, str]]:
    return [(p.severity, p.text.render("en")) for p in session.problems() if p.field == field]


def test_a_session_with_a_library_warns_and_one_without_does_not() -> None:
    record = stream(fkko="35111101205", properties={"hazard_class": 5})
    silent = FormSession(FORMS["F09"], record)
    assert problems(silent, "fkko") == []
    ((severity, text),) = problems(replace(silent, codes=book(complete=True)), "fkko")
    assert severity is Severity.WARNING
    assert "is not in the catalogue" in text


def test_a_wrong_code_is_told_once() -> None:
    session = FormSession(FORMS["F09"], stream(fkko="35111100000"), codes=book(complete=True))
    assert [severity for severity, _text in problems(session, "fkko")] == [Severity.ERROR]


def test_a_class_that_is_not_the_last_digit_is_an_error() -> None:
    session = FormSession(FORMS["F09"], stream(fkko="35111101204", properties={"hazard_class": 3}))
    assert [severity for severity, _text in problems(session, "hazard_class")] == [Severity.ERROR]


def test_a_heading_where_the_form_has_no_rule_of_its_own_is_a_warning() -> None:
    want = Want(id=new_id(), audit_id=new_id(), fkko="35111100000")
    ((severity, text),) = problems(FormSession(FORMS["F14"], want), "fkko")
    assert severity is Severity.WARNING
    assert "heading" in text
