"""The entities of an audit. Field names here are the field codes of forms, workbook and package.

What only a pack's forms know lives in ``properties`` under the form's field code;
``reasons`` says why a field is blank (code → :class:`Missing`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import ClassVar

from symbioaudit.model.amount import Amount
from symbioaudit.model.enums import (
    AuditStatus,
    Category,
    ClaimStatus,
    Confidentiality,
    Depth,
    Direction,
    Kind,
    LegalStatus,
    Missing,
    OpportunityFamily,
)

# A property is a JSON scalar, an Amount, or a sub-table: a tuple of rows.
Scalar = str | int | float | bool | None
Cell = Scalar | Amount | tuple[str, ...]
Row = Mapping[str, Cell]
Property = Cell | tuple[Row, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """What every entity has. ``id`` is a UUIDv7."""

    entity: ClassVar[str] = "record"
    id: str
    properties: Mapping[str, Property] = field(default_factory=dict)
    reasons: Mapping[str, Missing] = field(default_factory=dict)
    confidentiality: Confidentiality | None = None  # None: as the form's default says
    note: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Enterprise(Record):
    """Предприятие: the legal entity (form F02)."""

    entity: ClassVar[str] = "enterprise"
    name_full: str | None = None
    name_short: str | None = None
    inn: str | None = None
    ogrn: str | None = None
    kpp: str | None = None
    okpo: str | None = None
    oktmo: str | None = None
    okved_main: str | None = None
    okved_other: tuple[str, ...] = ()
    region: str | None = None
    address: str | None = None
    nvos_object: str | None = None
    nvos_category: str | None = None
    employees: int | None = None
    turnover: Amount | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Site(Record):
    """Площадка of an enterprise (form F03) with its working calendar (F02)."""

    entity: ClassVar[str] = "site"
    enterprise_id: str
    name: str | None = None
    region: str | None = None
    address: str | None = None
    lat: float | None = None
    lon: float | None = None
    shifts_per_day: float | None = None
    hours_per_shift: float | None = None
    days_per_week: float | None = None
    weeks_per_year: float | None = None
    site_area: Amount | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Audit(Record):
    """Аудит: one visit with its period (form F01), pinned to one methodology version."""

    entity: ClassVar[str] = "audit"
    enterprise_id: str
    site_id: str
    number: str | None = None
    title: str | None = None
    pack_id: str
    pack_version: str
    pack_hash: str | None = None
    overlay_id: str | None = None
    overlay_version: str | None = None
    depth: Depth = Depth.STANDARD
    status: AuditStatus = AuditStatus.DRAFT
    revision: int = 0
    period_start: date | None = None
    period_end: date | None = None
    visit_dates: tuple[date, ...] = ()
    auditors: tuple[str, ...] = ()
    currency: str = "RUB"
    price_year: int | None = None
    vat_included: bool | None = None
    scope_boundary: str | None = None
    excluded: str | None = None
    coefficient_set: str | None = None  # set of fuel-equivalent coefficients (trap T1)

    def where_data_come_from(self, lang: str) -> str | None:
        """What of the data is published, scaled or assumed; the Russian text where no other is."""
        own = self.properties.get("data_origin_en") if lang == "en" else None
        said = own or self.properties.get("data_origin")
        return str(said) if said else None


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditRecord(Record):
    """A record that belongs to one audit."""

    audit_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Process(AuditRecord):
    """Процесс: a unit operation, quantity centre of ISO 14051 (form F05)."""

    entity: ClassVar[str] = "process"
    code: str | None = None
    name: str | None = None
    unit_type: str | None = None
    hours_year: float | None = None
    successors: tuple[str, ...] = ()  # process ids
    quantity_centre: bool | None = None
    focus: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Product(AuditRecord):
    """Продукция (form F04). Its output is an output of the site's mass balance."""

    entity: ClassVar[str] = "product"
    name: str | None = None
    okpd2: str | None = None
    kind: str | None = None  # product, by_product, semi_product, service
    process_id: str | None = None
    output: Amount | None = None
    unit_mass: Amount | None = None  # mass of one piece, t
    is_reference: bool | None = None
    weight_factor: float | None = None
    price: Amount | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Stream(AuditRecord):
    """Поток: one input or output of the site or of a process (forms F06–F12).

    ``from_process``/``to_process`` are process ids; None is the outside world.
    ``quantity`` is per year (t/a, m3/a, GJ/a, or native of a carrier). Money fields are RUB/a.
    """

    entity: ClassVar[str] = "stream"
    direction: Direction
    kind: Kind
    category: Category
    name: str | None = None
    from_process: str | None = None
    to_process: str | None = None
    part_of: str | None = None  # id of the stream that already contains this one (trap T4)
    carrier: str | None = None  # key of the pack's carriers (energy)
    quantity: Amount | None = None
    stock_open: Amount | None = None
    stock_close: Amount | None = None
    price: Amount | None = None
    cost: Amount | None = None  # booked cost of buying, or of disposal, RUB/a
    revenue: Amount | None = None
    okpd2: str | None = None
    fkko: str | None = None
    ewc: str | None = None
    cas: str | None = None
    legal_status: LegalStatus | None = None
    origin: str | None = None  # virgin, secondary, by_product, renewable
    route: str | None = None  # main current route of an output
    density: Amount | None = None
    moisture: Amount | None = None
    ncv: Amount | None = None
    temperature: Amount | None = None
    offer: str | None = None  # now, later, internal, no


