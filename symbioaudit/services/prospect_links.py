"""Where in the audit an answer to an open question of a match belongs."""

from __future__ import annotations

from typing import Final

from symbioaudit.analysis.symbiosis import gaps as g
from symbioaudit.base.i18n import Message
from symbioaudit.services.figures import Link
from symbioaudit.services.prospects import Prospect, Prospects

STREAM: Final = {
    "quantity": "quantity", "timing": "monthly", "quality": "composition", "economics": "cost",
    "gate_legal": "fkko", "gate_safety": "contaminants", "gate_quality": "composition",
}  # fmt: skip
WANT: Final = {
    "quantity": "amount", "timing": "monthly", "quality": "quality", "economics": "current_price",
    "gate_legal": "licence", "gate_safety": "forbidden", "gate_quality": "quality",
}  # fmt: skip
INPUT: Final = {
    "quantity": "quantity", "timing": "monthly", "quality": "spec", "economics": "price",
    "gate_safety": "spec", "gate_quality": "spec",
}  # fmt: skip
# Questions of one side only: whose they are, whatever the part of the score.
ONLY: Final = {
    g.DISPOSAL: "donor", g.VIRGIN: "receiver", g.WINDOW: "receiver", g.VALUES: "donor",
    g.WARMTH: "donor",
}  # fmt: skip


def is_ours(gap: g.Gap, p: Prospect) -> bool:
    """Whether the audited plant can answer; False: the partner must."""
    side = _side(gap)
    return side is None or (side == "donor") == p.gives


def place_of(gap: g.Gap, p: Prospect, found: Prospects) -> Link | None:
    """The field of this audit where the answer goes; None where only the partner knows."""
    if not is_ours(gap, p):
        return None
    if gap.part == "distance":
        return ("site", found.own.id, "lat")
    record = p.record
    if record is None or gap.what.msgid == g.FREIGHT:
        return None
    fields = WANT if record[0] == "want" else STREAM if p.gives else INPUT
    code = fields.get(gap.part)
    if record[0] in {"product", "resource"}:
        code = (
            {"product": "output", "resource": "amount"}[record[0]] if gap.part == "quantity" else ""
        )
    if gap.what.msgid == g.WARMTH:
        code = "temperature"
    return (*record, code if code and _has_field(record[1], code, found) else "")


def _has_field(record_id: str, code: str, found: Prospects) -> bool:
    record = found.records.get(record_id)
    forms = found.place.pack.forms.values()
    return record is not None and any(f.takes(record) and f.field(code) for f in forms)


def _side(gap: g.Gap) -> str | None:
    who = gap.what.params.get("who")
    if isinstance(who, Message):
        return "donor" if who.msgid == g.DONOR else "receiver"
    return ONLY.get(gap.what.msgid) or _of_gate(gap)


def _of_gate(gap: g.Gap) -> str | None:
    """The law and the quality window are asked of the receiver, an analysis of the donor."""
    from symbioaudit.analysis.symbiosis import gates

    note = gap.what.params.get("note")
    msgid = note.msgid if isinstance(note, Message) else ""
    asked_of_receiver = {gates.LICENCE_ASK, gates.SAFE_UNASKED, gates.NO_WINDOW}
    asked_of_donor = {gates.CLASS_ASK, gates.OWNER_ASK, gates.SAFE_ASK, gates.NOT_KNOWN}
    if msgid in asked_of_receiver:
        return "receiver"
    return "donor" if msgid in asked_of_donor else None
