"""What every chapter needs: texts, names, and cells made from amounts and quantities."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from symbioaudit.analysis.results import Label, Quantity, Results
from symbioaudit.base.i18n import Message, Text
from symbioaudit.model.amount import Amount
from symbioaudit.model.enums import Direction
from symbioaudit.model.records import Record, Stream
from symbioaudit.model.snapshot import Snapshot
from symbioaudit.reports.dossier import Dossier
from symbioaudit.reports.numbers import is_money, spell_with_unit, unit_text
from symbioaudit.reports.sums import total
from symbioaudit.reports.templates import Texts
from symbioaudit.reports.tree import (
    Cell,
    Code,
    Column,
    Note,
    Number,
    Paragraph,
    Provenance,
    RecordField,
    Row,
    Table,
    Words,
)


@dataclass(frozen=True)
class Context:
    """A dossier with its texts. Everything here is a pure reading of the dossier."""

    dossier: Dossier

    @property
    def lang(self) -> str:
        """Language of the report."""
        return self.dossier.language

    @property
    def snapshot(self) -> Snapshot:
        """The frozen audit."""
        return self.dossier.snapshot

    @property
    def results(self) -> Results:
        """Its results."""
        return self.dossier.results

    @cached_property
    def t(self) -> Texts:
        """The fixed texts in the report's language."""
        return Texts(self.lang)

    @cached_property
    def evidence_by_record(self) -> dict[str, int]:
        """How many pieces of evidence each record has."""
        counts: dict[str, int] = {}
        for item in self.snapshot.evidence:
            for record in {link.split("/")[1] for link in item.links if "/" in link}:
                counts[record] = counts.get(record, 0) + 1
        return counts

    @cached_property
    def gsd2(self) -> dict[str, float]:
        """Squared geometric standard deviation of each record that was scored."""
        return {row.record[1]: row.gsd2 for row in self.results.quality.rows}

    def word(self, enum: str, value: str | None) -> str:
        """The text of a value of a closed list: the pack's, else ours, else the value itself."""
        if not value:
            return ""
        try:
            text = self.dossier.pack.text(enum, str(value)).render(self.lang)
        except LookupError:
            text = str(value)
        own = f"enum.{enum}.{value}"
        return self.t(own) if text == value and self.t.has(own) else text

    def say(self, label: Label | str | None) -> str:
        """A label in the report's language."""
        return label.render(self.lang) if isinstance(label, Text | Message) else (label or "")

    def name(self, record_id: str | None) -> str:
        """The name of a process, stream or other record; empty for None."""
        record = self.snapshot.by_id.get(record_id) if record_id else None
        return title_of(record) if record else ""

    def ends(self, stream: Stream) -> tuple[str, str]:
        """Where a stream comes from and goes to; without a process it is the site's own."""
        outside, site = self.t("outside"), self.t("whole_site")
        into = stream.direction is Direction.IN
        start = self.name(stream.from_process) or (outside if into else site)
        end = self.name(stream.to_process) or (site if into else outside)
        return start, end

    def form_of(self, record: Record) -> Any:
        """The pack's form that the record belongs to, or None."""
        forms = self.dossier.pack_part("forms") or {}
        return next((f for f in forms.values() if hasattr(f, "takes") and f.takes(record)), None)

    def field_label(self, record: Record | None, code: str) -> str:
        """What the form calls a field of the record; its code where no form knows it."""
        form = self.form_of(record) if record is not None else None
        field = form.field(code) if form is not None else None
        return self.say(field.label) if field is not None else code

    def guessed(self, quantity: Quantity) -> bool:
        """True where the pack calls the value an estimate."""
        return quantity.rests_on_estimates(self.results.estimated_mark)

    def total(self, numbers: Iterable[Number], unit: str) -> Number:
        """The sum of a printed column."""
        return total(numbers, unit, self.results.estimated_mark)

    def quantity(
        self, quantity: Quantity, unit: str | None = None, field: RecordField | None = None
    ) -> Number:
        """A computed value as a cell; ``field`` names the typed field it repeats, if any."""
        span = quantity.low != quantity.high
        made = quantity.derivation
        if made is not None and not made.formula and len(made.inputs) == 1:
            field, made = made.inputs[0].record or field, None
        return Number(
            value=quantity.value,
            unit=quantity.unit if unit is None else unit,
            estimated=quantity.value is not None and self.guessed(quantity),
            low=quantity.low if span else None,
            high=quantity.high if span else None,
            gap=self.say(quantity.gap),
            field=field,
            derivation=made,
        )

    def amount(self, amount: Amount | None, record: Record, field: str) -> Number:
        """A typed amount as a cell, in canonical units."""
        if amount is None or amount.canonical is None:
            return Number(None, field=(record.entity, record.id, field), gap=self.why(amount))
        unit = amount.canonical_unit or ""
        if is_money(unit) and not unit.startswith(self.money("RUB")):
            gap = self.t("gap.currency", unit=unit_text(unit, self.lang))
            return Number(None, field=(record.entity, record.id, field), gap=gap)
        span = amount.canonical
        return Number(
            value=span.best,
            unit=amount.canonical_unit or "",
            estimated=amount.is_estimate,
            low=span.low if span.low != span.best else None,
            high=span.high if span.high != span.best else None,
            field=(record.entity, record.id, field),
        )

    def why(self, amount: Amount | None) -> str:
        """Why an amount has no number."""
        if amount is None:
            return self.t("gap.blank")
        if amount.missing is not None:
            return self.word("missing_reasons", amount.missing.value)
        return self.t("gap.property", what=amount.gap or "?")

    def provenance(self, amount: Amount | None, record: Record) -> Provenance:
        """As typed, who, basis, and what the conversion leaned on."""
        who = self.snapshot.authors.get(record.id, "")
        if amount is None:
            return Provenance(who=who)
        via = "; ".join(f"{v.name}: {v.value:g} {v.unit} ({v.source})" for v in amount.via)
        basis = amount.basis.value if amount.basis else None
        return Provenance(amount.text, who, self.word("bases", basis), via)

    def spelled(self, number: Number) -> str:
        """A number with its unit for running text."""
        return spell_with_unit(number, self.lang, self.t("no_data"))

    def column(
        self, key: str, unit: str = "", live: str | None = None, title: str | None = None
    ) -> Column:
        """A column whose title is the text ``col.<title or key>``."""
        return Column(key, self.t(f"col.{title or key}"), self.money(unit), live)

    def money(self, unit: str) -> str:
        """A unit of money in the audit's currency: ``RUB/a`` of an audit in euros is EUR/a."""
        return unit.replace("RUB", self.snapshot.audit.currency or "RUB")

    def table(
        self, table_id: str, columns: Iterable[Column], rows: Iterable[Row], **more: object
    ) -> Table:
        """A table whose caption, sheet name and empty text are in the templates."""
        return Table(
            id=table_id,
            caption=self.t(f"table.{table_id}"),
            columns=tuple(columns),
            rows=tuple(rows),
            empty=self.t(f"empty.{table_id}" if self.t.has(f"empty.{table_id}") else "no_records"),
            sheet=self.t(f"sheet.{table_id}"),
            **more,  # type: ignore[arg-type]
        )

    def facts(self, table_id: str, pairs: Iterable[tuple[str, Cell]]) -> Table:
        """A table of names and values; a blank value prints as no data."""
        rows = [Row((Words(self.t(f"fact.{key}")), self.or_no_data(cell))) for key, cell in pairs]
        columns = (Column("name", self.t("col.fact")), Column("value", self.t("col.value")))
        return self.table(table_id, columns, rows, header=False)

    def or_no_data(self, cell: Cell) -> Cell:
        """The cell, or the words “no data” for an empty text."""
        if isinstance(cell, Words | Code) and not cell.text.strip():
            return Words(self.t("no_data"))
        return cell

    def paragraph(self, key: str, style: str = "body", **params: object) -> Paragraph:
        """A paragraph of fixed text."""
        return Paragraph(self.t(key, **params), style)

    def note(self, key: str, **params: object) -> Note:
        """A remark of fixed text."""
        return Note(self.t(key, **params))


def title_of(record: Record) -> str:
    """What a person calls a record."""
    for field in ("name", "name_short", "name_full", "caption", "title", "text", "number"):
        value = getattr(record, field, None)
        if isinstance(value, str) and value.strip():
            return value
    return record.id
