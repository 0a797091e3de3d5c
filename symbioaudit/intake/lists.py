"""Somebody's own list of streams: any table with a name and amounts or codes in it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Final

from symbioaudit.base.i18n import N_, Message
from symbioaudit.intake import errors
from symbioaudit.intake.bills import joined_years
from symbioaudit.intake.cells import Book, CellKind, Sheet
from symbioaudit.intake.headers import MEASURED, Header, Heading, find_header, is_unit, unit_in
from symbioaudit.intake.layout import Block, Choice, blocks
from symbioaudit.intake.staged import Finding, Guess, Skipped, Staged, StagedCell, StagedRow
from symbioaudit.intake.statform import main_route
from symbioaudit.intake.values import nearest_choice
from symbioaudit.methodology import Pack
from symbioaudit.model.enums import Severity

TOTAL: Final = re.compile(
    r"^\W*(итого|всего|total|sub-?total|grand total|в\s+т(ом|\.)?\s*ч(исле|\.)?|сумма)\b",
    re.IGNORECASE,
)
WASTE: Final = re.compile(r"отход|waste|фкко|fkko", re.IGNORECASE)
ENERGY: Final = re.compile(r"энерг|топлив|energy|electric|fuel|\bgas\b|\bгаз", re.IGNORECASE)
ENERGY_UNIT: Final = re.compile(r"вт[·*∙ ]?ч|wh\b|гкал|gcal|\bгдж|\bgj\b|у\.\s?т", re.IGNORECASE)
WATER: Final = re.compile(r"\bвод[аыу]|water", re.IGNORECASE)
A_TOTAL: Final = Message(N_("a total; totals are not added"))
A_HEADING: Final = Message(N_("a heading of a group"))
NO_NAME: Final = Message(N_("no name"))
NO_UNIT_KNOWN: Final = N_(
    "the unit of column “{column}” is not known; its amounts were left out. Add --map “{column}={code}:unit”"
)
NO_FIELD: Final = N_("column “{column}” is passed over: form {form} does not ask for it")
RIVAL: Final = N_(
    "column “{column}” looks like “{taken}” does; “{taken}” was taken. Choose with --map “{column}={code}”"
)
OTHER_SHEET: Final = N_(
    "sheet “{sheet}” looks like a list too and was not read; load it with --sheet “{sheet}”"
)
PASSED_COLUMN: Final = N_("column “{column}” was not recognised and is passed over")
REPEATED: Final = N_(
    "{count} rows repeat a name: they may be parts of one year; add them up before loading"
)
SAMPLE: Final = 20
SIGNALS: Final = frozenset({"quantity", "fkko", "okpd2", "ewc", "cost", "price", "hazard_class"})
MAP: Final = re.compile(r"(?P<column>.+)=(?P<code>[\w-]+)(:(?P<unit>.+))?")
RUB_PER: Final = re.compile(r"руб|rub|₽|\$|usd|eur|€", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _List:
    """A sheet with its header, and the form whose records its rows become."""

    sheet: Sheet
    header: Header
    block: Block


def stage_list(
    book: Book,
    pack: Pack,
    *,
    mapping: tuple[str, ...] = (),
    form: str | None = None,
    sheet: str | None = None,
) -> Staged:
    """Rows of a free-form list as streams of the form that fits best.

    ``mapping`` holds “Column=field” or “Column=field:unit”; “Column=-” passes a column over.

    Raises:
        InputRefused: SA-6024 no column makes sense, SA-6025 a mapping that cannot be used.
    """
    found, others = _choose(book, pack, mapping, form, sheet)
    findings = [_other(other) for other in others]
    usable = _usable(found, findings)
    rows: list[StagedRow] = []
    skipped: list[Skipped] = []
    for row in sorted(found.sheet.rows):
        if row > found.header.row:
            taken = _row(found, usable, row)
            if isinstance(taken, StagedRow):
                rows.append(taken)
            else:
                skipped.append(taken)
    months = next((b for b in blocks(pack) if b.form == found.block.form and b.months), None)
    yearly = months if months and "fraction" not in months.month.dimension else None
    rows, joined = joined_years(rows, _periods(found, usable, rows), found.block, yearly)
    skipped += joined
    findings += _repeats([row for row in rows if row.block == found.block.key])
    return Staged(
        name=book.name,
        kind="list",
        rows=tuple(rows),
        skipped=tuple(skipped),
        findings=tuple(findings),
        mapping=tuple(_guesses(found)),
        defaults={"sheet": found.sheet.name, "form": found.block.form, **book.notes},
    )


def _other(sheet: Sheet) -> Finding:
    return Finding(Severity.WARNING, Message(OTHER_SHEET, {"sheet": sheet.name}), sheet.name)


def _periods(found: _List, usable: Mapping[str, Heading], rows: list[StagedRow]) -> dict[str, str]:
    """What the period column says in each row, by the row's place."""
    heading = usable.get("period")
    if heading is None:
        return {}
    lines = {row.place: int(re.sub(r"^.*![A-Z]+", "", row.place)) for row in rows}
    return {place: found.sheet.text(line, heading.column) for place, line in lines.items()}


