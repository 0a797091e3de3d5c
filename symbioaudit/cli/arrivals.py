"""Taking an audit in from a file: show what would change here, ask, do it."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Any

import click

from symbioaudit.base.i18n import N_, _, plural
from symbioaudit.cli import spoken
from symbioaudit.cli.common import note
from symbioaudit.model.changes import Changes, FieldChange

if TYPE_CHECKING:
    from symbioaudit.services.packages import Arrival
    from symbioaudit.services.workspace import Workspace

SHOWN = 40  # differences printed before the rest is only counted
WIDTH = 60  # characters of a value

yes_option = spoken.option("--yes", is_flag=True, help=N_("Do not ask."))


def settle(workspace: Workspace, arrived: Arrival, *, yes: bool) -> Changes | None:
    """Take it in, after asking when it touches what is here; None when the answer was no.

    Raises:
        SymbioError: SA-8056, it differs from what is here and there is nobody to ask.
    """
    from symbioaudit.services.errors import EXISTS_OTHERWISE
    from symbioaudit.services.packages import take_in

    if arrived.touches and not yes:
        _show(arrived.changes)
        if not sys.stdin.isatty():
            raise EXISTS_OTHERWISE(
                number=arrived.snapshot.audit.number or arrived.snapshot.audit.id
            )
        if not click.confirm(_("Apply?"), err=True):
            note(_("Stopped; nothing was changed."))
            return None
    changes = take_in(workspace, arrived)
    if changes.fields:
        note(plural(N_("Taken in: {n} change."), N_("Taken in: {n} changes."), len(changes.fields)))
    else:
        note(_("Nothing new in the file; nothing was changed."))
    return changes


def _show(changes: tuple[FieldChange, ...]) -> None:
    for change in changes[:SHOWN]:
        note(_line(change))
    if len(changes) > SHOWN:
        note(plural(N_("… and {n} more"), N_("… and {n} more"), len(changes) - SHOWN))


def _line(change: FieldChange) -> str:
    place = f"{change.entity}/{change.id[-12:]}"
    if change.field == "*":
        return f"+ {place}" if change.old is None else f"− {place}"
    return f"≠ {place}/{change.field}: {_short(change.old)} → {_short(change.new)}"


def _short(value: Any) -> str:
    if value is None:
        return "—"
    if isinstance(value, dict) and "text" in value:
        value = value["text"]
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return text if len(text) <= WIDTH else f"{text[: WIDTH - 1]}…"
