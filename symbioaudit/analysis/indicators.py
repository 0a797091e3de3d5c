"""Indicators of the pack: aggregates over records or results, joined by an expression; no code per indicator."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from symbioaudit.analysis.facts import Facts, computed, consumed, field, total
from symbioaudit.analysis.results import Indicator, Quantity
from symbioaudit.base.i18n import Text
from symbioaudit.forms.session import plain
from symbioaudit.formula import compile_expression
from symbioaudit.model.records import Stream


def indicators(facts: Facts, named: Mapping[str, Quantity]) -> tuple[Indicator, ...]:
    """Every indicator of the pack; ``named`` are results that an aggregate may refer to."""
    return tuple(_indicator(facts, item, named) for item in facts.pack.indicators)


def _indicator(facts: Facts, item: Mapping[str, Any], named: Mapping[str, Quantity]) -> Indicator:
    parts = {symbol: _aggregate(facts, rule, named) for symbol, rule in item["aggregates"].items()}
    values = {symbol: q.value for symbol, q in parts.items()}
    value = compile_expression(item["expr"]).evaluate(values)
    quantity = computed(
        None if value is None else float(value),
        facts.unit(item["unit"]),
        item["formula"],
        item["expr"],
        tuple(parts.values()),
        symbols=tuple(parts),
        citation=item["source"],
    )
    return Indicator(
        item["id"], Text(item["title"]["ru"], item["title"]["en"]), item["group"], quantity
    )


def _aggregate(facts: Facts, rule: Mapping[str, Any], named: Mapping[str, Quantity]) -> Quantity:
    if "result" in rule:
        return named[rule["result"]]
    records = facts.counted_streams if rule["of"] == "stream" else facts.snapshot.of(rule["of"])
    where = compile_expression(rule["where"]) if "where" in rule else None
    chosen = [r for r in records if where is None or where.evaluate(_values(r, where.names))]
    found = [
        consumed(r, unit=rule["unit"])
        if isinstance(r, Stream) and rule["field"] == "quantity"
        else facts.money(r, rule["field"], rule["unit"])
        if rule["unit"].startswith("RUB")
        else field(r, rule["field"], unit=rule["unit"])
        for r in chosen
    ]
    unit = facts.unit(rule["unit"])
    return total([q for q in found if q.unit == unit or q.value is None], unit, "Σ")


def _values(record: Any, names: frozenset[str]) -> dict[str, Any]:
    return {
        name: plain(getattr(record, name) if hasattr(record, name) else record.properties.get(name))
        for name in names
    }
