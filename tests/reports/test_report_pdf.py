"""The PDF: everything printed once, nothing outside, numbered by GOST, reproducible."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont

from symbioaudit.base.paths import data_room
from symbioaudit.reports import pdf
from symbioaudit.reports.document import build
from symbioaudit.reports.pdf.fonts import FACES, REPLACEMENT, clean, face
from symbioaudit.reports.pdf.type import wrap
from symbioaudit.reports.tree import (
    Code,
    Column,
    Document,
    Figure,
    Lamp,
    Number,
    Row,
    Section,
    Table,
    Words,
)

from . import factory
from .reading import Seen, see, squeeze

LANGUAGES = ("ru", "en")


@pytest.fixture(scope="module", params=LANGUAGES)
def whole(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Document, Seen, Path]:
    """The whole report of the dairy in one language, and what a reader sees of it."""
    tree = build(factory.dossier(request.param))
    path = tmp_path_factory.mktemp("pdf") / "report.pdf"
    pdf.write(tree, path)
    return tree, see(path), path


def tables(tree: Document) -> list[Table]:
    return [b for s in tree.sections for b in s.blocks if isinstance(b, Table)]


def small(rows: tuple[Row, ...], *, columns: int = 3, language: str = "ru") -> Document:
    """A document of one table."""
    tree = build(factory.dossier(language))
    heads = tuple(Column(f"c{i}", f"Графа {i}") for i in range(columns))
    table = Table("t", "Проба", heads, rows, empty="Записей нет.", number="1")
    return replace(tree, sections=(Section("s", "Раздел", (table,), number="1"),))


def test_every_row_of_every_table_is_printed(whole: tuple[Document, Seen, Path]) -> None:
    tree, seen, _path = whole
    missing = [
        (table.id, cell.text)
        for table in tables(tree)
        for row in table.rows
        for cell in row.cells
        if isinstance(cell, Words | Code | Lamp)
        and cell.text
        and squeeze(clean(cell.text)) not in seen.squeezed
    ]
    assert not missing


def test_nothing_leaves_the_page(whole: tuple[Document, Seen, Path]) -> None:
    _tree, seen, _path = whole
    assert not seen.outside
    assert not seen.overlaps


def test_tables_and_figures_are_numbered_in_order(whole: tuple[Document, Seen, Path]) -> None:
    tree, seen, _path = whole
    for kind, word in ((Table, tree.words["table"]), (Figure, tree.words["figure"])):
        numbers = [
            b.number for s in tree.sections for b in s.blocks if isinstance(b, kind) and b.number
        ]
        plain = [int(n) for n in numbers if n.isdigit()]
        assert plain == list(range(1, len(plain) + 1))
        printed = re.findall(rf"{word} ([\dА-ЯA-Z.]+) —", seen.text)
        assert printed == numbers


def test_appendix_letters_follow_gost(whole: tuple[Document, Seen, Path]) -> None:
    tree, _seen, _path = whole
    letters = [s.number for s in tree.sections if s.kind == "appendix"]
    row = "АБВГДЕЖИКЛМ" if tree.language == "ru" else "ABCDEFGHJKL"
    assert letters == list(row[: len(letters)])


def test_every_table_and_figure_is_referred_to(whole: tuple[Document, Seen, Path]) -> None:
    tree, seen, _path = whole
    text = seen.text.replace("\r\n", " ")
    for section in tree.sections:
        for block in section.blocks:
            if (
                isinstance(block, Table)
                and block.number
                and block.id
                not in {
                    "process_balances",
                    "changelog",
                    "glossary",
                }
            ):
                word = tree.words["table"].lower()
                assert re.search(rf"{word}\s{re.escape(block.number)}\b", text), block.id


def test_contents_show_the_true_pages(whole: tuple[Document, Seen, Path]) -> None:
    tree, seen, _path = whole
    place = next(
        i
        for i, t in enumerate(seen.pages)
        if t.splitlines()[1:2] and tree.words["contents"] in t.splitlines()[:3]
    )
    entries = re.findall(r"^(.+?)\s+(\d+)\s*$", seen.pages[place], re.MULTILINE)
    true = {squeeze(title): page for _level, title, page in seen.bookmarks}
    checked = 0
    for title, page in entries:
        if squeeze(title) in true:
            assert true[squeeze(title)] == int(page), title
            checked += 1
    assert checked > 30


def test_bookmarks_lead_to_their_headings(whole: tuple[Document, Seen, Path]) -> None:
    tree, seen, _path = whole
    tops = [title for level, title, _page in seen.bookmarks if level == 0]
    assert len(tops) == len(tree.sections)
    for _level, title, page in seen.bookmarks:
        assert squeeze(title) in squeeze(seen.pages[page - 1])


def test_the_brief_is_two_pages_before_the_contents(whole: tuple[Document, Seen, Path]) -> None:
    tree, seen, _path = whole
    place = next(
        i for i, t in enumerate(seen.pages) if tree.words["contents"] in t.splitlines()[:3]
    )
    assert 2 <= place <= 3  # the title page, then one or two pages of brief
    assert len(next(b for b in tree.sections[0].blocks if type(b).__name__ == "Tiles").items) == 6


def test_draft_mark_on_every_page_until_signed_off(tmp_path: Path) -> None:
    pdf.write(build(factory.dossier("ru", draft=3)), tmp_path / "draft.pdf")
    assert all("ЧЕРНОВИК 3" in page for page in see(tmp_path / "draft.pdf").pages)
    pdf.write(build(factory.dossier("ru", draft=None)), tmp_path / "final.pdf")
    assert "ЧЕРНОВИК" not in see(tmp_path / "final.pdf").text


def test_same_dossier_same_bytes(whole: tuple[Document, Seen, Path], tmp_path: Path) -> None:
    tree, _seen, path = whole
    pdf.write(build(factory.dossier(tree.language)), tmp_path / "again.pdf")
    assert (tmp_path / "again.pdf").read_bytes() == path.read_bytes()


def test_dates_of_the_file_are_those_of_the_dossier(whole: tuple[Document, Seen, Path]) -> None:
    _tree, seen, _path = whole
    assert seen.metadata["CreationDate"].startswith("D:20260305093000")


def test_fonts_are_embedded(whole: tuple[Document, Seen, Path]) -> None:
    _tree, _seen, path = whole
    data = path.read_bytes()
    names = set(re.findall(rb"/BaseFont /([\w+-]+)", data))
    assert names
    assert all(re.match(rb"[A-Z]{6}\+(PTSans|DejaVuSans)", name) for name in names), names


def test_every_character_has_a_glyph(whole: tuple[Document, Seen, Path]) -> None:
    tree, _seen, _path = whole
    folder = data_room("resources") / "fonts"
    for primary, fallback in FACES.values():
        known = set(TTFont(folder / f"{primary}.ttf").getBestCmap())
        known |= set(TTFont(folder / f"{fallback}.ttf").getBestCmap())
        lost = {c for c in clean(repr(tree)) if c != "\n" and ord(c) not in known}
        assert not lost


def test_no_narrow_no_break_space(whole: tuple[Document, Seen, Path]) -> None:
    _tree, seen, _path = whole
    assert "\u202f" not in seen.text
    assert clean("5\u202fт") == "5\u00a0т"


@pytest.mark.parametrize("count", [0, 1, 40, 400])
@pytest.mark.parametrize("language", LANGUAGES)
def test_tables_of_any_length(count: int, language: str, tmp_path: Path) -> None:
    rows = tuple(
        Row((Words(f"строка-{i:04d}"), Number(i * 1.5, "t/a"), Words(f"{factory.LONG} {i}")))
        for i in range(count)
    )
    tree = small(rows, language=language)
    pdf.write(tree, tmp_path / "t.pdf")
    seen = see(tmp_path / "t.pdf")
    assert not seen.outside
    assert not seen.overlaps
    for i in range(count):
        assert seen.squeezed.count(squeeze(f"строка-{i:04d}")) == 1
    pages = [p for p in seen.pages if "строка" in p]
    word = {"ru": "Продолжение таблицы 1", "en": "Table 1 (continued)"}[language]
    assert seen.text.count(word) == max(0, len(pages) - 1)
    assert all("Графа 0" in page for page in pages)
    if not count:
        assert "Записей нет." in seen.text


def test_a_row_taller_than_a_page_goes_on(tmp_path: Path) -> None:
    words = " ".join(f"слово{i}" for i in range(4000))
    pdf.write(small((Row((Words("1"), Words(words), Words("3"))),)), tmp_path / "t.pdf")
    seen = see(tmp_path / "t.pdf")
    assert not seen.outside
    assert all(f"слово{i}" in seen.squeezed for i in range(0, 4000, 97))


def test_estimates_unknowns_and_zero_look_different(tmp_path: Path) -> None:
    rows = (
        Row((Words("а"), Number(12.5, "t/a", estimated=True), Number(None, "t/a"))),
        Row((Words("б"), Number(0.0, "t/a"), Number(None, "t/a", high=5.0))),
    )
    pdf.write(small(rows), tmp_path / "t.pdf")
    text = see(tmp_path / "t.pdf").text
    assert "≈ 12,5 т/год" in text
    assert "нет данных" in text
    assert re.search(r"\b0 т/год", text)
    assert "≤ 5,00 т/год" in text


def test_naughty_strings_are_printed_as_text(shared: Path, tmp_path: Path) -> None:
    strings = json.loads((shared / "cases/badinput/blns.json").read_text(encoding="utf-8"))
    rows = tuple(Row((Words(str(i)), Words(s), Code(s))) for i, s in enumerate(strings))
    pdf.write(small(rows), tmp_path / "t.pdf")
    seen = see(tmp_path / "t.pdf")
    assert not seen.outside
    ascii_only = [s for s in strings if s.isascii() and s.isprintable() and s.strip()]
    assert all(squeeze(s) in seen.squeezed for s in ascii_only)


def test_naughty_names_in_a_whole_audit(shared: Path, tmp_path: Path) -> None:
    strings = json.loads((shared / "cases/badinput/blns.json").read_text(encoding="utf-8"))
    audit = factory.snapshot()
    streams = tuple(
        replace(s, name=strings[(i * 37) % len(strings)]) for i, s in enumerate(audit.streams)
    )
    named = replace(
        audit,
        streams=streams,
        enterprise=replace(audit.enterprise, name_full="𝔘𝔫𝔦 漢字 🏭 عربى\u202e\ud800"),
    )
    pdf.write(build(factory.dossier("ru", named)), tmp_path / "t.pdf")
    assert not see(tmp_path / "t.pdf").outside


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("и\u0306", "й"),
        ("завод 🏭", f"завод {REPLACEMENT}"),
        ("漢", REPLACEMENT),
        ("a\u202eb\u200bc", "abc"),
        ("x\x00y", "xy"),
        ("\ud800", REPLACEMENT),
    ],
)
def test_cleaning(text: str, shown: str) -> None:
    assert clean(text) == shown


def test_long_words_break_inside_their_width() -> None:
    shape = face("regular")
    for width in (18.0, 40.0, 90.0):
        lines = wrap(factory.LONG, shape, 8.5, width)
        assert all(line.width <= width + 0.01 for line in lines)
        joined = "".join(line.text for line in lines)
        assert squeeze(joined) == squeeze(factory.LONG)


def test_an_empty_audit_makes_a_report(tmp_path: Path) -> None:
    audit = factory.snapshot()
    bare = type(audit)(audit.enterprise, audit.site, audit.audit)
    pdf.write(build(factory.dossier("ru", bare)), tmp_path / "t.pdf")
    seen = see(tmp_path / "t.pdf")
    assert not seen.outside
    assert squeeze("Продукция не внесена. Выпуск за год — в форме 1-натура") in seen.squeezed
    assert "Записей нет." not in seen.text
