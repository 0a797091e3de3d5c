"""What the analysis hands on: values with their derivations, never formatted, never stored.

Everything printed in a report comes from here, so that each number can be traced to
what was typed, which factor of which source and year, and which formula (DESIGN §1.2).
Labels are :class:`Text` (from the pack) or :class:`Message` (from code); both ``render(lang)``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from symbioaudit.base.i18n import N_, Message, Text
from symbioaudit.model.enums import Severity

Label = Text | Message


@dataclass(frozen=True, slots=True)
class Source:
    """One input of a derivation: a typed field, a factor of the pack, or another result."""

    symbol: str
    value: float | None
    unit: str
    label: Label
    record: tuple[str, str, str] | None = None  # (entity, id, field)
    factor: str | None = None  # id of the pack's factor
    citation: str | None = None  # the factor's source and year, or what was typed
    estimated: bool = False  # of another result: an estimate is somewhere in it
    made: Derivation | None = None  # of another result: how that one came about


@dataclass(frozen=True, slots=True)
class Derivation:
    """How a value came about."""

    formula: str  # "F-20"
    expression: str  # "Q = m·cp·(T₁ − T₀)"
    inputs: tuple[Source, ...] = ()
    source: str = ""  # standard, order, paper of the formula

    def leaves(self) -> Iterator[Source]:
        """What the value rests on in the end: typed fields and factors, in the order of reading."""
        for one in self.inputs:
            if one.made is None:
                yield one
            else:
                yield from one.made.leaves()


@dataclass(frozen=True, slots=True)
class Quantity:
    """A computed value; ``value`` None means unknown and ``gap`` says what is missing."""

    value: float | None
    unit: str  # canonical unit key: t/a, GJ/a, m3/a, RUB/a, kW, t/t, 1 …
    derivation: Derivation | None = None
    low: float | None = None
    high: float | None = None
    estimated_share: float = 0.0  # share of the value that rests on estimates, 0–1
    gap: Label | None = None

    def rests_on_estimates(self, mark: float) -> bool:
        """True where more than ``mark`` of the value is estimated (``estimated_mark`` of the pack, 0–1)."""
        return self.estimated_share > mark


class Light(StrEnum):
    """Traffic light of a closure (F-03, thresholds from the pack)."""

    GREEN = "green"
    YELLOW = "yellow"
    ORANGE = "orange"
    RED = "red"
    GREY = "grey"  # nothing to judge: one side is unknown


LIGHTS: Final[Mapping[Light, str]] = {  # what people read for a light
    Light.GREEN: N_("closes"),
    Light.YELLOW: N_("needs an explanation"),
    Light.ORANGE: N_("closes badly"),
    Light.RED: N_("does not close"),
    Light.GREY: N_("cannot be judged"),
}


@dataclass(frozen=True, slots=True)
class BalanceLine:
    """One stream, product or stock change inside a balance."""

    label: str
    side: str  # in, out, stock
    quantity: Quantity
    record: tuple[str, str] | None = None  # (entity, id)
    group: str = ""  # category key: raw_material, waste, product …


@dataclass(frozen=True, slots=True)
class Balance:
    """F-02/F-03 for one layer and one place; quantities in t/a, m3/a or GJ/a."""

    layer: str  # mass, water, energy
    process: str | None  # process id; None = the whole site
    name: str
    total_in: Quantity
    total_out: Quantity
    stock_change: Quantity
    imbalance: Quantity  # in − out − stock change, absolute
    imbalance_share: Quantity  # δ, fraction of inputs (unit "1")
    light: Light
    lines: tuple[BalanceLine, ...] = ()
    unquantified: tuple[tuple[str, str], ...] = ()  # records whose amount is unknown


@dataclass(frozen=True, slots=True)
class EnergyRow:
    """One carrier: as entered, in GJ, in t of coal equivalent, in money."""

    carrier: str
    label: Label
    native: Quantity  # m3/a, t/a, GJ/a as canonical
    energy: Quantity  # GJ/a
    tce: Quantity  # t of coal equivalent per year
    cost: Quantity  # RUB/a
    share: Quantity  # of site energy, "1"
    sold: bool = False


@dataclass(frozen=True, slots=True)
class WasteRow:
    """One waste or by-product stream."""

    stream_id: str
    name: str
    fkko: str | None
    hazard_class: int | None  # 1–5, the last digit of the FKKO code
    quantity: Quantity  # t/a
    route: str | None  # key of the pack's routes
    hierarchy: int | None  # 5 prevention … 0 landfill (METHODOLOGY 1.16)
    cost: Quantity  # RUB/a booked
    nvos: Quantity  # RUB/a payment for negative impact
    true_cost: Quantity  # RUB/t, F-44


@dataclass(frozen=True, slots=True)
class FlowRow:
    """A wastewater outlet, an emission or a water source with its amount."""

    record_id: str
    name: str
    group: str  # receiver, pollutant, source
    quantity: Quantity
    cost: Quantity


@dataclass(frozen=True, slots=True)
class HeatRow:
    """One waste heat source (F-20, F-22, F-27)."""

    stream_id: str
    name: str
    medium: str | None
    t_available: Quantity  # degC
    power: Quantity  # kW
    energy: Quantity  # MWh/a
    recoverable: Quantity  # MWh/a
    usability: str  # key of the pack's temperature classes
    usability_label: Label


@dataclass(frozen=True, slots=True)
class Indicator:
    """One indicator of the pack: RECP productivity and intensity, circularity, own ones."""

    id: str
    label: Label
    group: str  # recp, circularity, energy, waste …
    quantity: Quantity


@dataclass(frozen=True, slots=True)
class LossRow:
    """Cost of losses of one quantity centre or of the site (F-40…F-43), RUB/a."""

    process: str | None
    name: str
    material: Quantity
    energy: Quantity
    system: Quantity
    waste_management: Quantity
    product_total: Quantity
    loss_total: Quantity
    loss_ratio: Quantity  # λ, "1"


@dataclass(frozen=True, slots=True)
class GhgRow:
    """One source of scope 1 or 2 (F-50), t CO2e/a."""

    scope: int
    label: Label
    activity: Quantity
    emission: Quantity
    record: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True)
class HotSpot:
    """F-62: a stream ranked by cost, mass, hazard, hierarchy gap and regulation."""

    record: tuple[str, str]
    name: str
    score: Quantity  # 0–1
    cost: Quantity  # RUB/a
    mass: Quantity  # t/a
    cumulative: float  # of the score's total, 0–1
    in_pareto: bool  # inside the first 80 %


@dataclass(frozen=True, slots=True)
class QualityRow:
    """Pedigree of one record (F-70, F-71)."""

    record: tuple[str, str]
    name: str
    scores: tuple[int, int, int, int, int]
    gsd2: float
    index: float
    grade: str  # A–D


@dataclass(frozen=True, slots=True)
class Quality:
    """Data quality of the audit."""

    rows: tuple[QualityRow, ...]
    index: Quantity
    grade: str
    completeness: Quantity  # filled required / required, "1"
    quantified: int  # streams with a number
    streams: int
    estimated_mass_share: Quantity
    evidence_coverage: Quantity


@dataclass(frozen=True, slots=True)
class OpportunityRow:
    """Economics of one opportunity (F-54…F-58)."""

    record_id: str
    name: str
    capex: Quantity  # RUB
    saving: Quantity  # RUB/a net of running costs
    payback: Quantity  # years; value 0 = immediate
    npv: Quantity
    irr: Quantity
    irr_note: Label | None
    discounted_payback: Quantity
    profitability_index: Quantity


@dataclass(frozen=True, slots=True)
class Problem:
    """Something about the data that a person should look at."""

    code: str  # stable, e.g. "P-BAL-01"
    severity: Severity
    text: Label
    record: tuple[str, str, str] | None = None  # (entity, id, field)


@dataclass(frozen=True, slots=True)
class SankeyLink:
    """One ribbon: nodes are process ids, ``in:<category>``, ``out:<category>`` or ``unknown``."""

    source: str
    target: str
    label: str
    value: float  # t/a, m3/a or GJ/a
    group: str
    estimated: bool = False
    record: tuple[str, str] | None = None  # (entity, id) of the stream or product


@dataclass(frozen=True, slots=True)
class Sankey:
    """Flows of one layer with the names of its nodes."""

    layer: str  # mass, water, energy
    unit: str
    nodes: Mapping[str, Label | str]
    links: tuple[SankeyLink, ...]


# What the closing of an audit is judged by. A score whose parts are not all known has no value, only the
# least and the most that it can be: what is unknown is never counted as zero.
UNKNOWN = Quantity(None, "")


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a score: 0–100 from what was measured, with its weight in the whole."""

    id: str
    label: Label
    weight: float
    score: Quantity  # 0–100
    measure: Quantity  # what it was scored from


