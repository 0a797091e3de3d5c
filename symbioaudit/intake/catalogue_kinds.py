"""Which catalogue a table is: by its columns, else by what its head and title say and its codes look like."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from symbioaudit.intake.catalogue_codes import read_catalogue_code
from symbioaudit.intake.cells import Sheet

SEARCHED: Final = 60  # rows among which a head is looked for
SAMPLE: Final = 400  # codes by whose look a catalogue is told
ENOUGH: Final = 0.6  # share of a sample that must read as codes


@dataclass(frozen=True, slots=True)
class Layout:
    """A table whose columns are known by their names."""

    system: str
    code: str
    name: str
    needs: frozenset[str]
    variant: str = ""


def _layout(system: str, code: str, name: str, *others: str, variant: str = "") -> Layout:
    return Layout(system, code, name, frozenset({code, name, *others} - {""}), variant)


LAYOUTS: Final = (
    _layout("fkko_ewc", "fkko_code", "fkko_name", "ewc_code", variant="ewc_code"),
    _layout("fkko", "code", "name", "hazard_class", "state_code"),
    _layout("okei", "code", "name_ru", "symbol_ru"),
    _layout("okved2", "code", "name_ru", "section", "parent_code"),
    _layout("okpd2", "code", "name_ru", "level", "note"),
    _layout("ewc", "code", "name_en", "entry_type"),
    _layout("nace", "code", "name_en", "revision", variant="revision"),
    _layout("rec20", "code", "name", "conversion_factor", "level_category"),
    _layout("cities", "oktmo", "name_ru", "region_code", "population", variant="name_ru"),
    _layout("regions", "region_code", "name_ru", "capital_ru"),
    _layout("its", "its_no", "name_ru", "okved2_prefixes"),
    _layout("rd", "code", "description_en", "kind"),
    _layout("fkko_states", "state_code", "name_ru", "physical_group"),
    _layout("hazard_classes", "digit", "name_ru", "roman"),
)
SYSTEMS: Final = tuple(layout.system for layout in LAYOUTS)
CODE_HEAD: Final = re.compile(
    r"^\W*(код|code|шифр)\b|\bкод\s+(по|вида|отход|окпд|оквэд|окей|фкко|регион|субъект)|_code$"
    r"|^code_|\bcode$|^(фкко|окпд\s*-?\s*2|оквэд\s*-?\s*2|окей|ewc|nace)\W*$",
    re.IGNORECASE,
)
NAME_HEAD: Final = re.compile(
    r"наимен|назван|группировк|вид\s+отход|описани|^name|\bname\b|descript|\btitle\b",
    re.IGNORECASE,
)
SAID: Final[Mapping[str, re.Pattern[str]]] = {
    "fkko": re.compile(r"фкко|\bfkko|каталог\w* отходов|вид\w* отход|код\s+отход", re.IGNORECASE),
    "okpd2": re.compile(r"окпд|\bokpd|продукции по видам", re.IGNORECASE),
    "okved2": re.compile(r"оквэд|\bokved|видов экономической", re.IGNORECASE),
    "okei": re.compile(r"окей\b|\bokei|единиц\w* измерени", re.IGNORECASE),
    "ewc": re.compile(r"\bewc\b|list of waste|\blow\b|европейск\w+ .{0,20}отход", re.IGNORECASE),
    "nace": re.compile(r"\bnace\b", re.IGNORECASE),
    "regions": re.compile(r"регион|субъект\w* российской", re.IGNORECASE),
}

# Columns that official workbooks head in words and the search knows by a name of its own.
FACTS: Final = (
    ("symbol_ru", re.compile(r"обозначени\w*.*национальн|^условное обозначение$", re.IGNORECASE)),
    ("symbol_int", re.compile(r"обозначени\w*.*международн", re.IGNORECASE)),
    ("alpha_ru", re.compile(r"буквенн\w*.*национальн", re.IGNORECASE)),
    ("alpha_int", re.compile(r"буквенн\w*.*международн", re.IGNORECASE)),
    ("hazard_class", re.compile(r"^класс\s+опасности", re.IGNORECASE)),
)


@dataclass(frozen=True, slots=True)
class Head:
    """The head of a catalogue's table: where its columns are and which catalogue it is."""

    system: str
    row: int
    code: int
    name: int
    others: Mapping[str, int]  # label → column
    variant: int = 0


