"""What every chapter of the analysis needs: typed fields and factors as quantities, sums that know their gaps."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, cached_property
from typing import Any

from symbioaudit.analysis.formulas.flows import material_use
from symbioaudit.analysis.results import Derivation, Label, Quantity, Source
from symbioaudit.base.i18n import N_, Message, Text
from symbioaudit.methodology import Factor, Pack
from symbioaudit.model.amount import Amount
from symbioaudit.model.records import CostItem, Record, Stream
from symbioaudit.model.snapshot import Snapshot
from symbioaudit.units import unit_label

REVENUE = "by_product_revenue"  # shown apart, never netted
TCE_GJ = 29.3076  # 1 t of coal equivalent = 7 Gcal, by definition


@dataclass(frozen=True)
class Facts:
    """The snapshot and the pack, with the audit's year and region settled once."""

    snapshot: Snapshot
    pack: Pack

    @cached_property
    def year(self) -> int | None:
        """Year of the audited period."""
        end = self.snapshot.audit.period_end
        return end.year if end else None

    @cached_property
    def region(self) -> str | None:
        """Region code of the site, else of the enterprise."""
        return self.snapshot.site.region or self.snapshot.enterprise.region

    def unit(self, money: str) -> str:
        """A unit of money in the audit's currency: ``RUB/t`` of an audit in euros is EUR/t."""
        return money.replace("RUB", self.snapshot.audit.currency or "RUB")

    def money(self, record: Record, code: str, unit: str, symbol: str = "C") -> Quantity:
        """A typed field of money; what is in another currency than the audit's is not converted."""
        wanted = self.unit(unit)
        found = field(record, code, unit=wanted, symbol=symbol)
        if found.value is None or found.unit == wanted:
            return found if found.unit == wanted else replace(found, unit=wanted)
        text = {
            "name": name_of(record),
            "unit": unit_in_words(found.unit),
            "wanted": unit_in_words(wanted),
        }
        return Quantity(None, wanted, gap=Message(OTHER_CURRENCY, text))

    @property
    def estimated_mark(self) -> float:
        """The share of estimates above which a value is shown as an estimate, 0–1."""
        return float(self.pack.thresholds["estimated_mark"])

    def factor(self, factor_id: str) -> Factor | None:
        """The factor for this audit's region and year."""
        return self.pack.factors.find(factor_id, region=self.region, year=self.year)

    @cached_property
    def coefficient_set(self) -> str:
        """The set of fuel equivalents chosen in the audit, else the pack's default (trap T1)."""
        sets = self.pack.data.get("coefficient_sets") or [{"id": "energy_content", "default": True}]
        default = next((s["id"] for s in sets if s.get("default")), sets[0]["id"])
        return self.snapshot.audit.coefficient_set or str(default)

    @cached_property
    def counted_streams(self) -> tuple[Stream, ...]:
        """Streams that are not already contained in another one (trap T4)."""
        ids = {s.id for s in self.snapshot.streams}
        return tuple(s for s in self.snapshot.streams if s.part_of is None or s.part_of not in ids)

    @cached_property
    def entering(self) -> Mapping[str | None, tuple[Stream, ...]]:
        """Counted streams by the process that they go into."""
        return _grouped((s.to_process, s) for s in self.counted_streams)

    @cached_property
    def leaving(self) -> Mapping[str | None, tuple[Stream, ...]]:
        """Counted streams by the process that they come from."""
        return _grouped((s.from_process, s) for s in self.counted_streams)

    @cached_property
    def _costs_by_stream(self) -> Mapping[str, tuple[CostItem, ...]]:
        groups: dict[str, list[CostItem]] = {}
        for item in self.snapshot.costs:
            owner = item.properties.get("stream_id")
            if isinstance(owner, str) and item.kind != REVENUE:
                groups.setdefault(owner, []).append(item)
        return {key: tuple(found) for key, found in groups.items()}

    def costs_of(self, stream_id: str) -> tuple[CostItem, ...]:
        """Cost items that name a stream as their cause."""
        return self._costs_by_stream.get(stream_id, ())

    def into(self, process: str | None) -> tuple[Stream, ...]:
        """Streams into one process; all of the site for None."""
        return self.counted_streams if process is None else self.entering.get(process, ())

    def out_of(self, process: str | None) -> tuple[Stream, ...]:
        """Streams out of one process; all of the site for None."""
        return self.counted_streams if process is None else self.leaving.get(process, ())


