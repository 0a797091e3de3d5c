"""The map of an audit's processes and the flows between them; what a gesture on it writes."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from symbioaudit.base.ids import new_id
from symbioaudit.forms import FormDef
from symbioaudit.methodology import Pack
from symbioaudit.model.enums import Category, Direction, Kind
from symbioaudit.model.records import Process, Product, Stream
from symbioaudit.services.entries import new_record
from symbioaudit.services.operations import Create, Delete, Edit, Update
from symbioaudit.storage.schema import REFERENCES

if TYPE_CHECKING:
    from symbioaudit.analysis import Results
    from symbioaudit.analysis.results import Balance
    from symbioaudit.services.live import LiveAudit

OUTSIDE: Final = ""  # the end of a flow at the site's border
PLACE: Final = ("map_x", "map_y")  # properties of a process
LAYERS: Final = {"mass": Kind.MATERIAL, "water": Kind.WATER, "energy": Kind.ENERGY}
WIDTHS: Final = 5  # classes of thickness
Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Node:
    """A process; ``at`` None: nobody has placed it yet."""

    id: str
    name: str
    code: str
    at: Point | None


@dataclass(frozen=True, slots=True)
class Arrow:
    """A stream or a product. An end None is open: an inner flow that nobody has tied there."""

    id: str
    entity: str
    name: str
    source: str | None  # process id, or OUTSIDE
    target: str | None
    layer: str
    group: str
    amount: float | None
    unit: str
    estimated: bool = False

    @property
    def ends(self) -> tuple[str, ...]:
        """The processes it touches."""
        return tuple(end for end in (self.source, self.target) if end)


@dataclass(frozen=True)
class Graph:
    """Everything that the map shows."""

    nodes: Mapping[str, Node]
    arrows: Mapping[str, Arrow]


@dataclass(frozen=True, slots=True)
class Choice:
    """What a new flow may be: a form of the pack with values that its records must have."""

    form: str
    entity: str
    label: str
    fields: tuple[tuple[str, str], ...]


# -- reading ---------------------------------------------------------------------------------


def graph_of(live: LiveAudit) -> Graph:
    """Processes and flows as they are now."""
    nodes = {p.id: _node(p) for p in live.of("process")}
    streams = [_stream(s, nodes) for s in live.of("stream")]
    products = [_product(p, nodes) for p in live.of("product") if p.kind != "service"]
    return Graph(nodes, {arrow.id: arrow for arrow in (*streams, *products)})


def _node(process: Process) -> Node:
    x, y = (process.properties.get(code) for code in PLACE)
    placed = isinstance(x, int | float) and isinstance(y, int | float)
    at = (float(x), float(y)) if placed else None  # type: ignore[arg-type]
    return Node(process.id, process.name or "", process.code or "", at)


def _stream(stream: Stream, nodes: Mapping[str, Node]) -> Arrow:
    source = stream.from_process if stream.from_process in nodes else None
    target = stream.to_process if stream.to_process in nodes else None
    if stream.direction is Direction.IN and source is None:
        source = OUTSIDE
    if stream.direction is Direction.OUT and target is None:
        target = OUTSIDE
    layer = next(name for name, kind in LAYERS.items() if kind is stream.kind)
    amount = stream.quantity
    return Arrow(
        stream.id,
        stream.entity,
        stream.name or "",
        source,
        target,
        layer,
        stream.category.value,
        amount.number if amount else None,
        (amount.canonical_unit or "") if amount else "",
        bool(amount and amount.is_estimate),
    )


def _product(product: Product, nodes: Mapping[str, Node]) -> Arrow:
    amount = product.output
    return Arrow(
        product.id,
        product.entity,
        product.name or "",
        product.process_id if product.process_id in nodes else None,
        OUTSIDE,
        "mass",
        "product",
        amount.number if amount else None,
        (amount.canonical_unit or "") if amount else "",
        bool(amount and amount.is_estimate),
    )


def width_classes(graph: Graph) -> dict[str, int]:
    """The thickness of every arrow."""
    largest: dict[str, float] = {}
    for arrow in graph.arrows.values():
        if arrow.amount and arrow.amount > 0:
            largest[arrow.unit] = max(largest.get(arrow.unit, 0.0), arrow.amount)
    return {
        key: max(0, WIDTHS - 1 - int(math.log10(largest[a.unit] / a.amount)))
        if a.amount and a.amount > 0
        else 0
        for key, a in graph.arrows.items()
    }


def lights_of(results: Results | None, process: str) -> dict[str, Balance]:
    """The balances of a process by layer, as far as it has any flow."""
    balances = results.balances if results else ()
    return {b.layer: b for b in balances if b.process == process}


# -- writing ---------------------------------------------------------------------------------


def placed(graph: Graph, shown: Mapping[str, Point], moved: Iterable[str]) -> list[Edit]:
    """Remember where processes stand: those moved, and those whose place was only shown so far."""
    wanted = set(moved) | {key for key, node in graph.nodes.items() if node.at is None}
    return [
        Update("process", key, _at(shown[key]))
        for key in graph.nodes
        if key in wanted and key in shown and graph.nodes[key].at != shown[key]
    ]


def _at(at: Point) -> dict[str, Any]:
    return {f"properties.{code}": float(value) for code, value in zip(PLACE, at, strict=True)}


def new_process(audit_id: str, name: str, at: Point) -> Create:
    """A process of this name at a place of the map."""
    place = dict(zip(PLACE, map(float, at), strict=True))
    return Create(Process(id=new_id(), audit_id=audit_id, name=name.strip(), properties=place))


def choices(pack: Pack, source: str, target: str) -> list[Choice]:
    """What a flow between these ends may be; the usual for its direction comes first."""
    direction = _direction(source, target)
    if direction is None:
        return []
    found: list[tuple[int, Choice]] = []
    for form in pack.forms.values():
        if form.entity == "stream" and form.mode == "grid":
            rank = 0 if form.defaults.get("direction") == direction.value else 2
            found += [(rank, choice) for choice in _stream_choices(pack, form, direction)]
        elif form.entity == "product" and direction is Direction.OUT:
            found.append((1, Choice(form.id, form.entity, _product_label(pack, form), ())))
    return [choice for _rank, choice in sorted(found, key=lambda item: item[0])]


def _direction(source: str, target: str) -> Direction | None:
    if source == target:
        return None
    if source and target:
        return Direction.INTERNAL
    return Direction.OUT if source else Direction.IN


def _product_label(pack: Pack, form: FormDef) -> str:
    item = form.field("kind")
    return (
        pack.text(item.enum, str(item.default)).render()
        if item and item.enum
        else form.title.render()
    )


def _stream_choices(pack: Pack, form: FormDef, direction: Direction) -> Iterator[Choice]:
    usual = form.defaults.get("category")
    inner = form.defaults.get("direction") == Direction.INTERNAL.value
    if direction.value not in form.filter.get("direction", (direction.value,)):
        return
    kinds = form.filter.get("kind") or tuple(kind.value for kind in Kind)
    for category in form.filter.get("category") or (usual,):
        # The usual category of the form of inner flows runs inside, its others cross the border.
        if inner and (category == usual) != (direction is Direction.INTERNAL):
            continue
        for kind in kinds:
            label = pack.text("categories", str(category)).render()
            if len(kinds) > 1:
                label = f"{label} · {pack.text('kinds', kind).render()}"
            own = (("direction", direction.value), ("kind", kind), ("category", str(category)))
            yield Choice(form.id, form.entity, label, own)


def new_flow(pack: Pack, audit_id: str, choice: Choice, name: str, ends: tuple[str, str]) -> Create:
    """A stream or a product between two ends; at least one is a process."""
    source, target = ends
    fields: dict[str, Any] = {"name": name.strip(), **dict(choice.fields)}
    if choice.entity == "product":
        fields["process_id"] = source
    else:
        fields |= {"from_process": source or None, "to_process": target or None}
    return new_record(pack.forms[choice.form], new_id(), audit_id, fields)


def reconnected(pack: Pack, record: Stream | Product, end: str, to: str) -> list[Edit]:
    """Tie the ``source`` or ``target`` of a flow elsewhere; nothing when that makes no sense.

    The direction follows the ends; the category stays while some form takes it there, else it
    becomes the usual one of the same resource kind.
    """
    if isinstance(record, Product):
        wanted = to or None
        if end == "target" or record.process_id == wanted:
            return []
        return [Update(record.entity, record.id, {"process_id": wanted})]
    source, target = record.from_process or OUTSIDE, record.to_process or OUTSIDE
    source, target = (to, target) if end == "source" else (source, to)
    direction = _direction(source, target)
    same = (source, target) == (record.from_process or OUTSIDE, record.to_process or OUTSIDE)
    if direction is None or (same and direction is record.direction):
        return []
    fields = {
        "from_process": source or None,
        "to_process": target or None,
        "direction": direction,
        "category": _category(pack, record, direction, (source, target)),
    }
    return [Update(record.entity, record.id, fields)]


def _category(pack: Pack, stream: Stream, direction: Direction, ends: tuple[str, str]) -> Category:
    if direction is stream.direction:
        return stream.category
    fitting = [dict(c.fields) for c in choices(pack, *ends) if c.entity == "stream"]
    of_kind = [f["category"] for f in fitting if f["kind"] == stream.kind.value]
    if stream.category.value in of_kind or not of_kind:
        return stream.category
    return Category(of_kind[0])


def removed(live: LiveAudit, process_ids: Sequence[str]) -> list[Edit]:
    """Processes to the bin; whatever refers to them lives on without the link."""
    gone = frozenset(process_ids)
    edits: list[Edit] = []
    for record in live:
        if record.id not in gone:
            fields = _without(record, gone)
            if fields:
                edits.append(Update(record.entity, record.id, fields))
    return [*edits, *(Delete("process", key) for key in process_ids)]


def _without(record: Any, gone: frozenset[str]) -> dict[str, Any]:
    found: dict[str, Any] = {name: None for name in LINKS if getattr(record, name, None) in gone}
    if isinstance(record, Process) and gone & set(record.successors):
        found["successors"] = tuple(key for key in record.successors if key not in gone)
    return found


LINKS: Final = tuple(name for name, entity in REFERENCES.items() if entity == "process")
