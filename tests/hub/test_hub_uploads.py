"""Uploads at the door: another project's tus client, the rules of tus 1.0, stops between any two steps."""

from __future__ import annotations

import base64
import hashlib
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from tusclient.client import TusClient

from symbioaudit.base import clock
from symbioaudit.exchange import receipts, trust
from symbioaudit.hub import tables as t
from symbioaudit.hub.folder import open_hub
from symbioaudit.hub.uploads import Uploads
from symbioaudit.model.snapshot import Snapshot
from tests.hub.conftest import Running, Serving, add, built

TUS = {"Tus-Resumable": "1.0.0"}
BODY = {**TUS, "Content-Type": "application/offset+octet-stream"}


def ask(running: Running, method: str, path: str, **more: Any) -> httpx.Response:
    headers = {**running.headers, **more.pop("headers", {})}
    url = path if path.startswith("http") else running.url + path
    return httpx.request(method, url, headers=headers, timeout=30, **more)


def begin(running: Running, length: int, **metadata: str) -> str:
    told = ",".join(f"{k} {base64.b64encode(v.encode()).decode()}" for k, v in metadata.items())
    headers = {**TUS, "Upload-Length": str(length), **({"Upload-Metadata": told} if told else {})}
    answer = ask(running, "POST", "/uploads", headers=headers)
    assert answer.status_code == 201, answer.text
    return answer.headers["Location"]


def patch(running: Running, place: str, offset: int, data: bytes, **headers: str) -> httpx.Response:
    told = {
        **BODY,
        "Upload-Offset": str(offset),
        **{k.replace("_", "-"): v for k, v in headers.items()},
    }
    return ask(running, "PATCH", place, headers=told, content=data)


def checksum(data: bytes, name: str) -> str:
    return f"{name} {base64.b64encode(hashlib.new(name, data).digest()).decode()}"


def receipt_of(running: Running, digest: str) -> receipts.Receipt:
    """The receipt, once the hub has taken the package in."""
    store = trust.load(running.hub.public_keys.encode())
    for _try in range(1000):
        answer = ask(running, "GET", f"/receipts/{digest}")
        if answer.status_code == 200:
            return receipts.load(answer.content, store)[0]
        assert answer.status_code == 202
        time.sleep(0.02)
    pytest.fail("no receipt came")


@pytest.mark.parametrize("chunk", [7_001, 10_000_000])
def test_another_projects_client_uploads_and_the_receipt_is_ours(
    running: Running, tmp_path: Path, audit_shown: Snapshot, chunk: int
) -> None:
    path = tmp_path / "a.zip"
    digest = built(path, audit_shown, running.key)
    client = TusClient(f"{running.url}/uploads", headers=running.headers)
    metadata = {"package": digest, "sha256": hashlib.sha256(path.read_bytes()).hexdigest()}
    with path.open("rb") as stream:
        client.uploader(
            file_stream=stream, chunk_size=chunk, metadata=metadata, upload_checksum=True
        ).upload()
    receipt = receipt_of(running, digest)
    assert receipt.accepted, receipt.problems
    receipts.check_ours(
        receipt, digest, 1, receipts.counts_of(audit_shown) | receipt.counts, receipt.root
    )


def test_another_projects_client_resumes_after_a_stop(
    running: Running, tmp_path: Path, audit_shown: Snapshot
) -> None:
    path = tmp_path / "a.zip"
    digest = built(path, audit_shown, running.key)
    client = TusClient(f"{running.url}/uploads", headers=running.headers)
    with path.open("rb") as stream:
        first = client.uploader(file_stream=stream, chunk_size=4096, metadata={"package": digest})
        first.upload_chunk()
        second = client.uploader(file_stream=stream, chunk_size=50_000, url=first.url)
        assert second.offset == 4096
        second.upload()
    assert receipt_of(running, digest).accepted


def test_what_the_server_speaks_is_told_without_a_key(running: Running) -> None:
    answer = httpx.options(f"{running.url}/uploads")
    assert answer.status_code == 204
    assert answer.headers["Tus-Version"] == "1.0.0"
    assert set(answer.headers["Tus-Extension"].split(",")) >= {"creation", "checksum", "expiration"}
    assert answer.headers["Tus-Checksum-Algorithm"] == "sha1,sha256"


