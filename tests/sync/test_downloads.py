"""Files from a platform: resumed by range, begun anew when they changed, signed, and only suggestions."""

from __future__ import annotations

import hashlib
import random
import threading
from collections.abc import Iterator
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from symbioaudit.base.errors import SymbioError
from symbioaudit.exchange import downloads, market, signedfile, trust
from symbioaudit.exchange.keys import SigningKey
from symbioaudit.exchange.tusclient import Platform
from symbioaudit.services import pulling
from symbioaudit.services.sending import Control

HUB = SigningKey(bytes(range(5, 37)), "Платформа", "hub")
TRUSTED = trust.TrustStore((HUB.public,))
BIG = random.Random(1).randbytes(300_000)


class Shelf(BaseHTTPRequestHandler):
    """Gives out ``files`` by path, with ranges; ``cut`` ends an answer early."""

    files: dict[str, bytes]
    cut: int
    seen: list[str]

    def do_GET(self) -> None:
        content = self.files.get(self.path)
        self.seen.append(self.headers.get("Range", ""))
        if content is None:
            self.send_response(404)
            self.send_header("Content-Length", "0")
            self.end_headers()
            return
        tag = f'"{hashlib.sha256(content).hexdigest()[:16]}"'
        begin = 0
        if self.headers.get("If-Range") == tag and self.headers.get("Range"):
            begin = int(self.headers["Range"].removeprefix("bytes=").rstrip("-"))
        self.send_response(206 if begin else 200)
        if begin:
            self.send_header("Content-Range", f"bytes {begin}-{len(content) - 1}/{len(content)}")
        self.send_header("ETag", tag)
        self.send_header("Content-Length", str(len(content) - begin))
        self.end_headers()
        end = begin + self.cut if self.cut else None
        self.wfile.write(content[begin:end])

    def log_message(self, *_words: object) -> None:
        """Say nothing."""


@pytest.fixture
def shelf() -> Iterator[tuple[type[Shelf], Platform]]:
    class Own(Shelf):
        files: dict[str, bytes] = {}  # noqa: RUF012 (a new one for each test)
        cut = 0
        seen: list[str] = []  # noqa: RUF012

    server = ThreadingHTTPServer(("127.0.0.1", 0), Own)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    with Platform(f"http://127.0.0.1:{server.server_port}", timeout=20) as platform:
        yield Own, platform
    server.shutdown()
    thread.join()
    server.server_close()


def fetched(platform: Platform, target: Path, **more: Any) -> bool:
    return downloads.fetch(platform, "/big", target, most=10**6, **more)


def test_a_cut_costs_nothing_that_had_come(
    shelf: tuple[type[Shelf], Platform], tmp_path: Path
) -> None:
    own, platform = shelf
    own.files["/big"] = BIG
    own.cut = 100_000
    for _n in range(2):
        with pytest.raises(SymbioError, match="SA-7050"):
            fetched(platform, tmp_path / "big")
    assert fetched(platform, tmp_path / "big")
    assert own.seen == ["", "bytes=100000-", "bytes=200000-"]
    assert (tmp_path / "big").read_bytes() == BIG
    assert [p.name for p in tmp_path.iterdir()] == ["big"]


def test_another_version_begins_anew(shelf: tuple[type[Shelf], Platform], tmp_path: Path) -> None:
    own, platform = shelf
    own.files["/big"] = BIG
    own.cut = 100_000
    with pytest.raises(SymbioError, match="SA-7050"):
        fetched(platform, tmp_path / "big")
    own.files["/big"], own.cut = BIG[::-1], 0
    assert fetched(platform, tmp_path / "big")
    assert (tmp_path / "big").read_bytes() == BIG[::-1]


def test_what_is_longer_than_allowed_is_not_kept(
    shelf: tuple[type[Shelf], Platform], tmp_path: Path
) -> None:
    own, platform = shelf
    own.files["/big"] = BIG
    with pytest.raises(SymbioError, match="SA-7002"):
        downloads.fetch(platform, "/big", tmp_path / "big", most=1000)
    assert not (tmp_path / "big").exists()
    assert not downloads.fetch(platform, "/none", tmp_path / "none", most=1000)


def test_updates_are_verified_and_only_kept(
    shelf: tuple[type[Shelf], Platform], tmp_path: Path
) -> None:
    own, platform = shelf
    item = {
        "kind": "library",
        "name": "fkko",
        "version": "2026.11",
        "file": "fkko.csv",
        "size": len(BIG),
        "sha256": hashlib.sha256(BIG).hexdigest(),
    }
    own.files["/updates"] = signedfile.dump("updates", {"items": [item]}, HUB)
    own.files["/files/fkko.csv"] = BIG
    own.files["/catalogue"] = market.dump(
        {"schema": "symbioaudit/catalogue-1.0", "plants": []}, as_of="", hub="x", key=HUB
    )
    pull = partial(pulling.pull, platform, TRUSTED, tmp_path, Control())
    listed = pull()
    assert [u.path for u in listed.updates] == [None]
    (update,) = pull(fetch_updates=True).updates
    assert update.path is not None
    assert update.path.read_bytes() == BIG
    assert pull().fresh is False
    own.files["/files/fkko.csv"] = BIG[::-1]
    update.path.unlink()
    with pytest.raises(SymbioError, match="SA-7061"):
        pull(fetch_updates=True)
    assert not update.path.exists()


@pytest.mark.parametrize("path", ["/updates", "/catalogue"])
def test_every_flipped_byte_and_every_stranger_is_refused(
    shelf: tuple[type[Shelf], Platform], tmp_path: Path, path: str
) -> None:
    own, platform = shelf
    stranger = SigningKey(bytes(32), "Чужая", "hub")
    bodies = {
        "/updates": partial(signedfile.dump, "updates", {"items": []}),
        "/catalogue": lambda key: market.dump(
            {"schema": "symbioaudit/catalogue-1.0", "plants": []}, as_of="", hub="x", key=key
        ),
    }
    good = bodies[path](key=HUB) if path == "/catalogue" else bodies[path](HUB)
    own.files[path] = good
    pulling.pull(platform, TRUSTED, tmp_path, Control())
    for at in range(0, len(good), 7):
        own.files[path] = good[:at] + bytes([good[at] ^ 1]) + good[at + 1 :]
        with pytest.raises(SymbioError, match="SA-70"):
            pulling.pull(platform, TRUSTED, tmp_path, Control())
    own.files[path] = bodies[path](key=stranger) if path == "/catalogue" else bodies[path](stranger)
    with pytest.raises(SymbioError, match="SA-7021"):
        pulling.pull(platform, TRUSTED, tmp_path, Control())


def test_a_listed_file_cannot_lead_out_of_the_folder(
    shelf: tuple[type[Shelf], Platform], tmp_path: Path
) -> None:
    own, platform = shelf
    item = {"kind": "pack", "name": "../x", "version": "1", "file": "a", "size": 1}
    own.files["/updates"] = signedfile.dump(
        "updates", {"items": [item | {"sha256": "0" * 64}]}, HUB
    )
    with pytest.raises(SymbioError, match="SA-7061"):
        pulling.pull(platform, TRUSTED, tmp_path, Control(), fetch_updates=True)
