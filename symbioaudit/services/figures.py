"""Results as tables for the window: every number keeps its quantity, so that it can tell where it comes from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from symbioaudit.analysis.results import Label, Quantity, Results
from symbioaudit.base.i18n import language
from symbioaudit.methodology import Pack
from symbioaudit.services.live import LiveAudit
from symbioaudit.units import NBSP, format_number, format_quantity

Link = tuple[str, str, str]  # entity, id, field
SHARES: Final = frozenset({"1"})


@dataclass(frozen=True, slots=True)
class Figure:
    """One cell: its words, the quantity behind a number, the role that colours it."""

    text: str
    quantity: Quantity | None = None
    role: str = ""
    why: str = ""  # why there is no number


@dataclass(frozen=True, slots=True)
class Row:
    """One line; ``link`` is the record that it speaks of."""

    cells: tuple[Figure, ...]
    link: Link | None = None
    strong: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A table with a title; ``empty`` says what is missing where there are no rows."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    empty: str = ""


@dataclass(frozen=True)
class View:
    """What the tables are made from, in one language."""

    results: Results
    live: LiveAudit
    pack: Pack
    lang: str

    def say(self, label: Label | str | None) -> str:
        """A label in the language of the view."""
        if label is None:
            return "—"
        return label if isinstance(label, str) else label.render(self.lang)

    def shown(self, quantity: Quantity) -> Figure:
        """A number of the results as a cell."""
        return shown(quantity, self.lang, self.results.estimated_mark)


def view_of(results: Results, live: LiveAudit, pack: Pack) -> View:
    """What the tables are made from, in the language of this moment."""
    return View(results, live, pack, language())


def shown(quantity: Quantity, lang: str, mark: float) -> Figure:
    """A number with its unit, marked when it is an estimate; a blank is a dash with its reason.

    ``mark`` is the share of estimates that makes an estimate of the whole.
    """
    if quantity.value is None:
        return Figure("—", quantity, "muted", quantity.gap.render(lang) if quantity.gap else "")
    share = quantity.unit in SHARES
    text = (
        f"{format_number(100 * quantity.value, lang)}{NBSP}%"
        if share
        else format_quantity(quantity.value, quantity.unit, lang)
    )
    soft = quantity.rests_on_estimates(mark)
    return Figure(f"≈ {text}" if soft else text, quantity, "estimate" if soft else "")
