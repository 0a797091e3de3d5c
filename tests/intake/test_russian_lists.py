"""Lists as Russian factories keep them: the waste journal, the price list, the energy register, bills."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from symbioaudit.base.errors import InputRefused
from symbioaudit.intake import profiles
from symbioaudit.intake.answers import value_of
from symbioaudit.intake.bills import month_of
from symbioaudit.intake.books import read_book
from symbioaudit.intake.lists import stage_list
from symbioaudit.intake.plan import Outcome
from symbioaudit.intake.resolve import resolve
from symbioaudit.methodology import Pack
from symbioaudit.model.enums import Severity
from symbioaudit.model.snapshot import Snapshot
from tests.intake.books import applied

Rows = Sequence[Sequence[Any]]


def workbook(path: Path, **sheets: Rows) -> Path:
    book = openpyxl.Workbook()
    del book[book.sheetnames[0]]
    for title, rows in sheets.items():
        sheet = book.create_sheet(title.replace("_", " "))
        for row in rows:
            sheet.append(list(row))
    book.save(path)
    return path


# The table of Order of the Ministry of Natural Resources of 08.12.2020 No. 1028, annex 3.
JOURNAL: Rows = [
    ["Данные учёта в области обращения с отходами за 2025 год"],
    [
        "№ п/п",
        "Наименование вида отхода",
        "Код по ФККО",
        "Класс опасности",
        "Наличие отходов на начало года, т",
        "Образовано отходов, т",
        "Утилизировано, т",
        "Передано отходов другим лицам, т",
        "Наличие отходов на конец года, т",
    ],
    ["1", "2", "3", "4", "5", "6", "7", "8", "9"],
    ["Отходы III класса опасности"],
    [1, "Масла отработанные", "4 06 130 01 31 3", "III", "0,12", "2,45", "0", "2,5", "0,07"],
    ["", "Итого по III классу", "", "", "0,12", "2,45"],
    [2, "Шлак", "3\u00a051\u00a0210\u00a021\u00a020\u00a04", "IV", 10.5, 1250, 900, 350, 10.5],
    [3, "Лом стальной", "46120001515", "5 класс", 0, "1\u00a0320,75", 0, "1 320,75", 0],
    ["Итого", "", "", "", 10.62, 2573.2],
]


def test_the_waste_journal(tmp_path: Path, pack: Pack, empty: Snapshot) -> None:
    staged = stage_list(read_book(workbook(tmp_path / "журнал.xlsx", Таблица_3=JOURNAL)), pack)
    plan = resolve(staged, pack, empty)
    assert [f for f in plan.findings if f.severity is Severity.ERROR] == []
    oil, slag, scrap = applied(empty, plan).streams
    assert [value_of(s, "hazard_class") for s in (oil, slag, scrap)] == [3, 4, 5]
    assert [s.fkko for s in (oil, slag, scrap)] == ["40613001313", "35121021204", "46120001515"]
    assert [s.quantity.number for s in (oil, slag, scrap)] == [2.45, 1250, 1320.75]
    assert (slag.stock_open.number, slag.stock_close.number) == (10.5, 10.5)
    assert plan.counts[Outcome.SKIPPED] == 3  # a heading and two totals
    assert sum(plan.counts.values()) == staged.source_rows == 6


def test_the_energy_register_takes_its_units_from_their_column(
    tmp_path: Path, pack: Pack, empty: Snapshot
) -> None:
    rows = [
        ["Вид энергоресурса", "Ед. изм.", "Расход за год", "Стоимость, тыс. руб. без НДС"],
        ["Электроэнергия", "тыс. кВт·ч", "4 250,3", "21 500"],
        ["Мазут", "т", "0", "0"],
        ["Пар привозной", "Гкал", "3 120", "6 900"],
        ["ИТОГО", "т у.т.", "4 300", "28 400"],
    ]
    path = workbook(tmp_path / "тэр.xlsx", Титул=[["Ведомость ТЭР"]], ТЭР=rows)
    plan = resolve(stage_list(read_book(path), pack), pack, empty)
    power, oil, steam = applied(empty, plan).streams
    assert (value_of(power, "carrier"), value_of(oil, "carrier")) == ("electricity", "fuel_oil")
    assert power.quantity.number == pytest.approx(4250.3 * 3.6)
    assert power.cost.number == 21_500_000
    assert steam.name == "Пар привозной"  # not a word of the list: named, and asked about
    assert steam.quantity.number == pytest.approx(3120 * 4.1868)
    assert [f.place for f in plan.findings if f.severity is Severity.ERROR] == ["ТЭР!A4"]


def test_a_price_list_in_cp1251(tmp_path: Path, pack: Pack, empty: Snapshot) -> None:
    text = (
        "Номенклатура;Ед. изм.;Цена без НДС, руб.;Количество\r\n"
        "Лист стальной;т;58 300,50;1 200,5\r\nПроволока;кг;185,20;3 500\r\nИтого;;;\r\n"
    )
    path = tmp_path / "прайс.csv"
    path.write_bytes(text.encode("cp1251"))
    sheet, wire = applied(empty, resolve(stage_list(read_book(path), pack), pack, empty)).streams
    assert (sheet.quantity.number, wire.quantity.number) == (1200.5, 3.5)
    assert sheet.price.number == pytest.approx(58_300.5)
    assert wire.price.number == pytest.approx(185_200)


def bills(months: Sequence[int]) -> Rows:
    head = ["Дата", "Наименование", "Потребление, кВт·ч", "Сумма, руб."]
    return [head, *([f"{m:02}.2025", "Электроэнергия", 1000 * m, 7000 * m] for m in months)]


def test_a_year_of_bills_becomes_one_stream_by_month(
    tmp_path: Path, pack: Pack, empty: Snapshot
) -> None:
    path = workbook(tmp_path / "счета.xlsx", Счета=bills(range(1, 13)))
    staged = stage_list(read_book(path), pack)
    plan = resolve(staged, pack, empty)
    after = applied(empty, plan)
    (power,) = after.streams
    assert power.quantity.number == pytest.approx(78_000 * 3.6e-3)
    assert power.cost.number == 7000 * 78
    monthly = power.properties["monthly"]
    assert [row["month"] for row in monthly] == [str(n) for n in range(1, 13)]
    assert sum(row["value"].number for row in monthly) == pytest.approx(power.quantity.number)
    assert sum(plan.counts.values()) == staged.source_rows == 12
    assert resolve(staged, pack, after).empty


def test_a_missing_month_is_not_summed_over(tmp_path: Path, pack: Pack, empty: Snapshot) -> None:
    path = workbook(tmp_path / "счета.xlsx", Счета=bills([*range(1, 7), *range(8, 13)]))
    plan = resolve(stage_list(read_book(path), pack), pack, empty)
    (power,) = applied(empty, plan).streams
    assert power.quantity is None
    assert power.cost is None
    assert len(power.properties["monthly"]) == 11
    assert any("11" in f.render("ru") for f in plan.findings)


def test_two_years_of_bills_are_not_taken_for_one(
    tmp_path: Path, pack: Pack, empty: Snapshot
) -> None:
    path = workbook(tmp_path / "счета.xlsx", Счета=bills([*range(1, 13), *range(1, 13)]))
    staged = stage_list(read_book(path), pack)
    assert len(staged.rows) == 24
    assert any(f.severity is Severity.WARNING for f in staged.findings)


@pytest.mark.parametrize(
    ("text", "month"),
    [
        ("январь 2025", "1"), ("Мая 2025", "5"), ("Dec-25", "12"), ("01.2025", "1"), ("2025-03", "3"),
        ("2025-11-30", "11"), ("31.10.2025", "10"), ("7", "7"), ("13", None), ("2025", None), ("итого", None),
    ],
)  # fmt: skip
def test_months_as_bills_write_them(text: str, month: str | None) -> None:
    assert month_of(text) == month


TWO_SHEETS: dict[str, Rows] = {
    "Сырьё": [
        ["Материал", "Кол-во, т/год", "Кол-во, т/год"],
        ["Песок", "12 500", "11 900"],
        ["Сода", "3.400", "3200"],
    ],
    "Вода": [["Наименование потока", "Объём, тыс. м³/год"], ["Вода речная", "120,5"]],
}


def test_rival_columns_and_other_sheets_are_asked_about(
    tmp_path: Path, pack: Pack, empty: Snapshot
) -> None:
    book = read_book(workbook(tmp_path / "два.xlsx", **TWO_SHEETS))
    staged = stage_list(book, pack)
    warned = [f.render("ru") for f in staged.findings if f.severity is Severity.WARNING]
    assert any("Кол-во, т/год (2)" in text and "--map" in text for text in warned)
    assert any("--sheet" in text and "Вода" in text for text in warned)
    plan = resolve(staged, pack, empty)
    assert any("3.400" in f.render("ru") for f in plan.findings)  # 3,4 or 3400?
    water = stage_list(book, pack, sheet="вода")
    assert (water.defaults["form"], len(water.rows)) == ("F08", 1)
    with pytest.raises(InputRefused):
        stage_list(book, pack, sheet="Воздух")


def test_a_profile_keeps_what_was_said(tmp_path: Path, pack: Pack) -> None:
    book = read_book(workbook(tmp_path / "два.xlsx", **TWO_SHEETS))
    said = ("Кол-во, т/год (2)=quantity:кг/год",)
    kept = tmp_path / "профиль.json"
    profiles.write(kept, stage_list(book, pack, mapping=said))
    options = profiles.merged(profiles.read(kept), {"mapping": (), "form": None, "sheet": None})
    again = stage_list(book, pack, **options)
    assert [row.cells["quantity"].text for row in again.rows] == ["11 900", "3200"]
    assert {row.cells["quantity"].unit for row in again.rows} == {"кг/год"}
    kept.write_text("[1]", encoding="utf-8")
    with pytest.raises(InputRefused) as refused:
        profiles.read(kept)
    assert refused.value.code == "SA-6027"
