"""Flow diagrams for a screen: one layer, the whole site or one process; where each ribbon comes from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Final

from symbioaudit.analysis.results import Balance, Quantity, Results, Sankey, SankeyLink
from symbioaudit.analysis.ribbons import OTHER, Ribbon, gathered
from symbioaudit.base.i18n import N_, Message
from symbioaudit.services.origins import Origin, origin_of
from symbioaudit.units import format_quantity

if TYPE_CHECKING:
    from symbioaudit.methodology import Pack
    from symbioaudit.services.live import LiveAudit

MOST_RIBBONS: Final = 30
LAYERS: Final = {"mass": N_("Materials"), "energy": N_("Energy"), "water": N_("Water")}
THE_REST: Final = N_("other processes")
NOT_KNOWN: Final = N_("Not accounted for")
WAIT: Final = N_("The results are being computed.")
NO_FLOW: Final = N_(
    "No flow of this kind is entered yet. Enter inputs and outputs, then come back."
)
NO_FLOW_HERE: Final = N_("No flow of this kind is tied to this process. Tie flows on the map.")
NO_NUMBER: Final = N_("Flows are entered, but none has an amount that can be drawn: {names}.")
SHOWN_NAMES: Final = 6


@dataclass(frozen=True, slots=True)
class PictureNode:
    """A node of the picture; ``kind`` is in, process, out or unknown."""

    key: str
    label: str
    kind: str


@dataclass(frozen=True)
class Picture:
    """What is drawn; without ribbons ``empty`` says what is missing."""

    layer: str
    unit: str
    nodes: tuple[PictureNode, ...] = ()
    ribbons: tuple[Ribbon, ...] = ()
    groups: Mapping[str, str] = field(default_factory=dict)
    empty: str = ""
    lacking: tuple[tuple[str, str], ...] = ()  # flows without an amount: not in the picture


@dataclass(frozen=True, slots=True)
class Derived:
    """How one record got its width."""

    record: tuple[str, str]
    name: str
    value: str
    formula: str
    origins: tuple[Origin, ...]


def picture(
    results: Results | None, live: LiveAudit, pack: Pack, layer: str, process: str | None, lang: str
) -> Picture:
    """The diagram of a layer for the site, or for one process with its neighbours."""
    if results is None:
        return Picture(layer, "", empty=Message(WAIT).render(lang))
    balance = _balance(results, layer, process)
    found = next((s for s in results.sankeys if s.layer == layer), None)
    links = _links_of(found, balance, process) if found else ()
    lacking = balance.unquantified if balance else ()
    if not links:
        text = _why_empty(live, lacking, process).render(lang)
        return Picture(layer, "", empty=text, lacking=lacking)
    assert found is not None
    ribbons = tuple(gathered(links, MOST_RIBBONS))
    keys = dict.fromkeys(key for one in ribbons for key in (one.source, one.target))
    nodes = tuple(PictureNode(key, _label(found, key, lang), _kind(key)) for key in sorted(keys))
    groups = {one.group: _group(pack, found, one, lang) for one in ribbons}
    return Picture(layer, found.unit, nodes, ribbons, groups, lacking=lacking)


def _balance(results: Results, layer: str, process: str | None) -> Balance | None:
    return next((b for b in results.balances if (b.layer, b.process) == (layer, process)), None)


def _links_of(
    sankey: Sankey, balance: Balance | None, process: str | None
) -> tuple[SankeyLink, ...]:
    if process is None:
        return sankey.links
    own = [_beside(link, process) for link in sankey.links if process in (link.source, link.target)]
    rest = balance.imbalance.value if balance else None
    if own and rest and balance and balance.total_in.value:
        ends = (process, "unknown") if rest > 0 else ("unknown", process)
        own.append(SankeyLink(*ends, "", abs(rest), "unknown", estimated=True))
    return tuple(own)


def _beside(link: SankeyLink, process: str) -> SankeyLink:
    """Neighbour processes stand at the side from which, or to which, the flow runs."""
    if link.target == process and ":" not in link.source:
        return replace(link, source=f"from:{link.source}")
    if link.source == process and ":" not in link.target:
        return replace(link, target=f"to:{link.target}")
    return link


def _kind(key: str) -> str:
    sides = {"in": "in", "from": "in", "out": "out", "to": "out", "unknown": "unknown"}
    return sides.get(key.partition(":")[0], "process")


def _label(sankey: Sankey, key: str, lang: str) -> str:
    if key == OTHER:
        return Message(THE_REST).render(lang)
    if key == "unknown":
        return Message(NOT_KNOWN).render(lang)
    side, colon, rest = key.partition(":")
    name = rest if colon and side in {"from", "to"} else key
    label = sankey.nodes.get(name, name)
    return label if isinstance(label, str) else label.render(lang)


def _group(pack: Pack, sankey: Sankey, one: Ribbon, lang: str) -> str:
    for key in (f"in:{one.group}", f"out:{one.group}"):
        if key in sankey.nodes:
            return _label(sankey, key, lang)
    if one.group == "unknown":
        return Message(NOT_KNOWN).render(lang)
    return pack.text("categories", one.group).render(lang)


def _why_empty(
    live: LiveAudit, lacking: tuple[tuple[str, str], ...], process: str | None
) -> Message:
    if lacking:
        names = [_name(live.get(*key)) for key in lacking[:SHOWN_NAMES]]
        more = ", …" if len(lacking) > SHOWN_NAMES else ""
        return Message(NO_NUMBER, {"names": ", ".join(names) + more})
    return Message(NO_FLOW_HERE if process else NO_FLOW)


def _name(record: Any) -> str:
    return str(getattr(record, "name", None) or getattr(record, "code", None) or "—")


# -- where a ribbon comes from ---------------------------------------------------------------


def derived(
    results: Results, live: LiveAudit, shown: Picture, ribbon: Ribbon, lang: str
) -> list[Derived]:
    """Each record of a ribbon, with what was typed, by whom, and the factors used."""
    wanted = dict.fromkeys(ribbon.records)
    found: dict[tuple[str, str], Quantity] = {}
    for line in _lines(results, shown.layer):
        if line[0] in wanted and line[0] not in found and line[1].value is not None:
            found[line[0]] = line[1]
    return [_derived(live, key, found[key], lang) for key in wanted if key in found]


def _lines(results: Results, layer: str) -> Iterator[tuple[tuple[str, str], Quantity]]:
    for balance in results.balances:
        if balance.layer == layer:
            for line in balance.lines:
                if line.record:
                    yield line.record, line.quantity


def _derived(live: LiveAudit, key: tuple[str, str], quantity: Quantity, lang: str) -> Derived:
    how = quantity.derivation
    formula = f"{how.formula} {how.expression}".strip() if how and how.formula else ""
    origins = tuple(origin_of(one, live, lang) for one in how.leaves()) if how else ()
    value = format_quantity(quantity.value or 0.0, quantity.unit, lang)
    return Derived(key, _name(live.get(*key)), value, formula, origins)


def ribbon_text(shown: Picture, ribbon: Ribbon, lang: str) -> str:
    """From where, to where, how much."""
    labels = {node.key: node.label for node in shown.nodes}
    amount = format_quantity(ribbon.value, shown.unit, lang)
    sign = "≈ " if ribbon.estimated else ""
    return f"{labels[ribbon.source]} → {labels[ribbon.target]}: {sign}{amount}"


def names_of_ribbon(live: LiveAudit, ribbon: Ribbon) -> str:
    """What a ribbon carries, as people call it."""
    return ", ".join(_unique(_name(live.get(*key)) for key in ribbon.records))


def _unique(names: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(names))
