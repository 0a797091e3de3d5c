"""Document tree → workbook: a sheet per table, live formulas, factors, calculations, charts."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from symbioaudit.reports.tree import Document
from symbioaudit.reports.xlsx import plan as planning
from symbioaudit.reports.xlsx.cells import Part, Pen, Styles, letter
from symbioaudit.reports.xlsx.plan import FIRST, HEADER, Plan, TableSheet, quoted

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
    workbook = Workbook()
    workbook.remove(workbook.worksheets[0])
    _properties(workbook, document)
    rows = _sheets(workbook, plan, progress)
    with tempfile.TemporaryDirectory(dir=path.parent) as folder:
        rough = Path(folder) / "rough.xlsx"
        workbook.save(rough)
        seal(rough, path, document.produced_at, rows)


def _sheets(workbook: Any, plan: Plan, progress: Progress | None) -> dict[str, Part]:
    """Make all sheets; the rows of each by the name of its part inside the file."""
    from symbioaudit.reports.xlsx import calculation, charts
    from symbioaudit.reports.xlsx.sheets import Writer

    rows: dict[str, Part] = {}
    styles: list[Styles] = []

    def sheet_of(name: str, fill: Callable[[Pen], object]) -> None:
        sheet = workbook.create_sheet(name)
        if not styles:
            styles.append(Styles(sheet))
        pen = Pen(sheet, styles[0])
        fill(pen)
        part = f"xl/worksheets/sheet{len(workbook.worksheets)}.xml"
        rows[part] = Part(pen.xml(), pen.links_xml())

    sheet_of(plan.about_sheet, lambda pen: _about(plan, pen))
    for number, sheet in enumerate(plan.tables):
        if progress:
            progress(sheet.name, number / (len(plan.tables) + 2))
        sheet_of(sheet.name, lambda pen, sheet=sheet: Writer(plan, sheet, pen).write())  # type: ignore[misc]
        _name_range(workbook, sheet)
    sheet_of(plan.factor_sheet, lambda pen: calculation.factors(plan, pen, workbook))
    sheet_of(plan.calc_sheet, lambda pen: calculation.calculations(plan, pen))
    sheet_of(plan.chart_sheet, lambda pen: charts.charts(plan.document, pen))
    if progress:
        progress(plan.chart_sheet, 1.0)
    return rows


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
    """The title page as a sheet, how to read the numbers, and the list of sheets."""
    from symbioaudit.reports.xlsx.sheets import print_set_up

    page, words = plan.document.title_page, plan.document.words
    pen.set_widths((34.0, 90.0))
    pen.row([pen.text(page.title, "title")])
    pen.row([pen.text(page.organisation, "title")])
    pen.row([pen.text(page.mark, "note")])
    for name, value in page.lines:
        pen.row([pen.text(name), pen.text(value)])
    pen.row()
    pen.row([pen.text(words["estimate_note"], "note")])
    pen.row()
    _list_of_sheets(plan, pen)
    print_set_up(pen.sheet, f"A1:B{len(pen.rows)}", titles=False)


def _list_of_sheets(plan: Plan, pen: Pen) -> None:
    """Every sheet with what is on it, each a link."""
    words = plan.document.words
    pen.row([pen.text(words["sheets"], "head"), pen.text("", "head")])
    own = [(sheet.name, sheet.table.caption) for sheet in plan.tables]
    own += [
        (plan.factor_sheet, words["factors"]),
        (plan.calc_sheet, words["calculation"]),
        (plan.chart_sheet, words["chart"]),
    ]
    for name, caption in own:
        pen.row([pen.text(name, "link"), pen.text(caption)])
        pen.link(f"{quoted(name)}!A1")