def _choose(
    book: Book, pack: Pack, mapping: tuple[str, ...], form: str | None, wanted: str | None
) -> tuple[_List, list[Sheet]]:
    """The sheet that is wanted or whose header says most, and the others that look like lists."""
    named = [s for s in book.filled() if wanted and _fold(s.name) == _fold(wanted)]
    if wanted and not named:
        known = ", ".join(s.name for s in book.filled())
        raise errors.BAD_MAP(text=wanted, reason=wanted, columns=known)
    every = named or [sheet for sheet in book.filled() if not sheet.hidden]
    sheets = [(sheet, find_header(sheet)) for sheet in every]
    ranked = sorted(((s, h) for s, h in sheets if h is not None), key=lambda pair: -pair[1].score)
    if not ranked:
        raise errors.NO_COLUMNS(name=book.name)
    sheet, header = ranked[0]
    header = _mapped(header, mapping)
    if not _looks_like_a_list(header):
        raise errors.NO_COLUMNS(name=book.name)
    others = [s for s, h in ranked[1:] if _looks_like_a_list(h)]
    return _List(sheet, header, _form(book, sheet, header, pack, form)), others


def _looks_like_a_list(header: Header) -> bool:
    codes = {h.code for h in header.headings}
    return bool({"name", "carrier"} & codes and SIGNALS & codes)


def _mapped(header: Header, mapping: tuple[str, ...]) -> Header:
    """The header with what the person says about its columns."""
    labels = ", ".join(h.label for h in header.headings)
    chosen: dict[str, tuple[str, str]] = {}
    for text in mapping:
        found = MAP.fullmatch(text)
        known = found and any(_fold(h.label) == _fold(found["column"]) for h in header.headings)
        if found is None or not known:
            raise errors.BAD_MAP(text=text, reason=text.partition("=")[0], columns=labels)
        chosen[_fold(found["column"])] = (found["code"], found["unit"] or "")
    taken = {code for code, _unit in chosen.values()}
    return replace(header, headings=tuple(_remap(h, chosen, taken) for h in header.headings))


def _remap(heading: Heading, chosen: Mapping[str, tuple[str, str]], taken: set[str]) -> Heading:
    said = chosen.get(_fold(heading.label))
    if said is None:
        return replace(heading, code=None) if heading.code in taken else heading
    code, unit = said
    own = heading.unit or (unit_in(heading.label) if code in MEASURED else "")
    return replace(heading, code=None if code == "-" else code, unit=unit or own)


def _fold(text: str) -> str:
    return " ".join(text.casefold().split())


