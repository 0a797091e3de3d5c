"""Evidence: a file is kept once by its hash, travels, is backed up, and its loss is noticed."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from benchmarks.synthetic import snapshot
from symbioaudit.base.errors import SymbioError
from symbioaudit.model.enums import Confidentiality
from symbioaudit.model.media import media_type
from symbioaudit.services import evidence, operations, packages
from symbioaudit.services.backups import make_backup
from symbioaudit.services.snapshots import load_snapshot, save_snapshot
from symbioaudit.services.workspace import Workspace, check_workspace, open_workspace

AUDIT = snapshot(3)
ID = AUDIT.audit.id
JPEG = b"\xff\xd8\xff\xe0 picture"


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    with open_workspace(tmp_path / "w.symbio", actor="Анна") as opened:
        save_snapshot(opened, AUDIT)
        yield opened


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    path = tmp_path / "Фото №1.txt"  # the name lies about what it is
    path.write_bytes(JPEG)
    return path


def broken(workspace: Workspace) -> set[str]:
    return {check.name for check in check_workspace(workspace) if not check.ok}


def test_a_file_is_kept_once_and_its_links_add_up(workspace: Workspace, photo: Path) -> None:
    one, two = (f"stream/{stream.id}" for stream in AUDIT.streams[:2])
    (first,), _changes = evidence.add(
        workspace, ID, [photo], links=[f"{one}/quantity"], kind="photo"
    )
    (again,), _changes = evidence.add(workspace, ID, [photo, photo], links=[two])
    assert again.id == first.id
    assert again.links == (f"{one}/quantity", two)
    (kept,) = evidence.listed(workspace, ID)
    assert kept.present
    assert (kept.record.kind, kept.record.media_type, kept.record.size) == (
        "photo",
        "image/jpeg",
        len(JPEG),
    )
    assert evidence.content(workspace, kept.record) == JPEG
    assert evidence.add(workspace, ID, [photo], links=[two])[1].fields == ()


@pytest.mark.parametrize(
    ("make", "code"),
    [
        (lambda folder: folder / "none.jpg", "SA-1001"),
        (lambda folder: folder, "SA-8054"),
        (lambda folder: Path("/dev/zero"), "SA-8054"),
        (lambda folder: (folder / "empty").touch() or folder / "empty", "SA-8055"),
    ],
)
def test_what_is_no_evidence_is_refused_and_nothing_is_kept(
    workspace: Workspace, photo: Path, tmp_path: Path, make: object, code: str
) -> None:
    assert callable(make)
    with pytest.raises(SymbioError, match=code):
        evidence.add(workspace, ID, [photo, make(tmp_path)])
    assert not evidence.listed(workspace, ID)
    assert not list(evidence.Files(workspace))


def test_too_large_a_file_is_refused_without_reading_it_all(
    workspace: Workspace, tmp_path: Path
) -> None:
    huge = tmp_path / "huge"
    with huge.open("wb") as handle:
        handle.truncate(1 << 40)  # sparse: reading it whole would need a terabyte
    with pytest.raises(SymbioError, match="SA-8055"):
        evidence.add(workspace, ID, [huge])


@pytest.mark.parametrize("link", ["stream/none", "nothing/1", "stream", "", "../x", "stream/a/b c"])
def test_a_link_to_nothing_is_refused(workspace: Workspace, photo: Path, link: str) -> None:
    with pytest.raises(SymbioError, match="SA-8053"):
        evidence.add(workspace, ID, [photo], links=[link])


def test_removal_is_undone_and_removal_for_good_is_noticed(
    workspace: Workspace, photo: Path
) -> None:
    (record,), _changes = evidence.add(workspace, ID, [photo])
    assert not evidence.remove(workspace, record)
    operations.undo(workspace)
    assert evidence.content(workspace, record) == JPEG
    assert broken(workspace) == set()
    assert evidence.remove(workspace, record, forever=True)
    operations.undo(workspace)
    assert broken(workspace) == {"evidence_missing"}
    evidence.add(workspace, ID, [photo])
    assert broken(workspace) == set()


def test_altered_bytes_are_noticed_and_mended_by_the_true_file(
    workspace: Workspace, photo: Path
) -> None:
    evidence.add(workspace, ID, [photo])
    workspace.close()
    raw = sqlite3.connect(workspace.path)
    raw.execute("UPDATE evidence_file SET content = x'00'")
    raw.commit()
    raw.close()
    with open_workspace(workspace.path) as opened:
        assert broken(opened) == {"evidence"}
        evidence.add(opened, ID, [photo])
        assert broken(opened) == set()


def test_a_backup_holds_the_files(workspace: Workspace, photo: Path) -> None:
    evidence.add(workspace, ID, [photo])
    with open_workspace(make_backup(workspace.path).path, read_only=True) as copy:
        assert evidence.Files(copy)[evidence.listed(copy, ID)[0].record.sha256 or ""] == JPEG


def test_a_package_carries_what_may_leave_to_another_laptop(
    workspace: Workspace, photo: Path, tmp_path: Path
) -> None:
    secret = tmp_path / "secret.png"
    secret.write_bytes(b"\x89PNG\r\n\x1a\n secret")
    evidence.add(workspace, ID, [photo], confidentiality=Confidentiality.OPEN)
    evidence.add(workspace, ID, [secret])
    box = tmp_path / "p.zip"
    packages.build_package(workspace, ID, box)
    with open_workspace(tmp_path / "other.symbio") as other:
        verdict = packages.verify_package(box)
        arrived = packages.package_arrival(other, box, verdict)
        assert not arrived.touches
        assert packages.take_in(other, arrived).fields
        (kept,) = evidence.listed(other, ID)
        assert evidence.content(other, kept.record) == JPEG
        assert broken(other) == set()
        again = packages.package_arrival(other, box, verdict)
        assert not again.changes


def test_a_package_takes_nothing_away(workspace: Workspace, tmp_path: Path) -> None:
    """Taking in one's own package keeps all that it does not carry: notes, prices, interviews."""
    stream = AUDIT.streams[0]
    operations.record(workspace, "stream", stream.id, {"note": "только здесь", "name": "до"})
    before = load_snapshot(workspace, ID)
    box = tmp_path / "p.zip"
    packages.build_package(workspace, ID, box)
    verdict = packages.verify_package(box)
    assert not packages.package_arrival(workspace, box, verdict).changes
    operations.record(workspace, "stream", stream.id, {"name": "после"})
    arrived = packages.package_arrival(workspace, box, verdict)
    assert arrived.touches
    assert [(c.field, c.old, c.new) for c in arrived.changes] == [("name", "после", "до")]
    packages.take_in(workspace, arrived)
    assert load_snapshot(workspace, ID).streams == before.streams


