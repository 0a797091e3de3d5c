"""Entries of the libraries of symbiosis: from data to records."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Any, Final, TypeVar

from symbioaudit.base.i18n import Text
from symbioaudit.methodology import errors as e
from symbioaudit.methodology.parts import Parts
from symbioaudit.methodology.symbiosis import (
    PACK,
    Activity,
    Basis,
    Codes,
    Expected,
    LegalRule,
    Precedent,
    Proof,
    Reported,
    ResourceClass,
    SectorProfile,
    Substitution,
    Symbiosis,
    Technology,
    Use,
)

Node = Mapping[str, Any]
Entry = ResourceClass | Precedent | Technology | SectorProfile | Substitution
_E = TypeVar("_E", bound=Entry | LegalRule)
_O = TypeVar("_O", bound=Entry)


def symbiosis_of(parts: Parts) -> Symbiosis:
    """All libraries of a pack.

    Raises:
        InputRefused: SA-3102 with ``file:line``.
    """
    return Symbiosis(
        resources={r.id: r for r in _all(parts, "resources", resource)},
        precedents=tuple(_all(parts, "precedents", precedent)),
        technologies=tuple(_all(parts, "technologies", technology)),
        sectors=tuple(_all(parts, "sectors", sector)),
        substitutions=tuple(_all(parts, "substitutions", substitution)),
        legal=tuple(_all(parts, "legal_status", legal_rule)),
    )


def _all(parts: Parts, part: str, make: Callable[[Node], _E]) -> Iterable[_E]:
    for file in parts.files.get(part, ()):
        for n, item in enumerate(file.content or ()):
            try:
                yield make(item)
            except (KeyError, TypeError, ValueError, AttributeError) as fault:
                raise e.BAD_PACK(where=file.where(n), path=part, reason=str(fault)) from fault


def merged(base: Symbiosis, more: Symbiosis) -> Symbiosis:
    """Both together; an entry of ``more`` takes the place of one with the same id."""
    return Symbiosis(
        resources={**base.resources, **more.resources},
        precedents=_joined(base.precedents, more.precedents),
        technologies=_joined(base.technologies, more.technologies),
        sectors=_joined(base.sectors, more.sectors),
        substitutions=_joined(base.substitutions, more.substitutions),
        legal=_joined(base.legal, more.legal),
    )


def _joined(base: tuple[_E, ...], more: tuple[_E, ...]) -> tuple[_E, ...]:
    return tuple({x.id: x for x in (*base, *more)}.values())


def text(value: Any) -> Text:
    """A text; one that is written in one language only stands for both."""
    if isinstance(value, str):
        return Text(value, value)
    ru, en = value.get("ru"), value.get("en")
    if not (ru or en):
        raise ValueError("ru, en")
    return Text(str(ru or en), str(en or ru))


def _text_or_none(value: Any) -> Text | None:
    return text(value) if value else None


def _words(value: Any) -> tuple[str, ...]:
    return tuple(str(x) for x in value or ())


def codes(data: Any) -> Codes:
    """Codes by catalogue."""
    data = data or {}
    return Codes(*(_words(data.get(key)) for key in ("fkko", "ewc", "okpd2")))


def resource(data: Node) -> ResourceClass:
    """A resource class."""
    return ResourceClass(
        id=data["id"],
        title=text(data["title"]),
        group=data["group"],
        parent=data.get("parent"),
        words={lang: _words(words) for lang, words in (data.get("words") or {}).items()},
        codes=codes(data.get("codes")),
        uses=tuple(map(_use, data.get("uses") or ())),
    )


def _use(data: Node) -> Use:
    return Use(
        id=data["id"],
        title=text(data["title"]),
        takers=_words(data.get("takers")),
        replaces=data.get("replaces"),
        steps=_words(data.get("steps")),
        quality=tuple(data.get("quality") or ()),
        conditions=_text_or_none(data.get("conditions")),
        source=data.get("source", ""),
    )


def activity(data: Node) -> Activity:
    """One end of a synergy."""
    return Activity(text(data["name"]), data.get("nace"), data.get("okved2", data.get("nace")))


def precedent(data: Node) -> Precedent:
    """A known synergy."""
    middle = data.get("intermediary")
    return Precedent(
        id=data["id"],
        network=data["network"],
        donor=activity(data["donor"]),
        receiver=activity(data["receiver"]),
        resource=data.get("resource", ""),
        name=text(data["name"]),
        use=text(data["use"]),
        codes=codes(data.get("codes")),
        treatment=_text_or_none(data.get("treatment")),
        intermediary=activity(middle) if middle else None,
        figures=tuple(map(_figure, data.get("figures") or ())),
        status=data.get("status", "unknown"),
        since=data.get("since"),
        country=data.get("country", ""),
        source=data.get("source", ""),
        verified=data.get("verified", False),
    )


def _figure(data: Node) -> Reported:
    return Reported(
        float(data["value"]),
        data["unit"],
        data["what"],
        data.get("year"),
        data.get("source", ""),
        data.get("high"),
    )


def technology(data: Node) -> Technology:
    """A technology."""
    low, high = data["trl"]
    return Technology(
        id=data["id"],
        title=text(data["title"]),
        resources=_words(data["resources"]),
        product=text(data["product"]),
        trl=(int(low), int(high)),
        applies=data.get("applies", ""),
        product_classes=_words(data.get("product_classes")),
        in_russia=data.get("in_russia"),
        economics=tuple(data.get("economics") or ()),
        conditions=_text_or_none(data.get("conditions")),
        against=tuple(map(text, data.get("against") or ())),
        energy=data.get("energy") or {},
        source=data.get("source", ""),
        verified=data.get("verified", False),
    )


def sector(data: Node) -> SectorProfile:
    """A sector profile."""
    return SectorProfile(
        id=data["id"],
        title=text(data["title"]),
        activities=_words(data["activities"]),
        gives=tuple(map(_expected, data.get("gives") or ())),
        takes=tuple(map(_expected, data.get("takes") or ())),
        consumption=tuple(map(_expected, data.get("consumption") or ())),
        questions=tuple(map(text, data.get("questions") or ())),
        source=data.get("source", ""),
    )


def _expected(data: Node) -> Expected:
    return Expected(
        resource=data.get("resource", ""),
        title=text(data["title"]),
        low=data.get("low"),
        high=data.get("high"),
        unit=data.get("unit", ""),
        per=data.get("per", ""),
        source=data.get("source", ""),
        verified=data.get("verified", False),
    )


def substitution(data: Node) -> Substitution:
    """What a resource replaces."""
    return Substitution(
        id=data["id"],
        resource=data["resource"],
        replaces=text(data["replaces"]),
        k=float(data["k"]),
        unit=data.get("unit", "t/t"),
        k_low=data.get("k_low"),
        k_high=data.get("k_high"),
        emission_factor=data.get("emission_factor"),
        source=data.get("source", ""),
        verified=data.get("verified", False),
    )


def legal_rule(data: Node) -> LegalRule:
    """A question about the legal status."""
    return LegalRule(
        id=data["id"],
        title=text(data["title"]),
        question=text(data["question"]),
        when=data["when"],
        status=data["status"],
        licence_required=data["licence_required"],
        licence=text(data["licence"]),
        advice=text(data["advice"]),
        documents=tuple(Proof(text(d["text"]), d.get("met", "")) for d in data["documents"]),
        basis=tuple(
            Basis(text(b["act"]), b["date"], b.get("article", ""), b.get("verified", False))
            for b in data["basis"]
        ),
    )


MAKERS: Final[Mapping[str, Callable[[Node], Entry]]] = {
    "resources": resource,
    "precedents": precedent,
    "technologies": technology,
    "sectors": sector,
    "substitutions": substitution,
}


def of_origin(entry: _O, origin: str) -> _O:
    """The same entry, marked where it comes from."""
    return entry if origin == PACK else replace(entry, origin=origin)