def _form(book: Book, sheet: Sheet, header: Header, pack: Pack, form: str | None) -> Block:
    """The form that the list's rows belong to, by its codes and words."""
    plan = [b for b in blocks(pack) if b.entity == "stream" and not b.table]
    if form:
        named = next((b for b in plan if b.form.casefold() == form.casefold()), None)
        if named is None:
            known = ", ".join(b.form for b in plan)
            raise errors.BAD_MAP(text=form, reason=form, columns=known)
        return named
    category = _category(book, sheet, header)
    return next(b for b in plan if category in b.filter.get("category", ()) or _only(b, category))


def _only(block: Block, category: str) -> bool:
    return block.defaults.get("category") == category


def _category(book: Book, sheet: Sheet, header: Header) -> str:
    codes = {h.code for h in header.headings}
    above = (sheet.rows[row].values() for row in sheet.rows if row < header.row)
    said = [cell.text for cells in above for cell in cells]
    words = " ".join([book.name, sheet.name, *said, *(h.label for h in header.headings if h.code)])
    if {"fkko", "hazard_class"} & codes or header.form:
        return "waste"
    if "carrier" in codes:
        return "energy_carrier"
    if _measures_energy(sheet, header):
        return "energy_carrier"
    rules = ((WASTE, "waste"), (ENERGY, "energy_carrier"), (WATER, "water"))
    return next((key for pattern, key in rules if pattern.search(words)), "raw_material")


def _measures_energy(sheet: Sheet, header: Header) -> bool:
    """The amounts are in kWh, Gcal and the like: in the head or in the unit column."""
    quantity, units = header.of("quantity"), header.of("unit")
    said = [quantity.unit] if quantity and quantity.unit else []
    if units:
        below = [row for row in sorted(sheet.rows) if row > header.row][:SAMPLE]
        said += [sheet.text(row, units.column) for row in below]
    return any(ENERGY_UNIT.search(unit) for unit in said)


def _usable(found: _List, findings: list[Finding]) -> dict[str, Heading]:
    """Columns that can be taken: known to the form and, for amounts, with a unit somewhere."""
    place = found.sheet.place(found.header.row, 1)
    out: dict[str, Heading] = {}
    for heading in found.header.headings:
        code = heading.code
        if code in {"unit", "period"}:
            out[code] = heading
        elif code is None or found.block.column(code) is None:
            findings.append(_passed_over(found, heading, place))
        elif code in MEASURED and not _measurable(found, heading):
            text = Message(NO_UNIT_KNOWN, {"column": heading.label, "code": code})
            findings.append(Finding(Severity.ERROR, text, place))
        else:
            out[code] = heading
    return out


def _passed_over(found: _List, heading: Heading, place: str) -> Finding:
    """Why a column is not taken; two columns for one meaning are a question, not a guess."""
    taken = found.header.of(heading.rival) if heading.rival in MEASURED else None
    if heading.code is not None:
        text = Message(NO_FIELD, {"column": heading.label, "form": found.block.form})
    elif taken is not None:
        facts = {"column": heading.label, "taken": taken.label, "code": heading.rival}
        return Finding(Severity.WARNING, Message(RIVAL, facts), place)
    else:
        text = Message(PASSED_COLUMN, {"column": heading.label})
    return Finding(Severity.HINT, text, place)


def _measurable(found: _List, heading: Heading) -> bool:
    """An amount's unit is in its head, in the unit column, or in the cells themselves."""
    quantity, units = found.header.of("quantity"), found.header.of("unit")
    per_unit = bool(units or (quantity and quantity.unit))
    if heading.code == "quantity" and units:
        return True
    if heading.unit:
        return heading.code != "price" or "/" in heading.unit or per_unit
    rows = [row for row in sorted(found.sheet.rows) if row > found.header.row][:SAMPLE]
    tails = [_tail(found.sheet.text(row, heading.column)) for row in rows]
    units_in_cells = [tail for tail in tails if is_unit(tail)]
    return any(heading.code != "price" or "/" in tail for tail in units_in_cells)


