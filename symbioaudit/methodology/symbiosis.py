"""What a pack knows of symbiosis: resource classes, precedents, technologies, sector profiles,
substitution factors. Frozen records; the loader fills them from the pack's data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from symbioaudit.base.i18n import Text

PACK: Final = "pack"  # where an entry comes from: the pack with its overlay …
OWN: Final = "own"  # … or the user's own library


@dataclass(frozen=True, slots=True)
class Codes:
    """Codes or their leading digits by catalogue; digits only, dots of OKPD2 and NACE kept."""

    fkko: tuple[str, ...] = ()
    ewc: tuple[str, ...] = ()
    okpd2: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Use:
    """One way to use a resource class: who takes it, for what, what it replaces, what must be done
    before, and where this is known from."""

    id: str
    title: Text
    takers: tuple[str, ...]  # NACE/ОКВЭД2 prefixes
    replaces: str | None = None  # id of a substitution
    steps: tuple[str, ...] = ()  # values of enum intermediary_steps
    quality: tuple[Mapping[str, Any], ...] = ()  # parameter, min, max, unit, critical
    conditions: Text | None = None
    source: str = ""


@dataclass(frozen=True, slots=True)
class ResourceClass:
    """A class of resources that plants give and take (gypsum, fly ash, low-pressure steam …)."""

    id: str
    title: Text
    group: str  # key of scoring.match.distances
    parent: str | None = None
    words: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # lang → words or phrases
    codes: Codes = field(default_factory=Codes)
    uses: tuple[Use, ...] = ()
    origin: str = PACK


@dataclass(frozen=True, slots=True)
class Activity:
    """Who stands at one end of a synergy."""

    name: Text
    nace: str | None = None  # prefix without dots or with, as printed in NACE Rev. 2
    okved2: str | None = None


@dataclass(frozen=True, slots=True)
class Reported:
    """A published figure: rivals of other years and sources stand beside, none is chosen silently."""

    value: float
    unit: str
    what: str  # moved, co2_avoided, energy, water_saved, money …
    year: int | None = None
    source: str = ""
    high: float | None = None


@dataclass(frozen=True, slots=True)
class Precedent:
    """A known real synergy (METHODOLOGY 6A)."""

    id: str
    network: str  # kalundborg, naestved, … ; own for the user's
    donor: Activity
    receiver: Activity
    resource: str  # id of a resource class
    name: Text  # the resource in the words of the source
    use: Text
    codes: Codes = field(default_factory=Codes)
    treatment: Text | None = None
    intermediary: Activity | None = None
    figures: tuple[Reported, ...] = ()
    status: str = "operating"  # operating, past, planned, trial, unknown
    since: int | None = None
    country: str = ""
    source: str = ""
    verified: bool = False
    origin: str = PACK


@dataclass(frozen=True, slots=True)
class Technology:
    """A technology that makes a resource usable (METHODOLOGY 6C)."""

    id: str
    title: Text
    resources: tuple[str, ...]  # resource classes it takes
    product: Text
    trl: tuple[int, int]  # low, high, in the world
    applies: str = ""  # predicate over the stream, the language of symbioaudit.formula
    product_classes: tuple[str, ...] = ()
    in_russia: bool | None = None  # works at full scale in Russia; None: not known
    economics: tuple[Mapping[str, Any], ...] = ()  # what, value, unit, year, source
    conditions: Text | None = None
    against: tuple[Text, ...] = ()
    energy: Mapping[str, Any] = field(default_factory=dict)
    source: str = ""
    verified: bool = False
    origin: str = PACK


@dataclass(frozen=True, slots=True)
class Expected:
    """A stream or a want that a sector normally has; ``low``–``high`` in ``unit`` per ``per``."""

    resource: str
    title: Text
    low: float | None = None
    high: float | None = None
    unit: str = ""
    per: str = ""
    source: str = ""
    verified: bool = False


@dataclass(frozen=True, slots=True)
class SectorProfile:
    """What a plant of a sector gives, takes and uses per unit of its product."""

    id: str
    title: Text
    activities: tuple[str, ...]  # NACE/ОКВЭД2 prefixes
    gives: tuple[Expected, ...] = ()
    takes: tuple[Expected, ...] = ()
    consumption: tuple[Expected, ...] = ()
    questions: tuple[Text, ...] = ()
    source: str = ""
    origin: str = PACK


@dataclass(frozen=True, slots=True)
class Substitution:
    """What one unit of a resource replaces: k, the factor of the replaced product, its source."""

    id: str
    resource: str
    replaces: Text
    k: float
    unit: str = "t/t"
    k_low: float | None = None
    k_high: float | None = None
    emission_factor: str | None = None  # id of a factor of the pack: t CO2 per unit replaced
    source: str = ""
    verified: bool = False
    origin: str = PACK


@dataclass(frozen=True, slots=True)
class Basis:
    """What a legal statement rests on."""

    act: Text
    date: str  # ISO day of the act
    article: str = ""
    verified: bool = False


@dataclass(frozen=True, slots=True)
class Proof:
    """What must be documented; ``met`` is an expression over the stream, empty where only people know."""

    text: Text
    met: str = ""


@dataclass(frozen=True, slots=True)
class LegalRule:
    """One question of the decision tree: where ``when`` holds, the stream has this legal status."""

    id: str
    title: Text
    question: Text
    when: str
    status: str  # value of enum legal_statuses
    licence_required: bool | str  # or an expression
    licence: Text
    advice: Text
    documents: tuple[Proof, ...] = ()
    basis: tuple[Basis, ...] = ()


@dataclass(frozen=True, slots=True)
class Symbiosis:
    """All of it, by id; what the pack gives and what the user's own library adds."""

    resources: Mapping[str, ResourceClass] = field(default_factory=dict)
    precedents: tuple[Precedent, ...] = ()
    technologies: tuple[Technology, ...] = ()
    sectors: tuple[SectorProfile, ...] = ()
    substitutions: tuple[Substitution, ...] = ()
    legal: tuple[LegalRule, ...] = ()  # in the order in which they are asked
