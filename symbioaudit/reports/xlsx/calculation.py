"""The sheets of factors and of calculations: inputs, then the result as a live formula."""

from __future__ import annotations

from typing import Any

from symbioaudit.analysis.results import Source
from symbioaudit.reports.derivations import factor_key, key_of
from symbioaudit.reports.numbers import decimals_of, known, significant, unit_beside
from symbioaudit.reports.templates import Texts
from symbioaudit.reports.tree import Derived, Number
from symbioaudit.reports.xlsx.cells import Pen, letter, number_format
from symbioaudit.reports.xlsx.formulas import Term, from_expression, same
from symbioaudit.reports.xlsx.plan import (
    CALC_VALUE,
    FACTOR_VALUE,
    FIRST,
    HEADER,
    Plan,
    inputs_of,
    quoted,
)
from symbioaudit.reports.xlsx.sheets import print_set_up

FACTOR_WIDTHS = (52.0, 16.0, 16.0, 60.0, 28.0)
CALC_WIDTHS = (46.0, 10.0, 40.0, 12.0, 40.0, 18.0, 14.0, 44.0, 10.0)


def factors(plan: Plan, pen: Pen, workbook: Any) -> None:
    """Every factor once, with a name that formulas use."""
    from openpyxl.workbook.defined_name import DefinedName

    words, lang, ws = plan.document.words, plan.document.language, pen.sheet
    pen.set_widths(FACTOR_WIDTHS)
    _start(ws, len(FACTOR_WIDTHS), len(plan.document.factors))
    pen.row([pen.text(words["factors"], "title")])
    pen.row([])
    heads = (
        words["factor"],
        words["value"],
        words["unit"],
        words["factor_source"],
        words["range_name"],
    )
    pen.row([pen.text(head, "head") for head in heads])
    for number, row in enumerate(plan.document.factors):
        name = plan.factor_names[row.key]
        pattern = number_format("", significant(row.value, 6))
        pen.row(
            [
                pen.text(row.label),
                pen.number(row.value, pattern),
                pen.text(unit_beside(row.unit, lang)),
                pen.text(row.citation),
                pen.text(name),
            ]
        )
        place = f"{quoted(plan.factor_sheet)}!${FACTOR_VALUE}${FIRST + number}"
        workbook.defined_names[name] = DefinedName(name, attr_text=place)


def calculations(plan: Plan, pen: Pen) -> None:
    """Each result below its inputs."""
    words, ws = plan.document.words, pen.sheet
    pen.set_widths(CALC_WIDTHS)
    rows = sum(len(inputs_of(item).inputs) + 1 for item in plan.document.derived)
    _start(ws, len(CALC_WIDTHS), rows)
    pen.row([pen.text(words["calculation"], "title")])
    pen.row([])
    keys = ("result", "formula", "expression", "symbol", "inputs", "value", "unit", "citation")
    heads = [words.get(key, key) for key in keys]
    pen.row([pen.text(head, "head") for head in (*heads, words["estimated"])])
    row = FIRST
    for item in plan.document.derived:
        row = _block(plan, pen, item, row)


def _block(plan: Plan, pen: Pen, item: Derived, row: int) -> int:
    made = inputs_of(item)
    terms: list[Term] = []
    for source in made.inputs:
        pen.row(_input(plan, pen, item, source))
        if source.value is not None and known(source.value):
            terms.append(
                Term(source.symbol, f"{CALC_VALUE}{row}", source.value, bool(source.factor))
            )
        row += 1
    complete = len(terms) == len(made.inputs)
    pen.row(_result(plan, pen, item, terms if complete else []))
    return row + 1


def _input(plan: Plan, pen: Pen, item: Derived, source: Source) -> list[str]:
    lang = plan.document.language
    return [
        pen.text(""),
        pen.text(inputs_of(item).formula),
        pen.text(""),
        pen.text(Texts(lang).expression(source.symbol)),
        pen.text(source.label.render(lang)),
        _value(plan, pen, source),
        pen.text(unit_beside(source.unit, lang)),
        pen.text(_origin(source, lang)),
        pen.text("≈" if source.estimated else ""),
    ]


def _origin(source: Source, lang: str) -> str:
    """What was typed, the source of a factor, or the formula of another result."""
    if source.made is None:
        return source.citation or ""
    return f"{source.made.formula}: {Texts(lang).expression(source.made.expression)}"


def _value(plan: Plan, pen: Pen, source: Source) -> str:
    value = source.value
    if value is None or not known(value):
        return pen.text(plan.document.words["no_data"], "none")
    pattern = number_format("", significant(value, 6))
    address = None
    if source.made is not None:
        term = plan.results.get(key_of(source.made, value))
        address = term.address if term else None
    elif source.factor:
        address = plan.factor_names.get(factor_key(source))
    elif source.record is not None:
        term = plan.fields.get(source.record)
        address = term.address if term and same(term.value, value) else None
    if address is None:
        return pen.number(value, pattern)
    return pen.formula(address, value, pattern)


def _result(plan: Plan, pen: Pen, item: Derived, terms: list[Term]) -> list[str]:
    made, number, lang = inputs_of(item), item.number, plan.document.language
    return [
        pen.text(item.label, "total_text"),
        pen.text(made.formula, "total_text"),
        pen.text(Texts(lang).expression(made.expression), "total_text"),
        pen.text("", "total_text"),
        pen.text("", "total_text"),
        _result_value(plan, pen, number, made.expression, terms),
        pen.text(unit_beside(number.unit, lang), "total_text"),
        pen.text(made.source, "total_text"),
        pen.text("≈" if number.estimated else "", "total_text"),
    ]


def _result_value(
    plan: Plan,
    pen: Pen,
    number: Number,
    expression: str,
    terms: list[Term],
) -> str:
    if number.value is None or not known(number.value):
        return pen.text(plan.document.words["no_data"], "none")
    pattern = number_format(number.unit, decimals_of(number))
    formula = from_expression(expression, terms, number.value) if terms else None
    if formula is None:
        return pen.number(number.value, pattern, "total")
    return pen.formula(formula, number.value, pattern, "total")


def _start(ws: Any, columns: int, rows: int) -> None:
    ws.freeze_panes = f"A{FIRST}"
    last = letter(columns - 1)
    if rows:
        ws.auto_filter.ref = f"A{HEADER}:{last}{HEADER + rows}"
    print_set_up(ws, f"A1:{last}{HEADER + rows}")
