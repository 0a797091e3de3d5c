"""``symbioaudit audit``: new, list, show, delete, export, import; the rest is beside."""

from __future__ import annotations

from datetime import date
from importlib import import_module
from pathlib import Path
from typing import Any

import click

from symbioaudit.base.errors import EXISTS, Exit, SymbioError
from symbioaudit.base.i18n import N_, _, plural
from symbioaudit.cli import evidence, spoken
from symbioaudit.cli.arrivals import settle, yes_option
from symbioaudit.cli.audit_compare import compare
from symbioaudit.cli.audit_sign import reopen, sign, signoffs
from symbioaudit.cli.audit_status import as_data, override, repin, status
from symbioaudit.cli.audit_status import lines as status_lines
from symbioaudit.cli.card import card
from symbioaudit.cli.common import emit_json, note, workspace_path
from symbioaudit.model.enums import Depth

JSON = spoken.option("--json", "as_json", is_flag=True, help=N_("Print JSON."))


class Period(click.ParamType[tuple[date, date]]):
    """``2025-01-01:2025-12-31``."""

    name = "period"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[date, date]:
        """Two dates, the second not before the first."""
        if isinstance(value, tuple):
            return value
        try:
            start, end = (date.fromisoformat(part.strip()) for part in str(value).split(":"))
        except ValueError:
            self.fail(_("write it as 2025-01-01:2025-12-31"), param, ctx)
        if end < start:
            self.fail(_("the end is before the beginning"), param, ctx)
        return start, end


def _packages() -> Any:
    """The module that knows the published form of an audit."""
    return import_module("symbioaudit.services.packages")


@spoken.group(help=N_("Create, list, show, delete, import and export audits."))
def command() -> None:
    """The group of commands about audits."""


@command.command(
    help=N_("Make an audit of the enterprise NAME; prints its id."),
    example='symbioaudit audit new "Стекольный завод" --region 33 --okved 23.13 --period 2025-01-01:2025-12-31',
)
@spoken.argument("name")
@spoken.option("--inn", help=N_("ИНН; an enterprise with the same one is used again."))
@spoken.option("--region", help=N_("Code of the region."))
@spoken.option("--okved", help=N_("Main OKVED2 code."))
@spoken.option("--period", type=Period(), help=N_("Audited period, 2025-01-01:2025-12-31."))
@spoken.option(
    "--depth",
    type=click.Choice([depth.value for depth in Depth]),
    default=Depth.STANDARD.value,
    show_default=True,
    help=N_("How deep the screening goes."),
)
@spoken.option("--pack", default="is-screening-ru", show_default=True, help=N_("Methodology."))
@spoken.option("--overlay", help=N_("Regional overlay of the methodology."))
@spoken.option("--currency", default="RUB", show_default=True, help=N_("Currency of the audit."))
@JSON
@click.pass_context
def new(ctx: click.Context, /, *, as_json: bool, **options: Any) -> None:
    """One audit with its enterprise and site."""
    from symbioaudit.services.audits import new_audit
    from symbioaudit.services.workspace import open_workspace

    with open_workspace(workspace_path(ctx)) as workspace:
        audit = new_audit(workspace, **options)
    if as_json:
        emit_json({"id": audit.id, "number": audit.number})
    else:
        click.echo(audit.id)
        note(_("Audit {number} is ready.").format(number=audit.number))


@command.command("list", help=N_("List the audits, newest first."))
@JSON
@click.pass_context
def list_(ctx: click.Context, *, as_json: bool) -> None:
    """All audits; none when there is no workspace yet."""
    from symbioaudit.model.codec import to_json
    from symbioaudit.services.audits import list_audits
    from symbioaudit.services.workspace import open_workspace

    path = workspace_path(ctx)
    found = []
    if path.exists():
        with open_workspace(path, create=False, read_only=True) as workspace:
            found = list_audits(workspace)
    if as_json:
        emit_json([to_json(item) for item in found])
        return
    for item in found:
        streams = plural(N_("{n} stream"), N_("{n} streams"), item.streams)
        period = f"{item.period_start or '…'} — {item.period_end or '…'}"
        cells = (item.number or "—", item.enterprise or "—", period, item.depth, item.status)
        click.echo("  ".join([*cells, streams, item.id]))
    if not found:
        note(_("There are no audits yet."))


