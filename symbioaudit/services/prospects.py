"""What symbiosis offers one audit: matches with plants of the workspace, with catalogues, with kinds of plants that
the library knows; technologies that fit; chains. Computed anew, never stored: a person decides what becomes a
record of F20."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Final

from symbioaudit.analysis.symbiosis import chains as linked
from symbioaudit.analysis.symbiosis import offers
from symbioaudit.analysis.symbiosis.classify import Classified
from symbioaudit.analysis.symbiosis.desk import Desk, Tools
from symbioaudit.analysis.symbiosis.fitting import Fit, fits
from symbioaudit.analysis.symbiosis.matching import Match, Matcher
from symbioaudit.analysis.symbiosis.rules import Rules
from symbioaudit.analysis.symbiosis.sides import Have, Market, Party, Want
from symbioaudit.base.i18n import Text
from symbioaudit.methodology import Pack
from symbioaudit.methodology.symbiosis import Precedent
from symbioaudit.model.records import Record
from symbioaudit.model.snapshot import Snapshot
from symbioaudit.services.matching import Marketplace, Told, joined
from symbioaudit.services.patterns import giving_patterns, is_pattern, taking_patterns
from symbioaudit.services.snapshots import load_snapshot
from symbioaudit.services.workspace import Workspace

ENTERPRISE, CATALOGUE, PATTERN = "enterprise", "catalogue", "pattern"
NOBODY: Final = Market({})
BEST: Final = 5  # matches of each have that are told
EDGES: Final = 3  # matches of each have that chains go along
Key = tuple[str, str]  # ids of the have and the want


@dataclass(frozen=True, slots=True)
class Prospect:
    """One match as an audit sees it."""

    told: Told
    gives: bool  # the audited plant gives; False: it takes
    kind: str  # of the partner: enterprise, catalogue, pattern

    @property
    def match(self) -> Match:
        """The match itself."""
        return self.told.match

    @property
    def key(self) -> Key:
        """What it is told apart by."""
        return self.match.have.id, self.match.want.id

    @property
    def partner(self) -> Party:
        """Who stands at the other end."""
        return self.match.receiver if self.gives else self.match.donor

    @property
    def own(self) -> Have | Want:
        """The audited plant's side."""
        return self.match.have if self.gives else self.match.want

    @property
    def other(self) -> Have | Want:
        """The partner's side."""
        return self.match.want if self.gives else self.match.have

    @property
    def record(self) -> tuple[str, str] | None:
        """The record of the audit that it speaks of."""
        return self.own.record


@dataclass(frozen=True)
class Prospects:
    """Everything that symbiosis offers one audit, in one language."""

    place: Marketplace
    own: Party
    haves: tuple[Have, ...]
    wants: tuple[Want, ...]
    classes: dict[str, tuple[Classified, ...]]  # by id of a have or a want
    matches: tuple[Prospect, ...]  # the best first
    fits: tuple[Fit, ...]
    chains: tuple[linked.Chain, ...]
    bridges: tuple[linked.Bridge, ...]
    joints: tuple[linked.Joint, ...]
    aggregates: tuple[linked.Aggregate, ...]
    lang: str
    records: Mapping[str, Record]  # of the audit, by id

    @cached_property
    def by_key(self) -> dict[Key, Prospect]:
        """Matches by their key."""
        return {p.key: p for p in self.matches}

    def of(self, side_id: str) -> tuple[Prospect, ...]:
        """Matches of one have or want of the audit, the best first."""
        return tuple(p for p in self.matches if p.own.id == side_id)

    def resource(self, resource_id: str | None) -> Text | None:
        """The title of a class of resources."""
        found = self.place.library.resources.get(resource_id or "")
        return found.title if found else None

    def precedents(self, prospect: Prospect) -> tuple[Precedent, ...]:
        """Known synergies that speak for a match."""
        ids = prospect.match.taking.precedents()
        known = {p.id: p for p in self.place.library.precedents if p.id in ids}
        return tuple(known[i] for i in dict.fromkeys(ids) if i in known)


@dataclass(frozen=True)
class Around:
    """Who else there is: plants of the workspace and catalogues. Read once, asked often."""

    plants: Market
    catalogues: Market = NOBODY
    names: Mapping[str, str] = field(
        default_factory=dict
    )  # what plants, haves and wants are called


def around(workspace: Workspace, audit_id: str) -> Around:
    """The other plants of the workspace, each by its newest audit."""
    return Around(offers.market_of(newest_others(workspace, audit_id)))


def newest_others(workspace: Workspace, audit_id: str) -> list[Snapshot]:
    """The newest audit of each other site."""
    from symbioaudit.storage import reader

    audits = reader.records(workspace, "audit")
    own = next((a.site_id for a in audits if a.id == audit_id), None)
    newest = {}
    for audit in sorted(audits, key=lambda a: (str(a.period_end or ""), a.id)):
        if audit.site_id != own:
            newest[audit.site_id] = audit.id
    return [load_snapshot(workspace, i) for i in newest.values()]


