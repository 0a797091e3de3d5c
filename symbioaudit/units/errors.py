"""Errors of reading amounts, SA-20xx."""

from __future__ import annotations

from symbioaudit.base.errors import Exit, define
from symbioaudit.base.i18n import N_

AMBIGUOUS_UNIT = define(
    "SA-2001",
    N_("The unit “{text}” has more than one meaning: {choices}."),
    N_("Write which one is meant."),
)
AMBIGUOUS_NUMBER = define(
    "SA-2002",
    N_("“{text}” can be read in more than one way: {choices}."),
    N_("Write the number without thousands separators, or with a space between thousands."),
)
NEEDS_FACTOR = define(
    "SA-2003",
    N_("“{text}” is a container or a conditional unit: how much is one?"),
    N_("Give the amount in t, m³ or GJ, or state what one unit holds."),
)
UNKNOWN_UNIT = define(
    "SA-2004",
    N_("The unit “{text}” is not known."),
    N_("Write it in the usual way, for example: t, thousand m³, MWh, Gcal, t/year."),
)
WRONG_DIMENSION = define(
    "SA-2005",
    N_("“{text}” is {found}, but {wanted} is asked for here."),
    N_("Units that fit: {examples}."),
)
NOT_A_NUMBER = define(
    "SA-2006",
    N_("“{text}” is not a number."),
    N_("Write a number, a range such as 10–14, an estimate such as ~12, or “no data”."),
)
NOT_FINITE = define(
    "SA-2007",
    N_("“{text}” is too large or not finite."),
    N_("Check the number of digits."),
)
EXCEL_ERROR = define(
    "SA-2008",
    N_("“{text}” is an error message of a spreadsheet, not a number."),
    N_("Mend the formula or widen the column in the source, then load again."),
)
ZERO_OR_MISSING = define(
    "SA-2009",
    N_("“{text}”: is it zero, or is nothing known?"),
    N_("Write 0 or “no data”."),
)
NO_UNIT = define(
    "SA-2010",
    N_("“{text}” has no unit."),
    N_("Add the unit, for example: t, m³, kWh."),
)
NEGATIVE_RANGE = define(
    "SA-2011",
    N_("The range “{text}” runs backwards."),
    N_("Write the smaller number first."),
)
INCOMPATIBLE = define(
    "SA-2012",
    N_("{unit} cannot be converted to {to}."),
    N_("Use units of the same kind."),
    Exit.REFUSED,
)
