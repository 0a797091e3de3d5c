"""Reads a classifier out of a table: official workbooks «код | наименование» and data files alike.

Every row becomes an entry or a finding with its place; nothing is written here.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from symbioaudit.base.i18n import N_, Message
from symbioaudit.intake import errors
from symbioaudit.intake.catalogue_codes import (
    SPACES,
    damaged_fkko,
    read_catalogue_code,
)
from symbioaudit.intake.catalogue_kinds import SYSTEMS, Head, find_head
from symbioaudit.intake.cells import Book, Cell, CellKind, Sheet
from symbioaudit.intake.codes import LOST_ZERO, CodeReading
from symbioaudit.intake.naming import fold
from symbioaudit.intake.staged import Finding
from symbioaudit.model.classifier import DOTTED, Entry, level_of, parent_of
from symbioaudit.model.enums import Severity

SHOWN: Final = 200  # findings kept of one file; the rest are counted
CHECKED_EVERY: Final = 500
LONGEST_NAME: Final = 4000
GOOD_ENOUGH: Final = 0.5  # share of the filled rows that must be entries
NO_NAME: Final = N_("the code {code} has no name; the row was passed over")
AGAIN: Final = N_("the code {code} stands here again under another name; the first one was kept")
LONG_NAME: Final = N_("the name of {code} is longer than {limit} signs and was cut")
BY_NAME: Final = N_("“{text}” has lost digits; read as {code} by its name")
CLASS_DIFFERS: Final = N_("{code}: the column says class {said}, the code {own}; the code counts")
NO_CODES: Final = N_("{count} rows have no code (notes, continued texts) and were passed over")
SHEET_PASSED: Final = N_("the sheet has no columns of codes and names and was passed over")
MORE: Final = N_("… and {count} more rows with remarks")
LEVEL_COLUMNS: Final = frozenset({"level", "parent_code", "hazard_class", "state_code", "as_of"})
DATES: Final = (
    re.compile(r"(?<!\d)(?P<y>20\d\d)[-_.]?(?P<m>0[1-9]|1[0-2])[-_.]?(?P<d>[0-2]\d|3[01])(?!\d)"),
    re.compile(r"(?<!\d)(?P<d>[0-2]?\d|3[01])[.-](?P<m>0?[1-9]|1[0-2])[.-](?P<y>20\d\d)(?!\d)"),
)
Progress = Callable[[float], None]


@dataclass(frozen=True, slots=True)
class CatalogueDraft:
    """A catalogue as a file has it. ``digest_text`` of its entries tells whether it is new."""

    system: str
    entries: tuple[Entry, ...]
    findings: tuple[Finding, ...]
    as_of: date | None
    filled_rows: int


@dataclass(slots=True)
class _Work:
    system: str
    by_name: Callable[[str, str], Collection[str]]
    typed: frozenset[str] = frozenset()
    entries: dict[tuple[str, str], Entry] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    remarks: int = 0
    uncoded: int = 0
    filled: int = 0
    rejected: int = 0
    section: str = ""

    def remark(self, text: str, place: str, /, **params: object) -> None:
        """Note something about a row; only so many are kept."""
        self.note(Message(text, params), place)

    def note(self, message: Message, place: str) -> None:
        """Note a finished message."""
        self.remarks += 1
        if self.remarks <= SHOWN:
            self.findings.append(Finding(Severity.WARNING, message, place))


def read_catalogue(
    book: Book,
    *,
    system: str | None = None,
    by_name: Callable[[str, str], Collection[str]] = lambda _start, _name: (),
    progress: Progress = lambda _share: None,
    cancelled: Callable[[], bool] = lambda: False,
) -> CatalogueDraft:
    """The catalogue in ``book``; ``by_name(first digits, name)`` gives codes known by a name.

    Raises:
        InputRefused: SA-6040 no catalogue, SA-6041 it could be several, SA-6042 mostly not codes,
            SA-6008 cancelled.
    """
    if system is not None and system not in SYSTEMS:
        raise errors.NO_SUCH_SYSTEM(system=system, choices=", ".join(SYSTEMS))
    found = _heads(book, system)
    work = _Work(found[0][1].system, by_name)
    total = sum(len(sheet.rows) for sheet, _head in found) or 1
    done = 0
    for sheet, head in found:
        work.typed = frozenset(SPACES.sub("", sheet.text(r, head.code)) for r in sheet.rows)
        for row in sorted(r for r in sheet.rows if r > head.row):
            done += 1
            if done % CHECKED_EVERY == 0:
                progress(done / total)
                if cancelled():
                    raise errors.CANCELLED(name=book.name)
            _row(work, sheet, head, row)
    read = {sheet.name for sheet, _head in found}
    passed = [s.name for s in book.filled() if s.name not in read and not s.hidden]
    return _finish(work, book, found, passed)


def _heads(book: Book, system: str | None) -> list[tuple[Sheet, Head]]:
    """The sheets that belong to one catalogue: the first that is recognised decides."""
    found: list[tuple[Sheet, Head]] = []
    options: tuple[str, ...] = ()
    for sheet in book.filled():
        head, could_be = find_head(sheet, found[0][1].system if found else system)
        if head is not None:
            found.append((sheet, head))
        options = options or could_be
    if found:
        return found
    if len(options) > 1:
        raise errors.WHICH_CATALOGUE(name=book.name, choices=", ".join(options))
    raise errors.NO_CATALOGUE(name=book.name)


def _row(work: _Work, sheet: Sheet, head: Head, row: int) -> None:
    cell, name = sheet.cell(row, head.code), _tidy(sheet.text(row, head.name))
    if _numbers_columns(sheet, head, row):
        return
    if cell is None or not cell.text.strip():
        work.uncoded += bool(name)
        return
    work.filled += 1
    place = sheet.place(row, head.code)
    reading = _reading(work, cell, name)
    if reading.code is None:
        work.rejected += 1
        work.note(reading.error or Message(NO_NAME, {"code": cell.text}), place)
        return
    if reading.warning is not None:
        work.note(reading.warning, place)
    if not name:
        work.remark(NO_NAME, place, code=reading.code)
        return
    _keep(work, sheet, head, row, reading.code)


def _numbers_columns(sheet: Sheet, head: Head, row: int) -> bool:
    """The line 1 | 2 | 3 under a head."""
    texts = [cell.text.strip() for cell in sheet.rows[row].values()]
    counted = [str(n) for n in range(1, len(texts) + 1)]
    return row <= head.row + 2 and len(texts) > 1 and texts == counted


def _reading(work: _Work, cell: Cell, name: str) -> CodeReading:
    reading = read_catalogue_code(work.system, cell)
    code = reading.code
    if code is None and work.system == "fkko":
        return _by_name(work, cell, name, reading)
    if (
        code is not None
        and work.system in DOTTED
        and len(code) == 4
        and _lost_zero(work, code, cell)
    ):
        whole = f"{code}0"
        return CodeReading(whole, Message(LOST_ZERO, {"text": cell.text, "code": whole}))
    return reading


def _by_name(work: _Work, cell: Cell, name: str, reading: CodeReading) -> CodeReading:
    """Nine digits of eleven: the seventh and eighth are lost; the name finds them again."""
    left = damaged_fkko(cell.text)
    if len(left) != 9:
        return reading
    codes = {c for c in work.by_name(left[:6], fold(name)) if c[:6] + c[8:] == left}
    if len(codes) != 1:
        return reading
    code = codes.pop()
    return CodeReading(code, Message(BY_NAME, {"text": cell.text, "code": code}))


def _lost_zero(work: _Work, code: str, cell: Cell) -> bool:
    """24.1 that must be 24.10: the subclass 24.1 was there already, or the list has groups only."""
    whole = f"{code}0"
    if whole in work.typed or (whole, "") in work.entries:
        return False
    if (code, "") in work.entries:
        return True
    return cell.kind is CellKind.NUMBER and code[:2] not in work.typed and _only_groups(work)


def _only_groups(work: _Work) -> bool:
    """No class and no section stands in the column: a list of groups."""
    return not any(re.fullmatch(r"\d{1,2}|[A-V]", text) for text in work.typed)


def _keep(work: _Work, sheet: Sheet, head: Head, row: int, code: str) -> None:
    place = sheet.place(row, head.code)
    name = _tidy(sheet.text(row, head.name))
    if len(name) > LONGEST_NAME:
        work.remark(LONG_NAME, place, code=code, limit=LONGEST_NAME)
        name = name[:LONGEST_NAME]
    variant = _tidy(sheet.text(row, head.variant)) if head.variant else ""
    if work.system in {"okved2", "okpd2"} and code.isalpha():
        work.section = code
    facts = _facts(work, sheet, head, row, code)
    entry = Entry(work.system, code, name, level_of(work.system, code), "", variant, facts)
    before = work.entries.setdefault((code, variant), entry)
    if fold(before.name) != fold(name):
        work.rejected += 1
        work.remark(AGAIN, place, code=code)


def _tidy(text: str) -> str:
    """Single spaces, and nothing that would move a terminal's cursor."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