def test_the_rules_of_offsets_and_types(running: Running) -> None:
    place = begin(running, 10)
    assert ask(running, "HEAD", place, headers={"Tus-Resumable": "0.2.2"}).status_code == 412
    assert ask(running, "PATCH", place, headers={**TUS, "Upload-Offset": "0"}).status_code == 415
    assert patch(running, place, 3, b"abc").status_code == 409
    assert patch(running, place, 0, b"abcd").headers["Upload-Offset"] == "4"
    head = ask(running, "HEAD", place, headers=TUS)
    assert (head.headers["Upload-Offset"], head.headers["Upload-Length"]) == ("4", "10")
    assert head.headers["Cache-Control"] == "no-store"
    assert "GMT" in head.headers["Upload-Expires"]
    assert patch(running, place, 4, b"1234567").status_code == 413
    assert ask(running, "HEAD", place, headers=TUS).headers["Upload-Offset"] == "4"
    assert patch(running, place, -1, b"x").status_code == 400
    assert ask(running, "DELETE", place, headers=TUS).status_code == 204
    assert ask(running, "HEAD", place, headers=TUS).status_code == 404


def test_methods_may_be_named_in_a_header(running: Running) -> None:
    place = begin(running, 10)
    headers = {**BODY, "Upload-Offset": "0", "X-HTTP-Method-Override": "PATCH"}
    answer = ask(running, "POST", place, headers=headers, content=b"abc")
    assert (answer.status_code, answer.headers["Upload-Offset"]) == (204, "3")


@pytest.mark.parametrize("name", ["sha1", "sha256"])
def test_a_stretch_with_a_wrong_checksum_is_dropped(running: Running, name: str) -> None:
    place = begin(running, 10)
    wrong = patch(running, place, 0, b"abcd", Upload_Checksum=checksum(b"abce", name))
    assert wrong.status_code == 460
    assert ask(running, "HEAD", place, headers=TUS).headers["Upload-Offset"] == "0"
    right = patch(running, place, 0, b"abcd", Upload_Checksum=checksum(b"abcd", name))
    assert right.status_code == 204
    assert patch(running, place, 4, b"x", Upload_Checksum="md5 AAAA").status_code == 400


def test_an_upload_in_use_is_locked(running: Running) -> None:
    place = begin(running, 10)
    upload = running.hub.uploads.read(place.rpartition("/")[2])
    assert upload is not None
    with running.hub.uploads.writing(upload, 0, None) as part:
        answer = patch(running, place, 0, b"abc")
        assert (answer.status_code, answer.headers["Retry-After"]) == (423, "5")
        part.write(b"xy")
    assert ask(running, "HEAD", place, headers=TUS).headers["Upload-Offset"] == "2"


def test_parallel_writers_never_mix(running: Running) -> None:
    place = begin(running, 400_000)
    pieces = [bytes([n]) * 100_000 for n in range(6)]
    answers: list[int] = []

    def one(piece: bytes) -> None:
        answers.append(patch(running, place, 0, piece).status_code)

    threads = [threading.Thread(target=one, args=(piece,)) for piece in pieces]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers.count(204) == 1
    assert set(answers) <= {204, 409, 423}
    upload = running.hub.uploads.read(place.rpartition("/")[2])
    assert upload is not None
    assert running.hub.uploads.data(upload).read_bytes() in pieces


def test_an_upload_that_nobody_goes_on_with_expires(tmp_path: Path) -> None:
    uploads = Uploads(tmp_path, life=3600, spare=0)
    upload = uploads.begin(10, "me", {})
    assert uploads.sweep() == 0
    with clock.frozen(clock.now() + timedelta(hours=2)):
        with pytest.raises(Exception, match="expired") as gone:
            uploads.find(upload.id, "me")
        assert getattr(gone.value, "status", 0) == 410
        assert uploads.sweep() == 1
    assert uploads.read(upload.id) is None


def test_somebody_elses_upload_is_not_there(running: Running) -> None:
    from symbioaudit.exchange.keys import new_key

    place = begin(running, 10)
    other = replace(running, token=add(running.hub, new_key("Другой")))
    assert ask(other, "HEAD", place, headers=TUS).status_code == 404
    nobody = httpx.head(running.url + place, headers=TUS)
    assert nobody.status_code == 401


