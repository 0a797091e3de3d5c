"""A workspace behind a password: nothing in the open anywhere, nothing lost, a wrong password is not empty."""

from __future__ import annotations

import builtins
import contextlib
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from benchmarks.synthetic import snapshot
from symbioaudit.base.errors import SymbioError
from symbioaudit.model.snapshot import Snapshot
from symbioaudit.services import backups, vault
from symbioaudit.services import operations as op
from symbioaudit.services.packages import build_package, verify_package
from symbioaudit.services.snapshots import load_snapshot, save_snapshot
from symbioaudit.services.workspace import check_workspace, open_workspace
from symbioaudit.storage import cipher, file, migrate
from symbioaudit.storage import vault as store
from symbioaudit.storage.glance import audit_rows

MARKER = "МАРКЕР-ЦеменТ-731"
PASSWORD, OTHER = "лошадь батарея скрепка", "другой длинный пароль"

driver = pytest.importorskip("sqlcipher3.dbapi2")


@pytest.fixture(autouse=True)
def _few_rounds(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """No key outlives its test; the rounds of the key are not what these tests are about."""
    monkeypatch.setattr(cipher, "ROUNDS", 1000)
    cipher.forget()
    yield
    cipher.forget()


@pytest.fixture
def whole() -> Snapshot:
    return snapshot(6)


@pytest.fixture
def path(tmp_path: Path, whole: Snapshot, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A workspace with a marker in a record, in a file of evidence, in the journal, and a backup."""
    temporary = tmp_path / "tmp"
    temporary.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(temporary))
    monkeypatch.setenv("SQLITE_TMPDIR", str(temporary))
    place = tmp_path / "дом" / "завод Ё.symbio"
    with open_workspace(place, actor="Анна") as workspace:
        save_snapshot(workspace, whole)
        op.record(
            workspace, "stream", whole.streams[0].id, {"name": MARKER}, f"потому что {MARKER}"
        )
        op.record(workspace, "stream", whole.streams[1].id, {"name": "после"})
    backups.make_backup(place)
    assert found_in_the_open(tmp_path)
    return place


def found_in_the_open(folder: Path) -> list[Path]:
    """Files below a folder that hold the marker in a coding a reader would find."""
    words = [MARKER.encode(), MARKER.encode("utf-16-le"), b"\\u041c\\u0410\\u0420\\u041a"]
    return [
        p
        for p in sorted(folder.rglob("*"))
        if p.is_file() and any(word in p.read_bytes() for word in words)
    ]


def test_a_password_changes_no_record_and_leaves_nothing_in_the_open(
    path: Path, tmp_path: Path, whole: Snapshot
) -> None:
    with open_workspace(path, read_only=True) as before:
        told = load_snapshot(before, whole.audit.id)
    changed = vault.encrypt(path, PASSWORD)
    assert len(changed) == 3  # the workspace, the rolling backup, the one by hand
    assert found_in_the_open(tmp_path) == []
    assert not any(p.read_bytes().startswith(cipher.PLAIN) for p in changed)
    with open_workspace(path, actor="Анна") as opened:
        assert load_snapshot(opened, whole.audit.id) == told
        assert all(check.ok for check in check_workspace(opened))
        op.record(opened, "stream", whole.streams[2].id, {"name": f"ещё {MARKER}"})
        # While it is open its log lies beside it: encrypted as well.
        assert (path.with_name(path.name + "-wal")).stat().st_size > 0
        assert found_in_the_open(tmp_path) == []
        op.undo(opened)
    assert found_in_the_open(tmp_path) == []
    assert {p.name for p in (tmp_path / "tmp").iterdir()} == set()


def test_a_wrong_password_is_not_an_empty_file(path: Path) -> None:
    vault.encrypt(path, PASSWORD)
    cipher.forget()
    before = path.read_bytes()
    with pytest.raises(SymbioError, match="SA-5050"):
        open_workspace(path)
    assert audit_rows(path) is None
    for wrong in ("", PASSWORD + " ", PASSWORD.upper()):
        with pytest.raises(SymbioError, match="SA-5051"):
            vault.unlock(path, wrong)
        with pytest.raises(SymbioError, match="SA-5050"):
            open_workspace(path)
    assert path.read_bytes() == before
    vault.unlock(path, PASSWORD)
    with open_workspace(path, read_only=True) as opened:
        assert all(check.ok for check in check_workspace(opened))


def test_the_standard_driver_and_another_program_see_what_they_should(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cipher, "ROUNDS", 256_000)
    vault.encrypt(path, PASSWORD)
    plain = sqlite3.connect(path)
    with pytest.raises(sqlite3.DatabaseError, match="not a database"):
        plain.execute("SELECT * FROM sqlite_master")
    plain.close()
    # Any SQLCipher 4 program opens it with the password itself.
    own = driver.connect(str(path))
    own.execute(f"PRAGMA key='{PASSWORD}'")
    assert own.execute("SELECT count(*) FROM stream").fetchone()[0] == 6
    own.close()


def test_changing_and_removing_the_password(path: Path, tmp_path: Path, whole: Snapshot) -> None:
    vault.encrypt(path, PASSWORD)
    kit = vault.recovery_lines(path)
    vault.rekey(path, OTHER)
    cipher.forget()
    with pytest.raises(SymbioError, match="SA-5051"):
        vault.unlock(path, PASSWORD)
    with pytest.raises(SymbioError, match="SA-5051"):
        vault.unlock_by_kit(path, "\n".join(kit))
    vault.unlock(path, OTHER)
    vault.decrypt(path)
    cipher.forget()
    with open_workspace(path) as opened:
        assert load_snapshot(opened, whole.audit.id).streams[0].name == MARKER
    assert found_in_the_open(tmp_path)
    for wrong in (vault.decrypt, lambda p: vault.rekey(p, OTHER)):
        with pytest.raises(SymbioError, match="SA-5054"):
            wrong(path)


def test_the_recovery_kit_opens_without_the_password(path: Path) -> None:
    vault.encrypt(path, PASSWORD)
    kit = "\n".join(vault.recovery_lines(path))
    cipher.forget()
    vault.unlock_by_kit(path, kit.lower().replace(" ", "-"))
    with open_workspace(path, read_only=True) as opened:
        assert not opened.changed
    cipher.forget()
    slip = kit[:-1] + ("0" if kit[-1] != "0" else "1")
    with pytest.raises(SymbioError, match=r"SA-1006.*line 4"):
        vault.unlock_by_kit(path, slip)


def test_backups_are_encrypted_and_restore(path: Path, tmp_path: Path, whole: Snapshot) -> None:
    vault.encrypt(path, PASSWORD)
    made = backups.make_backup(path, tmp_path / "usb")
    assert cipher.is_encrypted(made.path)
    with open_workspace(path) as opened:
        op.record(opened, "stream", whole.streams[0].id, {"name": "позже"})
    kept = backups.restore_backup(path, made.path)
    assert kept is not None
    assert cipher.is_encrypted(kept)
    with open_workspace(path, read_only=True) as opened:
        assert load_snapshot(opened, whole.audit.id).streams[0].name == MARKER
    assert found_in_the_open(tmp_path) == []


def test_a_restore_never_takes_the_password_away(
    path: Path, tmp_path: Path, whole: Snapshot
) -> None:
    """Of a backup in the open, and of one from before the password was changed."""
    open_one = backups.make_backup(path, tmp_path / "usb")
    vault.encrypt(path, PASSWORD)
    older = backups.make_backup(path, tmp_path / "usb")
    vault.rekey(path, OTHER)
    for source in (open_one, older):
        backups.restore_backup(path, source.path)
        cipher.forget()
        vault.unlock(path, OTHER)
        vault.unlock(older.path, PASSWORD)
        with open_workspace(path, read_only=True) as opened:
            assert load_snapshot(opened, whole.audit.id).streams[0].name == MARKER
    assert found_in_the_open(tmp_path) == [open_one.path]


def test_a_header_of_noise_is_a_wrong_password_or_no_workspace(path: Path) -> None:
    vault.encrypt(path, PASSWORD)
    good = path.read_bytes()
    for place in range(120):
        cipher.forget()
        bad = bytearray(good)
        bad[place] ^= 1 << place % 8
        path.write_bytes(bad)
        with pytest.raises(SymbioError, match="SA-5051"):
            vault.unlock(path, PASSWORD)
        with pytest.raises(SymbioError, match="SA-5050"):
            open_workspace(path)
    for length in (0, 1, 15, 16, 100, 4095):
        path.write_bytes(good[:length])
        with pytest.raises(SymbioError, match=r"SA-50(01|02)"):
            open_workspace(path)


def test_what_a_killed_change_left_goes_with_the_next_unlocking(path: Path, tmp_path: Path) -> None:
    """Of a password being taken away: a draft in the open must not stay."""
    vault.encrypt(path, PASSWORD)
    key = store.key_of(path), cipher.salt_of(path)
    for place in (path, backups.list_backups(path)[0].path):
        store._convert(place, store._draft_of(place), None)
    assert len(found_in_the_open(tmp_path)) == 2
    cipher.forget()
    vault.unlock(path, PASSWORD)
    assert (store.key_of(path), cipher.salt_of(path)) == key
    assert found_in_the_open(tmp_path) == []


KILLED = """
import sys
from pathlib import Path
from symbioaudit.services import vault
print("ready", flush=True)
sys.stdin.readline()
vault.encrypt(Path(sys.argv[1]), sys.argv[2])
"""


@pytest.mark.parametrize("after", [0.0, 0.05, 0.1, 0.15, 0.2, 0.3])
def test_a_kill_on_the_way_leaves_a_whole_workspace(
    path: Path, tmp_path: Path, whole: Snapshot, monkeypatch: pytest.MonkeyPatch, after: float
) -> None:
    """Killed at some moment of the change: the file opens, in the open or with the password."""
    done = subprocess.Popen(
        [sys.executable, "-c", KILLED, str(path), PASSWORD],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert done.stdin
    assert done.stdout
    assert done.stdout.readline() == "ready\n"
    done.stdin.write("go\n")
    done.stdin.flush()
    with contextlib.suppress(subprocess.TimeoutExpired):
        done.wait(after)
    done.kill()
    done.communicate()
    monkeypatch.setattr(cipher, "ROUNDS", 256_000)
    if cipher.is_encrypted(path):
        vault.unlock(path, PASSWORD)
    else:
        vault.encrypt(path, PASSWORD)
    with open_workspace(path, actor="Анна") as opened:
        assert load_snapshot(opened, whole.audit.id).streams[0].name == MARKER
        assert all(check.ok for check in check_workspace(opened))
    for made in backups.list_backups(path):
        vault.unlock(made.path, PASSWORD)
    assert found_in_the_open(tmp_path) == []


def test_a_package_of_an_encrypted_workspace_is_an_ordinary_one(
    path: Path, tmp_path: Path, whole: Snapshot
) -> None:
    with open_workspace(path) as opened:
        before = build_package(opened, whole.audit.id, tmp_path / "a.zip")
    vault.encrypt(path, PASSWORD)
    with open_workspace(path) as opened:
        after = build_package(opened, whole.audit.id, tmp_path / "b.zip")
    assert before.sha256 == after.sha256 == verify_package(tmp_path / "b.zip").sha256


def test_a_second_opener_reads_and_is_told(path: Path) -> None:
    vault.encrypt(path, PASSWORD)
    with open_workspace(path) as first, open_workspace(path) as second:
        assert not first.read_only
        assert second.read_only
        assert second.holder
        with pytest.raises(SymbioError, match="SA-5004"):
            vault.rekey(path, OTHER)
    vault.rekey(path, OTHER)


def test_an_older_schema_is_brought_up_behind_its_password(path: Path, tmp_path: Path) -> None:
    migrate.run(path, "1.1")
    vault.encrypt(path, PASSWORD)
    with open_workspace(path) as opened:
        assert all(check.ok for check in check_workspace(opened))
    assert file.inspect_file(path) == file.version_number()
    assert found_in_the_open(tmp_path) == []


def test_every_damaged_page_is_noticed(path: Path) -> None:
    vault.encrypt(path, PASSWORD)
    good = path.read_bytes()
    for page in range(len(good) // cipher.PAGE):
        bad = bytearray(good)
        bad[page * cipher.PAGE + 2000] ^= 1
        path.write_bytes(bad)
        with pytest.raises(SymbioError, match=r"SA-50(01|02|07)"):
            file.inspect_file(path)
        with pytest.raises(SymbioError):
            open_workspace(path)
    path.write_bytes(good[: len(good) - cipher.PAGE])
    with pytest.raises(SymbioError, match="SA-5002"):
        open_workspace(path)


@pytest.mark.parametrize("step", ["inspect_file", "swap_in", "_digest"])
def test_a_stop_on_the_way_leaves_the_old_file(
    path: Path, tmp_path: Path, whole: Snapshot, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    def stop(*_args: object, **_named: object) -> None:
        raise OSError(28, "No space left on device")

    before = path.read_bytes()
    with monkeypatch.context() as patched:
        patched.setattr(store, step, stop)
        with pytest.raises(SymbioError, match="SA-5006"):
            vault.encrypt(path, PASSWORD)
    assert path.read_bytes() == before
    assert not list(path.parent.rglob("*.changing*"))
    vault.encrypt(path, PASSWORD)
    with open_workspace(path, read_only=True) as opened:
        assert load_snapshot(opened, whole.audit.id).streams[0].name == MARKER
    assert found_in_the_open(tmp_path) == []


def test_a_copy_that_differs_is_never_swapped_in(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, answers = store._digest, iter("ab")
    before = path.read_bytes()
    monkeypatch.setattr(store, "_digest", lambda raw: real(raw) + next(answers))
    with pytest.raises(SymbioError, match="SA-5056"):
        vault.encrypt(path, PASSWORD)
    assert path.read_bytes() == before


def test_short_passwords_and_twice_are_refused(path: Path) -> None:
    with pytest.raises(SymbioError, match="SA-5055"):
        vault.encrypt(path, "1234567")
    vault.encrypt(path, PASSWORD)
    with pytest.raises(SymbioError, match="SA-5053"):
        vault.encrypt(path, PASSWORD)


def test_a_machine_without_the_driver_says_so(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    vault.encrypt(path, PASSWORD)
    cipher.forget()
    real = builtins.__import__

    def without(name: str, *rest: object, **named: object) -> object:
        if name.startswith("sqlcipher3"):
            raise ImportError(name)
        return real(name, *rest, **named)  # type: ignore[arg-type]

    with monkeypatch.context() as patched:
        for module in [m for m in sys.modules if m.startswith("sqlcipher3")]:
            patched.delitem(sys.modules, module)
        patched.setattr(builtins, "__import__", without)
        with pytest.raises(SymbioError, match="SA-5052") as caught:
            vault.unlock(path, PASSWORD)
    assert "SQLCipher" in caught.value.render("ru")


def test_an_unknown_file_of_noise_or_text_is_not_taken_for_an_encrypted_one(tmp_path: Path) -> None:
    text = tmp_path / "text.symbio"
    text.write_bytes("Просто текст. ".encode() * 1000)
    assert not cipher.is_encrypted(text)
    with contextlib.suppress(SymbioError):
        open_workspace(text)
    with pytest.raises(SymbioError, match="SA-5001"):
        open_workspace(text)
