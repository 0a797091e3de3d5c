"""The rules by which a step is complete, each over a frozen snapshot: met or not, and where to look if not.

The kinds are those at the head of ``steps.yaml``. What only the analysis knows comes in as :class:`Computed`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, fields
from functools import cached_property
from typing import Any, Final

from symbioaudit.base.errors import SymbioError
from symbioaudit.base.i18n import Text
from symbioaudit.forms import FormDef, FormSession
from symbioaudit.forms.session import field_value, plain
from symbioaudit.formula import compile_expression
from symbioaudit.methodology.pack import Pack, Step
from symbioaudit.model.enums import Severity
from symbioaudit.model.records import Record
from symbioaudit.model.snapshot import Snapshot

ANSWERED: Final = frozenset({"answered", "not_applicable"})
CLOSURE_REASON: Final = "closure_reason_"  # + layer: property of the audit
CONFIRMED: Final = "focus"  # property of a hot stream, attribute of a process
Node = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Point:
    """Where to look: an entity, perhaps one record of it, perhaps one field."""

    entity: str
    id: str | None = None
    field: str | None = None


@dataclass(frozen=True, slots=True)
class Computed:
    """What the rules take from the analysis.

    ``closure``: |δ| of the site by layer, None where it is unknown; a layer without streams is not in it.
    ``weights``: share of each record in the results, 0–1.
    """

    closure: Mapping[str, float | None] = field(default_factory=dict)
    grade: str | None = None
    hot_spots: tuple[tuple[str, str], ...] = ()
    problems: tuple[tuple[Severity, Point | None], ...] = ()
    weights: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Outcome:
    """One rule judged."""

    text: Text
    met: bool
    points: tuple[Point, ...] = ()
    severity: Severity = Severity.ERROR


Verdict = tuple[bool, tuple[Point, ...]]


@dataclass(frozen=True)
class Judge:
    """Judges rules over one audit."""

    pack: Pack
    snapshot: Snapshot
    computed: Computed

    def judge(self, rule: Node, forms: Iterable[str] = ()) -> Outcome:
        """One rule; ``forms`` are those of its step."""
        kind = rule.get("kind", "expr")
        met, points = _KINDS[kind](self, rule, tuple(forms))
        text = Text(rule["text"]["ru"], rule["text"]["en"])
        return Outcome(text, met, points, Severity(rule.get("severity", Severity.ERROR)))

    def applies(self, rule: Node) -> bool:
        """True when the rule counts at the depth of the audit."""
        return self.snapshot.audit.depth.value in rule.get(
            "depths", (self.snapshot.audit.depth.value,)
        )

    def sessions(self, form_ids: Iterable[str]) -> Iterator[FormSession]:
        """Every record that the forms show, as a filled form."""
        for form in (self.pack.forms[f] for f in form_ids if f in self.pack.forms):
            for record in self.snapshot.of(form.entity):
                if form.takes(record):
                    yield FormSession(form, record, self.snapshot.audit.depth)

    def holds(self, text: str, record: Record) -> bool:
        """True when the expression is true of the record; the unknown is not."""
        rule = compile_expression(text)
        try:
            return bool(rule.evaluate({n: plain(field_value(record, n)) for n in rule.names}))
        except SymbioError:
            return False

    def chosen(self, rule: Node, entity: str = "entity", where: str = "where") -> Iterator[Any]:
        """Records of the rule's entity that pass its condition."""
        for record in self.snapshot.of(rule[entity]):
            if where not in rule or self.holds(rule[where], record):
                yield record

    @cached_property
    def question_states(self) -> Mapping[str, str]:
        """State of each question that somebody answered."""
        found = {f.question_id: "answered" for f in self.snapshot.findings if f.question_id}
        for interview in self.snapshot.interviews:
            rows = interview.properties.get("answers")
            for row in rows if isinstance(rows, tuple) else ():
                if isinstance(row, Mapping) and row.get("question_id"):
                    found[str(row["question_id"])] = str(row.get("state") or "")
        return found


def _required(judge: Judge, rule: Node, forms: tuple[str, ...]) -> Verdict:
    wanted = rule.get("forms") or forms
    points = [
        Point(s.record.entity, s.record.id, code)
        for s in judge.sessions(wanted)
        for code in s.missing()
    ]
    shown = {s.form.id for s in judge.sessions(wanted)}
    forms_here = (judge.pack.forms[f] for f in wanted if f in judge.pack.forms)
    points.extend(Point(f.entity) for f in forms_here if f.mode == "single" and f.id not in shown)
    return not points, tuple(points)


