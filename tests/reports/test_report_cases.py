"""Reports of the published cases: readable in both languages, the same numbers everywhere."""

from __future__ import annotations

import hashlib
import math
import os
import re
import subprocess
import sys
import xml.etree.ElementTree as ET
import zipfile
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest

from symbioaudit.base.paths import data_room
from symbioaudit.reports import pdf, xlsx
from symbioaudit.reports.document import build
from symbioaudit.reports.numbers import column_decimals, spell
from symbioaudit.reports.pdf.fonts import clean
from symbioaudit.reports.tree import Code, Document, Figure, Lamp, Number, Table, Words
from symbioaudit.services import intakes
from symbioaudit.services.audits import new_audit
from symbioaudit.services.demo import CASES
from symbioaudit.services.reporting import dossier_of
from symbioaudit.services.workspace import Workspace, open_workspace

from .reading import Seen, see, squeeze

OTHERS = ("mfca_printing", "kalundborg", "dairy")
ALL = (*CASES, *OTHERS, "nothing")
LANGUAGES = ("ru", "en")
ROOT = Path(__file__).parents[2]
Made = dict[tuple[str, str], Document]


@pytest.fixture(scope="module")
def trees(tmp_path_factory: pytest.TempPathFactory) -> Made:
    """The reports of all cases, and of an audit with nothing in it."""
    path = tmp_path_factory.mktemp("cases") / "w.symbio"
    with open_workspace(path, actor="test") as ws:
        ids = {case: _loaded(ws, case) for case in (*CASES, *OTHERS)}
        ids["nothing"] = new_audit(ws, name="Пустой завод").id
        return {
            (case, lang): build(dossier_of(ws, audit, lang=lang))
            for case, audit in ids.items()
            for lang in LANGUAGES
        }


def _loaded(ws: Workspace, case: str) -> str:
    proposal = intakes.diff(ws, intakes.stage(data_room("examples") / f"{case}.xlsx"))
    intakes.apply(ws, proposal)
    return proposal.snapshot.audit.id


@pytest.fixture(scope="module")
def papers(trees: Made, tmp_path_factory: pytest.TempPathFactory) -> dict[tuple[str, str], Seen]:
    """The same as PDF, read back."""
    folder = tmp_path_factory.mktemp("papers")
    seen = {}
    for (case, lang), tree in trees.items():
        pdf.write(tree, folder / f"{case}-{lang}.pdf")
        seen[case, lang] = see(folder / f"{case}-{lang}.pdf")
    return seen


@pytest.fixture(scope="module")
def books(trees: Made, tmp_path_factory: pytest.TempPathFactory) -> dict[tuple[str, str], Path]:
    """The same as workbooks."""
    folder = tmp_path_factory.mktemp("books")
    paths = {key: folder / f"{key[0]}-{key[1]}.xlsx" for key in trees}
    for key, path in paths.items():
        xlsx.write(trees[key], path)
    return paths


def tables(tree: Document) -> Iterator[Table]:
    return (b for s in tree.sections for b in s.blocks if isinstance(b, Table))


def numbers(tree: Document) -> list[tuple[str, str, float | None, bool]]:
    return [
        (table.id, cell.unit, cell.value, cell.estimated)
        for table in tables(tree)
        if table.id != "glossary"
        for row in table.rows
        for cell in row.cells
        if isinstance(cell, Number)
    ]


@pytest.mark.parametrize("case", ALL)
@pytest.mark.parametrize("lang", LANGUAGES)
def test_everything_is_on_paper_and_inside_its_frame(
    case: str, lang: str, trees: Made, papers: dict[tuple[str, str], Seen]
) -> None:
    seen = papers[case, lang]
    assert not seen.outside
    assert not seen.overlaps
    lost = [
        (table.id, cell.text)
        for table in tables(trees[case, lang])
        for row in table.rows
        for cell in row.cells
        if isinstance(cell, Words | Code | Lamp)
        if cell.text and squeeze(clean(cell.text)) not in seen.squeezed
    ]
    assert not lost


@pytest.mark.parametrize("case", ALL)
def test_both_languages_and_the_paper_show_the_same_numbers(
    case: str, trees: Made, papers: dict[tuple[str, str], Seen]
) -> None:
    assert numbers(trees[case, "ru"]) == numbers(trees[case, "en"])
    for lang in LANGUAGES:
        tree, text = trees[case, lang], papers[case, lang].squeezed
        for table in tables(tree):
            for position, column in enumerate(table.columns):
                cells = [r.cells[position] for r in table.rows if position < len(r.cells)]
                found = [c for c in cells if isinstance(c, Number)]
                places = column_decimals(found) if column.unit and table.header else None
                for number in found:
                    shown = spell(number, lang, tree.words["no_data"], decimals=places)
                    assert squeeze(shown) in text, (table.id, column.key, shown)


