"""Errors of packages and audit files, SA-70xx."""

from __future__ import annotations

from symbioaudit.base.errors import define
from symbioaudit.base.i18n import N_

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

# Reasons inside the sentences above.
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
