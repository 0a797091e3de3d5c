"""Evidence: files that prove numbers, taken into the workspace once by their hash, tied to records.

A file is read whole and judged by its bytes; of its path only the last name is kept, for people.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path, PureWindowsPath
from typing import Any, Final

from symbioaudit.base.errors import NOT_FOUND, NOT_READABLE, reason_of
from symbioaudit.base.i18n import N_
from symbioaudit.base.ids import new_id
from symbioaudit.base.writing import write_bytes
from symbioaudit.model import records as r
from symbioaudit.model.changes import Changes
from symbioaudit.model.enums import Confidentiality
from symbioaudit.model.media import media_type
from symbioaudit.services import errors as e
from symbioaudit.services import exif
from symbioaudit.storage import evidence_files, operations, reader
from symbioaudit.storage.edits import Create, Delete, Edit, Update
from symbioaudit.storage.store import Workspace

ADD = N_("Add evidence")
REMOVE = N_("Remove evidence")
MAX_BYTES: Final = 64 * 1024 * 1024  # one file; a photograph has 2–12 MB
NAME_LENGTH: Final = 200
SOURCE: Final = "source_sha256"  # of the bytes before anything was removed from them
PIECE: Final = 4  # shortest piece of an id
KINDS: Final = "evidence_kinds"  # the pack's list
ENTITIES: Final = (
    "process", "product", "stream", "resource", "want", "cost", "opportunity", "match",
    "risk", "action", "finding", "audit", "enterprise", "site",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Kept:
    """One piece of evidence and whether its file is in this workspace."""

    record: r.Evidence
    present: bool


def add(
    workspace: Workspace,
    audit_id: str,
    files: Sequence[Path],
    *,
    links: Sequence[str] = (),
    kind: str | None = None,
    caption: str | None = None,
    confidentiality: Confidentiality | None = None,
) -> tuple[tuple[r.Evidence, ...], Changes]:
    """Take files in, as one operation; a file that the audit has already only gets the new links.

    ``links`` are ``stream/<id>`` or ``stream/<id>/<field>``; an id may be a unique end of one.

    Raises:
        SymbioError: a file is missing, too large, empty or not a file; a link leads nowhere;
            no such kind. Nothing is written then.
    """
    audit = reader.record(workspace, "audit", audit_id)
    _check_kind(audit, kind)
    full = tuple(_link(workspace, audit, text) for text in links)
    known = {x.sha256: x for x in reader.records(workspace, "evidence", audit_id=audit_id)}
    about = {"kind": kind, "caption": caption, "confidentiality": confidentiality}
    done: dict[str, r.Evidence] = {}

    def make(connection: Any) -> list[Edit]:
        edits: list[Edit] = []
        for file in files:
            content = _content(file)
            sha256 = evidence_files.put(connection, content)
            made = _record(audit_id, file, content, sha256, about, full)
            edit, record = _edit(made, known.get(sha256))
            known[sha256] = record
            edits.append(edit)
            done[record.id] = record
        return edits

    changes = operations.commit_with(workspace, ADD, make)
    return tuple(done.values()), changes


@dataclass(frozen=True, slots=True)
class Given:
    """A file at hand: its name, its bytes, and what was read in them."""

    name: str
    content: bytes
    taken_at: str | None = None
    properties: Mapping[str, Any] = field(default_factory=dict)


def given(
    content: bytes, name: str, policy: exif.Policy, *, properties: Mapping[str, Any] | None = None
) -> Given:
    """A file as it will be kept: what a photo says of itself is removed here, once, by the policy.

    The hash of the bytes before that is noted, so the same photo is known again.

    Raises:
        SymbioError: the file is empty or too large.
    """
    if not content or len(content) > MAX_BYTES:
        raise e.EVIDENCE_SIZE(path=name, limit=MAX_BYTES >> 20)
    shot = exif.read(content)
    kept = exif.cleaned(content, policy)
    own: dict[str, Any] = dict(properties or {})
    if kept != content:
        own[SOURCE] = hashlib.sha256(content).hexdigest()
    if policy == "keep" and shot.place:
        own["geo"] = f"{shot.place[0]:.6f}, {shot.place[1]:.6f}"
    return Given(name, kept, None if policy == "strip" else shot.taken_at, own)


def given_file(file: Path, policy: exif.Policy) -> Given:
    """Like :func:`given`, of a file on disk.

    Raises:
        SymbioError: the file is missing, too large, empty or not a file.
    """
    return given(_content(file), file.name, policy)


def take(
    workspace: Workspace,
    audit_id: str,
    item: Given,
    *,
    links: Sequence[str] = (),
    beside: Sequence[Create] = (),
) -> tuple[r.Evidence, Changes]:
    """Take one file in, together with records made ``beside`` it, to which it is tied, as one operation.

    A file that the audit has already only gets the new links; without new links nothing is written.

    Raises:
        SymbioError: a link leads nowhere.
    """
    audit = reader.record(workspace, "audit", audit_id)
    full = (
        *(_link(workspace, audit, text) for text in links),
        *(f"{made.record.entity}/{made.record.id}" for made in beside),
    )
    found: list[r.Evidence] = []

    def make(connection: Any) -> list[Edit]:
        sha256 = hashlib.sha256(item.content).hexdigest()
        known = _known(workspace, audit_id, sha256, item.properties)
        if known is None or known.sha256 == sha256:
            evidence_files.put(connection, item.content)
        made = _record(audit_id, Path(item.name), item.content, sha256, {"kind": None}, full)
        made = replace(made, taken_at=item.taken_at, properties=dict(item.properties))
        edit, record = _edit(made, known)
        found.append(record)
        return [*beside, edit]

    changes = operations.commit_with(workspace, ADD, make)
    return found[0], changes


def _known(
    workspace: Workspace, audit_id: str, sha256: str, properties: Mapping[str, Any]
) -> r.Evidence | None:
    source = properties.get(SOURCE)
    records: Sequence[r.Evidence] = reader.records(workspace, "evidence", audit_id=audit_id)
    for record in records:
        if record.sha256 == sha256 or (source and record.properties.get(SOURCE) == source):
            return record
    return None


def listed(workspace: Workspace, audit_id: str) -> tuple[Kept, ...]:
    """The evidence of an audit, oldest first."""
    here = evidence_files.sizes(workspace)
    found = reader.records(workspace, "evidence", audit_id=audit_id)
    return tuple(Kept(record, record.sha256 in here) for record in found)


def find(workspace: Workspace, audit_id: str, text: str) -> r.Evidence:
    """The piece of evidence that ``text`` names: its id or hash, or a unique piece of either end.

    Raises:
        SymbioError: none fits, or several do.
    """
    records = reader.records(workspace, "evidence", audit_id=audit_id)
    found = [x for x in records if _named(x.id, text) or _named(x.sha256 or "", text)]
    if len(found) != 1:
        raise e.NO_EVIDENCE(text=text, n=len(found))
    record: r.Evidence = found[0]
    return record


def content(workspace: Workspace, record: r.Evidence) -> bytes:
    """The bytes of a piece of evidence.

    Raises:
        SymbioError: the workspace does not hold them.
    """
    found = evidence_files.get(workspace, record.sha256) if record.sha256 else None
    if found is None:
        raise e.NO_EVIDENCE_FILE(name=record.file_name or record.id)
    return found


class Files(Mapping[str, bytes]):
    """The files of the workspace by their hash, each read when it is asked for."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._sizes = evidence_files.sizes(workspace)

    def __getitem__(self, sha256: str) -> bytes:
        found = evidence_files.get(self._workspace, sha256)
        if found is None:
            raise KeyError(sha256)
        return found

    def __iter__(self) -> Iterator[str]:
        return iter(self._sizes)

    def __len__(self) -> int:
        return len(self._sizes)

    def __contains__(self, sha256: object) -> bool:
        return sha256 in self._sizes


