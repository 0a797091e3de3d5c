"""What can go wrong while a report is written."""

from __future__ import annotations

from symbioaudit.base.errors import Exit, define
from symbioaudit.base.i18n import N_

TEMPLATE_BROKEN = define(
    "SA-6501",
    N_("The report template {file} is damaged: {reason}."),
    N_("Install the program again, or correct the template."),
    Exit.FAILED,
)
FONT_LOST = define(
    "SA-6502",
    N_("The font {name} of the program is missing."),
    N_("Install the program again; the fonts lie in its folder resources/fonts."),
    Exit.FAILED,
)
CANCELLED = define(
    "SA-6503",
    N_("The report was stopped; no file was written."),
    N_("Start it again when you need it."),
    Exit.FAILED,
)
