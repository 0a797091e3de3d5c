"""``symbioaudit audit evidence``: photographs, invoices and protocols that prove the numbers."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from symbioaudit.base.errors import EXISTS
from symbioaudit.base.i18n import N_, _, plural
from symbioaudit.cli import spoken
from symbioaudit.cli.common import emit_json, note, workspace_path
from symbioaudit.model.enums import Confidentiality

if TYPE_CHECKING:
    from symbioaudit.model.records import Evidence

JSON = spoken.option("--json", "as_json", is_flag=True, help=N_("Print JSON."))


@spoken.group(help=N_("Add, list, write out and remove files that prove the numbers."))
def command() -> None:
    """The group of commands about evidence."""


@command.command(
    help=N_("Take FILES into the workspace as evidence of AUDIT; the same file is kept once."),
    example="symbioaudit audit evidence add 2026-001 meter.jpg --link stream/3f2a91/quantity",
)
@spoken.argument("audit")
@spoken.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@spoken.option(
    "--link",
    "links",
    multiple=True,
    help=N_("What it proves: stream/ID or stream/ID/quantity; may be repeated."),
)
@spoken.option("--kind", help=N_("Kind: photo, scan, lab, meter_photo …"))
@spoken.option("--caption", help=N_("What is seen and where."))
@spoken.option(
    "--confidentiality",
    type=click.Choice([value.value for value in Confidentiality]),
    help=N_("Who may see it outside; by default it never leaves this laptop."),
)
@JSON
@click.pass_context
def add(
    ctx: click.Context,
    audit: str,
    files: tuple[Path, ...],
    *,
    links: tuple[str, ...],
    kind: str | None,
    caption: str | None,
    confidentiality: str | None,
    as_json: bool,
) -> None:
    """One operation for all files."""
    from symbioaudit.services import evidence
    from symbioaudit.services.audits import find_audit
    from symbioaudit.services.workspace import open_workspace

    with open_workspace(workspace_path(ctx), create=False) as workspace:
        records, changes = evidence.add(
            workspace,
            find_audit(workspace, audit).id,
            files,
            links=links,
            kind=kind,
            caption=caption,
            confidentiality=Confidentiality(confidentiality) if confidentiality else None,
        )
    if as_json:
        emit_json([_about(record, present=True) for record in records])
    else:
        for record in records:
            click.echo(_line(record, present=True))
    if not changes.fields:
        note(_("Nothing new in the file; nothing was changed."))


@command.command("list", help=N_("List the evidence of AUDIT."))
@spoken.argument("audit")
@JSON
@click.pass_context
def list_(ctx: click.Context, audit: str, *, as_json: bool) -> None:
    """What there is and whether the file is here."""
    from symbioaudit.services import evidence
    from symbioaudit.services.audits import find_audit
    from symbioaudit.services.workspace import open_workspace

    with open_workspace(workspace_path(ctx), create=False, read_only=True) as workspace:
        found = evidence.listed(workspace, find_audit(workspace, audit).id)
    if as_json:
        emit_json([_about(kept.record, present=kept.present) for kept in found])
        return
    for kept in found:
        click.echo(_line(kept.record, present=kept.present))
    note(plural(N_("{n} file"), N_("{n} files"), len(found)))


@command.command(help=N_("Write the file of one piece of EVIDENCE to FILE."))
@spoken.argument("audit")
@spoken.argument("evidence_id", metavar="EVIDENCE")
@spoken.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@spoken.option("--force", is_flag=True, help=N_("Replace an existing file."))
@click.pass_context
def get(ctx: click.Context, audit: str, evidence_id: str, file: Path, *, force: bool) -> None:
    """The bytes as they were taken in."""
    from symbioaudit.services import evidence
    from symbioaudit.services.audits import find_audit
    from symbioaudit.services.workspace import open_workspace

    if file.exists() and not force:
        raise EXISTS(path=file)
    with open_workspace(workspace_path(ctx), create=False, read_only=True) as workspace:
        audit_id = find_audit(workspace, audit).id
        evidence.save_as(workspace, evidence.find(workspace, audit_id, evidence_id), file)
    note(_("Written: {path}").format(path=file))


@command.command(help=N_("Move one piece of EVIDENCE to the bin; undo brings it back."))
@spoken.argument("audit")
@spoken.argument("evidence_id", metavar="EVIDENCE")
@spoken.option(
    "--forever", is_flag=True, help=N_("Delete the file itself too; it cannot be brought back.")
)
@click.pass_context
def remove(ctx: click.Context, audit: str, evidence_id: str, *, forever: bool) -> None:
    """The record, and its bytes when told so."""
    from symbioaudit.services import evidence
    from symbioaudit.services.audits import find_audit
    from symbioaudit.services.workspace import open_workspace

    with open_workspace(workspace_path(ctx), create=False) as workspace:
        found = evidence.find(workspace, find_audit(workspace, audit).id, evidence_id)
        gone = evidence.remove(workspace, found, forever=forever)
    if gone:
        note(_("The record is in the bin, its file is deleted."))
    else:
        note(_("The record is in the bin; “symbioaudit workspace undo” brings it back."))


def _about(record: Evidence, *, present: bool) -> dict[str, object]:
    from symbioaudit.model.codec import to_json

    about: dict[str, object] = to_json(record)
    return about | {"present": present}


def _line(record: Evidence, *, present: bool) -> str:
    size = f"{(record.size or 0) / 1024:.0f}\u00a0KiB" if present else "✗"
    name = record.caption or record.file_name or "—"
    cells = (record.id, record.kind or "—", record.media_type or "—", size, name, *record.links)
    return "  ".join(cells)