def test_a_whole_audit_becomes_exactly_what_the_file_says(
    workspace: Workspace, tmp_path: Path
) -> None:
    target = tmp_path / "a.json"
    packages.export_audit(workspace, ID, target)
    snapshot_, whole = packages.read_audit(target)
    assert whole
    assert not packages.arrival(workspace, snapshot_, whole=True).changes
    operations.record(workspace, "stream", AUDIT.streams[0].id, {"note": "новое"})
    arrived = packages.arrival(workspace, snapshot_, whole=True)
    assert arrived.touches
    packages.take_in(workspace, arrived)
    assert load_snapshot(workspace, ID).streams == AUDIT.streams


@pytest.mark.parametrize(
    ("content", "media"),
    [
        (JPEG, "image/jpeg"),
        (b"%PDF-1.7", "application/pdf"),
        ("протокол".encode(), "text/plain"),
        ("я".encode() * 2047 + b"x" + "я".encode(), "text/plain"),
        (b"\x00\x01\x02", "application/octet-stream"),
        (b"", "application/octet-stream"),
        (b"PK\x03\x04" + bytes(26) + b"word/document.xml", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        (b"PK\x03\x04 other", "application/zip"),
        (b"\x00\x00\x00\x18ftypheic", "image/heic"),
    ],
)  # fmt: skip
def test_a_file_is_what_its_bytes_say(content: bytes, media: str) -> None:
    assert media_type(content) == media
