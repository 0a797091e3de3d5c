"""Keys, signatures, closed packages and receipts: what is ours, whose it is, and what a stranger cannot do."""

from __future__ import annotations

import base64
import hashlib
import json
import subprocess
import zipfile
from dataclasses import replace
from pathlib import Path

import bagit
import nacl.exceptions
import nacl.signing
import pyrage
import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.synthetic import snapshot
from symbioaudit.base import recovery
from symbioaudit.base.errors import InputRefused, SymbioError
from symbioaudit.exchange import (
    audit_json,
    keys,
    note,
    package,
    receipts,
    sealing,
    signature,
    trust,
    upgrades,
)
from symbioaudit.exchange.keys import SigningKey
from symbioaudit.exchange.receipts import Problem, Receipt
from symbioaudit.methodology import load_pack
from symbioaudit.model.snapshot import Snapshot

FORMS = tuple(load_pack("is-screening-ru").forms.values())
# RFC 8032, 7.1, tests 1–3: secret key, public key, message, signature.
RFC8032 = [
    (
        "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        "",
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b",
    ),
    (
        "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
        "72",
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
    ),
    (
        "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
        "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
        "af82",
        "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a",
    ),
]
ANNA = SigningKey(bytes(range(32)), "Иванова А. П.")
BORIS = SigningKey(bytes(range(1, 33)), "Борисов Б.")
HUB = SigningKey(bytes(range(2, 34)), "Платформа", "hub")
STORE = trust.load((trust.line(ANNA.public) + trust.line(HUB.public)).encode())


@pytest.fixture
def audit(frozen_time: object) -> Snapshot:
    return snapshot(3)


@pytest.fixture
def signed(audit: Snapshot, tmp_path: Path) -> Path:
    path = tmp_path / "подписан.zip"
    package.build(path, audit, FORMS, signer=ANNA)
    return path


