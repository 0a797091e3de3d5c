"""Opportunities of an audit for the window, the terminal and reports: the study, and how long a match has been in
each status by the journal."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from symbioaudit.analysis import Results
from symbioaudit.analysis.opportunities.pipeline import Standing
from symbioaudit.analysis.opportunities.proposals import Proposal
from symbioaudit.analysis.restating import Comparison
from symbioaudit.analysis.study import MeasureStudy, Study, study, technologies
from symbioaudit.base import clock
from symbioaudit.base.ids import new_id
from symbioaudit.methodology import Pack
from symbioaudit.methodology.technologies import technology_class
from symbioaudit.model.enums import OpportunityFamily
from symbioaudit.model.records import Opportunity
from symbioaudit.model.snapshot import Snapshot
from symbioaudit.services.analyses import analyse_audit, plain
from symbioaudit.services.operations import Create
from symbioaudit.services.register import STATUS_ON, today
from symbioaudit.services.workspace import Workspace
from symbioaudit.storage import reader

DAY = 24 * 3600.0


@dataclass(frozen=True, slots=True)
class Stay:
    """One status of a match or a measure and how long it lasted; ``until`` None: it still holds."""

    status: str
    since: str  # ISO 8601
    until: str | None
    days: float
    by: str


@dataclass(frozen=True)
class Studied:
    """An audit with the study of its opportunities."""

    snapshot: Snapshot
    pack: Pack
    results: Results
    study: Study
    stays: Mapping[str, tuple[Stay, ...]]  # by match or measure


def studied(workspace: Workspace, audit_id: str) -> Studied:
    """The study of an audit.

    Raises:
        SymbioError: no such audit, its pack is not installed or not in order.
    """
    snapshot, pack, results = analyse_audit(workspace, audit_id)
    found = study(snapshot, pack, results, pack.symbiosis)
    return Studied(snapshot, pack, results, found, stays_of(workspace, snapshot))


def proposed(workspace: Workspace, audit_id: str) -> tuple[Pack, tuple[Proposal, ...]]:
    """Technologies that fit the streams of an audit."""
    snapshot, pack, results = analyse_audit(workspace, audit_id)
    return pack, technologies(snapshot, pack, results, pack.symbiosis)


def taken(proposal: Proposal, audit_id: str, process_id: str | None = None) -> Create:
    """A proposal as a measure of the audit, to be judged and completed by whoever took it."""
    technology = proposal.technology
    low, high = technology.trl
    return Create(
        Opportunity(
            id=new_id(), audit_id=audit_id, name=f"{technology.title.ru}: {proposal.stream}",
            family=OpportunityFamily.TECHNOLOGY_CHANGE, stream_id=proposal.stream_id, process_id=process_id,
            technology_id=technology.id, trl=(low + high) // 2, status="proposed", overlap=0.0,
            properties={
                STATUS_ON: today(),
                "title_en": f"{technology.title.en}: {proposal.stream}",
            },
        )
    )  # fmt: skip


def stays_of(workspace: Workspace, snapshot: Snapshot) -> Mapping[str, tuple[Stay, ...]]:
    """Time in each status, by what the journal says of every match and measure."""
    now = clock.now()
    return {
        one.id: stays(reader.history(workspace, one.entity, one.id, "status"), now)
        for one in (*snapshot.matches, *snapshot.opportunities)
    }


def stays(entries: Iterable[Any], now: datetime) -> tuple[Stay, ...]:
    """The statuses one after another; what was undone lasted until it was undone."""
    marks = [(str(entry.new), entry.at, entry.actor) for entry in entries if entry.new is not None]
    changed = [mark for n, mark in enumerate(marks) if n == 0 or marks[n - 1][0] != mark[0]]
    out = []
    for n, (status, since, actor) in enumerate(changed):
        until = changed[n + 1][1] if n + 1 < len(changed) else None
        end = datetime.fromisoformat(until) if until else now
        days = (end - datetime.fromisoformat(since)).total_seconds() / DAY
        out.append(Stay(status, since, until, max(days, 0.0), actor))
    return tuple(out)


# As JSON


def study_json(found: Studied, lang: str) -> dict[str, Any]:
    """Everything as plain data, labels in ``lang``; unknown values null."""
    results, whole = found.results, found.study
    outlook = results.outlook
    return {
        "audit": found.snapshot.audit.id,
        "hot_spots": [plain(spot, lang) | {"settled": spot.settled} for spot in whole.spots],
        "measures": [_measure(one, lang) for one in whole.measures],
        "together": plain(outlook.together, lang) if outlook else None,
        "agreement": plain(outlook.agreement, lang) if outlook else None,
        "joint": _comparison(whole.joint, lang),
        "risks": plain(outlook.risks, lang) if outlook else [],
        "technologies": [proposal_json(one, lang, found.pack) for one in whole.proposals],
        "readiness": [plain(ladder, lang) for ladder in _extra(results, "ladders")],
        "pipeline": [_standing(one, found.stays, lang) for one in _extra(results, "pipeline")],
        "monitoring": plain(results.extra.get("monitoring"), lang),
    }


def _extra(results: Results, name: str) -> tuple[Any, ...]:
    value = results.extra.get(name)
    return value if isinstance(value, tuple) else ()


def _measure(one: MeasureStudy, lang: str) -> dict[str, Any]:
    data: dict[str, Any] = {
        "record_id": one.record_id,
        "name": one.name,
        "family": one.family,
        "priority": plain(one.measure.priority, lang),
        "closeness": plain(one.measure.closeness, lang),
        "savings": plain(one.measure.savings, lang),
        "from_changes": sorted(one.measure.from_changes),
        "economics": plain(one.row, lang),
        "effect": plain(one.effect.lines, lang) if one.effect else None,
        "before_after": _comparison(one.comparison, lang),
        "sensitivity": plain(one.sensitivity, lang),
        "why_no_sensitivity": plain(one.why_not, lang),
        "disagrees": one.disagrees,
        "gaps": plain(one.gaps, lang),
    }
    return data


def _comparison(found: Comparison | None, lang: str) -> dict[str, Any] | None:
    """Before and after of the figures that move; the lights of the balances."""
    if found is None:
        return None
    return {
        "figures": [
            {
                "id": one.id, "group": one.group, "label": one.label.render(lang),
                "before": one.before.value, "after": one.after.value,
                "difference": one.difference.value, "unit": one.after.unit,
            }
            for one in found.moved
        ],
        "lights": {layer: [str(a), str(b)] for layer, a, b in found.lights},
    }  # fmt: skip


def _standing(one: Standing, stays_: Mapping[str, tuple[Stay, ...]], lang: str) -> dict[str, Any]:
    data: dict[str, Any] = plain(one, lang)
    since = one.since.isoformat() if one.since else None
    missing = [c.text.render(lang) for c in one.missing]
    spent = plain(stays_.get(one.record[1], ()), lang)
    return data | {"since": since, "missing": missing, "ready": one.ready, "stays": spent}


def proposal_json(one: Proposal, lang: str, pack: Pack) -> dict[str, Any]:
    """One technology for one stream."""
    technology = one.technology
    return {
        "stream_id": one.stream_id,
        "stream": one.stream,
        "technology": technology.id,
        "title": technology.title.render(lang),
        "product": technology.product.render(lang),
        "verdict": one.verdict,
        "class": technology_class(technology, pack.scoring["technology"]),
        "trl": list(technology.trl),
        "in_russia": technology.in_russia,
        "resource": one.resource,
        "confidence": round(one.confidence, 3),
        "for": plain(one.reasons, lang),
        "against": plain(one.against, lang),
        "conditions": plain(technology.conditions, lang),
        "unknown": list(one.unknown),
        "taken": list(one.taken),
        "hot_spot_score": one.score,
        "source": technology.source,
        "verified": technology.verified,
        "origin": technology.origin,
    }
