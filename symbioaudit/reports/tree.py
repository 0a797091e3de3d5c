"""The document tree: what a report says, with typed cells; nothing about how it looks.

Built once from a dossier by :func:`symbioaudit.reports.document.build`; the PDF and the
XLSX writers only format it. Texts are in the document's language already.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from symbioaudit.analysis.results import Derivation

RecordField = tuple[str, str, str]  # (entity, id, field)


@dataclass(frozen=True, slots=True)
class Provenance:
    """Where a row's number comes from: as typed, who said so, on what basis, from what."""

    typed: str = ""
    who: str = ""
    basis: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True)
class Number:
    """A number in a canonical unit; ``value`` None prints as “no data”, never as zero.

    ``factor`` names a factor of the methodology whose value this is; ``field`` the typed
    field it was read from; ``derivation`` how it was computed.
    """

    value: float | None
    unit: str = ""
    estimated: bool = False
    low: float | None = None
    high: float | None = None
    gap: str = ""
    factor: str | None = None
    factor_scale: float = 1.0  # the value is the factor times this (a unit's thousand)
    field: RecordField | None = None
    derivation: Derivation | None = None
    live: str | None = None  # formula of this one cell, as in Column.live


@dataclass(frozen=True, slots=True)
class Words:
    """Any text, also text typed by people."""

    text: str


@dataclass(frozen=True, slots=True)
class Code:
    """A classifier code or identifier: always text, leading zeros kept."""

    text: str


@dataclass(frozen=True, slots=True)
class Day:
    """A calendar day."""

    value: date | None


@dataclass(frozen=True, slots=True)
class Lamp:
    """A traffic light: the key chooses the colour, the text says the same in words."""

    key: str
    text: str


Cell = Number | Words | Code | Day | Lamp


@dataclass(frozen=True, slots=True)
class Column:
    """One column. ``unit`` of the numbers stands in the heading; "1" prints as per cent.

    ``live`` is the column's formula over the row's other columns and totals:
    ``{key}`` a cell of the same row, ``{key.total}`` the cell of the total row.
    """

    key: str
    title: str
    unit: str = ""
    live: str | None = None
    narrow: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """One row; ``kind`` is plain, group (a heading across the table) or total."""

    cells: tuple[Cell, ...]
    kind: str = "plain"
    provenance: Provenance | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """A numbered table. A report says ``empty`` in place of one without rows.

    ``blank`` stands for an empty text in a plain row: a dash, or nothing where a hand will write.
    """

    id: str
    caption: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    empty: str = ""
    note: str = ""
    sheet: str = ""
    wide: bool = False  # asks for a landscape page
    header: bool = True  # False: name and value, no heading
    number: str = ""
    blank: str = "—"
    paper_rows: int | None = None  # at most so many rows on paper; the workbook has all


@dataclass(frozen=True, slots=True)
class Series:
    """One series of a chart; None is unknown and is drawn as a gap with a remark."""

    name: str
    values: tuple[float | None, ...]
    estimated: tuple[bool, ...] = ()


@dataclass(frozen=True, slots=True)
class BarChart:
    """Horizontal bars; several series are stacked; ``line`` is a share 0–1 (Pareto)."""

    labels: tuple[str, ...]
    series: tuple[Series, ...]
    unit: str
    line: tuple[float, ...] = ()
    line_name: str = ""


@dataclass(frozen=True, slots=True)
class Profile:
    """Columns along the year; ``marked`` ones stand out from the rest and want checking."""

    labels: tuple[str, ...]
    values: tuple[float | None, ...]
    marked: tuple[bool, ...]
    unit: str
    usual: float | None = None  # the level of a usual month, drawn as a line
    usual_name: str = ""
    marked_name: str = ""


@dataclass(frozen=True, slots=True)
class FlowNode:
    """A node of a flow diagram."""

    key: str
    label: str
    kind: str  # in, process, out, unknown


@dataclass(frozen=True, slots=True)
class FlowLink:
    """A ribbon of a flow diagram."""

    source: str
    target: str
    value: float
    group: str
    label: str
    estimated: bool = False


