"""Through a bad network to a real hub: whatever happens on the way, a package is there once or clearly is not."""

from __future__ import annotations

import random
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

import pytest

from symbioaudit.base import clock
from symbioaudit.exchange.outbox import WAITING
from symbioaudit.exchange.tusclient import Platform
from symbioaudit.services import outbox
from symbioaudit.services.sending import Control, Outcome, Sender
from symbioaudit.services.workspace import Workspace, open_workspace
from symbioaudit.storage import outbox as store
from tests.sync.benches import PIECE, Frozen, HubProcess, outbox_of, packed
from tests.sync.proxy import PASS, FaultProxy, Loop, Plan

RUNS: Final = 320
BLOCKS: Final = 4
ANSWER_TIME: Final = 3.0  # s that the sender waits for an answer here
BALLAST: Final = 90_000
COMMON: Final = (
    "cut_body", "cut_body", "lost", "lost", "cut_answer", "cut_answer", "delay", "twice", "at_once", "reorder",
    "wrong_offset", "bad_offset", "flipped", "500", "502", "503", "504", "429", "423",
)  # fmt: skip
STOPS: Final = ("413", "portal", "elsewhere", "wrong_body", "403")  # somebody has to act
RARE: Final = ("too_late", "kill", "full")


@dataclass(frozen=True)
class End:
    """How one seeded run ended."""

    seed: int
    package: str
    size: int
    sent: int
    faults: tuple[str, ...]
    outcomes: tuple[Outcome, ...]
    state: str

    @property
    def too_much(self) -> bool:
        """More bytes than a tenth over the size and a piece for each cut; a stop of the sender is one."""
        cuts = len(self.faults) + len(self.outcomes) - 1
        return self.sent > 1.1 * self.size + PIECE * cuts


def words(rng: random.Random, seed: int) -> list[str]:
    """What happens to the requests of a run, one after another."""
    found = [rng.choice(COMMON) if rng.random() < 0.35 else PASS for _n in range(14)]
    if seed % 5 == 0:
        found[rng.randrange(10)] = rng.choice(STOPS)
    if seed % 40 == 7:
        found[rng.randrange(2, 9)] = RARE[(seed // 40) % 3]
    return found


class Stopper:
    """Ends a run at a byte, as a lid that closes does."""

    def __init__(self, control: Control, at: int) -> None:
        self.control, self.at = control, at

    def __call__(self, _item: str, sent: int, _size: int) -> None:
        if sent >= self.at:
            self.control.stopping.set()


def one_run(seed: int, hub: HubProcess, loop: Loop, frozen: Frozen, folder: Path) -> End:
    """Hand one package over, as often as it takes; the machine restarts in some runs, clocks are wrong in others."""
    rng = random.Random(seed)
    plan = Plan(words(rng, seed), rng, {"kill": lambda: restart(hub), "full": lambda: fill(hub)})
    path = folder / f"{seed}.symbio"
    with outbox_of(path, frozen):
        pass
    outcomes: list[Outcome] = []
    moment = datetime.now(UTC) + timedelta(days=rng.choice((-1, 0, 0, 1)))
    with FaultProxy(loop, hub.port, plan) as proxy, clock.frozen(moment):
        while len(outcomes) < 30:
            control = Control(random=rng, sleep=lambda s: time.sleep(min(s, 0.2)))
            stop_at = rng.randrange(BALLAST) if rng.random() < 0.2 and len(outcomes) < 3 else 10**9
            with (
                writable(path) as workspace,
                Platform(proxy.url, hub.token, timeout=ANSWER_TIME) as platform,
            ):
                sender = Sender(
                    workspace, platform, hub.trusted, control,
                    tell=Stopper(control, stop_at), tries=4, patience=20, first_pause=0.01,
                )  # fmt: skip
                outcomes.append(sender.run())
                row = store.rows(workspace)[0]
                check_step(outcomes[-1], row, stopped=control.stopping.is_set())
            if row.state == "accepted":
                break
            assert hub.up.wait(60)
    size, sent, done = len(frozen.content), proxy.received, tuple(plan.done)
    return End(seed, frozen.sha256, size, sent, done, tuple(outcomes), row.state)


def writable(path: Path) -> Workspace:
    """The workspace for writing. While a hub is being started its half-made process holds every lock of ours
    for a moment, for it is a copy of this one."""
    for _n in range(200):
        workspace = open_workspace(path)
        if not workspace.read_only:
            return workspace
        workspace.close()
        with _restarting:
            pass
    raise AssertionError(workspace.holder)


def check_step(outcome: Outcome, row: store.Row, *, stopped: bool) -> None:
    """Each run ends delivered, or says why not and still holds the bytes."""
    if row.state == "accepted":
        assert outcome.accepted == (row.id,)
        return
    assert row.state in {state.value for state in WAITING}
    fault = outbox.fault_of(row.fault)
    assert stopped or fault is not None
    if fault is not None:
        assert fault.render("ru") != fault.render("en")


_restarting = threading.Lock()


def restart(hub: HubProcess) -> None:
    """Kill the hub in the middle of everything and start it again."""
    with _restarting:
        hub.kill()
        hub.start()


def fill(hub: HubProcess) -> None:
    """The hub's disk is full for a while."""
    hub.full.touch()
    threading.Timer(0.3, lambda: hub.full.unlink(missing_ok=True)).start()


@pytest.mark.parametrize("block", range(BLOCKS))
def test_every_run_ends_accepted_once(
    block: int, hub: HubProcess, loop: Loop, tmp_path: Path
) -> None:
    seeds = range(block, RUNS, BLOCKS)
    frozen = {s: packed(tmp_path / "p.zip", s, hub.key, ballast=BALLAST) for s in seeds}
    with ThreadPoolExecutor(8) as pool:
        ends = list(pool.map(lambda s: one_run(s, hub, loop, frozen[s], tmp_path), seeds))
    assert [e for e in ends if e.state != "accepted"] == []
    assert [e.seed for e in ends if hub.registered(e.package) != 1] == []
    assert sum(len(e.faults) for e in ends) > 3 * len(ends)
    assert [e for e in ends if e.too_much] == []
