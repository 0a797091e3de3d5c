"""Second answers: another department's or consultant's value beside ours, until somebody decides."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from symbioaudit.base.errors import SymbioError
from symbioaudit.base.i18n import N_
from symbioaudit.intake.answers import value_of
from symbioaudit.model.amount import Amount
from symbioaudit.model.codec import to_json
from symbioaudit.model.enums import ClaimStatus
from symbioaudit.model.records import Claim, Record
from symbioaudit.services.entries import Desk, edits_for, read_entry
from symbioaudit.services.live import LiveAudit
from symbioaudit.services.merge_claims import PATH, VALUE
from symbioaudit.services.merging import path_of
from symbioaudit.services.operations import Edit, Update
from symbioaudit.services.wording import Words
from symbioaudit.storage.edits import WHOLE

ACCEPT: Final = N_("Accept second answers")
REJECT: Final = N_("Reject second answers")


@dataclass(frozen=True, slots=True)
class Open:
    """One claim with what stands in the field now. ``target`` None: the record is gone."""

    claim: Claim
    target: Record | None
    path: str
    mine: str
    theirs: str


def open_claims(live: LiveAudit, words: Words) -> list[Open]:
    """The claims nobody has decided, in the order they came."""
    out = []
    for claim in live.of("claim"):
        if claim.status is not ClaimStatus.OPEN:
            continue
        target = live.get(claim.target_entity, claim.target_id)
        path = str(claim.properties.get(PATH) or path_of(claim.target_entity, claim.field_code))
        data = to_json(target) if target is not None else None
        present = value_of(target, claim.field_code) if target is not None else None
        mine = words.value(claim.target_entity, path, _json(present, path), data)
        out.append(Open(claim, target, path, mine, _theirs(claim, path, words, data)))
    return out


def accepting(desk: Desk, items: Sequence[Open]) -> list[Edit]:
    """The edits that put the second answers into their fields.

    Raises:
        SymbioError: a text cannot be read for its field.
    """
    out: list[Edit] = []
    for item in items:
        if item.target is not None:
            out.append(_filled(desk, item, item.target))
        out.append(_decided(item.claim, ClaimStatus.ACCEPTED))
    return out


def rejecting(items: Sequence[Open]) -> list[Edit]:
    """The edits that leave the fields as they are."""
    return [_decided(item.claim, ClaimStatus.REJECTED) for item in items]


def _filled(desk: Desk, item: Open, target: Record) -> Update:
    claim = item.claim
    own = claim.properties
    code = claim.field_code
    if "reason" in own:
        return Update(target.entity, target.id, {item.path: None, f"reasons.{code}": own["reason"]})
    if VALUE in own:
        return Update(target.entity, target.id, {item.path: own[VALUE]})
    form = next((f for f in desk.pack.forms.values() if f.takes(target) and f.field(code)), None)
    if form is None:
        return Update(target.entity, target.id, {item.path: claim.text})
    entry = read_entry(desk, form, code, claim.text, target)
    if not entry.ok:
        raise _unreadable(item)
    return edits_for(target, code, entry)


def _unreadable(item: Open) -> SymbioError:
    from symbioaudit.services import errors as e

    return e.CLAIM_UNREADABLE(text=item.claim.text, field=item.claim.field_code)


def _theirs(claim: Claim, path: str, words: Words, data: Any) -> str:
    own = claim.properties
    if "reason" in own:
        return words.value(claim.target_entity, f"reasons.{claim.field_code}", own["reason"], data)
    value = own.get(VALUE)
    if value is None or path == WHOLE:
        return claim.text
    return words.value(claim.target_entity, path, _json(value, path), data)


def _json(value: Any, path: str) -> Any:
    if isinstance(value, Amount) and path.startswith("properties."):
        return {"amount": to_json(value)}
    return to_json(value)


def _decided(claim: Claim, status: ClaimStatus) -> Update:
    return Update("claim", claim.id, {"status": status})
