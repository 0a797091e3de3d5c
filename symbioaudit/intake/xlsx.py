"""A streaming reader of .xlsx: values, errors, dates, percentages; no styles, no document types.

The general library (openpyxl) takes 6 s for a price list of 7 600 rows, 31 s for a file with
many merges, raises a dozen kinds of exception and hides error cells from the one that is fast.
This one reads what an intake needs in one pass over the XML with a budget of bytes, cells and
seconds; ECMA-376 part 1, §18.
"""

from __future__ import annotations

import math
import posixpath
import re
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final
from xml.parsers import expat

from symbioaudit.base.errors import SymbioError
from symbioaudit.intake import errors
from symbioaudit.intake.cells import Book, Cell, CellKind, Sheet, column_number
from symbioaudit.intake.guard import Budget, chunks, open_zip

ESCAPE: Final = re.compile(r"_x([0-9A-Fa-f]{4})_")
ADDRESS: Final = re.compile(r"([A-Za-z]{1,3})(\d{1,7})")
DATE_FORMATS: Final = frozenset([*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)])
PERCENT_FORMATS: Final = frozenset([9, 10])
LITERAL: Final = re.compile(r'"[^"]*"|\\.|\[(?!h|m|s)[^\]]*\]|_.|General|Основной', re.IGNORECASE)
EPOCH: Final = datetime(1899, 12, 30)  # noqa: DTZ001 (a spreadsheet has no time zone)
EPOCH_1904: Final = datetime(1904, 1, 1)  # noqa: DTZ001
MAX_SERIAL: Final = 2_958_466
MAX_ROW: Final = 1_048_576
MAX_COLUMN: Final = 16_384
MAX_MERGES: Final = 100_000
Attributes = Mapping[str, str]


def read_xlsx(path: Path, budget: Budget) -> Book:
    """Read every sheet of a workbook.

    Raises:
        InputRefused: the workbook is damaged, hostile, too large, too slow, or was cancelled.
    """
    with open_zip(path, budget) as archive:
        package = _Package(archive, budget)
        strings = package.strings()
        styles = package.styles()
        sheets = tuple(package.sheet(entry, strings, styles) for entry in package.sheet_entries())
    return Book(path.name, sheets, "xlsx")


def unescape(text: str) -> str:
    """``_x000D_`` → carriage return (ECMA-376 ST_Xstring)."""
    return ESCAPE.sub(lambda m: chr(int(m[1], 16)), text) if "_x" in text else text


def escape(text: str) -> str:
    """Inverse of :func:`unescape`: characters that XML cannot carry become ``_xHHHH_``."""
    text = ESCAPE.sub(lambda m: f"_x005F_x{m[1]}_", text)
    return re.sub("[\x00-\x08\x0b-\x1f\ufffe\uffff\ud800-\udfff]", _escaped, text)


def _escaped(match: re.Match[str]) -> str:
    return f"_x{ord(match[0]):04X}_"


@dataclass(frozen=True, slots=True)
class _Entry:
    """One sheet in the workbook's list."""

    name: str
    part: str
    hidden: bool


@dataclass(slots=True)
class _Styles:
    """Which cell styles show dates and which percentages."""

    dates: frozenset[int] = frozenset()
    percents: frozenset[int] = frozenset()
    epoch: datetime = EPOCH


