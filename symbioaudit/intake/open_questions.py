"""What is still to be asked: what the depth requires and nobody answered, and what is disputed."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace

from symbioaudit.forms import FormSession
from symbioaudit.intake.answers import value_of
from symbioaudit.intake.layout import Block, blocks
from symbioaudit.methodology import Pack
from symbioaudit.model.amount import Amount
from symbioaudit.model.enums import ClaimStatus, Depth, Missing, Severity
from symbioaudit.model.records import Record
from symbioaudit.model.snapshot import Snapshot

STILL_OPEN = frozenset({Missing.UNKNOWN, Missing.TO_BE_MEASURED})
TELLING = frozenset({Severity.BLOCKER, Severity.ERROR, Severity.WARNING})


@dataclass(frozen=True, slots=True)
class Questions:
    """The blocks with only their open columns, and which records each asks about."""

    blocks: tuple[Block, ...]
    records: dict[str, frozenset[str]]  # block key → record ids

    def asks(self, block: Block, record: Record) -> bool:
        """True where the block has an open question about this record."""
        return record.id in self.records.get(block.key, ())


def open_questions(
    pack: Pack, snapshot: Snapshot, forms: Collection[str], depth: Depth
) -> Questions:
    """The open questions of an audit: required and unanswered, unknown so far, or disputed.

    A table is asked for again as a whole, since its lines tell nothing apart; a form of many
    records that has none yet is asked as at first.
    """
    plan = blocks(pack, depth=depth, whole=True, forms=forms)
    first = {block.key: block for block in blocks(pack, depth=depth, whole=False, forms=forms)}
    found: list[Block] = []
    records: dict[str, frozenset[str]] = {}
    disputed = {
        (c.target_id, c.field_code) for c in snapshot.claims if c.status is ClaimStatus.OPEN
    }
    known: dict[tuple[str, str], frozenset[str]] = {}
    for block in plan:
        wanted: dict[str, set[str]] = {}
        for record in snapshot.of(block.entity):
            if block.holds(record):
                key = (block.form, record.id)
                if key not in known:
                    known[key] = _open_codes(pack, block.form, record, depth) | {
                        code for target, code in disputed if target == record.id
                    }
                codes = known[key]
                asked = {block.table} if block.table else {c.code for c in block.columns}
                if left := codes & asked:
                    wanted[record.id] = set(left)
        if wanted:
            found.append(_narrowed(block, set().union(*wanted.values())))
            records[block.key] = frozenset(wanted)
        elif block.key in first and not any(map(block.holds, snapshot.of(block.entity))):
            found.append(first[block.key])
    return Questions(tuple(found), records)


def _open_codes(pack: Pack, form_id: str, record: Record, depth: Depth) -> frozenset[str]:
    form = pack.forms[form_id]
    session = FormSession(form, record, depth)
    unanswered = set(session.missing())
    unsure = {
        f.code
        for f in form.fields
        if session.visible(f.code) and (_reason(record, f.code) in STILL_OPEN)
    }
    doubtful = {
        p.field
        for p in session.problems()
        if p.severity in TELLING and value_of(record, p.field) is not None
    }
    return frozenset(unanswered | unsure | doubtful)


def _reason(record: Record, code: str) -> Missing | None:
    value = value_of(record, code)
    return value.missing if isinstance(value, Amount) else record.reasons.get(code)


def _narrowed(block: Block, codes: set[str]) -> Block:
    """Only the open columns; a grid keeps the names of its records."""
    if block.table:
        return block
    keep = codes if block.single else codes | {block.label_field or "name"}
    return replace(block, columns=tuple(c for c in block.columns if c.code in keep))