def test_what_is_cut_off_in_mid_stretch_stays_and_a_checked_stretch_does_not(
    running: Running,
) -> None:
    host, port = running.url.removeprefix("http://").split(":")
    for told, kept in (({}, "100000"), ({"Upload-Checksum": checksum(b"x", "sha256")}, "0")):
        place = begin(running, 300_000)
        lines = {
            **running.headers,
            **BODY,
            **told,
            "Upload-Offset": "0",
            "Content-Length": "200000",
        }
        head = "".join(f"{k}: {v}\r\n" for k, v in {"Host": host, **lines}.items())
        with socket.create_connection((host, int(port))) as line:
            line.sendall(f"PATCH {place} HTTP/1.1\r\n{head}\r\n".encode() + bytes(100_000))
        for _try in range(500):
            answer = ask(running, "HEAD", place, headers=TUS)
            upload = running.hub.uploads.read(place.rpartition("/")[2])
            assert upload is not None
            with running.hub.uploads.taking(upload) as free:
                if (
                    free
                    and answer.headers["Upload-Offset"] == kept
                    and running.hub.uploads.offset(upload) == int(kept)
                ):
                    break
            time.sleep(0.01)
        else:
            pytest.fail(answer.headers["Upload-Offset"])


def test_what_a_kill_left_unchecked_is_cut_off(tmp_path: Path) -> None:
    uploads = Uploads(tmp_path, life=3600, spare=0)
    upload = uploads.begin(10, "me", {})
    uploads.data(upload).write_bytes(b"goodbad")  # the writer died before the checksum was compared
    (tmp_path / upload.id / "mark").write_text("4")
    assert uploads.offset(upload) == 4
    with uploads.writing(upload, 4, None) as part:
        part.write(b"better")
    assert uploads.data(upload).read_bytes() == b"goodbetter"


def test_a_full_disk_is_told_and_loses_nothing(
    running: Running, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, audit_shown: Snapshot
) -> None:
    path = tmp_path / "a.zip"
    digest = built(path, audit_shown, running.key)
    data = path.read_bytes()
    place = begin(running, len(data), package=digest)
    assert patch(running, place, 0, data[:1000]).status_code == 204

    class Full:
        """A disk that takes one hundred bytes more."""

        def __init__(self, handle: Any) -> None:
            self.handle, self.room = handle, 100

        def __getattr__(self, name: str) -> Any:
            return getattr(self.handle, name)

        def write(self, piece: memoryview) -> int:
            if not self.room:
                raise OSError(28, "No space left on device")
            done = self.handle.write(piece[: self.room])
            self.room -= done
            return done

    from symbioaudit.hub import uploads as module

    part = module.Part
    monkeypatch.setattr(module, "Part", lambda handle, *more: part(Full(handle), *more))
    for told in ({}, {"Upload_Checksum": checksum(data[1000:], "sha256")}):
        offset = int(ask(running, "HEAD", place, headers=TUS).headers["Upload-Offset"])
        answer = patch(running, place, offset, data[offset:], **told)
        assert (answer.status_code, answer.headers["Retry-After"]) == (507, "5")
    assert int(ask(running, "HEAD", place, headers=TUS).headers["Upload-Offset"]) == 1100
    monkeypatch.setattr(module, "Part", part)
    assert patch(running, place, 1100, data[1100:]).status_code == 204
    assert receipt_of(running, digest).accepted
    running.hub.uploads.spare = 1 << 60
    refused = ask(running, "POST", "/uploads", headers={**TUS, "Upload-Length": "10"})
    assert refused.status_code == 507


def test_sizes_and_numbers_of_uploads_are_limited(hub_folder: Path) -> None:
    from symbioaudit.exchange.keys import new_key

    hub = open_hub(hub_folder)
    small = replace(hub.settings, max_package=1000, max_open_uploads=2, requests_per_minute=8)
    hub = type(hub)(small, hub.key, hub.identities, hub.database, hub.uploads, hub.public_keys)
    key = new_key("Иванова")
    running = Running(hub, "", key, add(hub, key), hub_folder)
    with Serving(hub) as url:
        running.url = url
        too_long = ask(running, "POST", "/uploads", headers={**TUS, "Upload-Length": "1001"})
        assert too_long.status_code == 413
        begin(running, 10)
        begin(running, 10)
        third = ask(running, "POST", "/uploads", headers={**TUS, "Upload-Length": "10"})
        assert third.status_code == 429
        answers = [ask(running, "GET", "/receipts/" + "a" * 64) for _n in range(9)]
        assert answers[-1].status_code == 429
        assert int(answers[-1].headers["Retry-After"]) >= 1


def test_after_the_answer_was_lost_the_offset_is_still_told(
    running: Running, tmp_path: Path, audit_shown: Snapshot
) -> None:
    path = tmp_path / "a.zip"
    digest = built(path, audit_shown, running.key)
    data = path.read_bytes()
    place = begin(running, len(data), package=digest)
    patch(running, place, 0, data)
    assert receipt_of(running, digest).accepted
    for _try in range(200):
        head = ask(running, "HEAD", place, headers=TUS)
        assert head.headers["Upload-Offset"] == str(len(data))
        if not (running.hub.uploads.folder / place.rpartition("/")[2]).exists():
            break
        time.sleep(0.01)
    else:
        pytest.fail("the bytes of what was taken in are kept twice")


