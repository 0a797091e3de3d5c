"""Errors of packages and audit files, SA-70xx."""

from __future__ import annotations

from symbioaudit.base.errors import define
from symbioaudit.base.i18n import N_

NOT_JSON = define(
    "SA-7001",
    N_("The audit file is not readable: {reason}."),
    N_("Ask for it again: it was damaged or is something else."),
)
TOO_LARGE = define(
    "SA-7002",
    N_("{what} is larger than allowed ({limit})."),
    N_("Such a file does not come from this program; do not open it."),
)
BAD_RECORD = define(
    "SA-7003",
    N_("The audit file breaks its schema at {path}: {reason}."),
    N_("Ask the sender to export the audit again."),
)
NEWER_SCHEMA = define(
    "SA-7004",
    N_("The audit file has schema {found}, this program reads {ours}."),
    N_("Update the program."),
)
NOT_A_PACKAGE = define(
    "SA-7005",
    N_("This is not an audit package: {reason}."),
    N_("Choose a file made by “symbioaudit package build”."),
)
BAD_PACKAGE = define(
    "SA-7006",
    N_("The package is not accepted: {reason}."),
    N_("Ask the sender to build it again; nothing was imported."),
)
NO_ROOM = define(
    "SA-7007",
    N_("The package has no room for {what} (at most {limit})."),
    N_("Mark less evidence to leave, or leave out a report."),
)
