"""Checks of what opportunities are judged by: questions of the families, the ladder of readiness, exit criteria of
the pipeline, the failure analysis, the metrics of chains."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from symbioaudit.methodology import errors as e
from symbioaudit.methodology.check_forms import judged
from symbioaudit.methodology.check_numbers import rising, unit
from symbioaudit.methodology.check_steps import missing
from symbioaudit.methodology.findings import Draft, Finding, found
from symbioaudit.methodology.sorts import entity_sorts

FAMILIES: Final = "opportunity_families"
METRICS: Final = "metrics"  # table of the form of chains


def families(draft: Draft) -> Iterator[Finding]:
    """Each family of the list asks something that is always asked; questions are unique, predicates sound."""
    file, known = draft.one("families"), draft.values(FAMILIES)
    names, seen, always = _names(draft, "stream"), set(), set()
    for n, item in enumerate(file.content):
        if item["family"] not in known:
            yield found(e.NO_REFERENCE, file.where(n, "family"), kind=FAMILIES, name=item["family"])
        for m, question in enumerate(item["questions"]):
            if question["id"] in seen:
                yield found(e.TWICE, file.where(n, "questions", m, "id"), what=question["id"])
            seen.add(question["id"])
            if question.get("when"):
                yield from judged(file, (n, "questions", m, "when"), question["when"], names)
            else:
                always.add(item["family"])
    for name in sorted(set(known) - always):
        yield found(e.NO_FAMILY, file.where(), family=name)


def perspectives(draft: Draft) -> Iterator[Finding]:
    """The partner's marks are fields too; every level of the ladder is described."""
    file = draft.one("risks")
    levels = draft.values(file.content.get("synergy_levels") or "")
    fields = _names(draft, "match")
    for n, item in enumerate(file.content.get("perspectives") or ()):
        partner = item.get("partner")
        if partner and partner not in fields:
            yield found(
                e.NO_REFERENCE, file.where("perspectives", n, "partner"), kind="field", name=partner
            )
        told = item.get("levels") or ()
        if len(told) != len(levels):
            yield found(
                e.LEVELS, file.where("perspectives", n), perspective=item["field"], n=len(told), all=len(levels)
            )  # fmt: skip


def pipeline(draft: Draft) -> Iterator[Finding]:
    """Exit criteria belong to statuses and are sound over a match or a measure."""
    for part, entity in (("pipeline", "match"), ("measures", "opportunity")):
        if part in draft.content("risks"):
            yield from _stages(draft, part, entity)


def _stages(draft: Draft, part: str, entity: str) -> Iterator[Finding]:
    file = draft.one("risks")
    rules, names = file.content[part], _names(draft, entity)
    known = draft.values(rules["statuses"])
    for key in ("order", "aside"):
        yield from missing(file, (part, key), "status", rules[key], known)
    for status, criteria in (rules.get("criteria") or {}).items():
        if status not in known:
            yield found(
                e.NO_REFERENCE, file.where(part, "criteria", status), kind="status", name=status
            )
        for n, one in enumerate(criteria):
            yield from judged(file, (part, "criteria", status, n, "expr"), one["expr"], names)


def failures(draft: Draft) -> Iterator[Finding]:
    """The marks of the failure analysis are fields of risks; its bands rise."""
    file = draft.one("risks")
    rules = file.content.get("sfmea")
    if rules is None:
        return
    names = _names(draft, "risk")
    yield from missing(file, ("sfmea", "fields"), "field", rules["fields"], names)
    yield from rising(file, ("sfmea", "bands"), [band["from"] for band in rules["bands"]])


def metrics(draft: Draft) -> Iterator[Finding]:
    """The metrics of chains are columns of the table of years, in units that can be read."""
    file = draft.one("scoring")
    table = _names(draft, "match").get(METRICS)
    columns = set(table.columns or ()) if table else set()
    for name, rule in (file.content.get("monitoring") or {}).get("metrics", {}).items():
        place = ("monitoring", "metrics", name)
        if name not in columns:
            yield found(e.NO_REFERENCE, file.where(*place), kind="field", name=name)
        yield from unit(file, (*place, "unit"), rule["unit"])


def _names(draft: Draft, entity: str) -> Mapping[str, Any]:
    forms = [f.content for f in draft.files("forms")]
    return dict(entity_sorts(entity, forms, draft.content("enums")))


OPPORTUNITY_CHECKS: Final = (
    (("families", "forms", "enums"), families),
    (("risks", "forms", "enums"), perspectives),
    (("risks", "forms", "enums"), pipeline),
    (("risks", "forms", "enums"), failures),
    (("scoring", "forms", "enums"), metrics),
)
