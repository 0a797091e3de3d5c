"""Links of the Sankey diagrams of mass, energy and water: from the balances' own lines."""

from __future__ import annotations

from symbioaudit.analysis.facts import Facts, name_of
from symbioaudit.analysis.results import Balance, Label, Sankey, SankeyLink
from symbioaudit.base.i18n import N_, Message, Text
from symbioaudit.model.records import Product, Stream

UNITS = {"mass": "t/a", "water": "m3/a", "energy": "GJ/a"}
SITE = "site"
UNKNOWN = N_("Not accounted for")
WHOLE_SITE = N_("Site")


def sankeys(facts: Facts, balances: tuple[Balance, ...]) -> tuple[Sankey, ...]:
    """One diagram per layer that has any known flow."""
    made = (_sankey(facts, b) for b in balances if b.process is None)
    return tuple(s for s in made if s.links)


def _sankey(facts: Facts, balance: Balance) -> Sankey:
    nodes: dict[str, Label | str] = {}
    links = []
    for line in balance.lines:
        if line.side not in ("in", "out") or not line.quantity.value or line.record is None:
            continue
        record = facts.snapshot.by_id[line.record[1]]
        inner = _process(record, line.side) or SITE
        outer = f"{line.side}:{line.group}"
        nodes[outer] = _group_label(facts, line.group)
        nodes[inner] = _node_label(facts, inner)
        ends = (outer, inner) if line.side == "in" else (inner, outer)
        links.append(
            SankeyLink(
                *ends,
                line.label,
                line.quantity.value,
                line.group,
                line.quantity.rests_on_estimates(facts.estimated_mark),
                line.record,
            )
        )
    links.extend(_internal(facts, balance.layer, nodes))
    rest = balance.imbalance.value
    if links and rest and balance.total_in.value:
        nodes["unknown"] = Message(UNKNOWN)
        nodes.setdefault(SITE, Message(WHOLE_SITE))
        ends = (SITE, "unknown") if rest > 0 else ("unknown", SITE)
        links.append(SankeyLink(*ends, "", abs(rest), "unknown", estimated=True))
    return Sankey(balance.layer, UNITS[balance.layer], nodes, tuple(links))


def _process(record: object, side: str) -> str | None:
    if isinstance(record, Product):
        return record.process_id
    if isinstance(record, Stream):
        return record.to_process if side == "in" else record.from_process
    return None


def _group_label(facts: Facts, group: str) -> Label:
    if facts.pack.entry("categories", group):
        return facts.pack.text("categories", group)
    return Message(GROUPS[group]) if group in GROUPS else Text(group, group)


GROUPS = {"product": N_("Products"), "evaporation": N_("Evaporation"), "leaks": N_("Leaks")}


def _node_label(facts: Facts, node: str) -> Label | str:
    return Message(WHOLE_SITE) if node == SITE else name_of(facts.snapshot.by_id[node])


def _internal(facts: Facts, layer: str, nodes: dict[str, Label | str]) -> list[SankeyLink]:
    """Flows between two processes of the site."""
    kinds = {"mass": "material", "water": "water", "energy": "energy"}
    out = []
    for stream in facts.counted_streams:
        if stream.kind.value == kinds[layer] and stream.from_process and stream.to_process:
            amount = stream.quantity
            if amount and amount.number and amount.canonical_unit == UNITS[layer]:
                for end in (stream.from_process, stream.to_process):
                    nodes[end] = _node_label(facts, end)
                ends = (stream.from_process, stream.to_process)
                out.append(
                    SankeyLink(
                        *ends,
                        name_of(stream),
                        amount.number,
                        stream.category.value,
                        amount.is_estimate,
                        (stream.entity, stream.id),
                    )
                )
    return out
