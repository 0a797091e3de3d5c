"""Writes the questionnaire workbook: one sheet per department, hidden ids, dropdowns, notes.

What stands in it is planned by :mod:`layout`; how it looks is in :mod:`paint`. A value that was
in the audit is written with its record's id and remembered on a hidden sheet, so that on return
only what somebody changed counts.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from symbioaudit.base import clock
from symbioaudit.base.errors import NOT_WRITABLE, reason_of
from symbioaudit.base.i18n import N_, Message, Text, translate
from symbioaudit.base.ids import new_id
from symbioaudit.intake import marks
from symbioaudit.intake.answers import Answer, answer, rows_of, written
from symbioaudit.intake.archive import workbook_bytes
from symbioaudit.intake.layout import (
    SECTIONS,
    Block,
    Choice,
    Column,
    audit_block,
    blocks,
    choices_of,
)
from symbioaudit.intake.months import month_answers, month_rows
from symbioaudit.intake.naming import names_of
from symbioaudit.intake.open_questions import Questions, open_questions
from symbioaudit.intake.paint import HELP_LAST, Painter, stocks, width_of
from symbioaudit.methodology import Pack
from symbioaudit.model.enums import Depth
from symbioaudit.model.records import Audit, Record
from symbioaudit.model.snapshot import Snapshot

BLANK_ROWS: Final = 30
BLANK_LINES: Final = 8
SINGLE_WIDTHS: Final = (0, 24, 14, 16, 14, 14, 14, 14, 14, 14)
SINGLE_WIDTH: Final = HELP_LAST - 1  # question, answer, unit, how known, where to find it
NAME_OF: Final = Message(N_("Belongs to (name)"))
UNIT_OF: Final = Message(N_("unit"))
TOTAL_OF: Final = Message(N_("Total (computed)"))
INSTRUCTIONS: Final = (
    N_("Each department fills in its own sheet; you may return the sheets separately."),
    N_("Yellow cells are for answers. A star marks what is needed most."),
    N_("An amount is a number with its unit in the next cell, or all in one: 1 250 t/month."),
    N_("Estimates are welcome: ~12, 10–14, 12±20 %. Say where a number comes from in the notes."),
    N_("Leave a cell empty or write: don't know, not applicable, trade secret, to be measured."),
    N_("A blank is not a zero: write 0 only when you know that it is zero."),
    N_("To take back an answer that is shown, write: delete. An emptied cell changes nothing."),
    N_("You may add, sort and delete rows, move and hide columns, rename sheets."),
    N_("The grey row marked “example” is not read. Point at a heading to see its note."),
)


@dataclass(frozen=True, slots=True)
class Letter:
    """What the first sheet says to the people who fill the workbook in."""

    due: str = ""  # until when to return it
    to: str = ""  # where to
    asks: str = ""  # who can be asked


@dataclass(slots=True)
class _Page:
    """A sheet being written."""

    painter: Painter
    lang: str
    snapshot: Snapshot | None
    names: Mapping[str, str]
    bases: Mapping[str, Text]
    base: list[tuple[str, str, str, str, str]] = field(default_factory=list)
    letter: Letter = field(default_factory=Letter)
    only: Questions | None = None  # what is still open, where only that is asked

    def say(self, msgid: str, **params: object) -> str:
        """A text of the room in the workbook's language."""
        return Message(msgid, params).render(self.lang)


def write(path: Path, pack: Pack, **options: Any) -> None:
    """Write a questionnaire to a file; the options are those of :func:`render`.

    Raises:
        OperationFailed: SA-1003, the file cannot be written.
    """
    data = render(pack, **options)
    try:
        path.write_bytes(data)
    except OSError as fault:
        raise NOT_WRITABLE(path=str(path), reason=reason_of(fault)) from fault


