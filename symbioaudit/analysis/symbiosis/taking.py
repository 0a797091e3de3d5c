"""Who typically takes a resource: uses, precedents and sector profiles against a plant's activity."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Final

from symbioaudit.analysis.symbiosis.classify import Classified, digits
from symbioaudit.analysis.symbiosis.sides import Party
from symbioaudit.analysis.symbiosis.words import Rarity, cosine, stems
from symbioaudit.methodology.symbiosis import Precedent, SectorProfile, Symbiosis, Use

KEPT: Final = 5  # reasons of one answer that are kept
NEAR: Final = 0.01  # below this a reason is none


@dataclass(frozen=True, slots=True)
class Reason:
    """One thing that speaks for a taker: a use, a precedent, a sector profile, its own words."""

    kind: str  # use, precedent, sector, words; group: what such plants take of the whole group
    id: str
    strength: float
    resource: str


@dataclass(frozen=True, slots=True)
class Taking:
    """How typical a taker is, 0–1, and what speaks for it."""

    score: float
    reasons: tuple[Reason, ...] = ()

    def precedents(self) -> tuple[str, ...]:
        """Ids of the known synergies among the reasons."""
        return tuple(r.id for r in self.reasons if r.kind == "precedent")


@dataclass(frozen=True)
class Takers:
    """Answers of one library; ``rules`` is ``matching`` of the pack's scoring."""

    library: Symbiosis
    rules: Mapping[str, Any]
    _known: dict[tuple[str, tuple[str, ...]], tuple[Reason, ...]] = field(default_factory=dict)

    def of(self, classes: Iterable[Classified], party: Party, use: str = "") -> Taking:
        """How typically this plant takes a resource of these classes (for this use, where one is said)."""
        given = tuple(classes)
        best = Taking(0.0) if given else self.of_anything(party)
        for each in given:
            found = self.of_class(each.resource, party, use)
            if each.confidence * found.score > best.score:
                best = Taking(each.confidence * found.score, found.reasons)
        return best

    def of_class(self, resource: str, party: Party, use: str = "") -> Taking:
        """The same for one class that is sure."""
        words = frozenset((*stems(party.business), *stems(use)))
        activities = self.activities(party)
        group = self.library.resources[resource].group
        general = _reason("group", group, self.habit(group, activities), resource)
        by_code = (*self.by_activity(resource, activities), *general)
        ranked = sorted(
            (*by_code, *self._said(resource, words)), key=lambda r: (-r.strength, r.kind, r.id)
        )
        return Taking(self._together(ranked), tuple(ranked[:KEPT]))

    def of_anything(self, party: Party) -> Taking:
        """The same for a resource of which nothing is known: how many classes such plants take at all."""
        general = tuple(_reason("group", "", self.habit(None, self.activities(party)), ""))
        return Taking(self._together(general), general)

    def habit(self, group: str | None, activities: tuple[str, ...]) -> float:
        """Mean over the classes of a group (of all, for None) of how well a use of theirs fits."""
        key = (group, activities)
        if key not in self._habits:
            fits = [
                max((best_fit(use.takers, activities) for use in each.uses), default=0.0)
                for each in self.library.resources.values()
                if group is None or each.group == group
            ]
            self._habits[key] = sum(fits) / len(fits) if fits else 0.0
        return self._habits[key]

    @cached_property
    def _habits(self) -> dict[tuple[str | None, tuple[str, ...]], float]:
        return {}

    def _together(self, reasons: Iterable[Reason]) -> float:
        """Reasons that do not depend on each other: 1 − Π (1 − weight·strength), a few of each kind."""
        left = 1.0
        counted: dict[str, int] = defaultdict(int)
        for r in reasons:
            if counted[r.kind] < self.rules["taking"]["counted"][r.kind]:
                counted[r.kind] += 1
                left *= 1 - self.rules["taking"]["weights"][r.kind] * r.strength
        return 1 - left

    def activities(self, party: Party) -> tuple[str, ...]:
        """Digits of the plant's activities; from its words where no code is known."""
        stated = tuple(code for text in party.activities for code in codes_in(text))
        return stated or self._from_business(party.business)

    def _from_business(self, business: str) -> tuple[str, ...]:
        said = frozenset(stems(business))
        best = [(len(key), code) for code, key in self._activity_words if key <= said]
        longest = max((n for n, _code in best), default=0)
        return tuple(sorted({code for n, code in best if n == longest}))

    @cached_property
    def _activity_words(self) -> tuple[tuple[str, frozenset[str]], ...]:
        return tuple(
            (digits(code), key)
            for code, phrases in self.rules["activities"].items()
            for phrase in phrases
            if (key := frozenset(stems(phrase)))
        )

    def by_activity(self, resource: str, activities: tuple[str, ...]) -> tuple[Reason, ...]:
        """Reasons for a class and activities; computed once for each pair of them."""
        key = (resource, activities)
        if key not in self._known:
            self._known[key] = tuple(self._reasons(resource, activities))
        return self._known[key]

    def _reasons(self, resource: str, activities: tuple[str, ...]) -> Iterable[Reason]:
        for near, relation in self.relatives(resource).items():
            for use in self._uses.get(near, ()):
                yield from _reason("use", use.id, relation * best_fit(use.takers, activities), near)
            for profile in self._sectors.get(near, ()):
                strength = relation * best_fit(profile.activities, activities)
                yield from _reason("sector", profile.id, strength, near)
            for known in self._precedents.get(near, ()):
                codes = (known.receiver.nace or known.receiver.okved2 or "",)
                yield from _reason(
                    "precedent", known.id, relation * best_fit(codes, activities), near
                )

    def _said(self, resource: str, words: frozenset[str]) -> Iterable[Reason]:
        """What the plant says of itself against what is said of the uses of the class."""
        if words:
            for use_id, key in self._use_words.get(resource, ()):
                if not words.isdisjoint(key):
                    likeness = cosine(words, key, self._rarity)
                    yield from _reason("words", use_id, likeness, resource)

    def relatives(self, resource: str) -> Mapping[str, float]:
        """The class itself, its parent, its children, its siblings, with how near they are, 0–1."""
        relation: dict[str, float] = {}
        own = self.library.resources.get(resource)
        if own is None:
            return relation
        near = self.rules["taking"]["relatives"]
        relation[resource] = 1.0
        for child in self._children.get(resource, ()):
            relation.setdefault(child, near["child"])
        if own.parent in self.library.resources:
            relation.setdefault(str(own.parent), near["parent"])
            for sibling in self._children.get(str(own.parent), ()):
                relation.setdefault(sibling, near["sibling"])
        return relation

    def known_activities(self, resource: str) -> frozenset[str]:
        """Digits of every activity that the library names as a taker of the class or its relatives."""
        codes: set[str] = set()
        for near in self.relatives(resource):
            codes.update(digits(t) for use in self._uses.get(near, ()) for t in use.takers)
            codes.update(digits(a) for s in self._sectors.get(near, ()) for a in s.activities)
            receivers = (p.receiver for p in self._precedents.get(near, ()))
            codes.update(digits(r.nace or r.okved2 or "") for r in receivers)
        return frozenset(codes - {""})

    @cached_property
    def _children(self) -> Mapping[str, tuple[str, ...]]:
        found: dict[str, list[str]] = defaultdict(list)
        for each in self.library.resources.values():
            if each.parent:
                found[each.parent].append(each.id)
        return {key: tuple(v) for key, v in found.items()}

    @cached_property
    def _uses(self) -> Mapping[str, tuple[Use, ...]]:
        return {each.id: each.uses for each in self.library.resources.values()}

    @cached_property
    def _precedents(self) -> Mapping[str, tuple[Precedent, ...]]:
        found: dict[str, list[Precedent]] = defaultdict(list)
        for each in self.library.precedents:
            found[each.resource].append(each)
        return {key: tuple(v) for key, v in found.items()}

    @cached_property
    def _sectors(self) -> Mapping[str, tuple[SectorProfile, ...]]:
        found: dict[str, list[SectorProfile]] = defaultdict(list)
        for profile in self.library.sectors:
            for expected in profile.takes:
                found[expected.resource].append(profile)
        return {key: tuple(v) for key, v in found.items()}

    @cached_property
    def _use_words(self) -> Mapping[str, tuple[tuple[str, frozenset[str]], ...]]:
        found: dict[str, list[tuple[str, frozenset[str]]]] = defaultdict(list)
        for each in self.library.resources.values():
            for use in each.uses:
                for text in (use.title.en, use.title.ru):
                    found[each.id].append((use.id, frozenset(stems(text))))
        for known in self.library.precedents:
            for text in (f"{known.use.en} {known.receiver.name.en}", known.receiver.name.ru):
                found[known.resource].append((known.id, frozenset(stems(text))))
        return {key: tuple(v) for key, v in found.items()}

    @cached_property
    def _rarity(self) -> Rarity:
        return Rarity.of(tuple(sorted(key)) for v in self._use_words.values() for _id, key in v)


