"""Errors of the command line itself."""

from __future__ import annotations

from symbioaudit.base.errors import Exit, define
from symbioaudit.base.i18n import N_

NO_WINDOW = define(
    "SA-9001",
    N_("The window cannot be opened: {reason}."),
    N_("Install PySide6 and the system libraries of Qt, or use the commands: symbioaudit --help."),
    Exit.FAILED,
)
