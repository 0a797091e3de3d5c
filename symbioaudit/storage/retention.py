"""Which rolling backups stay: by age, and within the room they may take. Pure.

A copy is a whole file with its photos, because only a whole file can be proved and put in place as it is;
so it is the number of copies that is held down, not what is in them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Final

SHARE: Final = 6  # times the workspace: what all rolling copies together may take …
LEAST_ROOM: Final = (
    1_000_000_000  # bytes: … and always this much, so that small files keep them all
)
RESERVE: Final = (
    500_000_000  # bytes of the disk that a rolling copy leaves free for the work itself
)


def to_keep(times: Iterable[datetime], now: datetime) -> set[datetime]:
    """Which backups to keep: all of two days, then 12 daily, 10 weekly, 9 monthly (the newest of each)."""
    newest_first = sorted(times, reverse=True)
    keep = {t for t in newest_first if now - t <= timedelta(days=2)}
    older = [t for t in newest_first if t not in keep]
    for count, span in ((12, "%Y-%j"), (10, "%G-%V"), (9, "%Y-%m")):
        newest: dict[str, datetime] = {}
        for t in older:
            newest.setdefault(t.strftime(span), t)
        chosen = list(newest.values())[:count]
        keep |= set(chosen)
        # Each rule looks only at the days, weeks older than those the one before reached.
        reached = {t.strftime(span) for t in chosen}
        older = [t for t in older if t < chosen[-1] and t.strftime(span) not in reached]
    return keep


def room_for(workspace_bytes: int) -> int:
    """How much all rolling backups of a workspace may take together, in bytes; its size: that of a copy."""
    return max(SHARE * workspace_bytes, LEAST_ROOM)


def thinned(sizes: Mapping[datetime, int], room: int, now: datetime) -> set[datetime]:
    """Which of the backups fit into ``room`` bytes.

    The newest and the oldest stay longest. Between them goes first the one whose neighbours stand nearest
    to each other for their age: what is left is dense today and sparse last year.
    """
    kept = sorted(sizes)
    while len(kept) > 1 and sum(sizes[t] for t in kept) > room:
        inner = range(1, len(kept) - 1)
        at = min(inner, key=lambda n: _loss(kept, n, now)) if inner else 0
        del kept[at]
    return set(kept)


def _loss(times: list[datetime], at: int, now: datetime) -> float:
    """What the gap left by one backup would be, against its age."""
    age = max((now - times[at]).total_seconds(), 1.0)
    return (times[at + 1] - times[at - 1]).total_seconds() / age
