"""``symbioaudit receipt``: what the platform answered to a package."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from symbioaudit.base.errors import Exit
from symbioaudit.base.i18n import N_, _
from symbioaudit.cli import spoken
from symbioaudit.cli.common import emit_json, note, workspace_path

if TYPE_CHECKING:
    from symbioaudit.exchange.receipts import Receipt

JSON = spoken.option("--json", "as_json", is_flag=True, help=N_("Print JSON."))
TRUST = spoken.option(
    "--trust",
    "trusted",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help=N_("File of trusted keys; by default the one in your data folder."),
)
STATES = {
    "built": N_("built, no answer yet"),
    "accepted": N_("accepted by the platform"),
    "rejected": N_("rejected by the platform"),
}


@spoken.group(help=N_("Receipts of the platform: verify, take in, list."))
def command() -> None:
    """Commands of receipts."""


@command.command(
    help=N_("Say who signed a receipt and what it says; nothing is kept."),
    example="symbioaudit receipt verify receipt.json --trust platform.keys",
)
@spoken.argument("file", type=click.Path(path_type=Path))
@TRUST
@JSON
def verify(file: Path, trusted: Path | None, as_json: bool) -> None:
    """Verify the signature against the trusted keys of platforms."""
    from symbioaudit.services.deliveries import verify_receipt
    from symbioaudit.services.identity import load_trust

    receipt, key = verify_receipt(file, load_trust(trusted))
    _print(receipt, as_json, signed_by=key.name, fingerprint=key.fingerprint)


@command.command(
    "import",
    help=N_("Take in the receipt of a package that was built from this workspace."),
    example="symbioaudit receipt import receipt.json",
)
@spoken.argument("file", type=click.Path(path_type=Path))
@TRUST
@JSON
@click.pass_context
def import_(ctx: click.Context, file: Path, trusted: Path | None, as_json: bool) -> int:
    """Keep a receipt; exit 1 when the platform has rejected the package."""
    from symbioaudit.services.deliveries import import_receipt
    from symbioaudit.services.identity import load_trust
    from symbioaudit.services.workspace import open_workspace

    with open_workspace(workspace_path(ctx), create=False) as workspace:
        receipt, fresh = import_receipt(workspace, file, load_trust(trusted))
    _print(receipt, as_json, new=fresh)
    return int(Exit.DONE if receipt.accepted else Exit.FAILED)


@command.command("list", help=N_("List the packages that were built, with their state."))
@spoken.argument("audit", required=False)
@JSON
@click.pass_context
def list_(ctx: click.Context, audit: str | None, as_json: bool) -> None:
    """Every package of an audit, or of all."""
    from symbioaudit.services.audits import find_audit
    from symbioaudit.services.deliveries import deliveries
    from symbioaudit.services.workspace import open_workspace

    with open_workspace(workspace_path(ctx), create=False, read_only=True) as workspace:
        found = deliveries(workspace, find_audit(workspace, audit).id if audit else None)
    if as_json:
        names = ("sha256", "audit_id", "revision", "file_name", "built_at", "state")
        emit_json(
            [
                {n: getattr(d, n) for n in names}
                | {"receipt": _plain(d.receipt) if d.receipt else None}
                for d in found
            ]
        )
        return
    for delivery in found:
        click.echo(
            f"{delivery.built_at}  {delivery.sha256[:12]}  {delivery.file_name}  "
            f"{_('revision {n}').format(n=delivery.revision)}  {_(STATES[delivery.state])}"
        )
        for problem in delivery.problems:
            click.echo(f"    {problem.code}  {problem.entity}/{problem.id}  {problem.text}")
    if not found:
        note(_("No package was built from this workspace yet."))


def _plain(receipt: Receipt) -> dict[str, Any]:
    names = ("id", "package", "audit", "revision", "verdict", "root", "received_at", "hub")
    problems = [
        {"entity": p.entity, "id": p.id, "field": p.field, "code": p.code, "text": p.text}
        for p in receipt.problems
    ]
    counts = dict(receipt.counts)
    return {n: getattr(receipt, n) for n in names} | {"counts": counts, "problems": problems}


def _print(receipt: Receipt, as_json: bool, **more: Any) -> None:
    if as_json:
        emit_json(_plain(receipt) | more)
        return
    click.echo(f"{_(STATES[receipt.verdict])}: {receipt.hub}, {receipt.received_at}")
    click.echo(_("package {sha}, revision {n}").format(sha=receipt.package, n=receipt.revision))
    for problem in receipt.problems:
        place = "/".join(filter(None, (problem.entity, problem.id, problem.field)))
        click.echo(f"  {problem.code}  {place}: {problem.text}")
