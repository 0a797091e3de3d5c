"""Which records a table shows and in what order: sorted and sifted on keys that are computed once."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from symbioaudit.services.cells import Cells, Key, ordered
from symbioaudit.services.sifting import Sieve, row_text


class Rows:
    """Ids of the shown records, their places, and the caches behind sorting and sifting."""

    def __init__(self, cells: Cells, codes: tuple[str, ...]) -> None:
        self.cells = cells
        self.codes = codes
        self.ids: list[str] = []
        self.sort: tuple[str, bool] | None = None  # (code, descending); None: order of entry
        self.sieve = Sieve()
        self._places: dict[str, int] | None = None
        self._keys: dict[str, dict[str, Key | None]] = {}
        self._texts: dict[str, str] = {}

    def place(self, record_id: str) -> int | None:
        """The row of a record, None where it is not shown."""
        if self._places is None:
            self._places = {one: row for row, one in enumerate(self.ids)}
        return self._places.get(record_id)

    def arrange(self, records: Iterable[Any]) -> list[str]:
        """The ids to be shown, in their order; may run in any thread."""
        fits, sieve = self.cells.fits, self.sieve
        if sieve.is_open:
            ids = [record.id for record in records if fits(record)]
        else:
            text = self._text
            ids = [r.id for r in records if fits(r) and sieve.passes(r, text)]
        if self.sort is None:
            return ids
        code, descending = self.sort
        keys = self._keys.setdefault(code, {})
        lacking = set(ids).difference(keys)
        if lacking:
            key = self.cells.sort_key
            keys.update({r.id: key(r, code) for r in records if r.id in lacking})
        return list(ordered(keys, ids, descending=descending))

    def show(self, ids: list[str]) -> None:
        """Take an arrangement over."""
        self.ids, self._places = ids, None

    def insert(self, at: int, ids: list[str]) -> None:
        """Put rows in."""
        self.ids[at:at] = ids
        self._places = None

    def remove(self, first: int, last: int) -> None:
        """Take rows ``first`` to ``last`` out."""
        del self.ids[first : last + 1]
        self._places = None

    def natural_place(self, record_id: str) -> int:
        """Where a record that comes back belongs in the order of entry; the end of a sorted table."""
        if self.sort is not None or not self.ids or self.ids[-1] < record_id:
            return len(self.ids)
        return next(row for row, one in enumerate(self.ids) if one > record_id)

    def forget(self, record_id: str) -> None:
        """The record has changed: what was computed of it is stale."""
        self._texts.pop(record_id, None)
        for keys in self._keys.values():
            keys.pop(record_id, None)

    def forget_column(self, code: str) -> None:
        """What a column says has changed as a whole (the name of a record that it refers to)."""
        self._keys.pop(code, None)
        self._texts.clear()

    def show_columns(self, codes: tuple[str, ...]) -> None:
        """Other columns: the words of a filter look at those."""
        if codes != self.codes:
            self.codes = codes
            self._texts.clear()

    def _text(self, record: Any) -> str:
        found = self._texts.get(record.id)
        if found is None:
            found = self._texts[record.id] = row_text(self.cells, record, self.codes)
        return found


def runs(places: Iterable[int]) -> list[tuple[int, int]]:
    """Unbroken runs (first, last) of row numbers, the last run first: the order in which to remove."""
    found: list[tuple[int, int]] = []
    for place in sorted(set(places)):
        if found and place == found[-1][1] + 1:
            found[-1] = (found[-1][0], place)
        else:
            found.append((place, place))
    return found[::-1]
