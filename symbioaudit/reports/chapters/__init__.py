"""One pure function per chapter: context → blocks. The outline names them by their keys."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from symbioaudit.reports.chapters import (
    annexes,
    balances,
    brief,
    calculations,
    consumption,
    enterprise,
    indicators,
    losses,
    method,
    opportunities,
    outputs,
    plan,
    quality,
    risks,
    scope,
    streams,
    symbiosis,
    technologies,
)
from symbioaudit.reports.context import Context
from symbioaudit.reports.tree import Block

Chapter = Callable[[Context], tuple[Block, ...]]

CHAPTERS: Final[Mapping[str, Chapter]] = {
    "brief": brief.chapter,
    "scope": scope.chapter,
    "enterprise": enterprise.chapter,
    "consumption": consumption.chapter,
    "outputs": outputs.chapter,
    "balances": balances.chapter,
    "indicators": indicators.chapter,
    "losses": losses.chapter,
    "opportunities": opportunities.chapter,
    "technologies": technologies.chapter,
    "symbiosis": symbiosis.chapter,
    "risks": risks.chapter,
    "plan": plan.chapter,
    "quality": quality.chapter,
    "streams": streams.cards,
    "flows": streams.flows,
    "calculations": calculations.chapter,
    "interviews": annexes.interviews,
    "evidence": annexes.evidence,
    "method": method.chapter,
    "glossary": annexes.glossary,
    "acceptance": annexes.acceptance,
}
