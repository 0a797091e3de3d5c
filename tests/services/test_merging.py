"""Three-way merge of states: nothing is dropped, every divergence is asked, the order does not matter."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from symbioaudit.services import merging
from symbioaudit.services.merging import BOTH, CHOICES, MINE, THEIRS, WHOLE, merge, resolve
from symbioaudit.storage.edits import State

AUDIT = "0190b3a0-0000-7000-8000-0000000000aa"
IDS = tuple(f"0190b3a0-0000-7000-8000-00000000000{n}" for n in range(5))
FIELDS = ("name", "code", "properties.shape", "hours_year")
VALUES = {"hours_year": st.sampled_from([1.0, 2.0, 8.0])}
Edit = tuple[str, str, Any]  # (id, path, value); path "*": add (True) or delete (None)


def process(record_id: str, **fields: Any) -> dict[str, Any]:
    return {"id": record_id, "audit_id": AUDIT, **fields}


def edited(state: State, edits: list[Edit]) -> State:
    out: State = {key: None if data is None else dict(data) for key, data in state.items()}
    for record_id, path, value in edits:
        key = ("process", record_id)
        if path == WHOLE:
            if value is None and out.get(key) is not None:
                out[key] = None
            elif value and out.get(key) is None:
                out[key] = process(record_id)
        elif out.get(key) is not None:
            slot = value if isinstance(value, tuple) else (value, None)
            out[key] = merging._set(out[key] or {}, path, slot)
    return out


@st.composite
def edits(
    draw: st.DrawFn, *, deletions: bool = True, fields: tuple[str, ...] = FIELDS
) -> list[Edit]:
    one = st.sampled_from(fields).flatmap(
        lambda path: st.tuples(
            st.sampled_from(IDS),
            st.just(path),
            VALUES.get(path, st.sampled_from(["а", "б", "в"]))
            | st.none()
            | st.just((None, "refused")),
        )
    )
    whole = st.tuples(
        st.sampled_from(IDS),
        st.just(WHOLE),
        st.sampled_from([True, None]) if deletions else st.just(value=True),
    )
    found: list[Edit] = draw(st.lists(one | whole, max_size=10))
    return found


def start(which: Mapping[str, Any] | None = None) -> State:
    return {("process", IDS[n]): process(IDS[n], name="начало", **(which or {})) for n in range(3)}


def living(state: State) -> set[tuple[str, str]]:
    return {key for key, data in state.items() if data is not None}


def diverged(base: State, mine: State, theirs: State) -> set[tuple[str, str]]:
    """The oracle: fields that both sides changed and differently; records that one side deleted."""
    out = set()
    for key in {*mine, *theirs}:
        own, other, old = mine.get(key), theirs.get(key), base.get(key)
        if own is None and other is None:
            continue
        if own is None or other is None:
            deleted = key in (mine if own is None else theirs) or old is not None
            if deleted:
                out.add((key[1], WHOLE))
            continue
        one, two = merging.slots(key[0], own), merging.slots(key[0], other)
        was = merging.slots(key[0], old or {})
        for path in {*one, *two}:
            a, b, c = (x.get(path, (None, None)) for x in (one, two, was))
            if a not in (b, c) and b != c:
                out.add((key[1], path))
    return out


@given(mine=edits(), theirs=edits())
def test_every_divergence_is_asked_and_nothing_else(mine: list[Edit], theirs: list[Edit]) -> None:
    base = start()
    one, two = edited(base, mine), edited(base, theirs)
    plan = merge(base, one, two)
    assert {c.key for c in plan.conflicts} == diverged(base, one, two)


@given(mine=edits(), theirs=edits(), known=st.booleans())
def test_no_record_and_no_answer_is_dropped(
    mine: list[Edit], theirs: list[Edit], *, known: bool
) -> None:
    base = start()
    one, two = edited(base, mine), edited(base, theirs)
    outcome = resolve(merge(base if known else None, one, two), {})
    assert living(outcome.state) == living(one) | living(two)
    kept = {(k.id, k.path): k.slot for k in outcome.kept}
    for key in living(two) & living(one):
        ours = merging.slots(key[0], outcome.state[key] or {})
        old = merging.slots(key[0], (base.get(key) if known else None) or {})
        for path, slot in merging.slots(key[0], two[key] or {}).items():
            here = ours.get(path, (None, None))
            assert slot in (here, kept.get((key[1], path))) or slot == old.get(path, (None, None))


@given(mine=edits(), theirs=edits(), choice=st.sampled_from(CHOICES), known=st.booleans())
def test_the_same_copy_twice_changes_nothing_more(
    mine: list[Edit], theirs: list[Edit], choice: str, *, known: bool
) -> None:
    base = start() if known else None
    one, two = edited(start(), mine), edited(start(), theirs)
    first = resolve(merge(base, one, two), {}, choice)
    second = resolve(merge(base, first.state, two), {}, choice)
    assert second.state == first.state


@given(mine=edits(), theirs=edits())
def test_both_directions_agree_when_both_take_the_same_side(
    mine: list[Edit], theirs: list[Edit]
) -> None:
    base = start()
    one, two = edited(base, mine), edited(base, theirs)
    here = resolve(merge(base, one, two), {}, MINE).state
    there = resolve(merge(base, two, one), {}, THEIRS).state
    assert {k: v for k, v in here.items() if v} == {k: v for k, v in there.items() if v}


@given(
    a=edits(deletions=False, fields=("name",)),
    b=edits(deletions=False, fields=("code", "hours_year")),
    c=edits(deletions=False, fields=("properties.shape",)),
)
def test_edits_of_different_fields_merge_in_any_order(
    a: list[Edit], b: list[Edit], c: list[Edit]
) -> None:
    base = start()
    one, two, three = (edited(base, e) for e in (a, b, c))

    def joined(left: State, right: State) -> State:
        plan = merge(base, left, right)
        assert not plan.conflicts
        return resolve(plan, {}).state

    assert joined(joined(one, two), three) == joined(one, joined(two, three))
    assert joined(one, two) == joined(two, one)


def test_a_blank_with_a_reason_is_one_answer() -> None:
    base = start()
    mine = edited(base, [(IDS[0], "code", "A1")])
    theirs = edited(base, [(IDS[0], "code", (None, "refused"))])
    plan = merge(base, mine, theirs)
    assert [c.path for c in plan.conflicts] == ["code"]
    taken = resolve(plan, {}, THEIRS).state["process", IDS[0]]
    assert taken is not None
    assert taken["reasons"] == {"code": "refused"}
    assert "code" not in taken


def test_a_package_says_nothing_by_what_it_lacks() -> None:
    base = start({"note": "только для нас"})
    theirs: State = {("process", IDS[0]): process(IDS[0], name="иначе")}
    plan = merge(base, base, theirs, partial=True)
    assert not plan.conflicts
    outcome = resolve(plan, {}).state
    assert living(outcome) == living(base)
    assert outcome["process", IDS[0]] == {**process(IDS[0], name="иначе"), "note": "только для нас"}


def test_without_an_ancestor_the_journal_tells_old_from_new() -> None:
    mine = edited(start(), [(IDS[0], "name", "новое"), (IDS[2], "name", "наше")])
    theirs = edited(start(), [(IDS[1], "name", "их"), (IDS[2], "name", "иное")])
    once = {(IDS[0], "name"): [("начало", None)], (IDS[2], "name"): [("начало", None)]}
    plan = merge(None, mine, theirs, once=once)
    outcome = resolve(plan, {}).state
    assert (outcome["process", IDS[0]] or {})["name"] == "новое"  # theirs is what we had before
    assert (outcome["process", IDS[1]] or {})["name"] == "их"  # we never changed it
    assert [c.key for c in plan.conflicts] == [(IDS[2], "name")]


def test_what_is_referred_to_is_not_deleted() -> None:
    base = start()
    mine = edited(base, [(IDS[0], WHOLE, None)])
    theirs = edited(base, [(IDS[1], "successors", [IDS[0]])])
    outcome = resolve(merge(base, mine, theirs), {}, MINE)
    assert ("process", IDS[0]) in living(outcome.state)
    assert outcome.revived == (("process", IDS[0]),)
    assert BOTH in CHOICES
