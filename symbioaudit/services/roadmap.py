"""The action plan (F22): by horizon, made from what it answers to, checked, laid along the time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from symbioaudit.base import clock
from symbioaudit.base.i18n import N_, _
from symbioaudit.base.ids import new_id
from symbioaudit.intake.naming import called
from symbioaudit.methodology import Pack
from symbioaudit.model.records import Action, Record
from symbioaudit.services.figures import Figure, Row, Table
from symbioaudit.services.live import LiveAudit
from symbioaudit.services.operations import Create, Update
from symbioaudit.units import format_quantity

CLOSED: Final = frozenset({"done", "cancelled"})
DAYS: Final[Mapping[str, tuple[int, int]]] = {
    "quick": (0, 91),
    "medium": (91, 365),
    "long": (365, 1096),
}
FROM: Final = ("opportunity", "risk", "finding", "match")
NO_HORIZON: Final = N_("no horizon yet")


@dataclass(frozen=True, slots=True)
class Check:
    """One rule of the plan: is it met, and what to look at."""

    text: str
    met: bool


@dataclass(frozen=True, slots=True)
class Bar:
    """One action along the time; ``start`` and ``end`` None where nobody set a date."""

    record_id: str
    number: str
    name: str
    start: date | None
    end: date | None
    horizon: str
    late: bool
    closed: bool
    waits_for: str | None = None  # id of the action that it depends on


def horizons(pack: Pack) -> tuple[str, ...]:
    """The horizons of the pack in their order."""
    return tuple(entry.value for entry in pack.enums["horizons"])


def of_horizon(live: LiveAudit, horizon: str | None) -> tuple[Action, ...]:
    """The actions of a horizon by number; of none for those that have none."""
    items = [a for a in live.of("action") if (a.horizon or None) == horizon]
    return tuple(sorted(items, key=lambda a: (a.number or 10**6, a.id)))


def table(live: LiveAudit, pack: Pack, horizon: str | None, lang: str) -> Table:
    """The actions of one horizon."""
    entry = pack.entry("horizons", horizon)
    title = entry.text.render(lang) if entry else _(NO_HORIZON)
    columns = (
        _("No."), _("Action"), _("Answers to"), _("Owner"), _("Due"), _("Depends on"),
        _("Cost"), _("Status"),
    )  # fmt: skip
    rows = tuple(_row(live, pack, one, lang) for one in of_horizon(live, horizon))
    return Table(title, columns, rows, _("Nothing here yet."))


def _row(live: LiveAudit, pack: Pack, one: Action, lang: str) -> Row:
    status = pack.entry("action_statuses", one.status)
    late = is_late(one)
    due = f"{one.due:%d.%m.%Y}" if one.due else _("no date")
    return Row(
        (
            Figure(str(one.number or "")),
            Figure(one.name or _("no name")),
            Figure(linked_name(live, one)),
            Figure(one.owner or _("nobody"), role="" if one.owner else "warning"),
            Figure(due, role="error" if late else "" if one.due else "warning"),
            Figure(str(one.properties.get("dependency") or "")),
            Figure(_cost(one, lang)),
            Figure(_("overdue") if late else status.text.render(lang) if status else ""),
        ),
        ("action", one.id, ""),
    )


def _cost(one: Action, lang: str) -> str:
    amount = one.cost
    if amount is None or amount.number is None:
        return "—"
    return format_quantity(amount.number, amount.canonical_unit or "", lang)


def is_late(one: Action) -> bool:
    """Due before today and not closed."""
    return bool(one.due) and one.status not in CLOSED and one.due < clock.now().date()  # type: ignore[operator]


def linked_name(live: LiveAudit, one: Action) -> str:
    """What the action answers to, by its name."""
    record = live.find(one.linked_item) if one.linked_item else None
    return name_of(record) if record else (one.linked_item or "")


def name_of(record: Record) -> str:
    """What a person calls a record."""
    return str(getattr(record, "name", None) or getattr(record, "text", None) or called(record))


def checks(live: LiveAudit) -> tuple[Check, ...]:
    """What makes a plan a plan: a step at no cost, an owner and a date for each, measures for grave risks."""
    items = [a for a in live.of("action") if a.status != "cancelled"]
    free = any(_free(one) for one in items)
    nameless = sum(not one.owner for one in items)
    dateless = sum(one.due is None for one in items)
    selected = [o for o in live.of("opportunity") if o.status in {"selected", "planned"}]
    linked = {one.linked_item for one in items}
    bare = [o for o in selected if o.id not in linked]
    return (
        Check(_("At least one action costs nothing"), free),
        Check(
            _("Each action has an owner")
            + ("" if not nameless else _(" ({n} have none)").format(n=nameless)),
            bool(items) and not nameless,
        ),
        Check(
            _("Each action has a date")
            + ("" if not dateless else _(" ({n} have none)").format(n=dateless)),
            bool(items) and not dateless,
        ),
        Check(
            _("Each selected measure has a first step")
            + ("" if not bare else f": {', '.join(name_of(o) for o in bare[:3])}"),
            not bare,
        ),
    )


def _free(one: Action) -> bool:
    """A cost of zero that somebody typed; a blank is not free."""
    return one.cost is not None and one.cost.number == 0


def sources(live: LiveAudit) -> tuple[Record, ...]:
    """What an action can be made from: measures that stand, risks, findings, matches, without an action yet."""
    linked = {one.linked_item for one in live.of("action")}
    return tuple(
        record
        for entity in FROM
        for record in live.of(entity)
        if record.id not in linked and getattr(record, "status", None) != "rejected"
    )


def action_from(live: LiveAudit, record: Record | None, pack: Pack) -> Create:
    """The first step towards a measure, against a risk, about a finding; or a free one."""
    numbers = [a.number or 0 for a in live.of("action")]
    return Create(
        Action(
            id=new_id(),
            audit_id=live.audit_id,
            number=max(numbers, default=0) + 1,
            name=_first_step(record),
            linked_item=record.id if record else None,
            horizon=_horizon(record, pack),
            owner=getattr(record, "owner", None),
            cost=getattr(record, "capex", None),
            due=getattr(record, "due", None),
            status="planned",
        )
    )


def _first_step(record: Any) -> str:
    """A risk's measure is what is to be done; else the thing's own name."""
    if record is None:
        return _("New action")
    return str(getattr(record, "measure", None) or name_of(record))


def _horizon(record: Any, pack: Pack) -> str:
    """By the complexity of the measure: simple ones first."""
    order = horizons(pack)
    complexity = getattr(record, "complexity", None) or 1
    return order[min(complexity, len(order)) - 1]


def moved(record_id: str, horizon: str) -> Update:
    """The action in another horizon."""
    return Update("action", record_id, {"horizon": horizon})


def bars(live: LiveAudit, pack: Pack) -> tuple[Bar, ...]:
    """The actions along the time, horizon by horizon."""
    by_number = {str(a.number): a.id for a in live.of("action") if a.number}
    out = []
    for horizon in (*horizons(pack), None):
        for one in of_horizon(live, horizon):
            waits = by_number.get(str(one.properties.get("dependency") or "").strip().lstrip("№ "))
            out.append(
                Bar(
                    one.id, str(one.number or ""), one.name or "", one.start, one.due,
                    horizon or "", is_late(one), one.status in CLOSED,
                    None if waits == one.id else waits,
                )
            )  # fmt: skip
    return tuple(out)


def span(items: tuple[Bar, ...]) -> tuple[date, date]:
    """The days that the drawing covers: all dates, today, and at least a quarter."""
    today = clock.now().date()
    days = [today, *(day for bar in items for day in (bar.start, bar.end) if day)]
    first, last = min(days), max(days)
    return first, max(last, first + timedelta(days=91))