@dataclass(frozen=True, slots=True)
class Score:
    """A weighed score, 0–100. ``low`` and ``high`` are what it can be; equal where all is known."""

    parts: tuple[Part, ...] = ()
    total: Quantity = UNKNOWN
    low: float = 0.0
    high: float = 100.0

    @property
    def known(self) -> bool:
        """At least one part is known."""
        return any(part.score.value is not None for part in self.parts)

    @property
    def middle(self) -> float:
        """Where to put it in an order."""
        return (self.low + self.high) / 2


@dataclass(frozen=True, slots=True)
class Measure:
    """One opportunity: its priority (F-63), the cross-check (F-64), what it saves in a year."""

    record_id: str
    name: str
    priority: Score
    closeness: Quantity  # TOPSIS, 0–1
    savings: Mapping[str, Quantity]  # mass, energy, water, ghg, money, capex


@dataclass(frozen=True, slots=True)
class Counted:
    """What of a measure is in the sum: ``share`` 0 with a reason, or less than 1 for an overlap."""

    record_id: str
    name: str
    share: float
    why: Label | None = None


@dataclass(frozen=True, slots=True)
class Together:
    """Sums over the measures that go together: plain, and after interactions."""

    plain: Mapping[str, Quantity] = field(default_factory=dict)
    after: Mapping[str, Quantity] = field(default_factory=dict)
    counted: tuple[Counted, ...] = ()