class _Package:
    """The parts of one workbook and the relations between them."""

    def __init__(self, archive: zipfile.ZipFile, budget: Budget) -> None:
        self.archive = archive
        self.budget = budget
        self.names = {name.lower().lstrip("/"): name for name in archive.namelist()}
        self.workbook = self._find("_rels/.rels", "/officeDocument") or "xl/workbook.xml"
        folder, file = posixpath.split(self.workbook)
        self.relations = self._relations(f"{folder}/_rels/{file}.rels", folder)
        self.epoch = EPOCH

    def parse(
        self,
        part: str,
        start: Callable[[str, dict[str, str]], None],
        end: Callable[[str], None] | None = None,
        text: Callable[[str], None] | None = None,
    ) -> None:
        """Run one XML part through the handlers; nothing happens where the part is absent."""
        found = self.names.get(part.lower().lstrip("/"))
        if found is None:
            return
        parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.StartDoctypeDeclHandler = self._refuse
        parser.EntityDeclHandler = self._refuse
        parser.StartElementHandler = lambda name, attrs: start(_local(name), attrs)
        if end is not None:
            finish = end
            parser.EndElementHandler = lambda name: finish(_local(name))
        if text is not None:
            parser.CharacterDataHandler = text
        try:
            for chunk in chunks(self.archive, found, self.budget):
                parser.Parse(chunk, False)  # noqa: FBT003 (the library's signature)
            parser.Parse(b"", True)  # noqa: FBT003
        except (expat.ExpatError, LookupError, ValueError, OverflowError) as fault:
            reason = f"{part}: {fault}"
            raise errors.DAMAGED(name=self.budget.name, reason=reason) from fault

    def _refuse(self, *_declaration: object) -> None:
        raise errors.ENTITIES(name=self.budget.name)

    def _relations(self, part: str, folder: str) -> dict[str, tuple[str, str]]:
        found: dict[str, tuple[str, str]] = {}

        def start(name: str, attrs: dict[str, str]) -> None:
            if name == "Relationship" and attrs.get("TargetMode") != "External":
                target = posixpath.normpath(posixpath.join("/", folder, attrs.get("Target", "")))
                found[attrs.get("Id", "")] = (attrs.get("Type", ""), target.lstrip("/"))

        self.parse(part, start)
        return found

    def _find(self, part: str, kind: str) -> str | None:
        every = self._relations(part, "").values()
        return next((target for type_, target in every if type_.endswith(kind)), None)

    def _part(self, kind: str, default: str) -> str:
        every = self.relations.values()
        return next((target for type_, target in every if type_.endswith(kind)), default)

    def sheet_entries(self) -> tuple[_Entry, ...]:
        """Worksheets in the order of the workbook; charts and dialogs are passed over."""
        entries: list[_Entry] = []

        def start(name: str, attrs: dict[str, str]) -> None:
            if name == "workbookPr" and attrs.get("date1904") in {"1", "true"}:
                self.epoch = EPOCH_1904
            if name != "sheet":
                return
            key = next((v for k, v in attrs.items() if k == "id" or k.endswith(":id")), "")
            type_, target = self.relations.get(key, ("", ""))
            if type_.endswith("/worksheet"):
                hidden = attrs.get("state", "visible") != "visible"
                entries.append(_Entry(attrs.get("name", target), target, hidden))

        self.parse(self.workbook, start)
        if not entries:
            raise errors.DAMAGED(name=self.budget.name, reason=self.workbook)
        return tuple(entries)

    def strings(self) -> list[str]:
        """The table of shared strings; phonetic hints are left out."""
        reader = _Strings(self.budget)
        self.parse(self._part("/sharedStrings", "xl/sharedStrings.xml"), *reader.handlers)
        return reader.strings

    def styles(self) -> _Styles:
        """Cell styles that are dates or percentages; a broken style sheet only loses them."""
        reader = _StyleReader()
        try:
            self.parse(self._part("/styles", "xl/styles.xml"), reader.start, reader.end)
        except SymbioError as fault:
            if fault.spec is not errors.DAMAGED:
                raise
        return reader.styles()

    def sheet(self, entry: _Entry, strings: list[str], styles: _Styles) -> Sheet:
        """Read the cells of one sheet."""
        styles.epoch = self.epoch
        reader = _SheetReader(self.budget, strings, styles)
        self.parse(entry.part, reader.start, reader.end, reader.text)
        return Sheet(entry.name, reader.rows, entry.hidden, tuple(reader.merged))


def _local(name: str) -> str:
    return name.rsplit(":", 1)[-1]


class _Strings:
    """Handlers for sharedStrings.xml."""

    def __init__(self, budget: Budget) -> None:
        self.strings: list[str] = []
        self.budget = budget
        self.parts: list[str] = []
        self.inside = False
        self.phonetic = False
        self.handlers = (self.start, self.end, self.text)

    def start(self, name: str, _attrs: Attributes) -> None:
        if name == "si":
            self.parts = []
        elif name == "rPh":
            self.phonetic = True
        elif name == "t":
            self.inside = not self.phonetic

    def end(self, name: str) -> None:
        if name == "si":
            self.budget.take_cell()
            self.strings.append(unescape("".join(self.parts)[: self.budget.limits.cell_chars]))
        elif name == "rPh":
            self.phonetic = False
        elif name == "t":
            self.inside = False

    def text(self, data: str) -> None:
        if self.inside:
            self.parts.append(data)


@dataclass(slots=True)
class _StyleReader:
    """Handlers for styles.xml: number formats of the cell styles."""

    formats: dict[int, str] = field(default_factory=dict)
    cells: list[int] = field(default_factory=list)
    inside: bool = False

    def start(self, name: str, attrs: Attributes) -> None:
        if name == "numFmt":
            self.formats[_int(attrs.get("numFmtId"))] = attrs.get("formatCode", "")
        elif name == "cellXfs":
            self.inside = True
        elif name == "xf" and self.inside:
            self.cells.append(_int(attrs.get("numFmtId")))

    def end(self, name: str) -> None:
        if name == "cellXfs":
            self.inside = False

    def styles(self) -> _Styles:
        """Sort the styles by what they show."""
        return _Styles(
            frozenset(i for i, key in enumerate(self.cells) if self._is_date(key)),
            frozenset(i for i, key in enumerate(self.cells) if self._is_percent(key)),
        )

    def _is_date(self, key: int) -> bool:
        code = LITERAL.sub("", self.formats.get(key, ""))
        return bool(re.search("[dmyhs]", code.lower())) if code else key in DATE_FORMATS

    def _is_percent(self, key: int) -> bool:
        code = LITERAL.sub("", self.formats.get(key, ""))
        return "%" in code if code else key in PERCENT_FORMATS


