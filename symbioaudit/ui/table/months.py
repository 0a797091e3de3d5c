"""Twelve months as lines: filled from the annual amount, pasted from a bill in whatever shape it has."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from symbioaudit.base.i18n import Message, language
from symbioaudit.model.amount import Amount
from symbioaudit.ui.table.base import Refusal, Typed
from symbioaudit.ui.table.lines import LinesModel

if TYPE_CHECKING:
    from symbioaudit.services.lines import Line
    from symbioaudit.services.pasting import Block


class MonthsModel(LinesModel):
    """The lines of a ``months`` field."""

    def fill_from_total(self) -> Message | None:
        """Months that add up to the year; why not, where they cannot be made."""
        from symbioaudit.services.lines import aim_of
        from symbioaudit.services.monthly import NO_YEAR, from_total

        year = aim_of(self.form, self.table, self.record())
        if year is None and not self._is_profile:
            return NO_YEAR
        held = [dict(row.values) for row in self._rows]
        found = from_total(held, year, self._amount, language())
        if isinstance(found, Message):
            return found
        self._take_months(dict(enumerate(found)))
        return None

    def fill_from_bill(self, block: Block) -> Message | None:
        """Months of a pasted bill; a profile gets their shares. Why not, where none can be read."""
        from symbioaudit.services.monthly import bill_amounts, from_bill, shares

        found = from_bill(block)
        if isinstance(found, Message):
            return found
        if not self._is_profile or all("%" in text for text in found.values()):
            self.write([Typed(n, 0, text) for n, text in sorted(found.items())], "")
            return None
        parts = shares(bill_amounts(found, language()), self._amount, language())
        if isinstance(parts, Message):
            return parts
        self._take_months({n: {"value": amount} for n, amount in parts.items()})
        return None

    def _take_months(self, lines: Mapping[int, Line]) -> None:
        before = self.lines()
        for n, line in lines.items():
            if "value" in line:
                self._rows[n].values["value"] = line["value"]
                self._rows[n].unread.pop("value", None)
        self._repaint_all()
        if self.lines() != before:
            self.edited.emit()

    @property
    def _is_profile(self) -> bool:
        return "fraction" in self.table.dimension

    def _amount(self, text: str) -> Amount | None:
        found = self._reader.read("value", text).value
        return found if isinstance(found, Amount) else None

    def paste(self, block: Block, row: int, column: int) -> None:
        """One column goes down from the cursor; lines with names of months find their own months."""
        if all(len(line) == 1 for line in block):
            super().paste(block, row, column)
            return
        trouble = self.fill_from_bill(block)
        if trouble is not None:
            text = " ".join(cell for line in block for cell in line if cell.strip())
            self.set_unread({**self.unread_by_place(), (row, "value"): Refusal(text, trouble)})
