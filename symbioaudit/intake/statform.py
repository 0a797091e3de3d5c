"""Form 2-ТП (отходы), section I, as an import source.

Columns by the Rosstat order of 06.11.2025 No. 614 (OKUD 0609013): 1 stock at the start of the year,
2 generated, 10 used, 13 neutralised, 14 municipal waste handed to the regional operator, 15–26
handed over, 27 and 28 stored and buried on own sites, 29 stock at the end. Masses in tonnes.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

# Column → where the waste goes, a key of the methodology's list of routes.
ROUTES: Final[Mapping[str, str]] = {
    "10": "on_site_reuse",
    "13": "neutralisation",
    "14": "regional_operator",
    "17": "recycling",
    "19": "neutralisation",
    "21": "stock",
    "23": "landfill_third_party",
    "27": "stock",
    "28": "landfill_own",
}


def main_route(masses: Mapping[str, float]) -> str | None:
    """The route that took most of the waste, or None where nothing was moved."""
    sums: dict[str, float] = {}
    for column, route in ROUTES.items():
        sums[route] = sums.get(route, 0.0) + masses.get(column, 0.0)
    best = max(sums, key=lambda route: sums[route])
    return best if sums[best] > 0 else None
