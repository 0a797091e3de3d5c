"""How well the matching finds the links of a real network when they are hidden from it."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from symbioaudit.analysis.symbiosis.classify import digits
from symbioaudit.analysis.symbiosis.desk import Desk, Floats, Tools
from symbioaudit.analysis.symbiosis.likeness import Likeness
from symbioaudit.analysis.symbiosis.rules import Rules
from symbioaudit.analysis.symbiosis.sides import Have, Market, Want
from symbioaudit.methodology.symbiosis import Precedent, Reported, Symbiosis

TOPS: Final = (1, 5, 10)
STATED: Final = 0.8  # weight of a stated use beside what such plants typically take


@dataclass(frozen=True, slots=True)
class Link:
    """A real exchange: which have goes to which plant, for which use in the words of the source."""

    have: str
    plant: str
    use: str = ""


@dataclass(frozen=True, slots=True)
class Published:
    """A published figure of the whole network, or of one have."""

    figure: Reported
    of: str | None = None  # id of the have


@dataclass(frozen=True, slots=True)
class Network:
    """A real network: its plants and what they give, and the links that a test hides."""

    id: str
    title: str
    market: Market
    links: tuple[Link, ...]
    aliases: tuple[str, ...] = ()  # ids under which precedents name the same place
    source: str = ""
    cites: tuple[str, ...] = ()  # how sources of precedents name this very case
    totals: tuple[Published, ...] = ()  # figures published for it or for one of its exchanges


@dataclass(frozen=True, slots=True)
class Found:
    """Recall at each of :data:`TOPS` of the links, and the mean reciprocal rank of the streams."""

    recall: Mapping[int, float]
    reciprocal: float
    links: int
    streams: int
    plants: float  # how many plants stand in a ranking, on the average


@dataclass(frozen=True, slots=True)
class Ranking:
    """One stream: scores of the plants it could go to, and which of them are real."""

    have: str
    scores: Floats
    real: tuple[int, ...]
    plants: tuple[int, ...] = ()  # numbers of the plants in the network, one for each score

    def in_top(self, place: int, top: int) -> float:
        """Chance that a plant stands among the first ``top`` when equal ones are drawn by lot."""
        better = int((self.scores > self.scores[place]).sum())
        equal = int((self.scores == self.scores[place]).sum())
        return min(1.0, max(0.0, (top - better) / equal))

    @property
    def reciprocal(self) -> float:
        """1/rank of the best real plant, equal ones at the middle of their ranks."""
        best = max(self.real, key=lambda n: self.scores[n])
        better = int((self.scores > self.scores[best]).sum())
        equal = int((self.scores == self.scores[best]).sum())
        return 1 / (better + (equal + 1) / 2)


def without(library: Symbiosis, networks: Iterable[Network]) -> Symbiosis:
    """The library less every precedent of these networks: of the same place by its id, an alias or a plant
    named after it, or out of the same case of the same source; with one all of its place go."""
    given = list(networks)
    names = {plain(n) for each in given for n in (each.id, *each.aliases, *_named(each))}
    cited = [c for each in given for c in each.cites]
    places = {
        p.network
        for p in library.precedents
        if plain(p.network) in names or any(c in _sources(p) for c in cited)
    }
    return replace(
        library, precedents=tuple(p for p in library.precedents if p.network not in places)
    )


def _named(network: Network) -> Iterable[str]:
    return (p.name for p in network.market.parties.values())


def _sources(known: Precedent) -> str:
    return " · ".join((known.source, *(f.source for f in known.figures))) + ","


def plain(name: str) -> str:
    """A name for comparison: small letters, no accents."""
    folded = unicodedata.normalize("NFKD", name.casefold())
    return "".join(c for c in folded if not unicodedata.combining(c))


def hidden(network: Network, *, uses: bool) -> Market:
    """The market as the test shows it: activities, and the wants and uses that receivers state, but no link."""
    given = network.market.wants if uses else ()
    market = Market(network.market.parties, network.market.haves, given).with_activities()
    if not uses:
        return market
    said = sorted({(k.plant, k.use) for k in network.links if k.use})
    stated: list[Want] = []
    for n, (plant, use) in enumerate(said):
        stated.append(Want(id=f"{n}:use", party=plant, name=use, origin="catalogue"))
        stated.append(Want(id=f"{n}:taker", party=plant, name="", use=use, origin="activity"))
    return Market(market.parties, market.haves, (*market.wants, *stated))


def rankings(network: Network, library: Symbiosis, rules: Rules, *, uses: bool) -> list[Ranking]:
    """Every stream with a link: all other plants of the network by what the matching makes of them."""
    market = hidden(network, uses=uses)
    scores = plant_scores(Desk(market, Tools(library, rules)))
    return _ranked(network, scores)


def plant_scores(desk: Desk) -> Floats:
    """How well each plant takes each have: what such plants take, and what it states itself."""
    market = desk.market
    likeness = Likeness(desk)
    shape = (len(market.haves), len(market.parties))
    typical, stated = np.zeros(shape), np.zeros(shape)
    if market.haves and market.wants:
        i, j = (a.ravel() for a in np.indices((len(market.haves), len(market.wants))))
        alike = likeness.best(i, j)
        kind = desk.typical[j]
        np.maximum.at(typical, (i[kind], desk.want_party[j[kind]]), alike[kind])
        np.maximum.at(stated, (i[~kind], desk.want_party[j[~kind]]), alike[~kind])
    return 1 - (1 - typical) * (1 - STATED * stated)


def code_scores(network: Network, library: Symbiosis) -> Floats:
    """Plain code equality: 1 where a known synergy of an equal code goes to an equal activity, or the
    code of the resource is that of the plant's own product."""
    market = network.market
    known = {
        (code, digits(p.receiver.nace or ""))
        for p in library.precedents
        for code in (*map(digits, p.codes.ewc), *map(digits, p.codes.okpd2))
        if code and p.receiver.nace
    }
    plants = [[digits(a) for a in p.activities] for p in market.parties.values()]
    rows = []
    for have in market.haves:
        codes = {c for c in (digits(have.codes.ewc), digits(have.codes.okpd2)) if c}
        product = digits(have.codes.okpd2)[:4]
        rows.append([float(_same(codes, product, acts, known)) for acts in plants])
    return np.array(rows, dtype=float).reshape(len(market.haves), len(plants))


