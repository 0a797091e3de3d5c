"""A match in a paragraph, in either language: why, what is known elsewhere, what stands in the way, what it
is worth, what to find out."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from symbioaudit.analysis.symbiosis.gaps import GATES, Gap
from symbioaudit.analysis.symbiosis.matching import Match
from symbioaudit.analysis.symbiosis.money import Worth
from symbioaudit.analysis.symbiosis.quality import FAIL
from symbioaudit.base.i18n import N_, Message, Text
from symbioaudit.methodology.symbiosis import Precedent, Symbiosis
from symbioaudit.units import format_quantity

HEAD: Final = N_("{donor} gives “{have}”; {receiver} could take it.")
HEAD_WANT: Final = N_("{donor} gives “{have}”; {receiver} looks for “{want}”.")
CLASS: Final = N_("The resource is read as “{resource}”.")
NO_CLASS: Final = N_("The resource is in no class of the library; the codes and the words decided.")
TYPICAL: Final = N_("Such plants take it: {uses}.")
KNOWN: Final = N_("Known elsewhere: {precedents}.")
NO_KNOWN: Final = N_("The library knows no synergy of this kind between such plants.")
ONE_KNOWN: Final = N_("{donor} → {receiver}, {use}")
SHUT: Final = N_("It cannot go on as it is. {gate}: {note}.")
SCORE: Final = N_(
    "The score is {score:.0f} of 100; with what is not known it may lie from {low:.0f} to {high:.0f}."
)
SURE: Final = N_("The score is {score:.0f} of 100.")
FAR: Final = N_("The plants are {distance:.1f} km apart.")
NEAR_UNKNOWN: Final = N_("How far the plants are apart is not known.")
PRICE: Final = N_("Both gain at a price from {low} to {high}.")
NO_PRICE: Final = N_(
    "No price leaves both a gain: the donor asks at least {low}, the receiver pays at most {high}."
)
CARBON: Final = N_("It avoids about {low} to {high} a year, apart from the scopes of both plants.")
ASK: Final = N_("To find out first: {gaps}.")
MOST: Final = 3


def paragraph(
    match: Match, worth: Worth, found: tuple[Gap, ...], library: Symbiosis, money: str = "RUB/t"
) -> tuple[Message, ...]:
    """The sentences of the paragraph, in order."""
    return (
        _head(match),
        _class(match, library),
        *_known(match, library),
        *_gates(match),
        *_score(match),
        *_worth(worth, money),
        *_ask(found),
    )


def spoken(sentences: tuple[Message, ...], lang: str) -> str:
    """The paragraph in one language."""
    return " ".join(s.render(lang) for s in sentences)


def _head(match: Match) -> Message:
    told = {"donor": match.donor.name, "have": match.have.name, "receiver": match.receiver.name}
    if match.want.name and not match.want.typical:
        return Message(HEAD_WANT, {**told, "want": match.want.name})
    return Message(HEAD, told)


def _class(match: Match, library: Symbiosis) -> Message:
    found = library.resources.get(match.resource or "")
    return Message(CLASS, {"resource": found.title}) if found else Message(NO_CLASS)


def _known(match: Match, library: Symbiosis) -> Iterator[Message]:
    titles = {u.id: u.title for r in library.resources.values() for u in r.uses}
    uses = [titles[r.id] for r in match.taking.reasons if r.id in titles]
    if uses:
        yield Message(TYPICAL, {"uses": joined(uses[:MOST])})
    by_id = {p.id: p for p in library.precedents}
    ids = list(dict.fromkeys(r.id for r in match.taking.reasons if r.id in by_id))
    if ids:
        yield Message(KNOWN, {"precedents": joined([_one(by_id[i]) for i in ids[:MOST]])})
    else:
        yield Message(NO_KNOWN)


def _one(known: Precedent) -> Text:
    message = Message(
        ONE_KNOWN, {"donor": known.donor.name, "receiver": known.receiver.name, "use": known.use}
    )
    return Text(message.render("ru"), message.render("en"))


def joined(texts: list[Text]) -> Text:
    """Several texts as one list inside a sentence."""
    unique = list(dict.fromkeys(texts))
    return Text("; ".join(t.ru for t in unique), "; ".join(t.en for t in unique))


def _gates(match: Match) -> Iterator[Message]:
    for gate in match.gates:
        if gate.verdict == FAIL:
            yield Message(SHUT, {"gate": Message(GATES[gate.name]), "note": gate.note})


def _score(match: Match) -> Iterator[Message]:
    if match.open:
        told = {"score": match.score, "low": match.low, "high": match.high}
        yield Message(SCORE if match.high - match.low >= 1 else SURE, told)
    if match.distance is None:
        yield Message(NEAR_UNKNOWN)
    else:
        yield Message(FAR, {"distance": match.distance})


def _worth(worth: Worth, money: str) -> Iterator[Message]:
    if worth.price is not None:
        told = {"low": figure(worth.price.low, money), "high": figure(worth.price.high, money)}
        yield Message(PRICE if worth.feasible else NO_PRICE, told)
    if worth.avoided is not None:
        low, high = (figure(v, "tCO2e/a") for v in (worth.avoided.low, worth.avoided.high))
        yield Message(CARBON, {"low": low, "high": high})


def figure(value: float, unit: str) -> Text:
    """A number with its unit in both languages."""
    return Text(format_quantity(value, unit, "ru"), format_quantity(value, unit, "en"))


def _ask(found: tuple[Gap, ...]) -> Iterator[Message]:
    if found:
        texts = [Text(g.what.render("ru"), g.what.render("en")) for g in found[:MOST]]
        yield Message(ASK, {"gaps": joined(texts)})
