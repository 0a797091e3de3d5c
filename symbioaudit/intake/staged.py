"""What a file says, row by row, before it is compared with an audit."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from symbioaudit.base.i18n import Message, Text
from symbioaudit.intake.cells import CellKind
from symbioaudit.model.enums import Severity


@dataclass(frozen=True, slots=True)
class Finding:
    """Something about one cell, row or file that a person should know."""

    severity: Severity
    message: Message | Text
    place: str = ""

    def render(self, lang: str | None = None) -> str:
        """``Energy!C7: what.``."""
        text = self.message.render(lang)
        return f"{self.place}: {text}" if self.place else text


@dataclass(frozen=True, slots=True)
class StagedCell:
    """One answer: its text with unit and basis beside it. ``untouched``: as it was sent out."""

    text: str
    place: str
    kind: CellKind = CellKind.TEXT
    unit: str = ""
    basis: str = ""
    before: str | None = None  # what stood here when the questionnaire was sent out
    untouched: bool = False


@dataclass(frozen=True, slots=True)
class StagedRow:
    """One row of a block. ``sent``: the row was in the questionnaire when it was sent out."""

    block: str
    place: str
    cells: Mapping[str, StagedCell]
    id: str | None = None
    sent: bool = False
    copy: bool = False  # the same hidden id stands on another sheet already: a copied sheet
    line: int | None = None  # for a line of a table that was sent out: which one
    parent: str = ""  # for a line of a table: which record it belongs to

    @property
    def untouched(self) -> bool:
        """Nothing in the row was changed since it was sent out."""
        return all(cell.untouched for cell in self.cells.values())


@dataclass(frozen=True, slots=True)
class Skipped:
    """A row of the file that is not taken, and why."""

    place: str
    reason: Message


@dataclass(frozen=True, slots=True)
class Meta:
    """What a questionnaire knows about itself."""

    format: int = 0
    pack_id: str = ""
    pack_version: str = ""
    pack_hash: str = ""
    overlay_id: str = ""
    audit_id: str = ""
    enterprise: str = ""
    language: str = "ru"
    book_id: str = ""
    new_audit: bool = False  # the audit is made when the questionnaire comes back


@dataclass(frozen=True, slots=True)
class Guess:
    """One column of a list and what it was taken for."""

    column: str
    code: str | None
    unit: str = ""
    place: str = ""


@dataclass(frozen=True, slots=True)
class Staged:
    """A file as read: rows for the audit, rows passed over, findings by cell."""

    name: str
    kind: str  # questionnaire or list
    rows: tuple[StagedRow, ...] = ()
    skipped: tuple[Skipped, ...] = ()
    findings: tuple[Finding, ...] = ()
    meta: Meta = field(default_factory=Meta)
    mapping: tuple[Guess, ...] = ()
    defaults: Mapping[str, str] = field(default_factory=dict)

    @property
    def source_rows(self) -> int:
        """How many filled rows the file has."""
        return len(self.rows) + len(self.skipped)
