"""The register of risks (F21) and its 3×3 matrix (F-66); starter risks are offered, never put in silently."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from symbioaudit.analysis.results import RiskRow
from symbioaudit.base.i18n import _
from symbioaudit.base.ids import new_id
from symbioaudit.forms.loader import text_of
from symbioaudit.methodology import Pack
from symbioaudit.model.records import Risk
from symbioaudit.services.figures import Figure, Row, Table, View
from symbioaudit.services.live import LiveAudit
from symbioaudit.services.operations import Create, Update
from symbioaudit.units import format_number

Cell = tuple[int, int]  # probability, impact
MARKS: Final = (1, 2, 3)


@dataclass(frozen=True, slots=True)
class Mark:
    """One risk in the matrix: its number in the list, its cell now and after its measure."""

    record_id: str
    number: int
    name: str
    cell: Cell | None
    residual: Cell | None


@dataclass(frozen=True, slots=True)
class Matrix:
    """What the matrix shows. ``lamps``: colour of each cell by the band of its rank."""

    marks: tuple[Mark, ...]
    lamps: Mapping[Cell, str]
    bands: Mapping[str, str]  # lamp → its word
    probabilities: tuple[str, ...]
    impacts: tuple[str, ...]

    def at(self, cell: Cell) -> tuple[Mark, ...]:
        """The risks of a cell."""
        return tuple(mark for mark in self.marks if mark.cell == cell)


@dataclass(frozen=True, slots=True)
class Starter:
    """A usual risk of the pack that the audit does not have yet."""

    id: str
    name: str
    measure: str
    category: str
    probability: int
    impact: int


def rows_of(view: View) -> tuple[RiskRow, ...]:
    """The risks, the gravest first."""
    return view.results.outlook.risks if view.results.outlook else ()


def matrix(view: View) -> Matrix:
    """The risks in their cells."""
    marks = tuple(
        Mark(
            row.record_id,
            number,
            row.name,
            _cell(row.probability, row.impact),
            _cell(row.residual_probability, row.residual_impact),
        )
        for number, row in enumerate(rows_of(view), 1)
    )
    rules = view.pack.risks
    bands = rules["bands"]
    cells = [(p, c) for p in MARKS for c in MARKS]
    return Matrix(
        marks,
        {
            cell: next(b["lamp"] for b in bands if b["from"] <= cell[0] * cell[1] <= b["to"])
            for cell in cells
        },
        {band["lamp"]: text_of(band["title"]).render(view.lang) for band in bands},
        _levels(view, "probability"),
        _levels(view, "impact"),
    )


def _levels(view: View, scale: str) -> tuple[str, ...]:
    entries = view.pack.enums[view.pack.risks["scales"][scale]]
    return tuple(entry.text.render(view.lang) for entry in entries)


def _cell(probability: int | None, impact: int | None) -> Cell | None:
    return (probability, impact) if probability in MARKS and impact in MARKS else None


def table(view: View, only: Cell | None = None) -> Table:
    """The register; ``only`` the risks of one cell."""
    columns = (
        _("No."), _("Risk"), _("Category"), _("Rank"), _("After the measure"),
        _("What is done against it"), _("Owner"), _("Due"),
    )  # fmt: skip
    rows = []
    for number, row in enumerate(rows_of(view), 1):
        if only is None or (row.probability, row.impact) == only:
            record = view.live.get("risk", row.record_id)
            if record is not None:
                rows.append(_row(view, number, row, record))
    empty = _("No risks yet: take the usual ones at the right, or add your own.")
    if only is not None:
        empty = _("No risk in this cell.")
    return Table(_("Risks"), columns, tuple(rows), empty)


def _row(view: View, number: int, row: RiskRow, record: Risk) -> Row:
    entry = view.pack.entry("risk_categories", record.category)
    wanted = Figure(_("a measure is needed"), role="error") if row.needs_measure else None
    return Row(
        (
            Figure(str(number)),
            Figure(row.name),
            Figure(entry.text.render(view.lang) if entry else ""),
            _rank(view, row.rank, row.band),
            _rank(view, row.residual, row.residual_band),
            wanted or Figure(record.measure or ""),
            Figure(record.owner or ""),
            Figure(f"{record.due:%d.%m.%Y}" if record.due else ""),
        ),
        ("risk", row.record_id, ""),
    )


def _rank(view: View, rank: Any, band: str | None) -> Figure:
    if rank.value is None:
        return Figure("—", rank, "muted", rank.gap.render(view.lang) if rank.gap else "")
    found = next(b for b in view.pack.risks["bands"] if b["id"] == band)
    word = text_of(found["title"]).render(view.lang)
    return Figure(f"{format_number(rank.value, view.lang, 0)} · {word}", rank, found["lamp"])


def moved(record_id: str, cell: Cell, *, residual: bool = False) -> Update:
    """The risk in another cell, as it is now or as it is left after its measure."""
    names = ("residual_probability", "residual_impact") if residual else ("probability", "impact")
    return Update("risk", record_id, dict(zip(names, cell, strict=True)))


def starters(live: LiveAudit, pack: Pack, lang: str) -> tuple[Starter, ...]:
    """Usual risks of the pack that nobody has taken yet."""
    here = {str(risk.name or "").casefold() for risk in live.of("risk")}
    out = []
    for item in pack.risks["starters"]:
        name, measure = text_of(item["name"]), text_of(item["measure"])
        if not here & {name.ru.casefold(), name.en.casefold()}:
            out.append(
                Starter(
                    item["id"], name.render(lang), measure.render(lang), item["category"],
                    int(item["probability"]), int(item["impact"]),
                )
            )  # fmt: skip
    return tuple(out)


def taken(starter: Starter, audit_id: str) -> Create:
    """A starter as a risk of this audit, to be corrected by whoever took it."""
    return Create(
        Risk(
            id=new_id(), audit_id=audit_id, name=starter.name, category=starter.category,
            probability=starter.probability, impact=starter.impact, measure=starter.measure,
        )
    )  # fmt: skip
