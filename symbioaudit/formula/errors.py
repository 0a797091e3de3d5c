"""Errors of expressions, SA-25xx."""

from __future__ import annotations

from symbioaudit.base.errors import define
from symbioaudit.base.i18n import N_

BAD_EXPRESSION = define(
    "SA-2501",
    N_("The expression “{text}” cannot be read: {reason}."),
    N_(
        "Use field codes, numbers, + - * / ( ), comparisons, and, or, not, and the listed functions."
    ),
)
BAD_DIMENSIONS = define(
    "SA-2502",
    N_("The expression “{text}” joins quantities of different kinds: {reason}."),
    N_("Add and compare only like with like; multiply or divide by a factor with a unit."),
)
NOT_COMPUTED = define(
    "SA-2503",
    N_("The expression “{text}” could not be computed: {reason}."),
    N_("Check the values it uses."),
)
