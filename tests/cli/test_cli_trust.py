"""The way of an audit through the terminal: a key, a signed and closed package, a receipt, a password."""

from __future__ import annotations

import io
import json
import os
import stat
import subprocess
import sys
import zipfile
from pathlib import Path

import keyring
import keyring.backend
import pyrage
import pytest

from benchmarks.synthetic import snapshot
from symbioaudit.base.errors import Exit
from symbioaudit.cli import program
from symbioaudit.cli.run import run
from symbioaudit.exchange import receipts, trust
from symbioaudit.exchange.keys import SigningKey
from symbioaudit.exchange.receipts import Problem, Receipt
from symbioaudit.services import doctor, identity
from symbioaudit.services.snapshots import load_snapshot, save_snapshot
from symbioaudit.services.workspace import open_workspace
from symbioaudit.storage import cipher

HUB = SigningKey(bytes(range(3, 35)), "Платформа", "hub")
SECRET = "четыре длинных слова"


@pytest.fixture(autouse=True)
def _passwords(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in ("IDENTITY_PASSWORD", "NEW_IDENTITY_PASSWORD"):
        monkeypatch.setenv(f"SYMBIOAUDIT_{name}", SECRET)
    for name in ("PASSWORD", "NEW_PASSWORD", "IDENTITY"):
        monkeypatch.delenv(f"SYMBIOAUDIT_{name}", raising=False)
    monkeypatch.setattr(cipher, "ROUNDS", 1000)
    cipher.forget()


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a workspace that holds one audit."""
    monkeypatch.setenv("SYMBIOAUDIT_WORKSPACE", str(tmp_path / "w.symbio"))
    with open_workspace(tmp_path / "w.symbio") as workspace:
        save_snapshot(workspace, snapshot(3))
    return tmp_path


def call(*words: object) -> int:
    return run(program, [str(word) for word in words])


def printed(capsys: pytest.CaptureFixture[str], *words: object) -> dict[str, object]:
    capsys.readouterr()
    assert call(*words, "--json") == Exit.DONE
    found: dict[str, object] = json.loads(capsys.readouterr().out)
    return found


def test_a_key_is_made_shown_moved_and_restored(
    home: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert call("identity", "show") == Exit.REFUSED
    assert "SA-8060" in capsys.readouterr().err
    made = printed(capsys, "identity", "new", "--name", "Иванова А. П.")
    assert call("identity", "new", "--name", "Вторая") == Exit.REFUSED
    shown = printed(capsys, "identity", "show")
    assert shown == made
    place = Path(str(made["path"]))
    if os.name == "posix":
        assert stat.S_IMODE(place.stat().st_mode) == 0o600
    assert home / "w.symbio" not in place.parents
    assert call("identity", "recovery") == Exit.DONE
    page = capsys.readouterr().out
    kit = "\n".join(line.split(".", 1)[1] for line in page.splitlines() if line.strip()[:2] in ("1.", "2.", "3.", "4."))  # fmt: skip
    assert str(made["fingerprint"]) in page
    assert call("identity", "export", home / "moved.key") == Exit.DONE
    assert stat.S_IMODE((home / "moved.key").stat().st_mode) == 0o600
    place.unlink()
    assert printed(capsys, "identity", "import", home / "moved.key")["public"] == made["public"]
    place.unlink()
    monkeypatch.setattr(sys, "stdin", io.StringIO(kit))
    back = printed(capsys, "identity", "recovery", "--restore", "--name", "Иванова А. П.")
    assert back == made
    monkeypatch.setenv("SYMBIOAUDIT_IDENTITY_PASSWORD", "wrong one")
    assert call("identity", "recovery") == Exit.REFUSED
    assert "SA-7012" in capsys.readouterr().err


def test_a_short_or_missing_password_makes_no_key(
    home: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for password in ("", "1234567"):
        monkeypatch.setenv("SYMBIOAUDIT_NEW_IDENTITY_PASSWORD", password)
        assert call("identity", "new", "--name", "X") == Exit.REFUSED
        assert "SA-8061" in capsys.readouterr().err
    assert not identity.identity_file().exists()


class Ring(keyring.backend.KeyringBackend):
    """A keyring in memory."""

    priority = 5  # type: ignore[assignment]

    def __init__(self) -> None:
        super().__init__()
        self.held: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        return self.held.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.held[service, username] = password


def test_the_keyring_of_the_system_can_keep_the_key(
    home: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    ring, before = Ring(), keyring.get_keyring()
    keyring.set_keyring(ring)
    try:
        made = printed(capsys, "identity", "new", "--name", "Анна", "--keyring")
        assert made["protection"] == "keyring"
        monkeypatch.delenv("SYMBIOAUDIT_IDENTITY_PASSWORD")
        assert identity.unlock(None).public.text == made["public"]
        assert next(iter(ring.held.values())) not in Path(str(made["path"])).read_text()
        ring.held.clear()
        assert call("identity", "recovery") == Exit.FAILED
        assert "SA-8064" in capsys.readouterr().err
    finally:
        keyring.set_keyring(before)


def test_a_signed_package_is_believed_only_of_trusted_keys(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    made = printed(capsys, "identity", "new", "--name", "Иванова А. П.")
    assert call("identity", "export", "--public", home / "anna.keys") == Exit.DONE
    (home / "hub.keys").write_text(trust.line(HUB.public))
    number = "2026-001"
    with open_workspace(home / "w.symbio", read_only=True) as workspace:
        from symbioaudit.storage.reader import records

        number = records(workspace, "audit")[0].id
    assert call("package", "build", number, home / "s.zip", "--sign") == Exit.DONE
    assert str(made["fingerprint"]) in capsys.readouterr().err
    assert call("package", "build", number, home / "u.zip") == Exit.DONE
    told = printed(capsys, "package", "verify", home / "s.zip", "--trust", home / "anna.keys")
    assert told["signer"]["trusted"] is True  # type: ignore[index]
    assert printed(capsys, "package", "verify", home / "u.zip")["signer"] is None
    for words, code in (
        (("s.zip", "--trust", home / "hub.keys"), "SA-7019"),
        (("u.zip", "--trust", home / "anna.keys"), "SA-7018"),
        (("s.zip", "--after", 7), "SA-7023"),
    ):
        assert call("package", "verify", home / words[0], *words[1:]) == Exit.REFUSED
        assert code in capsys.readouterr().err
    (home / "mine.sig").write_bytes(b"\x30\x82 CAdES")
    assert (
        call("package", "attach", home / "s.zip", home / "mine.sig", "--out", home / "q.zip")
        == Exit.DONE
    )
    told = printed(capsys, "package", "verify", home / "q.zip")
    assert told["qualified"] == ["signatures/qualified/mine.sig"]


def test_a_closed_package_and_its_receipt(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    opener = pyrage.x25519.Identity.generate()
    (home / "hub.keys").write_text(f"{trust.line(HUB.public)}age {opener.to_public()} hub\n")
    (home / "secret.txt").write_text(str(opener))
    with open_workspace(home / "w.symbio", read_only=True) as workspace:
        from symbioaudit.storage.reader import records

        audit = records(workspace, "audit")[0]
    closed = home / "closed.age"
    assert (
        call("package", "build", audit.id, closed, "--encrypt-to", home / "hub.keys") == Exit.DONE
    )
    assert call("package", "verify", closed) == Exit.REFUSED
    assert "SA-7013" in capsys.readouterr().err
    told = printed(capsys, "package", "verify", closed, "--open-with", home / "secret.txt")
    (sent,) = json.loads(_out(capsys, "receipt", "list", audit.id, "--json"))
    assert (sent["state"], sent["sha256"]) == ("built", told["sha256"])

    from symbioaudit.exchange import package

    shown = package.read(closed, str(opener).encode()).snapshot
    problem = Problem("stream", shown.streams[0].id, "HUB-12", "код ФККО не найден", "unknown FKKO code", "fkko")  # fmt: skip
    answer = Receipt(
        id="r-1", package=str(told["sha256"]), audit=audit.id, revision=audit.revision, verdict="rejected",
        counts=receipts.counts_of(shown), root=receipts.root_of(shown),
        received_at="2026-03-05T10:00:00+00:00", hub="Платформа", problems=(problem,),
    )  # fmt: skip
    (home / "r.json").write_bytes(receipts.dump(answer, HUB))
    trusted = ("--trust", home / "hub.keys")
    assert call("receipt", "verify", home / "r.json") == Exit.REFUSED
    assert "SA-7021" in capsys.readouterr().err
    assert call("receipt", "verify", home / "r.json", *trusted) == Exit.DONE
    assert "unknown FKKO code" in capsys.readouterr().out
    for _again in range(2):
        assert call("receipt", "import", home / "r.json", *trusted) == Exit.FAILED  # rejected
    (sent,) = json.loads(_out(capsys, "receipt", "list", "--json"))
    assert sent["state"] == "rejected"
    assert sent["receipt"]["problems"][0]["field"] == "fkko"

    from dataclasses import replace

    for changed, code in (
        (replace(answer, id="r-2", package="ab" * 32), "SA-8063"),
        (replace(answer, id="r-3", root="ab" * 32), "SA-7022"),
    ):
        (home / "x.json").write_bytes(receipts.dump(changed, HUB))
        assert call("receipt", "import", home / "x.json", *trusted) == Exit.REFUSED
        assert code in capsys.readouterr().err
    (home / "ok.json").write_bytes(
        receipts.dump(replace(answer, id="r-4", verdict="accepted", problems=(), received_at="2026-03-05T11:00:00+00:00"), HUB)
    )  # fmt: skip
    assert call("receipt", "import", home / "ok.json", *trusted) == Exit.DONE
    assert "accepted" in _out(capsys, "receipt", "list")


def _out(capsys: pytest.CaptureFixture[str], *words: object) -> str:
    capsys.readouterr()
    assert call(*words) == Exit.DONE
    return capsys.readouterr().out


def test_the_password_of_a_workspace(
    home: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("sqlcipher3")
    monkeypatch.setenv("SYMBIOAUDIT_NEW_PASSWORD", SECRET)
    assert call("workspace", "encrypt") == Exit.DONE
    kit = "\n".join(
        line.split(".", 1)[1] for line in capsys.readouterr().out.splitlines() if line.strip()[:2] in ("1.", "2.", "3.", "4.")
    )  # fmt: skip
    cipher.forget()
    assert call("audit", "list") == Exit.FAILED
    assert "SA-5050" in capsys.readouterr().err
    monkeypatch.setenv("SYMBIOAUDIT_PASSWORD", "not this one")
    assert call("audit", "list") == Exit.FAILED
    assert "SA-5051" in capsys.readouterr().err
    monkeypatch.setenv("SYMBIOAUDIT_PASSWORD", SECRET)
    assert call("audit", "list") == Exit.DONE
    assert call("workspace", "check") == Exit.DONE
    monkeypatch.delenv("SYMBIOAUDIT_PASSWORD")
    cipher.forget()
    reader, writer = os.pipe()
    os.write(writer, f"{SECRET}\n".encode())
    os.close(writer)
    assert call("--password-fd", reader, "audit", "list") == Exit.DONE
    os.close(reader)
    # The password is lost: the kit gives the file a new one.
    cipher.forget()
    monkeypatch.setattr(sys, "stdin", io.StringIO(kit))
    monkeypatch.setenv("SYMBIOAUDIT_NEW_PASSWORD", "новый пароль от Анны")
    assert call("workspace", "rekey", "--kit") == Exit.DONE
    cipher.forget()
    monkeypatch.setenv("SYMBIOAUDIT_PASSWORD", "новый пароль от Анны")
    assert call("workspace", "decrypt") == Exit.DONE
    monkeypatch.delenv("SYMBIOAUDIT_PASSWORD")
    cipher.forget()
    assert call("audit", "list") == Exit.DONE


def test_no_secret_is_in_the_bundle_the_log_or_the_workspace(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert call("identity", "new", "--name", "Анна") == Exit.DONE
    key = identity.unlock(SECRET)
    bundle = home / "bundle.zip"
    doctor.write_bundle(bundle, doctor.examine(home / "w.symbio"))
    with zipfile.ZipFile(bundle) as archive:
        inside = b"".join(archive.read(name) for name in archive.namelist())
    inside += b"".join(p.read_bytes() for p in home.rglob("*") if p.is_file())
    secrets = (
        key.seed,
        key.seed.hex().encode(),
        SECRET.encode(),
        *map(str.encode, identity.recovery_lines(key)),
    )
    assert not any(secret in inside for secret in secrets)
    assert key.public.text.encode() in inside  # the test looks where the key is


def test_no_command_takes_a_password_as_an_argument() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "symbioaudit", "workspace", "encrypt", "--password", "x"],
        capture_output=True, check=False,
    )  # fmt: skip
    assert done.returncode == Exit.USAGE


def test_an_encrypted_workspace_holds_what_it_held(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("sqlcipher3")
    monkeypatch.setenv("SYMBIOAUDIT_NEW_PASSWORD", SECRET)
    with open_workspace(home / "w.symbio", read_only=True) as workspace:
        from symbioaudit.storage.reader import records

        id_ = records(workspace, "audit")[0].id
        before = load_snapshot(workspace, id_)
    assert call("workspace", "encrypt") == Exit.DONE
    with open_workspace(home / "w.symbio", read_only=True) as workspace:
        assert load_snapshot(workspace, id_) == before