def save_as(workspace: Workspace, record: r.Evidence, target: Path) -> None:
    """Write the file of a piece of evidence to ``target``."""
    write_bytes(target, content(workspace, record))


def remove(workspace: Workspace, record: r.Evidence, *, forever: bool = False) -> bool:
    """Move a piece of evidence to the bin; ``forever`` also deletes its bytes.

    Returns True when the bytes are gone: they stay while another record names the same file.
    """
    operations.commit(workspace, REMOVE, [Delete("evidence", record.id)])
    if not forever or not record.sha256:
        return False
    with workspace.transaction() as connection:
        return evidence_files.remove(connection, record.sha256)


def _named(whole: str, text: str) -> bool:
    piece = text.strip().casefold()
    return len(piece) >= PIECE and (whole.startswith(piece) or whole.endswith(piece))


def _check_kind(audit: r.Audit, kind: str | None) -> None:
    from symbioaudit.methodology import load_pack

    kinds = [entry.value for entry in load_pack(audit.pack_id).enums.get(KINDS, ())]
    if kind is not None and kind not in kinds:
        raise e.NO_EVIDENCE_KIND(text=kind, kinds=", ".join(kinds))


def _link(workspace: Workspace, audit: r.Audit, text: str) -> str:
    """``entity/id[/field]`` with the whole id of a record of this audit."""
    entity, _slash, rest = text.strip().strip("/").partition("/")
    piece, _slash, field = rest.partition("/")
    if entity in ENTITIES and len(piece) >= PIECE:
        owner = {"enterprise": {"id": audit.enterprise_id}, "site": {"id": audit.site_id},
                 "audit": {"id": audit.id}}.get(entity, {"audit_id": audit.id})  # fmt: skip
        found = [x for x in reader.records(workspace, entity, **owner) if _named(x.id, piece)]
        if len(found) == 1 and (not field or field.isidentifier()):
            return "/".join([entity, found[0].id, *([field] if field else [])])
    raise e.BAD_LINK(text=text, entities=", ".join(ENTITIES))


