"""The package and audit.json: identity, determinism, and distrust of every byte."""

from __future__ import annotations

import hashlib
import io
import json
import re
import resource
import struct
import time
import zipfile
import zlib
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
from symbioaudit.model.amount import Amount
from symbioaudit.model.enums import AmountKind, Category, Confidentiality, Direction, Kind
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


def test_every_flipped_byte_is_noticed(frozen_time: object, tmp_path: Path) -> None:
    """Every byte of the file: local headers, contents, the list of files and its end."""
    packed = tmp_path / "p.zip"
    package.build(packed, snapshot(1), FORMS)
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
        (lambda body: body.replace(b'"schema":"1.0"', b'"schema":"0.9"'), "SA-7004"),
        (lambda body: body.replace(b'"schema":"1.0"', b'"schema":"1.1"'), "SA-7004"),
        (lambda body: body.replace(b'"schema":"1.0"', b'"schema":1'), "SA-7003"),
        (lambda body: body.replace(b'"revision":0', b'"revision":Infinity'), "SA-7001"),
        (lambda body: body.replace(b'"revision":0', b'"revision":1e999'), "SA-7001"),
        (lambda body: body.replace(b'"revision":0', b'"revision":' + b"9" * 5000), "SA-7001"),
        (lambda body: body.replace(b'"revision":0', b'"revision":1.5'), "SA-7003"),
        (
            lambda body: body.replace(b'"canonical":{"best":', b'"canonical":{"worst":1,"best":'),
            "SA-7003",
        ),
        (lambda body: re.sub(rb'"best":[0-9.]+', b'"best":1e999', body), "SA-7001"),
        (lambda body: re.sub(rb'"best":[0-9.]+', b'"best":1' + b"0" * 400, body), "SA-7003"),
        (lambda body: b"null", "SA-7001"),
        (lambda body: b"", "SA-7001"),
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


def raw_entry(name: bytes, content: bytes, offset: int, **lies: int) -> tuple[bytes, bytes]:
    """A local file and its directory entry, written by hand so that they may lie."""
    crc = zlib.crc32(content)
    size = lies.get("size", len(content))
    flags, method = lies.get("flags", 0), lies.get("method", 0)
    common = struct.pack("<HHHHHIIIHH", 20, flags, method, 0, 0x21, crc, size, size, len(name), 0)
    local = b"PK\x03\x04" + common + name + content
    listed = b"PK\x01\x02\x14\x03" + common + bytes(8) + struct.pack("<II", 0o100644 << 16, offset)
    return local, listed + name


def sewn(parts: list[tuple[bytes, bytes]], count: int | None = None) -> bytes:
    body, directory = b"".join(p[0] for p in parts), b"".join(p[1] for p in parts)
    n = len(parts) if count is None else count
    end = struct.pack("<4sHHHHIIH", b"PK\x05\x06", 0, 0, n, n, len(directory), len(body), 0)
    return body + directory + end


def overlapping() -> bytes:
    """The same bytes named by a thousand entries: small on the disk, large when read."""
    local, listed = raw_entry(b"data/0", bytes(100_000), 0)
    entries = [raw_entry(f"data/{n}".encode(), bytes(100_000), 0)[1] for n in range(1000)]
    return sewn([(local, listed), *((b"", e) for e in entries[1:])])


HOSTILE = {
    "overlapping": overlapping,
    "more entries than listed": lambda: sewn([raw_entry(b"data/0", b"x", 0)], count=0xFFFF),
    "a million entries": lambda: sewn([(b"", raw_entry(b"data/%d" % n, b"", 0)[1]) for n in range(200_000)], count=60_000),
    "encrypted": lambda: sewn([raw_entry(b"data/0", b"x" * 40, 0, flags=1)]),
    "zip64 sizes": lambda: sewn([raw_entry(b"data/0", b"x", 0, size=0xFFFFFFFF)]),
    "longer than it is": lambda: sewn([raw_entry(b"data/0", b"x", 0, size=5000)]),
    "unknown method": lambda: sewn([raw_entry(b"data/0", b"x", 0, method=99)]),
    "name with zero": lambda: sewn([raw_entry(b"data/a\0b", b"x", 0)]),
    "name not utf-8": lambda: sewn([raw_entry(b"data/\xff\xfe", b"x", 0, flags=0x800)]),
    "name with backslash": lambda: sewn([raw_entry(b"data\\x", b"x", 0)]),
    "twice": lambda: sewn([raw_entry(b"data/x", b"1", 0), raw_entry(b"data/x", b"2", 37)]),
    "another zip before it": lambda: zipped({"a": b"x"}) + zipped({"b": b"y"}),
    "something after the end": lambda: zipped({"a": b"x"}) + b"\0",
    "an office file": lambda: zipped({"[Content_Types].xml": b"<Types/>", "xl/workbook.xml": b"<x/>"}),
}  # fmt: skip


@pytest.mark.parametrize("kind", list(HOSTILE))
def test_hostile_zips_are_refused_cheaply(kind: str, tmp_path: Path) -> None:
    path = tmp_path / "h.zip"
    path.write_bytes(HOSTILE[kind]())
    before, began = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.process_time()
    with pytest.raises(InputRefused) as caught:
        package.read(path)
    assert caught.value.code in {"SA-7002", "SA-7005", "SA-7006"}
    assert time.process_time() - began < 5
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 200_000  # KiB


