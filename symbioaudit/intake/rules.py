"""The rules of the forms, heard while a file is loaded: each broken one is a finding at its cell."""

from __future__ import annotations

from collections.abc import Iterator

from symbioaudit.forms import FormSession
from symbioaudit.intake.staged import Finding
from symbioaudit.intake.work import Draft
from symbioaudit.methodology import Pack
from symbioaudit.model.records import Record


def broken_rules(pack: Pack, draft: Draft, record: Record) -> Iterator[Finding]:
    """What the record's form says against the answers that this file gave; nothing is held back."""
    form = pack.forms.get(draft.target.block.form)
    if form is None or not draft.places:
        return
    for problem in FormSession(form, record).problems():
        place = draft.places.get(problem.field)
        if place is not None:
            yield Finding(problem.severity, problem.text, place)