def _expr(judge: Judge, rule: Node, forms: tuple[str, ...]) -> Verdict:
    expression = compile_expression(rule["expr"])
    where = {name: _place(judge, name, forms) for name in expression.names}
    values = {name: _plain_at(judge, point) for name, point in where.items()}
    try:
        met = bool(expression.evaluate(values))
    except SymbioError:
        met = False
    blank = tuple(where[name] for name in sorted(where) if values[name] in (None, "", ()))
    return met, () if met else blank or tuple(where[name] for name in sorted(where))


def _place(judge: Judge, name: str, forms: tuple[str, ...]) -> Point:
    """The single record that has the field: of the step's forms first, then of the plant."""
    of_step = [judge.pack.forms[f].entity for f in forms if f in judge.pack.forms]
    entities = list(dict.fromkeys((*of_step, "audit", "enterprise", "site")))
    known: list[Point] = []
    for entity in entities:
        for record in judge.snapshot.of(entity)[:1]:
            point = Point(entity, record.id, name)
            if field_value(record, name) is not None:
                return point
            if name in _codes(judge.pack, entity, record):
                known.append(point)
    return known[0] if known else Point(entities[0], None, name)


def _codes(pack: Pack, entity: str, record: Record) -> frozenset[str]:
    own = {f.name for f in fields(record)}
    return frozenset(
        own.union(*(_form_codes(f) for f in pack.forms.values() if f.entity == entity))
    )


def _form_codes(form: FormDef) -> set[str]:
    return {f.code for f in form.fields}


def _plain_at(judge: Judge, point: Point) -> Any:
    record = judge.snapshot.by_id.get(point.id or "")
    return (
        None if record is None or point.field is None else plain(field_value(record, point.field))
    )


def _min_records(judge: Judge, rule: Node, _forms: tuple[str, ...]) -> Verdict:
    beside = sum(len(judge.snapshot.of(entity)) for entity in rule.get("also") or ())
    met = beside + sum(1 for _ in judge.chosen(rule)) >= rule["min"]
    return met, () if met else (Point(rule["entity"]),)


def _every(judge: Judge, rule: Node, _forms: tuple[str, ...]) -> Verdict:
    names = sorted(compile_expression(rule["expr"]).names)
    points = [
        Point(record.entity, record.id, rule.get("reason") or _blank_of(record, names))
        for record in judge.chosen(rule)
        if not judge.holds(rule["expr"], record) and rule.get("reason") not in record.reasons
    ]
    return not points, tuple(points)


def _blank_of(record: Record, names: list[str]) -> str | None:
    blank = [n for n in names if field_value(record, n) in (None, "", ())]
    return next(iter(blank or names), None)


def _linked(judge: Judge, rule: Node, _forms: tuple[str, ...]) -> Verdict:
    named = set()
    for record in judge.chosen(rule, "to", "having"):
        named |= _named_ids(record)
    points = [
        Point(record.entity, record.id, rule.get("reason"))
        for record in judge.chosen(rule)
        if record.id not in named and rule.get("reason") not in record.reasons
    ]
    return not points, tuple(points)


def _named_ids(record: Record) -> set[str]:
    values = [getattr(record, f.name) for f in fields(record) if f.name not in ("id", "audit_id")]
    found: set[str] = set()
    for value in (*values, *record.properties.values()):
        if isinstance(value, str):
            found.add(value)
        if isinstance(value, tuple):
            found.update(v for v in value if isinstance(v, str))
    return found


def _connected(judge: Judge, _rule: Node, _forms: tuple[str, ...]) -> Verdict:
    ids = [p.id for p in judge.snapshot.processes]
    if not ids:
        return False, (Point("process"),)
    groups = {i: {i} for i in ids}
    for a, b in _edges(judge):
        if a in groups and b in groups and groups[a] is not groups[b]:
            groups[a] |= groups[b]
            for member in groups[a]:
                groups[member] = groups[a]
    biggest = max(groups.values(), key=len)
    points = tuple(Point("process", i, "successors") for i in ids if i not in biggest)
    return not points, points


def _edges(judge: Judge) -> Iterator[tuple[str, str]]:
    for process in judge.snapshot.processes:
        before = process.properties.get("predecessors")
        for other in (*process.successors, *(before if isinstance(before, tuple) else ())):
            yield process.id, str(other)
    for stream in judge.snapshot.streams:
        if stream.from_process and stream.to_process:
            yield stream.from_process, stream.to_process


