"""Completions for a cell: closed lists and names at once, codes from the library in the worker's thread."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from symbioaudit.base.i18n import language
from symbioaudit.services import completing as c
from symbioaudit.services.entries import fitting_names

if TYPE_CHECKING:
    from symbioaudit.services.cells import CellColumn
    from symbioaudit.services.completing import Suggestion
    from symbioaudit.ui.session import Session

Then = Callable[[Sequence["Suggestion"]], None]


class Offers:
    """What may be meant by the letters typed so far."""

    def __init__(self, session: Session, entity: str = "") -> None:
        self._session = session
        self._entity = entity
        self._library: c.Source | None = None

    def look_up(self, column: CellColumn, text: str, name: str, then: Then) -> bool:
        """Find completions; False where the column has none. ``name``: what the row is called, which
        speaks for a code that is not typed yet."""
        own = column.column
        if own.choices:
            then(c.of_choices(own.choices, text, language()))
        elif own.type == "bool":
            then(c.yes_no(text, language()))
        elif own.type in ("ref", "refs") and own.target and self._session.live:
            then(c.of_names(fitting_names(self._session.live, column.field), text))
        elif own.type == "code" and own.code_system:
            self._codes(own.code_system, column.code, text.strip(), name, then)
        else:
            return False
        return True

    def _codes(self, system: str, code: str, text: str, name: str, then: Then) -> None:
        live = self._session.live
        if not (text or name) or live is None:
            then(())
            return
        own = c.own_codes(live.of(self._entity), code) if self._entity else c.nothing

        def find() -> Sequence[Suggestion]:
            source = c.joined((own, c.library_source()))
            if text:
                return source(system, text, c.SHOWN)
            return c.by_name(source, system, name, c.SHOWN)

        self._session.worker.submit(find, then)
