"""The judgement that closes an audit: potential and readiness, priorities, sums together, risks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from symbioaudit.analysis.facts import Facts
from symbioaudit.analysis.opportunities.effects import Effect
from symbioaudit.analysis.potential import potential, quadrants, readiness_parts
from symbioaudit.analysis.priorities import agreement, measures
from symbioaudit.analysis.results import HeatRow, LossRow, OpportunityRow, Outlook, Quantity
from symbioaudit.analysis.riskrank import risks
from symbioaudit.analysis.together import together


def outlook(
    facts: Facts,
    rows: Sequence[OpportunityRow],
    changed: Mapping[str, Effect],
    heat: Iterable[HeatRow],
    losses: Sequence[LossRow],
    totals: Mapping[str, Quantity],
) -> Outlook:
    """The closing's judgement from what the chapters before it found."""
    ready = readiness_parts(facts)
    across = potential(facts, heat, losses)
    found = measures(facts, rows, changed, totals, ready)
    return Outlook(
        potential=across,
        readiness=ready,
        quadrants=quadrants(facts, across, ready),
        measures=found,
        together=together(facts, found),
        risks=risks(facts),
        agreement=agreement(found),
    )
