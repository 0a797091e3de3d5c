"""The hidden words by which a questionnaire is read back, whatever was moved or renamed."""

from __future__ import annotations

from typing import Final

FORMAT: Final = 1
META_SHEET: Final = "_meta"
BASE_SHEET: Final = "_base"
LISTS_SHEET: Final = "_lists"
HIDDEN_SHEETS: Final = frozenset({META_SHEET, BASE_SHEET, LISTS_SHEET})
SIGNATURE: Final = "symbioaudit-intake"

FORM: Final = "form:"  # form:<block>:<record id>   title of a block
CODES: Final = "codes:"  # codes:<block>            field codes of the columns below
HEAD: Final = "head"
TEXT: Final = "text"
EXAMPLE: Final = "example"
FIELD: Final = "field:"  # field:<code>             one question of a single form
ROW: Final = "row:"  # row:<record id>              a record that was sent out
NEW: Final = "new:"  # new:<record id>              an empty row with its future id
LINE: Final = "line:"  # line:<record id>:<n>       a line of a table of a record

UNIT: Final = "@unit"
BASIS: Final = "@basis"
VALUE: Final = "@value"
PARENT: Final = "@parent"
