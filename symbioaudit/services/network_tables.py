"""More than pairs, in words: bridges over a technology, the same resource at several plants, several donors."""

from __future__ import annotations

from symbioaudit.base.i18n import _
from symbioaudit.services.figures import Figure, Row, Table
from symbioaudit.services.prospect_words import Words
from symbioaudit.services.prospects import Prospects
from symbioaudit.units import NBSP, format_number, format_quantity


def bridges_table(found: Prospects, words: Words) -> Table:
    """What fits a need after a technology."""
    technologies = {t.id: t for t in found.place.library.technologies}
    rows = []
    for one in found.bridges:
        technology, product = technologies[one.technology], found.resource(one.product)
        cells = (
            Figure(format_number(one.match.score, words.lang, 0)),
            Figure(one.have.name),
            Figure(technology.title.render(words.lang)),
            Figure(product.render(words.lang) if product else one.product),
            Figure(one.match.receiver.name),
        )
        rows.append(Row(cells, (*one.have.record, "") if one.have.record else None))
    names = (_("Score"), _("Resource"), _("Technology"), _("Becomes"), _("Who takes it"))
    return Table(_("Bridges over a technology"), names, tuple(rows), _("No bridges found."))


def joints_table(found: Prospects, words: Words) -> Table:
    """Resources that other plants have too: joint treatment, a joint lorry, a joint tender."""
    parties = found.place.market.parties
    rows = []
    for one in found.joints:
        title = found.resource(one.resource)
        sums = "; ".join(format_quantity(v, u, words.lang) for u, v in one.totals.items())
        plants = dict.fromkeys(parties[h.party].name for h in one.haves)
        blank = _("amounts not known: {n}").format(n=one.unknown) if one.unknown else ""
        cells = (
            Figure(title.render(words.lang) if title else one.resource),
            Figure(", ".join(plants)),
            Figure("; ".join(t for t in (sums, blank) if t)),
        )
        rows.append(Row(cells))
    names = (_("Resource"), _("Plants"), _("Together"))
    return Table(_("The same resource at several plants"), names, tuple(rows), _("No resource is shared by several plants."))  # fmt: skip


def aggregates_table(found: Prospects, words: Words) -> Table:
    """Needs that several donors fill together."""
    wants = {w.id: w for w in found.place.market.wants}
    parties = found.place.market.parties
    rows = []
    for one in found.aggregates:
        want = wants[one.want]
        donors = ", ".join(f"{m.donor.name} ({m.have.name})" for m in one.matches)
        filled = f"{format_number(100 * one.filled, words.lang, 0)}{NBSP}%"
        rows.append(
            Row(
                (
                    Figure(want.name),
                    Figure(parties[want.party].name),
                    Figure(donors),
                    Figure(filled),
                )
            )
        )
    names = (_("Need"), _("Who needs it"), _("Donors"), _("Filled"))
    return Table(_("Several donors for one need"), names, tuple(rows), _("No need asks for several donors."))  # fmt: skip
