"""Results as tables for the window: every number keeps its quantity, so that it can tell where it comes from."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import Final

from symbioaudit.analysis.results import Label, Quantity, Results
from symbioaudit.base.i18n import _, language
from symbioaudit.methodology import Pack
from symbioaudit.services.live import LiveAudit
from symbioaudit.services.origins import Origin, origin_of
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


def view_of(results: Results, live: LiveAudit, pack: Pack) -> View:
    """What the tables are made from, in the language of this moment."""
    return View(results, live, pack, language())


def shown(quantity: Quantity, lang: str) -> Figure:
    """A number with its unit, marked when it is an estimate; a blank is a dash with its reason."""
    if quantity.value is None:
        return Figure("—", quantity, "muted", quantity.gap.render(lang) if quantity.gap else "")
    share = quantity.unit in SHARES
    text = (
        f"{format_number(100 * quantity.value, lang)}{NBSP}%"
        if share
        else format_quantity(quantity.value, quantity.unit, lang)
    )
    return Figure(
        f"≈ {text}" if quantity.is_estimate else text,
        quantity,
        "estimate" if quantity.is_estimate else "",
    )


def derivation_of(quantity: Quantity, live: LiveAudit, lang: str) -> str:
    """Where a number comes from, as HTML: formula, inputs as typed and by whom, factors with their source."""
    figure = shown(quantity, lang)
    lines = [f"<h3>{escape(figure.text)}</h3>", f"<p>{escape(figure.why)}</p>"]
    if quantity.low is not None and quantity.high is not None and quantity.value is not None:
        low, high = (format_quantity(v, quantity.unit, lang) for v in (quantity.low, quantity.high))
        lines.append(f"<p>{escape(_('95 % interval'))}: {escape(low)} … {escape(high)}</p>")
    if quantity.estimated_share:
        share = format_number(100 * quantity.estimated_share, lang, 0)
        lines.append(f"<p>{escape(_('rests on estimates'))}: {share}{NBSP}%</p>")
    how = quantity.derivation
    if how is None:
        lines.append(f"<p>{escape(_('Taken as it was typed.'))}</p>")
        return "".join(lines)
    formula = f"{how.formula}: {how.expression}" if how.expression else how.formula
    lines.append(f"<p><b>{escape(formula)}</b><br>{escape(how.source)}</p><ul>")
    lines += [f"<li>{_input(origin_of(one, live, lang))}</li>" for one in how.inputs]
    return "".join([*lines, "</ul>"])


def _input(one: Origin) -> str:
    name = escape(one.name)
    if one.record:
        name = f'<a href="{"/".join(one.record)}">{name}</a>'
    parts = [f"{name} = {escape(one.value or '—')}", escape(one.typed), escape(one.author)]
    if one.estimated:
        parts.append(f"<i>{escape(_('estimate'))}</i>")
    return " · ".join(part for part in parts if part)
