"""Partners that stand for a kind of plant: who typically takes what an audit has, who typically gives what it wants.

They come from the uses, precedents and sector profiles of the library, so that an audit that is alone in its
workspace is matched by the same gates, parts and money as any pair of plants.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from symbioaudit.analysis.symbiosis.desk import Tools
from symbioaudit.analysis.symbiosis.sides import Have, Market, Party
from symbioaudit.analysis.symbiosis.taking import TypicalTaker, best_fit, typical_takers
from symbioaudit.base.i18n import Text
from symbioaudit.methodology.symbiosis import SectorProfile

PATTERN: Final = "pattern:"  # how the id of such a party begins
TAKERS: Final = 5  # kinds of plants looked at for each have
SURE: Final = 0.75  # likeness from which a sector or a receiver lends an activity its name
KINDS: Final = {"heat": "heat", "steam": "heat", "water": "water", "gas": "gas", "electricity": "energy"}  # fmt: skip


def is_pattern(party_id: str) -> bool:
    """Whether a party stands for a kind of plant."""
    return party_id.startswith(PATTERN)


def taking_patterns(haves: Iterable[Have], own: Party, tools: Tools, lang: str) -> Market:
    """``own`` with what it has, and the kinds of plants that typically take it."""
    given = tuple(haves)
    parties = {own.id: own}
    for have in given:
        ranked = typical_takers(tools.takers, tools.classifier.of(have), most=4 * TAKERS)
        for one in _spread(ranked):
            key = f"{PATTERN}{one.activity}"
            if key not in parties:
                parties[key] = Party(key, activity_name(one, tools, lang), (dotted(one.activity),))
    wants = Market({k: p for k, p in parties.items() if k != own.id}).with_activities().wants
    return Market(parties, given, wants)


def giving_patterns(
    wants: Iterable[Any], own: Party, tools: Tools, lang: str
) -> tuple[Market, Mapping[str, str]]:
    """``own`` with what it wants, and the sectors with what they typically give; what each is called."""
    needed = tuple(w for w in wants if not w.typical)
    parties, haves = {own.id: own}, []
    names: dict[str, str] = {}
    for profile in tools.library.sectors:
        key = f"{PATTERN}{profile.id}"
        parties[key] = Party(key, profile.title.render(lang), profile.activities)
        haves += list(_gives(profile, key, tools))
        names |= {f"{key}:{e.resource}": e.title.render(lang) for e in profile.gives}
    return Market(parties, tuple(haves), needed), names


def _gives(profile: SectorProfile, party: str, tools: Tools) -> Iterator[Have]:
    for expected in profile.gives:
        found = tools.library.resources.get(expected.resource)
        if found is None:
            continue
        waste = bool(found.codes.fkko)
        yield Have(
            id=f"{party}:{expected.resource}",
            party=party,
            name=f"{expected.title.ru} {expected.title.en}",  # a score follows no language
            kind=KINDS.get(found.group, "material"),
            resource=expected.resource,
            legal_status="waste" if waste else None,  # its class is not known: the law is asked
            origin="pattern",
        )


def _spread(ranked: Iterable[TypicalTaker]) -> list[TypicalTaker]:
    """The likeliest of each division of activities: neighbours in one division say the same."""
    kept: dict[str, TypicalTaker] = {}
    for one in ranked:
        if len(one.activity) > 2 or one.activity not in kept:
            kept.setdefault(one.activity[:2], one)
    return list(kept.values())[:TAKERS]


def activity_name(one: TypicalTaker, tools: Tools, lang: str) -> str:
    """What people call plants of an activity, with its code."""
    title = sector_title(one.activity, tools) or _of_receiver(one, tools) or _of_words(one, tools)
    code = dotted(one.activity)
    return f"{title.render(lang)} ({code})" if title else code


def dotted(digits: str) -> str:
    """``2351`` as printed: ``23.51``."""
    return f"{digits[:2]}.{digits[2:]}" if len(digits) > 2 else digits


def sector_title(activity: str, tools: Tools) -> Text | None:
    """The sector profile that an activity (digits) belongs to."""
    fits = [
        (best_fit(profile.activities, (activity,)), profile.title)
        for profile in tools.library.sectors
    ]
    best = max(fits, key=lambda f: f[0], default=None)
    return best[1] if best and best[0] >= SURE else None


def _of_receiver(one: TypicalTaker, tools: Tools) -> Text | None:
    known = {p.id: p for p in tools.library.precedents}
    named = (known[r.id].receiver.name for r in one.taking.reasons if r.id in known and r.strength >= SURE)  # fmt: skip
    return next(named, None)


def _of_words(one: TypicalTaker, tools: Tools) -> Text | None:
    """The words by which the methodology knows the activity."""
    known = tools.rules.matching["activities"]
    for code in sorted(known, key=len, reverse=True):
        if one.activity.startswith("".join(filter(str.isdigit, code))):
            russian = next((w for w in known[code] if _cyrillic(w)), None)
            english = next((w for w in known[code] if not _cyrillic(w)), None)
            if russian and english:
                return Text(russian, english)
    return None


def _cyrillic(word: str) -> bool:
    return any("а" <= letter.lower() <= "я" for letter in word)