@dataclass(frozen=True, slots=True)
class FlowDiagram:
    """A Sankey diagram of one layer; unknown is hatched, estimated translucent."""

    nodes: tuple[FlowNode, ...]
    links: tuple[FlowLink, ...]
    unit: str
    groups: Mapping[str, str]  # group key → its name in the legend
    legend_estimated: str = ""
    legend_unknown: str = ""


@dataclass(frozen=True, slots=True)
class RiskMatrix:
    """Probability up, impact across, 1–3 each; numbers of the risks in their cells, arrows to what is left."""

    cells: Mapping[tuple[int, int], tuple[str, ...]]
    lamps: Mapping[tuple[int, int], str]
    arrows: tuple[tuple[tuple[int, int], tuple[int, int], str], ...]
    across: str
    up: str


@dataclass(frozen=True, slots=True)
class Quadrant:
    """Two scores 0–100 as bounds; ``corners`` by ``high_low``: across first, then up."""

    low: tuple[float, float]
    high: tuple[float, float]
    known: bool
    limits: tuple[float, float]
    corners: Mapping[str, str]
    possible: tuple[str, ...]
    across: str
    up: str


@dataclass(frozen=True, slots=True)
class Figure:
    """A numbered figure."""

    id: str
    caption: str
    picture: BarChart | FlowDiagram | Profile | RiskMatrix | Quadrant
    number: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading inside a section (level 2); numbered by the document."""

    text: str
    number: str = ""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Running text; ``style`` is a key of the style sheet: body, lead, small, bullet."""

    text: str
    style: str = "body"


@dataclass(frozen=True, slots=True)
class Note:
    """A remark set apart: what to keep in mind about the numbers nearby."""

    text: str


@dataclass(frozen=True, slots=True)
class Tile:
    """One headline number of the brief; ``trust`` says how far it can be believed."""

    title: str
    value: str
    unit: str = ""
    remark: str = ""
    estimated: bool = False
    trust: str = ""


@dataclass(frozen=True, slots=True)
class Tiles:
    """The headline numbers, three in a row."""

    items: tuple[Tile, ...]


@dataclass(frozen=True, slots=True)
class Signed:
    """What stands on a line to sign: strokes of (x, y downwards, pressure), see ``model.ink``."""

    name: str = ""
    day: str = ""
    strokes: tuple[tuple[tuple[int, int, int], ...], ...] = ()


@dataclass(frozen=True, slots=True)
class Signatures:
    """Lines to sign: role, then room for the name, the signature and the date.

    ``signed`` fills the lines in their order; a line without it stays for the pen.
    """

    roles: tuple[str, ...]
    captions: tuple[str, str, str]
    signed: tuple[Signed, ...] = ()


Block = Paragraph | Note | Heading | Table | Figure | Tiles | Signatures


@dataclass(frozen=True, slots=True)
class Section:
    """A chapter or an appendix. ``number`` is empty for the brief."""

    id: str
    title: str
    blocks: tuple[Block, ...]
    number: str = ""
    kind: str = "chapter"  # brief, chapter, appendix
    sheet: str = ""


@dataclass(frozen=True, slots=True)
class TitlePage:
    """What stands on the first page, top to bottom."""

    organisation: str
    title: str
    subject: str
    lines: tuple[tuple[str, str], ...]
    mark: str  # DRAFT n, or revision
    place_date: str
    logo: bytes = b""  # PNG or JPEG of who made the report
    made_by: str = ""


@dataclass(frozen=True, slots=True)
class FactorRow:
    """One factor or typed value that some derivation used."""

    key: str
    label: str
    value: float
    unit: str
    citation: str


@dataclass(frozen=True, slots=True)
class Derived:
    """One computed value with its derivation, for the calculation sheets."""

    label: str
    number: Number


@dataclass(frozen=True, slots=True)
class Document:
    """A whole report in one language."""

    language: str
    title_page: TitlePage
    sections: tuple[Section, ...]
    mark: str  # printed on every page while the audit is a draft; empty after sign-off
    produced_at: datetime
    identity: str  # stable id of the audit and its revision
    author: str
    words: Mapping[str, str]  # the writer's own words: table, figure, contents, no data …
    factors: tuple[FactorRow, ...] = ()
    derived: tuple[Derived, ...] = ()
    program: str = ""
    kind: str = "report"  # report; sheet: one page, no title page and no contents