def _grouped(pairs: Iterable[tuple[str | None, Stream]]) -> Mapping[str | None, tuple[Stream, ...]]:
    groups: dict[str | None, list[Stream]] = {}
    for key, stream in pairs:
        groups.setdefault(key, []).append(stream)
    return {key: tuple(found) for key, found in groups.items()}


def name_of(record: Any) -> str:
    """What the record is called; its id when nobody named it."""
    return str(getattr(record, "name", None) or getattr(record, "code", None) or record.id)


def unit_in_words(unit: str) -> Text:
    """The label of a unit inside a sentence."""
    return Text(unit_label(unit, "ru"), unit_label(unit, "en"))


def label_of(record: Any) -> Text:
    """The record's name in both languages."""
    return Text(name_of(record), name_of(record))


def field(record: Record, code: str, *, unit: str, symbol: str = "x") -> Quantity:
    """A typed field as a quantity; what is blank or not converted says so in ``gap``."""
    amount = getattr(record, code, None) if hasattr(record, code) else record.properties.get(code)
    if not isinstance(amount, Amount):
        return Quantity(None, unit, gap=_blank(record, code))
    if amount.number is None:
        return Quantity(None, amount.canonical_unit or unit, gap=_unconverted(record, code, amount))
    source = Source(
        symbol,
        amount.number,
        amount.canonical_unit or unit,
        label_of(record),
        record=(record.entity, record.id, code),
        citation=amount.text,
        estimated=amount.is_estimate,
    )
    span = amount.canonical
    assert span is not None
    return Quantity(
        amount.number,
        amount.canonical_unit or unit,
        Derivation("", symbol, (source,)),
        low=span.low,
        high=span.high,
        estimated_share=1.0 if amount.is_estimate else 0.0,
    )


def in_tonnes(record: Record, amount: Quantity) -> Quantity:
    """A yearly amount in t/a: a volume through the record's own density (F-08: Q·ρ), else a gap, never a guess."""
    if amount.unit == "t/a" or amount.value is None:
        return amount
    density = field(record, "density", unit="t/m3", symbol="ρ")
    fits = (amount.unit, density.unit) == ("m3/a", "t/m3")
    if fits and density.value is not None and density.derivation:
        inputs = density.derivation.inputs
        return scaled(amount, density.value, "t/a", "F-08", "Q·ρ", *inputs)
    return in_other_unit(record, amount, "t/a")


def in_other_unit(record: Record, amount: Quantity, wanted: str) -> Quantity:
    """The gap of an amount that cannot be brought to the unit that is wanted."""
    params = {"name": name_of(record), "unit": amount.unit, "wanted": wanted}
    return Quantity(None, wanted, gap=Message(OTHER_UNIT, params))


def tonnes(stream: Stream, code: str = "quantity", symbol: str = "m") -> Quantity:
    """A typed amount of a material in t/a; see :func:`in_tonnes`."""
    return in_tonnes(stream, field(stream, code, unit="t/a", symbol=symbol))


def consumed(stream: Stream, *, unit: str = "t/a") -> Quantity:
    """What a stream carries in a year: as stated, else of a bought material by F-01 from purchases and stocks."""
    stated = field(stream, "quantity", unit=unit, symbol="m")
    if unit == "t/a":
        stated = in_tonnes(stream, stated)
    bought = field(stream, "purchases", unit=unit, symbol="A")
    if stated.value is not None or bought.value is None:
        return stated
    opening, closing = (field(stream, code, unit="t") for code in ("stock_open", "stock_close"))
    if opening.value is None or closing.value is None or bought.unit != f"{opening.unit}/a":
        return Quantity(
            bought.value,
            bought.unit,
            bought.derivation,
            estimated_share=1.0,
            gap=Message(NO_STOCKS, {"name": name_of(stream)}),
        )
    value = material_use(bought.value, opening.value, closing=closing.value)
    return computed(value, bought.unit, "F-01", "S₀ + A − S₁", (bought, opening, closing))


