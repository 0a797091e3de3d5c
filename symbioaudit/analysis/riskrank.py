"""F-66: ranks of the risks now and after their measures, in the bands of the pack; F-67 where they were rated so."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from symbioaudit.analysis.facts import Facts, computed, label_of, name_of
from symbioaudit.analysis.formulas.quality import risk_rank, severity_number
from symbioaudit.analysis.results import Quantity, RiskRow, Source
from symbioaudit.base.i18n import N_, Message
from symbioaudit.model.records import Risk

MOST = 10  # of a mark of the failure analysis
MARKS = frozenset({1, 2, 3})
NO_FAILURE = N_("severity, occurrence or detection is not rated")
NOT_RATED = N_("probability or impact is not rated")


def risks(facts: Facts) -> tuple[RiskRow, ...]:
    """The gravest first; what is not rated last."""
    rows = [_row(facts.pack.risks, risk) for risk in facts.snapshot.risks]
    return tuple(sorted(rows, key=lambda row: (-(row.rank.value or 0.0), row.record_id)))


def rank_of(risk: Risk, *, residual: bool = False) -> Quantity:
    """P × C of a risk, or of what is left of it; unknown unless both are 1, 2 or 3."""
    codes = ("residual_probability", "residual_impact") if residual else ("probability", "impact")
    values = [getattr(risk, code) for code in codes]
    if any(value not in MARKS for value in values):
        return Quantity(None, "", gap=Message(NOT_RATED))
    sources = [
        Source(symbol, float(value), "", label_of(risk), record=("risk", risk.id, code))
        for symbol, value, code in zip("PC", values, codes, strict=True)
    ]
    return computed(risk_rank(*values), "", "F-66", "R = P·C", sources=sources)


def failure_of(rules: Mapping[str, Any], risk: Risk) -> Quantity:
    """F-67: severity × occurrence × detection; unknown unless all three are 1–10."""
    fields = (rules.get("sfmea") or {}).get("fields") or ()
    given = [risk.properties.get(code) for code in fields]
    marks = [m for m in given if isinstance(m, int) and 1 <= m <= MOST]
    if not marks or len(marks) < len(given):
        return Quantity(None, "", gap=Message(NO_FAILURE))
    sources = [
        Source(symbol, float(mark), "", label_of(risk), record=("risk", risk.id, code))
        for symbol, mark, code in zip("SOD", marks, fields, strict=True)
    ]
    return computed(severity_number(*marks), "", "F-67", "RPN = S·O·D", sources=sources)


def band_of(rules: Mapping[str, Any], rank: float | None) -> Mapping[str, Any] | None:
    """The band of the pack that a rank falls into."""
    if rank is None:
        return None
    return next((band for band in rules["bands"] if band["from"] <= rank <= band["to"]), None)


def _row(rules: Mapping[str, Any], risk: Risk) -> RiskRow:
    rank, left = rank_of(risk), rank_of(risk, residual=True)
    failure = failure_of(rules, risk)
    failed = band_of(rules["sfmea"], failure.value) if failure.value is not None else None
    grave = rank.value is not None and rank.value >= rules["measure_from"]
    band, left_band = band_of(rules, rank.value), band_of(rules, left.value)
    return RiskRow(
        risk.id,
        name_of(risk),
        risk.probability,
        risk.impact,
        rank,
        band["id"] if band else None,
        risk.residual_probability,
        risk.residual_impact,
        left,
        left_band["id"] if left_band else None,
        (grave or _severe(rules, risk, failed)) and not risk.measure,
        failure,
        failed["id"] if failed else None,
    )


def _severe(rules: Mapping[str, Any], risk: Risk, band: Mapping[str, Any] | None) -> bool:
    """The failure analysis asks for a measure: by its number, or by its severity whatever the number."""
    if band is None:
        return False
    severity = risk.properties.get(rules["sfmea"]["fields"][0])
    grave = isinstance(severity, int) and severity >= rules["sfmea"]["severe_from"]
    return band["lamp"] == "red" or grave
