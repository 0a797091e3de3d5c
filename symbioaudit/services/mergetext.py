"""A merge in words: what comes in, what is asked, whose value is whose."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from symbioaudit.base.i18n import N_, Message, translate
from symbioaudit.services.history import who_and_when
from symbioaudit.services.merge_claims import who
from symbioaudit.services.merges import Proposal, shown
from symbioaudit.services.merging import MINE, WHOLE, Conflict, Taken
from symbioaudit.services.wording import BECOMES, BLANK, Words

NEW_RECORD: Final = N_("new: {entity} {name}")
MINE_THEIRS: Final = N_("{name}, {field}: mine {mine}, theirs {theirs}")
DELETED_HERE: Final = N_("deleted by us")
DELETED_THERE: Final = N_("deleted by them")


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a conflict: the value and who typed it when."""

    text: str
    who: str


@dataclass(frozen=True, slots=True)
class Question:
    """A conflict as it is shown side by side."""

    conflict: Conflict
    record: str
    field: str
    base: str
    mine: Side
    theirs: Side


def question(proposal: Proposal, item: Conflict, words: Words) -> Question:
    """A conflict in words."""
    data = _data(proposal, item.entity, item.id)
    name = words.name(item.entity, data, item.id)
    base = shown(item.base, item.entity, item.path, words, data) if item.base else ""
    mine, theirs = (
        shown(slot, item.entity, item.path, words, data) for slot in (item.mine, item.theirs)
    )
    if item.deletion:
        gone = DELETED_HERE if item.deletion == MINE else DELETED_THERE
        text = translate(gone, words.lang)
        mine, theirs = (text, theirs) if item.deletion == MINE else (mine, text)
    return Question(
        item,
        name,
        words.label(item.entity, item.path, data),
        base,
        Side(mine, _signed(who(proposal.my_authors, item.id, item.path))),
        Side(theirs, _signed(who(proposal.their_authors, item.id, item.path))),
    )


def conflict_line(proposal: Proposal, item: Conflict, words: Words) -> str:
    """A conflict in one line."""
    found = question(proposal, item, words)
    params = {
        "name": found.record,
        "field": found.field,
        "mine": _side(found.mine),
        "theirs": _side(found.theirs),
    }
    return Message(MINE_THEIRS, params).render(words.lang)


def taken_line(proposal: Proposal, item: Taken, words: Words) -> str:
    """What comes in without a question, in one line."""
    data = _data(proposal, item.entity, item.id)
    name = words.name(item.entity, data, item.id)
    if item.path == WHOLE:
        params = {"entity": words.entity(item.entity), "name": name}
        return Message(NEW_RECORD, params).render(words.lang)
    label = words.label(item.entity, item.path, data)
    if item.old[1] is None and item.new[1] is None:
        step = words.step(item.entity, item.path, item.old[0], item.new[0], data)
    else:
        step = BECOMES.join(
            shown(slot, item.entity, item.path, words, data) for slot in (item.old, item.new)
        )
    return f"{name}, {label}: {step}"


def _side(side: Side) -> str:
    return f"{side.text} ({side.who})" if side.who and side.text != BLANK else side.text


def _signed(found: tuple[str, str]) -> str:
    name, at = found
    return who_and_when(at, name) if at else name


def _data(proposal: Proposal, entity: str, record_id: str) -> Mapping[str, Any] | None:
    key = (entity, record_id)
    return proposal.plan.mine.get(key) or proposal.plan.theirs.get(key)