def render(
    pack: Pack,
    *,
    lang: str = "ru",
    audit: Audit | None = None,
    snapshot: Snapshot | None = None,
    depth: Depth | str | None = None,
    whole: bool = False,
    also: Collection[str] = (),
    letter: Letter | None = None,
    open_only: bool = False,
) -> bytes:
    """The bytes of a questionnaire, empty or filled with what ``snapshot`` already knows.

    ``whole`` asks every field of the forms; otherwise what ``depth`` may require, and what is
    known. ``also`` names forms to put in beside those that a factory is asked. ``open_only`` asks
    again only what is unanswered or disputed. Equal bytes for equal data, clock and ids.
    """
    audit = audit or (snapshot.audit if snapshot else None)
    chosen = Depth(depth or (audit.depth if audit else Depth.STANDARD))
    forms = {form.id for form in pack.forms.values() if form.intake} | set(also)
    known = whole or (snapshot is not None and not open_only)
    plan = blocks(pack, depth=chosen, whole=known, forms=forms)
    page = _page(Painter(lang), pack, lang, snapshot)
    page.letter = letter or Letter()
    if open_only and snapshot is not None:
        page.only = open_questions(pack, snapshot, forms, chosen)
        plan = page.only.blocks
    departments = {
        name: inside
        for name in dict.fromkeys([*SECTIONS, *(block.department for block in plan)])
        if (inside := [block for block in plan if block.department == name])
    }
    _front(page, pack, audit, departments)
    for name, inside in departments.items():
        _department(page, name, inside)
    _hidden(page, pack, audit)
    return workbook_bytes(page.painter.workbook, clock.now())


def _page(painter: Painter, pack: Pack, lang: str, snapshot: Snapshot | None) -> _Page:
    bases = {choice.value: choice.text for choice in choices_of(pack, "bases")}
    painter.bases = tuple(text.render(lang) for text in bases.values())
    names = names_of(snapshot.all_records()) if snapshot else {}
    return _Page(painter, lang, snapshot, names, bases)


def _front(
    page: _Page, pack: Pack, audit: Audit | None, departments: Mapping[str, Sequence[Block]]
) -> None:
    """The first sheet: what it is, until when and where to return it, how to fill it in."""
    painter = page.painter
    painter.sheet(page.say(N_("Instructions")))
    enterprise = page.snapshot.enterprise if page.snapshot else None
    name = (enterprise.name_short or enterprise.name_full) if enterprise else None
    heading = N_("Questionnaire for the screening of the enterprise")
    if page.only is not None:
        heading = N_("Questions that are still open")
    painter.title(page.say(heading), name or "")
    method = N_("Methodology: {title}, version {version}")
    painter.text(page.say(method, title=pack.title, version=pack.version))
    painter.text("")
    painter.pair(page.say(N_("Please return by")), page.letter.due)
    painter.pair(page.say(N_("Return to")), page.letter.to)
    painter.pair(page.say(N_("Questions answered by")), page.letter.asks)
    painter.text("")
    painter.text(page.say(N_("How to fill it in")), "strong")
    for number, line in enumerate(INSTRUCTIONS, 1):
        painter.text(f"{number}. {translate(line, page.lang)}")
    _contents(page, departments)
    block = audit_block(pack)
    if block is not None and page.only is None:
        _single(page, block, audit)
    painter.settle()


def _contents(page: _Page, departments: Mapping[str, Sequence[Block]]) -> None:
    """The sheets with a jump to each and what is on it."""
    painter = page.painter
    painter.text("")
    painter.text(page.say(N_("Sheets")), "strong")
    first = painter.reserve(len(departments))
    for at, (name, inside) in enumerate(departments.items(), first):
        titles = [block.title.render(page.lang) for block in inside if not block.table]
        sheet = _sheet_name(page, name)
        painter.link(sheet, sheet, 1, at, "; ".join(dict.fromkeys(titles)))


def _sheet_name(page: _Page, department: str) -> str:
    known = SECTIONS.get(department)
    return known.render(page.lang) if known else department


