"""The state of one resolution: what each record was and what its fields become."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from symbioaudit.base.i18n import Text
from symbioaudit.intake.identify import Target
from symbioaudit.intake.naming import Names
from symbioaudit.intake.plan import FieldResult
from symbioaudit.intake.staged import Finding
from symbioaudit.intake.values import Context
from symbioaudit.methodology import Pack
from symbioaudit.model.enums import Missing
from symbioaudit.model.records import Claim
from symbioaudit.model.snapshot import Snapshot


@dataclass(slots=True)
class Draft:
    """A record on its way: what it was, what its fields become."""

    target: Target
    fields: dict[str, Any] = field(default_factory=dict)  # by field code
    reasons: dict[str, Missing] = field(default_factory=dict)
    claims: list[Claim] = field(default_factory=list)
    disputed: bool = False
    months: dict[str, dict[str, Any]] = field(default_factory=dict)  # by table: month → amount
    places: dict[str, str] = field(default_factory=dict)  # by field code: the cell it came from


@dataclass(slots=True)
class Work:
    """Everything that reading one file against one audit needs and gathers."""

    pack: Pack
    snapshot: Snapshot
    context: Context
    language: str
    source: str
    names: Mapping[str, str]
    bases: Mapping[str, Text]
    findings: list[Finding]
    results: list[FieldResult]
    fresh: bool = False  # the audit is being made from this file: it has no other answers
    parents: Names = field(default_factory=Names)  # records by form, for the lines of tables
    drafts: dict[str, Draft] = field(default_factory=dict)
