"""The pipeline of matches (F20): statuses in their order, since when, what ends each, which step is next."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from symbioaudit.base import clock
from symbioaudit.base.i18n import N_, Text, _, language, translate
from symbioaudit.methodology import Pack
from symbioaudit.model.records import Match
from symbioaudit.services.figures import Figure, Row, Table
from symbioaudit.services.live import LiveAudit
from symbioaudit.services.operations import Update

SIDE: Final = ("on_hold", "rejected")  # exits beside the way
FROM_IDEA: Final = ("idea", *SIDE)  # where a match with a shut gate may stand
# Forms of the later stages by the statuses that they are for.
STAGES: Final = {"discussion": "F23", "negotiation": "F23", "trial": "F24", "implementation": "F25", "operating": "F25", "verified": "F25"}  # fmt: skip
A_MATCH: Final = N_("a match")
DAYS: Final = 60  # a match that has not moved for so long is marked


@dataclass(frozen=True, slots=True)
class Card:
    """One match on the board."""

    record_id: str
    name: str
    partner: str
    score: float | None
    since: date | None
    days: int | None  # in this status
    shut: str  # the gate that is shut, in words
    stale: bool


@dataclass(frozen=True, slots=True)
class Column:
    """One status of the board with what ends it."""

    status: str
    title: str
    exit: str
    cards: tuple[Card, ...]


def statuses(pack: Pack) -> tuple[str, ...]:
    """All statuses in their order."""
    return tuple(entry.value for entry in pack.enums["match_statuses"])


def columns(live: LiveAudit, pack: Pack, lang: str) -> tuple[Column, ...]:
    """The board."""
    by_status: dict[str, list[Card]] = {}
    for record in live.of("match"):
        by_status.setdefault(record.status or "idea", []).append(_card(live, pack, record, lang))
    out = []
    for entry in pack.enums["match_statuses"]:
        cards = sorted(by_status.get(entry.value, []), key=lambda c: (-(c.score or 0.0), c.name))
        exit_ = Text(str(entry.data.get("exit_ru") or ""), str(entry.data.get("exit_en") or ""))
        out.append(Column(entry.value, entry.text.render(lang), exit_.render(lang), tuple(cards)))
    return tuple(out)


def _card(live: LiveAudit, pack: Pack, record: Match, lang: str) -> Card:
    since = _day(record.properties.get("status_date"))
    days = (clock.now().date() - since).days if since else None
    shut = shut_gate(record, pack)
    stale = days is not None and days > DAYS and record.status not in {"verified", *SIDE}
    return Card(
        record.id,
        name_of(live, record, lang),
        record.partner or "",
        record.score,
        since,
        days,
        shut.render(lang) if shut else "",
        stale,
    )


def name_of(live: LiveAudit, record: Match, lang: str | None = None) -> str:
    """What goes over, as the audit names it."""
    for entity, key in (("stream", record.stream_id), ("want", record.want_id)):
        own = live.get(entity, key) if key else None
        if own is not None and own.name:
            return str(own.name)
    return str(record.properties.get("library_pattern") or translate(A_MATCH, lang or language()))


def shut_gate(record: Match, pack: Pack) -> Text | None:
    """The first gate of the record that is shut."""
    for gate in pack.scoring["match"]["gates"].values():
        if record.properties.get(gate["field"]) == "fail":
            return Text(gate["text"]["ru"], gate["text"]["en"])
    return None


def may_stand(record: Match, status: str, pack: Pack) -> bool:
    """A match that fails a gate goes no further than an idea."""
    return status in FROM_IDEA or shut_gate(record, pack) is None


def moved(record: Match, status: str, reason: str | None = None) -> Update:
    """Another status, dated today; a refusal with its reason from the closed list."""
    fields: dict[str, Any] = {
        "status": status,
        "properties.status_date": clock.now().date().isoformat(),
    }
    if status in SIDE:
        fields["properties.reject_reason"] = reason
    return Update("match", record.id, fields)


def next_of(status: str | None, pack: Pack, step: int = 1) -> str | None:
    """The status after (or before) one on the way; None at its ends."""
    way = [s for s in statuses(pack) if s not in SIDE]
    here = way.index(status) if status in way else 0 if step > 0 else -1
    there = here + step
    return way[there] if 0 <= there < len(way) else None


def reasons(pack: Pack, lang: str) -> tuple[tuple[str, str], ...]:
    """Reasons of a refusal: value, words."""
    return tuple((e.value, e.text.render(lang)) for e in pack.enums["reject_reasons"])


def stage_form(status: str | None) -> str:
    """The form where the work of a status is written down."""
    return STAGES.get(status or "", "F20")


def table(live: LiveAudit, pack: Pack, lang: str) -> Table:
    """All matches in work, in the order of the pipeline."""
    names = (_("Status"), _("Since"), _("Resource"), _("Partner"), _("Score"), _("Ends with"))
    rows = [
        Row(
            (
                Figure(column.title),
                Figure(f"{card.since:%d.%m.%Y}" if card.since else "—", role="warning" if card.stale else ""),
                Figure(card.name),
                Figure(card.partner),
                Figure(f"{card.score:.0f}" if card.score is not None else "—"),
                Figure(column.exit),
            ),
            ("match", card.record_id, "status"),
        )
        for column in columns(live, pack, lang)
        for card in column.cards
    ]  # fmt: skip
    return Table(_("Matches in work"), names, tuple(rows), _("Nothing is in work yet."))


def _day(value: Any) -> date | None:
    if isinstance(value, date):
        return value
    try:
        return date.fromisoformat(str(value)) if value else None
    except ValueError:
        return None
