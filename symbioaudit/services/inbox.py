"""The inbox: notes, numbers and photos caught while walking, placed later.

An item is an ordinary record, a finding or a piece of evidence, with ``properties.inbox`` set; placing it
clears the mark, so nothing is copied and one undo brings it back.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from symbioaudit.base.ids import new_id
from symbioaudit.forms import FormDef
from symbioaudit.model import records as r
from symbioaudit.services.entries import Desk, Reader, fields_for, new_record
from symbioaudit.services.live import LiveAudit
from symbioaudit.services.operations import Create, Delete, Edit, Update

INBOX: Final = "inbox"
AMOUNT: Final = "amount_text"
PLACE: Final = "place"  # entity/id[/field] that was in front
WASTES: Final = "F09"
# «3 т/смену опилки»: the number with its unit first, then the name; «опилки 3 т/смену» as well.
NUMBER: Final = re.compile(r"[~≈]?\d[\d\s.,–±%-]*\s*[^\W\d_]{1,6}[.³²]?(?:\s*/\s*[^\W\d_]+)?")
LEADER: Final = re.compile(r"^\s*q\s*[:=]\s*", re.IGNORECASE)
TURNS: Final = 4


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that waits: a note, or a photo."""

    entity: str
    id: str
    text: str
    amount: str
    place: str
    sha256: str  # of its first photo; empty: none
    record: Any


def caught(
    live: LiveAudit, text: str, amount: str = "", place: str = "", *, inbox: bool = True
) -> Create:
    """A note as a finding, tied to what was in front: ``entity/id[/field]``."""
    entity, _slash, rest = place.partition("/")
    record_id = rest.partition("/")[0]
    record = live.get(entity, record_id) if record_id else None
    own: dict[str, Any] = {
        INBOX: inbox or None,
        AMOUNT: amount.strip() or None,
        PLACE: place or None,
    }
    return Create(
        r.Finding(
            id=new_id(),
            audit_id=live.audit_id,
            text=text.strip() or amount.strip() or None,
            process_id=process_of(record),
            stream_id=record_id if record is not None and entity == "stream" else None,
            properties={code: value for code, value in own.items() if value is not None},
        )
    )


def process_of(record: Any) -> str | None:
    """The process that a record belongs to."""
    if record is None:
        return None
    if record.entity == "process":
        return str(record.id)
    for name in ("process_id", "from_process", "to_process"):
        if getattr(record, name, None):
            return str(getattr(record, name))
    return None


def waiting(live: LiveAudit) -> tuple[Item, ...]:
    """What waits in the inbox, the newest first."""
    found = [
        record
        for entity in ("finding", "evidence")
        for record in live.of(entity)
        if record.properties.get(INBOX)
    ]
    photos = _photos_of_findings(live)
    return tuple(
        _item(record, photos) for record in sorted(found, key=lambda x: x.id, reverse=True)
    )


def count(live: LiveAudit) -> int:
    """How many things wait."""
    return sum(bool(x.properties.get(INBOX)) for e in ("finding", "evidence") for x in live.of(e))


def placed(live: LiveAudit, item: Item, target: str) -> list[Edit]:
    """Tie an item to ``entity/id[/field]`` and take it out of the inbox; its photos go along."""
    edits: list[Edit] = []
    if item.entity == "evidence":
        return [tied(item.record, target)]
    entity, _slash, rest = target.partition("/")
    record = live.get(entity, rest.partition("/")[0])
    fields: dict[str, Any] = {f"properties.{INBOX}": None, f"properties.{PLACE}": target}
    fields["process_id"] = process_of(record)
    fields["stream_id"] = record.id if record is not None and entity == "stream" else None
    edits.append(Update("finding", item.id, fields))
    edits += [tied(photo, target) for photo in photos_of(live, item.id)]
    return edits


def photos_of(live: LiveAudit, finding_id: str) -> tuple[Any, ...]:
    """The evidence tied to a finding."""
    link = f"finding/{finding_id}"
    return tuple(x for x in live.of("evidence") if link in x.links)


def written(desk: Desk, item: Item, form: FormDef, code: str, record: Any) -> list[Edit]:
    """The item's number into a field of a record, and the item placed there; empty: it cannot be read."""
    entry = Reader(desk, form).read(code, item.amount or item.text, record)
    if not entry.ok or entry.value is None:
        return []
    value = Update(record.entity, record.id, fields_for(record.entity, code, entry))
    return [value, *placed(desk.live, item, f"{record.entity}/{record.id}/{code}")]


