"""The workbook: real numbers, live formulas that LibreOffice agrees with, text that stays text."""

from __future__ import annotations

import json
import math
import re
import subprocess
import zipfile
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest
from openpyxl.workbook import Workbook

from symbioaudit.analysis import analyse
from symbioaudit.methodology import load_pack
from symbioaudit.reports import pdf, xlsx
from symbioaudit.reports.document import build
from symbioaudit.reports.numbers import column_decimals, spell
from symbioaudit.reports.tree import Document, Number, Table
from symbioaudit.reports.xlsx.formulas import Term, from_expression, from_template
from symbioaudit.reports.xlsx.plan import FIRST, make

from . import factory
from .reading import see, squeeze

LANGUAGES = ("ru", "en")


def written(tree: Document, path: Path) -> Path:
    xlsx.write(tree, path)
    return path


def recalculated(path: Path, folder: Path) -> Workbook:
    """The workbook after LibreOffice has computed every formula itself."""
    done = subprocess.run(
        [
            "soffice",
            f"-env:UserInstallation=file://{folder}/profile",
            "--headless",
            "--convert-to",
            "xlsx:Calc MS Excel 2007 XML",
            "--outdir",
            str(folder / "out"),
            str(path),
        ],
        capture_output=True,
        text=True,
        timeout=180,
        check=False,
    )
    assert (folder / "out" / path.name).exists(), done.stderr
    return openpyxl.load_workbook(folder / "out" / path.name, data_only=True)


@pytest.fixture(scope="module")
def real(tmp_path_factory: pytest.TempPathFactory) -> tuple[Document, Path]:
    """The dairy under the real analysis and the real pack."""
    pack = load_pack("is-screening-ru")
    audit = factory.snapshot()
    dossier = replace(factory.dossier("ru"), results=analyse(audit, pack), pack=pack)
    tree = build(dossier)
    return tree, written(tree, tmp_path_factory.mktemp("x") / "real.xlsx")


def test_every_formula_is_recalculated_to_our_number(
    real: tuple[Document, Path], tmp_path: Path
) -> None:
    _tree, path = real
    formulas = openpyxl.load_workbook(path)
    ours = openpyxl.load_workbook(path, data_only=True)
    theirs = recalculated(path, tmp_path)
    count = 0
    for sheet in formulas:
        for row in sheet.iter_rows():
            for cell in row:
                if cell.data_type != "f":
                    continue
                count += 1
                mine = ours[sheet.title][cell.coordinate].value
                other = theirs[sheet.title][cell.coordinate].value
                place = f"{sheet.title}!{cell.coordinate} {cell.value}"
                assert isinstance(mine, int | float), place
                assert isinstance(other, int | float), f"{place}: {other}"
                assert math.isclose(mine, other, rel_tol=1e-9, abs_tol=1e-9), place
    assert count > 200


def test_a_changed_input_reaches_the_totals(real: tuple[Document, Path], tmp_path: Path) -> None:
    """Type another amount of gas: energy, coal equivalent and emissions follow."""
    tree, path = real
    book = openpyxl.load_workbook(path)
    plan = make(tree)
    term = plan.fields["stream", factory.uid(40), "quantity"]
    sheet, _bang, cell = term.address.rpartition("!")
    old = book[sheet.strip("'")][cell].value
    book[sheet.strip("'")][cell].value = old * 2
    book.save(tmp_path / "changed.xlsx")
    after = recalculated(tmp_path / "changed.xlsx", tmp_path)["Энергия"]
    before = openpyxl.load_workbook(path, data_only=True)["Энергия"]
    heads = [c.value for c in before[3]]
    energy = heads.index("Энергия, ГДж/год")
    gas = next(
        r for r in range(FIRST, before.max_row) if before.cell(r, 1).value == "Природный газ"
    )
    assert after.cell(gas, energy + 1).value == pytest.approx(
        2 * before.cell(gas, energy + 1).value
    )
    total = before.max_row
    grown = after.cell(total, energy + 1).value - before.cell(total, energy + 1).value
    assert grown == pytest.approx(before.cell(gas, energy + 1).value)


