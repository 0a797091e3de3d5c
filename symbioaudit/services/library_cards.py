"""Entries of the library of symbiosis as lines and as cards for the window."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from html import escape
from typing import Final

from symbioaudit.base.i18n import N_, Text, _
from symbioaudit.methodology import Pack
from symbioaudit.methodology.libraries import Entry
from symbioaudit.methodology.symbiosis import (
    OWN,
    Expected,
    Precedent,
    Reported,
    ResourceClass,
    SectorProfile,
    Technology,
)
from symbioaudit.methodology.technologies import technology_class
from symbioaudit.services.figures import Figure, Row, Table
from symbioaudit.services.prospect_fits import CLASSES, WHAT
from symbioaudit.services.symbiosis_library import PARTS, Hit, entries, search, title_of
from symbioaudit.units import format_number, unit_label

PART_TITLES: Final = {
    "precedents": N_("Known synergies"),
    "technologies": N_("Technologies"),
    "sectors": N_("Sector profiles"),
    "resources": N_("Classes of resources"),
    "substitutions": N_("What replaces what"),
}
FIGURES: Final = {**WHAT, "water_saved": N_("water saved"), "money": N_("money"), "money_saved": N_("money saved")}  # fmt: skip
MOST: Final = 200


def found_in(pack: Pack, part: str, text: str, sector: str = "") -> tuple[Entry, ...]:
    """Entries for words and an activity; all of them when nothing is asked."""
    assert part in PARTS
    if not text.strip() and not sector.strip():
        return entries(pack, part)[:MOST]
    hits: tuple[Hit, ...] = search(pack, part, text, sector=sector.strip() or None, limit=MOST)
    if not text.strip():
        from symbioaudit.services.symbiosis_library import of_sector

        return tuple(x for x in entries(pack, part) if of_sector(x, sector))[:MOST]
    return tuple(hit.entry for hit in hits)


def table(pack: Pack, part: str, found: Iterable[Entry], lang: str) -> Table:
    """One line for each entry."""
    rows = tuple(_row(pack, entry, lang) for entry in found)
    columns = (_("Entry"), _("What it is"), _("Origin"))
    return Table(_(PART_TITLES[part]), columns, rows, _("Nothing found; try fewer or shorter words."))  # fmt: skip


def _row(pack: Pack, entry: Entry, lang: str) -> Row:
    own = entry.origin == OWN
    cells = (
        Figure(title_of(entry).render(lang)),
        Figure(_kind(pack, entry, lang)),
        Figure(_("own") if own else _("methodology"), role="accent" if own else ""),
    )
    return Row(cells, ("entry", entry.id, ""))


def _kind(pack: Pack, entry: Entry, lang: str) -> str:
    if isinstance(entry, Precedent):
        return " · ".join(x for x in (entry.network, entry.country, str(entry.since or "")) if x)
    if isinstance(entry, Technology):
        kind = technology_class(entry, pack.scoring["technology"])
        low, high = entry.trl
        return f"{_(CLASSES[kind])}, TRL {low if low == high else f'{low}–{high}'}"
    if isinstance(entry, SectorProfile):
        return ", ".join(entry.activities)
    if isinstance(entry, ResourceClass):
        return entry.group
    return f"k = {format_number(entry.k, lang)} {unit_label(entry.unit, lang)}"


def card(pack: Pack, entry: Entry, lang: str) -> str:
    """All that is known of an entry, as rich text."""
    lines = [f"<b>{escape(title_of(entry).render(lang))}</b>", *_lines(pack, entry, lang)]
    source = getattr(entry, "source", "")
    if source:
        checked = getattr(entry, "verified", True)
        lines.append(f"{_('Source')}: {escape(source)}" + ("" if checked else f" ({_('not verified')})"))  # fmt: skip
    return "<br>".join(lines)


def _lines(pack: Pack, entry: Entry, lang: str) -> Iterator[str]:
    if isinstance(entry, Precedent):
        yield from _precedent(entry, lang)
    elif isinstance(entry, Technology):
        yield from _technology(pack, entry, lang)
    elif isinstance(entry, SectorProfile):
        yield from _sector(entry, lang)
    elif isinstance(entry, ResourceClass):
        yield from _resource(entry, lang)
    else:
        yield _pair(_("Replaces"), entry.replaces, lang)
        yield f"k = {format_number(entry.k, lang)} {escape(unit_label(entry.unit, lang))}"


def _pair(name: str, text: Text | None, lang: str) -> str:
    return f"<b>{escape(name)}:</b> {escape(text.render(lang))}" if text else ""


def _precedent(entry: Precedent, lang: str) -> Iterator[str]:
    yield _pair(_("Use"), entry.use, lang)
    if entry.treatment:
        yield _pair(_("Treatment between"), entry.treatment, lang)
    for one in entry.figures:
        yield escape(_figure(one, lang))


def _figure(one: Reported, lang: str) -> str:
    high = f"–{format_number(one.high, lang)}" if one.high else ""
    what = FIGURES.get(one.what)
    facts = ", ".join(str(x) for x in (one.year, one.source) if x)
    value = f"{format_number(one.value, lang)}{high} {unit_label(one.unit, lang)}"
    return f"{_(what) if what else one.what}: {value}" + (f" ({facts})" if facts else "")


def _technology(pack: Pack, entry: Technology, lang: str) -> Iterator[str]:
    known = pack.symbiosis.resources
    taken = [known[r].title.render(lang) for r in entry.resources if r in known]
    yield f"<b>{_('Takes')}:</b> {escape('; '.join(taken))}"
    yield _pair(_("Makes"), entry.product, lang)
    if entry.conditions:
        yield _pair(_("Conditions"), entry.conditions, lang)
    if entry.against:
        yield f"<b>{_('Against')}:</b> {escape('; '.join(t.render(lang) for t in entry.against))}"


def _sector(entry: SectorProfile, lang: str) -> Iterator[str]:
    for name, items in (
        (_("Gives"), entry.gives), (_("Takes"), entry.takes), (_("Consumption"), entry.consumption),
    ):  # fmt: skip
        if items:
            yield f"<b>{name}:</b> {escape('; '.join(_expected(x, lang) for x in items))}"
    if entry.questions:
        yield f"<b>{_('To ask')}:</b> {escape(' '.join(q.render(lang) for q in entry.questions))}"


def _expected(one: Expected, lang: str) -> str:
    text = one.title.render(lang)
    ends = [format_number(v, lang) for v in (one.low, one.high) if v is not None]
    if not ends:
        return text
    amount = "–".join(dict.fromkeys(ends))
    per = f" / {one.per}" if one.per else ""
    return f"{text} {amount} {unit_label(one.unit, lang)}{per}"


def _resource(entry: ResourceClass, lang: str) -> Iterator[str]:
    words = entry.words.get(lang, ())
    if words:
        yield f"<b>{_('Called')}:</b> {escape(', '.join(words))}"
    codes = {"ФККО": entry.codes.fkko, "EWC": entry.codes.ewc, "ОКПД2": entry.codes.okpd2}
    for name, found in codes.items():
        if found:
            yield f"{name}: {escape(', '.join(found))}"
    for use in entry.uses:
        takers = ", ".join(use.takers)
        yield f"• {escape(use.title.render(lang))} ({escape(takers)})"
