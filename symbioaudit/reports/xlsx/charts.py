"""Native charts beside their numbers, and the ribbons of the flow diagrams as a list."""

from __future__ import annotations

from typing import Any

from symbioaudit.reports.numbers import known, significant
from symbioaudit.reports.tree import (
    BarChart,
    Document,
    Figure,
    FlowDiagram,
    Profile,
    Quadrant,
    RiskMatrix,
    Series,
)
from symbioaudit.reports.xlsx.cells import Pen, letter, number_format

CHART_ROWS = 20  # rows that a chart covers
CHART_COLUMN = 8  # charts stand to the right of the numbers


def figures_of(document: Document) -> list[Figure]:
    """All figures in the order of the report."""
    return [b for s in document.sections for b in s.blocks if isinstance(b, Figure)]


def charts(document: Document, pen: Pen) -> None:
    """One block of numbers per figure, with its chart."""
    pen.set_widths((46.0, 16.0, 16.0, 16.0, 16.0, 16.0, 16.0))
    pen.sheet.page_setup.orientation = "landscape"
    pen.sheet.page_setup.fitToWidth, pen.sheet.page_setup.fitToHeight = 1, 0
    pen.sheet.sheet_properties.pageSetUpPr.fitToPage = True
    row = 1
    for figure in figures_of(document):
        title = f"{document.words['figure']} {figure.number} — {figure.caption}"
        pen.row([pen.text(title, "title")])
        if isinstance(figure.picture, FlowDiagram):
            used = _ribbons(pen, figure.picture)
        elif isinstance(figure.picture, RiskMatrix):
            used = _matrix(pen, figure.picture)
        elif isinstance(figure.picture, Quadrant):
            used = _quadrant(pen, figure.picture)
        else:
            chart = figure.picture
            bars = chart if isinstance(chart, BarChart) else _as_bars(chart, figure.caption)
            upright = not isinstance(chart, BarChart)
            used = _bars(document, pen, bars, row + 1, title, upright=upright)
        plain = isinstance(figure.picture, FlowDiagram | RiskMatrix | Quadrant)
        blank = 2 if plain else max(2, CHART_ROWS - used)
        for _ in range(blank):
            pen.row()
        row += 1 + used + blank


def _matrix(pen: Pen, picture: RiskMatrix) -> int:
    """The numbers of the risks, the highest probability above."""
    pen.row([pen.text(f"{picture.up} / {picture.across}", "head"), *(pen.text(str(c), "head") for c in (1, 2, 3))])  # fmt: skip
    for p in (3, 2, 1):
        cells = [", ".join(picture.cells.get((p, c), ())) for c in (1, 2, 3)]
        pen.row([pen.text(str(p), "head"), *(pen.text(text) for text in cells)])
    return 4


def _quadrant(pen: Pen, picture: Quadrant) -> int:
    """Both scores as bounds, and what is possible."""
    for number, title in enumerate((picture.across, picture.up)):
        bounds = (picture.low[number], picture.high[number])
        pen.row([pen.text(title), *(pen.number(value, "0") for value in bounds)])
    for key in picture.possible:
        pen.row([pen.text(picture.corners[key])])
    return 2 + len(picture.possible)


def _as_bars(profile: Profile, name: str) -> BarChart:
    return BarChart(profile.labels, (Series(name, profile.values),), profile.unit)


def _bars(
    document: Document, pen: Pen, chart: BarChart, head: int, title: str, *, upright: bool = False
) -> int:
    ws = pen.sheet
    names = [s.name for s in chart.series] + ([chart.line_name] if chart.line else [])
    pen.row([pen.text(chart.unit, "head"), *(pen.text(name, "head") for name in names)])
    for index, label in enumerate(chart.labels):
        cells = [_number(document, pen, s.values[index]) for s in chart.series]
        if chart.line:
            cells.append(pen.number(chart.line[index], "0.0%"))
        pen.row([pen.text(label), *cells])
    _draw(ws, chart, head, title, upright=upright)
    return 1 + len(chart.labels)


def _number(document: Document, pen: Pen, value: float | None) -> str:
    if value is None or not known(value):
        return pen.text(document.words["no_data"], "none")
    return pen.number(value, number_format("", significant(value)))


def _draw(ws: Any, chart: BarChart, head: int, title: str, *, upright: bool) -> None:
    from openpyxl.chart import BarChart as NativeBars
    from openpyxl.chart import Reference

    native: Any = NativeBars()
    native.type = "col" if upright else "bar"
    native.style = 10
    native.title = title
    native.y_axis.title = chart.unit or None
    native.x_axis.delete = native.y_axis.delete = False
    if not upright:
        native.x_axis.scaling.orientation = "maxMin"
    if len(chart.series) > 1:
        native.grouping, native.overlap = "stacked", 100
    else:
        native.legend = None
    last = head + len(chart.labels)
    data = Reference(ws, min_col=2, max_col=1 + len(chart.series), min_row=head, max_row=last)
    native.add_data(data, titles_from_data=True)
    native.set_categories(Reference(ws, min_col=1, min_row=head + 1, max_row=last))
    native.width, native.height = 22, 10
    ws.add_chart(native, f"{letter(CHART_COLUMN)}{head}")


def _ribbons(pen: Pen, picture: FlowDiagram) -> int:
    labels = {node.key: node.label for node in picture.nodes}
    for link in picture.links:
        pen.row(
            [
                pen.text(f"{labels[link.source]} → {labels[link.target]}"),
                pen.number(link.value, number_format("", significant(link.value))),
                pen.text(picture.unit),
                pen.text(picture.groups.get(link.group, link.group)),
                pen.text("≈" if link.estimated else ""),
            ]
        )
    return len(picture.links)
