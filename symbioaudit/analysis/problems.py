"""What about the data a person should look at: flagged with its place, never corrected."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from statistics import median

from symbioaudit.analysis import energy
from symbioaudit.analysis.facts import Facts, name_of
from symbioaudit.analysis.results import Balance, GhgRow, Light, Problem
from symbioaudit.base.i18n import N_, Message
from symbioaudit.forms import FormSession
from symbioaudit.model.amount import Amount
from symbioaudit.model.codes import hazard_class
from symbioaudit.model.enums import Severity
from symbioaudit.model.records import Stream

CLOSURE = N_(
    "the {layer} balance of {place} does not close: {share:.1%} of the inputs are not accounted for"
)
MORE_OUT = N_(
    "more comes out than goes in: the {layer} balance of {place} exceeds its inputs by {share:.1%}"
)
INCOMPLETE = N_(
    "the {layer} balance of {place} is incomplete: {unknown} of its amounts are unknown, so its closure is not judged"
)
SOURCE_ENERGY = N_(
    "“{name}”: the year is {ratio:.2f} times the sum of its months: primary (source) energy against metered energy?"
)
SEPARATOR = N_(
    "“{text}” was read as {value}, but other numbers of this audit use the other separator: are thousands meant?"
)
NO_NUMBER = N_("“{name}”: no amount")
CLASS_CONFLICT = N_("“{name}”: class {typed} is stated, but the code says {coded}")
OUTLIER = N_(
    "“{name}”: {month} ({value:.4g}) stands out from the other months (median {median:.4g})"
)
LOW_FACTOR = N_(
    "{emission:.4g} t CO₂e for {energy:.4g} MWh is {ratio:.3f} t/MWh: implausibly little for burnt fuel"
)
CALORIFIC = N_("“{name}”: the calorific value {typed} is {share} of the usual one for this fuel")
DOUBLE = N_(
    "“{name}” equals the sum of {parts}: is it their total? Mark the parts, or they count twice"
)
NOT_SUMMED = N_("“{name}” is part of “{whole}” and is not added again")
LAYERS = {"mass": N_("mass"), "water": N_("water"), "energy": N_("energy")}
WHOLE_SITE = N_("the site")


def problems(
    facts: Facts,
    balances: tuple[Balance, ...],
    ghg: tuple[GhgRow, ...],
) -> tuple[Problem, ...]:
    """All findings, the rules of the forms included, gravest first."""
    found = [
        *_closures(balances),
        *_blanks(facts),
        *_classes(facts),
        *_outliers(facts),
        *_source_energy(facts),
        *_separators(facts),
        *_totals_and_parts(facts),
        *_implausible(facts, ghg),
        *_calorific(facts),
        *_forms(facts),
    ]
    order = list(Severity)
    return tuple(sorted(found, key=lambda p: order.index(p.severity)))


def _closures(balances: tuple[Balance, ...]) -> Iterator[Problem]:
    severity = {
        Light.RED: Severity.ERROR,
        Light.ORANGE: Severity.WARNING,
        Light.YELLOW: Severity.HINT,
    }
    for b in balances:
        share = b.imbalance_share.value
        if b.lines and b.unquantified:
            what = {"layer": Message(LAYERS[b.layer]), "place": b.name or Message(WHOLE_SITE)}
            text = Message(INCOMPLETE, what | {"unknown": len(b.unquantified)})
            record = ("process", b.process, "") if b.process else None
            yield Problem("P-BAL-02", Severity.HINT, text, record)
        if b.light in severity and share is not None:
            place = b.name or Message(WHOLE_SITE)
            text = Message(
                CLOSURE if share > 0 else MORE_OUT,
                {"layer": Message(LAYERS[b.layer]), "place": place, "share": abs(share)},
            )
            record = ("process", b.process, "") if b.process else None
            yield Problem("P-BAL-01", severity[b.light], text, record)


def _blanks(facts: Facts) -> Iterator[Problem]:
    for s in facts.snapshot.streams:
        blank = s.quantity is None or (s.quantity.value is None and s.quantity.missing is None)
        if blank and "quantity" not in s.reasons:
            yield Problem(
                "P-QTY-01",
                Severity.WARNING,
                Message(NO_NUMBER, {"name": name_of(s)}),
                ("stream", s.id, "quantity"),
            )
        if s.part_of and s.part_of in facts.snapshot.by_id:
            whole = name_of(facts.snapshot.by_id[s.part_of])
            yield Problem(
                "P-TOT-02",
                Severity.HINT,
                Message(NOT_SUMMED, {"name": name_of(s), "whole": whole}),
                ("stream", s.id, "part_of"),
            )


def _classes(facts: Facts) -> Iterator[Problem]:
    for s in facts.snapshot.streams:
        typed, coded = s.properties.get("hazard_class"), hazard_class(s.fkko)
        if isinstance(typed, int) and coded and typed != coded:
            text = Message(CLASS_CONFLICT, {"name": name_of(s), "typed": typed, "coded": coded})
            yield Problem("P-FKKO-01", Severity.ERROR, text, ("stream", s.id, "hazard_class"))


def _outliers(facts: Facts) -> Iterator[Problem]:
    """A month far from the median both in ratio and against the usual spread: seasons are no outliers (T6)."""
    rules = facts.pack.thresholds["plausibility"]
    limit, spreads = rules["outlier_ratio"], rules["outlier_spreads"]
    for s in facts.snapshot.streams:
        months = _months(s)
        if len(months) < 6:
            continue
        middle = median(months.values())
        spread = median(abs(v - middle) for v in months.values())
        for month, value in months.items():
            far = value > limit * middle or value < middle / (2 * limit)
            if middle > 0 and far and abs(value - middle) > spreads * spread:
                text = Message(
                    OUTLIER, {"name": name_of(s), "month": month, "value": value, "median": middle}
                )
                yield Problem("P-MON-01", Severity.WARNING, text, ("stream", s.id, "monthly"))


def _source_energy(facts: Facts) -> Iterator[Problem]:
    """Electricity whose year is about three times its months: someone multiplied by source energy (trap T3)."""
    low, high = facts.pack.thresholds["plausibility"]["source_energy_ratio"]
    for s in energy.carriers(facts):
        months, year = _months(s), s.quantity.number if s.quantity else None
        if (
            s.carrier != "electricity"
            or len(months) != MONTHS
            or not year
            or not sum(months.values())
        ):
            continue
        ratio = year / sum(months.values())
        if low <= ratio <= high:
            text = Message(SOURCE_ENERGY, {"name": name_of(s), "ratio": ratio})
            yield Problem("P-NRG-01", Severity.WARNING, text, ("stream", s.id, "quantity"))


MONTHS = 12
# 150.000 or 635,000: one separator before three digits, which another country reads as thousands.
_GROUP = re.compile(r"(?<![\d.,])[1-9]\d{0,2}([.,])\d{3}(?![\d.,])")
_DECIMAL = re.compile(r"(?<![\d.,])\d+([.,])(?:\d{1,2}|\d{4,})(?![\d.,])")


def _separators(facts: Facts) -> Iterator[Problem]:
    """Numbers whose separator is not the one that the audit's other numbers use (trap T9)."""
    typed = list(_typed(facts))
    decimal = {m[1] for _p, a in typed for m in _DECIMAL.finditer(a.text)}
    groups = [(place, a, m[1]) for place, a in typed for m in _GROUP.finditer(a.text)]
    marks = {mark for _p, _a, mark in groups}
    for place, amount, mark in groups:
        if (decimal and mark not in decimal) or (not decimal and len(marks) > 1):
            best = amount.value.best if amount.value else None
            text = Message(SEPARATOR, {"text": amount.text, "value": f"{best:g}"})
            yield Problem("P-NUM-01", Severity.WARNING, text, place)


