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
from symbioaudit.intake.answers import Answer, answer, names_of, rows_of, written
from symbioaudit.intake.archive import workbook_bytes
from symbioaudit.intake.layout import SECTIONS, Block, Column, audit_block, blocks, choices_of
from symbioaudit.intake.paint import Painter
from symbioaudit.methodology import Pack
from symbioaudit.model.enums import Depth
from symbioaudit.model.records import Audit, Record
from symbioaudit.model.snapshot import Snapshot

BLANK_ROWS: Final = 30
BLANK_LINES: Final = 8
NAME_OF: Final = Message(N_("Belongs to (name)"))
INSTRUCTIONS: Final = (
    N_("Each department fills in its own sheet; you may return the sheets separately."),
    N_("Yellow cells are for answers. A star marks what is needed most."),
    N_("An amount is a number with its unit in the next cell, or all in one: 1 250 t/month."),
    N_("Estimates are welcome: ~12, 10–14, 12±20 %. Say where a number comes from in the notes."),
    N_("Leave a cell empty or write: don't know, not applicable, refused, to be measured."),
    N_("A blank is not a zero: write 0 only when you know that it is zero."),
    N_("You may add, sort and delete rows, move and hide columns, rename sheets."),
    N_("The grey row marked “example” is not read."),
)


@dataclass(slots=True)
class _Page:
    """A sheet being written."""

    painter: Painter
    lang: str
    snapshot: Snapshot | None
    names: Mapping[str, str]
    bases: Mapping[str, Text]
    base: list[tuple[str, str, str, str, str]] = field(default_factory=list)

    def say(self, msgid: str, **params: object) -> str:
        """A text of the room in the workbook's language."""
        return Message(msgid, params).render(self.lang)


def write(
    path: Path,
    pack: Pack,
    *,
    lang: str = "ru",
    audit: Audit | None = None,
    snapshot: Snapshot | None = None,
    depth: Depth | str | None = None,
    whole: bool = False,
    also: Collection[str] = (),
) -> None:
    """Write a questionnaire, empty or filled with what ``snapshot`` already knows.

    ``whole`` asks every field of the forms; otherwise what ``depth`` may require. ``also`` names
    forms to put in beside those that a factory is asked.

    Raises:
        OperationFailed: SA-1003, the file cannot be written.
    """
    data = render(
        pack, lang=lang, audit=audit, snapshot=snapshot, depth=depth, whole=whole, also=also
    )
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
) -> bytes:
    """The bytes of a questionnaire; equal for equal data, clock and ids."""
    audit = audit or (snapshot.audit if snapshot else None)
    chosen = depth or (audit.depth if audit else Depth.STANDARD)
    forms = {form.id for form in pack.forms.values() if form.intake} | set(also)
    plan = blocks(pack, depth=chosen, whole=whole or snapshot is not None, forms=forms)
    painter = Painter(lang)
    page = _page(painter, pack, lang, snapshot)
    _front(page, pack, audit)
    for department in dict.fromkeys([*SECTIONS, *(block.department for block in plan)]):
        inside = [block for block in plan if block.department == department]
        if inside:
            _department(page, department, inside)
    _hidden(page, pack, audit)
    return workbook_bytes(painter.workbook, clock.now())


def _page(painter: Painter, pack: Pack, lang: str, snapshot: Snapshot | None) -> _Page:

    bases = {choice.value: choice.text for choice in choices_of(pack, "bases")}
    painter.bases = tuple(text.render(lang) for text in bases.values())
    names = names_of(tuple(snapshot.all_records())) if snapshot else {}
    return _Page(painter, lang, snapshot, names, bases)


def _front(page: _Page, pack: Pack, audit: Audit | None) -> None:
    """The first sheet: whom it is from, how to fill it in, the facts of the audit."""
    painter = page.painter
    painter.sheet(page.say(N_("Instructions")))
    enterprise = page.snapshot.enterprise if page.snapshot else None
    name = (enterprise.name_short or enterprise.name_full) if enterprise else None
    painter.title(page.say(N_("Questionnaire for the screening of the enterprise")), name or "")
    method = N_("Methodology: {title}, version {version}")
    painter.text(page.say(method, title=pack.title, version=pack.version))
    for number, line in enumerate(INSTRUCTIONS, 1):
        painter.text(f"{number}. {translate(line, page.lang)}")
    block = audit_block(pack)
    if block is not None:
        _single(page, block, audit)


