"""Errors of the workspace file, SA-50xx."""

from __future__ import annotations

from symbioaudit.base.errors import Exit, define
from symbioaudit.base.i18n import N_, Message

NOT_A_WORKSPACE = define(
    "SA-5001",
    N_("{path} is not a SymbioAudit workspace."),
    N_("Choose a file with the ending .symbio; an audit package is imported, not opened."),
)
DAMAGED = define(
    "SA-5002",
    N_("The workspace {path} is damaged: {reason}."),
    N_("Do not work in it. Restore the newest backup with “symbioaudit workspace restore”."),
)
NEWER = define(
    "SA-5003",
    N_("The workspace {path} was written by a newer version (schema {found}, ours {ours})."),
    N_("Update the program; the file was not touched."),
)
HELD = define(
    "SA-5004",
    N_("The workspace {path} is open for writing: {holder}."),
    N_("Close it there, or open it here for reading only."),
    Exit.FAILED,
)
READ_ONLY = define(
    "SA-5005",
    N_("The workspace {path} is open for reading only."),
    N_("Open it for writing, or save a copy where you may write."),
    Exit.FAILED,
)
DISK_FULL = define(
    "SA-5006",
    N_("No room is left for {path}."),
    N_("Free some space and repeat; everything saved before is safe."),
    Exit.FAILED,
)
STORAGE_FAULT = define(
    "SA-5007",
    N_("The workspace {path} could not be read or written: {reason}."),
    N_("Check the disk and the access rights; everything saved before is safe."),
    Exit.FAILED,
)
NO_RECORD = define(
    "SA-5008",
    N_("There is no {entity} with the id {id}."),
    N_("Look it up again: it may have been deleted."),
)
BROKEN_LINK = define(
    "SA-5009",
    N_("{entity}.{field} points to {id}, which does not exist."),
    N_("Choose an existing record."),
)
BAD_FIELD = define(
    "SA-5010",
    N_("{entity} cannot take the value of {field}: {reason}."),
    N_("Check the name of the field and its type."),
)
NOTHING_TO_UNDO = define(
    "SA-5011",
    N_("There is nothing to undo."),
    N_("All changes of this workspace are already undone."),
    Exit.FAILED,
)
NOTHING_TO_REDO = define(
    "SA-5012",
    N_("There is nothing to redo."),
    N_("Redo works right after undo, until something new is changed."),
    Exit.FAILED,
)
BUSY = define(
    "SA-5013",
    N_("Another program is using the workspace {path}."),
    N_("Close it there (a database viewer, a synchronising folder) and repeat."),
    Exit.FAILED,
)
BACKUP_BAD = define(
    "SA-5014",
    N_("The backup {path} cannot be trusted: {reason}."),
    N_("Choose an older backup; the workspace was not touched."),
)
IN_USE = define(
    "SA-5015",
    N_("{entity} {id} is still referred to by {users}."),
    N_("Delete or change those first."),
)
OLDER = define(
    "SA-5016",
    N_("The workspace {path} has an older schema ({found}, ours {ours})."),
    N_("Open it once for writing: the program makes a backup and brings it up to date."),
    Exit.FAILED,
)
ID_TAKEN = define(
    "SA-5017",
    N_("There is already a {entity} with the id {id}."),
    N_("Change that record, or give the new one an id of its own."),
)
NO_ENTITY = define(
    "SA-5018",
    N_("There is no kind of record named {entity}."),
    N_("Use one of the names of the manual: enterprise, site, audit, process, stream …"),
)
MIGRATION_FAILED = define(
    "SA-5019",
    N_("The workspace {path} could not be brought to schema {ours}: {reason}."),
    N_("The file is as it was. Send us the support bundle; work on with the version before."),
    Exit.FAILED,
)
STRANGE_RECORD = define(
    "SA-5020",
    N_("The {entity} {id} cannot be read: {reason}."),
    N_("Somebody changed the file outside the program. Keep it, and restore a backup."),
    Exit.FAILED,
)
NOT_IN_BIN = define(
    "SA-5021",
    N_("The bin holds no {entity} with the id {id}."),
    N_("Look at the list of the bin; it may have been restored already."),
)
ONE_AUDIT = define(
    "SA-5022",
    N_("{entity}.{field} points to {id}, which belongs to another audit."),
    N_("Choose a record of the same audit."),
)
LIBRARY_DAMAGED = define(
    "SA-5040",
    N_("The library of classifiers {path} cannot be used: {reason}."),
    N_("Delete or rename the file; the core comes back by itself, import your catalogues again."),
    Exit.FAILED,
)
LIBRARY_NEWER = define(
    "SA-5041",
    N_("The library of classifiers {path} was written by a newer version of the program."),
    N_("Update the program; the file was not touched."),
    Exit.FAILED,
)
LIBRARY_BUSY = define(
    "SA-5042",
    N_("Another program is writing into the library of classifiers {path}."),
    N_("Wait until its import is over and repeat."),
    Exit.FAILED,
)
LIBRARY_READ_ONLY = define(
    "SA-5043",
    N_("The library of classifiers {path} cannot be written."),
    N_("Get the right to write into its folder, or name another file in SYMBIOAUDIT_LIBRARY."),
    Exit.FAILED,
)
ENCRYPTED = define(
    "SA-5050",
    N_("The workspace {path} is encrypted."),
    N_("Give its password: at the prompt, in SYMBIOAUDIT_PASSWORD, or by --password-fd."),
    Exit.FAILED,
)
WRONG_PASSWORD = define(
    "SA-5051",
    N_("The password does not open {path}."),
    N_(
        "Type it again, mind the keyboard’s language; or use the recovery kit. The data are intact."
    ),
    Exit.FAILED,
)
NO_CIPHER = define(
    "SA-5052",
    N_("Encrypted workspaces cannot be opened here: SQLCipher is not installed."),
    N_("Install the program with its extra “encryption” (sqlcipher3-wheels)."),
    Exit.FAILED,
)
ALREADY_ENCRYPTED = define(
    "SA-5053",
    N_("The workspace {path} has a password already."),
    N_("Change it with “symbioaudit workspace rekey”."),
)
NOT_ENCRYPTED = define(
    "SA-5054",
    N_("The workspace {path} has no password."),
    N_("Set one with “symbioaudit workspace encrypt”."),
)
WEAK_PASSWORD = define(
    "SA-5055",
    N_("The password is shorter than {least} characters."),
    N_("Take four or five words that nobody connects with you."),
)
NOT_THE_SAME = define(
    "SA-5056",
    N_("The new file {path} is not the same as the old one."),
    N_("Nothing was changed: the old file stays. Check the disk and repeat."),
    Exit.FAILED,
)
UNDO_LATER_FIRST = define(
    "SA-5033",
    N_("“{name}” cannot be taken back alone: something later changed the same records."),
    N_("Take back the later changes first."),
    Exit.FAILED,
)

NO_ROOM_FOR_BACKUP = define(
    "SA-5034",
    N_("No backup of {path} was made: {free} MB are free on the disk, {need} MB are needed."),
    N_("Your data are safe. Free some room, or make a backup on a USB stick."),
    Exit.FAILED,
)

# Reasons inside the sentences above.
EMPTY = Message(N_("it is empty"))
CUT_OFF = Message(N_("its end is cut off"))
MUST_BE_FILLED = Message(N_("it must not be blank"))
UNKNOWN_FIELD = Message(N_("there is no such field"))
FIXED_FIELD = Message(N_("it is fixed when the record is made"))
TOO_BIG = Message(N_("the number is too big"))
JOURNAL_UNFIT = Message(N_("its journal does not fit together"))
NOT_OURS = Message(N_("it is another kind of file"))
SIGNED = define(
    "SA-5090",
    N_("The audit {audit} is signed as revision {revision}; nothing was changed."),
    N_(
        "Give a reason (“Correct…” above the page, or symbioaudit audit reopen): it begins the next revision."
    ),
)