def _facts(work: _Work, sheet: Sheet, head: Head, row: int, code: str) -> dict[str, str]:
    """The other columns of the row, as text."""
    texts = {
        label: _tidy(sheet.text(row, column))[:LONGEST_NAME]
        for label, column in head.others.items()
    }
    if work.system == "fkko":
        said = texts.get("hazard_class", "")
        if said.isdecimal() and int(said) and said != code[10]:
            place = sheet.place(row, head.code)
            work.remark(CLASS_DIFFERS, place, code=code, said=said, own=code[10])
    facts = {k: v for k, v in texts.items() if v and k not in LEVEL_COLUMNS}
    if work.section and len(code) == 2 and code.isdecimal():
        facts.setdefault("section", work.section)
    return facts


def _finish(
    work: _Work, book: Book, found: list[tuple[Sheet, Head]], passed: list[str]
) -> CatalogueDraft:
    good = work.filled - work.rejected
    if good < GOOD_ENOUGH * work.filled or not work.entries:
        first = next((f for f in work.findings), None)
        raise errors.NOT_CODES(
            where=first.place if first else None,
            name=book.name,
            good=good,
            rows=work.filled,
            system=work.system,
        )
    known = {code for code, _variant in work.entries}
    entries = tuple(_nested(entry, known) for entry in work.entries.values())
    return CatalogueDraft(
        system=work.system,
        entries=entries,
        findings=(*work.findings, *_totals(work, passed)),
        as_of=date_in(book, found),
        filled_rows=work.filled,
    )


