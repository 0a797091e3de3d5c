"""The report of 10 000 streams: the workbook against openpyxl, the pages against reportlab's own table.

The floor of the workbook is openpyxl in write-only mode with the same values in the same cells and
nothing else: no styles, no widths, no names. The floor of the PDF is reportlab's ``LongTable`` with the
same rows as plain strings, clipped at the edge of their columns: no wrapping, no measuring of columns.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from benchmarks.synthetic import snapshot
from benchmarks.timing import Found, compare
from symbioaudit.analysis import analyse
from symbioaudit.base.paths import data_room
from symbioaudit.methodology import load_pack
from symbioaudit.reports import document, pdf, xlsx
from symbioaudit.reports.dossier import Dossier
from symbioaudit.reports.tree import Document, Number, Table

STREAMS = 10_000
FONT = "PTSans-Regular"


def run() -> Iterator[Found]:
    """Both writers over one document tree."""
    tree = _tree()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        xlsx.write(tree, folder / "ours.xlsx")
        cells = _cells(folder / "ours.xlsx")
        yield compare(
            "workbook of 10 000 streams",
            lambda: xlsx.write(tree, folder / "ours.xlsx"),
            lambda: _write_only(cells, folder / "floor.xlsx"),
            "openpyxl write-only, same cells",
            "≤ 2",
            times=3,
        )
        tables = [_strings(table) for table in _tables(tree)]
        yield compare(
            "PDF of 10 000 streams",
            lambda: pdf.write(tree, folder / "ours.pdf"),
            lambda: _long_tables(tables, folder / "floor.pdf"),
            "reportlab's LongTable, same rows",
            "≤ 2",
            times=3,
        )


def _tree() -> Document:
    audit, pack = snapshot(STREAMS), load_pack("is-screening-ru")
    return document.build(
        Dossier(
            snapshot=audit,
            results=analyse(audit, pack),
            pack=pack,
            language="ru",
            produced_at=datetime(2026, 1, 1, tzinfo=UTC),
            app_version="0",
            draft=1,
        )
    )


def _cells(path: Path) -> dict[str, list[list[Any]]]:
    import openpyxl

    book = openpyxl.load_workbook(path)
    return {s.title: [[c.value for c in row] for row in s.iter_rows()] for s in book.worksheets}


def _write_only(cells: dict[str, list[list[Any]]], path: Path) -> None:
    import openpyxl

    book = openpyxl.Workbook(write_only=True)
    for title, rows in cells.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    book.save(path)


def _tables(node: Any) -> Iterator[Table]:
    if isinstance(node, Table):
        yield node
    elif isinstance(node, tuple):
        for item in node:
            yield from _tables(item)
    elif is_dataclass(node):
        for field in fields(node):
            yield from _tables(getattr(node, field.name))


def _strings(table: Table) -> list[list[str]]:
    rows = [row.cells for row in table.rows if len(row.cells) == len(table.columns)]
    body = [[_string(cell) for cell in row] for row in rows[: table.paper_rows]]
    return [[column.title for column in table.columns], *body]


def _string(cell: Any) -> str:
    if isinstance(cell, Number):
        return "—" if cell.value is None else f"{cell.value:.3g}".replace(".", ",")
    return str(getattr(cell, "text", None) or getattr(cell, "value", None) or "")


def _long_tables(tables: list[list[list[str]]], path: Path) -> None:
    from reportlab.lib.pagesizes import A4, landscape
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont
    from reportlab.platypus import LongTable, SimpleDocTemplate

    pdfmetrics.registerFont(TTFont("floor", str(data_room("resources") / "fonts" / f"{FONT}.ttf")))
    style: Any = [
        ("FONT", (0, 0), (-1, -1), "floor", 8, 9),
        ("GRID", (0, 0), (-1, -1), 0.4, "grey"),
    ]
    story: list[Any] = [
        LongTable(rows, colWidths=[760 / len(rows[0])] * len(rows[0]), repeatRows=1, style=style)
        for rows in tables
    ]
    SimpleDocTemplate(str(path), pagesize=landscape(A4)).build(story)