OTHER_UNIT = N_("“{name}” is given in {unit}: the balance needs {wanted}")
OTHER_CURRENCY = N_(
    "“{name}” is given in {unit}, the audit is in {wanted}: not converted, no exchange rate is assumed"
)
NOTHING = N_("nothing is recorded")
NO_STOCKS = N_("“{name}”: the stocks are not stated, so purchases stand for the use")
NOT_STATED = N_("“{name}”: the amount is not stated")
NOT_STATED_WHY = N_("“{name}”: the amount is not stated ({why})")
NOT_CONVERTED = N_("“{name}”: “{text}” is not converted, {gap} is missing")
PARTLY = N_("{unknown} of {all} amounts are unknown")


def _blank(record: Record, code: str) -> Label:
    reason = record.reasons.get(code)
    if reason:
        return Message(NOT_STATED_WHY, {"name": name_of(record), "why": reason.value})
    return Message(NOT_STATED, {"name": name_of(record)})


def _unconverted(record: Record, code: str, amount: Amount) -> Label:
    if amount.missing:
        return Message(NOT_STATED_WHY, {"name": name_of(record), "why": amount.missing.value})
    if amount.gap:
        return Message(
            NOT_CONVERTED, {"name": name_of(record), "text": amount.text, "gap": amount.gap}
        )
    return _blank(record, code)


def factor_source(factor: Factor, symbol: str) -> Source:
    """A factor as an input of a derivation."""
    return Source(
        symbol,
        factor.value,
        factor.unit,
        factor.title,
        factor=factor.id,
        citation=factor.citation(),
    )


def total(
    parts: Iterable[Quantity],
    unit: str,
    formula: str,
    expression: str = "Σ",
    *,
    nothing: float | None = None,
) -> Quantity:
    """Sum of what is known in ``unit``; a gap says how many parts are not.

    Nothing recorded is not zero: ``nothing`` is for sums of which it is known that no part exists.
    """
    items = list(parts)
    known = [q for q in items if q.value is not None and q.unit == unit]
    gap = (
        Message(PARTLY, {"unknown": len(items) - len(known), "all": len(items)})
        if len(known) < len(items)
        else None
    )
    if not known:
        bare = Derivation(formula, expression)
        if items:
            return Quantity(None, unit, bare, gap=gap)
        return Quantity(nothing, unit, bare, gap=Message(NOTHING) if nothing is None else None)
    value = sum(q.value or 0.0 for q in known)
    size = sum(abs(q.value or 0.0) for q in known)
    soft = sum(abs(q.value or 0.0) * q.estimated_share for q in known)
    return Quantity(
        value,
        unit,
        Derivation(formula, expression, inputs_of(known, expression)),
        low=_sum_or_none([q.low if q.low is not None else q.value for q in known]),
        high=_sum_or_none([q.high if q.high is not None else q.value for q in known]),
        estimated_share=soft / size if size else 0.0,
        gap=gap,
    )


def _sum_or_none(values: Sequence[float | None]) -> float | None:
    return None if any(v is None for v in values) else sum(v for v in values if v is not None)


MOST_INPUTS = 200  # of one derivation; a longer sum is explained by its rows
SEVERAL = N_("several records")
_SYMBOL = re.compile(r"[^\W\d_Σ](?:[\w\u0300-\u036f]|,(?=\w))*")  # m, C_M,loss, T₀, Q̇


