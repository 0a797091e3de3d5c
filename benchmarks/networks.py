"""Real networks with their links hidden: how many the matching finds again."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from symbioaudit.methodology import load_pack
from symbioaudit.services.networks import Tested, read_networks, tested, tested_json

ROOT = Path(__file__).resolve().parents[1]
SHARED = Path(os.environ.get("SYMBIOAUDIT_SHARED", ROOT.parent / "shared"))
ROWS = SHARED / "cases/networks/maestri_exchanges_odd_cases.csv"


@dataclass(frozen=True, slots=True)
class Recall:
    """One line: a set of networks, what was ranked, how."""

    name: str
    row: Tested

    def line(self) -> str:
        """One line of the table."""
        found = self.row.found
        tops = "  ".join(f"@{top} {value:.3f}" for top, value in found.recall.items())
        return (
            f"{self.name:<10} {self.row.group:<11} {self.row.way:<10} {tops}  MRR {found.reciprocal:.3f}"
            f"   {found.links} links, {found.streams} streams, {found.plants:.0f} in a ranking"
        )

    def data(self) -> dict[str, Any]:
        """As JSON."""
        return {"name": self.name, **tested_json([self.row])[0]}


def run() -> Iterator[Recall]:
    """All networks, and each half of them: every second one in the order of their names."""
    paths = [
        *sorted((ROOT / "examples/networks").glob("*.yaml")),
        *([ROWS] if ROWS.exists() else []),
    ]
    networks = sorted(read_networks(paths), key=lambda n: n.id)
    pack = load_pack()
    for name, part in (("even half", networks[::2]), ("odd half", networks[1::2])):
        yield from (Recall(name, row) for row in tested(part, pack, pool=False))
    yield from (Recall("all", row) for row in tested(networks, pack, pool=True))