@command.command(help=N_("Show an audit: AUDIT is its number, its id or a piece of it."))
@spoken.argument("audit")
@JSON
@click.pass_context
def show(ctx: click.Context, audit: str, *, as_json: bool) -> None:
    """Enterprise, site, audit, and how much there is of everything."""
    from symbioaudit.model.codec import to_json
    from symbioaudit.model.snapshot import COLLECTIONS
    from symbioaudit.services.audits import find_audit
    from symbioaudit.services.snapshots import load_snapshot
    from symbioaudit.services.status import audit_status
    from symbioaudit.services.workspace import open_workspace

    with open_workspace(workspace_path(ctx), create=False, read_only=True) as workspace:
        snapshot = load_snapshot(workspace, find_audit(workspace, audit).id)
        try:
            found = audit_status(workspace, snapshot.audit.id)
        except (
            SymbioError
        ) as fault:  # its methodology is not here: the records are shown all the same
            note(fault.render())
            found = None
    counts = {name: len(getattr(snapshot, name)) for name in COLLECTIONS.values()}
    if as_json:
        heads = {name: to_json(getattr(snapshot, name)) for name in ("enterprise", "site", "audit")}
        emit_json({**heads, "counts": counts, "status": as_data(found) if found else None})
        return
    for line in (
        *card(snapshot, found.pack if found else None),
        *(status_lines(found) if found else ()),
    ):
        click.echo(line)


@command.command(help=N_("Move an audit with all its records to the bin; undo brings it back."))
@spoken.argument("audit")
@JSON
@click.pass_context
def delete(ctx: click.Context, audit: str, *, as_json: bool) -> None:
    """One operation, one undo."""
    from symbioaudit.services.audits import delete_audit, find_audit
    from symbioaudit.services.workspace import open_workspace

    with open_workspace(workspace_path(ctx), create=False) as workspace:
        found = find_audit(workspace, audit)
        changes = delete_audit(workspace, found.id)
    if as_json:
        emit_json({"id": found.id, "records": len(changes.records)})
        return
    records = plural(N_("{n} record"), N_("{n} records"), len(changes.records))
    note(
        _("In the bin: {records}. “symbioaudit workspace undo” brings it back.").format(
            records=records
        )
    )


@command.command(
    help=N_("Write an audit to FILE in the published JSON form."),
    example="symbioaudit audit export 2026-001 audit.json",
)
@spoken.argument("audit")
@spoken.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@spoken.option("--force", is_flag=True, help=N_("Replace an existing file."))
@click.pass_context
def export(ctx: click.Context, audit: str, file: Path, *, force: bool) -> None:
    """The whole audit in one file."""
    from symbioaudit.services.audits import find_audit
    from symbioaudit.services.workspace import open_workspace

    if file.exists() and not force:
        raise EXISTS(path=file)
    with open_workspace(workspace_path(ctx), create=False, read_only=True) as workspace:
        _packages().export_audit(workspace, find_audit(workspace, audit).id, file)
    note(_("Written: {path}").format(path=file))


@command.command(
    "import",
    help=N_("Take an audit in from FILE; ids stay, one undo takes it back."),
    example="symbioaudit audit import audit.json",
)
@spoken.argument("file", type=click.Path(path_type=Path))
@yes_option
@JSON
@click.pass_context
def import_(ctx: click.Context, file: Path, *, yes: bool, as_json: bool) -> int:
    """The same file twice changes nothing; a different version is shown and asked about."""
    from symbioaudit.services.workspace import open_workspace

    snapshot, whole = _packages().read_audit(file)  # refused before a workspace is made
    with open_workspace(workspace_path(ctx)) as workspace:
        arrived = _packages().arrival(workspace, snapshot, whole=whole)
        changes = settle(workspace, arrived, yes=yes)
    if as_json:
        emit_json(_taken(snapshot, changes))
    return int(Exit.DONE if changes is not None else Exit.FAILED)


def _taken(snapshot: Any, changes: Any) -> dict[str, Any]:
    count = None if changes is None else len(changes.fields)
    return {"id": snapshot.audit.id, "number": snapshot.audit.number, "changes": count}


command.add_command(evidence.command, "evidence")
for _part in (status, override, repin, compare, sign, signoffs, reopen):
    command.add_command(_part)
