"""What people do to a questionnaire before they send it back: nothing of it may distort an answer."""

from __future__ import annotations

import shutil
import subprocess
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.comments import Comment
from openpyxl.styles import Font

from symbioaudit.base.errors import InputRefused
from symbioaudit.intake import questionnaire, reader
from symbioaudit.intake.plan import Outcome, Plan
from symbioaudit.intake.resolve import resolve
from symbioaudit.methodology import Pack
from symbioaudit.model.enums import Severity
from symbioaudit.model.snapshot import Snapshot
from tests.intake.books import applied, cell_of, fill


@pytest.fixture
def sent(tmp_path: Path, pack: Pack, known: Snapshot) -> Path:
    """The questionnaire of an audit that knows something, as it is sent out."""
    path = tmp_path / "sent.xlsx"
    questionnaire.write(path, pack, lang="ru", snapshot=known)
    return path


def back(sent: Path, pack: Pack, known: Snapshot, edit: Callable[[Any], None]) -> Plan:
    """The plan of what somebody's hands made of it."""
    book = openpyxl.load_workbook(sent)
    edit(book)
    path = sent.with_name("back.xlsx")
    book.save(path)
    return resolve(reader.read(path, pack), pack, known)


def stream(known: Snapshot, name: str) -> Any:
    return next(s for s in known.streams if s.name == name)


def row_of(sheet: Any, mark: str) -> int:
    return next(r for r in range(1, sheet.max_row + 1) if sheet.cell(r, 1).value == mark)


def test_one_edited_cell_is_exactly_one_difference(sent: Path, pack: Pack, known: Snapshot) -> None:
    lime = stream(known, "Известь")

    def edit(book: Any) -> None:
        cell_of(book["Производство"], "F06", f"row:{lime.id}", "quantity").value = "1 300"

    plan = back(sent, pack, known, edit)
    (change,) = plan.changes
    assert (change.id, set(change.fields)) == (lime.id, {"quantity"})
    (shown,) = plan.fields
    assert (shown.code, shown.new.split()[0]) == ("quantity", "1")
    assert plan.counts[Outcome.CHANGED] == 1
    assert not plan.creates
    assert not plan.claims


def test_a_cleared_cell_changes_nothing_and_the_word_for_it_clears(
    sent: Path, pack: Pack, known: Snapshot
) -> None:
    lime = stream(known, "Известь")

    def say(text: str | None) -> Callable[[Any], None]:
        def edit(book: Any) -> None:
            cell_of(book["Производство"], "F06", f"row:{lime.id}", "quantity").value = text

        return edit

    assert back(sent, pack, known, say(None)).empty
    plan = back(sent, pack, known, say("удалить"))
    (change,) = plan.changes
    assert change.fields == {"quantity": None}
    after = applied(known, plan)
    assert after.by_id[lime.id].quantity is None
    assert back(sent, pack, after, say("удалить")).empty


def test_the_word_for_clearing_does_not_clear_a_later_answer(
    sent: Path, pack: Pack, known: Snapshot
) -> None:
    from dataclasses import replace

    from symbioaudit.units import parse

    lime = stream(known, "Известь")
    later = known.with_records(
        "stream",
        tuple(replace(s, quantity=parse("9 т/год")) if s is lime else s for s in known.streams),
    )

    def edit(book: Any) -> None:
        cell_of(book["Производство"], "F06", f"row:{lime.id}", "quantity").value = "удалить"

    plan = back(sent, pack, later, edit)
    assert plan.empty
    assert [f.severity for f in plan.findings] == [Severity.WARNING]


