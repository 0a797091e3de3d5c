"""The package and audit.json: identity, determinism, and distrust of every byte."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from dataclasses import replace
from pathlib import Path

import bagit
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from benchmarks.synthetic import snapshot
from symbioaudit.base.errors import InputRefused, SymbioError
from symbioaudit.exchange import audit_json, package
from symbioaudit.exchange.disclosure import disclosed
from symbioaudit.methodology import load_pack
from symbioaudit.model import records as r
from symbioaudit.model.enums import Category, Confidentiality, Direction, Kind
from symbioaudit.model.snapshot import Snapshot

FORMS = tuple(load_pack("is-screening-ru").forms.values())


def zipped(files: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    package.write_zip(out, files)
    return out.getvalue()


def sums(files: dict[str, bytes]) -> dict[str, str]:
    return {name: hashlib.sha256(content).hexdigest() for name, content in files.items()}


@pytest.fixture
def audit(frozen_time: object) -> Snapshot:
    return snapshot(6)


@pytest.fixture
def packed(audit: Snapshot, tmp_path: Path) -> Path:
    path = tmp_path / "пакет №1.zip"
    package.build(path, audit, FORMS, files={"reports/report.pdf": b"%PDF-1.4 test"}, app="0.1.0")
    return path


def test_export_and_import_are_one_identity(audit: Snapshot) -> None:
    data = audit_json.dump(audit)
    assert audit_json.load(data) == audit
    assert audit_json.dump(audit_json.load(data)) == data


texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)
numbers = st.floats(allow_nan=False, allow_infinity=False)
cells = st.none() | st.booleans() | st.integers(-(2**53), 2**53) | numbers | texts


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.dictionaries(
        texts,
        cells | st.lists(st.dictionaries(texts, cells, max_size=3), max_size=3).map(tuple),
        max_size=4,
    ),
    texts,
)
def test_any_properties_come_back_as_they_were(
    audit: Snapshot, properties: dict[str, object], name: str
) -> None:
    kept = {k: v for k, v in properties.items() if v is not None}
    stream = replace(audit.streams[0], properties=kept, name=name)
    changed = audit.with_records("stream", (stream, *audit.streams[1:]))
    assert audit_json.load(audit_json.dump(changed)) == changed


def test_naughty_strings_come_back_as_they_were(audit: Snapshot, shared: Path) -> None:
    strings = json.loads((shared / "cases/badinput/blns.json").read_text(encoding="utf-8"))
    streams = tuple(
        r.Stream(
            id=f"s{n}",
            audit_id=audit.audit.id,
            direction=Direction.OUT,
            kind=Kind.MATERIAL,
            category=Category.WASTE,
            name=text,
        )
        for n, text in enumerate(strings)
    )
    changed = audit.with_records("stream", streams)
    assert audit_json.load(audit_json.dump(changed)) == changed


def test_same_state_same_bytes(audit: Snapshot, tmp_path: Path) -> None:
    first, second = tmp_path / "a.zip", tmp_path / "b.zip"
    assert package.build(first, audit, FORMS) == package.build(second, audit, FORMS)
    assert first.read_bytes() == second.read_bytes()


def test_an_independent_validator_accepts_the_bag(packed: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(packed) as archive:
        archive.extractall(tmp_path / "bag")
    assert bagit.Bag(str(tmp_path / "bag")).validate()


def test_a_whole_package_is_read(packed: Path, audit: Snapshot) -> None:
    verdict = package.read(packed)
    assert verdict.snapshot == disclosed(audit, FORMS)
    assert "data/reports/report.pdf" in verdict.files
    assert verdict.info["SymbioAudit-Consent"] == "none"


def test_every_flipped_byte_is_noticed(packed: Path, tmp_path: Path) -> None:
    good = packed.read_bytes()
    bad = tmp_path / "bad.zip"
    accepted = []
    for place in range(len(good)):
        changed = bytearray(good)
        changed[place] ^= 1 << (place % 8)
        bad.write_bytes(changed)
        try:
            package.read(bad)
        except InputRefused:
            continue
        accepted.append(place)
    assert not accepted


def test_a_package_cut_anywhere_is_refused(packed: Path, tmp_path: Path) -> None:
    good, bad = packed.read_bytes(), tmp_path / "cut.zip"
    for length in range(0, len(good), max(1, len(good) // 150)):
        bad.write_bytes(good[:length])
        with pytest.raises(InputRefused):
            package.read(bad)


def rezipped(packed: Path, target: Path, change: object) -> Path:
    """The package zipped anew after ``change(files)``: right zip, wrong content."""
    with zipfile.ZipFile(packed) as archive:
        files = [(info.filename, archive.read(info)) for info in archive.infolist()]
    assert callable(change)
    target.write_bytes(zipped(dict(change(files))))
    return target


@pytest.mark.parametrize(
    "change",
    [
        lambda files: [*files, ("data/extra.txt", b"x")],
        lambda files: [*files, ("extra.txt", b"x")],
        lambda files: [f for f in files if f[0] != "data/streams.csv"],
        lambda files: [f for f in files if f[0] != "manifest-sha256.txt"],
        lambda files: [
            (n, c.replace(b"Bag", b"Bug") if n == "bag-info.txt" else c) for n, c in files
        ],
        lambda files: [*files, ("../evil.txt", b"x")],
        lambda files: [*files, ("/etc/evil", b"x")],
        lambda files: [*files, ("data/../../evil", b"x")],
        lambda files: [*files, ("C:\\evil", b"x")],
        lambda files: [*files, ("DATA/AUDIT.JSON", b"x")],
    ],
)
def test_files_that_do_not_belong_are_refused(packed: Path, tmp_path: Path, change: object) -> None:
    with pytest.raises(InputRefused):
        package.read(rezipped(packed, tmp_path / "bad.zip", change))


def test_a_symlink_is_refused(packed: Path, tmp_path: Path) -> None:
    bad = tmp_path / "link.zip"
    bad.write_bytes(packed.read_bytes())
    with zipfile.ZipFile(bad, "a") as archive:
        link = zipfile.ZipInfo("data/link", package.EPOCH)
        link.create_system, link.external_attr = 3, 0o120777 << 16
        archive.writestr(link, "/etc/passwd")
    with pytest.raises(InputRefused):
        package.read(bad)


def test_a_bomb_is_refused_before_it_is_unpacked(tmp_path: Path) -> None:
    bomb = tmp_path / "bomb.zip"
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        for n in range(4):
            archive.writestr(
                zipfile.ZipInfo(f"data/{n}", package.EPOCH), bytes(64 << 20), zipfile.ZIP_DEFLATED
            )
    with pytest.raises(InputRefused, match="SA-7002"):
        package.read(bomb)


def test_zip_slip_is_refused(shared: Path, tmp_path: Path) -> None:
    with pytest.raises(InputRefused):
        package.read(shared / "cases/badinput/zip-slip.zip")
    assert not list(tmp_path.iterdir())


def wrapped(packed: Path, target: Path, body: bytes) -> Path:
    """A package with right manifests around another audit.json."""
    with zipfile.ZipFile(packed) as archive:
        files = {info.filename: archive.read(info) for info in archive.infolist()}
    files["data/audit.json"] = body
    payload = {n: c for n, c in files.items() if n.startswith("data/")}
    files["manifest-sha256.txt"] = package._manifest(sums(payload))
    tags = {n: files[n] for n in package.TAGS}
    files["tagmanifest-sha256.txt"] = package._manifest(sums(tags))
    assert hashlib.sha256(body).hexdigest().encode() in files["manifest-sha256.txt"]
    target.write_bytes(zipped(files))
    return target


@pytest.mark.parametrize(
    ("damage", "code"),
    [
        (lambda body: body.replace(b'"revision":0', b'"revision":NaN'), "SA-7001"),
        (lambda body: b"[" * 100_000 + b"]" * 100_000, "SA-7001"),
        (lambda body: body.replace(b'"schema":"1.0"', b'"schema":"2.0"'), "SA-7004"),
        (lambda body: body.replace(b'"schema":"1.0"', b'"schema":"1.0","schema":"1.0"'), "SA-7001"),
        (lambda body: body.replace(b'"direction":"in"', b'"direction":"sideways"'), "SA-7003"),
        (
            lambda body: body.replace(b'"currency":"RUB"', b'"currency":"RUB","colour":"red"'),
            "SA-7003",
        ),
        (lambda body: body.replace(b'"to_process":"0', b'"to_process":"9'), "SA-7003"),
        (lambda body: b"\xff\xfe" + body, "SA-7001"),
    ],
)
def test_a_wrong_audit_in_a_right_bag_is_refused(
    packed: Path, tmp_path: Path, damage: object, code: str
) -> None:
    with zipfile.ZipFile(packed) as archive:
        body = archive.read("data/audit.json")
    assert callable(damage)
    with pytest.raises(SymbioError, match=code) as caught:
        package.read(wrapped(packed, tmp_path / "bad.zip", damage(body)))
    assert caught.value.render("ru")


def test_what_never_leaves_the_plant_is_not_in_the_package(audit: Snapshot, tmp_path: Path) -> None:
    secret = replace(audit.streams[0], name="СЕКРЕТ-7", confidentiality=Confidentiality.PRIVATE)
    talk = r.Interview(id="i1", audit_id=audit.audit.id, person="Иванов-Тайный")
    noted = replace(audit.streams[1], note="служебная пометка", part_of=secret.id)
    changed = replace(audit, streams=(secret, noted, *audit.streams[2:]), interviews=(talk,))
    path = tmp_path / "p.zip"
    package.build(path, changed, FORMS)
    with zipfile.ZipFile(path) as archive:
        inside = b"".join(archive.read(name) for name in archive.namelist()).decode()
    for word in ("СЕКРЕТ-7", "Иванов-Тайный", "служебная пометка", secret.id):
        assert word not in inside
    assert package.read(path).snapshot.streams[0].part_of is None


def test_a_formula_in_a_name_is_defused_in_the_table(audit: Snapshot) -> None:
    evil = replace(audit.streams[0], name="=HYPERLINK(1)")
    table = package.streams_csv(audit.with_records("stream", (evil,))).decode()
    assert "'=HYPERLINK(1)" in table


def test_a_package_that_cannot_be_written_leaves_nothing(audit: Snapshot, tmp_path: Path) -> None:
    with pytest.raises(SymbioError, match="SA-1003"):
        package.build(tmp_path / "no" / "such" / "p.zip", audit, FORMS)
    assert not list(tmp_path.iterdir())


def test_random_bytes_are_not_a_package(tmp_path: Path) -> None:
    path = tmp_path / "x.zip"
    for content in (b"", b"PK\x03\x04", b"hello" * 100, io.BytesIO(b"\x00" * 5000).getvalue()):
        path.write_bytes(content)
        with pytest.raises(InputRefused):
            package.read(path)
