"""A signed audit stays as it was signed until somebody gives a reason."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from symbioaudit.base.errors import SymbioError
from symbioaudit.base.ids import new_id
from symbioaudit.model import ink
from symbioaudit.model.enums import AuditStatus
from symbioaudit.model.records import Process
from symbioaudit.model.signing import STROKES
from symbioaudit.model.snapshot import Snapshot
from symbioaudit.services import evidence, operations, pins
from symbioaudit.services.audits import delete_audit
from symbioaudit.services.packages import build_package
from symbioaudit.services.signoff import (
    Acceptance,
    frozen_results,
    reopen,
    sign,
    signoffs,
    verify,
)
from symbioaudit.services.snapshots import load_snapshot, save_snapshot
from symbioaudit.services.workspace import Workspace, open_workspace
from symbioaudit.storage import check

DRAWN = (((10, 20, 50), (300, 200, 80), (900, 100, 10)), ((5, 5, 0), (6, 6, 100)))


def test_signing_freezes_and_can_be_recomputed_after_a_restart(
    workspace: Workspace, audit: Snapshot, path: Path
) -> None:
    accepted = Acceptance("Анна", "Директор", ("Уточнить воду", " "), DRAWN)
    sign(workspace, audit.audit.id, accepted)
    workspace.close()
    with open_workspace(path) as again:
        (signed,) = signoffs(again, audit.audit.id)
        assert (signed.revision, signed.signed_by) == (1, "Анна")
        assert signed.properties["role"] == "Директор"
        assert list(signed.properties["remarks"]) == ["Уточнить воду"]
        assert ink.read(signed.properties[STROKES]) == DRAWN
        assert verify(again, audit.audit.id, signed).same
        assert frozen_results(signed)["balances"]
        with pytest.raises(SymbioError, match="SA-8095"):
            sign(again, audit.audit.id, "Анна")


def test_nobody_signs_nothing(workspace: Workspace, audit: Snapshot) -> None:
    with pytest.raises(SymbioError, match="SA-8096"):
        sign(workspace, audit.audit.id, Acceptance("  "))
    assert not signoffs(workspace, audit.audit.id)


def test_a_signed_audit_refuses_a_change_without_a_reason(
    workspace: Workspace, audit: Snapshot
) -> None:
    stream, audit_id = audit.streams[0], audit.audit.id
    sign(workspace, audit_id, "Анна")
    (signed,) = signoffs(workspace, audit_id)
    with pytest.raises(SymbioError, match="SA-5090"):
        operations.record(workspace, "stream", stream.id, {"name": "Другое"})
    assert verify(workspace, audit_id, signed).same
    operations.record(workspace, "stream", stream.id, {"name": "Другое"}, reason="опечатка")
    now = load_snapshot(workspace, audit_id).audit
    assert (now.status, now.revision) == (AuditStatus.DRAFT, 1)
    assert not verify(workspace, audit_id, signed).state
    operations.undo(workspace)
    assert verify(workspace, audit_id, signed).same
    assert load_snapshot(workspace, audit_id).audit.status is AuditStatus.SIGNED
    operations.record(workspace, "stream", stream.id, {"name": "Другое"}, reason="опечатка")
    sign(workspace, audit_id, "Анна")
    assert [s.revision for s in signoffs(workspace, audit_id)] == [1, 2]


def _photo(workspace: Workspace, audit: Snapshot, folder: Path) -> None:
    file = folder / "photo.txt"
    file.write_text("протокол", encoding="utf-8")
    evidence.add(workspace, audit.audit.id, [file])


DOORS: dict[str, Callable[[Workspace, Snapshot, Path], object]] = {
    "create": lambda w, a, _f: operations.create(w, Process(id=new_id(), audit_id=a.audit.id, name="Печь")),
    "delete": lambda w, a, _f: operations.delete(w, "stream", a.streams[-1].id),
    "enterprise": lambda w, a, _f: operations.record(w, "enterprise", a.enterprise.id, {"name_short": "Другой завод"}),
    "site": lambda w, a, _f: operations.record(w, "site", a.site.id, {"region": "Мурманская область"}),
    "evidence": _photo,
    "undo": lambda w, _a, _f: operations.undo(w),
    "bin": lambda w, a, _f: delete_audit(w, a.audit.id),
    "import": lambda w, a, _f: save_snapshot(w, replace(load_snapshot(w, a.audit.id), streams=a.streams[:-1])),
    "merge": lambda w, a, _f: operations.apply_batch(
        w, "Merge another copy of the audit",
        [operations.Update("stream", a.streams[0].id, {"name": "Чужое"})], source="file.symbio",
    ),
}  # fmt: skip


@pytest.mark.parametrize("door", DOORS)
def test_every_door_asks_for_the_reason(
    door: str, workspace: Workspace, audit: Snapshot, tmp_path: Path
) -> None:
    audit_id = audit.audit.id
    operations.record(workspace, "stream", audit.streams[0].id, {"name": "До подписи"})
    before = load_snapshot(workspace, audit_id)
    sign(workspace, audit_id, "Анна")
    (signed,) = signoffs(workspace, audit_id)
    with pytest.raises(SymbioError, match="SA-5090"):
        DOORS[door](workspace, before, tmp_path)
    assert verify(workspace, audit_id, signed).same
    reopen(workspace, audit_id, "ошибка в записи")
    DOORS[door](workspace, before, tmp_path)
    assert not [fault for _name, fault in check.run_checks(workspace) if fault]
    assert door == "bin" or not verify(workspace, audit_id, signed).state


def test_restoring_from_the_bin_asks_too(workspace: Workspace, audit: Snapshot) -> None:
    gone = Process(id=new_id(), audit_id=audit.audit.id, name="Печь")
    operations.create(workspace, gone)
    operations.delete(workspace, "process", gone.id)
    sign(workspace, audit.audit.id, "Анна")
    with pytest.raises(SymbioError, match="SA-5090"):
        operations.restore(workspace, "process", gone.id)
    reopen(workspace, audit.audit.id, "печь работает")
    operations.restore(workspace, "process", gone.id)


def test_moving_to_another_methodology_asks_too(
    workspace: Workspace, audit: Snapshot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pins, "pinned", lambda a: replace(a, pack_version="9.9.9"))
    sign(workspace, audit.audit.id, "Анна")
    with pytest.raises(SymbioError, match="SA-5090"):
        pins.repin(workspace, audit.audit.id)


def test_undo_passes_over_the_signature_and_never_signs(
    workspace: Workspace, audit: Snapshot
) -> None:
    stream, audit_id = audit.streams[0], audit.audit.id
    operations.record(workspace, "stream", stream.id, {"name": "До подписи"})
    sign(workspace, audit_id, "Анна")
    reopen(workspace, audit_id, "не то имя")
    operations.undo(workspace)
    now = load_snapshot(workspace, audit_id)
    assert next(s for s in now.streams if s.id == stream.id).name == stream.name
    assert (now.audit.status, len(now.signoffs)) == (AuditStatus.DRAFT, 1)
    operations.redo(workspace)
    sign(workspace, audit_id, "Анна")
    operations.undo(workspace, reason="снова не то имя")
    now = load_snapshot(workspace, audit_id)
    assert (now.audit.status, [s.revision for s in now.signoffs]) == (AuditStatus.DRAFT, [1, 2])
    assert not [fault for _name, fault in check.run_checks(workspace) if fault]


def test_a_blank_reason_is_none(workspace: Workspace, audit: Snapshot) -> None:
    sign(workspace, audit.audit.id, "Анна")
    with pytest.raises(SymbioError, match="SA-5090"):
        reopen(workspace, audit.audit.id, "  ")


def test_a_package_carries_the_signature_without_what_is_personal(
    workspace: Workspace, audit: Snapshot, tmp_path: Path
) -> None:
    accepted = Acceptance("Анна", "Директор", ("Тайное замечание",), DRAWN)
    sign(workspace, audit.audit.id, accepted, reason="Тайная причина")
    build_package(workspace, audit.audit.id, tmp_path / "p.zip")
    with zipfile.ZipFile(tmp_path / "p.zip") as archive:
        content = b"".join(archive.read(name) for name in archive.namelist())
    assert '"signed_by":"Анна"'.encode() in content
    for withheld in ("Тайное", "Тайная", "300,200,80", '"results":'):
        assert withheld.encode() not in content
