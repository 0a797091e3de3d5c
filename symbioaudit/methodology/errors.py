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
