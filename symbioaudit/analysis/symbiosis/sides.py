"""What stands at either end of a match: a plant, what it has, what it wants. Canonical units only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from symbioaudit.model.amount import Span
from symbioaudit.model.enums import Confidentiality

Months = tuple[float, ...]  # twelve shares of a year


@dataclass(frozen=True, slots=True)
class Party:
    """A plant as the matching sees it; ``activities`` are NACE/ОКВЭД2 codes as typed."""

    id: str
    name: str
    activities: tuple[str, ...] = ()
    business: str = ""  # what it does, in words
    lat: float | None = None
    lon: float | None = None
    licences: tuple[str, ...] | None = None  # for wastes; None: nobody asked
    network: str = ""


@dataclass(frozen=True, slots=True)
class SideCodes:
    """Whole codes of one resource, digits only."""

    fkko: str = ""
    ewc: str = ""
    okpd2: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """What a have and a want share. ``amount`` is per year in ``unit`` (t/a, m3/a, GJ/a, MWh/a)."""

    id: str
    party: str
    name: str
    kind: str = "material"  # material, water, heat, energy, gas, service
    codes: SideCodes = field(default_factory=SideCodes)
    resource: str | None = None  # a resource class that somebody named
    amount: Span | None = None
    unit: str = ""
    monthly: Months | None = None
    continuity: str | None = None
    temperature: float | None = None  # °C: available, or needed at the supply
    ready: date | None = None  # from when it can be had, or is needed
    record: tuple[str, str] | None = None  # (entity, id)
    confidentiality: Confidentiality | None = None
    estimated: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Have(Side):
    """What a plant could give. Money is RUB/t (or per the unit of the amount)."""

    values: Mapping[str, Span] = field(default_factory=dict)  # parameter → value, its own unit
    contaminants: Mapping[str, float] = field(default_factory=dict)  # mg/kg
    hazards: tuple[str, ...] = ()
    hazard_class: int | None = None
    legal_status: str | None = None
    owner: str | None = None
    batch: float | None = None
    disposal: float | None = None  # what getting rid of one unit costs now
    preparation: float | None = None
    price: float | None = None  # + sells, − pays
    route: str | None = None
    origin: str = "stream"


@dataclass(frozen=True, slots=True)
class Window:
    """One parameter of a quality window."""

    parameter: str
    low: float | None = None
    high: float | None = None
    critical: bool = False
    unit: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Want(Side):
    """What a plant could take; without a name it stands for its activity alone."""

    quality: tuple[Window, ...] = ()
    forbidden: Mapping[str, float | None] = field(default_factory=dict)
    batch: float | None = None  # least batch; when stated, a part of the need is welcome
    price: float | None = None  # of the virgin resource, per unit
    price_max: float | None = None
    treatment: float | None = None
    substitution: float | None = None  # k
    distance_max: float | None = None  # km
    licences: tuple[str, ...] | None = None
    use: str = ""
    origin: str = "want"  # want, input, activity, catalogue

    @property
    def typical(self) -> bool:
        """True where only the activity speaks: nobody stated this want."""
        return self.origin == "activity"


@dataclass(frozen=True, slots=True)
class Market:
    """Everything that could meet: plants, what they have, what they want."""

    parties: Mapping[str, Party]
    haves: tuple[Have, ...] = ()
    wants: tuple[Want, ...] = ()

    def with_activities(self) -> Market:
        """The same with one want more for each plant whose activity is known: what such plants take."""
        typical = tuple(
            Want(id=f"{p.id}:activity", party=p.id, name="", origin="activity")
            for p in self.parties.values()
            if p.activities or p.business
        )
        return Market(self.parties, self.haves, (*self.wants, *typical))
