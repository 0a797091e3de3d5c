"""Closed vocabularies of the domain (DESIGN §2); texts for people live in the pack's enums."""

from __future__ import annotations

from enum import StrEnum


class Basis(StrEnum):
    """How a number is known (ISO 14051 data collection; UNIDO RECP balance rules)."""

    MEASURED = "measured"
    BILLED = "billed"
    CALCULATED = "calculated"
    ESTIMATED = "estimated"
    DESIGN = "design"
    LITERATURE = "literature"


class Missing(StrEnum):
    """Why a value is blank; a blank is never a zero."""

    UNKNOWN = "unknown"
    NOT_APPLICABLE = "not_applicable"
    REFUSED = "refused"
    TO_BE_MEASURED = "to_be_measured"


class AmountKind(StrEnum):
    """Shape of a typed amount."""

    EXACT = "exact"
    APPROX = "approx"  # ~12
    RANGE = "range"  # 10–14
    TOLERANCE = "tolerance"  # 12 ± 20 %
    UPPER_BOUND = "upper_bound"  # < 5
    LOWER_BOUND = "lower_bound"  # > 5, 10 000+


class Per(StrEnum):
    """Period to which a typed amount refers."""

    SECOND = "second"
    MINUTE = "minute"
    HOUR = "hour"
    SHIFT = "shift"
    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"


class Direction(StrEnum):
    """Side of a stream seen from the site or, for ``internal``, between two processes."""

    IN = "in"
    OUT = "out"
    INTERNAL = "internal"


class Kind(StrEnum):
    """Resource kind of a stream."""

    MATERIAL = "material"
    ENERGY = "energy"
    WATER = "water"


class Category(StrEnum):
    """What a stream is; the form that shows it follows from this."""

    RAW_MATERIAL = "raw_material"
    AUXILIARY = "auxiliary"
    PACKAGING = "packaging"
    ENERGY_CARRIER = "energy_carrier"
    WATER = "water"
    BY_PRODUCT = "by_product"
    WASTE = "waste"
    WASTEWATER = "wastewater"
    EMISSION = "emission"
    WASTE_HEAT = "waste_heat"
    ATMOSPHERIC = "atmospheric"  # combustion air, evaporated water: explicit in F-02
    INTERMEDIATE = "intermediate"  # between two processes
    LOSS = "loss"


class LegalStatus(StrEnum):
    """Legal status of an output in Russia (89-FZ, 7-FZ art. 51.1); advice, never a verdict."""

    PRODUCT = "product"
    BY_PRODUCT = "by_product"
    WASTE = "waste"
    SECONDARY_RESOURCE = "secondary_resource"
    UNKNOWN = "unknown"


class Confidentiality(StrEnum):
    """Who may see a record outside this laptop (DESIGN §10)."""

    PRIVATE = "private"
    AGGREGATED = "aggregated"
    MATCHABLE = "matchable"
    OPEN = "open"


class Depth(StrEnum):
    """Depth of a screening; changes only which fields are required."""

    EXPRESS = "express"
    STANDARD = "standard"
    DEEP = "deep"


class AuditStatus(StrEnum):
    """Life of an audit."""

    DRAFT = "draft"
    SIGNED = "signed"
    ARCHIVED = "archived"


class Severity(StrEnum):
    """Four severities of a finding about the data."""

    BLOCKER = "blocker"
    ERROR = "error"
    WARNING = "warning"
    HINT = "hint"


class OpportunityFamily(StrEnum):
    """UNIDO-UNEP's eight RECP option families, and external symbiosis."""

    HOUSEKEEPING = "housekeeping"
    INPUT_SUBSTITUTION = "input_substitution"
    PROCESS_CONTROL = "process_control"
    EQUIPMENT_MODIFICATION = "equipment_modification"
    TECHNOLOGY_CHANGE = "technology_change"
    ON_SITE_REUSE = "on_site_reuse"
    USEFUL_BY_PRODUCT = "useful_by_product"
    PRODUCT_MODIFICATION = "product_modification"
    SYMBIOSIS = "symbiosis"


class ClaimStatus(StrEnum):
    """State of a second answer to a question that already has one."""

    OPEN = "open"
    ACCEPTED = "accepted"
    REJECTED = "rejected"
