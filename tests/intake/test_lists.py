"""Somebody's own list: header found, columns guessed, totals not added, every row accounted for."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from symbioaudit.base.errors import InputRefused
from symbioaudit.intake.books import read_book
from symbioaudit.intake.delimited import sniff_delimiter, sniff_encoding
from symbioaudit.intake.headers import unit_in
from symbioaudit.intake.lists import stage_list
from symbioaudit.intake.plan import Outcome, Plan
from symbioaudit.intake.resolve import resolve
from symbioaudit.intake.staged import Staged
from symbioaudit.methodology import Pack
from symbioaudit.model.enums import Severity
from symbioaudit.model.snapshot import Snapshot
from tests.intake.books import applied

OUTCOMES = {  # every messy file: refused with a code, or (form, rows, passed over)
    "no_drawing_patriarch.xlsx": ("F06", 7464, 108),
    "example-pm-monthly-meter-usage-with-unknown-types-and-units.xlsx": ("F07", 8, 0),
    "example-data-request-response-new-format.xlsx": "SA-6024",
    "example-sensor-readings-small-bad.csv": "SA-6024",
    "fkko_codes_with_nbsp.csv": "SA-6024",
    "mt_example.tsv": "SA-6024",
    "mt_libreoffice.xlsx": "SA-6024",
    "mt_null.csv": "SA-6024",
    "mt_simple.zip": "SA-6001",
    "mt_skip_initials.csv": "SA-6024",
    "mt_spanish_chars.csv": "SA-6024",
    "mt_unicode_sheet_name.xls": "SA-6024",
    "mt_utf8bom.csv": "SA-6024",
    "mt_weird_head_padding.csv": "SA-6024",
    "portfolio-manager-sample-missing-headers.csv": "SA-6024",
    "san-jose-test-properties.csv": "SA-6024",
}


@pytest.mark.parametrize("name", OUTCOMES)
def test_every_messy_file_ends_clearly(name: str, shared: Path, pack: Pack) -> None:
    expected = OUTCOMES[name]
    path = shared / "cases/messy" / name
    if isinstance(expected, str):
        with pytest.raises(InputRefused) as refusal:
            stage_list(read_book(path), pack)
        assert refusal.value.code == expected
    else:
        staged = stage_list(read_book(path), pack)
        assert (staged.defaults["form"], len(staged.rows), len(staged.skipped)) == expected
        filled = next(s for s in read_book(path).sheets if s.name == staged.defaults["sheet"])
        header = int(staged.mapping[0].place.rpartition("!")[2].lstrip("ABCDEFGHIJ"))
        assert staged.source_rows == sum(row > header for row in filled.rows)


def test_all_messy_files_are_judged(shared: Path) -> None:
    assert {p.name for p in (shared / "cases/messy").iterdir()} == set(OUTCOMES)


def staged_text(
    tmp_path: Path, pack: Pack, text: str, *mapping: str, encoding: str = "utf-8"
) -> Staged:
    path = tmp_path / "Список отходов.csv"
    path.write_bytes(text.encode(encoding))
    return stage_list(read_book(path), pack, mapping=mapping)


RUSSIAN = """\
Отчёт по отходам за 2025 год;;;;
;;;;
№;Наименование отхода;Код по ФККО;Объём, т/год;Стоимость вывоза, тыс. руб.;Контрагент
1;2;3;4;5;6
I. Производство;;;;;
1;Шлак;3 51 111 12 20 4;1 250,5;120,0;ООО «Полигон»
2;Лом;4 61 010 01 20 5;~80;;ООО «Втормет»
;ИТОГО;;1330,5;120,0;
"""


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1251", "utf-16", "cp866"])
def test_russian_list_in_any_encoding(
    encoding: str, tmp_path: Path, pack: Pack, empty: Snapshot
) -> None:
    text = (
        RUSSIAN.replace("«", '"').replace("»", '"').replace("ё", "е")
        if encoding == "cp866"
        else RUSSIAN
    )
    text = text.replace('"', "") if encoding == "cp866" else text
    staged = staged_text(tmp_path, pack, text, encoding=encoding)
    plan = resolve(staged, pack, empty)
    after = applied(empty, plan)
    assert [s.name for s in after.streams] == ["Шлак", "Лом"]
    slag, scrap = after.streams
    assert slag.quantity is not None
    assert slag.quantity.number == 1250.5
    assert slag.fkko == "35111112204"
    assert slag.cost is not None
    assert slag.cost.number == 120_000
    assert scrap.quantity is not None
    assert scrap.quantity.is_estimate
    assert slag.category == "waste"
    assert plan.counts[Outcome.ADDED] == 2
    assert plan.counts[Outcome.SKIPPED] == 2  # the group's heading and the total
    assert sum(plan.counts.values()) == staged.source_rows
    assert resolve(staged, pack, after).empty


def test_english_list_with_units_in_a_column(tmp_path: Path, pack: Pack, empty: Snapshot) -> None:
    text = "Material\tAmount\tUnits\tNotes\nQuartz sand\t12.5\tkt/year\tledger\nTotal\t12.5\t\t\n"
    path = tmp_path / "materials.tsv"
    path.write_text(text, encoding="utf-8")
    after = applied(empty, resolve(stage_list(read_book(path), pack), pack, empty, locale="en"))
    (sand,) = after.streams
    assert (sand.name, sand.category, sand.note) == ("Quartz sand", "raw_material", "ledger")
    assert sand.quantity is not None
    assert sand.quantity.number == 12_500


def test_without_a_unit_nothing_is_guessed(tmp_path: Path, pack: Pack, empty: Snapshot) -> None:
    text = "Наименование;Количество;ФККО\nШлак;12;35111112204\n"
    staged = staged_text(tmp_path, pack, text)
    (finding,) = [f for f in staged.findings if f.severity is Severity.ERROR]
    assert "Количество=quantity" in finding.render("ru")
    (slag,) = applied(empty, resolve(staged, pack, empty)).streams
    assert slag.quantity is None
    told = staged_text(tmp_path, pack, text, "Количество=quantity:т/мес")
    (slag,) = applied(empty, resolve(told, pack, empty)).streams
    assert slag.quantity is not None
    assert slag.quantity.number == 144


def test_mapping_overrides_the_guess(shared: Path, pack: Pack) -> None:
    path = shared / "cases/messy/fkko_codes_with_nbsp.csv"
    staged = stage_list(read_book(path), pack, mapping=("code_from_link=fkko",))
    assert len(staged.rows) == 17
    assert all(len(row.cells["fkko"].text) == 11 for row in staged.rows)


@pytest.mark.parametrize("wrong", ["quantity", "Нет такого=name", "=name"])
def test_wrong_mapping_names_the_columns(wrong: str, tmp_path: Path, pack: Pack) -> None:
    with pytest.raises(InputRefused) as refusal:
        staged_text(tmp_path, pack, RUSSIAN, wrong)
    assert refusal.value.code == "SA-6025"
    assert "Наименование отхода" in refusal.value.render("ru")


def test_equal_heads_are_told_apart(tmp_path: Path, pack: Pack) -> None:
    text = "Наименование;Объём, т/год;Объём, т/год\nШлак;1;2\nЗола;3;4\n"
    staged = staged_text(tmp_path, pack, text)
    assert [g.column for g in staged.mapping] == [
        "Наименование",
        "Объём, т/год",
        "Объём, т/год (2)",
    ]
    assert [g.code for g in staged.mapping] == ["name", "quantity", None]
    second = staged_text(tmp_path, pack, text, "Объём, т/год (2)=quantity")
    assert [row.cells["quantity"].text for row in second.rows] == ["2", "4"]


def state_form(path: Path) -> Path:
    """A table like section I of form 2-ТП (отходы)."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["Раздел I. Сведения об образовании, обработке, утилизации отходов"])
    sheet.merge_cells("A1:H1")
    sheet.append(
        ["№ строки", "Наименование видов отходов", "Код", "Класс", "Наличие", "Образование"]
    )
    sheet.append(["А", "Б", "В", "Г", *map(str, range(1, 30))])
    slag = {1: 5.0, 2: 1200.5, 17: 300.0, 28: 900.0, 29: 5.5}
    sheet.append(["1", "Шлак", "35111112204", "4", *[slag.get(n) for n in range(1, 30)]])
    sheet.append(["ВСЕГО", "ВСЕГО", None, None, *[slag.get(n) for n in range(1, 30)]])
    book.save(path)
    return path


