"""Questionnaire out and in: what was known comes back unchanged, what was changed is seen."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from symbioaudit.base import clock, ids
from symbioaudit.intake import questionnaire, reader
from symbioaudit.intake.plan import Outcome
from symbioaudit.intake.resolve import resolve
from symbioaudit.methodology import Pack
from symbioaudit.model.enums import Direction, Missing, Severity
from symbioaudit.model.snapshot import Snapshot
from tests.intake.books import applied, cell_of, fill, resaved_by_libreoffice


def test_answers_become_records_with_canonical_amounts(known: Snapshot) -> None:
    scrap, lime = (s for s in known.streams if s.category == "raw_material")
    assert scrap.quantity is not None
    assert scrap.quantity.number == 3 * 2 * 5 * 50  # t per shift, two shifts, 250 days
    assert [via.name for via in scrap.quantity.via] == ["shifts_per_year"]
    assert scrap.to_process == known.processes[0].id
    assert scrap.direction is Direction.IN
    assert lime.quantity is not None
    assert lime.quantity.text.startswith("1250.5")
    assert lime.price is not None
    assert lime.price.missing is Missing.REFUSED
    assert lime.reasons["substitutable"] is Missing.UNKNOWN
    assert known.enterprise.inn == "7707083893"
    assert known.site.properties["weighbridge"] is True


def test_lines_of_a_table_are_gathered_under_their_record(known: Snapshot) -> None:
    slag = next(s for s in known.streams if s.name == "Шлак")
    assert slag.fkko == "35111112204"
    assert slag.quantity is not None
    assert slag.quantity.canonical is not None
    assert (slag.quantity.canonical.low, slag.quantity.canonical.high) == (120, 168)
    assert slag.reasons["hazard_properties"] is Missing.NOT_APPLICABLE
    lines = slag.properties["composition"]
    assert isinstance(lines, tuple)
    assert [line["component"] for line in lines] == ["CaO", "SiO2"]
    assert [round(line["share"].number, 6) for line in lines] == [0.4, 0.35]


@pytest.mark.parametrize("lang", ["ru", "en"])
def test_export_then_load_changes_nothing(
    lang: str, tmp_path: Path, pack: Pack, known: Snapshot
) -> None:
    path = tmp_path / "again.xlsx"
    questionnaire.write(path, pack, lang=lang, snapshot=known)
    plan = resolve(reader.read(path, pack), pack, known)
    assert plan.empty
    assert plan.findings == ()
    assert {row.outcome for row in plan.rows} == {Outcome.SAME}


def test_same_file_twice_changes_nothing(filled: Path, pack: Pack, known: Snapshot) -> None:
    plan = resolve(reader.read(filled, pack), pack, known)
    assert plan.empty
    assert plan.counts[Outcome.SAME] == len(plan.rows)


def test_every_row_of_the_file_has_an_outcome(filled: Path, pack: Pack, empty: Snapshot) -> None:
    staged = reader.read(filled, pack)
    plan = resolve(staged, pack, empty)
    assert sum(plan.counts.values()) == staged.source_rows == len(plan.rows)
    assert plan.counts[Outcome.ADDED] == 7


def test_libreoffice_opens_it_and_what_it_saves_loads_equal(
    tmp_path: Path, filled: Path, pack: Pack, empty: Snapshot, known: Snapshot
) -> None:
    folder = tmp_path / "office"
    folder.mkdir()
    again = resaved_by_libreoffice(filled, folder)
    assert resolve(reader.read(again, pack), pack, known).empty
    prefilled = tmp_path / "prefilled.xlsx"
    questionnaire.write(prefilled, pack, lang="ru", snapshot=known)
    plan = resolve(reader.read(resaved_by_libreoffice(prefilled, folder), pack), pack, known)
    assert plan.empty
    assert plan.findings == ()


def test_second_departments_answer_is_kept_beside_the_first(
    tmp_path: Path, blank: Path, pack: Pack, known: Snapshot
) -> None:
    other = fill(
        blank,
        tmp_path / "ecology.xlsx",
        grid={"F06": [{}, {}, {"name": "Лом стальной", "quantity": "800 т/год", "okpd2": "38.32"}]},
    )
    plan = resolve(reader.read(other, pack), pack, known)
    (claim,) = plan.claims
    scrap = next(s for s in known.streams if s.name == "Лом стальной")
    assert (claim.target_id, claim.field_code, claim.text) == (scrap.id, "quantity", "800 т/год")
    assert "ecology.xlsx" in (claim.source or "")
    after = applied(known, plan)
    kept = after.by_id[scrap.id]
    assert kept.quantity == scrap.quantity
    assert kept.okpd2 == "38.32"  # what was blank is filled
    assert resolve(reader.read(other, pack), pack, after).empty


def test_a_correction_of_what_was_shown_is_a_change_not_a_claim(
    tmp_path: Path, pack: Pack, known: Snapshot
) -> None:
    path = tmp_path / "out.xlsx"
    questionnaire.write(path, pack, lang="ru", snapshot=known)
    book = openpyxl.load_workbook(path)
    lime = next(s for s in known.streams if s.name == "Известь")
    cell_of(book["Производство"], "F06", f"row:{lime.id}", "quantity").value = 1300
    book.save(path)
    plan = resolve(reader.read(path, pack), pack, known)
    assert plan.claims == ()
    after = applied(known, plan)
    assert after.by_id[lime.id].quantity.number == 1300


def test_an_old_prefilled_value_does_not_undo_a_later_edit(
    tmp_path: Path, pack: Pack, known: Snapshot
) -> None:
    from dataclasses import replace

    path = tmp_path / "out.xlsx"
    questionnaire.write(path, pack, lang="ru", snapshot=known)
    later = known.with_records(
        "stream", tuple(replace(s, name=f"{s.name} (цех 2)") for s in known.streams)
    )
    assert resolve(reader.read(path, pack), pack, later).empty


def test_erasing_a_shown_value_is_reported_and_not_done(
    tmp_path: Path, pack: Pack, known: Snapshot
) -> None:
    path = tmp_path / "out.xlsx"
    questionnaire.write(path, pack, lang="ru", snapshot=known)
    book = openpyxl.load_workbook(path)
    lime = next(s for s in known.streams if s.name == "Известь")
    cell = cell_of(book["Производство"], "F06", f"row:{lime.id}", "quantity")
    cell.value = None
    book.save(path)
    plan = resolve(reader.read(path, pack), pack, known)
    assert plan.empty
    (finding,) = plan.findings
    assert finding.place == f"Производство!{cell.coordinate}"
    assert finding.severity is Severity.WARNING


def test_renamed_sheets_and_moved_columns_are_read(
    tmp_path: Path, filled: Path, pack: Pack, known: Snapshot
) -> None:
    book = openpyxl.load_workbook(filled)
    sheet = book["Энергия"]
    sheet.title = "Лист Петрова"
    for row in range(1, sheet.max_row + 1):
        one, two = sheet.cell(row, 3), sheet.cell(row, 4)
        one.value, two.value = two.value, one.value
    path = tmp_path / "moved.xlsx"
    book.save(path)
    assert resolve(reader.read(path, pack), pack, known).empty


def test_a_copied_row_is_another_record(
    tmp_path: Path, filled: Path, pack: Pack, empty: Snapshot
) -> None:
    book = openpyxl.load_workbook(filled)
    sheet = book["Производство"]
    at = next(r for r in range(1, 400) if sheet.cell(r, 2).value == "Известь")
    for column in range(1, 60):
        sheet.cell(at + 1, column).value = sheet.cell(at, column).value
    path = tmp_path / "copied.xlsx"
    book.save(path)
    plan = resolve(reader.read(path, pack), pack, empty)
    limes = [c for c in plan.creates if getattr(c, "name", "") == "Известь"]
    assert len(limes) == 2
    assert limes[0].id != limes[1].id
    assert resolve(reader.read(path, pack), pack, applied(empty, plan)).empty


def test_two_blank_copies_with_different_streams_in_one_row_do_not_mix(
    tmp_path: Path, blank: Path, pack: Pack, empty: Snapshot
) -> None:
    one = fill(blank, tmp_path / "1.xlsx", grid={"F06": [{"name": "Песок", "quantity": "5 т/год"}]})
    two = fill(blank, tmp_path / "2.xlsx", grid={"F06": [{"name": "Сода", "quantity": "9 т/год"}]})
    first = applied(empty, resolve(reader.read(one, pack), pack, empty))
    second = applied(first, resolve(reader.read(two, pack), pack, first))
    assert [s.name for s in second.streams] == ["Песок", "Сода"]
    assert second.claims == ()
    for path in (one, two):
        assert resolve(reader.read(path, pack), pack, second).empty


def test_same_data_same_bytes(pack: Pack, known: Snapshot) -> None:
    made = []
    for _each in range(2):
        with clock.frozen(clock.now()), ids.seeded(3):
            made.append(questionnaire.render(pack, lang="ru", snapshot=known))
    assert made[0] == made[1]


def test_sheets_are_departments_and_helpers_are_hidden(blank: Path) -> None:
    book = openpyxl.load_workbook(blank)
    shown = [s.title for s in book if s.sheet_state == "visible"]
    assert shown[0] == "Инструкция"
    assert {"Управление", "Производство", "Энергия", "Вода", "Экология"} <= set(shown)
    assert {s.title for s in book if s.sheet_state != "visible"} == {"_meta", "_base", "_lists"}
    for sheet in (book[name] for name in shown):
        assert sheet.column_dimensions["A"].hidden
        assert sheet.freeze_panes
    energy = book["Энергия"]
    assert any("_lists!" in str(v.formula1) for v in energy.data_validations.dataValidation)
    assert any(cell.comment for row in energy.iter_rows() for cell in row)
    codes = cell_of(book["Экология"], "F09", "example", "fkko")
    assert codes.number_format == "@"
