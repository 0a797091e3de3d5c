"""Which resource classes a name and its codes point to, how surely, and why."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from symbioaudit.analysis.symbiosis.sides import Side, SideCodes
from symbioaudit.analysis.symbiosis.words import Rarity, stems
from symbioaudit.base.i18n import N_, Message
from symbioaudit.methodology.symbiosis import ResourceClass, Symbiosis

NAMED: Final = N_("named so")
BY_CODE: Final = N_("{system} {code} begins with {prefix}")
BY_WORDS: Final = N_("the name says “{phrase}”")
CATALOGUES: Final = {"fkko": "ФККО", "ewc": "EWC", "okpd2": "ОКПД2"}
WHOLE: Final = {"fkko": 8, "ewc": 6, "okpd2": 6}  # digits that settle the kind of a resource
HEAT: Final = frozenset({"heat", "steam"})  # groups of heat
MOST: Final = 3  # classes of one name that are kept
PARTLY: Final = 0.6  # share of a phrase's weight that a name must say
LEAST: Final = 0.2  # confidence below which a class is not named


@dataclass(frozen=True, slots=True)
class Classified:
    """One class with its confidence, 0–1, and the reason."""

    resource: str
    confidence: float
    why: Message


@dataclass(frozen=True)
class Classifier:
    """Finds classes; made once for a library."""

    library: Symbiosis

    @cached_property
    def _phrases(self) -> tuple[tuple[str, str, frozenset[str]], ...]:
        """(class, phrase as written, its stems)."""
        found: dict[tuple[str, frozenset[str]], str] = {}
        for each in self.library.resources.values():
            for text in _texts(each):
                key = frozenset(stems(text))
                if key:
                    found.setdefault((each.id, key), text)
        return tuple((rid, text, key) for (rid, key), text in found.items())

    @cached_property
    def rarity(self) -> Rarity:
        """Weights of stems over the classes that use them."""
        by_class: dict[str, set[str]] = defaultdict(set)
        for rid, _text, key in self._phrases:
            by_class[rid] |= key
        return Rarity.of(tuple(sorted(s)) for s in by_class.values())

    @cached_property
    def _weights(self) -> tuple[float, ...]:
        return tuple(sum(self.rarity.weight(s) for s in sorted(k)) for _r, _t, k in self._phrases)

    @cached_property
    def _by_stem(self) -> Mapping[str, tuple[int, ...]]:
        index: dict[str, list[int]] = defaultdict(list)
        for n, (_rid, _text, key) in enumerate(self._phrases):
            for each in key:
                index[each].append(n)
        return {key: tuple(v) for key, v in index.items()}

    @cached_property
    def _by_code(self) -> Mapping[str, Mapping[str, tuple[str, ...]]]:
        """Catalogue → prefix → classes."""
        index: dict[str, dict[str, list[str]]] = {name: defaultdict(list) for name in CATALOGUES}
        for each in self.library.resources.values():
            for name in CATALOGUES:
                for code in getattr(each.codes, name):
                    index[name][digits(code)].append(each.id)
        return {k: {p: tuple(v) for p, v in prefixes.items()} for k, prefixes in index.items()}

    def of(self, side: Side) -> tuple[Classified, ...]:
        """The classes of a have or a want, the surest first."""
        if side.resource in self.library.resources:
            return (Classified(str(side.resource), 1.0, Message(NAMED)),)
        found = self.classes(side.name, side.codes)
        fitting = tuple(c for c in found if self._fits(c, side.kind))
        return fitting or found

    def _fits(self, found: Classified, kind: str) -> bool:
        """What is entered as heat is not the water that carries it."""
        return kind != "heat" or self.library.resources[found.resource].group in HEAT

    def classes(self, name: str, codes: SideCodes | None = None) -> tuple[Classified, ...]:
        """The classes of a name with its codes; both agreeing are surer than either."""
        best: dict[str, Classified] = {}
        for found in (*self._from_codes(codes or SideCodes()), *self._from_words(name)):
            before = best.get(found.resource)
            best[found.resource] = found if before is None else _together(before, found)
        ranked = sorted(best.values(), key=lambda c: (-c.confidence, c.resource))
        return tuple(c for c in ranked[:MOST] if c.confidence >= LEAST)

    def _from_codes(self, codes: SideCodes) -> Iterable[Classified]:
        for system, label in CATALOGUES.items():
            code = digits(getattr(codes, system))
            prefixes = self._by_code[system]
            longest = next((code[:n] for n in range(len(code), 1, -1) if code[:n] in prefixes), "")
            if not longest:
                continue
            owners = prefixes[longest]
            sure = min(1.0, len(longest) / WHOLE[system]) * 0.9 / len(owners) ** 0.5
            why = Message(BY_CODE, {"system": label, "code": code, "prefix": longest})
            yield from (Classified(owner, sure, why) for owner in owners)

    def _from_words(self, name: str) -> Iterable[Classified]:
        said = frozenset(stems(name))
        if not said:
            return
        whole = sum(self.rarity.weight(s) for s in sorted(said))
        seen = sorted({n for s in said for n in self._by_stem.get(s, ())})
        for n in seen:
            rid, phrase, key = self._phrases[n]
            if len(key) > 1 and len(key & said) < 2:
                continue  # one word of a phrase (“organic” of “organic sludge”) names nothing
            shared = sum(self.rarity.weight(s) for s in sorted(key & said))
            share = shared / self._weights[n]
            if share >= PARTLY:
                sure = (0.95 if key <= said else 0.5 * share) * (0.55 + 0.45 * shared / whole)
                yield Classified(rid, sure, Message(BY_WORDS, {"phrase": phrase}))


def _texts(each: ResourceClass) -> Iterable[str]:
    yield from (each.title.ru, each.title.en)
    for words in each.words.values():
        yield from words


def _together(a: Classified, b: Classified) -> Classified:
    first, second = (a, b) if a.confidence >= b.confidence else (b, a)
    if first.why.msgid == second.why.msgid:
        return first
    return Classified(
        first.resource, 1 - (1 - first.confidence) * (1 - second.confidence), first.why
    )


def digits(code: str) -> str:
    """A code without its dots and spaces."""
    return "".join(c for c in code if c.isdigit())