def done(item: Item) -> list[Edit]:
    """Out of the inbox; the record stays where it is tied."""
    return [Update(item.entity, item.id, {f"properties.{INBOX}": None})]


def dropped(live: LiveAudit, item: Item) -> list[Edit]:
    """Into the bin; photos of a note stay and wait on their own."""
    edits: list[Edit] = [Delete(item.entity, item.id)]
    if item.entity == "finding":
        for photo in photos_of(live, item.id):
            links = tuple(x for x in photo.links if x != f"finding/{item.id}")
            waits = {} if links else {f"properties.{INBOX}": True}
            edits.append(Update("evidence", photo.id, {"links": links, **waits}))
    return edits


def as_stream(desk: Desk, item: Item, form_id: str = WASTES) -> list[Edit]:
    """A stream made of a note: «Q: 3 т/смену опилки» gives its name and its amount."""
    form = desk.pack.forms[form_id]
    name, amount = split_note(item.text, item.amount)
    stream_id = new_id()
    fields: dict[str, Any] = {"name": name or None}
    entry = Reader(desk, form).read("quantity", amount) if amount else None
    if entry is not None and entry.ok:
        fields["quantity"] = entry.value
    elif amount:
        fields["name"] = item.text
    if item.record.entity == "finding" and item.record.process_id:
        fields["from_process"] = item.record.process_id
    own = {code: value for code, value in fields.items() if value is not None}
    create = new_record(form, stream_id, desk.live.audit_id, own)
    return [create, *_placed_on_new(desk.live, item, stream_id)]


def split_note(text: str, amount: str = "") -> tuple[str, str]:
    """Name and amount of a note."""
    text = LEADER.sub("", text).strip()
    if amount:
        return text.replace(amount, "").strip(" ,;:—-") or text, amount
    found = NUMBER.search(text)
    if found is None:
        return text, ""
    rest = f"{text[: found.start()]} {text[found.end() :]}"
    return " ".join(rest.split()).strip(" ,;:—-"), found.group().strip()


def turned(record: Any, quarters: int = 1) -> Update:
    """Rotate a picture by quarters of a turn, clockwise; its bytes stay as they are."""
    now = int(record.properties.get("turn") or 0)
    return Update("evidence", record.id, {"properties.turn": (now + quarters) % TURNS or None})


def _placed_on_new(live: LiveAudit, item: Item, stream_id: str) -> list[Edit]:
    target = f"stream/{stream_id}/quantity"
    edits: list[Edit] = []
    for edit in placed(live, item, target):
        if isinstance(edit, Update) and edit.entity == "finding":
            fields = {**edit.fields, "stream_id": stream_id}
            if item.record.process_id:
                fields["process_id"] = item.record.process_id
            edits.append(Update(edit.entity, edit.id, fields))
        else:
            edits.append(edit)
    return edits


def tied(evidence: Any, target: str) -> Update:
    """Tie a piece of evidence to ``entity/id[/field]``; it waits no more."""
    links = tuple(dict.fromkeys([*evidence.links, target]))
    return Update("evidence", evidence.id, {"links": links, f"properties.{INBOX}": None})


def _item(record: Any, photos: Mapping[str, str]) -> Item:
    own = record.properties
    if record.entity == "evidence":
        text, sha = record.caption or record.file_name or "", record.sha256 or ""
    else:
        text, sha = record.text or "", photos.get(record.id, "")
    place = str(own.get(PLACE) or "")
    return Item(record.entity, record.id, text, str(own.get(AMOUNT) or ""), place, sha, record)


def _photos_of_findings(live: LiveAudit) -> Mapping[str, str]:
    out: dict[str, str] = {}
    for evidence in live.of("evidence"):
        for link in evidence.links:
            entity, _slash, rest = link.partition("/")
            if entity == "finding" and evidence.sha256:
                out.setdefault(rest.partition("/")[0], evidence.sha256)
    return out


def links_at(live: LiveAudit, target: str) -> Sequence[Any]:
    """The evidence tied to ``entity/id[/field]``: to the record itself or to any field when no field is named."""
    inside = f"{target}/"
    whole = target.count("/") == 1
    return [
        x
        for x in live.of("evidence")
        if any(link == target or (whole and link.startswith(inside)) for link in x.links)
    ]