def _department(page: _Page, department: str, inside: Sequence[Block]) -> None:
    known = SECTIONS.get(department)
    name = known.render(page.lang) if known else department
    page.painter.sheet(name)
    page.painter.title(name, page.say(N_("Answered by (name, phone):")))
    for block in inside:
        if block.table:
            _table(page, block)
        elif block.single:
            _single(page, block, _only(page.snapshot, block))
        else:
            _grid(page, block)


def _only(snapshot: Snapshot | None, block: Block) -> Record | None:
    found = snapshot.of(block.entity) if snapshot else ()
    return found[0] if len(found) == 1 else None


def _single(page: _Page, block: Block, record: Record | None) -> None:
    """A form of one record: a question per row."""
    painter = page.painter
    painter.block(f"{marks.FORM}{block.key}:{record.id if record else ''}", block, page.lang)
    painter.codes(f"{marks.CODES}{block.key}", ["@label", marks.VALUE, marks.UNIT, marks.BASIS])
    heads = [N_("Question"), N_("Answer"), N_("Unit"), N_("How known"), N_("Where to find it")]
    painter.heads([translate(head, page.lang) for head in heads])
    for column in block.columns:
        given = _answer(page, record, column)
        shown = painter.question(f"{marks.FIELD}{column.code}", column, given)
        if record is not None:
            _remember(page, record.id, column, shown)


def _grid(page: _Page, block: Block) -> None:
    """A form of many records: a record per row, then empty rows with their future ids."""
    painter = page.painter
    painter.block(f"{marks.FORM}{block.key}:", block, page.lang)
    painter.columns(f"{marks.CODES}{block.key}", block.columns)
    painter.example(marks.EXAMPLE, block.columns, page.say(N_("example")))
    for record in _records(page.snapshot, block):
        shown = painter.row(
            f"{marks.ROW}{record.id}",
            [(column, _answer(page, record, column)) for column in block.columns],
        )
        for column, given in zip(block.columns, shown, strict=True):
            _remember(page, record.id, column, given)
    for _each in range(BLANK_ROWS):
        painter.row(f"{marks.NEW}{new_id()}", [(column, Answer()) for column in block.columns])


def _table(page: _Page, block: Block) -> None:
    """A table inside a form: a line per row; in a form of many records it names its record."""
    painter = page.painter
    only = _only(page.snapshot, block) if block.single else None
    painter.block(f"{marks.FORM}{block.key}:{only.id if only else ''}", block, page.lang)
    parent = Column(marks.PARENT, Text(NAME_OF.render("ru"), NAME_OF.render("en")), "text")
    columns = (parent, *block.columns) if block.needs_parent else block.columns
    painter.columns(f"{marks.CODES}{block.key}", columns)
    for record, number, line in _lines(page.snapshot, block, only):
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


def _lines(
    snapshot: Snapshot | None, block: Block, only: Record | None
) -> Iterator[tuple[Record, int, Mapping[str, Any]]]:
    records = [only] if only else [] if block.single else _records(snapshot, block)
    for record in records:
        for number, line in enumerate(rows_of(record, block)):
            yield record, number, line


def _records(snapshot: Snapshot | None, block: Block) -> list[Record]:
    found = snapshot.of(block.entity) if snapshot else ()
    return [record for record in found if block.holds(record)]


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
        "audit_id": audit.id if audit else new_id(),
        "new_audit": "" if audit else "1",
        "enterprise": (plant.inn or plant.name_short or "") if plant else "",
        "language": page.lang,
        "book_id": new_id(),
    }
    page.painter.hidden(marks.META_SHEET, list(facts.items()))
    page.painter.hidden(marks.BASE_SHEET, page.base)
    page.painter.lists(marks.LISTS_SHEET)
