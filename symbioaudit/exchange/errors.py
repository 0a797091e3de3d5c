"""Errors of packages and audit files, SA-70xx."""

from __future__ import annotations

from symbioaudit.base.errors import Exit, define
from symbioaudit.base.i18n import N_, Message

NOT_JSON = define(
    "SA-7001",
    N_("The audit file is not readable: {reason}."),
    N_("Ask for it again: it was damaged or is something else."),
)
TOO_LARGE = define(
    "SA-7002",
    N_("{what} is larger than allowed ({limit})."),
    N_("Such a file does not come from this program; do not open it."),
)
BAD_RECORD = define(
    "SA-7003",
    N_("The audit file breaks its schema at {path}: {reason}."),
    N_("Ask the sender to export the audit again."),
)
NEWER_SCHEMA = define(
    "SA-7004",
    N_("The audit file has schema {found}, this program reads {ours}."),
    N_("Update the program."),
)
NOT_A_PACKAGE = define(
    "SA-7005",
    N_("This is not an audit package: {reason}."),
    N_("Choose a file made by “symbioaudit package build”."),
)
BAD_PACKAGE = define(
    "SA-7006",
    N_("The package is not accepted: {reason}."),
    N_("Ask the sender to build it again; nothing was imported."),
)
NO_ROOM = define(
    "SA-7007",
    N_("The package has no room for {what} (at most {limit})."),
    N_("Mark less evidence to leave, or leave out a report."),
)

BAD_KEY_FILE = define(
    "SA-7011",
    N_("The file of keys cannot be used: {reason}."),
    N_("Choose the file that was sent to you with the key, or export it again."),
)
WRONG_KEY_PASSWORD = define(
    "SA-7012",
    N_("The password does not open the key of the signature."),
    N_("Type it again; if it is lost, restore the key from its recovery kit."),
)
SEALED = define(
    "SA-7013",
    N_("The package is closed: only the platform it was closed for can open it."),
    N_("Name the file of the secret key with --open-with, or keep an open package for yourself."),
)
WRONG_OPENER = define(
    "SA-7014",
    N_("The package was closed for another key, or its first lines are damaged."),
    N_("Take the key of the platform that the package was made for."),
)
SEAL_BROKEN = define(
    "SA-7015",
    N_("The closed package is damaged: its end is missing or bytes were changed."),
    N_("Ask the sender to build it again; nothing was imported."),
)
NO_RECIPIENT = define(
    "SA-7016",
    N_("The package cannot be closed: {reason}."),
    N_("Name the file with the platform’s public key (a line that begins with age1)."),
)
NOT_A_SIGNATURE = define(
    "SA-7017",
    N_("This file cannot be put beside the package as a qualified signature."),
    N_("Take a .sig or .p7s file of at most 1 MiB; eight fit in, each name once."),
)
UNSIGNED = define(
    "SA-7018",
    N_("The package is not signed."),
    N_("Ask the sender to build it with --sign."),
)
STRANGE_SIGNER = define(
    "SA-7019",
    N_("The package is signed by a key that is not trusted: {name}, {fingerprint}."),
    N_(
        "Compare the fingerprint with the sender by telephone, then add the key to the trusted ones."
    ),
)
BAD_RECEIPT = define(
    "SA-7020",
    N_("This is no receipt, or a damaged one: {reason}."),
    N_("Fetch the receipt again; the state of the package stays as it was."),
)
STRANGE_HUB = define(
    "SA-7021",
    N_("The receipt is signed by a key that is not trusted as a platform’s: {fingerprint}."),
    N_(
        "Take the platform’s key from its operator and add it to the trusted ones with the role hub."
    ),
)
OTHER_RECEIPT = define(
    "SA-7022",
    N_("The receipt does not speak of what was sent: {what} differ."),
    N_("Do not count the package as delivered; send it again or ask the operator."),
)
REPLAYED = define(
    "SA-7023",
    N_("The package has revision {found}, but revision {known} is known already."),
    N_("Ask the sender for the newest package; an old one may be sent twice on purpose."),
)
REWRITTEN = define(
    "SA-7024",
    N_("Another package with the same revision {found} is known already."),
    N_("One of the two was made with other contents: ask the sender which one holds."),
)

