"""Why a balance does not close is printed beside the balances, in the auditor's words."""

from __future__ import annotations

from dataclasses import replace

from symbioaudit.reports.chapters import balances
from symbioaudit.reports.context import Context
from symbioaudit.reports.tree import Block, Table, Words
from tests.reports import factory


def reasons(blocks: tuple[Block, ...]) -> list[tuple[str, ...]]:
    tables = [b for b in blocks if isinstance(b, Table) and b.id == "closure_reasons"]
    return [
        tuple(cell.text for cell in row.cells if isinstance(cell, Words))
        for table in tables
        for row in table.rows
    ]


def test_reasons_of_the_site_and_of_a_unit_are_printed() -> None:
    dossier = factory.dossier("ru")
    shot = dossier.snapshot
    said = {"closure_reason_water": "Испарение в градирне не измеряется, подтвердил энергетик"}
    first = replace(shot.processes[0], properties={"closure_reason": "Зола не взвешена"})
    shot = replace(
        shot,
        audit=replace(shot.audit, properties={**shot.audit.properties, **said}),
        processes=(first, *shot.processes[1:]),
    )
    found = reasons(balances.chapter(Context(replace(dossier, snapshot=shot))))
    assert found[0][0] == "Вода"
    assert found[0][2] == said["closure_reason_water"]
    assert found[1][1:] == (first.name, "Зола не взвешена")


def test_nothing_is_printed_where_nothing_was_said() -> None:
    assert reasons(balances.chapter(Context(factory.dossier("en")))) == []
