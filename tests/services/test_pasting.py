"""Blocks of typed cells: the clipboard of spreadsheets, reading onto records, what stays unread."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.synthetic import snapshot
from symbioaudit.base.ids import new_id
from symbioaudit.methodology import load_pack
from symbioaudit.model.enums import Basis, Missing
from symbioaudit.services.cells import Cells
from symbioaudit.services.entries import Desk, Reader, read_entry
from symbioaudit.services.live import LiveAudit
from symbioaudit.services.operations import Create, Update
from symbioaudit.services.pasting import (
    BASIS_WITHOUT_AMOUNT,
    Target,
    format_block,
    lay_out,
    parse_block,
    read_targets,
)

CELLS = st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\r"), max_size=12)
BLOCKS = st.integers(1, 5).flatmap(
    lambda width: st.lists(
        st.lists(CELLS, min_size=width, max_size=width).map(tuple), min_size=1, max_size=5
    ).map(tuple)
)


@pytest.fixture
def reader() -> Reader:
    pack = load_pack()
    return Reader(Desk(LiveAudit(snapshot(12)), pack, "ru"), pack.forms["F09"])


@pytest.fixture
def cells(reader: Reader) -> Cells:
    return Cells(reader.desk.pack, reader.form, "ru", reader.desk.live)


@given(BLOCKS)
def test_what_is_copied_is_pasted(block: tuple[tuple[str, ...], ...]) -> None:
    assert parse_block(format_block(block)) == block


@given(st.text(max_size=60))
def test_any_clipboard_text_is_a_block(text: str) -> None:
    block = parse_block(text)
    assert all(isinstance(cell, str) for line in block for cell in line)
    letters = "".join(cell for line in block for cell in line)
    assert len(letters) <= len(text)


@pytest.mark.parametrize(
    ("text", "block"),
    [
        ("а\tб\r\nв\tг\r\n", (("а", "б"), ("в", "г"))),  # Excel: CR LF, one more at the end
        ('"две\nстроки"\tб\r\n', (("две\nстроки", "б"),)),  # a line end inside a cell
        ('"кавычки ""внутри"""\tб', (('кавычки "внутри"', "б"),)),
        ('труба 2"\tб', (('труба 2"', "б"),)),  # LibreOffice leaves a quote inside alone
        ('"ООО" Ромашка\tб', (('"ООО" Ромашка', "б"),)),  # a quote at the front that closes nothing
        ("а\n\nб\n", (("а",), ("",), ("б",))),
        ("одна", (("одна",),)),
        ("", ()),
        ("\n", (("",),)),
    ],
)
def test_the_ways_of_spreadsheets(text: str, block: tuple[tuple[str, ...], ...]) -> None:
    assert parse_block(text) == block


def test_a_block_falls_on_the_shown_columns(cells: Cells) -> None:
    shown = [cells.columns[code] for code in ("name", "quantity", "route")]
    lines, lost = lay_out((("5 т", "Продажа", "лишнее"), ("6 т",)), shown, cells.columns, 1)
    assert lines == [{"quantity": "5 т", "route": "Продажа"}, {"quantity": "6 т"}]
    assert lost == (("лишнее",), ())


def test_titles_in_the_first_line_decide(cells: Cells) -> None:
    shown = [cells.columns["name"]]
    density = cells.columns["density"].title
    block = ((density.upper(), "Местное название", "Код ФККО"), ("2,1 т/м³", "Шлак", ""))
    lines, lost = lay_out(block, shown, cells.columns, 0)
    assert lines == [{"density": "2,1 т/м³", "name": "Шлак", "fkko": ""}]
    assert lost == ((),)


def test_readable_cells_are_taken_and_the_rest_is_listed(reader: Reader) -> None:
    record = next(r for r in reader.desk.live.of("stream") if reader.form.takes(r))
    targets = [
        Target(record.id, record, {"quantity": "~12 т/мес", "route": "на Луну"}),
        Target("new-1", None, {"name": "Зола", "quantity": "5 кВт", "hazard_class": "5"}),
        Target("new-2", None, {"name": "", "quantity": ""}),
    ]
    reading = read_targets(reader, targets, "audit")
    assert [(u.record, u.code, u.text) for u in reading.unread] == [
        (record.id, "route", "на Луну"),
        ("new-1", "quantity", "5 кВт"),
    ]
    assert "на Луну" in reading.unread[0].reason.render("ru")
    change, made = reading.edits
    assert isinstance(change, Update)
    assert change.fields["quantity"].number == pytest.approx(144)
    assert isinstance(made, Create)
    assert (made.record.name, made.record.properties["hazard_class"]) == ("Зола", 5)
    assert made.record.quantity is None
    assert reading.taken == 3


def test_a_row_of_nothing_readable_keeps_its_texts(reader: Reader) -> None:
    reading = read_targets(reader, [Target("new", None, {"quantity": "много"})], "audit")
    assert isinstance(reading.edits[0], Create)
    assert reading.edits[0].record.id == "new"
    assert reading.unread[0].text == "много"


def test_how_an_amount_is_known(reader: Reader) -> None:
    one = Target(new_id(), None, {"quantity.basis": "Измерено прибором", "quantity": "5 т/год"})
    made = read_targets(reader, [one], "audit").edits[0]
    assert isinstance(made, Create)
    assert made.record.quantity.basis is Basis.MEASURED  # whatever the order of the columns
    lone = read_targets(reader, [Target("x", None, {"quantity.basis": "Расчёт"})], "audit")
    assert lone.unread[0].reason == BASIS_WITHOUT_AMOUNT


def test_a_density_in_the_same_line_converts_the_volume(reader: Reader) -> None:
    texts = {"quantity": "100 м³/год", "density": "2 т/м³"}
    made = read_targets(reader, [Target("x", None, texts)], "audit").edits[0]
    assert isinstance(made, Create)
    assert made.record.quantity.number in (pytest.approx(100), pytest.approx(200))
    assert made.record.quantity.gap is None


def test_blanks_unknowns_and_reasons(reader: Reader) -> None:
    record = next(r for r in reader.desk.live.of("stream") if reader.form.takes(r))
    unknown = read_targets(reader, [Target(record.id, record, {"route": "?"})], "a").edits[0]
    assert isinstance(unknown, Update)
    assert unknown.fields == {"route": None, "reasons.route": Missing.UNKNOWN.value}
    blank = read_targets(reader, [Target(record.id, record, {"route": " "})], "a").edits[0]
    assert isinstance(blank, Update)
    assert blank.fields == {"route": None, "reasons.route": None}
    refused = read_targets(reader, [Target(record.id, record, {"category": ""})], "a")
    assert refused.edits == ()
    assert refused.unread[0].code == "category"


def test_a_corrected_number_stays_known_in_the_way_it_was(reader: Reader) -> None:
    record = next(
        r
        for r in reader.desk.live.of("stream")
        if reader.form.takes(r) and r.quantity.basis is Basis.MEASURED
    )
    entry = read_entry(reader.desk, reader.form, "quantity", "7 т/год", record)
    assert entry.value.basis is Basis.MEASURED
    guessed = read_entry(reader.desk, reader.form, "quantity", "~7 т/год", record)
    assert guessed.value.basis is Basis.ESTIMATED