def _tail(text: str) -> str:
    return re.sub(r"^[\s~<>≤≥±\d.,  '+-]+", "", text)


def _row(found: _List, usable: Mapping[str, Heading], row: int) -> StagedRow | Skipped:
    sheet = found.sheet
    texts = [cell.text.strip() for cell in sheet.rows[row].values()]
    place = sheet.place(row, min(sheet.rows[row]))
    name_at = usable.get("name") or usable.get("carrier")
    name = sheet.text(row, name_at.column) if name_at else ""
    if any(TOTAL.match(text) for text in [name, *texts[:2]]):
        return Skipped(place, A_TOTAL)
    if len(texts) == 1:
        return Skipped(place, A_HEADING)
    if not name:
        return Skipped(place, NO_NAME)
    cells = dict(_cells(found, usable, row))
    cells |= _route(found, row)
    cells |= _named_by_carrier(found, cells)
    return StagedRow(found.block.key, place, cells)


def _cells(
    found: _List, usable: Mapping[str, Heading], row: int
) -> Iterator[tuple[str, StagedCell]]:
    sheet = found.sheet
    unit_at = usable.get("unit")
    own_unit = sheet.text(row, unit_at.column) if unit_at else ""
    for code, heading in usable.items():
        cell = sheet.cell(row, heading.column)
        if cell is None or not cell.text.strip() or code in {"unit", "period"}:
            continue
        unit = heading.unit or (own_unit if code == "quantity" else "")
        if code == "price" and unit and "/" not in unit and RUB_PER.search(unit):
            unit = f"{unit}/{_stock(usable, own_unit)}"
        text = str(cell.value) if cell.kind is CellKind.ERROR else cell.text.strip()
        yield code, StagedCell(text, sheet.place(row, heading.column), cell.kind, unit)


def _named_by_carrier(found: _List, cells: Mapping[str, StagedCell]) -> dict[str, StagedCell]:
    """A list of carriers names its streams by them; a stream named as a carrier is of it."""
    column = found.block.column("carrier")
    if column is None:
        return {}
    carrier, name = cells.get("carrier"), cells.get("name")
    if carrier is not None:
        known = nearest_choice(carrier.text, column)
        own = {"carrier": replace(carrier, text=known)} if known else {}
        return own if name is not None else {"name": carrier, **own}
    known = nearest_choice(name.text, column) if name is not None else None
    return {"carrier": replace(name, text=known)} if name is not None and known else {}


def _stock(usable: Mapping[str, Heading], own_unit: str) -> str:
    quantity = usable.get("quantity")
    unit = (quantity.unit if quantity else "") or own_unit
    return unit.partition("/")[0] or "т"


def _route(found: _List, row: int) -> dict[str, StagedCell]:
    """The main route of a waste in form 2-ТП."""
    if not found.header.form:
        return {}
    masses = {}
    for heading in found.header.headings:
        cell = found.sheet.cell(row, heading.column)
        if heading.label.isdecimal() and cell is not None and isinstance(cell.value, float):
            masses[heading.label] = cell.value
    route = main_route(masses)
    return {"route": StagedCell(route, found.sheet.place(row, 1))} if route else {}


def _repeats(rows: list[StagedRow]) -> Iterator[Finding]:
    names = [_fold(row.cells["name"].text) for row in rows if "name" in row.cells]
    count = len(names) - len(set(names))
    if count:
        yield Finding(Severity.WARNING, Message(REPEATED, {"count": count}), rows[0].place)


def _guesses(found: _List) -> Iterator[Guess]:
    for heading in found.header.headings:
        place = found.sheet.place(found.header.row, heading.column)
        yield Guess(heading.label, heading.code, heading.unit, place)


def fields_of(block: Block) -> tuple[Choice, ...]:
    """What a column of a list may be mapped to."""
    return tuple(Choice(column.code, column.label) for column in block.columns)
