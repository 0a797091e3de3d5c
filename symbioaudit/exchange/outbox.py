"""The states of a package on its way out, which may follow which, and how long to wait before a new try.

Pure: nothing here knows a disk, a network or the time of day.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from random import Random
from typing import Final


class State(StrEnum):
    """Where a package is. It counts as delivered only in ``ACCEPTED``."""

    DRAFT = "draft"  # to be handed over, not frozen yet
    FROZEN = "frozen"  # its bytes stand, none of them was sent
    SENDING = "sending"  # a part of them may be there
    UNCONFIRMED = "sent-unconfirmed"  # all of them may be there, no receipt yet
    ACCEPTED = "accepted"
    REJECTED = "rejected"


MOVES: Final[Mapping[State, frozenset[State]]] = {
    State.DRAFT: frozenset({State.FROZEN}),
    State.FROZEN: frozenset({State.SENDING, State.UNCONFIRMED, State.ACCEPTED, State.REJECTED}),
    State.SENDING: frozenset({State.FROZEN, State.UNCONFIRMED, State.ACCEPTED, State.REJECTED}),
    State.UNCONFIRMED: frozenset({State.FROZEN, State.SENDING, State.ACCEPTED, State.REJECTED}),
    # An operator may settle a refused package: a newer receipt then says so.
    State.REJECTED: frozenset({State.ACCEPTED}),
    State.ACCEPTED: frozenset(),
}
WAITING: Final = frozenset({State.FROZEN, State.SENDING, State.UNCONFIRMED})
FIRST_PAUSE: Final = 1.0  # s
LONGEST_PAUSE: Final = 300.0  # s
ASKED_MOST: Final = 3600.0  # s: no server makes us wait longer with one answer


def may(old: State, new: State) -> bool:
    """Whether ``new`` may follow ``old``."""
    return new is old or new in MOVES[old]


def pause_before(tries: int, random: Random, *, first: float = FIRST_PAUSE) -> float:
    """Seconds to wait after ``tries`` failures in a row: doubled each time, with jitter, at most five minutes.

    Jitter keeps the laptops of a centre from coming back all at once after a power cut.
    """
    whole = min(LONGEST_PAUSE, first * 2.0 ** min(tries - 1, 30))
    return whole * random.uniform(0.5, 1.0)
