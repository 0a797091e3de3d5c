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
OWN_TEMPLATE = define(
    "SA-6504",
    N_("The template {file} is not in order: {reason}."),
    N_(
        "Correct report.yaml as the manual's page on reports shows; the logo must be a PNG or JPEG."
    ),
    Exit.REFUSED,
)
NO_SECTION = define(
    "SA-6505",
    N_("A report has no section “{name}”."),
    N_("Name one of these: {known}."),
    Exit.REFUSED,
)
NO_AUDIENCE = define(
    "SA-6506",
    N_("There is no audience “{name}”."),
    N_("Name one of these: {known}."),
    Exit.REFUSED,
)
CANCELLED = define(
    "SA-6503",
    N_("The report was stopped; no file was written."),
    N_("Start it again when you need it."),
    Exit.FAILED,
)