def _content(file: Path) -> bytes:
    """The bytes of a file within the limit; nothing but a plain file is opened."""
    if not file.exists():
        raise NOT_FOUND(path=file)
    if not file.is_file():
        raise e.NOT_A_FILE(path=file)
    try:
        with file.open("rb") as handle:
            data = handle.read(MAX_BYTES + 1)
    except OSError as fault:
        raise NOT_READABLE(path=file, reason=reason_of(fault)) from fault
    if not data or len(data) > MAX_BYTES:
        raise e.EVIDENCE_SIZE(path=file, limit=MAX_BYTES >> 20)
    return data


def _record(
    audit_id: str,
    file: Path,
    data: bytes,
    sha256: str,
    about: Mapping[str, Any],
    links: tuple[str, ...],
) -> r.Evidence:
    # The last part of the name only, whichever system wrote it; never used as a path.
    name = "".join(c for c in PureWindowsPath(file.name).name if c.isprintable())
    return r.Evidence(
        id=new_id(),
        audit_id=audit_id,
        file_name=name[-NAME_LENGTH:] or None,
        media_type=media_type(data),
        sha256=sha256,
        size=len(data),
        links=links,
        **about,
    )


def _edit(made: r.Evidence, known: r.Evidence | None) -> tuple[Edit, r.Evidence]:
    """A new record, or what the new mention adds to the one there is."""
    if known is None:
        return Create(made), made
    merged = replace(
        known,
        links=tuple(dict.fromkeys([*known.links, *made.links])),
        kind=made.kind or known.kind,
        caption=made.caption or known.caption,
        confidentiality=made.confidentiality or known.confidentiality,
    )
    fields = {n: getattr(merged, n) for n in ("links", "kind", "caption", "confidentiality")}
    return Update("evidence", known.id, fields), merged
