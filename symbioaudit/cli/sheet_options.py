"""Options that the one-page sheets share."""

from __future__ import annotations

from pathlib import Path

import click

from symbioaudit.base.i18n import N_
from symbioaudit.cli import spoken

pdf_option = spoken.option(
    "--pdf",
    required=True,
    type=click.Path(dir_okay=False, path_type=Path),
    help=N_("PDF file to write."),
)
lang_option = spoken.option(
    "--lang",
    "sheet_lang",
    type=click.Choice(["ru", "en"]),
    help=N_("Language of the sheet; by default that of the messages."),
)
audience_option = spoken.option(
    "--audience",
    type=click.Choice(["full", "manager", "platform"]),
    default="platform",
    show_default=True,
    help=N_("Who it is for: platform leaves out prices, names and private records."),
)
force_option = spoken.option("--force", is_flag=True, help=N_("Replace a file that exists."))
