"""Matches of the workspace's audits: with each other, with catalogues from files, with what such plants
typically take. Computed anew each time, never stored; a person decides what becomes a record of F20."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from symbioaudit.analysis.symbiosis import chains as linked
from symbioaudit.analysis.symbiosis import explain, gaps, money, offers, taking
from symbioaudit.analysis.symbiosis.desk import Desk, Tools
from symbioaudit.analysis.symbiosis.matching import BEST, Match, Matcher
from symbioaudit.analysis.symbiosis.rules import Rules
from symbioaudit.analysis.symbiosis.sides import Have, Market
from symbioaudit.base.i18n import Message, Text
from symbioaudit.methodology import Pack, load_pack
from symbioaudit.methodology.symbiosis import Symbiosis
from symbioaudit.model.snapshot import Snapshot
from symbioaudit.services import errors as e
from symbioaudit.services.audits import find_audit, list_audits
from symbioaudit.services.snapshots import load_snapshot
from symbioaudit.services.workspace import Workspace

Progress = Callable[[str, float | None], None]


@dataclass(frozen=True)
class Told:
    """A match with all that is said of it."""

    match: Match
    worth: money.Worth
    gaps: tuple[gaps.Gap, ...]
    sentences: tuple[Message, ...]


@dataclass(frozen=True)
class Marketplace:
    """A market under one pack, ready to be asked."""

    market: Market
    pack: Pack
    currency: str = "RUB"

    @cached_property
    def library(self) -> Symbiosis:
        """What the pack and the user's own library know."""
        return self.pack.symbiosis

    @cached_property
    def rules(self) -> Rules:
        """The numbers of the pack."""
        return Rules.of(self.pack)

    @cached_property
    def matcher(self) -> Matcher:
        """Scores pairs."""
        return Matcher(Desk(self.market, Tools(self.library, self.rules)))

    def matches(self, party: str | None = None, most: int = BEST) -> list[Match]:
        """The best matches of each have (of one plant, or to it), best first."""
        found = list(self.matcher.matches(most))
        return [m for m in found if party is None or party in {m.donor.id, m.receiver.id}]

    def told(self, match: Match) -> Told:
        """A match with its worth, its gaps and its paragraph."""
        virgin = money.replaced(self.pack, self.library, match)
        worth = money.worth(match, self.rules, virgin)
        found = gaps.gaps(match, self.rules)
        unit = f"{self.currency}/{match.have.unit.removesuffix('/a') or 't'}"
        said = explain.paragraph(match, worth, found, self.library, unit)
        return Told(match, worth, found, said)

    def takers(self, have: Have) -> list[taking.TypicalTaker]:
        """Who typically takes what a plant has."""
        desk = self.matcher.desk
        return taking.typical_takers(desk.takers, desk.classifier.of(have))

    def chains(self, matches: Sequence[Match]) -> tuple[linked.Chain, ...]:
        """Chains of two links and more."""
        return linked.chains(matches, self.library, self.rules)

    def bridges(self) -> tuple[linked.Bridge, ...]:
        """What fits after a technology."""
        return linked.bridges(self.matcher.desk)

    def joints(self) -> tuple[linked.Joint, ...]:
        """The same resource at several plants."""
        return linked.joints(self.matcher.desk)

    def aggregates(self, matches: Sequence[Match]) -> tuple[linked.Aggregate, ...]:
        """Several donors for one need."""
        return linked.aggregates(matches, float(self.rules.match["least_score"]))


def open_market(workspace: Workspace, catalogues: Iterable[Path] = ()) -> Marketplace:
    """The plants of the workspace, each by its newest audit, and those of catalogues.

    Raises:
        SymbioError: SA-8097 no audits, or a catalogue that cannot be read.
    """
    newest = newest_audits(workspace)
    if not newest:
        raise e.NOTHING_TO_MATCH(where=None)
    first = newest[0].audit
    pack = load_pack(first.pack_id, first.overlay_id)
    market = joined([offers.market_of(newest), *map(read_catalogue, catalogues)])
    return Marketplace(market.with_activities(), pack, first.currency)


def newest_audits(workspace: Workspace) -> list[Snapshot]:
    """The newest audit of each site."""
    found: dict[str, Snapshot] = {}
    for summary in list_audits(workspace):
        snapshot = load_snapshot(workspace, summary.id)
        old = found.get(snapshot.site.id)
        if old is None or _age(old) < _age(snapshot):
            found[snapshot.site.id] = snapshot
    return list(found.values())


def _age(snapshot: Snapshot) -> tuple[str, str]:
    end = snapshot.audit.period_end
    return (end.isoformat() if end else "", snapshot.audit.id)


def read_catalogue(path: Path) -> Market:
    """A catalogue of offers and wants from a file."""
    from symbioaudit.exchange import catalogue

    return catalogue.read_catalogue(path)


