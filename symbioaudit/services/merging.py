"""Another consultant's copy of an audit brought together with ours, three ways, by record and field.

Pure planning: three states in, a plan out; nothing is written here (``services.merges`` does).
Rules, per field, against the common ancestor:

* both say the same → it stays; one side changed it → that side's value;
* both changed it differently, or the ancestor is not known → a conflict: mine, theirs, or both
  (mine stays, theirs is kept beside it as a claim);
* a record that only one side has stays; one that a side deleted is a conflict too. Until somebody
  decides, it lives: every id of either side is in the result.

The reason why a field is blank belongs to the field: both are one value here.
A ``partial`` copy (a package leaves things out) says nothing by what it lacks.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from symbioaudit.model.codec import field_types
from symbioaudit.model.records import ENTITIES
from symbioaudit.storage.edits import FIXED, KEYED, Key, State, same
from symbioaudit.storage.writer import links

MINE: Final = "mine"
THEIRS: Final = "theirs"
BOTH: Final = "both"
CHOICES: Final = (MINE, THEIRS, BOTH)
WHOLE: Final = "*"
UNKNOWN: Final = object()  # the ancestor's value when nobody knows it

Slot = tuple[Any, Any]  # (value, reason for a blank), both as JSON
BLANK: Final[Slot] = (None, None)


@dataclass(frozen=True, slots=True)
class Conflict:
    """One question. ``path`` ``*``: one side deleted the record. ``base`` None: not known."""

    entity: str
    id: str
    path: str
    base: Slot | None
    mine: Slot
    theirs: Slot

    @property
    def key(self) -> tuple[str, str]:
        """What a choice is stored under."""
        return self.id, self.path

    @property
    def deletion(self) -> str:
        """Who deleted the record: ``mine``, ``theirs``, or nobody."""
        if self.path != WHOLE:
            return ""
        return MINE if self.mine == BLANK else THEIRS


@dataclass(frozen=True, slots=True)
class Taken:
    """One thing of theirs that comes in without a question."""

    entity: str
    id: str
    path: str
    old: Slot
    new: Slot


@dataclass(frozen=True)
class Plan:
    """What a merge would do. ``settled``: the state with every question still open answered ``mine``."""

    settled: State
    taken: tuple[Taken, ...]
    conflicts: tuple[Conflict, ...]
    mine: State = field(default_factory=dict)
    theirs: State = field(default_factory=dict)

    @property
    def empty(self) -> bool:
        """True where nothing would change whatever is chosen."""
        return not (self.taken or self.conflicts)


@dataclass(frozen=True, slots=True)
class Kept:
    """A value of theirs that is to be kept beside ours."""

    entity: str
    id: str
    path: str
    slot: Slot


@dataclass(frozen=True)
class Outcome:
    """The state after all choices, and what is kept beside it. ``revived``: deletions not done, for something
    living refers to the record."""

    state: State
    kept: tuple[Kept, ...]
    revived: tuple[Key, ...]


def merge(
    base: State | None,
    mine: State,
    theirs: State,
    *,
    partial: bool = False,
    once: Mapping[tuple[str, str], Iterable[Slot]] | None = None,
) -> Plan:
    """Plan the merge of two states of one audit.

    ``base`` None: no common ancestor is known; then ``once`` ((id, path) → the values our field had
    before) tells old values from new ones; without it the copies began apart.
    """
    settled: State = {}
    taken: list[Taken] = []
    conflicts: list[Conflict] = []
    before = {key for key, data in (base or {}).items() if data is not None}
    for key in sorted({*mine, *theirs}, key=lambda k: (k[0], k[1])):
        own, other = mine.get(key), theirs.get(key)
        if own is None and other is None:
            settled[key] = None
        elif own is None or other is None:
            gone = key in before and not (partial and other is None)
            gone = gone or key in (mine if own is None else theirs)
            settled[key] = _one_sided(key, own, other, taken, conflicts, gone=gone)
        else:
            old = (base or {}).get(key) if base is not None else None
            ancestor = _Ancestor(key, old, base is not None, once)
            settled[key] = _fields(key, ancestor, own, other, taken, conflicts, partial=partial)
    return Plan(settled, tuple(taken), tuple(conflicts), mine, theirs)


def resolve(plan: Plan, choices: Mapping[tuple[str, str], str], default: str = BOTH) -> Outcome:
    """The state that a plan and the choices give; what nobody chose is answered by ``default``."""
    state: State = dict(plan.settled)
    kept: list[Kept] = []
    for item in plan.conflicts:
        choice = choices.get(item.key, default)
        key = (item.entity, item.id)
        if item.path == WHOLE:
            state[key] = _whole(item, choice, plan)
        elif choice == THEIRS:
            state[key] = _set(state[key] or {}, item.path, item.theirs)
        elif choice == BOTH and item.theirs != BLANK:
            kept.append(Kept(item.entity, item.id, item.path, item.theirs))
    return Outcome(state, tuple(kept), tuple(_revive(state, plan)))


def slots(entity: str, data: Mapping[str, Any]) -> dict[str, Slot]:
    """A record as its fields, each with the reason why it is blank."""
    out: dict[str, Slot] = {}
    for name, value in data.items():
        if name == "properties":
            out |= {f"properties.{code}": (own, None) for code, own in value.items()}
        elif name not in KEYED and name != "id":
            out[name] = (value, None)
    for code, reason in (data.get("reasons") or {}).items():
        path = path_of(entity, code)
        out[path] = (out.get(path, BLANK)[0], reason)
    return out


def path_of(entity: str, code: str) -> str:
    """Where the value of a field with this code lies."""
    return code if code in field_types(ENTITIES[entity]) else f"properties.{code}"


@dataclass(frozen=True, slots=True)
class _Ancestor:
    """What a field was when the two copies parted."""

    key: Key
    data: Mapping[str, Any] | None
    known: bool
    once: Mapping[tuple[str, str], Iterable[Slot]] | None

    def of(self, path: str, mine: Slot, theirs: Slot) -> Slot | None:
        if self.known:
            return slots(self.key[0], self.data or {}).get(path, BLANK)
        values = list((self.once or {}).get((self.key[1], path), ()))
        if any(_same(value, theirs) for value in values):
            return theirs  # we had it so once: they did not touch it since
        if self.once is not None and not values:
            return mine  # never changed with us: the change is theirs
        if BLANK in (mine, theirs):
            return BLANK  # an answer beside none: the answer stays
        return None


def _one_sided(
    key: Key,
    own: Mapping[str, Any] | None,
    other: Mapping[str, Any] | None,
    taken: list[Taken],
    conflicts: list[Conflict],
    *,
    gone: bool,
) -> dict[str, Any] | None:
    """A record that one side lacks: it never had it, or (``gone``) it deleted it."""
    if gone:
        conflicts.append(Conflict(*key, WHOLE, None, (own, None), (other, None)))
        return None if own is None else dict(own)
    if own is None:
        taken.append(Taken(*key, WHOLE, BLANK, (other, None)))
    return dict(own or other or {})


def _fields(
    key: Key,
    ancestor: _Ancestor,
    own: Mapping[str, Any],
    other: Mapping[str, Any],
    taken: list[Taken],
    conflicts: list[Conflict],
    *,
    partial: bool,
) -> dict[str, Any]:
    entity, record_id = key
    mine, theirs = slots(entity, own), slots(entity, other)
    out = dict(own)
    for path in dict.fromkeys([*mine, *theirs]):
        one, two = mine.get(path, BLANK), theirs.get(path, BLANK)
        if _same(one, two) or path in FIXED or (partial and two == BLANK):
            continue
        old = ancestor.of(path, one, two)
        if old is not None and _same(old, two):
            continue
        if old is not None and _same(old, one):
            out = _set(out, path, two)
            taken.append(Taken(entity, record_id, path, one, two))
        else:
            conflicts.append(Conflict(entity, record_id, path, old, one, two))
    return out


def _whole(item: Conflict, choice: str, plan: Plan) -> dict[str, Any] | None:
    """A deleted record: gone when the choice is the side that deleted it, else it lives."""
    if choice == item.deletion:
        return None
    key = (item.entity, item.id)
    own, other = plan.mine.get(key), plan.theirs.get(key)
    return dict(own or other or {})


def _revive(state: State, plan: Plan) -> Iterator[Key]:
    """Bring back what is deleted while something living refers to it, until nothing is missing."""
    owner = {key[1]: key for key in state}
    again = True
    while again:
        again = False
        for (entity, _id), data in list(state.items()):
            if data is None:
                continue
            for _field, target, one in links(entity, data):
                key = owner.get(one, (target, one))
                if key in state and state[key] is None:
                    lost = plan.mine.get(key) or plan.theirs.get(key)
                    if lost is not None:
                        state[key] = dict(lost)
                        again = True
                        yield key


def _set(data: Mapping[str, Any], path: str, slot: Slot) -> dict[str, Any]:
    """A copy of a record with one field and its reason set."""
    value, reason = slot
    head, _dot, tail = path.partition(".")
    out = {**data}
    if tail:
        _put(out, head, tail, value)
    elif value is None:
        out.pop(head, None)
    else:
        out[head] = value
    _put(out, "reasons", tail or head, reason)
    return out


def _put(out: dict[str, Any], name: str, code: str, value: Any) -> None:
    own = {key: item for key, item in (out.get(name) or {}).items() if key != code}
    if value is not None:
        own[code] = value
    if own:
        out[name] = own
    else:
        out.pop(name, None)


def _same(one: Slot, two: Slot) -> bool:
    return same(one[0], two[0]) and same(one[1], two[1])
