"""``symbioaudit passport``: what a partner must know of one stream, on one page."""

from __future__ import annotations

from pathlib import Path

import click

from symbioaudit.base.i18n import N_, language
from symbioaudit.cli import spoken
from symbioaudit.cli.common import workspace_path
from symbioaudit.cli.sheet_options import audience_option, force_option, lang_option, pdf_option


@spoken.command(
    help=N_("Write the passport of a stream on one page."),
    example='symbioaudit passport "Bark" --lang ru --pdf passport.pdf',
)
@spoken.argument("stream")
@pdf_option
@lang_option
@audience_option
@force_option
@click.pass_context
def command(
    ctx: click.Context, stream: str, pdf: Path, sheet_lang: str | None, audience: str, force: bool
) -> None:
    """Write the sheet and print its path."""
    from symbioaudit.services.sheets import write_passport
    from symbioaudit.services.workspace import open_workspace

    with open_workspace(workspace_path(ctx), create=False, read_only=True) as workspace:
        path = write_passport(
            workspace, stream, pdf, lang=sheet_lang or language(), audience=audience, force=force
        )
    click.echo(str(path))
