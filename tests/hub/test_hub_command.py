"""The hub from the terminal: made, opened to people, closed to them; told where the extra is missing."""

from __future__ import annotations

import json
import stat
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from symbioaudit.cli import main
from symbioaudit.exchange import package, receipts, sealing, trust
from symbioaudit.exchange.keys import new_key
from symbioaudit.hub.folder import open_hub
from symbioaudit.methodology import load_pack
from symbioaudit.model.snapshot import Snapshot
from tests.hub.conftest import Running, Serving


def run(*words: object) -> int:
    with pytest.raises(SystemExit) as done:
        main(["--lang", "en", "hub", *map(str, words)])
    return int(done.value.code or 0)


def test_a_hub_is_made_once_and_its_keys_are_its_owners(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "hub"
    assert run("init", folder, "--name", "Платформа") == 0
    store = trust.load(capsys.readouterr().out.encode())
    assert [(k.role, k.name) for k in store.keys] == [("hub", "Платформа")]
    assert len(store.recipients) == 1
    for name in ("hub.key", "hub.age", "hub.secret"):
        assert stat.S_IMODE((folder / name).stat().st_mode) == 0o600
    assert run("init", folder) != 0
    assert "SA-9511" in capsys.readouterr().err
    assert run("keys", "list", tmp_path) != 0
    assert "SA-9510" in capsys.readouterr().err


def test_keys_open_and_close_the_door(
    hub_folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    key = new_key("Иванова А. П.")
    file = tmp_path / "ivanova.keys"
    file.write_text(trust.line(key.public), encoding="utf-8")
    assert run("keys", "add", hub_folder, file, "--role", "operator", "--region", "51") == 0
    token = capsys.readouterr().out.strip()
    assert run("keys", "list", hub_folder, "--json") == 0
    (row,) = json.loads(capsys.readouterr().out)
    assert (row["name"], row["role"], row["region"]) == ("Иванова А. П.", "operator", "51")
    assert row["fingerprint"] == key.public.fingerprint
    assert token.encode() not in (hub_folder / "hub.sqlite").read_bytes()
    headers = {"Authorization": f"Bearer {token}"}
    with Serving(open_hub(hub_folder)) as url:
        assert httpx.get(f"{url}/queue", headers=headers).status_code == 200
        assert run("keys", "revoke", hub_folder, row["fingerprint"][:9]) == 0
        assert httpx.get(f"{url}/queue", headers=headers).status_code == 401
    assert run("keys", "revoke", hub_folder, "FFFF FFFF") != 0
    assert "SA-9512" in capsys.readouterr().err
    file.write_text("# nobody\n", encoding="utf-8")
    assert run("keys", "add", hub_folder, file) != 0
    assert "SA-9516" in capsys.readouterr().err


@pytest.mark.parametrize(("name", "words"), [("fastapi", ["openapi"]), ("uvicorn", ["serve", "x"])])
def test_without_the_extra_the_program_says_what_to_install(
    tmp_path: Path, name: str, words: list[str]
) -> None:
    code = (
        f"import sys; sys.modules[{name!r}] = None\n"
        f"from symbioaudit.cli import main; main(['--lang', 'en', 'hub', *{words!r}])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, cwd=tmp_path, check=False
    )
    assert done.returncode != 0
    assert "SA-9513" in done.stderr
    assert name in done.stderr
    helped = subprocess.run(
        [sys.executable, "-c", code.replace(repr(words), "['--help']")],
        capture_output=True,
        text=True,
        check=False,
    )
    assert helped.returncode == 0


def test_several_processes_need_a_server_database(
    hub_folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("serve", hub_folder, "--processes", "2") != 0
    assert "PostgreSQL" in capsys.readouterr().err


def test_a_package_closed_for_the_hub_is_opened_by_it_alone(
    running: Running, tmp_path: Path, audit_shown: Snapshot
) -> None:
    store = trust.load(running.hub.public_keys.encode())
    forms = tuple(load_pack("is-screening-ru", None).forms.values())
    bag = package.prepare(audit_shown, forms, signer=running.key)
    path = tmp_path / "closed.age"
    bag.write(path, store.recipients)
    assert sealing.is_sealed(path)
    me = running.key.public.fingerprint
    receipt = receipts.load(running.hub.ingest.take(path, me, {"package": bag.sha256}), store)[0]
    assert receipt.accepted
    assert receipt.package == bag.sha256


def test_everything_can_be_matched_anew(
    hub_folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("match", hub_folder) == 0
    assert "matches: 0" in capsys.readouterr().out


def test_two_processes_on_one_database_share_the_work(
    tmp_path: Path, postgres: str, audit_shown: Snapshot
) -> None:
    """Both take the same finished upload at the same moment: one record, the bytes let go once."""
    import threading

    from symbioaudit.hub import tables as t
    from symbioaudit.hub.folder import init
    from tests.hub.conftest import add, built, new_database

    folder = tmp_path / "hub"
    init(folder, name="hub", database=new_database(postgres))
    hubs = [open_hub(folder), open_hub(folder)]
    key = new_key("Иванова")
    add(hubs[0], key)
    path = tmp_path / "a.zip"
    digest = built(path, audit_shown, key)
    data = path.read_bytes()
    upload = hubs[0].uploads.begin(len(data), key.public.fingerprint, {"package": digest})
    with hubs[0].uploads.writing(upload, 0, None) as part:
        part.write(data)
    for hub in hubs:
        hub.find_left()
    threads = [threading.Thread(target=hub.take, args=(upload.id,)) for hub in hubs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert hubs[1].uploads.is_done(upload)
    hubs[0].take(upload.id)
    with hubs[0].database.reading() as connection:
        assert len(connection.execute(t.packages.select()).all()) == 1
        assert connection.execute(t.waiting.select()).all() == []
    for hub in hubs:
        hub.database.close()
