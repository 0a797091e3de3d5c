"""Reads a filled questionnaire by its hidden words: sheets may be renamed, columns moved, rows sorted."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from symbioaudit.base.i18n import N_, Message
from symbioaudit.base.ids import is_id
from symbioaudit.intake import errors, marks
from symbioaudit.intake.books import read_book
from symbioaudit.intake.cells import Book, Cell, CellKind, Sheet
from symbioaudit.intake.guard import Limits
from symbioaudit.intake.layout import Block, block_named, readable
from symbioaudit.intake.staged import Finding, Meta, Skipped, Staged, StagedCell, StagedRow
from symbioaudit.methodology import Pack
from symbioaudit.model.enums import Severity

Base = Mapping[tuple[str, str], tuple[str, str, str]]
MARK_COLUMN: Final = 1
NO_QUESTION: Final = Message(N_("the row lies outside every form of the questionnaire"))
UNKNOWN_FORM: Final = Message(N_("this version of the methodology has no such form"))


def read(
    path: Path,
    pack: Pack,
    *,
    limits: Limits | None = None,
    cancelled: Callable[[], bool] = lambda: False,
) -> Staged:
    """Read a questionnaire.

    Raises:
        InputRefused: SA-60xx, the file cannot be taken or is not a questionnaire.
    """
    return stage(read_book(path, limits=limits, cancelled=cancelled), pack)


def stage(book: Book, pack: Pack) -> Staged:
    """The rows of a questionnaire with what was changed since it was sent out.

    Raises:
        InputRefused: SA-6020…SA-6022, not a questionnaire, a newer one, another methodology's.
    """
    meta = read_meta(book)
    if meta.pack_id != pack.id:
        theirs = f"{meta.pack_id} {meta.pack_version}"
        raise errors.OTHER_PACK(name=book.name, theirs=theirs, ours=f"{pack.id} {pack.version}")
    reading = _Reading(readable(pack), _base(book))
    for sheet in book.sheets:
        if sheet.name not in marks.HIDDEN_SHEETS:
            reading.sheet(sheet)
    findings = [*_version_findings(meta, pack), *reading.findings]
    return Staged(
        name=book.name,
        kind="questionnaire",
        rows=tuple(reading.rows),
        skipped=tuple(reading.skipped),
        findings=tuple(findings),
        meta=meta,
    )


def is_questionnaire(book: Book) -> bool:
    """True for a workbook made by this program."""
    return _facts(book).get("signature") == marks.SIGNATURE


def read_meta(book: Book) -> Meta:
    """What a questionnaire knows about itself.

    Raises:
        InputRefused: SA-6020 not a questionnaire, SA-6021 made by a newer program.
    """
    facts = _facts(book)
    if facts.get("signature") != marks.SIGNATURE:
        raise errors.NOT_A_QUESTIONNAIRE(name=book.name)
    number = facts.get("format", "")
    version = int(number) if number.isdecimal() else 0
    if version != marks.FORMAT:
        raise errors.FORMAT_NEWER(name=book.name, format=number)
    names = (
        "pack_id",
        "pack_version",
        "pack_hash",
        "overlay_id",
        "audit_id",
        "enterprise",
        "language",
        "book_id",
    )
    known = {name: facts.get(name, "") for name in names}
    return Meta(format=version, new_audit=facts.get("new_audit") == "1", **known)


def _facts(book: Book) -> dict[str, str]:
    found = next((sheet for sheet in book.sheets if sheet.name == marks.META_SHEET), None)
    return {found.text(row, 1): found.text(row, 2) for row in found.rows} if found else {}


def _base(book: Book) -> Base:
    """What stood in the questionnaire when it was sent out: (record, code) → text, unit, basis."""
    found = next((sheet for sheet in book.sheets if sheet.name == marks.BASE_SHEET), None)
    if found is None:
        return {}
    return {
        (found.text(row, 1), found.text(row, 2)): (
            found.text(row, 3),
            found.text(row, 4),
            found.text(row, 5),
        )
        for row in found.rows
    }


def _version_findings(meta: Meta, pack: Pack) -> Iterator[Finding]:
    if meta.pack_version != pack.version:
        text = N_(
            "The questionnaire follows version {theirs} of the methodology, the audit {ours}."
        )
        yield Finding(
            Severity.WARNING,
            Message(text, {"theirs": meta.pack_version, "ours": pack.version}),
        )


@dataclass(slots=True)
class _Place:
    """Where the reading stands: block, record of a single form, columns by code."""

    block: Block | None = None
    key: str = ""
    record: str = ""
    columns: dict[str, int] = field(default_factory=dict)


class _Reading:
    """Goes through the sheets row by row."""

    def __init__(self, plan: Iterable[Block], base: Base) -> None:
        self.plan, self.base = tuple(plan), base
        self.rows: list[StagedRow] = []
        self.skipped: list[Skipped] = []
        self.findings: list[Finding] = []
        self.seen: dict[str, str] = {}  # hidden id → the sheet where it stood first
        self.sent = {record for record, _code in base}

    def sheet(self, sheet: Sheet) -> None:
        """Read one sheet."""
        place = _Place()
        single: dict[str, StagedCell] = {}
        for row in sorted(sheet.rows):
            mark = sheet.text(row, MARK_COLUMN)
            if mark.startswith((marks.FORM, marks.CODES)):
                self._close(place, single)
                single = {}
            place = self._step(sheet, row, mark, place, single)
        self._close(place, single)

    def _step(
        self, sheet: Sheet, row: int, mark: str, place: _Place, single: dict[str, StagedCell]
    ) -> _Place:
        if mark.startswith(marks.FORM):
            key, _colon, record = mark.removeprefix(marks.FORM).partition(":")
            return _Place(block_named(self.plan, key), key, record)
        if mark.startswith(marks.CODES):
            return self._columns(sheet, row, mark, place)
        if mark in {marks.HEAD, marks.TEXT, marks.EXAMPLE}:
            return place
        if mark.startswith(marks.FIELD):
            self._question(sheet, row, mark.removeprefix(marks.FIELD), place, single)
        else:
            self._row(sheet, row, mark, place)
        return place

    def _columns(self, sheet: Sheet, row: int, mark: str, place: _Place) -> _Place:
        key = mark.removeprefix(marks.CODES)
        if place.key != key:
            place = _Place(block_named(self.plan, key), key)
        found = {sheet.text(row, c): c for c in sheet.rows[row] if c != MARK_COLUMN}
        return _Place(place.block, place.key, place.record, found)

    def _question(
        self, sheet: Sheet, row: int, code: str, place: _Place, single: dict[str, StagedCell]
    ) -> None:
        at = place.columns
        filled = sheet.text(row, at.get(marks.VALUE, 3))
        if place.block is None or place.block.column(code) is None:
            if filled:
                self.skipped.append(Skipped(sheet.place(row, 2), UNKNOWN_FORM))
            return
        slots = (at.get(marks.VALUE), at.get(marks.UNIT), at.get(marks.BASIS))
        cell = self._cell(sheet, row, place.record, code, slots)
        if cell is not None:
            single[code] = cell

    def _close(self, place: _Place, single: dict[str, StagedCell]) -> None:
        """A single form becomes one row."""
        if not single or place.block is None:
            return
        first = next(iter(single.values())).place
        record = place.record or None
        self.rows.append(
            StagedRow(place.key, first, dict(single), record, sent=record in self.sent)
        )

    def _row(self, sheet: Sheet, row: int, mark: str, place: _Place) -> None:
        if place.block is None or (place.block.single and not place.block.table):
            if any(c != MARK_COLUMN for c in sheet.rows[row]):
                reason = UNKNOWN_FORM if place.key and place.block is None else NO_QUESTION
                self.skipped.append(Skipped(sheet.place(row, 2), reason))
            return
        key, sent, copy = self._identity(mark, sheet.name)
        cells = self._cells(sheet, row, place, key if sent else "")
        if not cells:
            return
        parent = sheet.text(row, place.columns.get(marks.PARENT, 0)) if place.block.table else ""
        self.rows.append(
            StagedRow(
                place.key,
                sheet.place(row, min((c for c in sheet.rows[row] if c != MARK_COLUMN), default=2)),
                cells,
                id=place.record or key or None if place.block.table else key or None,
                sent=sent,
                copy=copy,
                line=_line_number(mark),
                parent=parent,
            )
        )

    def _identity(self, mark: str, sheet: str) -> tuple[str, bool, bool]:
        """Id of the row's record, whether it was sent out, whether the row stands twice.

        A row copied within its sheet is another record; on a copied sheet it is the same one.
        """
        if mark.startswith(marks.LINE):
            return mark.removeprefix(marks.LINE).partition(":")[0], True, False
        for word in (marks.ROW, marks.NEW):
            found = mark.removeprefix(word)
            if mark.startswith(word) and is_id(found):
                first = self.seen.setdefault(found, "")
                if first and first == sheet:
                    return "", False, False
                self.seen[found] = first or sheet
                return found, word == marks.ROW, bool(first)
        return "", False, False

    def _cells(self, sheet: Sheet, row: int, place: _Place, record: str) -> dict[str, StagedCell]:
        out: dict[str, StagedCell] = {}
        assert place.block is not None
        key = self._line_key(sheet, row, place, record)
        for column in place.block.columns:
            at = place.columns.get(column.code)
            if at is None:
                continue
            unit_slot = marks.UNIT if place.block.months else f"{column.code}{marks.UNIT}"
            units = place.columns.get(unit_slot)
            bases = place.columns.get(f"{column.code}{marks.BASIS}")
            cell = self._cell(sheet, row, key, column.code, (at, units, bases))
            if cell is not None:
                out[column.code] = cell
        return out

    def _line_key(self, sheet: Sheet, row: int, place: _Place, record: str) -> str:
        mark = sheet.text(row, MARK_COLUMN)
        if not mark.startswith(marks.LINE) or place.block is None:
            return record
        owner, _colon, number = mark.removeprefix(marks.LINE).partition(":")
        return f"{owner}/{place.block.table}/{number}"

    def _cell(
        self,
        sheet: Sheet,
        row: int,
        record: str,
        code: str,
        slots: tuple[int | None, int | None, int | None],
    ) -> StagedCell | None:
        """The answer to one question; None where it was blank and still is."""
        at, unit_at, basis_at = slots
        found = sheet.cell(row, at) if at else None
        text = found.text.strip() if found else ""
        unit = sheet.text(row, unit_at) if unit_at else ""
        basis = sheet.text(row, basis_at) if basis_at else ""
        before = self.base.get((record, code)) if record else None
        if not text:
            if before:
                self._erased(sheet.place(row, at or 2), before[0])
            return None
        place = sheet.place(row, at or 2)
        if not self._readable(found, place):
            return None
        return StagedCell(
            text,
            place,
            found.kind if found else CellKind.TEXT,
            unit,
            basis,
            before=before[0] if before else None,
            untouched=before == (text, unit, basis),
        )

    def _readable(self, cell: Cell | None, place: str) -> bool:
        if cell is not None and cell.kind is CellKind.ERROR:
            text = N_("the cell holds the error {text}; mend the formula")
            self.findings.append(
                Finding(Severity.ERROR, Message(text, {"text": str(cell.value)}), place)
            )
            return False
        if cell is not None and cell.kind is CellKind.UNCOMPUTED:
            text = N_("the formula has no stored value; open the workbook, save it and load again")
            self.findings.append(Finding(Severity.ERROR, Message(text), place))
            return False
        return True

    def _erased(self, place: str, text: str) -> None:
        shown = N_("“{text}” was erased; what the audit holds is kept")
        self.findings.append(Finding(Severity.WARNING, Message(shown, {"text": text}), place))


def _line_number(mark: str) -> int | None:
    number = mark.rpartition(":")[2] if mark.startswith(marks.LINE) else ""
    return int(number) if number.isdecimal() else None