NO_ANSWER = define(
    "SA-7050",
    N_("The platform does not answer ({server}): {reason}."),
    N_("Check the network. Sending goes on from where it stopped; nothing is lost."),
    Exit.FAILED,
)
PORTAL = define(
    "SA-7051",
    N_("Some network answered with a page of its own instead of the platform ({server})."),
    N_("Sign in to that network in a browser, or take another one, then send again."),
    Exit.FAILED,
)
REDIRECTED = define(
    "SA-7052",
    N_("{server} sends us on to {other}; nothing was sent there."),
    N_("Ask the operator for the platform’s present address and set it with “sync connect”."),
    Exit.FAILED,
)
NOT_SAFE = define(
    "SA-7053",
    N_("The connection to {server} is not safe: {reason}. Nothing was sent."),
    N_(
        "Check the date of this computer; a network that opens connections, or a certificate authority of "
        "your own (--ca), is a matter for the administrator."
    ),
    Exit.FAILED,
)
NOT_LET_IN = define(
    "SA-7054",
    N_("The platform does not let us in (answer {status})."),
    N_("Ask its operator for a token and set it with “symbioaudit sync connect”."),
    Exit.FAILED,
)
TOO_LARGE_FOR_IT = define(
    "SA-7055",
    N_("The platform does not take a package of {size:.1f} MiB."),
    N_("Leave out evidence or reports, or hand the package over by file: “sync export”."),
    Exit.FAILED,
)
ODD_ANSWER = define(
    "SA-7056",
    N_("The answer of {server} is none of a platform: {reason}."),
    N_("Check the address. If it is right, show this message to the operator."),
    Exit.FAILED,
)
BUSY = define(
    "SA-7057",
    N_("The platform cannot take it now (answer {status})."),
    N_("Nothing to do: it is tried again after a pause, from where it stopped."),
    Exit.FAILED,
)
NOT_CONFIRMED = define(
    "SA-7058",
    N_("Everything is sent, but the platform has not confirmed it yet."),
    N_("Ask again later with “symbioaudit sync push”: nothing is sent twice."),
    Exit.FAILED,
)
LOST_THERE = define(
    "SA-7059",
    N_("The platform lost what was sent to it, {n} times."),
    N_("Tell its operator; the package stays here. It can also be handed over by file."),
    Exit.FAILED,
)
BAD_ADDRESS = define(
    "SA-7060",
    N_("“{text}” cannot be the address of a platform."),
    N_("It begins with https:// and has no user name in it; http:// only for this computer."),
)
BAD_SIGNED_FILE = define(
    "SA-7061",
    N_("The file from the platform is not accepted: {reason}."),
    N_("Fetch it again; nothing of it was used."),
)

# Reasons inside the sentences above.
CUT = Message(N_("the connection was cut or there is no network"))
SLOW = Message(N_("no answer in time"))
PAST_END = Message(N_("it counts more bytes than were sent"))
NO_PLACE = Message(N_("it does not say where the upload is"))
STATUS = N_("status {status} where it is not expected")
TOO_LONG = Message(N_("it is too long"))
BROKEN_COPY = N_("{name} is damaged or is another file")
NOT_BASE64 = Message(N_("a key in it is no Ed25519 key in base 64"))
NOT_A_KEY_FILE = Message(N_("it is damaged or is something else"))
NOT_A_KEY_LINE = Message(N_("a line is not “ed25519 KEY ROLE NAME” or “age KEY”"))
NO_AGE_KEY = Message(N_("it holds no age key"))
WRONG_AGE_KEY = Message(N_("its age key is mistyped"))
SIGNATURE_GONE = N_("its signature was taken away")
SIGNATURE_FOREIGN = N_("its signature is of another key than the package names")
SIGNATURE_WRONG = N_("its signature does not fit")
NO_RECEIPT = N_("the parts of a receipt are not there")
NOT_CANONICAL = N_("it is not written as a platform writes it")
FILE_NAME = N_("a file is named {name}")
TWICE = N_("{name} stands twice")
ODD_ENTRY = N_("{name} is packed in a way this program never packs")
LOOK_ALIKE = N_("names differ only in case or accents")
GAP = N_("there is a gap or an overlap between the files")
HEADER = N_("the header of {name} is wrong")
AROUND = N_("something stands before, between or after the files")
DIRECTORY = N_("the list of files inside the zip is wrong")
LENGTH = N_("{name} is longer or shorter than declared")
ABSENT = N_("{name} is missing")
MANIFEST = N_("a list of checksums is wrong")
NOT_LISTED = N_("{name} is missing or not listed")
CHANGED = N_("{name} was changed")
STRANGE = N_("{name} does not belong into a package")
TOLD = N_("bag-info.txt says something else than the audit ({name})")
NO_RECORD_OF = N_("{name} belongs to no record")
NO_ZIP = N_("it is not a zip file, or a damaged one")
NOT_UTF8 = N_("it is no text in UTF-8")
IS_A_ZIP = N_("it is a zip; a package is read with “symbioaudit package read”")

NOT_A_CATALOGUE = define(
    "SA-7040",
    N_("The file is no catalogue of offers and wants: {reason}."),
    N_("The form of such a file is described in the manual; nothing was taken from it."),
)
LOST_REFERENCE = define(
    "SA-7041",
    N_("“{name}” is named in the file but described nowhere."),
    N_("Add it to the plants or the haves, or correct the name."),
)
