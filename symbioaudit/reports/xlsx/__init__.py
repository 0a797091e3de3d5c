"""Document tree → workbook: a sheet per table, live formulas, factors, calculations, charts."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from symbioaudit.reports.tree import Document
from symbioaudit.reports.xlsx import plan as planning
from symbioaudit.reports.xlsx.cells import Pen, Styles
from symbioaudit.reports.xlsx.plan import FIRST, HEADER, Plan, TableSheet, letter, quoted

Progress = Callable[[str, float | None], None]


def write(document: Document, path: Path, *, progress: Progress | None = None) -> None:
    """Write the workbook to ``path``. The same document gives the same bytes.

    Raises:
        OSError: the file cannot be written; a partial file may remain at ``path``.
    """
    import tempfile

    from openpyxl import Workbook

    from symbioaudit.reports.xlsx.seal import seal

    plan = planning.make(document)
    workbook = Workbook(write_only=True)
    _properties(workbook, document)
    cached = _sheets(workbook, plan, progress)
    with tempfile.TemporaryDirectory(dir=path.parent) as folder:
        rough = Path(folder) / "rough.xlsx"
        workbook.save(rough)
        seal(rough, path, document.produced_at, cached)


def _sheets(workbook: Any, plan: Plan, progress: Progress | None) -> dict[str, dict[str, float]]:
    from symbioaudit.reports.xlsx import calculation, charts
    from symbioaudit.reports.xlsx.sheets import Writer

    cached: dict[str, dict[str, float]] = {}
    about = workbook.create_sheet(plan.about_sheet)
    styles = Styles(about)
    _about(plan, Pen(about, styles))
    for number, sheet in enumerate(plan.tables):
        if progress:
            progress(sheet.name, number / (len(plan.tables) + 2))
        writer = Writer(plan, sheet, Pen(workbook.create_sheet(sheet.name), styles))
        writer.write()
        cached[_part(workbook)] = writer.cached
        _name_range(workbook, sheet)
    calculation.factors(plan, Pen(workbook.create_sheet(plan.factor_sheet), styles), workbook)
    pen = Pen(workbook.create_sheet(plan.calc_sheet), styles)
    cached[_part(workbook)] = calculation.calculations(plan, pen)
    charts.charts(plan.document, Pen(workbook.create_sheet(plan.chart_sheet), styles))
    if progress:
        progress(plan.chart_sheet, 1.0)
    return cached


def _part(workbook: Any) -> str:
    """Name of the newest sheet's part inside the file."""
    return f"xl/worksheets/sheet{len(workbook.worksheets)}.xml"


def _name_range(workbook: Any, sheet: TableSheet) -> None:
    """A name for the rows of a table, headings included."""
    from openpyxl.workbook.defined_name import DefinedName

    last = letter(len(sheet.fields) - 1)
    bottom = max(FIRST, HEADER + len(sheet.table.rows))
    name = f"T_{sheet.table.id}"
    place = f"{quoted(sheet.name)}!$A${HEADER}:${last}${bottom}"
    workbook.defined_names[name] = DefinedName(name, attr_text=place)


def _properties(workbook: Any, document: Document) -> None:
    from symbioaudit.reports.xlsx.cells import safe_text

    properties = workbook.properties
    moment = document.produced_at.replace(tzinfo=None)
    properties.title = safe_text(document.title_page.title)
    properties.subject = safe_text(document.title_page.organisation)
    properties.creator = safe_text(document.author) or document.program
    properties.lastModifiedBy = document.program
    properties.keywords = safe_text(document.title_page.mark)
    properties.language = document.language
    properties.created = properties.modified = moment
    workbook.calculation.fullCalcOnLoad = True


def _about(plan: Plan, pen: Pen) -> None:
    """The title page as a sheet, and how to read the numbers."""
    page, words = plan.document.title_page, plan.document.words
    pen.sheet.column_dimensions["A"].width = 34.0
    pen.sheet.column_dimensions["B"].width = 90.0
    pen.sheet.append([pen.text(page.title, "title")])
    pen.sheet.append([pen.text(page.organisation, "title")])
    pen.sheet.append([pen.text(page.mark, "note")])
    for name, value in page.lines:
        pen.sheet.append([pen.text(name), pen.text(value)])
    pen.sheet.append([])
    pen.sheet.append([pen.text(words["estimate_note"], "note")])