def inputs_of(
    parts: Sequence[Quantity],
    expression: str = "",
    symbols: Sequence[str] = (),
    sources: Sequence[Source] = (),
) -> tuple[Source, ...]:
    """The inputs of a value: a typed field as itself, another result as one line that opens further.

    A result takes its symbol from ``symbols`` (one a part), else from what the expression leaves unnamed.
    """
    results = [q for q in parts if q.derivation and q.derivation.formula]
    free = list(symbols) or _unnamed(expression, parts, sources) if results else []
    fitting = iter(free if len(free) == len(results) else ())
    out: list[Source] = []
    for n, q in enumerate(parts):
        if q.derivation is None:
            continue
        if not q.derivation.formula:
            out.extend(q.derivation.inputs)
        else:
            symbol = symbols[n] if symbols else next(fitting, _of_sum(expression))
            out.append(_result(q, q.derivation, symbol))
        if len(out) >= MOST_INPUTS:
            break
    return tuple(out[:MOST_INPUTS])


def _unnamed(expression: str, parts: Sequence[Quantity], sources: Sequence[Source]) -> list[str]:
    """The symbols of an expression that no typed field and no factor bears."""
    symbols = _symbols(expression)
    if len(symbols) > len(parts) + len(sources):
        return []
    named = {s.symbol for s in sources}
    for q in parts:
        if q.derivation and not q.derivation.formula:
            named.update(s.symbol for s in q.derivation.inputs)
    return [name for name in symbols if name not in named]


@cache
def _symbols(expression: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(_SYMBOL.findall(expression)))


def _of_sum(expression: str) -> str:
    """The symbol of each part of ``Σ m·p``."""
    return expression.removeprefix("Σ").strip() if expression.startswith("Σ") else "x"


def _result(quantity: Quantity, made: Derivation, symbol: str) -> Source:
    """Another result as an input, named by the record that it speaks of where that is one."""
    owners: dict[str, Label] = {}
    for leaf in made.leaves():
        if leaf.record:
            owners.setdefault(leaf.record[1], leaf.label)
        if len(owners) > 1:
            break
    label: Label = Message(SEVERAL) if len(owners) > 1 else Text("", "")
    label = next(iter(owners.values())) if len(owners) == 1 else label
    soft = quantity.estimated_share > 0
    return Source(symbol or "x", quantity.value, quantity.unit, label, estimated=soft, made=made)


def computed(
    value: float | None,
    unit: str,
    formula: str,
    expression: str,
    parts: Sequence[Quantity] = (),
    *,
    sources: Sequence[Source] = (),
    symbols: Sequence[str] = (),
    citation: str = "",
    gap: Label | None = None,
) -> Quantity:
    """A value with its derivation; unknown when any part is, with the first part's gap.

    ``symbols`` name the parts where the order of the expression is another one.
    """
    blank = next((q for q in parts if q.value is None), None)
    found = inputs_of(parts, expression, symbols, sources)
    derivation = Derivation(formula, expression, (*found, *sources), citation)
    if value is None or blank is not None:
        return Quantity(None, unit, derivation, gap=gap or (blank.gap if blank else None))
    soft = max((q.estimated_share for q in parts), default=0.0)
    first_gap = next((q.gap for q in parts if q.gap), None)
    return Quantity(value, unit, derivation, estimated_share=soft, gap=gap or first_gap)


def scaled(
    quantity: Quantity, factor: float, unit: str, formula: str, expression: str, *sources: Source
) -> Quantity:
    """A quantity times a number, its bounds too."""
    made = computed(
        None if quantity.value is None else quantity.value * factor,
        unit,
        formula,
        expression,
        (quantity,),
        sources=sources,
    )
    if made.value is None:
        return made
    low = None if quantity.low is None else quantity.low * factor
    high = None if quantity.high is None else quantity.high * factor
    return Quantity(made.value, unit, made.derivation, low, high, made.estimated_share, made.gap)


def text_property(record: Record, code: str) -> str | None:
    """A property that is a text."""
    value = record.properties.get(code)
    return value if isinstance(value, str) and value else None