def parts(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def rewritten(path: Path, target: Path, files: dict[str, bytes]) -> Path:
    with target.open("wb") as handle:
        package.write_zip(handle, files)
    return target


# -- keys ---------------------------------------------------------------------------


@pytest.mark.parametrize(("secret", "public", "message", "signed_"), RFC8032)
def test_the_published_vectors(secret: str, public: str, message: str, signed_: str) -> None:
    key = SigningKey(bytes.fromhex(secret), "RFC 8032")
    assert key.public.raw.hex() == public
    assert key.sign(bytes.fromhex(message)).hex() == signed_
    assert keys.verifies(key.public, bytes.fromhex(message), bytes.fromhex(signed_))


@given(st.binary(min_size=32, max_size=32), st.binary(max_size=300), st.integers(0, 511))
def test_another_implementation_agrees_and_every_bit_counts(
    seed: bytes, message: bytes, bit: int
) -> None:
    ours, theirs = SigningKey(seed, "x"), nacl.signing.SigningKey(seed)
    signature_ = ours.sign(message)
    assert signature_ == theirs.sign(message).signature
    nacl.signing.VerifyKey(ours.public.raw).verify(message, signature_)
    wrong = bytearray(signature_)
    wrong[bit // 8] ^= 1 << bit % 8
    assert not keys.verifies(ours.public, message, bytes(wrong))
    with pytest.raises(nacl.exceptions.BadSignatureError):
        theirs.verify_key.verify(message, bytes(wrong))


def test_a_key_file_opens_with_its_password_only() -> None:
    closed = keys.locked(ANNA, "пароль подлиннее".encode())
    assert ANNA.seed not in closed
    assert base64.b64encode(ANNA.seed) not in closed
    assert keys.unlocked(closed, "пароль подлиннее".encode()) == ANNA
    assert keys.public_of(closed) == (ANNA.public, "password")
    with pytest.raises(InputRefused, match="SA-7012"):
        keys.unlocked(closed, b"wrong")
    assert ANNA.seed.hex() not in repr(ANNA) + str(ANNA)


def test_every_changed_part_of_a_key_file_is_noticed() -> None:
    body = json.loads(keys.locked(ANNA, b"password"))
    for name in body:
        for value in ("", "x", 7, None, {}):
            changed = json.dumps({**body, name: value}).encode()
            with pytest.raises(InputRefused):
                keys.unlocked(changed, b"password")
    for costs in ({"n": 2**30}, {"r": 10**6}, {"p": 0}, {"n": 3}, {"salt": "!"}):
        changed = json.dumps({**body, "kdf": {**body["kdf"], **costs}}).encode()
        with pytest.raises(InputRefused):
            keys.unlocked(changed, b"password")
    for content in (b"", b"[]", b"\xff", b"[" * 10_000, b"x" * 100_000):
        with pytest.raises(InputRefused, match="SA-7011"):
            keys.unlocked(content, b"password")


@given(st.binary(min_size=32, max_size=32), st.data())
def test_a_recovery_kit_gives_the_key_back_and_finds_a_slip(
    key: bytes, data: st.DataObject
) -> None:
    lines = recovery.kit("identity", key)
    typed = "\n".join(lines)
    assert recovery.key_of("identity", typed) == key
    assert recovery.key_of("identity", typed.lower().replace("1", "l").replace("0", "o")) == key
    with pytest.raises(InputRefused, match="SA-1007"):
        recovery.key_of("workspace", typed)
    signs = [n for n, sign in enumerate(typed) if sign.isalnum()]
    place = data.draw(st.sampled_from(signs))
    other = data.draw(st.sampled_from([s for s in recovery.ALPHABET if s != typed[place]]))
    with pytest.raises(InputRefused, match=r"SA-100[67]"):
        recovery.key_of("identity", typed[:place] + other + typed[place + 1 :])


@pytest.mark.parametrize("typed", ["", "AAAA", "Ж" * 72, "0" * 72, "0" * 5000, "…"])
def test_what_is_no_kit_is_refused(typed: str) -> None:
    with pytest.raises(InputRefused, match=r"SA-100[67]"):
        recovery.key_of("identity", typed)


@pytest.mark.parametrize(
    "line",
    [
        b"ed25519",
        b"ed25519 x hub",
        b"rsa x hub",
        f"ed25519 {ANNA.public.text} king".encode(),
        b"\xff",
    ],
)
def test_a_wrong_line_of_keys_is_told(line: bytes) -> None:
    content = b"# comment\n" + trust.line(HUB.public).encode() + line + b"\n"
    with pytest.raises(InputRefused, match="SA-7011") as caught:
        trust.load(content, where="k")
    assert caught.value.where == ("k" if line == b"\xff" else "k:3")


def test_a_role_counts() -> None:
    assert trust.check_signer(ANNA.public, STORE).name == "Иванова А. П."
    for stranger in (BORIS.public, HUB.public):
        with pytest.raises(InputRefused, match="SA-7019"):
            trust.check_signer(stranger, STORE)
    with pytest.raises(InputRefused, match="SA-7018"):
        trust.check_signer(None, STORE)


def test_an_old_revision_and_a_rewritten_one_are_refused() -> None:
    trust.check_revision(0, "a", None)
    trust.check_revision(3, "a", (2, "b"))
    trust.check_revision(3, "a", (3, "a"))
    with pytest.raises(InputRefused, match="SA-7023"):
        trust.check_revision(2, "a", (3, "a"))
    with pytest.raises(InputRefused, match="SA-7024"):
        trust.check_revision(3, "b", (3, "a"))


# -- signed packages ----------------------------------------------------------------


def test_a_signed_package_names_its_signer(signed: Path, audit: Snapshot, tmp_path: Path) -> None:
    verdict = package.read(signed)
    assert verdict.signer == ANNA.public
    again = tmp_path / "again.zip"
    assert package.build(again, audit, FORMS, signer=ANNA) == verdict.sha256
    assert again.read_bytes() == signed.read_bytes()
    other = package.build(tmp_path / "b.zip", audit, FORMS, signer=BORIS)
    assert other != verdict.sha256
    assert package.build(tmp_path / "n.zip", audit, FORMS) not in (other, verdict.sha256)
    assert package.read(tmp_path / "n.zip").signer is None


def test_other_programs_verify_the_signature(signed: Path, tmp_path: Path) -> None:
    bag = tmp_path / "bag"
    with zipfile.ZipFile(signed) as archive:
        archive.extractall(bag)
    assert bagit.Bag(str(bag)).validate()
    message = bag / "tagmanifest-sha256.txt"
    nacl.signing.VerifyKey(ANNA.public.raw).verify(
        message.read_bytes(), (bag / signature.SIG).read_bytes()
    )
    command = ["openssl", "pkeyutl", "-verify", "-pubin", "-inkey", str(bag / signature.PEM),
               "-rawin", "-in", str(message), "-sigfile", str(bag / signature.SIG)]  # fmt: skip
    assert subprocess.run(command, check=False, capture_output=True).returncode == 0
    message.write_bytes(message.read_bytes() + b"\n")
    assert subprocess.run(command, check=False, capture_output=True).returncode != 0


def test_a_signature_taken_away_or_put_in_anothers_place_is_noticed(
    signed: Path, audit: Snapshot, tmp_path: Path
) -> None:
    files = parts(signed)
    package.build(tmp_path / "b.zip", audit, FORMS, signer=BORIS)
    foreign = parts(tmp_path / "b.zip")
    bad = tmp_path / "bad.zip"
    stripped = {n: c for n, c in files.items() if not n.startswith("signatures/")}
    halves = [
        {n: c for n, c in files.items() if n != gone} for gone in (signature.SIG, signature.PEM)
    ]
    message = files["tagmanifest-sha256.txt"]
    swapped = {**files, **signature.files(BORIS, message)}
    mixed = {**files, signature.SIG: foreign[signature.SIG]}
    plain = parts(_unsigned(audit, tmp_path))
    added = {**plain, **signature.files(BORIS, plain["tagmanifest-sha256.txt"])}
    for forged in (stripped, *halves, swapped, mixed, added):
        with pytest.raises(InputRefused, match="SA-7006") as caught:
            package.read(rewritten(signed, bad, forged))
        assert caught.value.render("ru")


def _unsigned(audit: Snapshot, tmp_path: Path) -> Path:
    package.build(tmp_path / "plain.zip", audit, FORMS)
    return tmp_path / "plain.zip"


def test_every_flipped_byte_of_a_signed_package_is_noticed(
    frozen_time: object, tmp_path: Path
) -> None:
    path, bad = tmp_path / "p.zip", tmp_path / "bad.zip"
    package.build(path, snapshot(1), FORMS, signer=ANNA)
    qualified = tmp_path / "q.zip"
    package.attach(path, qualified, "подпись.sig", b"CAdES, not ours to verify")
    good = qualified.read_bytes()
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


def test_a_qualified_signature_is_kept_listed_and_changes_no_hash(
    signed: Path, tmp_path: Path
) -> None:
    out = tmp_path / "q.zip"
    verdict = package.attach(signed, out, "Подпись 1.p7s", b"\x30\x82")
    assert verdict.qualified == ("signatures/qualified/________1.p7s",)
    assert verdict.sha256 == package.read(signed).sha256
    assert verdict.signer == ANNA.public
    with zipfile.ZipFile(out) as archive:
        archive.extractall(tmp_path / "bag")
    assert bagit.Bag(str(tmp_path / "bag")).validate()
    for name, content in (
        ("Подпись 1.p7s", b"x"),
        ("evil.exe", b"x"),
        ("a.sig", b""),
        ("b.sig", bytes(2 << 20)),
    ):
        with pytest.raises(InputRefused, match="SA-7017"):
            package.attach(out, tmp_path / "no.zip", name, content)
    assert not (tmp_path / "no.zip").exists()


def test_the_note_says_what_is_inside_and_cannot_say_else(signed: Path, tmp_path: Path) -> None:
    verdict = package.read(signed)
    told = json.loads(parts(signed)[note.NAME])
    counted = {k: sum(v.values()) for k, v in told["levels"].items()}
    assert counted == receipts.counts_of(verdict.snapshot)
    assert told["aggregates"]["k_min"] == 3
    assert verdict.info["SymbioAudit-Aggregates"] == "k>=3"
    files = parts(signed)
    files[note.NAME] = files[note.NAME].replace(b'"k_min":3', b'"k_min":1')
    files["manifest-sha256.txt"] = package._manifest(
        {n: hashlib.sha256(c).hexdigest() for n, c in files.items() if n.startswith("data/")}
    )
    files["tagmanifest-sha256.txt"] = package._manifest(
        {n: hashlib.sha256(files[n]).hexdigest() for n in package.TAGS}
    )
    files |= signature.files(ANNA, files["tagmanifest-sha256.txt"])
    with pytest.raises(InputRefused, match=r"SA-7006.*disclosure\.json"):
        package.read(rewritten(signed, tmp_path / "bad.zip", files))


# -- closed packages ----------------------------------------------------------------


def test_only_the_platform_opens_a_closed_package(audit: Snapshot, tmp_path: Path) -> None:
    hub, stranger = pyrage.x25519.Identity.generate(), pyrage.x25519.Identity.generate()
    path = tmp_path / "closed.age"
    bag = package.prepare(audit, FORMS, signer=ANNA)
    bag.write(path, [str(hub.to_public())])
    content = path.read_bytes()
    assert audit.audit.id.encode() not in content
    assert list(tmp_path.iterdir()) == [path]
    verdict = package.read(path, f"# hub\n{hub}\n".encode())
    assert (verdict.sha256, verdict.signer) == (bag.sha256, ANNA.public)
    # The library of the format itself opens it to the very bytes of the open package.
    bag.write(tmp_path / "open.zip")
    assert pyrage.decrypt(content, [hub]) == (tmp_path / "open.zip").read_bytes()
    for identities, code in (
        (None, "SA-7013"),
        (str(stranger).encode(), "SA-7014"),
        (b"", "SA-7011"),
        (b"AGE-SECRET-KEY-1XX", "SA-7011"),
        (b"\xff\xfe", "SA-7011"),
    ):
        with pytest.raises(InputRefused, match=code) as caught:
            package.read(path, identities)
        assert caught.value.render("ru")


def test_a_closed_package_changed_or_cut_anywhere_is_refused(
    frozen_time: object, tmp_path: Path
) -> None:
    hub = pyrage.x25519.Identity.generate()
    path, bad = tmp_path / "p.age", tmp_path / "bad.age"
    package.prepare(snapshot(1), FORMS).write(path, [str(hub.to_public())])
    good, opener = path.read_bytes(), str(hub).encode()
    places = [*range(300), *range(300, len(good), 7), len(good) - 1]
    for place in places:
        changed = bytearray(good)
        changed[place] ^= 1 << (place % 8)
        for damaged in (bytes(changed), good[:place]):
            bad.write_bytes(damaged)
            with pytest.raises(InputRefused):
                package.read(bad, opener)


@pytest.mark.parametrize(
    "header", [b"", b"-> X25519 \n", b"-> X25519 " + b"A" * 100_000 + b"\n", b"-> scrypt AAAA 63\nAA\n", b"-> a\n" * 20_000]
)  # fmt: skip
def test_a_hostile_header_ends_soon(header: bytes, tmp_path: Path) -> None:
    path = tmp_path / "x.age"
    path.write_bytes(sealing.MAGIC + header + b"--- " + b"A" * 43 + b"\n" + bytes(64))
    with pytest.raises(InputRefused, match=r"SA-701[45]"):
        package.read(path, str(pyrage.x25519.Identity.generate()).encode())


def test_a_wrong_recipient_writes_nothing(audit: Snapshot, tmp_path: Path) -> None:
    with pytest.raises(InputRefused, match="SA-7016"):
        package.prepare(audit, FORMS).write(tmp_path / "x.age", ["age1wrong"])
    assert not list(tmp_path.iterdir())


# -- receipts -----------------------------------------------------------------------


def receipt_of(audit: Snapshot, sha256: str = "ab" * 32, **changes: object) -> Receipt:
    made = Receipt(
        id="0195-r", package=sha256, audit=audit.audit.id, revision=audit.audit.revision,
        verdict="accepted", counts=receipts.counts_of(audit), root=receipts.root_of(audit),
        received_at="2026-03-05T10:00:00+00:00", hub="Платформа ЦПС",
    )  # fmt: skip
    return replace(made, **changes)  # type: ignore[arg-type]


def test_a_receipt_comes_back_as_it_was_signed(audit: Snapshot) -> None:
    problem = Problem("stream", "s1", "SA-7003", "масса отрицательна", "the mass is negative", "quantity")  # fmt: skip
    made = receipt_of(audit, verdict="rejected", problems=(problem,))
    document = receipts.dump(made, HUB)
    assert document == receipts.dump(made, HUB)
    assert receipts.load(document, STORE) == (made, HUB.public)
    body = json.loads(document)
    theirs = json.dumps(body["receipt"], ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    nacl.signing.VerifyKey(HUB.public.raw).verify(
        theirs.encode() + b"\n", base64.b64decode(body["signature"]["value"])
    )


def test_every_flipped_byte_of_a_receipt_is_noticed(audit: Snapshot) -> None:
    document = receipts.dump(receipt_of(audit), HUB)
    for place in range(len(document)):
        for bit in (0, 5):
            changed = bytearray(document)
            changed[place] ^= 1 << bit
            with pytest.raises(InputRefused):
                receipts.load(bytes(changed), STORE)
    for length in range(len(document)):
        with pytest.raises(InputRefused):
            receipts.load(document[:length], STORE)


def test_a_receipt_of_a_stranger_or_a_consultant_counts_nothing(audit: Snapshot) -> None:
    for key in (BORIS, ANNA, replace(BORIS, role="hub")):
        with pytest.raises(InputRefused, match="SA-7021"):
            receipts.load(receipts.dump(receipt_of(audit), key), STORE)


@pytest.mark.parametrize(
    "change",
    [
        {"package": "AB" * 32}, {"package": "ab"}, {"root": ""}, {"revision": -1}, {"revision": True},
        {"verdict": "maybe"}, {"counts": {"stream": -1}}, {"counts": {"stream": "3"}},
        {"received_at": "today"}, {"received_at": "2026-03-05T10:00:00"}, {"hub": 7},
        {"problems": (Problem("stream", "s", "c", "т" * 3000, "t"),)},
    ],
)  # fmt: skip
def test_a_receipt_that_makes_no_sense_is_refused_though_signed(
    audit: Snapshot, change: dict[str, object]
) -> None:
    with pytest.raises(InputRefused, match="SA-7020"):
        receipts.load(receipts.dump(receipt_of(audit, **change), HUB), STORE)


def test_the_sanity_exchange_finds_what_the_hub_lost(audit: Snapshot) -> None:
    shown, sha = audit, "ab" * 32
    ours = (sha, audit.audit.revision, receipts.counts_of(shown), receipts.root_of(shown))
    receipts.check_ours(receipt_of(audit), *ours)
    fewer = replace(audit, streams=audit.streams[1:])
    renamed = replace(audit, streams=(replace(audit.streams[0], name="иначе"), *audit.streams[1:]))
    for theirs in (
        receipt_of(audit, package="cd" * 32),
        receipt_of(audit, revision=9),
        receipt_of(audit, counts=receipts.counts_of(fewer)),
        receipt_of(audit, root=receipts.root_of(renamed)),
    ):
        with pytest.raises(InputRefused, match="SA-7022"):
            receipts.check_ours(theirs, *ours)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.floats(allow_nan=False, allow_infinity=False) | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(st.characters(exclude_categories=["Cs"]), max_size=6), inner, max_size=4),
    max_leaves=12,
)  # fmt: skip


@given(st.dictionaries(st.text(st.characters(exclude_categories=["Cs"]), max_size=6), json_values))
def test_canonical_json_is_one_form_and_a_fixed_point(body: dict[str, object]) -> None:
    written = audit_json.canonical(body)
    assert audit_json.canonical(dict(reversed(body.items()))) == written
    assert audit_json.canonical(json.loads(written)) == written
    signed_ = ANNA.sign(written)
    assert keys.verifies(ANNA.public, audit_json.canonical(json.loads(written)), signed_)


# -- schemas ------------------------------------------------------------------------


def _package_1_0() -> None:
    old = {"schema": "1.0", "External-Identifier": "x"}
    new = upgrades.upgraded("package", old)
    assert new == {**old, "schema": "1.1", "signer": None, "signer_key": None, "note": False}
    assert old == {"schema": "1.0", "External-Identifier": "x"}
    # A package that was written then is still read.
    verdict = package.read(Path(__file__).parents[1] / "museum" / "package-1.0.zip")
    assert verdict.sha256 == "9bc4f2943eab97a1295f693723dfb1415c6f70e7d1e1d4cbb3ef65b4e3ffaf7a"
    assert verdict.signer is None


STEP_TESTS = {("package", (1, 0)): _package_1_0}


def test_every_step_of_every_schema_has_a_test_and_passes_it() -> None:
    steps = {(kind, version) for kind, known in upgrades.STEPS.items() for version in known}
    assert steps == STEP_TESTS.keys()
    for check in STEP_TESTS.values():
        check()


@pytest.mark.parametrize("kind", sorted(upgrades.CURRENT))
def test_steps_lead_to_ours_and_newer_is_refused_politely(kind: str) -> None:
    major, minor = upgrades.CURRENT[kind]
    assert upgrades.upgraded(kind, {"schema": f"{major}.{minor}"})["schema"] == f"{major}.{minor}"
    for newer in (f"{major}.{minor + 1}", f"{major + 1}.0", "0.1"):
        with pytest.raises(InputRefused, match="SA-7004") as caught:
            upgrades.upgraded(kind, {"schema": newer})
        assert newer in caught.value.render("ru")
    for nonsense in ("", "1", "x.y", "1.0.0"):
        with pytest.raises(SymbioError, match="SA-7003"):
            upgrades.upgraded(kind, {"schema": nonsense})


def test_a_newer_package_is_refused_politely(signed: Path, tmp_path: Path) -> None:
    files = parts(signed)
    files["bag-info.txt"] = files["bag-info.txt"].replace(
        b"Package-Schema: 1.1", b"Package-Schema: 1.2"
    )
    files["tagmanifest-sha256.txt"] = package._manifest(
        {n: hashlib.sha256(files[n]).hexdigest() for n in package.TAGS}
    )
    with pytest.raises(InputRefused, match="SA-7004"):
        package.read(rewritten(signed, tmp_path / "new.zip", files))
