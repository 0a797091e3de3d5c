"""What the report says of symbiosis, made from matches with names masked."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from symbioaudit.analysis.results import Quantity
from symbioaudit.analysis.symbiosis import offers
from symbioaudit.analysis.symbiosis.explain import spoken
from symbioaudit.analysis.symbiosis.gaps import GATES
from symbioaudit.analysis.symbiosis.sides import Have, Want
from symbioaudit.base.i18n import N_, translate
from symbioaudit.methodology import Pack
from symbioaudit.model.snapshot import Snapshot
from symbioaudit.reports.offering import (
    ChainRow,
    FitRow,
    JointRow,
    MatchRow,
    Offering,
    PartCell,
    SideRow,
    WorkRow,
)
from symbioaudit.services import pipeline, prospect_fits
from symbioaudit.services import prospect_figures as numbers
from symbioaudit.services.live import LiveAudit
from symbioaudit.services.prospect_links import is_ours
from symbioaudit.services.prospect_masks import shared_market
from symbioaudit.services.prospect_tables import (
    PARTNERS,
    chain_text,
    level,
    missing_of,
    record_of,
    taken_of,
)
from symbioaudit.services.prospect_words import Words, words_of
from symbioaudit.services.prospects import (
    ENTERPRISE,
    Around,
    Prospect,
    Prospects,
    newest_others,
    prospects,
    tools_of,
)
from symbioaudit.services.workspace import Workspace
from symbioaudit.units import format_quantity

KEPT_BACK: Final = N_("the consultant knows the name")
MATCHES: Final = 30  # rows of the table of matches
CHAINS: Final = 10
ASKED: Final = 3


def offering(workspace: Workspace, snapshot: Snapshot, pack: Pack, lang: str) -> Offering:
    """Match the audit with what the others of the workspace let strangers know."""
    tools = tools_of(pack)
    plants = newest_others(workspace, snapshot.audit.id)
    others, called = shared_market(plants, pack, tools, lang)
    found = prospects(snapshot, pack, Around(others, names=called), lang)
    names = frozenset(offers.party_of(other).name for other in plants)
    return offering_of(found, words_of(LiveAudit(snapshot), pack, lang), names)


def offering_of(
    found: Prospects, words: Words, kept_back: frozenset[str] = frozenset()
) -> Offering:
    """Rows of the report; names ``kept_back`` are told once both sides know of each other."""
    taken = taken_of(words.live)
    return Offering(
        haves=tuple(_side(found, words, one) for one in found.haves),
        wants=tuple(_side(found, words, one) for one in found.wants),
        matches=tuple(_match(found, words, p, taken) for p in found.matches[:MATCHES]),
        fits=tuple(_fits(found, words)),
        chains=tuple(
            ChainRow(chain_text(c), len(c.links), c.score, c.cascade) for c in found.chains[:CHAINS]
        ),
        joints=tuple(_joints(found, words)),
        work=tuple(_work(words, kept_back)),
    )


def _side(found: Prospects, words: Words, one: Have | Want) -> SideRow:
    of, classes = found.of(one.id), found.classes.get(one.id, ())
    title = found.resource(classes[0].resource) if classes else None
    span = one.amount
    amount = Quantity(None, one.unit)
    if span is not None and span.best is not None:
        low, high = (None, None) if span.low == span.high else (span.low, span.high)
        soft = 1.0 if one.estimated else 0.0
        amount = Quantity(span.best, one.unit, low=low, high=high, estimated_share=soft)
    return SideRow(
        one.name,
        title.render(words.lang) if title else "",
        amount,
        level(one, words),
        len(of),
        numbers.score(of[0]) if of else None,
        "; ".join(missing_of(found, one)),
        one.record,
    )


def _match(found: Prospects, words: Words, p: Prospect, taken: object) -> MatchRow:
    lang, m = words.lang, p.match
    hide = p.kind == ENTERPRISE
    donor, receiver = (numbers.surplus(p, side, found) for side in ("donor", "receiver"))
    own, partner = (donor, receiver) if p.gives else (receiver, donor)
    shut = Quantity(None, own.unit)
    return MatchRow(
        resource=m.have.name if p.gives else f"{m.want.name or m.have.name} ← {m.have.name}",
        gives=p.gives,
        partner=p.partner.name,
        kind=translate(PARTNERS[p.kind], lang),
        gates=tuple(
            (translate(GATES[g.name], lang), g.verdict, g.note.render(lang)) for g in m.gates
        ),
        score=numbers.score(p),
        confidence=m.confidence,
        exchanged=numbers.exchanged(p),
        gain_own=shut if hide else own,
        gain_partner=shut if hide else partner,
        carbon=numbers.carbon(p, found),
        distance=numbers.distance(p),
        parts=tuple(
            PartCell(
                x.name, translate(numbers.PARTS[x.name], lang), x.weight, x.low, x.best, x.high
            )
            for x in m.parts
        ),
        text=spoken(p.told.sentences, lang),
        ask=tuple(g.what.render(lang) for g in p.told.gaps if is_ours(g, p))[:ASKED],
        open=m.open,
        taken=record_of(p, taken) is not None,  # type: ignore[arg-type]
    )


def _fits(found: Prospects, words: Words) -> Iterator[FitRow]:
    lang = words.lang
    for fit in found.fits:
        t = fit.technology
        yield FitRow(
            fit.have.name,
            t.title.render(lang),
            t.product.render(lang),
            fit.kind,
            translate(prospect_fits.CLASSES[fit.kind], lang),
            prospect_fits.trl_text(fit),
            fit.verdict,
            translate(prospect_fits.FITTING[fit.verdict], lang),
            "; ".join(prospect_fits.reasons_for(fit, words)),
            "; ".join(prospect_fits.reasons_against(fit, words)),
            "; ".join(prospect_fits.to_check(fit, words)),
            t.source,
        )


def _joints(found: Prospects, words: Words) -> Iterator[JointRow]:
    for one in found.joints:
        title = found.resource(one.resource)
        sums = "; ".join(format_quantity(v, u, words.lang) for u, v in one.totals.items())
        plants = len({h.party for h in one.haves})
        yield JointRow(title.render(words.lang) if title else one.resource, plants, sums)


def _work(words: Words, kept_back: frozenset[str]) -> Iterator[WorkRow]:
    for column in pipeline.columns(words.live, words.pack, words.lang):
        for card in column.cards:
            since = f"{card.since:%d.%m.%Y}" if card.since else ""
            hide = card.partner in kept_back and column.status in pipeline.FROM_IDEA
            partner = translate(KEPT_BACK, words.lang) if hide else card.partner
            yield WorkRow(
                column.title, since, card.name, partner, card.score, column.exit, column.status
            )
