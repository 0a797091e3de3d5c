"""Errors of the use cases, SA-80xx."""

from __future__ import annotations

from symbioaudit.base.errors import define
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
NO_STEP = define(
    "SA-8010",
    N_("The methodology has no step “{step}”."),
    N_("Name one of {steps}, or its number."),
)
