"""Errors of packs, SA-31xx."""

from __future__ import annotations

from symbioaudit.base.errors import define
from symbioaudit.base.i18n import N_

NO_PACK = define(
    "SA-3101",
    N_("There is no methodology “{pack}”."),
    N_("Install it, or name one that is shipped: is-screening-ru."),
)
BAD_PACK = define(
    "SA-3102",
    N_("The methodology does not follow the rules at {path}: {reason}."),
    N_("Mend the file at that line."),
)
NO_FACTOR = define(
    "SA-3103",
    N_("The methodology has no factor {factor}."),
    N_("Add it to the pack or to the regional overlay with its source and year."),
)
OTHER_BASE = define(
    "SA-3104",
    N_("The overlay was made for {base}, but the methodology is {pack}."),
    N_("Take the overlay's version for this methodology, or check it and raise its base_version."),
)
CORE_PROTECTED = define(
    "SA-3105",
    N_("The overlay may not change {path}: the platform must receive it."),
    N_("Remove the operation; labels, help and when it is required may be changed."),
)

# Findings of the checker: collected, not raised. EXPIRED, NOT_PROBED and FILE_NAME are warnings.
UNREADABLE = define(
    "SA-3201",
    N_("The file is not readable: {reason}."),
    N_("Check the indentation and the quotes at that line."),
)
MISSING_FILE = define(
    "SA-3202",
    N_("The methodology lacks the file {file}."),
    N_("Add the file; the shipped methodology shows what it holds."),
)
SCHEMA = define(
    "SA-3203",
    N_("The data do not follow the rules at {path}: {reason}."),
    N_("Compare with the same place of the shipped methodology."),
)
NO_TEXT = define(
    "SA-3204",
    N_("The text at {path} is missing in the language {lang}."),
    N_("Write it: every text has ru and en."),
)
UNTRANSLATED = define(
    "SA-3205",
    N_("The English text at {path} is written in Cyrillic: “{text}”."),
    N_("Translate it."),
)
TWICE = define(
    "SA-3206",
    N_("{what} is defined twice."),
    N_("Rename or remove one of them."),
)
NO_REFERENCE = define(
    "SA-3207",
    N_("There is no {kind} “{name}”."),
    N_("Correct the name or define what it names."),
)
UNREACHABLE = define(
    "SA-3208",
    N_("No step shows the form {form}."),
    N_("Name it under “forms” of a step."),
)
DEPTH_ORDER = define(
    "SA-3209",
    N_("The field {field} is required at the depth {less} but not at {more}."),
    N_("A deeper screening asks at least what a lighter one asks: change “required”."),
)
OTHER_TYPE = define(
    "SA-3210",
    N_("The field {field} has the type {type}, but the record keeps {kept} under this code."),
    N_("Take another code or the type of the record."),
)
FIELD_CLASH = define(
    "SA-3211",
    N_("The field {field} is of another type or list here than in the form {other}."),
    N_("One code has one meaning for all forms of an entity: rename one of them."),
)
EXPRESSION = define(
    "SA-3212",
    N_("The expression “{text}” cannot be read: {reason}."),
    N_(
        "Use field codes, numbers, + - * / ( ), comparisons, and, or, not, and the listed functions."
    ),
)
NO_NAME = define(
    "SA-3213",
    N_("The expression “{text}” names {name}, which is no field here."),
    N_("Correct the code; the fields of the form and of its record can be used."),
)
ILL_TYPED = define(
    "SA-3214",
    N_("The expression “{text}” joins what does not fit: {reason}."),
    N_("Compare like with like; take the words from the closed list."),
)
BAD_UNIT = define(
    "SA-3215",
    N_("The unit “{unit}” cannot be read."),
    N_("Write a unit that “symbioaudit units” knows."),
)
UNIT_MISFIT = define(
    "SA-3216",
    N_("The unit “{unit}” is not one of {dimension}."),
    N_("Change the unit or the dimension."),
)
NO_SOURCE = define(
    "SA-3217",
    N_("The factor {factor} has no source."),
    N_("Name the document, table or measurement it comes from."),
)
NO_YEAR = define(
    "SA-3218",
    N_("The factor {factor} has no year."),
    N_("Give the year to which the value belongs."),
)
EXPIRED = define(
    "SA-3219",
    N_("The factor {factor} was valid until {date}."),
    N_("Enter the present value with its source, or prolong the date."),
)
NO_FUNCTION = define(
    "SA-3220",
    N_("Nothing computes the formula {formula}."),
    N_("Use the id of a formula of the program; “symbioaudit calc list” shows them."),
)
UNSOUND = define(
    "SA-3221",
    N_("{what} is not sound in its dimensions: {reason}."),
    N_("Correct the units of its inputs and results."),
)
NOT_PROBED = define(
    "SA-3222",
    N_("The formula {formula} could not be tried on sample values."),
    N_("Add a worked example."),
)
EXAMPLE_DIFFERS = define(
    "SA-3223",
    N_("The worked example {example} gives {found}, not {expected}."),
    N_("Correct the example, its tolerance or the formula."),
)
EXAMPLE_FAILS = define(
    "SA-3224",
    N_("The worked example {example} cannot be computed ({reason})."),
    N_("Give all inputs that the formula needs, in fitting units."),
)
CORE_MISSING = define(
    "SA-3225",
    N_(
        "The platform must receive {field} of the form {form}, which is missing or not marked for export."
    ),
    N_("Restore the field with “export: core”."),
)
BAD_VERSION = define(
    "SA-3226",
    N_("“{version}” is no version."),
    N_("Write three numbers: 1.0.0."),
)
NO_CHANGELOG = define(
    "SA-3227",
    N_("The log of changes has no entry for the version {version}."),
    N_("Say what changed, with the date."),
)
WEIGHTS = define(
    "SA-3228",
    N_("The weights of {score} make {sum}, not {total}."),
    N_("Change the weights so that they add up."),
)
NOT_RISING = define(
    "SA-3229",
    N_("The numbers at {path} do not rise."),
    N_("Put them in rising order, as many as their counterparts."),
)
BANDS = define(
    "SA-3230",
    N_("The bands of the risk rank leave out {ranks}."),
    N_("Cover each of 1, 2, 3, 4, 6 and 9 once."),
)
STEP_DEPTHS = define(
    "SA-3231",
    N_("The step {step} takes fewer hours at the depth {more} than at {less}."),
    N_("Correct the hours."),
)
FILE_NAME = define(
    "SA-3232",
    N_("The form {form} lies in a file of another name."),
    N_("Name the file {form}.yaml."),
)
ENTRY_SOURCE = define(
    "SA-3233",
    N_("The entry {entry} does not say where it is known from."),
    N_("Name the publication or the practice; what is from memory says so."),
)
WORD_TWICE = define(
    "SA-3234",
    N_("The word “{word}” stands in the class {one} and in {other}."),
    N_("Leave it in the class that people mean, or write a longer phrase."),
)
NEVER_TRUE = define(
    "SA-3235",
    N_("The predicate “{text}” can never be true: no value of {name} fits."),
    N_("Correct its limits."),
)
CODE_FORM = define(
    "SA-3236",
    N_("“{code}” does not have the form of a code of {catalogue}."),
    N_(
        "Write digits only for FKKO and EWC, groups with points for OKPD2 and NACE; leading digits are enough."
    ),
)
LOW_HIGH = define(
    "SA-3237",
    N_("The range goes from {low} down to {high}."),
    N_("Put the smaller number first."),
)
CIRCLE = define(
    "SA-3238",
    N_("The class {entry} is its own parent."),
    N_("Remove one of the parents in the circle."),
)
