"""Similarity of a have and a want (F-65): codes, classes, words; for a mere activity, who typically takes it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np

from symbioaudit.analysis.symbiosis.classify import digits
from symbioaudit.analysis.symbiosis.desk import Bools, Desk, Floats, Ints
from symbioaudit.analysis.symbiosis.sides import Have, Side, Want
from symbioaudit.analysis.symbiosis.words import Rarity, cosine, stems

SYSTEMS: Final = ("fkko", "okpd2", "ewc")
NO_CODE: Final = -1


@dataclass(frozen=True)
class Likeness:
    """Similarities of pairs of one desk."""

    desk: Desk

    def best(self, i: Ints, j: Ints) -> Floats:
        """Similarity of pairs, 0–1."""
        stated = np.maximum(np.maximum(self.by_code(i, j), self.by_class(i, j)), self.by_name(i, j))
        typical = self.desk.typical[j]
        out: Floats = np.where(typical, 0.0, stated)
        if typical.any():
            out[typical] = self.by_taking(i[typical], j[typical])
        return out

    # Codes

    @cached_property
    def levels(self) -> tuple[tuple[str, int, float], ...]:
        """(catalogue, digits, similarity), the surest first."""
        values = self.desk.rules.match["similarity"]
        levels = self.desk.rules.matching["code_digits"]
        found = [(s, int(n), float(values[k])) for s in SYSTEMS for n, k in levels[s].items()]
        return tuple(sorted(found, key=lambda x: -x[2]))

    def by_code(self, i: Ints, j: Ints) -> Floats:
        """By the digits that the codes have in common."""
        out = np.zeros(len(i))
        for system, length, value in self.levels:
            mine, theirs = self.prefixes(system, length)
            same = (mine[i] == theirs[j]) & (mine[i] != NO_CODE)
            out[same] = np.maximum(out[same], value)
        return out

    def prefixes(self, system: str, length: int) -> tuple[Ints, Ints]:
        """Leading digits of haves and wants as numbers; −1 where the code is shorter or absent."""
        key = (system, length)
        if key not in self._prefixes:
            market = self.desk.market
            self._prefixes[key] = (
                _prefix(market.haves, system, length),
                _prefix(market.wants, system, length),
            )
        return self._prefixes[key]

    @cached_property
    def _prefixes(self) -> dict[tuple[str, int], tuple[Ints, Ints]]:
        return {}

    # Classes

    @cached_property
    def relation(self) -> Floats:
        """How near each class is to each other one."""
        desk = self.desk
        table = np.zeros((len(desk.class_ids) + 1, len(desk.class_ids) + 1))  # the last is “none”
        values = desk.rules.match["similarity"]
        steps = {1.0: values["same_code"], **self._steps(values)}
        for name, n in desk.number.items():
            for other, near in desk.takers.relatives(name).items():
                value = steps[near]
                m = desk.number[other]
                table[n, m] = max(table[n, m], value)
                table[m, n] = max(table[m, n], value)
        return table

    def _steps(self, values: dict[str, float]) -> dict[float, float]:
        near = self.desk.rules.matching["taking"]["relatives"]
        return {
            near["sibling"]: values["same_block"],
            near["parent"]: values["same_group"],
            near["child"]: values["same_group"],
        }

    def by_class(self, i: Ints, j: Ints) -> Floats:
        """By the classes of both sides, times how sure both are."""
        (mine, sure), (theirs, sure_too) = self._have_table, self._want_table
        out = np.zeros(len(i))
        for a in range(mine.shape[1]):
            for b in range(theirs.shape[1]):
                near = self.relation[mine[i, a], theirs[j, b]]
                out = np.maximum(out, near * np.sqrt(sure[i, a] * sure_too[j, b]))
        return out

    @cached_property
    def _have_table(self) -> tuple[Ints, Floats]:
        return self.desk.class_table(self.desk.have_classes)

    @cached_property
    def _want_table(self) -> tuple[Ints, Floats]:
        return self.desk.class_table(self.desk.want_classes)

    # Names

    @cached_property
    def rarity(self) -> Rarity:
        """Weights of stems: given, or over the names of this market."""
        return self.desk.tools.rarity or Rarity.of(
            tuple(sorted(s)) for s in sorted({*self._mine, *self._theirs}, key=sorted)
        )

    @cached_property
    def _mine(self) -> tuple[frozenset[str], ...]:
        return _names(self.desk.market.haves)

    @cached_property
    def _theirs(self) -> tuple[frozenset[str], ...]:
        return _names(self.desk.market.wants)

    def by_name(self, i: Ints, j: Ints) -> Floats:
        """Cosine of the names where it reaches the least that counts, times the factor for texts."""
        mine, theirs = self.name_numbers
        width = len(self._distinct)
        distinct, where = np.unique(mine[i] * width + theirs[j], return_inverse=True)
        pairs = zip((distinct // width).tolist(), (distinct % width).tolist(), strict=True)
        values: Floats = np.array([self.alike.get(pair, 0.0) for pair in pairs], dtype=float)
        return values[where]

    @cached_property
    def name_numbers(self) -> tuple[Ints, Ints]:
        """Numbers of the distinct names of haves and wants."""
        number = {key: n for n, key in enumerate(self._distinct)}
        return (
            np.array([number[k] for k in self._mine], dtype=np.int64),
            np.array([number[k] for k in self._theirs], dtype=np.int64),
        )

    @cached_property
    def _distinct(self) -> tuple[frozenset[str], ...]:
        return tuple(sorted({*self._mine, *self._theirs}, key=sorted))

    @cached_property
    def alike(self) -> dict[tuple[int, int], float]:
        """Pairs of distinct names (have, want) whose cosine reaches the least; found by rare stems."""
        rules = self.desk.rules.match["similarity"]
        least, factor = float(rules["text_least"]), float(rules["text_factor"])
        wanted = sorted(set(map(int, self.name_numbers[1])))
        index: dict[str, list[int]] = defaultdict(list)
        for n in wanted:
            for each in self._distinct[n]:
                index[each].append(n)
        found: dict[tuple[int, int], float] = {}
        for n in sorted(set(map(int, self.name_numbers[0]))):
            for m in {m for s in self._leading(self._distinct[n], least) for m in index.get(s, ())}:
                value = cosine(self._distinct[n], self._distinct[m], self.rarity)
                if value >= least:
                    found[n, m] = value * factor
        return found

    def _leading(self, name: frozenset[str], least: float) -> list[str]:
        """The rare stems of a name, of which a name so much alike must share one.

        The rest is left out while its length, in units of the whole, stays under ``least``: a cosine
        that rests on it alone cannot reach it.
        """
        ranked = sorted(name, key=lambda s: (self.rarity.weight(s), s))
        whole = self.rarity.norm(name) ** 2
        rest = 0.0
        for n, each in enumerate(ranked):
            rest += self.rarity.weight(each) ** 2
            if rest >= least**2 * whole:
                return ranked[n:]
        return ranked

    # Activities

    def by_taking(self, i: Ints, j: Ints) -> Floats:
        """How typically the plant of the want takes the class of the have; less where it gives it itself."""
        mine, sure = self._have_table
        keys = self.taker_numbers[j]
        out = np.zeros(len(i))
        for a in range(mine.shape[1]):
            out = np.maximum(out, sure[i, a] * self.taking[mine[i, a], keys])
        out = np.where(mine[i, 0] < 0, self.taking[-1, keys], out)
        itself = self._gives[self.desk.want_party[j], mine[i, 0]]
        factor = float(self.desk.rules.matching["taking"]["giver"])
        return np.where(itself, out * factor, out)

    @cached_property
    def _gives(self) -> Bools:
        """Which plant gives which class (its surest guess) itself."""
        desk = self.desk
        table = np.zeros((len(desk.market.parties), len(desk.class_ids) + 1), dtype=bool)
        for party, found in zip(desk.have_party, desk.have_classes, strict=True):
            if found:
                table[party, desk.number[found[0].resource]] = True
        return table

    @cached_property
    def _takers(self) -> tuple[tuple[Want, ...], Ints]:
        """One want for each distinct answer, and which of them each want is."""
        known: dict[object, int] = {}
        firsts: list[Want] = []
        numbers = []
        for want in self.desk.market.wants:
            party = self.desk.market.parties[want.party]
            key = (party.activities, party.business, want.use) if want.typical else None
            if key not in known:
                known[key] = len(firsts)
                firsts.append(want)
            numbers.append(known[key])
        return tuple(firsts), np.array(numbers, dtype=np.int64)

    @property
    def taker_numbers(self) -> Ints:
        """Which distinct taker each want is."""
        return self._takers[1]

    @cached_property
    def taking(self) -> Floats:
        """How typical each distinct taker is for each class; the last row is for what has no class."""
        desk, firsts = self.desk, self._takers[0]
        used = sorted({c.resource for found in desk.have_classes for c in found})
        table = np.zeros((len(desk.class_ids) + 1, len(firsts)))
        for n, want in enumerate(firsts):
            if want.typical:
                party = desk.market.parties[want.party]
                table[-1, n] = desk.takers.of_anything(party).score
                for name in used:
                    table[desk.number[name], n] = desk.takers.of_class(name, party, want.use).score
        return table


def _names(sides: Sequence[Side]) -> tuple[frozenset[str], ...]:
    known: dict[str, frozenset[str]] = {}
    return tuple(known.setdefault(s.name, frozenset(stems(s.name))) for s in sides)


def _prefix(sides: Sequence[Have] | Sequence[Want], system: str, length: int) -> Ints:
    codes = [digits(getattr(s.codes, system)) for s in sides]
    return np.array(
        [int(c[:length]) if len(c) >= length else NO_CODE for c in codes], dtype=np.int64
    )