@pytest.mark.parametrize("language", LANGUAGES)
def test_one_sheet_per_table_with_its_numbers(language: str, tmp_path: Path) -> None:
    tree = build(factory.dossier(language))
    book = openpyxl.load_workbook(written(tree, tmp_path / "t.xlsx"), data_only=True)
    plan = make(tree)
    for sheet in plan.tables:
        ws = book[sheet.name]
        assert ws.freeze_panes
        assert ws.print_title_rows == "$3:$3"
        for number, row in enumerate(sheet.table.rows):
            if row.kind == "group":
                continue
            for position, cell in enumerate(row.cells):
                if isinstance(cell, Number):
                    found = ws[f"{sheet.places[position]}{FIRST + number}"].value
                    if cell.value is None:
                        assert found == tree.words["no_data"]
                    else:
                        assert found == pytest.approx(cell.value, rel=1e-12)


def test_numbers_are_the_same_in_both_languages_and_in_the_pdf(tmp_path: Path) -> None:
    trees = {lang: build(factory.dossier(lang)) for lang in LANGUAGES}
    values = {
        lang: [
            (b.id, c.value, c.estimated)
            for s in tree.sections
            for b in s.blocks
            if isinstance(b, Table) and b.id != "glossary"
            for r in b.rows
            for c in r.cells
            if isinstance(c, Number)
        ]
        for lang, tree in trees.items()
    }
    assert values["ru"] == values["en"]
    for lang, tree in trees.items():
        pdf.write(tree, tmp_path / f"{lang}.pdf")
        text = see(tmp_path / f"{lang}.pdf").squeezed
        for section in tree.sections:
            for table in section.blocks:
                if isinstance(table, Table):
                    assert_printed(table, lang, tree.words["no_data"], text)


def assert_printed(table: Table, lang: str, no_data: str, text: str) -> None:
    for position, column in enumerate(table.columns):
        cells = [r.cells[position] for r in table.rows if position < len(r.cells)]
        numbers = [c for c in cells if isinstance(c, Number)]
        places = column_decimals(numbers) if column.unit and table.header else None
        for number in numbers:
            shown = spell(number, lang, no_data, decimals=places)
            assert squeeze(shown) in text, (table.id, column.key, shown)


def test_text_never_becomes_a_formula(shared: Path, tmp_path: Path) -> None:
    strings = json.loads((shared / "cases/badinput/blns.json").read_text(encoding="utf-8"))
    strings += [
        "=1+1",
        "+1",
        "-1",
        "@SUM(A1)",
        "\t=1",
        "=cmd|' /C calc'!A0",
        "#N/A",
        "𝔘🏭\x07\ud800",
    ]
    audit = factory.snapshot()
    first = audit.streams[0]
    streams = tuple(
        replace(first, id=factory.uid(1000 + i), name=name) for i, name in enumerate(strings)
    )
    tree = build(factory.dossier("ru", replace(audit, streams=streams)))
    book = openpyxl.load_workbook(written(tree, tmp_path / "t.xlsx"))
    names = book["Входы"]["A"][3:]
    formulas = [c.value for ws in book for row in ws.iter_rows() for c in row if c.data_type == "f"]
    assert not [f for f in formulas if "cmd" in f or f in {"=1+1", "=1"}]
    dangerous = [c for c in names if str(c.value).startswith(("=", "+", "-", "@"))]
    assert len(dangerous) > 10
    assert all(c.data_type == "s" and c.quotePrefix for c in dangerous)
    theirs = recalculated(tmp_path / "t.xlsx", tmp_path)["Входы"]
    shown = {c.value for c in theirs["A"]}
    assert {"=1+1", "@SUM(A1)", "-1", "+1"} <= {str(v) for v in shown}


def test_economics_are_live(real: tuple[Document, Path]) -> None:
    tree, path = real
    ws = openpyxl.load_workbook(path)["Экономика"]
    plan = next(s for s in make(tree).tables if s.table.id == "economics")
    keys = [c.key for c in plan.table.columns]
    row = next(r for r in range(FIRST, ws.max_row + 1) if "конденсата" in str(ws.cell(r, 1).value))
    for key in ("payback", "npv", "profitability_index"):
        formula = str(ws[f"{plan.places[keys.index(key)]}{row}"].value)
        assert formula.startswith("="), key
        assert "!" not in formula, key