@pytest.mark.parametrize("case", ALL)
def test_no_raw_keys_and_no_english_in_a_russian_report(
    case: str, papers: dict[tuple[str, str], Seen]
) -> None:
    """Latin words are names of standards, sources and codes; keys of the program are none of them."""
    text = papers[case, "ru"].text
    snakes = set(re.findall(r"\b[a-z]+_[a-z_]+\b", text))
    assert not {s for s in snakes if not s.startswith(("planer_", "mfca_"))}
    english = set(re.findall(r"\b(?:unknown|no data|none|total|whole|thousand|site|year)\b", text))
    assert not english
    assert not re.search(r"\d\.\d+ ?%", text), "a decimal point before a per cent sign"


@pytest.mark.parametrize("case", ALL)
@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_table_is_printed_empty_and_no_reference_is_left_over(
    case: str, lang: str, trees: Made, papers: dict[tuple[str, str], Seen]
) -> None:
    assert all(table.rows for table in tables(trees[case, lang]))
    assert "\x02" not in repr(trees[case, lang])
    assert not re.search(r"\(\s*\)|\(,|, \.|: \.", papers[case, lang].text)


@pytest.mark.parametrize("case", ALL)
def test_headings_are_never_the_last_thing_on_a_page(
    case: str, trees: Made, papers: dict[tuple[str, str], Seen]
) -> None:
    seen = papers[case, "ru"]
    running = squeeze(clean(trees[case, "ru"].words["running"]))
    for _level, title, page in seen.bookmarks:
        body, found, _foot = squeeze(seen.pages[page - 1]).rpartition(running)
        assert found, page  # the running head is drawn after the body
        assert not body.endswith(squeeze(title)), (title, page)


@pytest.mark.parametrize("case", ALL)
def test_the_brief_answers_a_manager(case: str, trees: Made) -> None:
    """Six numbers each with its trust; losses or why there are none; what to do on Monday."""
    brief = trees[case, "ru"].sections[0]
    tiles = next(b for b in brief.blocks if type(b).__name__ == "Tiles")
    assert len(tiles.items) == 6
    assert all(tile.trust for tile in tiles.items)
    ids = {b.id for b in brief.blocks if isinstance(b, Table)}
    assert ids & {"brief_gaps", "brief_actions"}


def test_the_parts_of_the_losses_add_up(trees: Made) -> None:
    table = next(t for t in tables(trees["mfca_printing", "ru"]) if t.id == "brief_losses")
    values = [row.cells[1].value for row in table.rows if isinstance(row.cells[1], Number)]
    assert values == [*sorted(values[:-1], reverse=True), values[-1]]
    assert sum(values[:-1]) == pytest.approx(values[-1])  # type: ignore[arg-type]
    assert values[-1] == pytest.approx(270_000)  # as published


def test_a_plant_without_streams_has_no_zeros_for_headlines(trees: Made) -> None:
    tiles = next(
        b for b in trees["nothing", "ru"].sections[0].blocks if type(b).__name__ == "Tiles"
    )
    assert {tile.value for tile in tiles.items} == {trees["nothing", "ru"].words["no_data"]}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_workbooks_are_in_order(lang: str, trees: Made, books: dict[tuple[str, str], Path]) -> None:
    """What Excel would call damaged: names, lengths, references, XML, links."""
    for case in ALL:
        path = books[case, lang]
        with zipfile.ZipFile(path) as archive:
            for name in archive.namelist():
                if name.endswith((".xml", ".rels")):
                    ET.fromstring(archive.read(name))
        book = openpyxl.load_workbook(path)
        titles = [ws.title for ws in book]
        assert len({t.lower() for t in titles}) == len(titles)
        assert all(0 < len(t) <= 31 and not re.search(r"[\[\]:*?/\\]", t) for t in titles)
        for name, defined in book.defined_names.items():
            assert re.fullmatch(r"[A-Za-zА-Яа-яЁё_][\w.]*", name), name
            for sheet, place in defined.destinations:
                assert book[sheet][place] is not None
        links = [c.hyperlink.location for c in book.worksheets[0]["A"] if c.hyperlink]
        assert len(links) == len(titles) - 1
        assert {link.rpartition("!")[0].strip("'") for link in links} == set(titles[1:])
        for ws in book:
            assert ws.print_area or ws.title == titles[-1]
            for row in ws.iter_rows():
                for cell in row:
                    assert not isinstance(cell.value, str) or len(cell.value) <= 32_767


