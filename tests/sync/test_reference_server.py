"""Our uploader against the reference server of the tus project (npm @tus/server), also through a bad network."""

from __future__ import annotations

import random
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from symbioaudit.exchange.outbox import State
from symbioaudit.exchange.trust import TrustStore
from symbioaudit.exchange.tusclient import Platform
from symbioaudit.services import outbox
from symbioaudit.services.sending import Control, Sender
from symbioaudit.services.workspace import Workspace
from tests.sync.benches import PIECE, Frozen, outbox_of, packed
from tests.sync.proxy import FaultProxy, Loop, Plan

HERE = Path(__file__).parent / "node"


@pytest.fixture(scope="module")
def reference(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[int, Path]]:
    """The server's port and the folder where it keeps what came."""
    if not (HERE / "node_modules" / "@tus" / "server").is_dir():
        pytest.fail("the reference server is not installed: make reference-server")
    folder = tmp_path_factory.mktemp("tus")
    command = [str(Path(sys.executable).with_name("node")), str(HERE / "server.mjs"), str(folder)]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        yield int(process.stdout.readline()), folder
        process.stdin.close()


@pytest.fixture
def frozen(tmp_path: Path) -> Frozen:
    return packed(tmp_path / "p.zip", random.randrange(10**9), None, ballast=120_000)


def hand_over(workspace: Workspace, url: str, seed: int) -> outbox.Item:
    """Send until all is there; this server gives no receipts, so it ends as not confirmed."""
    control = Control(random=random.Random(seed), sleep=lambda _s: None)
    for _n in range(20):
        with Platform(url, timeout=20) as platform:
            Sender(
                workspace,
                platform,
                TrustStore(),
                control,
                tries=6,
                patience=0.0,
                first_pause=0.01,
            ).run()
        (item,) = outbox.items(workspace)
        if item.state is State.UNCONFIRMED and item.row.sent == item.row.size:
            return item
    raise AssertionError(item)


def test_the_bytes_arrive_as_they_were_frozen(
    reference: tuple[int, Path], frozen: Frozen, tmp_path: Path
) -> None:
    port, folder = reference
    with outbox_of(tmp_path / "w.symbio", frozen) as workspace:
        item = hand_over(workspace, f"http://127.0.0.1:{port}", 1)
        assert item.fault is not None
        assert item.fault.code == "SA-7058"
        assert item.row.upload is not None
        assert (folder / item.row.upload.rsplit("/", 1)[1]).read_bytes() == frozen.content


@pytest.mark.parametrize("seed", range(12))
def test_it_resumes_on_a_server_without_checksums(
    reference: tuple[int, Path], frozen: Frozen, loop: Loop, tmp_path: Path, seed: int
) -> None:
    """What arrived of a cut body stays there, and sending goes on in the middle of a piece."""
    port, folder = reference
    rng = random.Random(seed)
    faults = ("cut_body", "lost", "cut_answer", "500", "twice", "delay", "reorder")
    plan = Plan([rng.choice(faults) if rng.random() < 0.5 else "pass" for _n in range(12)], rng)
    with (
        outbox_of(tmp_path / "w.symbio", frozen) as workspace,
        FaultProxy(loop, port, plan) as proxy,
    ):
        item = hand_over(workspace, proxy.url, seed)
        assert item.row.upload is not None
        kept = (folder / item.row.upload.rsplit("/", 1)[1]).read_bytes()
        assert kept == frozen.content
        assert proxy.received <= 1.1 * len(kept) + PIECE * len(plan.done)


def test_an_upload_can_be_given_up(reference: tuple[int, Path]) -> None:
    with Platform(f"http://127.0.0.1:{reference[0]}", timeout=20) as platform:
        url = platform.create(10, {"filename": "а.zip"})
        assert platform.offset(url, 10) == 0
        platform.remove(url)
        assert platform.offset(url, 10) is None
        platform.remove(url)