def test_deleted_sorted_and_inserted_rows(sent: Path, pack: Pack, known: Snapshot) -> None:
    lime, scrap = stream(known, "Известь"), stream(known, "Лом стальной")

    def delete(book: Any) -> None:
        sheet = book["Производство"]
        sheet.delete_rows(row_of(sheet, f"row:{lime.id}"))

    assert back(sent, pack, known, delete).empty  # a row that is gone is no deletion

    def swap(book: Any) -> None:
        sheet = book["Производство"]
        one, two = row_of(sheet, f"row:{lime.id}"), row_of(sheet, f"row:{scrap.id}")
        for column in range(1, 60):
            a, b = sheet.cell(one, column), sheet.cell(two, column)
            a.value, b.value = b.value, a.value

    assert back(sent, pack, known, swap).empty

    def insert(book: Any) -> None:
        sheet = book["Производство"]
        at = row_of(sheet, f"row:{lime.id}")
        sheet.insert_rows(at)
        sheet.cell(at, 2).value = "Песок"
        quantity = next(
            c for c in range(2, 60) if sheet.cell(row_of(sheet, "codes:F06"), c).value == "quantity"
        )
        sheet.cell(at, quantity).value = "5 т/год"

    plan = back(sent, pack, known, insert)
    assert [getattr(c, "name", None) for c in plan.creates] == ["Песок"]
    assert not plan.changes


def test_hidden_columns_filters_renamed_and_copied_sheets(
    sent: Path, pack: Pack, known: Snapshot
) -> None:
    def edit(book: Any) -> None:
        sheet = book["Производство"]
        sheet.title = "Цех 1"
        for letter in "CDE":
            sheet.column_dimensions[letter].hidden = True
        sheet.auto_filter.ref = "B10:H40"
        for row in range(12, 20):
            sheet.row_dimensions[row].hidden = True
        book.copy_worksheet(sheet)

    plan = back(sent, pack, known, edit)
    assert plan.empty
    assert plan.claims == ()


def test_a_copied_sheet_with_another_answer_is_a_second_answer_not_a_second_stream(
    sent: Path, pack: Pack, known: Snapshot
) -> None:
    lime = stream(known, "Известь")

    def edit(book: Any) -> None:
        copy = book.copy_worksheet(book["Производство"])
        cell_of(copy, "F06", f"row:{lime.id}", "quantity").value = 1300

    plan = back(sent, pack, known, edit)
    assert not plan.creates
    changed = [c for c in plan.changes if c.id == lime.id]
    assert len(changed) + len(plan.claims) == 1


def test_formulas_are_read_by_their_stored_value(
    sent: Path, tmp_path: Path, pack: Pack, known: Snapshot
) -> None:
    lime = stream(known, "Известь")

    def edit(book: Any) -> None:
        cell = cell_of(book["Производство"], "F06", f"row:{lime.id}", "quantity")
        cell.value = "=1200+100"

    plan = back(sent, pack, known, edit)
    assert plan.empty
    (finding,) = [f for f in plan.findings if f.severity is Severity.ERROR]
    assert finding.place.startswith("Производство!")
    computed = _with_values(sent.with_name("back.xlsx"), tmp_path / "computed.xlsx")
    plan = resolve(reader.read(computed, pack), pack, known)
    assert applied(known, plan).by_id[lime.id].quantity.number == 1300


def _with_values(source: Path, target: Path) -> Path:
    """The same workbook with what a spreadsheet computes stored beside the formula."""
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w") as new:
        for name in old.namelist():
            data = old.read(name)
            new.writestr(
                name,
                data.replace(b"<f>1200+100</f><v />", b"<f>1200+100</f><v>1300</v>").replace(
                    b"<f>1200+100</f><v></v>", b"<f>1200+100</f><v>1300</v>"
                ),
            )
    return target


@pytest.mark.parametrize(
    ("value", "number"),
    [
        ("1\u00a0300", 1300),
        ("1\u202f300,5", 1300.5),
        (" 1300 ", 1300),
        ("1 300 т/год", 1300),
        ("1,3 тыс. т/год", 1300),
        ("’1300".removeprefix("’"), 1300),
    ],
)
def test_numbers_as_text(
    value: str, number: float, sent: Path, pack: Pack, known: Snapshot
) -> None:
    lime = stream(known, "Известь")

    def edit(book: Any) -> None:
        cell = cell_of(book["Производство"], "F06", f"row:{lime.id}", "quantity")
        cell.value = value
        cell.data_type = "s"

    plan = back(sent, pack, known, edit)
    assert applied(known, plan).by_id[lime.id].quantity.number == number


