"""F-66: ranks of the risks now and after their measures, in the bands of the pack."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from symbioaudit.analysis.facts import Facts, computed, label_of, name_of
from symbioaudit.analysis.formulas.quality import risk_rank
from symbioaudit.analysis.results import Quantity, RiskRow, Source
from symbioaudit.base.i18n import N_, Message
from symbioaudit.model.records import Risk

MARKS = frozenset({1, 2, 3})
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


def band_of(rules: Mapping[str, Any], rank: float | None) -> Mapping[str, Any] | None:
    """The band of the pack that a rank falls into."""
    if rank is None:
        return None
    return next((band for band in rules["bands"] if band["from"] <= rank <= band["to"]), None)


def _row(rules: Mapping[str, Any], risk: Risk) -> RiskRow:
    rank, left = rank_of(risk), rank_of(risk, residual=True)
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
        rank.value is not None and rank.value >= rules["measure_from"] and not risk.measure,
    )
