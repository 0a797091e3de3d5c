"""A hub in a process for the tests that share it, and one loop for the proxies."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.sync.benches import HubProcess, make_hub, running
from tests.sync.proxy import Loop


@pytest.fixture(scope="session")
def hub(tmp_path_factory: pytest.TempPathFactory) -> Iterator[HubProcess]:
    """A hub that stays for all tests of this process."""
    with running(make_hub(tmp_path_factory.mktemp("platform") / "хаб")) as made:
        yield made


@pytest.fixture(scope="session")
def loop() -> Iterator[Loop]:
    """Where the proxies run."""
    made = Loop()
    yield made
    made.close()
