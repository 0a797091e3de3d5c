"""The three hard gates before any score (F-65): law, safety, critical quality; each with its note."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from symbioaudit.analysis.symbiosis.quality import (
    FAIL,
    PASS,
    UNKNOWN,
    critical_verdicts,
    shortfall,
)
from symbioaudit.analysis.symbiosis.rules import Rules
from symbioaudit.analysis.symbiosis.sides import Have, Party, Want
from symbioaudit.base.i18n import N_, Message

TREATING: Final = frozenset({"processing", "recovery", "neutralisation"})
LICENSED: Final = (1, 2, 3, 4)  # hazard classes whose treatment needs a licence, 99-FZ art. 12
OWN: Final = frozenset({"enterprise", ""})
NO_WASTE: Final = N_("not a waste: no licence is asked for")
CLASS_V: Final = N_("hazard class V: no licence is needed")
LICENCE_HELD: Final = N_("the receiver holds a licence: {licence}")
LICENCE_LACKS: Final = N_("hazard class {hazard}: the receiver has no licence to treat wastes")
LICENCE_ASK: Final = N_("hazard class {hazard}: ask the receiver for the licence")
CLASS_ASK: Final = N_("the hazard class is not stated")
OWNER_ASK: Final = N_("the owner of the waste is somebody else: ask for consent")
SAFE: Final = N_("nothing that the receiver forbids")
SAFE_ASK: Final = N_("ask for an analysis: {substances}")
SAFE_UNASKED: Final = N_("the receiver named no forbidden substances")
UNSAFE: Final = N_("{substance}: {value:g} mg/kg, at most {limit:g}")
FITS: Final = N_("critical parameters are inside the window")
NO_WINDOW: Final = N_("no critical parameters are named")
NOT_KNOWN: Final = N_("not known: {parameters}")
OUTSIDE: Final = N_("outside the window: {parameters}")
TOO_COLD: Final = N_("{short:.0f} K too cold, more than a heat pump lifts")
HEAT_PUMP: Final = N_("{short:.0f} K too cold: a heat pump is needed")
WARM: Final = N_("hot enough")


@dataclass(frozen=True, slots=True)
class Gate:
    """One verdict: pass, fail or unknown, and why."""

    name: str  # legal, safety, quality
    verdict: str
    note: Message


def gates(have: Have, want: Want, receiver: Party, rules: Rules) -> tuple[Gate, Gate, Gate]:
    """All three for one pair."""
    return legal(have, want, receiver, rules), safety(have, want, rules), quality(have, want, rules)


def legal(have: Have, want: Want, receiver: Party, rules: Rules) -> Gate:
    """Hazard class against licence, then ownership. Advice, never a legal verdict."""
    if have.owner not in OWN and have.owner is not None:
        return Gate("legal", UNKNOWN, Message(OWNER_ASK))
    if not _is_waste(have):
        return Gate("legal", PASS, Message(NO_WASTE))
    if have.hazard_class is None:
        return Gate("legal", UNKNOWN, Message(CLASS_ASK))
    if have.hazard_class not in LICENSED:
        return Gate("legal", PASS, Message(CLASS_V))
    held = want.licences if want.licences is not None else receiver.licences
    return _licence(have.hazard_class, held, rules)


def _licence(hazard_class: int, held: tuple[str, ...] | None, rules: Rules) -> Gate:
    told = {"hazard": ("I", "II", "III", "IV")[hazard_class - 1]}
    if held is None:
        return Gate("legal", UNKNOWN, Message(LICENCE_ASK, told))
    fitting = sorted(TREATING & set(held))
    if not fitting:
        return Gate("legal", FAIL, Message(LICENCE_LACKS, told))
    return Gate("legal", PASS, Message(LICENCE_HELD, {"licence": rules.said(fitting)}))


def _is_waste(have: Have) -> bool:
    if have.legal_status in {"product", "by_product"} or have.kind in {"heat", "energy", "service"}:
        return False
    return have.legal_status == "waste" or bool(have.codes.fkko) or have.hazard_class is not None


def safety(have: Have, want: Want, rules: Rules) -> Gate:
    """What the receiver forbids against what the analysis found."""
    asked = []
    for substance, limit in want.forbidden.items():
        value = have.contaminants.get(substance)
        if value is None or limit is None:
            asked.append(substance)
        elif value > limit:
            told = {"substance": rules.said([substance]), "value": value, "limit": limit}
            return Gate("safety", FAIL, Message(UNSAFE, told))
    if asked:
        return Gate("safety", UNKNOWN, Message(SAFE_ASK, {"substances": rules.said(asked)}))
    if not want.forbidden:
        return Gate("safety", UNKNOWN, Message(SAFE_UNASKED))
    return Gate("safety", PASS, Message(SAFE))


def quality(have: Have, want: Want, rules: Rules) -> Gate:
    """Critical parameters and the temperature of heat."""
    verdicts = [*critical_verdicts(have, want)]
    if want.temperature is not None and have.temperature is not None and not verdicts:
        return _warmth(have, want, rules)
    for verdict, text in ((FAIL, OUTSIDE), (UNKNOWN, NOT_KNOWN)):
        names = [w.parameter for v, w in verdicts if v == verdict]
        if names:
            return Gate("quality", verdict, Message(text, {"parameters": ", ".join(names)}))
    return (
        Gate("quality", PASS, Message(FITS))
        if verdicts
        else Gate("quality", UNKNOWN, Message(NO_WINDOW))
    )


def _warmth(have: Have, want: Want, rules: Rules) -> Gate:
    short = shortfall(have, want, rules)
    if short <= 0:
        return Gate("quality", PASS, Message(WARM))
    lift = float(rules.matching["heat"]["lift"])
    verdict, text = (FAIL, TOO_COLD) if short > lift else (UNKNOWN, HEAT_PUMP)
    return Gate("quality", verdict, Message(text, {"short": short}))


def failed(have: Have, want: Want, receiver: Party, rules: Rules) -> bool:
    """True where any gate is shut."""
    return any(g.verdict == FAIL for g in gates(have, want, receiver, rules))


def may_fail(want: Want) -> bool:
    """True where the want states anything that a gate could fail on, apart from licences."""
    return (
        bool(want.forbidden)
        or want.temperature is not None
        or any(w.critical for w in want.quality)
    )


def unknowns(found: tuple[Gate, ...]) -> Iterator[Gate]:
    """Gates that wait for an answer."""
    return (g for g in found if g.verdict == UNKNOWN)