def _nested(entry: Entry, known: Collection[str]) -> Entry:
    parent = parent_of(entry.system, entry.code, known)
    if not parent and entry.facts.get("section") in known and entry.code.isdecimal():
        parent = entry.facts["section"]
    return Entry(
        entry.system, entry.code, entry.name, entry.level, parent, entry.variant, entry.facts
    )


def _totals(work: _Work, passed: list[str]) -> Iterator[Finding]:
    if work.remarks > SHOWN:
        yield Finding(Severity.WARNING, Message(MORE, {"count": work.remarks - SHOWN}))
    if work.uncoded:
        yield Finding(Severity.HINT, Message(NO_CODES, {"count": work.uncoded}))
    yield from (Finding(Severity.HINT, Message(SHEET_PASSED), name) for name in passed)


def date_in(book: Book, found: list[tuple[Sheet, Head]]) -> date | None:
    """The date of the edition: a column ``as_of``, the title above the head, the file's name."""
    for sheet, head in found:
        column = head.others.get("as_of")
        rows = [r for r in sheet.rows if r > head.row][:1]
        texts = [sheet.text(r, column) for r in rows] if column else []
        texts += [c.text for r in sheet.rows if r < head.row for c in sheet.rows[r].values()]
        for text in texts:
            if (moment := date_of(text)) is not None:
                return moment
    return date_of(book.name)


def date_of(text: str) -> date | None:
    """The first date in a text or a file name: 2026-03-25, 20260325, 25.03.2026."""
    for shape in DATES:
        for match in shape.finditer(text):
            try:
                return date(int(match["y"]), int(match["m"]), int(match["d"]))
            except ValueError:
                continue
    return None