def _department(page: _Page, department: str, inside: Sequence[Block]) -> None:
    painter, name = page.painter, _sheet_name(page, department)
    painter.sheet(name)
    painter.title(name, page.say(N_("Answered by (name, phone):")), entry=True)
    if page.letter.due or page.letter.to:
        said = N_("Please return by {due} to {to}")
        painter.text(page.say(said, due=page.letter.due or "…", to=page.letter.to or "…"))
    first = painter.reserve(len(inside)) if len(inside) > 1 else 0
    rows = [_block(page, block, alone=len(inside) == 1) for block in inside]
    for at, (block, row) in enumerate(zip(inside, rows, strict=True), first):
        if first:
            painter.link(block.title.render(page.lang), name, row, at)
    painter.settle()


def _block(page: _Page, block: Block, *, alone: bool) -> int:
    """One block; returns the row of its title."""
    if block.months:
        return _months(page, block)
    if block.table:
        return _table(page, block)
    if block.single:
        return _single(page, block, _only(page.snapshot, block))
    return _grid(page, block, alone=alone)


def _only(snapshot: Snapshot | None, block: Block) -> Record | None:
    found = snapshot.of(block.entity) if snapshot else ()
    return found[0] if len(found) == 1 else None


def _single(page: _Page, block: Block, record: Record | None) -> int:
    """A form of one record: a question per row."""
    painter = page.painter
    mark = f"{marks.FORM}{block.key}:{record.id if record else ''}"
    row = painter.block(mark, block, SINGLE_WIDTH)
    painter.codes(f"{marks.CODES}{block.key}", ["@label", marks.VALUE, marks.UNIT, marks.BASIS])
    heads = [N_("Question"), N_("Answer"), N_("Unit"), N_("How known"), N_("Where to find it")]
    painter.heads([translate(head, page.lang) for head in heads], SINGLE_WIDTHS)
    for column in block.columns:
        given = _answer(page, record, column)
        shown = painter.question(f"{marks.FIELD}{column.code}", column, given)
        if record is not None:
            _remember(page, record.id, column, shown)
    return row


def _grid(page: _Page, block: Block, *, alone: bool) -> int:
    """A form of many records: a record per row, then empty rows with their future ids."""
    painter = page.painter
    row = painter.block(f"{marks.FORM}{block.key}:", block, sum(map(width_of, block.columns)))
    painter.columns(f"{marks.CODES}{block.key}", block.columns)
    if alone:
        painter.freeze()
    painter.example(marks.EXAMPLE, block.columns, page.say(N_("example")))
    for record in _records(page, block):
        shown = painter.row(
            f"{marks.ROW}{record.id}",
            [(column, _answer(page, record, column)) for column in block.columns],
        )
        for column, given in zip(block.columns, shown, strict=True):
            _remember(page, record.id, column, given)
    for _each in range(0 if page.only and block.key in page.only.records else BLANK_ROWS):
        painter.row(f"{marks.NEW}{new_id()}", [(column, Answer()) for column in block.columns])
    return row


def _parent(block: Block) -> Column:
    text = Text(NAME_OF.render("ru"), NAME_OF.render("en"))
    return Column(marks.PARENT, text, "text" if block.table else "ref")


def _table(page: _Page, block: Block) -> int:
    """A table inside a form: a line per row; in a form of many records it names its record."""
    painter = page.painter
    only = _only(page.snapshot, block) if block.single else None
    parent = _parent(block)
    columns = (parent, *block.columns) if block.needs_parent else block.columns
    mark = f"{marks.FORM}{block.key}:{only.id if only else ''}"
    row = painter.block(mark, block, sum(map(width_of, columns)))
    painter.columns(f"{marks.CODES}{block.key}", columns)
    for record, number, line in _lines(page, block, only):
        given = [
            (column, written(line[column.code], column, page.lang, page.names, page.bases))
            if line.get(column.code) is not None
            else (column, Answer(page.names.get(record.id, "")) if column is parent else Answer())
            for column in columns
        ]
        shown = painter.row(f"{marks.LINE}{record.id}:{number}", given)
        for column, answer_ in zip(columns, shown, strict=True):
            _remember(page, f"{record.id}/{block.table}/{number}", column, answer_)
    for _each in range(BLANK_LINES):
        painter.row(marks.NEW, [(column, Answer()) for column in columns])
    return row


