"""The register of opportunities (F19): economics, priority with its parts, sums after interactions, and the hot
spots that have no option yet."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from symbioaudit.analysis.results import Measure, OpportunityRow, Outlook, Quantity, Score
from symbioaudit.base import clock
from symbioaudit.base.i18n import N_, _
from symbioaudit.base.ids import new_id
from symbioaudit.model.enums import OpportunityFamily
from symbioaudit.model.records import Opportunity
from symbioaudit.services.figures import Figure, Row, Table, View
from symbioaudit.services.operations import Create, Update
from symbioaudit.services.readiness import parts_table, span
from symbioaudit.units import format_number

REJECTED: Final = "rejected"
STATUS_ON: Final = "status_on"  # field of F19: the day of the last change of status
KINDS: Final[Mapping[str, str]] = {
    "mass": N_("Materials"),
    "energy": N_("Energy"),
    "water": N_("Water"),
    "ghg": N_("Greenhouse gases"),
    "money": N_("Money a year"),
    "capex": N_("Investment"),
}


@dataclass(frozen=True, slots=True)
class Bubble:
    """One measure of the chart: effort 1–3 across, effect 0–100 up, size by the yearly money."""

    record_id: str
    number: int
    name: str
    effort: int | None
    low: float
    high: float
    size: float | None  # share of the largest saving, 0–1


@dataclass(frozen=True, slots=True)
class BareSpot:
    """A hot spot that no opportunity speaks of."""

    stream_id: str
    name: str
    process_id: str | None


def outlook(view: View) -> Outlook:
    """The judgement of the closing."""
    return view.results.outlook or Outlook()


def order(view: View) -> tuple[Measure, ...]:
    """The measures that still stand by priority, the rejected ones last."""
    items = outlook(view).measures
    return tuple(sorted(items, key=lambda m: _status(view, m.record_id) == REJECTED))


def _status(view: View, record_id: str) -> str | None:
    record = view.live.get("opportunity", record_id)
    return record.status if record else None


def table(view: View) -> Table:
    """The register, the most urgent first."""
    money = {row.record_id: row for row in view.results.opportunities}
    columns = (
        _("No."), _("Measure"), _("Status"), _("Priority"), _("Payback"), _("Money a year"),
        _("Investment"), _("NPV"), _("IRR"), _("In the sum"), _("Family"), _("TOPSIS"),
        _("Materials"), _("Energy"), _("Water"), _("Greenhouse gases"),
    )  # fmt: skip
    counted = {one.record_id: one for one in outlook(view).together.counted}
    rows = tuple(
        _row(view, number, one, money[one.record_id], counted.get(one.record_id))
        for number, one in enumerate(order(view), 1)
        if view.live.get("opportunity", one.record_id) is not None
    )
    return Table(_("Register of opportunities"), columns, rows, _("No measures yet: press Insert."))


def _row(view: View, number: int, one: Measure, money: OpportunityRow, counted: Any) -> Row:
    record = view.live.get("opportunity", one.record_id)
    family = view.pack.entry("opportunity_families", record.family)
    saved = [view.shown(one.savings[kind]) for kind in ("mass", "energy", "water", "ghg")]
    cells = (
        Figure(str(number)),
        Figure(one.name, role="muted" if record.status == REJECTED else ""),
        Figure(status_text(view, record)),
        priority(one.priority, view.lang),
        *(view.shown(q) for q in (money.payback, money.saving, money.capex, money.npv)),
        _irr(money, view),
        _share(counted, view),
        Figure(family.text.render(view.lang) if family else ""),
        plain(one.closeness, view, 2),
        *saved,
    )
    return Row(cells, ("opportunity", one.record_id, ""))


def status_text(view: View, record: Opportunity) -> str:
    """The status with the day since when it holds."""
    entry = view.pack.entry("opportunity_statuses", record.status)
    word = entry.text.render(view.lang) if entry else ""
    day = str(record.properties.get(STATUS_ON) or "")
    return f"{word}, {'.'.join(reversed(day.split('-')))}" if word and day else word


def priority(score: Score, lang: str) -> Figure:
    """A score as a cell: the number, or the bounds where parts are unknown."""
    gap = score.total.gap
    why = gap.render(lang) if gap and score.total.value is None else ""
    text = span(score, lang)
    return Figure(text if score.known else "—", score.total, "" if score.known else "muted", why)


def plain(quantity: Quantity, view: View, places: int) -> Figure:
    """A number that is neither a share nor has a unit."""
    if quantity.value is None:
        return view.shown(quantity)
    return Figure(format_number(quantity.value, view.lang, places), quantity)


def _irr(money: OpportunityRow, view: View) -> Figure:
    if money.irr.value is None and money.irr_note is not None:
        return Figure(view.say(money.irr_note), money.irr, "muted")
    return view.shown(money.irr)


def _share(counted: Any, view: View) -> Figure:
    if counted is None:
        return Figure(_("no: rejected"), role="muted")
    why = view.say(counted.why) if counted.why else ""
    if counted.share == 1:
        return Figure(_("yes"))
    text = _("no") if not counted.share else f"{format_number(100 * counted.share, view.lang, 0)} %"
    return Figure(f"{text}: {why}" if why else text, role="warning", why=why)


def sums_table(view: View) -> Table:
    """What the measures give together, plain and after interactions."""
    together = outlook(view).together
    columns = (_("Saved in a year"), _("Simple sum"), _("After interactions"))
    rows = tuple(
        Row(
            (
                Figure(_(title)),
                view.shown(together.plain[kind]),
                view.shown(together.after[kind]),
            )
        )
        for kind, title in KINDS.items()
        if kind in together.plain
    )
    return Table(_("Together"), columns, rows)


def priority_table(view: View, record_id: str) -> Table:
    """The five parts of one measure's priority."""
    found = next((m for m in outlook(view).measures if m.record_id == record_id), None)
    score = found.priority if found else Score()
    title = _("Priority of “{name}” (F-63)").format(name=found.name if found else "")
    return parts_table(score, title, view)


