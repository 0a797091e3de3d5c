"""The dossier: everything a report is made of, frozen at one moment."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

from symbioaudit.analysis.results import Results
from symbioaudit.base.i18n import Text
from symbioaudit.forms import FormDef
from symbioaudit.model.snapshot import Snapshot
from symbioaudit.reports.audience import Hidden
from symbioaudit.reports.layout import Layout


class MethodPack(Protocol):
    """What a report asks of a methodology pack."""

    @property
    def id(self) -> str:
        """Identifier, e.g. ``is-screening-ru``."""

    @property
    def version(self) -> str:
        """Semantic version."""

    @property
    def hash(self) -> str:
        """SHA-256 of the pack's files."""

    @property
    def title(self) -> Text:
        """Name in both languages."""

    @property
    def scoring(self) -> Mapping[str, Any]:
        """Weights, breakpoints and the statements of readiness."""

    @property
    def risks(self) -> Mapping[str, Any]:
        """Bands of the risk rank, starter risks."""

    @property
    def forms(self) -> Mapping[str, FormDef]:
        """Forms by id."""

    def text(self, enum: str, value: str) -> Text:
        """Text of a value of a closed list; KeyError when the list lacks it."""


@dataclass(frozen=True)
class Dossier:
    """Snapshot, results and texts of one report in one language.

    ``draft`` counts the printings before sign-off; None means that the audit is signed off.
    ``notes`` are the consultant's own paragraphs by chapter id, printed at its end.
    """

    snapshot: Snapshot
    results: Results
    pack: MethodPack
    language: str
    produced_at: datetime
    app_version: str
    draft: int | None = None
    notes: Mapping[str, str] = field(default_factory=dict)
    layout: Layout = field(default_factory=Layout)
    hidden: Hidden | None = None  # what the redaction for these readers left out

    def pack_part(self, name: str) -> Any:
        """An optional part of the pack (``report``, ``forms``, ``changelog``), or None."""
        return getattr(self.pack, name, None)
