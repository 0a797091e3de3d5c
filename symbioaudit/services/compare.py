"""Two visits, two revisions or two moments of an audit side by side, as readable text. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from symbioaudit.base.i18n import N_, Message, translate
from symbioaudit.intake.naming import fold
from symbioaudit.model.codec import to_json
from symbioaudit.model.records import Record
from symbioaudit.model.snapshot import COLLECTIONS, Snapshot
from symbioaudit.services.cloning import CARRIED, COPIED, ORIGIN
from symbioaudit.services.wording import Words
from symbioaudit.storage.edits import difference

PLANT: Final = ("enterprise", "site", "audit")
# Evidence, interviews, answers and signatures belong to their visit: two visits do not differ by them.
ACROSS: Final = (*PLANT, *COPIED, "readiness")
# What says nothing about the plant: how a record came to be, and where it is drawn.
SILENT: Final = frozenset(
    {
        "id", "audit_id", "enterprise_id", "site_id",
        f"properties.{CARRIED}", f"properties.{ORIGIN}", "properties.map_x", "properties.map_y",
    }
)  # fmt: skip
KEYS: Final = ("fkko", "okpd2", "code", "carrier", "inn")  # codes that tell records apart
CLASSES: Final = ("direction", "kind", "category")  # a stream keeps its class
NEW: Final = N_("+ {entity}: {name}")
GONE: Final = N_("− {entity}: {name}")
SAME: Final = N_("Nothing differs.")
ONLY_FIELD: Final = N_("{name}: {change}")
FIELD: Final = N_("{name}, {field}: {change}")


@dataclass(frozen=True, slots=True)
class FieldDifference:
    """One field of a matched pair, as JSON values."""

    path: str
    old: Any
    new: Any


@dataclass(frozen=True, slots=True)
class Difference:
    """A record that came, went, or differs. ``old``/``new`` are its JSON objects."""

    entity: str
    old: Mapping[str, Any] | None
    new: Mapping[str, Any] | None
    fields: tuple[FieldDifference, ...] = ()

    @property
    def kind(self) -> str:
        """``added``, ``removed`` or ``changed``."""
        return "added" if self.old is None else "removed" if self.new is None else "changed"


@dataclass(frozen=True, slots=True)
class Comparison:
    """All differences, in the order of the entities and of entry."""

    differences: tuple[Difference, ...]
    pairs: Mapping[str, str]  # id in the first → id in the second


def compare(first: Snapshot, second: Snapshot) -> Comparison:
    """Differences from ``first`` to ``second``; ids of matched records count as the same."""
    pairs = match(first, second)
    back = {new: old for old, new in pairs.items()}
    out: list[Difference] = []
    one_audit = first.audit.id == second.audit.id
    for entity in (*PLANT, *COLLECTIONS) if one_audit else ACROSS:
        theirs = {record.id: record for record in second.of(entity)}
        for record in first.of(entity):
            other = theirs.get(pairs.get(record.id, ""))
            if other is None:
                out.append(Difference(entity, to_json(record), None))
                continue
            if record == other:
                continue  # much the most frequent case between two moments of one audit
            fields = tuple(_fields(entity, record, other, pairs))
            if fields:
                out.append(Difference(entity, to_json(record), to_json(other), fields))
        out += [
            Difference(entity, None, to_json(other))
            for other in second.of(entity)
            if other.id not in back
        ]
    return Comparison(tuple(out), pairs)


def match(first: Snapshot, second: Snapshot) -> dict[str, str]:
    """Which record of the second is which of the first: id, origin, then code and name; each once."""
    pairs = {getattr(first, name).id: getattr(second, name).id for name in PLANT}
    if len(first.readiness) == len(second.readiness) == 1:
        pairs[first.readiness[0].id] = second.readiness[0].id
    for entity in COLLECTIONS:
        mine, theirs = list(first.of(entity)), list(second.of(entity))
        for keys in (_by_id, _by_origin, _by_code_and_name, _by_name, _by_code):
            taken = set(pairs.values())
            left = [r for r in mine if r.id not in pairs]
            right = [r for r in theirs if r.id not in taken]
            pairs |= _joined(left, right, keys)
    return pairs


def text_of(comparison: Comparison, words: Words) -> str:
    """The differences as lines, under the title of the form they belong to."""
    out: list[str] = []
    heading = ""
    for item in comparison.differences:
        title = heading_of(item, words)
        if title != heading:
            out += ([""] if out else []) + [title]
            heading = title
        out += [f"  {line}" for line in lines_of(item, words)]
    return "\n".join(out) if out else translate(SAME, words.lang)


def heading_of(item: Difference, words: Words) -> str:
    """The form that a difference belongs to."""
    form = words.form_of(item.entity, item.new or item.old)
    return form.title.render(words.lang) if form else words.entity(item.entity)


def lines_of(item: Difference, words: Words) -> list[str]:
    """``Вода оборотная: 12 → 9 тыс. м³/год, измерено``: one line per field."""
    data = item.new or item.old
    name = words.name(item.entity, data)
    if item.kind != "changed":
        pattern = NEW if item.kind == "added" else GONE
        params = {"entity": words.entity(item.entity), "name": name}
        return [Message(pattern, params).render(words.lang) + _main(item.entity, data, words)]
    out = []
    for field in item.fields:
        change = words.step(item.entity, field.path, field.old, field.new, data)
        if field.path == main_field(item.entity):
            pattern, params = ONLY_FIELD, {"name": name, "change": change}
        else:
            label = words.label(item.entity, field.path, data)
            pattern, params = FIELD, {"name": name, "field": label, "change": change}
        out.append(Message(pattern, params).render(words.lang))
    return out


def as_json(comparison: Comparison, words: Words) -> list[dict[str, Any]]:
    """The differences for programs, with the words beside."""
    return [
        {
            "kind": item.kind,
            "entity": item.entity,
            "old_id": item.old["id"] if item.old else None,
            "new_id": item.new["id"] if item.new else None,
            "name": words.name(item.entity, item.new or item.old),
            "fields": [{"field": f.path, "old": f.old, "new": f.new} for f in item.fields],
            "text": lines_of(item, words),
        }
        for item in comparison.differences
    ]


def main_field(entity: str) -> str:
    """The amount that a record is about; its line needs no label."""
    return {"stream": "quantity", "product": "output"}.get(entity, "amount")


def _main(entity: str, data: Mapping[str, Any] | None, words: Words) -> str:
    value = (data or {}).get(main_field(entity))
    return f", {words.value(entity, main_field(entity), value)}" if value else ""


def _fields(
    entity: str, one: Record, two: Record, pairs: Mapping[str, str]
) -> Iterator[FieldDifference]:
    old, new = _turned(to_json(one), pairs), to_json(two)
    for item in difference(entity, two.id, old, new):
        if item.field not in SILENT:
            yield FieldDifference(item.field, item.old, item.new)


def _turned(value: Any, pairs: Mapping[str, str]) -> Any:
    """The JSON of a record of the first visit with its references turned to the second's ids."""
    if isinstance(value, str):
        return pairs.get(value, value)
    if isinstance(value, list):
        return [_turned(item, pairs) for item in value]
    if isinstance(value, dict):
        return {key: _turned(item, pairs) for key, item in value.items()}
    return value


