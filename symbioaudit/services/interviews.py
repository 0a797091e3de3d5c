"""Interview mode: what to ask the person in front of you, and where each answer goes.

Questions come from the pack's bank and are answered in the interview's record (F17); fields that are asked
for and still blank come from the forms of the departments that answer to the role.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from symbioaudit.base.i18n import Text
from symbioaudit.base.ids import new_id
from symbioaudit.forms import FormDef, FormSession
from symbioaudit.intake.naming import called
from symbioaudit.methodology import Pack
from symbioaudit.model import records as r
from symbioaudit.model.enums import Missing
from symbioaudit.services.entries import Desk, blank_entry, edits_for, read_entry
from symbioaudit.services.live import LiveAudit
from symbioaudit.services.operations import Create, Edit, Update

ROLES: Final = "interview_roles"
ANSWERED: Final = "answered"
# Why there is no answer → the state of a question in the pack's list.
STATES: Final[Mapping[Missing, str]] = {
    Missing.UNKNOWN: "later",
    Missing.NOT_APPLICABLE: "not_applicable",
    Missing.REFUSED: "refused",
    Missing.TO_BE_MEASURED: "later",
}
# Forms that the auditor fills in, not the person asked.
OWN: Final = frozenset({"evidence", "interview", "opportunity", "match", "risk", "action", "audit"})
TYPED: Final = frozenset(
    {"text", "amount", "money", "number", "int", "date", "enum", "code", "bool"}
)
LAST: Final = 99
WEIGHED: Final = frozenset(
    {"stream", "product"}
)  # entities whose records have a share in the results
OTHER_THAN_AMOUNT: Final = 0.5  # the order of asking only: words of a record after its amounts


@dataclass(frozen=True, slots=True)
class Ask:
    """One line to be asked. ``question`` or ``form`` with ``record`` and ``field``."""

    step: int
    text: Text
    about: str = ""  # name of the record
    question: str = ""
    form: str = ""
    record: str = ""
    field: str = ""
    help: Text | None = None

    @property
    def key(self) -> str:
        """The same line in the next list."""
        return self.question or f"{self.form}/{self.record}/{self.field}"


def roles(pack: Pack) -> tuple[tuple[str, Text], ...]:
    """Roles that can be asked."""
    return tuple((entry.value, entry.text) for entry in pack.enums.get(ROLES, ()))


def heard(live: LiveAudit) -> frozenset[str]:
    """Roles that were interviewed."""
    return frozenset(x.role for x in live.of("interview") if x.role)


def asks(
    live: LiveAudit, pack: Pack, role: str, weights: Mapping[str, float] | None = None
) -> tuple[Ask, ...]:
    """What is still open for a role, that first on which most of the results hangs.

    ``weights``: share of each record in the results, 0–1. A field counts as much as its record, an amount
    before words; a record whose own amount is unknown counts as an average one. A question counts as much
    as its step has of the audit's hours. Of equals the earlier step goes first.
    """
    value = _values(live, pack, weights or {})
    found = [*_questions(live, pack, role), *_fields(live, pack, role)]
    return tuple(sorted(found, key=lambda ask: (-value(ask), ask.step, not ask.question)))


def _values(live: LiveAudit, pack: Pack, weights: Mapping[str, float]) -> Callable[[Ask], float]:
    """How much of the results hangs on an answer."""
    average = 1 / max(len(live.of("stream")), 1)
    depth = live.audit.depth.value
    hours = {s.number: float(s.data["hours"].get(depth, 0)) for s in pack.steps if not s.later}
    whole = sum(hours.values()) or 1.0

    def value(ask: Ask) -> float:
        if ask.question:
            return hours.get(ask.step, 0.0) / whole
        form = pack.forms[ask.form]
        item = form.field(ask.field)
        unknown = average if form.entity in WEIGHED else 0.0
        share = weights.get(ask.record, unknown)
        return share if item is not None and item.is_amount else share * OTHER_THAN_AMOUNT

    return value


def states(live: LiveAudit) -> Mapping[str, str]:
    """The newest state of each question over all interviews."""
    out: dict[str, str] = {}
    for interview in live.of("interview"):
        for row in _rows(interview):
            out[str(row.get("question_id"))] = str(row.get("state"))
    return out


def answered(
    desk: Desk, ask: Ask, role: str, text: str, *, on: date, interviewer: str = ""
) -> list[Edit]:
    """An answer to its field or into the interview of the day; empty: the text cannot be read."""
    if ask.question:
        return _answer(desk.live, ask, role, ANSWERED, text, on, interviewer)
    form, record = _where(desk, ask)
    entry = read_entry(desk, form, ask.field, text, record)
    return [edits_for(record, ask.field, entry)] if entry.ok and record is not None else []


def refused_reading(desk: Desk, ask: Ask, text: str) -> str:
    """Why a text cannot be read for its field."""
    if ask.question:
        return ""
    form, record = _where(desk, ask)
    trouble = read_entry(desk, form, ask.field, text, record).trouble
    return trouble.render() if trouble else ""


def unanswered(
    desk: Desk, ask: Ask, role: str, why: Missing, *, on: date, interviewer: str = ""
) -> list[Edit]:
    """There is no answer, and this is why."""
    if ask.question:
        return _answer(desk.live, ask, role, STATES[why], "", on, interviewer)
    _form, record = _where(desk, ask)
    return [] if record is None else [edits_for(record, ask.field, blank_entry(why))]


def _where(desk: Desk, ask: Ask) -> tuple[FormDef, Any]:
    form = desk.pack.forms[ask.form]
    return form, desk.live.get(form.entity, ask.record)


def _step_of(pack: Pack, form: str) -> int:
    return next((s.number for s in pack.steps if form in s.forms), LAST)


def _questions(live: LiveAudit, pack: Pack, role: str) -> Iterator[Ask]:
    known = states(live)
    for one in pack.questions:
        if role in one["roles"] and known.get(one["id"], "later") == "later":
            form = str(one.get("creates", "")).partition("/")[2]
            yield Ask(_step_of(pack, form), Text(**one["text"]), question=str(one["id"]))


def _fields(live: LiveAudit, pack: Pack, role: str) -> Iterator[Ask]:
    entry = next((x for x in pack.enums.get(ROLES, ()) if x.value == role), None)
    wanted = frozenset(entry.data.get("departments") or ()) if entry else frozenset()
    for form in pack.forms.values():
        if form.department not in wanted or form.entity in OWN:
            continue
        step = _step_of(pack, form.id)
        for record in live.of(form.entity):
            if form.takes(record):
                yield from _of_record(live, form, record, step)


def _of_record(live: LiveAudit, form: FormDef, record: Any, step: int) -> Iterator[Ask]:
    about = called(record) if form.mode == "grid" else ""
    name = about if isinstance(about, str) else next(iter(about), "")
    for code in FormSession(form, record, live.audit.depth).missing():
        item = form.field(code)
        if item is not None and item.type in TYPED:
            yield Ask(step, item.label, name or "", "", form.id, record.id, code, item.help)


def _rows(interview: Any) -> Sequence[Mapping[str, Any]]:
    rows = interview.properties.get("answers")
    return [x for x in rows if isinstance(x, Mapping)] if isinstance(rows, tuple) else []


def _answer(
    live: LiveAudit, ask: Ask, role: str, state: str, text: str, on: date, interviewer: str
) -> list[Edit]:
    """One row in the interview of this role on this day; answered anew, the row is replaced."""
    row = {"question_id": ask.question, "state": state, **({"answer": text} if text else {})}
    own = next((x for x in live.of("interview") if x.role == role and x.held_on == on), None)
    if own is None:
        made = r.Interview(
            id=new_id(),
            audit_id=live.audit_id,
            role=role,
            held_on=on,
            interviewer=interviewer or None,
            properties={"answers": (row,)},
        )
        return [Create(made)]
    rows = [x for x in _rows(own) if x.get("question_id") != ask.question]
    return [Update("interview", own.id, {"properties.answers": (*rows, row)})]