def with_catalogues(others: Around, catalogues: Sequence[Market]) -> Around:
    """The same with offers and wants from files."""
    return replace(others, catalogues=joined([others.catalogues, *catalogues]))


_TOOLS: list[Tools] = []  # of the library used last: it is costly to make and never changes


def tools_of(pack: Pack) -> Tools:
    """Classifier and takers of a pack's library, made once."""
    library = pack.symbiosis
    for kept in _TOOLS:
        if kept.library is library:
            return kept
    made = Tools(library, Rules.of(pack))
    _TOOLS[:] = [made]
    return made


def prospects(snapshot: Snapshot, pack: Pack, others: Around, lang: str) -> Prospects:
    """Match one audit with everybody, and find the technologies that fit it. Pure; takes seconds for thousands."""
    tools = tools_of(pack)
    mine = offers.market_of([snapshot])
    own = mine.parties[snapshot.site.id]
    market = joined([mine, others.plants, others.catalogues]).with_activities()
    place = Marketplace(market, pack, snapshot.audit.currency)
    desk = Desk(market, tools)
    found = [called(m, others.names) for m in Matcher(desk).matches(max(BEST, EDGES))]
    here = [m for m in found if own.id in (m.donor.id, m.receiver.id)]
    kinds = _of_patterns(mine, own, tools, lang)
    edges = _edges(found, float(tools.rules.match["least_score"]))
    told = sorted((_told(place, m, own.id, others) for m in (*here, *kinds)), key=_order)
    classes = {s.id: tools.classifier.of(s) for s in (*mine.haves, *mine.wants)}
    records = {h.id: snapshot.by_id[h.record[1]] for h in mine.haves if h.record}
    own_haves = [(h, classes[h.id]) for h in mine.haves]
    return Prospects(
        place=place,
        own=own,
        haves=mine.haves,
        wants=mine.wants,
        classes=classes,
        matches=tuple(told),
        fits=fits(own_haves, records, tools.library, pack.scoring["technology"]),
        chains=tuple(
            c for c in linked.chains(edges, tools.library, tools.rules) if own.id in c.plants
        ),
        bridges=_bridges(desk, own),
        joints=tuple(
            j for j in linked.joints(desk) if any(h.party == own.id for h in j.haves)
        ),
        aggregates=_aggregates(edges, own, tools),
        lang=lang,
        records=snapshot.by_id,
    )  # fmt: skip


def called(match: Match, names: Mapping[str, str]) -> Match:
    """The same match with other names for its ends: names are given after matching, for words count in it."""
    have, want, donor, receiver = (
        replace(one, name=names[one.id]) if one.id in names else one
        for one in (match.have, match.want, match.donor, match.receiver)
    )
    return replace(match, have=have, want=want, donor=donor, receiver=receiver)  # type: ignore[arg-type]


def _edges(found: Sequence[Match], least: float) -> list[Match]:
    """The best few matches of each have that go on as an idea."""
    kept: dict[str, int] = {}
    out = []
    for match in found:
        if match.open and match.score >= least and kept.get(match.have.id, 0) < EDGES:
            kept[match.have.id] = kept.get(match.have.id, 0) + 1
            out.append(match)
    return out


def _bridges(desk: Desk, own: Party) -> tuple[linked.Bridge, ...]:
    """What of the audited plant fits after a technology."""
    alone = replace(desk.market, haves=tuple(h for h in desk.market.haves if h.party == own.id))
    return linked.bridges(Desk(alone, desk.tools))


def _aggregates(edges: Sequence[Match], own: Party, tools: Tools) -> tuple[linked.Aggregate, ...]:
    found = linked.aggregates(edges, float(tools.rules.match["least_score"]))
    return tuple(a for a in found if any(own.id in (m.donor.id, m.receiver.id) for m in a.matches))


def _of_patterns(mine: Market, own: Party, tools: Tools, lang: str) -> list[Match]:
    """Matches with kinds of plants, either way."""
    takers = taking_patterns(mine.haves, own, tools, lang)
    givers, names = giving_patterns(mine.wants, own, tools, lang)
    gives = list(Matcher(Desk(takers, tools)).matches(BEST))
    takes = list(Matcher(Desk(givers, tools)).matches(BEST)) if givers.wants else []
    takes = [called(m, names) for m in takes]
    return [*gives, *_best_of_each(takes)]


def _best_of_each(found: Iterable[Match]) -> list[Match]:
    """The best few of each want: a sector that gives much does not crowd the rest out."""
    kept: dict[str, list[Match]] = {}
    for match in sorted(found, key=lambda m: (-m.score, m.have.id)):
        kept.setdefault(match.want.id, []).append(match)
    return [m for few in kept.values() for m in few[:BEST]]


def _told(place: Marketplace, match: Match, own: str, others: Around) -> Prospect:
    gives = match.donor.id == own
    partner = match.receiver.id if gives else match.donor.id
    kind = PATTERN if is_pattern(partner) else ENTERPRISE
    if partner in others.catalogues.parties:
        kind = CATALOGUE
    return Prospect(place.told(match), gives, kind)


def _order(p: Prospect) -> tuple[float, float, Key]:
    return -p.match.score, -p.match.confidence, p.key
