"""Photos on their way out say nothing of where, when and by whom, whatever the workspace keeps."""

from __future__ import annotations

import hashlib
import io
import zipfile
from pathlib import Path

import pytest

from benchmarks.synthetic import snapshot
from symbioaudit.services import evidence, exif, packages
from symbioaudit.services import operations as op
from symbioaudit.services.snapshots import load_snapshot, save_snapshot
from symbioaudit.services.workspace import open_workspace

Image = pytest.importorskip("PIL.Image")
AUDIT = snapshot(3)
OWNER = b"IVANOVA-CAMERA-7781"


def shot() -> bytes:
    """A JPEG with its place, its time and the owner of the camera."""
    words = Image.Exif()
    words[0x013B] = OWNER.decode()
    words.get_ifd(0x8769)[0x9003] = "2026:03:05 14:07:09"
    words.get_ifd(0x8825).update({1: "N", 2: (68.0, 58.0, 33.0), 3: "E", 4: (33.0, 5.0, 24.0)})
    out = io.BytesIO()
    Image.effect_noise((48, 32), 60).convert("RGB").save(out, "JPEG", exif=words)
    return out.getvalue()


@pytest.mark.parametrize("policy", ["keep", "strip_place", "strip"])
def test_a_photo_leaves_without_its_words_and_comes_home_with_them(
    tmp_path: Path, policy: exif.Policy
) -> None:
    photo, film, box = shot(), b"\0\0\0\x18ftypmp42 \xa9xyz+68.97+033.09/", tmp_path / "p.zip"
    given = [evidence.given(photo, "цех.jpg", policy), evidence.given(film, "film.mp4", policy)]
    assert (OWNER in given[0].content) is (policy != "strip")
    with open_workspace(tmp_path / "w.symbio") as workspace:
        save_snapshot(workspace, AUDIT)
        for item in given:
            record, _changes = evidence.take(workspace, AUDIT.audit.id, item)
            op.record(workspace, "evidence", record.id, {"confidentiality": "open"})
        before = load_snapshot(workspace, AUDIT.audit.id)
        built = packages.build_package(workspace, AUDIT.audit.id, box)
        assert built.left_out == ("film.mp4",)
        verdict = packages.verify_package(box)
        # Our own package coming home changes nothing: the photo here stays the photo.
        assert not packages.package_arrival(workspace, box, verdict).changes
        assert load_snapshot(workspace, AUDIT.audit.id) == before
    with zipfile.ZipFile(box) as archive:
        (name,) = [n for n in archive.namelist() if n.startswith("data/evidence/")]
        content = archive.read(name)
        inside = b"".join(archive.read(n) for n in archive.namelist())
    assert hashlib.sha256(content).hexdigest() in name
    assert exif.read(content).place is None
    assert Image.open(io.BytesIO(content)).tobytes() == Image.open(io.BytesIO(photo)).tobytes()
    assert b"2026:03:05" not in content  # its time goes in the record, as the form says
    for word in (OWNER, b"xyz+68", b"68.97"):
        assert word not in inside
    with open_workspace(tmp_path / "other.symbio") as other:
        packages.take_in(other, packages.package_arrival(other, box, verdict))
        kept = {k.record.file_name: k for k in evidence.listed(other, AUDIT.audit.id)}
        assert evidence.content(other, kept["цех.jpg"].record) == content
        assert not kept["film.mp4"].present