def _typed(facts: Facts) -> Iterator[tuple[tuple[str, str, str], Amount]]:
    """Every amount that was typed as a number, with its place."""
    for entity in ("stream", "product", "cost", "opportunity"):
        for record in facts.snapshot.of(entity):
            fields = {name: getattr(record, name) for name in record.__dataclass_fields__}
            for code, value in {**fields, **record.properties}.items():
                if isinstance(value, Amount) and value.value is not None:
                    yield (record.entity, record.id, code), value


def _months(stream: Stream) -> Mapping[str, float]:
    table = stream.properties.get("monthly")
    if not isinstance(table, tuple):
        return {}
    out = {}
    for n, row in enumerate(table, 1):
        if isinstance(row, Mapping):
            value = row.get("value")
            number = value.number if isinstance(value, Amount) else value
            if isinstance(number, int | float):
                out[str(row.get("month") or n)] = float(number)
    return out


def _totals_and_parts(facts: Facts) -> Iterator[Problem]:
    """A row that equals the sum of the two or three after it of the same code or name stem (trap T4)."""
    groups: dict[tuple[str, str, str], list[Stream]] = {}
    for s in facts.counted_streams:
        if s.quantity and s.quantity.number:
            key = (s.direction.value, s.category.value, str(s.properties.get("group") or ""))
            groups.setdefault(key, []).append(s)
    for members in groups.values():
        for n, s in enumerate(members):
            parts = members[n + 1 : n + 3]
            whole = s.quantity.number if s.quantity else None
            if len(parts) == 2 and whole and _equals(whole, parts):
                names = " + ".join(name_of(p) for p in parts)
                yield Problem(
                    "P-TOT-01",
                    Severity.WARNING,
                    Message(DOUBLE, {"name": name_of(s), "parts": names}),
                    ("stream", s.id, "quantity"),
                )