def find_head(sheet: Sheet, system: str | None = None) -> tuple[Head | None, tuple[str, ...]]:
    """The head, or None with the catalogues it could be (several: somebody has to say)."""
    options: tuple[str, ...] = ()
    for row in sorted(sheet.rows)[:SEARCHED]:
        labels = {c: " ".join(cell.text.split()) for c, cell in sheet.rows[row].items()}
        known = _by_columns(row, labels, system)
        if known is not None:
            return known, (known.system,)
        found, could_be = _by_look(sheet, row, labels, system)
        if found is not None:
            return found, (found.system,)
        options = options or could_be
    return None, options


def _by_columns(row: int, labels: Mapping[int, str], system: str | None) -> Head | None:
    """A table of our own column names."""
    at = {label.casefold(): column for column, label in labels.items()}
    fits = (lay for lay in LAYOUTS if lay.needs <= at.keys() and system in {None, lay.system})
    layout = next(fits, None)
    if layout is None:
        return None
    variant = at.get(layout.variant, 0)
    return _head(layout.system, row, (at[layout.code], at[layout.name]), labels, variant)


def _by_look(
    sheet: Sheet, row: int, labels: Mapping[int, str], system: str | None
) -> tuple[Head | None, tuple[str, ...]]:
    """A list «код | наименование» in any wording: the column of names, the best column of codes."""
    code_columns = [c for c, label in labels.items() if CODE_HEAD.search(label[:80])]
    name_columns = [
        c for c, label in labels.items() if NAME_HEAD.search(label[:80]) and c not in code_columns
    ]
    if not code_columns or not name_columns:
        return None, ()
    said = _title(sheet, row, labels)
    best: dict[str, tuple[float, int]] = {}
    for one in [system] if system else SAID:
        shares = ((_share(sheet, row, column, one), -column) for column in code_columns)
        best[one] = max(shares)
    could_be = _candidates(sheet, row, best, said)
    if len(could_be) != 1:
        return None, could_be
    column = -best[could_be[0]][1]
    return _head(could_be[0], row, (column, name_columns[0]), labels), could_be


def _candidates(
    sheet: Sheet, row: int, best: Mapping[str, tuple[float, int]], said: str
) -> tuple[str, ...]:
    fits = [one for one, (share, _column) in best.items() if share >= ENOUGH]
    if not fits:  # a torn file whose head still says what it is: its rows are told one by one
        return tuple(one for one, (share, _c) in best.items() if share and SAID[one].search(said))
    named = [one for one in fits if SAID[one].search(said)] if len(fits) > 1 else fits
    if len(named) == 1:
        return tuple(named)
    dotted = {"okved2", "okpd2", "nace"}
    if set(named or fits) <= dotted and "okpd2" in fits and _deep(sheet, row, -best["okpd2"][1]):
        return ("okpd2",)
    return tuple(named or fits)


def _deep(sheet: Sheet, row: int, column: int) -> bool:
    """Codes of nine digits with three points: only ОКПД2 has them."""
    return any(text.count(".") == 3 for text in _column(sheet, row, column))


def _title(sheet: Sheet, row: int, labels: Mapping[int, str]) -> str:
    above = [c.text[:300] for r in sheet.rows if r < row for c in sheet.rows[r].values()]
    return " \n".join([sheet.name, *above[:40], *labels.values()])


def _share(sheet: Sheet, row: int, column: int, system: str) -> float:
    cells = [sheet.cell(r, column) for r in _below(sheet, row)]
    filled = [cell for cell in cells if cell is not None]
    if not filled or system not in SAID:
        return 0.0
    return sum(read_catalogue_code(system, c).code is not None for c in filled) / len(filled)


def _column(sheet: Sheet, row: int, column: int) -> Iterable[str]:
    return (sheet.text(r, column) for r in sheet.rows if r > row)


def _below(sheet: Sheet, row: int) -> list[int]:
    """A sample of the rows below the head, spread over the whole table."""
    rows = [r for r in sheet.rows if r > row]
    return rows[:: max(1, len(rows) // SAMPLE)]


def _head(
    system: str, row: int, main: tuple[int, int], labels: Mapping[int, str], variant: int = 0
) -> Head:
    taken: Collection[int] = {*main, variant}
    others = {_fact(label): c for c, label in labels.items() if label and c not in taken}
    return Head(system, row, main[0], main[1], others, variant)


def _fact(label: str) -> str:
    return next((name for name, shape in FACTS if shape.search(label)), label[:80])
