"""One bad cell is one finding at its place; whatever text is typed comes back as typed."""

from __future__ import annotations

import json
import re
from pathlib import Path

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from symbioaudit.intake import questionnaire, reader
from symbioaudit.intake.cells import CellKind, number_text
from symbioaudit.intake.codes import read_code
from symbioaudit.intake.layout import Column, readable
from symbioaudit.intake.resolve import resolve
from symbioaudit.intake.staged import StagedCell
from symbioaudit.intake.values import Context, read_value
from symbioaudit.intake.xlsx import escape, unescape
from symbioaudit.methodology import Pack
from symbioaudit.model.enums import Severity
from symbioaudit.model.snapshot import Snapshot
from tests.intake.books import applied, cell_of, fill

BAD = [
    ("F06", "quantity", "1,2*10-3", "SA-2002"),
    ("F06", "quantity", "12 °C", "SA-2005"),
    ("F06", "quantity", "двенадцать", "SA-2006"),
    ("F06", "quantity", "5 ton", "SA-2001"),
    ("F06", "quantity", "3 мешка/мес", "SA-2003"),
    ("F06", "role", "нет такого", "not in the list"),
    ("F06", "to_process", "Несуществующий цех", "not named"),
    ("F09", "fkko", "3 51 111 12 20", "digits"),
    ("F09", "status_since", "вчера", "not a date"),
    ("F05", "hours_year", "4000 т", "number only"),
    ("F05", "quantity_centre", "иногда", "yes or no"),
]


OWN_TOTAL = re.compile(r"=SUM\([A-Z]+(\d+):[A-Z]+\1\)")  # the sum beside twelve months


@pytest.mark.parametrize(("block", "code", "text", "said"), BAD)
def test_a_cell_that_cannot_be_read_is_named(
    block: str,
    code: str,
    text: str,
    said: str,
    tmp_path: Path,
    blank: Path,
    pack: Pack,
    empty: Snapshot,
) -> None:
    path = fill(blank, tmp_path / "bad.xlsx", grid={block: [{"name": "Икс", code: text}]})
    plan = resolve(reader.read(path, pack), pack, empty)
    errors = [f for f in plan.findings if f.severity is Severity.ERROR]
    assert len(errors) == 1
    sheet, _mark, place = errors[0].place.partition("!")
    assert openpyxl.load_workbook(path)[sheet][place].value == text
    assert said in errors[0].render("en")
    assert errors[0].render("ru") != errors[0].render("en")
    (made,) = plan.creates
    assert getattr(made, "name", None) == "Икс"  # the rest of the row is taken


def test_dates_errors_and_formulas_in_a_number_cell_are_named(
    tmp_path: Path, blank: Path, pack: Pack, empty: Snapshot
) -> None:
    from datetime import date

    rows = [{"name": f"С{n}", "quantity": 5} for n in range(3)]
    path = fill(blank, tmp_path / "odd.xlsx", grid={"F06": rows})
    book = openpyxl.load_workbook(path)
    sheet = book["Производство"]
    marks = [m for r in range(1, 400) if str(m := sheet.cell(r, 1).value).startswith("new:")]
    cells = [cell_of(sheet, "F06", m, "quantity") for m in marks if _in_block(sheet, m)][:3]
    cells[0].value = date(2025, 10, 14)  # what became of “10-14”
    cells[1].value = "#DIV/0!"
    cells[1].data_type = "e"
    cells[2].value = "=1+1"
    book.save(path)
    plan = resolve(reader.read(path, pack), pack, empty)
    assert {f.place for f in plan.findings} == {f"Производство!{c.coordinate}" for c in cells}


def _in_block(sheet: object, mark: str) -> bool:
    try:
        cell_of(sheet, "F06", mark, "quantity")
    except LookupError:
        return False
    return True


def column(kind: str, **more: object) -> Column:
    from symbioaudit.base.i18n import Text

    return Column("x", Text("икс", "x"), kind, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "system", "kind", "code", "mended"),
    [
        ("10.1", "okved2", CellKind.NUMBER, "10.10", True),
        ("1.1", "okved2", CellKind.NUMBER, "01.10", True),
        ("10.1", "okved2", CellKind.TEXT, "10.1", False),
        ("16.1", "okpd2", CellKind.NUMBER, "16.10", True),
        ("24.10.14.120", "okpd2", CellKind.TEXT, "24.10.14.120", False),
        ("7707083893", "inn", CellKind.NUMBER, "7707083893", False),
        ("105008000", "inn", CellKind.NUMBER, "0105008000", True),
        ("73110001724", "fkko", CellKind.NUMBER, "73110001724", False),
        ("7 31 100 01 72 4", "fkko", CellKind.TEXT, "73110001724", False),
        ("10102", "ewc", CellKind.NUMBER, "010102", True),
        ("10 01 02*", "ewc", CellKind.TEXT, "100102", False),
    ],
)
def test_codes_shortened_by_a_spreadsheet_are_mended_with_a_warning(
    text: str, system: str, kind: CellKind, code: str, mended: bool
) -> None:
    found = read_code(text, system, kind)
    assert found.code == code
    assert (found.warning is not None and "shortened" in found.warning.render("en")) is mended


