"""``symbioaudit meeting``: what both parties bring to the table, on one page."""

from __future__ import annotations

from pathlib import Path

import click

from symbioaudit.base.i18n import N_, language
from symbioaudit.cli import spoken
from symbioaudit.cli.common import workspace_path
from symbioaudit.cli.sheet_options import audience_option, force_option, lang_option, pdf_option


@spoken.command(
    help=N_("Write the card of a Match & Meet meeting on one page."),
    example='symbioaudit meeting "Brick works" --lang ru --pdf meeting.pdf',
)
@spoken.argument("match")
@pdf_option
@lang_option
@audience_option
@force_option
@click.pass_context
def command(
    ctx: click.Context, match: str, pdf: Path, sheet_lang: str | None, audience: str, force: bool
) -> None:
    """Write the sheet and print its path."""
    from symbioaudit.services.sheets import write_meeting
    from symbioaudit.services.workspace import open_workspace

    with open_workspace(workspace_path(ctx), create=False, read_only=True) as workspace:
        path = write_meeting(
            workspace, match, pdf, lang=sheet_lang or language(), audience=audience, force=force
        )
    click.echo(str(path))