def _months(page: _Page, block: Block) -> int:
    """A year by month: a line per record that is known, then empty lines; the unit stands once."""
    painter = page.painter
    unit = block.month.unit.render(page.lang) if block.month.unit else ""
    units = Column(
        marks.UNIT,
        Text(UNIT_OF.render("ru"), UNIT_OF.render("en")),
        "text",
        choices=tuple(Choice(each, Text(each, each)) for each in stocks(block.month, page.lang)),
    )
    columns = (_parent(block), units, *block.columns) if block.needs_parent else ()
    row = painter.block(f"{marks.FORM}{block.key}:", block, len(columns) + 1)
    painter.columns(f"{marks.CODES}{block.key}", columns, [TOTAL_OF.render(page.lang)])
    for record in _records(page, block):
        known = month_rows(record, block)
        common, texts = month_answers(known, block, page.lang)
        given = [Answer(page.names.get(record.id, "")), Answer(common if known else unit), *texts]
        shown = painter.row(f"{marks.LINE}{record.id}:0", list(zip(columns, given, strict=True)))
        painter.total(len(columns) + 2, 4, len(columns) + 1)
        for column, answer_ in zip(block.columns, shown[2:], strict=True):
            _remember(page, f"{record.id}/{block.table}/0", column, answer_)
    for _each in range(BLANK_LINES):
        blanks = [Answer(unit) if column is units else Answer() for column in columns]
        painter.row(marks.NEW, list(zip(columns, blanks, strict=True)))
        painter.total(len(columns) + 2, 4, len(columns) + 1)
    return row


def _lines(
    page: _Page, block: Block, only: Record | None
) -> Iterator[tuple[Record, int, Mapping[str, Any]]]:
    records = [only] if only else [] if block.single else _records(page, block)
    for record in records:
        for number, line in enumerate(rows_of(record, block)):
            yield record, number, line


def _records(page: _Page, block: Block) -> list[Record]:
    """The records of a form; where only open questions are asked, those that have some."""
    found = page.snapshot.of(block.entity) if page.snapshot else ()
    return [
        record
        for record in found
        if block.holds(record) and (page.only is None or page.only.asks(block, record))
    ]


def _answer(page: _Page, record: Record | None, column: Column) -> Answer:
    if record is None:
        return Answer()
    return answer(record, column, page.lang, page.names, page.bases)


def _remember(page: _Page, record_id: str, column: Column, shown: Answer) -> None:
    if shown.text:
        page.base.append((record_id, column.code, shown.text, shown.unit, shown.basis))


def _hidden(page: _Page, pack: Pack, audit: Audit | None) -> None:
    """Who this questionnaire is, and what was in it when it was sent out."""
    plant = page.snapshot.enterprise if page.snapshot else None
    facts = {
        "signature": marks.SIGNATURE,
        "format": str(marks.FORMAT),
        "pack_id": pack.id,
        "pack_version": pack.version,
        "pack_hash": pack.hash,
        "overlay_id": pack.overlay or "",
        "audit_id": audit.id if audit else new_id(),
        "new_audit": "" if audit else "1",
        "enterprise": (plant.inn or plant.name_short or "") if plant else "",
        "language": page.lang,
        "book_id": new_id(),
    }
    page.painter.hidden(marks.META_SHEET, list(facts.items()))
    page.painter.hidden(marks.BASE_SHEET, page.base)
    page.painter.lists(marks.LISTS_SHEET)
