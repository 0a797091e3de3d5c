"""Pure functions over a frozen snapshot and a pack: results with their derivations."""

from symbioaudit.analysis.analyse import analyse
from symbioaudit.analysis.results import Results

__all__ = ["Results", "analyse"]
