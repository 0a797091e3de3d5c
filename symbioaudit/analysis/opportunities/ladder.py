"""How ready a synergy is (ISRL, six perspectives of CORALIS): its level is its lowest, one gap blocks it, one
action comes next. Both partners rate themselves; where they differ, that is worth a talk."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from symbioaudit.analysis.facts import Facts, name_of
from symbioaudit.analysis.results import Label
from symbioaudit.base.i18n import N_, Message, Text
from symbioaudit.model.records import Match

OWN, PARTNER, BOTH = "own", "partner", "both"
RATE: Final = N_("Rate the six perspectives with the partner")
TOP: Final = 9
APART: Final = 2  # levels by which two marks differ enough to be talked about


@dataclass(frozen=True, slots=True)
class Rung:
    """One perspective: the marks of both sides and what the level means."""

    field: str
    title: Text
    own: int | None
    partner: int | None
    state: Text | None  # what the lower mark means
    action: Text | None  # what brings it one level up

    @property
    def level(self) -> int | None:
        """The lower of the marks that are known."""
        known = [mark for mark in (self.own, self.partner) if mark is not None]
        return min(known, default=None)

    @property
    def apart(self) -> int:
        """How far the two marks are apart."""
        return 0 if self.own is None or self.partner is None else abs(self.own - self.partner)


@dataclass(frozen=True, slots=True)
class Ladder:
    """The readiness of one synergy."""

    match_id: str
    name: str
    rungs: tuple[Rung, ...]
    own: int | None  # lowest mark of our plant; None while one is missing
    partner: int | None
    level: int | None  # the lower of both; of ours alone while the partner has not rated at all
    at_most: int | None  # the level cannot be above this, whatever the missing marks are
    blocking: Rung | None
    who: str | None  # own, partner, both: whose mark it is
    action: Label
    unrated: tuple[str, ...]  # fields without a mark of ours
    disputed: tuple[str, ...]  # fields in which the marks are far apart


def ladders(facts: Facts) -> tuple[Ladder, ...]:
    """One for each match, in the order of the audit."""
    perspectives = facts.pack.risks.get("perspectives") or ()
    return tuple(ladder(match, perspectives) for match in facts.snapshot.matches)


def ladder(match: Match, perspectives: Sequence[Mapping[str, Any]]) -> Ladder:
    """Marks of both sides, the lowest of them, what comes next."""
    rungs = tuple(_rung(match, one) for one in perspectives)
    own, partner = (_lowest([getattr(r, side) for r in rungs]) for side in (OWN, PARTNER))
    rated = [r for r in rungs if r.level is not None]
    blocking = min(rated, key=lambda r: r.level or 0, default=None)
    asked = any(r.partner is not None for r in rungs)
    level = None if own is None or (asked and partner is None) else min(own, partner or own)
    return Ladder(
        match.id,
        name_of(match) if match.partner is None else match.partner,
        rungs,
        own,
        partner,
        level,
        blocking.level if blocking else None,
        blocking if blocking and (blocking.level or 0) < TOP else None,
        _who(blocking) if blocking else None,
        (blocking.action if blocking else None) or Message(RATE),
        tuple(r.field for r in rungs if r.own is None),
        tuple(r.field for r in rungs if r.apart >= APART),
    )


def _rung(match: Match, perspective: Mapping[str, Any]) -> Rung:
    own, partner = (_mark(match, perspective.get(key)) for key in ("field", "partner"))
    known = [mark for mark in (own, partner) if mark is not None]
    levels = perspective.get("levels") or ()
    level = min(known, default=0)
    return Rung(
        perspective["field"],
        _text(perspective["title"]),
        own,
        partner,
        _text(levels[level - 1]["is"]) if 0 < level <= len(levels) else None,
        _text(levels[level]["do"]) if level < len(levels) else None,
    )


def _mark(match: Match, code: str | None) -> int | None:
    value = match.properties.get(code) if code else None
    whole = isinstance(value, int | str) and str(value).isdigit()
    return int(str(value)) if whole and 1 <= int(str(value)) <= TOP else None


def _lowest(marks: Sequence[int | None]) -> int | None:
    known = [mark for mark in marks if mark is not None]
    return min(known) if known and len(known) == len(marks) else None


def _who(rung: Rung) -> str:
    if rung.own == rung.partner:
        return BOTH
    return OWN if rung.own == rung.level else PARTNER


def _text(data: Mapping[str, str]) -> Text:
    return Text(data["ru"], data["en"])