@dataclass(frozen=True, slots=True, kw_only=True)
class Resource(AuditRecord):
    """Прочий ресурс: capacity, space, logistics, expertise (form F13; CWA 17354, NISP)."""

    entity: ClassVar[str] = "resource"
    category: str | None = None
    direction: str | None = None  # have, want
    name: str | None = None
    amount: Amount | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Want(AuditRecord):
    """Потребность (form F14): a resource the plant would take instead of a primary one."""

    entity: ClassVar[str] = "want"
    name: str | None = None
    category: str | None = None
    okpd2: str | None = None
    fkko: str | None = None
    linked_input: str | None = None  # stream id
    amount: Amount | None = None
    current_price: Amount | None = None
    price_max: Amount | None = None
    distance_max: Amount | None = None
    k_substitution: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CostItem(AuditRecord):
    """Затраты (form F15): one system, environmental or other cost, RUB/a."""

    entity: ClassVar[str] = "cost"
    process_id: str | None = None
    kind: str | None = None  # labour, depreciation, maintenance, transport, waste_handling …
    name: str | None = None
    amount: Amount | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence(AuditRecord):
    """Свидетельство (form F16): photo, invoice, protocol, interview; file kept by SHA-256."""

    entity: ClassVar[str] = "evidence"
    kind: str | None = None
    caption: str | None = None
    file_name: str | None = None
    media_type: str | None = None
    sha256: str | None = None
    size: int | None = None
    taken_at: str | None = None  # ISO 8601
    links: tuple[str, ...] = ()  # "stream/<id>/quantity"


@dataclass(frozen=True, slots=True, kw_only=True)
class Interview(AuditRecord):
    """Интервью (form F17). Never exported."""

    entity: ClassVar[str] = "interview"
    role: str | None = None
    person: str | None = None
    held_on: date | None = None
    interviewer: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding(AuditRecord):
    """Наблюдение made while walking, tied to a process or a stream."""

    entity: ClassVar[str] = "finding"
    text: str | None = None
    process_id: str | None = None
    stream_id: str | None = None
    question_id: str | None = None
    severity: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Readiness(AuditRecord):
    """Готовность (form F18): twelve statements, each 0–4, in ``properties`` s1…s12."""

    entity: ClassVar[str] = "readiness"


@dataclass(frozen=True, slots=True, kw_only=True)
class Opportunity(AuditRecord):
    """Мероприятие (form F19; METHODOLOGY 4.4)."""

    entity: ClassVar[str] = "opportunity"
    name: str | None = None
    family: OpportunityFamily | None = None
    stream_id: str | None = None
    process_id: str | None = None
    description: str | None = None
    technology_id: str | None = None
    trl: int | None = None
    capex: Amount | None = None  # RUB
    opex_change: Amount | None = None  # RUB/a, cost rises positive
    saving_money: Amount | None = None  # RUB/a
    saving_mass: Amount | None = None
    saving_energy: Amount | None = None
    saving_water: Amount | None = None
    saving_co2: Amount | None = None
    life_years: float | None = None
    complexity: int | None = None
    excludes: tuple[str, ...] = ()
    requires: tuple[str, ...] = ()
    overlap: float | None = None
    status: str | None = None
    owner: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Match(AuditRecord):
    """Совпадение (form F20): a stream and a taker or giver."""

    entity: ClassVar[str] = "match"
    stream_id: str | None = None
    want_id: str | None = None
    partner: str | None = None
    status: str | None = None
    score: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Risk(AuditRecord):
    """Риск (form F21), probability and consequence 1–3."""

    entity: ClassVar[str] = "risk"
    name: str | None = None
    category: str | None = None
    cause: str | None = None
    consequence: str | None = None
    probability: int | None = None
    impact: int | None = None
    owner: str | None = None
    measure: str | None = None
    residual_probability: int | None = None
    residual_impact: int | None = None
    due: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Action(AuditRecord):
    """Действие of the plan (form F22)."""

    entity: ClassVar[str] = "action"
    number: int | None = None
    name: str | None = None
    linked_item: str | None = None
    horizon: str | None = None
    owner: str | None = None
    cost: Amount | None = None
    effect: str | None = None
    start: date | None = None
    due: date | None = None
    status: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Consent(AuditRecord):
    """Согласие of the enterprise to hand data to the platform."""

    entity: ClassVar[str] = "consent"
    given: bool | None = None
    scope: str | None = None
    person: str | None = None
    given_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SignOff(AuditRecord):
    """Подписание: freezes a revision with the hash of its state."""

    entity: ClassVar[str] = "signoff"
    revision: int
    signed_by: str | None = None
    signed_at: str | None = None
    state_hash: str | None = None
    pack_hash: str | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim(AuditRecord):
    """A second answer to a field that already has one; both are kept until somebody decides."""

    entity: ClassVar[str] = "claim"
    target_entity: str
    target_id: str
    field_code: str
    text: str
    source: str | None = None
    status: ClaimStatus = ClaimStatus.OPEN


PLANT_ENTITIES: tuple[type[Record], ...] = (Enterprise, Site, Audit)
AUDIT_ENTITIES: tuple[type[AuditRecord], ...] = (
    Process,
    Product,
    Stream,
    Resource,
    Want,
    CostItem,
    Evidence,
    Interview,
    Finding,
    Readiness,
    Opportunity,
    Match,
    Risk,
    Action,
    Consent,
    SignOff,
    Claim,
)
ENTITIES: Mapping[str, type[Record]] = {c.entity: c for c in (*PLANT_ENTITIES, *AUDIT_ENTITIES)}
