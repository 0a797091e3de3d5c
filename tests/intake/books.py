"""Helpers of the intake's tests: fill a questionnaire as a person would, apply a plan in memory."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from symbioaudit.intake.plan import Plan
from symbioaudit.model import records as r
from symbioaudit.model.codec import from_json, property_to_json, to_json
from symbioaudit.model.snapshot import COLLECTIONS, Snapshot


def fill(
    source: Path,
    target: Path,
    *,
    single: Mapping[str, Mapping[str, Any]] | None = None,
    grid: Mapping[str, Sequence[Mapping[str, Any]]] | None = None,
) -> Path:
    """Fill single forms by field code and the first free rows of grids by column code."""
    book = openpyxl.load_workbook(source)
    for sheet in book:
        if sheet.title.startswith("_"):
            continue
        _fill_sheet(sheet, dict(single or {}), {k: list(v) for k, v in (grid or {}).items()})
    book.save(target)
    return target


def _fill_sheet(sheet: Any, single: dict[str, Any], grid: dict[str, list[Any]]) -> None:
    block, codes = "", {}
    for row in range(1, sheet.max_row + 1):
        mark = str(sheet.cell(row, 1).value or "")
        if mark.startswith("form:"):
            block = mark.split(":")[1]
        elif mark.startswith("codes:"):
            codes = {c.value: c.column for c in sheet[row] if c.column > 1 and c.value}
        elif mark.startswith("field:") and mark[6:] in single.get(block, {}):
            _put(sheet, row, codes, "@value", single[block][mark[6:]])
        elif mark.startswith("new:") and grid.get(block):
            for code, value in grid[block].pop(0).items():
                _put(sheet, row, codes, code, value)


def _put(sheet: Any, row: int, codes: Mapping[str, int], code: str, value: Any) -> None:
    cell = sheet.cell(row, codes[code])
    cell.value = value
    if isinstance(value, str) and not value.startswith("=formula "):
        cell.data_type = "s"


def cell_of(sheet: Any, block: str, mark: str, code: str) -> Any:
    """The cell of a column code in the row with a hidden mark."""
    codes: dict[str, int] = {}
    inside = ""
    for row in range(1, sheet.max_row + 1):
        found = str(sheet.cell(row, 1).value or "")
        if found.startswith("codes:"):
            inside = found[6:]
            codes = {c.value: c.column for c in sheet[row] if c.column > 1 and c.value}
        elif inside == block and found == mark:
            return sheet.cell(row, codes[code])
    raise LookupError((block, mark, code))


def applied(snapshot: Snapshot, plan: Plan) -> Snapshot:
    """The audit after a plan, without a workspace."""
    data = {x.id: (x.entity, to_json(x)) for x in snapshot.all_records()}
    for record in (*plan.creates, *plan.claims):
        assert record.id not in data
        data[record.id] = (record.entity, to_json(record))
    for change in plan.changes:
        fields = data[change.id][1]
        for path, value in change.fields.items():
            head, _dot, tail = path.partition(".")
            if tail:
                fields.setdefault(head, {})[tail] = property_to_json(value)
            else:
                fields[head] = to_json(value)
    by: dict[str, list[Any]] = {}
    for entity, fields in data.values():
        by.setdefault(entity, []).append(from_json(r.ENTITIES[entity], fields))
    many = {name: tuple(by.get(entity, ())) for entity, name in COLLECTIONS.items()}
    return Snapshot(by["enterprise"][0], by["site"][0], by["audit"][0], **many)


def resaved_by_libreoffice(path: Path, folder: Path) -> Path:
    """The workbook as LibreOffice writes it after opening it."""
    office = shutil.which("soffice")
    if office is None:
        pytest.fail("LibreOffice is not installed: run “sh setup.sh test”")
    profile = f"-env:UserInstallation=file://{folder / 'profile'}"
    command = [office, profile, "--headless", "--convert-to", "xlsx:Calc MS Excel 2007 XML"]
    subprocess.run(
        [*command, "--outdir", str(folder), str(path)],
        check=True,
        capture_output=True,
        timeout=120,
    )
    return folder / f"{path.stem}.xlsx"


def new_ids(path: Path) -> dict[str, list[str]]:
    """The future ids of the empty rows of each grid."""
    out: dict[str, list[str]] = {}
    for sheet in openpyxl.load_workbook(path):
        block = ""
        for row in range(1, sheet.max_row + 1):
            text = str(sheet.cell(row, 1).value or "")
            if text.startswith("form:"):
                block = text.split(":")[1]
            elif text.startswith("new:") and len(text) > 4:
                out.setdefault(block, []).append(text[4:])
    return out
