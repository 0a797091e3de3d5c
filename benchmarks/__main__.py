"""``python -m benchmarks [NAME…] [--json]``: every ratio measured in this one run."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Iterator
from typing import Final

from benchmarks import (
    amounts,
    computing,
    grid,
    growing,
    hub,
    live,
    matching,
    networks,
    printing,
    starting,
    storing,
    window,
)
from benchmarks.timing import Found, machine

ALL: Final[dict[str, Callable[[], Iterator[Found]]]] = {
    "amounts": amounts.run,
    "startup": starting.run,
    "commit": storing.commit,
    "load": storing.load,
    "encrypted": storing.encrypted,
    "analyse": computing.run,
    "report": printing.run,
    "intake": growing.workbooks,
    "growth": growing.streams,
    "matching": matching.run,
    "networks": networks.run,
    "hub": hub.run,
    "window": window.run,
    "grid": grid.run,
    "live": live.run,
}


def main() -> None:
    """Run what is named, or everything; print as it is found."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(ALL))
    parser.add_argument("--json", action="store_true", help="one JSON object at the end")
    wanted = parser.parse_args()
    unknown = set(wanted.names) - ALL.keys()
    if unknown:
        parser.error(f"no such benchmark: {', '.join(sorted(unknown))}")
    facts = machine()
    out = sys.stderr if wanted.json else sys.stdout
    print(" · ".join(facts.values()), file=out)
    found = []
    for name in wanted.names or ALL:
        for item in ALL[name]():
            print(item.line(), file=out, flush=True)
            found.append(item.data())
    if wanted.json:
        print(json.dumps({"machine": facts, "results": found}, ensure_ascii=False, indent=2))


if __name__ == "__main__":
    main()