def _joined(left: list[Any], right: list[Any], keys: Any) -> dict[str, str]:
    """Pairs of records whose key is unique on both sides."""
    mine = [(key, r.id) for r in left for key in keys(r)]
    theirs = [(key, r.id) for r in right for key in keys(r)]
    once = Counter(key for key, _id in mine), Counter(key for key, _id in theirs)
    known = dict(theirs)
    out: dict[str, str] = {}
    taken: set[str] = set()
    for key, record_id in mine:
        lone = once[0][key] == 1 and once[1].get(key) == 1
        if lone and record_id not in out and known[key] not in taken:
            out[record_id] = known[key]
            taken.add(known[key])
    return out


def _by_id(record: Any) -> list[Any]:
    return [record.id]


def _by_origin(record: Any) -> list[Any]:
    """A copy and what it was copied from share the id of the origin, either way round."""
    origin = record.properties.get(ORIGIN)
    return [record.id, origin] if origin else [record.id]


def _by_code_and_name(record: Any) -> list[Any]:
    codes, name = _codes(record), _name(record)
    return [(_class(record), codes, name)] if codes and name else []


def _by_name(record: Any) -> list[Any]:
    name = _name(record)
    return [(_class(record), name)] if name else []


def _by_code(record: Any) -> list[Any]:
    codes = _codes(record)
    return [(_class(record), codes)] if codes and not _name(record) else []


def _codes(record: Any) -> tuple[str, ...]:
    return tuple(f"{k}={getattr(record, k)}" for k in KEYS if getattr(record, k, None))


def _name(record: Any) -> str:
    name = getattr(record, "name", None) or getattr(record, "role", None)
    return fold(str(name)) if name else ""


def _class(record: Any) -> tuple[str, ...]:
    return tuple(str(getattr(record, name, "")) for name in CLASSES)
