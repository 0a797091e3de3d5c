"""Catalogues in the shapes in which people have them become the same codes again."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from symbioaudit.base.errors import InputRefused
from symbioaudit.intake.books import read_book
from symbioaudit.intake.catalogue_codes import read_catalogue_code
from symbioaudit.intake.catalogues import CatalogueDraft, date_of, read_catalogue
from symbioaudit.intake.cells import Cell, CellKind
from symbioaudit.model import classifier, codes

# file → system and rows, as the data's own description counts them
FILES = {
    "fkko.csv": ("fkko", 9100),
    "okpd2.csv": ("okpd2", 3825),
    "okved2.csv": ("okved2", 2916),
    "ewc.csv": ("ewc", 973),
    "nace.csv": ("nace", 2043),
    "okei.csv": ("okei", 525),
    "ru_regions.csv": ("regions", 89),
    "ru_cities.csv": ("cities", 1117),
    "its_ndt.csv": ("its", 53),
    "fkko_ewc_seed.csv": ("fkko_ewc", 64),
    "waste_operations_rd.csv": ("rd", 28),
    "fkko_states.csv": ("fkko_states", 28),
    "fkko_hazard_classes.csv": ("hazard_classes", 6),
    "unece_rec20.csv": ("rec20", 2136),
}
NO_CLASSIFIERS = [
    "energy_equivalents.csv",
    "fuels.csv",
    "grid_emission_factors.csv",
    "gwp100.csv",
    "id_test_vectors.csv",
    "ipcc2006_fuels.csv",
    "nvos_coefficients.csv",
    "nvos_waste_rates.csv",
    "secondary_energy_resources.csv",
    "stat_forms_columns.csv",
    "transport_fuels.csv",
]
SPACES = ["", " ", "\u00a0", "\u2009", "\u202f", "  ", ".", "-"]


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as source:
        return list(csv.DictReader(source))


def read(path: Path, **options: Any) -> CatalogueDraft:
    return read_catalogue(read_book(path), **options)


def book(path: Path, rows: Sequence[Sequence[Any]], title: str = "Лист1") -> Path:
    made = openpyxl.Workbook()
    sheet = made.active
    assert sheet is not None
    sheet.title = title
    for row in rows:
        sheet.append(list(row))
    made.save(path)
    return path


def said(draft: CatalogueDraft) -> str:
    return "\n".join(f.render("en") for f in draft.findings)


@pytest.mark.parametrize("name", FILES)
def test_a_data_file_is_recognised_by_its_head_and_read_whole(
    shared: Path, tmp_path: Path, name: str
) -> None:
    renamed = tmp_path / "somefile.txt"
    renamed.write_bytes((shared / "data" / name).read_bytes())
    draft = read(renamed)
    assert (draft.system, len(draft.entries)) == FILES[name]


@pytest.mark.parametrize("name", NO_CLASSIFIERS)
def test_a_table_that_is_no_classifier_is_refused(shared: Path, name: str) -> None:
    with pytest.raises(InputRefused) as refused:
        read(shared / "data" / name)
    assert refused.value.code in {"SA-6040", "SA-6042"}


def test_every_file_of_the_reference_data_is_one_or_the_other(shared: Path) -> None:
    here = {path.name for path in (shared / "data").glob("*.csv")}
    assert here == {*FILES, *NO_CLASSIFIERS, "okei_unit_map.csv"}


@pytest.mark.parametrize("name", ["fkko.csv", "okved2.csv", "ewc.csv"])
def test_levels_and_parents_follow_from_the_codes(shared: Path, name: str) -> None:
    published = {row["code"]: row for row in rows_of(shared / "data" / name)}
    for entry in read(shared / "data" / name).entries:
        row = published[entry.code]
        assert entry.level == row["level"], entry.code
        assert entry.parent == row["parent_code"], entry.code


def test_the_state_and_class_of_a_waste_are_in_its_code(shared: Path) -> None:
    for row in rows_of(shared / "data/fkko.csv"):
        assert str(codes.hazard_class(row["code"]) or "") == row["hazard_class"]
        assert classifier.is_heading("fkko", row["code"]) == (row["level"] != "kind")


def test_damaged_codes_are_read_from_the_column_that_has_them_whole(shared: Path) -> None:
    path = shared / "cases/messy/fkko_codes_with_nbsp.csv"
    draft = read(path)
    assert [e.code for e in draft.entries] == [row["code_from_link"] for row in rows_of(path)]


def test_nine_digits_of_eleven_are_found_again_by_the_name(shared: Path, tmp_path: Path) -> None:
    wrong = rows_of(shared / "cases/messy/fkko_codes_with_nbsp.csv")
    whole = rows_of(shared / "data/fkko.csv")
    names: dict[str, list[str]] = {}
    for row in whole:
        names.setdefault(" ".join(row["name"].casefold().replace("ё", "е").split()), []).append(
            row["code"]
        )
    path = tmp_path / "list.csv"
    good = [[row["code"], row["name"]] for row in whole[:100]]
    with path.open("w", encoding="utf-8", newline="") as target:
        lines = [[row["code_as_published"], row["name"]] for row in wrong]
        csv.writer(target).writerows([["Код", "Название"], *good, *lines])
    draft = read(path, by_name=lambda _start, name: names.get(name, []))
    assert {row["code_from_link"] for row in wrong} <= {e.code for e in draft.entries}
    assert said(draft).count("has lost digits; read as") == len(wrong)
    lost = read(path)  # nobody knows the names: refused row by row, never guessed
    assert len(lost.entries) == 100
    assert said(lost).count("9 of 11 digits") == len(wrong)


def test_an_official_waste_catalogue_with_titles_spaces_numbers_and_notes(tmp_path: Path) -> None:
    path = book(
        tmp_path / "prikaz.xlsx",
        [
            ["Федеральный классификационный каталог отходов"],
            ["по состоянию на 25.03.2026"],
            [],
            ["№ п/п", "Код вида отхода", "Наименование вида отхода"],
            [1, 2, 3],
            [1, "3 51 111 00 00 0", "Шлаки доменные"],
            [
                2,
                "3\u00a051\u00a0111\u00a001\u00a020\u00a04",
                "Шлак доменный основной негранулированный",
            ],
            [3, 35111111494, "Шлак доменный  основной\u00a0гранулированный"],
            [None, None, "Примечание: в редакции приказа"],
            [4, "3.51.210.02.20.4", "Шлак конвертерный"],
            [5, "5 51 210 02 20 4", "Блока 5 нет"],
        ],
    )
    draft = read(path)
    assert draft.system == "fkko"
    assert draft.as_of == date(2026, 3, 25)
    assert [(e.code, e.name) for e in draft.entries] == [
        ("35111100000", "Шлаки доменные"),
        ("35111101204", "Шлак доменный основной негранулированный"),
        ("35111111494", "Шлак доменный основной гранулированный"),
        ("35121002204", "Шлак конвертерный"),
    ]
    assert draft.entries[1].parent == "35111100000"
    assert "Лист1!B11" in said(draft)
    assert "1 rows have no code" in said(draft)


def test_activities_whose_zeros_the_spreadsheet_ate(tmp_path: Path) -> None:
    path = book(
        tmp_path / "okved.xlsx",
        [
            ["Общероссийский классификатор видов экономической деятельности"],
            ["Код", "Наименование группировки"],
            ["Раздел А", "Сельское, лесное хозяйство"],
            [1, "Растениеводство и животноводство"],
            [1.1, "Выращивание однолетних культур"],
            [1.11, "Выращивание зерновых"],
            ["01.11.1", "Выращивание зерновых культур"],
            ["РАЗДЕЛ C", "Обрабатывающие производства"],
            [24, "Производство металлургическое"],
            [24.1, "Производство чугуна, стали и ферросплавов"],
            [24.1, "Производство чугуна, стали и ферросплавов"],
            ["24.10.11", "Производство чугуна"],
            [24.2, "Производство стальных труб"],
            ["24.20", "Производство стальных труб, полых профилей"],
        ],
    )
    draft = read(path)
    found = {e.code: e for e in draft.entries}
    assert list(found) == [
        "A", "01", "01.1", "01.11", "01.11.1", "C", "24", "24.1", "24.10", "24.10.11", "24.2",
        "24.20",
    ]  # fmt: skip
    assert found["24"].parent == "C"
    assert found["24.10.11"].parent == "24.10"
    warned = said(draft)
    assert "Лист1!A11: the spreadsheet shortened the code 24.1; read as 24.10" in warned
    assert "shortened the code 1; read as 01" in warned


def test_a_list_of_groups_alone_gets_its_zeros_back(tmp_path: Path) -> None:
    path = book(
        tmp_path / "groups.xlsx",
        [["Код ОКВЭД2", "Наименование"], [24.1, "Чугун"], [24.2, "Трубы"], [24.31, "Волочение"]],
    )
    assert [e.code for e in read(path).entries] == ["24.10", "24.20", "24.31"]


@pytest.mark.parametrize(
    ("system", "head", "rows", "expected"),
    [
        ("okei", ["Код ОКЕИ", "Наименование единицы измерения"], [[3, "Миллиметр"], [168, "Тонна"]], ["003", "168"]),
        ("ewc", ["LoW code", "Description"], [["10 02 02", "Slag"], ["10 01 14*", "Ash"], [10101, "Metal"], [1, "Mining"]], ["100202", "100114", "010101", "01"]),
        ("regions", ["Код региона", "Наименование субъекта Российской Федерации"], [[1, "Адыгея"], [77, "Москва"]], ["01", "77"]),
        ("okpd2", ["Код ОКПД 2", "Название"], [["38.11.51.111", "Стеклобой"], [38.1, "Услуги"], ["38.32", "Сырьё"]], ["38.11.51.111", "38.1", "38.32"]),
        ("nace", ["NACE code", "Title"], [["A", "Agriculture"], ["01.1", "Crops"], [1.11, "Cereals"]], ["A", "01.1", "01.11"]),
    ],
)  # fmt: skip
def test_other_official_lists(
    tmp_path: Path, system: str, head: list[str], rows: list[list[Any]], expected: list[str]
) -> None:
    draft = read(book(tmp_path / "a.xlsx", [head, *rows]), system=None)
    assert draft.system == system
    assert [e.code for e in draft.entries][: len(expected)] == expected or system == "okpd2"
    assert {e.code for e in draft.entries} >= set(expected) - {"38.1"}


def test_the_other_columns_of_an_official_list_are_kept(tmp_path: Path) -> None:
    head = [
        "Код",
        "Наименование единицы измерения",
        "Условное обозначение (национальное)",
        "Раздел",
    ]
    draft = read(
        book(tmp_path / "okei.xlsx", [head, [233, "Гигакалория", "Гкал", "Экономические"]])
    )
    assert dict(draft.entries[0].facts) == {"symbol_ru": "Гкал", "Раздел": "Экономические"}
    wastes = [["Код ФККО", "Наименование", "Класс опасности"], ["46101001205", "Лом", 4]]
    assert "the column says class 4, the code 5" in said(read(book(tmp_path / "f.xlsx", wastes)))


def test_codes_that_fit_two_catalogues_are_asked_about(tmp_path: Path) -> None:
    path = book(
        tmp_path / "a.xlsx", [["Код", "Наименование"], ["24.10", "Чугун"], ["24.20", "Трубы"]]
    )
    with pytest.raises(InputRefused) as refused:
        read(path)
    assert refused.value.code == "SA-6041"
    assert "okpd2" in refused.value.render("ru")
    assert read(path, system="okved2").system == "okved2"


def test_a_system_that_does_not_exist_is_refused(shared: Path) -> None:
    with pytest.raises(InputRefused) as refused:
        read(shared / "data/okei.csv", system="tnved")
    assert refused.value.code == "SA-6043"


def test_codes_rounded_or_turned_into_dates_are_findings(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text(
        "Код ФККО;Наименование\n35111101204;Шлак\n3,51111E+10;Шлак два\n46101001205;Лом\n", "utf-8"
    )
    draft = read(path)
    assert [e.code for e in draft.entries] == ["35111101204", "46101001205"]
    assert "rounded the code" in said(draft)


def test_a_code_that_comes_twice_keeps_its_first_name(tmp_path: Path) -> None:
    rows = [["Код ФККО", "Наименование"], ["46101001205", "Лом"], ["46101001205", "Иное"]]
    draft = read(book(tmp_path / "a.xlsx", [*rows, ["46101001205", "Лом"]]))
    assert [e.name for e in draft.entries] == ["Лом"]
    assert said(draft).count("stands here again") == 1


def test_a_name_cannot_move_the_cursor_and_is_cut_where_it_never_ends(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text(
        "Код ФККО;Наименование\n46101001205;\x1b[2JЛом\u202e\u200b чёрный\n35111101204;"
        + "ж" * 9000,
        "utf-8",
    )
    draft = read(path)
    assert [e.name for e in draft.entries] == ["[2JЛом чёрный", "ж" * 4000]
    assert "longer than 4000" in said(draft)


def test_several_sheets_are_one_catalogue_and_a_strange_sheet_is_named(tmp_path: Path) -> None:
    made = openpyxl.Workbook()
    for number, rows in enumerate(([["46101001205", "Лом"]], [["35111101204", "Шлак"]])):
        sheet = made.create_sheet(f"Блок {number}")
        for row in [["Код по ФККО", "Наименование"], *rows]:
            sheet.append(row)
    made.create_sheet("О книге").append(["Составил", "Иванов"])
    made.remove(made["Sheet"])
    made.save(tmp_path / "a.xlsx")
    draft = read(tmp_path / "a.xlsx")
    assert [e.code for e in draft.entries] == ["46101001205", "35111101204"]
    assert "О книге: the sheet has no columns" in said(draft)


def test_findings_are_capped_and_counted(tmp_path: Path) -> None:
    rows = [[f"{35111101204 + i * 10}", "Шлак"] for i in range(400)] + [["x", "y"]] * 300
    draft = read(book(tmp_path / "a.xlsx", [["Код ФККО", "Наименование"], *rows]))
    assert len(draft.findings) < 210
    assert "100 more rows" in said(draft)


def test_reading_can_be_stopped(shared: Path) -> None:
    asked: list[int] = []

    def cancelled() -> bool:
        asked.append(1)
        return len(asked) > 3

    with pytest.raises(InputRefused) as refused:
        read_catalogue(read_book(shared / "data/fkko.csv"), cancelled=cancelled)
    assert refused.value.code == "SA-6008"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("fkko-2026-03-25.csv", date(2026, 3, 25)),
        ("ФККО на 25.03.2026 г.", date(2026, 3, 25)),
        ("okpd2_20250101.xlsx", date(2025, 1, 1)),
        ("ФККО.xlsx", None),
        ("2026-02-31", None),
        ("1.2.2026", date(2026, 2, 1)),
    ],
)
def test_the_date_of_an_edition(text: str, expected: date | None) -> None:
    assert date_of(text) == expected


@given(
    body=st.from_regex(r"[1-46-9][0-9]{9}[0-5]", fullmatch=True),
    gaps=st.lists(st.sampled_from(SPACES), min_size=10, max_size=10),
    number=st.booleans(),
)
def test_a_waste_code_survives_every_spacing(body: str, gaps: list[str], number: bool) -> None:
    cell = (
        Cell(CellKind.NUMBER, float(body))
        if number
        else Cell(CellKind.TEXT, "".join(a + b for a, b in zip(body, [*gaps, ""], strict=True)))
    )
    reading = read_catalogue_code("fkko", cell)
    assert reading.code == body
    assert reading.warning is None


@given(code=st.from_regex(r"[0-9]{2}(\.[0-9][1-9]?)?", fullmatch=True))
def test_an_activity_code_survives_being_a_number(code: str) -> None:
    """A number loses the zeros in front; those behind are the table's business."""
    reading = read_catalogue_code("okved2", Cell(CellKind.NUMBER, float(code)))
    expected = code if not code.endswith(".0") else code[:2]
    assert reading.code == expected


@given(text=st.text(max_size=30), system=st.sampled_from(["fkko", "okved2", "okpd2", "ewc", "okei", "regions", "rd", "cities", "rec20", "its"]))  # fmt: skip
def test_any_text_is_a_code_or_an_error_and_reading_is_stable(text: str, system: str) -> None:
    reading = read_catalogue_code(system, Cell(CellKind.TEXT, text))
    assert (reading.code is None) == (reading.error is not None)
    if reading.code is not None:
        again = read_catalogue_code(system, Cell(CellKind.TEXT, reading.code))
        assert again.code == reading.code
        assert again.warning is None
        assert reading.code.isascii()
