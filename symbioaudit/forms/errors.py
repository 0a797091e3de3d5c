"""Errors of form definitions and YAML data, SA-30xx."""

from __future__ import annotations

from symbioaudit.base.errors import define
from symbioaudit.base.i18n import N_

BAD_YAML = define(
    "SA-3001",
    N_("The file is not readable as YAML: {reason}."),
    N_("Check the indentation and the quotes at that line."),
)
BAD_DATA = define(
    "SA-3002",
    N_("The data do not follow the rules at {path}: {reason}."),
    N_("Compare with the forms that are shipped."),
)
DUPLICATE = define(
    "SA-3003",
    N_("{what} is defined twice."),
    N_("Rename or remove one of them."),
)
NO_FORM = define(
    "SA-3004",
    N_("There is no form {form}."),
    N_("The forms lie in the folder “forms”."),
)
