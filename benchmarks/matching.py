"""Matching: offers against wants of a whole country, blocked and by brute force; growth."""

from __future__ import annotations

import random
from collections.abc import Iterator
from functools import partial

from benchmarks.timing import Found, Growth, Ratio, spent
from symbioaudit.analysis.symbiosis.desk import Desk, Tools
from symbioaudit.analysis.symbiosis.matching import BEST, Matcher
from symbioaudit.analysis.symbiosis.rules import Rules
from symbioaudit.analysis.symbiosis.sides import Have, Market, Party, SideCodes, Want
from symbioaudit.methodology import load_pack
from symbioaudit.methodology.symbiosis import Symbiosis
from symbioaudit.model.amount import Span

SIZES = (2_500, 5_000, 10_000)
BRUTE = 2_500  # all pairs of this many are scored for the ratio; it grows with the square
SIDES_OF_A_PLANT = 5
KM = 4000.0  # side of the country at 10 000 offers; smaller markets are smaller countries
ACTIVITIES = (
    "10.81",
    "11.05",
    "16.10",
    "17.11",
    "19.20",
    "20.15",
    "23.51",
    "23.61",
    "24.10",
    "35.11",
    "38.32",
    "01.11",
)


def market(size: int, library: Symbiosis) -> Market:
    """``size`` haves and as many wants, seeded; plants as dense as in the largest market."""
    dice = random.Random(size)
    side = KM * (size / max(SIZES)) ** 0.5 / 111.2
    plants = {
        f"p{n}": Party(
            f"p{n}",
            f"Plant {n}",
            (dice.choice(ACTIVITIES),),
            "",
            45 + dice.random() * side,
            30 + dice.random() * side,
        )
        for n in range(size // SIDES_OF_A_PLANT)
    }
    names = [
        (c.id, w)
        for c in library.resources.values()
        for w in (*c.words.get("ru", ()), *c.words.get("en", ())) or (c.title.en,)
    ]
    ids = list(plants)
    haves = tuple(_have(n, dice, ids, names) for n in range(size))
    wants = tuple(_want(n, dice, ids, names) for n in range(size))
    return Market(plants, haves, wants)


def _have(n: int, dice: random.Random, plants: list[str], names: list[tuple[str, str]]) -> Have:
    amount = dice.lognormvariate(5, 2)
    return Have(
        id=f"h{n}",
        party=dice.choice(plants),
        name=f"{dice.choice(names)[1]} {dice.randrange(1000)}",
        codes=SideCodes(fkko=f"{dice.randrange(10**10, 5 * 10**10)}")
        if n % 3 == 0
        else SideCodes(),
        amount=Span(amount, amount * 0.9, amount * 1.1),
        unit="t/a",
        disposal=dice.uniform(100, 3000),
        hazard_class=dice.randrange(3, 6),
    )


def _want(n: int, dice: random.Random, plants: list[str], names: list[tuple[str, str]]) -> Want:
    amount = dice.lognormvariate(5, 2)
    return Want(
        id=f"w{n}",
        party=dice.choice(plants),
        name=dice.choice(names)[1],
        amount=Span(amount, amount, amount),
        unit="t/a",
        price=dice.uniform(500, 8000),
        licences=("recovery",) if n % 2 else None,
    )


def best_of_each(given: Market, library: Symbiosis, rules: Rules) -> int:
    """The best matches of each have, from names to scores; how many."""
    matcher = Matcher(Desk(given, Tools(library, rules)))
    return sum(map(len, matcher.top(BEST).values()))


def brute(given: Market, library: Symbiosis, rules: Rules) -> int:
    """The same with every pair scored."""
    matcher = Matcher(Desk(given, Tools(library, rules)))
    return sum(map(len, matcher.top(BEST, matcher.everything()).values()))


def run() -> Iterator[Found]:
    """Ratio to brute force on one size, growth over all."""
    pack = load_pack()
    library, rules = pack.symbiosis, Rules.of(pack)
    given = {size: market(size, library) for size in SIZES}
    best_of_each(given[SIZES[0]], library, rules)  # stems are known from here on
    seconds = {n: spent(partial(best_of_each, m, library, rules)) for n, m in given.items()}
    slow = spent(partial(brute, given[BRUTE], library, rules))
    name = f"match {BRUTE} offers with {BRUTE} wants"
    yield Ratio(name, seconds[BRUTE], slow, "scoring every pair", "≤ 0.1")
    yield Growth("match offers with as many wants", seconds, of="offer")