def bubbles(view: View) -> tuple[Bubble, ...]:
    """Effort against effect; a measure without a complexity stands apart."""
    items = order(view)
    money = [m.savings["money"].value or 0.0 for m in items]
    most = max(money, default=0.0)
    out = []
    for number, one in enumerate(items, 1):
        record = view.live.get("opportunity", one.record_id)
        if record is None or record.status == REJECTED:
            continue
        saved = one.savings["money"].value
        size = None if saved is None or most <= 0 else max(saved, 0.0) / most
        score = one.priority
        out.append(
            Bubble(one.record_id, number, one.name, record.complexity, score.low, score.high, size)
        )
    return tuple(out)


def bare_spots(view: View) -> tuple[BareSpot, ...]:
    """Hot spots without an option and without “none, because”."""
    about = {key for o in view.live.of("opportunity") for key in (o.stream_id, o.process_id) if key}
    out = []
    for spot in view.results.hot_spots:
        stream = view.live.get("stream", spot.record[1]) if spot.in_pareto else None
        if stream is not None and not about & {stream.id, stream.from_process}:
            out.append(BareSpot(stream.id, spot.name, stream.from_process))
    return tuple(out)


def none_because(spot: BareSpot, audit_id: str, reason: str) -> Create:
    """A written “none, because”: a rejected option about the spot, with its reason."""
    name = _("No option for “{name}”").format(name=spot.name)
    made = opportunity_for(spot, audit_id, name)
    assert isinstance(made.record, Opportunity)
    from dataclasses import replace

    properties = {"rejected_reason": reason, STATUS_ON: today()}
    return Create(replace(made.record, status=REJECTED, properties=properties))


def opportunity_for(spot: BareSpot | None, audit_id: str, name: str) -> Create:
    """A new option, about a hot spot or free."""
    return Create(
        Opportunity(
            id=new_id(), audit_id=audit_id, name=name, family=OpportunityFamily.HOUSEKEEPING,
            stream_id=spot.stream_id if spot else None, process_id=spot.process_id if spot else None,
            status="proposed", overlap=0.0, properties={STATUS_ON: today()},
        )
    )  # fmt: skip


def with_status(record: Opportunity, status: str, reason: str | None = None) -> Update:
    """Another status, dated; a rejection with its reason."""
    fields: dict[str, Any] = {"status": status, f"properties.{STATUS_ON}": today()}
    if status == REJECTED:
        fields["properties.rejected_reason"] = reason
    return Update("opportunity", record.id, fields)


def today() -> str:
    """The day of this change."""
    return clock.now().date().isoformat()
