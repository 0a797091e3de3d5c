"""Error codes 60xx: why a workbook or a list was not taken. Nothing is written when one is raised."""

from __future__ import annotations

from symbioaudit.base.errors import define
from symbioaudit.base.i18n import N_

NOT_A_TABLE = define(
    "SA-6001",
    N_("The file {name} is not a workbook or a list that can be read ({reason})."),
    N_("Save it as .xlsx or .csv and try again."),
)
PASSWORD = define(
    "SA-6002",
    N_("The workbook {name} is protected by a password or is encrypted."),
    N_("Open it in Excel or LibreOffice, remove the password, save it as .xlsx and load it again."),
)
DAMAGED = define(
    "SA-6003",
    N_("The workbook {name} is damaged: {reason}."),
    N_("Open it in Excel or LibreOffice, let it be repaired, save it as .xlsx and load it again."),
)
MACRO = define(
    "SA-6004",
    N_("The workbook {name} contains macros; such files are not taken."),
    N_("Save it as .xlsx without macros and load it again."),
)
BOMB = define(
    "SA-6005",
    N_("The file {name} unpacks to far more than its size ({detail}); it was not opened."),
    N_("Ask the sender for the original; a real workbook does not look like this."),
)
TOO_LARGE = define(
    "SA-6006",
    N_("The file {name} is too large: {detail}."),
    N_("Delete the sheets and rows that are not needed, or load it in parts."),
)
TOO_SLOW = define(
    "SA-6007",
    N_("Reading {name} took longer than {seconds} s and was stopped."),
    N_("Save it again as .xlsx from Excel or LibreOffice, without pictures and formatting."),
)
CANCELLED = define(
    "SA-6008",
    N_("Reading {name} was cancelled."),
    N_("Nothing was changed; load the file again when you like."),
)
ENTITIES = define(
    "SA-6009",
    N_("The workbook {name} contains an XML document type or entities; such files are not taken."),
    N_("Save it again as .xlsx from Excel or LibreOffice."),
)
EMPTY_FILE = define(
    "SA-6010",
    N_("The file {name} is empty."),
    N_("Choose another file."),
)
OTHER_FORMAT = define(
    "SA-6011",
    N_("The file {name} is a table in the format {format}, which is not read."),
    N_("Open it in the program that made it, save it as .xlsx (Excel 2007–365) and load it again."),
)
NOT_A_QUESTIONNAIRE = define(
    "SA-6020",
    N_("The workbook {name} is not a questionnaire of this program."),
    N_("Load it as a list: name its columns with --map."),
)
FORMAT_NEWER = define(
    "SA-6021",
    N_("The questionnaire {name} was made by a newer version of the program (format {format})."),
    N_("Update the program, or ask for a questionnaire made by this version."),
)
OTHER_PACK = define(
    "SA-6022",
    N_("The questionnaire {name} belongs to methodology {theirs}, the audit uses {ours}."),
    N_("Make a new questionnaire with “intake new --audit …” or load it into its own audit."),
)
OTHER_AUDIT = define(
    "SA-6023",
    N_("The questionnaire {name} was made for another audit ({theirs})."),
    N_("Load it with --audit {theirs}, or make a questionnaire for this audit."),
)
NO_COLUMNS = define(
    "SA-6024",
    N_("No column of {name} looks like a name with amounts or codes."),
    N_("Say which column is which: --map “Column=name” --map “Column=quantity”."),
)
BAD_MAP = define(
    "SA-6025",
    N_("The mapping {text} cannot be used: {reason}."),
    N_("Write it as --map “Column=field”; the columns found are: {columns}."),
)
NO_ENTERPRISE = define(
    "SA-6026",
    N_("The file {name} does not name the enterprise, so no audit can be created from it."),
    N_("Fill in the enterprise's name, or load the file into an audit with --audit."),
)
NO_CATALOGUE = define(
    "SA-6040",
    N_("The file {name} is not a classifier: no table with a column of codes and one of names."),
    N_("Give the head of the table as “code | name”, or name the catalogue with --system."),
)
WHICH_CATALOGUE = define(
    "SA-6041",
    N_("The codes in {name} could be of several catalogues: {choices}."),
    N_("Say which one with --system."),
)
NOT_CODES = define(
    "SA-6042",
    N_("Only {good} of {rows} rows of {name} have a code of the catalogue {system}."),
    N_("Take the file from its source again with codes as text, or name the right catalogue."),
)
NO_SUCH_SYSTEM = define(
    "SA-6043",
    N_("There is no catalogue named “{system}”."),
    N_("Use one of: {choices}."),
)
BAD_PROFILE = define(
    "SA-6027",
    N_("The file {name} is not a profile of columns."),
    N_("Name a file that --profile has written, or a new one to be written."),
)