def test_codes_stay_text_and_numbers_stay_numbers(tmp_path: Path) -> None:
    tree = build(factory.dossier("ru"))
    book = openpyxl.load_workbook(written(tree, tmp_path / "t.xlsx"))
    inn = next(r for r in book["Предприятие"].iter_rows() if r[0].value == "ИНН")[1]
    assert (inn.value, inn.number_format) == ("7707083893", "@")
    mass = book["Входы"]["D4"]
    assert isinstance(mass.value, int | float)
    assert re.fullmatch(r"#,##0(\.0+)?", mass.number_format)


def test_same_dossier_same_bytes(tmp_path: Path) -> None:
    one = written(build(factory.dossier("ru")), tmp_path / "1.xlsx").read_bytes()
    two = written(build(factory.dossier("ru")), tmp_path / "2.xlsx").read_bytes()
    assert one == two


def test_properties_names_and_charts(tmp_path: Path) -> None:
    tree = build(factory.dossier("ru"))
    path = written(tree, tmp_path / "t.xlsx")
    book = openpyxl.load_workbook(path)
    assert book.properties.creator == "И. И. Иванов, М. С. Ёлкина"
    assert book.properties.modified.replace(tzinfo=None) == factory.MOMENT.replace(tzinfo=None)
    assert "F_ncv_natural_gas" in book.defined_names
    assert "T_energy" in book.defined_names
    parts = zipfile.ZipFile(path).namelist()
    assert sum(p.startswith("xl/charts/chart") for p in parts) >= 5


def test_provenance_stands_beside_the_numbers(tmp_path: Path) -> None:
    tree = build(factory.dossier("ru"))
    ws = openpyxl.load_workbook(written(tree, tmp_path / "t.xlsx"))["Входы"]
    heads = [c.value for c in ws[3]]
    assert heads[-4:] == ["Как введено", "Кто внёс", "Основание", "Источник пересчёта"]
    row = [c.value for c in ws[4]]
    assert row[-3] == "И. И. Иванов"
    assert row[-2] == "Измерено прибором"


@pytest.mark.parametrize(
    ("expression", "values", "result", "formula"),
    [
        ("E = Q·k", {"Q": 2.0, "k": 3.0}, 6.0, "F1*F2"),
        ("π = P/E", {"P": 6.0, "E": 3.0}, 2.0, "F1/F2"),
        ("Q = m·cp·(T₁ − T₀)", {"m": 2.0, "cp": 4.0, "T₁": 9.0, "T₀": 4.0}, 40.0, "F1*F2*(F3-F4)"),
        ("Σ", {"a": 1.0, "b": 2.0, "c": 4.0}, 7.0, "SUM(F1:F3)"),
        ("S = __import__('os')", {"a": 5.0}, 4.0, None),
        ("x = 9**9**9**9", {"a": 5.0}, 4.0, None),
    ],
)
def test_expressions(
    expression: str, values: dict[str, float], result: float, formula: str | None
) -> None:
    terms = [Term(s, f"F{i}", v) for i, (s, v) in enumerate(values.items(), 1)]
    found = from_expression(expression, terms, result)
    assert (found and found.replace("((", "(").replace("))", ")")) == (
        formula and formula.replace("((", "(")
    ) or (formula == "F1*F2*(F3-F4)" and found == "(F1*F2)*(F3-F4)")


def test_a_template_that_does_not_give_the_number_is_not_written() -> None:
    terms = {"a": Term("", "A1", 2.0), "b": Term("", "B1", 3.0), "c": None}
    assert from_template("{a}*{b}", terms, 6.0) == "A1*B1"
    assert from_template("{a}*{b}", terms, 6.1) is None
    assert from_template("{a}*{c}", terms, 6.0) is None
    assert from_template("{a}/({b}-{b})", terms, 6.0) is None
