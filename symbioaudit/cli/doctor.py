"""``symbioaudit doctor``: check this installation, make a support bundle."""

from __future__ import annotations

from pathlib import Path

import click

from symbioaudit.base.errors import Exit
from symbioaudit.base.i18n import N_, _
from symbioaudit.cli import spoken
from symbioaudit.cli.common import emit_json, note, workspace_path

MARKS = {None: "✓", "warning": "!", "error": "✗"}


@spoken.command(
    help=N_("Check this installation; make a support bundle without business data."),
    example="symbioaudit doctor --bundle support.zip",
)
@spoken.option(
    "--bundle",
    type=click.Path(dir_okay=False, path_type=Path),
    help=N_("Write a zip with findings, versions and logs."),
)
@spoken.option("--strict", is_flag=True, help=N_("Exit 4 when there are only warnings."))
@spoken.option("--json", "as_json", is_flag=True, help=N_("Print JSON."))
@click.pass_context
def command(ctx: click.Context, bundle: Path | None, *, strict: bool, as_json: bool) -> int:
    """Exit 0 in order, 1 something is broken, 4 warnings under ``--strict``."""
    from symbioaudit.services.doctor import examine, versions, write_bundle

    findings = examine(workspace_path(ctx))
    if bundle:
        write_bundle(bundle, findings)
        note(_("Written: {path}").format(path=bundle))
    if as_json:
        rows = [
            {"check": f.name, "ok": f.ok, "severity": f.severity, "text": f.text.render()}
            for f in findings
        ]
        emit_json({"checks": rows, "versions": versions()})
    else:
        for finding in findings:
            click.echo(f"{MARKS[finding.severity]} {finding.text.render()}")
    if not all(finding.ok for finding in findings):
        return int(Exit.FAILED)
    warned = strict and any(finding.severity for finding in findings)
    return int(Exit.WARNINGS if warned else Exit.DONE)
