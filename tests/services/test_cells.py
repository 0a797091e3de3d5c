"""What stands in cells, how they sort, what a filter means, totals, completions, lines of tables."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.synthetic import snapshot
from symbioaudit.methodology import load_pack
from symbioaudit.model.changes import Changes, FieldChange
from symbioaudit.model.enums import Missing
from symbioaudit.services import completing as c
from symbioaudit.services.cells import Cells, natural, ordered
from symbioaudit.services.entries import Desk, Reader, applied, shown
from symbioaudit.services.lines import (
    LineCells,
    LineReader,
    lines_of,
    months_of,
    table_edit,
    with_months,
)
from symbioaudit.services.live import LiveAudit
from symbioaudit.services.sifting import row_text, sieve
from symbioaudit.services.totals import Totals, said

PACK = load_pack()
LIVE = LiveAudit(snapshot(30))
FORM = PACK.forms["F09"]
CELLS = Cells(PACK, FORM, "ru", LIVE)
READER = Reader(Desk(LIVE, PACK, "ru"), FORM)
ROWS = [record for record in LIVE.of("stream") if FORM.takes(record)]


def test_a_cell_says_what_the_card_says() -> None:
    for code, column in CELLS.columns.items():
        if column.is_basis:
            continue
        for record in ROWS:
            card = shown(PACK, FORM, code, record, "ru", LIVE)
            assert CELLS.text(record, code) in (card, card.replace(".", ","))


def test_the_quick_filter_of_records_agrees_with_the_form() -> None:
    for form in PACK.forms.values():
        cells = Cells(PACK, form, "ru", LIVE)
        held = LIVE.of(form.entity)
        assert [cells.fits(r) for r in held] == [form.takes(r) for r in held], form.id


def test_every_grid_form_has_first_columns_that_a_person_can_type() -> None:
    for form in (f for f in PACK.forms.values() if f.mode == "grid"):
        cells = Cells(PACK, form, "ru", LIVE)
        codes = cells.default_columns()
        assert codes, form.id
        assert set(codes) <= set(cells.columns), form.id
    assert set(FORM.quick) <= set(CELLS.columns)


@given(st.lists(st.one_of(st.none(), st.integers(-5, 5)), max_size=20), st.booleans())
def test_blanks_are_last_in_either_direction(values: list[int | None], descending: bool) -> None:
    keys = {str(n): v for n, v in enumerate(values)}
    found = [values[int(one)] for one in ordered(keys, list(keys), descending=descending)]
    filled = [v for v in found if v is not None]
    assert filled == sorted(filled, reverse=descending)
    assert found == filled + [None] * (len(values) - len(filled))


def test_names_sort_as_people_count() -> None:
    names = ["Участок 10", "участок 2", "Ёмкость", "Жир", "Дым", "2 цех", "10 цех"]
    random.Random(1).shuffle(names)
    assert sorted(names, key=natural) == ["2 цех", "10 цех", "Дым", "Ёмкость", "Жир", "участок 2", "Участок 10"]  # fmt: skip


CODES = ("name", "category", "quantity", "route")


def passing(text: str, column: str = "quantity") -> list[str]:
    found = sieve(text, CELLS, READER, CODES, column)
    assert found.trouble is None, found.trouble
    return [r.id for r in ROWS if found.passes(r, lambda one: row_text(CELLS, one, CODES))]


def test_words_of_a_filter_stand_in_any_column() -> None:
    assert passing("ШЛАК захоронение") == [r.id for r in ROWS if r.name.startswith("Шлак")]
    assert passing("нет такого") == []
    assert passing("") == [r.id for r in ROWS]


@pytest.mark.parametrize("text", [">100", "> 100 т/год", ">=100", "> 8,333333 т/мес", "100..200"])
def test_comparisons_use_the_canonical_value(text: str) -> None:
    assert passing(text) == [r.id for r in ROWS if r.quantity.number > 100]
    assert passing(text, "name") == passing(text)  # the first amount where the cursor is on a text


def test_a_limit_that_cannot_be_read_says_so_and_hides_nothing() -> None:
    found = sieve(">5 кВт", CELLS, READER, CODES, "quantity")
    assert found.trouble is not None
    assert found.passes(ROWS[0], lambda _record: "")


def test_blanks_and_unknowns_can_be_asked_for() -> None:
    blank = replace(ROWS[0], route=None)
    unknown = replace(ROWS[1], route=None, reasons={"route": Missing.UNKNOWN})
    assert sieve("=", CELLS, READER, CODES, "route").passes(blank, str)
    assert not sieve("=", CELLS, READER, CODES, "route").passes(unknown, str)
    assert sieve("?", CELLS, READER, CODES, "route").passes(unknown, str)
    assert not sieve("?", CELLS, READER, CODES, "route").passes(blank, str)


def test_totals_are_exact_after_any_edits() -> None:
    totals = Totals(CELLS, "quantity", "category")
    totals.fill(ROWS)
    huge = applied_quantity(ROWS[0], "1000000000000 т/год")
    totals.put(huge)
    totals.put(ROWS[0])
    totals.put(replace(ROWS[1], quantity=None))
    lines = totals.lines()
    assert [line.blank for line in lines] == [1]
    wanted = sum(r.quantity.number for r in [ROWS[0], *ROWS[2:]])
    assert lines[0].sum == pytest.approx(wanted, rel=1e-15)
    assert "+ 1 строка без количества" in said(lines[0], "ru")
    assert said(lines[0], "ru").startswith("Отход: ~")  # an estimate is in it
    assert totals.lines([ROWS[2].id])[0].rows == 1


def applied_quantity(record, text: str):
    from symbioaudit.services.entries import edits_for

    return applied(record, edits_for(record, "quantity", READER.read("quantity", text, record)))


def test_letters_find_a_choice() -> None:
    column = CELLS.columns["quantity.basis"].column
    first = c.of_choices(column.choices, "и", "ru")[0]
    assert first.text == "Измерено прибором"
    assert c.of_choices(column.choices, "оценк", "ru")[0].text == "Экспертная оценка"
    assert len(c.of_choices(column.choices, "", "ru")) == len(column.choices)


def test_codes_are_found_by_their_beginning_and_by_kin_of_words() -> None:
    source = c.own_codes(ROWS, "fkko")
    assert source("fkko", "351", 5)[0].text.startswith("351")
    found = source("fkko", "шлаки", 5)
    assert found
    assert all(offer.label.startswith("Шлак") for offer in found)
    both = c.joined((source, source))
    assert both("fkko", "351", 5) == source("fkko", "351", 5)


def test_names_of_records_follow_the_audit() -> None:
    live = LiveAudit(snapshot(3))
    process = live.of("process")[0]
    assert live.names("process")[process.id] == process.name
    live.apply(Changes("", "", (FieldChange("process", process.id, "name", process.name, "Печь"),)))
    assert live.names("process")[process.id] == "Печь"


COMPOSITION = FORM.field("composition")
MONTHLY = FORM.field("monthly")


def test_lines_of_a_table_are_read_and_written() -> None:
    assert COMPOSITION is not None
    cells = LineCells(PACK, FORM, COMPOSITION, "ru", LIVE)
    reader = LineReader(READER.desk, cells, ROWS[0])
    share = reader.read("share", "12 %")
    assert share.value.number == pytest.approx(0.12)
    assert not reader.read("share", "12 кг").ok
    assert reader.read("share", "?").value.missing is Missing.UNKNOWN
    assert reader.read("date", "31.12.2025").value == "2025-12-31"
    lines = [{"component": "SiO₂", "share": share.value}, {}]
    record = applied(ROWS[0], table_edit(ROWS[0], "composition", lines))
    assert [cells.text(line, "share") for line in lines_of(record, "composition")] == ["12 %"]
    assert lines_of(applied(record, table_edit(record, "composition", [])), "composition") == ()


def test_months_keep_their_numbers() -> None:
    assert MONTHLY is not None
    cells = LineCells(PACK, FORM, MONTHLY, "ru", LIVE)
    value = LineReader(READER.desk, cells).read("value", "8,5 %").value
    rows = with_months([{}, {"value": value}, {}])
    assert rows == ({"month": 2, "value": value},)
    assert months_of(rows)[1]["value"] is value
    assert len(months_of(rows)) == 12
