"""One match in full: its gates, the parts of its score, what it is worth, what to find out, what is known elsewhere."""

from __future__ import annotations

from typing import Final

from symbioaudit.analysis.results import Quantity
from symbioaudit.analysis.symbiosis.explain import spoken
from symbioaudit.analysis.symbiosis.gaps import GATES, Gap
from symbioaudit.base.i18n import _, translate
from symbioaudit.services import prospect_figures as numbers
from symbioaudit.services.figures import Figure, Link, Row, Table
from symbioaudit.services.prospect_links import is_ours, place_of
from symbioaudit.services.prospect_tables import VERDICTS
from symbioaudit.services.prospect_words import Words
from symbioaudit.services.prospects import Prospect, Prospects
from symbioaudit.units import NBSP, format_number, format_quantity

GATE_ROLES: Final = {"pass": "green", "fail": "error", "unknown": "warning"}


def gates_table(p: Prospect, words: Words) -> Table:
    """Each gate with its note."""
    rows = tuple(
        Row(
            (
                Figure(translate(GATES[g.name], words.lang)),
                Figure(translate(VERDICTS[g.verdict], words.lang), role=GATE_ROLES[g.verdict]),
                Figure(g.note.render(words.lang)),
            )
        )
        for g in p.match.gates
    )
    return Table(_("Gates"), (_("Gate"), _("Verdict"), _("Why")), rows)


def parts_table(p: Prospect, words: Words) -> Table:
    """The seven parts of the score: known, guessed, how many points they bring."""
    rows = []
    for part in p.match.parts:
        ends = [format_number(100 * v, words.lang, 0) for v in (part.low, part.best, part.high)]
        known = part.high - part.low < 0.01
        text = f"{ends[1]}{NBSP}%" if known else f"{ends[0]}–{ends[2]}{NBSP}%"
        rows.append(
            Row(
                (
                    Figure(translate(numbers.PARTS[part.name], words.lang)),
                    Figure(format_number(part.weight, words.lang, 0)),
                    Figure(
                        text,
                        role="" if known else "warning",
                        why="" if known else _("not known: any value is possible"),
                    ),
                    Figure(format_number(part.weight * part.best, words.lang, 1)),
                )
            )
        )
    columns = (_("Part"), _("Weight"), _("Value"), _("Points"))
    return Table(_("Score by its parts"), columns, tuple(rows))


def worth_table(found: Prospects, p: Prospect, words: Words) -> Table:
    """Money and carbon of a match, each number with its origin."""
    lines: tuple[tuple[str, Quantity], ...] = (
        (_("Exchanged in a year"), numbers.exchanged(p)),
        (_("Transfer price, middle of the interval"), numbers.price(p, found)),
        (_("Gain of the donor"), numbers.surplus(p, "donor", found)),
        (_("Gain of the receiver"), numbers.surplus(p, "receiver", found)),
        (_("Distance"), numbers.distance(p)),
        (_("Farthest distance that pays"), numbers.reach(p, found)),
        (_("CO₂ avoided in a year, apart from scopes"), numbers.carbon(p, found)),
        (_("CO₂ avoided over the life"), numbers.lifetime(p, found)),
    )
    rows = tuple(Row((Figure(name), _spanned(q, words))) for name, q in lines)
    return Table(_("What it is worth"), (_("Figure"), _("Value")), rows)


def _spanned(quantity: Quantity, words: Words) -> Figure:
    cell = words.number(quantity)
    if quantity.value is None or quantity.low is None or quantity.high is None:
        return cell
    if quantity.low == quantity.high:
        return cell
    ends = [format_quantity(v, quantity.unit, words.lang) for v in (quantity.low, quantity.high)]
    return Figure(f"{ends[0]} … {ends[1]}", cell.quantity, cell.role)


def gaps_table(found: Prospects, p: Prospect, words: Words) -> Table:
    """What to find out, what can change the verdict first; a line leads to its field where it is ours."""
    rows = tuple(_gap(found, p, gap, words) for gap in p.told.gaps)
    columns = (_("To find out"), _("Points"), _("Changes the verdict"), _("Who knows"))
    return Table(_("Open questions"), columns, rows, _("Everything that counts is known."))


def _gap(found: Prospects, p: Prospect, gap: Gap, words: Words) -> Row:
    link: Link | None = place_of(gap, p, found)
    cells = (
        Figure(gap.what.render(words.lang), role="accent" if link else ""),
        Figure(format_number(gap.swing, words.lang, 0)),
        Figure(_("yes") if gap.decisive else _("no"), role="warning" if gap.decisive else ""),
        Figure(_("this plant") if is_ours(gap, p) else _("the partner")),
    )
    return Row(cells, link)


def precedents_table(found: Prospects, p: Prospect, words: Words) -> Table:
    """Known synergies that speak for the match."""
    rows = tuple(
        Row(
            (
                Figure(one.donor.name.render(words.lang)),
                Figure(one.name.render(words.lang)),
                Figure(one.receiver.name.render(words.lang)),
                Figure(one.use.render(words.lang)),
                Figure(one.source),
            )
        )
        for one in found.precedents(p)
    )
    columns = (_("Donor"), _("Resource"), _("Receiver"), _("Use"), _("Source"))
    return Table(_("Known elsewhere"), columns, rows, _("The library knows no such synergy."))


def paragraph(p: Prospect, lang: str) -> str:
    """Why, what is known elsewhere, what stands in the way, what to find out."""
    return spoken(p.told.sentences, lang)
