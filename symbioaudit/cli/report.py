"""``symbioaudit report``: PDF and Excel of an audit."""

from __future__ import annotations

from pathlib import Path

import click

from symbioaudit.base.i18n import N_, _, language
from symbioaudit.cli import spoken
from symbioaudit.cli.common import emit_json, note, progress_line, workspace_path


@spoken.command(
    help=N_("Write the PDF and the Excel report of an audit."),
    example="symbioaudit report 2026-001 --lang ru --pdf report.pdf --xlsx report.xlsx",
)
@spoken.argument("audit")
@spoken.option(
    "--lang",
    "report_lang",
    type=click.Choice(["ru", "en"]),
    help=N_("Language of the report; by default that of the messages."),
)
@spoken.option(
    "--pdf",
    type=click.Path(dir_okay=False, path_type=Path),
    help=N_("PDF file to write."),
)
@spoken.option(
    "--xlsx",
    type=click.Path(dir_okay=False, path_type=Path),
    help=N_("Excel file to write."),
)
@spoken.option("--force", is_flag=True, help=N_("Replace files that exist."))
@spoken.option("--json", "as_json", is_flag=True, help=N_("Print JSON."))
@spoken.option(
    "--audience",
    type=click.Choice(["full", "manager", "platform"]),
    help=N_(
        "Who it is for: full, manager or platform (without prices, names and private records)."
    ),
)
@spoken.option(
    "--sections",
    metavar="LIST",
    help=N_("Only these sections, in this order: brief,consumption,outputs."),
)
@spoken.option(
    "--without",
    metavar="LIST",
    help=N_("Leave out these sections: interviews,evidence."),
)
@spoken.option(
    "--template",
    type=click.Path(file_okay=False, path_type=Path),
    help=N_("Folder with your report.yaml: own texts, logo, titles, order."),
)
@click.pass_context
def command(
    ctx: click.Context,
    audit: str,
    report_lang: str | None,
    pdf: Path | None,
    xlsx: Path | None,
    audience: str | None,
    sections: str | None,
    without: str | None,
    template: Path | None,
    *,
    force: bool,
    as_json: bool,
) -> None:
    """Write what was asked for and print the paths."""
    from symbioaudit.reports.layout import layout
    from symbioaudit.services.audits import find_audit
    from symbioaudit.services.reporting import report_audit
    from symbioaudit.services.workspace import open_workspace

    if pdf is None and xlsx is None:
        raise click.UsageError(_("Say what to write: --pdf FILE, --xlsx FILE or both."))
    chosen = layout(
        template=template,
        audience=audience,
        sections=_names(sections),
        without=_names(without),
    )
    with open_workspace(workspace_path(ctx), create=False, read_only=True) as ws:
        written = report_audit(
            ws,
            find_audit(ws, audit).id,
            lang=report_lang or language(),
            layout=chosen,
            pdf=pdf,
            xlsx=xlsx,
            force=force,
            progress=progress_line(),
        )
    if written.draft is not None:
        note(_("The audit is not signed off: the report is marked as a draft."))
    if as_json:
        emit_json({"files": [str(path) for path in written.files], "draft": written.draft})
    else:
        for path in written.files:
            click.echo(str(path))


def _names(text: str | None) -> list[str]:
    """The names in a list such as ``brief, plan``."""
    return [name.strip() for name in (text or "").split(",") if name.strip()]