@dataclass(frozen=True, slots=True)
class RiskRow:
    """One risk (F-66): rank now and after its measure, and the bands that they fall into."""

    record_id: str
    name: str
    probability: int | None
    impact: int | None
    rank: Quantity
    band: str | None
    residual_probability: int | None
    residual_impact: int | None
    residual: Quantity
    residual_band: str | None
    needs_measure: bool  # the rank asks for one and there is none


@dataclass(frozen=True, slots=True)
class Outlook:
    """Potential, readiness, priorities, sums after interactions and risks of one audit."""

    potential: Score = Score()
    readiness: Score = Score()
    quadrants: tuple[str, ...] = ()  # the quadrants that are possible; one where it is certain
    measures: tuple[Measure, ...] = ()  # the first is the most urgent
    together: Together = Together()
    risks: tuple[RiskRow, ...] = ()


@dataclass(frozen=True, slots=True)
class Results:
    """All results of one snapshot under one pack."""

    balances: tuple[Balance, ...]
    energy: tuple[EnergyRow, ...]
    energy_total: EnergyRow
    coefficient_set: Text  # which fuel-equivalent set, printed in the report (trap T1)
    waste: tuple[WasteRow, ...]
    waste_by_class: Mapping[int, Quantity]
    waste_by_route: Mapping[str, Quantity]
    landfill_share: Quantity
    water_in: tuple[FlowRow, ...]
    wastewater: tuple[FlowRow, ...]
    emissions: tuple[FlowRow, ...]
    heat: tuple[HeatRow, ...]
    indicators: tuple[Indicator, ...]
    losses: tuple[LossRow, ...]  # one per quantity centre; the last is the site's total
    ghg: tuple[GhgRow, ...]
    ghg_scope1: Quantity
    ghg_scope2: Quantity
    nvos_total: Quantity
    hot_spots: tuple[HotSpot, ...]
    quality: Quality
    opportunities: tuple[OpportunityRow, ...]
    sankeys: tuple[Sankey, ...]
    problems: tuple[Problem, ...]
    readiness: Quantity  # F-61, 0–100; None while unanswered
    estimated_mark: (
        float  # the pack's: a value that rests on estimates by more than this is shown as one
    )
    outlook: Outlook | None = None  # potential, priorities, sums together, risks
    extra: Mapping[str, object] = field(
        default_factory=dict
    )  # later chapters (matches, technologies)
