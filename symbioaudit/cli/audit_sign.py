"""``symbioaudit audit sign|signoffs|reopen``: a signed revision, and opening it again for a reason."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from symbioaudit.base.i18n import N_, _
from symbioaudit.cli import spoken
from symbioaudit.cli.common import emit_json, note, workspace_path

if TYPE_CHECKING:
    from symbioaudit.model.records import SignOff

JSON = spoken.option("--json", "as_json", is_flag=True, help=N_("Print JSON."))


@spoken.command(
    help=N_("Sign the present state of AUDIT as its next revision; later changes need a reason."),
    example='symbioaudit audit sign 2026-001 --by "Петрова А. С." --role директор',
)
@spoken.argument("audit")
@spoken.option("--by", required=True, help=N_("Who accepts the report for the enterprise."))
@spoken.option("--role", default="", help=N_("Their office."))
@spoken.option(
    "--remark", "remarks", multiple=True, help=N_("A remark of the enterprise; may be repeated.")
)
@JSON
@click.pass_context
def sign(
    ctx: click.Context, audit: str, by: str, role: str, remarks: tuple[str, ...], *, as_json: bool
) -> None:
    """One operation."""
    from symbioaudit.services import signoff
    from symbioaudit.services.audits import find_audit
    from symbioaudit.services.workspace import open_workspace

    with open_workspace(workspace_path(ctx), create=False) as workspace:
        found = find_audit(workspace, audit)
        signoff.sign(workspace, found.id, signoff.Acceptance(by, role, remarks))
        signed = signoff.signoffs(workspace, found.id)[-1]
    if as_json:
        emit_json({"audit": found.id, **signoff.as_data(signed)})
        return
    note(_("Signed as revision {n}.").format(n=signed.revision))


@spoken.command(help=N_("List the signed revisions of AUDIT and say whether it still is the last."))
@spoken.argument("audit")
@JSON
@click.pass_context
def signoffs(ctx: click.Context, audit: str, *, as_json: bool) -> None:
    """Oldest first; the last is compared with the present state."""
    from dataclasses import asdict

    from symbioaudit.services import signoff
    from symbioaudit.services.audits import find_audit
    from symbioaudit.services.workspace import open_workspace

    with open_workspace(workspace_path(ctx), create=False, read_only=True) as workspace:
        found = find_audit(workspace, audit)
        signed = signoff.signoffs(workspace, found.id)
        verdict = signoff.verify(workspace, found.id, signed[-1]) if signed else None
    if as_json:
        rows: list[dict[str, Any]] = [signoff.as_data(one) for one in signed]
        if verdict:
            rows[-1]["unchanged"] = asdict(verdict)
        emit_json({"audit": found.id, "status": found.status.value, "signoffs": rows})
        return
    for one in signed:
        click.echo(_line(one))
    if verdict is None:
        note(_("The audit has not been signed yet."))
    elif verdict.same:
        note(_("The audit is as it was signed."))
    else:
        note(_("The audit has changed since."))


@spoken.command(
    help=N_("Open the signed AUDIT for corrections; its signatures stay."),
    example='symbioaudit audit reopen 2026-001 --reason "опечатка в массе шлама"',
)
@spoken.argument("audit")
@spoken.option("--reason", required=True, help=N_("Why it must be corrected."))
@click.pass_context
def reopen(ctx: click.Context, audit: str, reason: str) -> None:
    """The next signature is the next revision."""
    from symbioaudit.services import signoff
    from symbioaudit.services.audits import find_audit
    from symbioaudit.services.workspace import open_workspace

    with open_workspace(workspace_path(ctx), create=False) as workspace:
        signoff.reopen(workspace, find_audit(workspace, audit).id, reason)
    note(_("The audit is a draft of its next revision."))


def _line(signed: SignOff) -> str:
    from symbioaudit.model.signing import ROLE

    who = ", ".join(filter(None, (signed.signed_by, str(signed.properties.get(ROLE) or ""))))
    return f"r{signed.revision}  {signed.signed_at}  {who}  {(signed.state_hash or '')[:16]}"