def _questions(judge: Judge, rule: Node, _forms: tuple[str, ...]) -> Verdict:
    ids = [str(q["id"]) for q in judge.pack.questions]
    open_ones = [i for i in ids if judge.question_states.get(i) not in ANSWERED]
    met = len(ids) - len(open_ones) >= rule["share"] * len(ids)
    return met, () if met else tuple(Point("interview", None, i) for i in open_ones)


def _roles(judge: Judge, rule: Node, _forms: tuple[str, ...]) -> Verdict:
    heard = {i.role for i in judge.snapshot.interviews if i.role}
    lacking = [group for group in rule.get("groups") or () if not heard & set(group)]
    met = len(heard) >= rule["min"] and not lacking
    return met, () if met else tuple(Point("interview", None, g[0]) for g in lacking) or (
        Point("interview"),
    )


def _closure(judge: Judge, rule: Node, _forms: tuple[str, ...]) -> Verdict:
    layer = rule["layer"]
    audit = judge.snapshot.audit
    if layer not in judge.computed.closure or audit.properties.get(CLOSURE_REASON + layer):
        return True, ()
    delta = judge.computed.closure[layer]
    met = delta is not None and abs(delta) <= rule["max"]
    return met, () if met else (Point("audit", audit.id, CLOSURE_REASON + layer),)


def _grade(judge: Judge, rule: Node, _forms: tuple[str, ...]) -> Verdict:
    quality = judge.pack.thresholds["quality"]
    order = [*(str(g[0]) for g in quality["grades"]), str(quality["worst"])]
    grade = judge.computed.grade
    met = grade in order and order.index(grade) <= order.index(rule["grade"])
    return met, () if met else (Point("audit", judge.snapshot.audit.id),)


def _hot_spots(judge: Judge, rule: Node, _forms: tuple[str, ...]) -> Verdict:
    spots = judge.computed.hot_spots
    focus = [spot for spot in spots if _in_focus(judge, *spot)]
    focus += [
        ("process", p.id) for p in judge.snapshot.processes if p.focus and not _hot(judge, p.id)
    ]
    needed = min(rule["min"], len(spots)) if spots else rule["min"]
    if len(focus) < needed:
        rest = [Point(*spot, CONFIRMED) for spot in spots if spot not in focus]
        return False, tuple(rest) or (Point("process", None, CONFIRMED),)
    bare = [Point(*spot) for spot in focus if not _has_option(judge, spot[1])]
    return (False, tuple(bare)) if rule.get("options") and bare else (True, ())


def _in_focus(judge: Judge, _entity: str, record_id: str) -> bool:
    record = judge.snapshot.by_id.get(record_id)
    if record is None:
        return False
    origin = judge.snapshot.by_id.get(getattr(record, "from_process", None) or "")
    return bool(field_value(record, CONFIRMED) or (origin and field_value(origin, CONFIRMED)))


def _hot(judge: Judge, process_id: str) -> bool:
    ids = {spot[1] for spot in judge.computed.hot_spots}
    return any(s.id in ids and s.from_process == process_id for s in judge.snapshot.streams)


def _has_option(judge: Judge, record_id: str) -> bool:
    """An opportunity about the spot or its process; a rejected one with its reason counts too."""
    origin = getattr(judge.snapshot.by_id.get(record_id), "from_process", None)
    about = {record_id, origin} - {None}
    return any({o.stream_id, o.process_id} & about for o in judge.snapshot.opportunities)


def _no_problems(judge: Judge, rule: Node, _forms: tuple[str, ...]) -> Verdict:
    found = [point for severity, point in judge.computed.problems if severity in rule["severities"]]
    return not found, tuple(point for point in found if point is not None)


def _declared(judge: Judge, rule: Node, _forms: tuple[str, ...]) -> Verdict:
    wanted = rule["value"] if isinstance(rule["value"], list) else [rule["value"]]
    points = [
        Point(record.entity, record.id, rule["field"])
        for record in judge.snapshot.of(rule["entity"])
        if plain(field_value(record, rule["field"])) not in wanted
    ]
    return not points, tuple(points)


_KINDS: Final[Mapping[str, Callable[[Judge, Node, tuple[str, ...]], Verdict]]] = {
    "required_fields": _required, "expr": _expr, "min_records": _min_records, "every": _every, "linked": _linked,
    "connected_graph": _connected, "questions_answered": _questions, "roles_interviewed": _roles,
    "closure": _closure, "data_quality": _grade, "hot_spots": _hot_spots, "no_problems": _no_problems,
    "declared": _declared,
}  # fmt: skip


def rules_of(step: Step) -> tuple[Node, ...]:
    """The completion rules of a step."""
    return tuple(step.data.get("completion") or ())