def _same(
    codes: set[str], product: str, activities: Sequence[str], known: set[tuple[str, str]]
) -> bool:
    return any((c, a) in known for c in codes for a in activities) or product in activities


def _ranked(network: Network, scores: Floats) -> list[Ranking]:
    plants = list(network.market.parties)
    place = {name: n for n, name in enumerate(plants)}
    out = []
    for row, have in zip(scores, network.market.haves, strict=True):
        real = sorted({k.plant for k in network.links if k.have == have.id})
        if not real:
            continue
        others = [n for n in range(len(plants)) if n != place[have.party]]
        back = {n: m for m, n in enumerate(others)}
        found = tuple(back[place[p]] for p in real if place[p] in back)
        if found:
            out.append(Ranking(have.id, np.round(row[others], 9), found, tuple(others)))
    return out


def summed(found: Sequence[Ranking]) -> Found:
    """Recall over links, mean reciprocal rank over streams."""
    links = [(r, n) for r in found for n in r.real]
    recall = {
        top: float(np.mean([r.in_top(n, top) for r, n in links])) if links else 0.0 for top in TOPS
    }
    mrr = float(np.mean([r.reciprocal for r in found])) if found else 0.0
    plants = float(np.mean([len(r.scores) for r in found])) if found else 0.0
    return Found(recall, mrr, len(links), len(found), plants)


def by_lot(found: Sequence[Ranking]) -> list[Ranking]:
    """The same streams with every plant equal."""
    return [replace(r, scores=np.zeros(len(r.scores))) for r in found]


def by_code(network: Network, library: Symbiosis) -> list[Ranking]:
    """The same streams by plain code equality."""
    return _ranked(network, code_scores(network, library))


def pooled(networks: Sequence[Network]) -> Network:
    """All networks in one: plants with the same name stay apart, haves and links keep their own."""
    parties = {
        f"{n.id}/{p.id}": replace(p, id=f"{n.id}/{p.id}")
        for n in networks
        for p in n.market.parties.values()
    }
    haves: list[Have] = []
    wants: list[Want] = []
    links: list[Link] = []
    for n in networks:
        haves += [
            replace(h, id=f"{n.id}/{h.id}", party=f"{n.id}/{h.party}") for h in n.market.haves
        ]
        wants += [
            replace(w, id=f"{n.id}/{w.id}", party=f"{n.id}/{w.party}") for w in n.market.wants
        ]
        links += [Link(f"{n.id}/{k.have}", f"{n.id}/{k.plant}", k.use) for k in n.links]
    return Network("pool", "pool", Market(parties, tuple(haves), tuple(wants)), tuple(links))


def rank_in_pool(
    networks: Sequence[Network], libraries: Sequence[Symbiosis], rules: Rules, *, uses: bool
) -> list[Ranking]:
    """Each network's streams against the plants of all, under the library that goes with it."""
    pool = pooled(networks)
    market = hidden(pool, uses=uses)
    out: list[Ranking] = []
    for each, library in zip(networks, libraries, strict=True):
        own = tuple(h for h in market.haves if h.id.startswith(f"{each.id}/"))
        part = Market(market.parties, own, market.wants)
        scores = plant_scores(Desk(part, Tools(library, rules)))
        out += _ranked(replace(pool, market=part), scores)
    return out


def by_activity(found: Sequence[Ranking], activities: Sequence[str]) -> list[Ranking]:
    """The same streams with plants of one activity as one: who takes it, not which of them.

    ``activities`` is one for each plant of the pool. A stream's own plant stays out as before.
    """
    names = sorted(set(activities))
    place = {name: n for n, name in enumerate(names)}
    out = []
    for each in found:
        scores = np.full(len(names), -1.0)
        kinds = [activities[n] for n in each.plants]
        for name, score in zip(kinds, each.scores, strict=True):
            scores[place[name]] = max(scores[place[name]], score)
        real = tuple(sorted({place[kinds[n]] for n in each.real}))
        out.append(Ranking(each.have, scores, real, tuple(range(len(names)))))
    return out