def test_names_that_look_alike_are_refused(packed: Path, tmp_path: Path) -> None:
    def change(files: list[tuple[str, bytes]]) -> list[tuple[str, bytes]]:
        return [*files, ("data/\u0439.txt", b"1"), ("data/\u0438\u0306.txt", b"2")]

    with pytest.raises(InputRefused, match="accents"):
        package.read(rezipped(packed, tmp_path / "bad.zip", change))


def test_heaps_of_containers_are_refused_before_parsing() -> None:
    with pytest.raises(InputRefused, match="SA-7002"):
        audit_json.load(b"[" + b"{}," * 4_100_000 + b"{}]")


def with_evidence(audit: Snapshot, **more: object) -> tuple[Snapshot, str]:
    content = b"\xff\xd8\xff photo"
    sha256 = hashlib.sha256(content).hexdigest()
    item = r.Evidence(
        id="e1", audit_id=audit.audit.id, file_name="../../Иванов.jpg", media_type="image/jpeg",
        sha256=sha256, size=len(content), links=(f"stream/{audit.streams[0].id}/quantity",), **more,  # type: ignore[arg-type]
    )  # fmt: skip
    return replace(audit, evidence=(item,)), sha256


@pytest.mark.parametrize(
    ("more", "leaves"),
    [
        ({}, False),
        ({"confidentiality": Confidentiality.PRIVATE}, False),
        ({"confidentiality": Confidentiality.OPEN}, True),
        ({"confidentiality": Confidentiality.OPEN, "properties": {"no_persons": False}}, False),
        ({"confidentiality": Confidentiality.OPEN, "properties": {"no_persons": False, "consent_photos_ok": True}}, True),
    ],
)  # fmt: skip
def test_evidence_leaves_only_when_it_is_marked_and_cleared(
    audit: Snapshot, tmp_path: Path, more: dict[str, object], leaves: bool
) -> None:
    shown, sha256 = with_evidence(audit, **more)
    path = tmp_path / "p.zip"
    package.build(path, shown, FORMS, evidence={sha256: b"\xff\xd8\xff photo"})
    verdict = package.read(path)
    assert (f"data/evidence/{sha256}.jpg" in verdict.files) == leaves
    assert list(package.evidence_of(path, verdict)) == ([b"\xff\xd8\xff photo"] if leaves else [])


def test_evidence_that_no_record_names_is_refused(audit: Snapshot, tmp_path: Path) -> None:
    path = tmp_path / "p.zip"
    package.build(path, audit, FORMS, files={f"evidence/{'0' * 64}.jpg": b"x"})
    with pytest.raises(InputRefused, match="belongs to no record"):
        package.read(path)


def test_what_the_forms_keep_local_is_not_in_the_package(audit: Snapshot, tmp_path: Path) -> None:
    """Prices, costs, names of people and free comments (METHODOLOGY 4.3)."""
    price = Amount(text="987654 руб/т", kind=AmountKind.EXACT)
    waste = replace(
        audit.streams[0], direction=Direction.OUT, category=Category.WASTE, cost=price,
        properties={"receiver_now": "ООО Тайный-Приёмщик", "batch": "вид-виден"},
    )  # fmt: skip
    costs = (r.CostItem(id="c1", audit_id=audit.audit.id, name="Тайная-зарплата", amount=price),)
    finding = r.Finding(id="f1", audit_id=audit.audit.id, text="тайное-наблюдение")
    head = replace(audit.audit, properties={"decision_maker": "Тайный-Директор"})
    changed = replace(
        audit, audit=head, streams=(waste, *audit.streams[1:]), costs=costs, findings=(finding,)
    )
    path = tmp_path / "p.zip"
    package.build(path, changed, FORMS)
    with zipfile.ZipFile(path) as archive:
        inside = b"".join(archive.read(name) for name in archive.namelist()).decode()
    for word in ("987654", "Тайн", "тайн"):
        assert word not in inside
    assert "вид-виден" in inside


@pytest.mark.parametrize(
    "name", ["100% отчёт.pdf", "a\nb.pdf", "..", "C:\\x.pdf", "", "№1 «итог».pdf"]
)
def test_any_name_of_a_report_passes_the_validator(
    audit: Snapshot, tmp_path: Path, name: str
) -> None:
    path = tmp_path / "p.zip"
    package.build(path, audit, FORMS, files={f"reports/{package.safe_name(name)}": b"x"})
    assert len(package.read(path).files) == 8
    with zipfile.ZipFile(path) as archive:
        archive.extractall(tmp_path / "bag")
    assert bagit.Bag(str(tmp_path / "bag")).validate()


def test_more_than_a_reader_takes_is_never_written(
    audit: Snapshot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(package, "MAX_ENTRIES", 5)
    with pytest.raises(SymbioError, match="SA-7007"):
        package.build(tmp_path / "p.zip", audit, FORMS, files={"reports/a": b"", "reports/b": b""})
    assert not list(tmp_path.iterdir())
