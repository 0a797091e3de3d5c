"""Every question of every form that a factory is asked: typed, loaded, sent out again, loaded again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from random import Random
from typing import Any

import pytest

from symbioaudit.base import clock, ids
from symbioaudit.intake import questionnaire, reader
from symbioaudit.intake.build import same_meaning
from symbioaudit.intake.layout import Block, blocks
from symbioaudit.intake.plan import Outcome
from symbioaudit.intake.resolve import resolve
from symbioaudit.methodology import Pack
from symbioaudit.model.enums import Severity
from symbioaudit.model.snapshot import Snapshot
from tests.intake.books import applied, fill, new_ids
from tests.intake.chance import months, typed

ROWS = 2
Answers = dict[str, Any]


class Sheets:
    """What is typed into a questionnaire, and what the records must then hold."""

    def __init__(self, path: Path, pack: Pack, random: Random) -> None:
        self.path, self.random = path, random
        self.single: dict[str, Answers] = {}
        self.grid: dict[str, list[Answers]] = {}
        self.expected: dict[tuple[str, int], Answers] = {}
        self.refs: dict[str, list[tuple[str, str]]] = {}
        self.rows = new_ids(path)
        every = blocks(pack, whole=True)
        for block in every:
            if not block.single and not block.table:
                self._names(block)
        for block in every:
            self._answer(block)

    def _names(self, block: Block) -> None:
        for n in range(ROWS):
            self.refs.setdefault(block.entity, []).append(
                (f"{block.form} запись {n}", self.rows[block.form][n])
            )

    def _answer(self, block: Block) -> None:
        if block.single and not block.table:
            self.single[block.form] = self._row(block, 0)
        elif block.table:
            self.grid[block.key] = [
                line for n in range(1 if block.single else ROWS) for line in self._lines(block, n)
            ]
        else:
            self.grid[block.key] = [self._row(block, n) for n in range(ROWS)]

    def _row(self, block: Block, n: int) -> Answers:
        cells, expected = {}, self.expected.setdefault((block.form, n), {})
        allowed = block.filter
        for column in block.columns:
            if column.code in allowed or (column.code in block.defaults and not block.single):
                continue
            if column.code == (block.label_field or "name") and not block.single:
                cells[column.code] = expected[column.code] = f"{block.form} запись {n}"
                continue
            one = typed(self.random, column, self.refs)
            if one is not None:
                cells[column.code], expected[column.code] = one.cell, one.value
                if one.unit is not None and not block.single:
                    cells[f"{column.code}@unit"] = one.unit
                elif one.unit is not None:
                    cells[column.code] = f"{one.cell} {one.unit}"
        return cells

    def _lines(self, block: Block, n: int) -> list[Answers]:
        expected = self.expected.setdefault((block.form, n), {})
        owner = {} if block.single else {"@parent": f"{block.form} запись {n}"}
        if block.months:
            cells, value = months(self.random, block)
            expected[block.table or ""] = value
            return [{**owner, **cells}]
        lines, values = [], []
        for _line in range(2):
            cells, line = dict(owner), {}
            for column in block.columns:
                one = typed(self.random, column, self.refs)
                if one is not None:
                    cells[column.code], line[column.code] = one.cell, one.value
                    if one.unit is not None:
                        cells[f"{column.code}@unit"] = one.unit
            lines.append(cells)
            values.append(line)
        expected[block.table or ""] = tuple(values)
        return lines


def differences(snapshot: Snapshot, sheets: Sheets) -> list[str]:
    """Answers that the records do not hold as they were meant."""
    out = []
    for (form, n), answers in sheets.expected.items():
        record = _record(snapshot, form, n, sheets)
        for code, value in answers.items():
            held = (
                getattr(record, code, None)
                if hasattr(record, code)
                else record.properties.get(code)
            )
            if not same_meaning(held, value):
                out.append(f"{form}.{code}: {value!r} → {held!r}")
    return out


def _record(snapshot: Snapshot, form: str, n: int, sheets: Sheets) -> Any:
    known: Mapping[str, Any] = {
        "F02": snapshot.enterprise,
        "F03": snapshot.site,
        "F15A": snapshot.audit,
    }
    return known[form] if form in known else snapshot.by_id[sheets.rows[form][n]]


@pytest.fixture(scope="session")
def whole_blank(tmp_path_factory: pytest.TempPathFactory, pack: Pack) -> Path:
    """An empty questionnaire that asks everything."""
    path = tmp_path_factory.mktemp("every") / "blank.xlsx"
    questionnaire.write(path, pack, lang="ru", whole=True)
    return path


@pytest.mark.parametrize("seed", [1, 2, 3])  # a seed, not a search: each run asks every field
def test_every_field_of_every_form_comes_back_as_it_was_typed(
    seed: int, tmp_path: Path, whole_blank: Path, pack: Pack, empty: Snapshot
) -> None:
    empty = replace(empty, enterprise=replace(empty.enterprise, name_short=None))
    sheets = Sheets(whole_blank, pack, Random(seed))
    path = fill(whole_blank, tmp_path / "filled.xlsx", single=sheets.single, grid=sheets.grid)
    staged = reader.read(path, pack)
    plan = resolve(staged, pack, empty)
    errors = [
        f
        for f in plan.findings
        if f.severity in {Severity.ERROR, Severity.BLOCKER} and "SA-" in f.render()
    ]
    assert errors == []
    assert plan.claims == ()
    known = applied(empty, plan)
    assert differences(known, sheets) == []
    assert resolve(staged, pack, known).empty
    exports = []
    for _each in range(2):
        with clock.frozen(clock.now()), ids.seeded(5):
            exports.append(questionnaire.render(pack, lang="ru", snapshot=known))
    assert exports[0] == exports[1]
    again = tmp_path / "again.xlsx"
    again.write_bytes(exports[0])
    second = resolve(reader.read(again, pack), pack, known)
    assert second.empty
    assert {row.outcome for row in second.rows} == {Outcome.SAME}