def _equals(whole: float, parts: list[Stream]) -> bool:
    added = sum((p.quantity.number or 0.0) for p in parts if p.quantity)
    return abs(added - whole) <= 1e-9 * abs(whole)


def _implausible(facts: Facts, ghg: tuple[GhgRow, ...]) -> Iterator[Problem]:
    limit = facts.pack.thresholds["plausibility"]["co2_per_mwh_min"]
    for row in ghg:
        mwh = (row.activity.value or 0.0) / 3.6 if row.activity.unit == "GJ/a" else 0.0
        if row.scope == 1 and mwh > 0 and row.emission.value and row.emission.value / mwh < limit:
            text = Message(
                LOW_FACTOR,
                {"emission": row.emission.value, "energy": mwh, "ratio": row.emission.value / mwh},
            )
            yield Problem(
                "P-GHG-01", Severity.WARNING, text, (*(row.record or ("", "")), "quantity")
            )
    for item in facts.snapshot.opportunities:
        saved, carbon = item.saving_energy, item.saving_co2
        if saved and carbon and saved.number and carbon.number:
            mwh = saved.number / 3.6
            if carbon.number / mwh < limit:
                text = Message(
                    LOW_FACTOR,
                    {"emission": carbon.number, "energy": mwh, "ratio": carbon.number / mwh},
                )
                yield Problem(
                    "P-GHG-02", Severity.WARNING, text, ("opportunity", item.id, "saving_co2")
                )


def _calorific(facts: Facts) -> Iterator[Problem]:
    """A typed calorific value that is many times the usual one (trap T5)."""
    ratio = facts.pack.thresholds["plausibility"]["ncv_ratio"]
    for s in energy.carriers(facts):
        typed, usual = s.ncv, facts.factor(f"ncv.{s.carrier}")
        if typed is None or not typed.number or usual is None:
            continue
        share = typed.number / energy.per_canonical(usual)
        if share > ratio or share < 1 / ratio:
            text = Message(
                CALORIFIC, {"name": name_of(s), "typed": typed.text, "share": f"{share:.3g}"}
            )
            yield Problem("P-NCV-01", Severity.ERROR, text, ("stream", s.id, "ncv"))


def _forms(facts: Facts) -> Iterable[Problem]:
    for form in facts.pack.forms.values():
        for record in facts.snapshot.of(form.entity):
            if form.takes(record):
                for p in FormSession(form, record, facts.snapshot.audit.depth).problems():
                    yield Problem(
                        "P-FORM-01", p.severity, p.text, (record.entity, record.id, p.field)
                    )