@pytest.mark.parametrize(
    "value",
    ["31.12.2024", "2024-12-31", "31/12/2024", "31.12.24", "31.12.2024 г.", date(2024, 12, 31)],
)
def test_dates_as_people_write_them(value: Any, sent: Path, pack: Pack, known: Snapshot) -> None:
    slag = stream(known, "Шлак")

    def edit(book: Any) -> None:
        cell = cell_of(book["Экология"], "F09", f"row:{slag.id}", "status_since")
        cell.value = value

    plan = back(sent, pack, known, edit)
    assert str(applied(known, plan).by_id[slag.id].properties["status_since"]) == "2024-12-31"


def test_comments_merged_cells_and_foreign_formats_change_nothing(
    sent: Path, pack: Pack, known: Snapshot
) -> None:
    lime = stream(known, "Известь")

    def edit(book: Any) -> None:
        sheet = book["Производство"]
        cell = cell_of(sheet, "F06", f"row:{lime.id}", "quantity")
        cell.comment = Comment("проверить!", "Петров")
        cell.number_format = "#,##0.00 [$€-407]"
        cell.font = Font(name="Comic Sans MS", size=31)
        sheet.merge_cells(start_row=cell.row, end_row=cell.row, start_column=55, end_column=58)

    plan = back(sent, pack, known, edit)
    assert plan.empty
    assert plan.findings == ()


def converted(path: Path, folder: Path, kind: str) -> Path:
    office = shutil.which("soffice")
    assert office is not None, "LibreOffice is not installed: run “sh setup.sh test”"
    profile = f"-env:UserInstallation=file://{folder / 'profile'}"
    command = [
        office,
        profile,
        "--headless",
        "--convert-to",
        kind,
        "--outdir",
        str(folder),
        str(path),
    ]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    return folder / f"{path.stem}.{kind.partition(':')[0]}"


def test_other_formats_are_read_or_named(
    tmp_path: Path, filled: Path, pack: Pack, empty: Snapshot, known: Snapshot
) -> None:
    old = converted(filled, tmp_path, "xls:MS Excel 97")
    assert resolve(reader.read(old, pack), pack, known).empty
    ods = converted(filled, tmp_path, "ods")
    with pytest.raises(InputRefused) as refused:
        reader.read(ods, pack)
    assert refused.value.code == "SA-6011"
    assert ".xlsx" in refused.value.fix.render("ru")
    macro = tmp_path / "filled.xlsm"
    shutil.copy(filled, macro)
    assert resolve(reader.read(macro, pack), pack, known).empty  # named so, but without macros


def test_open_questions_are_sent_again_and_come_back(
    tmp_path: Path, pack: Pack, known: Snapshot
) -> None:
    path = tmp_path / "open.xlsx"
    questionnaire.write(path, pack, lang="ru", snapshot=known, open_only=True)
    scrap = stream(known, "Лом стальной")
    book = openpyxl.load_workbook(path)
    sheet = book["Производство"]
    assert cell_of(sheet, "F06", f"row:{scrap.id}", "price").value is None
    with pytest.raises(KeyError):
        cell_of(sheet, "F06", f"row:{scrap.id}", "quantity")  # answered: not asked again
    assert resolve(reader.read(path, pack), pack, known).empty
    cell_of(sheet, "F06", f"row:{scrap.id}", "price").value = "18 000 руб./т"
    book.save(path)
    plan = resolve(reader.read(path, pack), pack, known)
    (change,) = plan.changes
    assert (change.id, set(change.fields)) == (scrap.id, {"price"})


def test_disputed_answers_are_asked_again(
    tmp_path: Path, blank: Path, pack: Pack, known: Snapshot
) -> None:
    other = fill(
        blank,
        tmp_path / "second.xlsx",
        grid={"F06": [{}, {"name": "Лом стальной", "quantity": "800 т/год"}]},
    )
    after = applied(known, resolve(reader.read(other, pack), pack, known))
    path = tmp_path / "open.xlsx"
    questionnaire.write(path, pack, lang="ru", snapshot=after, open_only=True)
    sheet = openpyxl.load_workbook(path)["Производство"]
    scrap = stream(known, "Лом стальной")
    assert cell_of(sheet, "F06", f"row:{scrap.id}", "quantity").value == 3