def test_state_waste_form_is_recognised(tmp_path: Path, pack: Pack, empty: Snapshot) -> None:
    staged = stage_list(read_book(state_form(tmp_path / "2tp.xlsx")), pack)
    plan: Plan = resolve(staged, pack, empty)
    (slag,) = applied(empty, plan).streams
    amounts = [a.number for a in (slag.stock_open, slag.quantity, slag.stock_close) if a]
    assert amounts == [5.0, 1200.5, 5.5]
    assert (slag.fkko, slag.route) == ("35111112204", "landfill_own")
    assert [row.outcome for row in plan.rows] == [Outcome.ADDED, Outcome.SKIPPED]


@pytest.mark.parametrize(
    ("label", "unit"),
    [
        ("Объём, т/год", "т/год"),
        ("Use (kWh)", "kWh"),
        ("Mass Kg", "Kg"),
        ("Расход за месяц, тыс. м³", "тыс. м³/мес"),
        ("Количество", ""),
        ("Наименование (краткое)", ""),
    ],
)
def test_units_inside_heads(label: str, unit: str) -> None:
    assert unit_in(label) == unit


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("Шлак доменный; лом", "cp1251"),
        ("procuración señor; año", "latin-1"),
        ("Шлак доменный; лом чёрных металлов", "cp866"),
        ("Шлак", "utf-8"),
    ],
)
def test_encodings_are_told_apart(text: str, encoding: str) -> None:
    assert sniff_encoding(text.encode(encoding)) == encoding


@pytest.mark.parametrize("mark", ["\t", ";", ",", "|"])
def test_delimiters_are_told_apart(mark: str) -> None:
    line = mark.join(["Шлак", '"1,5; ой"', "т"])
    assert sniff_delimiter("\n".join([line] * 5)) == mark
