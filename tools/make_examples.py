"""Fills blank questionnaires with the published cases of ``examples/cases/*.yaml``, as a factory would.

The workbooks are shipped; this program writes them anew when a case or the questionnaire changes.
"""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import openpyxl
import yaml

from symbioaudit.base import clock, ids
from symbioaudit.intake.archive import workbook_bytes
from symbioaudit.services import intakes

STATED = {
    "ru": "Числа приведены так, как опубликованы, без пересчёта на другой выпуск.",
    "en": "The figures are those published, not scaled to another output.",
}
GIVEN = ("role", "carrier", "okpd2", "caco3_share", "calcined_share")
ROOT = Path(__file__).resolve().parents[1]
YEAR = {
    "kg": ("т/год", 1e-3),
    "kWh": ("тыс. кВт·ч/год", 1e-3),
    "l": ("л/год", 1.0),
    "m3": ("тыс. м³/год", 1e-3),
}


def rows_of(
    case: Mapping[str, Any],
) -> tuple[dict[str, dict[str, Any]], dict[str, list[dict[str, Any]]]]:
    """Answers of the single forms and rows of the grids by form."""
    scale = case["scaling"]["product"] * 1000  # kg of product a year
    note = (
        f"{case['source']}. {case['scaling']['ru']} {case.get('omitted', {}).get('ru', '')}".strip()
    )
    single = {
        "F02": {
            "name_full": f"{case['title']['ru']} (пример)",
            "name_short": case["title"]["ru"],
            "okved_main": case["sector"],
        },
        "F01": {"title": case["title"]["ru"], **origin(case)},
    }
    if "region" in case:
        single["F02"]["region"] = case["region"]
    product = case["product"]
    made = {
        "name": product["name"]["ru"],
        "okpd2": product["okpd2"],
        "kind": "product",
        "output": f"{scale / 1000:.0f} т/год",
        "is_reference": "да",
        "note": note,
    }
    grids: dict[str, list[dict[str, Any]]] = {"F04": [made]}
    for stream in case["streams"]:
        unit, factor = YEAR[stream["unit"]]
        amount = f"{stream['amount'] * scale * factor:.6g}".replace(".", ",")
        row = {
            "name": stream["name"]["ru"],
            "quantity": f"{amount} {unit}",
            "note": f"{stream['amount']} {stream['unit']}/кг продукции; {case['source']}",
        }
        form = {
            "input": "F06",
            "energy": "F07",
            "water": "F08",
            "by_product": "F09",
            "waste": "F09",
            "emission": "F11",
        }[stream["form"]]
        row |= {key: stream[key] for key in GIVEN if key in stream}
        if stream["form"] == "energy":
            row["supply"] = "purchased"
        if form == "F09":
            row["category"] = stream["form"]
            route = {"@parent": row["name"], "route": stream.get("route", "sale"), "share": "100 %"}
            grids.setdefault("F09.current_route", []).append(route)
        grids.setdefault(form, []).append(row)
    return single, grids


def origin(case: Mapping[str, Any]) -> dict[str, str]:
    """What of a case is published, what is scaled and by what, in both languages."""
    lead = {
        "ru": "Пример по публикации, не действующее предприятие.",
        "en": "An example after a publication, not a plant at work.",
    }
    told = case.get("scaling") or STATED
    texts = {lang: f"{lead[lang]} {told[lang]}" for lang in ("ru", "en")}
    return {
        "data_origin": f"{texts['ru']} Источник: {case['source']}.",
        "data_origin_en": f"{texts['en']} Source: {case['source']}.",
    }


def stated(
    case: Mapping[str, Any],
) -> tuple[dict[str, dict[str, Any]], dict[str, list[dict[str, Any]]]]:
    """Answers of a case whose figures are entered as printed; each row says its source."""
    grids: dict[str, list[dict[str, Any]]] = {}
    for form, rows in case["rows"].items():
        grids[form] = [
            {code: _value(case, value) for code, value in row.items() if code != "note"}
            | ({} if "." in form else {"note": _note(case, row)})
            for row in rows
        ]
    answers = {form: dict(given) for form, given in case["answers"].items()}
    answers.setdefault("F02", {})["note"] = case["source"]
    answers.setdefault("F01", {}).update(origin(case))
    return answers, grids


def _note(case: Mapping[str, Any], row: Mapping[str, Any]) -> str:
    said = row.get("note", "")
    return f"{said}; {case['source']}".lstrip("; ")


def _value(case: Mapping[str, Any], value: Any) -> Any:
    """A figure as it stands, or the sum of listed facts with its unit."""
    if not isinstance(value, Mapping):
        return value
    if "text" in value:
        return value["text"]
    total = round(sum(case["facts"][value["sum"]]), 2)
    return f"{total:.12g} {value['unit']}".replace(".", ",", 1)


def fill(
    book: Any,
    single: Mapping[str, Mapping[str, Any]],
    grids: dict[str, list[dict[str, Any]]],
    words: Any,
) -> None:
    """Write answers beside their hidden words; what has no column is an error, not a loss."""
    for sheet in book:
        if not sheet.title.startswith("_"):
            _fill_sheet(sheet, single, grids, words)
    left = {form: rows for form, rows in grids.items() if rows}
    if left:
        raise LookupError(f"no room for {left}")


def _fill_sheet(
    sheet: Any,
    single: Mapping[str, Mapping[str, Any]],
    grids: dict[str, list[dict[str, Any]]],
    words: Any,
) -> None:
    block, codes = "", {}
    for row in range(1, sheet.max_row + 1):
        mark = str(sheet.cell(row, 1).value or "")
        if mark.startswith("form:"):
            block = mark.split(":")[1]
        elif mark.startswith("codes:"):
            codes = {c.value: c.column for c in sheet[row] if c.column > 1 and c.value}
        elif mark.startswith("field:") and mark[6:] in single.get(block, {}):
            sheet.cell(row, codes["@value"]).value = words(block, mark[6:], single[block][mark[6:]])
        elif mark.startswith("new:") and grids.get(block):
            for code, value in grids[block].pop(0).items():
                sheet.cell(row, codes[code]).value = words(block, code, value)


def main() -> None:
    """Write every example."""
    from symbioaudit.methodology import load_pack

    pack = load_pack()

    def words(form: str, code: str, value: Any) -> Any:
        """The word of a list as its dropdown shows it."""
        if code.endswith("@basis"):
            return pack.text("bases", str(value)).ru
        top, _dot, table = form.partition(".")
        outer = pack.forms[top].field(table or code)
        inner = [c for c in outer.columns if c.code == code] if outer and table else []
        field = (inner[0] if inner else None) if table else outer
        return (
            pack.text(field.enum, str(value)).ru
            if field and field.enum and pack.entry(field.enum, str(value))
            else value
        )

    with (
        clock.frozen(datetime(2026, 3, 2, 8, 0, tzinfo=UTC)),
        ids.seeded(2026),
        tempfile.TemporaryDirectory() as folder,
    ):
        for path in sorted((ROOT / "examples/cases").glob("*.yaml")):
            case = yaml.safe_load(path.read_text(encoding="utf-8"))
            blank = Path(folder) / "blank.xlsx"
            blank.unlink(missing_ok=True)
            intakes.new(blank, lang="ru", whole=True, also=case.get("forms", ()))
            book = openpyxl.load_workbook(blank)
            answers = stated(case) if case.get("kind") == "stated" else rows_of(case)
            fill(book, *answers, words)
            data = workbook_bytes(book, clock.now())
            (ROOT / "examples" / f"{path.stem}.xlsx").write_bytes(data)
            print(path.stem)


if __name__ == "__main__":
    main()
