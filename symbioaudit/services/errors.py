"""Errors of the use cases, SA-80xx."""

from __future__ import annotations

from symbioaudit.base.errors import Exit, define
from symbioaudit.base.i18n import N_

NO_AUDIT = define(
    "SA-8001",
    N_("No audit fits “{text}”."),
    N_("Look at “symbioaudit audit list”: give the number, the id or the beginning of it."),
)
MANY_AUDITS = define(
    "SA-8002",
    N_("“{text}” fits several audits: {numbers}."),
    N_("Give the full number or the id."),
)
BAD_PERIOD = define(
    "SA-8003",
    N_("“{text}” is not a period."),
    N_("Write it as 2025-01-01:2025-12-31, the end not before the beginning."),
)
NO_CATALOGUE = define(
    "SA-8040",
    N_("The library knows no catalogue “{system}”."),
    N_("Use one of: {choices}."),
)
OLDER_EDITION = define(
    "SA-8041",
    N_("The file holds {system} of {theirs}; the library has the newer edition of {ours}."),
    N_("Nothing was changed. Add --replace if the older edition is what you want."),
)
MUCH_SMALLER = define(
    "SA-8042",
    N_("The file holds {theirs} codes of {system}; the library has {ours} of an earlier import."),
    N_("Nothing was changed. Add --replace if this file is really the whole catalogue."),
)
NOT_IMPORTED = define(
    "SA-8043",
    N_("Nothing of {system} was imported."),
    N_("Look at “symbioaudit library list”."),
)
CORE_BROKEN = define(
    "SA-8044",
    N_("The shipped catalogue {file} cannot be read: {reason}."),
    N_("Install the program again."),
    Exit.FAILED,
)
NO_STEP = define(
    "SA-8010",
    N_("The methodology has no step “{step}”."),
    N_("Name one of {steps}, or its number."),
)
