"""What of an audit may leave the laptop: what its owner marked, or the forms by default (METHODOLOGY 4.3).

A record leaves unless it, or the form it belongs to, is private; of a record that leaves, the fields
that its form marks ``export: local`` (prices, costs, contacts, comments) stay behind, and notes always.
The owner may keep further fields back for the whole audit (``withheld``); nothing makes a local field leave.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final, get_args, get_origin

from symbioaudit.exchange.audit_json import NEVER_PACKED, REFERENCES
from symbioaudit.forms.definitions import FormDef
from symbioaudit.model import records as r
from symbioaudit.model.codec import field_types
from symbioaudit.model.enums import Confidentiality
from symbioaudit.model.signing import SHARED
from symbioaudit.model.snapshot import COLLECTIONS, Snapshot

# Records without a form of their own that a receiver needs; the rest is private until marked.
FORMLESS: Final = frozenset({"consent", "signoff"})
WITHHELD: Final = "withheld"  # property of the audit: ``F09.route`` …, kept back by its owner
LISTS: Final = ("successors", "excludes", "requires")  # lists of ids
# A picture that its owner marked goes with its name and caption, never with its place.
WITH_A_PICTURE: Final = frozenset(
    {"file_name", "kind", "caption", "caption_en", "links", "taken_at"}
)


def disclosed(snapshot: Snapshot, forms: Sequence[FormDef]) -> Snapshot:
    """The audit as a receiver may see it, without references to what stays behind."""
    kept: dict[str, Any] = {}
    back = withheld(snapshot.audit)
    gone: set[str] = set()
    for entity, name in COLLECTIONS.items():
        items = getattr(snapshot, name)
        fit = [x for x in items if entity not in NEVER_PACKED and _leaves(x, _taking(x, forms))]
        gone |= {x.id for x in items} - {x.id for x in fit}
        kept[name] = tuple(_bare(x, _taking(x, forms), back) for x in fit)
    kept = {name: tuple(_unlinked(x, gone) for x in items) for name, items in kept.items()}
    heads: dict[str, Any] = {
        name: _bare(getattr(snapshot, name), _taking(getattr(snapshot, name), forms), back)
        for name in ("enterprise", "site", "audit")
    }
    return replace(snapshot, authors={}, **heads, **kept)


def withheld(audit: r.Audit) -> frozenset[str]:
    """``FORM.field`` of what the owner keeps back in the whole audit."""
    found = audit.properties.get(WITHHELD)
    return frozenset(map(str, found)) if isinstance(found, tuple | list) else frozenset()


def may_be_kept_back(entity: str, code: str) -> bool:
    """False for the few fields without which a record cannot be."""
    hint = field_types(r.ENTITIES[entity]).get(code)
    return hint is None or type(None) in get_args(hint) or get_origin(hint) is tuple


def level_of(record: r.Record, forms: Sequence[FormDef]) -> Confidentiality:
    """The level in force: the record's own mark, else that of its form."""
    if record.confidentiality is not None:
        return record.confidentiality
    own = next((f.confidentiality for f in forms if f.takes(record)), None)
    formless = Confidentiality.OPEN if record.entity in FORMLESS else Confidentiality.PRIVATE
    return Confidentiality(own) if own else formless


def _taking(record: r.Record, forms: Sequence[FormDef]) -> list[FormDef]:
    return [form for form in forms if form.takes(record)]


def _leaves(record: r.Record, forms: Sequence[FormDef]) -> bool:
    """Whether a record may go at all: its own mark, else that of its form."""
    if record.confidentiality is not None:
        return record.confidentiality is not Confidentiality.PRIVATE and _cleared(record)
    if not forms:
        return record.entity in FORMLESS
    return forms[0].confidentiality != Confidentiality.PRIVATE


def _cleared(record: r.Record) -> bool:
    """Pictures of people need the consent of those people."""
    shown = record.properties
    return shown.get("no_persons") is not False or bool(shown.get("consent_photos_ok"))


def _bare(record: Any, forms: Sequence[FormDef], back: frozenset[str]) -> Any:
    """The record without its note and without the fields that no form of it, or not its owner, lets out."""
    local = _local_fields(forms) | _kept_back(record.entity, forms, back)
    if isinstance(record, r.Audit):
        local.add(WITHHELD)
    if isinstance(record, r.Evidence):
        local -= WITH_A_PICTURE
    blank: dict[str, Any] = {
        name: _blank(getattr(record, name))
        for name in ({*local, "note"} & field_types(type(record)).keys()) - {"confidentiality"}
    }
    if isinstance(record, r.SignOff):  # no drawing, no remarks, no frozen results, no free text
        local |= record.properties.keys() - SHARED
        blank["reason"] = None
    return replace(
        record,
        properties=_without(record.properties, local),
        reasons=_without(record.reasons, local),
        **blank,
    )


def _local_fields(forms: Iterable[FormDef]) -> set[str]:
    marks: dict[str, set[str]] = {}
    for form in forms:
        for field in form.fields:
            marks.setdefault(field.code, set()).add(field.export)
    return {code for code, found in marks.items() if found == {"local"}}


def _kept_back(entity: str, forms: Iterable[FormDef], back: frozenset[str]) -> set[str]:
    return {
        field.code
        for form in forms
        for field in form.fields
        if f"{form.id}.{field.code}" in back and may_be_kept_back(entity, field.code)
    }


def _blank(value: Any) -> Any:
    return () if isinstance(value, tuple) else None


def _without(table: Mapping[str, Any], codes: set[str]) -> dict[str, Any]:
    return {code: value for code, value in table.items() if code not in codes}


def _unlinked(record: Any, gone: set[str]) -> Any:
    cut: dict[str, Any] = {name: None for name in REFERENCES if getattr(record, name, None) in gone}
    for name in LISTS:
        ids = getattr(record, name, ())
        if gone & set(ids):
            cut[name] = tuple(x for x in ids if x not in gone)
    if isinstance(record, r.Evidence):
        cut["links"] = tuple(
            x for x in record.links if x.split("/")[1:2] and x.split("/")[1] not in gone
        )
    return replace(record, **cut) if cut else record
