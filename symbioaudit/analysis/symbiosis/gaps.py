"""What is not known of a match, and whether an answer could change the verdict."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from symbioaudit.analysis.symbiosis.matching import Match, ScorePart
from symbioaudit.analysis.symbiosis.quality import UNKNOWN
from symbioaudit.analysis.symbiosis.rules import Rules
from symbioaudit.base.i18n import N_, Message

DONOR: Final = N_("the donor")
RECEIVER: Final = N_("the receiver")
AMOUNT: Final = N_("the yearly amount of {who}")
UNITS: Final = N_("amounts of both sides in one unit")
PLACE: Final = N_("the place of {who} (coordinates)")
MONTHS: Final = N_("the months of {who}")
WINDOW: Final = N_("the quality window of the receiver")
VALUES: Final = N_("an analysis of the stream for the receiver's window")
WARMTH: Final = N_("the temperature of the source")
DISPOSAL: Final = N_("what the donor pays now for disposal")
VIRGIN: Final = N_("what the receiver pays now for the resource")
FREIGHT: Final = N_("the cost of transport")
OF_GATE: Final = N_("{gate}: {note}")
GATES: Final = {"legal": N_("Law"), "safety": N_("Safety"), "quality": N_("Critical quality")}


@dataclass(frozen=True, slots=True)
class Gap:
    """One thing to find out; ``swing`` is how many points of the score hang on it."""

    part: str
    what: Message
    swing: float
    decisive: bool  # an answer alone can change the verdict


def verdict(score: float, rules: Rules) -> bool:
    """True where the match goes on as an idea."""
    return score >= float(rules.match["least_score"])


def gaps(match: Match, rules: Rules) -> tuple[Gap, ...]:
    """What to find out, that which can change the verdict first, then by the points that hang on it."""
    found = [*_of_gates(match), *(g for p in match.parts for g in _of_part(match, p, rules))]
    return tuple(sorted(found, key=lambda g: (not g.decisive, -g.swing, g.part)))


def _of_gates(match: Match) -> Iterator[Gap]:
    for gate in match.gates:
        if gate.verdict == UNKNOWN:
            told = {"gate": Message(GATES[gate.name]), "note": gate.note}
            yield Gap(f"gate_{gate.name}", Message(OF_GATE, told), match.high, decisive=True)


def _of_part(match: Match, part: ScorePart, rules: Rules) -> Iterator[Gap]:
    swing = part.weight * (part.high - part.low)
    if not match.open or swing <= 0:
        return
    worst = match.score - part.weight * (part.best - part.low)
    finest = match.score + part.weight * (part.high - part.best)
    decisive = verdict(worst, rules) != verdict(finest, rules)
    missing = list(_missing(match, part.name, rules))
    for what in missing:
        yield Gap(part.name, what, swing / len(missing), decisive)


def _missing(match: Match, part: str, rules: Rules) -> Iterator[Message]:
    sides = ((DONOR, match.have, match.donor), (RECEIVER, match.want, match.receiver))
    if part == "quantity":
        blank = [who for who, side, _p in sides if side.amount is None]
        yield from (Message(AMOUNT, {"who": Message(who)}) for who in blank)
        if not blank and match.have.unit != match.want.unit:
            yield Message(UNITS)
    elif part == "distance":
        blank = [who for who, _s, plant in sides if plant.lat is None or plant.lon is None]
        yield from (Message(PLACE, {"who": Message(who)}) for who in blank)
    elif part == "timing":
        blank = [who for who, side, _p in sides if side.monthly is None]
        yield from (Message(MONTHS, {"who": Message(who)}) for who in blank)
    elif part == "quality":
        yield from _missing_quality(match)
    elif part == "economics":
        yield from _missing_money(match, rules)


def _missing_quality(match: Match) -> Iterator[Message]:
    if match.want.temperature is not None and match.have.temperature is None:
        yield Message(WARMTH)
    elif match.want.quality:
        yield Message(VALUES)
    else:
        yield Message(WINDOW)


def _missing_money(match: Match, rules: Rules) -> Iterator[Message]:
    if match.have.disposal is None:
        yield Message(DISPOSAL)
    if match.want.price is None:
        yield Message(VIRGIN)
    if rules.transport_money is None:
        yield Message(FREIGHT)
