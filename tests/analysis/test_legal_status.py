"""The decision tree of the Russian legal status (DOMAIN 5.3), case by case."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from symbioaudit.analysis.legal_status import StatusAdvice, advise, hazard_of
from symbioaudit.methodology import load_pack
from symbioaudit.model import records as r
from symbioaudit.model.enums import Category, Direction, Kind, LegalStatus


def stream(**facts: Any) -> r.Stream:
    own = {k: facts.pop(k) for k in ("fkko", "legal_status", "category") if k in facts}
    category = Category(own.get("category", "waste"))
    status = LegalStatus(own["legal_status"]) if "legal_status" in own else None
    return r.Stream(
        id="s", audit_id="a", direction=Direction.OUT, kind=Kind.MATERIAL, category=category,
        name="s", fkko=own.get("fkko"), legal_status=status, properties=facts,
    )  # fmt: skip


def advice(**facts: Any) -> StatusAdvice:
    return advise(stream(**facts), load_pack().symbiosis.legal)


# facts → rule, licence, certain
CASES = [
    ({"legal_status": "product"}, "product", False, True),
    ({"legal_status": "by_product", "fkko": "30124005295"}, "by_product", False, True),
    ({"legal_status": "by_product", "fkko": "35111111494"}, "by_product", False, True),
    ({"legal_status": "by_product"}, "by_product", False, False),
    ({"legal_status": "by_product", "fkko": "40611001313"}, "class_3_4", True, True),
    ({"legal_status": "waste", "fkko": "30523001435"}, "class_5", False, True),
    ({"legal_status": "waste", "fkko": "61140001204"}, "class_3_4", True, True),
    ({"legal_status": "waste", "fkko": "40611001313"}, "class_3_4", True, True),
    ({"legal_status": "waste", "fkko": "47110101521"}, "class_1_2", True, True),
    ({"legal_status": "waste", "fkko": "92011001532"}, "class_1_2", True, True),
    ({"legal_status": "waste", "fkko": "46120001515"}, "scrap_metal", True, True),
    ({"legal_status": "waste", "fkko": "36121203225"}, "scrap_metal", True, True),
    ({"legal_status": "waste", "fkko": "73310001724"}, "municipal", True, True),
    ({"legal_status": "secondary_resource", "fkko": "34190101205"}, "secondary_resource", False, True),
    ({"legal_status": "secondary_resource", "fkko": "40512202604"}, "secondary_resource", True, True),
    ({"fkko": "61140001204"}, "class_3_4", True, False),
    ({"legal_status": "unknown", "fkko": "61140001204"}, "class_3_4", True, False),
    ({"legal_status": "waste", "hazard_class": "5"}, "class_5", False, False),
    ({"category": "wastewater"}, "other_law", False, True),
    ({"category": "waste_heat"}, "other_law", False, True),
]  # fmt: skip


@pytest.mark.parametrize(("facts", "rule", "licence", "certain"), CASES, ids=str)
def test_cases(facts: dict[str, Any], rule: str, licence: bool, certain: bool) -> None:
    found = advice(**facts)
    assert found.rule is not None
    assert (found.rule.id, found.licence_required, found.certain) == (rule, licence, certain)
    assert found.path[-1].rule is found.rule
    assert found.rule.basis
    assert found.documents


def test_nothing_known_gives_no_status_and_names_the_questions() -> None:
    found = advice()
    assert found.rule is None
    assert not found.certain
    assert {"product", "by_product", "class_5", "class_3_4"} <= {r.id for r in found.unknown}


def test_an_unknown_status_says_which_question_could_change_the_advice() -> None:
    found = advice(fkko="61140001204")
    assert [r.id for r in found.unknown] == ["product", "by_product", "secondary_resource"]


def test_what_must_be_documented_is_judged_where_the_record_knows() -> None:
    bare = advice(legal_status="by_product", fkko="30124005295")
    kept = advice(
        legal_status="by_product", fkko="30124005295", status_basis="ПЭК 2026", status_since=date(2026, 1, 1).isoformat()
    )  # fmt: skip
    assert [met for _d, met in bare.documents] == [False, False, None, None, None]
    assert [met for _d, met in kept.documents] == [True, True, None, None, None]


@pytest.mark.parametrize(
    ("facts", "wanted"),
    [({"fkko": "3 01 240 05 29 5"}, 5), ({"fkko": "30124000000"}, None), ({"hazard_class": "3"}, 3), ({}, None),
     ({"fkko": "40611001313", "hazard_class": "5"}, 3)],
)  # fmt: skip
def test_the_class_is_the_eleventh_digit_else_what_was_entered(
    facts: dict[str, Any], wanted: int | None
) -> None:
    assert hazard_of(stream(**facts)) == wanted
