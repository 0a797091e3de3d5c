"""Errors of formulas and analysis, SA-40xx."""

from __future__ import annotations

from symbioaudit.base.errors import Exit, define
from symbioaudit.base.i18n import N_

UNKNOWN_FORMULA = define(
    "SA-4001",
    N_("There is no formula “{formula}”."),
    N_("See “symbioaudit calc list”."),
    Exit.USAGE,
)
MISSING_INPUT = define(
    "SA-4002",
    N_("{formula} lacks {symbol} ({label})."),
    N_('Add it, for example: {symbol}="{example}".'),
)
UNKNOWN_INPUT = define(
    "SA-4003",
    N_("{formula} has no input “{symbol}”."),
    N_("Its inputs are: {inputs}."),
    Exit.USAGE,
)
WRONG_UNIT = define(
    "SA-4004",
    N_("{symbol} ({label}) is given in {unit}, but {wanted} is asked for."),
    N_("Use a unit of the same kind, or check what was typed."),
)
NOT_COMPUTED = define(
    "SA-4005",
    N_("{formula} has no answer for these values: {reason}."),
    N_("Check the inputs; “symbioaudit calc show {formula}” explains them."),
)
MIXED_CURRENCIES = define(
    "SA-4006",
    N_("The amounts are in different currencies: {currencies}."),
    N_("Bring them to one currency of one date first; the program knows no exchange rates."),
)
NOT_ONE_NUMBER = define(
    "SA-4007",
    N_("{symbol}: “{text}” is a range or a limit, the formula needs one number."),
    N_("Give the value to calculate with; run it twice for both ends."),
)
NOT_A_PAIR = define(
    "SA-4008",
    N_("“{text}” is not written as symbol=value."),
    N_('Write for example: mass_flow="1.25 kg/s".'),
    Exit.USAGE,
)
UNITS_DISAGREE = define(
    "SA-4009",
    N_("The units of the inputs do not go together: {symbol} ({label}) would come out in {unit}."),
    N_("Check the units, for example a calorific value per t with a fuel in t."),
)
NO_SUCH_OUTPUT = define(
    "SA-4010",
    N_("No result of {formula} can be shown in {unit}."),
    N_("Its results are: {outputs}."),
    Exit.USAGE,
)
