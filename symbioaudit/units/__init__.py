"""Units: parse what people type, convert, format; the only owner of conversions.

Light to import: the table of spellings is built at the first unit.
"""

from __future__ import annotations

from symbioaudit.units.amounts import Property, parse
from symbioaudit.units.calendar import Calendar, calendar_of
from symbioaudit.units.convert import check_unit, convert, dim, dimension_of
from symbioaudit.units.dims import BY_NAME as DIMENSIONS
from symbioaudit.units.dims import Dim
from symbioaudit.units.format import format_amount, format_number, format_quantity
from symbioaudit.units.labels import NBSP, okei_code, unece_code, unit_label
from symbioaudit.units.numbers import parse_number

__all__ = [
    "DIMENSIONS",
    "NBSP",
    "Calendar",
    "Dim",
    "Property",
    "calendar_of",
    "check_unit",
    "convert",
    "dim",
    "dimension_of",
    "format_amount",
    "format_number",
    "format_quantity",
    "okei_code",
    "parse",
    "parse_number",
    "unece_code",
    "unit_label",
]
