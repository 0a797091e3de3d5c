"""What is listed as leaving is what the package holds, value for value; what is kept back is nowhere in it."""

from __future__ import annotations

import json
import zipfile
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from symbioaudit.methodology import load_pack
from symbioaudit.model.enums import Confidentiality
from symbioaudit.model.records import Interview
from symbioaudit.model.snapshot import COLLECTIONS, Snapshot
from symbioaudit.services import disclosing, evidence, operations
from symbioaudit.services.disclosing import RecordShare
from symbioaudit.services.packages import build_package
from symbioaudit.services.snapshots import load_snapshot
from symbioaudit.services.workspace import Workspace

PACK = load_pack("is-screening-ru")


@pytest.fixture
def full(workspace: Workspace, audit: Snapshot, tmp_path: Path) -> Snapshot:
    """The audit with an interview, two pieces of evidence, secrets in many places."""
    one, two = [s for s in audit.streams if PACK.forms["F09"].takes(s)][:2]
    photo = tmp_path / "Тайный снимок.txt"
    photo.write_text("тайное содержание", encoding="utf-8")
    shared = tmp_path / "Паспорт отхода.txt"
    shared.write_text("паспорт", encoding="utf-8")
    edits: list[operations.Edit] = [
        operations.Create(
            Interview(id="i" * 8, audit_id=audit.audit.id, role="director", properties={"answers": "Тайный ответ"})
        ),
        operations.Update("stream", one.id, {"name": "Тайный поток", "confidentiality": "private"}),
        operations.Update("stream", two.id, {"note": "Тайная заметка", "properties.cause_text": "Тайная причина"}),
        *disclosing.keeping_back(audit.audit, ["F09.cause_text"], back=True),
        *disclosing.consenting(audit, "Иванов И. И.", "платформа", date(2026, 11, 25), given=True),
    ]  # fmt: skip
    operations.apply_batch(workspace, disclosing.MARK, edits)
    evidence.add(workspace, audit.audit.id, [photo])
    evidence.add(
        workspace, audit.audit.id, [shared], confidentiality=Confidentiality.OPEN, caption="Паспорт"
    )
    return load_snapshot(workspace, audit.audit.id)


def _built(workspace: Workspace, audit_id: str, path: Path) -> dict[str, bytes]:
    build_package(workspace, audit_id, path)
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_the_list_is_the_content(workspace: Workspace, full: Snapshot, tmp_path: Path) -> None:
    found = disclosing.preview(workspace, full.audit.id)
    files = _built(workspace, full.audit.id, tmp_path / "p.zip")
    payload = {name: len(data) for name, data in files.items() if name.startswith("data/")}
    assert {f.name: f.size for f in found.files} == payload
    body = json.loads(files["data/audit.json"])
    inside = {
        (entity, item["id"]): item
        for entity, name in COLLECTIONS.items()
        for item in body.get(name, ())
    }
    inside |= {(name, body[name]["id"]): body[name] for name in disclosing.HEADS}
    listed = {(x.entity, x.id): x for group in found.groups for x in group.records}
    assert {key for key, share in listed.items() if share.leaves} == set(inside)
    for group in found.groups:
        records = [inside[x.entity, x.id] for x in group.records if x.leaves]
        for field in group.fields:
            held = sum(_holds(record, field.code) for record in records)
            assert field.leaves == held, (group.id, field.code)


def _holds(record: dict[str, object], code: str) -> bool:
    value = record.get(code)
    if value is None:
        properties = record.get("properties") or {}
        assert isinstance(properties, dict)
        value = properties.get(code)
    return value not in (None, "", [])


def test_nothing_kept_back_is_anywhere_in_the_package(
    workspace: Workspace, full: Snapshot, tmp_path: Path
) -> None:
    content = b"".join(_built(workspace, full.audit.id, tmp_path / "p.zip").values()).lower()
    assert "паспорт".encode() in content
    for word in ("тайн", "i" * 8, "withheld"):
        assert word.encode() not in content
    found = disclosing.preview(workspace, full.audit.id)
    assert found.photos_staying == 1
    assert ("consent", "person", "Иванов И. И.") in found.personal
    (interviews,) = (g for g in found.groups if g.records[0].entity == "interview")
    assert interviews.never
    assert not interviews.leaving


@pytest.mark.parametrize("level", [*Confidentiality, None])
def test_a_group_is_marked_and_returned(
    workspace: Workspace, audit: Snapshot, level: Confidentiality | None
) -> None:
    group = next(g for g in _groups(workspace, audit) if g.records[0].entity == "stream")
    operations.apply_batch(workspace, disclosing.MARK, disclosing.marking(group.records, level))
    after = next(g for g in _groups(workspace, audit) if g.id == group.id)
    assert set(after.levels) == {level or group.default}
    expected = len(after.records) if (level or group.default) != Confidentiality.PRIVATE else 0
    assert after.leaving == expected
    if level is not None:
        operations.undo(workspace)
    assert [x.level for g in _groups(workspace, audit) if g.id == group.id for x in g.records] == [
        x.level for x in group.records
    ]


def test_what_a_record_cannot_be_without_is_not_kept_back(
    workspace: Workspace, audit: Snapshot, tmp_path: Path
) -> None:
    edits = disclosing.keeping_back(audit.audit, ["F09.kind"], back=True)
    operations.apply_batch(workspace, disclosing.MARK, edits)
    files = _built(workspace, audit.audit.id, tmp_path / "p.zip")
    assert all(item["kind"] for item in json.loads(files["data/audit.json"])["streams"])


def test_a_consent_is_one_record(workspace: Workspace, audit: Snapshot) -> None:
    for given in (True, False):
        snapshot = load_snapshot(workspace, audit.audit.id)
        edits = disclosing.consenting(snapshot, "Иванов", "всё", date(2026, 11, 25), given=given)
        operations.apply_batch(workspace, disclosing.CONSENT, edits)
    (consent,) = load_snapshot(workspace, audit.audit.id).consents
    assert consent.given is False
    assert disclosing.preview(workspace, audit.audit.id).consent is None


def _groups(workspace: Workspace, audit: Snapshot) -> tuple[disclosing.Group, ...]:
    return disclosing.preview(workspace, audit.audit.id).groups


def test_the_share_of_a_record_says_whose_mark_it_is(workspace: Workspace, full: Snapshot) -> None:
    shares = [x for g in disclosing.preview(workspace, full.audit.id).groups for x in g.records]
    secret = next(x for x in shares if x.name == "Тайный поток")
    assert secret == replace(secret, level=Confidentiality.PRIVATE, own=True, leaves=False)
    assert isinstance(secret, RecordShare)
