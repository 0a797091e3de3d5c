"""What leaves this laptop: read off the very package that would be built, before it is built.

Nothing here decides what leaves: ``exchange.package.contents`` does, for the package and for this list.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final

from symbioaudit.base.i18n import N_, Text
from symbioaudit.base.ids import new_id
from symbioaudit.exchange import package
from symbioaudit.exchange.audit_json import NEVER_PACKED
from symbioaudit.exchange.disclosure import (
    FORMLESS,
    WITHHELD,
    level_of,
    may_be_kept_back,
    withheld,
)
from symbioaudit.forms.definitions import FormDef
from symbioaudit.methodology import Pack
from symbioaudit.model.enums import Confidentiality
from symbioaudit.model.records import Audit, Consent, Evidence, Record
from symbioaudit.model.snapshot import Snapshot
from symbioaudit.services import exif
from symbioaudit.services.operations import Create, Edit, Update
from symbioaudit.services.snapshots import load_snapshot
from symbioaudit.services.workspace import Workspace

MARK: Final = N_("Say what may leave the laptop")
CONSENT: Final = N_("Record the consent to hand data over")
HEADS: Final = ("enterprise", "site", "audit")
# Fields that name a person, wherever they leave: (entity, field).
PERSONAL: Final = (("signoff", "signed_by"), ("consent", "person"), ("audit", "auditors"))


@dataclass(frozen=True, slots=True)
class FieldShare:
    """One field of a group: how many filled values leave and how many stay."""

    code: str
    label: Text | str
    export: str  # core, platform, local: what the form says
    leaves: int
    stays: int
    kept_back: bool  # by the owner
    may_toggle: bool


@dataclass(frozen=True, slots=True)
class RecordShare:
    """One record: its level, whether that is its own mark, whether it leaves."""

    entity: str
    id: str
    name: str
    level: Confidentiality
    own: bool
    leaves: bool


@dataclass(frozen=True, slots=True)
class Group:
    """The records of one form, or of one kind without a form."""

    id: str  # form id, or the entity
    title: Text | str
    default: Confidentiality
    records: tuple[RecordShare, ...]
    fields: tuple[FieldShare, ...]
    never: bool = False  # interviews and second answers

    @property
    def head(self) -> bool:
        """True for the enterprise, the site and the audit itself, which always go along."""
        return bool(self.records) and self.records[0].entity in HEADS

    @property
    def leaving(self) -> int:
        """How many of its records leave."""
        return sum(record.leaves for record in self.records)

    @property
    def levels(self) -> Counter[Confidentiality]:
        """How many records stand at each level."""
        return Counter(record.level for record in self.records)


@dataclass(frozen=True, slots=True)
class File:
    """One file of the package; ``place``: a photo that says where it was taken."""

    name: str
    size: int
    caption: str = ""
    place: bool = False


@dataclass(frozen=True, slots=True)
class Preview:
    """Everything that the package of this moment would hold, and what stays."""

    groups: tuple[Group, ...]
    files: tuple[File, ...]
    personal: tuple[tuple[str, str, str], ...]  # entity, field, value
    photos_staying: int
    consent: Consent | None

    @property
    def size(self) -> int:
        """Bytes of all files."""
        return sum(file.size for file in self.files)

    @property
    def leaving(self) -> int:
        """How many records leave, besides enterprise, site and audit."""
        return sum(g.leaving for g in self.groups if not g.head)


def preview(workspace: Workspace, audit_id: str) -> Preview:
    """What the package of an audit would hold now.

    Raises:
        SymbioError: no such audit, its pack is not installed or not in order.
    """
    from symbioaudit.methodology import load_pack

    snapshot = load_snapshot(workspace, audit_id)
    return preview_of(
        workspace, snapshot, load_pack(snapshot.audit.pack_id, snapshot.audit.overlay_id)
    )


def preview_of(workspace: Workspace, snapshot: Snapshot, pack: Pack) -> Preview:
    """The same of a snapshot at hand; the files of evidence come from the workspace."""
    from symbioaudit.services.evidence import Files
    from symbioaudit.services.outgoing import stripped

    forms = tuple(pack.forms.values())
    photos = stripped(snapshot.evidence, Files(workspace))
    outgoing = replace(snapshot, evidence=photos.records)
    shown, payload = package.contents(outgoing, forms, evidence=photos)
    groups = tuple(_groups(outgoing, shown, forms))
    leaving = {item.id for item in shown.evidence}
    return Preview(
        groups,
        tuple(_files(shown, payload)),
        tuple(_personal(shown)),
        sum(item.id not in leaving for item in snapshot.evidence),
        next((c for c in snapshot.consents if c.given), None),
    )


def marking(records: Iterable[RecordShare], level: Confidentiality | None) -> list[Edit]:
    """Give records a level of their own; None returns them to what their form says."""
    value = level.value if level else None
    return [Update(r.entity, r.id, {"confidentiality": value}) for r in records]


def keeping_back(audit: Audit, names: Iterable[str], *, back: bool) -> list[Edit]:
    """Keep fields (``F09.route`` …) back in the whole audit, or let them go again."""
    names = set(names)
    held = withheld(audit) | names if back else withheld(audit) - names
    value = tuple(sorted(held)) or None
    return [Update("audit", audit.id, {f"properties.{WITHHELD}": value})]


def consenting(snapshot: Snapshot, person: str, scope: str, on: date, *, given: bool) -> list[Edit]:
    """Record who consented, when and to what: the audit keeps one consent, its history keeps all."""
    fields: dict[str, Any] = {
        "given": given,
        "person": person.strip() or None,
        "scope": scope.strip() or None,
        "given_on": on,
    }
    if snapshot.consents:
        return [Update("consent", snapshot.consents[0].id, fields)]
    return [Create(Consent(id=new_id(), audit_id=snapshot.audit.id, **fields))]


def as_data(found: Preview, lang: str) -> dict[str, Any]:
    """The preview for programs."""
    return {
        "records": found.leaving,
        "size": found.size,
        "groups": [_group_data(group, lang) for group in found.groups],
        "files": [
            {"name": f.name, "size": f.size, "caption": f.caption, "place": f.place}
            for f in found.files
        ],
        "photos_staying": found.photos_staying,
        "personal": [{"entity": e, "field": f, "value": v} for e, f, v in found.personal],
        "consent": None
        if found.consent is None
        else {
            "person": found.consent.person,
            "scope": found.consent.scope,
            "given_on": found.consent.given_on,
        },
    }


def _group_data(group: Group, lang: str) -> dict[str, Any]:
    return {
        "id": group.id,
        "title": _words(group.title, lang),
        "default": group.default.value,
        "never": group.never,
        "total": len(group.records),
        "leaving": group.leaving,
        "records": [
            {"entity": r.entity, "id": r.id, "name": r.name, "level": r.level.value, "own": r.own, "leaves": r.leaves}
            for r in group.records
        ],
        "fields": [
            {"code": f.code, "label": _words(f.label, lang), "export": f.export, "leaves": f.leaves, "stays": f.stays, "kept_back": f.kept_back}
            for f in group.fields
        ],
    }  # fmt: skip


def _words(text: Text | str, lang: str) -> str:
    return text if isinstance(text, str) else text.render(lang)


def _groups(snapshot: Snapshot, shown: Snapshot, forms: Sequence[FormDef]) -> Iterator[Group]:
    """Every record once, under the first form that takes it, else under its kind."""
    leaving = {record.id: record for record in shown.all_records()}
    back = withheld(snapshot.audit)
    grouped: dict[str, list[Record]] = {form.id: [] for form in forms}
    for record in snapshot.all_records():
        form = next((f for f in forms if f.takes(record)), None)
        grouped.setdefault(form.id if form else record.entity, []).append(record)
    by_id = {form.id: form for form in forms}
    for key, records in grouped.items():
        if records:
            yield _group(key, by_id.get(key), records, leaving, forms, back)


def _group(
    key: str,
    form: FormDef | None,
    records: Sequence[Record],
    leaving: Mapping[str, Record],
    forms: Sequence[FormDef],
    back: frozenset[str],
) -> Group:
    usual = form.confidentiality if form else None
    formless = Confidentiality.OPEN if key in FORMLESS else Confidentiality.PRIVATE
    return Group(
        key,
        form.title if form else key,
        Confidentiality(usual) if usual else formless,
        tuple(
            RecordShare(
                x.entity, x.id, _name(x), level_of(x, forms), x.confidentiality is not None, x.id in leaving
            )
            for x in records
        ),
        tuple(_fields(form, records, leaving, back)) if form else (),
        records[0].entity in NEVER_PACKED,
    )  # fmt: skip


def _fields(
    form: FormDef, records: Sequence[Record], leaving: Mapping[str, Record], back: frozenset[str]
) -> Iterator[FieldShare]:
    for field in form.fields:
        filled = [x for x in records if _filled(x, field.code)]
        go = sum(x.id in leaving and _filled(leaving[x.id], field.code) for x in filled)
        kept = f"{form.id}.{field.code}" in back
        may = field.export != "local" and may_be_kept_back(form.entity, field.code)
        yield FieldShare(
            field.code, field.label, field.export, go, len(filled) - go, kept and may, may
        )


def _filled(record: Record, code: str) -> bool:
    value = getattr(record, code, None)
    if value is None:
        value = record.properties.get(code)
    return value not in (None, (), "", [])


def _files(shown: Snapshot, payload: Mapping[str, package.Content]) -> Iterator[File]:
    names = {package.evidence_name(item): item for item in shown.evidence if item.sha256}
    for name, content in sorted(payload.items()):
        item: Evidence | None = names.get(name)
        data = content if isinstance(content, bytes) else content()
        place = item is not None and exif.read(data).place is not None
        caption = (item.caption or item.file_name or "") if item else ""
        yield File(name, len(data), caption, place)


def _personal(shown: Snapshot) -> Iterator[tuple[str, str, str]]:
    for entity, code in PERSONAL:
        for record in shown.of(entity):
            value = getattr(record, code, None)
            texts = value if isinstance(value, tuple) else (value,)
            yield from ((entity, code, str(text)) for text in texts if text)


def _name(record: Record) -> str:
    for code in (
        "name",
        "name_short",
        "number",
        "caption",
        "file_name",
        "role",
        "revision",
        "code",
    ):
        value = getattr(record, code, None)
        if value:
            return str(value)
    return record.id[-6:]
