"""Errors of the use cases, SA-80xx."""

from __future__ import annotations

from symbioaudit.base.errors import Exit, define
from symbioaudit.base.i18n import N_

NO_AUDIT = define(
    "SA-8001",
    N_("No audit fits “{text}”."),
    N_("Look at “symbioaudit audit list”: give the number, the id or the beginning of it."),
)
MANY_AUDITS = define(
    "SA-8002",
    N_("“{text}” fits several audits: {numbers}."),
    N_("Give the full number or the id."),
)
BAD_PERIOD = define(
    "SA-8003",
    N_("“{text}” is not a period."),
    N_("Write it as 2025-01-01:2025-12-31, the end not before the beginning."),
)
NO_CATALOGUE = define(
    "SA-8040",
    N_("The library knows no catalogue “{system}”."),
    N_("Use one of: {choices}."),
)
OLDER_EDITION = define(
    "SA-8041",
    N_("The file holds {system} of {theirs}; the library has the newer edition of {ours}."),
    N_("Nothing was changed. Add --replace if the older edition is what you want."),
)
MUCH_SMALLER = define(
    "SA-8042",
    N_("The file holds {theirs} codes of {system}; the library has {ours} of an earlier import."),
    N_("Nothing was changed. Add --replace if this file is really the whole catalogue."),
)
NOT_IMPORTED = define(
    "SA-8043",
    N_("Nothing of {system} was imported."),
    N_("Look at “symbioaudit library list”."),
)
CORE_BROKEN = define(
    "SA-8044",
    N_("The shipped catalogue {file} cannot be read: {reason}."),
    N_("Install the program again."),
    Exit.FAILED,
)
NO_EVIDENCE = define(
    "SA-8050",
    N_("“{text}” names {n} pieces of evidence; exactly one is needed."),
    N_("Look at “symbioaudit audit evidence list”: give the id or a longer piece of it."),
)
NO_EVIDENCE_FILE = define(
    "SA-8051",
    N_("The file of “{name}” is not in this workspace."),
    N_("Add the file again, or import the package that holds it."),
)
NO_EVIDENCE_KIND = define(
    "SA-8052",
    N_("The methodology knows no kind of evidence “{text}”."),
    N_("Use one of: {kinds}."),
)
BAD_LINK = define(
    "SA-8053",
    N_("“{text}” leads to no record of this audit."),
    N_("Write it as stream/ID or stream/ID/quantity; records that can be linked: {entities}."),
)
NOT_A_FILE = define(
    "SA-8054",
    N_("{path} is not a plain file."),
    N_("Choose a photograph or a document."),
)
EVIDENCE_SIZE = define(
    "SA-8055",
    N_("{path} is empty or larger than {limit} MiB."),
    N_("Make the picture smaller, or keep a long video outside and add a note where it lies."),
)
EXISTS_OTHERWISE = define(
    "SA-8056",
    N_("The audit {number} is in this workspace already and differs."),
    N_("Look at the differences above; add --yes to take the file's version in."),
)
NOTHING_TO_MATCH = define(
    "SA-8097",
    N_("There is nothing to match: the workspace has no audits."),
    N_("Take in an audit first, or name another file with --workspace."),
)
NO_END = define(
    "SA-8098",
    N_("“{text}” names no audit, plant, stream or want here."),
    N_("Look at “symbioaudit match --all”: give a name or the beginning of an id."),
    Exit.USAGE,
)
BAD_INN = define(
    "SA-8004",
    N_("“{text}” is not an INN: it has 10 or 12 digits, the last of them check the others."),
    N_("Compare it with the document; without it the audit can be made too."),
)
NO_NAME = define(
    "SA-8005",
    N_("The enterprise has no name."),
    N_("Give the name as people use it, for example “Стекольный завод”."),
)
DEMO_WORKED_IN = define(
    "SA-8006",
    N_("{path} is not a demo as it was made: somebody worked in it, or it is something else."),
    N_("Choose another folder with --out, or move the file away."),
)
NO_STEP = define(
    "SA-8010",
    N_("The methodology has no step “{step}”."),
    N_("Name one of {steps}, or its number."),
)
NOTHING_TO_MERGE = define(
    "SA-8031",
    N_("{path} holds {n} audits that could be merged here; exactly one is needed."),
    N_("Name the audit it belongs to with --audit, or take the file in as an audit of its own."),
)
MERGE_STALE = define(
    "SA-8032",
    N_("The audit changed since {name} was compared with it."),
    N_("Compare again: nothing was written."),
)
NO_MOMENT = define(
    "SA-8033",
    N_("The audit {audit} has no state “{text}”."),
    N_("Give a day (2026-05-14), a time, the number of an operation, or r1 for a signed revision."),
)
CLAIM_UNREADABLE = define(
    "SA-8034",
    N_("The second answer “{text}” cannot be read for the field {field}."),
    N_("Type it into the field yourself, then reject the second answer."),
)
NO_ENTRY = define(
    "SA-8070",
    N_("The library has no entry “{entry}”."),
    N_("Search for it: symbioaudit library precedents search WORDS."),
)
ENTRY_BLANK = define(
    "SA-8071",
    N_("The precedent lacks “{field}”."),
    N_("Give donor, receiver and name of the resource."),
)
NO_COLUMNS = define(
    "SA-8072",
    N_("{path} lacks columns of a list of synergies: {columns}."),
    N_("Name the columns in the first row: donor, receiver, name, use, source …"),
)
NO_RECORD_NAMED = define(
    "SA-8090",
    N_("Nothing of this workspace is called “{text}”."),
    N_("Give the id or the exact name; “symbioaudit audit export” lists both."),
)
MANY_RECORDS_NAMED = define(
    "SA-8091",
    N_("“{text}” is the name of several: {ids}."),
    N_("Give the id of one of them."),
)
SIGNED_ALREADY = define(
    "SA-8095",
    N_("The audit {audit} is signed already, as revision {revision}."),
    N_("Nothing is to be done; a change with a reason begins the next revision."),
)
NOBODY_SIGNS = define(
    "SA-8096",
    N_("The audit {audit} was not signed: there is no name of the person who accepts it."),
    N_("Give the name of the person who signs."),
)
NO_IDENTITY = define(
    "SA-8060",
    N_("There is no signature key here ({path})."),
    N_("Make one with “symbioaudit identity new”, or bring yours with “identity import”."),
)
SHORT_PASSWORD = define(
    "SA-8061",
    N_("The password has fewer than {least} characters."),
    N_("Take four or five words that nobody connects with you."),
)
NO_KEYRING = define(
    "SA-8062",
    N_("This system has no keyring that could keep the key."),
    N_("Close the key with a password instead, or install the extra “keyring”."),
    Exit.FAILED,
)
NOT_SENT_HERE = define(
    "SA-8063",
    N_("No package of this workspace has the hash {sha256}."),
    N_("Open the workspace that the package was built from, and import the receipt there."),
)
KEYRING_LOST = define(
    "SA-8064",
    N_("The keyring of this system does not know the key any more."),
    N_("Restore the key from its recovery kit, after moving the old key file away."),
    Exit.FAILED,
)
NOTHING_TO_CLOSE_FOR = define(
    "SA-8065",
    N_("The file {path} holds no age key to close a package for."),
    N_("Ask the platform for its public keys: one line begins with age."),
)
NO_PLATFORM = define(
    "SA-8080",
    N_("No platform is set."),
    N_("Set it once: symbioaudit sync connect --server https://…"),
)
NO_TOKEN = define(
    "SA-8082",
    N_("There is no token for {server}."),
    N_("Ask the platform’s operator for one and set it with “symbioaudit sync connect”."),
)
NO_SUCH_PACKAGE = define(
    "SA-8083",
    N_("“{text}” fits {n} packages of the outbox; exactly one is needed."),
    N_("“symbioaudit sync status” lists them; the first signs of the hash are enough."),
)
TOO_LATE_TO_CANCEL = define(
    "SA-8084",
    N_("The package cannot be taken back: all of it was sent or written out."),
    N_("Wait for the platform’s answer; to change something, hand over the next revision."),
)
NO_BYTES = define(
    "SA-8085",
    N_("There is nothing to write: the package is not frozen, or accepted already."),
    N_("Freeze it with “symbioaudit sync push --hold AUDIT”, then export it."),
)
BYTES_CHANGED = define(
    "SA-8086",
    N_("The kept package is damaged: its checksum differs."),
    N_("Take it out with “sync cancel” and hand the audit over again; check the disk."),
    Exit.FAILED,
)
