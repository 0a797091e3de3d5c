"""Errors of the hub, SA-95xx: reasons in receipts, and what its operator reads."""

from __future__ import annotations

from symbioaudit.base.errors import ErrorCode, Exit, define
from symbioaudit.base.i18n import N_

__all__ = ["ErrorCode"]

NOT_THE_SENDER = define(
    "SA-9501",
    N_("The package is signed by {name} ({fingerprint}), who is not the one that sent it."),
    N_("Send it with the key of the consultant who signed it."),
)
NOT_SIGNED = define(
    "SA-9502",
    N_("The package is not signed."),
    N_("Build it again with a signature: “symbioaudit package build --sign”."),
)
NO_CONSENT = define(
    "SA-9503",
    N_("The enterprise has not consented to the upload."),
    N_("Record the consent with its date and person, then send the next revision."),
)
NO_VALUE = define(
    "SA-9504",
    N_("The platform needs this field and it is blank."),
    N_("Fill it in, or state why it is not known, and send the next revision."),
)
OLD_REVISION = define(
    "SA-9505",
    N_("Revision {theirs} of this audit is older than revision {ours}, which is in the registry."),
    N_("Nothing was changed. Send a revision newer than that."),
)
CONFLICT = define(
    "SA-9506",
    N_("The registry has another package of revision {revision} of this audit, from {name}."),
    N_("Merge the two on a laptop; whoever owns the audit sends the result as the next revision."),
)
FOREIGN_AUDIT = define(
    "SA-9507",
    N_("This audit belongs to another consultant, {name}."),
    N_("Ask them or the operator to hand it over."),
)
BAD_NUMBER = define(
    "SA-9508",
    N_("The value {value} cannot be an amount of a year."),
    N_("Check the unit and the number at this field, then send the next revision."),
)
BAD_IDENTIFIER = define(
    "SA-9509",
    N_("“{value}” is not a valid {name}: its check digits do not fit."),
    N_("Correct it from the enterprise's papers and send the next revision."),
)
NO_FOLDER = define(
    "SA-9510",
    N_("{folder} is not a hub."),
    N_("Make one with “symbioaudit hub init”."),
)
FOLDER_TAKEN = define(
    "SA-9511",
    N_("{folder} is a hub already."),
    N_("Serve it with “symbioaudit hub serve”, or choose another folder."),
)
NO_KEY = define(
    "SA-9512",
    N_("No open key begins with “{fingerprint}”."),
    N_("Look at “symbioaudit hub keys list”."),
)
NO_EXTRA = define(
    "SA-9513",
    N_("The libraries of the hub are not installed ({name})."),
    N_("Install the program with its extra: pip install 'symbioaudit[hub]'."),
    Exit.FAILED,
)
DAMAGED = define(
    "SA-9514",
    N_("The file was damaged on its way: announced as {announced}, arrived as {found}."),
    N_("Send the same package once more."),
)
OTHER_PACKAGE = define(
    "SA-9515",
    N_("The package was announced as {announced} and is {found}."),
    N_("Send it once more under its own hash."),
)
BAD_MEMBER = define(
    "SA-9516",
    N_("The file of keys holds {n} signature keys; exactly one is needed."),
    N_("Ask the consultant for the file that “symbioaudit identity show” prints."),
)