# Stops: the hub in a process of its own, killed between two steps


STEPS = {
    "before it is noted": ("symbioaudit.hub.hub", "Hub._announce"),
    "before it is taken in": ("symbioaudit.hub.ingest", "Ingest.take"),
    "before the file is kept": ("symbioaudit.hub.ingest", "Ingest._keep"),
    "before it is registered": ("symbioaudit.hub.registry", "register"),
    "inside the transaction": ("symbioaudit.hub.registry", "settle_site"),
    "before the bytes are let go": ("symbioaudit.hub.uploads", "Uploads.taken"),
    "while the bytes are let go": ("symbioaudit.hub.uploads", "Uploads.drop"),
}
KILLED = """
import importlib, os, signal, sys
module, name = sys.argv[3].split(":")
target = importlib.import_module(module)
*path, last = name.split(".")
for each in path:
    target = getattr(target, each)
setattr(target, last, lambda *a, **k: os.kill(os.getpid(), signal.SIGKILL))
import socket, uvicorn
from pathlib import Path
from symbioaudit.hub.app import application
from symbioaudit.hub.folder import open_hub
config = uvicorn.Config(application(open_hub(Path(sys.argv[1]))), port=int(sys.argv[2]), log_level="warning")
uvicorn.Server(config).run()
"""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for(url: str) -> None:
    for _try in range(1500):
        try:
            if httpx.get(f"{url}/health").status_code == 200:
                return
        except httpx.TransportError:
            time.sleep(0.02)
    pytest.fail("the hub does not start")


@pytest.mark.parametrize("step", STEPS)
def test_a_kill_between_any_two_steps_takes_the_package_in_once(
    hub_folder: Path, tmp_path: Path, audit_shown: Snapshot, step: str
) -> None:
    from symbioaudit.exchange.keys import new_key

    hub, key, port = open_hub(hub_folder), new_key("Иванова"), free_port()
    running = Running(hub, f"http://127.0.0.1:{port}", key, add(hub, key), hub_folder)
    path = tmp_path / "a.zip"
    digest = built(path, audit_shown, key)
    data = path.read_bytes()
    where = ":".join(STEPS[step])
    command = [sys.executable, "-c", KILLED, str(hub_folder), str(port), where]
    with subprocess.Popen(command, stderr=subprocess.DEVNULL) as process:
        wait_for(running.url)
        place = begin(running, len(data), package=digest)
        with suppress(httpx.TransportError):  # killed before the answer
            patch(running, place, 0, data)
        assert process.wait(60) == -signal.SIGKILL
    hub.database.close()
    again = open_hub(hub_folder)
    with Serving(again) as url:
        running.hub, running.url = again, url
        receipt = receipt_of(running, digest)
        assert receipt.accepted
        with again.database.reading() as connection:
            for table in (t.packages, t.audits, t.revisions):
                assert len(connection.execute(table.select()).all()) == 1
        for _try in range(300):
            with again.database.reading() as connection:
                if not connection.execute(t.waiting.select()).all():
                    break
            time.sleep(0.02)
        else:
            pytest.fail("still waiting")
    assert (again.settings.packages / f"{digest}.zip").read_bytes() == data


@pytest.fixture
def served(hub_folder: Path) -> Iterator[tuple[str, subprocess.Popen[bytes], Path]]:
    port = free_port()
    log = hub_folder / "log"
    command = [
        sys.executable,
        "-m",
        "symbioaudit",
        "hub",
        "serve",
        str(hub_folder),
        "--port",
        str(port),
    ]
    with log.open("wb") as handle, subprocess.Popen(command, stderr=handle) as process:
        url = f"http://127.0.0.1:{port}"
        wait_for(url)
        yield url, process, log
        process.kill()


def test_the_command_serves_logs_json_and_stops_gracefully(
    served: tuple[str, subprocess.Popen[bytes], Path],
) -> None:
    import json

    url, process, log = served
    httpx.get(f"{url}/resources?region=51&since=2026-01-01T00:00:00Z")
    os.kill(process.pid, signal.SIGTERM)
    assert process.wait(30) in {0, -signal.SIGTERM}
    lines = [json.loads(line) for line in log.read_text().splitlines()]
    assert any("/resources" in line["text"] for line in lines)
    assert "region=51" not in log.read_text()