def test_every_formula_of_every_case_is_recalculated_to_our_number(
    books: dict[tuple[str, str], Path], tmp_path: Path
) -> None:
    paths = [path for (_case, lang), path in books.items() if lang == "ru"]
    done = subprocess.run(
        [
            "soffice",
            f"-env:UserInstallation=file://{tmp_path}/profile",
            "--headless",
            "--convert-to",
            "xlsx:Calc MS Excel 2007 XML",
            "--outdir",
            str(tmp_path / "out"),
            *map(str, paths),
        ],
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    counts = {}
    for path in paths:
        assert (tmp_path / "out" / path.name).exists(), done.stderr
        counts[path.stem] = _agree(path, tmp_path / "out" / path.name)
    assert all(counts[f"{case}-ru"] > 40 for case in CASES), counts


def _agree(ours: Path, theirs: Path) -> int:
    formulas = openpyxl.load_workbook(ours)
    mine = openpyxl.load_workbook(ours, data_only=True)
    other = openpyxl.load_workbook(theirs, data_only=True)
    count = 0
    for ws in formulas:
        for row in ws.iter_rows():
            for cell in row:
                if cell.data_type == "f":
                    count += 1
                    a = mine[ws.title][cell.coordinate].value
                    b = other[ws.title][cell.coordinate].value
                    place = f"{ours.name} {ws.title}!{cell.coordinate} {cell.value}: {a} {b}"
                    assert isinstance(a, int | float), place
                    assert isinstance(b, int | float), place
                    assert math.isclose(a, b, rel_tol=1e-9, abs_tol=1e-9), place
    return count


@pytest.mark.parametrize("case", CASES)
def test_every_number_of_the_report_is_in_the_workbook(
    case: str, trees: Made, books: dict[tuple[str, str], Path]
) -> None:
    for lang in LANGUAGES:
        book = openpyxl.load_workbook(books[case, lang], data_only=True)
        there = {
            float(c.value)
            for ws in book
            for row in ws.iter_rows()
            for c in row
            if isinstance(c.value, int | float)
        }
        for table_id, _unit, value, _guess in numbers(trees[case, lang]):
            if value is not None:
                assert (
                    any(math.isclose(value, x, rel_tol=1e-12) for x in there) or value in there
                ), table_id


@pytest.mark.parametrize("case", CASES)
def test_pictures_fit_their_page(case: str, trees: Made) -> None:
    from symbioaudit.reports.pdf.blocks import _picture
    from symbioaudit.reports.pdf.style import sheet

    page = sheet("page")
    for section in trees[case, "ru"].sections:
        for block in section.blocks:
            if isinstance(block, Figure):
                box = _picture(block, page.inner_width, trees[case, "ru"])
                assert box.height < page.inner_height


PROGRAM = """
import sys
from pathlib import Path
from symbioaudit.reports import pdf, xlsx
from symbioaudit.reports.document import build
from tests.reports import factory
folder = Path(sys.argv[1])
tree = build(factory.dossier("ru"))
pdf.write(tree, folder / "r.pdf")
xlsx.write(tree, folder / "r.xlsx")
"""


def test_same_bytes_in_another_process_zone_locale_and_hash_seed(tmp_path: Path) -> None:
    places = (
        {"TZ": "Asia/Kamchatka", "LC_ALL": "C", "PYTHONHASHSEED": "1"},
        {"TZ": "America/St_Johns", "LC_ALL": "ru_RU.UTF-8", "PYTHONHASHSEED": "4242"},
    )
    found = []
    for number, place in enumerate(places):
        folder = tmp_path / str(number)
        folder.mkdir()
        subprocess.run(
            [sys.executable, "-c", PROGRAM, str(folder)],
            cwd=ROOT,
            env={**os.environ, "PYTHONPATH": str(ROOT), **place},
            check=True,
            timeout=120,
        )
        found.append({p.name: hashlib.sha256(p.read_bytes()).hexdigest() for p in folder.iterdir()})
    assert found[0] == found[1]
    assert len(found[0]) == 2