def _int(text: str | None, default: int = 0) -> int:
    return int(text) if text and text.strip().lstrip("-").isdecimal() else default


class _SheetReader:
    """Handlers for one worksheet."""

    def __init__(self, budget: Budget, strings: list[str], styles: _Styles) -> None:
        self.budget, self.strings, self.styles = budget, strings, styles
        self.rows: dict[int, dict[int, Cell]] = {}
        self.merged: list[str] = []
        self.row = self.column = 0
        self.kind, self.style = "n", 0
        self.formula = False
        self.parts: list[str] | None = None
        self.value: str | None = None

    def start(self, name: str, attrs: Attributes) -> None:
        if name == "c":
            self._open_cell(attrs)
        elif name in {"v", "t"}:
            self.parts = []
        elif name == "f":
            self.formula = True
        elif name == "row":
            self.row = min(_int(attrs.get("r"), self.row + 1), MAX_ROW)
            self.column = 0
        elif name == "mergeCell" and len(self.merged) < MAX_MERGES:
            self.merged.append(attrs.get("ref", ""))

    def _open_cell(self, attrs: Attributes) -> None:
        found = ADDRESS.fullmatch(attrs.get("r", ""))
        self.column = min(column_number(found[1]) if found else self.column + 1, MAX_COLUMN)
        if found:
            self.row = min(int(found[2]), MAX_ROW)
        self.kind, self.style = attrs.get("t", "n"), _int(attrs.get("s"))
        self.formula, self.value = False, None

    def text(self, data: str) -> None:
        if self.parts is not None:
            self.parts.append(data)

    def end(self, name: str) -> None:
        if name in {"v", "t"} and self.parts is not None:
            self.value = (self.value or "") + "".join(self.parts)
            self.parts = None
        elif name == "c":
            self._close_cell()

    def _close_cell(self) -> None:
        cell = self._cell()
        if cell is None or cell.value == "":
            return
        self.budget.take_cell()
        self.rows.setdefault(self.row, {})[self.column] = cell

    def _cell(self) -> Cell | None:
        if not self.value and self.formula and self.kind != "str":
            return Cell(CellKind.UNCOMPUTED, "=")
        if self.value is None:
            return None
        value = self.value[: self.budget.limits.cell_chars]
        makers: dict[str, Callable[[str], Cell | None]] = {
            "s": self._shared,
            "n": self._number,
            "b": _bool,
            "e": _error,
            "d": _iso_date,
        }
        return makers.get(self.kind, _string)(value)

    def _shared(self, value: str) -> Cell | None:
        index = _int(value, -1)
        known = 0 <= index < len(self.strings)
        return Cell(CellKind.TEXT, self.strings[index]) if known else Cell(CellKind.ERROR, "#REF!")

    def _number(self, text: str) -> Cell | None:
        try:
            number = float(text)
        except ValueError:
            return Cell(CellKind.TEXT, text) if text.strip() else None
        if not math.isfinite(number):
            return Cell(CellKind.ERROR, text)
        if self.style in self.styles.dates and 0 <= number < MAX_SERIAL:
            return Cell(CellKind.DATE, self._date(number))
        return Cell(CellKind.NUMBER, number, percent=self.style in self.styles.percents)

    def _date(self, serial: float) -> Any:
        if 0 <= serial < 1:
            return (EPOCH + timedelta(days=serial)).time().replace(microsecond=0)
        # Excel counts a 29 February 1900 that never was: serials below 60 are a day short.
        days = serial + 1 if self.styles.epoch is EPOCH and serial < 60 else serial
        return self.styles.epoch + timedelta(seconds=round(days * 86400))


def _bool(text: str) -> Cell:
    return Cell(CellKind.BOOL, text.strip() in {"1", "true"})


def _error(text: str) -> Cell:
    return Cell(CellKind.ERROR, text)


def _string(text: str) -> Cell:
    return Cell(CellKind.TEXT, unescape(text))


def _iso_date(text: str) -> Cell:
    try:
        return Cell(CellKind.DATE, datetime.fromisoformat(text))
    except ValueError:
        return Cell(CellKind.TEXT, text)
