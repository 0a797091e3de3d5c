"""More than pairs: several donors for one need, the same waste at several plants, bridges through a
technology, and chains of two to four links through the plants of a market."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from symbioaudit.analysis.symbiosis.desk import Desk
from symbioaudit.analysis.symbiosis.matching import Match, Matcher
from symbioaudit.analysis.symbiosis.rules import Rules
from symbioaudit.analysis.symbiosis.sides import Have, Market, SideCodes
from symbioaudit.methodology.symbiosis import Symbiosis, Technology


@dataclass(frozen=True, slots=True)
class Aggregate:
    """Several donors who together fill a need."""

    want: str
    matches: tuple[Match, ...]
    filled: float  # share of the need, up to 1


@dataclass(frozen=True, slots=True)
class Joint:
    """The same resource at several plants: joint treatment, a joint lorry, a joint tender."""

    resource: str
    haves: tuple[Have, ...]
    totals: Mapping[str, float]  # by unit; amounts that are not known are left out
    unknown: int


@dataclass(frozen=True, slots=True)
class Bridge:
    """A have that fits a need after an intermediate processor."""

    have: Have
    technology: str
    product: str  # resource class made of it
    match: Match  # of the product with the need


@dataclass(frozen=True, slots=True)
class Chain:
    """Links one behind the other, each receiver the next donor. ``cascade`` where each resource follows
    from the one before: made of it by a known technology, or heat and water on a lower level."""

    links: tuple[Match, ...]
    score: float  # of the weakest link
    cascade: bool

    @property
    def plants(self) -> tuple[str, ...]:
        """Ids of the plants in order."""
        return (self.links[0].donor.id, *(m.receiver.id for m in self.links))


def aggregates(matches: Sequence[Match], least: float) -> tuple[Aggregate, ...]:
    """For each stated need that no donor fills alone: the best donors until it is full."""
    by_want: dict[str, list[Match]] = defaultdict(list)
    for match in matches:
        need, supply = match.want.amount, match.have.amount
        known = need is not None and need.best and supply is not None and supply.best
        if known and match.open and match.score >= least and match.have.unit == match.want.unit:
            by_want[match.want.id].append(match)
    found = (_filled(want, group) for want, group in by_want.items())
    return tuple(a for a in found if a is not None)


def _filled(want: str, group: list[Match]) -> Aggregate | None:
    need = group[0].want.amount
    assert need is not None
    assert need.best
    share, used = 0.0, []
    for match in sorted(group, key=lambda m: (-m.score, m.have.id)):
        if share >= 1:
            break
        amount = match.have.amount
        used.append(match)
        share += (amount.best or 0.0) / need.best if amount else 0.0
    return Aggregate(want, tuple(used), min(1.0, share)) if len(used) > 1 else None


def joints(desk: Desk) -> tuple[Joint, ...]:
    """Resources that more than one plant gives."""
    groups: dict[str, list[Have]] = defaultdict(list)
    for have, classes in zip(desk.market.haves, desk.have_classes, strict=True):
        if classes:
            groups[classes[0].resource].append(have)
    return tuple(
        _joint(name, haves)
        for name, haves in sorted(groups.items())
        if len({h.party for h in haves}) > 1
    )


def _joint(name: str, haves: list[Have]) -> Joint:
    totals: dict[str, float] = defaultdict(float)
    unknown = 0
    for have in haves:
        if have.amount is None or have.amount.best is None:
            unknown += 1
        else:
            totals[have.unit] += have.amount.best
    return Joint(name, tuple(haves), dict(totals), unknown)


def bridges(desk: Desk, most: int = 3) -> tuple[Bridge, ...]:
    """Haves that a technology turns into what somebody needs."""
    made = list(_products(desk))
    if not made:
        return ()
    market = Market(desk.market.parties, tuple(h for _o, _t, h in made), desk.market.wants)
    matcher = Matcher(Desk(market, desk.tools))
    known = {h.id: (own, technology) for own, technology, h in made}
    return tuple(
        Bridge(*known[m.have.id], m.have.resource or "", m)
        for m in matcher.matches(most)
        if m.score >= float(desk.rules.match["least_score"])
    )


def _products(desk: Desk) -> Iterator[tuple[Have, str, Have]]:
    by_class: dict[str, list[Technology]] = defaultdict(list)
    for technology in desk.library.technologies:
        for name in technology.resources:
            by_class[name].append(technology)
    for have, classes in zip(desk.market.haves, desk.have_classes, strict=True):
        for technology in _applying(classes[0].resource, by_class, desk.library) if classes else ():
            for product in technology.product_classes:
                if product in desk.library.resources:
                    title = technology.product.en
                    yield have, technology.id, _product(have, technology.id, product, title)


def _applying(
    name: str, by_class: Mapping[str, list[Technology]], library: Symbiosis
) -> list[Technology]:
    parent = library.resources[name].parent
    return [*by_class.get(name, ()), *(by_class.get(parent, ()) if parent else ())]


def _product(have: Have, technology: str, product: str, title: str) -> Have:
    """What comes out; its amount, quality and price are not known before a trial."""
    return replace(
        have,
        id=f"{have.id}:{technology}:{product}",
        name=title,
        codes=SideCodes(),
        resource=product,
        amount=None,
        unit="",
        temperature=None,
        values={},
        contaminants={},
        hazard_class=None,
        legal_status="product",
        disposal=None,
    )


def chains(matches: Sequence[Match], library: Symbiosis, rules: Rules) -> tuple[Chain, ...]:
    """Paths through different plants along matches good enough, the best first."""
    settings = rules.matching["chains"]
    least = float(rules.match["least_score"])
    edges: dict[str, list[Match]] = defaultdict(list)
    for match in _best_of_pairs(matches):
        alike = match.part("similarity").best >= settings["similarity"]
        if match.open and match.score >= least and alike:
            edges[match.donor.id].append(match)
    for each in edges.values():
        each.sort(key=lambda m: (-m.score, m.receiver.id, m.have.id))
        del each[int(settings["branches"]) :]
    made = _made_of(library)
    found = [
        Chain(path, min(m.score for m in path), all(_follows(a, b, made) for a, b in _steps(path)))
        for start in sorted(edges)
        for path in _paths(edges, (start,), int(settings["links"]))
    ]
    found.sort(key=lambda c: (not c.cascade, -c.score, len(c.links), c.plants))
    return tuple(found[: int(settings["most"])])


def _best_of_pairs(matches: Sequence[Match]) -> Iterator[Match]:
    """One match for each resource between two plants."""
    best: dict[tuple[str, str, str], Match] = {}
    for match in matches:
        key = (match.donor.id, match.receiver.id, match.resource or match.have.id)
        if key not in best or best[key].score < match.score:
            best[key] = match
    return iter(best.values())


def _paths(
    edges: Mapping[str, list[Match]], visited: tuple[str, ...], left: int
) -> Iterator[tuple[Match, ...]]:
    for match in edges.get(visited[-1], ()) if left else ():
        if match.receiver.id in visited:
            continue
        for rest in _paths(edges, (*visited, match.receiver.id), left - 1):
            yield (match, *rest)
        if len(visited) > 1:
            yield (match,)


def _steps(path: tuple[Match, ...]) -> Iterator[tuple[Match, Match]]:
    return pairwise(path)


def _made_of(library: Symbiosis) -> frozenset[tuple[str, str]]:
    return frozenset(
        (source, product)
        for t in library.technologies
        for source in t.resources
        for product in t.product_classes
    )


def _follows(first: Match, then: Match, made: frozenset[tuple[str, str]]) -> bool:
    """Whether the second resource can come of using the first."""
    if (first.resource, then.resource) in made:
        return True
    hot, cool = first.have.temperature, then.have.temperature
    falls = hot is None or cool is None or cool < hot
    same = first.have.kind == then.have.kind
    return same and first.have.kind in {"heat", "water"} and falls
