"""Start-up: importing the command line and showing its help, against Python with click alone."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator
from functools import partial

from benchmarks.timing import Found, compare

FLOOR = ("-c", "import click")


def run() -> Iterator[Found]:
    """Real processes, real time."""
    for name, command in (
        ("import symbioaudit.cli", ("-c", "import symbioaudit.cli")),
        ("symbioaudit --help", ("-m", "symbioaudit", "--help")),
    ):
        yield compare(
            name,
            partial(_start, *command),
            partial(_start, *FLOOR),
            'python -c "import click"',
            "< 3",
            times=15,
            clock=time.perf_counter,
        )


def _start(*arguments: str) -> None:
    subprocess.run([sys.executable, *arguments], check=True, stdout=subprocess.DEVNULL)