def joined(markets: Iterable[Market]) -> Market:
    """Several markets as one; ids of catalogues must not repeat those of others."""
    given = list(markets)
    parties = {k: p for m in given for k, p in m.parties.items()}
    haves = tuple(h for m in given for h in m.haves)
    wants = tuple(w for m in given for w in m.wants)
    return Market(parties, haves, wants)


def party_named(workspace: Workspace, text: str) -> str:
    """Id of the plant of the audit that ``text`` names."""
    return find_audit(workspace, text).site_id


def pair(place: Marketplace, workspace: Workspace, first: str, second: str) -> list[Match]:
    """Every match between two ends, either way, best first; an end is an audit, a stream, a want or a plant.

    Raises:
        SymbioError: SA-8098 an end that nothing fits.
    """
    a, b = (_ends(place, workspace, text) for text in (first, second))
    market, matcher = place.market, place.matcher
    found = [
        matcher.match(i, j)
        for i, have in enumerate(market.haves)
        for j, want in enumerate(market.wants)
        if have.party != want.party
        and ((have.id in a and want.id in b) or (have.id in b and want.id in a))
    ]
    least = float(place.rules.matching["least_similarity"])
    named = len(a) == 1 and len(b) == 1
    kept = [m for m in found if named or m.part("similarity").best >= least]
    return sorted(kept, key=lambda m: (-m.score, -m.part("similarity").best, m.have.id, m.want.id))


def _ends(place: Marketplace, workspace: Workspace, text: str) -> frozenset[str]:
    """Ids of the haves and wants that a text names."""
    market = place.market
    sides = [*market.haves, *market.wants]
    wanted = text.strip().casefold()
    for fits in (
        lambda s: s.id == text,
        lambda s: s.name.casefold() == wanted and s.name,
        lambda s: market.parties[s.party].name.casefold() == wanted or s.party == text,
        lambda s: len(wanted) >= 4 and wanted in market.parties[s.party].name.casefold(),
        lambda s: len(wanted) >= 4 and s.id.casefold().startswith(wanted),
        lambda s: len(wanted) >= 4 and wanted in s.name.casefold(),
    ):
        found = frozenset(s.id for s in sides if fits(s))
        if found:
            return found
    try:
        party = party_named(workspace, text)
    except Exception as fault:
        raise e.NO_END(text=text) from fault
    return frozenset(s.id for s in sides if s.party == party)


# As JSON


def match_json(told: Told, pack: Pack) -> dict[str, Any]:
    """One match as plain data; texts in both languages."""
    m = told.match
    return {
        "have": _side(m.have) | {"plant": m.donor.name, "resource": m.resource},
        "want": _side(m.want) | {"plant": m.receiver.name, "typical": m.want.typical},
        "score": {"best": round(m.score, 2), "low": round(m.low, 2), "high": round(m.high, 2)},
        "confidence": round(m.confidence, 3),
        "distance_km": None if m.distance is None else round(m.distance, 3),
        "gates": {g.name: {"verdict": g.verdict, "note": _both(g.note)} for g in m.gates},
        "parts": {
            p.name: {"low": p.low, "best": p.best, "high": p.high, "weight": p.weight}
            for p in m.parts
        },
        "reasons": [
            {"kind": r.kind, "id": r.id, "strength": round(r.strength, 3)} for r in m.taking.reasons
        ],
        "worth": worth_json(told.worth),
        "gaps": [
            {
                "part": g.part,
                "what": _both(g.what),
                "points": round(g.swing, 2),
                "decisive": g.decisive,
            }
            for g in told.gaps
        ],
        "text": {lang: explain.spoken(told.sentences, lang) for lang in ("ru", "en")},
        "pack": {"id": pack.id, "version": pack.version},
    }


def worth_json(worth: money.Worth) -> dict[str, Any]:
    """Economics and effect as plain data."""

    def ends(found: money.Range | None) -> dict[str, float] | None:
        return None if found is None else {"low": found.low, "high": found.high}

    return {
        "quantity": worth.quantity,
        "unit": worth.unit,
        "price": ends(worth.price),
        "proposal": worth.proposal,
        "surplus_donor": worth.surplus_donor,
        "surplus_receiver": worth.surplus_receiver,
        "break_even_km": {"money": worth.distance_money, "co2": worth.distance_co2},
        "avoided_tco2e": ends(worth.avoided),
        "lifetime_tco2e": ends(worth.lifetime),
        "attributed_tco2e": list(worth.attributed),
        "metrics": dict(worth.metrics or {}),
        "lacks": list(worth.lacks),
        "substitution": worth.substitution,
    }


def _side(side: Have | Any) -> dict[str, Any]:
    amount = None if side.amount is None else side.amount.best
    return {
        "id": side.id,
        "name": side.name,
        "kind": side.kind,
        "amount": amount,
        "unit": side.unit,
    }


def _both(text: Message | Text) -> dict[str, str]:
    return {lang: text.render(lang) for lang in ("ru", "en")}