def test_a_code_that_became_a_date_is_asked_for() -> None:
    assert read_code("2026-11-10", "okved2", CellKind.DATE).error is not None


def test_damaged_fkko_codes_are_never_guessed(shared: Path) -> None:
    import csv

    with (shared / "cases/messy/fkko_codes_with_nbsp.csv").open(encoding="utf-8") as source:
        rows = list(csv.DictReader(source))
    assert len(rows) == 17
    for row in rows:
        assert read_code(row["code_as_published"], "fkko").code is None
        assert read_code(row["code_from_link"], "fkko").code is not None


def test_percent_cells_and_percent_units_mean_the_same() -> None:
    share = column("amount", dimension=("fraction",))
    one = read_value(StagedCell("12.5 %", "A!1", CellKind.NUMBER, "%"), share, Context())
    two = read_value(StagedCell("12,5", "A!1", CellKind.TEXT, "%"), share, Context())
    assert one.value.number == two.value.number == 0.125


@settings(max_examples=150, deadline=None)
@given(st.floats(allow_nan=False, allow_infinity=False, width=64, min_value=-1e12, max_value=1e12))
def test_numbers_keep_their_value_and_lose_their_artefacts(value: float) -> None:
    text = number_text(value)
    assert float(text) == pytest.approx(value, rel=1e-14, abs=1e-300)
    assert len(text.lstrip("-").replace(".", "")) <= 330


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=40))
def test_any_text_survives_the_sheet(text: str) -> None:
    assert unescape(escape(text)) == text


def naughty(shared: Path) -> list[str]:
    strings = json.loads((shared / "cases/badinput/blns.json").read_text(encoding="utf-8"))
    return [s.strip() for s in strings if s.strip()]


def test_naughty_strings_come_back_as_they_are(
    shared: Path, tmp_path: Path, pack: Pack, empty: Snapshot, blank: Path
) -> None:
    from symbioaudit.base.ids import new_id
    from symbioaudit.model import records as r

    texts = naughty(shared)
    assert len(texts) > 480
    inputs = tuple(
        r.Stream(
            id=new_id(),
            audit_id=empty.audit.id,
            direction=r.Direction.IN,
            kind=r.Kind.MATERIAL,
            category=r.Category.RAW_MATERIAL,
            name=text,
        )
        for text in texts
    )
    audit = empty.with_records("stream", inputs)
    path = tmp_path / "naughty.xlsx"
    questionnaire.write(path, pack, lang="ru", snapshot=audit)
    staged = reader.read(path, pack)
    names = [row.cells["name"].text for row in staged.rows if row.block == "F06"]
    assert names == texts
    assert resolve(staged, pack, audit).empty
    book = openpyxl.load_workbook(path)
    formulas = [c for s in book for row in s.iter_rows() for c in row if c.data_type == "f"]
    assert [c.value for c in formulas if not OWN_TOTAL.fullmatch(str(c.value))] == []


@settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.data())
def test_no_cell_crashes_the_reading(pack: Pack, data: st.DataObject) -> None:
    blocks = [b for b in readable(pack) if not b.table]
    block = data.draw(st.sampled_from(blocks))
    asked = data.draw(st.sampled_from(block.columns))
    text = data.draw(
        st.one_of(
            st.text(min_size=1, max_size=20), st.sampled_from(["1e400", "-", "٣", "12,5 т", "½"])
        )
    )
    kind = data.draw(
        st.sampled_from([CellKind.TEXT, CellKind.NUMBER, CellKind.DATE, CellKind.BOOL])
    )
    unit = data.draw(st.sampled_from(["", "т/год", "??", "%"]))
    found = read_value(StagedCell(text.strip() or "x", "Л!A1", kind, unit), asked, Context())
    assert found.taken or any(f.place == "Л!A1" for f in found.findings)


def test_new_audit_facts_come_from_the_first_sheet(
    tmp_path: Path, blank: Path, pack: Pack, empty: Snapshot
) -> None:
    path = fill(blank, tmp_path / "f.xlsx", single={"F01": {"title": "Обход", "price_year": 2025}})
    after = applied(empty, resolve(reader.read(path, pack), pack, empty))
    assert (after.audit.title, after.audit.price_year) == ("Обход", 2025)


@pytest.mark.parametrize("text", ["> 5 т/год", "< 5 т/год", "10 000+ т/год", "12±20 % т/год"])
def test_open_bounds_can_be_stored(
    text: str, tmp_path: Path, blank: Path, pack: Pack, empty: Snapshot
) -> None:
    path = fill(blank, tmp_path / "b.xlsx", grid={"F06": [{"name": "Сода", "quantity": text}]})
    plan = resolve(reader.read(path, pack), pack, empty)
    (soda,) = applied(empty, plan).streams
    assert plan.findings == ()
    assert soda.quantity is not None
    assert soda.quantity.text == text
