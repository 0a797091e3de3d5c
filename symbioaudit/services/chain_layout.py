"""Chains laid out in columns: each plant as far to the right as the longest way to it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from symbioaudit.analysis.symbiosis.chains import Chain
from symbioaudit.analysis.symbiosis.matching import Match


@dataclass(frozen=True, slots=True)
class Layers:
    """Where each plant stands: column and row; the links between them, each once."""

    places: Mapping[str, tuple[int, int]]
    names: Mapping[str, str]
    links: tuple[Match, ...]
    columns: int
    rows: tuple[int, ...]  # plants of each column


def layers(chains: Iterable[Chain]) -> Layers:
    """Columns by the mean place of a plant in its chains, rows in the order in which chains come."""
    places: dict[str, list[int]] = {}
    names: dict[str, str] = {}
    links: dict[tuple[str, str, str], Match] = {}
    for chain in chains:
        for number, plant in enumerate(chain.plants):
            places.setdefault(plant, []).append(number)
        for match in chain.links:
            names[match.donor.id], names[match.receiver.id] = match.donor.name, match.receiver.name
            links.setdefault((match.donor.id, match.receiver.id, match.have.id), match)
    columns: dict[int, list[str]] = {}
    for plant, seen in places.items():
        columns.setdefault(round(sum(seen) / len(seen)), []).append(plant)
    found = {
        plant: (number, row)
        for number, key in enumerate(sorted(columns))
        for row, plant in enumerate(columns[key])
    }
    rows = tuple(len(columns[key]) for key in sorted(columns))
    return Layers(found, names, tuple(links.values()), max(len(rows), 1), rows or (1,))
