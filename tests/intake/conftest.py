"""The methodology and a small audit for the intake's tests."""

from __future__ import annotations

import pytest

from symbioaudit.methodology import Pack, load_pack


@pytest.fixture(scope="session")
def pack() -> Pack:
    """The methodology whose forms the questionnaire asks."""
    return load_pack()