@dataclass(frozen=True, slots=True)
class TypicalTaker:
    """An activity that typically takes a resource."""

    activity: str  # NACE/ОКВЭД2 digits
    taking: Taking


def typical_takers(
    takers: Takers, classes: Iterable[Classified], most: int = 10
) -> list[TypicalTaker]:
    """Who typically takes it: activities of uses, precedents and sector profiles, the likeliest first."""
    found = list(classes)
    codes = sorted({code for c in found for code in takers.known_activities(c.resource)})
    ranked = [TypicalTaker(code, takers.of(found, Party(code, code, (code,)))) for code in codes]
    ranked.sort(key=lambda t: (-t.taking.score, t.activity))
    return ranked[:most]


def _reason(kind: str, id_: str, strength: float, resource: str) -> Iterable[Reason]:
    if strength >= NEAR:
        yield Reason(kind, id_, strength, resource)


def codes_in(text: str) -> tuple[str, ...]:
    """Digits of the codes in ``011/012``, ``0110 / 0120``, ``23.51``; nothing of ``NA``."""
    return tuple(
        d for piece in text.replace(";", "/").replace(",", "/").split("/") if (d := digits(piece))
    )


def best_fit(prefixes: Iterable[str], activities: tuple[str, ...]) -> float:
    """The best :func:`fit` of any prefix with any activity."""
    return max((fit(digits(p), a) for p in prefixes for a in activities), default=0.0)


# How much an activity that begins with a known taker's code resembles it, by digits in common.
_WITHIN: Final = {2: 0.75, 3: 0.9, 4: 1.0}
_BESIDE: Final = {2: 0.25, 3: 0.5}


def fit(prefix: str, activity: str) -> float:
    """Likeness of an activity to a taker's code, 0–1."""
    common = 0
    for a, b in zip(prefix, activity, strict=False):
        if a != b:
            break
        common += 1
    if common < 2:
        return 0.0
    if common == len(prefix) or common == 4:
        return _WITHIN[min(common, 4)]
    if common == len(activity):  # the activity is known less exactly than the taker
        return 0.6
    return _BESIDE[common]
